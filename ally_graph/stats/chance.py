"""What chance alone would do: the machinery that keeps noise from being named.

Counts are compared with a Poisson rate that differs between people (`count_tail`). Structures are compared with null
samples in which everyone gives as much as they do but receivers are drawn anew (`redrawn_receivers`). All p-values of
one detector are corrected together (`false_discovery`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ally_graph.network.events import Events
from ally_graph.progress import heartbeat
from ally_graph.stats import distributions

NODES = 40
NO_WEIGHT = 1e-14
MAD_TO_SIGMA = 1.4826
DRAWN_EVENTS_AT_ONCE = 4_000_000
DRAWN_WEIGHTS = 1_000_000


@dataclass(frozen=True)
class Spread:
    """How people differ from what is expected of them, on the log scale: the middle and the spread."""

    middle: float
    spread: float


def spread_of(counts: np.ndarray, expected: np.ndarray) -> Spread:
    """How much people usually differ from their expectation, beyond what counting noise explains.

    Median and median absolute deviation of `log((x + .5) / (mu + .5))`, so that a few isolated or busy people don't
    move it; the sampling variance of the logarithm, about `1 / (mu + .5)`, is taken off.

    >>> spread_of(np.array([9.0, 10.0, 11.0, 10.0]), np.full(4, 10.0))
    Spread(middle=0.0, spread=0.0)
    """
    if len(counts) == 0:
        return Spread(0.0, 0.0)
    logs = np.log((counts + 0.5) / (expected + 0.5))
    middle = float(np.median(logs))
    deviation = MAD_TO_SIGMA * float(np.median(np.abs(logs - middle)))
    noise = float(np.mean(1 / (expected * np.exp(middle) + 0.5)))
    return Spread(middle, float(np.sqrt(max(0.0, deviation**2 - noise))))


def clumping(counts: np.ndarray, effort: np.ndarray) -> float:
    r"""How much the counts of a person vary from month to month, where 1 is what chance makes of single contacts.

    :math:`\frac{K}{K - 1} \sum (x_{ik} - \mu_{ik})^2 / \sum \mu_{ik}` over people `i` and `K` stretches of time, and
    1 where it is not three standard errors above. :math:`\mu_{ik}` shares out what each person has in all as everyone
    together has it, for each day at work or whatever `effort` counts. Both arrays are people by stretches.

    >>> clumping(np.array([[9.0, 0.0], [0.0, 9.0]]), np.ones((2, 2))), clumping(np.full((3, 2), 4.0), np.ones((3, 2)))
    (9.0, 1.0)
    """
    used = counts.sum(axis=0) > 0
    stretches = int(used.sum())
    if stretches < 2:
        return 1.0
    counts, effort = counts[:, used], effort[:, used].astype(float)
    weight = effort * (counts.sum(axis=0) / np.maximum(effort.sum(axis=0), NO_WEIGHT))
    whole = weight.sum(axis=1, keepdims=True)
    share = np.divide(weight, whole, out=np.zeros_like(weight), where=whole > 0)
    expected = counts.sum(axis=1, keepdims=True) * share
    if expected.sum() <= 0:
        return 1.0
    known, more = expected.sum(axis=1) > 0, stretches / (stretches - 1)
    varies = float(((counts - expected)[known] ** 2).sum() / expected.sum()) * more
    noise = float(np.sqrt(more * (2 * expected**2 + expected).sum()) / expected.sum())
    return varies if varies > 1 + 3 * noise else 1.0


def count_tail(counts: np.ndarray, expected: np.ndarray, spread: Spread) -> np.ndarray:
    r"""How likely a count as low as this is, when people differ by nature.

    :math:`P(X \le x)` for :math:`X \sim Poisson(\mu e^N)`, `N` normal with the middle and spread given, by 40-point
    Gauss-Hermite quadrature.

    >>> count_tail(np.array([0]), np.array([3.0]), Spread(0.0, 0.0)).round(4)
    array([0.0498])
    """
    nodes, weights = np.polynomial.hermite.hermgauss(NODES if spread.spread else 1)
    nodes, weights = nodes[weights > NO_WEIGHT], weights[weights > NO_WEIGHT]
    factors = np.exp(spread.middle + np.sqrt(2) * spread.spread * nodes)
    tails = distributions.poisson_cdf(np.asarray(counts)[:, None], np.asarray(expected)[:, None] * factors)
    return np.clip(tails @ (weights / np.sqrt(np.pi)), 0.0, 1.0)


def telling_node(limit: float) -> float | None:
    """How far out people have to be for a chance below a limit: a normal deviate, in the scale of the quadrature.

    The nodes from there on have twice the limit as weight, and the median of Poisson and binomial counts is no lower
    than the whole number below their mean. So whoever has no more than what is expected there has a chance of at least
    as much that lies above the limit. How far above makes no difference to anyone with a false discovery rate within
    it. None where the limit is too high to leave anybody out.

    >>> round(telling_node(0.05), 2), telling_node(0.6)
    (0.87, None)
    """
    nodes, weights = np.polynomial.hermite.hermgauss(NODES)
    enough = np.flatnonzero(np.cumsum(weights[::-1])[::-1] >= 2 * limit * np.sqrt(np.pi))
    return float(nodes[enough[-1]]) if len(enough) else None


def rare_counts(
    counts: np.ndarray, expected: np.ndarray, spread: Spread, limit: float, *, high: bool = False
) -> np.ndarray:
    """How likely a count as low as this is, or as high, when people differ by nature; 1 where it is surely no rarity.

    Good for `false_discovery` up to the limit; spares working out the chances of those in the middle. Of low counts,
    which take few values, the same count is half as low (Lancaster 1961): else chances of few contacts are told too
    high.

    >>> rare_counts(np.array([0, 3]), np.array([3.0, 3.0]), Spread(0.0, 0.0), 0.05).round(4)
    array([0.0249, 1.    ])
    """
    p, node, side = np.ones(len(counts)), telling_node(limit if high else 2 * limit), 1 if high else -1
    some = np.arange(len(counts))
    if node is not None:
        edge = expected * np.exp(spread.middle + side * np.sqrt(2) * spread.spread * node)
        some = np.flatnonzero(side * counts > side * edge)
    fewer = count_tail(counts[some] - 1, expected[some], spread)
    p[some] = 1 - fewer if high else (fewer + count_tail(counts[some], expected[some], spread)) / 2
    return p


def false_discovery(p_values: np.ndarray) -> np.ndarray:
    """The smallest false discovery rate at which each of these tests would be called (Benjamini & Hochberg 1995).

    >>> false_discovery(np.array([0.01, 0.02, 0.5])).round(3)
    array([0.03, 0.03, 0.5 ])
    """
    p_values = np.asarray(p_values, dtype=float)
    order = np.argsort(p_values, kind="stable")
    rates = p_values[order] * len(order) / np.arange(1, len(order) + 1)
    found = np.empty(len(order))
    found[order] = np.minimum(1.0, np.minimum.accumulate(rates[::-1])[::-1])
    return found


def as_far(found: float, drawn: np.ndarray) -> float:
    """The share of worlds, the real one among them, that lie as far from 0 as what was found (Phipson & Smyth 2010).

    Draws without a value are left out; NaN where nothing was found. What falls short by a millionth of a millionth is
    as far: sums in another order differ by as much.

    >>> as_far(0.5, np.array([0.1, -0.6, 0.2, np.nan]))
    0.5
    """
    if np.isnan(found):
        return float("nan")
    known = np.abs(drawn[~np.isnan(drawn)])
    return float((1 + (known >= abs(found) * (1 - 1e-12)).sum()) / (1 + len(known)))


def generator(*seed: int) -> np.random.Generator:
    """Random numbers that are the same for the same seed."""
    return np.random.default_rng(list(seed))


def redrawn_receivers(
    support: Events, groups: np.ndarray, draws: int, rng: np.random.Generator
) -> Iterator[np.ndarray]:
    """Null samples in which who gives, when, and to which team stays as it is, and the receiver is drawn anew.

    Receivers are drawn inside the receiver's team, in proportion to how much they receive (Maslov & Sneppen 2002, for
    weighted, directed ties): each event takes the receiver of a random one that went to the same team. Yields arrays of
    shape (samples, events) with the code of each receiver; an event that fell back on its giver has the code -1.
    `groups` are team codes by person.
    """
    team = groups[support.target]
    order = np.lexsort((support.target, team))
    received, edges = support.target[order], np.searchsorted(team[order], np.arange(-1, team.max(initial=-1) + 2))
    first, last = edges[team + 1], edges[team + 2]
    step = max(1, DRAWN_EVENTS_AT_ONCE // max(1, len(support)))
    for start in range(0, draws, step):
        heartbeat(f"{start:,} of {draws:,} chance samples")
        points = first + rng.random((min(step, draws - start), len(support))) * (last - first)
        receiver = received[points.astype(np.int64)]
        yield np.where(receiver == support.source, -1, receiver)


def gini(values: np.ndarray) -> float:
    """How unevenly a total is spread: 0 all have the same, towards 1 one person has it all; NaN without a total.

    `sum((2i - n - 1) x_i) / (n sum x)` over the values in rising order.

    >>> gini(np.array([1.0, 1.0, 1.0])), gini(np.array([0.0, 0.0, 0.0, 1.0]))
    (0.0, 0.75)
    """
    ordered, n = np.sort(values), len(values)
    total = ordered.sum()
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * total)) if total > 0 else float("nan")


def ginis(values: np.ndarray) -> np.ndarray:
    """The Gini of each row, NaN where it has no total.

    >>> ginis(np.array([[1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]))
    array([0. , 0.5, nan])
    """
    ordered, n = np.sort(values, axis=1), values.shape[1]
    total = ordered.sum(axis=1)
    weighted = ordered @ (2.0 * np.arange(1, n + 1) - n - 1)
    return np.divide(weighted, n * total, out=np.full(len(values), np.nan), where=total > 0)


def beyond(gini: ArrayLike, by_chance: float) -> np.ndarray:
    """What chance leaves of a Gini: the two add up like the sides of a right angle.

    >>> round(float(beyond(0.5, 0.3)), 3), float(beyond(0.2, 0.3))
    (0.4, 0.0)
    """
    return np.sqrt(np.maximum(0.0, np.asarray(gini) ** 2 - by_chance**2))


def gini_by_chance(
    weights: np.ndarray, effort: np.ndarray, rng: np.random.Generator, *, count: int | None = None
) -> float:
    """The Gini of help given if everyone were as likely to give each help as their days at work make them.

    Counting noise alone makes help look uneven: 0.52 at one event a person, 0.17 at ten. Mean over null samples, as
    many as a million events allow but at most 200. Of more than a million events only so many people are drawn that
    they give a million between them, which leaves an error of about 0.001.

    `weights` are those of all helps, or of a sample of the `count` there were.
    """
    if len(weights) == 0 or effort.sum() <= 0:
        return float("nan")
    people, count = np.flatnonzero(effort > 0), count or len(weights)
    share = effort[people] / effort[people].sum()
    drawn = max(1, int(len(people) * min(1.0, DRAWN_WEIGHTS / count)))
    ginis = []
    for _ in range(int(np.clip(DRAWN_WEIGHTS // count, 1, 200))):
        heartbeat()
        # How many each gives, then which: the same as drawing the giver of each event.
        some = rng.permutation(len(people))[:drawn]
        ends = np.cumsum(rng.multinomial(count, share)[some])
        chosen = rng.permutation(weights) if drawn == len(people) else rng.choice(weights, ends[-1])
        sums = np.concatenate([[0.0], np.cumsum(chosen)])
        ginis.append(gini(np.diff(sums[ends], prepend=0.0) / effort[people[some]]))
    return float(np.mean(ginis))
