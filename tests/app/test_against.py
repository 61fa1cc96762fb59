"""Now held against an earlier period, the reports of somebody in focus, one card a person, and notes of one's own."""

from __future__ import annotations

import html

import pandas as pd
import pytest

from ally_graph.ui.state import notes, shelves
from tests.app.conftest import everything_on

PAGES = ("overview", "map", "alone", "load", "groups", "teams", "indicators")
QUARTER = "Three months ago"


@pytest.fixture(autouse=True)
def a_home(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))


def words_of(app) -> str:
    return html.unescape("\n".join(text.value for text in (*app.main.markdown, *app.main.caption)))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_what_it_was_in_the_earlier_period(open_page, page):
    app = open_page(page, against=QUARTER)
    assert not app.exception
    assert not app.error
    assert "30 September 2025" in words_of(app)


@pytest.mark.parametrize("page", PAGES)
def test_a_time_before_the_first_record_can_not_be_told_and_says_what_to_do(open_page, page):
    app = open_page(page, against="A year ago")
    assert not app.error
    words = words_of(app)
    assert "How it was then can't be told: the records begin on 2 January 2025" in words
    assert "Choose a shorter period" in words


def test_findings_that_are_new_and_that_go_on_are_told_apart_on_their_cards(open_page):
    words = words_of(open_page(against=QUARTER))
    assert "New since the 90 days up to 30 September 2025" in words
    assert "Already so in the 90 days up to 30 September 2025" in words


def test_tables_have_a_column_of_then_and_one_of_the_change(open_page):
    """The table of everybody, not that of steps to share a load, which knows no then."""
    frames = [one.value for one in open_page("load", against=QUARTER).dataframe]
    (frame,) = [one for one in frames if {"help_given", "help_given_then", "help_given_change"} <= set(one)]
    known = frame.dropna(subset=["help_given_then"])
    assert ((known["help_given"] - known["help_given_then"] - known["help_given_change"]).abs() < 1e-9).all()


def test_the_end_of_a_phase_can_be_held_against(open_page):
    app = open_page("alone", against="The end of Expansion")
    assert "31 August 2025" in words_of(app)


def test_the_teams_say_where_help_is_less_evenly_spread_and_where_that_changed(open_page):
    app = open_page("teams", against=QUARTER)
    answer = html.unescape(app.main.markdown[0].value)
    assert answer.startswith("Help is less evenly spread than chance has it in three of three teams that can be told")
    assert "it is spread less evenly in design and development, beyond chance" in answer
    assert set(app.dataframe[0].value["group"]) == {"The whole company", "HR", "design", "development", "support"}


def test_a_chosen_row_leads_into_the_team(open_page):
    """The row of support is chosen as by a click, then the button below the table."""
    app = open_page("teams")
    rows = app.dataframe[0].value["group"].tolist()
    app.session_state["teams_table"] = {"selection": {"rows": [rows.index("support")], "columns": []}}
    app.run()
    app.button(key="open_team").click().run()
    assert app.title[0].value == "What needs attention?"
    assert app.sidebar.selectbox(key="team").value == "support"


def test_the_reports_of_somebody_are_in_focus_directly_or_all_the_way_down(open_page, folder_of, tables):
    """p01 leads p02 and p03, and p02 leads p04."""
    managers = {"p02": "p01", "p03": "p01", "p04": "p02"}
    people = tables["people"].assign(manager_id=tables["people"]["person_id"].map(managers))
    app = open_page("alone", folder_of(tables | {"people": people}))
    app.sidebar.selectbox(key="leader").set_value("p01").run()
    assert set(app.dataframe[0].value["name"]) == {"Person 2", "Person 3"}
    app.sidebar.toggle(key="all_the_way").set_value(True).run()
    assert set(app.dataframe[0].value["name"]) == {"Person 2", "Person 3", "Person 4"}
    assert not any("p01" in str(value) or "Person" in str(value) for value in dict(app.query_params).values())


def test_one_person_has_one_card_with_a_step_that_names_a_colleague(open_page):
    """On the sample three people are found twice; each stands on one card, with a step of their own."""
    app = open_page()
    cards = [html.unescape(text.value) for text in app.main.markdown if "arrow_forward" in text.value]
    named = [card.split("**")[1] for card in cards if card.startswith("**")]
    people = [name for name in named if " and " not in name and name != "Keep to themselves"]
    assert len(people) == len(set(people))
    steps = [line for card in cards for line in card.split("\n\n") if line.startswith(":material/arrow_forward: Ask ")]
    assert len(steps) >= 6
    assert len(steps) == len(set(steps))


def test_a_note_is_kept_found_again_in_another_session_and_puts_aside_what_is_not_so(open_page, monkeypatch):
    """The first card of the page is said to rest on wrong data, with a reason; then the page is opened anew."""
    monkeypatch.setattr(shelves, "owner", lambda: "a" * 32)
    app = open_page("alone")
    app.button(key="alone_0_note").click().run()
    app.text_area(key="note_words").set_value("on parental leave").run()
    app.button(key="note_wrong").click().run()
    assert [note.kind for note in notes.kept()] == ["wrong"]
    again = open_page("alone")
    words = words_of(again)
    assert "on parental leave" in words
    assert "Put aside by you: 1" in everything_on(again)
    assert "start_date" in words.replace("\\", "")


def test_more_than_five_findings_of_a_kind_are_a_table_with_a_filter(open_page, folder_of, tables):
    """Seven more people who met nobody, beside one hundred who meet each other."""
    ids = [f"q{number:02d}" for number in range(40)]
    pairs = [(one, other) for place, one in enumerate(ids) for other in ids[place + 1 : place + 6]]
    days = pd.date_range("2025-10-01", periods=8, freq="10D").astype(str)
    rows = [(one, other, day, "meeting") for one, other in pairs for day in days]
    people = pd.DataFrame({"person_id": [*ids, *(f"z{i}" for i in range(7))]})
    people = people.assign(name=people["person_id"].str.upper(), team="t", start_date="2024-01-01")
    interactions = pd.DataFrame(rows, columns=["from_id", "to_id", "timestamp", "kind"])
    app = open_page("alone", folder_of({"people": people, "interactions": interactions}))
    assert "May be on their own: 7 findings" in words_of(app)
    app.text_input(key="alone_isolated_typed").set_value("Z3").run()
    assert any(frame.value.get("who") is not None and frame.value["who"].tolist() == ["Z3"] for frame in app.dataframe)
