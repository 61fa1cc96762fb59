"""Pairs as rows of the programmes table, and the list of those who are to be kept apart."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from ally_graph.errors import SettingError
from ally_graph.matching.programmes import PROGRAMMES
from ally_graph.matching.proposals import Pair
from ally_graph.records.reading import read_table

COLUMNS = ("person_id", "programme", "role", "partner_id", "start_date", "end_date")
APART = ("person_id", "partner_id")


def programme_rows(pairs: Iterable[Pair], programme: str, start: pd.Timestamp, days: int) -> pd.DataFrame:
    """Pairs as rows of `programmes.csv`, two for each pair, that can be added to it and read again.

    A coffee is a buddy among peers: `buddy` with the role `participant`, as the twelve programmes have no other word.

    >>> rows = programme_rows([Pair("ana", "bo", 0.5, "")], "buddy", pd.Timestamp("2026-04-01"), 90)
    >>> rows[["person_id", "role", "partner_id"]].to_numpy().tolist()
    [['ana', 'newcomer', 'bo'], ['bo', 'buddy', 'ana']]
    """
    told = PROGRAMMES[programme]
    taker, giver = told.roles
    both = {(pair.person, pair.partner) for pair in pairs} | {two for pair in pairs for two in _of_trio(pair)}
    unique = {frozenset(two): two for two in sorted(both, reverse=True)}.values()
    end = start + pd.Timedelta(days=days)
    rows = [
        row
        for one, other in unique
        for row in ((one, told.tool, taker, other, start, end), (other, told.tool, giver, one, start, end))
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.sort_values(["person_id", "partner_id"], ignore_index=True)


def _of_trio(pair: Pair) -> list[tuple[str, str]]:
    """All pairs of a trio."""
    three = pair.trio
    return [(one, other) for place, one in enumerate(three) for other in three[place + 1 :]]


def blocked_pairs(path: str | Path) -> list[tuple[str, str]]:
    """The pairs of a table with the columns `person_id` and `partner_id`; an empty partner stands for everybody.

    Raises
    ------
    SettingError
        Where there is no such table, or it lacks the columns.
    """
    file = Path(path)
    if not file.is_file():
        raise SettingError(f"There is no file {file.name} with pairs to keep apart.")
    table = read_table(file)
    names = {str(name).strip().lower(): name for name in table.columns}
    if "person_id" not in names:
        raise SettingError(f"{file.name} needs the columns {' and '.join(APART)}, a pair to keep apart in each row.")
    columns = [_texts(table[names[name]]) if name in names else [""] * len(table) for name in APART]
    return [(one, other) for one, other in zip(*columns, strict=True) if one]


def _texts(column: pd.Series) -> list[str]:
    return column.fillna("").astype("str").str.strip().tolist()
