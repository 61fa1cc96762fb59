"""Which leaders may have lost touch with some of their reports?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ally_graph import measures
from ally_graph.findings import guards
from ally_graph.findings.finding import DETECTORS, Finding
from ally_graph.measures.reliance import managers
from ally_graph.network import Network
from ally_graph.network.events import DAY, PEOPLE_AT_ONCE, SUPPORT, Events
from ally_graph.records import Records
from ally_graph.settings import Settings
from ally_graph.stats import chance, distributions
from ally_graph.stats.intervals import wilson
from ally_graph.vocabulary import RECOGNITION, Flow
from ally_graph.wording.counts import people_words, tally

KEY = "leadership_gap"
DAYS_TO_MEET = 5
LEAST_NEARNESS = 0.01
PART_LEFT_OUT = 1 / 3
"""So large a part of the reports has to be without contact to stand out from others: a fifth can be anybody's."""
EXPLAINED = 0.15
"""How likely a leader's little contact in all may make so many silent reports, at most, where they stand out."""
CONTACT_WEIGHT = 0.1
"""The part of the error that the second way to judge reports left out, by contact, may use up."""
ADVICE = (
    "An offer to the leader, first of all to themselves: agree a regular time with each report, and ask what gets in "
    "the way. Matrix teams and talks that leave no trace can explain it."
)
EVIDENCE = {
    "count": "leaders with reports they have no contact with, too unsure to name anyone; in watch only",
    "reports": "people who report to this leader",
    "reached": "reports in two-way contact with them",
    "left_out": "reports without any contact with them who are in touch with others",
    "left_out_asking": "reports left out who asked the leader for help, where there are any",
    "left_out_asked": "reports left out whom the leader asked for help, where there are any",
    "reports_aside": "reports not counted: hardly in touch with anybody, or not at work with them for long enough",
    "others_reports": "people who report to any other leader looked at",
    "others_left_out": "of these, those without any contact with their own leader",
    "coverage": "share of the reports who are reached",
    "coverage_low": "low end of its 95 % interval",
    "coverage_high": "high end of its 95 % interval",
    "contacts": "contacts between the leader and the reports",
    "contacts_expected": "contacts expected for the days they were at work together",
    "attention_gini": "how unevenly these contacts are spread over the reports",
    "attention_gini_by_chance": "what that would be if each report were met at the same rate",
    "help_per_report": "helps the leader gave a report, on average",
    "peers_help_per_report": "the same, the median of all other leaders; NaN where there is none",
    "thanks_to_reports": "thanks the leader gave to reports",
    "window_days": "days looked back on, none before the records begin",
}
"""What each number of a finding means, by its key in `evidence`."""


@dataclass(frozen=True)
class _Reports:
    """Each report's ties to their manager, as arrays over all people; `counted` says who counts as a report here.

    `aside` are the other reports. `contacts` are all contacts of the two, `two_way` says whether there was a mutual
    one or help both ways, `elsewhere` how many contacts they had with everyone else, `together` the days on which
    both were at work. `nearness` is 1 in the manager's own team, and elsewhere how much contact colleagues of two
    teams have against those of one. `led` counts the contacts of each manager (column) with their reports in each
    of the last slices (row).
    """

    manager: np.ndarray
    counted: np.ndarray
    aside: np.ndarray
    contacts: np.ndarray
    two_way: np.ndarray
    helped: np.ndarray
    thanked: np.ndarray
    elsewhere: np.ndarray
    together: np.ndarray
    nearness: np.ndarray
    led: np.ndarray


@dataclass(frozen=True)
class _Leader:
    """One leader against chance: are some reports left out, and do all of them see little of the leader?"""

    person: int
    reports: np.ndarray
    left_out: np.ndarray
    others: np.ndarray
    others_left_out: int
    coverage: float
    interval: tuple[float, float]
    expected: float
    p_left_out: float
    p_little: float
    lasting: tuple[bool, bool]


