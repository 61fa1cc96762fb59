"""The app in a real browser: one server and one browser for all tests of this folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
START_SECONDS = 60
DRAWN = 300
"""Milliseconds in which a page that has been told all is drawn."""


def chromium() -> str | None:
    """Where Chromium is: named by ALLY_CHROMIUM, or found on the path."""
    named = os.environ.get("ALLY_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """The app, served on a port of its own until `stop`."""

    def __init__(self, folder: Path, *, data: Path | None = None, **environment: str) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = (folder / "server.log").open("w", encoding="utf-8")
        command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.headless=true"]
        self.process = subprocess.Popen(
            [*command, f"--server.port={self.port}"],
            cwd=ROOT,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            env=os.environ | environment | ({"OFFICE_ALLY_DATA": str(data)} if data else {}),
        )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.2)
        self.stop()
        raise RuntimeError(f"The app did not start: {Path(self.log.name).read_text(encoding='utf-8')}")

    def stop(self) -> None:
        """End the app and wait until it is gone."""
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """Chromium; where there is none the test is skipped, or fails if ALLY_REQUIRE_BROWSER is set."""
    path = chromium()
    if path is None:
        missing = pytest.fail if os.environ.get("ALLY_REQUIRE_BROWSER") else pytest.skip
        missing("No Chromium found: install it, or name it in ALLY_CHROMIUM.")
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture(scope="session")
def server(browser, tmp_path_factory) -> Iterator[Server]:
    """The app, started once; the browser comes first, so that nothing starts where there is none."""
    running = Server(tmp_path_factory.mktemp("server"))
    yield running
    running.stop()


@pytest.fixture
def new_server(browser, tmp_path) -> Iterator[Server]:
    """An app that nobody has opened yet."""
    running = Server(tmp_path)
    yield running
    running.stop()


SIDEBAR_SAYS = "words => document.querySelector('[data-testid=stSidebar]')?.innerText.includes(words)"


class Tab:
    """A tab that remembers what went wrong in it and whom it asked."""

    def __init__(self, browser, url: str, **options) -> None:
        self.url, self.errors, self.asked = url, [], set()
        self.context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}} | options)
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self.asked.add(request.url))

    def _heard(self, message) -> None:
        # Under the address of a page, Streamlit first asks for its health there, gets a 404, and then asks at the root.
        health = "/_stcore/" in (message.location or {}).get("url", "")
        if message.type == "error" and not health:
            self.errors.append(message.text)

    def open(self, path: str = "") -> Tab:
        """Go to a page and wait until it stands."""
        self.page.goto(f"{self.url}/{path}")
        return self.settle()

    def settle(self) -> Tab:
        """Wait until the app has nothing left to do."""
        self.page.wait_for_selector("h1")
        self.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
        return self

    def choose(self, menu: str, option: str) -> Tab:
        """Choose in a menu; one that closes, as the page was still being drawn, is opened again."""
        self.settle()
        wanted = self.page.get_by_role("option", name=option)
        for _ in range(5):
            self.page.get_by_role("combobox", name=menu).click()
            try:
                wanted.click(timeout=5_000)
                return self
            except PlaywrightTimeout:
                self.page.keyboard.press("Escape")
        raise AssertionError(f"{menu} offers no {option}")

    def part(self, name: str) -> Tab:
        """Open one of the tabs within a page; one that closes, as the page was still being drawn, is opened again."""
        wanted = self.settle().page.get_by_role("tab", name=name)
        for _ in range(5):
            wanted.click()
            self.page.wait_for_timeout(DRAWN)
            if wanted.get_attribute("aria-selected") == "true":
                return self
        raise AssertionError(f"{name} does not stay open")

    def strangers(self) -> set[str]:
        """Requests to any other place than the app."""
        own = (self.url, self.url.replace("http", "ws", 1), "data:", "blob:")
        return {url for url in self.asked if not url.startswith(own)}

    @property
    def title(self) -> str:
        """The question of the page."""
        return self.page.inner_text("h1")

    @property
    def answer(self) -> str:
        """The sentence under the question."""
        return self.page.inner_text(".st-key-answer")

    def answers(self, words: str) -> bool:
        """Whether the sentence under the question comes to say this: a choice takes a moment to reach the server."""
        self.page.locator(".st-key-answer", has_text=words).wait_for()
        return words in self.settle().answer

    def map_drawn(self) -> int:
        """How many dots are on the map, once its canvas has something on it."""
        frame = self.page.wait_for_selector(".frame[data-drawn]")
        self.page.wait_for_function(
            """() => {
              const isMap = (e) => e.tagName === "CANVAS" && e.closest(".canvas");
              const find = (root) => [...root.querySelectorAll("*")].flatMap(
                (e) => [...(isMap(e) ? [e] : []), ...(e.shadowRoot ? find(e.shadowRoot) : [])]);
              const [canvas] = find(document);
              if (!canvas || !canvas.width) return false;
              const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
              let painted = 0;
              for (let i = 3; i < data.length; i += 4) painted += data[i] > 0;
              return painted > 500;
            }"""
        )
        return int(frame.get_attribute("data-drawn"))


@pytest.fixture
def open_tab(browser, server) -> Iterator:
    """Opens tabs and closes them again; a tab with an error in its console or a request elsewhere fails the test."""
    tabs = []

    def tab(url: str | None = None, **options) -> Tab:
        tabs.append(Tab(browser, url or server.url, **options))
        return tabs[-1]

    yield tab
    for one in tabs:
        one.context.close()
    assert [one.errors for one in tabs] == [[] for _ in tabs]
    assert [one.strangers() for one in tabs] == [set() for _ in tabs]
