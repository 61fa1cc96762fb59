"""What was found, a card a person: who, what, since when, what would end it, a next step, and what was noted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import streamlit as st

from ally_graph import views
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.shown import ShownFinding, ShownStep
from ally_graph.findings import detector_of
from ally_graph.ui.parts.markdown import md
from ally_graph.ui.parts.show import empty, finding_card, note, show_on_the_map, table, uncertain
from ally_graph.ui.sections import changed
from ally_graph.ui.sections.changed import Compared
from ally_graph.ui.state import notes
from ally_graph.ui.state.against import since_when
from ally_graph.ui.state.session import Chosen, add_up, once
from ally_graph.views import persons, steps
from ally_graph.views.persons import Person
from ally_graph.wording.counts import listed, upper_first

Findings = Disclosed[tuple[ShownFinding, ...]]
ABOUT = "note_about"
NOT_KEPT = "The note could not be kept: there is no folder of yours that only you can read."


def show(
    choice: Chosen, found: Findings, told: Compared | None, *, checked: Sequence[str], key: str, columns: int = 1
) -> None:
    """The cards, first the people; then what is nobody's alone, kinds with many findings as tables, what is unsure."""
    sorted_ = once(choice, "cards sorted", lambda: persons.sort(found), key)
    if not (sorted_.people or sorted_.others or sorted_.many):
        empty(*checked)
    kept = _notes_of(sorted_.people)
    now = [one for one in sorted_.people if not _put_aside(kept.get(one.person, ()))]
    aside = [one for one in sorted_.people if one not in now]
    drawn: list[tuple] = [*(("person", one) for one in now), *(("other", one) for one in sorted_.others)]
    for start in range(0, len(drawn), columns):
        for place, column in enumerate(st.columns(columns)):
            if start + place < len(drawn):
                with column:
                    _drawn(choice, *drawn[start + place], told, kept, key=f"{key}_{start + place}")
    for detector in sorted_.many:
        _many(choice, found, detector, key=f"{key}_{detector}")
    if aside:
        with st.expander(f"Put aside by you: {len(aside)}", key=f"{key}_aside"):
            for number, one in enumerate(aside):
                _person(choice, one, told, kept.get(one.person, ()), key=f"{key}_aside_{number}")
    uncertain(content_of(found), key=key)


def _drawn(choice: Chosen, what: str, one: object, told: Compared | None, kept: dict, *, key: str) -> None:
    if what == "person":
        _person(choice, one, told, kept.get(one.person, ()), key=key)
    else:
        finding_card(one, key=key, also=changed.marks(told, one))


def _person(choice: Chosen, one: Person, told: Compared | None, noted: Sequence[notes.Note], *, key: str) -> None:
    """One person's card."""
    step = content_of(_step(choice, one))
    first = one.findings[0]
    since = changed.marks(told, first) or since_when(choice, first)
    with st.container(border=True, key=f"card_{key}", height="stretch"):
        st.markdown("\n\n".join(_lines(one, step, since, noted)))
        if first.would_change:
            st.caption(md(first.would_change))
        with st.expander("What it rests on, and what would end it", key=f"{key}_evidence"):
            st.markdown("\n\n".join(_evidence(finding, told) for finding in one.findings))
            st.code(_as_text(one, step, since), language=None, wrap_lines=True)
        with st.container(horizontal=True):
            show_on_the_map(one.person, key=key)
            _note_button(one.person, key=key)
    if st.session_state.get(ABOUT) == one.person:
        _dialog(one.person, one.name)


def _as_text(one: Person, step: ShownStep, since: str) -> str:
    """The card in plain letters, to be copied."""
    titles = listed([detector_of(finding.detector).title for finding in one.findings])
    first = one.findings[0]
    lines = [f"{one.name}: {titles}", f"{first.why} {upper_first(since)}{'.' if since else ''}".strip(), step.check]
    return "\n".join(line for line in [*lines, step.step or first.advice, first.would_change] if line)


def _lines(one: Person, step: ShownStep, since: str, noted: Sequence[notes.Note]) -> Iterator[str]:
    """What a card says: who, what was found first and since when, what to check, what to do, and what was noted."""
    titles, first = [detector_of(finding.detector).title for finding in one.findings], one.findings[0]
    reports = f" · reports to {md(step.manager)}" if step.manager else ""
    yield f"**{md(one.name)}** · {md(listed([titles[0], *map(str.lower, titles[1:])]))}{reports}"
    yield md(f"{first.why} {upper_first(since)}{'.' if since else ''}".strip())
    if step.check:
        yield f":material/fact_check: {md(step.check)}"
    yield f":material/arrow_forward: {md(step.step or first.advice)}"
    for kept in noted:
        yield f":material/edit_note: {md(_noted(kept))}"
        if kept.kind == notes.WRONG:
            yield md(" ".join(dict.fromkeys(persons.to_mend(finding.detector) for finding in one.findings)))


