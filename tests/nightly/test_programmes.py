"""A programme that did nothing is not said to have formed ties, one that doubles them is."""

from __future__ import annotations

import pytest

from ally_graph.culture.programmes import BEYOND, formed
from tests.nightly.programme_worlds import world
from tests.nightly.size import SEED, many

PROGRAMMES = many(12, 500)
SLACK = 0.0 if PROGRAMMES >= 100 else 0.1
"""In the short form a handful of programmes decide, so that the limits are wider."""
POPULAR, COHORT = {"popular": True, "pairs": 60}, {"cohort": 24}
KINDS = [{"kind": kind, "pairs": 60} for kind in ("steady", "growing", "bursty", "near")]
SIZES = [{"pairs": pairs} for pairs in (40, 100)]


def called(kind: dict) -> str:
    """What a case is called in the list of tests."""
    return " ".join(f"{name}={value}" for name, value in kind.items())


def said(**kind) -> float:
    """The share of programmes that are said to have formed ties."""
    draws = 199 if kind.get("cohort") else 499
    key = "training" if kind.get("cohort") else "mentorship"
    found = [formed(*world(SEED * 10_000 + seed, **kind), key, draws=draws) for seed in range(PROGRAMMES)]
    return sum(one.verdict == BEYOND for one in found) / PROGRAMMES


@pytest.mark.parametrize("kind", [*KINDS, *SIZES, POPULAR, COHORT], ids=called)
def test_a_programme_that_did_nothing_is_said_to_have_formed_ties_in_at_most_one_of_twenty(kind):
    assert said(times=1.0, **kind) <= 0.05 + SLACK


@pytest.mark.parametrize("kind", [KINDS[0], SIZES[1], POPULAR, COHORT], ids=called)
def test_a_programme_that_doubles_ties_is_found_in_four_of_five(kind):
    assert said(times=2.0, **kind) >= 0.80 - SLACK