def _would_change(finding: Finding, settings: Settings) -> str:
    """Nearly everyone reached, and, where all of them see little of the leader, more contact."""
    evidence, ways = finding.evidence, []
    if finding.status == "not_enough_data":
        return f"The manager of each person, and {settings.leadership_span} reports of one leader, would show more."
    if not finding.people:
        return ""
    if evidence["left_out"] >= settings.leadership_left_out:
        reached = evidence["left_out"] - settings.leadership_left_out + 1
        ways.append(f"a contact with {reached} of the {evidence['left_out']} reports without any")
    enough = settings.leadership_contact_ratio * evidence["contacts_expected"]
    if evidence["coverage_high"] < settings.leadership_coverage and evidence["contacts"] <= enough:
        more = int(enough) + 1 - evidence["contacts"]
        ways.append(f"{tally(more, 'more contact')} with the reports in all")
    return f"{' and '.join(ways)} in these {evidence['window_days']} days would end this finding.".capitalize()


@DETECTORS.add(
    "May have lost touch with reports",
    question="Which leaders may have lost touch?",
    key=KEY,
    about="people",
    place=40,
    page="groups",
    noun=("sign that a lead and their team hardly talk both ways", "signs that leads and teams hardly talk both ways"),
    would_change=_would_change,
    decides=("unsupportive_leadership",),
    evidence=EVIDENCE,
)
def leadership_gap(network: Network, records: Records) -> list[Finding]:  # noqa: ARG001
    r"""Leaders without contact to several of their reports, or with far less than the reports have among themselves.

    Seeing some reports more than others is how work goes and no finding. A leader is named if at least two reports had
    no contact with them, although these were at work together and in touch with others. So many
    would hardly be this leader's if the silent reports of all leaders were dealt out anew, and it lasted for two of the
    last three four-week slices. Or if the share of reports in two-way contact is surely below 80 % and all contact with
    them together is at most a quarter of what colleagues in that team have, improbably so although people differ.

    .. math:: P(U \ge u), \quad U \sim Hypergeometric(S, r, R)

    with `u` the reports left out of the leader's `r`, and `S` silent ones among all `R` reports; exactly as many count
    half (mid-p). Large meetings and mails to many are no contact. Reports in their leader's team and in another are
    dealt out apart, where teams meet less than colleagues of one do. It has to be a third of the reports, and little
    contact in all, dealt over the reports by what each could expect, may not explain it (15 %). Where no other leader
    leaves out several, how much contact each report could expect may tell as well, at a tenth of the error:

    .. math:: P(U \ge u), \quad U = \sum_j U_j, \quad P(U_j = 1) = (1 + \varphi w_j K)^{-1/\varphi}

    with `K` the leader's contacts with reports and :math:`w_j` the share of them a report could expect. That follows
    from the days together, from how much contact the report has with everyone else, and from the teams of the two. Work
    brings some pairs closer than that: :math:`\varphi` is how much contacts vary beyond it, over all other leaders or
    among the reports this leader does reach, whichever is more. This is the chance of no contact (negative binomial;
    without such variation :math:`e^{-w_j K}`), and the tail that of a sum of such chances, each report for itself.

    Returns
    -------
    findings
        One `named` for each leader that passes, at a false discovery rate of 5 % over all leaders who leave out two
        and a third of their reports. Where contacts come in clumps it is over all with three reports or more. One
        `watch` with the number of leaders in whom chance can't be excluded, one `not_enough_data` where no leader can
        be looked at.

    Notes
    -----
    A report counts after 28 days at work together with the leader. Reports whom nobody else reaches either are left
    out: they may be on their own, which is not for the leader alone to answer. Leaders hired less than 60 days ago are
    not looked at. Nor are those without a contact with anybody, whom the records don't show at all. Evidence also holds
    how unevenly contact is spread (Gini) and what chance makes of it; it is not what anyone is named on, because
    projects bring some reports closer by themselves.

    References
    ----------
    Wilson (1927), "Probable inference, the law of succession, and statistical inference"; Benjamini & Hochberg (1995),
    "Controlling the false discovery rate".
    """
    reports = _count(network)
    who = _leaders(network, reports)
    if len(who) == 0 or not guards.covers_enough(guards.in_contact(network), network.settings):
        return [_unknown(network, reports)]
    units = _units(network, reports, who)
    found = [_leader(network, reports, units, who, person) for person in who]
    # Where contacts come in clumps silence is likelier, and all leaders are asked.
    several = network.settings.leadership_left_out if guards.clumping(network) == 1 else 0
    rates = [_sure(network, reports, *pair) for pair in zip(found, _rates(found, several), strict=True)]
    shows = sum(any(_shows(network, reports, leader)) for leader in found)
    named = [(leader, rate) for leader, rate in zip(found, rates, strict=True) if rate is not None]
    findings = [_named(network, reports, leader, found, rate) for leader, rate in named]
    return findings + _watched(shows - len(named))


