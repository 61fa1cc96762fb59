"""What may be shown that is no table: a finding, a loss, a way through the groups, a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

UNCHANGED = ("there", "steady")
"""Events of a group in which nothing happened to it."""


@dataclass(frozen=True)
class ShownFinding:
    """A finding in the words that may be shown; `people` are names, `person_ids` what the map knows them by.

    `about` and `certain` are those of the finding; the gate takes the names out where these allow none.
    """

    detector: str
    status: str
    people: tuple[str, ...]
    why: str
    advice: str
    count: int = 0
    evidence: Mapping[str, Any] = field(default_factory=dict)
    q: float | None = None
    person_ids: tuple[str, ...] = ()
    would_change: str = ""
    coverage: str = ""
    about: str = "people"
    certain: bool = False


@dataclass(frozen=True)
class ShownLoss:
    """What would be missed without one person: who would lose more than half of their help, and who all contact.

    `share` is that of all help that goes to those in `losing`; `alone` would be cut off from the others.
    """

    person: str
    share: float
    losing: tuple[str, ...]
    alone: tuple[str, ...]


@dataclass(frozen=True)
class ShownStay:
    """Some months in a row, by their first days, that a person was in one group, or in none (`group` is empty)."""

    first: pd.Timestamp
    last: pd.Timestamp
    group: str


@dataclass(frozen=True)
class ShownStep:
    """A next step for somebody: whom they report to, what to `check` first, and what to do, each empty if unknown."""

    person: str
    manager: str
    check: str
    step: str


@dataclass(frozen=True)
class ShownNetwork:
    """People and ties that may be drawn.

    `nodes` has a row a person: `person_id, name, team, location, manager_id, cluster, help_given, help_received,
    allies`, `states` (detectors that name the person) and `focus` (whether in the chosen team). `ties` has a row a
    support tie: `source, target, weight`; where the records hold no support at all, a row a pair in contact, and
    `directed` is False. `labels` says what each group is called. `counted` is how many ties touch somebody in focus,
    `answered` how many of these have a tie the other way. `contact` has a row a pair who are in contact without help
    either way, and `when` is the end of the window.
    """

    nodes: pd.DataFrame
    ties: pd.DataFrame
    labels: Mapping[int, str]
    directed: bool = True
    counted: int = 0
    answered: int = 0
    contact: pd.DataFrame | None = None
    when: pd.Timestamp | None = None
