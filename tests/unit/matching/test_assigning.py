"""The exact choice, held against every choice there is."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from ally_graph.matching import assigning
from ally_graph.matching.assigning import NO_ONE, assigned, best_of_each, paired, ranks, third

CASES = 200


def best_assignment(scores: np.ndarray, allowed: np.ndarray, rank: np.ndarray) -> tuple[int, int]:
    """The highest sum of ranks that can be paired, and the highest sum of scores with it: every choice is tried."""
    found = {(): (0, 0)}
    for row in range(len(scores)):
        for used, (need, worth) in list(found.items()):
            for column in np.flatnonzero(allowed[row]).tolist():
                if column not in used:
                    key, value = tuple(sorted((*used, column))), (need + rank[row], worth + scores[row, column])
                    found[key] = max(found.get(key, (0, 0)), value)
    return max(found.values())


def best_pairing(scores: np.ndarray, allowed: np.ndarray, rank: np.ndarray, left: tuple[int, ...]) -> tuple[int, int]:
    """The same among peers: the first of those left stays alone, or takes any of the others."""
    if len(left) < 2:
        return 0, 0
    one, *rest = left
    found = [best_pairing(scores, allowed, rank, tuple(rest))]
    for other in rest:
        if allowed[one, other]:
            need, worth = best_pairing(scores, allowed, rank, tuple(x for x in rest if x != other))
            found.append((need + rank[one] + rank[other], worth + scores[one, other]))
    return max(found)


@pytest.mark.parametrize("seed", range(CASES))
def test_no_other_assignment_is_fairer_or_of_more_worth(seed):
    """Up to six people, up to seven helpers, equal needs and equal scores among them."""
    rng = np.random.default_rng(seed)
    rows, columns = rng.integers(1, 7), rng.integers(1, 8)
    scores, allowed = rng.integers(0, 12, (rows, columns)), rng.random((rows, columns)) < rng.uniform(0.15, 0.9)
    rank = ranks(rng.integers(0, 4, rows).astype(float))
    chosen = assigned(scores, allowed, rank)
    has = np.flatnonzero(chosen != NO_ONE)
    assert allowed[has, chosen[has]].all()
    assert len(set(chosen[has].tolist())) == len(has)
    assert (rank[has].sum(), scores[has, chosen[has]].sum()) == best_assignment(scores, allowed, rank)


@pytest.mark.parametrize("seed", range(CASES))
def test_no_other_pairing_of_peers_is_fairer_or_of_more_worth(seed):
    """Up to nine peers, some of whom need nobody."""
    rng = np.random.default_rng(seed)
    size = rng.integers(2, 10)
    scores, allowed = rng.integers(0, 12, (size, size)), rng.random((size, size)) < rng.uniform(0.15, 0.9)
    scores, allowed = np.triu(scores, 1) + np.triu(scores, 1).T, np.triu(allowed, 1) | np.triu(allowed, 1).T
    rank = ranks(rng.integers(0, 4, size).astype(float)) * (rng.random(size) < 0.8)
    partner = paired(scores, allowed & ((rank > 0)[:, None] | (rank > 0)[None, :]), rank)
    has = np.flatnonzero(partner != NO_ONE)
    assert (partner[partner[has]] == has).all()
    assert allowed[has, partner[has]].all()
    worth = sum(scores[one, partner[one]] for one in has) // 2
    may = allowed & ((rank > 0)[:, None] | (rank > 0)[None, :])
    assert (rank[has].sum(), worth) == best_pairing(scores, may, rank, tuple(range(size)))


def test_whoever_needs_most_is_not_left_without():
    """One helper, whom the second person would suit better; the first is helped less."""
    scores, everyone = np.array([[1], [9]]), np.ones((2, 1), dtype=bool)
    assert assigned(scores, everyone, ranks(np.array([-0.5, -2.0]))).tolist() == [0, NO_ONE]


def test_as_many_as_can_be_are_paired_though_it_costs_worth():
    """The best pair would leave one of them alone."""
    scores = np.array([[9, 1], [1, 0]])
    allowed = np.array([[True, True], [True, False]])
    assert assigned(scores, allowed, np.ones(2)).tolist() == [1, 0]


def test_a_trio_is_made_only_where_all_three_may_meet():
    """The fourth and fifth are left; the fourth may meet one of the pair only."""
    scores = np.zeros((5, 5), dtype=int)
    allowed = np.zeros((5, 5), dtype=bool)
    for one, other in [(0, 1), (0, 3), *combinations([0, 1, 4], 2)]:
        allowed[one, other] = allowed[other, one] = True
    partner = np.array([1, 0, NO_ONE, NO_ONE, NO_ONE])
    assert third(scores[2:], allowed[2:], partner, np.array([9, 5, 1])) == (2, 0)


PAIRED_AND_LEFT = np.array([1, 0, 3, 2, NO_ONE, NO_ONE])
"""Two pairs, 0 with 1 and 2 with 3, and two who are left."""
LEFT = np.array([4, 5])
JOINS = {
    "one who may meet only the second of a pair joins another": ({"apart": [(4, 0), (5, 0)]}, (4, 2)),
    "one who may meet only the first of a pair joins another": ({"apart": [(4, 1), (5, 1)]}, (4, 2)),
    "where nobody may meet both of a pair nobody joins": ({"apart": [(4, 0), (4, 3), (5, 1), (5, 2)]}, None),
    "who needs more comes first, though the other would suit better": ({"rank": [1, 2], "scores": {(4, 0): 9}}, (5, 0)),
    "who needs more and fits nowhere is not waited for": (
        {"rank": [1, 2], "apart": [(5, 0), (5, 3)]},
        (4, 0),
    ),
    "of two with one need it is who suits better": ({"scores": {(5, 0): 1}}, (5, 0)),
    "the pair is the one whose two together suit better, and not its first alone": (
        {"scores": {(4, 0): 5, (4, 2): 3, (4, 3): 3}},
        (4, 2),
    ),
    "nor its second alone": ({"scores": {(4, 1): 5, (4, 2): 3, (4, 3): 3}}, (4, 2)),
    "of equals it is the first with the first pair": ({}, (4, 0)),
}
"""What is known of the six, and who joins which pair."""


@pytest.mark.parametrize("rule", JOINS)
def test_one_rule_decides_who_joins_which_pair(rule):
    """All may meet but those who are kept apart, all need somebody as much, and nothing speaks for any two."""
    known, joins = JOINS[rule]
    scores, allowed = np.zeros((6, 6), dtype=int), ~np.eye(6, dtype=bool)
    for (one, other), score in known.get("scores", {}).items():
        scores[one, other] = scores[other, one] = score
    for one, other in known.get("apart", []):
        allowed[one, other] = allowed[other, one] = False
    found = third(scores[LEFT], allowed[LEFT], PAIRED_AND_LEFT, np.array(known.get("rank", [1, 1])))
    assert (found and (LEFT[found[0]], found[1])) == joins


def looked_at(scores: np.ndarray, allowed: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The pairs that are looked at where only the best partner of each is."""
    monkeypatch.setattr(assigning, "BEST_OF_EACH", 1)
    return [(int(one), int(other)) for one, other in np.argwhere(best_of_each(scores, allowed))]


