"""The guards that all detectors share."""

import numpy as np
import pytest

from ally_graph.findings import guards
from ally_graph.settings import Settings
from tests.unit.companies import company, event, roster

KINDS = {"ana": "employee", "bo": "contractor", "cy": "external", "di": "employee"}
STAFF = roster(list(KINDS), kind=KINDS)


def test_two_slices_of_those_with_records_are_needed_and_never_none():
    assert guards.slices_needed([0, 1, 2, 3]).tolist() == [1, 1, 2, 2]
    assert guards.slices_needed(3) == 2


def test_silence_means_something_only_where_records_touch_enough_people():
    touched = np.array([True, True, True, False, False])
    assert guards.covers_enough(touched, Settings(coverage_floor=0.6))
    assert not guards.covers_enough(touched, Settings(coverage_floor=0.7))
    assert not guards.covers_enough(touched[:0], Settings())


def test_in_contact_are_those_with_a_contact_in_the_window():
    found = guards.in_contact(company([event("ana", "bo", days=3), event("cy", "di", days=300)], STAFF))
    assert found.tolist() == [True, True, False, False]


@pytest.mark.parametrize(
    ("settings", "staff"),
    [({}, [True, True, False, True]), ({"isolated_kinds": ("external",)}, [False, False, True, False])],
)
def test_staff_are_people_of_the_kinds_that_findings_are_for(settings, staff):
    assert guards.is_staff(company([], STAFF, **settings)).tolist() == staff
