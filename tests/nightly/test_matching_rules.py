"""Whatever the company, no proposal breaks a rule, and nobody is left who could have been matched."""

from __future__ import annotations

from collections import Counter

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ally_graph.matching import Matching, match, share_load
from tests.nightly.matched import Company, Law, invented
from tests.nightly.size import many

WHOLE = 10_000
PROGRAMMES = ("buddy", "mentorship", "coffee")
CASES = settings(deadline=None, derandomize=True, max_examples=many(8, 1_000))


def broken(company: Company, found: Matching) -> list[tuple[str, str, str]]:
    """Every rule that a matching breaks, with whom."""
    law, peers = Law(company), found.programme == "coffee"
    told = []
    for pair in found.pairs:
        told.append((law.wrong_person(pair.partner, peers=peers), pair.person, pair.partner))
        told.append((law.wrong_pair(pair.person, pair.partner, programme=found.programme), pair.person, pair.partner))
        if pair.runner_up:
            told.append((law.wrong_person(pair.runner_up, peers=peers), pair.person, pair.runner_up))
            told.append(
                (law.wrong_pair(pair.person, pair.runner_up, programme=found.programme), pair.person, pair.runner_up)
            )
    times = Counter(one for pair in found.pairs for one in (pair.person, pair.partner))
    three = {one for pair in found.pairs for one in pair.trio}
    told += [("twice", one, "") for one, number in times.items() if number > 1 and one not in three]
    told += [("more than one trio", one, "") for one in three if len(three) > 3]
    return [one for one in told if one[0]]


def test_no_pair_breaks_a_rule():
    """Companies of ten to thirty people, each with three programmes; the rules are read off the tables anew."""

    @settings(CASES, max_examples=many(12, WHOLE // len(PROGRAMMES) + 1))
    @given(st.integers(0, 2**32 - 1))
    def held(seed: int) -> None:
        company = invented(seed)
        for programme in PROGRAMMES:
            found = match(company.records, company.analysis, programme, blocked=company.blocked)
            assert broken(company, found) == []

    held()


def test_nobody_is_left_who_could_have_been_matched():
    """As many newcomers have a buddy as any matching could give one, by Hopcroft and Karp's count."""

    @CASES
    @given(st.integers(0, 2**32 - 1))
    def held(seed: int) -> None:
        company = invented(seed)
        found = match(company.records, company.analysis, "buddy", blocked=company.blocked)
        law, due = Law(company), [pair.person for pair in found.pairs]
        due += [one.person for one in found.unmatched if one.why.startswith(("Of ", "There is no colleague"))]
        graph = nx.Graph()
        graph.add_nodes_from(due, bipartite=0)
        for one in due:
            for other in company.base.people.index:
                fits = other not in {*due, one} and not law.wrong_person(other, peers=False)
                fits = fits and law.connected >= {one, other}
                if fits and not law.wrong_pair(one, other, programme="buddy"):
                    graph.add_edge(one, other)
        could = len(nx.bipartite.maximum_matching(graph, top_nodes=due)) // 2
        assert len(found.pairs) >= could

    held()


def test_no_plan_to_share_a_load_overburdens_anybody():
    """Whoever takes a part may be asked, gave such help before, and stays within what three in four give."""

    @CASES
    @given(st.integers(0, 2**32 - 1))
    def held(seed: int) -> None:
        company = invented(seed)
        plans, law = share_load(company.records, company.analysis), Law(company)
        effort = dict(zip(company.base.people.index, company.base.effort, strict=True))
        events = company.base.events.support
        done = set(zip(company.base.ids[events.source], np.array(events.kinds)[events.kind], strict=True))
        more = Counter()
        for plan in plans:
            assert plan.after.load <= plan.before.load
            for step in plan.steps:
                more[step.to] += step.events
                assert (step.to, step.kind) in done
                assert law.wrong_person(step.to, peers=False) in ("", "capacity")
        for one, number in more.items():
            assert law.load[one] + 7 * number / effort[one] <= law.usual(one) + 1e-9

    held()


def test_the_pairs_are_the_same_in_any_order_of_rows():
    """Every table is read in another order."""

    @settings(CASES, max_examples=many(3, 200))
    @given(st.integers(0, 2**32 - 1))
    def held(seed: int) -> None:
        company, other = invented(seed), invented(seed, shuffled=True)
        for programme in PROGRAMMES:
            told = [match(one.records, one.analysis, programme, blocked=one.blocked) for one in (company, other)]
            assert told[0] == told[1]

    held()
