"""Who gets a partner when others change theirs, held against every choice there is."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from ally_graph.matching.assigning import NO_ONE, ranks
from ally_graph.matching.mending import mended

CASES = 400


def graph(*pairs: str, size: int = 0) -> np.ndarray:
    """Who may meet whom: each pair is two digits."""
    size = max(size, *(1 + int(one) for one in "".join(pairs)))
    allowed = np.zeros((size, size), dtype=bool)
    for one, other in pairs:
        allowed[int(one), int(other)] = allowed[int(other), int(one)] = True
    return allowed


def together(size: int, *pairs: str) -> np.ndarray:
    """The partner of each of so many."""
    partner = np.full(size, NO_ONE)
    for one, other in pairs:
        partner[int(one)], partner[int(other)] = int(other), int(one)
    return partner


class Asked:
    """Who may meet whom, for one who asks; a search that has no end is told so."""

    def __init__(self, allowed: np.ndarray) -> None:
        self.allowed, self.of = allowed, []

    def __call__(self, one: int) -> np.ndarray:
        self.of.append(one)
        assert len(self.of) <= len(self.allowed) ** 2
        return self.allowed[one]


def told(partner: np.ndarray) -> list[str]:
    return [f"{one}{other}" for one, other in enumerate(partner.tolist()) if one < other]


@pytest.mark.parametrize("seed", range(CASES))
def test_as_many_as_can_be_have_a_partner_and_those_of_the_highest_rank(seed):
    """Up to sixteen peers, of whom some need nobody, and some pairs to begin with; Edmonds' matching says the best."""
    rng = np.random.default_rng(seed)
    size = int(rng.integers(2, 17))
    allowed = np.triu(rng.random((size, size)) < rng.choice([0.08, 0.15, 0.3, 0.6]), 1)
    rank = ranks(rng.integers(0, 5, size).astype(float)) * (rng.random(size) < rng.choice([0.7, 1.0]))
    allowed = (allowed | allowed.T) & ((rank > 0)[:, None] | (rank > 0)[None, :])
    pairs = rng.permutation(np.argwhere(np.triu(allowed)))
    partner = np.full(size, NO_ONE)
    for one, other in pairs[: rng.integers(0, len(pairs) + 1)]:
        if partner[one] == NO_ONE == partner[other]:
            partner[one], partner[other] = other, one
    found = mended(partner, rank, Asked(allowed))
    has = np.flatnonzero(found != NO_ONE)
    assert (found[found[has]] == has).all()
    assert allowed[has, found[has]].all()
    weights = nx.Graph()
    weights.add_weighted_edges_from((one, other, rank[one] + rank[other]) for one, other in pairs.tolist())
    assert rank[has].sum() == sum(rank[one] for pair in nx.max_weight_matching(weights) for one in pair)


MENDED = {
    "two who are left and may meet": (graph("01", "23"), ["01"], [1, 1, 1, 1], ["01", "23"]),
    "a pair is taken apart for two who are left": (graph("01", "12", "23"), ["12"], [1, 1, 1, 1], ["01", "23"]),
    "two pairs are taken apart for two who are left": (
        graph("01", "12", "23", "34", "45"),
        ["12", "34"],
        [1] * 6,
        ["01", "23", "45"],
    ),
    "a way round a ring of three": (
        graph("01", "12", "23", "24", "34", "35"),
        ["12", "34"],
        [1] * 6,
        ["01", "24", "35"],
    ),
    "a way round a ring of five": (
        graph("01", "12", "23", "34", "45", "56", "62", "37"),
        ["12", "34", "56"],
        [1] * 8,
        ["01", "26", "37", "45"],
    ),
    "who has a higher rank takes the partner of a lower one": (graph("01", "12"), ["12"], [3, 1, 2], ["01"]),
    "who has the same rank does not": (graph("01", "12"), ["12"], [2, 1, 2], ["12"]),
    "who has a lower rank does not": (graph("01", "12"), ["12"], [1, 1, 2], ["12"]),
    "of several who could give way it is the lowest": (
        graph("01", "03", "12", "34"),
        ["12", "34"],
        [4, 9, 3, 9, 2],
        ["03", "12"],
    ),
    "who needs nobody gives way and is not looked after": (graph("01", "12"), ["12"], [1, 1, 0], ["01"]),
    "who gave way has the next free partner": (graph("01", "12", "23"), ["12"], [3, 1, 2, 0], ["01", "23"]),
}
"""Who may meet whom, who is together, the ranks, and who is together then."""


@pytest.mark.parametrize("rule", MENDED)
def test_one_rule_decides_who_changes(rule):
    allowed, before, rank, after = MENDED[rule]
    assert told(mended(together(len(rank), *before), np.array(rank), Asked(allowed))) == after


def asked(allowed: np.ndarray, partner: np.ndarray, rank: list[int]) -> list[int]:
    """Of whom it is asked whom they may meet, in turn."""
    meets = Asked(allowed)
    mended(partner, np.array(rank), meets)
    return meets.of


def test_whoever_was_asked_in_vain_is_not_asked_again():
    """Only 0 may meet all the others: 2 asks in vain, for itself and by 0 for 1, and then 3 for itself alone."""
    assert asked(graph("01", "02", "03", "04"), together(5, "01"), [2, 2, 2, 2, 2]) == [2, 1, 3]


def test_nobody_is_asked_twice_in_a_search():
    """0 asks for itself, and by 1, 2 and 3 of a ring for 2, 4 and 3; then 5 could ask, whom nobody may meet."""
    ring = graph("01", "12", "23", "24", "34", size=6)
    assert asked(ring, together(6, "12", "34"), [1] * 6) == [0, 2, 4, 3]


def test_nobody_is_asked_where_nobody_could_give_way():
    """One is left of three, and the others need somebody as much."""
    assert asked(graph("01", "12", "02"), together(3, "12"), [1, 1, 1]) == []


def test_of_several_who_could_give_way_it_is_the_lowest_at_once():
    """0 asks, and takes the partner of 4; would 2 give way first, it would have to ask in its turn."""
    assert asked(graph("01", "03", "12", "34"), together(5, "12", "34"), [4, 9, 3, 9, 2]) == [0]


def test_nobody_asks_for_somebody_who_needs_nobody():
    """Others are left in both: 3 who may meet nobody, and then 0, whose partner somebody else takes."""
    assert asked(graph("01", size=4), together(4), [0, 0, 0, 1]) == [3]
    assert asked(graph("01", "12", size=4), together(4, "01"), [0, 1, 3, 0]) == [2]
