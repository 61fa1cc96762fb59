"""Is a silence one that pairs came back from before?"""

from __future__ import annotations

import numpy as np

from ally_graph.measures.rhythm import GAPS_TO_LEARN_FROM, NOTHING, Rhythms
from ally_graph.network import Network
from ally_graph.stats import distributions

UNLIKELIEST, FIFTH = 10, 5
"""Past silences from which it is read how much rarer a longer one is: the least likely fifth, ten at least."""
LEAST, EVEN = 1e-300, 0.5
HEAVY, EVENLY = 1.1, 1.5
"""How slowly the longest gaps fall off, and how even gaps are, where silences may be long by themselves.

At random, how unlikely the least likely quarter of longest gaps is falls off by 1 on the log scale.
"""
ALIKE = 0.05
"""How likely contact before and after a change is by chance, where it stayed alike."""


def _stayed_alike(found: Rhythms, changes: list[float]) -> np.ndarray:
    """Which pairs met about as often before each change as after it, as far as chance allows."""
    alike = np.ones(len(found.last), dtype=bool)
    for days in changes:
        before, clock = found.until(days)
        share = np.clip(clock / np.maximum(found.known - found.silence, NOTHING), 0.0, 1.0)
        more = distributions.binomial_above(before - 1, found.contacts, share)
        fewer = 1 - distributions.binomial_above(before, found.contacts, share)
        alike &= 2 * np.minimum(more, fewer) >= ALIKE
    return alike


def is_no_habit(
    network: Network, found: Rhythms, weight: np.ndarray, some: np.ndarray, changes: list[float]
) -> np.ndarray:
    """Which of some pairs are in a silence that few came back from, by how many of their usual gaps it lasts.

    Where contact comes in bursts, a pair that had no long silence yet looks regular, and its first one hardly likely.
    So the rhythm of each pair is left out here, and a usual gap is the geometric mean, which a long one in the past
    hardly moves. All of them, where contact comes as at random.
    """
    known = _with_a_past(network, found) & _stayed_alike(found, changes)
    if not some.any() or _as_at_random(found, known):
        return np.ones(int(some.sum()), dtype=bool)
    chances = _at_random(found.silence[some] / found.typical_pause[some], found.contacts[some] - 1) / weight[some]
    return _in_the_past(found, known, weight, chances) <= network.settings.cooling_past_days


def _as_at_random(found: Rhythms, known: np.ndarray) -> bool:
    """Whether the longest gaps of pairs, by their others, are as long as at random, and rhythms not much more even."""
    unlikely = np.sort(_unlikely_gaps(found, known, found.other_pauses))[::-1][: known.sum() // 4]
    if len(unlikely) < UNLIKELIEST:
        return False
    return bool((unlikely - unlikely[-1]).mean() <= HEAVY and np.median(found.regularity[known]) <= EVENLY)


def _unlikely_gaps(
    found: Rhythms, known: np.ndarray, others: np.ndarray, share: np.ndarray | float = 1.0
) -> np.ndarray:
    """How unlikely the longest gap of each pair is by the usual of its others, as a negative logarithm; weighted."""
    chances = _at_random(found.longest_pause[known] / others[known], found.contacts[known] - 2)
    return -np.log(np.maximum(chances / share, LEAST))


def _with_a_past(network: Network, found: Rhythms) -> np.ndarray:
    """Pairs whose longest gap can be judged by their others."""
    enough = max(network.settings.cooling_contacts, GAPS_TO_LEARN_FROM + 2)
    return (found.contacts >= enough) & ~np.isnan(found.other_pauses)


def _at_random(times_usual: np.ndarray, before: np.ndarray) -> np.ndarray:
    """How likely so many times the mean of the gaps before it a gap is, if contacts fall at random."""
    return (1 + times_usual / before) ** -before


def _in_the_past(found: Rhythms, known: np.ndarray, weight: np.ndarray, chances: np.ndarray) -> np.ndarray:
    """On what share of the days so far some pair was in a silence this unlikely that it came back from.

    Weighted chances like those of `_weights`. The longest gap of each pair is looked at, by its others. Beyond the
    least likely fifth the share falls as these do, on the log scale: where contact comes in bursts, slowly. What was
    seen beyond counts as well, but for the longest of all, as one such silence makes no habit.
    """
    if not known.any():
        return np.zeros(len(chances))
    usual, share = found.other_typical_pauses, weight[known]
    gaps, others, before = found.longest_pause[known], usual[known], found.contacts[known] - 2
    past = np.sort(_unlikely_gaps(found, known, usual, share))[::-1][: max(UNLIKELIEST, known.sum() // FIFTH)]
    seen = max(1.0, float((found.last + found.usual_days * (found.contacts - 1)).max()))
    edge, step = past[-1], max(float((past - past[-1]).mean()), 1e-9)

    def days_beyond(unlikely: float) -> np.ndarray:
        """How many days each pair was silent beyond what is this unlikely by its other gaps."""
        least = np.clip(np.exp(-unlikely) * share, LEAST, EVEN)
        return np.maximum(gaps - others * before * (least ** (-1 / before) - 1), 0.0)

    now = -np.log(np.maximum(chances, LEAST))
    falling = days_beyond(edge).sum() * np.exp(-np.maximum(now - edge, 0.0) / step)
    days = np.array([days_beyond(unlikely) for unlikely in now]).reshape(len(now), len(gaps))
    return np.where(now <= edge, days.sum(axis=1), np.maximum(falling, days.sum(axis=1) - days.max(axis=1))) / seen
