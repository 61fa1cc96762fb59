"""The guards that all detectors share."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from ally_graph.findings import DETECTORS, guards
from ally_graph.network import network_of
from ally_graph.settings import Settings
from tests.unit.companies import AS_OF, company, event, numbered, records_of, roster

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


@pytest.mark.parametrize(
    ("kind", "weights", "settings", "unclear"),
    [
        ("nomination", (1, 2, 5), Settings(), True),
        ("nomination", (1, 2, 5), Settings(lowest_answer_helps=1), False),
        ("nomination", (2, 3, 5), Settings(), False),
        ("nomination", (1, 1, 1), Settings(), False),
        ("help", (1, 2, 5), Settings(), False),
    ],
)
def test_answers_from_1_upwards_may_mean_never(kind, weights, settings, unclear):
    """Then nobody is said to give much or little by them, and all three detectors of help say why."""
    rows = [(*event("ana", "bo", kind, 3 + k)[:4], weight) for k, weight in enumerate(weights)]
    records = records_of(rows, STAFF)
    network = network_of(records, as_of=AS_OF, settings=settings)
    assert (guards.unclear_answers(network, records) is not None) is unclear
    for key in ("overrelied", "unbalanced", "unequal_participation"):
        words = " ".join(found.why + found.advice for found in DETECTORS[key](network, records))
        assert ("Answers go from 1 to 5" in words and "--min-weight 2" in words) is unclear


def test_answers_are_recognized_by_how_many_times_the_least_they_are():
    """What is analyzed has its weights divided by what is usual, here by 2."""
    records = records_of([event("ana", "bo", "nomination", 3 + k, weight) for k, weight in enumerate((1, 2, 5))], STAFF)
    usual = replace(records, interactions=records.interactions.assign(weight=records.interactions["weight"] / 2))
    why, _, _ = guards.unclear_answers(network_of(usual, as_of=AS_OF), usual)
    assert why.startswith("Answers go from 1 to 5")


def test_other_records_of_help_are_no_answers_however_a_few_answers_read():
    """Three answers from 1 to 5 beside four helps: what is told rests on the helps."""
    rows = [event("ana", "bo", "nomination", 3 + k, weight) for k, weight in enumerate((1, 2, 5))]
    helps = [event("bo", "di", days=3 + k) for k in range(4)]
    for some, unclear in ((helps[:2], True), (helps, False)):
        records = records_of([*rows, *some], STAFF)
        assert (guards.unclear_answers(network_of(records, as_of=AS_OF), records) is not None) is unclear


def test_whoever_left_before_the_last_day_is_not_here():
    left = {"ana": "2026-03-30", "bo": "2026-04-01", "cy": "2026-05-01"}
    network = company([event("ana", "bo")], roster([*left, "di"], end_date=left))
    assert network.as_of.date().isoformat() == "2026-04-01"
    assert guards.still_here(network).tolist() == [False, True, True, True]


def test_in_contact_are_those_with_a_contact_in_the_window():
    found = guards.in_contact(company([event("ana", "bo", days=3), event("cy", "di", days=300)], STAFF))
    assert found.tolist() == [True, True, False, False]


@pytest.mark.parametrize(
    ("settings", "staff"),
    [({}, [True, True, False, True]), ({"isolated_kinds": ("external",)}, [False, False, True, False])],
)
def test_staff_are_people_of_the_kinds_that_findings_are_for(settings, staff):
    assert guards.is_staff(company([], STAFF, **settings)).tolist() == staff


def test_contact_with_people_who_join_is_no_clump():
    """Half of each one's partners are there for the last month alone, and meet them as often as the others did."""
    old, new = numbered(8, "o"), numbered(24, "n")
    rows = [event(*pair, "help", 1 + 4 * k) for pair in combinations(old, 2) for k in range(21)]
    rows += [event(person, old[k % 8], "help", 1 + day) for k, person in enumerate(new) for day in range(27)]
    start = dict.fromkeys(new, "2026-03-04")
    dated, undated = (company(rows, roster([*old, *new], start_date=dates)) for dates in (start, {}))
    assert guards.clumping(dated) == 1
    assert guards.clumping(undated) > 1


def test_help_comes_in_clumps_as_far_as_contact_is_help():
    """Twelve pairs with 26 contacts in one month each, and never else; every second one is help.

    Of 26 contacts 26/3 are expected in each of three months: (52/3)^2 + 2 (26/3)^2 over 26, times 3/2, is 26.
    """
    pairs = [(f"a{k}", f"b{k}") for k in range(12)]
    rows = [
        event(*pair, kind, 28 * (k % 3) + 1 + day)
        for k, pair in enumerate(pairs)
        for day in range(26)
        for kind in (["help", "meeting"][day % 2],)
    ]
    network = company(rows, roster([who for pair in pairs for who in pair]))
    assert guards.clumping(network) == pytest.approx(26)
    assert guards.clumping_of_help(network) == pytest.approx(1 + 25 / 2)
    steady = company(
        [event(*pair, "meeting", 1 + 4 * k) for pair in pairs for k in range(21)],
        network.people.reset_index()[["person_id"]],
    )
    assert guards.clumping(steady) == guards.clumping_of_help(steady) == 1
