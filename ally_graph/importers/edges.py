"""Any table of ties, and any table of people, as the tables of a data folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from ally_graph import vocabulary
from ally_graph.errors import SettingError, did_you_mean
from ally_graph.importers.choices import Choices, Columns, choices
from ally_graph.importers.columns import (
    chosen,
    flagged,
    ids_of,
    people_in,
    say_nothing_words,
    set_people_aside,
    split_people,
    times_in,
    weights_in,
)
from ally_graph.importers.gathering import Gathered
from ally_graph.importers.headings import NEEDS_MORE, PAIRS, PEOPLE_NAMES, TIE_NAMES, TURNS_TO, guess, plain
from ally_graph.importers.layout import kind_of_cell
from ally_graph.importers.opening import Grid, fitting, read_grids
from ally_graph.importers.roster import open_people
from ally_graph.importers.source import SOURCES
from ally_graph.records.sheet import stop
from ally_graph.records.table_check import examples
from ally_graph.wording.counts import count

TIE_COLUMNS = ("from_id", "to_id", "timestamp", "kind", "weight")
SHARED_ENOUGH = 0.05
HEADING_LIMIT = 200
DIRECTIONS = {"directed", "undirected", "mutual", "bidirectional"}
"""What Gephi and Kumu write into a column called type: no kind of tie, but whether it has a direction."""
SAY_KIND = (
    "Say what a row stands for: --kind help (the first supports the second), --kind nomination (the first turns to the "
    "second), or map a column to kind."
)


def guess_mapping(columns: Sequence[str], sample: pd.DataFrame | None = None) -> dict[str, str]:
    """Which column of a table of ties is which, as far as the names tell.

    Of an author and a reviewer, the reviewer is the one who gives support. Where the names tell nothing, the first
    two columns of `sample` that hold the same ids are taken for the two people.

    >>> guess_mapping(["when", "author", "reviewer", "pr"])
    {'from_id': 'reviewer', 'to_id': 'author', 'timestamp': 'when'}
    >>> guess_mapping(["from", "to", "mins"])
    {'from_id': 'from', 'to_id': 'to', 'weight': 'mins'}
    """
    mapping = guess(columns, TIE_NAMES)
    if mapping.get("from_id") is None and "to_id" in mapping:
        mapping.pop("to_id")
    if sample is not None and not {"from_id", "to_id"} & set(mapping):
        free = [name for name in columns if name not in mapping.values()]
        mapping = dict(zip(("from_id", "to_id"), _two_alike(sample, free), strict=False)) | mapping
        if len(mapping) == 2 and all(str(name).isdigit() for name in columns):
            return _without_headings(sample, mapping)
    return mapping


def _without_headings(sample: pd.DataFrame, mapping: dict[str, str]) -> dict[str, str]:
    """The time and the weight of a table without headings, by what their cells look like; nothing where that is open.

    A number that could be a day of Excel or a second of Unix can be a weight as well: nobody guesses there.
    """
    for name in (name for name in sample.columns if name not in mapping.values()):
        cells = sample[name].dropna()
        kinds = {kind_of_cell(cell) for cell in cells.unique()}
        target = {("date",): "timestamp", ("number",): "weight"}.get(tuple(kinds))
        like_a_day = cells.str.fullmatch(r"[2-7]\d{4}([.,]\d+)?|1?\d{9}(\.\d+)?|1?\d{12}").all()
        if target is None or target in mapping or (target == "weight" and like_a_day):
            return {}
        mapping = mapping | {target: name}
    return mapping


def guess_people_mapping(columns: Sequence[str]) -> dict[str, str]:
    """Which column of a table of people is which, as far as the names tell.

    >>> guess_people_mapping(["id", "dept"])
    {'person_id': 'id', 'team': 'dept'}
    """
    return guess(columns, PEOPLE_NAMES)


def _two_alike(sample: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    """The first two columns that have enough values in common to hold the same kind of id."""
    values = {name: set(sample[name].dropna()) for name in columns}
    for place, one in enumerate(columns):
        for two in columns[place + 1 :]:
            shared = len(values[one] & values[two])
            if shared and shared >= SHARED_ENOUGH * min(len(values[one]), len(values[two])):
                return [one, two]
    return []


def with_headings(file: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A table whose columns can be told apart by their headings; columns without any heading and cell are left out.

    Raises `DataError` with one problem where two headings are the same, one is missing or one is a book.
    """
    named = [bool(name) or bool(frame.iloc[:, place].notna().any()) for place, name in enumerate(frame.columns)]
    kept = frame.loc[:, named] if not all(named) else frame
    names = [str(name) for name in kept.columns]
    twice = next((name for name in names if names.count(name) > 1 and name), None)
    long = next((name for name in names if len(name) > HEADING_LIMIT), None)
    if not names:
        what, mend = "has no headings", "Write the name of each column into the first row."
    elif "" in names:
        what, mend = f"has a column without a heading, column {names.index('') + 1:,}", "Give it a name, or remove it."
    elif twice is not None:
        what, mend = f"has the column {examples([twice])} twice", "Give each its own name."
    elif long is not None:
        what, mend = f"has a heading of {len(long):,} letters, {examples([long])}", "Give the column a short name."
    else:
        return kept
    raise stop(file, what, mend)


