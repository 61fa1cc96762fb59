"""One person's allies: by kind, five habits, who might become one, every tie; and what they write for themselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import streamlit as st

from ally_graph.disclosure.gate import content_of
from ally_graph.matching import PossibleAlly, SupportBase, possible_allies, support_base
from ally_graph.matching.own_entries import Entry, OwnEntries
from ally_graph.progress import Progress
from ally_graph.ui.parts.find import person_menu
from ally_graph.ui.parts.markdown import md
from ally_graph.ui.parts.show import empty, heading, note, table
from ally_graph.ui.sections import own_allies as own_part
from ally_graph.ui.state import jobs
from ally_graph.ui.state.session import Chosen, add_up
from ally_graph.views import allies as shown
from ally_graph.views import roster, telling
from ally_graph.vocabulary import ALLY_CATEGORIES
from ally_graph.wording.counts import count, lower_first

QUESTION = "Who are my allies?"
PERSON = "person"
FOR_WHOM = "Choose yourself. This page is for the one person it is about, and its name never enters the address."
IN_A_ROW = 2


def page(choice: Chosen) -> None:
    """The whole page; without a person it only asks who is looking."""
    top = st.container()
    called = roster.names(choice.analysis.people, choice.viewer)
    person = person_menu(called, "You", key=PERSON)
    if person is None or person not in called:
        with top:
            heading(QUESTION, shown.answer(None, choice))
        note(FOR_WHOM)
        return
    add_up(choice)
    found, own = _found(choice, person), own_part.kept(person, called[person])
    with top:
        heading(QUESTION, shown.answer(found, choice, own=len(own.entries), filled=own.filled))
        if covered := telling.covered(choice):
            note(covered)
    _kinds(choice, found, own)
    if found.seen or found.ties:
        _habits(choice, found, called)
    _possible(choice, _might_become(choice, person, own.filled), called)
    if found.ties:
        st.header("Every tie of yours", anchor=False)
        columns = ["name", "ally_kinds", "you_got", "you_gave", "tie_state", "last_contact"]
        ties = shown.own_ties(found, called, choice.viewer)
        table(ties, columns, key="own_ties", alt_text="Your ties, by name", file_name="my_ties.csv")
        note("From the company's records, by name. Somebody can be of several kinds, and is counted in each.")
    own_part.write_down(person, called[person], own)


def _found(choice: Chosen, person: str) -> SupportBase:
    """The person's support base from the records alone, worked out once; what they wrote has no part in it."""

    def make(_tell: Progress) -> SupportBase:
        return support_base(choice.records, choice.analysis, person)

    return jobs.done("support base", (choice.question, person), "Looking at your ties", make)


def _might_become(choice: Chosen, person: str, filled: Collection[str]) -> tuple[PossibleAlly, ...]:
    """Who might become an ally. What depends on kinds that the person filled themselves is kept nowhere."""
    some = [key for key in filled if not ALLY_CATEGORIES[key].own]
    if some:
        return possible_allies(choice.records, choice.analysis, person, filled=some)

    def make(_tell: Progress) -> tuple[PossibleAlly, ...]:
        return possible_allies(choice.records, choice.analysis, person)

    return jobs.done("possible allies", (choice.question, person), "Looking for who might become an ally", make)


def _kinds(choice: Chosen, found: SupportBase, own: OwnEntries) -> None:
    """A card for each of the eight kinds, the person's own entries among them."""
    rows = list(content_of(shown.support_base(found, choice.viewer)).itertuples())
    for start in range(0, len(rows), IN_A_ROW):
        for row, column in zip(rows[start : start + IN_A_ROW], st.columns(IN_A_ROW), strict=False):
            with column, st.container(border=True, key=f"card_kind_{row.key}", height="stretch"):
                _kind(row, own.of(row.key))


def _kind(row: Any, entries: Sequence[Entry]) -> None:
    """One kind: how many allies, what went each way, who was written down, and what usually goes each way."""
    kind = ALLY_CATEGORIES[row.key]
    written = count(len(entries), "of your own", "of your own") if entries else ""
    state = " and ".join(words for words in (row.state if row.people or not entries else "", written) if words)
    st.markdown(f"**{md(kind.title)}** · {md(state)}")
    if row.people:
        st.markdown(f"You got {md(row.you_got)}.  \nYou gave {md(row.you_gave)}.")
    if row.told and not entries:
        st.markdown(md(row.told))
    for entry in entries:
        st.markdown(own_part.in_a_line(entry))
    note(f"{kind.who.capitalize()}. They can give {kind.they_give}; you can give {kind.you_give}.")


def _habits(choice: Chosen, found: SupportBase, called: dict[str, str]) -> None:
    """What the records say to each of the five habits, and a first step."""
    st.header("Five habits that keep allies", anchor=False)
    lines = [
        f"**{md(row.habit)}.** {md(row.says)}{_step(row.first_step)}"
        for row in content_of(shown.habits(found, called, choice.viewer)).itertuples()
    ]
    st.markdown("\n\n".join(lines))


def _step(words: str) -> str:
    return f"  \n:material/arrow_forward: {md(words)}" if words else ""


def _possible(choice: Chosen, found: Sequence[PossibleAlly], called: dict[str, str]) -> None:
    """Who might become an ally, as cards, each with its reasons and a first step."""
    st.header("Who might become an ally?", anchor=False)
    if not found:
        empty(*shown.NOBODY_FITS)
        return
    rows = list(content_of(shown.possible_allies(found, called, choice.viewer)).itertuples())
    for start in range(0, len(rows), IN_A_ROW):
        for row, column in zip(rows[start : start + IN_A_ROW], st.columns(IN_A_ROW), strict=False):
            with column, st.container(border=True, key=f"card_possible_{row.Index}", height="stretch"):
                step = f":material/arrow_forward: {md(row.habit)}: {md(lower_first(row.first_step))}"
                st.markdown(f"**{md(row.name)}**  \n{md(row.why)}\n\n{step}")
    note("A proposal from the records, nothing more: whether it fits, only the two of you can tell.")
