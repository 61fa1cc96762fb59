"""Meetings and mails of several people are told from the rows of their pairs."""

from itertools import combinations

import numpy as np
import pytest

from ally_graph import measures
from ally_graph.network import network_of
from ally_graph.settings import Settings
from tests.unit.companies import AS_OF, event, numbered, records_of, roster

IDS = numbered(12)
OTHER_TIMES = [event("p00", "p01", "meeting", 5.1 + k / 7) for k in range(40)]


def network_with(rows, **settings):
    return network_of(records_of([*OTHER_TIMES, *rows], roster(IDS)), as_of=AS_OF, settings=Settings(**settings))


def meeting(people, days=3.3, kind="meeting"):
    return [event(one, other, kind, days) for one, other in combinations(people, 2)]


def mail(receivers, kind="message"):
    return [event("p02", other, kind, 3.3) for other in receivers]


def test_rows_of_one_moment_between_everybody_are_one_meeting():
    """Five people have four others each; two alone have one."""
    others = network_with(meeting(IDS[2:7])).others_present
    assert sorted(np.unique(others, return_counts=True)[1].tolist()) == [10, 40]
    assert others.max() == 4


@pytest.mark.parametrize("rows", [meeting(IDS[2:7])[:-1], meeting(IDS[2:4]), mail(IDS[4:8], "meeting"), mail(IDS[4:6])])
def test_a_meeting_with_a_pair_missing_and_a_mail_to_two_are_contacts_of_pairs(rows):
    assert network_with(rows).others_present is None


def test_a_mail_to_many_is_one_contact_of_its_sender_and_a_part_of_one_of_each_receiver():
    network = network_with(mail(IDS[4:8]))
    assert network.encounters()[[2, 4, 7]].tolist() == [1, 0.25, 0.25]


def test_mails_of_one_day_are_not_taken_for_one_mail():
    """Where every row is of midnight, its moment says nothing."""
    days = [event("p00", "p01", "meeting", k) for k in range(5, 40)]
    rows = [*days, *(event("p02", other, "message", 3) for other in IDS[4:8])]
    assert network_of(records_of(rows, roster(IDS)), as_of=AS_OF).others_present is None


@pytest.mark.parametrize(("size", "allies"), [(8, 7), (9, 0)])
def test_a_meeting_of_more_than_eight_makes_no_ally_and_counts_as_one_contact(size, allies):
    network = network_with(meeting(IDS[2 : 2 + size]))
    assert measures.allies(network)["p02"] == allies
    assert network.encounters()[2] == pytest.approx(1)
    assert network.contact[2, 3] * (size - 1) == pytest.approx(2 ** (-3.3 / 30))


@pytest.mark.parametrize(
    ("rows", "met", "together"),
    [
        (meeting(IDS[2:7]), 10, 10),
        (meeting(IDS[2:8]), 0, 15),
        (meeting(IDS[2:12]), 0, 45),
        (meeting(IDS[1:12]), 0, 0),
        (mail(IDS[4:12]), 0, 0),
    ],
)
def test_up_to_twice_as_many_are_together_at_a_meeting_as_can_meet_there_but_not_by_mail(rows, met, together):
    """Five meet each other, six to ten are together; the forty contacts at other times count always."""
    network = network_with(rows, largest_meeting=5)
    assert (network.met().sum() - 40, network.together().sum() - 40) == (met, together)
