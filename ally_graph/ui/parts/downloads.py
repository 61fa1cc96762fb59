"""Downloads: tables as CSV, and charts as PNG, SVG and the numbers behind them. Files are made when asked for."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

import altair as alt
import pandas as pd
import streamlit as st

from ally_graph.charts import pictures
from ally_graph.disclosure.gate import Disclosed, content_of, to_csv

LONGEST_NAME = 60


def safe_name(name: str) -> str:
    """A file name of plain letters, whatever it is made from.

    >>> safe_name("../Größe & Co."), safe_name("//")
    ('gr_e_co', 'chart')
    """
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return plain[:LONGEST_NAME].strip("_") or "chart"


def table_file(shown: Disclosed[pd.DataFrame]) -> bytes:
    """A table as CSV in which no cell can run as a formula, with the mark by which Excel knows UTF-8."""
    return codecs.BOM_UTF8 + to_csv(shown)


def download(shown: Disclosed[pd.DataFrame], file_name: str, *, key: str, label: str = "Download this table") -> None:
    """A table as a CSV file."""
    content_of(shown)
    _button(label, lambda: table_file(shown), file_name, "text/csv", key=key)


def chart_downloads(
    draw: Callable[[], alt.Chart],
    numbers: Disclosed[pd.DataFrame],
    title: str,
    *,
    dark: bool,
    key: str,
    source: str = "",
) -> None:
    """A small menu under a chart: the picture as PNG or SVG, and the numbers behind it as CSV.

    The chart is drawn again only when one of the pictures is asked for; `source` stands below its title.
    """
    content_of(numbers)
    stem = safe_name(key)

    def alone() -> alt.Chart:
        return pictures.standing_alone(draw(), title, dark=dark, source=source)

    with st.popover("Download", type="tertiary", icon=":material/download:", key=f"{key}_downloads"):
        _button("Picture (PNG)", lambda: pictures.png(alone()), f"{stem}.png", "image/png", key=f"{key}_png")
        _button(
            "Drawing (SVG)", lambda: pictures.svg(alone()).encode(), f"{stem}.svg", "image/svg+xml", key=f"{key}_svg"
        )
        _button("Numbers (CSV)", lambda: table_file(numbers), f"{stem}.csv", "text/csv", key=f"{key}_numbers")


def _button(label: str, make: Callable[[], bytes], file_name: str, mime: str, *, key: str) -> None:
    """A button whose file is made when it is pressed, and that leaves the page as it is."""
    st.download_button(
        label, make, file_name, mime, key=key, on_click="ignore", type="tertiary", icon=":material/download:"
    )
