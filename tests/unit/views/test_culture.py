"""The culture as it may be shown: what is said in words, what a company is not told, and what a handful is told as."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import ally_graph
from ally_graph.culture.elements import Element, Piece
from ally_graph.culture.looked import Missing
from ally_graph.culture.plan import responses, step_for
from ally_graph.culture.programmes import Dose, Formed, Load, Programme
from ally_graph.culture.reasons import Answer
from ally_graph.culture.roles import RoleFound
from ally_graph.disclosure.gate import COMPANY, LOCAL, content_of
from ally_graph.findings.challenges import CHALLENGES, SEEN, UNKNOWN, Verdict
from ally_graph.views import culture as shown
from ally_graph.views import telling
from tests.unit.companies import numbered, records_of, ring, roster

DARK = Missing("whether ties formed", "nobody takes part", "Wait.")
FORMED = Formed(pairs=12, ties=7, expected=2.0, low=0.0, high=5.0, p=0.001, similar=0.1, similar_pairs=90)
SHARES = pd.DataFrame([("", "all", 50.0, 40.0, 60.0, 20), ("team", "north", 60.0, 40.0, 80.0, 10)])
SHARES.columns = ["by", "group", "value", "low", "high", "n"]


def programme(key="mentorship", people=12, now=12, **given) -> Programme:
    told = {"dose": Dose(6, 9.0, 4, 0), "formed": FORMED, "load": Load(6, 12.0, 8.0, 2)} | given
    return Programme(key, people, now, "2026-01-01", "", float("nan"), SHARES, **told)


def row(one: Programme) -> dict:
    return content_of(shown.programmes([one], COMPANY, least=5)).iloc[0].to_dict()


def test_a_programme_is_told_with_its_figures():
    """How often pairs met, what formed against chance, who gives, who takes part: each with its numbers."""
    told = row(programme())
    assert told["dose"] == "six pairs: half met on 9 days or more, four on more than eight"
    assert (
        told["formed"] == "7 of 12 new pairs, more than chance (0 to 5, p = 0.001); 10% of pairs like them without it"
    )
    assert told["load_of_givers"].startswith("6 people give in it, half of them 12 helps or more (of others 8)")
    assert told["reach"] == "50 % (40 to 60, of 20)"


def test_a_handful_is_told_as_fewer_than_five():
    """People, pairs, givers and those of them who carry too much."""
    told = row(programme(people=3, now=2, dose=Dose(3, 9.0, 1, 0), load=Load(3, 1.0, 1.0, 0)))
    assert told["people"] == told["reach"] == "fewer than five people"
    assert told["dose"].startswith("fewer than five pairs")
    assert told["load_of_givers"] == "fewer than five people give in it"
    assert "fewer than five people of them carry too much" in row(programme())["load_of_givers"]


def test_no_team_is_told_of_what_is_private_or_has_a_handful():
    both = [programme(), programme("employee_assistance"), programme("training", now=3)]
    frame = content_of(shown.reach(both, COMPANY, least=5))
    assert frame.groupby("programme")["group"].agg(list).to_dict() == {
        "Mentorship": [shown.WHOLE, "north"],
        "Employee assistance": [shown.WHOLE],
    }


def test_who_acts_in_a_role_is_told_of_the_whole_company_and_not_of_its_teams():
    role = RoleFound("mentor", "Mentors", tuple(numbered(12)), SHARES)
    frame = content_of(shown.roles([role], LOCAL, least=5)).set_index("group")
    assert frame["acting"].to_dict() == {shown.WHOLE: "12 people", "north": shown.NOTHING}


def test_how_many_appear_in_the_records_of_an_element_is_in_percent():
    piece = Piece("thanked", "Thanked", "recognition", "up", SHARES, 0.966)
    frame = content_of(shown.elements([Element("recognition", (piece,))], LOCAL))
    assert frame["covered"].tolist() == [97.0, 97.0]


def test_that_no_reason_shows_is_not_said_where_none_can_be_told():
    dark = Answer("key", "Nobody measures it", shown.UNTOLD, "Nothing is on record.", "Who?")
    words = "Whether any of the seven reasons to fail shows can't be told."
    assert shown.reasons_answer([dark] * 7).startswith(words)
    assert shown.reasons_answer([dark] * 6 + [replace(dark, verdict="does not show")]).startswith("No reasons of seven")


def test_what_can_not_be_told_says_why():
    assert row(programme(formed=DARK))["formed"] == "can't be told: nobody takes part"


@pytest.mark.parametrize(("viewer", "told"), [(LOCAL, True), (COMPANY, False)])
def test_a_company_is_not_told_who_owns_a_step_nor_what_a_verdict_rests_on(viewer, told):
    step = step_for("resistance", "open_mic", pd.Timestamp("2026-01-01"))
    assert ("owner" in content_of(shown.plan([step], viewer))) == told
    verdicts = [Verdict(one, SEEN, "Figures.") for one in CHALLENGES.values()]
    assert ("why" in content_of(shown.responses(responses(verdicts, ()), viewer))) == told


@pytest.fixture(scope="module")
def small():
    """A company with help on record."""
    records = records_of(ring(numbered(6)), roster(numbered(6), start_date="2025-01-01"))
    return telling.Of(records, ally_graph.analyze(records, findings=False))


def test_the_first_thing_to_do_names_whose_it_is_and_why(small):
    step = step_for("resistance", "open_mic", pd.Timestamp("2026-01-01"))
    found = responses([Verdict(CHALLENGES["resistance"], SEEN, "")], ())
    words = shown.first([step], found, small)
    assert words.startswith(CHALLENGES["resistance"].response)
    assert "Leaders see to it by 29 January 2026, because “Reluctance to change, silos” shows" in words
    assert "Nothing has to be begun" in shown.first([], (), small)


def test_where_nothing_is_seen_it_is_said_whether_it_could_have_been(small):
    """Of one challenge it can't be told; and without a single event nothing can, and the records are asked for."""
    found = responses([Verdict(CHALLENGES["resistance"], UNKNOWN, "")], ())
    assert "“Reluctance to change, silos” it can't be told" in shown.first([], found, small)
    empty = records_of((), roster(numbered(6)))
    words = shown.first([], found, telling.Of(empty, ally_graph.analyze(empty, findings=False)))
    assert words == "What to do first can't be told: no event is on record. " + telling.LOAD_EVENTS
