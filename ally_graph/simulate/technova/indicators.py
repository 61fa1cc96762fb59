"""The seven indicators of TechNova, month by month and team by team, as its story has them.

What the records themselves can tell (tenure, who gives and receives recognition, who takes part) is counted from them.
The rest is drawn around a curve for each measure. A team's figure is rounded first and the company's is the mean of
the teams', weighted by `n`, so that the two always agree; only the count of initiatives across teams is no such mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ally_graph.simulate.company import table
from ally_graph.simulate.technova.cast import TEAMS, Cast

MONTHS = tuple(f"2025-{month:02}" for month in range(1, 13))
ALL = "all"
INDICATOR_COLUMNS = ("month", "indicator", "measure", "group", "value", "n")
COUNTED_IN_PROGRAMMES = ("mentorship", "peer_review_hours", "buddy")
AVERAGE_MONTH = 30.44


@dataclass(frozen=True)
class Curve:
    """A measure over the year: twelve values, the noise of a team, what each team adds, and what `n` counts.

    `basis` is `people`, `respondents`, or the name of a yearly amount of work by team in `ITEMS`.
    """

    values: tuple[float, ...]
    noise: float
    offsets: tuple[float, float, float, float] = (0, 0, 0, 0)
    basis: str = "people"
    digits: int = 1


CURVES: dict[tuple[str, str], Curve] = {
    ("engagement", "score"): Curve(
        (61, 60.2, 60.8, 63.5, 65.4, 67.1, 68.6, 69.8, 71, 71.8, 72.5, 73.2), 0.7, (1, 0, -2, 2), "respondents"
    ),
    ("engagement", "belonging"): Curve(
        (58, 58, 59, 61, 62.5, 64, 65.5, 66.5, 68, 69, 70, 71), 0.8, (0, 1, -1.5, 2), "respondents"
    ),
    ("engagement", "stress"): Curve(
        (56, 57.5, 57, 56, 55.5, 55, 54.5, 54, 51, 48.5, 46.5, 45), 0.7, (1, 0, 2.5, -3), "respondents"
    ),
    ("retention", "turnover"): Curve(
        (16, 16.2, 16, 15.8, 15.6, 15.3, 15, 14.7, 13, 11.4, 9.9, 8.6), 0.25, (0, -1, 2, -3)
    ),
    ("productivity_quality", "on_time"): Curve(
        (76, 75.5, 76, 78, 80, 81.5, 83, 84, 84.5, 85, 85.3, 85.5), 0.8, (-2, 1, 1, 3), "items"
    ),
    ("productivity_quality", "rework"): Curve(
        (14, 14.2, 14, 13, 12, 11.2, 10.5, 10, 9.6, 9.3, 9, 8.8), 0.4, (1, 1, -2, -4), "items"
    ),
    ("absence_burnout", "sick_days"): Curve(
        (0.92, 0.95, 0.9, 0.82, 0.8, 0.76, 0.74, 0.75, 0.64, 0.58, 0.54, 0.5), 0.04, (0, 0, 0.1, -0.1), "people", 2
    ),
    ("absence_burnout", "mental_health_leave"): Curve(
        (3.3, 3.4, 3.3, 3.2, 3.1, 3, 2.9, 2.9, 2.5, 2.2, 1.9, 1.7), 0.15, (0.1, 0, 0.4, -0.5)
    ),
}
QUALITY_ERRORS = {
    "development": (9.2, 9.4, 9.1, 8.0, 7.0, 6.2, 5.6, 5.2, 5.0, 4.9, 4.8, 4.7),
    "design": (6.0, 6.1, 6.0, 5.8, 5.6, 5.5, 5.3, 5.2, 5.0, 4.8, 4.7, 4.6),
    "support": (5.2, 5.3, 5.2, 5.1, 5.0, 4.9, 4.9, 4.8, 4.6, 4.5, 4.4, 4.3),
    "HR": (3.0, 3.0, 2.9, 2.9, 2.8, 2.8, 2.7, 2.7, 2.6, 2.6, 2.5, 2.5),
}
"""Errors per 100 items: development improves most while work is reviewed before it is handed in."""
ITEMS = {"development": 210, "design": 90, "support": 420, "HR": 45}
REPORTS = {
    "development": (1, 3, 3, 2, 1, 1, 1, 1, 0, 1, 0, 0),
    "design": (1, 1, 2, 1, 1, 0, 1, 0, 0, 0, 1, 0),
    "support": (1, 3, 3, 2, 2, 1, 1, 1, 1, 0, 0, 1),
    "HR": (0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
}
"""Conflicts reported: more in February and March, when people begin to speak up, then fewer."""
SERIOUS = {("development", 2): 1, ("support", 1): 1, ("support", 2): 1, ("design", 2): 1, ("support", 4): 1}
DAYS_TO_RESOLVE = (17, 16, 14, 12, 11, 10, 9, 9, 8, 7, 7, 6)
IDEAS = {
    "development": (3, 3, 4, 5, 6, 6, 7, 7, 8, 9, 9, 10),
    "design": (2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 6),
    "support": (1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 6, 6),
    "HR": (1, 0, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2),
}
ACROSS_TEAMS = {
    "development": (1, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3),
    "design": (0, 1, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2),
    "support": (0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 3),
    "HR": (0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1),
}
"""How many of these ideas people of another team are part of."""
INITIATIVES = {
    ALL: (1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 5, 6),
    "development": (1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4),
    "design": (0, 0, 0, 1, 1, 1, 1, 1, 2, 3, 3, 4),
    "support": (0, 0, 0, 0, 1, 1, 1, 1, 2, 3, 3, 4),
    "HR": (1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2),
}
"""Initiatives across teams, and how many of them each team is part of."""

Row = tuple[str, str, str, str, float, float]


def indicators(
    people: Cast, recognitions: pd.DataFrame, programmes: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """All seven indicators with all their measures."""
    heads = {month: _heads(people, month) for month in MONTHS}
    teams = [*_drawn(heads, rng), *_errors(rng), *_counted(heads), *_recorded(people, heads, recognitions, programmes)]
    teams += [("absence_burnout", "stress", *row[2:]) for row in teams if row[:2] == ("engagement", "stress")]
    rows = [(row[2], *row[:2], *row[3:]) for row in [*teams, *_whole_company(teams), *_initiatives(heads)]]
    return table("indicators", rows, INDICATOR_COLUMNS)


def _heads(people: Cast, month: str) -> dict[str, int]:
    """How many people each team had at the end of a month."""
    end = (np.datetime64(month) + 1).astype("datetime64[D]")
    here = people.people[people.people["start_date"] < str(end)]
    return here["team"].value_counts().reindex(list(TEAMS)).to_dict()


def _drawn(heads: dict[str, dict[str, int]], rng: np.random.Generator) -> Iterator[tuple]:
    """Measures drawn around their curves: indicator, measure, month, team, value, n."""
    for (indicator, measure), curve in CURVES.items():
        for k, month in enumerate(MONTHS):
            for team, offset in zip(TEAMS, curve.offsets, strict=True):
                n = _basis(curve.basis, heads[month][team], team, rng)
                value = curve.values[k] + offset + float(rng.normal(0, curve.noise))
                yield indicator, measure, month, team, round(max(value, 0.0), curve.digits), n


def _basis(basis: str, heads: int, team: str, rng: np.random.Generator) -> int:
    if basis == "respondents":
        return max(min(5, heads), int(rng.binomial(heads, 0.88)))
    return ITEMS[team] + int(rng.integers(-8, 9)) if basis == "items" else heads


def _errors(rng: np.random.Generator) -> Iterator[tuple]:
    rng.normal(size=len(MONTHS) * len(TEAMS))  # once a measure that is counted now: what follows keeps its numbers
    for team, values in QUALITY_ERRORS.items():
        for month, value in zip(MONTHS, values, strict=True):
            n = _basis("items", 0, team, rng)
            yield "productivity_quality", "errors", month, team, round(value + float(rng.normal(0, 0.15)), 1), n


def _counted(heads: dict[str, dict[str, int]]) -> Iterator[tuple]:
    """Measures that are whole counts of a team in a month, as rates; a share of nothing is left out."""
    for k, month in enumerate(MONTHS):
        for team in TEAMS:
            n, reports = heads[month][team], REPORTS[team][k]
            yield "conflict", "reports", month, team, round(100 * reports / n, 2), n
            ideas = IDEAS[team][k]
            yield "innovation", "ideas", month, team, round(100 * ideas / n, 2), n
            if ideas:
                share = round(100 * ACROSS_TEAMS[team][k] / ideas, 1)
                yield "innovation", "cross_team_share", month, team, share, ideas
            if reports:
                yield (
                    "conflict",
                    "serious_share",
                    month,
                    team,
                    round(100 * SERIOUS.get((team, k), 0) / reports, 1),
                    reports,
                )
                yield "conflict", "days_to_resolve", month, team, DAYS_TO_RESOLVE[k] + len(team) % 3 - 1, reports


def _recorded(
    people: Cast, heads: dict[str, dict[str, int]], recognitions: pd.DataFrame, programmes: pd.DataFrame
) -> Iterator[tuple]:
    """Measures counted from the records themselves."""
    roster = people.people
    months = recognitions["timestamp"].dt.strftime("%Y-%m")
    inside = programmes[programmes["programme"].isin(COUNTED_IN_PROGRAMMES)]
    for month in MONTHS:
        end = str((np.datetime64(month) + 1).astype("datetime64[D]"))
        thanks = recognitions[months == month]
        running = inside[(inside["start_date"] < end) & ~(inside["end_date"] < month)]
        shares = {"giving": thanks["giver_id"], "receiving": thanks["receiver_id"], "programmes": running["person_id"]}
        for team in TEAMS:
            members = roster[(roster["team"] == team) & (roster["start_date"] < end)]
            days = (np.datetime64(end) - members["start_date"].to_numpy(dtype="datetime64[D]")).astype(float)
            yield "retention", "tenure", month, team, round(float(days.mean()) / AVERAGE_MONTH, 1), len(members)
            for measure, ids in shares.items():
                share = 100 * members["person_id"].isin(ids).mean()
                yield "participation", measure, month, team, round(float(share), 1), heads[month][team]


def _whole_company(rows: list[tuple]) -> Iterator[tuple]:
    """The mean of the teams, weighted by `n`."""
    columns = ["indicator", "measure", "month", "group", "value", "n"]
    frame = pd.DataFrame(rows, columns=columns)
    frame["sum"] = frame["value"] * frame["n"]
    sums = frame.groupby(columns[:3], sort=True)[["sum", "n"]].sum()
    for (indicator, measure, month), total, n in sums.itertuples():
        yield indicator, measure, month, ALL, round(total / n, 2), n


def _initiatives(heads: dict[str, dict[str, int]]) -> Iterator[tuple]:
    for group, values in INITIATIVES.items():
        for month, value in zip(MONTHS, values, strict=True):
            n = sum(heads[month].values()) if group == ALL else heads[month][group]
            yield "innovation", "initiatives", month, group, value, n
