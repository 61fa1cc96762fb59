"""Every page, through app.py: it opens, answers its question, keeps the filters and shows only what passed the gate."""

from __future__ import annotations

import html
import json

import pandas as pd
import pytest

from ally_graph import views
from ally_graph.errors import DataError, Problem
from ally_graph.ui.state import once
from ally_graph.views import roster
from tests.app.conftest import PAGES, everything_on

QUESTIONS = {
    "overview": "What needs attention?",
    "map": "Who is allied with whom?",
    "alone": "Who may be on their own?",
    "buddies": "Who could be whose buddy?",
    "allies": "Who are my allies?",
    "load": "Who carries a lot for others?",
    "groups": "Which groups hold together?",
    "teams": "Is help fairly spread, and where?",
    "indicators": "Are the indicators moving?",
    "present": "What can be shown to a room?",
    "culture": "What to do about the culture?",
    "data": "What is loaded?",
    "methods": "How is this worked out?",
}


def answer_on(app) -> str:
    return html.unescape(app.main.markdown[0].value)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_with_its_question_and_an_answer(open_page, page):
    app = open_page(page)
    assert not app.exception
    assert not app.error
    assert [title.value for title in app.title] == [QUESTIONS[page]]
    assert answer_on(app).endswith((".", "?"))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_on_a_small_company(open_page, folder_of, tables, page):
    app = open_page(page, folder_of(tables))
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_on_contacts_alone_without_roster_teams_or_indicators(open_page, folder_of, tables, page):
    app = open_page(page, folder_of({"interactions": tables["interactions"]}))
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_on_a_roster_of_two_who_never_met(open_page, folder_of, page):
    people = pd.DataFrame({"person_id": ["a", "b"], "name": ["Ana", "Bo"]})
    interactions = pd.DataFrame({"from_id": [], "to_id": [], "timestamp": [], "kind": []}, dtype="str")
    app = open_page(page, folder_of({"people": people, "interactions": interactions}))
    assert not app.exception
    assert not app.error


def test_the_overview_has_at_most_four_cards(open_page):
    assert 1 <= len(open_page().metric) <= 4


def test_filters_hold_across_pages(open_page):
    """Period and team are set on the sample's overview, then read in menus and answer of another page."""
    app = open_page()
    app.sidebar.selectbox(key="period").set_value("180 days").run()
    app.sidebar.selectbox(key="team").set_value("support").run()
    app.switch_page("pages/alone.py").run()
    assert app.sidebar.selectbox(key="period").value == "180 days"
    assert app.sidebar.selectbox(key="team").value == "support"
    assert "180 days" in answer_on(app)
    assert "of support" in answer_on(app)


def test_filters_come_from_the_address(open_page):
    app = open_page(period="28 days", team="design", until="2025-06")
    assert "28 days up to 30 June 2025" in answer_on(app)
    assert app.sidebar.selectbox(key="team").value == "design"


def test_an_address_nobody_can_mean_falls_back_to_the_usual(open_page):
    app = open_page(period="99 days", team="<b>", until="1066-10")
    assert not app.error
    assert "90 days" in answer_on(app)


def test_kinds_narrow_the_analysis(open_page):
    app = open_page("map")
    before = answer_on(app)
    app.sidebar.multiselect(key="kinds").set_value(["mentoring"]).run()
    assert not app.error
    assert answer_on(app) != before


def test_all_of_the_data_is_a_period_too(open_page):
    app = open_page(period="All")
    assert "364 days" in answer_on(app) or "365 days" in answer_on(app)


def test_a_team_in_focus_narrows_the_tables(open_page):
    app = open_page("alone", team="support")
    assert set(app.dataframe[0].value["team"]) == {"support"}


def test_nobody_standing_out_is_a_state_with_words(open_page, folder_of, tables):
    people = tables["people"][tables["people"]["person_id"] != "p12"]
    app = open_page("alone", folder_of(tables | {"people": people}))
    words = everything_on(app)
    assert "No one stands out" in words
    assert "Looked for" in words