def test_a_pair_that_is_best_for_one_of_the_two_is_looked_at_from_both_sides(monkeypatch):
    """The first would like the second most, who would rather have the third."""
    scores = np.array([[0, 5, 1], [5, 0, 9], [1, 9, 0]])
    assert looked_at(scores, ~np.eye(3, dtype=bool), monkeypatch) == [(0, 1), (1, 0), (1, 2), (2, 1)]


def test_who_may_meet_nobody_has_no_best_partner(monkeypatch):
    """Nor anybody who is the best of those they may not meet."""
    allowed = np.array([[False, True, False], [True, False, False], [False, False, False]])
    assert looked_at(np.full((3, 3), 7), allowed, monkeypatch) == [(0, 1), (1, 0)]


def test_of_partners_who_suit_alike_each_looks_at_the_next_and_not_all_at_the_first(monkeypatch):
    """After the last comes the first."""
    ring = [(0, 1), (0, 3), (1, 0), (1, 2), (2, 1), (2, 3), (3, 0), (3, 2)]
    assert looked_at(np.zeros((4, 4), dtype=int), ~np.eye(4, dtype=bool), monkeypatch) == ring


def test_nothing_is_assigned_where_nobody_may_be():
    assert assigned(np.zeros((2, 3)), np.zeros((2, 3), dtype=bool), np.ones(2)).tolist() == [NO_ONE, NO_ONE]
    assert paired(np.zeros((2, 2)), np.zeros((2, 2), dtype=bool), np.ones(2)).tolist() == [NO_ONE, NO_ONE]
