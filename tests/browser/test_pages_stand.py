"""That pages stand still while they open, can be read by everybody, and are seen on a phone after a choice."""

from __future__ import annotations

import signal
from itertools import pairwise
from pathlib import Path

import axe_playwright_python
import pytest

from tests.app.test_pages import QUESTIONS
from tests.browser.test_in_the_browser import PATHS
from tests.nightly.size import SHARE

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
MOST_SHIFT = 0.1
SHIFTS = """window.shifts = []; new PerformanceObserver((list) => list.getEntries().forEach((entry) =>
  entry.hadRecentInput || shifts.push(entry.value))).observe({ type: "layout-shift", buffered: true });"""
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
STREAMLITS_OWN = {
    "list": '[data-testid="stSidebarNavItems"]',
    "listitem": '[data-testid="stSidebarNavItems"]',
}
"""Rules that Streamlit breaks, and where: its menu has its headings inside the list."""
CHECK = """async (theirs) => {
  const values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];
  const { passes, violations } = await axe.run(document, { runOnly: { type: "tag", values } });
  const ours = (rule, [spot]) => !(rule in theirs && document.querySelector(spot)?.closest(theirs[rule]));
  return [passes.length, violations.flatMap(({ id, nodes }) =>
    nodes.filter((node) => ours(id, node.target)).map((node) => [id, node.target.flat(9).join(" ")]))];
}"""
HEADINGS = (
    "[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter((e) => e.offsetParent).map((e) => +e.tagName[1])"
)


def in_turn(*ways: object) -> list[tuple[str, object]]:
    """Each page in one of these ways, in turn; in all of them in the long form."""
    pages = list(enumerate(QUESTIONS))
    return [(page, way) for place, page in pages for at, way in enumerate(ways) if SHARE or place % len(ways) == at]


SETTLED = 600
"""Milliseconds in which what was fetched last finds its place."""


@pytest.mark.parametrize(("page", "size"), in_turn(DESK, PHONE))
def test_nothing_moves_while_a_page_opens(open_tab, page, size):
    """The sum of all layout shifts from an empty window to the drawn page; good is below 0.1."""
    tab = open_tab(viewport=size)
    tab.page.add_init_script(SHIFTS)
    tab.open(PATHS[page])
    tab.page.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton]')")
    tab.page.wait_for_timeout(SETTLED)
    assert sum(tab.page.evaluate("shifts")) < MOST_SHIFT


@pytest.mark.parametrize(("page", "scheme"), in_turn("light", "dark"))
def test_axe_finds_nothing_on_a_page_and_its_headings_go_down_step_by_step(open_tab, page, scheme):
    """WCAG 2.1 A and AA, on a desk and on a phone."""
    tab = open_tab(color_scheme=scheme).open(PATHS[page])
    tab.page.evaluate(f"{AXE};0")
    for size in (DESK, PHONE):
        tab.page.set_viewport_size(size)
        tab.page.wait_for_timeout(SETTLED)
        passed, found = tab.page.evaluate(CHECK, STREAMLITS_OWN)
        assert found == []
        assert passed > 10
    levels = tab.page.evaluate(HEADINGS)
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_on_a_phone_the_menu_goes_once_something_is_chosen_in_it(open_tab):
    """A page, then a filter; the menu stays while nothing is chosen, and on a desk it stays always."""
    tab = open_tab(viewport=PHONE).open()
    menu = tab.page.get_by_test_id("stSidebar")
    tab.page.get_by_test_id("stExpandSidebarButton").click()
    menu.get_by_role("combobox", name="Period").wait_for()
    menu.get_by_test_id("stSidebarNavLink").filter(has_text="Who carries a lot").click()
    tab.page.wait_for_url("**/load")
    tab.page.wait_for_selector('[data-testid="stSidebar"][data-collapsed="true"]', state="attached")
    tab.settle().page.get_by_test_id("stExpandSidebarButton").click()
    assert menu.get_attribute("data-collapsed") == "false"
    tab.choose("Team in focus", "support")
    tab.page.wait_for_selector('[data-testid="stSidebar"][data-collapsed="true"]', state="attached")
    assert tab.answers("of support")


def test_on_a_phone_the_menu_goes_however_late_the_server_answers(open_tab, server):
    """The server is stopped for three seconds while a page is chosen."""
    tab = open_tab(viewport=PHONE).open()
    tab.page.get_by_test_id("stExpandSidebarButton").click()
    link = tab.page.get_by_test_id("stSidebar").get_by_test_id("stSidebarNavLink").filter(has_text="Who carries a lot")
    link.wait_for()
    server.process.send_signal(signal.SIGSTOP)
    try:
        link.click()
        tab.page.wait_for_timeout(3000)
        assert tab.page.get_by_test_id("stSidebar").get_attribute("data-collapsed") == "false"
    finally:
        server.process.send_signal(signal.SIGCONT)
    tab.page.wait_for_selector('[data-testid="stSidebar"][data-collapsed="true"]', state="attached")


def test_on_a_desk_the_menu_stays_when_something_is_chosen_in_it(open_tab):
    """A team is chosen in the sidebar, which has room of its own there."""
    tab = open_tab().open("load")
    menu = tab.page.get_by_test_id("stSidebar")
    tab.choose("Team in focus", "support")
    tab.page.wait_for_url("**/load?team=support")
    assert tab.answers("of support")
    assert menu.get_attribute("data-collapsed") == "false"