def test_a_network_without_clusters_is_said_to_be_no_more_than_chance(open_page, folder_of):
    rows = [(f"p{i}", f"p{j}", "2025-06-01", "help") for i in range(10) for j in range(10) if i != j]
    interactions = pd.DataFrame(rows, columns=["from_id", "to_id", "timestamp", "kind"])
    app = open_page("groups", folder_of({"interactions": interactions}))
    assert "no more clustering here than chance" in answer_on(app)


def test_indicators_are_never_called_an_effect(open_page):
    words = everything_on(open_page("indicators"))
    assert "can't show that the programme moved them" in words


def test_the_map_of_a_small_company_draws_every_tie(open_page):
    captions = " ".join(html.unescape(caption.value) for caption in open_page("map").main.caption)
    assert "Each line is support, its arrow at the one who gets it" in captions
    assert "strongest are drawn" not in captions


def test_one_indicator_can_be_looked_at_alone(open_page):
    app = open_page("indicators")
    app.selectbox(key="indicator").set_value("Absenteeism and burn-out").run()
    charts = [element for element in app.main if element.type == "vega_lite_chart"]
    assert len(charts) == 2
    assert "Sick days in the teams" in everything_on(app)


def test_data_without_indicators_says_so(open_page, folder_of, tables):
    app = open_page("indicators", folder_of({key: tables[key] for key in ("people", "interactions")}))
    answer = answer_on(app)
    assert answer.startswith("Whether the indicators are moving can't be told: there are no indicators in this data.")
    assert answer.endswith("Fill in the table of indicators, month by month.")


def test_choosing_a_person_shows_whom_they_help(open_page, folder_of, tables):
    app = open_page("map", folder_of(tables))
    app.selectbox(key="person").set_value("p01").run()
    words = everything_on(app)
    assert "Helps" in words
    assert "Person 2" in words


def test_a_click_on_the_map_chooses_the_person_in_the_menu(open_page, folder_of, tables):
    app = open_page("map", folder_of(tables))
    app.session_state["person"] = "p03"
    app.run()
    told = [json.loads(element.proto.json) for element in app.main if element.type == "bidi_component"]
    assert [one["selected"] for one in told if "selected" in one] == ["p03"]


def test_a_finding_leads_to_the_person_on_the_map_with_the_filters_as_they_are(open_page, folder_of, tables, caplog):
    app = open_page("overview", folder_of(tables), period="180 days")
    app.button(key="overview_0_map").click().run()
    assert app.title[0].value == QUESTIONS["map"]
    assert app.selectbox(key="person").value == "p12"
    assert app.sidebar.selectbox(key="period").value == "180 days"
    assert "created with a default value" not in caplog.text


def test_a_name_never_goes_into_the_address(open_page, folder_of, tables):
    app = open_page("map", folder_of(tables))
    app.selectbox(key="person").set_value("p01").run()
    assert not any("Person" in str(value) or "p01" in str(value) for value in dict(app.query_params).values())


@pytest.mark.parametrize("page", [page for page in PAGES if page != "methods"])
def test_every_name_on_a_page_came_through_the_gate(open_page, folder_of, tables, monkeypatch, page):
    """All are called Zyxwv and a number; once the gate says `somebody` for each, no Zyxwv may be left."""
    named = tables["people"].assign(name=[f"Zyxwv{number}" for number in range(len(tables["people"]))])
    data = folder_of(tables | {"people": named})
    shown = everything_on(open_page(page, data))
    monkeypatch.setattr(
        roster, "names", lambda people, viewer: dict.fromkeys(people["person_id"].astype(str), "somebody")
    )
    once.forget()
    blank = open_page(page, data)
    assert not blank.error
    assert "Zyxwv" not in everything_on(blank)
    if page in ("map", "alone", "load"):
        assert "Zyxwv" in shown


def test_data_that_can_not_be_used_is_explained_and_can_be_left(open_page, tmp_path):
    """The roster has a column `who` instead of `person_id`; the way back is the sample company."""
    (tmp_path / "people.csv").write_text("who\nana\n")
    app = open_page("overview", tmp_path)
    assert len(app.error) == 1
    assert not app.exception
    assert "person_id" in everything_on(app)
    app.button(key="way_back").click().run()
    assert not app.error
    assert app.title[0].value == QUESTIONS["overview"]


