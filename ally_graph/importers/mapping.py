"""What somebody said about a file, so that it can be said again about the next one with the same headings.

Headings and choices only, never a cell. A mapping can come from anywhere, so each of its words is looked at before use.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from ally_graph.importers.choices import KINDS
from ally_graph.importers.headings import plain
from ally_graph.records.forms import is_form
from ally_graph.records.sheet import stop

MOST_BYTES, MOST_COLUMNS, MOST_LETTERS, LAST_HEADING_ROW = 64_000, 200, 200, 1_000
LISTED = ("columns", "people_columns")
MEND = "Write it anew: --save-mapping FILE."
KIND_WORDS = {
    "help": "the first helps the second",
    "nomination": "the first turns to the second",
    "contact": "the two are in contact",
}
ENDS = {"from_id": "first", "to_id": "second", "timestamp": "when"}


def key_of(tables: Sequence[Sequence[object]]) -> str:
    """What tables of these sources, sheets and headings are remembered by; empty where there is no table.

    >>> one = key_of([["edges", "", ["From", "To "]]])
    >>> one == key_of([["edges", "", ["to", "FROM"]]]), one == key_of([["survey", "", ["from", "to"]]]), key_of([])
    (True, False, '')
    """
    told = sorted([str(source), plain(sheet), sorted(map(plain, columns))] for source, sheet, columns in tables)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32] if told else ""


def checked(found: object) -> dict[str, object]:
    """A mapping that can be used as it is. Raises `ValueError` for anything else.

    >>> checked({"kind": "help", "columns": {"from_id": "who"}})
    {'columns': {'from_id': ['who']}, 'kind': 'help'}
    """
    if not isinstance(found, Mapping) or len(found) > len(CHECKS):
        raise ValueError("is no mapping")
    foreign = [str(name) for name in found if name not in CHECKS]
    if foreign:
        raise ValueError(f"says something that no mapping says: {foreign[0][:40]!r}")
    return {name: check(found[name]) for name, check in CHECKS.items() if found.get(name) is not None}


def _text(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= MOST_LETTERS or not value.isprintable():
        raise ValueError("holds something that is no heading and no word")
    return value


def _columns(value: object) -> dict[str, list[str]]:
    if not isinstance(value, Mapping) or len(value) > MOST_COLUMNS:
        raise ValueError("names columns in no way that is known")
    several = {_text(target): [names] if isinstance(names, str) else names for target, names in value.items()}
    if not all(isinstance(names, list | tuple) and len(names) <= MOST_COLUMNS for names in several.values()):
        raise ValueError("names columns in no way that is known")
    return {target: [_text(name) for name in names] for target, names in several.items()}


def _kind(value: object) -> str:
    if not isinstance(value, str) or value not in KINDS:
        raise ValueError("names a kind that there is not")
    return _text(value)


def _map_kind(value: object) -> dict[str, str]:
    if not isinstance(value, Mapping) or len(value) > MOST_COLUMNS:
        raise ValueError("says in no way that is known what own kinds stand for")
    return {_text(word): _kind(kind) for word, kind in value.items()}


def _form(value: object) -> str:
    if not is_form(_text(value)):
        raise ValueError("says nothing about how times are written")
    return _text(value)


def _row(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= LAST_HEADING_ROW:
        raise ValueError("names a row of headings that there is not")
    return value


def _weight(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise ValueError("says no weight")
    return float(value)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("says neither yes nor no about headings")
    return value


CHECKS = {
    "columns": _columns, "people_columns": _columns, "kind": _kind, "date_format": _form, "header_row": _row,
    "min_weight": _weight, "map_kind": _map_kind, "no_header": _flag,
}  # fmt: skip
"""What a mapping can say, and how each of it is looked at. No path and no date is among it."""


def fitted(said: Mapping[str, object], headings: Sequence[str]) -> dict[str, str]:
    """The columns of a mapping by the headings of this table, which may be spelled otherwise; the first of several.

    >>> fitted({"columns": {"from_id": ["Who helped"]}}, ["who_helped", "when"])
    {'from_id': 'who_helped'}
    """
    known = {plain(name): name for name in reversed(headings)}
    columns = said.get("columns", {})
    return {target: known[plain(names[0])] for target, names in columns.items() if names and plain(names[0]) in known}


def in_words(said: Mapping[str, object]) -> str:
    """A mapping in one line.

    >>> in_words(checked({"columns": {"from_id": "who", "to_id": "whom"}, "kind": "help", "header_row": 4}))
    'first is who, second is whom; the first helps the second; headings are in row 4'
    """
    columns = {target: " and ".join(names) for target, names in said.get("columns", {}).items()}
    parts = [", ".join(f"{ENDS.get(target, target)} is {names}" for target, names in columns.items())]
    if "kind" in said:
        parts.append(KIND_WORDS.get(said["kind"], f"every row is {said['kind']}"))
    parts += [f"{word} is {kind}" for word, kind in said.get("map_kind", {}).items()]
    forms = {"dmy": "dates have the day first", "mdy": "dates have the month first"}
    if "date_format" in said:
        parts.append(forms.get(said["date_format"], f"dates are written as {said['date_format']}"))
    parts += ["there are no headings"] if said.get("no_header") else []
    parts += [f"headings are in row {said['header_row']}"] if "header_row" in said else []
    parts += [f"what is below {said['min_weight']:g} is no tie"] if "min_weight" in said else []
    return "; ".join(part for part in parts if part)


def read_mapping(path: Path) -> dict[str, object]:
    """The mapping of a file that somebody names. Raises `DataError` with one problem for what is none."""
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
        return parsed(content)
    except OSError as error:
        raise stop(path.name, f"can't be read ({error.strerror})", "Check its name.") from error
    except ValueError as error:
        raise stop(path.name, f"is no mapping that can be used: it {error}", MEND) from error


def parsed(content: bytes) -> dict[str, object]:
    """The mapping that these bytes are. Raises `ValueError` for anything else."""
    if len(content) > MOST_BYTES:
        raise ValueError("is too large")
    try:
        return checked(json.loads(content))
    except (UnicodeDecodeError, RecursionError, json.JSONDecodeError) as error:
        raise ValueError("is damaged") from error


def as_bytes(said: Mapping[str, object]) -> bytes:
    """A mapping as the bytes of a file."""
    return (json.dumps(checked(said), ensure_ascii=False, indent=2) + "\n").encode()