def _note_button(person: str, *, key: str) -> None:
    look = {"type": "tertiary", "icon": ":material/edit_note:"}
    st.button("Keep a note", key=f"{key}_note", on_click=_ask, args=(person,), **look)


def _evidence(finding: ShownFinding, told: Compared | None) -> str:
    """One finding with its evidence, its usual advice, what would end it and what its records cover."""
    since = changed.marks(told, finding)
    since = f"{upper_first(since)}." if since else ""
    parts = [finding.why, finding.advice, finding.would_change, finding.coverage, since]
    title = detector_of(finding.detector).title
    return f"**{md(title)}.** {md(' '.join(part for part in parts if part))}"


def _step(choice: Chosen, one: Person) -> Disclosed:
    """The next step of a person, made once."""
    add_up(choice)
    detectors = tuple(finding.detector for finding in one.findings)

    def make() -> Disclosed:
        here = once(choice, "around", lambda: steps.around(choice.records, choice.analysis, choice.viewer))
        return steps.step(here, choice.viewer, one.person, detectors)

    return once(choice, "step", make, one.person, detectors)


def _many(choice: Chosen, found: Findings, detector: str, *, key: str) -> None:
    """A kind with many findings: a table with a filter, and who is chosen in it as a card."""
    mine = found.filter(lambda one: one.detector == detector and one.certain)
    number, title = len(content_of(mine)), detector_of(detector).title
    with st.container(key=f"{key}_many"):
        st.markdown(f"**{md(title)}: {number:,} findings**")
        typed = st.text_input("Find in these", key=f"{key}_typed", placeholder="Part of a name or of the reason")
        rows = once(choice, "many", lambda: views.findings_table(mine), detector)
        frame = content_of(rows)
        if typed.strip():
            texts = frame["who"] + " " + frame["why"]
            rows = rows.filter(texts.str.contains(typed.strip(), case=False, regex=False))
        columns, words = ["who", "why", "advice"], f"{title}: all findings"
        table(rows, columns, key=f"{key}_table", alt_text=words, file_name=f"{detector}.csv")


def _notes_of(people: Sequence[Person]) -> dict[str, tuple[notes.Note, ...]]:
    """What this user noted about these people, by person; nobody else is shown it."""
    every = notes.kept()
    if not every:
        return {}
    by: dict[str, list[notes.Note]] = {}
    for one in every:
        by.setdefault(one.who, []).append(one)
    return {one.person: tuple(by.get(notes.who_is(one.person, one.name), ())) for one in people}


def _put_aside(noted: Sequence[notes.Note]) -> bool:
    """Whether the last note says that it is not so, or to look again on a day that has not come."""
    if not noted:
        return False
    last = noted[-1]
    return last.kind == notes.WRONG or (last.kind == notes.LATER and not last.is_due(date.today()))


def _noted(one: notes.Note) -> str:
    """A note in a line."""
    words = f": {one.words}" if one.words else ""
    again = f", until {one.until}" if one.until and not one.is_due(date.today()) else ""
    due = ", and it is time now" if one.is_due(date.today()) else ""
    return f"{notes.KINDS[one.kind]} ({one.day}{again}{due}){words}"


def _ask(person: str) -> None:
    st.session_state[ABOUT] = person


def _dialog(person: str, name: str) -> None:
    """Ask for a note about somebody."""

    @st.dialog(f"A note about {md(name)}", on_dismiss=_closed)
    def ask() -> None:
        note("It stays in a file of yours on this machine, which only you can read; it is never part of the data.")
        words = st.text_area("In your words", key="note_words", max_chars=notes.LONGEST)
        for kind, title in notes.KINDS.items():
            if st.button(title, key=f"note_{kind}", width="stretch"):
                _keep(person, name, kind, words)
        if st.button("Take my notes about them away", key="note_none", type="tertiary"):
            _remove(person, name)

    ask()


def _closed() -> None:
    st.session_state[ABOUT] = None


def _keep(person: str, name: str, kind: str, words: str) -> None:
    try:
        notes.keep(notes.who_is(person, name), kind, words, date.today())
    except OSError:
        st.error(NOT_KEPT)
        return
    _closed()
    st.rerun()


def _remove(person: str, name: str) -> None:
    try:
        notes.remove([notes.who_is(person, name)])
    except OSError:
        st.error(NOT_KEPT)
        return
    _closed()
    st.rerun()
