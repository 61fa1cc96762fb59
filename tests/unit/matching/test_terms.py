"""What speaks for a pair: each thing decides between two who are otherwise alike, with its value and its words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ally_graph.matching import PROGRAMMES, match, terms
from ally_graph.matching.programmes import POINTS
from ally_graph.matching.terms import Term
from tests.unit.companies import event, numbered, roster
from tests.unit.matching import planted
from tests.unit.matching.planted import FAR, grounds

NAMES = {term: name for name, term in vars(terms).items() if isinstance(term, Term)}
RED, PUNE, HOME = {"team": "red"}, {"location": "Pune"}, {"work_mode": "remote"}
HERE = {"time_zone": "+01:00"}
KNOWN = [event("new", "o08", "meeting", 5), event("plain", "o08", "meeting", 5)]
ORDER = {
    "buddy": ["MANAGER", "PLACE", "ROOM", "TEAM", "SHARED", "TENURE", "MODE"],
    "mentorship": ["ABOVE", "ROOM", "PLACE", "TEACHES", "OTHER_TEAM", "SHARED", "MODE"],
    "coffee": ["OTHER_TEAM", "PEER", "SHARED", "OTHER_PLACE", "CLOCK", "MODE"],
}
EQUAL = {
    "buddy": [{"PLACE", "ROOM", "TEAM"}, {"SHARED", "TENURE"}],
    "mentorship": [{"PLACE", "TEACHES"}, {"OTHER_TEAM", "SHARED"}],
    "coffee": [{"PEER", "SHARED"}, {"CLOCK", "MODE"}],
}


@pytest.mark.parametrize("programme", ORDER)
def test_what_weighs_more_comes_first_and_all_of_it_is_the_whole(programme):
    """The order of preference of a programme, and what weighs the same in it."""
    points = {NAMES[term]: number for term, number in PROGRAMMES[programme].speaks}
    assert sum(points.values()) == POINTS
    assert sorted(points, key=lambda name: (-points[name], name)) == ORDER[programme]
    alike = [{name for name in points if points[name] == number} for number in sorted(set(points.values()))[::-1]]
    assert [names for names in alike if len(names) > 1] == EQUAL[programme]


DECIDES = {
    ("buddy", "MANAGER"): {"plain": {"manager_id": "boss"}},
    ("buddy", "TEAM"): {"plain": RED},
    ("buddy", "PLACE"): {"plain": PUNE},
    ("buddy", "MODE"): {"new": HOME, "plain": HOME, "best": {"work_mode": "onsite"}},
    ("buddy", "SHARED"): {"more": KNOWN},
    ("buddy", "ROOM"): {"more": [event("best", "o05", days=day) for day in (3, 5)]},
    ("buddy", "TENURE"): {"best": {"start_date": "2025-01-01"}},
    ("mentorship", "ABOVE"): {"best": {"level": "4"}},
    ("mentorship", "TEACHES"): {"more": [event("plain", "o01", "review", 3), event("best", "o01", "help", 3)]},
    ("mentorship", "PLACE"): {"plain": PUNE},
    ("mentorship", "MODE"): {"new": HOME, "plain": HOME, "best": {"work_mode": "onsite"}},
    ("mentorship", "SHARED"): {"more": KNOWN},
    ("mentorship", "OTHER_TEAM"): {"best": RED},
    ("mentorship", "ROOM"): {"more": [event("best", "o05", days=day) for day in (3, 5)]},
    ("coffee", "OTHER_TEAM"): {"best": RED},
    ("coffee", "OTHER_PLACE"): {"best": PUNE},
    ("coffee", "PEER"): {"plain": {"level": "1"}},
    ("coffee", "SHARED"): {"more": KNOWN},
    ("coffee", "MODE"): {"new": HOME, "plain": HOME, "best": {"work_mode": "onsite"}},
    ("coffee", "CLOCK"): {"new": HERE, "plain": HERE, "best": {"time_zone": "-05:00"}},
}  # fmt: skip


def turned(told: object) -> object:
    """The same options with the two colleagues in each other's place."""
    if isinstance(told, dict):
        return {turned(key): turned(value) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return type(told)(turned(one) for one in told)
    return {"best": "plain", "plain": "best"}.get(told, told) if isinstance(told, str) else told


@pytest.mark.parametrize(("programme", "name"), DECIDES)
def test_each_thing_decides_between_two_who_are_otherwise_alike(programme, name):
    """It speaks for `plain`, where of equals the first would be taken; among peers for each of them in turn."""
    told = DECIDES[programme, name]
    for options, partner in ((told, "plain"), (turned(told), "best"))[: 1 + PROGRAMMES[programme].peers]:
        alike = {one: {**FAR, "manager_id": ""} | options.get(one, {}) for one in ("best", "plain")}
        (pair,) = match(*planted.company(**(options | alike)), programme, people=["new"]).pairs
        assert {pair.person, pair.partner} == {"new", partner}


def test_every_thing_of_every_programme_has_its_case():
    assert {(key, name) for key, names in ORDER.items() for name in names} == set(DECIDES)


def value(here, name: str, one: str = "a", other: str = "b") -> float:
    """What a thing is worth for two of a company."""
    ends = (np.array([here.ids.index(end)]) for end in (one, other))
    return float(getattr(terms, name).values(here, *ends)[0, 0])


def words(here, name: str, one: str = "a", other: str = "b") -> str:
    return getattr(terms, name).told(here, here.ids.index(one), here.ids.index(other))


def two(rows=()):
    """A and b, and ten others, of whom only these records tell."""
    people = roster(["a", "b", *numbered(10)], start_date="2020-01-01")
    return grounds([*rows, event("p00", "p01", "meeting", 89.5)], people)


TOLD = [
    ("MANAGER", {"manager_id": {"a": "p00", "b": "p00"}}, 1, "reports to the same manager"),
    ("MANAGER", {"manager_id": {"a": "p00", "b": "p01"}}, 0, ""),
    ("MANAGER", {}, 0, ""),
    ("TEAM", {"team": {"a": "red", "b": "red"}}, 1, "works in red as well"),
    ("TEAM", {"team": {"a": "red", "b": "blue"}}, 0, ""),
    ("TEAM", {}, 0, ""),
    ("OTHER_TEAM", {"team": {"a": "red", "b": "blue"}}, 1, "works in another team (blue)"),
    ("OTHER_TEAM", {"team": {"a": "red", "b": "red"}}, 0, ""),
    ("OTHER_TEAM", {"team": {"a": "red"}}, 0, ""),
    ("OTHER_TEAM", {"team": {"b": "red"}}, 0, ""),
    ("OTHER_PLACE", {"location": {"a": "Pune", "b": "Oslo"}}, 1, "is in another place (Oslo)"),
    ("OTHER_PLACE", {"location": {"a": "Pune", "b": "Pune"}}, 0, ""),
    ("OTHER_PLACE", {"location": {"a": "Pune"}}, 0, ""),
    ("OTHER_PLACE", {"location": {"b": "Pune"}}, 0, ""),
    ("PLACE", {"location": {"a": "Pune", "b": "Pune"}}, 1, "is in Pune as well"),
    ("PLACE", {"location": {"a": "Pune", "b": "Oslo"}}, 0, ""),
    ("PLACE", {"time_zone": {"a": "+01:00", "b": "+03:00"}}, 4 / 6, "lives 2 hours apart by the clock"),
    ("PLACE", {"time_zone": {"a": "+01:00"}}, 0, ""),
    ("CLOCK", {"time_zone": {"a": "+01:00", "b": "+01:00"}}, 1, "lives by the same clock"),
    ("CLOCK", {"time_zone": {"a": "-02:00", "b": "+03:00"}}, 1 / 6, "lives 5 hours apart by the clock"),
    ("CLOCK", {"time_zone": {"a": "-03:00", "b": "+03:00"}}, 0, ""),
    ("CLOCK", {"time_zone": {"a": "Europe/Oslo", "b": "Europe/Lisbon"}}, 5 / 6, "lives 1 hour apart by the clock"),
    ("CLOCK", {"time_zone": {"a": "headquarters", "b": "plant"}}, 0, ""),
    ("MODE", {"work_mode": {"a": "remote", "b": "remote"}}, 1, "works remotely as well"),
    ("MODE", {"work_mode": {"a": "remote", "b": "hybrid"}}, 0, ""),
    ("MODE", {}, 0, ""),
    ("ABOVE", {"level": {"a": 1, "b": 1}}, 0, ""),
    ("ABOVE", {"level": {"a": 1, "b": 2}}, 1, "is one level up"),
    ("ABOVE", {"level": {"a": 1, "b": 3}}, 1, "is two levels up"),
    ("ABOVE", {"level": {"a": 1, "b": 4}}, 0, "is three levels up"),
    ("ABOVE", {"level": {"b": 3}}, 0, ""),
    ("PEER", {"level": {"a": 2, "b": 2}}, 1, "is of the same level"),
    ("PEER", {"level": {"a": 2, "b": 3}}, 0, ""),
    ("PEER", {"level": {"a": 3, "b": 2}}, 0, ""),
    ("PEER", {"level": {"a": 2}}, 0, ""),
    ("TENURE", {"start_date": {"b": "2020-01-01"}}, 1, "has been here for six years"),
    ("TENURE", {"start_date": {"b": "2024-09-30"}}, 0.5, "has been here for one year"),
    ("TENURE", {"start_date": {"b": "2025-10-01"}}, 1 / 6, ""),
    ("TENURE", {"start_date": {"b": ""}}, 0, ""),
]
"""A thing, what the roster says of a, of b or of others, what it is worth and what is said of b."""


@pytest.fixture(scope="module")
def everybody():
    """One company with an a and a b of their own for each case: `a0` and `b0`, `a1` and `b1` ..."""
    facts = [
        {"person_id": f"{one}{place}", "start_date": "2020-01-01"}
        | {name: values[one] for name, values in columns.items() if one in values}
        for place, (_, columns, _, _) in enumerate(TOLD)
        for one in "ab"
    ]
    people = pd.DataFrame([*facts, {"person_id": "p00"}, {"person_id": "p01"}])
    return grounds([event("p00", "p01", "meeting", 89.5)], people)


@pytest.mark.parametrize("place", range(len(TOLD)), ids=lambda place: f"{TOLD[place][0]} {TOLD[place][1]}")
def test_what_the_roster_says_of_two_has_its_worth_and_words(everybody, place):
    """What isn't on record of one of them is worth nothing, and nothing is said of it."""
    name, _, worth, told = TOLD[place]
    ends = f"a{place}", f"b{place}"
    assert value(everybody, name, *ends) == pytest.approx(worth, abs=1e-3)
    assert words(everybody, name, *ends) == told


@pytest.mark.parametrize(("number", "worth"), [(0, 0), (1, 0.2), (4, 0.8), (5, 1), (6, 1)])
def test_five_people_whom_both_know_say_as_much_as_more(number, worth):
    """Only those whom both know count."""
    shared = numbered(number)
    rows = [event(one, other, "meeting", 5) for one in "ab" for other in shared]
    here = two([*rows, event("a", "p08", "meeting", 5), event("b", "p09", "meeting", 5)])
    assert value(here, "SHARED") == pytest.approx(worth)
    told = {0: "", 1: "knows 1 person they know"}.get(number, f"knows {number} people they know")
    assert words(here, "SHARED") == told


@pytest.mark.parametrize("kind", ["mentoring", "training", "review"])
@pytest.mark.parametrize(("times", "worth"), [(1, 0.2), (5, 1), (6, 1)])
def test_whoever_taught_five_times_speaks_as_loud_as_whoever_did_more_often(kind, times, worth):
    """Of those whom they taught nothing is said, nor of other help."""
    here = two([event("b", "p00", kind, 1 + turn) for turn in range(times)] + [event("p01", "p00", "help", 3)])
    assert [value(here, "TEACHES", "a", one) for one in ("b", "p00", "p01")] == pytest.approx([worth, 0, 0])
    assert words(here, "TEACHES", "a", "p00") == words(here, "TEACHES", "a", "p01") == ""
    assert words(here, "TEACHES").startswith(f"mentored, trained or reviewed {times} time")


def test_room_is_what_is_left_up_to_the_limit():
    """Eight give one to eight helps: three in four stay below six and a quarter, and a ninth gives none."""
    rows = [event(f"p{place:02d}", "b", days=1 + turn) for place in range(8) for turn in range(place + 1)]
    people = roster([*numbered(8), "b"], start_date="2020-01-01", kind={"b": "external"}, team={"b": "blue"})
    here = grounds([*rows, event("p00", "b", "meeting", 89.5)], people)
    limit = float(here.limit[here.ids.index("p00")])
    found = [value(here, "ROOM", "b", f"p{place:02d}") for place in range(8)]
    assert found == pytest.approx([max(0, 1 - (place + 1) * 7 / 90 / limit) for place in range(8)])
    assert words(here, "ROOM", "b", "p00").startswith("gives 0.1 helps a week (the busiest quarter gives over ")
