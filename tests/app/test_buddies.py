"""The page that brings people together, and the part about load that can be shared."""

from __future__ import annotations

import io

import pandas as pd
import pytest

from ally_graph.ui.parts import downloads
from tests.app.conftest import everything_on
from tests.conftest import SAMPLE

ADDED = 2


@pytest.fixture
def taken(monkeypatch):
    """What the download buttons would hand over, by the name of the file."""
    made = {}

    def button(_label, data, file_name, _mime, **_options):
        made[file_name] = data() if callable(data) else data

    monkeypatch.setattr(downloads.st, "download_button", button)
    return made


@pytest.fixture
def coffees(open_page):
    """The page with coffees chosen."""
    app = open_page("buddies")
    return app.selectbox(key="programme").set_value("coffee").run()


def button(app, label: str):
    """The first button of this label."""
    return next(one for one in app.button if one.label == label)


def cards(app) -> list[str]:
    """The words of the cards."""
    return [one.value for one in app.markdown if "** with **" in one.value]


def test_the_page_opens_on_a_programme_that_has_somebody_to_propose(open_page):
    """All newcomers of the sample have a buddy, so that it opens on mentors, and says so of buddies."""
    app = open_page("buddies")
    assert app.selectbox(key="programme").value == "mentorship"
    assert len(cards(app)) > 3
    assert "For newcomers nobody is to be proposed now." in everything_on(app)


def test_of_another_programme_that_is_chosen_nothing_else_is_said(coffees):
    assert "For newcomers nobody" not in everything_on(coffees)


def test_a_newcomer_with_a_buddy_on_paper_is_told_of(open_page):
    assert "no contact of the two is on record" in everything_on(open_page("buddies"))


def test_a_pair_that_is_agreed_on_stays_out_of_it_and_can_be_taken_away(coffees, taken):
    """The file holds the programmes of the sample, with two rows more."""
    first = cards(coffees)[0]
    app = button(coffees, "Agree").click().run()
    assert not app.exception
    assert first not in cards(app)
    assert any("Agreed by you: one pair" in one.value for one in app.markdown)
    rows = pd.read_csv(io.BytesIO(taken["programmes.csv"]))
    assert len(rows) == len(pd.read_csv(SAMPLE / "programmes.csv")) + ADDED
    assert set(rows["role"].tail(ADDED)) == {"participant"}


def test_a_pair_that_is_declined_is_not_proposed_again(coffees):
    first = cards(coffees)[0]
    app = button(coffees, "Decline").click().run()
    assert not app.exception
    assert first not in cards(app)
    assert not [one for one in cards(app) if one.split("\n")[0] == first.split("\n")[0]]


def test_the_next_in_line_can_be_taken_instead(coffees):
    """The partner named as next is agreed on."""
    name = cards(coffees)[0].split("Next in line: ")[1].rstrip(".")
    app = button(coffees, "Take the next in line").click().run()
    (agreed,) = [one.value for one in app.markdown if "Agreed by you" in one.value]
    assert name in agreed


def test_one_can_begin_again(coffees):
    app = button(coffees, "Agree").click().run()
    assert cards(button(app, "Begin again").click().run()) == cards(coffees)


def test_mentors_are_proposed_for_juniors(open_page):
    app = open_page("buddies").selectbox(key="programme").set_value("mentorship").run()
    assert not app.exception
    assert "pairs are proposed for juniors" in everything_on(app)


def shared(app) -> str:
    """What the page says that the steps would change."""
    return next(one.value for one in app.markdown if "With these steps" in one.value)


def test_the_load_page_has_a_plan_that_follows_the_sliders(open_page):
    """Less is handed on where the slider says so."""
    app = open_page("load")
    before = shared(app)
    assert "instead of 7&#46;3 helps a week" in before
    app = app.slider(key="handed_on").set_value(20).run()
    assert not app.exception
    assert shared(app) != before
    app = app.slider(key="handed_steps").set_value(1).run()
    assert not app.exception


def test_a_plan_for_somebody_who_is_chosen(open_page):
    app = open_page("load").selectbox(key="shared_helper").set_value("p14").run()
    assert not app.exception
    assert shared(app).startswith("Meera Chaturani")
