"""How quick and how still the map is in Chromium; prints a table with the target of each row.

    python tests/benchmarks/map_in_the_browser.py [--only WORD] [--times 10] [--folder DIR] [--json FILE]

Companies are invented in the folder, and found again there the next time. Times are medians, measured inside the page:
from the message that brings the data to the frame that shows it, from letting go of the mouse to the name on the card,
and from moving the slider to the next frame. Analyses are there before, as they are for everybody who comes second. Of
`--only` some sizes, the others are left out.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ElementHandle, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
sys.path.insert(0, str(Path(__file__).parents[2]))

from conftest import ARGUMENTS, Server, Tab, chromium
from test_map import MOVE, OVERLAPS, SIZES

from ally_graph.simulate import simulate

ROOT = Path(__file__).parents[2]
EVENTS = {300: 120, 1_000: 100, 3_000: 60, 10_000: 42, 100_000: 12}
"""Records of each person in a year: 50,000 ties in the window at 10,000 people."""
SETTLED = 2_500
HEARD = """(() => {
  window.arrived = [];
  const reader = new TextDecoder();
  window.WebSocket = class extends WebSocket {
    constructor(...told) {
      super(...told);
      this.addEventListener("message", ({ data }) => {
        const now = performance.now(), bytes = data.byteLength ?? data.length;
        const holds = bytes > 4000 && reader.decode(data).includes('"pairs"');
        window.arrived.push([now, bytes, holds]);
      });
    }
  };
  const find = (root) => [...root.querySelectorAll("*")].flatMap(
    (e) => [...(e.matches(".frame") ? [e] : []), ...(e.shadowRoot ? find(e.shadowRoot) : [])]);
  const look = () => {
    if (!document.querySelector(".stBidiComponent, [data-testid=stBidiComponent]")) return requestAnimationFrame(look);
    const [frame] = find(document);
    if (frame?.allyMap?.took === undefined) return requestAnimationFrame(look);
    window.drawn = performance.now();
  };
  addEventListener("DOMContentLoaded", look);
})()"""
CARD = """name => {
  window.card = null;
  addEventListener("pointerup", () => { window.released = performance.now(); }, { capture: true, once: true });
  const there = () => [...document.querySelectorAll("[data-testid=stMain] strong")].some((e) => e.textContent === name);
  const watch = new MutationObserver(() => {
    if (!there()) return;
    watch.disconnect();
    requestAnimationFrame(() => { window.card = performance.now() - window.released; });
  });
  watch.observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
SLIDE = """async (frame, month) => {
  const slider = frame.querySelector("input[type=range]");
  slider.value = month;
  const start = performance.now();
  slider.dispatchEvent(new Event("input"));
  await new Promise(requestAnimationFrame);
  const took = performance.now() - start;
  while (frame.allyMap.measured().fade < 1) await new Promise(requestAnimationFrame);
  return took;
}"""
STILL = """async (frame, months) => {
  const map = frame.allyMap, steps = [];
  let before = null, changed = 0;
  for (let month = 0; month < months; month += 1) {
    map.toMonth(month);
    while (map.measured().fade < 1) await new Promise(requestAnimationFrame);
    const { dots, looks, wide, tall } = map.measured();
    const at = new Map(dots.map((dot) => [dot.i, [dot.x, dot.y, looks[dot.i], map.at().group[dot.i]]]));
    for (const [i, [x, y, look, group]] of at) {
      const was = before?.get(i);
      if (!was) continue;
      steps.push(Math.hypot(x - was[0], y - was[1]) / (Math.min(wide, tall) / 2));
      changed += look !== was[2] && group === was[3];
    }
    before = at;
  }
  steps.sort((a, b) => a - b);
  return [steps[Math.floor(steps.length / 2)] ?? 0, changed];
}"""


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, in which unit, and the most (or the least) it is to be."""

    what: str
    value: float
    unit: str
    target: float
    least: bool = False

    @property
    def reached(self) -> bool:
        """Whether the target is reached."""
        return self.value >= self.target if self.least else self.value <= self.target

    def __str__(self) -> str:
        words = f"{'at least' if self.least else 'at most'} {_figure(self.target)}"
        return f"{self.what:<58} {_figure(self.value):>8} {self.unit:<4} {words:<16} {'' if self.reached else 'missed'}"


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 10 else f"{value:.2f}"


class Bench:
    """The browser, the folder of companies, and what was asked for."""

    def __init__(self, browser: Browser, folder: Path, options: argparse.Namespace) -> None:
        self.browser, self.folder, self.options = browser, folder, options

    @property
    def times(self) -> int:
        """How often each thing is done."""
        return self.options.times

    @contextmanager
    def company(self, people: int, path: str = "map", **look: Any) -> Iterator[Tab]:
        """A tab with the map of a company of so many people, which has been looked at before."""
        running = Server(self.folder, data=self._data(people), XDG_DATA_HOME=str(self.folder / "home"))
        try:
            tab = self.tab(running.url, **look)
            tab.page.set_default_timeout(240_000)
            frame_of(tab.open(path))
            tab.settle().page.wait_for_timeout(SETTLED)
            yield tab
        finally:
            running.stop()

    def tab(self, url: str, **look: Any) -> Tab:
        """A new tab that remembers when messages come and when the map is drawn first."""
        tab = Tab(self.browser, url, **look)
        tab.page.add_init_script(HEARD)
        return tab

    def _data(self, people: int) -> Path:
        if people == 60:
            return ROOT / "sample_data"
        place = self.folder / f"{people}_of_{EVENTS[people]}"
        if not (place / "truth.json").exists():
            simulate(place, scenario="plain", people=people, events_per_person=EVENTS[people], fmt="parquet", seed=1)
        return place


def frame_of(tab: Tab) -> ElementHandle:
    """The frame of the map, once it is drawn."""
    return tab.page.wait_for_selector(".frame[data-drawn]")


def middle(times: int, once: Callable[[], float]) -> float:
    """The median of several times."""
    return statistics.median(once() for _ in range(times))


def first_draw(tab: Tab, path: str = "map") -> float:
    """Seconds from the message with the data of the map to its first frame, after opening the page anew."""
    tab.page.goto(f"{tab.url}/{path}")
    tab.page.wait_for_function("() => window.drawn")
    seconds = "(drawn - arrived.filter(([now, , holds]) => holds && now < drawn).at(-1)[0]) / 1000"
    found = tab.page.evaluate(seconds)
    tab.settle()
    return found


def opened(tab: Tab, path: str = "map") -> float:
    """Seconds from going to the page to the first frame of its map."""
    tab.page.goto(f"{tab.url}/{path}")
    tab.page.wait_for_function("() => window.drawn")
    found = tab.page.evaluate("drawn / 1000")
    tab.settle()
    return found


def clicks(tab: Tab, times: int) -> tuple[float, float]:
    """Milliseconds from a click on somebody to their card, and the bytes that come with it; medians."""
    frame, took, sizes = frame_of(tab), [], []
    tab.page.locator(".canvas").scroll_into_view_if_needed()
    inside = "d => d.id && d.x > 20 && d.x < m.wide - 20 && d.y > 20 && d.y < m.tall - 20"
    dots = frame.evaluate(f"frame => {{ const m = frame.allyMap.measured(); return m.dots.filter({inside}); }}")
    for dot in random.Random(1).sample(dots, times):
        frame.evaluate("frame => frame.allyMap.select(null, false)")
        who = frame.evaluate(
            "(frame, [x, y]) => { const m = frame.allyMap; m.hand = m.panes[0]; return m.underIn([x, y], 12); }",
            [dot["x"], dot["y"]],
        )
        tab.page.evaluate(CARD, frame.evaluate("(frame, i) => frame.allyMap.data.nodes.names[i]", who))
        before = tab.page.evaluate("arrived.length")
        box = tab.page.locator(".canvas").bounding_box()
        tab.page.mouse.click(box["x"] + dot["x"], box["y"] + dot["y"])
        tab.page.wait_for_function("() => window.card")
        took.append(tab.page.evaluate("window.card"))
        tab.settle().page.wait_for_timeout(400)
        sizes.append(sum(bytes for _, bytes, _ in tab.page.evaluate("arrived")[before:]))
    return statistics.median(took), statistics.median(sizes)


def slides(tab: Tab, times: int) -> tuple[float, int]:
    """Milliseconds from moving the slider to the next frame, and how many messages it made the browser send."""
    frame, sent = frame_of(tab), []
    tab.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    tab.page.reload()
    frame = frame_of(tab)
    tab.settle().page.wait_for_timeout(SETTLED)
    before = len(sent)
    months = [(7 * number) % 11 for number in range(times)]
    took = statistics.median(frame.evaluate(SLIDE, month) for month in months)
    tab.page.wait_for_timeout(1000)
    return took, len(sent) - before


def labels(bench: Bench, url: str) -> int:
    """Names that lie on a dot, on a name or beyond the edge, in twelve months on three screens."""
    wrong = 0
    for wide, high in SIZES:
        tab = bench.tab(url, viewport={"width": wide, "height": high})
        frame = frame_of(tab.open("map"))
        for month in range(12):
            frame.evaluate(MOVE, month)
            wrong += len(frame.evaluate(OVERLAPS)["wrong"])
        tab.context.close()
    return wrong


def taps(bench: Bench, url: str) -> int:
    """How many of thirty taps, eight pixels beside the middle of a dot, find its person on a phone."""
    tab = bench.tab(url, viewport={"width": 390, "height": 844}, has_touch=True)
    frame, chance, hit = frame_of(tab.open("map")), random.Random(7), 0
    canvas = tab.page.locator(".canvas")
    canvas.scroll_into_view_if_needed()
    for dot in chance.sample(frame.evaluate("frame => frame.allyMap.measured().dots"), 30):
        box, turn = canvas.bounding_box(), chance.uniform(0, 2 * math.pi)
        tab.page.touchscreen.tap(box["x"] + dot["x"] + 8 * math.cos(turn), box["y"] + dot["y"] + 8 * math.sin(turn))
        hit += frame.evaluate("frame => frame.allyMap.selected") == dot["i"]
    tab.context.close()
    return hit


def small(bench: Bench) -> Iterator[Row]:
    """The sample company of 60 people."""
    with bench.company(60) as tab:
        yield Row("first draw, 60 people", middle(bench.times, lambda: first_draw(tab)), "s", 0.4)
        click, _ = clicks(tab, bench.times)
        yield Row("click to panel, 60 people", click, "ms", 120)
        slide, sent = slides(tab, bench.times)
        yield Row("month slider, 60 people", slide, "ms", 50)
        yield Row("messages sent by the slider, 60 people", sent, "", 0)
        step, changed = frame_of(tab).evaluate(STILL, 12)
        yield Row("movement from month to month, 60 people", step, "", 0.05)
        yield Row("colour changes without a change of group, 60 people", changed, "", 0)
        yield Row("labels over dots or labels, 3 sizes, 12 months", labels(bench, tab.url), "", 0)
        yield Row("taps 8 px off at 390 px that hit, of 30", taps(bench, tab.url), "", 28, least=True)


def medium(bench: Bench) -> Iterator[Row]:
    """A company of 300."""
    with bench.company(300) as tab:
        yield Row("first draw, 300 people", middle(bench.times, lambda: first_draw(tab)), "s", 0.5)
        yield Row("click to panel, 300 people", clicks(tab, bench.times)[0], "ms", 150)
        slide, sent = slides(tab, bench.times)
        yield Row("month slider, 300 people", slide, "ms", 100)
        yield Row("messages sent by the slider, 300 people", sent, "", 0)


def thousand(bench: Bench) -> Iterator[Row]:
    """A company of 1,000, the largest with all its months."""
    with bench.company(1_000) as tab:
        yield Row("first draw, 1,000 people", middle(bench.times, lambda: first_draw(tab)), "s", 0.8)
        click, size = clicks(tab, bench.times)
        yield Row("click to panel, 1,000 people", click, "ms", 220)
        yield Row("bytes of a click, 1,000 people", size / 1000, "kB", 15)
        step, changed = frame_of(tab).evaluate(STILL, 12)
        yield Row("movement from month to month, 1,000 people", step, "", 0.08)
        yield Row("colour changes without a change of group, 1,000 people", changed, "", 0)


EVERYONE = "map?dots=Everyone"


def large(bench: Bench) -> Iterator[Row]:
    """A company of 3,000, everybody a dot."""
    with bench.company(3_000, EVERYONE) as tab:
        yield Row("first draw, 3,000 people", middle(bench.times, lambda: first_draw(tab, EVERYONE)), "s", 1.4)


def crowd(bench: Bench) -> Iterator[Row]:
    """A company of 10,000, everybody a dot."""
    with bench.company(10_000, EVERYONE) as tab:
        ties = frame_of(tab).evaluate("frame => frame.allyMap.measured().ties")
        drawn = middle(bench.times, lambda: first_draw(tab, EVERYONE))
        yield Row(f"drawn, 10,000 people and {ties:,} ties", drawn, "s", 1.5)
        yield Row(f"click to panel, 10,000 people and {ties:,} ties", clicks(tab, bench.times)[0] / 1000, "s", 0.3)


def city(bench: Bench) -> Iterator[Row]:
    """A company of 100,000, whose teams are the dots."""
    with bench.company(100_000) as tab:
        yield Row("page opens on teams, 100,000 people", middle(bench.times, lambda: opened(tab)), "s", 2)


PARTS = {"60": small, "300": medium, "1,000": thousand, "3,000": large, "10,000": crowd, "100,000": city}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", default="", help="sizes of companies, such as `60 1,000`")
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--folder", type=Path, help="where companies are kept")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    asked = options.only.split() or list(PARTS)
    rows = []
    with tempfile.TemporaryDirectory() as made, sync_playwright() as driver:
        folder = options.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        browser = driver.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        bench = Bench(browser, folder, options)
        begun = time.monotonic()
        for size in asked:
            for row in PARTS[size](bench):
                print(row, flush=True)
                rows.append(row)
        load = " ".join(f"{one:.1f}" for one in os.getloadavg())
        print(f"{time.monotonic() - begun:.0f} s in all, load {load}, medians of {options.times}")
        browser.close()
    if options.json:
        options.json.write_text(json.dumps([asdict(row) | {"reached": row.reached} for row in rows], indent=1))


if __name__ == "__main__":
    main()
