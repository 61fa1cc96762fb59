"""People as dots: who is left out, and when there is no such picture."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import ally_graph
from ally_graph import views
from ally_graph.disclosure.gate import LOCAL, content_of
from ally_graph.views import as_dots
from tests.conftest import SAMPLE


def ring(size: int, first: int = 0) -> list[tuple[int, int]]:
    return [(first + one, first + (one + 1) % size) for one in range(size)]


def drawn(pairs, size: int) -> list[int]:
    """Who is drawn of so many people with these ties, where five people are the smallest group."""
    return np.flatnonzero(as_dots._drawn(np.array(pairs), size, 5)).tolist()


def test_people_without_ties_are_left_out_with_as_many_more_as_make_five():
    """Nobody without a tie, one or five: the same number is missing, so that they can't be told apart."""
    star = [(0, other) for other in range(1, 20)]
    assert [20 - len(drawn([*ring(20), *star[1:]], 20)), 21 - len(drawn([*ring(20), *star[1:]], 21))] == [5, 5]
    assert 25 - len(drawn([*ring(20), *star[1:]], 25)) == 5


def test_a_few_people_who_are_apart_from_all_others_are_left_out():
    assert drawn([*ring(12), *ring(4, first=12), *[(0, other) for other in range(2, 11)]], 17) == list(range(12))


@pytest.mark.parametrize(("colours", "expected"), [([5] * 7 + [3] * 6 + [2] * 2, 1), ([5] * 7 + [3] * 6 + [-1] * 5, 2)])
def test_a_colour_or_the_lack_of_one_is_that_of_five_people_or_more(colours, expected):
    """Two of a group of their own would be alone without a colour, so the next smallest group loses its own."""
    found = as_dots._colours(np.array(colours), 5)
    assert found.max() + 1 == expected
    assert np.unique(found, return_counts=True)[1].min() >= 5


@pytest.mark.parametrize("least", [29, 400])
def test_a_company_of_too_few_has_no_such_picture(least):
    analysis = ally_graph.analyze(ally_graph.load(SAMPLE))
    settings = replace(analysis.settings, min_group=least)
    assert views.dots(replace(analysis, settings=settings), "k", LOCAL) is None


def test_of_many_ties_each_person_keeps_the_strongest(monkeypatch):
    """Everybody who is drawn has a tie, and only those of the sample that are among somebody's four strongest."""
    analysis = ally_graph.analyze(ally_graph.load(SAMPLE))
    whole = content_of(views.dots(analysis, "k", LOCAL))
    monkeypatch.setattr(as_dots, "MOST_TIES", 10)
    few = content_of(views.dots(analysis, "k", LOCAL))
    assert set(few.ties) < set(whole.ties)
    assert set(np.array(few.ties).ravel()) == set(range(len(few.colours)))
