"""Figures of the network by team, department, location, level and way of working, in one period and in another.

They are counted over a whole period without decay, so that two periods can be held against each other. Which of them
may be shown is decided by the rules for figures of groups (`ally_graph.disclosure`), for both periods together: no
figure, no difference of two groups and no difference of two periods is about a handful of people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ally_graph.disclosure.crossing import together
from ally_graph.disclosure.nesting import from_members
from ally_graph.disclosure.suppression import ALL, disclosable
from ally_graph.indicators.few_people import network_roughly
from ally_graph.indicators.network import NETWORK_INDICATORS, Month, Reading, ResampledMonth, share_of_people
from ally_graph.network import Network, network_of
from ally_graph.records.tables import Records
from ally_graph.settings import Settings

ATTRIBUTES = {
    "team": "Team",
    "department": "Department",
    "location": "Location",
    "level": "Level",
    "work_mode": "Way of working",
}
"""What people can be grouped by, in the order in which it is decided what may be shown."""
MEASURES = ("unevenness", "alone", "load", "across_teams", "thanked", "covered")
NOW, THEN, CHANGE = "now", "then", "change"
_PERIODS = {NOW: pd.Timestamp("2001-01-01"), THEN: pd.Timestamp("2001-02-01")}
"""Stand-ins for months in the table that is decided on: now comes first, whatever it is held against."""
COLUMNS = ["period", "by", "group", "measure", "value", "low", "high", "n"]
Named = Mapping[str, frozenset[str]]
"""The people that findings name: who may be on their own (`alone`) and who carries a lot (`load`)."""


@dataclass(frozen=True)
class Period:
    """A period that is looked at: when it ends, and whom the findings of it name."""

    name: str
    end: pd.Timestamp
    named: Named


def figures_by_group(
    records: Records,
    periods: Sequence[Period],
    *,
    settings: Settings,
    kinds: Iterable[str] | None = None,
    groups: bool = True,
) -> pd.DataFrame:
    """The figures of all groups, now and then, as far as they may be shown: `period, by, group, measure, ...`.

    `measure` is one of `MEASURES`. These are the shares of people who may be on their own, who carry a lot, who were
    thanked and who appear in the records. And how unevenly help is given beyond chance, and the share of support that
    goes to other teams. `low` and `high` are the 95 % interval; `n` is rounded down to a multiple of `min_group`.

    Without `groups` it looks at the company only. With two periods, rows of the period `change` say how the figure
    changed among those who were there in both. So it tells nothing of who came or went, and is there where the figure
    of `then` has to be held back beside that of `now`.
    """
    asked = {"kinds": tuple(kinds) if kinds else None, "settings": replace(settings, half_life_days=float("inf"))}
    months = {period.name: _month(records, period, asked) for period in periods}
    named = {period.name: period.named for period in periods}
    read = {name: _Reader.of(month, named[name]) for name, month in months.items()}
    family = families_of(records) if groups else {}
    shown = _may_be_shown(_cells(family, months), months, settings)
    rows = [
        (cell.period, cell.by, cell.group, measure, reading.value, reading.low, reading.high, cell.n)
        for cell in shown.itertuples()
        for measure, reading in read[cell.period].figures(cell.who)
    ]
    if THEN in months:
        rows += _changes(family, months, read, settings)
    frame = pd.DataFrame(rows, columns=COLUMNS).dropna(subset=["value"])
    return network_roughly(frame, min_group=settings.min_group).reset_index(drop=True)


def _changes(
    family: Mapping[str, int], months: Mapping[str, Month], read: Mapping[str, _Reader], settings: Settings
) -> Iterator[tuple]:
    """The change of each figure among those who were there in both periods, in the groups they are in now."""
    now, then = months[NOW], months[THEN]
    there = set(then.network.ids[then.here])
    both = Month(now.network, now.here & np.isin(now.network.ids, sorted(there)), now.thanked)
    shown = _may_be_shown(_cells(family, {NOW: both}), {NOW: both}, settings)
    for cell in shown.itertuples():
        who = np.isin(then.network.ids, now.network.ids[cell.who])
        before = dict(read[THEN].figures(who))
        for measure, reading in read[NOW].figures(cell.who):
            if measure in before:
                yield (CHANGE, cell.by, cell.group, measure, *change_of(reading, before[measure]), cell.n)


def shown_groups(families: Mapping[str, int], network: Network, here: np.ndarray) -> pd.DataFrame:
    """The groups of these people of which something may be shown: `by, group, n, who`; of the company `by` is empty.

    `n` is rounded down to a multiple of `min_group`, `who` a mask of the network's people; for `families` see
    `families_of`.
    """
    month = {NOW: Month(network, here, np.zeros(0, dtype=bool))}
    shown = _may_be_shown(_cells(families, month), month, network.settings)
    return shown[["by", "group", "n", "who"]]


@dataclass(frozen=True)
class _Reader:
    """What is counted in one period: its resampled network, and whom its findings name."""

    month: ResampledMonth
    named: Mapping[str, np.ndarray]

    @staticmethod
    def of(month: Month, named: Named) -> _Reader:
        ids = month.network.ids.astype(str)
        masks = {key: np.isin(ids, sorted(people)) for key, people in named.items()}
        return _Reader(ResampledMonth(month.network, month.here, month.thanked), masks)

    def figures(self, who: np.ndarray) -> Iterator[tuple[str, Reading]]:
        """Every figure of these people."""
        network, people = self.month.network, int(who.sum())
        counted = {**self.named, "covered": network.seen.any(axis=0)}
        counted |= {"thanked": self.month.thanked} if len(self.month.thanked) else {}
        for key, mask in counted.items():
            yield key, share_of_people(int(mask[who].sum()), people)
        if len(network.events.support):
            for key in ("unevenness", "across_teams"):
                yield key, NETWORK_INDICATORS[key](self.month, who)


def _month(records: Records, period: Period, asked: dict) -> Month:
    network = network_of(records, as_of=period.end, **asked)
    thanks = records.recognitions
    begin = network.as_of - pd.Timedelta(days=network.settings.window_days)
    thanked = thanks.loc[thanks["timestamp"].between(begin, network.as_of), "receiver_id"]
    here = network.exposure >= network.settings.min_exposure_days
    return Month(network, here, network.people.index.isin(thanked) if len(thanks) else np.zeros(0, dtype=bool))


def _cells(family: Mapping[str, int], months: Mapping[str, Month]) -> pd.DataFrame:
    """Each period and group with the people in it, and the family of groups with which it is decided on."""
    rows = []
    for name, month in months.items():
        rows.append((name, "", ALL, int(month.here.sum()), month.here, -1))
        for by in family:
            texts = _texts(month.network.people, by)
            for group in sorted(texts.dropna().unique()):
                who = month.here & (texts == group).fillna(False).to_numpy(dtype=bool)
                rows += [(name, by, group, int(who.sum()), who, family[by])] * bool(who.any())
    return pd.DataFrame(rows, columns=["period", "by", "group", "n", "who", "family"])


def _texts(people: pd.DataFrame, by: str) -> pd.Series:
    values = people[by] if by in people else pd.Series(pd.NA, index=people.index, dtype=object)
    return values.astype("str").where(values.notna())


def members(records: Records) -> dict[str, dict[str, frozenset[str]]]:
    """Who is in each group, by what they are grouped by."""
    found = {}
    for by in ATTRIBUTES:
        if by in records.people and records.people[by].notna().any():
            people = records.people.dropna(subset=[by])
            groups = people.groupby(people[by].astype("str"), observed=True)["person_id"]
            found[by] = {str(name): frozenset(ids.astype("str")) for name, ids in groups}
    return found


def families_of(records: Records) -> dict[str, int]:
    """Which attributes lie within each other, as teams in departments: these are decided on together."""
    family: dict[str, int] = {}
    kept: list[dict[str, frozenset[str]]] = []
    for by, groups in members(records).items():
        own = {_key(by, name): ids for name, ids in groups.items()}
        for place, before in enumerate(kept):
            both = before | own
            if from_members([ALL, *both], both).known:
                kept[place], family[by] = both, place
                break
        else:
            family[by] = len(kept)
            kept.append(own)
    return family


def _key(by: str, group: str) -> str:
    return f"{by}\x1f{group}"


def _may_be_shown(cells: pd.DataFrame, months: Mapping[str, Month], settings: Settings) -> pd.DataFrame:
    """The cells that may be shown: family by family, then those that cut across each other."""
    company, few = cells[cells["family"] == -1], settings.min_group
    parts = [
        pd.concat([company, part]).assign(measure=f"people {family}")
        for family, part in cells[cells["family"] >= 0].groupby("family", sort=True)
    ]
    whole = company[company["n"] >= few].assign(n=lambda frame: frame["n"] // few * few)
    if parts:
        kept = _of_families(pd.concat(parts, ignore_index=True), months, settings)
        whole = pd.concat([whole, kept[kept["by"] != ""]], ignore_index=True)
    return whole[_uncrossed(whole, months, settings)].reset_index(drop=True)


def _of_families(table: pd.DataFrame, months: Mapping[str, Month], settings: Settings) -> pd.DataFrame:
    """What may be shown of groups that lie apart or within each other, by the rules for figures of groups.

    Each family is a measure of its own, with the company's figure beside it.
    """
    columns = list(table.columns.drop("measure"))
    own, names = table["by"] != "", table["group"]
    keys = [_key(by, name) if by else ALL for by, name in zip(table["by"], names, strict=True)]
    ids: dict[str, frozenset[str]] = {}
    for key, period, who, inside in zip(keys, table["period"], table["who"], own, strict=True):
        if inside:
            ids[key] = ids.get(key, frozenset()) | _ids(months[period], who)
    asked = table.assign(month=table["period"].map(_PERIODS), indicator="network", carried=False, counts="people")
    asked = asked.assign(group=keys, name=names)
    limits = {"min_group": settings.min_group, "steady_group": settings.steady_group}
    kept = disclosable(asked, **limits, members=(ids,))
    return kept.assign(group=kept["name"])[columns]


def _uncrossed(shown: pd.DataFrame, months: Mapping[str, Month], settings: Settings) -> np.ndarray:
    """Which of these can stand beside each other although they cut across: decided anew for each period."""
    keep = np.ones(len(shown), dtype=bool)
    order = {by: place for place, by in enumerate(ATTRIBUTES)}
    for name, month in months.items():
        here = np.flatnonzero((shown["period"] == name) & (shown["by"] != ""))
        here = sorted(
            here, key=lambda place: (order[shown["by"][place]], -shown["who"][place].sum(), shown["group"][place])
        )
        sets = {place: _ids(month, shown["who"][place]) for place in here}
        kept = together(sets, settings.min_group)
        keep[[place for place in here if place not in kept]] = False
    return keep


def _ids(month: Month, who: np.ndarray) -> frozenset[str]:
    return frozenset(month.network.ids[place] for place in np.flatnonzero(who))


def change_of(now: Reading, then: Reading) -> tuple[float, float, float]:
    """The change between two figures with its 95 % interval, from the interval of each.

    Zou & Donner (2008), "Construction of confidence limits about effect measures"; for two shares it is the hybrid
    score interval of Newcombe (1998). The same people in both periods make it a little too wide, never too narrow.

    >>> [round(end, 2) for end in change_of(Reading(5.0, 9, 4.0, 6.0), Reading(3.0, 9, 2.0, 4.0))]
    [2.0, 0.59, 3.41]
    """
    difference = now.value - then.value
    low = difference - np.hypot(now.value - now.low, then.high - then.value)
    high = difference + np.hypot(now.high - now.value, then.value - then.low)
    return float(difference), float(low), float(high)
