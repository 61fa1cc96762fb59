"""What now is held against: the same question asked of an earlier period, answered by an analysis of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from ally_graph import indicators
from ally_graph.disclosure.shown import ShownFinding
from ally_graph.indicators import by_group
from ally_graph.progress import Progress
from ally_graph.records import Records
from ally_graph.ui.state import jobs
from ally_graph.ui.state.session import (
    Chosen,
    analysis_of,
    day_after,
    first_day,
    month_ends,
    of_records,
    phases_of,
    tried_phases,
)
from ally_graph.views import teams, telling
from ally_graph.views.telling import Untold
from ally_graph.workers import pool

KEY = "against"
NOTHING = "Nothing"
BEFORE, QUARTER, YEAR = "The period before", "Three months ago", "A year ago"
BACK = {QUARTER: pd.DateOffset(months=3), YEAR: pd.DateOffset(years=1)}
PHASE = "The end of "
"""What an option begins with that looks at the time up to the end of a phase."""
EARLIER = "Choose a shorter period, or something less far back to hold it against."


@dataclass(frozen=True)
class Then:
    """An earlier period: what it is called in a sentence, and what pages would have drawn from it."""

    title: str
    choice: Chosen


def options(records: Records) -> list[str]:
    """What can be chosen: nothing, a time back, or the end of a phase that is over."""

    tried = tried_phases()

    def make() -> list[str]:
        spans = indicators.phases(records if tried is None else replace(records, phases=phases_of(tried)))
        over = spans.loc[spans["end"] < records.last_event, "name"] if len(spans) else []
        return [NOTHING, BEFORE, QUARTER, YEAR, *(f"{PHASE}{name}" for name in over)]

    return of_records(records, f"against {tried}", make)


def chosen_then(choice: Chosen) -> Then | Untold | None:
    """The earlier period that is chosen; why it can't be told; None where nothing is chosen."""
    chosen = st.session_state.get(KEY, NOTHING)
    if chosen in (None, NOTHING) or not choice.analysis.data["events"]:
        return None
    end = _end(choice, chosen)
    if end is None:
        return None
    first, days = first_day(choice.records), choice.question.settings.window_days
    if end - pd.Timedelta(days=days) < first:
        missing = f"the records begin on {telling.day(first)}, and it would take {days:,} days up to {_last_day(end)}"
        return Untold("how it was then", missing, EARLIER)
    question = replace(choice.question, as_of=str(end.date()))
    then = replace(choice, question=question, analysis=analysis_of(question, choice.records))
    return Then(f"the {days:,} days up to {_last_day(end)}", then)


def of_chosen(choice: Chosen) -> Then | None:
    """The earlier period, where one is chosen and can be told."""
    found = chosen_then(choice)
    return found if isinstance(found, Then) else None


def _last_day(end: pd.Timestamp) -> str:
    return telling.day(end - pd.Timedelta(days=1))


def _end(choice: Chosen, chosen: str) -> pd.Timestamp | None:
    """The moment that the earlier period ends with."""
    now = pd.Timestamp(choice.analysis.data["as_of"]).normalize()
    if chosen == BEFORE:
        return now - pd.Timedelta(days=choice.question.settings.window_days)
    if chosen in BACK:
        return now - BACK[chosen]
    spans = indicators.phases(choice.records)
    end = spans.loc[spans["name"] == chosen.removeprefix(PHASE), "end"]
    after = None if end.empty else end.iloc[0].normalize() + pd.Timedelta(days=1)
    return after if after is not None and after < now else None


def of_months(choice: Chosen) -> Chosen:
    """The choice with both periods in the place of phases, so that months are held against each other like phases."""
    then = of_chosen(choice)
    if then is None:
        return choice
    before, now = _span(then.choice), _span(choice)
    if before[1] >= now[0]:
        return choice
    rows = (("Then", *before, ""), ("Now", *now, ""))
    return replace(choice, records=replace(choice.records, phases=phases_of(rows)), tried=rows)


def _span(choice: Chosen) -> tuple[str, str]:
    """The first and the last day of a period."""
    end = pd.Timestamp(choice.analysis.data["as_of"]).normalize() - pd.Timedelta(days=1)
    begin = end - pd.Timedelta(days=choice.question.settings.window_days - 1)
    return str(begin.date()), str(end.date())


def chosen_by_group(choice: Chosen, *, groups: bool = True) -> pd.DataFrame:
    """The figures of all groups, or of the company alone, now and in the earlier period; worked out once."""
    then = of_chosen(choice)
    questions = (choice.question, then.choice.question if then else None)

    def make(tell: Progress) -> pd.DataFrame:
        periods = [teams.period(by_group.NOW, choice)] + ([teams.period(by_group.THEN, then.choice)] if then else [])
        question = choice.question
        asked = {"settings": question.settings, "kinds": question.kinds or None, "groups": groups}
        return pool.done("groups", choice.records, question.data, {"periods": periods} | asked, tell)

    return jobs.done("by group", (*questions, choice.viewer, groups), "Looking at teams and other groups", make)


MOST_BACK = 12
"""So many months back it is looked since when something was found."""


def since_when(choice: Chosen, finding: ShownFinding) -> str:
    """Since which month a finding has been there, as far as the months before have been worked out ahead; else empty.

    Nothing is worked out for it: a small company's months are, while nobody waits.
    """
    months = month_ends(choice.records)
    if choice.question.as_of is not None:
        months = [month for month in months if day_after(month) < choice.question.as_of]
    since = ""
    for month in months[:MOST_BACK]:
        question = replace(choice.question, as_of=day_after(month))
        if not jobs.is_done("analysis", question):
            return f"at least {since}" if since else ""
        found = analysis_of(question, choice.records).findings
        if not any(
            one.certain and one.detector == finding.detector and one.people == finding.person_ids for one in found
        ):
            return since or f"new since {pd.Period(month, freq='M').strftime('%B %Y')}"
        since = f"since {pd.Period(month, freq='M').strftime('%B %Y')}"
    return f"at least {since}" if since else ""
