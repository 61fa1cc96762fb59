"""Takes the pictures of the README anew, from the sample in a real browser.

    python -m tests.browser.readme_pictures

The overview, the map moving through its months as an animated WebP, and a slide without names.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, ROOT, Server, Tab, chromium
from tests.browser.test_map import MOVE

FOLDER = ROOT / "ally_graph" / "ui" / "pictures"
SIZE = {"width": 1280, "height": 800}
MONTH, LAST, QUALITY = 700, 2_000, 70
"""Milliseconds of each month and of the last one, and how well the frames are kept, of 100."""


def main() -> None:
    """Start the app on the sample, and take every picture."""
    with tempfile.TemporaryDirectory() as home, sync_playwright() as driver:
        server = Server(Path(home), XDG_DATA_HOME=home)
        browser = driver.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        try:
            page = Tab(browser, server.url, viewport=SIZE).open().settle().page
            page.wait_for_timeout(1_000)
            page.screenshot(path=FOLDER / "overview.png")
            _months(Tab(browser, server.url, viewport={"width": 1280, "height": 1000}))
            page = Tab(browser, server.url, viewport=SIZE).open("present").settle().page
            page.wait_for_timeout(1_000)
            page.screenshot(path=FOLDER / "present.png")
        finally:
            server.stop()


def _months(tab: Tab) -> None:
    """The map in each month, as frames of one picture."""
    page = tab.open("map").settle().page
    tab.map_drawn()
    frame = page.locator(".frame")
    months = int(frame.locator("input[type=range]").get_attribute("max")) + 1
    place, taken = frame.bounding_box(), []
    for month in range(months):
        frame.evaluate(MOVE, month)
        taken.append(_shot(page, place))
    lasting = [MONTH] * (months - 1) + [LAST]
    first, *others = taken
    first.save(
        FOLDER / "months.webp", save_all=True, append_images=others, duration=lasting, loop=0, quality=QUALITY, method=6
    )


def _shot(page: Page, place: dict) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot(clip=place))).convert("RGB")


if __name__ == "__main__":
    main()
