"""A deck on paper: every slide with its picture and its notes, set by Typst; what people wrote is only ever text."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from ally_graph.charts.palette import LIGHT
from ally_graph.charts.slides.canvas import painted
from ally_graph.export.deck.model import Deck, Slide
from ally_graph.files.xml import xml_text

HERE = Path(__file__).parent
FONTS = ("Source Sans 3", "Segoe UI", "Helvetica Neue", "Arial", "Liberation Sans", "DejaVu Sans", "Libertinus Serif")
"""The first of these that this computer has; the last one comes with Typst."""
MOST_MONTHS = 2
"""Of a slide that moves through months, the first and the last are printed."""


def handout(deck: Deck) -> bytes:
    """The deck as a PDF with notes; the same deck gives the same bytes on the same computer."""
    import typst

    with tempfile.TemporaryDirectory(prefix="office-ally-handout-") as made:
        folder = Path(made)
        told: dict[str, object] = {
            "title": xml_text(deck.title),
            "when": xml_text(deck.when),
            "note": deck.note,
            "fonts": FONTS,
        }
        told["slides"] = [_slide(slide, number, folder) for number, slide in enumerate(deck.slides)]
        (folder / "deck.json").write_text(json.dumps(told), encoding="utf-8")
        (folder / "handout.typ").write_bytes((HERE / "handout.typ").read_bytes())
        return typst.compile(str(folder / "handout.typ"), root=str(folder))


def _slide(slide: Slide, number: int, folder: Path) -> dict[str, object]:
    """What is printed of a slide; its pictures are written into the folder."""
    frames = slide.frames if len(slide.frames) <= MOST_MONTHS else (slide.frames[0], slide.frames[-1])
    pictures = []
    for place, frame in enumerate(frames):
        name = f"picture{number}_{place}.svg"
        (folder / name).write_text(painted(frame.picture.wide, LIGHT), encoding="utf-8")
        pictures.append({"file": name, "words": frame.picture.words, "label": xml_text(frame.label)})
    return {
        "title": xml_text(slide.title),
        "sentence": xml_text(slide.sentence),
        "notes": xml_text(slide.notes),
        "pictures": pictures,
        "width": 100 if len(frames) == 1 else 78,
    }
