"""What stands where on the two pages, as plain texts that are cut to the room there is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from ally_graph.culture.plan import MOST_STEPS
from ally_graph.culture.shares import NOBODY
from ally_graph.disclosure import policy
from ally_graph.disclosure.gate import content_of
from ally_graph.findings.challenges import SEEN
from ally_graph.views.audit import LIMITS, Audit
from ally_graph.views.culture import PUBLISHED, WHOLE
from ally_graph.views.telling import UNTOLD, day
from ally_graph.vocabulary import INDICATORS
from ally_graph.wording.counts import listed_first

NAME, SHORT, LONG, LONGEST = 30, 60, 120, 230
MOST_TEAMS, MOST_INDICATORS, MOST_PROGRAMMES, MOST_SINCE = 8, 11, 9, 7
TEAMS_FOR_A_STEP = 3
"""So many more teams have room for each step that a plan doesn't have."""
NETWORK_SHOWN = ("no_ally", "thanked", "unevenness", "across_teams")
NOTHING = "–"
BOXES = ("done", "moved", "not done")

Page = dict[str, object]


def cut(text: object, most: int) -> str:
    """A text, or as much of it as there is room for: the sentences that are whole, if they fill half of it.

    >>> cut("Research and development", 12), cut("Sales", 12), cut("All is well. So it was before.", 20)
    ('Research an…', 'Sales', 'All is well.')
    """
    words = " ".join(str(text).split())
    if len(words) <= most:
        return words
    whole = words[:most].rfind(". ") + 1
    return words[:whole] if whole >= most / 2 else f"{words[: most - 1].rstrip()}…"


def laid_out(made: Audit) -> Page:
    """Both pages as plain values, every text cut to its room."""
    return {
        "title": "Culture audit",
        "source": cut(made.source, SHORT),
        "date": day(made.as_of),
        "window": made.window,
        "edition": "With names, for those who asked for it" if policy.names(made.viewer) else "For everybody; no names",
        "first": cut(made.first, 2 * LONGEST),
        "coverage": cut(made.coverage, LONGEST),
        "plan": _plan(made),
        "since": [cut(line, LONGEST) for line in made.since[:MOST_SINCE]],
        "findings": _findings(made),
        "named": cut(made.answers.get("named", ""), LONGEST),
        "teams": _teams(made),
        "elements": _elements(made),
        "elements_answer": cut(made.answers["elements"], LONGEST),
        "roles": cut(made.answers["roles"], LONGEST),
        "indicators": _indicators(made),
        "phases": cut(made.phases, LONGEST),
        "programmes": _programmes(made),
        "challenges": _challenges(made),
        "reasons": _reasons(made),
        "reasons_answer": cut(made.answers["reasons"], LONGEST),
        "limits": list(LIMITS),
    }


def _rows(made: Audit, name: str) -> Iterable:
    return content_of(made.tables[name]).itertuples() if name in made.tables else ()


def _plan(made: Audit) -> list[Mapping[str, object]]:
    return [
        {
            "step": cut(row.step, LONG + 30),
            "tool": cut(row.tool, LONG),
            "whose": cut(getattr(row, "owner", "") or row.role, NAME),
            "until": row.until,
            "watch": cut(row.watch, NAME),
            "state": row.state,
        }
        for row in _rows(made, "plan")
    ]


def _findings(made: Audit) -> list[tuple[str, str]]:
    return [(cut(row.finding, 40), row.concerned) for row in _rows(made, "findings")]


def _teams(made: Audit) -> Page:
    frame = content_of(made.tables["teams"]) if "teams" in made.tables else pd.DataFrame()
    most = MOST_TEAMS + TEAMS_FOR_A_STEP * (MOST_STEPS - len(list(_rows(made, "plan"))))
    rows = [
        [
            cut(row.get("group"), NAME),
            _number(row.get("people")),
            *(_number(row.get(name)) for name in ("alone", "load", "thanked", "across_teams")),
            _number(row.get("unevenness"), ".2f"),
        ]
        for row in frame.head(most).to_dict("records")
    ]
    left = max(len(frame) - most, 0)
    columns = ["Team", "People", "On their own %", "Carry a lot %", "Thanked %", "To other teams %", "Uneven (0 to 1)"]
    notes = [f"{left:,} more teams are left out here."] if left else []
    notes += ["Figures are rounded: teams need not add up."] if rows and not policy.names(made.viewer) else []
    more = " ".join(notes)
    return {"columns": columns, "rows": rows, "answer": cut(made.answers["teams"], LONGEST), "more": more}


def _number(value: object, form: str = ",.0f") -> str:
    return NOTHING if value is None or pd.isna(value) else format(value, form)