def _rates(leaders: list[_Leader], several: int) -> np.ndarray:
    """False discovery rates of both questions: of reports left out, over the leaders asked; of little contact, of both.

    Asked are those who leave out so many, and a third of their reports; all of them where it is 0.
    """
    p = np.array([[leader.p_left_out, leader.p_little] for leader in leaders])
    q = chance.false_discovery(p.ravel()).reshape(p.shape)
    left_out = np.array([len(leader.left_out) for leader in leaders])
    reports = np.array([len(leader.reports) for leader in leaders])
    asked = (left_out >= several) & (left_out >= PART_LEFT_OUT * reports) if several else np.ones(len(p), dtype=bool)
    q[:, 0] = chance.false_discovery(p[:, 0])
    q[asked, 0] = chance.false_discovery(p[asked, 0])
    return q


def _count(network: Network) -> _Reports:
    """Count what every report and their manager had to do with each other."""
    manager, size, events = managers(network), network.size, _with_managers(network)
    down, up = manager[events.target] == events.source, manager[events.source] == events.target
    support, is_mutual = events.flow_is(*SUPPORT), events.flow_is(Flow.MUTUAL)
    thanks = np.array([kind == RECOGNITION.key for kind in events.kinds] or [False])[events.kind]

    def number(people: np.ndarray, mask: np.ndarray) -> np.ndarray:
        return np.bincount(people[mask], minlength=size)

    given, received = number(events.target, down & support), number(events.source, up & support)
    mutual = number(events.target, down & is_mutual) + number(events.source, up & is_mutual)
    contacts = given + received + mutual
    together = _together(network, manager)
    staff = guards.is_staff(network) & guards.still_here(network)
    alone = _alone(network, manager)
    counted = (together >= network.settings.min_exposure_days) & ((contacts > 0) | ~alone)
    return _Reports(
        manager=manager,
        counted=staff & counted,
        aside=staff & (manager >= 0) & ~counted,
        contacts=contacts,
        two_way=(mutual > 0) | ((given > 0) & (received > 0)),
        helped=given,
        thanked=number(events.source, up & support & thanks),
        elsewhere=network.pairs.by_person(network.met()).astype(np.int64) - contacts,
        together=together,
        nearness=_nearness(network, manager),
        led=_led(network, events, np.where(down, events.source, events.target)),
    )


def _with_managers(network: Network) -> Events:
    """The contact between people and their managers, without large meetings and mails to many."""
    manager, pairs = managers(network), network.pairs
    reporting = (manager[pairs.low] == pairs.high) | (manager[pairs.high] == pairs.low)
    # The last entry answers for events that are no contact, whose pair is -1.
    return network.events.where(np.append(reporting, False)[pairs.position] & network.in_small_groups)


def _together(network: Network, manager: np.ndarray) -> np.ndarray:
    """On how many days each report and their manager were both at work."""
    together = np.zeros(network.size, dtype=np.int64)
    for start in range(0, network.size, PEOPLE_AT_ONCE):
        some = slice(start, start + PEOPLE_AT_ONCE)
        together[some] = (network.seen_at_work[some] & network.seen_at_work[manager[some]]).sum(axis=1)
    return np.where(manager >= 0, together, 0)


