"""Who gives much more than they get?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ally_graph.findings import guards
from ally_graph.findings.finding import DETECTORS, Finding
from ally_graph.measures.reliance import managers
from ally_graph.network import Network
from ally_graph.network.events import Events
from ally_graph.records import Records
from ally_graph.settings import Settings
from ally_graph.stats import chance, distributions
from ally_graph.wording.counts import people_words, tally

LOW_END = 0.05
MAD_EFFICIENCY = 0.37
"""The share of people that a standard deviation would need to be as sure as the median absolute deviation."""
SURE = 1.645
PAIRED_ROLES = ("mentor", "mentee", "buddy", "newcomer")
ADVICE = (
    "Thank them, and ask whom they could turn to themselves. Help that comes back, from anybody, is what keeps giving "
    "from wearing out."
)
EVIDENCE = {
    "count": "people who give more than they get within what people differ in by nature; in watch only",
    "given": "helps given, apart from mentoring, training, buddies and help between managers and their reports",
    "received": "helps received, apart from the same",
    "balance": "given less received, as a share of both: 1 all given, -1 all received",
    "balance_at_least": "low end of its 90 % interval",
    "usual_balance": "the balance in the middle of all people",
    "exposure_days": "days at work in the window",
    "window_days": "days looked back on, none before the records begin",
}
"""What each number of a finding means, by its key in `evidence`."""


@dataclass(frozen=True)
class _Balance:
    """Helps given and received by each person, as arrays over people, what is expected of a role left out.

    `low` is the lower end of the 90 % interval of the balance, `usual` the balance in the middle of all people.
    """

    given: np.ndarray
    received: np.ndarray
    low: np.ndarray
    usual: float
    q: np.ndarray
    giving_slices: np.ndarray
    slices_needed: np.ndarray


def _would_change(finding: Finding, settings: Settings) -> str:
    """So many helps back that the interval of the balance reaches the floor."""
    if finding.status == "not_enough_data":
        return f"{settings.min_stratum} people with {settings.balance_events} helps given and received would do."
    if not finding.people:
        return ""
    given, received = finding.evidence["given"], finding.evidence["received"]
    more = 1
    while _low(given, received + more) > settings.balance_floor:
        more += 1
    helps = tally(more, "help")
    return f"{helps} more in return, beside {received:,} received so far, would end this finding."


def _low(given: ArrayLike, received: ArrayLike) -> np.ndarray:
    """The lower end of the 90 % interval of the balance."""
    return 2 * distributions.beta_quantile(LOW_END, np.asarray(given) + 1, np.asarray(received) + 1) - 1


@DETECTORS.add(
    "Give much more than they get",
    question="Who gives much more than they get?",
    key="unbalanced",
    about="people",
    place=80,
    page="load",
    noun=("person gives far more than comes back", "people give far more than comes back"),
    counts="people",
    layer="support",
    would_change=_would_change,
    supports=("unequal_participation", "ally_burnout"),
    evidence=EVIDENCE,
)
def unbalanced_people(network: Network, records: Records) -> list[Finding]:
    r"""People who give far more help than comes back to them, beyond what people differ in by nature.

    Nobody is named for receiving much. A person is named when at least 10 helps were given and received, and the 90 %
    interval of the balance lies above 0.2. The balance is improbable even though people differ (false discovery rate of
    5 %), and it was so in two of the last three four-week slices.

    .. math:: b_i = \frac{g_i - r_i}{g_i + r_i}, \quad P(X \ge g_i), \quad X \sim Binomial(g_i + r_i, logit^{-1}(N))

    with helps given `g` and received `r`, the interval of :math:`Beta(g_i + 1, r_i + 1)`, and `N` the log-odds of
    giving among all people, their middle and spread estimated from median and median absolute deviation.

    Returns
    -------
    findings
        One for each person; one `watch` with the count of people whose balance is surely above 0.2, but not beyond
        what is natural or not for long; one `not_enough_data` where there is help on record but too little to judge.
        The same where most of it are answers of which the lowest may mean never.

    Notes
    -----
    Left out is what a role asks for: help between managers and their reports, between the partners of a mentoring or
    buddy programme, and all mentoring and training. Externals are paid to give and are not looked at.

    References
    ----------
    Grant & Rebele (2017), "Beat generosity burnout"; Benjamini & Hochberg (1995).
    """
    settings, unclear = network.settings, guards.unclear_answers(network, records)
    if unclear:
        return [Finding("unbalanced", "not_enough_data", why=unclear[0], advice=unclear[1], would_change=unclear[2])]
    support = _beyond_roles(network, records)
    given, received = _sides(support)
    expected_here = guards.is_staff(network) & guards.still_here(network)
    long_enough = network.exposure >= settings.min_exposure_days
    eligible = expected_here & long_enough & (given + received >= settings.balance_events)
    if eligible.sum() < settings.min_stratum:
        return [_too_little()] if len(support) else []
    balance = _balance(network, support, eligible)
    leaning = eligible & (balance.low > settings.balance_floor)
    lasting = balance.giving_slices >= balance.slices_needed
    sure = leaning & lasting & (balance.q <= settings.false_discovery_rate)
    findings = [_named(network, balance, i) for i in np.flatnonzero(sure)]
    unsure = int((leaning & ~sure).sum())
    return findings + ([_watch(unsure)] if unsure else [])


def _beyond_roles(network: Network, records: Records) -> Events:
    """The help that nobody's role asks for."""
    support, size = network.events.support, network.size
    apart = [code for code, kind in enumerate(support.kinds) if kind in network.settings.balance_kinds_apart]
    manager = managers(network)
    reporting = (manager[support.target] == support.source) | (manager[support.source] == support.target)
    partners = records.programmes[records.programmes["role"].isin(PAIRED_ROLES)]
    one, other = (network.people.index.get_indexer(partners[name]) for name in ("person_id", "partner_id"))
    known = (one >= 0) & (other >= 0)
    low, high = np.minimum(one, other)[known], np.maximum(one, other)[known]
    paired = np.zeros(size, dtype=bool)
    paired[low] = True
    agreed = np.flatnonzero(paired[support.source] | paired[support.target])
    agreed = agreed[np.isin(support.pairs(agreed), low.astype(np.int64) * size + high)]
    left = (np.isin(np.arange(len(support.kinds)), apart, invert=True))[support.kind] & ~reporting
    left[agreed] = False
    return support.where(left)


