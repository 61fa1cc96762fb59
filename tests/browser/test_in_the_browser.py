"""What only a browser can show: that pages draw, ask nobody else, keep filters in the address, and run no name."""

from __future__ import annotations

import re

import pytest

from ally_graph.records import write_folder
from ally_graph.simulate import simulate
from tests.app.test_hostile_names import NAMES
from tests.app.test_pages import QUESTIONS
from tests.browser.conftest import SIDEBAR_SAYS
from tests.conftest import company_tables

CHARTS = ("alone", "load", "groups", "indicators")
PICTURES = {"overview": '[data-testid="stMetric"]', "map": ".frame"} | dict.fromkeys(
    CHARTS, '[data-testid="stVegaLiteChart"]'
)
ABOVE = """([selector, most]) => {
  const find = (root) => [...root.querySelectorAll("*")].flatMap(
    (e) => [...(e.matches(selector) ? [e] : []), ...(e.shadowRoot ? find(e.shadowRoot) : [])]);
  const first = find(document)[0]?.getBoundingClientRect();
  return first && first.height > 0 && first.y < most;
}"""
PATHS = {"overview": ""} | {page: page for page in QUESTIONS if page != "overview"}


@pytest.mark.parametrize("page", list(QUESTIONS))
def test_a_page_draws_on_a_desk_a_projector_and_a_phone_and_asks_nobody_else(open_tab, page):
    """At 1280 by 720 the picture starts in the upper two thirds; `open_tab` itself looks at all requests."""
    tab = open_tab().open(PATHS[page])
    assert tab.title == QUESTIONS[page]
    assert tab.page.locator('[data-testid="stException"], [data-testid="stAlert"]').count() == 0
    if page in CHARTS:
        tab.page.wait_for_selector('[data-testid="stVegaLiteChart"] :is(svg, canvas)')
    tab.page.set_viewport_size({"width": 1280, "height": 720})
    tab.page.wait_for_function("() => innerWidth === 1280")
    if page in PICTURES:
        tab.page.wait_for_function(ABOVE, arg=[".st-key-answer", 200])
        tab.page.wait_for_function(ABOVE, arg=[PICTURES[page], 480])
    tab.page.set_viewport_size({"width": 390, "height": 844})
    tab.page.wait_for_function("() => document.querySelector('[data-testid=stMain]').scrollWidth <= 390")


def test_the_map_is_drawn_with_everyone_on_it(open_tab):
    tab = open_tab().open("map")
    assert tab.map_drawn() == 60


def test_a_page_asked_for_right_after_the_start_runs_through_the_app(new_server, open_tab):
    tab = open_tab(new_server.url).open("alone?team=support&period=180+days")
    assert tab.title == QUESTIONS["alone"]
    assert "of support" in tab.answer
    assert "180 days" in tab.answer
    assert tab.page.get_by_text("What needs attention?").count() == 1


def test_filters_are_in_the_address_and_hold_on_the_next_page(open_tab):
    """Support is chosen in the sidebar of the overview, and the next page opened through the menu."""
    tab = open_tab().open()
    tab.choose("Team in focus", "support")
    tab.page.wait_for_url("**/?team=support")
    tab.page.get_by_test_id("stSidebarNavLink").filter(has_text="Who carries a lot").click()
    tab.page.wait_for_url("**/load?team=support")
    tab.page.wait_for_function("() => document.querySelector('h1')?.innerText.startsWith('Who carries')")
    assert tab.answers("of support")


def test_the_address_of_a_filtered_page_opens_it_for_somebody_else(open_tab):
    tab = open_tab().open("load?period=28+days&until=2025-06")
    assert "28 days up to 30 June 2025" in tab.answer


def test_choosing_a_name_in_the_menu_shows_the_person_without_writing_the_name_into_the_address(open_tab):
    """The address is searched for the first name alone, as a space would be encoded there."""
    tab = open_tab().open("map")
    tab.map_drawn()
    menu = tab.page.get_by_role("combobox", name="Person")
    menu.click()
    name = tab.page.get_by_role("option").first.inner_text()
    tab.page.get_by_role("option").first.click()
    tab.page.get_by_text("Is helped by").wait_for()
    spoken = tab.page.locator(".spoken")
    spoken.filter(has_text=name).wait_for(state="attached")
    assert name.split()[0] not in tab.page.url


def test_the_map_can_be_walked_with_the_keyboard(open_tab):
    """An arrow goes to somebody, Enter chooses them, Escape lets go; screen readers are told in `.spoken`."""
    tab = open_tab().open("map")
    tab.map_drawn()
    canvas = tab.page.locator(".canvas")
    canvas.focus()
    assert "Left and right walk" in canvas.get_attribute("aria-label")
    canvas.press("ArrowRight")
    spoken = tab.page.locator(".spoken")
    assert spoken.inner_text().strip()
    canvas.press("Enter")
    tab.page.get_by_text("Is helped by").wait_for()
    canvas.press("Escape")
    tab.page.get_by_text("Choose somebody on the map").wait_for()


