"""The analysis of a warehouse: people, network and groups from its ties alone, without the events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from ally_graph.analysis import Analysis, day_or_time, of_network, settings_told
from ally_graph.network import Network
from ally_graph.network.events import CONTACT, DAY, Events, at_work, decay, presence
from ally_graph.progress import Progress
from ally_graph.settings import Settings, with_options
from ally_graph.warehouse.expression import BAD, FUTURE, GOOD, OUTSIDE
from ally_graph.warehouse.reading import MEMORY, ReadTies, added_up, look
from ally_graph.warehouse.sources import opened


def analyze_ties(
    source: str | Path,
    *,
    as_of: str | pd.Timestamp | None = None,
    window_days: int | None = None,
    half_life_days: float | None = None,
    kinds: str | Iterable[str] | None = None,
    settings: Settings | None = None,
    min_group: int | None = None,
    seed: int | None = None,
    memory_limit: str = MEMORY,
    progress: Progress | None = None,
) -> Analysis:
    """Analyse one window of a warehouse: every measure and one clustering, from ties that its database added up.

    The figures are those of `analyze(..., findings=False)`. What rests on single events is left out: findings, months,
    and the Gini expected by chance (NaN).

    Parameters
    ----------
    source, memory_limit
        As in `ties_of`. Tables `people` and `absences` are read whole if the source has them.
    as_of, window_days, half_life_days, kinds, settings, min_group, seed
        As in `analyze`.
    progress
        Called with the share done and what is being done.

    Raises
    ------
    DataError, SettingError
        As in `ties_of`.
    """
    tell = progress or (lambda _share, _words: None)
    chosen = with_options(
        settings, window_days=window_days, half_life_days=half_life_days, min_group=min_group, seed=seed
    )
    tell(0.0, "Looking at the events")
    with opened(source, memory_limit=memory_limit) as warehouse:
        found = look(warehouse, chosen, as_of=as_of, kinds=kinds)
        tell(0.3, "Adding up ties")
        table = added_up(warehouse, found)
    tell(0.7, "Measuring")
    whole = of_network(network_of_ties(table, found, chosen), _data(table, found, chosen))
    return replace(whole, network=replace(whole.network, gini_expected_by_chance=float("nan")))


def network_of_ties(table: pd.DataFrame, found: ReadTies, settings: Settings) -> Network:
    """The network of a table of ties."""
    window = {"as_of": found.as_of, "window_days": settings.window_days}
    people = at_work(found.records, **window)
    events = events_of_ties(table, people.index, found, settings)
    return Network(people, events, presence(found.records, people, **window), found.as_of, settings)


def events_of_ties(table: pd.DataFrame, people: pd.Index, found: ReadTies, settings: Settings) -> Events:
    """Events that add up to a table of ties, one or two for each tie: sums, last contacts and allies are the same.

    The event of a tie happens at its last contact. Of a pair of allies one is split in two, which are then close in
    time; the events of others are not, as all of them did happen.
    """
    ends = [people.get_indexer(table[name].cat.categories)[table[name].cat.codes] for name in ("source", "target")]
    kinds = tuple(table["kind"].cat.categories)
    age = (found.as_of - table["last"]).to_numpy() / DAY
    weight = table["weight"].to_numpy() / decay(age, settings.half_life_days)
    events = Events(
        len(people), *(end.astype(np.int32) for end in ends), age, weight, table["kind"].cat.codes.to_numpy(), kinds
    )
    split = table["ally"].to_numpy() & events.flow_is(*CONTACT)
    split[split] = ~pd.Series(events.pairs()[split]).duplicated().to_numpy()
    weight[split] /= 2
    rows = np.concatenate([np.arange(len(table)), np.flatnonzero(split)])
    rows = rows[(ends[0][rows] >= 0) & (ends[1][rows] >= 0)]
    return events.where(rows[np.argsort(-age[rows], kind="stable")])


def _data(table: pd.DataFrame, found: ReadTies, settings: Settings) -> dict:
    """What was read and used."""
    first, last = found.span or (None, None)
    rows, records = found.rows, found.records
    return {
        "people": len(at_work(records, as_of=found.as_of, window_days=settings.window_days)),
        "events": rows[GOOD],
        "set_aside": records.set_aside + rows[BAD] + rows[FUTURE],
        "outside": records.outside + rows[OUTSIDE],
        "first": first.date().isoformat() if first is not None else None,
        "last": last.date().isoformat() if last is not None else None,
        "as_of": day_or_time(found.as_of),
        **settings_told(settings),
        "events_in_window": int(table["count"].sum()),
        "has_roster": records.has_roster,
    }
