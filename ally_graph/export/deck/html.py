"""A deck as one page: it opens from a file, asks nobody for anything, and is moved by the keys of a clicker."""

from __future__ import annotations

import base64
import functools
import hashlib
from pathlib import Path

import jinja2
from markupsafe import Markup

from ally_graph.charts.palette import DARK, LIGHT, Palette
from ally_graph.charts.slides.canvas import Drawn
from ally_graph.export.deck.model import Deck
from ally_graph.files.xml import xml_text

HERE = Path(__file__).parent
HIGH_CONTRAST = Palette(
    hues=("#FFD400", "#FFFFFF", "#7FE0FF", "#FFB0D8", "#B8FF9C"),
    accent="#FFD400",
    neutral="#B4B4B4",
    text="#FFFFFF",
    muted="#DADADA",
    grid="#6A6A6A",
    ground="#000000",
    bands=("#1C1C1C", "#2C2C2C", "#101010"),
    ramp=("#222222", "#FFD400"),
)
"""For a weak projector or weak eyes: white and yellow on black, at least 9 to 1."""


def page(deck: Deck) -> bytes:
    """The deck as a page of its own; the same deck gives the same bytes."""
    style, script = styles(), scripts()
    text = _template("page.html").render(
        deck=deck, slides=slides(deck), style=Markup(style), script=Markup(script), policy=_policy(style, script)
    )
    return (xml_text(text) + "\n").encode()


def slides(deck: Deck) -> Markup:
    """The slides as parts of a page: every word as text, pictures as drawings that follow the page's colours."""
    return Markup(xml_text(_template("slides.html").render(deck=deck, drawn=_drawn)))


def _drawn(picture: Drawn) -> Markup:
    """Both shapes of a picture, of which the page shows the one that fits."""
    told = [Markup(svg.replace("<svg ", f'<svg class="{shape}" aria-hidden="true" ', 1))
            for shape, svg in (("wide", picture.wide), ("tall", picture.tall))]  # fmt: skip
    return Markup("").join(told)


@functools.cache
def styles() -> str:
    """The style sheet with the colours of each theme."""
    css = (HERE / "deck.css").read_text(encoding="utf-8")
    for name, colours in (("LIGHT", LIGHT), ("DARK", DARK), ("CONTRAST", HIGH_CONTRAST)):
        css = css.replace(f"/*{name}*/", _colours(colours))
    return css


def _colours(colours: Palette) -> str:
    names = ("accent", "neutral", "text", "muted", "grid", "ground")
    told = {name: getattr(colours, name) for name in names}
    told |= {f"hue{number}": hue for number, hue in enumerate(colours.hues)}
    told |= {f"band{number}": band for number, band in enumerate(colours.bands)}
    return " ".join(f"--{name}: {colour};" for name, colour in told.items())


@functools.cache
def scripts() -> str:
    """The script that moves the slides."""
    return (HERE / "deck.js").read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """What the page may do: its own style and script, known by their digests, and nothing else."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_digest(style)}'",
            f"script-src '{_digest(script)}'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@functools.cache
def _template(name: str) -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