def test_a_click_on_somebody_on_the_map_shows_who_they_are(open_tab):
    """Sixty spots in a grid are clicked, one after another, until there is a dot under one."""
    tab = open_tab().open("map")
    tab.map_drawn()
    box = tab.page.locator(".canvas").bounding_box()
    chosen = tab.page.get_by_text("Is helped by")
    spots = [(0.2 + 0.05 * column, 0.2 + 0.1 * row) for row in range(6) for column in range(10)]
    for across, down in spots:
        tab.page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])
        if tab.page.locator(".spoken").inner_text().strip() not in ("", "Nobody chosen"):
            break
    chosen.wait_for()
    assert tab.page.get_by_role("combobox", name="Person").input_value() != ""


def test_the_map_can_be_kept_as_a_picture(open_tab):
    tab = open_tab().open("map")
    tab.map_drawn()
    with tab.page.expect_download() as waiting:
        tab.page.get_by_role("button", name="Picture").click()
    assert waiting.value.suggested_filename == "ally-map.png"


def test_another_filter_keeps_the_map_and_changes_what_is_on_it(open_tab):
    """A mark left on the window would be gone if the page had loaded anew."""
    tab = open_tab().open("map")
    tab.map_drawn()
    tab.page.evaluate("window.same = true")
    tab.choose("Team in focus", "design")
    tab.page.wait_for_function("() => document.querySelector('.st-key-answer').innerText.includes('of design')")
    assert tab.settle().map_drawn() == 60
    assert tab.page.evaluate("window.same")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_light_or_dark_of_the_system(open_tab, scheme):
    tab = open_tab(color_scheme=scheme).open("load")
    ground = tab.page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    red = int(ground.removeprefix("rgb(").split(",")[0])
    assert (red > 200) == (scheme == "light")


def test_names_made_of_markup_run_nothing_and_fetch_nothing(open_tab, tmp_path):
    """The team and the last two names would set `window.hit`; `open_tab` sees every request elsewhere."""
    tables = company_tables()
    names = [*NAMES[:-2], "<iframe srcdoc='<script>parent.hit=1</script>'>", '"><svg onload=hit=1>href']
    tables["people"] = tables["people"].assign(name=names, team=["<img src=x onerror=hit=1>"] * 12)
    write_folder(tables, tmp_path)
    tab = open_tab().open("data")
    tab.part("Load your own data")
    tab.page.get_by_role("textbox", name="Or a folder on this machine").fill(str(tmp_path))
    tab.page.keyboard.press("Enter")
    tab.page.get_by_role("button", name="Use this data").click()
    tab.page.wait_for_function(SIDEBAR_SAYS, arg="Your own data")
    for page in QUESTIONS:
        tab.page.get_by_test_id("stSidebarNavLink").filter(has_text=QUESTIONS[page]).click()
        tab.page.wait_for_function("title => document.querySelector('h1')?.innerText === title", arg=QUESTIONS[page])
        tab.settle()
        if page == "map":
            tab.map_drawn()
            tab.page.locator(".canvas").hover()
    assert tab.page.evaluate("window.hit ?? null") is None
    assert tab.page.locator('h1 img, .st-key-answer img, img[src*="evil"], iframe[srcdoc]').count() == 0


def test_the_table_that_is_downloaded_has_everybody_in_it(open_tab, tmp_path):
    """The sample has sixty people; one more line holds the titles of the columns."""
    tab = open_tab().open("alone")
    with tab.page.expect_download() as waiting:
        tab.page.get_by_role("button", name="Download this table").click()
    waiting.value.save_as(tmp_path / "allies.csv")
    text = (tmp_path / "allies.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[0].startswith("person_id,name,team")
    assert len(text.splitlines()) == 61


def test_a_group_of_a_large_company_opens_on_the_map_and_closes_again(open_tab, tmp_path):
    """Above a thousand people the map draws a dot for each group; these are 1,100, simulated."""
    simulate(tmp_path / "large", scenario="plain", people=1_100, months=6, events_per_person=60)
    tab = open_tab().open("data")
    tab.page.set_default_timeout(180_000)
    tab.part("Load your own data")
    tab.page.get_by_role("textbox", name="Or a folder on this machine").fill(str(tmp_path / "large"))
    tab.page.keyboard.press("Enter")
    tab.page.get_by_role("button", name="Use this data").click()
    tab.page.wait_for_function(SIDEBAR_SAYS, arg="1,100 people")
    tab.page.get_by_test_id("stSidebarNavLink").filter(has_text=QUESTIONS["map"]).click()
    tab.page.get_by_text("A click on a dot opens it.").wait_for()
    groups = tab.settle().map_drawn()
    canvas = tab.page.locator(".canvas")
    canvas.focus()
    canvas.press("ArrowRight")
    canvas.press("Enter")
    tab.page.get_by_role("button", name="All groups").wait_for()
    tab.page.get_by_text("Each line is support").wait_for()
    assert groups < tab.settle().map_drawn() < 1_100
    tab.page.get_by_role("button", name="All groups").click()
    tab.page.get_by_text("A click on a dot opens it.").wait_for()
    assert tab.settle().map_drawn() == groups


def test_the_overview_prints_on_one_sheet_without_menus(open_tab):
    """On A4, as the browser prints it."""
    tab = open_tab().open()
    tab.page.wait_for_selector('[data-testid="stMetric"]')
    printed = tab.page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1
    tab.page.emulate_media(media="print")
    assert not tab.page.get_by_test_id("stSidebar").is_visible()
    assert not tab.page.get_by_role("button", name="Keep a note").first.is_visible()
