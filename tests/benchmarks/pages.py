"""How long pages take to draw in Chromium, and how long a change in the sidebar takes; prints a table.

    python tests/benchmarks/pages.py [--months]

Times are from the click to the moment when the page stands still and its main picture is there, measured inside the
page. The first visit includes drawing the charts for the first time. With `--months` only the page of the indicators
is opened, in the sample company and in one of 200 teams over 36 months, right after the app and a while later: until
the page names its question, until all charts are drawn, until it stands still, and how long the server worked for it.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))

from conftest import ARGUMENTS, Server, Tab, chromium

QUESTIONS = {
    "overview": "What needs attention?",
    "map": "Who is allied with whom?",
    "alone": "Who may be on their own?",
    "load": "Who carries a lot for others?",
    "groups": "Which groups hold together?",
    "indicators": "Are the indicators moving?",
    "data": "What is loaded?",
    "methods": "How is this worked out?",
}
PICTURE = {
    "overview": '[data-testid="stMetric"]',
    "map": "map",
    "data": '[data-testid="stDataFrame"]',
    "methods": '[data-testid="stExpander"]',
}
CHART = '[data-testid="stVegaLiteChart"] :is(svg, canvas)'
VISITS = 3
UNTIL = """
async ([start, done, picture]) => {
  const find = (root) => [...root.querySelectorAll("*")].flatMap(
    (e) => [...(e.matches(".frame[data-drawn]") ? [e] : []), ...(e.shadowRoot ? find(e.shadowRoot) : [])]);
  const there = () => (picture === "map" ? find(document).length : document.querySelector(picture));
  const still = () => document.querySelector('[data-testid="stApp"]').dataset.testScriptState === "notRunning";
  const begin = performance.now();
  [...document.querySelectorAll(start[0])].find((e) => e.innerText.includes(start[1])).click();
  const text = () => document.querySelector(done[0])?.innerText ?? "";
  while (!(text().includes(done[1]) && still() && there())) {
    if (performance.now() - begin > 60000) throw new Error("never done");
    await new Promise((next) => setTimeout(next, 10));
  }
  return performance.now() - begin;
}
"""


def page_time(page: Page, name: str) -> float:
    """Milliseconds from the click on a page's link until it stands."""
    link = ['[data-testid="stSidebarNavLink"]', QUESTIONS[name]]
    return page.evaluate(UNTIL, [link, ["h1", QUESTIONS[name]], PICTURE.get(name, CHART)])


def filter_time(page: Page, label: str, option: str, answer: str) -> float:
    """Milliseconds from the choice in the sidebar until the answer is the new one and the page stands."""
    page.get_by_test_id("stSidebar").get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).wait_for()
    return page.evaluate(UNTIL, [['[role="option"]', option], [".st-key-answer", answer], "h1"])


def report(words: str, times: list[float]) -> None:
    """One line: the first time and the median of the later ones."""
    later = statistics.median(times[1:]) if len(times) > 1 else float("nan")
    print(f"{words:<44} {times[0]:>8.0f} {later:>8.0f}")


def measure(tab: Tab) -> None:
    """Print the times of pages and of filters."""
    print(f"{'ms':<44} {'first':>8} {'later':>8}")
    pages = [name for name in QUESTIONS if name != "overview"] + ["overview"]
    times: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(VISITS):
        for name in pages:
            times[name].append(page_time(tab.page, name))
    for name in pages:
        report(f"page: {name}", times[name])
    for name in ("overview", "map", "load"):
        page_time(tab.page, name)
        teams, periods = [], []
        for _ in range(VISITS):
            teams.append(filter_time(tab.page, "Team in focus", "support", "of support"))
            filter_time(tab.page, "Team in focus", "Everyone", "60 people")
            periods.append(filter_time(tab.page, "Period", "180 days", "180 days"))
            filter_time(tab.page, "Period", "90 days", "90 days")
        report(f"sidebar on {name}: a team", teams)
        report(f"sidebar on {name}: a period (first: new analysis)", periods)


def main() -> None:
    """Start the app and a browser, measure, and stop both."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        server = Server(Path(folder))
        try:
            measure(Tab(browser, server.url).open())
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main()
