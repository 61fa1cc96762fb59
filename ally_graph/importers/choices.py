"""What somebody says about the files they give: columns, kinds, dates, names; the same for every source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from ally_graph import vocabulary
from ally_graph.errors import SettingError, did_you_mean
from ally_graph.importers.headings import EMPTY_WORDS
from ally_graph.records.dates import read_times
from ally_graph.records.forms import NAMED, as_strptime, is_form

KINDS = (*vocabulary.KINDS, vocabulary.RECOGNITION.key)
Columns = Mapping[str, "str | Sequence[str]"]


@dataclass(frozen=True)
class Choices:
    """Everything that can be said about inputs; what is left out is found out, and told.

    `columns` and `people_columns` name a column, or several, for each target. `map_kind` says what own kinds stand
    for, `min_weight` leaves out lighter ties, `empty` are the words that stand for nothing.
    """

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    people: tuple[str | Path, ...] = ()
    people_columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kind: str | None = None
    date: str | None = None
    date_format: str | None = None
    header_row: int | None = None
    no_header: bool = False
    map_kind: Mapping[str, str] = field(default_factory=dict)
    min_weight: float | None = None
    aliases: str | Path | None = None
    empty: tuple[str, ...] = EMPTY_WORDS


def choices(
    *,
    columns: Columns | None = None,
    people: str | Path | Sequence[str | Path] | None = None,
    people_columns: Columns | None = None,
    kind: str | None = None,
    date: str | None = None,
    date_format: str | None = None,
    header_row: int | None = None,
    no_header: bool = False,
    map_kind: Mapping[str, str] | None = None,
    min_weight: float | None = None,
    aliases: str | Path | None = None,
    empty: Sequence[str] | None = None,
) -> Choices:
    """Choices as they are given, checked. Raises `SettingError` for what can't be meant."""
    if date is not None and np.isnat(read_times(pd.Series([date], dtype="str")).values).any():
        raise SettingError(f"{date!r} is not a date. Write it as 2026-03-31.")
    if date_format is not None and not is_form(date_format):
        raise SettingError(_no_form(date_format))
    for target in (map_kind or {}).values():
        if target not in KINDS:
            raise SettingError(f"There is no kind called {target}. {did_you_mean(target, KINDS)}")
    if no_header and header_row is not None:
        raise SettingError("A table has a row of headings or none: give --header-row or --no-header.")
    many = () if people is None else (people,) if isinstance(people, str | Path) else tuple(people)
    lowered = {" ".join(word.split()).casefold(): target for word, target in (map_kind or {}).items()}
    words = EMPTY_WORDS if empty is None else tuple(empty)
    return Choices(several(columns), many, several(people_columns), kind, date, date_format, header_row, no_header,
                   lowered, min_weight, aliases, words)  # fmt: skip


def several(columns: Columns | None) -> dict[str, tuple[str, ...]]:
    """Each target with all of its columns.

    >>> several({"from_id": "who", "to_id": ["Q1", "Q2"]})
    {'from_id': ('who',), 'to_id': ('Q1', 'Q2')}
    """
    return {name: (one,) if isinstance(one, str) else tuple(one) for name, one in (columns or {}).items()}


def _no_form(given: str) -> str:
    likely = as_strptime(given)
    meant = f" Did you mean {likely}?" if is_form(likely) else ""
    return f"{given!r} says nothing about how times are written.{meant} Give such as %d/%m/%Y, or {', '.join(NAMED)}."
