"""A note and the name of a group are found again after the app was stopped and started."""

from __future__ import annotations

from tests.browser.conftest import Server, Tab

WORDS, NAME = "Meets Ana every Monday", "The night shift"
CHART = '[data-testid="stVegaLiteChart"]'


def test_a_note_and_a_name_are_there_after_a_restart_and_only_for_their_browser(browser, tmp_path):
    """Both are kept on the sample company; the app starts again on another port, another browser sees neither."""
    home = {"XDG_DATA_HOME": str(tmp_path / "home")}
    (tmp_path / "logs").mkdir()
    server = Server(tmp_path / "logs", **home)
    tab = Tab(browser, server.url).open().settle()
    tab.page.get_by_role("button", name="Keep a note").first.click()
    tab.page.get_by_role("textbox", name="In your words").fill(WORDS)
    tab.page.get_by_role("textbox", name="In your words").press("Tab")
    tab.settle().page.get_by_role("button", name="Talked to").click()
    tab.page.get_by_text(WORDS).wait_for()
    tab.open("groups").page.get_by_role("button", name="Give a group a name").click()
    tab.page.get_by_role("textbox", name="What you call it").fill(NAME)
    tab.page.get_by_role("textbox", name="What you call it").press("Tab")
    tab.page.get_by_role("button", name="Keep the name").click()
    tab.page.locator(CHART, has_text=NAME).first.wait_for()
    server.stop()

    server = Server(tmp_path / "logs", **home)
    tab.page.goto(server.url)
    tab.page.get_by_text(WORDS).wait_for()
    tab.page.goto(f"{server.url}/groups")
    tab.page.locator(CHART, has_text=NAME).first.wait_for()
    stranger = Tab(browser, server.url).open()
    assert stranger.page.get_by_text(WORDS).count() == 0
    for one in (tab, stranger):
        one.context.close()
    server.stop()
