"""What to do about the culture: the plan is kept, the audit is taken along, and the next one says what changed."""

from __future__ import annotations

from datetime import date

import pytest

from ally_graph.ui.state import audits, notes
from tests.app.conftest import everything_on


@pytest.fixture
def own_folder(monkeypatch, tmp_path):
    """A folder of the visitor's own, as a browser with its secret would lead to."""
    monkeypatch.setattr(notes, "path", lambda: tmp_path / notes.FILE)
    return tmp_path


def test_the_page_says_what_to_do_first_and_what_it_rests_on(open_page):
    """The answer stands under the title; elements, challenges, programmes and reasons are below."""
    app = open_page("culture")
    assert not app.exception
    assert app.markdown[0].value.startswith("Offer leaders training")
    assert [one.value for one in app.header] == [
        "The plan",
        "The seven elements",
        "The five roles",
        "Challenges, and what may help",
        "Programmes",
        "Why it may fail",
    ]
    words = everything_on(app)
    assert "No element has a score" in words
    assert "97 %" in words
    assert "changed: 3 months before and 9 since: of 22 figures" in words
    assert "It says how things moved, not what moved them" in words
    assert "**Mentorship** since 13 January 2025, 27 people" in words


def test_a_plan_that_is_kept_is_there_again_with_its_owner(open_page, own_folder):
    """An owner and a day are typed in and kept; the page opened anew has them, and nobody else can read the file."""
    app = open_page("culture")
    app.text_input(key="culture_step_0_owner").set_value("Ana")
    app.date_input(key="culture_step_0_until").set_value(date(2026, 3, 1))
    next(one for one in app.button if one.label == "Keep this plan").click().run()
    assert not app.exception
    again = open_page("culture")
    assert again.text_input(key="culture_step_0_owner").value == "Ana"
    assert "1 March 2026" in again.markdown[0].value
    assert (own_folder / audits.FILE).stat().st_mode & 0o077 == 0


def test_an_audit_that_is_kept_can_be_taken_away_again(open_page, own_folder):
    """Its day stands in the visitor's own file until the button is pressed."""
    app = open_page("culture")
    app.button(key="audit_keep").click().run()
    assert not app.exception
    assert '"as_of": "2026-01-01"' in (own_folder / audits.FILE).read_text()
    again = open_page("culture")
    again.button(key="audit_forget").click().run()
    assert "2026-01-01" not in (own_folder / audits.FILE).read_text()


def test_without_a_folder_of_ones_own_nothing_is_kept_and_it_is_said(open_page, monkeypatch):
    """The browser brings no secret, so that there is no place for it."""

    def none():
        raise OSError("no cookies")

    monkeypatch.setattr(notes, "path", none)
    app = open_page("culture")
    app.button(key="audit_keep").click().run()
    assert any("could not be kept" in one.value for one in app.caption)
