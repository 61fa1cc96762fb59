"""What changed since the earlier period that is chosen in the sidebar: in sentences, on cards and in tables."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
import streamlit as st

from ally_graph import views
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.shown import ShownFinding
from ally_graph.findings import asked_on
from ally_graph.ui.parts.markdown import md
from ally_graph.ui.parts.show import note, untold
from ally_graph.ui.state import against
from ally_graph.ui.state.against import Then
from ally_graph.ui.state.session import Chosen, once
from ally_graph.views import answers, since, teams, telling
from ally_graph.views.since import Since
from ally_graph.views.telling import Untold
from ally_graph.wording.counts import count

Frame = Disclosed[pd.DataFrame]
DETECTOR = {"overview": "isolated", "alone": "isolated", "load": "overrelied"}
"""The detector whose people are counted in the first sentence of a page."""


class Compared(NamedTuple):
    """Now held against an earlier period: what became of the findings, in sentences; and the people of then."""

    when: str
    told: Since
    sentences: tuple[str, ...]
    people: Frame
    changes: dict[int, dict[str, str]]


def compared(choice: Chosen, page: str) -> Compared | None:
    """The comparison for one page; None where nothing is held against now, or it can't be told."""
    then = against.of_chosen(choice)
    if then is None:
        return None
    spread = ""
    if page in ("load", "overview"):
        spread = teams.company_change(against.chosen_by_group(choice, groups=False), then.title)
    return once(choice, f"compared {page}", lambda: _compared(choice, then, page, spread), then.choice.key)


def _compared(choice: Chosen, then: Then, page: str, spread: str) -> Compared:
    before, checks = then.choice, asked_on(page) or None
    found = views.findings(choice.analysis, choice.viewer, choice.team, checks)
    found_then = views.findings(before.analysis, before.viewer, before.team, checks)
    people = views.people(before.analysis, before.viewer, before.team)
    told = since.since(found, found_then)
    parts = [_of_detector(told, found_then, people, before, key, then.title) for key in _asked(page)]
    parts += [_of_ties(choice, before, then.title)] * (page == "map")
    parts += [_of_groups(choice, before, then.title)] * (page in ("groups", "overview"))
    ended = since.ended_words(told, then.title) if page in ("overview", "groups") else ""
    sentences = tuple(part for part in (*parts, spread, ended) if part)
    changes = _on_cards(told, found_then, before) if page == "overview" else {}
    return Compared(then.title, told, sentences, people, changes)


def _on_cards(told: Since, found: Disclosed[tuple[ShownFinding, ...]], before: Chosen) -> dict[int, dict[str, str]]:
    """What the first three cards say of then, by their place."""
    changes, findings = {}, content_of(found)
    for place, key in enumerate(answers.MAIN):
        why = telling.of_detector(key, findings, before)
        number = len(answers.named(findings, key))
        changes[place] = {"change": f"then: {answers.UNTOLD}" if why else since.card(told, key, number)}
    return changes | {2: {"change": f"{answers.groups_of(before)} then"}}


def _asked(page: str) -> tuple[str, ...]:
    return answers.MAIN if page == "overview" else (DETECTOR[page],) if page in DETECTOR else ()


def _of_detector(
    told: Since, found: Disclosed[tuple[ShownFinding, ...]], people: Frame, before: Chosen, key: str, when: str
) -> str:
    findings = content_of(found)
    why = telling.of_detector(key, findings, before)
    size, number = len(content_of(people)), len(answers.named(findings, key))
    return f"{LEAD[key]} {since.sentence(told, key, when, size, number, why)}"


LEAD = {"isolated": "On their own:", "overrelied": "Carrying a lot:"}


def _of_ties(choice: Chosen, before: Chosen, when: str) -> str:
    now, then = choice.analysis.network, before.analysis.network
    ties = count(then.ties, "tie of support", "ties of support")
    ways = f"{then.reciprocity:.0%} of the help was returned, now it is {now.reciprocity:.0%}"
    known = then.reciprocity == then.reciprocity and now.reciprocity == now.reciprocity
    words = f"In the whole company there were {ties} in {when}, now there are {now.ties:,}"
    return f"{words}; {ways}." if known else f"{words}."


def _of_groups(choice: Chosen, before: Chosen, when: str) -> str:
    number, now = (answers.groups_of(one) for one in (before, choice))
    return f"Groups: {count(number, 'group')} in {when}, now {now}."


def show(choice: Chosen, page: str) -> Compared | None:
    """The sentences about what changed, or why it can't be told; nothing where nothing is chosen."""
    found = against.chosen_then(choice)
    if isinstance(found, Untold):
        untold(found)
        return None
    told = compared(choice, page)
    if told is not None:
        with st.container(key="against_words", border=True):
            st.markdown("\n".join(f"- {md(words)}" for words in told.sentences) or md(f"Held against {told.when}."))
    return told


def show_months(choice: Chosen) -> None:
    """What the months are held against on the page of the indicators; nothing where nothing is chosen."""
    found = against.chosen_then(choice)
    if isinstance(found, Untold):
        untold(found)
    elif found is not None and against.of_months(choice) is choice:
        untold(Untold("how the months changed", "the two periods overlap", "Choose a shorter period."))
    elif found is not None:
        note(f"“Then” are the months of {found.title}, “Now” those of the period that is chosen.")


def people_of(choice: Chosen, people: Frame, told: Compared | None, name: str) -> Frame:
    """The table of people, with what it was then where a period is held against now."""
    if told is None:
        return people
    return once(choice, f"people against {name}", lambda: since.people(people, told.people), told.when)


def columns(choice: Chosen, names: list[str], told: Compared | None) -> list[str]:
    """The columns of a table of people that can be told, each measure followed by what it was and how it changed."""
    names = telling.columns(choice, names)
    if told is None:
        return names
    return [
        part
        for name in names
        for part in ((name, f"{name}_then", f"{name}_change") if name in since.MEASURED else (name,))
    ]


def then_of(told: Compared | None) -> Frame | None:
    """The people of then, for what is drawn of them."""
    return None if told is None else told.people


def marks(told: Compared | None, found: ShownFinding) -> str:
    """Whether a finding is new or goes on, in a word or two; empty where nothing is held against now."""
    if told is None:
        return ""
    return f"new since {told.when}" if told.told.state(found) == since.NEW else f"already so in {told.when}"