def _nearness(network: Network, manager: np.ndarray) -> np.ndarray:
    """1 for reports in their manager's team; for others, what is usual between teams against inside one, at most 1."""
    team, pairs, contacts = measures.groups(network, "team"), network.pairs, network.met()
    low, high = team[pairs.low], team[pairs.high]
    known = contacts[(low >= 0) & (high >= 0)].sum()
    inside = contacts[(low >= 0) & (low == high)].sum()
    sizes = np.bincount(team[team >= 0]).astype(float)
    pairs_inside = (sizes * (sizes - 1)).sum()
    pairs_across = sizes.sum() ** 2 - (sizes**2).sum()
    across = (known - inside) * pairs_inside
    usual = across / (inside * pairs_across) if inside * pairs_across > 0 else 1.0
    usual = float(np.clip(usual, LEAST_NEARNESS, 1.0))
    other = (manager >= 0) & (team >= 0) & (team[manager] >= 0) & (team[manager] != team)
    return np.where(other, usual, 1.0)


def _led(network: Network, events: Events, leader: np.ndarray) -> np.ndarray:
    """How many contacts with reports each leader had in each slice, from the leader in each contact."""
    return np.array([np.bincount(leader[events.aged(*part)], minlength=network.size) for part in network.slices])


def _alone(network: Network, manager: np.ndarray) -> np.ndarray:
    """Who has no ally but their manager."""
    allies = measures.ally_mask(network)
    one, other = network.pairs.low[allies], network.pairs.high[allies]
    ends = np.concatenate([one[manager[one] != other], other[manager[other] != one]])
    return np.bincount(ends, minlength=network.size) == 0


def _leaders(network: Network, reports: _Reports) -> np.ndarray:
    """Who has enough reports that count, is no newcomer, and is on record at all."""
    span = np.bincount(reports.manager[reports.counted], minlength=network.size)
    hired = network.people["start_date"] > network.as_of - network.settings.leadership_min_days * DAY
    on_record = guards.in_contact(network) & guards.still_here(network)
    return np.flatnonzero((span >= network.settings.leadership_span) & ~hired.to_numpy() & on_record)


@dataclass(frozen=True)
class _Units:
    """What is usual: the contacts of each leader's reports for each day two of them are at work, and how people differ.

    `variation` is how much the contacts of other leaders with their reports vary beyond what these could expect, by
    leader.
    """

    rate: np.ndarray
    spread: chance.Spread
    variation: dict[int, float]


def _units(network: Network, reports: _Reports, who: np.ndarray) -> _Units:
    """Contact among the reports of each leader, and how much people differ in it."""
    manager, size, pairs = np.where(reports.counted, reports.manager, -1), network.size, network.pairs
    among = np.flatnonzero((manager[pairs.low] == manager[pairs.high]) & (manager[pairs.low] >= 0))
    counts = pairs.part(among).by_person(network.met()[among])
    rows = np.flatnonzero(manager >= 0)
    time = _time_among(network.seen_at_work, manager, rows).astype(float)
    total, whole = (np.bincount(manager[rows], values, minlength=size) for values in (counts[rows], time))
    rate = np.divide(total, whole, out=np.zeros(size), where=whole > 0)
    expected = rate[manager[rows]] * time
    spread = chance.spread_of(counts[rows][expected > 0], expected[expected > 0])
    return _Units(rate, spread, dict(zip(who.tolist(), _variation_elsewhere(reports, who).tolist(), strict=True)))


