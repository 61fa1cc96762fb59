"""Where the headings of a table are: below title rows, in several rows, or nowhere; and what stands below the rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ally_graph.importers.headings import KNOWN, plain
from ally_graph.records.forms import FORMS, MONTHS

Rows = Sequence[Sequence[str]]
LOOKED_AT = 60
"""So many rows are looked at to find the headings."""
IMPORT_ID = '{"ImportId"'
SECOND_ROW = {"response", "open-ended response", "open-ended text", "freitext", "réponse", "respuesta"}
"""What SurveyMonkey writes into its second row of headings."""
_NUMBER = re.compile(r"[+-]?[\d][\d.,' ]*%?|n/?a|-", re.ASCII | re.IGNORECASE)
_DATES = [form.pattern for key, form in FORMS.items() if key in ("iso", "ymd", "dmy", "mdy", "day-name", "slack")]


@dataclass(frozen=True)
class Layout:
    """The places of the rows of headings among the rows of a table, and where its data begin.

    `names` are the headings, one for each column; `labels` says for each what the other rows of headings add. `above`
    counts the title rows.
    """

    heads: tuple[int, ...]
    start: int
    names: tuple[str, ...]
    labels: dict[str, str] = field(default_factory=dict)
    above: int = 0


def layout_of(rows: Rows, head: int | None = None, *, without: bool = False) -> Layout:
    """The layout of a table by its first rows; `head` is the place of its headings, where somebody says it.

    >>> layout_of([["Report of 2026"], [], ["from", "to"], ["ana", "bo"]]).heads
    (2,)
    >>> layout_of([["ana", "bo", "2026-03-01"], ["bo", "cy", "2026-03-02"]]).names
    ('1', '2', '3')
    """
    width = _width(rows)
    if without or not width:
        return _headless(0, width)
    first = head if head is not None else _first_full(rows, width)
    if head is None and _looks_like_data(rows, first):
        return _headless(first, width)
    heads = _heads(rows, first, width) if head is None else (first,)
    names, labels = _named([_padded(rows[place], width) for place in heads])
    above = sum(1 for row in rows[:first] if _filled(row))
    return Layout(heads, heads[-1] + 1, names, labels, above)


def _headless(start: int, width: int) -> Layout:
    return Layout((), start, tuple(str(place + 1) for place in range(width)), above=start)


def _filled(row: Sequence[str]) -> int:
    """How many cells hold something; the same text in all of them, as in a merged title, is one."""
    cells = [cell.strip() for cell in row if cell.strip()]
    return len(cells) if len(set(cells)) > 1 else min(len(cells), 1)


def _width(rows: Rows) -> int:
    """How many columns the table has: those of most rows, and no fewer than hold something in two of them."""
    ends = Counter(_end(row) for row in rows if _filled(row))
    often = [end for end, count in ends.items() if count > 1] or list(ends)
    return max(often, default=0)


def _end(row: Sequence[str]) -> int:
    return max((place + 1 for place, cell in enumerate(row) if cell.strip()), default=0)


def _first_full(rows: Rows, width: int) -> int:
    """The first row that is no title: one with several cells, or any where the table has one column."""
    known = next((place for place, row in enumerate(rows[:LOOKED_AT]) if _known(row) >= 2), None)
    for place, row in enumerate(rows):
        if _filled(row) >= min(2, width) and (width < 5 or _filled(row) > width // 3 or place == known):
            return place if known is None or known <= place or not _is_title(row) else known
    return next((place for place, row in enumerate(rows) if _filled(row)), 0)


def _is_title(row: Sequence[str]) -> bool:
    return _filled(row) <= 2 and _known(row) == 0


def _known(row: Sequence[str]) -> int:
    return sum(1 for cell in row if plain(cell) in KNOWN)


def kind_of_cell(cell: str) -> str:
    """What a cell looks like: `date`, `number`, `text`, or nothing.

    >>> kind_of_cell("1.250,5"), kind_of_cell("2026-03-01"), kind_of_cell("Ana"), kind_of_cell(" ")
    ('number', 'date', 'text', '')
    """
    text = cell.strip()
    if not text:
        return ""
    if any(pattern.fullmatch(text) for pattern in _DATES) and not text.isdigit():
        return "date"
    return "number" if _NUMBER.fullmatch(text) else "text"


def _looks_like_data(rows: Rows, first: int) -> bool:
    """Whether the row that would be the headings is of the same kinds as those below it, and names nothing known."""
    if first >= len(rows) or _known(rows[first]) or any(IMPORT_ID in cell for cell in rows[first]):
        return False
    below = [row for row in rows[first + 1 : first + 1 + LOOKED_AT] if _filled(row) > 1 or len(row) == 1]
    if not below:
        return False
    kinds = [kind_of_cell(cell) for cell in rows[first]]
    across, down = {cell.strip() for cell in rows[first][1:] if cell.strip()}, {_cell(row, 0) for row in below}
    if len(across) > 1 and not kinds[0] and len(across & down) > len(across) / 2:
        return False
    if any(cell.strip().casefold() in MONTHS for cell in rows[first]):
        return False
    if "date" in kinds or (set(kinds) == {"number"} and len(kinds) > 1):
        return all(_usual(below, place) in (kind, "") for place, kind in enumerate(kinds) if kind in ("date", "number"))
    texts = [place for place, kind in enumerate(kinds) if kind == "text"]
    numbers = [place for place, kind in enumerate(kinds) if kind == "number"]
    alike = all(_usual(below, place) == kind for place, kind in enumerate(kinds) if kind)
    values = [{_cell(row, place).casefold() for row in below} for place in texts]
    seen = [place for place in texts if any(rows[first][place].strip().casefold() in column for column in values)]
    if numbers and alike and texts and (seen or not _may_be_headings([rows[first][place] for place in numbers])):
        return True
    return len(texts) >= 2 and len(seen) >= 2 and alike and not numbers


def _may_be_headings(cells: Sequence[str]) -> bool:
    """Whether numbers can be headings: years, or 1, 2, 3 in this order.

    >>> _may_be_headings(["2024", "2025"]), _may_be_headings(["1", "2"]), _may_be_headings(["45870", "1,07"])
    (True, True, False)
    """
    texts = [cell.strip() for cell in cells]
    counting = [str(place + first) for first in (0, 1) for place in range(len(texts))]
    return all(re.fullmatch(r"(19|20)\d\d", text) for text in texts) or "".join(texts) in (
        "".join(counting[: len(texts)]),
        "".join(counting[len(texts) :]),
    )


def _usual(below: Rows, place: int) -> str:
    kinds = Counter(kind_of_cell(_cell(row, place)) for row in below)
    kinds.pop("", None)
    return kinds.most_common(1)[0][0] if kinds else ""


def _cell(row: Sequence[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""


def _heads(rows: Rows, first: int, width: int) -> tuple[int, ...]:
    """The rows of headings: one, the three of Qualtrics, or two where the second fills the gaps of the first."""
    ids = [place for place in range(first, min(first + 4, len(rows))) if any(IMPORT_ID in cell for cell in rows[place])]
    if ids:
        return tuple(range(first, ids[0] + 1))
    if first + 1 < len(rows) and _goes_on(_padded(rows[first], width), _padded(rows[first + 1], width)):
        return first, first + 1
    return (first,)


def _goes_on(one: list[str], two: list[str]) -> bool:
    """Whether a second row is headings too: it fills every gap of the first, with texts, and names no data.

    It is also where the first says something twice, as merged cells do, and the second is made of known headings.
    """
    gaps = [place for place, cell in enumerate(one) if not cell.strip()]
    kinds = {kind_of_cell(cell) for cell in two} - {""}
    if any(plain(cell) in SECOND_ROW for cell in two if cell.strip()):
        return kinds <= {"text", "number"}
    if _says_again(one, two):
        return kinds == {"text"}
    inner = [place for place in gaps if place > 0]
    if kinds == {"text"} and len(set(filter(None, one))) < len(list(filter(None, one))):
        return _known(two) >= 2 and _known(two) > _known(one)
    if not inner or kinds != {"text"} or any(not two[place].strip() for place in inner):
        return False
    left_blank = any(one[place].strip() and not two[place].strip() for place in range(len(one)))
    return left_blank or (_known(two) >= 2 and _known(two) > _known(one))


def _says_again(one: Sequence[str], two: Sequence[str]) -> bool:
    """Whether a row of headings says in words what the one above it says in one, as the second of Qualtrics does.

    >>> _says_again(["StartDate", "RecipientEmail", "Q1"], ["Start Date", "Recipient Email", "Who helps you?"])
    True
    """
    pairs = [(above, below) for above, below in zip(one, two, strict=True) if above and below]
    same = [above for above, below in pairs if plain(above).replace("_", "") == plain(below).replace("_", "")]
    return len(same) >= 2 and len(same) < len(pairs)


def _padded(row: Sequence[str], width: int) -> list[str]:
    return [*(cell.strip() for cell in row[:width]), *[""] * (width - len(row))]


def _named(heads: list[list[str]]) -> tuple[tuple[str, ...], dict[str, str]]:
    """One name for each column of one or several rows of headings, and what the other rows say about it."""
    if len(heads) == 1:
        return tuple(heads[0]), {}
    if any(IMPORT_ID in cell for cell in heads[-1]):
        names = _unique(heads[0])
        return names, {name: label for name, label in zip(names, heads[1], strict=True) if label} if len(
            heads
        ) > 2 else {}
    if _says_again(*heads):
        names = _unique(heads[0])
        return names, {name: label for name, label in zip(names, heads[1], strict=True) if label}
    above, last = [], ""
    for place, cell in enumerate(heads[0]):
        last = cell or (last if heads[1][place] else "")
        above.append(last)
    joined = [
        one if not two or plain(two) in SECOND_ROW else f"{one} - {two}" if one else two
        for one, two in zip(above, heads[1], strict=True)
    ]
    if sum(1 for two in heads[1] if plain(two) in KNOWN) >= 2 and len(set(heads[1])) == len(heads[1]):
        joined = heads[1]
    names = _unique(joined)
    return names, dict(zip(names, joined, strict=True))


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    unique = []
    for name in names:
        seen[name] += 1
        unique.append(name if seen[name] == 1 or not name else f"{name} ({seen[name]})")
    return tuple(unique)
