"""Which ties have gone quiet?"""

from __future__ import annotations

import numpy as np

from ally_graph.findings.finding import DETECTORS, Finding
from ally_graph.measures.rhythm import GAPS_TO_LEARN_FROM, Rhythms, history_days, rhythms
from ally_graph.network import Network
from ally_graph.records import Records
from ally_graph.settings import Settings
from ally_graph.stats import chance, distributions
from ally_graph.wording.counts import tally

SPELL = 28
ADVICE = (
    "Ask both kindly whether the work simply came to its end. If not, a shared coffee or a small task together often "
    "picks the thread up again."
)
EVIDENCE = {
    "count": "pairs that may be cooling, too unsure to name anyone; in watch only",
    "contacts": "days of contact the tie had in its history",
    "usual_gap_days": "days between two contacts on the pair's own clock, which stands still while one is away and is "
    "slow while all are quiet",
    "longest_gap_days": "the longest silence before this one, on the pair's own clock",
    "usual_gap_calendar_days": "days of the calendar between two contacts, on average",
    "longest_gap_calendar_days": "the longest silence before this one, in days of the calendar",
    "silent_days": "days since the last contact",
    "silent_days_at_work": "days since then on which both were at work, by the roster and the absences",
    "unseen_days": "days for which one of the two has had no contact with anybody, where it is long",
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
    gone = ", or the day one of them left, or an absence, on the roster" if "unseen_days" in finding.evidence else ""
    return f"A single contact between the two, the first in {days} days{gone}, would end this finding."


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
        "usual_gap_calendar_days": found.usual_days[k],
        "longest_gap_calendar_days": int(found.longest_days[k]),
        "silent_days": int(found.last[k]),
        "silent_days_at_work": int(found.silent_days[k]),
        "contacts_missed": missed,
        "regularity": found.regularity[k],
        "history_days": history_days(network),
    }
    unseen = _unseen(network, found, k)
    if unseen:
        evidence["unseen_days"] = unseen
    why = (
        f"These two were in touch about every {tally(round(found.usual_days[k]), 'day')}, and never longer apart than "
        f"{tally(found.longest_days[k], 'day')}{_apart(found, k)}. Now nothing is on record for {found.last[k]} days"
        f"{_since(found, k, unseen)}."
    )
    people = tuple(network.people.index[[found.one[k], found.other[k]]])
    return Finding("cooling_ties", "named", people, float(q[k]), missed, evidence, why, ADVICE)


def _apart(found: Rhythms, k: int) -> str:
    """What tells this silence from one before that was as long by the calendar."""
    as_long = found.longest_days[k] >= found.last[k]
    return ", for part of which one was away or the whole company quiet" if as_long else ""


def _since(found: Rhythms, k: int, unseen: int) -> str:
    """What was to be expected in the silence; who may have left is not said to be at work."""
    missed = f"about {tally(round(found.silence[k] / found.usual[k]), 'contact')}"
    if unseen:
        return (
            f", in which {missed} were to be expected; but one of the two has had no contact with anybody for "
            f"{unseen} days, and may have left or be away without the roster saying so"
        )
    return f", {found.silent_days[k]} of them with both at work, in which {missed} were to be expected"


def _unseen(network: Network, found: Rhythms, k: int) -> int:
    """For how many days one of a pair has had no contact with anybody; 0 where that is shorter than a busy month."""
    contact = network.events.contact
    ages = [contact.age[(contact.source == who) | (contact.target == who)] for who in (found.one[k], found.other[k])]
    quiet = int(max(age.min(initial=network.settings.window_days) for age in ages))
    return quiet if quiet >= network.settings.cooling_days else 0


def _watch(count: int) -> Finding:
    pairs = "1 pair has" if count == 1 else f"{count:,} pairs have"
    why = f"{pairs} been silent for longer than their own rhythm explains, but not for longer than chance can."
    advice = "No reason to ask anybody. Everyone can look at their own ties and write to whom they miss."
    return Finding("cooling_ties", "watch", evidence={"count": count}, why=why, advice=advice)


def _too_early() -> Finding:
    why = "No two people have been in touch on enough days yet to have a rhythm that could be missed."
    advice = "Look again when the records reach further back."
    return Finding("cooling_ties", "not_enough_data", why=why, advice=advice)
