"""A deck as a page, as slides for PowerPoint, and on paper."""

from __future__ import annotations

import io
import re
import sys
import zipfile

import pypdf
import pytest
from pptx import Presentation

import ally_graph
from ally_graph.charts.slides.canvas import drawn
from ally_graph.errors import SettingError
from ally_graph.export import deck as decks
from ally_graph.export.deck import Deck, Frame, Plan, Slide, Wish, deck, pptx
from tests.conftest import SAMPLE

ODD = 'A <b> & "c" #text [d] $e$ \\ `f` @g // *h* _i_'


@pytest.fixture(scope="module")
def sample() -> Deck:
    records = ally_graph.load(SAMPLE)
    wishes = tuple(Wish(key) for key in ("allies", "links", "months"))
    return deck(records, ally_graph.analyze(records), Plan(slides=wishes))


def of_words(words: str) -> Deck:
    """A deck in which everything that can be written is these words."""
    picture = drawn(words, lambda canvas: canvas.words(10, 100, words))
    return Deck(words, words, (Slide("own", words, words, (Frame(picture, words), Frame(picture, words)), words),))


@pytest.mark.parametrize("ending", decks.FORMATS)
def test_the_same_deck_gives_the_same_bytes(sample, ending):
    assert decks.made(sample, ending) == decks.made(sample, ending)


def test_the_page_allows_itself_nothing_but_its_own_style_and_script(sample):
    """Its policy names two digests, and the only address in it is the name of a format."""
    page = decks.made(sample, ".html").decode()
    policy = re.search(r'Security-Policy" content="([^"]+)"', page)[1]
    assert policy.startswith("default-src &#39;none&#39;;")
    assert "unsafe" not in policy
    assert not re.findall(r'(?:src|href|style)="', page)
    assert "http://www.w3.org/2000/svg" in page
    assert set(re.findall(r"https?://[^\"' <]+", page)) == {"http://www.w3.org/2000/svg"}


def test_words_are_text_in_a_page():
    page = decks.made(of_words("</script><script>alert(1)</script>"), ".html").decode()
    assert page.count("<script>") == 1
    assert page.count("</script>") == 1


def test_slides_for_powerpoint_have_titles_pictures_with_words_and_notes(sample):
    """A slide for the cover, one for each other and for each month; text is text, and a picture says what it shows."""
    book = Presentation(io.BytesIO(decks.made(sample, ".pptx")))
    slides = list(book.slides)
    assert len(slides) == 1 + sum(len(slide.frames) for slide in sample.slides)
    assert slides[1].shapes.title.text == sample.slides[0].sentence
    assert slides[1].notes_slide.notes_text_frame.text == sample.slides[0].notes
    pictures = [shape for shape in slides[1].shapes if shape.shape_type == 13]
    assert [one._element.nvPicPr.cNvPr.get("descr") for one in pictures] == [sample.slides[0].frames[0].picture.words]
    assert int.from_bytes(pictures[0].image.blob[16:20]) == pptx.PIXELS
    edges = [(shape.left + shape.width, shape.top + shape.height) for slide in slides for shape in slide.shapes]
    assert max(right for right, _ in edges) <= book.slide_width
    assert max(low for _, low in edges) <= book.slide_height


def test_slides_for_powerpoint_say_nothing_of_who_made_them_and_when(sample):
    data = decks.made(sample, ".pptx")
    about = Presentation(io.BytesIO(data)).core_properties
    assert (about.author, about.last_modified_by) == ("Office Ally", "")
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        assert {info.date_time for info in made.infolist()} == {pptx.FIRST}
        assert not [name for name in made.namelist() if "thumbnail" in name]


@pytest.mark.parametrize("words", [ODD, "Zürich 日本 \x00 \ud800", '#import "x"', "= Heading\n- list"])
def test_any_words_can_be_written(words):
    """Signs that mean something to a typesetter, a page or a slide are text there, or left out where none can be."""
    for ending in decks.FORMATS:
        assert decks.made(of_words(words), ending)


def test_words_are_text_on_paper(sample):
    """Words full of Typst's signs come out as they went in, and so do the notes of the sample."""
    paper = pypdf.PdfReader(io.BytesIO(decks.made(of_words(ODD), ".pdf")))
    assert "#text [d] $e$" in " ".join(paper.pages[0].extract_text().split())
    told = pypdf.PdfReader(io.BytesIO(decks.made(sample, ".pdf")))
    text = " ".join(" ".join(page.extract_text() for page in told.pages).split())
    for slide in sample.slides:
        assert " ".join(slide.notes.split())[:60] in text
    assert told.metadata.author is None


def test_without_python_pptx_it_says_what_to_do(monkeypatch, sample, tmp_path):
    monkeypatch.setitem(sys.modules, "pptx", None)
    with pytest.raises(SettingError, match=r"office-ally\[slides\]"):
        decks.write_deck(sample, tmp_path / "deck.pptx")
    assert decks.write_deck(sample, tmp_path / "deck.html").exists()


@pytest.mark.parametrize("name", ["deck.key", "deck", "missing/deck.html"])
def test_a_place_that_a_deck_can_not_be_written_to_is_told_before(tmp_path, name):
    with pytest.raises(SettingError):
        decks.checked_path(tmp_path / name)
