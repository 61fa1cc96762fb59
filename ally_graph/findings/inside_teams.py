"""Do a few of a team give, or get, nearly all the help within it?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ally_graph.findings import guards
from ally_graph.findings.finding import Finding
from ally_graph.network import Network
from ally_graph.stats import chance, distributions
from ally_graph.wording.counts import people_words, team_words

KEY = "unequal_participation"
DIRECTIONS = ("given", "received")
WIDEST = 0.8
"""How widely people differ by nature, at most: the spread of a lognormal distribution."""
FIFTH = 0.2
SEED = 21
SLICE_WORLDS = 99
ADVICE = {
    "given": "Let roles of support go round in the team, such as buddy and reviewer, and thank those who carry them.",
    "received": "Ask first whether they were new or had a hard time: then this is how it should be. If not, ask the "
    "others what would make it easy to ask.",
}
EVIDENCE = {
    "direction": "`given` or `received`; in findings about help within one team only",
    "top_fifth": "how many people the fifth are who give, or get, most; within one team only",
    "top_fifth_share": "their share of the help within the team",
    "top_fifth_by_nature": "their share where people differ by nature, on average",
    "gini_by_nature": "the Gini where people differ by nature, on average; within one team only",
    "gini_at_most": "a Gini that would no longer be told",
}
"""What the numbers of these findings mean beside those of the detector."""


@dataclass(frozen=True)
class _Inside:
    """How often each person of a team gave help to others of it, or got it, and their full-time days."""

    team: str
    direction: str
    who: np.ndarray
    count: np.ndarray
    effort: np.ndarray

    @property
    def gini(self) -> float:
        """How unevenly it is spread for each full-time day."""
        return float(chance.gini(self.count / self.effort))


@dataclass(frozen=True)
class _Natural:
    """Ginis, and shares of the fifth with most, of as much help in teams whose people differ by nature."""

    ginis: np.ndarray
    top: np.ndarray

    def chance_of(self, gini: float) -> float:
        """How likely so uneven a spread is; by a normal curve where no team drawn is as uneven."""
        as_far = int((self.ginis >= gini).sum())
        if as_far:
            return (1 + as_far) / (1 + len(self.ginis))
        beyond = float(distributions.normal_cdf(self.ginis.mean(), gini, max(float(self.ginis.std()), 1e-9)))
        return min(beyond, 1 / (1 + len(self.ginis)))


def uneven_inside(network: Network, eligible: np.ndarray, told: set[str]) -> list[Finding]:
    """Teams in which a few give nearly all the help within the team, or get it, beyond how people differ by nature.

    Compared with teams of as many people and as much help whose people differ lognormally by 0.8, the widest we take
    for natural, at a false discovery rate of 5 % over all teams and both directions. Teams already `told` by all the
    help they give are left out. It has to show in two of the last three slices.
    """
    settings = network.settings
    looked_at = [one for one in _teams(network, eligible) if one.team not in told or one.direction == "received"]
    p, natural = np.ones(len(looked_at)), {}
    for k, inside in enumerate(looked_at):
        if inside.gini > settings.unequal_floor:
            natural[k] = _natural(network, inside)
            p[k] = natural[k].chance_of(inside.gini)
    q = chance.false_discovery(p)
    limit = settings.false_discovery_rate
    return [
        _named(looked_at[k], natural[k], float(q[k]), limit / len(looked_at))
        for k in natural
        if q[k] <= limit and _lasts(network, looked_at[k])
    ]


def _teams(network: Network, eligible: np.ndarray) -> Iterator[_Inside]:
    """Both directions of each team with enough people and some help within, the rest of the company not too small."""
    support, settings = network.events.support, network.settings
    for team, who in network.members("team", eligible):
        if len(who) < settings.unequal_inside_people or eligible.sum() - len(who) < settings.min_group:
            continue
        here = np.isin(support.source, who) & np.isin(support.target, who)
        for direction in DIRECTIONS if here.any() else ():
            yield _counted(network, team, direction, who, here)


def _counted(network: Network, team: str, direction: str, who: np.ndarray, here: np.ndarray) -> _Inside:
    support = network.events.support
    ends = support.source if direction == "given" else support.target
    return _Inside(team, direction, who, np.bincount(ends[here], minlength=network.size)[who], network.effort[who])


def _natural(network: Network, inside: _Inside) -> _Natural:
    """Teams of as many people and as much help, whose people differ by nature."""
    size, draws = len(inside.who), network.settings.null_draws
    rng = chance.generator(network.settings.seed, SEED, int(inside.who[0]), DIRECTIONS.index(inside.direction))
    counts = _drawn(rng, inside, int(inside.count.sum()), draws)
    top = np.sort(counts, axis=1)[:, size - _fifth(size) :].sum(axis=1) / inside.count.sum()
    return _Natural(chance.ginis(counts / inside.effort), top)


def _drawn(rng: np.random.Generator, inside: _Inside, total: int, draws: int) -> np.ndarray:
    weight = inside.effort * np.exp(WIDEST * rng.standard_normal((draws, len(inside.who))))
    return rng.multinomial(total, weight / weight.sum(axis=1, keepdims=True))


def _fifth(size: int) -> int:
    return max(1, round(FIFTH * size))


def _lasts(network: Network, inside: _Inside) -> bool:
    """Whether it is less even than by nature, on average, in two of the last three slices."""
    rng, support, uneven, counted = chance.generator(network.settings.seed, SEED), network.events.support, 0, 0
    within = np.isin(support.source, inside.who) & np.isin(support.target, inside.who)
    for start, stop in network.slices:
        here = np.zeros(len(support), dtype=bool)
        here[support.aged(start, stop)] = True
        here &= within
        if not here.any():
            continue
        count = _counted(network, inside.team, inside.direction, inside.who, here).count
        usual = chance.ginis(_drawn(rng, inside, int(count.sum()), SLICE_WORLDS) / inside.effort).mean()
        uneven += chance.gini(count / inside.effort) > usual
        counted += 1
    return bool(uneven >= guards.slices_needed(counted))


def _named(inside: _Inside, natural: _Natural, q: float, limit: float) -> Finding:
    size, total = len(inside.who), int(inside.count.sum())
    fifth = _fifth(size)
    evidence = {
        "scope": inside.team,
        "direction": inside.direction,
        "people": size,
        "events": total,
        "gini": inside.gini,
        "gini_by_nature": float(natural.ginis.mean()),
        "gini_at_most": float(np.quantile(natural.ginis, 1 - limit)),
        "top_fifth": fifth,
        "top_fifth_share": float(np.sort(inside.count)[size - fifth :].sum() / total),
        "top_fifth_by_nature": float(natural.top.mean()),
    }
    verb = "gave" if inside.direction == "given" else "got"
    why = (
        f"Of {total:,} helps among {people_words(size)} of {team_words(inside.team)}, the {fifth:,} who {verb} most "
        f"{verb} {evidence['top_fifth_share']:.0%}; where people differ by nature they have about "
        f"{evidence['top_fifth_by_nature']:.0%}. The Gini is {inside.gini:.2f}, where nature makes "
        f"{evidence['gini_by_nature']:.2f}."
    )
    excess = evidence["gini"] - evidence["gini_by_nature"]
    return Finding(KEY, "named", (), q, excess, evidence, why, ADVICE[inside.direction])


def would_end(evidence: dict) -> str:
    """The Gini from which on nature explains it."""
    return (
        f"This would end with a Gini of about {evidence['gini_at_most']:.2f} within the team, instead of "
        f"{evidence['gini']:.2f}."
    )
