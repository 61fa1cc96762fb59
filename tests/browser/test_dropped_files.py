"""From a dropped file to the first page about it: a workbook of two sheets, and an export of Slack."""

from __future__ import annotations

import io
import itertools
import json
import os
import re
import zipfile
from collections.abc import Iterator

import pytest
from openpyxl import Workbook

from tests.browser.conftest import Server

LOOKS = [(1440, "light"), (390, "dark"), (1440, "dark"), (390, "light")]
PEOPLE = ("Ana", "Bo", "Cy", "Di", "Eva", "Fay", "Gus", "Hal", "Ida", "Jo")


def workbook() -> bytes:
    """Who turns to whom on one sheet, and everyone with their team on the other."""
    book, out = Workbook(), io.BytesIO()
    nodes = book.active
    nodes.title = "Nodes"
    edges = book.create_sheet("Edges")
    for row in [("Name", "Team"), *((name, "Ops" if name < "F" else "Sales") for name in PEOPLE)]:
        nodes.append(row)
    edges.append(("Source", "Target", "Weight"))
    for one, two in itertools.pairwise(PEOPLE[:-1]):
        edges.append((one, two, 2))
        edges.append((PEOPLE[0], two, 1))
    book.save(out)
    return out.getvalue()


def slack_export() -> bytes:
    """Everyone but Jo asks now and then, and Ana answers all of them."""
    users = [{"id": f"U{name.upper()}", "name": name, "profile": {"real_name": name}} for name in PEOPLE]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("users.json", json.dumps(users))
        archive.writestr("channels.json", json.dumps([{"id": "C1", "name": "help"}]))
        for day in range(0, 45, 3):
            said = []
            for number, name in enumerate(PEOPLE[1:-1]):
                asked, asks = f"{1767600000 + day * 86_400 + number * 600}.000100", f"U{name.upper()}"
                question = {"type": "message", "user": asks, "ts": asked, "thread_ts": asked, "text": "?"}
                answer = {"user": "UANA", "ts": asked.replace(".0001", ".0002"), "parent_user_id": asks, "text": "so"}
                said += [question, question | answer]
            archive.writestr(f"help/day {day}.json", json.dumps(said))
    return out.getvalue()


DROPPED = {
    "workbook": ("network.xlsx", workbook, "a table of people", "Jo · May be on their own"),
    "slack": ("export.zip", slack_export, "an export of Slack", "One person carries a lot for others"),
}


@pytest.fixture(scope="module")
def home_server(browser, tmp_path_factory) -> Iterator[Server]:
    """An app that keeps data in a home of its own."""
    place = tmp_path_factory.mktemp("dropped")
    running = Server(place, XDG_DATA_HOME=str(place / "home"))
    yield running
    running.stop()


@pytest.mark.parametrize(("width", "scheme"), LOOKS if os.environ.get("OFFICE_ALLY_NIGHTLY") else LOOKS[:1])
@pytest.mark.parametrize("kind", DROPPED)
def test_three_clicks_lead_from_a_file_to_what_needs_attention(open_tab, home_server, kind, width, scheme):
    """The tab, the file, the button: what it is taken for and every notice is to be read in full on the way."""
    name, content, taken_for, finding = DROPPED[kind]
    tab = open_tab(home_server.url, viewport={"width": width, "height": 1000}, color_scheme=scheme).open("data")
    page = tab.page
    page.get_by_role("tab", name="Drop any file").click()
    given = {"name": name, "mimeType": "application/octet-stream", "buffer": content()}
    page.locator(".st-key-drop_files input[type=file]").set_input_files([given])
    page.get_by_role("button", name="Use this data").wait_for()
    tab.settle()
    assert page.get_by_text(re.compile(f"Taken for.*{taken_for}")).is_visible()
    lines = page.locator(".st-key-drop_reading li")
    assert lines.count() >= 2
    assert all(line.evaluate("line => line.scrollWidth <= line.clientWidth + 1") for line in lines.all())
    page.get_by_role("button", name="Use this data").click()
    page.get_by_role("heading", name="What needs attention?").wait_for()
    tab.settle()
    assert "This data holds ten people" in page.inner_text("[data-testid=stMain]")
    assert finding in page.inner_text("[data-testid=stMain]")
