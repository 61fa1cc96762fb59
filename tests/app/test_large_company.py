"""A company of more than a thousand people: pages draw, list and send only what a screen can hold."""

from __future__ import annotations

import html
import json

import pytest

from ally_graph import load
from ally_graph.charts import network_map
from ally_graph.simulate import simulate
from ally_graph.ui.parts import find
from tests.app.conftest import PAGES, everything_on

PEOPLE = 1_400
MOST_BYTES = 2_000_000


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Few events, so that it is worked out in a moment."""
    folder = tmp_path_factory.mktemp("large") / "company"
    simulate(folder, scenario="plain", people=PEOPLE, months=6, events_per_person=60, isolated=3, overrelied=0)
    return folder


def bytes_sent(block) -> int:
    """What a page sends to the browser."""
    children = getattr(block, "children", {}).values()
    own = (child.proto.ByteSize() for child in children if hasattr(getattr(child, "proto", None), "ByteSize"))
    return sum(own) + sum(map(bytes_sent, children))


def notes(app) -> str:
    return html.unescape(" ".join(caption.value for caption in app.main.caption))


def map_of(app) -> dict:
    return next(one.proto for one in app.main if one.type == "bidi_component" and '"nodes"' in one.proto.json)


@pytest.mark.parametrize("page", PAGES)
def test_no_page_sends_more_than_two_megabytes(open_page, data, page):
    app = open_page(page, data)
    assert not app.exception
    assert not app.error
    assert bytes_sent(app.main) + bytes_sent(app.sidebar) < MOST_BYTES


def test_a_long_table_says_what_is_left_out_and_finds_what_is_typed(open_page, data):
    """The last of 1,400 people by name is looked for in capitals, with a space in front."""
    app = open_page("alone", data)
    assert len(app.dataframe[-1].value) == find.ROWS_SHOWN
    assert f"1,000 of {PEOPLE:,} rows are shown here; the download has all {PEOPLE:,}." in notes(app)
    last = load(data).people.sort_values("name").iloc[-1]
    assert last["name"] not in set(app.dataframe[-1].value["name"])
    app.text_input(key="people_find").set_value(f" {last['name'].upper()}").run()
    assert last["name"] in set(app.dataframe[-1].value["name"])
    assert "rows are shown here" not in notes(app)


def test_a_word_that_is_a_pattern_is_only_a_word(open_page, data):
    app = open_page("alone", data)
    app.text_input(key="people_find").set_value("(.*").run()
    assert not app.error
    assert app.dataframe[-1].value.empty


def test_a_person_is_found_by_a_part_of_the_name(open_page, data):
    """The menu is empty until something is typed, here an id; a later search in vain keeps the choice."""
    app = open_page("map", data)
    assert app.selectbox(key="person").options == []
    person = load(data).people.iloc[7]
    app.text_input(key="person_find").set_value(person["person_id"]).run()
    app.selectbox(key="person").set_value(person["person_id"]).run()
    words = everything_on(app)
    assert "Is helped by" in words
    app.text_input(key="person_find").set_value("nobody at all").run()
    assert "Nobody is called like that." in notes(app)
    assert app.selectbox(key="person").value == person["person_id"]
    assert person["name"] not in str(dict(app.query_params))


def test_groups_stand_for_their_people_until_they_are_opened(open_page, data):
    """AppTest can't click on a map: the session is told what is open; ids are sought in what is sent."""
    app = open_page("map", data)
    assert len(map_of(app).json) < MOST_BYTES
    assert "A click on a dot opens it." in notes(app)
    assert '"cluster:1"' in map_of(app).json
    app.session_state["opened"] = ["cluster:1"]
    app.run()
    inside = [person for person in load(data).people["person_id"] if f'"{person}"' in map_of(app).json]
    assert 3 <= len(inside) <= network_map.SINGLE_PEOPLE_UP_TO
    assert "Each line is support" in notes(app)
    app.button(key="all_groups").click().run()
    assert '"cluster:1"' in map_of(app).json


def test_everyone_can_be_a_dot_where_that_is_asked_for(open_page, data):
    """All ids are sent, within the bytes that a page may have."""
    app = open_page("map", data, dots="Everyone")
    sent = map_of(app).json
    assert len(sent) < MOST_BYTES
    assert all(f'"{person}"' in sent for person in load(data).people["person_id"].head(50))


def test_what_was_opened_closes_when_something_else_is_asked(open_page, data):
    app = open_page("map", data)
    app.session_state["opened"] = ["cluster:1"]
    app.run()
    app.sidebar.selectbox(key="period").set_value("28 days").run()
    assert app.session_state["opened"] == []


def test_the_picture_of_give_and_take_gathers_people(open_page, data):
    app = open_page("load", data)
    assert "Each dot is some people, larger where there are more" in notes(app)


def test_a_filter_that_leaves_few_people_of_a_large_company_makes_each_of_them_a_dot(open_page, data):
    """Those who are left out are not in what is sent, and nobody else has a name there."""
    part = load(data).people.query("fte < 1")
    value = f"{part['fte'].value_counts().index[-1]:g}"
    few = set(part.loc[part["fte"].map("{:g}".format) == value, "person_id"])
    app = open_page("map", data, only=f"Share of full time: {value}")
    sent = json.loads(map_of(app).json)
    assert sent["level"] == "people"
    assert set(sent["nodes"]["ids"]) == few
    assert len(few) < 200
    told = next(one.proto for one in app.main if one.type == "bidi_component" and '"hidden"' in one.proto.json)
    assert json.loads(told.json)["hidden"] == PEOPLE - len(few)
