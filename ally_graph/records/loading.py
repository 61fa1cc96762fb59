"""From sheets to `Records`: every table checked, every problem reported at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from ally_graph.errors import DataError, Problem, SettingError, did_you_mean
from ally_graph.records import limits
from ally_graph.records.events import Unmatched, check_interactions, check_recognitions, match_events
from ally_graph.records.frames import frame_of
from ally_graph.records.identity import Roster, common_spelling
from ally_graph.records.indicators import check_indicators, check_phases
from ally_graph.records.offsets import offset_words
from ally_graph.records.people import check_people, roster_from_ids
from ally_graph.records.reading import NO_DATA, SHARE_OF_READING, SPLIT, Progress, read_sheets, shown_name
from ally_graph.records.registers import check_absences, check_programmes, match_register
from ally_graph.records.sheet import Sheet, sheet_of, stop
from ally_graph.records.table_check import TableCheck
from ally_graph.records.tables import EVENT_TABLES, TABLES, Records

ROWS_AT_ONCE = 1 << 20
UNMATCHED_KEPT = 1_000
ZONE_COLUMNS = ("time_zone", "timezone", "tz", "utc_offset")


def load(
    path: str | Path, *, mapped_kinds: Mapping[str, str] | None = None, progress: Progress | None = None
) -> Records:
    """Read and check a data folder, a zip of it, or an Excel workbook.

    Rows that can't be used are set aside and reported in `Records.problems`; nothing is dropped in silence.

    Parameters
    ----------
    path
        A folder with files named like the tables (`people.csv`, `interactions.parquet` ...), a `.zip` of such a
        folder, or an `.xlsx` workbook with sheets of these names.
    mapped_kinds
        What your own kinds of interaction stand for, such as `{"pull_review": "review"}`.
    progress
        Called with the share done and a few words.

    Raises
    ------
    DataError
        When something stops the work: nothing to read, a file that can't be read, a required column that is missing
        or doubled. It carries all such problems at once.
    """
    tell = progress or _silent
    path = Path(path)
    try:
        sheets, problems = read_sheets(path, tell)
        return checked_records(sheets, problems, path.resolve().name, mapped_kinds, tell)
    except MemoryError as error:
        raise stop(shown_name(path), "takes more memory to read than there is", SPLIT) from error


def as_records(given: object) -> Records:
    """Records as they are, or those of a path.

    Raises
    ------
    SettingError
        For anything that is neither.
    """
    if isinstance(given, Records):
        return given
    if isinstance(given, (str, Path)):
        return load(given)
    words = "What ally_graph.load or ally_graph.from_tables returned is needed, or the path of a data folder"
    raise SettingError(f"{words}, not a {type(given).__name__}.")


def from_tables(
    tables: Mapping[str, object] | None = None,
    /,
    *,
    people: object = None,
    interactions: object = None,
    recognitions: object = None,
    absences: object = None,
    programmes: object = None,
    indicators: object = None,
    phases: object = None,
    source: str = "memory",
    mapped_kinds: Mapping[str, str] | None = None,
    **others: object,
) -> Records:
    """Check tables that are in memory already, as texts or typed; the same rules as in `load`.

    Parameters
    ----------
    tables
        The tables by name, where that is at hand; those given by name of their own come beside them.
    people, interactions, recognitions, absences, programmes, indicators, phases
        A data frame of pandas or polars, a table of pyarrow, or anything else that hands over its columns as Arrow.
    source
        What problems are said to come from where no table is at fault.
    mapped_kinds
        As in `load`.

    Raises
    ------
    DataError
        As in `load`, and for a table that can't be turned into plain columns.
    SettingError
        For a name that is no table, a table given twice, and something that is no table at all.

    Examples
    --------
    >>> records = from_tables(interactions=pd.DataFrame(
    ...     {"from_id": ["bo"], "to_id": ["ana"], "timestamp": ["2026-03-04"], "kind": ["help"]}))
    >>> records.people["person_id"].tolist(), records.has_roster
    (['ana', 'bo'], False)
    """
    by_name = {"people": people, "interactions": interactions, "recognitions": recognitions, "absences": absences,
               "programmes": programmes, "indicators": indicators, "phases": phases}  # fmt: skip
    named = {name: table for name, table in (by_name | others).items() if name in others or table is not None}
    given = dict(tables or {})
    for name in [*given, *named]:
        if name not in TABLES:
            raise SettingError(f"There is no table called {name}. {did_you_mean(name, TABLES)}")
        if name in given and name in named:
            raise SettingError(f"{name} is given twice. Give it once.")
    whole = given | named
    sheets = {name: sheet_of(frame_of(whole[name], name), name) for name in TABLES if name in whole}
    return checked_records(sheets, [], source, mapped_kinds, _silent)


def _silent(_done: float, _words: str) -> None:
    """Progress that nobody watches."""


def checked_records(
    sheets: dict[str, Sheet],
    problems: list[Problem] | tuple[Problem, ...] = (),
    source: str = "memory",
    mapped_kinds: Mapping[str, str] | None = None,
    tell: Progress = _silent,
) -> Records:
    """The tables of these sheets, checked. The sheets are taken out as they are used, to free their memory."""
    checks = {name: TableCheck(TABLES[name], sheets.pop(name)) for name in list(sheets)}
    _stop_if_needed(checks, problems, source)
    tell(SHARE_OF_READING, "Checking the rows")
    whole = {name: check for name, check in checks.items() if all(col in check.columns for col in check.table.required)}
    blank = {name: TableCheck(table, _blank(name)) for name, table in TABLES.items() if name not in whole}
    tables, unmatched, has_roster, notices = _checked(blank | whole, mapped_kinds, tell)
    problems = [*problems, *(problem for name in checks for problem in checks[name].problems), *notices]
    set_aside = sum(check.set_aside_rows for check in checks.values())
    outside = sum(check.outside_rows for check in whole.values())
    files = tuple(check.count for check in checks.values())
    return Records(**tables, problems=tuple(problems), set_aside=set_aside, outside=outside, has_roster=has_roster,
                   source=source, files=files, unmatched=unmatched)  # fmt: skip


def _blank(name: str) -> Sheet:
    columns = [column.name for column in TABLES[name].columns]
    return Sheet(name, pd.DataFrame(columns=columns, dtype="str"))


def _stop_if_needed(checks: dict[str, TableCheck], problems: list[Problem], source: str) -> None:
    _stop_at_errors([*problems, *(problem for check in checks.values() for problem in check.problems)])
    if not any(name in checks for name in ("people", *EVENT_TABLES)):
        raise DataError([Problem(source, "holds neither people nor interactions nor recognitions", NO_DATA)])


def _stop_at_errors(problems: Iterable[Problem]) -> None:
    """Raise those of the problems that stop the work, all at once."""
    stopping = [problem for problem in problems if problem.severity == "error"]
    if stopping:
        raise DataError(stopping)


def _checked(
    checks: dict[str, TableCheck], mapped_kinds: Mapping[str, str] | None, tell: Progress
) -> tuple[dict[str, pd.DataFrame], tuple[Unmatched, ...], bool, list[Problem]]:
    people = check_people(checks["people"])
    events = {
        "interactions": check_interactions(checks["interactions"], mapped_kinds),
        "recognitions": check_recognitions(checks["recognitions"]),
    }
    registers = {"absences": check_absences(checks["absences"]), "programmes": check_programmes(checks["programmes"])}
    _stop_at_errors(problem for check in checks.values() for problem in check.problems)
    has_roster, notices = len(people) > 0, []
    if not has_roster:
        people = _people_seen(events.values())
        notices.append(_no_roster(len(people)))
    roster, tables, unmatched = Roster(people["person_id"]), {"people": people}, []
    tell((1 + SHARE_OF_READING) / 2, "Matching people")
    for name in list(events):
        tables[name], unknown = match_events(events.pop(name), roster, people)
        unmatched += unknown.items()
    for name, register in registers.items():
        tables[name], _ = match_register(register, roster)
    tables["people"] = _with_offsets(people, [checks[name].offsets for name in EVENT_TABLES])
    tables |= {"indicators": check_indicators(checks["indicators"]), "phases": check_phases(checks["phases"])}
    tell(1.0, "Read")
    return tables, _of_both(unmatched), has_roster, notices


def _with_offsets(people: pd.DataFrame, found: list[dict[str, Counter[int]]]) -> pd.DataFrame:
    """The roster with each person's usual offset from UTC, where times are written with one and no zone is said."""
    if not any(found) or {*ZONE_COLUMNS} & set(people.columns):
        return people
    usual = {}
    for person in {person for offsets in found for person in offsets}:
        counts = sum((offsets.get(person, Counter()) for offsets in found), Counter())
        usual[person] = offset_words(max(sorted(counts), key=counts.__getitem__))
    return people.assign(utc_offset=people["person_id"].map(usual).astype("str"))


