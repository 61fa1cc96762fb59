"""Which ties have gone quiet?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ally_graph.findings import at_once
from ally_graph.findings.at_once import DUE, FORTNIGHT, LEAST_SURE, Lot, Pairs
from ally_graph.findings.finding import DETECTORS, Finding
from ally_graph.findings.past_silences import is_no_habit
from ally_graph.measures.rhythm import GAPS_TO_LEARN_FROM, NOTHING, Rhythms, history_days, rhythms
from ally_graph.network import Network
from ally_graph.network.events import DAY, records_begin
from ally_graph.records import Records
from ally_graph.settings import Settings
from ally_graph.stats import chance, distributions
from ally_graph.vocabulary import Flow
from ally_graph.wording.counts import tally

SPELL = 28
SIX_WEEKS = 42
OFTEN, STEADILY = 7.0, 5.0
"""Contacts that the last six weeks would miss, by the gaps and by the whole time, where a pair met often.

Whoever met less often over the whole time, the silence counted in, met close together by chance.
"""
OFTEN_SHARE = 0.98
"""The share of the error that is spent on pairs who met often."""
HALF_A_YEAR = 182
"""Days over which a rhythm has to be seen: whoever met later, though both were at work, met less often."""
HEAVIEST = 9.0
"""A pair's share of the error is at most so many times that of a pair on average, however few met often."""
UNLIKELY = {0: 1e-6, 1: 1e-3, 2: 1e-2}
"""How unlikely a lot has to be in which no pair is sure by itself, or only one or two, which may have own reasons."""
SINCE_THEN = 0.01
"""How unlikely a silence has to be by contact since a change."""
LEAST_EXPECTED = 0.05
TOLD_FOR = 7
"""Days for which a change is told once the last contacts of its pairs have left the window."""
ADVICE = (
    "Ask both kindly whether the work simply came to its end. If not, a shared coffee or a small task together often "
    "picks the thread up again."
)
CHECK = (
    "See first whether a project or a team changed at that time: then this is the change itself, and nobody needs "
    "asking. If nothing did, ask the people kindly what came between them."
)
EVIDENCE = {
    "pairs": "pairs that fell silent at once; in a finding about several pairs only",
    "pairs_expected": "pairs that share as much and fall silent in a fortnight by other weeks, the past or rhythm",
    "together": "what the pairs share besides the fortnight: a team, a person, or nothing more (company)",
    "team": "the team that all of them have an end in; where they share a team only",
    "first_silent_days": "days since the first of these pairs fell silent",
    "count": "pairs that may be cooling, too unsure to name anyone; in watch only",
    "contacts": "days of contact the tie had in its history",
    "usual_gap_days": "days between two contacts on the pair's own clock, which stands still while one is away and is "
    "slow while all are quiet",
    "longest_gap_days": "the longest silence before this one, on the pair's own clock",
    "usual_gap_calendar_days": "days of the calendar between two contacts, on average",
    "longest_gap_calendar_days": "the longest silence before this one, in days of the calendar",
    "silent_days": "days since the last contact",
    "silent_days_at_work": "days since then on which both were at work, by the roster and the absences",
    "asked_days": "days since one of the two asked the other, where that was soon after their last contact",
    "away_days": "days of these on which one of the two seems to have been away, without contact with anybody",
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
    if "pairs" in finding.evidence:
        more = finding.evidence["pairs"] - LEAST_SURE + 1
        return f"Contact again in {more} of these {finding.evidence['pairs']} pairs would end this finding."
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
    who met every month. The clock runs only while both are at work, and slower when the whole company is quiet. Who
    meets nobody for far longer than usual, while their colleagues go on, is taken to be away, whatever the absences
    say. A pair is looked at when it has at least 8 days of contact, two or more in four weeks, and its last contact
    lies in the window. Up to three weeks before, it may be one of several that ended at once. It is named when the
    silence has lasted 21 days with both at work, is longer than any before, and is improbable at a false discovery rate
    of 1 % over all such pairs. Nearly all of that is spent on pairs who met so often that six weeks as busy as the last
    would miss several of their contacts. Six weeks of silence of a pair who met once a week are hardly ever beyond
    chance.

    Where contact comes in bursts, silences are long by themselves: on at most 5 % of the days so far may any pair
    have been in a silence of as many usual gaps that it came back from. How many it was is read off the long gaps of
    all pairs. This is asked where the longest gaps are longer than at random, or gaps so even that a long one seems
    unlikely by that alone.

    A change of project or team ends many ties at once. Pairs that fell silent within a fortnight are told together, in
    one finding: over all, with an end in one team, or with one person. They have to be at least four, many more than in
    other weeks and than their rhythms explain. Pairs who met last on one day and hang together by their people count as
    one: it may be one meeting that was not held since. Where two are sure by themselves, so many have to be rarer than
    1 in 100 by chance, where one is, than 1 in 1,000, and where none is, than 1 in a million. Three of whom each is
    sure are told together, too. Single pairs are named beyond that, if their silence is improbable by their contact
    since the change as well, at 1 in 100. Pairs who met more, or less, after it than before say nothing of how long
    silences can be. A change is told until a week after its last contact has left the window, and treated alike later.

    .. math:: e^{-\lambda g} < 0.05, \quad P(G > g), \quad G / \bar g \sim F(2k, 2k(n - 1))

    with the silence `g`, the mean :math:`1 / \lambda` of the gaps between the `n` days of contact before it, and the
    regularity `k` of gaps. In :math:`\bar g`, their mean again, half of each day of contact is taken off, as several
    contacts of a day count once. The regularity is that of all pairs together, or the pair's own as far as pairs surely
    differ.
    With `k = 1` this is the chance that `n - 1` contacts at random times all miss the end of the history. The longest
    gap of every pair is judged alike by its others; in bursts it counts how often it holds their geometric mean. Beyond
    the least likely fifth, the share of days spent in such a silence is read off how far these lie apart. How many
    pairs fall silent in a fortnight is compared with a Poisson count at the rate of all other weeks, or of silences
    that pairs came back from, and this over all fortnights and groups. A silence half as long as one that began in that
    fortnight counts as half a pair: it may end.

    Returns
    -------
    findings
        One for each lot of pairs that fell silent at once, and one for each pair beyond. One `watch` with the count of
        pairs that are cooling by their own rhythm but not beyond chance. One `not_enough_data` where no tie is old
        enough to have a rhythm.

    Notes
    -----
    Looks back up to a year, beyond the window. A request well into the silence, more than two weeks and two usual gaps
    after the last contact, is no contact but ends the silence; an earlier one is told. Ties of people who left or are
    on no record since, mentoring and buddy pairs that ended as agreed, and time away are no silence.
    `ally_graph.measures.rhythm.tie_states` gives the state of every pair. To a lot belong all pairs that are silent by
    their own rhythm, the unsure too.

    References
    ----------
    Greenwood (1946), "The statistical study of infectious diseases"; Cox & Lewis (1966), "The Statistical Analysis of
    Series of Events"; Bourgon, Gentleman & Huber (2010), for testing only ties that meet often enough; Genovese,
    Roeder & Wasserman (2006), for weights; Benjamini & Hochberg (1995).
    """
    settings = network.settings
    found = rhythms(network, records, min(settings.cooling_contacts, GAPS_TO_LEARN_FROM + 1))
    if len(network.pairs) and not (found.contacts >= settings.cooling_contacts).any():
        return [_too_early()]
    edge = settings.window_days + TOLD_FOR
    followed = _followed(network, found, edge + FORTNIGHT)
    in_window = found.last < settings.window_days
    weight, chances = _weights(found, followed), np.ones(len(followed))
    chances[followed] = np.minimum(found.chance_of_silence(followed) / weight[followed], 1.0)
    long = found.silent_days - found.away_days >= settings.cooling_days
    silent = followed & found.broken(settings.cooling_silence) & long
    by_all = _rates(chances, followed)
    sure = silent & (by_all <= settings.cooling_discovery_rate) & (found.silence > found.longest)
    lots = list(at_once.lots(network, found, Pairs.of(found, followed, silent), edge))
    changes = [float(found.last[lot.pairs].min()) for lot in lots] + _changes_before(network, found, edge)
    sure[sure] = is_no_habit(network, found, weight, sure, changes)
    lots = [lot for lot in lots if _is_told(lot, sure)]
    q = np.where(in_window, _rates(chances, _without(followed & in_window, lots)), by_all)
    sure &= (q <= settings.cooling_discovery_rate) & _is_rare_since(found, changes)
    lots += at_once.sure_lots(found, np.where(_without(sure, lots), q, 1.0), edge)
    alone = _without(silent & in_window, lots)
    findings = [_told_together(network, found, lot) for lot in lots]
    so_far = _so_far(network, records)
    findings += [_named(network, found, q, k, so_far) for k in np.flatnonzero(sure & alone)]
    unsure = int((alone & ~sure).sum())
    return findings + ([_watch(unsure)] if unsure else [])


def _rates(chances: np.ndarray, some: np.ndarray) -> np.ndarray:
    """The false discovery rate of each of some pairs, 1 for the others."""
    q = np.ones(len(chances))
    q[some] = chance.false_discovery(chances[some])
    return q


def _is_told(lot: Lot, sure: np.ndarray) -> bool:
    """Whether a lot is a finding: so many at once are no chance, judged the more strictly the fewer are sure."""
    return lot.q <= UNLIKELY.get(int(sure[lot.pairs].sum()), 1.0)


def _without(pairs: np.ndarray, lots: list[Lot]) -> np.ndarray:
    """The pairs that are in no lot."""
    left = pairs.copy()
    for lot in lots:
        left[lot.pairs] = False
    return left


def _changes_before(network: Network, found: Rhythms, edge: float) -> list[float]:
    """How many days back several pairs fell silent at once so long ago that it is no finding any more."""
    settings, days = network.settings, history_days(network)
    followed = _followed(network, found, days)
    followed &= found.last >= edge
    silent = followed & found.broken(settings.cooling_silence)
    lots = at_once.lots(network, found, Pairs.of(found, followed, silent), days)
    return [float(found.last[lot.pairs].min()) for lot in lots if lot.q <= UNLIKELY[0]]


def _followed(network: Network, found: Rhythms, within: float) -> np.ndarray:
    """The ties old enough and frequent enough to be tested, not over, and alive within so many days."""
    settings = network.settings
    often = found.contacts * SPELL >= settings.cooling_rate * _span(found)
    alive = (found.last < within) & ~found.ended & ~_gone(network, found)
    return often & alive & ~_asked_since(network, found) & (found.contacts >= settings.cooling_contacts)


def _span(found: Rhythms) -> np.ndarray:
    """Days on each pair's clock from their first contact until now."""
    return found.usual * (found.contacts - 1) + found.silence


def _gone(network: Network, found: Rhythms) -> np.ndarray:
    """Pairs of which one has no record with anybody since their last contact."""
    events, newest = network.events, np.full(network.size, np.inf)
    for people in (events.source, events.target):
        np.minimum.at(newest, people, events.age)
    last = _days_back(network, newest)
    return np.maximum(last[found.one], last[found.other]) >= found.last


def _asked_since(network: Network, found: Rhythms) -> np.ndarray:
    """Pairs of which one asked the other well into the silence: no answer is on record, but this is no silence."""
    return _last_asked(network, found) < found.last - np.maximum(DUE * found.usual_days, FORTNIGHT)


def _last_asked(network: Network, found: Rhythms) -> np.ndarray:
    """How many days ago one of each pair asked the other, infinite where nobody did in the window."""
    events = network.events
    asked = events.where(events.flow_is(Flow.ASKED))
    asked_by, wanted = asked.pairs(), found.one.astype(np.int64) * network.size + found.other
    return _days_back(network, pd.Series(asked.age).groupby(asked_by).min().reindex(wanted).fillna(np.inf).to_numpy())


def _days_back(network: Network, age: np.ndarray) -> np.ndarray:
    """How many days of the calendar lie between an age and the last day, as in the days of contact."""
    length, since_midnight = history_days(network), (network.as_of - network.as_of.normalize()) / DAY
    return length - 1 - np.floor(length + since_midnight - age)


def _weights(found: Rhythms, tested: np.ndarray) -> np.ndarray:
    """How much of the error each pair gets, 1 on average over those tested: most of it goes to those who met often.

    Both by the gaps before the silence and over the whole time that is known of them, half a year at most where they
    met later. Among many pairs who meet now and then, some met close together by chance for a while, and their gaps say
    that they met often. How often is often enough depends on the last six weeks: while the whole company is quiet, only
    those who used to meet more often would have been in touch by now. Of pairs who met weekly or less hardly any
    silence in the window is long enough to tell, and there are many of them.
    """
    whole_time = np.maximum(_span(found), np.minimum(found.known, HALF_A_YEAR))
    lately = found.known - found.until(SIX_WEEKS)[1]
    often = (lately >= OFTEN * found.pause) & (lately * found.contacts >= STEADILY * whole_time)
    whole, close = int(tested.sum()), int((tested & often).sum())
    if close in (0, whole):
        return np.ones(len(tested))
    most = min(HEAVIEST, OFTEN_SHARE * whole / close)
    return np.where(often, most, (whole - most * close) / (whole - close))


def _is_rare_since(found: Rhythms, changes: list[float]) -> np.ndarray:
    """Whose silence is hardly likely by their contact since each change, too: they may meet less since then."""
    rare = np.ones(len(found.last), dtype=bool)
    for days in changes:
        before, clock = found.until(days)
        since, shape = np.maximum(found.contacts - before, 1), 2 * found.regularity
        usual = np.maximum(found.known - found.silence - clock, NOTHING) / since
        rare &= distributions.f_above(found.silence / usual, shape, shape * since) <= SINCE_THEN
    return rare


def _told_together(network: Network, found: Rhythms, lot: Lot) -> Finding:
    silent = found.last[lot.pairs]
    evidence = {
        "pairs": len(lot.pairs),
        "pairs_expected": lot.expected,
        "together": lot.together,
        "silent_days": int(silent.min()),
        "first_silent_days": int(silent.max()),
        "history_days": history_days(network),
    }
    shared = {"company": "", "person": ", all with one person"}
    if lot.together == "team":
        evidence["team"] = str(network.groups("team")[1][lot.group])
        shared["team"] = f", all with an end in {evidence['team']}"
    why = (
        f"{len(lot.pairs):,} pairs who were in touch regularly fell silent at about the same time"
        f"{shared[lot.together]}: their last contacts lie {silent.min()} to {silent.max()} days back. "
        f"{_expected_words(lot.expected)} to be expected in a fortnight. A change of project or team ends many ties at "
        "once."
    )
    who = np.unique(np.concatenate([found.one[lot.pairs], found.other[lot.pairs]]))
    people = tuple(network.people.index[who])
    return Finding("cooling_ties", "named", people, lot.q, float(len(lot.pairs)), evidence, why, CHECK)


def _expected_words(expected: float) -> str:
    """How many were to be expected, in words that fit before "to be expected"."""
    return f"About {expected:.1f} were" if expected >= LEAST_EXPECTED else "None was"


def _so_far(network: Network, records: Records) -> str:
    """How far back a longest gap is looked for, where the records reach further."""
    begin, days = records_begin(records), history_days(network)
    return (
        f" between contacts of the last {days} days"
        if begin is not None and (network.as_of - begin) / DAY > days + 1
        else ""
    )


def _named(network: Network, found: Rhythms, q: np.ndarray, k: int, so_far: str) -> Finding:
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
    if found.away_days[k]:
        evidence["away_days"] = int(found.away_days[k])
    if unseen:
        evidence["unseen_days"] = unseen
    asked = _last_asked(network, found)[k]
    if asked < found.last[k]:
        evidence["asked_days"] = int(asked)
    besides = _asked_words(evidence) + _among_many(network, found, k)
    why = (
        f"These two were in touch about every {tally(round(found.usual_days[k]), 'day')}, and never longer apart "
        f"than {tally(found.longest_days[k], 'day')}{so_far}{_apart(found, k)}. Now no contact is on record for "
        f"{found.last[k]} days{_since(found, k, unseen)}.{besides}"
    )
    people = tuple(network.people.index[[found.one[k], found.other[k]]])
    return Finding("cooling_ties", "named", people, float(q[k]), missed, evidence, why, ADVICE)


def _asked_words(evidence: dict) -> str:
    """That one asked the other soon after their last contact, if so."""
    if "asked_days" not in evidence:
        return ""
    return f" One asked the other {evidence['asked_days']} days ago, without help on record since."


def _among_many(network: Network, found: Rhythms, k: int) -> str:
    """That the two were there with many others in the silence, if so."""
    contact, two = network.events.contact, (found.one[k], found.other[k])
    theirs = np.isin(contact.source, two) & np.isin(contact.target, two)
    seen = (_days_back(network, contact.age[theirs]) < found.last[k]).any()
    return " Large meetings and mails to many don't count." if seen else ""


def _apart(found: Rhythms, k: int) -> str:
    """What tells this silence from one before that was as long by the calendar."""
    as_long = found.longest_days[k] >= found.last[k]
    return ", for part of which one was away or the whole company quiet" if as_long else ""


def _since(found: Rhythms, k: int, unseen: int) -> str:
    """What was to be expected in the silence; who may have left or been away is not said to be at work."""
    missed, away = f"about {tally(round(found.silence[k] / found.usual[k]), 'contact')}", int(found.away_days[k])
    if unseen:
        rest = f" on the {tally(found.silent_days[k] - away, 'other day')}" if away else ""
        return (
            f", in which {missed} were to be expected{rest}; but one of the two has had no contact with anybody for "
            f"{unseen} days, and may have left or be away without the roster saying so"
        )
    if away:
        return (
            f", {found.silent_days[k]} of them with both at work by the roster. On {away} of these one had no contact "
            f"with anybody, and may have been away without the roster saying so; {missed} were to be expected besides"
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
