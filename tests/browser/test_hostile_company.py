"""A company in which every text is an attack, in a real browser: nothing runs, nothing is fetched, nothing is a link.

With the content policy, and without it, as a browser would be that does not know it. The long form, which looks under
every question mark and at every choice, runs with `OFFICE_ALLY_NIGHTLY` set.
"""

from __future__ import annotations

import os

import pytest

from tests.app.test_pages import QUESTIONS
from tests.browser import hostile_company
from tests.browser.conftest import Server, Tab

NIGHTLY = bool(os.environ.get("OFFICE_ALLY_NIGHTLY"))
PATHS = {"overview": ""} | {page: page for page in QUESTIONS if page != "overview"}
TRAP = "window.hit = () => { window.wasHit = (window.wasHit || 0) + 1; };"
LEFT = """() => {
  const inside = (e) => (e.shadowRoot ? find(e.shadowRoot) : []);
  const find = (root) => [...root.querySelectorAll("*")].flatMap((e) => [e, ...inside(e)]);
  const all = find(document);
  const own = (url) => url.startsWith(location.origin + "/") || url.startsWith("blob:") || url.startsWith("data:");
  return {
    hits: window.wasHit || 0,
    links: all.filter((e) => e.tagName === "A" && e.href && !own(e.href)).map((e) => e.href),
    pictures: all.filter((e) => e.tagName === "IMG" && e.src && !own(e.src)).map((e) => e.src),
    frames: all.filter((e) => e.tagName === "IFRAME" && e.srcdoc).length,
  };
}"""


@pytest.fixture(scope="module")
def hostile(browser, tmp_path_factory):
    """The app on the hostile company."""
    folder = tmp_path_factory.mktemp("hostile")
    running = Server(folder, data=hostile_company.write(folder / "company"))
    yield running
    running.stop()


def hovered(page) -> None:
    """Look under every question mark, and open what can be opened."""
    for mark in page.locator('[data-testid="stTooltipIcon"], [data-testid="stTooltipHoverTarget"]').all()[:12]:
        if mark.is_visible():
            mark.evaluate("(e) => e.scrollIntoView({block: 'center'})")
            mark.hover(timeout=5_000, force=True)
            page.wait_for_timeout(250)
    for summary in page.locator('[data-testid="stExpander"] summary').all()[:4]:
        summary.evaluate("(e) => e.scrollIntoView({block: 'center'})")
        summary.click(timeout=5_000, force=True)
        page.wait_for_timeout(250)


def test_there_are_hundreds_of_attacks():
    assert hostile_company.cases() >= 300


@pytest.mark.parametrize("policy", [True, False], ids=["with the policy", "without"])
@pytest.mark.parametrize("page", list(QUESTIONS))
def test_no_text_of_the_data_runs_is_fetched_or_is_a_link(browser, hostile, page, policy):
    """`strangers` are the requests to any other place than the app, and a broken page shows an alert."""
    if not policy and not NIGHTLY and page not in ("overview", "map"):
        pytest.skip("in the long form")
    tab = Tab(browser, hostile.url, bypass_csp=not policy)
    tab.context.add_init_script(TRAP)
    tab.open(PATHS[page])
    tab.page.wait_for_timeout(1_000)
    if NIGHTLY or page in ("overview", "indicators"):
        hovered(tab.page)
    left = tab.page.evaluate(LEFT)
    alerts = tab.page.locator('[data-testid="stException"], [data-testid="stAlert"]').all_inner_texts()
    drawn = tab.map_drawn() if page == "map" else 60
    strangers, title = tab.strangers(), tab.title
    tab.context.close()
    assert left == {"hits": 0, "links": [], "pictures": [], "frames": 0}
    assert strangers == set()
    assert title == QUESTIONS[page]
    assert [words for words in alerts if "went wrong" in words] == []
    assert drawn == 60


def test_the_trap_springs_where_a_text_is_taken_for_markup(browser, hostile):
    """The proof that the test can fail: the same attacks as markup in the page, with the policy out of the way."""
    tab = Tab(browser, hostile.url, bypass_csp=True)
    tab.context.add_init_script(TRAP)
    tab.open()
    markup = "".join(hostile_company.ATTACKS[:3])
    tab.page.evaluate("(html) => document.body.insertAdjacentHTML('beforeend', html)", markup)
    tab.page.wait_for_function("() => window.wasHit > 0")
    tab.context.close()
