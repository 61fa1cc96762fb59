"""What is wrong with a matching: every rule that it breaks, and everybody who could have been matched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import networkx as nx

from ally_graph.matching import Matching
from tests.nightly.law import NEARLY, Law

Told = tuple[str, ...]
MODE_OR_PLACE = 2
"""The first two merits of the law: how and where somebody works."""


def broken(law: Law, found: Matching) -> list[Told]:
    """Every rule that is broken, with whom."""
    peers = found.programme == "coffee"
    more = (_peers if peers else _looked_after)(law, found)
    return [*_rules(law, found, peers=peers), *_accounts(law, found), *more]


def _rules(law: Law, found: Matching, *, peers: bool) -> Iterator[Told]:
    """The rules about people and pairs, of partners, of runners-up and of all three of a trio."""
    for pair in found.pairs:
        for other in filter(None, (pair.partner, pair.runner_up)):
            if wrong := law.wrong_person(other, peers=peers) or law.wrong_pair(pair.person, other, found.programme):
                yield wrong, pair.person, other
        if not law.ready(pair.person, found.programme):
            yield "not ready", pair.person
        for one in pair.trio:
            for other in set(pair.trio) - {one}:
                if wrong := law.wrong_pair(one, other, found.programme):
                    yield wrong, one, other


def _accounts(law: Law, found: Matching) -> Iterator[Told]:
    """Whoever the programme is for has a partner or is told why not, and nobody else is."""
    firsts = {pair.person for pair in found.pairs}
    paired = firsts | ({pair.partner for pair in found.pairs} if found.programme == "coffee" else set())
    left = {one.person for one in found.unmatched}
    due = law.due(found.programme)
    may = due | set(law.facts.asked_for or ())
    yield from (("paired and left", one) for one in paired & left)
    yield from (("not due", one) for one in (left if found.programme == "coffee" else firsts | left) - may)
    for one in due - paired - left:
        if not (law.facts.asked_for is None and law.has_somebody(one, found.programme)):
            yield "forgotten", one


def _seekers(law: Law, found: Matching) -> list[str]:
    """Who is looked for, those who receive least first."""
    due = {one for one in law.due(found.programme) if law.ready(one, found.programme)}
    if law.facts.asked_for is None and found.programme != "coffee":
        due = {one for one in due if not law.has_somebody(one, found.programme)}
    return sorted(due, key=lambda one: (law.received[one], one))


def _looked_after(law: Law, found: Matching) -> Iterator[Told]:
    """Capacity, those first who receive least, as many as can be, and nobody worse than somebody who is free."""
    places = Counter(pair.partner for pair in found.pairs)
    yield from (("capacity", one) for one, number in places.items() if number > law.free(one))
    yield from (("twice", one) for one, number in Counter(pair.person for pair in found.pairs).items() if number > 1)
    seekers, could = _seekers(law, found), [one for one in law.people if not law.wrong_person(one, peers=False)]
    fits = {one: [other for other in could if not law.wrong_pair(one, other, found.programme)] for one in seekers}
    fair = sorted(law.received[one] for one in _served(law, seekers, fits))
    if fair != sorted(law.received[pair.person] for pair in found.pairs):
        yield "left though possible", *(one.person for one in found.unmatched)
    for pair in found.pairs:
        free = [
            other for other in fits.get(pair.person, ()) if places[other] < law.free(other) and other != pair.partner
        ]
        if bool(free) != bool(pair.runner_up) or (pair.runner_up and pair.runner_up not in free):
            yield "runner-up", pair.person, str(pair.runner_up)
        for other in free:
            if _better(law, found.programme, pair.person, other, pair.partner):
                yield "better one free", pair.person, pair.partner, other


def _better(law: Law, programme: str, one: str, other: str, partner: str) -> bool:
    """Whether somebody is as good as a partner in all, and better in how or where they work."""
    theirs, mine = law.merits(one, other, programme), law.merits(one, partner, programme)
    as_good = all(a >= b - NEARLY for a, b in zip(theirs, mine, strict=True))
    return as_good and any(a > b + 0.05 for a, b in zip(theirs[:MODE_OR_PLACE], mine[:MODE_OR_PLACE], strict=True))


def _served(law: Law, seekers: list[str], fits: dict[str, list[str]]) -> set[str]:
    """Who is served if those come first who come first in the list, by augmenting paths."""
    given: dict[str, list[str]] = {other: [] for others in fits.values() for other in others}

    def place(one: str, seen: set[str]) -> bool:
        for other in fits[one]:
            if other in seen:
                continue
            seen.add(other)
            if len(given[other]) < law.free(other):
                given[other].append(one)
                return True
            for before in list(given[other]):
                given[other].remove(before)
                if place(before, seen):
                    given[other].append(one)
                    return True
                given[other].append(before)
        return False

    return {one for one in seekers if place(one, set())}


def _peers(law: Law, found: Matching) -> Iterator[Told]:
    """Nobody twice but in the one trio there may be; as many as can be; and a trio where somebody is left who fits."""
    times = Counter(one for pair in found.pairs for one in (pair.person, pair.partner))
    trios = {pair.trio for pair in found.pairs if pair.trio}
    three = {one for trio in trios for one in trio}
    yield from (("twice", one) for one, number in times.items() if number > 1 and one not in three)
    if len(trios) > 1 or len([pair for pair in found.pairs if pair.trio]) not in (0, 2):
        yield "more than one trio", *sorted(three)
    wanted = _seekers(law, found)
    left = {one.person for one in found.unmatched} & set(wanted)
    yield from _left_of_peers(law, found, wanted, left | _joined(found))
    for one in sorted(left) if not trios else ():
        for pair in found.pairs:
            if not (law.wrong_pair(one, pair.person, "coffee") or law.wrong_pair(one, pair.partner, "coffee")):
                yield "no trio", one, pair.person, pair.partner


def _joined(found: Matching) -> set[str]:
    """Who joined a pair, by the pairs: with one of the three in both, either of the others may have."""
    pairs = [{pair.person, pair.partner} for pair in found.pairs if pair.trio]
    return (pairs[0] ^ pairs[1]) if len(pairs) == 2 else set()


def _left_of_peers(law: Law, found: Matching, wanted: list[str], left: set[str]) -> Iterator[Told]:
    """As many as can be have a partner, those first who receive least, by Edmonds' matching on their ranks."""
    could = [one for one in law.people if not law.wrong_person(one, peers=True)]
    order = sorted({law.received[one] for one in could}, reverse=True)
    rank = {one: (1 + order.index(law.received[one])) * (one in wanted) for one in could}
    graph = nx.Graph()
    for place, one in enumerate(could):
        for other in could[:place]:
            if rank[one] + rank[other] and not law.wrong_pair(one, other, "coffee"):
                graph.add_edge(one, other, weight=rank[one] + rank[other])
    best = sum(rank[one] for two in nx.max_weight_matching(graph) for one in two)
    joined = _joined(found)
    reached = sum(rank[one] for one in wanted if one not in left) + (max(map(rank.get, joined)) if joined else 0)
    if reached != best:
        yield "left though possible", *sorted(left)