@SOURCES.add("Table of ties", question="Do you have a table with one row for each contact, review or tie?", key="edges")
def convert_edges(
    inputs: Sequence[str | Path],
    *,
    columns: Columns | None = None,
    people: str | Path | None = None,
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
) -> dict[str, pd.DataFrame]:
    """A table of ties as interactions, and a table of people as the roster.

    Everyone in the table of people stays, with or without ties. What came up while reading is in
    `attrs["problems"]` of the first table, and what became of each file's rows in `attrs["files"]`.

    Parameters
    ----------
    inputs
        CSV, Parquet or Excel files with the same columns, one row a tie; `FILE#SHEET` names a sheet.
    columns
        Which column is which, such as `{"from_id": "to", "to_id": "from"}` for a table that runs from the author to
        the reviewer; guessed from the names when left out. Several columns for `to_id` are several ties a row.
    people, people_columns
        A table of people and which column is which; a name that is not known becomes an attribute of that name.
    kind
        The kind of every row; without it, and without a column for it, rows are plain contact.
    date
        The time of rows that have none.
    date_format
        How times are written, such as `%d/%m/%Y`, where they are not ISO 8601 and the column leaves it open.
    header_row, no_header
        Where the headings are, counted as a spreadsheet does; or that there are none.
    map_kind
        What own kinds stand for, such as `{"Code review": "review"}`.
    min_weight
        Lighter ties are set aside.
    aliases
        A table of further names and addresses of people.
    empty
        Words that stand for nothing, such as `NA`; none with an empty list.

    Raises `SettingError` when it is not clear who is who or rows would have no time, `DataError` when a file can't be
    read or lacks a named column.
    """
    asked = choices(columns=columns, people=people, people_columns=people_columns, kind=kind, date=date,
                    date_format=date_format, header_row=header_row, no_header=no_header, map_kind=map_kind,
                    min_weight=min_weight, aliases=aliases, empty=empty)  # fmt: skip
    check_ties(inputs, asked)
    gathered = Gathered()
    found = read_grids(inputs, head=header_row, without=no_header)
    ties, rest = fitting(found, lambda grid: holds_ties(grid, asked))
    people = [] if asked.people else [grid for grid in found if is_people_sheet(grid, ties)]
    open_people(asked, gathered, people)
    read_edges(ties, asked, gathered)
    gathered.say_sheets(ties, rest, people)
    return gathered.finished()


def holds_ties(grid: Grid, asked: Choices) -> bool:
    """Whether a sheet has the columns of a table of ties: the named ones, or those that their names tell."""
    if asked.columns:
        known = {name.casefold() for name in grid.columns}
        wanted = [name for target in ("from_id", "to_id") for name in asked.columns.get(target, ())]
        return all(" ".join(name.split()).casefold() in known for name in wanted)
    return {"from_id", "to_id"} <= set(guess_mapping(grid.columns, grid.frame))


