"""The map in a browser: names that lie on nothing, months that ask nobody, hands and keys that find people."""

from __future__ import annotations

import math
import random
import re

import pytest

from tests.browser.conftest import Server, Tab

OVERLAPS = """frame => {
  const { names, dots, wide, tall, size } = frame.allyMap.measured(), wrong = [];
  names.forEach((a, i) => {
    if (a.x < 0 || a.y < 0 || a.x + a.w > wide || a.y + a.h > tall) wrong.push(`${a.words} leaves the picture`);
    for (const b of names.slice(i + 1))
      if (a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h)
        wrong.push(`${a.words} on ${b.words}`);
    for (const d of dots) {
      const x = Math.max(a.x, Math.min(d.x, a.x + a.w)), y = Math.max(a.y, Math.min(d.y, a.y + a.h));
      if (Math.hypot(x - d.x, y - d.y) < d.r) wrong.push(`${a.words} on dot ${d.id}`);
    }
  });
  return { wrong, names: names.length, size };
}"""
MOVE = """async (frame, month) => {
  const slider = frame.querySelector("input[type=range]");
  slider.value = month;
  const start = performance.now();
  slider.dispatchEvent(new Event("input"));
  const took = performance.now() - start;
  while (frame.allyMap.measured().fade < 1) await new Promise(requestAnimationFrame);
  return took;
}"""
SIZES = [(1440, 900), (1280, 720), (390, 844)]
LEAST_NAMES = {1440: 45, 1280: 35, 390: 12}


def frame_of(tab):
    """The frame of the map, once it is drawn."""
    tab.map_drawn()
    return tab.page.locator(".frame")


@pytest.mark.parametrize(("wide", "high"), SIZES)
def test_no_name_lies_on_a_dot_or_a_name_in_any_month(open_tab, wide, high):
    """Sixty people in twelve months; the boxes are those that the map drew."""
    frame = frame_of(open_tab(viewport={"width": wide, "height": high}).open("map"))
    for month in range(12):
        frame.evaluate(MOVE, month)
        found = frame.evaluate(OVERLAPS)
        assert found["wrong"] == []
        assert found["names"] >= LEAST_NAMES[wide]
        assert found["size"] >= 11


def test_another_month_is_drawn_at_once_without_asking_the_app(open_tab):
    """Nobody moves, groups keep their look unless they change, and nothing is sent; it takes 5 ms when quiet."""
    tab = open_tab()
    sent = []
    tab.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    frame = frame_of(tab.open("map"))
    at = "frame => Object.fromEntries(frame.allyMap.measured().dots.map(d => [d.id, [d.x, d.y]]))"
    now, before = frame.evaluate(at), len(sent)
    for month in (10, 5, 0, 6, 11):
        frame.evaluate(MOVE, month)
    assert frame.evaluate(at) == now
    assert len(sent) == before
    frame.evaluate(MOVE, 5)
    then = frame.evaluate(at)
    assert all(math.dist(then[person], now[person]) == 0 for person in then.keys() & now.keys())
    assert frame.get_attribute("data-month") == "2025-06-30"
    assert "went quiet since the month before" in frame.locator(".told").inner_text()


def test_a_tap_a_little_beside_a_dot_finds_its_person_on_a_phone(open_tab):
    """Thirty taps, each eight pixels from the middle of a dot in some direction."""
    tab = open_tab(viewport={"width": 390, "height": 844}, has_touch=True).open("map")
    frame = frame_of(tab)
    canvas = tab.page.locator(".canvas")
    canvas.scroll_into_view_if_needed()
    chance = random.Random(7)
    hit = 0
    for dot in chance.sample(frame.evaluate("frame => frame.allyMap.measured().dots"), 30):
        box, turn = canvas.bounding_box(), chance.uniform(0, 2 * math.pi)
        tab.page.touchscreen.tap(box["x"] + dot["x"] + 8 * math.cos(turn), box["y"] + dot["y"] + 8 * math.sin(turn))
        hit += frame.evaluate("frame => frame.allyMap.selected") == dot["i"]
    assert hit >= 28


