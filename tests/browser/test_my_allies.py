"""The page of one person's allies with a person on it: readable by everybody, and what they write stays theirs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.browser.conftest import Server, Tab
from tests.browser.test_pages_stand import AXE, CHECK, DESK, HEADINGS, PHONE, SETTLED, STREAMLITS_OWN
from tests.nightly.size import SHARE

NAME, WORDS = "Tereza Jandová", "a quiet hour on Sundays"
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SCHEMES = ("light", "dark") if SHARE else ("light",)


@pytest.fixture(scope="module")
def own_server(browser, tmp_path_factory) -> Iterator[Server]:
    """An app whose folder for what people write is one of this test."""
    folder = tmp_path_factory.mktemp("allies")
    running = Server(folder, XDG_DATA_HOME=str(folder / "home"))
    yield running
    running.stop()


def opened(tab: Tab) -> Tab:
    """The page of one person, whose name is typed: the menu holds more names than it draws."""
    menu = tab.open("allies").page.get_by_role("combobox", name="You")
    menu.fill(NAME)
    menu.press("Enter")
    tab.page.get_by_role("heading", name="Five habits that keep allies").wait_for()
    return tab.settle()


def written(tab: Tab) -> Tab:
    """With somebody whom no record knows."""
    tab.page.get_by_role("textbox", name="Who, or which group").fill("Aunt Bea")
    tab.page.get_by_role("textbox", name="What they give you").fill(WORDS)
    tab.page.keyboard.press("Tab")
    tab.settle().page.get_by_role("button", name="Add to my allies").click()
    tab.page.get_by_text(WORDS).first.wait_for()
    return tab.settle()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_where_a_person_looks_at_their_allies(open_tab, own_server, scheme):
    """Cards, habits, proposals, ties and the person's own entries, on a desk and on a phone."""
    tab = written(opened(open_tab(own_server.url, color_scheme=scheme)))
    tab.page.evaluate(f"{AXE};0")
    for size in (DESK, PHONE):
        tab.page.set_viewport_size(size)
        tab.page.wait_for_timeout(SETTLED)
        assert tab.page.evaluate(CHECK, STREAMLITS_OWN)[1] == []
        assert tab.page.evaluate(WIDE) <= 0
    levels = tab.page.evaluate(HEADINGS)
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_what_somebody_writes_is_there_again_for_them_and_for_nobody_else(open_tab, own_server):
    """The same browser a second time, and another browser with the same person on its page."""
    tab = written(opened(open_tab(own_server.url)))
    assert WORDS not in tab.page.url
    assert WORDS in opened(tab).page.inner_text("body")
    other = opened(open_tab(own_server.url))
    assert WORDS not in other.page.inner_text("body")
