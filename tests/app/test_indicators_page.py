"""The page of the indicators: pictures, what may be said, and phases that are tried out."""

from __future__ import annotations

import datetime
import html

import pandas as pd
import pytest
import streamlit as st

from ally_graph.ui.sections import indicators as indicator_parts
from ally_graph.ui.state import ahead, jobs, once, session
from tests.app.conftest import everything_on

HOSTILE = '<img src=x onerror="alert(1)">**bold**'


def use(app, monkeypatch, frame):
    """Edit the table of phases, which AppTest can't, and press the button."""
    with monkeypatch.context() as patch:
        patch.setattr(st, "data_editor", lambda *_, **__: frame)
        return app.button(key="use_phases").click().run()


@pytest.fixture
def page(open_page, folder_of, tables, monkeypatch):
    from streamlit.runtime.pages_manager import PagesManager

    monkeypatch.setattr(PagesManager, "uses_pages_directory", False)
    return open_page("indicators", folder_of(tables))


def phases(*rows):
    return pd.DataFrame(rows, columns=["name", "start_date", "end_date", "note"])


DAY = datetime.date


def test_the_sample_says_what_it_would_take_to_claim_anything(open_page):
    words = everything_on(open_page("indicators"))
    assert "There are no months before Foundation" in words
    assert "24 in all" in words
    assert "That reads as people speaking up." in words
    assert "12 months in which both the network and the indicators are known" in words
    assert "Moved up" not in words


def test_what_is_said_of_movement_follows_the_chosen_indicator(open_page):
    """Titles are from the sample's table of means before and after; speaking up is about conflict reports."""

    def measures(**query):
        app = open_page("indicators", **query)
        return set(next(one.value for one in app.dataframe if "before" in one.value)["title"]), everything_on(app)

    every, words = measures()
    assert {"Engagement score", "Sick days", "Conflict reports"} < every
    assert "Speaking up" in words
    some, words = measures(indicator="Satisfaction and engagement")
    assert some == {"Engagement score", "Belonging", "Stress"}
    assert "Speaking up" not in words
    some, words = measures(indicator="Feedback and conflict reports")
    assert "Conflict reports" in some
    assert "Engagement score" not in some
    assert "Speaking up" in words


def drawn():
    """How many charts have been drawn."""
    return sum(key[0] == "drawn" for key in once._kept)


def test_the_overview_works_ahead_on_what_the_page_draws_first(open_page, folder_of, tables, monkeypatch):
    """All earlier work is forgotten; what is noticed is done at once, and the jobs behind the two pages are counted."""
    data, noticed = folder_of(tables), []
    jobs.forget()
    once.forget()
    monkeypatch.setattr(ahead, "notice", lambda key, script: noticed.append((key[0], script)))
    open_page("overview", data)
    (script,) = [script for name, script in noticed if name == "indicators"]
    script()
    made = {kind for kind, _ in jobs._jobs}
    assert {"months", "movements", "network months", "signs"} <= made
    assert drawn() > 0
    before = drawn()
    open_page("indicators", data)
    assert drawn() == before


def test_the_network_is_drawn_last_where_it_is_not_there_yet(open_page, folder_of, tables, monkeypatch):
    """The page opens twice, the second time as if the network were not worked out, with the same charts."""
    data = folder_of(tables)
    charts = [one.proto.spec for one in open_page("indicators", data).get("vega_lite_chart")]
    monkeypatch.setattr(indicator_parts, "network_is_there", lambda *_: False)
    app = open_page("indicators", data)
    assert not app.error
    assert [one.proto.spec for one in app.get("vega_lite_chart")] == charts
    assert "Leading signs" in everything_on(app)


def test_a_run_chart_comes_with_its_own_way_of_reading(open_page):
    app = open_page("indicators", draw="Run chart")
    words = everything_on(app)
    assert "natural limits" in words
    assert "A pale area is the 95" not in words