def test_the_wheel_scrolls_the_page_until_somebody_works_in_the_map(open_tab):
    """First the pointer is only over the map, then the map has the focus."""
    tab = open_tab().open("map")
    frame = frame_of(tab)
    box = tab.page.locator(".canvas").bounding_box()
    tab.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tab.page.mouse.wheel(0, 200)
    tab.page.wait_for_function("() => document.querySelector('[data-testid=stMain]').scrollTop > 0")
    assert frame.evaluate("frame => frame.allyMap.view.k") == 1
    tab.page.locator(".canvas").focus()
    tab.page.mouse.wheel(0, -100)
    tab.page.wait_for_function("frame => frame.allyMap.view.k > 1", arg=frame.element_handle())


def test_keys_say_name_team_group_and_what_was_found(open_tab):
    """In the sample company p14 carries a lot; everyone is walked through by name until they are reached."""
    tab = open_tab().open("map")
    frame = frame_of(tab)
    canvas = tab.page.locator(".canvas")
    canvas.focus()
    wanted = frame.evaluate("frame => frame.allyMap.index.get('p14')")
    for _ in range(wanted + 1):
        canvas.press("ArrowRight")
    words = tab.page.locator(".spoken").inner_text()
    assert "Group" in words
    assert "carries a lot" in words
    assert words.count(",") >= 3


def test_somebody_is_found_without_the_marks_above_their_letters(open_tab):
    """The name doesn't get into the address either."""
    tab = open_tab().open("map")
    frame = frame_of(tab)
    menu = tab.page.get_by_role("combobox", name="Person")
    menu.click()
    menu.fill("jandova")
    menu.press("Enter")
    tab.page.get_by_text("Is helped by").wait_for()
    tab.page.wait_for_function("frame => frame.allyMap.selected !== null", arg=frame.element_handle())
    name = frame.evaluate("frame => frame.allyMap.data.nodes.names[frame.allyMap.selected]")
    assert name.endswith("Jandová")
    assert "Jandov" not in tab.page.url


def test_all_ties_of_the_chosen_person_are_drawn_and_their_colleagues_named(open_tab):
    """Of their names as many as there is room for."""
    tab = open_tab().open("map")
    frame = frame_of(tab)
    frame.evaluate("frame => frame.allyMap.select(0, true)")
    tab.page.get_by_text("Is helped by").wait_for()
    drawn = frame.evaluate("frame => frame.allyMap.neighbours()[0].length")
    tab.page.wait_for_function("frame => frame.allyMap.names.length > 1", arg=frame.element_handle())
    named = frame.evaluate("frame => frame.allyMap.names.length")
    assert 1 < named <= drawn + 1


def test_the_legend_names_what_is_on_the_map(open_tab):
    """Each group of the month has its line, and no other group has one."""
    frame = frame_of(open_tab().open("map"))
    for month in (0, 11):
        frame.evaluate(MOVE, month)
        here = frame.evaluate("f => [...new Set(f.allyMap.at().group.filter((g, i) => g && f.allyMap.here(i)))].sort()")
        lines = frame.locator(".legend").inner_text()
        assert [f"Group {number} " in lines for number in range(1, 12)] == [number in here for number in range(1, 12)]


def test_rings_of_the_legend_are_drawn_and_empty_inside(open_tab):
    """One is dashed; fonts draw a ring in their own ways. In high contrast colours stay those of the map."""
    tab = open_tab(forced_colors="active").open("map")
    frame = frame_of(tab)
    look = "marks => marks.map(mark => getComputedStyle(mark)).map(s => [s.borderTopStyle, s.backgroundColor])"
    rings = frame.locator(".legend .ring").evaluate_all(look)
    assert sorted(style for style, _ in rings) == ["dashed", "solid"]
    assert {ground for _, ground in rings} == {"rgba(0, 0, 0, 0)"}
    colour = "mark => getComputedStyle(mark).color"
    assert frame.locator(".legend li span").first.evaluate(colour) == "rgb(0, 114, 178)"


