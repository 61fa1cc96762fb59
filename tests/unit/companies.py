"""Small companies for tests, built from rows that can be read at a glance.

All of them end on 1 April 2026, so that a window of 90 days starts on 1 January 2026.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import networkx as nx
import pandas as pd

from ally_graph.network import Network, network_of
from ally_graph.records import Records, from_tables
from ally_graph.settings import Settings

AS_OF = pd.Timestamp("2026-04-01")
WEEKS = 12

Event = tuple[str, str, str, str, float]


def ago(days: float) -> str:
    """The moment this many days before the end, as text."""
    return (AS_OF - pd.Timedelta(days=days)).isoformat()


def event(first: str, second: str, kind: str = "help", days: float = 1, weight: float = 1.0) -> Event:
    """One row of the interactions table, so many days before the end."""
    return first, second, kind, ago(days), weight


def weekly(first: str, second: str, kind: str = "help", times: int = 1, weeks: int = WEEKS) -> list[Event]:
    """The same row in each of the last weeks, so many times a week, always on its own day and hour."""
    return [event(first, second, kind, 7 * week + 1 + 6 * k / times) for week in range(weeks) for k in range(times)]


def ring(ids: Sequence[str], kind: str = "help", reach: int = 2) -> list[Event]:
    """Everyone does it once a week with the next ones in the circle: so many a week out, so many in."""
    pairs = [(ids[i], ids[(i + step) % len(ids)]) for i in range(len(ids)) for step in range(1, reach + 1)]
    return [row for first, second in pairs for row in weekly(first, second, kind)]


def clique(ids: Iterable[str], kind: str = "meeting", days: float = 1) -> list[Event]:
    """Everyone with everyone, once."""
    return [event(first, second, kind, days) for first, second in combinations(ids, 2)]


def numbered(count: int, letter: str = "p", start: int = 0) -> list[str]:
    """`p00`, `p01` ... in sorted order."""
    return [f"{letter}{number:02d}" for number in range(start, start + count)]


def roster(ids: Iterable[str], **columns: object) -> pd.DataFrame:
    """A people table; each column is one value for all, or values by id with the others left empty."""
    frame = pd.DataFrame({"person_id": list(ids)})
    for name, values in columns.items():
        frame[name] = frame["person_id"].map(values) if isinstance(values, Mapping) else values
    return frame


def records_of(
    events: Iterable[Event] = (),
    people: pd.DataFrame | None = None,
    thanks: Iterable[tuple[str, str, str]] = (),
    absences: Iterable[tuple[str, str, str]] = (),
    programmes: Iterable[tuple[str, ...]] = (),
) -> Records:
    """Checked records of these rows; without people there is no roster, and programmes may lack their two dates."""
    columns = {
        "interactions": (events, ["from_id", "to_id", "kind", "timestamp", "weight"]),
        "recognitions": (thanks, ["giver_id", "receiver_id", "timestamp"]),
        "absences": (absences, ["person_id", "start_date", "end_date"]),
        "programmes": (
            [(*row, *[""] * (6 - len(row))) for row in programmes],
            ["person_id", "programme", "role", "partner_id", "start_date", "end_date"],
        ),
    }
    tables = {name: pd.DataFrame(list(rows), columns=names) for name, (rows, names) in columns.items()}
    return from_tables(tables if people is None else {"people": people, **tables})


def company(events: Iterable[Event] = (), people: pd.DataFrame | None = None, **settings: object) -> Network:
    """The network of these rows on 1 April 2026."""
    return network_of(records_of(events, people), as_of=AS_OF, settings=Settings(**settings))


def named_by_text(graph: nx.Graph) -> nx.Graph:
    """The same graph with its nodes as two-digit texts, so that their order stays."""
    return nx.relabel_nodes(graph, {node: f"{node:02d}" for node in graph})