def is_people_sheet(grid: Grid, ties: Sequence[Grid]) -> bool:
    """Whether a sheet beside those of ties is one of people, such as the nodes of Gephi and Polinode."""
    beside = any(one.file == grid.file for one in ties) and not any(one is grid for one in ties)
    return beside and not grid.hidden and bool(len(grid.frame)) and "person_id" in guess(grid.columns, PEOPLE_NAMES)


def check_ties(inputs: Sequence[str | Path], asked: Choices) -> None:
    """Refuse what can't be meant before a file is opened."""
    if not inputs:
        raise SettingError("Give at least one table of ties.")
    for target in asked.columns:
        if target not in TIE_COLUMNS:
            raise SettingError(f"A table of ties has no {target}. {did_you_mean(target, TIE_COLUMNS)}")


def read_edges(found: Sequence[Grid], asked: Choices, gathered: Gathered, undated: str | None = None) -> None:
    """Ties of tables with a row for each; `undated` is the day of rows for which nothing says one."""
    for grid in found:
        gathered.grid(grid)
        mapping = tie_mapping(grid, asked, gathered)
        if mapping is not None:
            _read_ties(grid, mapping, asked, gathered, undated)


def tie_mapping(grid: Grid, asked: Choices, gathered: Gathered) -> dict[str, list[str]] | None:
    """Which column is which; None where a named one is not there, which is a problem."""
    if asked.columns:
        mapping = chosen(grid, asked.columns, gathered, many=("to_id",))
        if len(mapping) < len(asked.columns):
            return None
    else:
        mapping = {target: [name] for target, name in guess_mapping(grid.columns, grid.frame).items()}
        kinds = mapping.get("kind")
        if kinds and set(grid.column(kinds[0]).dropna().str.casefold()) <= DIRECTIONS:
            mapping.pop("kind")
            other = guess([name for name in grid.columns if name != kinds[0]], TIE_NAMES).get("kind")
            mapping |= {"kind": [other]} if other else {}
    lacking = [target for target in ("from_id", "to_id") if target not in mapping]
    if lacking:
        headings = ", ".join(name or "(no heading)" for name in grid.columns)
        raise SettingError(f"Which column of {grid.place} is {' and which is '.join(lacking)}? It has {headings}.")
    return mapping


def _read_ties(
    grid: Grid, mapping: Mapping[str, list[str]], asked: Choices, gathered: Gathered, undated: str | None
) -> None:
    day = asked.date or undated
    if "timestamp" not in mapping and day is None:
        raise SettingError(
            f"The rows of {grid.place} have no time. Map a column to timestamp, or give one date for all."
        )
    _say_rest(grid, mapping, gathered)
    ends = [*mapping["from_id"], *mapping["to_id"]]
    say_nothing_words(grid, ends, asked, gathered)
    people = people_in(grid, ends, asked, gathered)
    good = set_people_aside(grid, people[mapping["from_id"][0]], mapping["from_id"][0], gathered).copy()
    targets = [people[name] for name in mapping["to_id"]]
    if len(targets) == 1:
        good &= set_people_aside(grid, targets[0], mapping["to_id"][0], gathered)
    rows = pd.DataFrame({"timestamp": _days(grid, mapping, day, asked, gathered)}, index=grid.frame.index)
    good &= rows["timestamp"].notna().to_numpy()
    kinds = kinds_of_rows(grid, mapping, asked, gathered)
    rows["kind"] = kinds
    if "weight" in mapping:
        rows["weight"], heavy = weights_in(grid, mapping["weight"][0], asked, gathered)
        good &= heavy
    _add_ties(grid, rows[good], people[mapping["from_id"][0]][good], [one[good] for one in targets], gathered)


def _say_rest(grid: Grid, mapping: Mapping[str, list[str]], gathered: Gathered) -> None:
    used = {name for names in mapping.values() for name in names}
    rest = [name for name in grid.columns if name not in used]
    gathered.file(grid.file, grid.sheet).not_read += [f"column {name or '(no heading)'}" for name in rest]