def test_a_folder_that_is_gone_is_explained(open_page, tmp_path):
    app = open_page("map", tmp_path / "nowhere")
    assert len(app.error) == 1
    assert not app.exception


def test_the_data_page_still_loads_other_data_when_this_data_can_not_be_used(open_page, tmp_path):
    app = open_page("data", tmp_path / "nowhere")
    assert app.text_input(key="own_folder")
    assert len(app.error) == 1


def test_an_error_nobody_expected_is_loud_in_the_log_and_polite_on_screen(open_page, monkeypatch, caplog):
    monkeypatch.setattr(views, "findings", lambda *args: 1 / 0)
    app = open_page("overview")
    assert not app.exception
    assert app.error[0].value.startswith("Something went wrong on our side")
    assert "ZeroDivisionError" in caplog.text


def test_an_error_nobody_expected_leaves_a_way_back_to_the_sample(open_page, folder_of, tables, monkeypatch):
    monkeypatch.setattr(views, "findings", lambda *args: 1 / 0)
    app = open_page("overview", folder_of(tables))
    assert app.button(key="way_back").label == "Back to the sample company"


def test_an_error_the_user_can_mend_is_shown_with_how(open_page, monkeypatch):
    """Instead of the findings the overview gets an invented problem with its remedy."""

    def stop(*args):
        raise DataError([Problem("people.csv", "is upside down", "Turn it round.")])

    monkeypatch.setattr(views, "findings", stop)
    words = everything_on(open_page("overview"))
    assert "is upside down" in words
    assert "Turn it round." in words


def test_the_methods_page_explains_every_threshold_detector_measure_and_chart(open_page):
    """What has to be there is taken from the package's own lists, so that nothing new can be forgotten."""
    from ally_graph import charts, settings
    from ally_graph.findings import DETECTORS
    from ally_graph.indicators import NETWORK_INDICATORS
    from ally_graph.measures import FIGURES, MEASURES

    words = everything_on(open_page("methods"))
    for name in [row["name"] for row in settings.describe()]:
        assert name in words
    for entry in (*DETECTORS, *MEASURES, *FIGURES, *NETWORK_INDICATORS):
        assert entry.title in words
    for chart in charts.CHARTS.values():
        assert chart.words.caption.split(".")[0] in words
        assert chart.words.act in words


def test_the_map_of_mere_contact_says_so_and_draws_it(open_page, folder_of):
    """Each of six people meets everyone else once, and nobody helps: 6 * 5 / 2 = 15 pairs."""
    names = [f"p{i}" for i in range(6)]
    rows = [(a, b, "meeting", "2026-03-02") for a in names for b in names if a < b]
    meetings = pd.DataFrame(rows, columns=["from_id", "to_id", "kind", "timestamp"])
    folder = folder_of({"people": pd.DataFrame({"person_id": names}), "interactions": meetings})
    app = open_page("map", folder)
    assert "15 pairs are in contact among 6 people" in answer_on(app)
    app.selectbox(key="person").set_value("p0").run()
    assert any("In contact with" in words.value for words in app.main.markdown)
    assert not app.exception


def test_every_card_says_what_would_change_it_and_what_its_records_cover(open_page):
    shown = everything_on(open_page("alone"))
    assert "contacts with anybody in these 90 days would end this finding." in shown
    assert "cover 58 of 60 people; talks that leave no record" in shown


def test_the_card_of_a_person_tells_their_way_through_the_groups_and_what_was_found(open_page):
    """The sample company has p14 planted as somebody whom many rely on, so that there is a finding."""
    app = open_page("map")
    app.selectbox(key="person").set_value("p14").run()
    assert not app.exception
    shown = everything_on(app)
    assert "Groups over the months" in shown
    assert "What was found, and what would change it" in shown
    assert "This would end below" in shown


def test_every_challenge_on_the_overview_says_how_sure_it_is(open_page):
    shown = everything_on(open_page())
    assert shown.count("could be run") == 5
    assert "95% interval" in shown
