"""Who may be on their own?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ally_graph import measures
from ally_graph.findings import guards
from ally_graph.findings.finding import DETECTORS, Finding
from ally_graph.measures.strata import Strata, strata
from ally_graph.network import Network
from ally_graph.records import Records
from ally_graph.settings import Settings
from ally_graph.stats import chance, distributions
from ally_graph.vocabulary import Flow, comes_from_first, may_come_from_second
from ally_graph.wording.counts import people_words, tally

SMALL_TEAM = 4
SURELY = 0.05
SURVEY_KINDS = {"nomination", "access"}
ADVICE = (
    "Ask how they are and what would help. Check first whether they were away, work part of the time elsewhere, or "
    "use tools that leave no trace here."
)


ROSTER = "A table of everyone who works here would show who is missing from the records."
EVIDENCE = {
    "count": "people it is about who are not named; in watch and not_enough_data only",
    "allies": "colleagues with whom contact was close in time or both ways",
    "stratum_median": "allies that colleagues like them usually have",
    "contacts": "contacts with anybody in the window",
    "contacts_expected": "contacts expected of them, from their days at work and the rate of their team; in a small "
    "one at most that of everyone",
    "more_contacts": "contacts more that would end the finding, though they raise what is expected as well",
    "class": "`no recorded contact`, `not approached` or `not reaching out` (by requests and such), or `peripheral`",
    "exposure_days": "days at work in the window",
    "window_days": "days looked back on, none before the records begin",
    "met_buddy": "whether the buddy they were given and they had contact, or one asked the other, in the window",
}
"""What each number of a finding means, by its key in `evidence`."""


@dataclass(frozen=True)
class _Contact:
    """What is counted about each person, as arrays over people; `middle` is that of all, on the log scale."""

    eligible: np.ndarray
    total: np.ndarray
    allies: np.ndarray
    core: np.ndarray
    reaching_out: np.ndarray
    approached: np.ndarray
    may_reach_out: np.ndarray
    may_be_approached: np.ndarray
    middle: float
    expected: np.ndarray
    usual_allies: np.ndarray
    usual_colleagues: np.ndarray
    q: np.ndarray
    surely_little: np.ndarray
    low_slices: np.ndarray
    slices_needed: np.ndarray


def _would_change(finding: Finding, settings: Settings) -> str:
    """One ally or one contact above the effect floor."""
    evidence = finding.evidence
    if not finding.people:
        return ""
    # Whoever becomes an ally has one more as well, which can raise the median by one.
    allies = int(settings.isolated_ally_ratio * (evidence["stratum_median"] + 1)) + 1 - evidence["allies"]
    contacts = evidence["more_contacts"]
    more = f"{tally(contacts, 'more contact')} with anybody in these {evidence['window_days']} days"
    few = _hardly_any(evidence["contacts"], evidence["contacts_expected"], evidence["stratum_median"], settings)
    if few or contacts <= allies:
        return f"{more} would end this finding."
    return (
        f"{tally(allies, 'more ally', 'more allies')} (two contacts within {settings.ally_gap_days} days make "
        f"one), or {more}, would end this finding."
    )


def _hardly_any(total: ArrayLike, expected: ArrayLike, usual_allies: ArrayLike, settings: Settings) -> np.ndarray:
    """Whether contact is so little that allies don't count, where many are usual and one contact each makes them."""
    many = np.asarray(usual_allies) >= settings.isolated_many_allies
    return many & (np.asarray(total) <= settings.isolated_contact_alone * np.asarray(expected))


