"""Each rule of matching: with it the best colleague is not asked, without it they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ally_graph.matching import PROGRAMMES, grounds, match, rules
from ally_graph.settings import Settings
from tests.unit.companies import event
from tests.unit.matching import planted

BUDDY = PROGRAMMES["buddy"]


def partner_of(options: dict, programme: str = "buddy", person: str = "new") -> str | None:
    """Who is proposed to somebody in a planted company."""
    options = dict(options)
    blocked = options.pop("blocked", ())
    found = match(*planted.company(**options), programme, people=[person], blocked=blocked)
    return found.pairs[0].partner if found.pairs else None


def drop(monkeypatch, programme: str, name: str) -> None:
    """The programme without one rule."""
    told, rule = PROGRAMMES[programme], getattr(rules, name)
    fewer = {
        field: tuple(one for one in getattr(told, field) if one is not rule)
        for field in ("about_people", "about_pairs")
    }
    monkeypatch.setitem(PROGRAMMES._entries, programme, replace(told, **fewer))


def test_the_best_colleague_is_asked_where_no_rule_stands_in_the_way():
    assert partner_of({}) == "best"


@pytest.mark.parametrize("name", planted.BREAKS)
def test_the_best_colleague_is_not_asked_for_this_rule_alone(monkeypatch, name):
    """Without the rule they are: a programme that lost it would be seen here."""
    assert partner_of(planted.BREAKS[name]) == "plain"
    drop(monkeypatch, "buddy", name)
    assert partner_of(planted.BREAKS[name]) == "best"


def test_every_rule_of_newcomers_has_its_planted_case():
    named = {rule.__name__ for rule in (*BUDDY.about_people, *BUDDY.about_pairs)}
    assert named - {"is_somebody_else"} == set(planted.BREAKS)


@pytest.mark.parametrize(
    "options",
    [
        planted.LEAVING,
        planted.LOADED,
        {"absences": [("best", "2026-04-10", "2026-05-20")]},
        {"absences": [("best", "2026-04-01", "2026-04-01")]},
        {"best": {"start_date": "2026-04-20"}},
        {"blocked": [("best", "")]},
        {"programmes": [("o03", "mentorship", "mentee", "best", "2026-02-01", "")]},
        {"programmes": [("new", "buddy", "newcomer", "best", "2025-10-01", "2026-01-02")]},
        {"absences": [("best", "2025-12-20", "2026-03-20")]},
        {"best": {"manager_id": "new"}},
    ],
    ids=[
        "leaving",
        "loaded",
        "away for long",
        "away today",
        "to come",
        "asked never",
        "mentor of one",
        "paired lately",
        "hardly here so far",
        "reports to them",
    ],
)
def test_nor_is_somebody_who_breaks_a_rule_in_another_way(options):
    assert partner_of(options) == "plain"


@pytest.mark.parametrize(
    "options",
    [
        {"absences": [("best", "2026-03-20", "2026-03-31")]},
        {"programmes": [("new", "buddy", "newcomer", "best", "2025-10-01", "2025-12-31")]},
        {"programmes": [("best", "buddy", "buddy", "o03", "2025-02-01", "2026-03-31")]},
        {"best": {"end_date": "2026-07-01"}},
        {"absences": [("best", "2026-04-10", "2026-04-25"), ("best", "2026-04-12", "2026-04-27")]},
        {"absences": [("best", "2026-04-10", "2026-05-08")]},
        {"absences": [("best", "2026-06-29", "2026-08-30")]},
    ],
    ids=[
        "back again",
        "paired long ago",
        "free again",
        "leaving later",
        "one absence told twice",
        "away for less than a third",
        "away when it is over",
    ],
)
def test_but_somebody_is_whose_reason_is_over(options):
    assert partner_of(options) == "best"


def test_an_external_colleague_is_asked_where_the_setting_says_so():
    settings = Settings(matched_kinds=("employee", "external"))
    assert partner_of({"best": {"kind": "external"}, "settings": settings}) == "best"


def test_a_second_person_goes_to_somebody_where_there_is_room_to_spare():
    assert partner_of(planted.BREAKS["has_a_place_free"] | {"settings": Settings(mentees_at_most=2)}) == "best"


def test_nobody_is_further_than_the_longest_path():
    """The best colleague met one whom the boss met: three steps away from the newcomer."""
    further = {"without": [("boss", "best")], "more": [event("best", "plain", "meeting", 3)]}
    assert partner_of(further) == "best"
    assert partner_of(further | {"settings": Settings(path_longest=2)}) == "plain"
    assert partner_of(further | {"settings": Settings(path_shortest=3)}) == "best"
    assert partner_of(further | {"settings": Settings(path_shortest=4)}) is None


def test_a_mentor_is_senior(monkeypatch):
    """Somebody of the same level is no mentor, whatever else speaks for them."""
    same = {"best": {"level": "1"}}
    alone = {**same, "plain": {"kind": "external"}}
    assert partner_of(same, "mentorship") == "plain"
    assert partner_of(alone, "mentorship") is None
    drop(monkeypatch, "mentorship", "is_senior")
    assert partner_of(alone, "mentorship") == "best"


def test_without_levels_a_mentor_has_been_here_a_year_longer():
    """The best colleague began half a year before."""
    none = {one: {"level": ""} for one in ("new", "plain", "boss")}
    young = {"best": {"level": "", "start_date": "2025-08-01"}, **none}
    assert partner_of(young, "mentorship") == "plain"
    assert partner_of({**young, "best": {"level": "", "start_date": "2024-02-01"}}, "mentorship") == "best"


def test_a_coffee_leads_to_another_team_or_place(monkeypatch):
    """The best colleague is of the same team and place."""
    options = {"plain": {"level": "4"}}
    assert partner_of(options, "coffee") == "plain"
    drop(monkeypatch, "coffee", "is_elsewhere")
    assert partner_of({**options, "plain": {"kind": "external"}}, "coffee") == "best"


@pytest.mark.parametrize(
    ("options", "partner"),
    [
        ({"best": {"team": "blue"}}, "best"),
        ({"best": {"location": "Oslo"}}, "best"),
        ({"best": {"team": ""}}, None),
        ({"best": {"location": ""}}, None),
        ({"new": {"team": "", "location": ""}}, "best"),
    ],
    ids=["another team", "another place", "same place, no team", "same team, no place", "neither is known"],
)
def test_what_is_elsewhere_hangs_on_what_is_known_of_both(options, partner):
    assert partner_of({**options, "plain": {"kind": "external"}}, "coffee") == partner


def test_whoever_has_met_nobody_is_introduced_by_their_manager():
    """Those who report to the same manager are two steps away, and the manager is no buddy."""
    options = {"without": [("boss", "new")], "best": {"kind": "external"}}
    records, told = planted.company(**options)
    (pair,) = match(records, told, "buddy", people=["new"]).pairs
    assert pair.partner == "plain"
    assert "2 steps away through their manager" in pair.why


def test_whoever_has_met_nobody_and_reports_to_nobody_is_introduced_by_their_team():
    """No manager is on record: the people of the team are two steps away, and nobody else is within reach."""
    options = {"without": [("boss", "new")], "new": {"manager_id": ""}}
    assert partner_of(options) == "best"
    assert partner_of({**options, "new": {"manager_id": "", "team": ""}}) is None


def test_those_who_wear_out_are_left_in_peace_though_nobody_names_them(monkeypatch):
    """Two signs of strain are only watched: the findings say nothing of the person."""
    strained = lambda base, records, overrelied: base.ids == "best"  # noqa: E731
    monkeypatch.setattr(grounds, "shows_strain", strained)
    assert partner_of({}) == "plain"