def _elements(made: Audit) -> list[Mapping[str, object]]:
    frame = content_of(made.tables["elements"]) if "elements" in made.tables else pd.DataFrame()
    found = []
    for title, rows in frame.groupby("element", sort=False) if len(frame) else ():
        whole = rows[rows["group"] == WHOLE]
        told = [f"{cut(row.evidence, 42)} {row.told}" for row in whole.itertuples() if pd.notna(row.value)]
        dark = [cut(row.evidence, 42).lower() for row in whole.itertuples() if pd.isna(row.value)]
        lower = sorted({row.lower for row in whole.itertuples() if row.lower})
        covered = whole["covered"].min()
        found.append(
            {
                "title": title,
                "told": "; ".join(told) or UNTOLD,
                "lower": cut(listed_first(lower, 2), SHORT),
                "dark": cut(listed_first(dark, 3), LONG),
                "covered": NOTHING if pd.isna(covered) else f"{covered:.0f}%",
            }
        )
    return found


def _indicators(made: Audit) -> Page:
    """The first measure of each indicator: its latest month, the first phase against the last, and what that says."""
    values = content_of(made.tables["values"]) if "values" in made.tables else pd.DataFrame()
    changes = content_of(made.tables["changes"]) if "changes" in made.tables else pd.DataFrame()
    network = content_of(made.tables["network"]) if "network" in made.tables else pd.DataFrame()
    moved = {(row.indicator, row.measure): row for row in changes.itertuples()}
    chosen = [(key, one.measures[0].key) for key, one in INDICATORS.items()]
    rows = [_indicator(values, key, moved.get(key)) for key in chosen]
    rows += [_indicator(network, ("network", key), None) for key in NETWORK_SHOWN]
    told = [row for row in rows if row][:MOST_INDICATORS]
    phases = f"{changes['first_phase'].iloc[0]} to {changes['last_phase'].iloc[0]}" if len(changes) else "Change"
    columns = ["Measure", "Latest month", "Value (95 %)", cut(phases, 40), "What that says"]
    some = " The table has one measure of each." if told and len(moved) > len(told) else ""
    return {"columns": columns, "rows": told, "answer": cut(made.answers["indicators"], LONGEST) + some}


def _indicator(frame: pd.DataFrame, key: tuple[str, str], change: object) -> list[str] | None:
    if frame.empty:
        return None
    rows = frame[(frame["indicator"] == key[0]) & (frame["measure"] == key[1])]
    if rows.empty:
        return None
    last = rows.sort_values("month").iloc[-1]
    span = "" if pd.isna(last["low"]) else f" ({last['low']:,.3g} to {last['high']:,.3g})"
    unit = "" if last["unit"] in ("0-100",) else f" {last['unit']}"
    moved = NOTHING
    if change is not None and pd.notna(change.difference):
        inside = "" if pd.isna(change.low) else f" ({change.low:+,.3g} to {change.high:+,.3g})"
        moved = f"{change.before:,.3g} to {change.after:,.3g}, {change.difference:+,.3g}{inside}"
    words = NOTHING if change is None else cut(change.words, SHORT)
    return [
        cut(last["title"], 36),
        f"{last['month']:%b %Y}",
        cut(f"{last['value']:,.3g}{unit}{span}", 44),
        moved,
        words,
    ]


def _programmes(made: Audit) -> Page:
    rows, unused = [], []
    for row in _rows(made, "programmes"):
        if row.started == NOTHING and row.people == NOBODY:
            unused.append(row.programme)
            continue
        rows.append(
            [
                cut(row.programme, 36),
                row.started,
                cut(row.reach, 28),
                cut(_dark(row.dose), 62),
                cut(_dark(row.formed), 112),
                cut(_dark(row.load_of_givers), 70),
                cut(_dark(row.since_short), 62),
            ]
        )
    more = _nobody_in(unused) if rows else ""
    columns = ["Tool", "Since", "Takes part now", "Met in 90 days", "Ties formed that lasted", "Load of those who give",
               "Company since"]  # fmt: skip
    answer = cut(made.answers["programmes"], LONGEST)
    beside = PUBLISHED if any("met on" in row[3] for row in rows) else ""
    more = f"{more} {beside}".strip()
    return {"columns": columns, "rows": rows[:MOST_PROGRAMMES], "answer": answer, "more": more}


def _nobody_in(unused: list[str]) -> str:
    """The tools that nobody is in, as many by name as there is room for."""
    told = [f"Nobody on record in: {listed_first(unused, number)}." for number in range(len(unused), 0, -1)]
    return next((words for words in told if len(words) <= LONGEST), "")


def _dark(words: str) -> str:
    """What can't be told, shortly: the reason alone."""
    return words.removeprefix(f"{UNTOLD}: ") if words.startswith(UNTOLD) else words


def _challenges(made: Audit) -> list[Mapping[str, str]]:
    return [
        {
            "title": row.challenge,
            "verdict": row.verdict,
            "response": row.response,
            "with": _with(row.verdict, row.tools),
        }
        for row in _rows(made, "responses")
    ]


def _with(verdict: str, tools: str) -> str:
    """The tools that fit; what they ask only where the challenge is seen."""
    return cut(tools if verdict == SEEN else re.sub(r" \([^)]*\)", "", tools), 2 * LONGEST)


def _reasons(made: Audit) -> list[Mapping[str, str]]:
    return [
        {"title": row.reason, "verdict": row.verdict, "says": cut(row.says, LONGEST), "ask": row.ask}
        for row in _rows(made, "reasons")
    ]
