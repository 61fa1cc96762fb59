"""Figures of few people: when one tells what nearly everybody answered, and how roughly it is told."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ally_graph.disclosure.rounding import one_digit, to_ten
from ally_graph.disclosure.suppression import PEOPLE
from ally_graph.records.indicators import scale_ends
from ally_graph.records.tables import Records

PERCENT = 100.0
ALL_BUT_ONE = 1.5
ALL_ALIKE = 0.5
TENTH_OF_FOUR_PEOPLE = 0.4
GROUPED_BY = ("team", "department", "location")
OF_PEOPLE = ("no_ally", "thanked", "alone", "load", "covered")
"""Figures of the network that are shares of people."""
_SHARE = r"(?i)(?:^|_)(?:share|percent|percentage|pct)(?:$|_)|%"


def members(records: Records) -> tuple[dict[str, frozenset[str]], ...]:
    """Who is in each team; and in each team, department and location, without names that stand for two groups."""
    teams, found, unclear = _people_by(records, "team"), {}, set()
    for column in GROUPED_BY:
        for name, group in _people_by(records, column).items():
            if found.setdefault(name, group) != group:
                unclear.add(name)
    return teams, {name: group for name, group in found.items() if name not in unclear}


def _people_by(records: Records, column: str) -> dict[str, frozenset[str]]:
    people = records.people.dropna(subset=[column])
    return {str(name): frozenset(ids) for name, ids in people.groupby(column, observed=True)["person_id"]}


def with_ends(frame: pd.DataFrame, score: str) -> pd.DataFrame:
    """The table with the `least` and the `most` that each figure could be, and how near to them it tells too much.

    `room` is about the sum over a group, in the unit of the figure. On a scale (`score` is the unit of one from 0 to
    100) it leaves four people a tenth of it, and two steps for all together: all but one the same is too near. So it is
    for shares of people, for what people carry, and for amounts by person. Of a share of reports or of work, all or
    nothing is too near. Events and medians have no such ends. `far` is the same for large groups: where four people
    are left less than a tenth of the scale. `bounded` says which figures lie between 0 and 100.
    """
    kind, counts, carried = frame["kind"], frame["counts"], frame["carried"].astype(bool)
    own = kind == ""
    scale = (frame["unit"] == score) & (kind == "mean")
    share = (kind == "share") | (own & frame["measure"].astype(str).str.contains(_SHARE))
    amount = (kind == "mean") & ~scale & (counts == "people")
    people = counts.isin(PEOPLE)
    choices = {
        "scale": scale,
        "share": (share & people) | ((kind == "rate") & carried),
        "work": share,
        "amount": amount,
        "own": own,
    }
    room = np.select(
        list(choices.values()),
        [
            np.maximum(PERCENT * TENTH_OF_FOUR_PEOPLE, ALL_BUT_ONE * PERCENT / _steps(frame)),
            ALL_BUT_ONE * PERCENT,
            ALL_ALIKE * PERCENT,
            ALL_BUT_ONE,
            ALL_BUT_ONE,
        ],
        np.nan,
    )
    close = scale | choices["share"]
    far = np.where(close, PERCENT * TENTH_OF_FOUR_PEOPLE, np.nan)
    most = np.where(np.isnan(room) | amount, np.nan, PERCENT)
    return frame.assign(least=0.0, most=most, room=room, far=far, bounded=scale | share)


def _steps(frame: pd.DataFrame) -> np.ndarray:
    """How many steps the scale of each row has; many where it has none of its own."""
    texts = frame["scale"].fillna("").astype(str)
    wide = {text: high - low for text in texts.unique() if text for low, high in [scale_ends(text)]}
    return texts.map(wide).fillna(PERCENT).to_numpy(dtype=float)


def network_roughly(frame: pd.DataFrame, *, min_group: int) -> pd.DataFrame:
    """Shares of people with their intervals, in groups of fewer than twice `min_group` people to the next ten."""
    small = (frame["n"] < 2 * min_group) & frame["measure"].isin(OF_PEOPLE)
    told = {name: frame[name].where(~small, to_ten(frame[name].to_numpy())) for name in ("value", "low", "high")}
    return frame.assign(**told)


def roughly(frame: pd.DataFrame, *, min_group: int, steady_group: float) -> pd.Series:
    """The values as they may be told: those of fewer than twice `min_group` people to the next ten, or with one digit.

    Where `n` counts reports or work, a figure is not about so many people, and stays as it is.
    Of a measure of one's own nobody knows which answers there are: it has one digit, or half a step in it up to
    `steady_group` people.
    """
    value, n = frame["value"].to_numpy(dtype=float), frame["n"].to_numpy(dtype=float)
    bounded = frame["bounded"].to_numpy(dtype=bool)
    small = (n < 2 * min_group) & frame["counts"].isin(PEOPLE).to_numpy()
    own = (frame["kind"] == "").to_numpy() & ~bounded & (n < steady_group)
    told = np.where(own, one_digit(value, parts=2), value)
    return pd.Series(np.where(small, np.where(bounded, to_ten(value), one_digit(value)), told), index=frame.index)
