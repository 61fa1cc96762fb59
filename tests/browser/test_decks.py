"""Slides in a browser: moved by keys, shown from a file without a network, and in the app without a name."""

from __future__ import annotations

from pathlib import Path

import pytest

import ally_graph
from ally_graph.export.deck import Plan, Wish, deck, write_deck
from ally_graph.records import write_folder
from tests.browser.conftest import Server
from tests.contract.canaries import canaries, canary_tables, sung

SIZES = {"projector": (1280, 720), "four to three": (1024, 768), "phone": (390, 844), "desk": (1920, 1080)}
PLACE = "[...document.querySelectorAll('.slide')].findIndex(slide => slide.classList.contains('here'))"
LABEL = "document.querySelector('.here .label')?.textContent"
SMALLEST = """[...document.querySelectorAll('.here text, .here h1, .here h2, .here p, .here footer span')]
  .filter(one => one.getClientRects().length && getComputedStyle(one).visibility === 'visible')
  .map(one => one.namespaceURI.endsWith('svg')
    ? Number(one.getAttribute('font-size')) * one.getScreenCTM().a : parseFloat(getComputedStyle(one).fontSize))"""
OUTSIDE = """[...document.querySelectorAll('.here h1, .here h2, .here .kicker, .here .label, .here footer, .now svg')]
  .filter(one => one.closest('.here')).map(one => one.getBoundingClientRect()).filter(box => box.width &&
    (box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1)).length"""
CUT = """[...document.querySelectorAll('.here .now svg text')]
  .filter(one => one.getClientRects().length).filter(one => {
    const words = one.getBBox(), box = one.ownerSVGElement.viewBox.baseVal;
    return words.x < -4 || words.y < -4 || words.x + words.width > box.width + 4
      || words.y + words.height > box.height + 8;
  }).map(one => one.textContent)"""


@pytest.fixture(scope="module")
def page_file(tmp_path_factory) -> Path:
    """The sample's deck as a page."""
    records = ally_graph.load(Path(ally_graph.__file__).parents[1] / "sample_data")
    made = deck(records, ally_graph.analyze(records))
    return write_deck(made, tmp_path_factory.mktemp("deck") / "deck.html")


