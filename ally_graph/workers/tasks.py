"""What a worker can do: each task gets the records of a data set, what is asked, and where to tell how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

import pandas as pd

from ally_graph import cache, indicators
from ally_graph.analysis import Analysis
from ally_graph.culture.whole import Culture, culture_of
from ally_graph.disclosure.gate import Disclosed
from ally_graph.disclosure.unnamed import Unnamed
from ally_graph.indicators import by_group
from ally_graph.network import network_of
from ally_graph.progress import Progress
from ally_graph.records import Records
from ally_graph.settings import Settings
from ally_graph.timeline import cluster_history, map_months
from ally_graph.timeline.cluster_history import Step
from ally_graph.timeline.map_months import MapMonths, Places
from ally_graph.views.unnamed import unnamed

Task = Callable[..., Any]


def analysis(records: Records, path: str, asked: dict, progress: Progress) -> Analysis:
    """The analysis of a window. That of large data comes without its network: its records are where it is sent to."""
    found = cache.analyze(records, path, **asked, progress=progress)
    return sent(found) if cache.is_large(records) else found


def no_network() -> None:
    """Stands for a network that was not sent."""


def with_network(found: Analysis, records: Records, asked: dict) -> Analysis:
    """An analysis as it came, with the way to its network where it came without."""
    if found.make_base is not no_network:
        return found
    return replace(found, make_base=partial(network_of, records, **asked))


def sent(found: Analysis) -> Analysis:
    """An analysis as it is sent to a worker: without its network, which is made there from the records."""
    return replace(found, make_base=no_network)


def network_months(records: Records, path: str, asked: dict, progress: Progress) -> pd.DataFrame:  # noqa: ARG001
    """The indicators of the network of a group, month by month."""
    progress(0.0, "Looking at the network month by month")
    return indicators.network_series(records, asked["group"], settings=asked["settings"])


def groups(records: Records, path: str, asked: dict, progress: Progress) -> pd.DataFrame:  # noqa: ARG001
    """The figures of all groups, now and in an earlier period."""
    progress(0.0, "Looking at the groups")
    return by_group.figures_by_group(records, **asked)


def group_steps(records: Records, path: str, asked: dict, progress: Progress) -> tuple[Step, ...]:  # noqa: ARG001
    """What happened to the groups over the last months."""
    progress(0.0, "Looking at the groups of the months before")
    settings = asked["settings"]
    months = _months_of(records.fingerprint, asked["kinds"], settings)
    return cluster_history.follow(cluster_history.monthly(records, **asked, known=months), match=settings.cluster_match)


def map_places(records: Records, path: str, asked: dict, progress: Progress) -> Places:  # noqa: ARG001
    """Where everybody stands on the map, in all months."""
    progress(0.0, "Drawing the map")
    return map_months.places(records, **asked)


def months_of_map(records: Records, path: str, asked: dict, progress: Progress) -> MapMonths:  # noqa: ARG001
    """Everyone and their ties, month by month, for the map."""
    return map_months.map_months(records, **asked, progress=progress)


def culture(records: Records, path: str, asked: dict, progress: Progress) -> Culture:  # noqa: ARG001
    """What the records say of the culture; `found` is the analysis of the window."""
    progress(0.0, "Looking at the culture")
    found = with_network(asked["found"], records, asked["window"])
    return culture_of(records, found.base, found.findings, found.challenges, audited_before=asked["audited"])


def without_people(records: Records, path: str, asked: dict, progress: Progress) -> Disclosed[Unnamed]:  # noqa: ARG001
    """The company without its people, for slides; `found` is the analysis of the window."""
    progress(0.0, "Making slides")
    found = with_network(asked["found"], records, asked["window"])
    return unnamed(records, found, every=asked["every"], network=asked["network"])


@lru_cache(maxsize=50)
def _months_of(fingerprint: str, kinds: tuple[str, ...] | None, settings: Settings) -> dict:  # noqa: ARG001
    """The groups of months that this worker has found already: most months are asked for again with another end."""
    return {}


TASKS: dict[str, Task] = {
    task.__name__: task
    for task in (analysis, network_months, groups, group_steps, map_places, months_of_map, culture, without_people)
}
