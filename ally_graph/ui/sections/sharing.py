"""How could a load be shared? The part of the page about load with a plan of steps, and sliders for what if."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.shown import ShownFinding
from ally_graph.matching import Plan, quiet_window, share_load
from ally_graph.progress import Progress
from ally_graph.ui.parts.downloads import download
from ally_graph.ui.parts.find import person_menu
from ally_graph.ui.parts.markdown import md
from ally_graph.ui.parts.show import empty, note
from ally_graph.ui.state import jobs
from ally_graph.ui.state.session import Chosen, add_up, once
from ally_graph.views import proposals, telling
from ally_graph.views.telling import Untold
from ally_graph.wording.counts import people_words, tally

MOST_SHARE, MOST_STEPS = 80, 12


def share(choice: Chosen, people: Disclosed[pd.DataFrame], found: Disclosed[tuple[ShownFinding, ...]]) -> None:
    """Choose how much to hand on, and read who could take what, and what comes of it; nothing where no help is told."""
    if telling.spread(choice) is not None:
        return
    st.header("How could the load be shared?", anchor=False)
    quiet = quiet_window(choice.records, choice.analysis.base.as_of, choice.analysis.settings.window_days)
    if quiet:
        note(quiet.words)
    plans = _chosen(choice, people)
    if not plans:
        _nothing(telling.of_detector("overrelied", content_of(found), choice))
        return
    st.markdown("\n\n".join(md(line) for line in content_of(proposals.effects(plans, choice.analysis, choice.viewer))))
    steps = proposals.steps(plans, choice.analysis, choice.viewer)
    if len(content_of(steps)):
        st.markdown("\n".join(_line(row) for row in content_of(steps).itertuples()))
        download(steps, "steps.csv", key="steps_csv", label="Download these steps")
    note(
        "A plan to talk about, made from what is on record: nobody in it is asked by us. Everyone in it does such work "
        "already and stays below what three in four colleagues like them give."
    )


def _line(row: tuple) -> str:
    """One step in words: who could take what from whom, how much it is, and why."""
    much = f"{tally(row.events, 'time', 'times')}, {people_words(row.people)}"
    return f"- **{md(row.taker)}** could take {md(row.task)} from {md(row.eased)} ({much}). {md(row.why)}"


def _nothing(missing: Untold | None) -> None:
    """Nobody was found to carry too much, or it can't be told whether anybody does."""
    if missing is None:
        empty(*proposals.NO_PLAN)
    else:
        note(f"{missing.words} {proposals.CHOOSE}")


def _chosen(choice: Chosen, people: Disclosed[pd.DataFrame]) -> tuple[Plan, ...]:
    """The plans for what the menu and the sliders say: of one helper, or of everyone who is over-relied on."""
    settings = choice.analysis.settings
    frame = content_of(people)
    names = once(choice, "names", lambda: dict(zip(frame["person_id"].astype(str), frame["name"], strict=True)))
    left, middle, right = st.columns(3)
    with left:
        helper = person_menu(names, "Whose load", key="shared_helper")
    handed = middle.slider(
        "To hand on, in percent", 10, MOST_SHARE, round(100 * settings.handed_on), step=10, key="handed_on"
    )
    most = right.slider("Steps at most", 1, MOST_STEPS, min(settings.handed_steps, MOST_STEPS), key="handed_steps")
    named = any(one.detector == "overrelied" and one.people for one in choice.analysis.findings)
    if helper is None and not named:
        return ()
    add_up(choice)

    def make(_tell: Progress) -> tuple[Plan, ...]:
        return share_load(choice.records, choice.analysis, helper=helper, handed_on=handed / 100, steps=most)

    return jobs.done("shared", (choice.question, helper, handed, most), "Looking for who has room", make)
