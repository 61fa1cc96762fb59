"""Companies written as data folders, in pieces, so that ten million events need little memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ally_graph.errors import SettingError, did_you_mean
from ally_graph.files.atomic import replacing, write_whole
from ally_graph.records.tables import EVENT_TABLES, TABLES
from ally_graph.records.writing import FORMATS, write_folder
from ally_graph.simulate.company import SCENARIOS, Company, Plan

CSV_EVENTS = 1_000_000
DICTIONARY_BYTES = 16 << 20
TRUTH = "truth.json"

Progress = Callable[[float, str], None]
Write = Callable[[pd.DataFrame], None]


def simulate(
    folder: str | Path,
    *,
    scenario: str = "technova",
    people: int = 60,
    months: int = 12,
    seed: int | None = None,
    events_per_person: float | None = None,
    isolated: int | None = None,
    overrelied: int | None = None,
    spread: float = 0.5,
    fmt: str | None = None,
    progress: Progress | None = None,
) -> dict[str, list]:
    """Write an invented company as a data folder, with `truth.json` saying what was planted in it.

    Parameters
    ----------
    folder
        Where to write; made if it isn't there. A folder with data that this function did not write is refused.
    scenario
        A key of `SCENARIOS`: `technova` (the worked example), `plain` (isolated and over-relied people planted) or
        `random` (nothing planted).
    people, months
        How many people, and how many months up to the end of 2025.
    seed
        The same seed makes the same bytes; each scenario has one of its own unless given.
    events_per_person
        Events in a year for each person.
    isolated, overrelied
        How many people to plant.
    spread
        How much people differ: sigma of the lognormal popularity.
    fmt
        `csv` or `parquet`; CSV up to a million events unless given.
    progress
        Called with the share done and a few words.

    Returns
    -------
    truth
        What was planted: `isolated`, `overrelied`, `bridge`, `leadership_gap` (lists of ids), `closed_group` and
        `cooling_ties` (lists of lists of ids).

    Raises
    ------
    SettingError
        For a scenario, number or format that can't be used, and for a folder with data of somebody else's.
    """
    plan = Plan(
        people=people,
        months=months,
        seed=seed,
        events_per_person=events_per_person,
        isolated=isolated,
        overrelied=overrelied,
        spread=spread,
    )
    if fmt is not None and fmt not in FORMATS:
        raise SettingError(f"There is no format called {fmt}. {did_you_mean(fmt, FORMATS)}")
    place, make = Path(folder), SCENARIOS[scenario]
    _leave_data_alone(place)
    company: Company = make(plan)
    place.mkdir(parents=True, exist_ok=True)
    write_whole(place / TRUTH, (json.dumps(company.truth, indent=2, ensure_ascii=False) + "\n").encode())
    _write_company(place, company, fmt or ("csv" if company.size <= CSV_EVENTS else "parquet"), progress)
    return company.truth


def tables(scenario: str = "technova", **plan: float | None) -> tuple[dict[str, pd.DataFrame], dict[str, list]]:
    """A small company in memory: its tables by name, and what was planted.

    Takes the options of `simulate` that describe the company. Ids and kinds are categoricals, times `datetime64[us]`.

    >>> frames, truth = tables("plain", people=30, isolated=1, overrelied=0, seed=1)
    >>> len(frames["people"]), len(truth["isolated"]), truth["overrelied"]
    (30, 1, [])
    """
    company: Company = SCENARIOS[scenario](Plan(**plan))
    pieces = list(company.events)
    events = {name: pd.concat([piece[k] for piece in pieces], ignore_index=True) for k, name in enumerate(EVENT_TABLES)}
    return {**company.tables, **events}, company.truth


def _leave_data_alone(place: Path) -> None:
    """Refuse a file, and a folder with data that no simulation wrote."""
    if place.is_file():
        raise SettingError(f"{place} is a file. Name a folder.")
    data = [name for name in TABLES for fmt in FORMATS if (place / f"{name}.{fmt}").exists()]
    if data and not (place / TRUTH).exists():
        raise SettingError(f"{place} holds data that was not simulated. Name another folder, so that nothing is lost.")


def _write_company(place: Path, company: Company, fmt: str, progress: Progress | None) -> None:
    """All tables in one format; tables of an earlier simulation that this one doesn't have are taken away."""
    written = {f"{name}.{fmt}" for name in (*company.tables, *EVENT_TABLES)}
    for stale in sorted({f"{name}.{ending}" for name in TABLES for ending in FORMATS} - written):
        (place / stale).unlink(missing_ok=True)
    write_folder(company.tables, place, fmt=fmt)
    opened = _csv_table if fmt == "csv" else _parquet_table
    done = 0
    with ExitStack() as stack:
        writers = [stack.enter_context(opened(place / f"{name}.{fmt}")) for name in EVENT_TABLES]
        for piece in company.events:
            for write, frame in zip(writers, piece, strict=True):
                write(frame)
            done += sum(len(frame) for frame in piece)
            if progress:
                progress(done / max(1, company.size), f"{done:,} events written")


@contextmanager
def _csv_table(path: Path) -> Iterator[Write]:
    """Writes pieces of a table into a CSV file: UTF-8, line feeds, the header once."""
    with replacing(path) as draft, draft.open("w", encoding="utf-8", newline="") as file:

        def write(frame: pd.DataFrame) -> None:
            _as_text(frame).to_csv(file, index=False, header=file.tell() == 0, lineterminator="\n")

        yield write


@contextmanager
def _parquet_table(path: Path) -> Iterator[Write]:
    """Writes pieces of a table into a Parquet file, one row group each."""
    with replacing(path) as draft, ExitStack() as stack:
        opened: list[pq.ParquetWriter] = []

        def write(frame: pd.DataFrame) -> None:
            piece = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata()
            if not opened:
                options = {"compression": "zstd", "dictionary_pagesize_limit": DICTIONARY_BYTES}
                opened.append(stack.enter_context(pq.ParquetWriter(draft, piece.schema, **options)))
            opened[0].write_table(piece, row_group_size=max(1, len(piece)))

        yield write


def _as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with times in ISO 8601 to the second, in UTC, everything else as it is."""
    times = frame.select_dtypes("datetime").columns
    texts = {name: np.char.add(np.datetime_as_string(frame[name].to_numpy(), unit="s"), "Z") for name in times}
    return frame.assign(**texts)
