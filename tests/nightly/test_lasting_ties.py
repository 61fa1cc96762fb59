"""Where ties last, differ in strength and come in bursts: who is named, and who is found."""

from __future__ import annotations

import pytest

from ally_graph.findings.bridge import bridges
from ally_graph.findings.cooling_ties import cooling_ties
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


PROJECTS = {"weeks": 39, "middle": 0.5}


def test_bursts_are_no_silences():
    """At most one company in twenty has a name where nothing is planted."""
    worlds = (lasting.company(seed, 60, 5, bursty=True, **PROJECTS) for seed in range(COMPANIES))
    assert sum(len(names(cooling_ties, world)) for world in worlds) <= 0.05 * COMPANIES


def test_six_weeks_of_silence_of_two_who_met_twice_a_week_are_found():
    """Three quarters at least."""
    found = 0
    for seed in range(COMPANIES):
        world = lasting.company(seed, 60, 5, **PROJECTS)
        lasting.silence_pair(world)
        found += set(world.planted) <= names(cooling_ties, world)
    assert found >= 0.75 * COMPANIES


def test_a_reorganisation_is_one_finding():
    """Thirty-five ties end in one hour, and at most one pair is told beside them."""
    for seed in range(COMPANIES):
        world = lasting.company(seed, 60, 5, **PROJECTS)
        lasting.end_projects(world)
        records = lasting.records(world)
        told = [found for found in cooling_ties(network_of(records, as_of=END), records) if found.people]
        assert sum("pairs" in found.evidence for found in told) == 1
        assert len(told) <= 2


@pytest.mark.parametrize("size", [60, 200])
def test_in_many_teams_hardly_anybody_is_said_to_link_them_by_chance(size):
    """At most a name in ten companies of fourteen teams."""
    worlds = (lasting.company(seed, size, 14) for seed in range(COMPANIES))
    assert sum(len(names(bridges, world)) for world in worlds) <= 0.1 * COMPANIES


@pytest.mark.parametrize(("size", "teams"), [(60, 5), (200, 14)])
def test_the_only_link_of_two_teams_is_found(size, teams):
    """In 95 % of companies."""
    found = 0
    for seed in range(COMPANIES):
        world = lasting.company(seed, size, teams)
        lasting.link_by_one(world)
        found += set(world.planted) <= names(bridges, world)
    assert found >= 0.95 * COMPANIES