def test_how_the_map_is_drawn_is_in_the_address(open_tab):
    tab = open_tab().open("map?arranged=By+team&coloured=Team")
    frame = frame_of(tab)
    tab.page.wait_for_function("frame => frame.allyMap.choice.arrange === 'team'", arg=frame.element_handle())
    assert "design" in frame.locator(".legend").inner_text()
    assert "Group 1" not in frame.locator(".legend").inner_text()


def test_only_the_ties_that_are_asked_for_are_drawn(open_tab):
    """Mere contact is left out of the legend with it; the choice is in the address."""
    tab = open_tab().open("map?drawn_ties=Support")
    frame = frame_of(tab)
    tab.page.wait_for_function("frame => frame.allyMap.choice.ties === 'support'", arg=frame.element_handle())
    lines = frame.locator(".legend").inner_text()
    assert "support, to the one who gets it" in lines
    assert "contact without help" not in lines


def test_what_changed_since_the_month_before_is_marked(open_tab):
    """Ten ties are new in August 2025 and eleven are gone, as the sentence says; the legend names both."""
    frame = frame_of(open_tab().open("map"))
    frame.evaluate(MOVE, 7)
    frame.get_by_role("button", name="Changes").click()
    assert frame.locator(".told").inner_text().startswith("Ten ties appeared and 11 went quiet")
    lines = frame.locator(".legend").inner_text()
    assert "new since July 2025" in lines
    assert "gone since July 2025" in lines


@pytest.mark.parametrize("view", ["Team+by+team", "Flows", "Two+measures"])
def test_other_pictures_of_the_same_people_are_in_the_address(open_tab, view):
    tab = open_tab().open(f"map?view={view}")
    tab.page.wait_for_selector('[data-testid="stVegaLiteChart"] :is(svg, canvas)')
    assert f"view={view}" in tab.page.url


def test_the_page_goes_to_the_month_that_the_map_shows(open_tab):
    tab = open_tab().open("map")
    frame = frame_of(tab)
    frame.evaluate(MOVE, 5)
    tab.page.get_by_role("button", name="Show the page as of this month").click()
    tab.page.wait_for_function("() => document.querySelector('.st-key-answer').innerText.includes('30 June 2025')")
    assert "until=2025-06" in tab.page.url


def test_a_filter_holds_in_every_picture_and_says_whom_it_hides(open_tab):
    """Of sixty people 24 are elsewhere than in Lisbon; the filter is in the address and the places stay."""
    tab = open_tab().open("map?only=Location%3A+Lisbon&least=Strong+ones")
    frame = frame_of(tab)
    tab.page.wait_for_function("frame => frame.allyMap.measured().dots.length === 36", arg=frame.element_handle())
    legend = frame.locator(".legend").inner_text()
    assert "24 people with another location are hidden" in legend
    assert "weaker ties are hidden" in legend
    assert "24 people with another location are hidden." in tab.page.inner_text("[data-testid=stMain]")
    at = "frame => Object.fromEntries(frame.allyMap.measured().dots.map(d => [d.id, [d.x, d.y]]))"
    before = frame.evaluate(at)
    tab.page.get_by_text("Team by team").click()
    tab.page.wait_for_selector('[data-testid="stVegaLiteChart"] :is(svg, canvas)')
    tab.settle().page.get_by_text("24 people with another location are hidden.").nth(1).wait_for()
    assert "only=Location" in tab.page.url
    tab.open("map")
    whole = frame_of(tab).evaluate(at)
    assert len(whole) == 60
    assert {person: whole[person] for person in before} == before


