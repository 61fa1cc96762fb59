"""The same records under ids that say nothing: results then don't depend on what people are called.

Random draws and the walks of cluster search go through people in the order of their ids. So that renaming somebody
changes nothing, an analysis gives everyone a number by their own records (attributes, who had to do with whom, when
and how), works on those numbers, and puts the ids back at the end. Ids decide only between people whose records are
alike in every way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ally_graph.records import Records
from ally_graph.records.tables import ENDS, LABELS

ATTRIBUTES = ("team", "department", "location", "level", "work_mode", "kind", "fte", "start_date", "end_date")
REGISTERS = {"absences": "person_id", "programmes": "person_id"}
MOST_PEOPLE = 5_000
REFINEMENTS = 12
SEPARATED_AT_MOST = 100
WEIGHT_STEPS = 2.0**24
_GOLDEN, _FIRST, _SECOND = (np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))


@dataclass(frozen=True)
class _Links:
    """Who is linked to whom: `one` sees `other` under a label, as codes of people; each link from both ends."""

    one: np.ndarray
    other: np.ndarray
    label: np.ndarray


def renamed(records: Records) -> tuple[Records, dict[str, str] | None]:
    """The records with a number for each id, given by the person's own records, and the id behind each number.

    Weights are put in units of their median, so that their unit does not matter either. In companies of more than
    5,000 people it would take as long as the analysis; there the records stay as they are, and the ids are None.
    """
    if len(records.people) > MOST_PEOPLE:
        return records, None
    ids = records.people["person_id"]
    order = np.argsort(_colours(records), kind="stable")
    width = len(str(len(ids)))
    numbers = pd.Index([f"{number:0{width}d}" for number in range(len(ids))], dtype="str")
    place = np.empty(len(ids), dtype=np.int64)
    place[order] = np.arange(len(ids))
    called = pd.Series(numbers[place], index=pd.Index(ids))
    people = records.people.assign(
        person_id=called.to_numpy(), manager_id=_mapped(records.people["manager_id"], called)
    )
    unit = _usual_weight(records)
    tables = {name: _events(getattr(records, name), pair, numbers, place, unit) for name, pair in ENDS.items()}
    for name, column in REGISTERS.items():
        table = getattr(records, name)
        if len(table):
            table = table.assign(**{c: _mapped(table[c], called) for c in (column, "partner_id") if c in table})
            tables[name] = table.sort_values(list(table.columns), ignore_index=True)
    people = people.sort_values("person_id", ignore_index=True)
    return replace(records, people=people, **tables), dict(zip(numbers, ids.to_numpy()[order], strict=True))


def _mapped(column: pd.Series, called: pd.Series) -> pd.Series:
    return column.map(called).astype("str") if column.notna().any() else column


def _usual_weight(records: Records) -> float:
    """The median weight of all events."""
    weights = np.concatenate([table["weight"].to_numpy(dtype=float) for table in records.events])
    return float(np.median(weights)) if len(weights) else 1.0


def _events(
    table: pd.DataFrame, pair: tuple[str, str], numbers: pd.Index, place: np.ndarray, unit: float
) -> pd.DataFrame:
    """Events between numbers instead of ids, in an order of their own."""
    everyone = pd.CategoricalDtype(numbers)
    one, other = (place[table[name].cat.codes.to_numpy()] for name in pair)
    part, power = np.frexp(table["weight"].to_numpy(dtype=float) / unit)
    weight = np.ldexp(np.rint(part * WEIGHT_STEPS) / WEIGHT_STEPS, power)
    rest = [_ordered(column) for _, column in table.drop(columns=[*pair, "weight", "timestamp"]).items()]
    order = np.lexsort((*rest, weight, other, one, table["timestamp"].to_numpy()))
    columns = {
        name: pd.Categorical.from_codes(codes, dtype=everyone) for name, codes in zip(pair, (one, other), strict=True)
    }
    return table.assign(**columns, weight=weight).iloc[order].reset_index(drop=True)


def _ordered(column: pd.Series) -> np.ndarray:
    """Numbers in the order of the values, missing ones first."""
    return column.cat.codes.to_numpy() if column.dtype == "category" else pd.factorize(column, sort=True)[0]


def _colours(records: Records) -> np.ndarray:
    """A number for each person that only their records decide; equal for people whose records are alike.

    Colour refinement: everyone's number is mixed from their attributes, then again and again from those of the people
    they are linked to, until no more people are told apart. Of people who are still alike one is set apart, by id, and
    the others refined again, so that whole circles of people who are alike fall into place.
    """
    links = _links(records)
    colours, apart = _refined(_attributes(records), links)
    linked = np.bincount(links.one, minlength=len(colours)) > 0
    for _ in range(SEPARATED_AT_MOST):
        if apart == len(colours):
            break
        _, place, count = np.unique(colours, return_inverse=True, return_counts=True)
        alike = np.flatnonzero((count[place] > 1) & linked)
        if len(alike) == 0:
            break
        chosen = alike[np.argmin(colours[alike])]
        colours[chosen] = _mixed(colours[chosen : chosen + 1] + _GOLDEN)[0]
        colours, apart = _refined(colours, links)
    return colours


def _refined(colours: np.ndarray, links: _Links) -> tuple[np.ndarray, int]:
    """The colours after as many rounds as tell more people apart, and how many different ones there are."""
    apart = len(np.unique(colours))
    for _ in range(REFINEMENTS if len(links.one) else 0):
        seen = np.zeros(len(colours), dtype=np.uint64)
        np.add.at(seen, links.one, _mixed(links.label ^ _mixed(colours[links.other])))
        colours = _mixed(colours + _mixed(seen))
        before, apart = apart, len(np.unique(colours))
        if apart in (before, len(colours)):
            break
    return colours, apart


def _attributes(records: Records) -> np.ndarray:
    """What the roster and the register of absences say of each person, as a colour."""
    people = records.people
    colours = np.zeros(len(people), dtype=np.uint64)
    for name in ATTRIBUTES:
        if name in people:
            colours = _mixed(colours + _hashed(people[name]))
    rows = pd.Index(people["person_id"]).get_indexer(records.absences["person_id"])
    spells = _mixed(_hashed(records.absences["start_date"]) + _mixed(_hashed(records.absences["end_date"])))
    np.add.at(colours, rows[rows >= 0], spells[rows >= 0])
    return _mixed(colours)


def _links(records: Records) -> _Links:
    """Every event, reporting line and programme, from both ends."""
    parts = []
    for name, pair in ENDS.items():
        table = getattr(records, name)
        one, other = (table[column].cat.codes.to_numpy() for column in pair)
        label = _mixed(_hashed(table["timestamp"]) + _hashed(table[LABELS[name]]))
        weight = np.unique(table["weight"].to_numpy(), return_inverse=True)[1].astype(np.uint64)
        parts.append((one, other, _mixed(label + weight)))
    index, programmes = pd.Index(records.people["person_id"]), records.programmes
    managed = index.get_indexer(records.people["manager_id"])
    parts.append((np.arange(len(index)), managed, np.full(len(index), _FIRST)))
    taken_part = sum((_hashed(programmes[name]) for name in ("programme", "role", "start_date", "end_date")), _SECOND)
    partners = (index.get_indexer(programmes[name]) for name in ("person_id", "partner_id"))
    parts.append((*partners, _mixed(np.broadcast_to(taken_part, len(programmes)))))
    *ends, labels = zip(*parts, strict=True)
    one, other = (np.concatenate(codes, dtype=np.int32) for codes in ends)
    known = (one >= 0) & (other >= 0)
    one, other, label = one[known], other[known], np.concatenate(labels)[known]
    back = _mixed(label + _GOLDEN)
    return _Links(np.concatenate([one, other]), np.concatenate([other, one]), np.concatenate([label, back]))


def _hashed(column: pd.Series) -> np.ndarray:
    """A number for each value, the same in every run."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        names = pd.util.hash_array(column.cat.categories.to_numpy(dtype=object), categorize=False)
        return np.append(names, np.uint64(0))[column.cat.codes.to_numpy()]
    return pd.util.hash_array(column.to_numpy(dtype=object) if column.dtype == "str" else column.to_numpy())


def _mixed(values: np.ndarray) -> np.ndarray:
    """Numbers in which every bit depends on every bit of the ones given (splitmix64, Steele, Lea & Flood 2014)."""
    values = (values ^ (values >> np.uint64(30))) * _FIRST
    values = (values ^ (values >> np.uint64(27))) * _SECOND
    return values ^ (values >> np.uint64(31))
