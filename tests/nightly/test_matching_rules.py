"""Whatever the company, no proposal breaks a rule, and nobody is left who could have been matched.

The whole takes ten minutes of processor; its pieces can be run one by one (`-k "[3]"`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from ally_graph.matching import Matching, assigning, match, share_load
from tests.nightly.broken import broken
from tests.nightly.law import Law
from tests.nightly.matched import Company, Facts, as_read, company, invented
from tests.nightly.size import SEED, many

PROGRAMMES = ("buddy", "mentorship", "coffee")
PIECES = 20
MIXED = ("absences", "programmes", "blocked", "agreed")


def cases(short: int, whole: int) -> range:
    """The seeds of so many companies."""
    return range(SEED * whole, SEED * whole + many(short, whole))


def piece(of: range, number: int) -> range:
    """One of the pieces in which many cases are run."""
    return of[number * len(of) // PIECES : (number + 1) * len(of) // PIECES]


def matched(facts: Facts, one: Company, programme: str) -> Matching:
    """The matching of a company, with all that was asked of it."""
    options = {"people": facts.asked_for, "blocked": facts.blocked, "agreed": facts.agreed}
    return match(one.records, one.analysis, programme, **options)


def mixed(facts: Facts, seed: int) -> Facts:
    """The same facts, told in another order."""
    draw = Random(seed)
    lists = {name: tuple(draw.sample(rows, len(rows))) for name, rows in vars(facts).items() if name in MIXED}
    lists["blocked"] = tuple((other, one) if other else (one, other) for one, other in lists["blocked"])
    return replace(facts, **lists)


@pytest.mark.parametrize("number", range(PIECES))
def test_no_pair_breaks_a_rule_and_nobody_is_left_who_could_be_matched(number, monkeypatch):
    """A company a case, in half of which peers are dealt into small groups; the rules are read off its facts.

    Who reads them knows nothing of ours.
    """
    for seed in piece(cases(90, 10_000), number):
        monkeypatch.setattr(assigning, "MOST_AT_ONCE", (6, 120)[seed % 2])
        facts, programme = invented(seed), PROGRAMMES[seed % 3]
        one = company(facts)
        found = matched(facts, one, programme)
        assert broken(Law(facts, one.strained), found) == [], seed
        if seed % 4 == 0:
            assert matched(facts, company(mixed(facts, seed)), programme) == found, seed


def test_the_pairs_are_the_same_in_any_order_of_rows():
    """Every table is read in another order, and is what the cases were made with."""
    for seed in cases(3, 200):
        facts = invented(seed)
        built, other = company(facts), as_read(facts, shuffled=True)
        for name in ("people", "interactions"):
            assert getattr(built.records, name).equals(getattr(other.records, name)), seed
        for programme in PROGRAMMES:
            assert matched(facts, built, programme) == matched(facts, other, programme), seed


def test_no_plan_to_share_a_load_overburdens_anybody():
    """Whoever takes a part may be asked, gave such help before, and stays within what three in four give."""
    for seed in cases(8, 1_000):
        facts = invented(seed)
        one = company(facts)
        law, more = Law(facts, one.strained), Counter()
        done = {(who, kind) for who, _, kind, _ in law.window}
        for plan in share_load(one.records, one.analysis):
            assert plan.after.load <= plan.before.load
            for step in plan.steps:
                more[step.to] += step.events
                assert (step.to, step.kind) in done
                assert law.wrong_person(step.to, peers=False) in ("", "capacity", "not to be asked"), seed
        for who, number in more.items():
            after = law.load[who] + 7 * number / (law.exposure[who] * law.people[who].fte)
            assert after <= law.limit[who] + 1e-9, seed
