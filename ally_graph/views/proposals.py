"""What may be shown of proposals: pairs, who is left and why, rows of programmes, and plans to share a load."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ally_graph.analysis import Analysis
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import Disclosed, Viewer
from ally_graph.matching import Matching, Pair, Plan
from ally_graph.matching import programme_rows as rows_of
from ally_graph.views import roster
from ally_graph.vocabulary import kind_title

PAIR_COLUMNS = ["person_id", "partner_id", "name", "partner", "score", "why", "runner_up", "runner_up_id"]


def pairs(found: Matching, analysis: Analysis, viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """The pairs by name, each with its score, its reasons and who would be next."""
    called = roster.names(analysis.people, viewer)
    rows = [
        (one.person, one.partner, called[one.person], called[one.partner], one.score, _why(one),
         called.get(one.runner_up or "", ""), one.runner_up or "")
        for one in found.pairs
    ]  # fmt: skip
    return gate.table("pairs", pd.DataFrame(rows, columns=PAIR_COLUMNS), viewer)


def _why(pair: Pair) -> str:
    return f"{pair.why} One of three." if pair.trio else pair.why


def unmatched(found: Matching, analysis: Analysis, viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """Those for whom nobody was found, and what stood in the way."""
    called = roster.names(analysis.people, viewer)
    rows = [(one.person, called.get(one.person, one.person), one.why) for one in found.unmatched]
    return gate.table("unmatched", pd.DataFrame(rows, columns=["person_id", "name", "why"]), viewer)


def programme_rows(
    found: Matching, analysis: Analysis, viewer: Viewer, agreed: Sequence[Pair] | None = None
) -> Disclosed[pd.DataFrame]:
    """The pairs, or those of them that were agreed, as rows of `programmes.csv`, days as texts."""
    base = analysis.base
    chosen = found.pairs if agreed is None else agreed
    rows = rows_of(chosen, found.programme, base.as_of.normalize(), base.settings.programme_days)
    days = {name: pd.to_datetime(rows[name]).dt.strftime("%Y-%m-%d") for name in ("start_date", "end_date")}
    return gate.table("programme_rows", rows.assign(**days), viewer)


def steps(plans: Sequence[Plan], analysis: Analysis, viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """Every step of some plans: who takes which share of what from whom, and why."""
    called = roster.names(analysis.people, viewer)
    rows = [
        (called[plan.person], called[step.to], kind_title(step.kind), step.team, step.share, step.events, step.people,
         step.why)
        for plan in plans for step in plan.steps
    ]  # fmt: skip
    columns = ["helper", "taker", "kind", "team", "part", "events", "people", "why"]
    return gate.table("load_steps", pd.DataFrame(rows, columns=columns), viewer)


def asked(plan: Plan, viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """What one helper is asked for, by kind and team: how often, for how many people, how much of it after hours."""
    rows = [(kind_title(one.kind), one.team, one.events, one.people, one.late) for one in plan.asked]
    frame = pd.DataFrame(rows, columns=["kind", "team", "events", "people", "late"])
    return gate.table("load_asked", frame.astype({"late": float}), viewer)


def before_and_after(plans: Sequence[Plan], analysis: Analysis, viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """The figures of each helper before the steps and after them."""
    called: Mapping[str, str] = roster.names(analysis.people, viewer)
    rows = [
        {"name": called[plan.person], "person_id": plan.person}
        | {f"{name}_{when}": value for when, of in (("before", plan.before), ("after", plan.after))
           for name, value in of.to_dict().items()}
        for plan in plans
    ]  # fmt: skip
    return gate.table("load_plans", pd.DataFrame(rows), viewer)
