"""The keys of the evidence: every one that comes out is explained, and every one that is explained comes out."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, product

import pytest

from ally_graph import analyze, findings, load, simulate
from ally_graph.findings import DETECTORS, EVIDENCE
from ally_graph.records import from_tables
from tests.contract.planted import PLANTED
from tests.unit.companies import AS_OF, ago, event, numbered, records_of, ring, roster, weekly
from tests.unit.findings import test_bridge as linked
from tests.unit.findings import test_cooling_ties as quiet
from tests.unit.findings import test_inside_teams as inside
from tests.unit.findings import test_leadership_gap as led

IDS, TEN = numbered(24), numbered(10)
MODES = dict.fromkeys(TEN[:5], "remote") | dict.fromkeys(TEN[5:], "onsite")
RED, BLUE, GOLD = numbered(8, "r"), numbered(8, "b"), numbered(8, "g")
TEAM = dict.fromkeys(RED, "red") | dict.fromkeys(BLUE, "blue") | dict.fromkeys(GOLD, "gold")
FOUR = TEAM | dict.fromkeys(linked.YELLOW, "yellow")
SIX = ["a0", "a1", "b0", "b1", "c0", "c1"]


def tired():
    """One who helps four all the time, gets little back and is away more often; one who is new; times of day."""
    leaning = [row for person in IDS[5::5] for row in weekly("p00", person, times=4)]
    rows = [(*row[:3], row[3] if "T" in row[3] and "00:00:00" not in row[3] else f"{row[3][:10]}T10:30:00", row[4])
            for row in [*ring(IDS), *leaning]]  # fmt: skip
    away = [(person, "2025-05-05", "2025-05-06") for person in IDS]
    away += [("p00", ago(days)[:10], ago(days)[:10]) for days in (5, 19, 33, 47)]
    return records_of(rows, roster([*IDS, "new"], start_date={"new": "2026-03-30"}), absences=away)


def barely_linked():
    """One with two ties to each of two other teams, for the last four weeks."""
    rows = [row for team in (RED, BLUE, GOLD) for row in ring(team, "meeting")]
    link = [row for other in ("b00", "b01", "g00", "g01") for row in weekly("r00", other, "meeting", weeks=4)]
    return records_of([*rows, *link], roster(TEAM, team=TEAM))


def nearly_closed():
    """Six who meet each other, and answered others for some weeks."""
    rows = [row for one, other in combinations(SIX, 2) for row in weekly(one, other, "meeting")]
    asked = list(product(IDS, SIX))[:34]
    rows += [event(one, other, "request", 15 + 0.88 * k) for k, (one, other) in enumerate(asked)]
    rows += [event(other, one, "answer", 14 + 0.88 * k) for k, (one, other) in enumerate(asked)]
    teams = {person: f"team {person[0]}" for person in SIX}
    teams |= {person: f"team {'abc'[k % 3]}" for k, person in enumerate(IDS)}
    return records_of([*ring(IDS, "meeting", reach=3), *rows], roster([*SIX, *IDS], team=teams))


def reorganised():
    """A project of five, all of one team, ends in a fortnight."""
    people = [*quiet.IDS, *quiet.PROJECT]
    team = dict.fromkeys(people, "rest") | dict.fromkeys(quiet.PROJECT, "project")
    return records_of(quiet.ended(list(combinations(quiet.PROJECT, 2))), roster(people, team=team))


def one_team_more():
    """Pairs of all teams end every other day; in one fortnight four more do, of one team."""
    others = numbered(72, "y")
    pairs = list(zip(others[::2], others[1::2], strict=True))
    rows = [row for k, pair in enumerate(pairs) for row in quiet.every(7, 18, 30 + 2 * k, pair)]
    rows += [event(person, "p00", "meeting", 2.5) for person in others]
    people = [*quiet.IDS, *quiet.PROJECT, *others]
    team = dict.fromkeys(people, "rest") | dict.fromkeys(quiet.PROJECT, "project")
    team |= {person: f"team {place % 5}" for place, person in enumerate(others)}
    return records_of([*quiet.ended(list(combinations(quiet.PROJECT, 2))[:4]), *rows], roster(people, team=team))


def unseen():
    """A weekly tie ended five weeks ago; one of the two has met somebody since, the other nobody for a month."""
    met = [event("ana", quiet.IDS[0], "meeting", 7 * week + 2.5) for week in range(26)]
    gone = event("bo", quiet.IDS[0], "meeting", 33.5)
    return records_of([*quiet.STEADY, *quiet.every(7, 20, silent=35), *met, gone], quiet.PEOPLE)


def on_leave():
    """A tie ended six weeks ago, and for one of these weeks nobody met one of the two."""
    return records_of(quiet.with_leave(range(10, 17)), quiet.PEOPLE)


def asked():
    """A weekly tie ended five weeks ago, and one of the two asked the other a few days later."""
    rows = [*quiet.STEADY, *quiet.every(7, 20, silent=35), *quiet.ELSEWHERE]
    return records_of([*rows, event(*quiet.QUIET, "request", 30)], quiet.PEOPLE)


def asked_by_reports():
    """A leader without contact with two of seven reports, who asked for help, and was asked."""
    rows = [*led.AMONG, *led.meeting("ann", led.ANN[:5]), *led.meeting("bea", led.BEA)]
    requests = [event(led.ANN[5], "ann", "request", 9), event("ann", led.ANN[6], "request", 9)]
    return records_of([*rows, *requests], roster(led.EVERYONE, manager_id=led.LINES))


def helped_long_ago():
    """Four lean on one; one of them got as much from two others, long ago."""
    rows = [*ring(IDS), *(row for person in IDS[5::5] for row in weekly("p00", person, times=4))]
    return records_of(
        [*rows, *(event(other, "p20", days=82) for other in ("p07", "p08") for _ in range(13))], roster(IDS)
    )


def remote(times, before=0):
    """Pairs who meet as often as this, by how many of the two are remote; those on site more in times gone by."""
    rows = [
        event(one, other, "meeting", 1 + 20 * k)
        for one, other in combinations(TEN, 2)
        for k in range(times[(MODES[one] == "remote") + (MODES[other] == "remote")])
    ]
    rows += [event(one, other, "meeting", 60 + k) for one, other in combinations(TEN[5:], 2) for k in range(before)]
    return records_of(rows, roster(TEN, team="a", work_mode=MODES))


def two_for_a_team():
    """In one team two of twelve give all the help within it."""
    rows = [*ring(inside.IDS[12:]), *inside.OUTSIDE, *inside.from_two()]
    return records_of(rows, roster(inside.IDS, team=inside.TEAM))


COMPANIES = {
    "sample": lambda: load("sample_data"),
    "random": lambda: from_tables(simulate.tables("random", people=60, months=6, seed=3)[0]),
    "plain": lambda: from_tables(simulate.tables("plain", people=60, months=6, seed=3)[0]),
    "tired": tired,
    "barely linked": barely_linked,
    "nearly closed": nearly_closed,
    "known by two": lambda: records_of(linked.linked_by_one(6), roster(FOUR, team=FOUR)),
    "reorganised": reorganised,
    "one team more": one_team_more,
    "two for a team": two_for_a_team,
    "unseen": unseen,
    "on leave": on_leave,
    "asked": asked,
    "asked by reports": asked_by_reports,
    "helped long ago": helped_long_ago,
    "remote": lambda: remote((4, 2, 1)),
    "remote long ago": lambda: remote((2, 2, 2), before=9),
    **{f"planted {key}": lambda plant=plant: from_tables(plant().tables) for key, plant in PLANTED.items()},
}


@pytest.fixture(scope="module")
def seen():
    """Every key that comes out in these companies, by detector."""
    keys = defaultdict(set)
    for name, make in COMPANIES.items():
        as_of = None if name in ("sample", "random", "plain") else AS_OF
        for finding in analyze(make(), as_of=as_of, window_days=84 if name == "remote long ago" else 90).findings:
            keys[finding.detector] |= set(finding.evidence)
    return keys


def test_every_detector_explains_its_evidence():
    assert sorted(EVIDENCE) == sorted(DETECTORS.keys())
    assert findings.EVIDENCE is EVIDENCE


@pytest.mark.parametrize("key", DETECTORS.keys())
def test_the_evidence_of_a_detector_is_what_is_explained(key, seen):
    assert sorted(seen[key] - set(EVIDENCE[key])) == []
    assert sorted(set(EVIDENCE[key]) - seen[key]) == []


@pytest.mark.parametrize("key", EVIDENCE)
def test_an_explanation_is_a_few_words(key):
    for words in EVIDENCE[key].values():
        assert 2 <= len(words.split()) <= 25
        assert not words.endswith(".")
