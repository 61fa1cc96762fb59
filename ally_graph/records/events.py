"""Interactions and recognitions: checks of single rows, then of rows against the roster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ally_graph import vocabulary
from ally_graph.errors import SettingError, did_you_mean
from ally_graph.records.cells import Coded
from ally_graph.records.checking import check_filled, choices, ids, lowered, say_cleaned, times, weights
from ally_graph.records.identity import Roster
from ally_graph.records.table_check import TableCheck, counted, examples

ONE_DAY = np.timedelta64(1, "D")
KNOWN_KINDS = {*vocabulary.KINDS, vocabulary.RECOGNITION.key}


@dataclass(frozen=True)
class Events:
    """Rows of two ids, a time, a label and a weight; `check` knows which of them can be used."""

    check: TableCheck
    ends: dict[str, Coded]
    timestamp: np.ndarray
    label: str
    labels: Coded
    weight: np.ndarray

    def seen(self) -> Counter[str]:
        """How often each id occurs in the rows that can be used; nobody is seen in a tie to themself."""
        one, two = self.ends.values()
        rows = self.check.good & (_common(one, two)[0] != _common(one, two)[1])
        return counted(one, rows) + counted(two, rows)


def _common(one: Coded, two: Coded) -> tuple[np.ndarray, np.ndarray]:
    """Two columns of ids as codes into the same texts."""
    places = {text: place for place, text in enumerate(one.values)}
    moved = np.array([places.get(text, len(places) + place) for place, text in enumerate(two.values)], dtype=np.int32)
    return one.codes, two.take(moved, np.int32(-2))


def check_interactions(check: TableCheck, mapped_kinds: Mapping[str, str] | None = None) -> Events:
    """Rows of the interactions table that can be used as they stand."""
    ends = _ends(check, "from_id", "to_id")
    kinds = _kinds(check, mapped_kinds or {})
    return Events(check, ends, times(check, "timestamp"), "kind", kinds, weights(check))


def check_recognitions(check: TableCheck) -> Events:
    """Rows of the recognitions table that can be used as they stand."""
    ends = _ends(check, "giver_id", "receiver_id")
    elements, unknown, words = choices(check, "element", tuple(vocabulary.ELEMENTS))
    events = Events(check, ends, times(check, "timestamp"), "element", elements, weights(check))
    mend = "The thanks count; the element was read as empty."
    check.notice(unknown, f"element is none of the known ones: {words}", mend)
    return events


def _ends(check: TableCheck, one: str, two: str) -> dict[str, Coded]:
    ends, changed = {}, np.zeros(len(check), dtype=bool)
    for name in (one, two):
        ends[name], cleaned = ids(check, name)
        check_filled(check, name, ends[name])
        changed |= cleaned
    say_cleaned(check, changed, (one, two))
    return ends


def _kinds(check: TableCheck, mapped: Mapping[str, str]) -> Coded:
    for target in mapped.values():
        if target not in KNOWN_KINDS:
            raise SettingError(f"There is no kind called {target}. {did_you_mean(target, KNOWN_KINDS)}")
    names = {kind.strip().lower(): target for kind, target in mapped.items()}
    kinds = lowered(check, "kind").map(lambda kind: names.get(kind, kind))
    check_filled(check, "kind", kinds)
    unknown = np.array([kind not in KNOWN_KINDS for kind in kinds.values], dtype=bool)
    if unknown.any():
        others = [kind for kind, flag in zip(kinds.values, unknown, strict=True) if flag]
        what = f"kind is none of the known ones and counts as mutual contact: {examples(others)}"
        check.notice(kinds.where(unknown), what, f"Say what it stands for if it is support. {_near(others)}")
    return kinds


def _near(kinds: list[str]) -> str:
    return did_you_mean(min(kinds), vocabulary.KINDS)


def match_events(events: Events, roster: Roster, people: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The rows between two people of the roster, sorted, and how many rows are with somebody outside it."""
    check = events.check
    places = {name: places_of(check, name, column, roster) for name, column in events.ends.items()}
    one, two = places.values()
    outside = (one < 0) | (two < 0)
    same = (one == two) & ~outside | np.equal(*_common(*events.ends.values()))
    check.set_aside(same, "is a tie of a person with themself", "Take the row out.")
    _check_employment(events, places, outside, people)
    outside &= check.good
    say_outside(check, events.ends, places, outside)
    used = np.flatnonzero(check.good & ~outside)
    frame, order = _sorted(events, {name: place[used] for name, place in places.items()}, used, roster)
    _say_repeats(check, frame, used[order])
    return frame, int(outside.sum())


