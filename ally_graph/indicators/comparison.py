"""Teams that the programme reached, and teams that it didn't reach: what a movement can be held against."""

from __future__ import annotations

import pandas as pd

from ally_graph.disclosure.suppression import ALL
from ally_graph.network.events import is_person
from ally_graph.records.tables import Records
from ally_graph.settings import Settings

KEYS = ["indicator", "measure", "month"]


def teams(
    records: Records, phase: pd.Series, group: str, settings: Settings
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The teams that a phase's programmes reached, and those they didn't, by who took part while it ran.

    A team counts as reached if at least `programme_team_share` of its people took part in anything, and as not reached
    if at most `comparison_team_share` did; teams between the two, and teams smaller than `min_group`, are in neither.
    For one team, the first is that team, if it was reached.
    """
    rows = records.programmes
    running = rows[~(rows["start_date"] > phase["end"]) & ~(rows["end_date"] < phase["start"])]
    people = records.people[is_person(records.people)].dropna(subset=["team"])
    part = people["person_id"].isin(running["person_id"]).groupby(people["team"].astype(str)).agg(["mean", "size"])
    large = part[part["size"] >= settings.min_group]["mean"]
    reached = tuple(sorted(large.index[large >= settings.programme_team_share]))
    others = tuple(sorted(large.index[large <= settings.comparison_team_share]))
    return (reached if group == ALL else tuple(team for team in reached if team == group)), others


def differences(table: pd.DataFrame, reached: tuple[str, ...], others: tuple[str, ...]) -> dict[tuple, pd.Series]:
    """Every measure in the teams reached less in the others, by month, each side weighted by `n`.

    By (indicator, measure). Months in which a team of either side isn't shown are left out, so that the sides always
    hold the same teams.
    """
    if not (reached and others):
        return {}
    sides = [_side(table, side) for side in (reached, others)]
    apart = (sides[0] - sides[1]).dropna()
    return {key: rows.droplevel(KEYS[:2]) for key, rows in apart.groupby(level=KEYS[:2], sort=False)}


def _side(table: pd.DataFrame, teams: tuple[str, ...]) -> pd.Series:
    """The mean of these teams by measure and month, where all of them are shown."""
    part = table[table["group"].isin(teams)]
    months = part.assign(sum=part["value"] * part["n"]).groupby(KEYS, sort=False)
    sums = months[["sum", "n"]].sum()
    return (sums["sum"] / sums["n"])[months.size() == len(teams)]