@DETECTORS.add(
    "May be on their own",
    question="Who may be on their own?",
    key="isolated",
    about="people",
    place=10,
    page="alone",
    noun=("person may be on their own", "people may be on their own"),
    counts="people",
    would_change=_would_change,
    supports=("remote_distance",),
    on_map="may be on their own",
    evidence=EVIDENCE,
)
def isolated_people(network: Network, records: Records) -> list[Finding]:
    r"""People with no contact on record, or far less than colleagues like them and than chance explains.

    Nobody is named for being quiet. A `fact` is somebody without a single contact in the window, where most colleagues
    like them have contact with more than one person. A `named` person passes three guards. They have fewer than half of
    the allies, and at most a quarter of the contacts, usual for colleagues like them (team and level, pooled to at
    least 8 people). Where five allies or more are usual, a fifth of the contacts is enough: one contact each makes
    allies of as many people. So few contacts are improbable, at a false discovery rate of 5 % over everyone tested,
    even though people differ by nature. Or, however much they differ, somebody with a third of what is expected would
    have so few in fewer than one of 20 cases. Where a few have most, it is a third of what half of the team have. And
    it was so in two of the last three four-week slices. Of nobody in a team of four or more is more expected than the
    team has.

    .. math:: P(X < x_i / c) + \tfrac12 P(X = x_i / c), \quad X \sim Poisson(\mu_i e^N / c)

    with :math:`\mu_i` the contacts expected from the days `i` was at work and the rate of their team, and `N` the
    spread between people, estimated from their median and median absolute deviation. `c` is how much more a person's
    contacts vary from slice to slice than if they came one by one. Who is named without a rate `q` surely has less
    than a third.

    Returns
    -------
    findings
        One for each person; one `watch` with a count; one `not_enough_data` for people with fewer than 28 days at
        work in the window, and one for people whose colleagues have hardly any contact on record either. One for people
        without dates on the roster whose records all lie outside the window: they are counted, not named.

    Notes
    -----
    Without a roster nobody can be missing, and nobody is named. In a survey answered by less than 75 % of people,
    silence is not taken for isolation.

    References
    ----------
    Benjamini & Hochberg (1995), "Controlling the false discovery rate"; Lancaster (1961), "Significance tests in
    discrete distributions"; Smith & Moody (2013), "Structural effects of network sampling coverage".
    """
    if not records.has_roster:
        why = "Without a roster nobody can be missing from the records, so nobody is named."
        return [_unknown(0, why, "Load a roster: a table of everyone who works here.", ROSTER)]
    settings = network.settings
    elsewhere = guards.left_or_to_come(network, records)
    expected_here = guards.is_staff(network) & ~elsewhere
    long_enough = network.exposure >= settings.min_exposure_days
    eligible = expected_here & long_enough & ~_silent_in_a_survey(network) & ~_seen_by_ties_only(network)
    eligible &= guards.still_here(network)
    contact = _count(network, eligible)
    nothing = eligible & (contact.usual_colleagues > settings.low_contact_median) & (contact.total == 0)
    quiet_all_round = eligible & ~nothing & ~(contact.usual_allies > settings.low_contact_median)
    few = eligible & ~nothing & ~quiet_all_round & _few(network, contact)
    surely = (contact.q <= settings.false_discovery_rate) | contact.surely_little
    sure = few & surely & (contact.low_slices >= contact.slices_needed)
    unclear = _may_be_unmatched(network, records, contact, nothing | sure)
    nothing, sure = nothing & ~unclear, sure & ~unclear
    findings = [_fact(network, records, contact, i) for i in np.flatnonzero(nothing)]
    findings += [_named(network, records, contact, i) for i in np.flatnonzero(sure)]
    findings += _unclear(int(unclear.sum()), records)
    findings += _unnamed(
        network, few & ~sure & ~unclear, expected_here & ~long_enough, quiet_all_round & (contact.allies == 0)
    )
    return findings + ([_left(int(elsewhere.sum()))] if elsewhere.any() else [])


def _count(network: Network, eligible: np.ndarray) -> _Contact:
    """Count contacts and compare them with what is expected of each person."""
    total = np.round(network.encounters(), 9)
    groups = strata(network, eligible)
    expected = _expected(network, total, network.effort, eligible)
    spread = chance.spread_of(total[eligible], expected[eligible])
    low, needed = _slices(network, eligible)
    at_once = guards.clumping(network)
    p, q = np.ones((2, network.size))
    seen, usual, limit = total[eligible] / at_once, expected[eligible] / at_once, network.settings.false_discovery_rate
    q[eligible] = chance.false_discovery(chance.rare_counts(seen, usual, spread, limit))
    middle = np.fmin(expected * np.exp(spread.middle), _half_have(network, total, eligible))[eligible] / at_once
    p[eligible] = distributions.poisson_cdf(seen, network.settings.isolated_surely_below * middle)
    allies = measures.allies(network).to_numpy()
    return _Contact(
        eligible,
        total,
        allies,
        measures.core(network).to_numpy(),
        *_directions(network, comes_from_first),
        *_directions(network, may_come_from_second),
        spread.middle,
        expected * np.exp(spread.middle),
        groups.median(allies),
        groups.median(np.diff(network.contact.indptr)),
        q,
        p <= SURELY,
        low,
        needed,
    )


