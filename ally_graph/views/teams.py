"""Teams and other groups, a row each: how they are now, how they were then, and how sure the change is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import Disclosed, Viewer, content_of
from ally_graph.disclosure.shown import ShownFinding
from ally_graph.disclosure.suppression import ALL
from ally_graph.findings.challenges import FEWEST_SEEN
from ally_graph.indicators.by_group import ATTRIBUTES, CHANGE, MEASURES, NOW, THEN, Period
from ally_graph.views import telling
from ally_graph.views.since import sure_of
from ally_graph.views.telling import Subject, Untold
from ally_graph.wording.counts import count, in_words, listed, listed_first

Frame = Disclosed[pd.DataFrame]
WHOLE = "The whole company"
UNEVEN = "unevenness"
NAMES_TOLD = 5
TITLES = {
    "unevenness": "How unevenly help is given",
    "alone": "May be on their own",
    "load": "Carry a lot for others",
    "across_teams": "Support to other teams",
    "thanked": "Thanked",
    "covered": "Seen in the records",
}
"""What each measure is called where one of them is chosen to be drawn."""
BY = {
    "team": ("team", "teams"),
    "department": ("department", "departments"),
    "location": ("location", "locations"),
    "level": ("level", "levels"),
    "work_mode": ("way of working", "ways of working"),
}
"""What one group of each kind and several are called in a sentence."""
SMALL = "The figures of small {groups} are held back, so that nobody is singled out."


def period(name: str, choice: Subject) -> Period:
    """A period with whom its findings name, as far as it can be told."""
    found = choice.analysis.findings
    named = {}
    for measure, detector in (("alone", "isolated"), ("load", "overrelied")):
        shown = [_counted(one) for one in found if one.detector == detector]
        if telling.of_detector(detector, shown, choice) is None:
            named[measure] = frozenset(person for one in found if one.detector == detector for person in one.people)
    return Period(name, pd.Timestamp(choice.analysis.data["as_of"]), named)


def _counted(finding: object) -> ShownFinding:
    """A finding without names, for asking whether anything can be told."""
    count = int(finding.evidence.get("count", len(finding.people)))
    words = {"why": finding.why, "advice": finding.advice}
    return ShownFinding(finding.detector, finding.status, (), count=count, certain=finding.certain, **words)


def figures(frame: pd.DataFrame, viewer: Viewer, by: str) -> Frame:
    """The figures of the groups of one kind and of the whole company: `period, group, measure, value, low, high, n`.

    How unevenly help is given is not told of a group of which fewer than half appear in the records.
    """
    kept = frame[(frame["by"] == by) | (frame["by"] == "")]
    kept = _of_enough_seen(kept.assign(group=kept["group"].where(kept["by"] != "", WHOLE)))
    return gate.table("by_group", kept.drop(columns="by").reset_index(drop=True), viewer)


def _of_enough_seen(frame: pd.DataFrame) -> pd.DataFrame:
    """Without the unevenness of groups of which too few appear in a period, and without its change."""
    seen = frame[frame["measure"] == "covered"].set_index(["group", "period"])["value"]
    few = seen[(seen < 100 * FEWEST_SEEN) & (seen.index.get_level_values("period") != CHANGE)].index
    dark = {*few, *((group, CHANGE) for group, _ in few)}
    told = [pair not in dark for pair in zip(frame["group"], frame["period"], strict=True)]
    return frame[np.array(told, dtype=bool) | (frame["measure"] != UNEVEN)]


def kinds(frame: pd.DataFrame) -> list[str]:
    """What people can be grouped by here: attributes with a group of which something may be shown."""
    return [by for by in ATTRIBUTES if (frame["by"] == by).any()]


def table(shown: Frame) -> Frame:
    """A row a group: each measure now, what it was then, its change, and whether that is beyond chance."""
    frame = content_of(shown)
    rows = {group: {"group": group} for group in frame.loc[frame["period"] == NOW, "group"].unique()}
    for row in frame.itertuples():
        if row.group not in rows:
            continue
        into, name = rows[row.group], row.measure
        if row.period == NOW:
            into |= {"people": row.n, name: row.value} | (
                {f"{name}_low": row.low, f"{name}_high": row.high} if name == UNEVEN else {}
            )
        elif row.period == THEN:
            into[f"{name}_then"] = row.value
        else:
            into |= {f"{name}_change": row.value, f"{name}_sure": sure_of(row.low, row.high)}
    columns = ["group", "people"]
    for name in MEASURES:
        columns += [
            name,
            *([f"{name}_low", f"{name}_high"] if name == UNEVEN else []),
            *(f"{name}_{what}" for what in ("then", "change", "sure")),
        ]
    found = pd.DataFrame(list(rows.values()))
    return gate.table("teams", found[[name for name in columns if name in found]], shown.viewer)


def one_measure(shown: Frame, measure: str, *, change: bool = False) -> Frame:
    """What is drawn of one measure: the groups now and then, or how they changed."""
    frame = content_of(shown)
    return shown.filter((frame["measure"] == measure) & ((frame["period"] == CHANGE) == change))


def columns(table: Frame) -> list[str]:
    """The columns a page shows: of all but the first measure the figure and its change; the file has more."""
    less = {f"{name}_{what}" for name in MEASURES if name != UNEVEN for what in ("then", "sure")}
    return [name for name in content_of(table) if name not in less]


def answer(shown: Frame, by: str, when: str, why_not: Untold | None) -> str:
    """Whether help is fairly spread and in which groups, and whether that is better than then."""
    frame, (one, many) = content_of(shown), BY[by]
    own = frame[(frame["measure"] == UNEVEN) & (frame["group"] != WHOLE)]
    now = own[own["period"] == NOW]
    if now.empty:
        missing = f"no {one} has ten people of whom it may be shown and half of whom appear in the records"
        return (why_not or Untold("how evenly help is spread", missing, "Look at the whole company.")).words
    uneven = now[now["low"] > 0].sort_values("value", ascending=False)["group"].tolist()
    where = f" ({listed_first(uneven, NAMES_TOLD)})" if uneven else ""
    number = f"{in_words(len(uneven))} of {count(len(now), one, many)} that can be told"
    words = f"Help is less evenly spread than chance has it in {number}{where}."
    return f"{words} {_changed(own, by, when)}" if when else words


def _changed(own: pd.DataFrame, by: str, when: str) -> str:
    """In which groups help has become more or less evenly spread, beyond chance."""
    change = own[own["period"] == CHANGE]
    if change.empty:
        return f"How it was in {when} can't be told of any of them."
    less, more = (change.loc[mask, "group"].tolist() for mask in (change["low"] > 0, change["high"] < 0))
    parts = [f"less evenly in {listed_first(less, NAMES_TOLD)}"] * bool(less)
    parts += [f"more evenly in {listed_first(more, NAMES_TOLD)}"] * bool(more)
    spread = f"it is spread {listed(parts)}, beyond chance" if parts else "nothing has changed beyond chance"
    rest = len(change) - len(less) - len(more)
    doubt = f"; in {count(rest, *BY[by])} a change can't be told from chance" if rest else ""
    return f"Against {when}, {spread}{doubt}."


def company_change(frame: pd.DataFrame, when: str) -> str:
    """Whether help in the whole company is more or less evenly spread than then; empty where it can't be compared."""
    row = frame[
        (frame["by"] == "") & (frame["measure"] == UNEVEN) & (frame["period"] == CHANGE) & (frame["group"] == ALL)
    ]
    if row.empty:
        return ""
    value, sure = float(row["value"].iloc[0]), sure_of(float(row["low"].iloc[0]), float(row["high"].iloc[0]))
    way = "less" if value > 0 else "more"
    if sure != "beyond chance":
        return f"Whether help is more or less evenly spread than in {when} can't be told from chance."
    return f"Help is {way} evenly spread than in {when}, beyond chance."
