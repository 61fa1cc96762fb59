"""The figures of the network month by month, each month cut out of the network of the whole span.

In large companies the groups of one month are looked for in another thread while the next one is counted. Carrying sums
over from month to month would save little more than a hundredth, and lose digits where a heavy event leaves the window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import pandas as pd
from scipy import sparse

from ally_graph.clusters import InContact, one_clustering
from ally_graph.compute import orderings
from ally_graph.measures import company
from ally_graph.network import Network
from ally_graph.network.keeping import Keeping
from ally_graph.network.span import windows_by_month
from ally_graph.progress import heartbeat
from ally_graph.records import Records
from ally_graph.settings import Settings

MANY_EVENTS = 4_000_000
"""From how many events on groups are looked for in another thread; below, it is over in seconds anyway."""


@dataclass(frozen=True)
class MonthNetwork(Keeping):
    """What is left of the network of a month once its events are counted: enough to look for groups, and small."""

    ids: np.ndarray
    contact: sparse.csr_array
    team: tuple[np.ndarray, np.ndarray]
    settings: Settings

    @classmethod
    def of(cls, network: Network) -> MonthNetwork:
        """The small form of a network."""
        return cls(network.ids, network.contact, network.groups("team"), network.settings)

    @cached_property
    def order(self) -> np.ndarray:
        """The order in which to walk through people."""
        return orderings.walk_through(self.contact)

    def groups(self, attribute: str) -> tuple[np.ndarray, np.ndarray]:
        """Each person's team as a code, -1 where it is missing, and the teams; nothing is left of other attributes."""
        return self.team if attribute == "team" else (np.full(len(self.ids), -1), np.array([], dtype=object))


def by_month(
    span: Network | None, records: Records, base: Network, ids: Mapping[str, str] | None = None
) -> Iterator[dict]:
    """The figures of the network at the end of every calendar month with records, looking back one window each time.

    The month in which `base` ends is looked at up to that moment: it is `base` itself. `ids` are those behind the
    numbers of `canonical.renamed`.
    """
    windows = windows_by_month(span, records, base, {"team", *company.E_I_ATTRIBUTES}) if span else ()
    counted = (_counted(month, network, base) for month, network in windows)
    if span is None or len(span.events) < MANY_EVENTS:
        yield from (_grouped(network, found, ids) for network, found in counted)
    else:
        yield from _in_two_threads(partial(_grouped, ids=ids), counted)


def _in_two_threads(finish: Callable[..., dict], counted: Iterator[tuple[InContact, dict]]) -> Iterator[dict]:
    """The months, in order. While groups are looked for in one, which leaves Python to others, the next is counted."""
    pool, waiting = ThreadPoolExecutor(1), None
    try:
        for month in counted:
            if waiting:
                yield waiting.result()
            waiting = pool.submit(finish, *month)
        if waiting:
            yield waiting.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _counted(month: pd.Period, network: Network, base: Network) -> tuple[InContact, dict]:
    """What groups of a month are looked for in, and its figures but for those of the groups."""
    heartbeat(str(month))
    found = {
        "month": str(month),
        "as_of": network.as_of.date().isoformat(),
        "people": network.size,
        "coverage": company.coverage(network),
        "network": company.network(network),
    }
    return base if network is base else MonthNetwork.of(network), found


def _grouped(network: InContact, found: dict, ids: Mapping[str, str] | None = None) -> dict:
    """The figures of a month with its groups."""
    clustering = one_clustering(network).with_ids(ids)
    clusters = [cluster.to_dict() for cluster in clustering.clusters]
    return found | {"network": found["network"] | company.groups(clustering), "clusters": clusters}
