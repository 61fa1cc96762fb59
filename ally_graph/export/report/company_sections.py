"""Sections about groups and numbers alone: everybody in the company may read them, and nobody is named."""

from __future__ import annotations

import pandas as pd

from ally_graph import views
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import content_of
from ally_graph.export.report.sections import Section, View
from ally_graph.export.report.tables import report_table
from ally_graph.findings.challenges import SEEN
from ally_graph.indicators.by_group import MEASURES, NOW, figures_by_group
from ally_graph.views import answers, teams, telling
from ally_graph.wording import counts


def in_numbers(view: View) -> Section:
    """What was found, as numbers of people; small ones are told as fewer than the smallest group that is shown."""
    counted = views.counted(view, view.viewer)
    untold = telling.of_records(view, "what needs attention")
    concerned = content_of(counted)["concerned"]
    told = concerned[concerned != telling.UNTOLD]
    kinds = counts.count(int((told != views.NONE).sum()), "kind of finding", "kinds of finding")
    answer = f"{counts.upper_first(kinds)} of {len(told)} that can be told, of {len(concerned)} that were looked for."
    title = "What was looked for, and how many people it concerns"
    return Section(
        "attention",
        "What needs attention?",
        untold.words if untold else answer,
        tables=[] if untold else [report_table(counted, ["finding", "concerned"], title)],
        notes=[answers.foundation(view)],
    )


def fairly(view: View) -> Section:
    """Whether help is fairly spread, and in which teams."""
    question = "Is help fairly spread, and where?"
    untold = telling.spread(view)
    if untold:
        return Section("fairly", question, untold.words)
    found = figures_by_group(view.records, [teams.period(NOW, view)], settings=view.analysis.settings)
    by = next(iter(teams.kinds(found)), "")
    if not by:
        return Section("fairly", question, _whole(view))
    shown = teams.figures(found, view.viewer, by)
    table = teams.table(shown)
    columns = ["group", "people", *(name for name in MEASURES if name in content_of(table))]
    one, many = teams.BY[by]
    notes = [_whole(view), teams.SMALL.format(groups=many)]
    return Section(
        "fairly",
        question,
        teams.answer(shown, by, "", None),
        tables=[report_table(table, columns, f"A row for each {one}")],
        notes=notes,
    )


def _whole(view: View) -> str:
    """How evenly help is given in the whole company, beside what chance makes."""
    network = view.analysis.network
    if pd.isna(network.gini_help_given):
        return "How evenly help is spread in the whole company can't be told."
    return (
        f"In the whole company the Gini index of help given is {network.gini_help_given:.2f} (0: all give the same, "
        f"1: one gives everything); chance alone makes {network.gini_expected_by_chance:.2f} of it."
    )


def challenges(view: View) -> Section:
    """The six challenges, each with its verdict and what may help, without the numbers behind it."""
    frame = content_of(views.challenges(view.analysis, view.viewer)).rename(columns={"verdict": "shows"})
    shown = gate.table("challenges", frame[["challenge", "shows", "response"]], view.viewer)
    seen = counts.count(int((frame["shows"] == SEEN).sum()), "challenge shows", "challenges show")
    title = "The six challenges, what shows of each, and what may help"
    return Section(
        "challenges",
        "Which of the six challenges of an ally culture show?",
        f"{counts.upper_first(seen)} in these records.",
        tables=[report_table(shown, ["challenge", "shows", "response"], title)],
    )
