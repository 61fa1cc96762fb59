"""One check for each type of column: texts, ids, choices, times, days, numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

import numpy as np
import pandas as pd

from ally_graph.errors import did_you_mean
from ally_graph.records.cells import Coded, coded
from ally_graph.records.dates import FIRST, Fault, Times, guess_format, read_dates, read_times
from ally_graph.records.forms import named_form, understood
from ally_graph.records.identity import clean_id, clean_text, not_plain, was_unsafe
from ally_graph.records.numbers import could_be_two, read_distinct
from ally_graph.records.table_check import TableCheck, examples
from ally_graph.records.words import is_nothing, is_total

TEXT_LIMIT = 4_096
WEIGHT_LIMIT, WEIGHT_LEAST = 1_000_000, 1e-9
FORMS_LOOKED_AT = 1_000
_POINTED = re.compile(r"-?\d+\.0+")
_WHOLE = re.compile(r"-?(?:0|[1-9]\d*)(?:\.0+)?")
WRITE_ISO = "Write ISO 8601, such as 2026-03-31 or 2026-03-31T14:30:00Z"


def check_filled(check: TableCheck, name: str, column: Coded) -> None:
    """Set aside rows in which a required column is empty."""
    check.set_aside(column.codes < 0, f"{name} is empty", "Fill it in, or take the row out.")


def texts(check: TableCheck, name: str) -> Coded:
    """A column of texts: trimmed, without control characters and formula signs."""
    raw = _of_fair_length(check, name)
    cleaned, odd = _cleaned(raw, clean_text)
    unsafe = np.zeros(len(raw.values), dtype=bool)
    unsafe[odd] = [was_unsafe(raw.values[place], cleaned[place]) for place in odd]
    found = raw.where(unsafe)
    if found.any():
        what = f"{name} held control characters or signs a spreadsheet takes for a formula; read as"
        check.notice(found, f"{what} {examples(cleaned[unsafe])}", "Take them out at the source.")
    return raw.renamed(cleaned)


def ids(check: TableCheck, name: str) -> tuple[Coded, np.ndarray]:
    """A column of ids without stray spaces and invisible characters, and the rows in which something was cleaned."""
    raw = _of_fair_length(check, name)
    cleaned, odd = _cleaned(raw, clean_id)
    broken = np.zeros(len(raw.values), dtype=bool)
    broken[odd] = ["\n" in text.strip() or "\r" in text.strip() for text in raw.values[odd]]
    what = f"{name} runs over several lines; probably a quote before it was never closed"
    totals = np.array([is_total(text) for text in cleaned], dtype=bool)
    _set_totals_aside(check, name, raw, totals)
    check.set_aside(raw.where(broken & ~totals), what, "Close the quote.")
    changed = raw.where((cleaned != raw.values) & ~broken & ~totals)
    _say_nothing_words(check, name, raw, cleaned)
    return raw.renamed(_whole_numbers(check, name, cleaned, ~totals)), changed


def _set_totals_aside(check: TableCheck, name: str, raw: Coded, totals: np.ndarray) -> None:
    """A row that names a total or a filter, as reports end with, is no person."""
    if totals.any():
        what = f"{name} names a total, a filter or a report and no person: {examples(raw.values[totals])}"
        check.set_aside(raw.where(totals), what, "Nothing to do, unless somebody is called so.")


def _say_nothing_words(check: TableCheck, name: str, raw: Coded, cleaned: np.ndarray) -> None:
    nothing = np.array([is_nothing(text) for text in cleaned], dtype=bool)
    if nothing.any():
        what = f"{name} is {examples(cleaned[nothing])}, which mostly stands for nothing, and was taken for a person"
        check.notice(
            raw.where(nothing), what, "Leave such cells empty, or convert the table: --empty takes these words."
        )


def _whole_numbers(check: TableCheck, name: str, cleaned: np.ndarray, some: np.ndarray) -> np.ndarray:
    """Ids without `.0`, where a column holds nothing but whole numbers, some of them written so; 007 is a text."""
    pointed = np.array([bool(_POINTED.fullmatch(text)) for text in cleaned], dtype=bool)
    if not pointed.any() or not all(_WHOLE.fullmatch(text) for text in cleaned[some] if text):
        return cleaned
    what = f"{name} holds whole numbers, and {cleaned[pointed][0]} was read as {cleaned[pointed][0].partition('.')[0]}"
    check.remark(what, "Nothing to do; programs write them so where a cell of the column is empty.")
    return np.array(
        [text.partition(".")[0] if flag else text for text, flag in zip(cleaned, pointed, strict=True)], dtype=object
    )


def _cleaned(raw: Coded, clean: Callable[[str], str]) -> tuple[np.ndarray, np.ndarray]:
    """The distinct texts of a column, cleaned, and the places of those that were not plain."""
    odd, cleaned = not_plain(raw.values), raw.values.copy()
    cleaned[odd] = [clean(text) for text in raw.values[odd]]
    return cleaned, odd


def say_cleaned(check: TableCheck, changed: np.ndarray, names: Collection[str]) -> None:
    """One notice for all ids of a table that were cleaned."""
    what = f"{' or '.join(names)} had stray spaces, invisible characters or formula signs, and was read without them"
    check.notice(changed, what, "Nothing to do, unless two people share the cleaned id.")


def choices(check: TableCheck, name: str, allowed: Collection[str]) -> tuple[Coded, np.ndarray, str]:
    """A column of keys in small letters: the known ones, the rows with other ones, and words about those."""
    lowered = _of_fair_length(check, name).map(lambda text: clean_text(text).lower())
    known = np.array([text in allowed for text in lowered.values], dtype=bool)
    unknown = lowered.where(~known)
    others = sorted(text for text, flag in zip(lowered.values, known, strict=True) if not flag)
    words = f"{examples(others)}. {did_you_mean(others[0], allowed)}" if others else ""
    return lowered.map(lambda text: text if text in allowed else ""), unknown, words


def lowered(check: TableCheck, name: str) -> Coded:
    """A column of keys in small letters, whatever they are."""
    return texts(check, name).map(str.lower)


def _of_fair_length(check: TableCheck, name: str) -> Coded:
    column = check.coded(name)
    if max(map(len, column.values), default=0) <= TEXT_LIMIT:
        return column
    long = np.array([len(text) > TEXT_LIMIT for text in column.values], dtype=bool)
    check.set_aside(column.where(long), f"{name} has more than {TEXT_LIMIT:,} characters", "Shorten it.")
    return column.map(lambda text: text[:TEXT_LIMIT])


def times(check: TableCheck, name: str) -> np.ndarray:
    """A required column of moments in UTC; rows without a usable one are set aside."""
    column = read_times(check.columns[name], check.odd.get(name))
    _set_aside_faults(check, name, column)
    check.set_aside(column.has(Fault.EMPTY), f"{name} is empty", "Fill it in, or take the row out.")
    return column.values


def days(check: TableCheck, name: str, *, required: bool) -> np.ndarray:
    """A column of days; rows with a faulty one are set aside, and rows without one where it is required."""
    if name not in check.columns:
        return np.full(len(check), np.datetime64("NaT", "us"))
    column = read_dates(check.columns[name])
    _set_aside_faults(check, name, column)
    if required:
        check.set_aside(column.has(Fault.EMPTY), f"{name} is empty", "Fill it in, or take the row out.")
    return column.values


def _set_aside_faults(check: TableCheck, name: str, column: Times) -> None:
    foreign = column.has(Fault.NOT_ISO)
    if foreign.any():
        texts = check.odd.get(name, check.columns[name])
        shown, hint = foreign_dates(texts, foreign[texts.index])
        check.set_aside(foreign, f"{name} is not an ISO 8601 date or time, such as {shown}", f"{WRITE_ISO}{hint}.")
    check.set_aside(column.has(Fault.IMPOSSIBLE), f"{name} is a day or an hour that does not exist", f"{WRITE_ISO}.")
    what = f"{name} lies before {FIRST.astype(object).year} or after 2100"
    check.set_aside(column.has(Fault.TOO_EARLY, Fault.TOO_LATE), what, "Give the true date.")


def foreign_dates(column: pd.Series, flags: np.ndarray) -> tuple[str, str]:
    """Examples of dates that are not ISO 8601, and a hint at what they look like, without guessing."""
    found = coded(column[flags]).series()
    pattern = guess_format(found)
    known = understood([str(text) for text in found.unique()[:FORMS_LOOKED_AT]])
    if pattern:
        hint = f" (these look like {pattern}; nothing was guessed)"
    elif known.form != "iso":
        hint = f" (these look like {named_form(known.form)}; convert reads them, nothing was guessed)"
    elif known.doubt:
        hint = "; 03/04/2026 could be March or April"
    else:
        hint = ""
    return examples(found.unique()), hint


def numbers(check: TableCheck, name: str) -> tuple[np.ndarray, np.ndarray]:
    """A column of numbers, `NaN` where empty, and the rows that hold something else."""
    if name not in check.columns:
        return np.full(len(check), np.nan), np.zeros(len(check), dtype=bool)
    series = check.columns[name]
    if not (isinstance(series.dtype, np.dtype) and series.dtype.kind in "iuf"):
        return _read_numbers(series, check.decimal_comma)
    values, faulty = series.to_numpy().astype(float), np.zeros(len(series), dtype=bool)
    if name in check.odd:
        odd = check.odd[name]
        points = bool((values[np.isfinite(values)] % 1 != 0).any())
        values[odd.index], faulty[odd.index] = _read_numbers(odd, check.decimal_comma, points)
    return values, faulty


def _read_numbers(texts: pd.Series, decimal_comma: bool, points: bool = False) -> tuple[np.ndarray, np.ndarray]:
    raw = coded(texts).map(str.strip)
    values = read_distinct(raw.values, semicolons=decimal_comma, points=points)
    return raw.take(values, np.nan), raw.where(np.isnan(values))


def _say_no_number(check: TableCheck, name: str, faulty: np.ndarray) -> None:
    """Set aside what is no number, with examples; and apart from it what can be two numbers, such as 1.250."""
    cells = check.odd.get(name, check.columns[name])
    found = coded(cells[faulty[cells.index]]).values
    twofold = [text for text in found if could_be_two(text.strip())] if check.decimal_comma else []
    if twofold:
        raw, flags = coded(cells), np.zeros(len(check), dtype=bool)
        flags[cells.index] = raw.where(np.isin(raw.values, twofold))
        what = f"{name} could be a number with thousands or one with a fraction: {examples(twofold)}"
        check.set_aside(flags & faulty, what, "Write 1250 or 1,25 without marks for thousands.")
        faulty = faulty & ~flags
    others = [text for text in found if text not in twofold]
    if others:
        what = f"{name} is not a number: {examples(others)}"
        check.set_aside(faulty, what, "Write it with digits and a decimal point, without a unit.")


def weights(check: TableCheck, name: str = "weight") -> np.ndarray:
    """A column of weights: at least a billionth and at most a million, 1 where empty."""
    if name not in check.columns:
        return np.broadcast_to(1.0, len(check))
    values, faulty = numbers(check, name)
    if faulty.any():
        _say_no_number(check, name, faulty)
    with np.errstate(invalid="ignore"):
        check.set_aside(
            values == 0, f"{name} is 0, which is no tie", "Nothing to do, if 0 says that there was nothing."
        )
        check.set_aside(values < 0, f"{name} is negative", "Give a number above 0.")
        what = f"{name} is infinite or above {WEIGHT_LIMIT:,}"
        check.set_aside(values > WEIGHT_LIMIT, what, "Give the true number.")
        tiny = (values > 0) & (values < WEIGHT_LEAST)
        check.set_aside(tiny, f"{name} is next to nothing (below a billionth)", "Give the true number.")
    return np.where(np.isnan(values), 1.0, values)
