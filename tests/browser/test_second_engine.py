"""Map and slides in WebKit as well, the engine of Safari: drawn, touched, moved through months and by keys.

They are part of the long suites (`OFFICE_ALLY_NIGHTLY`), and take Debian's `webkit2gtk-driver` and `xvfb`.
"""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.common.exceptions import JavascriptException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service
from selenium.webdriver.webkitgtk.webdriver import WebDriver

import ally_graph
from ally_graph.export.deck import deck, write_deck
from tests.browser.test_map import MOVE, OVERLAPS

pytestmark = pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning")
PATIENCE = 60
FRAME = """const find = root => [...root.querySelectorAll("*")].flatMap(
  e => [...(e.matches(".frame[data-drawn]") ? [e] : []), ...(e.shadowRoot ? find(e.shadowRoot) : [])]);
const frame = find(document)[0];"""
TO_MONTH = f"{FRAME} const done = arguments[1]; ({MOVE})(frame, arguments[0]).then(done);"
PLACE = "return [...document.querySelectorAll('.slide')].findIndex(slide => slide.classList.contains('here'))"
WINDOWS = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"


@pytest.fixture(scope="module")
def webkit() -> Iterator[WebDriver]:
    """A window of WebKit on a screen that nobody sees."""
    driver, screen, window = shutil.which("WebKitWebDriver"), shutil.which("Xvfb"), sorted(glob.glob(WINDOWS))
    if not os.environ.get("OFFICE_ALLY_NIGHTLY"):
        pytest.skip("is part of the long suites")
    if not (driver and screen and window):
        pytest.fail("needs WebKitWebDriver, MiniBrowser and Xvfb: install webkit2gtk-driver and xvfb")
    read, write = os.pipe()
    shown = subprocess.Popen(
        [screen, "-displayfd", str(write), "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
        pass_fds=[write],
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    number = os.read(read, 20).decode().strip()
    os.close(read)
    os.close(write)
    options = Options()
    options.binary_location = window[-1]
    options.add_argument("--automation")
    service = Service(driver, env=os.environ | {"DISPLAY": f":{number}", "WEBKIT_DISABLE_COMPOSITING_MODE": "1"})
    try:
        opened = webdriver.WebKitGTK(options=options, service=service)
        yield opened
        opened.quit()
    finally:
        shown.kill()
        shown.wait()


@pytest.fixture(scope="module")
def on_map(webkit, server) -> Callable[..., object]:
    """The map of the sample, opened once; runs a script in which `frame` is its frame."""
    webkit.get(f"{server.url}/map")

    def run(script: str, *values: object) -> object:
        return webkit.execute_script(f"{FRAME} {script}", *values)

    until(lambda: run("return frame.allyMap.measured().dots.length"))
    return run


def until(asked: Callable[[], object]) -> object:
    """What is asked for, as soon as there is something."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if found := asked():
                return found
        except JavascriptException:
            pass
        time.sleep(0.2)
    raise AssertionError("It did not come.")


def test_no_name_lies_on_a_dot_or_a_name(webkit, on_map):
    """In the last month, in one in the middle, and in the first."""
    for month in (11, 5, 0):
        webkit.execute_async_script(
            f"{FRAME} const done = arguments[1]; ({MOVE})(frame, arguments[0]).then(done);", month
        )
        found = on_map(f"return ({OVERLAPS})(frame)")
        assert found["wrong"] == []
        assert found["names"] > 20


def test_nobody_moves_from_month_to_month(webkit, on_map):
    """The same people are where they were, drawn anew for another month."""
    at, places = "return Object.fromEntries(frame.allyMap.measured().dots.map(dot => [dot.id, [dot.x, dot.y]]))", []
    for month in (2, 9):
        webkit.execute_async_script(
            f"{FRAME} const done = arguments[1]; ({MOVE})(frame, arguments[0]).then(done);", month
        )
        places.append(on_map(at))
    assert all(places[0][one] == places[1][one] for one in places[0].keys() & places[1].keys())


def test_a_click_on_a_dot_brings_the_card_of_its_person(webkit, on_map):
    """The dot in the middle of all; its person is chosen, and the card beside the map is theirs."""
    dot = on_map("const all = frame.allyMap.measured().dots; return all[Math.floor(all.length / 2)]")
    canvas = on_map("return frame.querySelector('canvas')")
    wide, tall = on_map("const box = arguments[0].getBoundingClientRect(); return [box.width, box.height]", canvas)
    place = round(dot["x"] - wide / 2), round(dot["y"] - tall / 2)
    ActionChains(webkit).move_to_element_with_offset(canvas, *place).click().perform()
    assert until(lambda: on_map("return frame.allyMap.selected !== null"))
    assert on_map("return frame.allyMap.selected") == dot["i"]
    name = on_map("return frame.allyMap.data.nodes.names[frame.allyMap.selected]")
    until(lambda: name in webkit.execute_script("return document.querySelector('[data-testid=stMain]').innerText"))


def test_arrow_keys_walk_from_person_to_person_and_say_who_it_is(webkit, on_map):
    """Two steps, and two names that are read out."""
    on_map("frame.querySelector('canvas, [tabindex]').focus()")
    said = []
    for _ in range(2):
        ActionChains(webkit).send_keys(Keys.ARROW_RIGHT).perform()
        said.append(until(lambda: on_map("return frame.querySelector('.spoken').innerText")))
    assert said[0] != said[1]
    assert all("Group" in words for words in said)


def test_slides_go_by_the_keys_of_a_clicker(webkit, tmp_path):
    """The sample's deck from its file: on, back, to the end, to the beginning, and black."""
    records = ally_graph.load(Path(ally_graph.__file__).parents[1] / "sample_data")
    page = write_deck(deck(records, ally_graph.analyze(records)), tmp_path / "deck.html")
    webkit.get(page.as_uri())
    last = webkit.execute_script("return document.querySelectorAll('.slide').length") - 1

    def pressed(*keys: str) -> int:
        ActionChains(webkit).send_keys(*keys).perform()
        return webkit.execute_script(PLACE)

    assert pressed(Keys.ARROW_RIGHT, Keys.PAGE_DOWN) == 2
    assert pressed(Keys.PAGE_UP) == 1
    assert pressed(Keys.END) == last
    assert pressed(Keys.HOME) == 0
    text = "return [...document.querySelectorAll('.here text')].filter(one => one.getBBox().width > 0).length"
    seen = []
    for _ in range(last):
        pressed(Keys.ARROW_RIGHT)
        seen.append(webkit.execute_script(text))
    assert max(seen) > 5
