"""The seven elements: shares counted by hand, small groups held back, and what is missing said."""

from __future__ import annotations

import json

import numpy as np
import pytest

import ally_graph
from ally_graph.culture.elements import EVIDENCE, elements
from ally_graph.culture.looked import Looked, Missing
from ally_graph.network import network_of
from ally_graph.vocabulary import ELEMENTS
from tests.conftest import SAMPLE
from tests.unit.companies import AS_OF, event, numbered, records_of, ring, roster, weekly

NORTH, SOUTH = numbered(10, "n"), numbered(10, "s")
TEAMS = {**dict.fromkeys(NORTH, "north"), **dict.fromkeys(SOUTH, "south")}


def looked(rows=(), thanks=(), absences=(), programmes=(), **columns) -> Looked:
    people = roster([*NORTH, *SOUTH], team=TEAMS, start_date="2025-01-01", **columns)
    records = records_of([*ring(NORTH), *ring(SOUTH), *rows], people, thanks, absences, programmes)
    return Looked(records, network_of(records, as_of=AS_OF))


def pieces(found: Looked) -> dict:
    return {piece.key: piece for element in elements(found) for piece in element.pieces}


def shares(piece) -> dict:
    return {row.group: round(row.value) for row in piece.figures.itertuples()}


def test_every_element_has_evidence_and_none_has_a_score():
    found = elements(looked())
    assert [element.key for element in found] == list(ELEMENTS)
    assert all(element.pieces for element in found)
    assert {entry.element for entry in EVIDENCE} == set(ELEMENTS) - {"empathy"}


def test_a_share_is_counted_in_the_company_and_in_each_team():
    """Half of the north has a check-in and nobody of the south: 5 of 20, 5 of 10 and 0 of 10."""
    found = pieces(looked([event(lead, other, "checkin") for lead, other in [("n00", "n01"), ("n02", "n03")]]))
    assert shares(found["checked_in"]) == {"all": 20, "north": 40, "south": 0}
    assert found["checked_in"].covered == pytest.approx(0.2)


def test_a_team_whose_interval_lies_below_the_company_is_further_from_good():
    """Nine of ten in the north are thanked and nobody in the south: 9 of 20, 90 and 0 percent."""
    thanks = [("n00", person, "2026-03-20") for person in NORTH[1:]]
    found = pieces(looked(thanks=thanks))["thanked"]
    assert shares(found) == {"all": 45, "north": 90, "south": 0}
    assert found.below_others == ("south",)


@pytest.mark.parametrize(("talking", "below"), [(19, ()), (20, ("south",))])
def test_teams_are_compared_where_half_of_the_people_appear(talking, below):
    """Of forty people some of the north help in a ring, and nobody of the south does: 47 or 50 percent appear."""
    north, south = numbered(talking, "n"), numbered(40 - talking, "s")
    team = {**dict.fromkeys(north, "north"), **dict.fromkeys(south, "south")}
    records = records_of(ring(north), roster([*north, *south], team=team, start_date="2025-01-01"))
    found = elements(Looked(records, network_of(records, as_of=AS_OF)))
    told = {piece.key: piece for element in found for piece in element.pieces}
    assert told["gave_help"].below_others == below


def test_that_nobody_has_an_ally_is_not_said_where_few_people_appear():
    """A single help makes nobody an ally: one of two people among twenty, and one of each pair of two teams."""
    people = roster([*NORTH, *SOUTH], team=TEAMS, start_date="2025-01-01")
    pairs = [event(one, other) for one, other in zip(NORTH, SOUTH, strict=True)]
    for rows, missing in ((pairs[:1], False), (pairs, True)):
        records = records_of(rows, people)
        found = {one.key: one for one in elements(Looked(records, network_of(records, as_of=AS_OF)))}
        assert found["inclusion"].is_missing is missing


def test_what_is_not_on_record_says_what_is_missing_and_what_to_do():
    found = pieces(looked())
    for key in ("thanked", "covered_when_away", "flexible", "learning", "heard_by_lead", "surveyed"):
        assert isinstance(found[key].missing, Missing), key
        assert found[key].missing.do.endswith(".")


def test_a_report_who_only_hears_from_their_lead_is_not_reached_both_ways():
    """The lead of all gives n01 help, and meets n02: one of nineteen reports is reached both ways."""
    lead = {person: "n00" for person in [*NORTH, *SOUTH] if person != "n00"}
    rows = [*weekly("n00", "s01", "help"), event("n00", "s02", "meeting")]
    found = looked(rows, manager_id=lead)
    told = EVIDENCE["heard_by_lead"](found)
    reached = set(found.ids[told.those & told.among])
    assert "s02" in reached
    assert "s01" not in reached


def test_a_group_of_fewer_than_five_is_in_no_figure():
    """Three of the south are there: neither they nor, as they would be what is left, the north are shown."""
    people = roster([*NORTH, *SOUTH[:3]], team=TEAMS, start_date="2025-01-01")
    records = records_of([*ring(NORTH), *ring(SOUTH[:3], reach=1), event("n00", "n01", "checkin")], people)
    found = pieces(Looked(records, network_of(records, as_of=AS_OF)))
    assert set(found["checked_in"].figures["group"]) == {"all"}


def test_somebody_helped_by_one_person_alone_has_nowhere_else_to_turn():
    rows = [row for other in ("s05", "s06") for row in weekly("n00", other, times=3)]
    found = looked(rows)
    told = EVIDENCE["somewhere_else"](found)
    assert set(found.ids[told.among & ~told.those]) == {"s05", "s06"}


def test_being_covered_counts_only_those_who_were_away_for_days():
    away = [("n01", "2026-03-01", "2026-03-05"), ("n02", "2026-03-01", "2026-03-01")]
    found = looked([event("n03", "n01", "cover")], absences=away)
    told = EVIDENCE["covered_when_away"](found)
    assert found.ids[told.among].tolist() == ["n01"]
    assert told.those[told.among].all()


def test_an_element_is_missing_where_nobody_has_any_of_it():
    programmes = [("n00", "flexible_work", "participant", None)]
    found = {one.key: one for one in elements(looked(programmes=programmes))}
    assert not found["flexibility"].is_missing
    none = looked([event("n00", "n01", "checkin", days=200)])
    assert {one.key: one for one in elements(none)}["communication"].is_missing
    assert not np.isnan(pieces(none)["checked_in"].company.value)


def test_who_has_been_here_for_a_week_is_not_counted():
    """One of the north began a week before the end: nine of them are told about, rounded down to five."""
    start = {person: "2026-03-25" if person == "n09" else "2025-01-01" for person in [*NORTH, *SOUTH]}
    people = roster([*NORTH, *SOUTH], team=TEAMS, start_date=start)
    records = records_of([*ring(NORTH), *ring(SOUTH), event("n09", "n01", "checkin", 2)], people)
    found = Looked(records, network_of(records, as_of=AS_OF))
    company = pieces(found)["checked_in"].company
    assert (company.n, round(company.value, 1)) == (15, round(100 / 19, 1))


def test_the_element_that_is_missing_in_one_team_of_the_sample_is_found():
    """In no other piece of evidence is any team further from good."""
    truth = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))
    sample = ally_graph.load(SAMPLE)
    found = elements(Looked(sample, ally_graph.analyze(sample, findings=False).base))
    lower = [[one.key, team] for one in found for piece in one.told for team in piece.below_others]
    assert lower == truth["missing_element"]
