"""Interactions and recognitions: checks of single rows, then of rows against the roster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ally_graph import vocabulary
from ally_graph.compute.event_order import Rows, in_order
from ally_graph.errors import SettingError, did_you_mean, near_name
from ally_graph.records.cells import Coded
from ally_graph.records.checking import check_filled, choices, ids, lowered, say_cleaned, times, weights
from ally_graph.records.identity import Roster
from ally_graph.records.likeness import like_ids
from ally_graph.records.offsets import minutes_of, usual_offsets
from ally_graph.records.scales import top_of_answers
from ally_graph.records.table_check import TableCheck, counted, examples
from ally_graph.records.tables import ENDS
from ally_graph.wording.counts import tally

ONE_DAY = np.timedelta64(1, "D")
SURVEY = ("access", "nomination")
"""Kinds that are answers in a survey, and how high the highest mark of a scale of answers is."""
MIRRORS_LOOKED_AT = 3_000_000
Unmatched = tuple[int, int, int]
"""Of an id that is not on the roster: how many rows it is in, and its first and last day, counted from 1970."""
KINDS_AT_MOST = 1_000
"""More different kinds than this are not kinds: another column was taken for them."""
KIND_WORDS = {
    "review": "review", "mentor": "mentoring", "coach": "mentoring", "hilf": "help", "help": "help", "support": "help",
    "train": "training", "teach": "training", "answer": "answer", "repl": "answer", "check": "checkin",
    "cover": "cover",
    "request": "request", "question": "request", "ask": "request", "pair": "pairing", "meet": "meeting",
    "mail": "email", "chat": "message", "slack": "message",
    "mention": "message", "nominat": "nomination", "advice": "nomination",
}  # fmt: skip
"""Parts of own words, and the kind they are most like."""
KNOWN_KINDS = {*vocabulary.KINDS, vocabulary.RECOGNITION.key}


@dataclass(frozen=True)
class CheckedEvents:
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
        rows = self.check.good & np.not_equal(*_common(one, two))
        found = counted(one, rows)
        found.update(counted(two, rows))
        return found


def _common(one: Coded, two: Coded, rows: np.ndarray | slice = slice(None)) -> tuple[np.ndarray, np.ndarray]:
    """Two columns of ids, in some rows, as codes into the same texts."""
    places = pd.Index(one.values).get_indexer(two.values)
    moved = np.where(places < 0, len(one.values) + np.arange(len(places)), places).astype(np.int32)
    return one.codes[rows], Coded(two.codes[rows], two.values).take(moved, np.int32(-2))


def check_interactions(check: TableCheck, mapped_kinds: Mapping[str, str] | None = None) -> CheckedEvents:
    """Rows of the interactions table that can be used as they stand."""
    ends = _ends(check, *ENDS["interactions"])
    kinds = _kinds(check, mapped_kinds or {})
    _note_offsets(check)
    events = CheckedEvents(check, ends, times(check, "timestamp"), "kind", kinds, weights(check))
    check.columns.clear()
    return events


def check_recognitions(check: TableCheck) -> CheckedEvents:
    """Rows of the recognitions table that can be used as they stand."""
    ends = _ends(check, *ENDS["recognitions"])
    _note_offsets(check)
    elements, unknown, words = choices(check, "element", tuple(vocabulary.ELEMENTS))
    events = CheckedEvents(check, ends, times(check, "timestamp"), "element", elements, weights(check))
    mend = "The thanks count; the element was read as empty."
    check.notice(unknown, f"element is none of the known ones: {words}", mend)
    return events


def _note_offsets(check: TableCheck) -> None:
    """Keep how far from UTC the times are written, before they are moments in UTC."""
    if check.ahead is None:
        check.ahead = minutes_of(check.columns["timestamp"])


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
    names = {" ".join(kind.split()).lower(): target for kind, target in mapped.items()}
    kinds = lowered(check, "kind").map(lambda kind: names.get(kind, kind))
    check_filled(check, "kind", kinds)
    unknown = np.array([kind not in KNOWN_KINDS for kind in kinds.values], dtype=bool)
    if len(kinds.values) > KINDS_AT_MOST:
        what = f"holds {len(kinds.values):,} different kinds, such as {examples(list(kinds.values))}"
        mend = "A kind is one of a few words that say what happened; take the column that holds these."
        check.remark(what, mend, "error")
    elif unknown.any():
        others = [kind for kind, flag in zip(kinds.values, unknown, strict=True) if flag]
        what = f"kind is none of the known ones and counts as mutual contact: {examples(others)}"
        check.notice(kinds.where(unknown), what, f"If it is support, say what it stands for: {_option(others)}.")
    return kinds


def _option(kinds: list[str]) -> str:
    """The option that says what an own kind stands for, with a guess at what may be meant."""
    word, kind = next(((one, likely) for one in sorted(kinds) if (likely := likely_kind(one))), (min(kinds), "help"))
    return f'--map-kind "{word}={kind}"'


def likely_kind(word: str) -> str | None:
    """The kind that an own word is most like; None where nothing tells.

    >>> likely_kind("code review"), likely_kind("hilfe"), likely_kind("lunch")
    ('review', 'help', None)
    """
    found = next((kind for part, kind in KIND_WORDS.items() if part in word.lower()), None)
    return found or near_name(word, vocabulary.KINDS)


def match_events(
    events: CheckedEvents, roster: Roster, people: pd.DataFrame
) -> tuple[pd.DataFrame, dict[str, Unmatched]]:
    """The rows between two people of the roster, sorted, and what is known of those who are not on it."""
    check = events.check
    places = {name: places_of(check, name, column, roster) for name, column in events.ends.items()}
    one, two = places.values()
    outside = (one < 0) | (two < 0)
    same = one == two
    unknown = np.flatnonzero(same & outside)
    if len(unknown):
        same[unknown] = np.equal(*_common(*events.ends.values(), unknown))
    check.set_aside(same, "is a tie of a person with themself", "Take the row out.")
    _check_employment(events, places, outside, people)
    outside &= check.good
    say_outside(check, events.ends, places, outside, roster.ids)
    unmatched = _unmatched(events, places, outside)
    check.outside_rows = int(outside.sum())
    if check.ahead is not None:
        rows = np.flatnonzero(check.good & (one >= 0))
        found = usual_offsets(one[rows], check.ahead[rows])
        check.offsets = {roster.ids[who]: counts for who, counts in found.items()}
    frame, repeats = _sorted(events, (one, two), check.good & ~outside, roster)
    _say_repeats(check, repeats)
    _say_mirrored(check, frame)
    _say_scale(check, frame)
    check.used_rows = len(frame)
    return frame, unmatched


def _unmatched(events: CheckedEvents, places: dict[str, np.ndarray], outside: np.ndarray) -> dict[str, Unmatched]:
    """Each id that is not on the roster: in how many rows it is, and from which day to which."""
    if not outside.any():
        return {}
    (one, two), days = places.values(), events.timestamp.astype("datetime64[D]").astype(np.int64)
    found: dict[str, Unmatched] = {}
    for column, own in zip(events.ends.values(), (one, two), strict=True):
        rows = np.flatnonzero(outside & (own < 0) & (column.codes >= 0))
        parts = pd.DataFrame({"code": column.codes[rows], "day": days[rows]}).groupby("code")["day"]
        for code, count, first, last in parts.agg(["size", "min", "max"]).itertuples():
            text = str(column.values[code])
            before = found.get(text, (0, first, last))
            found[text] = (before[0] + int(count), min(before[1], int(first)), max(before[2], int(last)))
    return found


def _say_mirrored(check: TableCheck, frame: pd.DataFrame) -> None:
    """A notice where contact is there both ways with the same time: the two rows may be one contact."""
    if not len(frame) or "kind" not in frame or len(frame) > MIRRORS_LOOKED_AT:
        return
    flows = [vocabulary.flow_of(kind) is vocabulary.Flow.MUTUAL for kind in frame["kind"].cat.categories]
    mutual = np.append(flows, False)[frame["kind"].cat.codes]
    if not mutual.any():
        return
    one, two = (frame[name].cat.codes.to_numpy()[mutual] for name in ENDS["interactions"])
    if not ((one > two).any() and (one < two).any()):
        return
    rest = {"time": frame["timestamp"].to_numpy()[mutual], "kind": frame["kind"].cat.codes.to_numpy()[mutual],
            "weight": np.asarray(frame["weight"])[mutual]}  # fmt: skip
    pairs = pd.DataFrame({"low": np.minimum(one, two), "high": np.maximum(one, two), **rest, "turned": one > two})
    sides = pairs.drop_duplicates().groupby(list(pairs.columns[:-1]), sort=False)["turned"].size()
    count = int((sides == 2).sum())
    if count and 4 * count >= len(sides):
        contacts = tally(count, "contact")
        what = f"holds {contacts} both ways, from one to the other and back, with the same time and weight"
        check.remark(what, "Each row was counted; if a pair of rows is one contact, keep one of them.")


def _say_scale(check: TableCheck, frame: pd.DataFrame) -> None:
    """A notice where the weights of survey answers are whole numbers from 1 upwards, as on a scale of answers."""
    if not len(frame) or "kind" not in frame:
        return
    asked = np.append([kind in SURVEY for kind in frame["kind"].cat.categories], False)[frame["kind"].cat.codes]
    most = top_of_answers(np.asarray(frame["weight"])[asked])
    if most is not None:
        what = f"weights the answers of a survey with whole numbers from 1 to {most:.0f}, as on a scale"
        mend = "Each answer counts as a tie, as heavy as it says. If 1 means never, leave it out: --min-weight 2."
        check.remark(what, mend)


def places_of(check: TableCheck, name: str, column: Coded, roster: Roster) -> np.ndarray:
    """Each row's person by place on the roster, with a notice where the spelling differs from the roster's."""
    found = roster.find(column.values)
    other = (found >= 0) & (np.array([*roster.ids, None], dtype=object)[found] != column.values)
    if other.any():
        pairs = zip(column.values[other], found[other], strict=True)
        shown = examples([f"{text} for {roster.ids[place]}" for text, place in pairs])
        what = f"{name} differs from the person_id in case, width or invisible characters: {shown}"
        check.notice(column.where(other), what, "Read as that person; write the id the same way everywhere.")
    return column.take(found, np.int32(-1))


def _check_employment(
    events: CheckedEvents, places: dict[str, np.ndarray], outside: np.ndarray, people: pd.DataFrame
) -> None:
    start = people["start_date"].to_numpy().astype("datetime64[us]")
    end = people["end_date"].to_numpy().astype("datetime64[us]") + ONE_DAY
    early, late = np.zeros(len(outside), dtype=bool), np.zeros(len(outside), dtype=bool)
    time = events.timestamp
    if len(time) and not np.isnat(time).all():
        came, left = start > np.fmin.reduce(time), end <= np.fmax.reduce(time)
        for place in places.values():
            some = np.flatnonzero(np.append(came, False)[place])
            early[some] |= time[some] < start[place[some]]
            some = np.flatnonzero(np.append(left, False)[place])
            late[some] |= time[some] >= end[place[some]]
    mend = "Correct the time, or the start_date and end_date in the people table."
    events.check.set_aside(early & ~outside, "happened before one of the two had started to work here", mend)
    events.check.set_aside(late & ~outside, "happened after one of the two had left", mend)


def say_outside(
    check: TableCheck, ends: dict[str, Coded], places: dict[str, np.ndarray], outside: np.ndarray, ids: list[str]
) -> None:
    """One notice for all rows of a table with somebody who is not on the roster, and whom that may be."""
    if not outside.any():
        return
    unknown: set[str] = set()
    for name, column in ends.items():
        codes = np.unique(column.codes[outside & (places[name] < 0) & (column.codes >= 0)])
        unknown |= set(column.values[codes])
    who = "1 who is" if len(unknown) == 1 else f"{len(unknown):,} who are"
    what = f"names {who} not on the roster: {examples(list(unknown))}"
    mend = like_ids(unknown, ids) or "Add them to the people table if they belong there."
    check.notice(outside, what, f"Counted as outside and not used. {mend}")


def _sorted(
    events: CheckedEvents, places: tuple[np.ndarray, np.ndarray], used: np.ndarray, roster: Roster
) -> tuple[pd.DataFrame, np.ndarray]:
    """The rows of a mask, in order, and the places of those which repeat another one exactly."""
    occur = np.zeros(len(events.labels.values) + 1, dtype=bool)
    occur[events.labels.codes[used]] = True
    names = sorted(events.labels.values[occur[:-1]])
    rank = {name: place for place, name in enumerate(names)}
    ranks = np.array([rank.get(name, -1) for name in events.labels.values], dtype=np.int32)
    rows = Rows(*places, events.timestamp.view(np.int64), events.labels.take(ranks, np.int32(-1)), events.weight)
    kept = np.flatnonzero(used) if not used.all() else None
    rows, repeats = in_order(rows if kept is None else rows.take(kept), len(roster.ids), len(names))
    return _frame(events, rows, names, roster), repeats if kept is None else kept[repeats]


def _frame(events: CheckedEvents, rows: Rows, names: list[str], roster: Roster) -> pd.DataFrame:
    category = pd.CategoricalDtype(pd.Index(roster.ids, dtype="str"))
    first, second = events.ends
    labels = pd.array(names, dtype="str")
    if events.label == "kind":
        label = pd.Categorical.from_codes(rows.label, pd.Index(labels))
    else:
        label = labels.take(rows.label, allow_fill=True)
    columns = {
        first: pd.Categorical.from_codes(rows.one, dtype=category),
        second: pd.Categorical.from_codes(rows.two, dtype=category),
        "timestamp": rows.time.view("datetime64[us]"),
        events.label: label,
        "weight": rows.weight,
    }
    return pd.DataFrame(columns, copy=False)


def _say_repeats(check: TableCheck, repeats: np.ndarray) -> None:
    flags = np.zeros(len(check), dtype=bool)
    flags[repeats] = True
    check.notice(flags, "repeats an earlier row exactly", "Every row was counted; export each event once.")