def _expected(network: Network, counts: np.ndarray, effort: np.ndarray, eligible: np.ndarray) -> np.ndarray:
    """What each person would count if everyone in their team counted alike for each day at work.

    A team too small for that is held against everyone, but nobody in it is expected to have more than it has: that a
    whole team has little contact is about the team.
    """
    teams: Strata = strata(network, eligible, finest=1)
    own = Strata(teams.codes[:1], eligible, SMALL_TEAM)
    rates = [_rate(colleagues, counts, effort) for colleagues in (teams, own)]
    return np.nan_to_num(np.fmin(*rates)) * effort


def _half_have(network: Network, counts: np.ndarray, eligible: np.ndarray) -> np.ndarray:
    """What half of the colleagues count for the same days at work: where a few have most, less than on average."""
    rates = np.divide(counts, network.effort, out=np.zeros(network.size), where=network.effort > 0)
    return strata(network, eligible, finest=1).median(rates) * network.effort


def _rate(colleagues: Strata, counts: np.ndarray, effort: np.ndarray) -> np.ndarray:
    """What the colleagues of each person count for each day at work, NaN without any."""
    days = colleagues.mean(effort)
    return np.divide(colleagues.mean(counts), days, out=np.full(len(days), np.nan), where=days > 0)


def _slices(network: Network, eligible: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """In how many of the last slices each person's contact was below its expectation, and how many it takes."""
    low, counted = np.zeros(network.size, dtype=int), np.zeros(network.size, dtype=int)
    for (start, stop), counts in zip(
        network.slices, (network.encounters(*part) for part in network.slices), strict=True
    ):
        here = network.present_at(start, stop).sum(axis=1)
        effort = here * network.people["fte"].to_numpy(dtype=float)
        expected = _expected(network, counts, effort, eligible)
        counts_here = (expected > 0) & (here > 0)
        low += counts_here & (counts < expected)
        counted += counts_here
    return low, guards.slices_needed(counted)


def _few(network: Network, contact: _Contact) -> np.ndarray:
    """The effect floor: a quarter of the usual contacts and under half of the allies, or a fifth of the contacts."""
    settings = network.settings
    few_allies = contact.allies <= settings.isolated_ally_ratio * contact.usual_allies
    hardly_any = _hardly_any(contact.total, contact.expected, contact.usual_allies, settings)
    return (contact.total <= settings.isolated_contact_ratio * contact.expected) & (few_allies | hardly_any)


def _directions(network: Network, tells: Callable[[str], bool]) -> tuple[np.ndarray, np.ndarray]:
    """How often each person turned to somebody, and how often somebody turned to them, in kinds of record that tell.

    In a nomination the one who was named stands first, as the one who supports, and so does the one who answered.
    """
    events, size = network.events, network.size
    came = events.where(np.array([tells(kind) for kind in events.kinds] or [False])[events.kind])
    turned = came.flow_is(Flow.RECEIVED, Flow.GIVEN)
    who, whom = np.where(turned, came.target, came.source), np.where(turned, came.source, came.target)
    return np.bincount(who, minlength=size), np.bincount(whom, minlength=size)


def _may_be_unmatched(network: Network, records: Records, contact: _Contact, some: np.ndarray) -> np.ndarray:
    """Who of some people may be in contact under an id that is not on the roster.

    Somebody can be one of these ids if it was seen in the window while they were employed, with enough rows to make
    of no contact, or of little, as much as the effect floor asks for.
    """
    unclear = np.zeros(network.size, dtype=bool)
    if not records.unmatched or not some.any():
        return unclear
    rows, first, last = np.array(records.unmatched).T
    until = int(np.datetime64(network.as_of, "D").astype(np.int64))
    since = until - network.settings.window_days
    for i in np.flatnonzero(some):
        came, left = (network.people[name].iloc[i] for name in ("start_date", "end_date"))
        begin = since if pd.isna(came) else max(since, int(np.datetime64(came, "D").astype(np.int64)))
        end = until if pd.isna(left) else min(until, int(np.datetime64(left, "D").astype(np.int64)))
        there = (last >= begin) & (first <= end)
        floor = network.settings.isolated_contact_ratio * contact.expected[i]
        unclear[i] = bool((there & (contact.total[i] + rows > (floor if contact.total[i] else 0))).any())
    return unclear


def _unclear(count: int, records: Records) -> list[Finding]:
    """That some people may be on their own, or be there under another id: nobody is named on that."""
    if not count:
        return []
    ids = f"{len(records.unmatched):,}{' or more' if len(records.unmatched) > 1_000 else ''}"
    noun = "id is" if ids == "1" else "ids are"
    why = (
        f"{people_words(count)} had no contact, or very little, under the id on the roster. But {ids} {noun} on no "
        "roster and may be theirs."
    )
    advice = "Match the ids first: write them as on the roster, or add to the roster whom they belong to."
    return [_unknown(count, why, advice, "A roster with everybody in the records would tell.")]


def _seen_by_ties_only(network: Network) -> np.ndarray:
    """Who is on the roster only because a tie named them: of such a list nobody can be missing."""
    known = network.people.get("known_from")
    return (
        np.zeros(network.size, dtype=bool) if known is None else known.eq("ties").to_numpy(dtype=bool, na_value=False)
    )


def _silent_in_a_survey(network: Network) -> np.ndarray:
    """People who did not answer, where the only records are a survey that too few people answered."""
    events = network.events
    nominations, access = events.support, events.of(Flow.ACCESS)
    known = {kind for kind, seen in zip(events.kinds, network.seen, strict=True) if seen.any()}
    if len(nominations) == 0 or not known <= SURVEY_KINDS:
        return np.zeros(network.size, dtype=bool)
    respondents = np.concatenate([nominations.target, access.source])
    answered = np.bincount(respondents, minlength=network.size) > 0
    named_by_others = np.bincount(nominations.source, minlength=network.size) > 0
    if "answered" in network.people:
        return network.people["answered"].eq("no").to_numpy(dtype=bool, na_value=False) & ~named_by_others
    covered = guards.covers_enough(answered, network.settings)
    return np.zeros(network.size, dtype=bool) if covered else ~answered & ~named_by_others


def _class(contact: _Contact, i: int) -> str:
    reached_out, approached = contact.reaching_out[i], contact.approached[i]
    if reached_out == 0 and approached == 0:
        return "peripheral" if contact.total[i] else "no recorded contact"
    if approached == 0 and contact.may_be_approached[i] == 0:
        return "not approached"
    return "not reaching out" if reached_out == 0 and contact.may_reach_out[i] == 0 else "peripheral"


def _evidence(network: Network, records: Records, contact: _Contact, i: int) -> dict:
    taken_part = records.programmes
    person = network.people.index[i]
    buddies = taken_part[(taken_part["person_id"] == person) & (taken_part["role"] == "newcomer")]["partner_id"]
    partners = network.people.index.get_indexer(buddies.dropna())
    partners, events = partners[partners >= 0], network.events
    with_them = np.concatenate([events.target[events.source == i], events.source[events.target == i]])
    buddy = {"met_buddy": bool(np.isin(partners, with_them).any())} if len(partners) else {}
    return {
        "allies": int(contact.allies[i]),
        "stratum_median": contact.usual_allies[i],
        "contacts": int(contact.total[i]),
        "contacts_expected": contact.expected[i],
        "more_contacts": _more_contacts(network, contact, i),
        "class": _class(contact, i),
        "exposure_days": int(network.exposure[i]),
        "window_days": network.observed_days,
        **buddy,
    }


def _usual(contact: _Contact, i: int) -> str:
    if contact.usual_allies[i] >= 1:
        return f"Colleagues like them usually have {tally(round(contact.usual_allies[i]), 'ally', 'allies')}"
    return f"Colleagues like them usually have contact with {people_words(round(contact.usual_colleagues[i]))}"


def times(number: int) -> str:
    """How often, in words.

    >>> times(1), times(2), times(3)
    ('once', 'twice', '3 times')
    """
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")


def _buddy_words(evidence: dict) -> str:
    if evidence.get("met_buddy", True):
        return ""
    return " A buddy was agreed; no contact between the two is on record in this time."


def _days_words(network: Network, evidence: dict) -> str:
    """The days at work that records were looked for in; nothing where they don't follow what happens day by day."""
    return "" if network.begin is None else f" in {evidence['exposure_days']} days at work"


def _more_contacts(network: Network, contact: _Contact, i: int) -> int:
    """How many contacts more lift a person above the effect floor, at most: with people of the same team.

    These raise the mean of the team by two each, and with it what is expected.
    """
    more = contact.total.copy()
    more[i] += 2
    raised = _expected(network, more, network.effort, contact.eligible)[i] * np.exp(contact.middle)
    ratio = network.settings.isolated_contact_ratio
    each = 1 - ratio * (raised - contact.expected[i])
    return int((ratio * contact.expected[i] - contact.total[i]) / each) + 1


def _fact(network: Network, records: Records, contact: _Contact, i: int) -> Finding:
    evidence = _evidence(network, records, contact, i)
    asked = network.events.where(network.events.flow_is(Flow.ASKED))
    words = " They have asked for help." if (asked.source == i).any() else ""
    words += " Others have asked them for help." if (asked.target == i).any() else ""
    why = (
        f"No contact with a colleague is on record{_days_words(network, evidence)}.{words} "
        f"{_usual(contact, i)}.{_buddy_words(evidence)}"
    )
    return Finding("isolated", "fact", (network.people.index[i],), None, 0.0, evidence, why, ADVICE)


def _named(network: Network, records: Records, contact: _Contact, i: int) -> Finding:
    evidence = _evidence(network, records, contact, i)
    turned, turned_to = times(contact.reaching_out[i]), times(contact.approached[i])
    ways = {
        "not approached": f" They turned to others {turned}; nobody is on record as turning to them.",
        "not reaching out": f" Others turned to them {turned_to}; they are not on record as turning to anyone.",
    }
    how = "" if guards.unclear_answers(network, records) else ways.get(evidence["class"], "")
    seen = tally(evidence["contacts"], "contact") if contact.total[i] >= 1 else "Less than one contact"
    allies = tally(evidence["allies"], "ally", "allies")
    events = network.events.where(~network.in_small_groups)
    among_many = ((events.source == i) | (events.target == i)).any()
    little = " Mails to many count little, and a meeting once." if among_many else ""
    why = (
        f"{seen} on record{_days_words(network, evidence)}, where about {contact.expected[i]:.0f} were to be expected, "
        f"and {allies}. {_usual(contact, i)}.{little}{how}{_buddy_words(evidence)}"
    )
    ratio = contact.total[i] / contact.expected[i]
    q = contact.q[i] if contact.q[i] <= network.settings.false_discovery_rate else None
    return Finding("isolated", "named", (network.people.index[i],), q, ratio, evidence, why, ADVICE)


def _unnamed(network: Network, few: np.ndarray, early: np.ndarray, quiet: np.ndarray) -> list[Finding]:
    """What can be said without naming anyone."""
    findings = []
    if few.any():
        count = int(few.sum())
        why = f"{people_words(count)} had little contact on record, but not so little that chance can't explain it."
        advice = "No reason to single anybody out. A check-in for everyone does good and costs little."
        findings.append(Finding("isolated", "watch", evidence={"count": count}, why=why, advice=advice))
    if early.any():
        settings, days = network.settings, network.settings.min_exposure_days
        since = "in this window" if network.observed_days == settings.window_days else "since the records begin"
        why = f"{people_words(int(early.sum()))} had fewer than {days} days at work {since}: too early to tell."
        advice, change = "Make sure that everyone new or just back has a buddy.", f"{days} days at work will tell."
        findings.append(_unknown(int(early.sum()), why, advice, change))
    if quiet.any():
        count = int(quiet.sum())
        why = (
            f"{people_words(count)} had no ally on record, and at least half of the colleagues like them "
            f"{network.settings.low_contact_median:.0f} at most: this is about how the team works or what the records "
            "cover, not about single people."
        )
        advice = "Look at the coverage of the records first, then at the team together."
        change = (
            f"Records in which most colleagues like them have more than {network.settings.low_contact_median:.0f} ally "
            "would show whether single people are on their own."
        )
        findings.append(_unknown(count, why, advice, change))
    return findings


def _left(count: int) -> Finding:
    have = "has" if count == 1 else "have"
    why = (
        f"{people_words(count)} {have} records before this window or after it, but none in it, and no dates on the "
        "roster: they may have left, or not begun yet. Is the roster up to date? If not, nothing can be said of them."
    )
    change = "The day on which somebody began or left, on the roster, would tell who was there."
    return _unknown(count, why, "Bring the roster up to date first.", change)


def _unknown(count: int, why: str, advice: str, change: str) -> Finding:
    evidence = {"count": count}
    return Finding("isolated", "not_enough_data", evidence=evidence, why=why, advice=advice, would_change=change)