def test_a_filter_is_chosen_on_the_page_and_changes_the_table(open_tab):
    """The map is drawn again without its data, and the address has the filter."""
    tab = open_tab().open("map")
    frame = frame_of(tab)
    stamp = frame.evaluate("frame => frame.allyMap.stamp")
    tab.page.get_by_role("button", name="Filter").click()
    box = tab.page.get_by_role("combobox", name="Only people with")
    box.fill("Found: carries")
    tab.page.get_by_role("option", name="Found: carries a lot").click()
    tab.page.wait_for_function("frame => frame.allyMap.measured().dots.length < 10", arg=frame.element_handle())
    tab.settle().page.get_by_text("people without this finding are hidden.").wait_for()
    assert frame.evaluate("frame => frame.allyMap.stamp") == stamp
    assert "only=Found" in tab.page.url


def test_two_months_stand_beside_each_other_with_what_changed(open_tab):
    """The same places in both; sentence and legend say what is new and gone, and nothing is asked of the app."""
    tab = open_tab()
    sent = []
    tab.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    frame = frame_of(tab.open("map"))
    before = len(sent)
    frame.get_by_role("button", name="Two months").click()
    frame.evaluate(MOVE, 10)
    left, right = (frame.evaluate("(frame, place) => frame.allyMap.measured(place)", place) for place in (0, 1))
    assert len(sent) == before
    assert right["left"] > left["left"]
    spots = [{dot["id"]: (dot["x"], dot["y"]) for dot in one["dots"]} for one in (left, right)]
    assert all(spots[0][person] == spots[1][person] for person in spots[0].keys() & spots[1].keys())
    assert [one["month"] for one in (left, right)] == [8, 10]
    assert "from September 2025 to November 2025" in frame.locator(".told").inner_text()
    assert "new since September 2025" in frame.locator(".legend").inner_text()
    told = "([frame, sign]) => { const m = frame.allyMap, [a, b] = [8, 10].map(k => m.at(k).ties);"
    told += "return [...a].filter((s, p) => sign ? s === '.' && b[p] !== '.' : s !== '.' && b[p] === '.').length; }"
    new, gone = (tab.page.evaluate(told, [frame.element_handle(), sign]) for sign in (True, False))
    assert f"{new} ties appeared and {gone} went quiet" in frame.locator(".told").inner_text()


