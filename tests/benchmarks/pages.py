"""How long pages take to draw in Chromium, and how long a change in the sidebar takes; prints a table.

    python tests/benchmarks/pages.py [--months]

Times are from the click to the moment when the page stands still and its main picture is there, measured inside the
page. The first visit includes drawing the charts for the first time. With `--months` only the page of the indicators
is opened: in the sample company, three seconds after the app and at once, and in a company of 200 teams over 36 months.
It prints how long it takes until all charts are drawn, and how long the server worked for that.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
sys.path.insert(0, str(Path(__file__).parents[2]))

import many_teams
from conftest import ARGUMENTS, SIDEBAR_SAYS, Server, Tab, chromium

QUESTIONS = {
    "overview": "What needs attention?",
    "map": "Who is allied with whom?",
    "alone": "Who may be on their own?",
    "load": "Who carries a lot for others?",
    "groups": "Which groups hold together?",
    "buddies": "Who could be whose buddy?",
    "allies": "Who are my allies?",
    "teams": "Is help fairly spread, and where?",
    "indicators": "Are the indicators moving?",
    "culture": "What to do about the culture?",
    "present": "What can be shown to a room?",
    "data": "What is loaded?",
    "methods": "How is this worked out?",
}
PICTURE = {
    "overview": '[data-testid="stMetric"]',
    "map": "map",
    "data": '[data-testid="stDataFrame"]',
    "methods": '[data-testid="stExpander"]',
} | dict.fromkeys(("buddies", "allies", "culture", "present"), ".st-key-answer")
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


MOVING = QUESTIONS["indicators"]
CHARTS = """
async ([title, charts]) => {
  const begin = performance.now();
  const drawn = () => document.querySelectorAll('[data-testid="stVegaLiteChart"] :is(svg, canvas)').length;
  [...document.querySelectorAll('[data-testid="stSidebarNavLink"]')].find((e) => e.innerText.includes(title)).click();
  while (!(document.querySelector("h1")?.innerText ?? "").includes(title) || drawn() < charts) {
    if (performance.now() - begin > 60000) throw new Error("never done");
    await new Promise((next) => setTimeout(next, 10));
  }
  return performance.now() - begin;
}
"""


def worked(server: Server) -> float:
    """Milliseconds of processor time that the server has used."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def months_times(tab: Tab, server: Server, charts: int, visits: int = VISITS) -> list[tuple[float, float]]:
    """For each visit: until so many charts are drawn, and how long the server worked until the page stood."""
    times = []
    for _ in range(visits):
        before = worked(server)
        drawn = tab.page.evaluate(CHARTS, [MOVING, charts])
        tab.settle()
        times.append((drawn, worked(server) - before))
        page_time(tab.page, "overview")
    return times


def use(tab: Tab, folder: Path) -> None:
    """Use the data in this folder."""
    page_time(tab.page, "data")
    tab.page.get_by_role("tab", name="Load your own data").click()
    tab.page.get_by_role("textbox", name="Or a folder on this machine").fill(str(folder))
    tab.page.keyboard.press("Enter")
    tab.page.get_by_role("button", name="Use this data").click()
    tab.page.wait_for_function(SIDEBAR_SAYS, arg="Your own data")
    tab.settle()
    page_time(tab.page, "overview")


def measure_months(browser: Browser, folder: Path) -> None:
    """Print the times of the page of the indicators, each with a server and a tab that were just started."""
    many_teams.write(folder / "many")
    print(f"{'ms until all charts are drawn / of the server':<44} {'first':>14} {'later':>14}")
    for words, pause, data, charts in (
        ("sample, three seconds after the app", 3_000, None, 2),
        ("sample, at once", 0, None, 2),
        ("200 teams by 36 months, after three seconds", 3_000, folder / "many", 1),
        ("200 teams by 36 months, at once", 0, folder / "many", 1),
    ):
        server = Server(folder)
        try:
            tab = Tab(browser, server.url).open()
            if data is not None:
                use(tab, data)
            tab.page.wait_for_timeout(pause)
            first, *later = months_times(tab, server, charts)
            middle = [statistics.median(part) for part in zip(*later, strict=True)]
            print(f"{words:<44} {first[0]:>6.0f} /{first[1]:>6.0f} {middle[0]:>6.0f} /{middle[1]:>6.0f}", flush=True)
            tab.context.close()
        finally:
            server.stop()


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
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--months", action="store_true", help="only the page of the indicators")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        try:
            if options.months:
                measure_months(browser, Path(folder))
            else:
                measure_pages(browser, Path(folder))
        finally:
            browser.close()


def measure_pages(browser: Browser, folder: Path) -> None:
    """Print the times of all pages of one app."""
    server = Server(folder)
    try:
        measure(Tab(browser, server.url).open())
    finally:
        server.stop()


if __name__ == "__main__":
    main()
