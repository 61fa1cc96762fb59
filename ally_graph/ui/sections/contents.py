"""What each page shows of a choice, made once for all who choose the same: its tables, its findings, its answer."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from ally_graph import views
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.shown import ShownFinding, ShownNetwork
from ally_graph.findings import asked_on
from ally_graph.timeline.map_months import MapMonths
from ally_graph.ui.state import once as stored
from ally_graph.ui.state.session import (
    Chosen,
    add_up,
    chosen_dependants,
    chosen_map_months,
    of_question,
    once,
    opened,
)
from ally_graph.views import answers, telling
from ally_graph.views.roster import names
from ally_graph.views.telling import Untold

Frame = Disclosed[pd.DataFrame]
Findings = Disclosed[tuple[ShownFinding, ...]]


class Overview(NamedTuple):
    """What needs attention."""

    people: Frame
    found: Findings
    answer: str
    foundation: str
    checked: tuple[str, str]


class Alone(NamedTuple):
    """Who may be on their own."""

    people: Frame
    by_name: Frame
    found: Findings
    answer: str
    checked: tuple[str, str]
    untold: Untold | None


class Load(NamedTuple):
    """Who carries a lot for others."""

    people: Frame
    by_name: Frame
    found: Findings
    leaning: Frame
    answer: str
    checked: tuple[str, str]
    spread: Untold | None
    nobody_leans: Untold | None


class Groups(NamedTuple):
    """Which groups hold together, if there are some; `by_team` is nothing where none are, or no teams."""

    groups: Frame
    some: bool
    by_team: Frame | None
    found: Findings
    answer: str
    checked: tuple[str, str]
    untold: Untold | None


class Map(NamedTuple):
    """Who is allied with whom."""

    people: Frame
    network: Disclosed[ShownNetwork]
    months: Disclosed[tuple[ShownNetwork, ...]]
    answer: str


def overview(choice: Chosen) -> Overview:
    """What the first page shows."""

    def make() -> Overview:
        people = _people(choice)
        found = views.findings(choice.analysis, choice.viewer, choice.team)
        checked = answers.checked(found, choice)
        rest = answers.foundation(choice)
        if answers.sure(content_of(found)):
            rest = f"{rest} {answers.not_told(found, choice)}".strip()
        return Overview(people, found, answers.attention(found, people, choice), rest, checked)

    return once(choice, "overview", make)


def alone(choice: Chosen) -> Alone:
    """What the page about people on their own shows."""

    def make() -> Alone:
        people, found = _people(choice), _asked(choice, "alone")
        answer, checked = answers.alone(found, people, choice), answers.checked(found, choice, asked_on("alone"))
        untold = telling.contact(choice, "how many allies people have")
        return Alone(people, people.sort("name"), found, answer, checked, untold)

    return once(choice, "alone", make)


def load(choice: Chosen) -> Load:
    """What the page about load shows."""
    dependants = chosen_dependants(choice)

    def make() -> Load:
        people, found = _people(choice), _asked(choice, "load")
        leaning = views.dependants(choice.analysis, choice.viewer, choice.team, dependants)
        answer, checked = answers.load(found, people, choice), answers.checked(found, choice, asked_on("load"))
        nobody = telling.leaning(choice) if content_of(leaning).empty else None
        by_name, spread = people.sort("name"), telling.spread(choice)
        return Load(people, by_name, found, leaning, answer, checked, spread, nobody)

    return once(choice, "load", make)


def groups(choice: Chosen) -> Groups:
    """What the page about groups shows."""

    def make() -> Groups:
        found = views.clusters(choice.analysis, choice.viewer, choice.team)
        some, asked = len(content_of(found)) > 0, _asked(choice, "groups")
        what = "which teams the groups are made of" if some else "which groups hold together"
        untold = telling.of_teams(choice, what) if some else telling.contact(choice, what)
        by_team = _by_team(choice) if some and untold is None else None
        checked = answers.checked(asked, choice, asked_on("groups"))
        return Groups(found, some, by_team, asked, answers.groups(found, choice), checked, untold)

    return once(choice, "groups", make)


def map_of_all(choice: Chosen) -> Map:
    """What the map shows, with the groups that are opened on it."""
    add_up(choice)
    steps, months = opened(choice), chosen_map_months(choice)

    def make() -> Map:
        month = None if months is None else months.at(choice.analysis.base.as_of)
        network = views.network(choice.analysis, choice.viewer, choice.team, steps, month)
        answer = answers.allied(network, choice)
        if months is None or month is None:
            return Map(_people(choice), network, views.one_month(network), answer)
        every = _month_by_month(choice, months, directed=content_of(network).directed)
        return Map(_people(choice), network, views.by_month(every, network), answer)

    return once(choice, "map", make, steps)


def _month_by_month(choice: Chosen, months: MapMonths, *, directed: bool) -> Disclosed[tuple[ShownNetwork, ...]]:
    """The months of the map by themselves, made once for all periods."""

    def make() -> Disclosed[tuple[ShownNetwork, ...]]:
        called = names(choice.records.people, choice.viewer)
        return views.month_by_month(months, called, choice.viewer, choice.team, directed=directed)

    question = choice.question
    key = (question.data, question.kinds, question.settings, choice.viewer, choice.team, directed)
    return stored.once(("months of the map", *key), make)


def _by_team(choice: Chosen) -> Frame:
    return of_question(choice, "by team", lambda: views.clusters_by_team(choice.analysis, choice.viewer))


def _people(choice: Chosen) -> Frame:
    return once(choice, "people", lambda: views.people(choice.analysis, choice.viewer, choice.team))


def _asked(choice: Chosen, page: str) -> Findings:
    checks = asked_on(page)
    return views.findings(choice.analysis, choice.viewer, choice.team, checks)
