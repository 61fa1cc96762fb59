"""Which ties have gone quiet?"""

from __future__ import annotations

import numpy as np

from ally_graph.findings.finding import DETECTORS, Finding
from ally_graph.measures.rhythm import GAPS_TO_LEARN_FROM, Rhythms, history_days, rhythms
from ally_graph.network import Network
from ally_graph.records import Records
from ally_graph.settings import Settings
from ally_graph.stats import chance, distributions

SPELL = 28
ADVICE = (
    "Ask both kindly whether the work simply came to its end. If not, a shared coffee or a small task together often "
    "picks the thread up again."
)
EVIDENCE = {
    "count": "pairs that may be cooling, too unsure to name anyone; in watch only",
    "contacts": "days of contact the tie had in its history",
    "usual_gap_days": "days between two contacts, as a rule",
    "longest_gap_days": "the longest silence before this one, in days",
    "silent_days": "days since the last contact",
    "silent_days_at_work": "days since then on which both were at work",
    "contacts_missed": "contacts that were to be expected in the silence",
    "regularity": "how even the rhythm is: 1 where contacts fall at random, more where they keep a beat",
    "history_days": "days of records the rhythm is looked for in",
}
"""What each number of a finding means, by its key in `evidence`."""


def _would_change(finding: Finding, settings: Settings) -> str:
    """One contact ends a silence."""
    if finding.status == "watch":
        rate = settings.cooling_discovery_rate
        return f"A pair is named when its silence is beyond chance at a false discovery rate of {rate:.0%}."
    if finding.status == "not_enough_data":
        return f"A tie can be followed from {settings.cooling_contacts} days of contact on."
    days = finding.evidence["silent_days"]
    return f"A single contact between the two, the first in {days} days, would end this finding."


@DETECTORS.add(
    "Ties gone quiet",
    question="Which ties have gone quiet?",
    key="cooling_ties",
    about="people",
    place=50,
    page="alone",
    noun=("sign of ties cooling down", "signs of ties cooling down"),
    would_change=_would_change,
    supports=("workload_pressure", "remote_distance"),
    evidence=EVIDENCE,
)
def cooling_ties(network: Network, records: Records) -> list[Finding]:
    r"""Pairs who were in touch in a steady rhythm and have been silent for far longer than it explains.

    Each tie is measured by its own rhythm: five weeks are long for two people who met every week and nothing for two
    who met every month. The clock runs only while both are at work, and slower when the whole company is quiet. A pair
    is looked at when it has at least 8 days of contact, two or more in four weeks, and its last contact lies in the
    window. It is named when the silence has lasted 21 days with both at work, is longer than any before, and is
    improbable at a false discovery rate of 2 % over all such pairs.

    .. math:: e^{-\lambda g} < 0.05, \quad P(G > g), \quad G / \bar g \sim F(2k, 2k(n - 1))

    with the silence `g`, the mean :math:`\bar g = 1 / \lambda` of the gaps between the `n` days of contact before it,
    and the regularity `k` of gaps. That is the pair's or that of all pairs together, whichever is lower, but no lower
    than what is sure of the pair. With `k = 1` this is the chance that `n - 1` contacts at random times all miss the
    end of the history.

    Returns
    -------
    findings
        One for each pair; one `watch` with the count of pairs that are cooling by their own rhythm but not beyond
        chance; one `not_enough_data` where no tie is old enough to have a rhythm.

    Notes
    -----
    Looks back up to a year, beyond the window. Ties of people who left, mentoring and buddy pairs that ended as agreed,
    and time away are no silence. `ally_graph.measures.rhythm.tie_states` gives the state of every pair.

    References
    ----------
    Greenwood (1946), "The statistical study of infectious diseases"; Cox & Lewis (1966), "The Statistical Analysis of
    Series of Events"; Bourgon, Gentleman & Huber (2010), for testing only ties that meet often enough; Benjamini &
    Hochberg (1995).
    """
    settings = network.settings
    found = rhythms(network, records, min(settings.cooling_contacts, GAPS_TO_LEARN_FROM + 1))
    if len(network.pairs) and not (found.contacts >= settings.cooling_contacts).any():
        return [_too_early()]
    tested = _established(network, found)
    q = np.ones(len(tested))
    q[tested] = chance.false_discovery(_chance(found, tested))
    silent = tested & found.broken(settings.cooling_silence) & (found.silent_days >= settings.cooling_days)
    sure = silent & (q <= settings.cooling_discovery_rate) & (found.silence > found.longest)
    findings = [_named(network, found, q, k) for k in np.flatnonzero(sure)]
    unsure = int((silent & ~sure).sum())
    return findings + ([_watch(unsure)] if unsure else [])


def _established(network: Network, found: Rhythms) -> np.ndarray:
    """The ties that are tested: old enough, frequent enough, alive in the window, and not over."""
    settings = network.settings
    span = found.usual * (found.contacts - 1) + found.silence
    often = found.contacts * SPELL >= settings.cooling_rate * span
    alive = (found.last < settings.window_days) & ~found.ended
    return often & alive & (found.contacts >= settings.cooling_contacts)


def _chance(found: Rhythms, tested: np.ndarray) -> np.ndarray:
    """How likely a silence of at least this length is in each tested tie, if it goes on in its rhythm."""
    shape = 2 * found.regularity[tested]
    silence = found.silence[tested] / found.usual[tested]
    return distributions.f_above(silence, shape, shape * (found.contacts[tested] - 1))


def _named(network: Network, found: Rhythms, q: np.ndarray, k: int) -> Finding:
    missed = float(found.silence[k] / found.usual[k])
    evidence = {
        "contacts": int(found.contacts[k]),
        "usual_gap_days": found.usual[k],
        "longest_gap_days": found.longest[k],
        "silent_days": int(found.last[k]),
        "silent_days_at_work": int(found.silent_days[k]),
        "contacts_missed": missed,
        "regularity": found.regularity[k],
        "history_days": history_days(network),
    }
    why = (
        f"These two were in touch about every {found.usual[k]:.0f} days, and never longer apart than "
        f"{found.longest[k]:.0f}. Now nothing is on record for {found.last[k]} days, {found.silent_days[k]} of them "
        f"with both at work, in which about {missed:.0f} contacts were to be expected."
    )
    people = tuple(network.people.index[[found.one[k], found.other[k]]])
    return Finding("cooling_ties", "named", people, float(q[k]), missed, evidence, why, ADVICE)


def _watch(count: int) -> Finding:
    pairs = "1 pair has" if count == 1 else f"{count:,} pairs have"
    why = f"{pairs} been silent for longer than their own rhythm explains, but not for longer than chance can."
    advice = "No reason to ask anybody. Everyone can look at their own ties and write to whom they miss."
    return Finding("cooling_ties", "watch", evidence={"count": count}, why=why, advice=advice)


def _too_early() -> Finding:
    why = "No two people have been in touch on enough days yet to have a rhythm that could be missed."
    advice = "Look again when the records reach further back."
    return Finding("cooling_ties", "not_enough_data", why=why, advice=advice)
