"""How many ties chance makes between two: what is learned of pairs that no programme brought together."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ally_graph.culture.expected import usual_ties
from ally_graph.culture.ties import Contacts

PEOPLE, DAY = 60, 100
FIRST = pd.Timestamp("2025-01-01")


def company(before, later, place=None) -> Contacts:
    """Sixty alike people: pairs met on days 20 and 50 where `before` is 2, on day 20 where it is 1; `later` lasted."""
    met = [(before >= 1, 20), (before >= 2, 50), (later, 210), (later, 240)]
    one, other = np.triu_indices(PEOPLE, 1)
    rows = [(one[k], other[k], day) for mask, day in met for k in np.flatnonzero(mask)]
    table = np.array(sorted(rows), dtype=np.int64)
    same, far = np.zeros(PEOPLE, dtype=np.int64), np.full(PEOPLE, 10**6)
    place = np.full(PEOPLE, -1) if place is None else place
    ids = pd.Index([f"p{number:02}" for number in range(PEOPLE)])
    end = FIRST + pd.Timedelta(days=300)
    return Contacts(ids, *table.T, FIRST, end, same, same.astype(float), same - 1, -far, far, place)


def learned(contacts: Contacts, near: np.ndarray) -> tuple[float, float]:
    """The usual rate of pairs that are near and of others, among those who had little to do with each other."""
    usual = usual_ties(contacts, DAY, set())
    rate = usual.rate[np.triu_indices(PEOPLE, 1)]
    new = contacts.counted(*np.triu_indices(PEOPLE, 1), DAY, -90, 0) < 2
    return float(rate[new & near].mean()), float(rate[new & ~near].mean())


def drawn(near: np.ndarray) -> np.ndarray:
    """Two in five of the pairs that are near stay in touch, and one in twenty of the others."""
    return np.random.default_rng(5).random(len(near)) < np.where(near, 0.4, 0.05)


@pytest.mark.parametrize("by", ["contacts in common", "an earlier meeting", "a common place"])
def test_what_makes_ties_by_itself_is_expected_of_pairs_that_are_near(by):
    """Pairs that share a contact, met once or work at one place are expected to form more ties than others."""
    rng = np.random.default_rng(3)
    one, other = np.triu_indices(PEOPLE, 1)
    before, place = np.zeros(len(one), dtype=int), rng.integers(0, 3, PEOPLE)
    near = place[one] == place[other]
    if by == "contacts in common":
        before[(one // 6 == other // 6) & (one % 6 == 0)] = 2
        near = (one // 6 == other // 6) & (before == 0)
    if by == "an earlier meeting":
        near = rng.random(len(one)) < 0.2
        before[near] = 1
    contacts = company(before, drawn(near), place if by == "a common place" else None)
    more, less = learned(contacts, near)
    assert 0.3 < more < 0.5
    assert 0.03 < less < 0.08


def test_pairs_of_the_programme_teach_nothing_of_what_is_usual():
    """All pairs of a programme last and no others do: without it nothing is usual."""
    one, other = np.triu_indices(PEOPLE, 1)
    later = (one % 2 == 0) & (other == one + 1)
    contacts = company(np.zeros(len(one), dtype=int), later)
    brought = {frozenset((a, a + 1)) for a in range(0, PEOPLE, 2)}
    assert usual_ties(contacts, DAY, brought).rate.max() < 0.01 < usual_ties(contacts, DAY, set()).rate.max()
