"""Figures of groups now and then: counted right, and never of a handful of people, whatever is held against what."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from ally_graph.disclosure.crossing import together
from ally_graph.indicators import by_group
from ally_graph.indicators.by_group import CHANGE, NOW, THEN, Period, change_of, figures_by_group
from ally_graph.indicators.network import Reading
from ally_graph.records import from_tables
from ally_graph.settings import Settings

END, EARLIER = pd.Timestamp("2026-04-01"), pd.Timestamp("2026-01-01")
FEW = 5
SETTINGS = Settings()


def company(seed: int = 0, joiners: int = 2):
    """Five teams of 4 to 20 people in two departments, and ways of working across them; some came in between."""
    rng = np.random.default_rng(seed)
    sizes = dict(zip("abcde", (4, 12, 14, 20, 9), strict=True))
    rows = [
        (f"{team}{i:02d}", team, "left" if team in "abc" else "right")
        for team, size in sizes.items()
        for i in range(size)
    ]
    people = pd.DataFrame(rows, columns=["person_id", "team", "department"])
    people["work_mode"] = rng.choice(["onsite", "remote"], len(people))
    people["start_date"] = "2024-01-01"
    people.loc[people["team"].eq("d") & people["person_id"].str[1:].astype(int).lt(joiners), "start_date"] = (
        "2026-01-10"
    )
    ids = people["person_id"].to_numpy()
    pairs = rng.choice(ids, (4000, 2))
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    days = pd.Timestamp("2025-09-01") + pd.to_timedelta(rng.integers(0, 211, len(pairs)), unit="D")
    events = pd.DataFrame({"from_id": pairs[:, 0], "to_id": pairs[:, 1], "timestamp": days, "kind": "help"})
    return from_tables({"people": people, "interactions": events})


def periods(**named):
    told = {key: frozenset(people) for key, people in named.items()}
    return [Period(NOW, END, told), Period(THEN, EARLIER, {key: frozenset() for key in named})]


def figures(records, **named):
    return figures_by_group(records, periods(**named), settings=SETTINGS)


def row(frame, period, group, measure):
    found = frame[(frame["period"] == period) & (frame["group"] == group) & (frame["measure"] == measure)]
    return found.iloc[0]


def test_those_who_are_named_are_counted_as_a_share_of_their_group():
    """Three of 20 people of team d are named now, none then, among the same 20."""
    frame = figures(company(joiners=0), alone={"d00", "d01", "d02"})
    assert row(frame, NOW, "d", "alone")["value"] == pytest.approx(15.0)
    assert row(frame, CHANGE, "d", "alone")["value"] == pytest.approx(15.0)


def test_a_small_team_has_no_figures_in_any_period():
    assert "a" not in set(figures(company())["group"])


def test_where_some_came_between_the_periods_then_is_held_back_and_the_change_is_that_of_those_in_both():
    """Two of the 20 people of team d came; the change rests on 18, which are told as 15."""
    frame = figures(company(joiners=2))
    assert "d" not in set(frame.loc[frame["period"] == THEN, "group"])
    assert row(frame, NOW, "d", "covered")["n"] == 20
    assert row(frame, CHANGE, "d", "covered")["n"] == 15


@pytest.mark.parametrize("seed", range(6))
def test_nothing_that_is_shown_tells_of_a_handful_by_nested_or_crossing_groups(seed):
    """Every pair of groups shown in one period, by who is in them, and each numbers at least five apart."""
    records = company(seed, joiners=seed % 4)
    frame, known = figures(records), by_group.members(records)
    for period in (NOW, THEN):
        shown = frame[(frame["period"] == period) & (frame["by"] != "")][["by", "group"]].drop_duplicates()
        sets = [known[by][group] for by, group in shown.itertuples(index=False)]
        assert all(len(ids) >= FEW for ids in sets)
        assert not [1 for one, other in combinations(sets, 2) if 0 < len(one ^ other) < FEW]


def test_what_is_left_of_a_department_without_its_shown_teams_is_nobody_or_five():
    """Team a has four people: either it shows through its department, or the department or a team is held back."""
    records = company(joiners=0)
    frame, known = figures(records), by_group.members(records)
    shown = frame[(frame["period"] == NOW)][["by", "group"]].drop_duplicates().to_numpy().tolist()
    teams = [known["team"][group] for by, group in shown if by == "team"]
    for by, group in shown:
        if by == "department":
            left = known[by][group] - frozenset().union(*(ids for ids in teams if ids <= known[by][group]))
            assert len(left) == 0 or len(left) >= FEW


def test_now_is_shown_the_same_whatever_it_is_held_against():
    records = company()
    alone = figures_by_group(records, periods()[:1], settings=SETTINGS)
    both = figures(records)
    pd.testing.assert_frame_equal(alone, both[both["period"] == NOW].reset_index(drop=True))


def test_the_interval_of_a_change_is_that_of_two_shares():
    """Newcombe (1998), method 10: 56 of 70 against 48 of 80 differ by 0.2, with 0.0524 to 0.3339."""
    from ally_graph.stats.intervals import wilson

    one, other = ((share, *map(float, wilson(k, n))) for share, k, n in ((0.8, 56, 70), (0.6, 48, 80)))
    change = change_of(Reading(one[0], 70, one[1], one[2]), Reading(other[0], 80, other[1], other[2]))
    assert [round(end, 4) for end in change] == [0.2, 0.0524, 0.3339]


def test_groups_that_differ_by_a_handful_are_not_shown_beside_each_other():
    """Twelve and eleven people with nine in common differ by five; twelve of fourteen leave two."""
    sets = {"team": frozenset(range(12)), "remote": frozenset(range(3, 14)), "far": frozenset(range(20, 40))}
    assert together(sets, FEW) == set(sets)
    assert together({"team": frozenset(range(12)), "remote": frozenset(range(14))}, FEW) == {"team"}


def test_without_thanks_nobody_is_said_to_be_thanked_or_not():
    assert "thanked" not in set(figures(company())["measure"])
