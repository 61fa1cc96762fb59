"""What a scenario is asked for, and what it makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from ally_graph.errors import SettingError
from ally_graph.records.tables import TABLES
from ally_graph.registry import Registry

SCENARIOS = Registry("scenario")
PLANTED = (
    "isolated", "overrelied", "bridge", "leadership_gap", "closed_group", "cooling_ties",
    "best_buddy", "buddy_on_paper", "shared_load",
    "programme_with_ties", "programme_without_ties", "missing_element",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What somebody wants simulated; `None` leaves the choice to the scenario."""

    people: int = 60
    months: int = 12
    seed: int | None = None
    events_per_person: float | None = None
    isolated: int | None = None
    overrelied: int | None = None
    spread: float = 0.5

    def __post_init__(self) -> None:
        """Refuse what no scenario can make."""
        least = {
            "people": 2,
            "months": 1,
            "seed": 0,
            "events_per_person": 0,
            "isolated": 0,
            "overrelied": 0,
            "spread": 0,
        }
        for name, low in least.items():
            value = getattr(self, name)
            if value is not None and not value >= low:
                raise SettingError(f"{name} is {value}. Give at least {low}.")


@dataclass(frozen=True)
class Company:
    """An invented company.

    `tables` are the small tables of a data folder by name. `events` yields pieces in time order, each the interactions
    and the recognitions of a stretch of time, together `size` rows; `truth` is what was planted, by the keys of
    `PLANTED`.
    """

    tables: dict[str, pd.DataFrame]
    events: Iterator[tuple[pd.DataFrame, pd.DataFrame]]
    size: int
    truth: dict = field(default_factory=dict)


def no_truth() -> dict[str, list]:
    """The truth of a company in which nothing was planted.

    >>> no_truth()["isolated"]
    []
    """
    return {key: [] for key in PLANTED}


def table(name: str, rows: list[tuple], columns: tuple[str, ...] | None = None) -> pd.DataFrame:
    """A table of the data folder from its rows, sorted by all its columns, texts as text."""
    names = list(columns or (column.name for column in TABLES[name].columns))
    frame = pd.DataFrame(rows, columns=names)
    return frame.sort_values(names, ignore_index=True, key=lambda column: column.astype(str))