def _time_among(present: np.ndarray, manager: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """On how many days each of these people was at work with each other report of their manager, added up."""
    leaders, code, size = np.unique(manager[rows], return_inverse=True, return_counts=True)
    if len(leaders) == 0:
        return np.zeros(0, dtype=np.int64)
    together = present[rows[np.argsort(code, kind="stable")]]
    unit = np.add.reduceat(together, np.cumsum(size) - size, axis=0, dtype=np.int32)
    time = np.zeros(len(rows), dtype=np.int64)
    for start in range(0, len(rows), PEOPLE_AT_ONCE):
        some = slice(start, start + PEOPLE_AT_ONCE)
        here = present[rows[some]]
        time[some] = (here * (unit[code[some]] - here)).sum(axis=1)
    return time


def _variation_elsewhere(reports: _Reports, who: np.ndarray) -> np.ndarray:
    """How much contact varies between the reports of one leader, for each leader over all the others.

    Somebody who leaves reports out must not be their own yardstick; a single leader has no other.
    """
    squares = np.zeros((len(who), 2))
    for k, person in enumerate(who):
        theirs = np.flatnonzero(reports.counted & (reports.manager == person))
        contacts = reports.contacts[theirs]
        squares[k] = _squares(contacts, _share(reports, theirs), contacts.sum())
    others = squares.sum(axis=0) - squares if len(who) > 1 else squares
    ratio = np.divide(others[:, 0], others[:, 1], out=np.zeros(len(who)), where=others[:, 1] > 0)
    return np.maximum(0.0, ratio)


def _variation(contacts: np.ndarray, share: np.ndarray, total: np.ndarray | float) -> float:
    """The variance of contacts around their expectation, beyond counting noise, as a part of its square.

    >>> _variation(np.array([4, 16]), np.array([0.5, 0.5]), 20)
    0.31
    """
    beyond, whole = _squares(contacts, share, total)
    return float(max(0.0, beyond / whole)) if whole > 0 else 0.0


def _squares(contacts: np.ndarray, share: np.ndarray, total: np.ndarray | float) -> tuple[float, float]:
    """Squared distances of contacts from their expectation beyond counting noise, and the squared expectations."""
    expected = share * total
    return float(((contacts - expected) ** 2 - expected * (1 - share)).sum()), float((expected**2).sum())


def _chances_of_none(contacts: np.ndarray, share: np.ndarray, variation: float) -> np.ndarray:
    """How likely each report of a leader with so many contacts would be to have none with them."""
    reached = contacts > 0
    if reached.sum() >= 3:
        among = share[reached] / share[reached].sum()
        variation = max(variation, _variation(contacts[reached], among, contacts.sum()))
    expected = share * contacts.sum()
    return np.exp(-expected) if variation == 0 else (1 + variation * expected) ** (-1 / variation)


def _at_least(count: int, chances: np.ndarray) -> float:
    """How likely it is that so many of several independent things happen, each with a chance of its own.

    >>> round(_at_least(2, np.array([0.5, 0.5, 0.5])), 3), _at_least(0, np.array([0.5]))
    (0.5, 1.0)
    """
    whole = np.ones(1)
    for each in chances:
        whole = np.convolve(whole, [1 - each, each])
    return float(min(1.0, whole[count:].sum()))


def _chance_of_silence(reports: _Reports, theirs: np.ndarray, others: np.ndarray) -> float:
    """How likely so many of the silent reports are one leader's, if those of all leaders are dealt out anew.

    Reports as near to their leader as each other are dealt out among themselves. Exactly as many count half (mid-p):
    a handful of silent reports comes in few sizes.
    """
    every = np.concatenate([theirs, others])
    silent, near = reports.contacts[every] == 0, reports.nearness[every]
    mine = np.arange(len(every)) < len(theirs)
    whole = np.ones(1)
    for alike in (near == value for value in np.unique(near)):
        part = distributions.hypergeometric((silent & alike).sum(), (mine & alike).sum(), alike.sum())
        whole = np.convolve(whole, part)
    count = (silent & mine).sum()
    return float(min(1.0, whole[count + 1 :].sum() + whole[count] / 2))


def _chance_left_out(
    reports: _Reports, theirs: np.ndarray, others: np.ndarray, variation: float, several: int
) -> float:
    """How likely it is that so many reports are left out: against other leaders, and by the leader's own contact.

    Silence has to stand out from other leaders', and little contact in all must not explain it: that is asked once of
    each leader, not at a false discovery rate. Where no other leader leaves out several, the contact alone may tell as
    well, if it does so although contact varies.
    """
    contacts, share = reports.contacts[theirs], _share(reports, theirs)
    left_out = int((contacts == 0).sum())
    explained = _at_least(left_out, np.exp(-share * contacts.sum())) > EXPLAINED
    enough = left_out >= PART_LEFT_OUT * len(theirs)
    against_others = _chance_of_silence(reports, theirs, others) if enough and not explained else 1.0
    if np.bincount(reports.manager[others], reports.contacts[others] == 0).max(initial=0) >= several:
        return against_others
    by_contact = _at_least(left_out, _chances_of_none(contacts, share, variation))
    return min(1.0, against_others / (1 - CONTACT_WEIGHT), by_contact / CONTACT_WEIGHT)


def _leader(network: Network, reports: _Reports, units: _Units, who: np.ndarray, person: int) -> _Leader:
    """Compare one leader with the others and with chance."""
    theirs = np.flatnonzero(reports.counted & (reports.manager == person))
    others = np.flatnonzero(reports.counted & np.isin(reports.manager, who[who != person]))
    contacts, total = reports.contacts[theirs], reports.contacts[theirs].sum()
    left_out = theirs[contacts == 0]
    rate = units.rate[person] * reports.nearness[theirs] / reports.nearness[theirs].max()
    expected = rate @ reports.together[theirs]
    low = chance.count_tail(np.array([total]), np.array([expected]), units.spread)[0]
    return _Leader(
        person=person,
        reports=theirs,
        left_out=left_out,
        others=others,
        others_left_out=int((reports.contacts[others] == 0).sum()),
        coverage=float(reports.two_way[theirs].mean()),
        interval=wilson(int(reports.two_way[theirs].sum()), len(theirs)),
        expected=float(expected * np.exp(units.spread.middle)),
        p_left_out=_chance_left_out(
            reports, theirs, others, units.variation[int(person)], network.settings.leadership_left_out
        ),
        p_little=float(low) if expected > 0 else 1.0,
        lasting=_lasting(network, reports, rate, person, theirs, left_out),
    )


def _share(reports: _Reports, theirs: np.ndarray) -> np.ndarray:
    """The share of a leader's contacts each report could expect: by days together, team and contact with others."""
    pull = reports.elsewhere[theirs] * reports.together[theirs] * reports.nearness[theirs]
    weight = pull if pull.sum() > 0 else reports.together[theirs]
    return weight / weight.sum()


def _lasting(
    network: Network, reports: _Reports, rate: np.ndarray, person: int, theirs: np.ndarray, left_out: np.ndarray
) -> tuple[bool, bool]:
    """Whether reports were left out, and whether there was little contact, in two of the last three slices."""
    out, little = 0, 0
    for (start, stop), led in zip(network.slices, reports.led[:, person], strict=True):
        present = network.present_at(start, stop)
        together = present[theirs] & present[person]
        could_meet = together[np.isin(theirs, left_out)].sum(axis=1) >= DAYS_TO_MEET
        out += could_meet.sum() >= network.settings.leadership_left_out
        little += led < rate @ together.sum(axis=1)
    needed = guards.slices_needed(len(network.slices))
    return bool(out >= needed), bool(little >= needed)


def _shows(network: Network, reports: _Reports, leader: _Leader) -> tuple[bool, bool]:
    """The effect floors: several reports left out; too few reached and little contact with all of them."""
    settings, total = network.settings, reports.contacts[leader.reports].sum()
    several = len(leader.left_out) >= settings.leadership_left_out
    unreached = leader.interval[1] < settings.leadership_coverage
    return several, unreached and total <= settings.leadership_contact_ratio * leader.expected


def _sure(network: Network, reports: _Reports, leader: _Leader, q: np.ndarray) -> float | None:
    """The false discovery rate at which a leader is named, None for those who are not."""
    ways = zip(_shows(network, reports, leader), leader.lasting, q, strict=True)
    rates = [float(rate) for shows, lasts, rate in ways if shows and lasts]
    best = min(rates, default=1.0)
    return best if best <= network.settings.false_discovery_rate else None


def _evidence(network: Network, reports: _Reports, leader: _Leader, all_leaders: list[_Leader]) -> dict:
    theirs = leader.reports
    contacts, together = reports.contacts[theirs], reports.together[theirs]
    draws, rng = network.settings.null_draws, chance.generator(network.settings.seed, 22, leader.person)
    samples = rng.multinomial(contacts.sum(), together / together.sum(), size=draws)
    peers = [reports.helped[peer.reports].mean() for peer in all_leaders if peer.person != leader.person]
    return {
        "reports": len(theirs),
        "reached": int(reports.two_way[theirs].sum()),
        "left_out": len(leader.left_out),
        "reports_aside": int((reports.aside & (reports.manager == leader.person)).sum()),
        "others_reports": len(leader.others),
        "others_left_out": leader.others_left_out,
        "coverage": leader.coverage,
        "coverage_low": leader.interval[0],
        "coverage_high": leader.interval[1],
        "contacts": int(contacts.sum()),
        "contacts_expected": leader.expected,
        "attention_gini": chance.gini(contacts / together),
        "attention_gini_by_chance": float(chance.ginis(samples / together).mean()),
        "help_per_report": float(reports.helped[theirs].mean()),
        "peers_help_per_report": float(np.median(peers)) if peers else float("nan"),
        "thanks_to_reports": int(reports.thanked[theirs].sum()),
        "window_days": network.observed_days,
        **_asked(network, leader),
    }


def _named(network: Network, reports: _Reports, leader: _Leader, all_leaders: list[_Leader], q: float) -> Finding:
    evidence = _evidence(network, reports, leader, all_leaders)
    more = f"{evidence['reports_aside']} more {'is' if evidence['reports_aside'] == 1 else 'are'}"
    aside = f" {more} not counted: in touch with hardly anybody, or not at work with them for long enough."
    aside = aside if evidence["reports_aside"] else ""
    aside += "" if network.in_small_groups.all() else " Large meetings and mails to many don't count."
    aside += _asked_words(evidence)
    why = (
        f"Two-way contact with {evidence['reached']} of {evidence['reports']} reports is on record in "
        f"{evidence['window_days']} days, and none at all with {evidence['left_out']}, who are in touch with others."
        f"{aside}"
    )
    person = network.people.index[leader.person]
    return Finding(KEY, "named", (person,), q, leader.coverage, evidence, why, ADVICE)


def _asked(network: Network, leader: _Leader) -> dict:
    """How many of those left out have asked the leader for something, and how many the leader asked, if any."""
    asked = network.events.where(network.events.flow_is(Flow.ASKED))
    ways = {
        "left_out_asking": asked.source[asked.target == leader.person],
        "left_out_asked": asked.target[asked.source == leader.person],
    }
    found = {key: len(np.intersect1d(who, leader.left_out)) for key, who in ways.items()}
    return {key: number for key, number in found.items() if number}


def _asked_words(evidence: dict) -> str:
    """The same in words."""
    asking, asked = (evidence.get(key, 0) for key in ("left_out_asking", "left_out_asked"))
    ways = [f"{people_words(asking)} asked this leader for help"] * (asking > 0)
    ways += [f"this leader asked {people_words(asked)} for help"] * (asked > 0)
    return f" Of those without contact, {' and '.join(ways)}." if ways else ""


def _watched(count: int) -> list[Finding]:
    if count == 0:
        return []
    leaders = "One leader has" if count == 1 else f"{count:,} leaders have"
    why = (
        f"{leaders} no contact on record with several reports, or little with all of them, but not so little, or not "
        "for so long, that chance is excluded."
    )
    advice = "No reason to single anybody out. A regular time with each report is a good habit for every leader."
    return [Finding(KEY, "watch", evidence={"count": count}, why=why, advice=advice)]


def _unknown(network: Network, reports: _Reports) -> Finding:
    advice, change = "Add the manager of each person to the table of people, and records that cover the company.", ""
    if not (reports.manager >= 0).any():
        why = "No reporting lines are on record, so there are no leaders to look at."
    elif not guards.covers_enough(guards.in_contact(network), network.settings):
        why = "The records touch too few of the people: silence between a leader and a report would mean nothing."
        advice, change = guards.to_cover_more(network.settings)
    else:
        span = network.settings.leadership_span
        why = f"No leader has {span} reports with whom they were at work for long enough to tell."
    return Finding(KEY, "not_enough_data", why=why, advice=advice, would_change=change)