def places_of(check: TableCheck, name: str, column: Coded, roster: Roster) -> np.ndarray:
    """Each row's person by place on the roster, with a notice where the spelling differs from the roster's."""
    found = roster.find(column.values)
    other = np.array(
        [place >= 0 and roster.ids[place] != text for place, text in zip(found, column.values, strict=True)], dtype=bool
    )
    if other.any():
        pairs = zip(column.values[other], found[other], strict=True)
        shown = examples([f"{text} for {roster.ids[place]}" for text, place in pairs])
        what = f"{name} differs from the person_id in case, width or invisible characters: {shown}"
        check.notice(column.where(other), what, "Read as that person; write the id the same way everywhere.")
    return column.take(found, np.int32(-1))


def _check_employment(events: Events, places: dict[str, np.ndarray], outside: np.ndarray, people: pd.DataFrame) -> None:
    start = people["start_date"].to_numpy().astype("datetime64[us]")
    end = people["end_date"].to_numpy().astype("datetime64[us]") + ONE_DAY
    early, late = np.zeros(len(outside), dtype=bool), np.zeros(len(outside), dtype=bool)
    for place in places.values():
        if not len(start) or (np.isnat(start).all() and np.isnat(end).all()):
            break
        early |= (place >= 0) & (events.timestamp < start[place])
        late |= (place >= 0) & (events.timestamp >= end[place])
    mend = "Correct the time, or the start_date and end_date in the people table."
    events.check.set_aside(early & ~outside, "happened before one of the two had started to work here", mend)
    events.check.set_aside(late & ~outside, "happened after one of the two had left", mend)


def say_outside(check: TableCheck, ends: dict[str, Coded], places: dict[str, np.ndarray], outside: np.ndarray) -> None:
    """One notice for all rows of a table with somebody who is not on the roster."""
    if not outside.any():
        return
    unknown: set[str] = set()
    for name, column in ends.items():
        codes = np.unique(column.codes[outside & (places[name] < 0) & (column.codes >= 0)])
        unknown |= set(column.values[codes])
    what = f"names {len(unknown):,} who are not on the roster: {examples(list(unknown))}"
    check.notice(outside, what, "Counted as outside and not used; add them to the people table if they belong there.")


def _sorted(
    events: Events, places: dict[str, np.ndarray], used: np.ndarray, roster: Roster
) -> tuple[pd.DataFrame, np.ndarray]:
    labels = np.unique(events.labels.codes[used])
    names = sorted(events.labels.values[labels[labels >= 0]])
    rank = {name: place for place, name in enumerate(names)}
    ranks = np.array([rank.get(name, -1) for name in events.labels.values], dtype=np.int32)
    label, time, weight = events.labels.take(ranks, np.int32(-1))[used], events.timestamp[used], events.weight[used]
    (first, one), (second, two) = places.items()
    order = _order(time, one, two, label, weight, len(roster.ids), len(names))
    category = pd.CategoricalDtype(pd.Index(roster.ids, dtype="str"))
    frame = pd.DataFrame(
        {
            first: pd.Categorical.from_codes(one[order], dtype=category),
            second: pd.Categorical.from_codes(two[order], dtype=category),
            "timestamp": time[order],
            events.label: pd.Categorical.from_codes(label[order], pd.Index(names, dtype="str")),
            "weight": weight[order],
        }
    )
    return frame if events.label == "kind" else frame.astype({events.label: "str"}), order


def _order(
    time: np.ndarray, one: np.ndarray, two: np.ndarray, label: np.ndarray, weight: np.ndarray, people: int, labels: int
) -> np.ndarray:
    """The order by time, then ids, label and weight; ids and label as one number, which sorts faster."""
    pair = (one.astype(np.int64) * (people + 1) + two) * (labels + 1) + label + 1
    moments = time.astype(np.int64)
    keys = (pair, moments) if len(weight) == 0 or weight.min() == weight.max() else (weight, pair, moments)
    return np.lexsort(keys)


def _say_repeats(check: TableCheck, frame: pd.DataFrame, rows: np.ndarray) -> None:
    if len(frame) < 2:
        return
    same = np.ones(len(frame) - 1, dtype=bool)
    for name in frame.columns:
        column = frame[name]
        values = column.cat.codes.to_numpy() if isinstance(column.dtype, pd.CategoricalDtype) else column.to_numpy()
        if values.dtype == object or isinstance(column.dtype, pd.StringDtype):
            values = pd.factorize(column)[0]
        same &= values[1:] == values[:-1]
    flags = np.zeros(len(check), dtype=bool)
    flags[rows[1:][same]] = True
    check.notice(flags, "repeats an earlier row exactly", "Every row was counted; export each event once.")
