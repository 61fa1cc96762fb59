"""A deck for PowerPoint and its like: sentences as text, pictures with words for those who can't see them, notes."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from types import ModuleType

from ally_graph.charts import pictures
from ally_graph.charts.palette import LIGHT
from ally_graph.charts.slides.canvas import WIDE, Drawn, painted
from ally_graph.errors import SettingError
from ally_graph.export.deck.model import Deck, Slide
from ally_graph.files.xml import xml_text

MISSING = (
    "Slides for PowerPoint need python-pptx, which is not installed here. Install it with "
    "`pip install office-ally[slides]`, or write the deck as .html or .pdf."
)
ACROSS, DOWN = 13.333, 7.5
PIXELS = 2400
FIRST = (1980, 1, 1, 0, 0, 0)
WRITTEN = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
THUMBNAIL = re.compile(rb"<Relationship [^>]*thumbnail[^>]*/>")


def needed() -> ModuleType:
    """The package that writes slides; raises `SettingError` with how to get it where it is not there."""
    try:
        import pptx
    except ImportError as error:
        raise SettingError(MISSING) from error
    return pptx


def slides(deck: Deck) -> bytes:
    """The deck as a `.pptx` file, 16 by 9; the same deck gives the same bytes, and nothing says who made it."""
    book = needed().Presentation()
    from pptx.util import Inches

    book.slide_width, book.slide_height = Inches(ACROSS), Inches(DOWN)
    _say_what(book, deck)
    _cover(book, deck)
    for number, slide in enumerate(deck.slides, start=2):
        for frame in slide.frames:
            _slide(book, deck, slide, frame.picture, frame.label, number)
    content = io.BytesIO()
    book.save(content)
    return _undated(content.getvalue())


def _say_what(book: object, deck: Deck) -> None:
    """The properties of the file: its title, and nobody's name."""
    about = book.core_properties
    about.title, about.subject, about.author = xml_text(deck.title), xml_text(deck.when), "Office Ally"
    about.last_modified_by, about.keywords, about.comments, about.category = "", "", "", ""


def _cover(book: object, deck: Deck) -> None:
    slide = book.slides.add_slide(book.slide_layouts[6])
    _ground(slide)
    _bar(slide, 0.75, 2.3, 0.12, 2.6)
    _text(slide, 1.2, 2.1, 11.2, 1.6, deck.title, 60, bold=True, name="Title")
    _text(slide, 1.2, 3.75, 11.2, 0.6, deck.when, 26)
    _text(slide, 1.2, 4.35, 11.2, 0.5, deck.note, 20, colour=LIGHT.muted)


def _slide(book: object, deck: Deck, slide: Slide, picture: Drawn, label: str, number: int) -> None:
    made = book.slides.add_slide(book.slide_layouts[5])
    _ground(made)
    _title(made, slide.sentence)
    _text(made, 0.55, 0.3, 12.2, 0.4, slide.title, 16, colour=LIGHT.accent, bold=True)
    _picture(made, picture)
    if label:
        _text(made, 0.55, 6.55, 12.2, 0.45, label, 20, bold=True)
    _text(made, 0.55, 7.0, 9.5, 0.35, f"{deck.title} · {deck.when}", 12, colour=LIGHT.muted)
    _text(made, 11.3, 7.0, 1.5, 0.35, f"{number} / {len(deck.slides) + 1}", 12, colour=LIGHT.muted, right=True)
    made.notes_slide.notes_text_frame.text = xml_text(f"{label}\n{slide.notes}".strip())


def _title(made: object, sentence: str) -> None:
    """The sentence in the slide's own title, which outlines and screen readers know."""
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Inches, Pt

    title = made.shapes.title
    title.left, title.top, title.width, title.height = Inches(0.55), Inches(0.65), Inches(12.2), Inches(1.0)
    frame = title.text_frame
    frame.text, frame.word_wrap, frame.vertical_anchor = xml_text(sentence), True, MSO_ANCHOR.TOP
    frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    _look(frame.paragraphs[0].runs[0].font if frame.paragraphs[0].runs else None, Pt(30), LIGHT.text, bold=True)


def _picture(made: object, picture: Drawn) -> None:
    from pptx.util import Inches

    data = png(picture)
    shape = made.shapes.add_picture(io.BytesIO(data), Inches(0.6), Inches(1.75), width=Inches(ACROSS - 1.2))
    if shape.height > Inches(4.75):
        shape.width, shape.height = int(shape.width * Inches(4.75) / shape.height), Inches(4.75)
        shape.left = int((Inches(ACROSS) - shape.width) / 2)
    told = shape._element.nvPicPr.cNvPr
    told.set("descr", xml_text(picture.words))
    told.set("name", "Picture")


@cache
def _png(svg: str) -> bytes:
    return pictures.png_of_svg(painted(svg, LIGHT), WIDE.wide, PIXELS)


def png(picture: Drawn) -> bytes:
    """The picture for a light ground, sharp on a large screen."""
    return _png(picture.wide)


def _ground(made: object) -> None:
    fill = made.background.fill
    fill.solid()
    fill.fore_color.rgb = _colour(LIGHT.ground)


def _bar(made: object, left: float, top: float, wide: float, high: float) -> None:
    from pptx.enum.shapes import MSO_SHAPE
    from pptx.util import Inches

    shape = made.shapes.add_shape(MSO_SHAPE.RECTANGLE, *(Inches(value) for value in (left, top, wide, high)))
    shape.fill.solid()
    shape.fill.fore_color.rgb = _colour(LIGHT.accent)
    shape.line.fill.background()
    shape.name = "Bar"


def _text(
    made: object,
    left: float,
    top: float,
    wide: float,
    high: float,
    words: str,
    size: float,
    *,
    colour: str = LIGHT.text,
    bold: bool = False,
    right: bool = False,
    name: str = "Text",
) -> None:
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Inches, Pt

    box = made.shapes.add_textbox(*(Inches(value) for value in (left, top, wide, high)))
    box.name = name
    frame = box.text_frame
    frame.word_wrap = True
    frame.text = xml_text(words)
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    _look(paragraph.runs[0].font if paragraph.runs else None, Pt(size), colour, bold=bold)


def _look(font: object, size: object, colour: str, *, bold: bool) -> None:
    if font is not None:
        font.size, font.bold = size, bold
        font.color.rgb = _colour(colour)


def _colour(text: str) -> object:
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(text.removeprefix("#"))


def _undated(data: bytes) -> bytes:
    """The file without the time of writing, and without the picture and name that come with an empty one."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as made, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as out:
        for name in made.namelist():
            if name == "docProps/thumbnail.jpeg":
                continue
            part = made.read(name)
            if name == "docProps/core.xml":
                part = WRITTEN.sub(b"1980-01-01T00:00:00Z", part)
            if name == "_rels/.rels":
                part = THUMBNAIL.sub(b"", part)
            about = zipfile.ZipInfo(name, FIRST)
            about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            out.writestr(about, part)
    return content.getvalue()
