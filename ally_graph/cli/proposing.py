"""The commands `match` and `share-load`: what they take, and how their results read on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ally_graph.analysis import Analysis
from ally_graph.disclosure import gate
from ally_graph.files.atomic import write_whole
from ally_graph.matching import Matching, Plan, Quiet, blocked_pairs, quiet_window, task_words
from ally_graph.matching import match as matched_of
from ally_graph.matching import share_load as plans_of
from ally_graph.records import Records
from ally_graph.views import proposals
from ally_graph.wording.counts import tally


def blocked(file: str | None) -> list[tuple[str, str]]:
    """The pairs to keep apart, of a file if there is one."""
    return blocked_pairs(file) if file else []


def matched(
    loaded: Records, result: Analysis, programme: str, people: Sequence[str] | None, apart: Iterable[tuple[str, str]]
) -> Matching:
    """The pairs of a programme; ids to keep apart that are not on the roster are said on standard error."""
    known = set(loaded.people["person_id"].astype("str"))
    foreign = sorted({one for pair in apart for one in pair if one and one not in known})
    if foreign:
        words = f"notice: {tally(len(foreign), 'id')} to keep apart not on the roster, such as {foreign[0]}"
        print(words, file=sys.stderr)
    return matched_of(loaded, result, programme, people=people, blocked=apart)


def plans(loaded: Records, result: Analysis, helper: str | None) -> tuple[Plan, ...]:
    """A plan for each helper."""
    return plans_of(loaded, result, helper=helper)


def quiet(loaded: Records, result: Analysis) -> Quiet | None:
    """Whether the window holds too little to plan by, and which one doesn't."""
    return quiet_window(loaded, result.base.as_of, result.base.settings.window_days)


def write_rows(found: Matching, result: Analysis, path: Path) -> None:
    """Write the pairs as rows of `programmes.csv`."""
    write_whole(path, gate.to_csv(proposals.programme_rows(found, result, gate.LOCAL)))


def pairs_words(found: Matching, called: Mapping[str, str]) -> str:
    """The pairs, a reason each, and what stood in the way of the others."""
    lines = []
    for pair in found.pairs:
        runner = f" Next: {called[pair.runner_up]}." if pair.runner_up else ""
        trio = " One of three." if pair.trio else ""
        who = f"{called[pair.person]} and {called[pair.partner]}"
        lines.append(f"{pair.score:.2f}  {who}\n      {pair.why}{runner}{trio}")
    lines += [f"  –   {called.get(one.person, one.person)}\n      {one.why}" for one in found.unmatched]
    return "\n".join(lines) or "Nobody is due for this programme by these records."


def plans_words(found: Sequence[Plan], called: Mapping[str, str]) -> str:
    """Each plan: for whom and why, its steps, and the figures before and after."""
    lines = []
    for plan in found:
        lines.append(f"{called[plan.person]}\n    {plan.why}")
        lines += [f"  - {called[step.to]} takes {task_words(step)}. {step.why}" for step in plan.steps]
        before, after = plan.before, plan.after
        lines.append(
            f"    load {before.load:.1f} -> {after.load:.1f} helps a week, depending on them alone "
            f"{before.dependants} -> {after.dependants}, Gini above chance {before.gini_excess:.2f} -> "
            f"{after.gini_excess:.2f}, bus factor {before.bus_factor} -> {after.bus_factor}"
        )
    return "\n".join(lines) or "Nobody gives help by these records."
