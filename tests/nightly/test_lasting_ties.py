"""Where ties last, differ in strength and come in bursts: who is named, and who is found."""

from __future__ import annotations

import pytest

from ally_graph.findings.leadership_gap import leadership_gap
from ally_graph.network import network_of
from tests.nightly import lasting
from tests.nightly.size import many

COMPANIES = many(4, 60)
END = "2026-06-28"


def names(detector, world):
    records = lasting.records(world)
    found = detector(network_of(records, as_of=END), records)
    return {person for finding in found if finding.status in ("named", "fact") for person in finding.people}


@pytest.mark.parametrize("bursty", [False, True])
@pytest.mark.parametrize(("size", "teams"), [(60, 5), (200, 8)])
def test_a_leader_without_contact_to_half_of_the_reports_is_found(size, teams, bursty):
    """At least 85 % are, and at most one company in fifty has a name where nothing is planted."""
    found = false = 0
    for seed in range(COMPANIES):
        world = lasting.company(seed, size, teams, bursty=bursty)
        false += len(names(leadership_gap, world))
        world = lasting.company(seed, size, teams, bursty=bursty)
        lasting.silence_reports(world)
        found += set(world.planted) <= names(leadership_gap, world)
    assert found >= 0.85 * COMPANIES
    assert false <= 0.02 * COMPANIES
