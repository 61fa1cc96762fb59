"""Who is like somebody beside another person, and which starts can be followed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ally_graph.culture.ties import Contacts

DAY, DAYS, FAR = 100, 300, 10**6
FIRST = pd.Timestamp("2025-01-01")
LEAD, ELSEWHERE = 9, 8


@pytest.fixture
def contacts() -> Contacts:
    """0 and 1 began lately, under one lead; 2, 6, 10 and 12 are like them, and each other one in all but one thing."""
    size, none = 13, np.zeros(0, dtype=np.int64)
    team, level, manager = np.zeros(size, dtype=np.int64), np.ones(size), np.full(size, LEAD)
    started, left = np.full(size, 50), np.full(size, FAR)
    level[3], team[4], manager[7], manager[LEAD] = 2, 1, ELSEWHERE, -1
    started[[5, 6, 11, 12]] = DAY - 90, DAY - 89, DAY + 91, DAY + 90
    left[[8, 10]] = DAY + 119, DAY + 120
    ids = pd.Index([f"p{number:02}" for number in range(size)])
    end = FIRST + pd.Timedelta(days=DAYS)
    return Contacts(ids, none, none, none, FIRST, end, team, level, manager, started, left)


def test_like_somebody_is_who_is_as_new_in_the_same_team_and_level_under_the_same_lead(contacts):
    assert contacts.like(0, 1, DAY).tolist() == [2, 6, 10, 12]


def test_where_nobody_has_the_level_any_level_is_like(contacts):
    level = np.where(np.arange(contacts.size) == 0, 5.0, contacts.level)
    assert replace(contacts, level=level).like(0, 1, DAY).tolist() == [2, 3, 6, 10, 12]


def test_the_lead_of_the_other_is_like_nobody(contacts):
    manager = np.where(np.arange(contacts.size) == 0, ELSEWHERE, contacts.manager)
    assert replace(contacts, manager=manager).like(0, 1, DAY).tolist() == [7]


def test_a_start_can_be_followed_with_ninety_days_before_it_and_four_months_after(contacts):
    days = np.array([89, 90, DAYS - 120, DAYS - 119])
    assert contacts.can_follow(days).tolist() == [False, True, True, False]
