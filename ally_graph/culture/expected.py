"""How many ties chance makes: what is usual between people like two, and how easily each of the two forms ties.

Both are learned from pairs that no programme brought together. Pairs are alike where their teams are, whether they
share a manager, a level, and whether somebody of them is new. Where a kind of pair is rare, pairs less alike are asked
as well. What contacts in common, an earlier meeting and a common place add is learned of all pairs together. Whoever
forms twice as many ties with others as is usual for them is expected to do so with anybody.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ally_graph.culture.ties import BEFORE, FOLLOWED, LASTING, Contacts

MOST_PEOPLE = 2_000
"""Of larger companies so many are looked at, those who take part among them."""
BORROWED = 5.0
"""A kind of pair counts as so many pairs less alike beside its own."""
MOST = 0.95
ROUNDS = 4
"""So often nearness and people take turns; by then neither moves the other."""
SHARED_STEPS = (0.2, 0.4, 0.6, 0.8, 0.95)
"""Two with contacts in common are parted by how many they are, at these shares of all such pairs."""
SEED = 62


@dataclass(frozen=True)
class Usual:
    """The usual share of lasting ties for each two people, and what each person formed with others against it.

    `rate` is a people by people array over those in `rows`; `ties` and `expected` are sums over the others of each.
    """

    rows: np.ndarray
    rate: np.ndarray
    ties: np.ndarray
    expected: np.ndarray


def usual_ties(contacts: Contacts, day: int, brought: set[frozenset] | np.ndarray) -> Usual:
    """What is usual from a day on, learned without the pairs that a programme `brought` together.

    These are pairs of places, or a mask of people who were all brought together.
    """
    rows = _rows(contacts, day, brought)
    place = np.full(contacts.size, -1)
    place[rows] = np.arange(len(rows))
    known, met = (_mask(place, *contacts.met_often(day, *span)) for span in ((-BEFORE, 0), (LASTING, FOLLOWED)))
    asked = ~known & ~_brought(place, brought)
    np.fill_diagonal(asked, val=False)
    ties = met & asked
    rate = _rates(_kinds(contacts, day, rows), asked, ties)
    return _fitted(rows, rate, asked, ties, _nearness(contacts, day, place, known))


def _nearness(contacts: Contacts, day: int, place: np.ndarray, known: np.ndarray) -> list[np.ndarray]:
    """How near each two were before, in steps: by shared contacts, by having met once, by working at the same place."""
    shared = (known.astype(np.float32) @ known.astype(np.float32)).astype(np.int64)
    steps = np.unique(np.quantile(shared[shared > 0], SHARED_STEPS)) if (shared > 0).any() else np.ones(1)
    found = [np.where(shared > 0, 1 + np.searchsorted(steps, shared), 0)]
    found.append(_mask(place, *contacts.met_often(day, -BEFORE, 0, least=1)).astype(np.int64))
    where = contacts.location[np.flatnonzero(place >= 0)] if len(contacts.location) else np.full(len(known), -1)
    found.append(((where[:, None] == where[None, :]) & (where >= 0)[:, None]).astype(np.int64))
    return found


def _fitted(
    rows: np.ndarray, rate: np.ndarray, asked: np.ndarray, ties: np.ndarray, nearness: list[np.ndarray]
) -> Usual:
    """Rates with what nearness adds to them, and what each person forms against them, fitted in turns."""
    own, rate = ties.sum(axis=1), rate.copy()
    ease = np.ones(len(rows))
    for _ in range(ROUNDS):
        for near in nearness:
            likely = rate * ease[:, None] * ease[None, :]
            steps = int(near.max(initial=0)) + 1
            made, usual = (np.bincount(near[asked], some[asked], steps) for some in (ties, likely))
            rate *= ((made + BORROWED) / (usual + BORROWED))[near]
        expected = (rate * asked) @ ease
        ease = (own + 1) / (expected + 1)
    return Usual(rows, rate, own, expected)


def drawn_ties(usual: Usual, pairs: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    """How many of these pairs form a tie that lasts, a number a draw; each person is alike in all of a draw."""
    if not len(pairs):
        return np.zeros(draws)
    place = np.full(int(max(usual.rows.max(), pairs.max())) + 1, -1)
    place[usual.rows] = np.arange(len(usual.rows))
    one, other = place[pairs[:, 0]], place[pairs[:, 1]]
    people, where = np.unique(np.concatenate([one, other]), return_inverse=True)
    ease = rng.gamma(usual.ties[people] + 1, 1 / (usual.expected[people] + 1), size=(draws, len(people)))
    likely = usual.rate[one, other] * ease[:, where[: len(one)]] * ease[:, where[len(one) :]]
    return (rng.random(likely.shape) < np.minimum(likely, MOST)).sum(axis=1)


def _rows(contacts: Contacts, day: int, brought: set[frozenset] | np.ndarray) -> np.ndarray:
    """Who is looked at: everybody at work around that day; of many, those who take part and some of the others."""
    here = contacts.around(day)
    takes = np.zeros(contacts.size, dtype=bool)
    takes[np.flatnonzero(brought) if isinstance(brought, np.ndarray) else sorted(set().union(*brought))] = True
    rest = np.flatnonzero(here & ~takes)
    room = max(MOST_PEOPLE - int((takes & here).sum()), 0)
    if len(rest) > room:
        rest = np.random.default_rng(SEED).choice(rest, room, replace=False)
    return np.sort(np.concatenate([np.flatnonzero(takes & here), rest]))


def _mask(place: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    one, other = place[low], place[high]
    inside = (one >= 0) & (other >= 0)
    found = np.zeros((int(place.max()) + 1,) * 2, dtype=bool)
    found[one[inside], other[inside]] = True
    return found | found.T


def _brought(place: np.ndarray, brought: set[frozenset] | np.ndarray) -> np.ndarray:
    if isinstance(brought, np.ndarray):
        some = np.zeros(int(place.max()) + 1, dtype=bool)
        some[place[brought & (place >= 0)]] = True
        return some[:, None] & some[None, :]
    pairs = np.array([sorted(pair) for pair in brought], dtype=np.int64).reshape(-1, 2)
    return _mask(place, pairs[:, 0], pairs[:, 1])


def _kinds(contacts: Contacts, day: int, rows: np.ndarray) -> list[np.ndarray]:
    """What kind of pair each two people are, from hardly alike to quite."""
    team, level, manager = contacts.team[rows], contacts.level[rows], contacts.manager[rows]
    new = contacts.is_recent(day)[rows].astype(np.int64)
    shares = (manager[:, None] == manager[None, :]) & (manager[:, None] >= 0)
    same_team, teams = team[:, None] == team[None, :], int(team.max(initial=0)) + 2
    low, high = np.minimum(team[:, None], team[None, :]) + 1, np.maximum(team[:, None], team[None, :]) + 1
    coarse = same_team * 6 + shares * 3 + new[:, None] + new[None, :]
    between = (low * teams + high) * 12 + coarse
    return [np.zeros_like(coarse), coarse, between, between * 2 + (level[:, None] == level[None, :])]


def _rates(kinds: list[np.ndarray], asked: np.ndarray, ties: np.ndarray) -> np.ndarray:
    """The share of pairs asked whose tie lasted, by kind of pair, each leaning on the one before."""
    rate = np.full(asked.shape, (ties.sum() + 0.5) / (asked.sum() + 1))
    for kind in kinds:
        codes, place = np.unique(kind, return_inverse=True)
        place = place.reshape(kind.shape)
        many, made, before = (
            np.bincount(place[asked], weights, len(codes)) for weights in (None, ties[asked], rate[asked])
        )
        parent = np.divide(before, many, out=np.full(len(codes), float(rate.mean())), where=many > 0)
        rate = ((made + BORROWED * parent) / (many + BORROWED))[place]
    return rate