def test_other_phases_are_used_by_every_part_of_the_page_and_taken_back(page, monkeypatch):
    """The company's own phases are Before long and And after; two others replace them in the editor."""
    app = use(
        page,
        monkeypatch,
        phases(("Pilot", DAY(2025, 1, 1), DAY(2025, 2, 28), ""), ("Roll out", DAY(2025, 3, 1), None, "")),
    )
    words = everything_on(app)
    assert "From Pilot to Roll out" in words
    assert "Before long" not in words
    app.switch_page("pages/overview.py").run()
    app.switch_page("pages/indicators.py").run()
    assert "Pilot" in everything_on(app)
    app.button(key="reset_phases").click().run()
    assert "Before long" in everything_on(app)
    assert "Pilot" not in everything_on(app)


def test_other_phases_belong_to_the_data_they_were_tried_on(page, monkeypatch, open_page):
    app = use(page, monkeypatch, phases(("Pilot", DAY(2025, 1, 1), None, "")))
    assert "Pilot" in everything_on(app)
    app.session_state["data_path"] = str(session.SAMPLE)
    app.run()
    assert "Pilot" not in everything_on(app)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("A", DAY(2025, 3, 1), DAY(2025, 1, 1), "")], "end_date is before start_date"),
        ([("A", DAY(2025, 1, 1), DAY(2025, 4, 1), ""), ("B", DAY(2025, 2, 1), None, "")], "begins before an earlier"),
        ([("A", None, None, "")], "start_date is empty"),
        ([("", DAY(2025, 1, 1), None, "")], "name is empty"),
        ([("A", DAY(2025, 1, 1), DAY(2025, 1, 31), ""), ("A", DAY(2025, 2, 1), None, "")], "same name"),
    ],
)
def test_phases_that_can_not_be_used_are_explained_and_change_nothing(page, monkeypatch, rows, words):
    app = use(page, monkeypatch, phases(*rows))
    assert not app.exception
    assert any(words in error.value.replace("&#95;", "_") for error in app.error), [e.value for e in app.error]
    assert app.session_state["tried_phases"] is None if "tried_phases" in app.session_state else True
    assert "Before long" in everything_on(app)


def test_phases_without_a_row_are_no_phases(page, monkeypatch):
    app = use(page, monkeypatch, phases())
    assert not app.exception
    assert not app.error
    assert "no phases are on record, so there is no before and after" in everything_on(app)


@pytest.mark.parametrize("draw", ["As it was", "Run chart"])
@pytest.mark.parametrize("indicator", ["All of them", "Satisfaction and engagement"])
def test_one_month_without_phases_still_opens(open_page, folder_of, tables, draw, indicator):
    rows = tables["indicators"].query("month == '2025-01'")
    data = folder_of({key: tables[key] for key in ("people", "interactions")} | {"indicators": rows})
    app = open_page("indicators", data, draw=draw, indicator=indicator)
    assert not app.exception
    assert not app.error


def test_an_indicator_without_a_figure_says_so(open_page, folder_of, tables):
    app = open_page("indicators", folder_of(tables), indicator="Innovation and ideas")
    assert not app.error
    words = "How “Innovation and ideas” went can't be told: there is no figure of it"
    assert any(words in html.unescape(text.value) for text in app.main.markdown)


def test_hostile_names_stay_text(open_page, folder_of, tables):
    """A team, its rows among the indicators and a phase are called by an HTML image with a script."""
    people = tables["people"].replace({"team": {"north": HOSTILE}})
    rows = tables["indicators"].replace({"group": {"north": HOSTILE}})
    named = tables["phases"].assign(name=[HOSTILE, "B"])
    data = folder_of(tables | {"people": people, "indicators": rows, "phases": named})
    app = open_page("indicators", data, indicator="Satisfaction and engagement")
    assert not app.error
    assert not any("<img" in element.value for element in (*app.main.markdown, *app.main.caption))


def test_the_overview_does_not_claim_that_anything_moved(open_page):
    card = open_page().metric[3]
    assert card.label == "Indicators that moved"
    assert "describes" in card.help
