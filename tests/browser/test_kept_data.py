"""Data of one's own after a reload, in a second tab, after a restart of the app, and in another browser."""

from __future__ import annotations

from ally_graph.records import write_folder
from tests.browser.conftest import SIDEBAR_SAYS, Server, Tab
from tests.conftest import company_tables


def test_own_data_survives_and_is_found_by_its_own_browser_alone(browser, tmp_path):
    """Two tables are uploaded and used; the app is stopped and started again on another port."""
    write_folder(company_tables(), tmp_path / "mine")
    home = {"XDG_DATA_HOME": str(tmp_path / "home")}
    (tmp_path / "logs").mkdir()
    server = Server(tmp_path / "logs", **home)
    tab = Tab(browser, server.url).open("data")
    _upload(tab, [tmp_path / "mine" / f"{name}.csv" for name in ("people", "interactions")])
    tab.page.wait_for_function(SIDEBAR_SAYS, arg="Your own data: 12 people")
    tab.page.wait_for_selector(".st-key-welcome")
    tab.page.wait_for_url("**?data=*")
    address = tab.page.url.split("?")[1]
    tab.page.reload()
    tab.page.wait_for_function(SIDEBAR_SAYS, arg="Your own data: 12 people")
    second = tab.context.new_page()
    second.goto(f"{server.url}/map?{address}")
    second.wait_for_function(SIDEBAR_SAYS, arg="Your own data: 12 people")
    server.stop()

    server = Server(tmp_path / "logs", **home)
    second.goto(f"{server.url}/data?data=sample")
    second.wait_for_function(SIDEBAR_SAYS, arg="Sample company")
    second.locator("button", has_text="Open").click()
    second.wait_for_function(SIDEBAR_SAYS, arg="Your own data: 12 people")
    stranger = Tab(browser, server.url).open(f"data?{address}")
    stranger.page.wait_for_function(SIDEBAR_SAYS, arg="Sample company")
    assert stranger.page.get_by_text("interactions.csv, people.csv").count() == 0
    second.goto(f"{server.url}/data")
    second.get_by_role("button", name="Remove").click()
    second.wait_for_selector(".st-key-kept", state="detached")
    assert not list((tmp_path / "home").rglob("*.csv"))
    for one in (tab, stranger):
        one.context.close()
    server.stop()


def _upload(tab: Tab, paths: list) -> None:
    """Drop files on the data page and use them."""
    tab.part("Load your own data")
    tab.page.locator(".st-key-own_files input[type=file]").set_input_files(paths)
    tab.page.get_by_role("button", name="Use this data").click()