def _days(
    grid: Grid, mapping: Mapping[str, list[str]], day: str | None, asked: Choices, gathered: Gathered
) -> pd.Series:
    """The time of each row, the given day where it has none; a row without either is set aside."""
    if "timestamp" not in mapping:
        return pd.Series(day, index=grid.frame.index, dtype="str")
    name = mapping["timestamp"][0]
    times = times_in(grid, name, asked, gathered)
    empty = grid.column(name).isna() | flagged(grid.column(name), _is_no_time)
    if day is not None:
        return times.mask(empty, day)
    what, mend = f"{name} is empty", "Fill it in, or give the date of such rows: --date."
    gathered.set_aside(grid.place, grid.rows[empty.to_numpy()], what, mend)
    return times


def _is_no_time(text: str) -> bool:
    return not any(map(str.isdigit, text)) and plain(text) in ("na", "n_a", "null", "none", "nan", "nat", "")


def kinds_of_rows(grid: Grid, mapping: Mapping[str, list[str]], asked: Choices, gathered: Gathered) -> pd.Series:
    """The kind of each row: as said, as mapped, as a heading tells, or else contact, which is said."""
    blank = pd.Series(None, index=grid.frame.index, dtype="str")
    if asked.kind:
        return blank.fillna(asked.kind)
    if "kind" in mapping:
        column = grid.column(mapping["kind"][0])
        if "kinds" in grid.columns and set(column.dropna()) <= {"support", "contact"}:
            pairs = zip(column, grid.column("kinds"), strict=True)
            return pd.Series([our_kind(kind, kinds) for kind, kinds in pairs], index=column.index, dtype="str")
        return column.map(lambda text: mapped_kind(text, asked), na_action="ignore").fillna("contact").astype("str")
    told = kind_of_heading(mapping["to_id"], mapping["from_id"])
    one, two = mapping["from_id"][0], mapping["to_id"][0]
    if told == "nomination":
        what = f"by its headings, whoever is in {one!r} turns to whoever is in {two!r}: the second supports the first"
        gathered.notice(grid.place, what, "If that is wrong, say --kind contact or --kind help.")
    elif told in PAIRS:
        what = f"{one} and {two} say that each row is {told}, so {one} supports {two}"
        gathered.notice(grid.place, what, "If that is wrong, say --kind contact.")
    elif told == "access":
        gathered.notice(grid.place, f"{one} needs more of {two}'s time, as the heading says", "If not, say --kind.")
    else:
        what = f"nothing says what a row stands for: {one} and {two} are in contact with each other, and nobody helps"
        gathered.notice(grid.place, what, SAY_KIND)
    return blank.fillna(told)


def our_kind(told: object, kinds: object) -> str:
    """The kind of a tie in an export of our own: the one kind there was, or help or contact where there were several.

    >>> our_kind("support", "review:2"), our_kind("support", "help:1;review:2"), our_kind("contact", "meeting:3")
    ('review', 'help', 'meeting')
    """
    names = [part.partition(":")[0] for part in str(kinds or "").split(";") if part]
    wanted = vocabulary.Flow.MUTUAL if told == "contact" else vocabulary.Flow.GIVEN
    if len(names) == 1 and vocabulary.flow_of(names[0]) is wanted:
        return names[0]
    return "contact" if told == "contact" else "help"


def kind_of_heading(names: Sequence[str], first: Sequence[str] = ()) -> str:
    """What the heading of the second person, or those of both, say a row stands for.

    >>> kind_of_heading(["turns to"]), kind_of_heading(["author"], ["reviewer"]), kind_of_heading(["to"])
    ('nomination', 'review', 'contact')
    """
    words, others = {plain(name) for name in names}, {plain(name) for name in first}
    pair = next((kind for kind, (one, two) in PAIRS.items() if others & one and words & two), None)
    if pair:
        return pair
    return "nomination" if words & TURNS_TO else "access" if words & NEEDS_MORE else "contact"