@pytest.fixture
def slides(browser, page_file):
    """Opens the page from its file; a request, or an error in the console, fails the test."""
    contexts, wrong = [], []

    def opened(**options):
        contexts.append(browser.new_context(**{"viewport": {"width": 1280, "height": 720}} | options))
        page = contexts[-1].new_page()
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: wrong.append(request.url) if "deck.html" not in request.url else None)
        page.goto(page_file.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def press(page, *keys: str) -> int:
    """Press keys one after the other; returns the place of the slide that is shown then."""
    for key in keys:
        page.keyboard.press(key)
    return page.evaluate(PLACE)


def test_the_keys_of_a_clicker_move_the_slides(slides):
    """Arrows, page up and down, space, Home and End; nothing goes beyond the first slide or the last."""
    page = slides()
    last = page.evaluate("document.querySelectorAll('.slide').length") - 1
    assert press(page, "ArrowRight", "PageDown", " ") == 3
    assert press(page, "PageUp", "ArrowLeft") == 1
    assert press(page, "ArrowLeft", "ArrowLeft", "ArrowLeft") == 0
    assert press(page, "End") == last >= 10
    assert press(page, "ArrowRight") == last
    assert press(page, "Home") == 0


def test_ten_slides_come_by_one_key(slides):
    assert press(slides(), *["ArrowRight"] * 9) >= 7


def test_the_slide_of_months_moves_through_them_by_the_same_keys(slides):
    """Twelve months forwards, back by one, and what stands on the ring keeps its place."""
    page = slides()
    while page.evaluate("document.querySelectorAll('.here .frame').length") < 2:
        press(page, "ArrowRight")
    place, dots = (
        page.evaluate(PLACE),
        "[...document.querySelectorAll('.here .now svg.wide circle')].map(d => d.outerHTML)",
    )
    labels, first = [page.evaluate(LABEL)], page.evaluate(dots)
    while press(page, "PageDown") == place:
        labels.append(page.evaluate(LABEL))
        assert page.evaluate(dots) == first
    assert [label.split()[0] for label in labels][::11] == ["January", "December"]
    assert press(page, "PageUp") == place
    assert page.evaluate(LABEL) == labels[-1]
    assert press(page, "ArrowLeft") == place
    assert page.evaluate(LABEL) == labels[-2]


def test_b_makes_the_screen_black_and_the_next_key_brings_the_slides_back(slides):
    """B twice, and a full stop followed by an arrow."""
    page = slides()
    assert not page.is_visible(".black")
    press(page, "b")
    assert page.is_visible(".black")
    press(page, "b")
    assert not page.is_visible(".black")
    press(page, ".", "ArrowRight")
    assert not page.is_visible(".black")


def test_notes_stand_in_a_second_window_with_the_time_and_the_next_slide(slides):
    """Both windows move the slides; the notes are those of the slide that is shown."""
    page = slides()
    press(page, "ArrowRight")
    with page.expect_popup() as opened:
        page.keyboard.press("n")
    notes = opened.value
    assert page.evaluate("document.querySelector('.here .notes').textContent").strip() in notes.inner_text(".words")
    assert notes.inner_text(".spent").startswith("since the start: 0:")
    notes.keyboard.press("ArrowRight")
    assert page.evaluate(PLACE) == 2
    assert page.evaluate("document.querySelector('.slide.here + .slide h2').textContent") in notes.inner_text(".next")


@pytest.mark.parametrize("size", SIZES)
def test_every_slide_fits_every_screen_and_can_be_read(slides, size):
    """No part reaches over an edge, no word of a picture is cut off, and none is smaller than 11 pixels."""
    wide, high = SIZES[size]
    page = slides(viewport={"width": wide, "height": high}, reduced_motion="reduce")
    before = -1
    while (here := page.evaluate(PLACE)) != before:
        assert page.evaluate(OUTSIDE) == 0, here
        assert page.evaluate(CUT) == [], here
        assert min(page.evaluate(SMALLEST)) >= (16 if size in ("projector", "desk") else 11), here
        before = here
        while press(page, "ArrowRight") == here and page.evaluate(
            "!!document.querySelector('.here .frame.now + .frame')"
        ):
            continue


def test_nothing_moves_by_itself(slides):
    """No animation runs, with or without a wish for less of it, and two seconds later the page is the same."""
    page = slides()
    press(page, "ArrowRight")
    page.wait_for_timeout(400)
    assert page.evaluate("document.getAnimations().length") == 0
    before = page.content()
    page.wait_for_timeout(2000)
    assert page.content() == before


@pytest.mark.parametrize(("key", "theme"), [("c", "contrast"), ("l", "dark")])
def test_a_key_changes_the_theme(slides, key, theme):
    page = slides(color_scheme="light")
    ground = page.evaluate("getComputedStyle(document.querySelector('.stage')).backgroundColor")
    press(page, key)
    assert theme in page.get_attribute(".stage", "class")
    assert page.evaluate("getComputedStyle(document.querySelector('.stage')).backgroundColor") != ground


def test_from_opening_the_app_to_the_first_slide_it_takes_two_clicks(open_tab):
    """The page of slides in the menu, and full screen; the keys work there."""
    tab = open_tab().open()
    tab.page.get_by_role("link", name="What can be shown to a room?").click()
    tab.page.get_by_role("button", name="Show full screen").click()
    tab.page.wait_for_function("document.fullscreenElement")
    tab.page.keyboard.press("ArrowRight")
    tab.page.get_by_text("What an ally network is").wait_for()


def test_no_canary_is_sent_to_a_screen_that_shows_slides(open_tab, browser, tmp_path):
    """Every frame of the websocket, every answer and the page itself, with a company of canaries in use."""
    tables = canary_tables()
    known = canaries(tables)
    write_folder(tables, tmp_path / "company")
    running = Server(tmp_path, data=tmp_path / "company")
    try:
        tab, sent = open_tab(running.url), []
        tab.page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: sent.append(frame)))
        tab.open("present")
        tab.page.get_by_role("button", name="Show full screen").wait_for()
        for _ in range(4):
            tab.page.get_by_role("button", name="Next slide").click()
        seen = [frame if isinstance(frame, bytes) else str(frame).encode() for frame in sent]
        assert sum(map(len, seen)) > 50_000
        assert sung(b"\n".join([*seen, tab.page.content().encode(), tab.page.url.encode()]), known) == []
    finally:
        running.stop()


def test_own_words_are_shown_as_they_are_written(browser, tmp_path):
    """Markup in a sentence, the notes or the title is text, and runs nothing."""
    records = ally_graph.load(Path(ally_graph.__file__).parents[1] / "sample_data")
    bad = "<img src=x onerror=document.title='run'></script><script>document.title='run'</script>"
    plan = Plan(title=bad, slides=(Wish("allies", bad, bad),))
    path = write_deck(deck(records, ally_graph.analyze(records), plan), tmp_path / "deck.html")
    context = browser.new_context()
    page = context.new_page()
    page.goto(path.as_uri())
    page.keyboard.press("ArrowRight")
    assert page.inner_text(".here h2") == bad
    assert page.title() == bad
    context.close()
