"""Files drawn at random in every dress: they are read back to what was meant, or refused; none is silently wrong.

Each draws a few ties, with weights, days and lists, and writes them as somebody's program might: another separator,
encoding, decimal mark, form of the date, titles above, totals below, headings in other words, or none. The short form
draws a few; `OFFICE_ALLY_NIGHTLY=1` draws 10,000.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ally_graph.errors import AllyGraphError
from ally_graph.importers import convert_found
from ally_graph.importers.choices import choices

COUNT = 10_000 if os.environ.get("OFFICE_ALLY_NIGHTLY") else 60
PHASES = (Phase.explicit, Phase.generate)
"""A failing file is told as it was drawn: making it smaller takes longer than finding it."""
NAMES = ("Ana", "Bo", "Cy", "Dí", "Elif Öz", "Łuk", "O'Neil", "Fei")
HEADINGS = (
    ("from", "to", "date", "minutes"),
    ("Source", "Target", "Timestamp", "Weight"),
    ("von", "an", "Datum", "Gewicht"),
)
FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d %B %Y", "excel", "unix")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")


@dataclass(frozen=True)
class Dress:
    """How the same ties are written."""

    separator: str
    encoding: str
    form: str
    comma: bool
    thousands: bool
    titles: int
    total: bool
    heading: tuple[str, ...] | None
    lists: bool
    blank_lines: int
    ends: str


DRESSES = st.builds(
    Dress,
    separator=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(ENCODINGS),
    form=st.sampled_from(FORMS),
    comma=st.booleans(),
    thousands=st.booleans(),
    titles=st.integers(0, 3),
    total=st.booleans(),
    heading=st.sampled_from([*HEADINGS, None]),
    lists=st.booleans(),
    blank_lines=st.integers(0, 2),
    ends=st.sampled_from(["\n", "\r\n"]),
)
TIES = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.lists(st.sampled_from(NAMES), min_size=1, max_size=2, unique=True),
        st.integers(0, 364),
        st.integers(1, 2_500_000),
    ),
    min_size=2,
    max_size=8,
)


def written_day(day: date, form: str) -> str:
    if form == "excel":
        return str((day - date(1899, 12, 30)).days)
    if form == "unix":
        return str((day - date(1970, 1, 1)).days * 86_400)
    return day.strftime(form)


def written_number(hundredths: int, dress: Dress) -> str:
    whole, part = divmod(hundredths, 100)
    point, group = (",", ".") if dress.comma else (".", ",")
    digits = f"{whole:,}".replace(",", group) if dress.thousands else str(whole)
    return f"{digits}{point}{part:02d}" if part else digits


def quoted(cell: str, separator: str) -> str:
    return f'"{cell}"' if separator in cell else cell


def text_of(ties: list, dress: Dress) -> str:
    """The file, and nothing in it but what a spreadsheet or a program would write."""
    rows = [["Report of the year"], ["made for the board"], [""]][: dress.titles]
    rows += [[] for _ in range(dress.blank_lines)] if dress.titles else []
    rows += [list(dress.heading)] if dress.heading else []
    for one, others, day, hundredths in ties:
        cell = "; ".join(others) if dress.lists else others[0]
        moment = written_day(date(2025, 1, 1) + timedelta(days=day), dress.form)
        rows.append([one, cell, moment, written_number(hundredths, dress)])
    rows += [["Total", "", "", "99"]] if dress.total else []
    lines = (dress.separator.join(quoted(cell, dress.separator) for cell in row) for row in rows)
    return dress.ends.join(lines) + dress.ends


def meant(ties: list, dress: Dress) -> list[tuple]:
    """What the file says: each tie with its day and its weight."""
    found = []
    for one, others, day, hundredths in ties:
        written = (date(2025, 1, 1) + timedelta(days=day)).isoformat()
        found += [(one, other, written, hundredths / 100) for other in (others if dress.lists else others[:1])]
    return sorted(found)


def encoded(text: str, encoding: str) -> bytes:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.encode("utf-8")


@settings(max_examples=COUNT, deadline=None, derandomize=True, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(ties=TIES, dress=DRESSES)
def test_a_file_in_any_dress_is_read_as_meant_or_refused(ties, dress):
    """Rows may be set aside, and then it is said; whatever is used is exactly what was meant, and nothing besides."""
    ties = [(one, [two for two in others if two != one], day, weight) for one, others, day, weight in ties]
    ties = [tie for tie in ties if tie[1]]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ties.csv"
        path.write_bytes(encoded(text_of(ties, dress), dress.encoding))
        try:
            tables = convert_found([path], choices(kind="help"))
        except AllyGraphError:
            return
    frame = tables["interactions"]
    weights = frame["weight"] if "weight" in frame else [1.0] * len(frame)
    rows = zip(frame["from_id"], frame["to_id"], frame["timestamp"].str.replace("-", "").str[:8], weights, strict=True)
    wanted = [(one, two, day.replace("-", ""), weight) for one, two, day, weight in meant(ties, dress)]
    left = list(wanted)
    wrong = []
    for row in rows:
        near = next((want for want in left if want[:3] == row[:3] and abs(want[3] - row[3]) < 1e-9), None)
        wrong += [row] if near is None else []
        if near is not None:
            left.remove(near)
    assert wrong == []
    said = next(iter(tables.values())).attrs["files"][0]
    assert not left or said.set_aside >= 1
