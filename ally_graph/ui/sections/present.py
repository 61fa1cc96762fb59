"""Slides for a room: looked through and shown here, chosen, put in order and put in own words, kept and taken away."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from ally_graph import indicators
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.unnamed import Unnamed
from ally_graph.errors import SettingError
from ally_graph.export import deck as files
from ally_graph.export.deck import SLIDES, Deck, Plan, Wish, deck, named
from ally_graph.progress import Progress
from ally_graph.ui.parts.deck_component import show_deck
from ally_graph.ui.parts.downloads import safe_name
from ally_graph.ui.parts.markdown import md
from ally_graph.ui.parts.show import heading, note
from ally_graph.ui.state import decks, jobs
from ally_graph.ui.state.months import chosen_network, chosen_values
from ally_graph.ui.state.session import Chosen, add_up, of_question, of_records, once
from ally_graph.views import telling
from ally_graph.wording.counts import count, upper_first
from ally_graph.workers import pool
from ally_graph.workers.tasks import sent

QUESTION = "What can be shown to a room?"
MIME = {
    ".html": "text/html",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".pdf": "application/pdf",
}
LABELS = {".html": "One page, offline", ".pptx": "PowerPoint", ".pdf": "Handout with notes"}
KEYS = (
    "Arrows, Page up and down, space or a clicker move on; Home and End jump; B makes the screen black; N opens notes "
    "with the time and the next slide in a second window; F fills the screen; C is high contrast; L is light or dark."
)


def page(choice: Chosen) -> None:
    """The whole page: the slides, then what goes into them, then where they go."""
    missing = telling.of_nothing(choice, "what can be shown to a room")
    if missing is not None:
        heading(QUESTION, missing.words)
        return
    plan = decks.in_hand()
    add_up(choice)
    try:
        made = _made(choice, plan)
    except SettingError as error:
        heading(QUESTION, "These slides can't be made yet.")
        st.error(md(str(error)), icon=":material/build:")
        _editor(choice, plan)
        return
    heading(QUESTION, _answer(made))
    show_deck(made, key="stage", dark=choice.dark)
    note(KEYS)
    _downloads(choice, plan, made)
    with st.expander("Choose slides, their order and their words", key="deck_editor_box"):
        _editor(choice, plan)
    _kept(plan)


def _answer(made: Deck) -> str:
    slides = upper_first(count(len(made.slides) + 1, "slide"))
    names = "with names, for those concerned only" if made.named else "and nobody is named in any of them"
    return f"{slides} about {made.when}, {names}."


def _made(choice: Chosen, plan: Plan) -> Deck:
    question = choice.question
    months = {"every": chosen_values(choice, None), "network": chosen_network(choice, indicators.ALL)}

    def make(tell: Progress) -> Disclosed[Unnamed]:
        asked = {"window": question.asked(), "found": sent(choice.analysis), **months}
        return pool.done("without_people", choice.records, question.data, asked, tell)

    shown = jobs.done("unnamed", (question, choice.tried), "Making slides", make)
    return of_question(
        choice,
        "deck",
        lambda: deck(choice.records, choice.analysis, plan, viewer=choice.viewer, shown=shown),
        choice.tried,
        plan.to_json(),
    )


def _downloads(choice: Chosen, plan: Plan, made: Deck) -> None:
    stem = safe_name(made.title)
    with st.container(horizontal=True, key="deck_files"):
        for ending, label in LABELS.items():
            st.download_button(
                label,
                lambda ending=ending: once(choice, "deck file", lambda: _file(made, ending), plan.to_json(), ending),
                f"{stem}{ending}",
                MIME[ending],
                key=f"deck{ending.replace('.', '_')}",
                on_click="ignore",
                icon=":material/download:",
                disabled=ending == ".pptx" and not _has_pptx(),
                help=None if ending != ".pptx" or _has_pptx() else files.pptx.MISSING,
            )


def _file(made: Deck, ending: str) -> bytes:
    return files.made(made, ending)


def _has_pptx() -> bool:
    try:
        files.pptx.needed()
    except SettingError:
        return False
    return True


def _editor(choice: Chosen, plan: Plan) -> None:
    """A row a slide, to be switched on, moved and reworded; nothing changes until it is taken over."""
    turn = st.session_state.get(decks.ROUND, 0)
    title = st.text_input("Title", plan.title, key=f"deck_title_{turn}", max_chars=120)
    names = st.toggle(
        "Name people",
        plan.names,
        key=f"deck_names_{turn}",
        help="Adds slides with names, for those concerned only. Without it no name is in the slides or their files.",
    )
    agreed = names and st.checkbox(
        "Those who will be named have agreed to be shown", plan.agreed, key=f"deck_agreed_{turn}"
    )
    months = of_records(choice.records, "deck months", lambda: _months(choice))
    start = st.selectbox(
        "The slide of months begins with",
        ["", *months],
        index=months.index(plan.start) + 1 if plan.start in months else 0,
        format_func=_month_words,
        key=f"deck_start_{turn}",
    )
    edited = st.data_editor(
        content_of(_rows(plan, choice, names=names)),
        key=f"deck_rows_{turn}_{names}",
        hide_index=True,
        num_rows="fixed",
        column_order=["shown", "place", "slide", "sentence", "notes"],
        column_config={
            "shown": st.column_config.CheckboxColumn("Show", width="small"),
            "place": st.column_config.NumberColumn("Order", width="small", min_value=1, max_value=99, step=1),
            "slide": st.column_config.TextColumn("Slide", disabled=True),
            "sentence": st.column_config.TextColumn("Own sentence", width="large", max_chars=200),
            "notes": st.column_config.TextColumn("Own notes", width="medium", max_chars=2000),
        },
    )
    note("An empty sentence is what the data says. Own words may not hold a name, unless people are named.")
    wanted = replace(
        plan, title=title.strip() or Plan().title, names=names, agreed=agreed, start=start, slides=_wishes(edited)
    )
    st.button(
        "Take this over",
        key="deck_take",
        type="primary",
        on_click=decks.use,
        args=(wanted,),
        disabled=names and not agreed,
        help="Ask those who will be named first." if names and not agreed else None,
    )


def _month_words(month: str) -> str:
    return f"{pd.Period(month):%B %Y}" if month else "the first month"


def _months(choice: Chosen) -> list[str]:
    first, last = choice.records.span()
    return [] if pd.isna(first) else [str(month) for month in pd.period_range(first, last, freq="M")]


def _rows(plan: Plan, choice: Chosen, *, names: bool) -> Disclosed[pd.DataFrame]:
    """Every slide there is, those of the plan first and in its order."""
    wishes = {wish.key: wish for wish in plan.slides}
    keys = [*SLIDES.keys(), *(named.KEYS if names else ())]
    order = [*(key for key in wishes if key in keys), *(key for key in keys if key not in wishes)]
    titles = {entry.key: entry.title for entry in SLIDES} | named.TITLES
    rows = [
        (
            key,
            not plan.slides or key in wishes,
            place,
            titles[key],
            *((wishes[key].sentence, wishes[key].notes) if key in wishes else ("", "")),
        )
        for place, key in enumerate(order, start=1)
    ]
    frame = pd.DataFrame(rows, columns=["key", "shown", "place", "slide", "sentence", "notes"])
    return gate.table("slides", frame, choice.viewer)


def _wishes(edited: pd.DataFrame) -> tuple[Wish, ...]:
    kept = edited[edited["shown"].fillna(False).astype(bool)].sort_values("place", kind="stable")
    words = kept[["sentence", "notes"]].fillna("").astype(str)
    return tuple(
        Wish(key, sentence.strip(), notes.strip())
        for key, sentence, notes in zip(kept["key"], words["sentence"], words["notes"], strict=True)
    )


def _kept(plan: Plan) -> None:
    """The decks kept with this data, each to be opened and removed, and a name to keep this one under."""
    known = decks.kept()
    with st.expander("Decks kept with this data", key="deck_shelf", expanded=bool(known)):
        left, right = st.columns([3, 1], vertical_alignment="bottom")
        name = left.text_input("Keep this deck as", key="deck_name", max_chars=decks.LONGEST)
        right.button("Keep", key="deck_keep", on_click=_keep, args=(plan,), disabled=not name.strip())
        for number, (title, one) in enumerate(known.items()):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(md(title), width="stretch")
                st.button("Open", key=f"deck_open_{number}", on_click=decks.use, args=(one,))
                st.button("Remove", key=f"deck_remove_{number}", on_click=_remove, args=(title,))
        if failed := st.session_state.pop("deck_failed", ""):
            st.warning(md(f"It could not be kept: {failed}."))


def _keep(plan: Plan) -> None:
    try:
        decks.keep(st.session_state["deck_name"], plan)
    except OSError as error:
        st.session_state["deck_failed"] = error.strerror or str(error)


def _remove(name: str) -> None:
    try:
        decks.remove(name)
    except OSError as error:
        st.session_state["deck_failed"] = error.strerror or str(error)
