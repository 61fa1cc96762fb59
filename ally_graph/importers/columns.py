"""Columns of a grid read as what they are: people, times, weights and kinds, with a word about every cell left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from ally_graph.errors import Problem, SettingError, did_you_mean
from ally_graph.importers.choices import Choices
from ally_graph.importers.directory import Directory, whole_numbers
from ally_graph.importers.gathering import Gathered
from ally_graph.importers.headings import COUNTS, SCALE, is_nothing, is_total, plain
from ally_graph.importers.opening import Grid, holds_no_value
from ally_graph.records.dates import read_times
from ally_graph.records.forms import named_form, understood
from ally_graph.records.numbers import could_be_two, is_whole, read_loosely
from ally_graph.records.sheet import SAVE_AGAIN, UNSAVED
from ally_graph.records.table_check import examples

LOOKED_AT = 10_000
ODD_TIMES = 50_000
"""Where none of so many different texts is a time, and there are very many, the others are not looked at."""
_LISTED = re.compile(r"\s*[;|\n]\s*")
_COMMAS = re.compile(r"\s*,\s*")


def heading(grid: Grid, name: str, target: str, gathered: Gathered) -> str | None:
    """The heading somebody means, by name in any case or by the number of its column; a problem where there is none."""
    wanted = " ".join(name.split())
    if wanted in grid.columns:
        return wanted
    folded = {column.casefold(): column for column in reversed(grid.columns)}
    if wanted.casefold() in folded:
        return folded[wanted.casefold()]
    number = wanted.lstrip("#")
    if number.isdigit() and 1 <= int(number) <= len(grid.columns):
        return grid.columns[int(number) - 1]
    gathered.error(grid.place, f"has no column {name} for {target}", did_you_mean(name, grid.columns))
    return None


def chosen(
    grid: Grid, columns: Mapping[str, Sequence[str]], gathered: Gathered, many: Collection[str] = ()
) -> dict[str, list[str]]:
    """The headings that are named for each target; several are allowed for the targets in `many` only."""
    found: dict[str, list[str]] = {}
    for target, names in columns.items():
        if len(names) > 1 and target not in many:
            raise SettingError(f"{target} is given {len(names)} columns, {' and '.join(names)}. Give one of them.")
        found[target] = [place for name in names if (place := heading(grid, name, target, gathered)) is not None]
    return {target: names for target, names in found.items() if names}


def cells(grid: Grid, name: str, choices: Choices, directory: Directory) -> pd.Series:
    """The texts of a column, missing where a cell is empty or says nothing, such as NA; somebody called so stays."""
    column = grid.column(name)
    nothing = [
        text for text in column.dropna().unique() if is_nothing(text, choices.empty) and not directory.find(text)
    ]
    return column.mask(column.isin(nothing)) if nothing else column


def flagged(column: pd.Series, test: Callable[[str], bool]) -> pd.Series:
    """Which cells hold a text that a test says yes to; never an empty one."""
    return column.isin([text for text in column.dropna().unique() if test(text)])


def say_nothing_words(grid: Grid, names: Sequence[str], choices: Choices, gathered: Gathered) -> None:
    """A notice about words such as NA, which were taken for empty cells."""
    words, rows = set(), set()
    for name in names:
        column = grid.column(name)
        some = [text for text in column.dropna().unique() if is_nothing(text, choices.empty)]
        words |= {text for text in some if not gathered.directory.find(text)}
        rows |= set(grid.rows[column.isin(words).to_numpy()].tolist())
    if words:
        what = f"holds {examples(sorted(words))} in {' and '.join(names)}, taken for empty cells"
        gathered.notice(grid.place, what, 'If somebody is called so, say --empty "".', sorted(rows))


def people_in(grid: Grid, names: Sequence[str], choices: Choices, gathered: Gathered) -> dict[str, pd.Series]:
    """Columns of people as ids: spelled as on the roster, `1.0` as `1` where the column holds whole numbers only."""
    told: dict[str, pd.Series] = {}
    for name in names:
        column = cells(grid, name, choices, gathered.directory)
        distinct = list(column.dropna().unique())
        whole = {text: number for text, number in whole_numbers(distinct).items() if not gathered.directory.find(text)}
        if whole:
            text, number = next(iter(whole.items()))
            gathered.notice(
                grid.place, f"{name} holds whole numbers, and {text} was read as {number}", "Nothing to do."
            )
        meant = {text: whole.get(text, text) for text in distinct}
        told[name] = column.map(meant) if whole else column
    return told


def ids_of(column: pd.Series, directory: Directory) -> pd.Series:
    """Each text of a column as the id of whom it means."""
    return column.map({text: directory.name_of(text) for text in column.dropna().unique()})


def split_people(text: str, directory: Directory, seen: Collection[str] = ()) -> list[str]:
    """The people in a cell: one, or several with `;`, `|`, a new line or, where all of them are known, commas between.

    >>> known = Directory({"1": {"Bo Li"}, "2": {"Cy Rao"}})
    >>> split_people("Bo Li, Cy Rao", known), split_people("Li, Bo", known), split_people("a; b", known)
    (['Bo Li', 'Cy Rao'], ['Li, Bo'], ['a', 'b'])
    """
    if directory.find(text):
        return [text]
    parts = [part for part in _LISTED.split(text.strip()) if part]
    if len(parts) > 1 or (parts and parts[0] != text.strip()):
        return [one for part in parts for one in split_people(part, directory, seen)]
    commas = [part for part in _COMMAS.split(text.strip()) if part]
    if len(commas) > 1:
        known = sum(1 for part in commas if directory.find(part) or part in seen)
        if known == len(commas) or (known and known >= len(commas) / 2) or all("@" in part for part in commas):
            return commas
        pairs = [", ".join(commas[place : place + 2]) for place in range(0, len(commas), 2)]
        if len(commas) > 2 and len(commas) % 2 == 0 and all(directory.find(pair) for pair in pairs):
            return pairs
    return [" ".join(text.split())]


def split_lists(texts: Iterable[str], directory: Directory) -> dict[str, list[str]]:
    """The people in each cell of a column of answers; commas part them where all of the column speaks for it.

    It does where every part is a full name, or somebody known or named elsewhere: `Ek, Di` stays one person.

    >>> split_lists(["Bo Li, Cy Rao", "Cy Rao"], Directory({})), split_lists(["Ek, Di", "Li, Bo"], Directory({}))
    ({'Bo Li, Cy Rao': ['Bo Li', 'Cy Rao'], 'Cy Rao': ['Cy Rao']}, {'Ek, Di': ['Ek, Di'], 'Li, Bo': ['Li, Bo']})
    """
    distinct = list(dict.fromkeys(texts))
    with_commas = [text for text in distinct if "," in text]
    whole = {" ".join(text.split()) for text in distinct if "," not in text}
    parts = {part for text in with_commas for part in _COMMAS.split(text.strip(" ,")) if part}
    full = all(len(part.split()) > 1 or part in whole or directory.find(part) for part in parts)
    lists = {}
    for text in distinct:
        listed = split_people(text, directory)
        if len(listed) == 1 and full and text in with_commas and not directory.find(text):
            listed = [part for part in _COMMAS.split(text.strip(" ,")) if part]
        lists[text] = listed
    return lists


def times_in(grid: Grid, name: str, choices: Choices, gathered: Gathered, *, needed: bool = True) -> pd.Series:
    """A column of times in ISO 8601, with their offset where one is written; missing where there is none.

    Where it can't be told how they are written, that is a problem that stops the work.
    """
    column = cells(grid, name, choices, gathered.directory)
    distinct = list(column.dropna().unique())
    if len(distinct) > ODD_TIMES and not any(understood(distinct[:LOOKED_AT], choices.date_format).texts.values()):
        mend = "Write times as 2026-03-31, or say how they are written: --date-format."
        gathered.error(grid.place, f"has more than {ODD_TIMES:,} cells in {name} that can't be read", mend)
        return pd.Series(None, index=column.index, dtype="str")
    known = understood(distinct, choices.date_format)
    texts = _existing(known.texts)
    unread = [text for text in distinct if texts[text] is None]
    if unread and known.doubt and not choices.date_format:
        _say_doubt(grid, name, unread, known.doubt, gathered)
        return column.map(texts).astype("str")
    if known.form not in ("iso", choices.date_format) and distinct:
        text = next(text for text in distinct if texts[text] and texts[text] != text)
        what = f"{name} was read as {named_form(known.form)}: {text} as {texts[text]}"
        gathered.notice(grid.place, what, "If that is wrong, say --date-format.")
    flags = column.isin(unread).to_numpy()
    if unread and needed:
        unsaved = holds_no_value(column)
        gathered.set_aside(grid.place, grid.rows[flags & unsaved], f"{name} {UNSAVED}", SAVE_AGAIN)
        written = set(column[flags & ~unsaved])
        others = [text for text in unread if text in written]
        if others:
            what = f"{name} is no time that can be read: {examples(others)}"
            given = f" as {choices.date_format}" if choices.date_format else ""
            mend = "Write it as 2026-03-31, or say how times are written: --date-format."
            gathered.set_aside(grid.place, grid.rows[flags & ~unsaved], what + given, mend)
    elif unread:
        what = f"{name} is no date that can be read: {examples(unread)}; read as empty"
        gathered.notice(grid.place, what, "Write it as 2026-03-31, or say --date-format.", grid.rows[flags])
    return column.map(texts).astype("str")


def _existing(texts: Mapping[str, str | None]) -> dict[str, str | None]:
    """Times without those of a day that there is not, or of none between 1970 and 2100; what lies later stays."""
    column = pd.Series(texts, dtype="str")
    good = ~np.isnat(read_times(column).values) | (column.str[:4] >= "2100").fillna(False).to_numpy(dtype=bool)
    return {text: iso if fine else None for (text, iso), fine in zip(texts.items(), good, strict=True)}


def _say_doubt(grid: Grid, name: str, unread: Sequence[str], doubt: Sequence[str], gathered: Gathered) -> None:
    forms = [form for form in doubt if form in ("dmy", "mdy", "ymd")] or list(doubt)
    if len(forms) == 1:
        what = f"{name} holds times that are not all written alike, such as {examples(unread)}"
    elif len(unread) > 1 and all(understood(unread, form).texts[text] is None for form in forms for text in unread[:1]):
        what = f"{name} holds times that can't all be in one order, such as {examples(unread)}"
    else:
        what = f"{name} holds times such as {examples(unread)}, in which the day or the month could come first"
    first = " or ".join(f"--date-format {form}" for form in forms)
    gathered.problems.append(Problem(grid.place, what, f"Say which it is: {first}."))


def weights_in(grid: Grid, name: str, choices: Choices, gathered: Gathered) -> tuple[np.ndarray, np.ndarray]:
    """A column of weights, and the rows that hold a tie; 0 is none, and a cell without a number is set aside.

    An empty cell weighs 1, unless others are 0: on such a scale it is no answer.
    """
    column = grid.column(name)
    distinct = [text for text in column.dropna().unique() if not is_nothing(text, choices.empty)]
    whole = "thousands" if grid.written and plain(name) in COUNTS and all(map(is_whole, distinct)) else ""
    loose = read_loosely(distinct, point=whole or ("" if grid.written else "decimal"), comma=whole)
    words = _in_numbers(grid, name, distinct, loose.values, gathered)
    values = column.map(loose.values | words).to_numpy(dtype=float, na_value=np.nan)
    said = column.isin(distinct).to_numpy()
    unread = [text for text in distinct if np.isnan(loose.values[text]) and text not in words]
    good = _set_unread_aside(grid, name, column, unread, gathered)
    if loose.unit and any(not np.isnan(value) for value in loose.values.values()):
        gathered.notice(grid.place, f"{name} is in {loose.unit}, which was left out", "Nothing to do, if all are.")
    with np.errstate(invalid="ignore"):
        zero, negative = values == 0, values < 0
    if zero.any():
        what = f"{name} is 0, which is no tie"
        gathered.set_aside(grid.place, grid.rows[zero], what, "Nothing to do, if 0 says that there was nothing.")
    gathered.set_aside(grid.place, grid.rows[negative], f"{name} is negative", "Give a number above 0.")
    empty = ~said
    nothing = column.notna().to_numpy() & empty
    on_scale = zero.any() or nothing.any()
    if empty.any() and on_scale:
        shown = examples(sorted(set(column[nothing]))) if nothing.any() else "empty"
        what = f"{name} says nothing ({shown}): no answer, and no tie"
        gathered.set_aside(grid.place, grid.rows[empty], what, "Fill it in where there is a tie.")
        good = good & ~empty
    elif empty.any():
        gathered.notice(grid.place, f"{name} is empty and counts as 1", "Fill it in if it is not.", grid.rows[empty])
    if choices.min_weight is not None:
        with np.errstate(invalid="ignore"):
            light = (values < choices.min_weight) & ~zero & ~negative
        what = f"{name} is below {choices.min_weight:g}"
        gathered.set_aside(grid.place, grid.rows[light], what, "As asked, they are not used.")
        good = good & ~light
    return np.where(empty, 1.0, values), good & ~zero & ~negative


def _in_numbers(
    grid: Grid, name: str, distinct: Sequence[str], values: Mapping[str, float], gathered: Gathered
) -> dict[str, float]:
    """Words of a scale as numbers, where a column holds nothing else; beside numbers only never is one, and is 0."""
    levels = {text: float(SCALE[plain(text)]) for text in distinct if np.isnan(values[text]) and plain(text) in SCALE}
    if len(levels) < len(distinct):
        return {text: level for text, level in levels.items() if level == 0}
    if levels:
        told = ", ".join(f"{text} as {level:g}" for text, level in sorted(levels.items(), key=lambda one: one[1]))
        gathered.notice(grid.place, f"{name} holds words, read as numbers: {told}", "Write numbers if they are others.")
    return levels


def _set_unread_aside(
    grid: Grid, name: str, column: pd.Series, unread: Sequence[str], gathered: Gathered
) -> np.ndarray:
    twofold = [text for text in unread if could_be_two(text)]
    unsaved = holds_no_value(column)
    left = {*twofold, *column[unsaved]}
    others = [text for text in unread if text not in left]
    mends = "Write 1250 or 1.25 without marks for thousands."
    for texts, what, mend in (
        (twofold, "could be a number with thousands or one with a fraction", mends),
        (others, "is not a number, or in several units", "Write plain numbers in one unit."),
    ):
        flags = column.isin(texts).to_numpy()
        gathered.set_aside(grid.place, grid.rows[flags], f"{name} {what}: {examples(texts) if texts else ''}", mend)
    gathered.set_aside(grid.place, grid.rows[unsaved], f"{name} {UNSAVED}", SAVE_AGAIN)
    return np.logical_not(column.isin(unread).to_numpy())


def set_people_aside(grid: Grid, column: pd.Series, name: str, gathered: Gathered) -> np.ndarray:
    """The rows in which a column holds a person; empty cells, totals and formulas without a value are set aside."""
    empty, unsaved = column.isna().to_numpy(), holds_no_value(column)
    totals = column.isin([text for text in column.dropna().unique() if is_total(text)]).to_numpy()
    totals = totals & ~column.isin(gathered.directory.ids).to_numpy()
    gathered.set_aside(grid.place, grid.rows[empty], f"{name} is empty", "Fill it in, or take the row out.")
    gathered.set_aside(grid.place, grid.rows[unsaved], f"{name} {UNSAVED}", SAVE_AGAIN)
    what = f"{name} names a total and no person"
    gathered.set_aside(grid.place, grid.rows[totals], what, "Nothing to do, unless somebody is called so.")
    return ~(empty | unsaved | totals)
