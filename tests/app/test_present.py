"""The page of slides: nobody is named, slides are chosen and reworded, and own words are looked at first."""

from __future__ import annotations

import json

from ally_graph.export.deck import Plan, Wish
from tests.app.conftest import everything_on
from tests.contract.canaries import canaries, canary_tables, sung


def test_nothing_of_anybody_is_on_the_page_or_sent_with_it(open_page, folder_of):
    """The slides, the menus of the sidebar and the editor, with a company of canaries."""
    tables = canary_tables()
    app = open_page("present", folder_of(tables))
    sent = "\n".join([everything_on(app), *slides_on(app)])
    assert len(sent) > 50_000
    assert sung(sent.encode(), canaries(tables)) == []


def slides_on(app) -> list[str]:
    return [element.proto.json for element in app.main if element.type == "bidi_component"]


def test_the_page_shows_the_slides_that_a_plan_asks_for(open_page):
    app = open_page("present")
    app.session_state["deck_plan"] = Plan("Spring", (Wish("links", "We meet."),), key="k").to_json()
    app.run()
    slides = json.loads(slides_on(app)[0])["slides"]
    assert slides.count("<section") == 2
    assert "We meet." in slides


def test_own_words_with_a_name_are_told_and_can_be_changed(open_page):
    app = open_page("present")
    app.session_state["deck_plan"] = Plan("Jandová's slides", key="k").to_json()
    app.run()
    assert "holds the name or id of somebody" in app.error[0].value
    assert [button.label for button in app.button][:1] == ["Take this over"]


def test_people_as_dots_are_shown_only_once_the_group_is_said_to_have_agreed(open_page):
    """The page asks, with the reason; the button waits for the answer, and nothing of it is on the page before."""
    app = open_page("present")
    app.toggle(key="deck_dots_0").set_value(True).run()
    assert app.button(key="deck_take").disabled
    assert "90 to 97 of 100 people" in app.checkbox(key="deck_group_0").label
    assert "Every dot is a person" not in slides_on(app)[0]
    app.checkbox(key="deck_group_0").check().run()
    app.button(key="deck_take").click().run()
    assert "Every dot is a person" in slides_on(app)[0]
    assert "people are dots, as the group agreed" in slides_on(app)[0]


def test_nothing_of_anybody_is_sent_with_dots_either(open_page, folder_of):
    """Dots of a company of canaries: the page, the editor and what goes to the browser."""
    tables = canary_tables()
    app = open_page("present", folder_of(tables))
    app.session_state["deck_plan"] = Plan(dots=True, group_agreed=True, key="k").to_json()
    app.run()
    assert "Every dot is a person" in slides_on(app)[0]
    assert sung("\n".join([everything_on(app), *slides_on(app)]).encode(), canaries(tables)) == []


def test_with_other_data_the_group_is_asked_again(open_page, folder_of):
    """The deck in hand stays, without what only those of the data before agreed to."""
    app = open_page("present")
    app.session_state["deck_plan"] = Plan("Spring", dots=True, group_agreed=True, key="k").to_json()
    app.run()
    assert "Every dot is a person" in slides_on(app)[0]
    app.session_state["data_path"] = str(folder_of(canary_tables()))
    app.run()
    kept = json.loads(app.session_state["deck_plan"])
    assert [kept[name] for name in ("title", "dots", "group_agreed")] == ["Spring", False, False]
    assert "Every dot is a person" not in slides_on(app)[0]


def test_the_team_in_focus_is_kept_while_it_is_not_shown(open_page):
    app = open_page("overview", team="design")
    app.switch_page("pages/present.py").run()
    assert "design" not in [box.value for box in app.sidebar.selectbox]
    app.switch_page("pages/alone.py").run()
    assert app.sidebar.selectbox(key="team").value == "design"


def test_a_page_puts_its_slide_into_the_deck(open_page):
    """Where slides were chosen it comes last, once; a deck without a choice has all of them anyway."""
    app = open_page("groups")
    app.session_state["deck_plan"] = Plan("Spring", (Wish("links"),), key="k").to_json()
    for _ in range(2):
        app.button(key="to_deck").click().run()
    assert [wish["key"] for wish in json.loads(app.session_state["deck_plan"])["slides"]] == ["links", "groups"]
    app.session_state["deck_plan"] = Plan().to_json()
    app.button(key="to_deck").click().run()
    assert json.loads(app.session_state["deck_plan"])["slides"] == []
