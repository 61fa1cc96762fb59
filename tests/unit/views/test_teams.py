"""Teams beside each other: of whom it is told how evenly help is spread, and what is said where it can't be told."""

from __future__ import annotations

import pandas as pd
import pytest

from ally_graph.disclosure.gate import LOCAL, content_of
from ally_graph.indicators.by_group import CHANGE, NOW, THEN
from ally_graph.views import teams
from ally_graph.views.telling import Untold


def figures(seen: dict, then: dict | None = None) -> pd.DataFrame:
    """Two teams and the company, of whom so many percent appear now and then; the same unevenness of all."""
    rows = []
    for group, share in seen.items():
        by, periods = ("" if group == "all" else "team"), {NOW: share} | ({THEN: then[group]} if then else {})
        for period, covered in periods.items():
            rows += [(period, by, group, "covered", covered, covered, covered, 20)]
            rows += [(period, by, group, "unevenness", 0.3, 0.2, 0.4, 20)]
        rows += [(CHANGE, by, group, "unevenness", 0.1, 0.05, 0.2, 20)] if then else []
    return pd.DataFrame(rows, columns=["period", "by", "group", "measure", "value", "low", "high", "n"])


def told(frame: pd.DataFrame) -> set[tuple[str, str]]:
    """Of which groups it is told in which periods how unevenly help is given."""
    rows = content_of(teams.figures(frame, LOCAL, "team"))
    return set(rows.loc[rows["measure"] == "unevenness", ["group", "period"]].itertuples(index=False, name=None))


def test_of_a_team_of_which_few_appear_it_is_not_told_how_evenly_help_is_spread():
    assert told(figures({"all": 60.0, "north": 50.0, "south": 49.0})) == {(teams.WHOLE, NOW), ("north", NOW)}


def test_a_change_is_told_where_half_appeared_in_both_periods():
    frame = figures({"north": 80.0, "south": 20.0}, {"north": 20.0, "south": 80.0})
    assert told(frame) == {("north", NOW), ("south", THEN)}
    assert ("north", CHANGE) in told(figures({"north": 80.0}, {"north": 80.0}))


@pytest.mark.parametrize(
    ("why_not", "words"),
    [
        (Untold("how evenly help is spread", "few appear", "Wait."), "few appear. Wait."),
        (None, "no team has ten people of whom it may be shown and half of whom appear in the records"),
    ],
)
def test_where_few_appear_in_every_team_the_answer_says_so(why_not, words):
    shown = teams.figures(figures({"all": 10.0, "north": 20.0}), LOCAL, "team")
    assert words in teams.answer(shown, "team", "", why_not)


def test_the_teams_of_which_most_appear_are_told_of():
    shown = teams.figures(figures({"all": 90.0, "north": 90.0, "south": 10.0}), LOCAL, "team")
    answer = "Help is less evenly spread than chance has it in one of one team that can be told (north)."
    assert teams.answer(shown, "team", "", None) == answer
