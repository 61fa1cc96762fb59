"""What each page shows of a choice, made once for all who choose the same: its tables, its findings, its answer."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from ally_graph import views
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.shown import ShownFinding, ShownNetwork
from ally_graph.findings import asked_on
from ally_graph.ui.state.session import Chosen, add_up, chosen_dependants, of_question, once, opened
from ally_graph.views import answers

Frame = Disclosed[pd.DataFrame]
Findings = Disclosed[tuple[ShownFinding, ...]]


class Overview(NamedTuple):
    """What needs attention."""

    people: Frame
    found: Findings
    answer: str
    foundation: str


class Alone(NamedTuple):
    """Who may be on their own."""

    people: Frame
    by_name: Frame
    found: Findings
    answer: str


class Load(NamedTuple):
    """Who carries a lot for others."""

    people: Frame
    by_name: Frame
    found: Findings
    leaning: Frame
    answer: str


class Groups(NamedTuple):
    """Which groups hold together; `by_team` is nothing where there are none."""

    groups: Frame
    by_team: Frame | None
    found: Findings
    answer: str


class Map(NamedTuple):
    """Who is allied with whom."""

    people: Frame
    network: Disclosed[ShownNetwork]
    answer: str


def overview(choice: Chosen) -> Overview:
    """What the first page shows."""

    def make() -> Overview:
        people = _people(choice)
        found = views.findings(choice.analysis, choice.viewer, choice.team)
        return Overview(people, found, answers.attention(found, people, choice), answers.foundation(choice))

    return once(choice, "overview", make)


def alone(choice: Chosen) -> Alone:
    """What the page about people on their own shows."""

    def make() -> Alone:
        people, found = _people(choice), _asked(choice, "alone")
        return Alone(people, people.sort("name"), found, answers.alone(found, people, choice))

    return once(choice, "alone", make)


def load(choice: Chosen) -> Load:
    """What the page about load shows."""
    dependants = chosen_dependants(choice)

    def make() -> Load:
        people, found = _people(choice), _asked(choice, "load")
        leaning = views.dependants(choice.analysis, choice.viewer, choice.team, dependants)
        return Load(people, people.sort("name"), found, leaning, answers.load(found, people, choice))

    return once(choice, "load", make)


def groups(choice: Chosen) -> Groups:
    """What the page about groups shows."""

    def make() -> Groups:
        found = views.clusters(choice.analysis, choice.viewer, choice.team)
        by_team = _by_team(choice) if len(content_of(found)) else None
        return Groups(found, by_team, _asked(choice, "groups"), answers.groups(found, choice))

    return once(choice, "groups", make)


def map_of_all(choice: Chosen) -> Map:
    """What the map shows, with the groups that are opened on it."""
    add_up(choice)
    steps = opened(choice)

    def make() -> Map:
        network = views.network(choice.analysis, choice.viewer, choice.team, steps)
        return Map(_people(choice), network, answers.allied(network, choice))

    return once(choice, "map", make, steps)


def _by_team(choice: Chosen) -> Frame:
    return of_question(choice, "by team", lambda: views.clusters_by_team(choice.analysis, choice.viewer))


def _people(choice: Chosen) -> Frame:
    return once(choice, "people", lambda: views.people(choice.analysis, choice.viewer, choice.team))


def _asked(choice: Chosen, page: str) -> Findings:
    checks = asked_on(page)
    return views.findings(choice.analysis, choice.viewer, choice.team, checks)