def _sides(support: Events) -> tuple[np.ndarray, np.ndarray]:
    """How many helps each person gave and received."""
    return tuple(np.bincount(side, minlength=support.size) for side in (support.source, support.target))


def _balance(network: Network, support: Events, eligible: np.ndarray) -> _Balance:
    """Weigh giving against receiving, and against how people differ by nature."""
    given, received = _sides(support)
    middle, spread = _spread(given[eligible], received[eligible])
    q = np.ones(network.size)
    limit = network.settings.false_discovery_rate
    q[eligible] = chance.false_discovery(_tail(given[eligible], received[eligible], middle, spread, limit))
    giving, counted = np.zeros(network.size, dtype=int), np.zeros(network.size, dtype=int)
    for start, stop in network.slices:
        gave, got = _sides(support.part(support.aged(start, stop)))
        giving += gave > got
        counted += gave + got > 0
    return _Balance(
        given,
        received,
        _low(given, received),
        float(np.tanh(middle / 2)),
        q,
        giving,
        guards.slices_needed(counted),
    )


def _spread(given: np.ndarray, received: np.ndarray) -> tuple[float, float]:
    """The middle and the spread of people's log-odds of giving, beyond what counting noise explains.

    The spread is taken at the upper end of what so few people leave open, so that a narrow guess names nobody.
    """
    odds = np.log((given + 0.5) / (received + 0.5))
    middle = float(np.median(odds))
    deviation = chance.MAD_TO_SIGMA * float(np.median(np.abs(odds - middle)))
    deviation *= 1 + SURE / np.sqrt(2 * MAD_EFFICIENCY * len(odds))
    noise = float(np.median(1 / (given + 0.5) + 1 / (received + 0.5)))
    return middle, float(np.sqrt(max(0.0, deviation**2 - noise)))


def _tail(given: np.ndarray, received: np.ndarray, middle: float, spread: float, limit: float) -> np.ndarray:
    """How likely it is to give so large a part of one's helps when people differ by nature, by quadrature.

    1 for those in whom it is no rarity; see `chance.telling_node`.
    """
    nodes, weights = np.polynomial.hermite.hermgauss(chance.NODES)
    share = 1 / (1 + np.exp(-(middle + np.sqrt(2) * spread * nodes)))
    whole, node, p = given + received, chance.telling_node(limit), np.ones(len(given))
    some = np.flatnonzero(given > whole * share[nodes == node]) if node is not None else np.arange(len(given))
    tails = distributions.binomial_above(given[some, None] - 1, whole[some, None], share)
    p[some] = np.clip(tails @ (weights / np.sqrt(np.pi)), 0.0, 1.0)
    return p


def _named(network: Network, balance: _Balance, i: int) -> Finding:
    given, received = int(balance.given[i]), int(balance.received[i])
    score = (given - received) / (given + received)
    evidence = {
        "given": given,
        "received": received,
        "balance": score,
        "balance_at_least": balance.low[i],
        "usual_balance": balance.usual,
        "exposure_days": int(network.exposure[i]),
        "window_days": network.observed_days,
    }
    why = (
        f"{tally(given, 'help')} given and {received} received in {evidence['exposure_days']} days at work, apart from "
        "mentoring, training and help between managers and their reports: more than people differ by nature here."
    )
    return Finding("unbalanced", "named", (network.people.index[i],), float(balance.q[i]), score, evidence, why, ADVICE)


def _watch(count: int) -> Finding:
    give = "gives" if count == 1 else "give"
    why = f"{people_words(count)} {give} clearly more help than they get, within what people differ in by nature."
    advice = "Nothing points to a problem. Thanks are never wrong, and neither is asking the whole team who helps whom."
    return Finding("unbalanced", "watch", evidence={"count": count}, why=why, advice=advice)


def _too_little() -> Finding:
    why = "Too few people have given and received enough help on record to say what a usual balance is."
    advice = "Load records that cover more of the company, or look back further."
    return Finding("unbalanced", "not_enough_data", why=why, advice=advice)