def _of_both(unmatched: list[tuple[str, Unmatched]]) -> tuple[Unmatched, ...]:
    """What both tables of events say about ids that are not on the roster, those with the most rows first.

    Of more than a thousand the others are put together: no more rows than the first of them, at any time.
    """
    found: dict[str, Unmatched] = {}
    for text, (count, first, last) in unmatched:
        before = found.get(text, (0, first, last))
        found[text] = (before[0] + count, min(before[1], first), max(before[2], last))
    ordered = sorted(found.values(), key=lambda one: (-one[0], one[1:]))
    rest = ordered[UNMATCHED_KEPT:]
    return (
        *ordered[:UNMATCHED_KEPT],
        *((max(rest)[0], min(one[1] for one in rest), max(one[2] for one in rest)) for _ in rest[:1]),
    )


def _people_seen(events: object) -> pd.DataFrame:
    seen: Counter[str] = Counter()
    for table in events:
        seen.update(table.seen())
    if len(seen) > limits.PEOPLE_ROWS:
        what = f"is missing or empty, and events name more than {limits.PEOPLE_ROWS:,} people"
        raise stop("people", what, "Add people.csv with those you want to look at; all others count as outside.")
    return roster_from_ids(common_spelling(seen))


def _no_roster(people: int) -> Problem:
    what = f"is missing or empty; the {people:,} people seen in events were taken for the roster"
    return Problem("people", what, "Without a roster nobody can be called isolated: add people.csv.", "notice")
