"""Data of one's own stays: after a reload, in another tab, after a restart, and in no other browser."""

from __future__ import annotations

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from ally_graph.files import own, shelf
from ally_graph.ui.state import shelves
from tests.app.conftest import ROOT, everything_on


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(own.platformdirs, "user_data_dir", lambda *_, **__: str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def browser(monkeypatch):
    """Says which browser the next page is opened by."""

    def become(secret: str | None) -> None:
        monkeypatch.setattr(shelves, "owner", lambda: secret)

    become("a" * 32)
    return become


def csv_of(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False).encode()


def loaded(open_page, tables, *, keep: bool = True):
    """The overview after two tables were uploaded and used."""
    app = open_page("data")
    files = [(f"{name}.csv", csv_of(tables[name]), "text/csv") for name in ("people", "interactions")]
    app.file_uploader(key="own_files").set_value(files).run()
    if not keep:
        app.checkbox(key="own_keep").uncheck().run()
    return app.button(key="own_use").click().run()


def at_address_of(app) -> AppTest:
    """A new session at the address of another one."""
    new = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    new.query_params[shelves.ADDRESS] = app.query_params[shelves.ADDRESS]
    return new.run()


def test_using_data_leads_to_the_overview_which_says_what_it_holds(open_page, tables, browser):
    app = loaded(open_page, tables)
    assert "This data holds 12 people" in everything_on(app)
    assert "No thanks" in everything_on(app)
    assert "This data holds" not in everything_on(app.run())


def test_what_was_loaded_is_there_in_a_new_session_by_its_address(open_page, tables, browser):
    app = loaded(open_page, tables)
    again = at_address_of(app)
    assert "12 people" in again.sidebar.caption[0].value


def test_it_is_listed_and_can_be_opened_in_a_session_without_the_address(open_page, tables, browser):
    """The sample company was used last."""
    loaded(open_page, tables).switch_page("pages/data.py").run().button(key="to_sample").click().run()
    key = shelf.kept("a" * 32)[0].key
    app = open_page("data")
    assert "60 people" in app.sidebar.caption[0].value
    assert "interactions.csv, people.csv" in everything_on(app)
    app.button(key=f"open_{key}").click().run()
    assert "This data holds 12 people" in everything_on(app)


def test_another_browser_sees_nothing_of_it_and_its_address_opens_nothing(open_page, tables, browser):
    """Whoever was sent the address is told so."""
    app = loaded(open_page, tables)
    browser("b" * 32)
    other = at_address_of(app)
    assert "60 people" in other.sidebar.caption[0].value
    assert "isn't kept here for this browser" in other.info[0].value
    assert "interactions.csv, people.csv" not in everything_on(other.switch_page("pages/data.py").run())


def test_removing_takes_every_byte_and_goes_back_to_the_sample(open_page, tables, browser, home):
    """The data set is in use when it is removed."""
    app = loaded(open_page, tables)
    key = shelf.kept("a" * 32)[0].key
    app.switch_page("pages/data.py").run()
    app.button(key=f"remove_{key}").click().run()
    assert "60 people" in app.sidebar.caption[0].value
    assert not list(home.rglob("*.csv"))
    assert not list(home.rglob(shelf.NOTE))
    assert shelves.ADDRESS not in app.query_params


def test_a_second_tab_goes_on_with_the_sample_once_it_was_removed(open_page, tables, browser):
    first = loaded(open_page, tables)
    shelf.remove("a" * 32, shelf.kept("a" * 32)[0].key)
    assert "60 people" in first.run().sidebar.caption[0].value


def test_nothing_is_kept_that_was_not_wished_to_be(open_page, tables, browser, home):
    app = loaded(open_page, tables, keep=False)
    assert "12 people" in app.sidebar.caption[0].value
    assert shelf.kept("a" * 32) == []
    assert shelves.ADDRESS not in app.query_params


def test_what_can_not_be_kept_is_used_all_the_same_and_says_so(open_page, tables, browser, monkeypatch):
    """The disk is full."""

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shelf, "put", full)
    app = loaded(open_page, tables)
    assert "12 people" in app.sidebar.caption[0].value
    assert "No space left on device" in everything_on(app)


def test_without_anything_usable_there_is_no_button(open_page, browser):
    """A roster alone has nothing to look at."""
    app = open_page("data")
    files = [("people.csv", b"person_id\na\nb\n", "text/csv")]
    app.file_uploader(key="own_files").set_value(files).run()
    assert not [button for button in app.button if button.key == "own_use"]


def test_a_visit_begins_with_what_was_used_last(open_page, tables, browser):
    loaded(open_page, tables)
    again = open_page()
    assert "12 people" in again.sidebar.caption[0].value
    again.switch_page("pages/data.py").run().button(key="to_sample").click().run()
    assert again.query_params[shelves.ADDRESS] in (shelves.SAMPLE, [shelves.SAMPLE])
    assert "60 people" in open_page().sidebar.caption[0].value
