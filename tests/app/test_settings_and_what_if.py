"""Thresholds in the sidebar, what if somebody were away, and how the groups changed: through app.py."""

from __future__ import annotations

import html

import pandas as pd
import pytest

from ally_graph import views
from ally_graph.ui.state import once
from ally_graph.views import roster
from tests.app.conftest import everything_on
from tests.app.test_hostile_names import NAMES, PAYLOADS


def words_on(app) -> str:
    return html.unescape(" ".join(element.value for element in (*app.main.markdown, *app.main.caption)))


def test_a_preset_holds_across_pages_sets_the_period_and_is_said_to_be_in_use(open_page, folder_of, tables):
    """The preset `remote` looks back 180 days and takes two contacts within 42 days for allies."""
    app = open_page("overview", folder_of(tables))
    app.sidebar.selectbox(key="preset").set_value("remote").run()
    assert app.sidebar.selectbox(key="period").value == "180 days"
    app.switch_page("pages/methods.py").run()
    assert app.sidebar.selectbox(key="preset").value == "remote"
    assert "ally_gap_days 42 (else 28)" in words_on(app)
    assert "thresholds changed" in everything_on(app)


def test_a_preset_comes_from_the_address_and_an_unknown_one_is_none(open_page, folder_of, tables):
    """The second address has HTML for a preset, a gap of no days, and a word for the half-life."""
    data = folder_of(tables)
    assert open_page("methods", data, preset="hybrid").sidebar.selectbox(key="preset").value == "hybrid"
    app = open_page("methods", data, preset="<b>", ally_gap_days="0", half_life_days="soon")
    assert app.sidebar.selectbox(key="preset").value == "usual"
    assert not app.error
    assert not app.exception
    assert "all of these as they are" in words_on(app)


def test_a_threshold_changes_the_analysis_and_wins_over_the_preset(open_page, folder_of, tables):
    """Most pairs help each other again after weeks: within the preset's 42 days, but not within one."""
    app = open_page("alone", folder_of(tables), preset="remote")
    before = app.dataframe[0].value["allies"].sum()
    app.sidebar.number_input(key="ally_gap_days").set_value(1).run()
    assert app.dataframe[0].value["allies"].sum() < before
    app.switch_page("pages/methods.py").run()
    assert app.sidebar.number_input(key="ally_gap_days").value == 1
    assert "ally_gap_days 1 (else 28)" in words_on(app)


def test_every_preset_is_listed_with_what_it_changes(open_page):
    words = everything_on(open_page("methods"))
    for line in ("window_days 180, half_life_days 45, ally_gap_days 42", "min_group 10", "min_stratum 5"):
        assert line in words


def test_what_would_be_missed_without_a_person(open_page, folder_of, tables):
    """Every week p01 helps p02, p03 and p04; whom one asked about is kept, but not in the address."""
    app = open_page("load", folder_of(tables))
    app.selectbox(key="away").set_value("p01").run()
    assert "Without Person 1, three colleagues" in words_on(app)
    app.switch_page("pages/map.py").run()
    app.switch_page("pages/load.py").run()
    assert app.selectbox(key="away").value == "p01"
    assert not any("p01" in str(value) or "Person" in str(value) for value in dict(app.query_params).values())


def test_a_person_of_another_team_is_let_go_when_a_team_is_in_focus(open_page, folder_of, tables):
    """The first six people, p01 among them, are in team north; the others are in south."""
    app = open_page("load", folder_of(tables))
    app.selectbox(key="away").set_value("p01").run()
    app.sidebar.selectbox(key="team").set_value("south").run()
    assert app.selectbox(key="away").value is None
    teams = next(words.value for words in app.main.markdown if words.value.startswith("- **"))
    assert "south" in teams
    assert "north" not in teams


def test_teams_too_small_for_a_figure_are_said_to_be(open_page, folder_of, tables):
    people = tables["people"].assign(team=[f"team {number // 3}" for number in range(12)])
    app = open_page("load", folder_of(tables | {"people": people}))
    assert "No team to show" in words_on(app)
    assert not any(words.value.startswith("- **team") for words in app.main.markdown)


def test_a_hostile_name_that_would_be_away_is_text(open_page, folder_of, tables):
    app = open_page("load", folder_of(tables | {"people": tables["people"].assign(name=NAMES)}))
    for person in ("p01", "p02", "p03"):
        app.selectbox(key="away").set_value(person).run()
        assert not app.exception
        assert not any(PAYLOADS.search(element.value) for element in (*app.main.markdown, *app.main.caption))


def test_every_name_of_a_loss_came_through_the_gate(open_page, folder_of, tables, monkeypatch):
    """All are called Zyxwv and a number until the gate says `somebody` for each."""
    named = tables["people"].assign(name=[f"Zyxwv{number}" for number in range(12)])
    app = open_page("load", folder_of(tables | {"people": named}))
    monkeypatch.setattr(roster, "names", lambda people, _: dict.fromkeys(people["person_id"].astype(str), "somebody"))
    once.forget()
    app.selectbox(key="away").set_value("p01").run()
    assert "Without somebody" in words_on(app)
    assert "Zyxwv" not in everything_on(app)


def test_groups_over_the_months_have_a_sentence_a_picture_and_a_table(open_page):
    app = open_page("groups")
    assert "Since July 2025, " in words_on(app)
    charts = [element for element in app.main if element.type == "vega_lite_chart"]
    assert len(charts) == 2
    moves = next(frame.value for frame in app.dataframe if "came" in frame.value)
    assert not moves["event"].isin(views.UNCHANGED).all()


def test_one_look_back_is_nothing_to_compare(open_page, folder_of, tables):
    app = open_page("groups", folder_of(tables), period="365 days")
    assert "Nothing to compare yet" in words_on(app)


def test_without_any_group_there_is_nothing_to_compare_either(open_page, folder_of):
    """Eight people all help each other on the first day of six months, so nothing sets any of them apart."""
    rows = [
        (f"p{i}", f"p{j}", f"2025-0{m}-01", "help") for m in range(1, 7) for i in range(8) for j in range(8) if i != j
    ]
    interactions = pd.DataFrame(rows, columns=["from_id", "to_id", "timestamp", "kind"])
    app = open_page("groups", folder_of({"interactions": interactions}), period="28 days")
    assert not app.exception
    assert "no group in the months" in words_on(app)


@pytest.mark.parametrize("team", ["north", "south"])
def test_a_team_in_focus_sees_the_groups_it_is_in(open_page, folder_of, tables, team):
    app = open_page("groups", folder_of(tables), period="28 days", team=team)
    assert not app.exception
    assert not app.error
