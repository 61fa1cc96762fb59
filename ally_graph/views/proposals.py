"""What may be shown of proposals: pairs, who is left and why, rows of programmes, and plans to share a load."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ally_graph.analysis import Analysis
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import Disclosed, Viewer, content_of
from ally_graph.matching import Matching, Pair, Plan
from ally_graph.matching import programme_rows as rows_of
from ally_graph.records import Records
from ally_graph.views import roster
from ally_graph.views.focus import Focus, ids_of
from ally_graph.vocabulary import kind_title
from ally_graph.wording.counts import count, upper_first

PAIR_COLUMNS = ["person_id", "partner_id", "name", "partner", "score", "why", "runner_up", "runner_up_id"]


NOBODY = {
    "buddy": (
        "Nobody is new here without a buddy",
        "By the roster nobody began in the last half year, or they all have a buddy on record.",
    ),
    "mentorship": (
        "No junior is without a mentor",
        "By the roster nobody is of the first level, or they all have a mentor on record.",
    ),
    "coffee": ("Nobody can be brought together for a coffee", "It takes two people of different teams or places."),
}
"""A title and words for each programme where there is nobody to propose anything for."""


def answer(pairs: Disclosed[pd.DataFrame], unmatched: Disclosed[pd.DataFrame], programme: str, agreed: int) -> str:
    """How many pairs are proposed, how many people are without, and how many pairs were agreed, in one sentence."""
    number, left = len(content_of(pairs)), len(content_of(unmatched))
    if not number and not left:
        return f"{NOBODY[programme][0]}." if not agreed else f"All is agreed: {count(agreed, 'pair')}."
    start = upper_first(count(number, "pair is", "pairs are")) + f" proposed for {TITLES[programme]}"
    rest = f"; {count(left, 'person is', 'people are')} without, and it is said why" if left else ""
    done = f"; {count(agreed, 'is', 'are')} agreed" if agreed else ""
    return f"{start}{done}{rest}."


TITLES = {"buddy": "newcomers", "mentorship": "juniors", "coffee": "a coffee across teams or places"}


def pairs(found: Matching, analysis: Analysis, viewer: Viewer, team: Focus = None) -> Disclosed[pd.DataFrame]:
    """The pairs by name, each with its score, its reasons and who would be next; with a focus, those of its people."""
    called, inside = roster.names(analysis.people, viewer), ids_of(analysis.people, team)
    rows = [
        (one.person, one.partner, called[one.person], called[one.partner], one.score, _why(one),
         called.get(one.runner_up or "", ""), one.runner_up or "")
        for one in found.pairs if {one.person, one.partner} & inside
    ]  # fmt: skip
    return gate.table("pairs", pd.DataFrame(rows, columns=PAIR_COLUMNS), viewer)


def _why(pair: Pair) -> str:
    return f"{pair.why} One of three." if pair.trio else pair.why


def unmatched(found: Matching, analysis: Analysis, viewer: Viewer, team: Focus = None) -> Disclosed[pd.DataFrame]:
    """Those for whom nobody was found, and what stood in the way; with a focus, those of its people."""
    called, inside = roster.names(analysis.people, viewer), ids_of(analysis.people, team)
    some = [one for one in found.unmatched if team is None or one.person in inside]
    rows = [(one.person, called.get(one.person, one.person), one.why) for one in some]
    return gate.table("unmatched", pd.DataFrame(rows, columns=["person_id", "name", "why"]), viewer)


def programme_rows(found: Matching, analysis: Analysis, viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """The pairs as rows of `programmes.csv`, days as texts."""
    return gate.table("programme_rows", _rows(found.pairs, found.programme, analysis), viewer)


def agreed_rows(
    agreed: Sequence[tuple[str, str]], programme: str, records: Records, analysis: Analysis, viewer: Viewer
) -> Disclosed[pd.DataFrame]:
    """The programmes on record with the pairs that were agreed on added, as they are read again."""
    pairs = [Pair(one, other, 0.0, "") for one, other in agreed]
    parts = [_day_texts(records.programmes), _rows(pairs, programme, analysis)]
    return gate.table("programme_rows", pd.concat([part.astype("object") for part in parts]), viewer)


def _rows(pairs: Sequence[Pair], programme: str, analysis: Analysis) -> pd.DataFrame:
    base = analysis.base
    return _day_texts(rows_of(pairs, programme, base.as_of.normalize(), base.settings.programme_days))


def _day_texts(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of programmes with their days as texts, and nothing where there is none."""
    days = {name: pd.to_datetime(rows[name]).dt.strftime("%Y-%m-%d") for name in ("start_date", "end_date")}
    return rows.assign(**days).astype("object").fillna("")


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
