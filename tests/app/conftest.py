"""Runs pages through app.py without a browser."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ally_graph.records import write_folder
from ally_graph.ui.state import once

ROOT = Path(__file__).parents[2]
PAGES = (
    "overview", "map", "alone", "load", "buddies", "allies", "groups", "teams", "indicators", "culture",
    "present", "data", "methods",
)  # fmt: skip


@pytest.fixture(autouse=True)
def pages_as_in_a_browser(through_the_app):
    """Every test here runs its pages through app.py."""


@pytest.fixture(autouse=True)
def nothing_kept():
    """What was made for the screen in another test is forgotten; what was worked out is not."""
    once.forget()


@pytest.fixture
def open_page(monkeypatch):
    """Open a page of the app, on the sample company or started with the data at `data`, which is read right here."""

    def run(page: str = "overview", data: Path | None = None, **query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        if data is not None:
            monkeypatch.setenv("OFFICE_ALLY_DATA", str(data))
            app.session_state["data_path"] = str(data)
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        return app if page == "overview" else app.switch_page(f"pages/{page}.py").run()

    return run


@pytest.fixture
def folder_of(tmp_path):
    """Writes tables as a data folder."""

    def write(tables, name: str = "data") -> Path:
        write_folder(tables, tmp_path / name)
        return tmp_path / name

    return write


def everything_on(app: AppTest) -> str:
    """All that a page sends to the browser, as text: words, menus, tables, charts, the map."""
    return html.unescape("\n".join([*_texts(app.main), *_texts(app.sidebar)]))


def _texts(block) -> Iterator[str]:
    for child in getattr(block, "children", {}).values():
        yield str(getattr(child, "proto", ""))
        value = child.value if child.type == "dataframe" else None
        if value is not None:
            yield value.to_csv()
        yield from _texts(child)
