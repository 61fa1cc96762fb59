"""Who could be brought together: proposals to agree to, change or decline, and what was agreed, to take away."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import pandas as pd
import streamlit as st

from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.matching import PROGRAMMES, Matching, match
from ally_graph.progress import Progress
from ally_graph.ui.parts.downloads import download
from ally_graph.ui.parts.markdown import md
from ally_graph.ui.parts.show import empty, heading, note, table
from ally_graph.ui.state import jobs
from ally_graph.ui.state.session import Chosen, add_up, once
from ally_graph.views import proposals, telling
from ally_graph.wording.counts import count, lower_first, upper_first

PROGRAMME, AGREED, DECLINED = "programme", "agreed_pairs", "declined_pairs"
QUESTION = "Who could be whose buddy?"
CARDS_SHOWN = 6
TOLD = 3
Pairs = tuple[tuple[str, str], ...]


def page(choice: Chosen) -> None:
    """The whole page: the answer, each pair with its reasons, those who are left, and what was agreed."""
    top = st.container()
    keys = list(PROGRAMMES.keys())
    first = _first(choice, keys)
    key = st.selectbox("What for", keys, first, key=PROGRAMME, format_func=_title, bind="query-params")
    missing = telling.matched(choice, key)
    if missing is not None:
        with top:
            heading(QUESTION, missing.words)
        return
    agreed, declined = _decided(choice, AGREED, key), _decided(choice, DECLINED, key)
    found = _matched(choice, key, agreed, declined)
    asked = (key, agreed, declined)
    pairs = once(choice, "pairs", lambda: proposals.pairs(found, choice.analysis, choice.viewer, choice.team), *asked)
    without = _without(choice, found, *asked)
    answer = proposals.answer(pairs, without, key, len(agreed))
    passed_over = [_nobody_for(choice, one) for one in keys[:first]] if key == keys[first] else []
    with top:
        heading(QUESTION, answer)
        for words in passed_over:
            st.markdown(words)
    if agreed:
        _agreed(choice, key, agreed)
    _cards(choice, key, pairs)
    if len(content_of(pairs)):
        columns = ["name", "partner", "score", "why", "runner_up"]
        table(pairs, columns, key="pairs", alt_text="Every pair, and why", file_name="pairs.csv")
        note("Fit is what speaks for a pair by these records, from 0 to 1. Ask both before you arrange anything.")
    if len(content_of(without)):
        st.header("Who is without, and why", anchor=False)
        table(without, ["name", "why"], key="unmatched", alt_text="Who is without, and why", file_name="without.csv")


def _first(choice: Chosen, keys: Sequence[str]) -> int:
    """The place of the first programme with somebody to propose: the page opens on it."""
    for place, key in enumerate(keys):
        if _matched(choice, key, (), ()).pairs:
            return place
    return 0


def _without(choice: Chosen, found: Matching, *asked: Hashable) -> Disclosed[pd.DataFrame]:
    """Who is left without, and why."""
    return once(
        choice,
        "unmatched",
        lambda: proposals.unmatched(found, choice.analysis, choice.viewer, choice.team),
        *asked,
    )


def _nobody_for(choice: Chosen, key: str) -> str:
    """What there is to say of a programme for which nobody can be proposed."""
    missing = telling.matched(choice, key)
    if missing is not None:
        return md(missing.words)
    without = _without(choice, _matched(choice, key, (), ()), key, (), ())
    told = [f"**{md(row.name)}** {md(lower_first(row.why))}" for row in content_of(without).head(TOLD).itertuples()]
    return f"{md(proposals.nobody_for(key))} {' '.join(told)}".strip()


def _title(key: str) -> str:
    return PROGRAMMES[key].title


def _state(choice: Chosen, what: str, programme: str) -> tuple:
    return what, programme, choice.question.data


def _decided(choice: Chosen, what: str, programme: str) -> Pairs:
    """The pairs that were agreed on, or declined, in this session and for this data."""
    return tuple(st.session_state.get(what, {}).get(_state(choice, what, programme), ()))


def _decide(choice: Chosen, what: str, programme: str, pair: tuple[str, str]) -> None:
    kept = dict(st.session_state.get(what, {}))
    kept[_state(choice, what, programme)] = (*_decided(choice, what, programme), pair)
    st.session_state[what] = kept


def _forget(choice: Chosen, programme: str) -> None:
    for what in (AGREED, DECLINED):
        kept = dict(st.session_state.get(what, {}))
        kept.pop(_state(choice, what, programme), None)
        st.session_state[what] = kept


def _matched(choice: Chosen, programme: str, agreed: Pairs, declined: Pairs) -> Matching:
    """The proposals, worked out beside the page and once for all who ask the same."""
    add_up(choice)

    def make(_tell: Progress) -> Matching:
        return match(choice.records, choice.analysis, programme, blocked=declined, agreed=agreed)

    return jobs.done("matching", (choice.question, programme, agreed, declined), "Looking for who fits whom", make)


def _cards(choice: Chosen, programme: str, pairs: Disclosed[pd.DataFrame]) -> None:
    """The first proposals as cards, each to be agreed to, changed to the next in line, or declined."""
    rows = content_of(pairs)
    if rows.empty:
        empty(*proposals.NOBODY[programme])
        return
    st.header("What do you say?", anchor=False)
    cards = list(rows.head(CARDS_SHOWN).itertuples())
    for start in range(0, len(cards), 2):
        for place, column in zip(cards[start : start + 2], st.columns(2), strict=False):
            with column:
                _card(choice, programme, place)
    if len(rows) > CARDS_SHOWN:
        more = count(len(rows) - CARDS_SHOWN, "more pair is", "more pairs are")
        note(f"{upper_first(more)} in the table; they come up here as you decide.")


def _card(choice: Chosen, programme: str, row: tuple) -> None:
    key = f"{programme}_{row.person_id}_{row.partner_id}"
    pair, other = (row.person_id, row.partner_id), (row.person_id, row.runner_up_id)
    with st.container(border=True, key=f"card_{key}", height="stretch"):
        next_one = f"  \nNext in line: {md(row.runner_up)}." if row.runner_up else ""
        st.markdown(
            f"**{md(row.name)}** with **{md(row.partner)}**\n\n{md(row.partner)} {md(lower_first(row.why))}{next_one}"
        )
        with st.container(horizontal=True):
            told = (choice, AGREED, programme, pair)
            st.button("Agree", key=f"{key}_agree", on_click=_decide, args=told, icon=":material/check:")
            if row.runner_up:
                told = (choice, AGREED, programme, other)
                label = "Take the next in line"
                st.button(label, key=f"{key}_swap", on_click=_decide, args=told, icon=":material/swap_horiz:")
            told = (choice, DECLINED, programme, pair)
            st.button("Decline", key=f"{key}_decline", on_click=_decide, args=told, icon=":material/close:")


def _agreed(choice: Chosen, programme: str, agreed: Pairs) -> None:
    """What was agreed, as rows of the programmes table to take away."""
    both = content_of(proposals.agreed(agreed, choice.analysis, choice.viewer))
    names = [f"- {md(words)}" for words in both]
    with st.container(border=True, key="agreed"):
        st.markdown("\n".join([f"**Agreed by you: {count(len(agreed), 'pair')}**", "", *names]))
        rows = proposals.agreed_rows(agreed, programme, choice.records, choice.analysis, choice.viewer)
        with st.container(horizontal=True):
            download(rows, "programmes.csv", key="programmes_csv", label="Download programmes.csv")
            st.button("Begin again", key="begin_again", on_click=_forget, args=(choice, programme), type="tertiary")
        note(
            "The file holds the programmes of this data with these pairs added. Put it in the place of the old one, "
            "and nobody in it is proposed again before it is over. Nothing is kept here when you close the page."
        )
