"""Help within a team that a few give, or get: held against teams whose people differ by nature."""

import numpy as np
import pytest

from ally_graph.findings import inside_teams as module
from ally_graph.findings.unequal_participation import unequal_participation
from ally_graph.network import network_of
from tests.unit.companies import AS_OF, numbered, records_of, ring, roster, weekly

IDS = numbered(48)
TEAM = {person: "b" if i < 12 else "a" for i, person in enumerate(IDS)}
OUTSIDE = [row for i in range(12) for row in weekly(IDS[i], IDS[12 + i], times=3)]
"""Everyone of team b helps somebody of the other team, all alike: what they give in all says nothing of the team."""


def told(rows):
    records = records_of([*ring(IDS[12:]), *OUTSIDE, *rows], roster(IDS, team=TEAM))
    found = unequal_participation(network_of(records, as_of=AS_OF), records)
    return [finding for finding in found if finding.status == "named"]


def from_two(turned=False):
    """In team b two of twelve help the ten others every week, or these the two."""
    pairs = [(giver, other) for giver in IDS[:2] for other in IDS[2:12]]
    return [row for one, other in pairs for row in weekly(*((other, one) if turned else (one, other)))]


@pytest.mark.parametrize(("turned", "direction", "verb"), [(False, "given", "gave"), (True, "received", "got")])
def test_help_within_a_team_that_two_give_or_get_is_told_without_names(turned, direction, verb):
    """Two of twelve have it all: G = 1 - 2 / 12, where nature makes about 0.4."""
    (found,) = [one for one in told(from_two(turned)) if one.evidence.get("direction") == direction]
    assert (found.people, found.evidence["scope"], found.evidence["top_fifth"]) == ((), "b", 2)
    assert found.evidence["gini"] == pytest.approx(10 / 12)
    assert (found.evidence["top_fifth_share"], found.evidence["events"]) == (1.0, len(from_two()))
    assert 0.35 < found.evidence["gini_by_nature"] < 0.45
    assert f"the 2 who {verb} most {verb} 100%" in found.why


def test_a_team_that_helps_each_other_all_round_is_not_told():
    assert told(ring(IDS[:12])) == []


def test_teams_whose_people_differ_by_nature_are_told_in_one_of_twenty():
    """Two hundred teams of twelve whose people differ lognormally by 0.8: at most 8 % lie beyond 95 % of others."""
    rng, effort = np.random.default_rng(3), np.full(12, 90.0)
    network = network_of(records_of([], roster(IDS)), as_of=AS_OF)
    natural = module._natural(network, module._Inside("b", "given", np.arange(12), np.full(12, 10), effort))
    weight = np.exp(0.8 * rng.standard_normal((200, 12)))
    counts = [rng.multinomial(120, one / one.sum()) for one in weight]
    told = [natural.chance_of(module._Inside("b", "given", np.arange(12), one, effort).gini) for one in counts]
    assert 0.02 < np.mean(np.array(told) <= 0.05) < 0.09


def test_unevenness_of_one_slice_is_not_told():
    """All the help of two lies in the first four weeks of twelve; since then the team helps each other all round."""
    early = [row for row in from_two() if row[3] < "2026-01-20"]
    late = [row for row in ring(IDS[:12], reach=1) if row[3] >= "2026-01-20"]
    assert told([*early * 20, *late]) == []
