"""What may be shown of proposals: pairs, who is left and why, rows of programmes, and plans to share a load."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ally_graph.analysis import Analysis
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import Disclosed, Viewer, content_of
from ally_graph.matching import Matching, Pair, Plan, task_words
from ally_graph.matching import programme_rows as rows_of
from ally_graph.records import Records
from ally_graph.views import roster
from ally_graph.views.focus import Focus, ids_of
from ally_graph.vocabulary import kind_title
from ally_graph.wording.counts import count, in_words, listed, upper_first

PAIR_COLUMNS = ["person_id", "partner_id", "name", "partner", "score", "why", "runner_up", "runner_up_id"]


NOBODY = {
    "buddy": (
        "Nobody is known to be new and without a buddy",
        "Nobody began in the last half year, or all who did have a buddy on record.",
    ),
    "mentorship": (
        "No junior is known to be without a mentor",
        "Nobody is of the first level, or all who are have a mentor on record.",
    ),
    "coffee": ("Nobody can be brought together for a coffee", "It takes two people of different teams or places."),
}
"""A title and words for each programme where there is nobody to propose anything for."""


def answer(pairs: Disclosed[pd.DataFrame], unmatched: Disclosed[pd.DataFrame], programme: str, agreed: int) -> str:
    """How many pairs are proposed, how many people are without, and how many pairs were agreed, in one sentence."""
    number, left = len(content_of(pairs)), len(content_of(unmatched))
    if not number and not left:
        return f"{NOBODY[programme][0]}." if not agreed else f"All is agreed: {count(agreed, 'pair')}."
    if not number:
        return f"Nobody can be paired now; {count(left, 'person is', 'people are')} without, and it is said why."
    start = upper_first(count(number, "pair is", "pairs are")) + f" proposed for {TITLES[programme]}"
    rest = f"; {count(left, 'person is', 'people are')} without, and it is said why" if left else ""
    done = f"; {count(agreed, 'is', 'are')} agreed" if agreed else ""
    return f"{start}{done}{rest}."


def nobody_for(programme: str) -> str:
    """That nobody can be proposed in a programme now, in one sentence.

    >>> nobody_for("buddy")
    'For newcomers nobody is to be proposed now.'
    """
    return f"For {TITLES[programme]} nobody is to be proposed now."


TASKED = {"help": "help", "answer": "answers", "review": "reviews", "recognition": "what they are thanked for"}
"""What somebody is asked for, by kind, where the kind's title is no word for it."""
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


def agreed(pairs_of: Sequence[tuple[str, str]], analysis: Analysis, viewer: Viewer) -> Disclosed[tuple[str, ...]]:
    """Pairs that were agreed on, by name."""
    called = roster.names(analysis.people, viewer)
    return gate.lines([f"{called[one]} with {called[other]}" for one, other in pairs_of], viewer)


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


CHOOSE = "Choose somebody to see who could take something from them."
NO_PLAN = ("No load has to be shared", f"Nobody is found to carry too much for others. {CHOOSE}")
"""A title and words where there is nobody to make a plan for."""


def steps(plans: Sequence[Plan], analysis: Analysis, viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """Every step of some plans: who takes which share of what from whom, and why."""
    called = roster.names(analysis.people, viewer)
    rows = [
        (called[plan.person], called[step.to], task_words(step), step.events, step.people, step.why)
        for plan in plans for step in plan.steps
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["eased", "taker", "task", "events", "people", "why"])
    return gate.table("load_steps", frame, viewer)


def effects(plans: Sequence[Plan], analysis: Analysis, viewer: Viewer) -> Disclosed[tuple[str, ...]]:
    """What is asked of each helper and what the steps would change, a sentence or two for each, and one for all."""
    called = roster.names(analysis.people, viewer)
    lines = [_effect(plan, called[plan.person]) for plan in plans]
    if plans[0].steps:
        before, after = plans[0].before.gini_excess, plans[0].after.gini_excess
        lines.append(f"Help would be spread {_less(before, after)}: {after:.2f} above chance instead of {before:.2f}.")
    return gate.lines(lines, viewer)


def _effect(plan: Plan, name: str) -> str:
    """One helper: what is asked of them most, and the figures before and after."""
    tasks = [part for part in plan.asked if part.kind != "recognition"] or list(plan.asked)
    most = listed([f"{TASKED.get(part.kind, kind_title(part.kind).lower())}{_of(part.team)} ({part.events:,} times)"
                   for part in tasks[:2]])  # fmt: skip
    before, after = plan.before, plan.after
    if not plan.steps:
        return f"{name} is asked most for {most}. {plan.why}"
    rest = in_words(after.dependants) if after.dependants else "nobody"
    alone = f"{count(before.dependants, 'person depends', 'people depend')} on them alone, then {rest}"
    late = [part.late * part.events for part in plan.asked if part.late is not None]
    share = sum(late) / sum(part.events for part in plan.asked)
    after_hours = f", {share:.0%} of it after hours" if late else ""
    return (
        f"{name} is asked most for {most}{after_hours}. With these steps: {after.load:.1f} instead of "
        f"{before.load:.1f} helps a week; {alone}."
    )


def _of(team: str) -> str:
    return f" in {team}" if team else ""


def _less(before: float, after: float) -> str:
    return f"{(before - after) / before:.0%} less unevenly" if before > 0 else "less unevenly"