def test_on_a_phone_two_months_stand_one_over_the_other(open_tab):
    """A tap in the upper one finds its person there."""
    tab = open_tab(viewport={"width": 390, "height": 844}, has_touch=True).open("map")
    frame = frame_of(tab)
    frame.get_by_role("button", name="Two months").click()
    left, right = (frame.evaluate("(frame, place) => frame.allyMap.measured(place)", place) for place in (0, 1))
    assert right["top"] > left["top"]
    assert left["left"] == right["left"]
    dot, canvas = left["dots"][3], tab.page.locator(".canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    tab.page.touchscreen.tap(box["x"] + dot["x"], box["y"] + dot["y"])
    assert frame.evaluate("frame => frame.allyMap.selected") == dot["i"]


MARKS = """frame => [...frame.querySelectorAll(".marks li")].map(e => {
  const box = e.getBoundingClientRect(); return [e.textContent, box.left, box.right, Math.round(box.top)]; })"""


@pytest.mark.parametrize("wide", [1440, 390])
def test_marks_of_phases_and_programmes_lie_on_no_other_mark(open_tab, wide):
    """They stand above the slider, and all their words can be heard."""
    tab = open_tab(viewport={"width": wide, "height": 844}).open("map")
    frame = frame_of(tab)
    marks, slider = frame.evaluate(MARKS), tab.page.locator(".axis input").bounding_box()
    told = [mark[0] for mark in marks]
    assert "Expansion: a phase, from April 2025 to August 2025" in told
    assert any("Mentorship" in words and words.endswith("began in January 2025") for words in told)
    for place, (_, left, right, top) in enumerate(marks):
        assert top < slider["y"]
        others = [other for other in marks[place + 1 :] if other[3] == top]
        assert all(right <= other[1] + 0.5 or other[2] <= left + 0.5 for other in others)
    assert "Consolidation" in tab.page.locator(".axis input").get_attribute("aria-valuetext")


def test_a_click_on_somebody_sends_their_card_and_not_the_map(open_tab):
    """Five thousand bytes of sixty people; the menus and the data of the map stay where they are."""
    tab, sent = open_tab(), []
    tab.page.on("websocket", lambda socket: socket.on("framereceived", lambda message: sent.append(message)))
    frame = frame_of(tab.open("map"))
    tab.page.wait_for_timeout(500)
    sent.clear()
    frame.evaluate("frame => frame.allyMap.select(0, true)")
    tab.page.get_by_text("Is helped by").wait_for()
    tab.settle()
    assert sum(map(len, sent)) < 8_000
    assert not any(b"Only people with" in message or b"How the map" in message for message in sent)


def test_a_person_chosen_in_the_menu_is_ringed_in_the_other_pictures(open_tab):
    """The picture is drawn again although it is another part of the page."""
    tab = open_tab().open("map?view=Two+measures")
    tab.page.wait_for_selector('[data-testid="stVegaLiteChart"] :is(svg, canvas)')
    menu = tab.page.get_by_role("combobox", name="Person")
    menu.fill("jandova")
    menu.press("Enter")
    tab.page.locator('[data-testid="stVegaLiteChart"]').get_by_text("Tereza Jandová").first.wait_for()


PICTURE = """frame => {
  const { month, dots, names } = frame.allyMap.measured();
  return [month, dots.map(d => [d.i, d.x, d.y]), names.map(n => [n.words, n.x, n.y]),
    frame.querySelector(".told").innerText, frame.querySelector(".legend").innerText, frame.allyMap.twin];
}"""
WRITTEN = "() => { const write = history.replaceState.bind(history); window.written = []; "
WRITTEN += "history.replaceState = (...told) => { window.written.push(told[2].toString()); write(...told); }; }"


def test_an_address_with_a_month_opens_the_map_at_it(open_tab):
    """What was moved to is in the address a moment later, and whoever opens that address sees the same picture."""
    tab = open_tab()
    sent = []
    tab.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    frame = frame_of(tab.open("map?coloured=Team"))
    before = len(sent)
    frame.evaluate(MOVE, 5)
    tab.page.wait_for_url("**/map?coloured=Team&month=2025-06")
    frame.get_by_role("button", name="Changes").click()
    tab.page.wait_for_url("**/map?coloured=Team&month=2025-06&changes=true")
    assert len(sent) == before
    seen = frame.evaluate(PICTURE)
    again = frame_of(open_tab().open(tab.page.url.partition(f"{tab.url}/")[2]))
    assert again.evaluate(PICTURE) == seen
    frame.evaluate(MOVE, 11)
    tab.page.wait_for_url("**/map?coloured=Team&changes=true")


def test_two_months_are_in_the_address_and_come_back_with_it(open_tab):
    """By opening it anew, and by going back from another page."""
    tab = open_tab()
    frame = frame_of(tab.open("map"))
    frame.evaluate(MOVE, 9)
    frame.get_by_role("button", name="Two months").click()
    tab.page.get_by_label("The other month").select_option("February 2025")
    tab.page.wait_for_url("**/map?month=2025-10&beside=2025-02")
    seen = frame.evaluate(PICTURE)
    assert frame_of(open_tab().open("map?month=2025-10&beside=2025-02")).evaluate(PICTURE) == seen
    tab.page.get_by_role("link", name="What can be shown to a room?").click()
    tab.page.wait_for_url("**/present")
    tab.settle().page.go_back()
    tab.page.wait_for_url("**/map?month=2025-10&beside=2025-02")
    assert frame_of(tab).evaluate(PICTURE) == seen


def test_the_address_waits_until_nothing_moves(open_tab):
    """Neither each step of the slider nor a month that plays is written; a month that isn't there goes."""
    tab = open_tab()
    frame = frame_of(tab.open("map?month=1999-01"))
    tab.page.wait_for_url("**/map")
    tab.page.evaluate(WRITTEN)
    frame.evaluate("frame => [9, 8, 7, 6, 5].forEach(month => frame.allyMap.toMonth(month))")
    tab.page.wait_for_url("**/map?month=2025-06")
    assert len(tab.page.evaluate("written")) == 1
    frame.get_by_role("button", name="Play the months").click()
    tab.page.wait_for_function("frame => frame.allyMap.month === 7", arg=frame.element_handle())
    assert len(tab.page.evaluate("written")) == 1
    frame.get_by_role("button", name="Stop").click()
    tab.page.wait_for_url(re.compile(r"/map\?month=2025-(0[89]|1[01])$"))


def test_the_way_back_waits_for_a_slow_page(open_tab):
    """What the address says of months that are still to come is not written over; a hand on the map is."""
    tab = open_tab()
    frame = frame_of(tab.open("map"))
    tab.page.evaluate("history.replaceState(history.state, '', '/map?month=2026-02')")
    frame.evaluate("frame => frame.allyMap.travelled()")
    tab.page.wait_for_timeout(1000)
    assert "month=2026-02" in tab.page.url
    frame.evaluate(MOVE, 5)
    tab.page.wait_for_url("**/map?month=2025-06", timeout=5000)


def test_the_month_stays_in_the_address_when_the_page_runs_again(open_tab):
    """With another choice it is kept; a page of that month needs it no more; the way back brings it back."""
    tab = open_tab()
    frame = frame_of(tab.open("map"))
    frame.evaluate(MOVE, 5)
    tab.page.wait_for_url("**/map?month=2025-06")
    tab.choose("Team", "design").settle()
    tab.page.wait_for_url("**team=design**")
    tab.page.wait_for_timeout(1000)
    assert "month=2025-06" in tab.page.url
    tab.page.get_by_role("button", name="Show the page as of this month").click()
    tab.page.wait_for_function("() => document.querySelector('.st-key-answer').innerText.includes('30 June 2025')")
    tab.settle().page.wait_for_timeout(1000)
    assert "until=2025-06" in tab.page.url
    assert "month=" not in tab.page.url
    tab.page.go_back()
    tab.page.wait_for_url("**month=2025-06**")
    tab.settle().page.wait_for_timeout(1000)
    assert frame.evaluate("frame => frame.allyMap.measured().month") == 5
    assert "month=2025-06" in tab.page.url


@pytest.mark.parametrize(("wide", "high"), [(1280, 720), (390, 844)])
def test_people_without_ties_are_all_named_and_no_empty_room_is_left_below_them(browser, tmp_path, wide, high):
    """Twenty people and no event: no months, a short legend, and everybody in the rows at the foot of the map."""
    people = "".join(f"p{number:02d},T{number % 3}\n" for number in range(20))
    (tmp_path / "people.csv").write_text(f"person_id,team\n{people}")
    (tmp_path / "interactions.csv").write_text("from_id,to_id,timestamp,kind\n")
    server = Server(tmp_path, data=tmp_path, XDG_DATA_HOME=str(tmp_path / "home"))
    try:
        tab = Tab(browser, server.url, viewport={"width": wide, "height": high}).open("map")
        found = frame_of(tab).evaluate(OVERLAPS)
        assert (found["wrong"], found["names"]) == ([], 20)
        room, frame = (tab.page.locator(name).bounding_box()["height"] for name in (".st-key-map", ".frame"))
        assert room - frame < 60
        tab.context.close()
    finally:
        server.stop()
