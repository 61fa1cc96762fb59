"""Ties of any number of events: asked of a database, so that only the ties come into this process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from ally_graph.errors import SettingError, did_you_mean
from ally_graph.files.atomic import replacing
from ally_graph.network import check_settings, moment
from ally_graph.network.events import asked_kinds, end_of
from ally_graph.records import Records
from ally_graph.records.cells import series_of
from ally_graph.records.checking import TEXT_LIMIT
from ally_graph.records.identity import Roster, clean_id, common_spelling
from ally_graph.records.loading import checked_records
from ally_graph.records.people import roster_from_ids
from ally_graph.records.sheet import sheet_of
from ally_graph.settings import Settings, with_options
from ally_graph.warehouse import expression
from ally_graph.warehouse.expression import DAY, END_OF_TIME, FUTURE, GOOD, NOBODY, STATES, Window, microseconds
from ally_graph.warehouse.sources import Warehouse, opened

if TYPE_CHECKING:
    import ibis.expr.types as ir

MEMORY = "2GB"
KEYS = ("source", "target", "kind", "month")
NOBODY_YET = pd.DataFrame({"person_id": pd.Series([], dtype="str")})
IDS = pa.dictionary(pa.int32(), pa.string())
TYPES = {
    "source": IDS,
    "target": IDS,
    "kind": IDS,
    "month": IDS,
    "weight": pa.float64(),
    "count": pa.int64(),
    "last": pa.timestamp("us"),
    "ally": pa.bool_(),
}


@dataclass(frozen=True)
class ReadTies:
    """What there is in a warehouse, and the window of it to add up.

    `events` are the rows of the window; `rows` counts all rows by state, `kinds` are those there are, `span` the first
    and the last time of the good ones; `records` hold the roster and the absences, and no events.
    """

    events: ir.Table
    records: Records
    window: Window
    as_of: pd.Timestamp
    kinds: tuple[str, ...]
    rows: dict[str, int]
    span: tuple[pd.Timestamp, pd.Timestamp] | None


def ties_of(
    source: str | Path,
    *,
    as_of: str | pd.Timestamp | None = None,
    window_days: int | None = None,
    half_life_days: float | None = None,
    kinds: str | Iterable[str] | None = None,
    settings: Settings | None = None,
    by_month: bool = False,
    memory_limit: str = MEMORY,
) -> pd.DataFrame:
    """Add up who supports whom, and how much, from more events than fit into memory.

    Parameters
    ----------
    source
        A Parquet or CSV file of events, a folder or a pattern of them (`events/*.parquet`), a data folder, a DuckDB
        file, or an address that Ibis connects to (`duckdb://`, `postgres://`, `pyspark://` ...). Tables are called as
        in a data folder; a file or a pattern alone is taken for interactions.
    as_of, window_days, half_life_days, kinds, settings
        As in `build_network`.
    by_month
        One row for each calendar month, too.
    memory_limit
        How much this process may take where the embedded DuckDB does the work; what is over it goes to disk.

    Returns
    -------
    ties
        One row for each `source`, `target` and `kind` (and `month`), sorted: `weight` (sum of `w * 2^(-age /
        half_life_days)`), `count` of events, `last` (time of the newest, UTC) and `ally`. The last says whether these
        two had contact twice within 28 days or once both ways. `source` supports `target` in kinds of support and asks
        in requests; where contact runs both ways `source` is the first of the two ids. Spellings of one person are
        taken together, as in a data folder.

    Raises
    ------
    DataError
        For a source that can't be read or lacks a column.
    SettingError
        For a window, date, kind or memory limit that can't be used, and for a library that isn't installed.
    """
    chosen = with_options(settings, window_days=window_days, half_life_days=half_life_days)
    with opened(source, memory_limit=memory_limit) as warehouse:
        return added_up(warehouse, look(warehouse, chosen, as_of=as_of, kinds=kinds), by_month=by_month)


def _answer(warehouse: Warehouse, question: ir.Table) -> pd.DataFrame:
    """What a short question gives; no rows where there is nothing."""
    pieces = list(warehouse.ask(question))
    return (pa.Table.from_batches(pieces) if pieces else question.schema().to_pyarrow().empty_table()).to_pandas()


def look(
    warehouse: Warehouse,
    settings: Settings,
    *,
    as_of: str | pd.Timestamp | None = None,
    kinds: str | Iterable[str] | None = None,
) -> ReadTies:
    """Match the people, count the rows, and find the window: it ends on the day after the last event unless told."""
    check_settings(settings)
    end = moment(as_of) if as_of is not None else None
    seen = _answer(warehouse, expression.ids(warehouse.events))
    records = _registers(warehouse, seen)
    people = warehouse.keep(numbered(seen["id"], records.people))
    events = expression.judged(warehouse.events, people, None if end is None else microseconds(end))
    counts = _answer(warehouse, expression.figures(events))
    good = counts[counts["state"] == GOOD]
    span = (_time(good["first"].min()), _time(good["last"].max())) if len(good) else None
    if end is None:
        end = span[1].normalize() + pd.Timedelta(days=1) if span else end_of(records)
    known = tuple(sorted(counts.loc[counts["state"].isin([GOOD, FUTURE]), "kind"]))
    window = Window(microseconds(end), settings.window_days, settings.half_life_days, settings.ally_gap_days)
    rows = {state: int(counts.loc[counts["state"] == state, "rows"].sum()) for state in STATES}
    chosen = expression.selected(events, window, _chosen(kinds, known))
    return ReadTies(chosen, records, window, end, known, rows, span)


def _time(at: int) -> pd.Timestamp:
    return pd.Timestamp(int(at), unit="us")


def _chosen(kinds: str | Iterable[str] | None, known: tuple[str, ...]) -> tuple[str, ...] | None:
    chosen = asked_kinds(kinds) or ()
    for kind in chosen:
        if kind not in known:
            raise SettingError(f"There are no records of the kind {kind}. {did_you_mean(kind, known)}")
    return chosen or None


def _registers(warehouse: Warehouse, seen: pd.DataFrame) -> Records:
    """The roster and the absences, checked as those of a data folder are; without a roster, everyone seen."""
    sheets = {"people": sheet_of(NOBODY_YET, "people")} | warehouse.registers
    records = checked_records(sheets, source="warehouse")
    if records.has_roster:
        return records
    counts: Counter[str] = Counter()
    for text, count in zip(seen["id"].map(clean_id), seen["rows"], strict=True):
        counts[text] += int(count) if _may_be_id(text) else 0
    return replace(records, people=roster_from_ids(common_spelling(+counts)))


def _may_be_id(text: str) -> bool:
    return bool(text) and len(text) <= TEXT_LIMIT


def numbered(ids: pd.Series, people: pd.DataFrame) -> pd.DataFrame:
    """Each id's number in the sorted roster, and since and until when that person is at work, in microseconds.

    Spellings are matched as those of a data folder. Whoever isn't on the roster has a negative number of their own, and
    an id that can't be one has `expression.NOBODY`.
    """
    cleaned = ids.map(clean_id)
    number = Roster(people["person_id"]).find(cleaned).astype(np.int64)
    unknown = pd.factorize(cleaned)[0] + 1 - NOBODY
    number = np.where(number < 0, -unknown, number)
    number[~(ids.str.len().le(TEXT_LIMIT) & cleaned.ne("") & ~ids.str.strip().str.contains("[\\r\\n]"))] = NOBODY
    start, end = (people[name].to_numpy().astype("datetime64[us]") for name in ("start_date", "end_date"))
    since = np.append(np.where(np.isnat(start), 0, start.astype(np.int64)), 0)
    until = np.append(np.where(np.isnat(end), END_OF_TIME, end.astype(np.int64) + DAY), END_OF_TIME)
    place = np.where(number < 0, len(people), number)
    return pd.DataFrame({"id": ids, "number": number.astype(np.int32), "since": since[place], "until": until[place]})


def added_up(warehouse: Warehouse, found: ReadTies, *, by_month: bool = False) -> pd.DataFrame:
    """The ties of the window as one frame, in order; see `ties_of`."""
    pieces = list(_pieces(warehouse, found, by_month=by_month))
    table = pa.Table.from_batches(pieces, schema(by_month=by_month)).unify_dictionaries()
    frame = pd.DataFrame({name: series_of(table.column(name)) for name in table.column_names}, copy=False)
    for name in frame.columns.intersection(["kind", "month"]):
        frame[name] = frame[name].cat.set_categories(sorted(frame[name].cat.categories))
    return frame.sort_values([name for name in KEYS if name in frame], ignore_index=True)


def write_ties(
    source: str | Path,
    path: str | Path,
    *,
    settings: Settings,
    as_of: str | pd.Timestamp | None = None,
    kinds: str | Iterable[str] | None = None,
    by_month: bool = False,
    memory_limit: str = MEMORY,
    told: Callable[[Mapping[str, int]], None] = lambda _rows: None,
) -> int:
    """Write the ties of a source to a Parquet file, piece by piece, and say how many there are.

    `told` gets the number of rows of events by what became of them: good, set aside, outside, future.
    """
    if Path(path).suffix.lower() != ".parquet":
        raise SettingError(f"{path} does not say how to write it. Give a name ending in .parquet.")
    count = 0
    with opened(source, memory_limit=memory_limit) as warehouse:
        found = look(warehouse, settings, as_of=as_of, kinds=kinds)
        with (
            replacing(Path(path)) as draft,
            parquet.ParquetWriter(draft, schema(by_month=by_month), compression="zstd") as writer,
        ):
            for piece in _pieces(warehouse, found, by_month=by_month):
                writer.write_batch(piece)
                count += len(piece)
        told(found.rows)
    return count


def schema(*, by_month: bool) -> pa.Schema:
    """The columns of a table of ties and their types."""
    return pa.schema([(name, kind) for name, kind in TYPES.items() if by_month or name != "month"])


def _pieces(warehouse: Warehouse, found: ReadTies, *, by_month: bool) -> Iterator[pa.RecordBatch]:
    """The ties as the database gives them, with ids in place of numbers, each held once."""
    ids = pa.array(found.records.people["person_id"], pa.string())
    for rows in warehouse.parted(found.events, found.rows[GOOD]):
        for batch in warehouse.ask(expression.ties(rows, found.window, by_month=by_month)):
            columns = {name: batch.column(name) for name in batch.schema.names}
            for name in ("source", "target"):
                columns[name] = pa.DictionaryArray.from_arrays(columns[name].cast(pa.int32()), ids)
            for name in columns.keys() & {"kind", "month"}:
                columns[name] = columns[name].cast(pa.string()).dictionary_encode()
            wanted = schema(by_month=by_month)
            yield pa.record_batch([columns[field.name].cast(field.type) for field in wanted], wanted)
