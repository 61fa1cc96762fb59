"""A next step of one's own: who is near and has room, from what is on record and no further."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import ally_graph
from ally_graph import views
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import LOCAL, content_of
from ally_graph.findings import DETECTORS
from ally_graph.records import from_tables
from ally_graph.views import persons, steps


def stepped(tables, person, *detectors):
    records = from_tables(tables)
    here = steps.around(records, ally_graph.analyze(records), LOCAL)
    return content_of(steps.step(here, LOCAL, person, detectors))


@pytest.fixture
def away():
    return pd.DataFrame({"person_id": ["p12"], "start_date": ["2025-11-01"], "end_date": ["2025-12-08"]})


def test_being_away_is_said_before_anything_else(tables, away):
    """From 1 November to 8 December are 38 days; the records end in the middle of December."""
    assert stepped(tables | {"absences": away}, "p12", "isolated").check == "Check first: away 38 of these 90 days."


def test_without_a_table_of_absences_being_away_can_not_be_told(tables):
    assert "can't be told" in stepped(tables, "p12", "isolated").check


def test_somebody_of_the_same_team_with_room_is_asked_to_invite_them(tables, away):
    """p12 is of team south; p07 to p11 are too, and give as much as is usual."""
    words = stepped(tables | {"absences": away}, "p12", "isolated").step
    assert words.startswith("Ask Person ")
    assert words.split(" to invite")[0].removeprefix("Ask Person ") in {"7", "8", "9", "10", "11"}
    assert "is in the same team" in words


def test_whoever_is_thanked_more_is_asked_first(tables):
    thanks = pd.DataFrame({"giver_id": ["p07"] * 2, "receiver_id": ["p10"] * 2, "timestamp": "2025-12-01"})
    words = stepped(tables | {"recognitions": thanks}, "p12", "isolated").step
    assert words.startswith("Ask Person 10 ")
    assert words.endswith("was thanked 2 times.")


def test_those_who_lean_on_somebody_are_named_where_it_is_shared(tables):
    """Most of the help of p02 to p04 and of p13 comes from p01; p05 helps three of them and has room."""
    rows = [("p01", "p13", day, "help") for day in pd.date_range("2025-11-01", periods=20).astype(str)]
    more = pd.DataFrame(rows, columns=["from_id", "to_id", "timestamp", "kind"])
    row = {"person_id": ["p13"], "name": ["Person 13"], "team": ["north"], "start_date": ["2024-01-01"]}
    people = pd.DataFrame(row)
    grown = {
        "people": pd.concat([tables["people"], people]),
        "interactions": pd.concat([tables["interactions"].astype({"timestamp": "str"}), more]),
    }
    words = stepped(tables | grown, "p01", "overrelied").step
    assert words.startswith(
        "Ask Person 5 to share what Person 2, Person 3, Person 4 and one other come for: helps three"
    )


def test_a_manager_is_told_by_name(tables):
    people = tables["people"].assign(manager_id="p01")
    assert stepped(tables | {"people": people}, "p12", "isolated").manager == "Person 1"


def test_one_person_is_one_card_and_more_than_five_of_a_kind_are_a_table():
    """The sample, where somebody is found twice; then six findings of one detector, and five."""
    records = ally_graph.load("sample_data")
    found = views.findings(ally_graph.analyze(records), LOCAL)
    sorted_ = persons.sort(found)
    assert len({one.person for one in sorted_.people}) == len(sorted_.people)
    assert max(len(one.findings) for one in sorted_.people) > 1
    six = tuple(replace(one, person_ids=(f"x{number}",)) for number, one in enumerate([_isolated(found)] * 6))
    assert persons.sort(gate.shown(six, LOCAL)).many == ("isolated",)
    assert persons.sort(gate.shown(six[:5], LOCAL)).many == ()


def _isolated(found):
    return next(one for one in content_of(found) if one.detector == "isolated" and one.certain)


def test_what_to_mend_names_a_table_for_every_detector():
    assert all("In " in persons.to_mend(detector.key) for detector in DETECTORS)