def mapped_kind(text: str, asked: Choices) -> str:
    """An own kind as somebody says what it stands for; any other as it is written."""
    return asked.map_kind.get(" ".join(text.split()).casefold(), text)


def _add_ties(grid: Grid, rows: pd.DataFrame, one: pd.Series, others: Sequence[pd.Series], gathered: Gathered) -> None:
    directory = gathered.directory
    seen = set(one.dropna().unique())
    parts = []
    for column in others:
        lists = {text: split_people(text, directory, seen) for text in column.dropna().unique()}
        many = [text for text, people in lists.items() if len(people) > 1]
        if many:
            what = f"{column.name} holds several people in a cell: {examples(many)}"
            gathered.notice(
                grid.place, what, "Each of them is a tie of its own.", grid.rows[column[column.isin(many)].index]
            )
            parts.append(rows.assign(from_id=one, to_id=column.map(lists))[column.notna()].explode("to_id"))
        else:
            plain = column.map({text: people[0] if people else None for text, people in lists.items()})
            parts.append(rows.assign(from_id=one, to_id=plain)[column.notna()])
    ties = pd.concat(parts).sort_index(kind="stable") if len(parts) > 1 else parts[0]
    numbers = grid.rows[ties.index.to_numpy()]
    splits = {text: split_people(text, directory, set()) for text in ties["from_id"].unique()}
    if any(len(people) > 1 for people in splits.values()):
        ties = ties.assign(from_id=ties["from_id"].map(splits)).explode("from_id")
        numbers = grid.rows[ties.index.to_numpy()]
    ties = ties.assign(from_id=ids_of(ties["from_id"], directory), to_id=ids_of(ties["to_id"].astype("str"), directory))
    if len(others) > 1 or (len(rows) and not len(ties)):
        nobody = sorted(set(rows.index) - set(ties.index))
        gathered.set_aside(grid.place, grid.rows[nobody], "names nobody", "Nothing to do, if nobody was named.")
    own = (ties["from_id"] == ties["to_id"]).to_numpy()
    gathered.set_aside(grid.place, numbers[own], "is a tie of a person with themself", "Take the row out.")
    ties, numbers = ties[~own], numbers[~own]
    keep = _without_mirrors(grid, ties.reset_index(drop=True), numbers, gathered)
    ordered = [name for name in TIE_COLUMNS if name in ties]
    gathered.add("interactions", ties.reset_index(drop=True)[ordered][keep], grid.place, numbers[keep])


def _without_mirrors(grid: Grid, ties: pd.DataFrame, numbers: np.ndarray, gathered: Gathered) -> np.ndarray:
    """Which ties to keep: in a list of contact that holds every pair both ways alike, each pair once."""
    if not len(ties) or not all(_is_mutual(kind) for kind in ties["kind"].unique()):
        return np.ones(len(ties), dtype=bool)
    places, _ids = pd.factorize(pd.concat([ties["from_id"], ties["to_id"]]), sort=True)
    giver, taker = np.split(places, 2)
    turned, apart = giver > taker, giver != taker
    if 2 * turned.sum() != apart.sum():
        return np.ones(len(ties), dtype=bool)
    told = {name: pd.factorize(ties[name])[0] for name in ("timestamp", "kind", "weight") if name in ties}
    key = pd.DataFrame({"low": np.minimum(giver, taker), "high": np.maximum(giver, taker), **told})
    both = key[apart].assign(turned=turned[apart]).groupby(list(key))["turned"].agg(["sum", "size"])
    if not len(both) or not (both["sum"] * 2 == both["size"]).all():
        return np.ones(len(ties), dtype=bool)
    what = (
        f"holds every pair both ways, with the same day and weight: {count(int(turned.sum()), 'row')} of {len(ties):,}"
    )
    gathered.notice(grid.place, what, "As contact is mutual, each pair was counted once.", numbers[turned])
    gathered.file(grid.file, grid.sheet).answered |= {int(row) for row in numbers[turned]}
    return ~turned


def _is_mutual(kind: str) -> bool:
    return vocabulary.flow_of(str(kind).strip().lower()) is vocabulary.Flow.MUTUAL
