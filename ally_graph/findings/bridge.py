"""Who links teams?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy

from ally_graph import measures
from ally_graph.findings import guards
from ally_graph.findings.finding import DETECTORS, Finding
from ally_graph.findings.overrelied import overrelied_mask
from ally_graph.measures import reliance
from ally_graph.network import Network
from ally_graph.network.pairs import Pairs, in_groups
from ally_graph.records import Records
from ally_graph.settings import Settings
from ally_graph.stats import chance, distributions
from ally_graph.wording.counts import people_words, tally

SMALLEST_TEAM = 3
LEAST_TEAMS = 3
NEARLY_ALL, MOST = 0.95, 0.8
"""Shares of the contact between two teams that an only link has: most is enough for a fact, if twice as often."""
LEAST_TIES = 3
"""Two beyond the team and one within it: with fewer there is nothing that a person would link."""
SURELY_KNOWN = {NEARLY_ALL: (0.4, 8), MOST: (0.1, 3)}
"""How likely it may be, at most, that nobody else has a tie to a team, where a link is told as counted.

By the share of the contact. Of all pairs of teams no more than eight, or three, may be so likely to be without a tie:
in a company of many teams, less.
"""
ADVICE = (
    "This is a strength: say so, and give it time in their plan. Make sure that a second person knows both sides, so "
    "that the link holds when they are away."
)
EVIDENCE = {
    "count": "people who link teams, too unsure to name anyone; in watch only",
    "ties": "people they have a tie with",
    "teams": "other teams in which they have ties to at least two people",
    "people_across": "people of other teams they have a tie with",
    "only_link": "pairs of teams that nobody else links, as texts",
    "only_links": "how many such pairs there are",
    "pairs_below_a_tie": "other pairs of the two teams with contact, but too little for a tie; in facts only",
    "contacts_across": "contacts with other teams in the window",
    "reaches_far": "whether that is far more than is usual in the team, beyond what people differ in",
    "contacts_expected": "contacts with other teams that are usual in their own team, for as much contact as they have",
    "participation": "how evenly their ties spread over teams: 0 all in one, near 1 over many alike",
    "dependants": "people who get more than half of their help from them alone",
    "fragile": "whether they are the only link between teams and over-relied on as well",
    "contacts": "contacts across the two teams of the one, or the only two, who link them; in a fact only",
    "window_days": "days looked back on, none before the records begin",
}
"""What each number of a finding means, by its key in `evidence`."""


@dataclass(frozen=True)
class _Links:
    """One entry for each person and each other team they have ties to: how many people, and whether nobody else has.

    `only` says that every tie between the person's team and the other one is this person's, and most of the contact;
    `share` is that share of it. `in_use` says in how many of the last slices there was contact.
    """

    person: np.ndarray
    team: np.ndarray
    people: np.ndarray
    contacts: np.ndarray
    only: np.ndarray
    share: np.ndarray
    in_use: np.ndarray


@dataclass(frozen=True)
class _Reach:
    """What is counted about each person's contact across teams, as arrays over people."""

    links: _Links
    ties: np.ndarray
    across: np.ndarray
    many: np.ndarray
    expected: np.ndarray
    q: np.ndarray
    above: np.ndarray
    slices_needed: np.ndarray

    def teams(self, mask: np.ndarray) -> np.ndarray:
        """How many of the links in this mask each person has."""
        return np.bincount(self.links.person[mask], minlength=len(self.ties))


def _would_change(finding: Finding, settings: Settings) -> str:
    """Somebody else with ties between the same teams, or a reach that is usual."""
    evidence, ways = finding.evidence, []
    if not finding.people:
        return ""
    if "contacts" in evidence:
        least = settings.bridge_contacts
        return f"It would no longer be said with another tie, of {least} contacts or more, between the two teams."
    if evidence["only_links"]:
        pairs = "the same two teams" if evidence["only_links"] == 1 else "each of the same pairs of teams"
        ways.append(f"a second person with {settings.bridge_contacts} contacts or more between {pairs}")
    usual = settings.bridge_ratio * evidence["contacts_expected"]
    if evidence["reaches_far"]:
        ways.append(f"fewer than {np.ceil(usual):,.0f} contacts across teams ({evidence['contacts_across']:,} now)")
    return f"It would no longer be said with {', and '.join(ways)}."


@DETECTORS.add(
    "Link teams",
    question="Who links teams?",
    key="bridge",
    about="people",
    place=100,
    page="groups",
    noun=("person links teams that hardly meet otherwise", "people link teams that hardly meet otherwise"),
    counts="people",
    would_change=_would_change,
    supports=("resistance",),
    evidence=EVIDENCE,
)
def bridges(network: Network, records: Records) -> list[Finding]:
    r"""People with ties into several other teams who are the only link, or reach across far more than is usual.

    A strength, not a fault, and worth a second pair of shoulders. A tie is two contacts or more in the window. Two
    teams have an only link where every tie between them is one person's, and so is more than 95 % of the contact,
    meetings of up to 16 people counted in. A person is named who either

    - is the only link to a team, with ties to at least two people there, beyond chance; or
    - has ties to at least two people in each of at least two other teams, and at least twice the contact across teams
      that is usual in their own team, beyond what people differ in. It has to rest on five ties or more: much contact
      with a few people comes to no more than these few.

    Each holds at a false discovery rate of 5 % and in two of the last three four-week slices. Contacts of one pair are
    one tie: whether a link is chance is asked of ties. How many there would be between two teams is told by the ties
    that both have with others. The person's share in the ties of the team tells how likely it is that none of the
    others has one, and the person so many.

    What can only be counted is told as a `fact`, without a rate: the only link to a team, or the only two who know each
    other across two teams. They have to be in touch once a fortnight, and that nobody else has a tie must not be likely
    by itself: 40 %, and in a company of many teams less. With 80 to 95 % of the contact it has to be once a week, and
    10 %. Of an only pair, one has to know two people in each of two teams.

    .. math:: B_i = \#\{(s, t): \text{every tie between } s \text{ and } t \text{ has } i \text{ at one end}\}

    .. math:: p_i = {T - 1 \choose B_i} \prod_t P(K \ge k_{it}) \, e^{-\lambda_t (1 - s_i)}, \quad
        P(X \ge x_i), \quad X \sim Poisson(\mu_i e^N)

    with :math:`\lambda_t` the ties expected between the person's team and `t`, more widely spread than Poisson's where
    pairs of teams are. Of these :math:`s_i` is the person's share, and `K` is Poisson with mean
    :math:`\lambda_t s_i`. And with :math:`\mu_i` all contact of `i` times the share that crosses teams in `i`'s team,
    and `N` the spread between people, estimated from their median and median absolute deviation.

    Returns
    -------
    findings
        One for each person, or for each fact. One `watch` with the count of people who would be named but have fewer
        than 3 ties in all, or for whom it did not last. Nothing at all with fewer than three teams.

    Notes
    -----
    An only link is fragile in the evidence when the person is over-relied on as well (`overrelied_helpers`).
    Teams of fewer than three people have no only link: one of two always is. People without a team take no part.
    Drawing receivers anew inside their teams would keep how much everyone gives across teams, and so could not say
    whether somebody reaches across more than chance makes them; counts against a person's own total can.

    References
    ----------
    Burt (2004), "Structural holes and good ideas"; Guimerà & Amaral (2005), "Functional cartography of complex
    metabolic networks", for the participation coefficient in the evidence; Benjamini & Hochberg (1995).
    """
    settings, team = network.settings, measures.groups(network, "team")
    if len(set(team) - {-1}) < LEAST_TEAMS:
        return []
    reach = _count(network, team)
    links = reach.links
    clear, several = links.share > NEARLY_ALL, links.people >= settings.bridge_people
    wide = reach.teams(several) >= settings.bridge_teams
    reaching = links.only & clear & several
    thick, share = _Thickness.of(team, links), _shares(team, reach, reaching)
    none_else = thick.none(1 - share)
    q = _rates_of_links(team, reach, reaching, thick.expected * share, none_else)
    linking = reaching & (q <= settings.false_discovery_rate)[links.person]
    lasting = links.in_use >= reach.slices_needed[links.person]
    holding = linking & lasting
    often = links.contacts >= settings.closed_tie_contacts * links.people * np.where(clear, 1, 2)
    known = np.where(clear, *(_surely_known(int(team.max()) + 1, share) for share in (NEARLY_ALL, MOST)))
    counted_only = links.only & lasting & often & ~linking & (none_else <= known)
    far = (
        wide
        & (reach.many >= settings.bridge_ties)
        & (reach.q <= settings.false_discovery_rate)
        & (reach.across >= settings.bridge_ratio * reach.expected)
    )
    far_long = far & (reach.above >= reach.slices_needed)
    sure = (reach.ties >= LEAST_TIES) & (reach.teams(holding) > 0)
    facts = {
        **_only_links(network, reach, counted_only & several, sure),
        **_lone_pairs(network, team, reach, counted_only, wide, sure),
    }
    here = guards.still_here(network)
    facts = {who: count for who, count in facts.items() if here[list(who[0])].all()}
    sure &= here
    told = np.isin(np.arange(len(team)), [i for who in facts for i in who[0]])
    sure |= (reach.ties >= settings.bridge_ties) & far_long & ~told & here
    findings = [_fact(network, *fact, count) for fact, count in facts.items()]
    for i in np.flatnonzero(sure):
        mine = np.flatnonzero(holding & (links.person == i))
        rates = [*([q[i]] if len(mine) else []), *([reach.q[i]] if far_long[i] else [])]
        findings.append(_named(network, records, reach, i, mine, far_long[i], float(min(rates))))
    unsure = int((((reach.teams(linking) > 0) | far) & ~sure & ~told).sum())
    if unsure:
        why = f"{people_words(unsure)} may be on the way to linking teams; the records are too thin to be sure."
        advice = "Give people of different teams a task together, and see what grows."
        findings.append(Finding("bridge", "watch", evidence={"count": unsure}, why=why, advice=advice))
    return findings


def _surely_known(teams: int, share: float) -> float:
    """How likely it may be that nobody else has a tie to a team, by how many pairs of teams there are."""
    likely, by_chance = SURELY_KNOWN[share]
    return min(likely, by_chance / (teams * (teams - 1) / 2))


@dataclass(frozen=True)
class _Thickness:
    """How many ties each link's two teams would have by what both know across, and how many they have.

    Arrays over links; `spread` is how much more than a Poisson's the variance is, as a share of the expected, squared.
    """

    expected: np.ndarray
    ties: np.ndarray
    spread: float

    @classmethod
    def of(cls, team: np.ndarray, links: _Links) -> _Thickness:
        """Ties fall on pairs of teams in proportion to the ties that both have with others, these two left out."""
        teams = int(team.max()) + 1
        own, there = team[links.person].astype(np.int64), links.team
        across = np.bincount(own, links.people, minlength=teams)
        keys, place = np.unique(own * teams + there, return_inverse=True)
        seen = np.bincount(place, links.people, minlength=len(keys))
        ties = seen[place]
        whole, others = across.sum() / 2, teams - 2
        one, other, rest = across[own] - ties, across[there] - ties, whole - across[own] - across[there] + ties
        usable = (rest > 0) & (others > 1)
        plain = across[own] * across[there] / max(1.0, 2 * whole)
        expected = np.where(usable, one * other * (1 - 1 / max(others, 1)) / (2 * np.maximum(rest, 1)), plain)
        return cls(expected, ties, _spread_of(across, keys, seen))

    def none(self, share: np.ndarray | float = 1.0) -> np.ndarray:
        """How likely no tie is, of so large a share of the expected."""
        expected = self.expected * share
        return (1 + self.spread * expected) ** (-1 / self.spread) if self.spread else np.exp(-expected)


def _spread_of(across: np.ndarray, keys: np.ndarray, seen: np.ndarray) -> float:
    """How much the ties between two teams differ beyond a Poisson's variance, as a share of the expected, squared.

    Moments over all pairs of teams, those without a tie too; the one with the most surprising number is left out.
    """
    whole = across.sum() / 2
    if whole == 0:
        return 0.0
    rate = whole / max(1.0, (across.sum() ** 2 - (across**2).sum()) / 2)
    usual = rate * across[keys // len(across)] * across[keys % len(across)]
    squares = rate**2 * ((across**2).sum() ** 2 - (across**4).sum()) / 2
    over = (seen - usual) ** 2 - seen
    excess = (over - usual**2).sum() / 2 + squares - over.max(initial=0.0)
    return float(max(0.0, excess / squares))


def _rates_of_links(
    team: np.ndarray, reach: _Reach, reaching: np.ndarray, mine: np.ndarray, none_else: np.ndarray
) -> np.ndarray:
    """False discovery rate of each person as the only link of so many teams, over everyone.

    `mine` are the ties that each link would have by the person's share, `none_else` how likely the others have none.
    """
    links, size, teams = reach.links, len(team), int(team.max()) + 1
    likely = distributions.poisson_above(links.people - 1, mine) * none_else
    log_p = np.bincount(links.person[reaching], np.log(np.maximum(likely[reaching], 1e-300)), minlength=size)
    number = reach.teams(reaching)
    p = np.where(number > 0, np.minimum(1.0, scipy.special.binom(teams - 1, number) * np.exp(log_p)), 1.0)
    q = np.ones(size)
    q[team >= 0] = chance.false_discovery(p[team >= 0])
    return q


def _shares(team: np.ndarray, reach: _Reach, reaching: np.ndarray) -> np.ndarray:
    """Each link's person's share in the ties of their team, or in those across: whichever is more, but for this link.

    The ties to all teams that nobody else links are left out.
    """
    links, size = reach.links, len(team)
    ties = np.bincount(links.person[reaching], links.people[reaching], minlength=size)
    across = np.bincount(links.person, links.people, minlength=size)
    return np.maximum(_share_of_rest(team, reach.ties, ties), _share_of_rest(team, across, ties))[links.person]


def _share_of_rest(team: np.ndarray, ties: np.ndarray, apart: np.ndarray) -> np.ndarray:
    """Each person's share of the ties of their team, those set apart left out; everyone is given one for sure."""
    known = team >= 0
    rest = ties - apart + 1
    of_team = np.bincount(team[known], ties[known] + 1, minlength=int(team.max()) + 1)[team] - apart
    return rest / of_team


def _only_links(network: Network, reach: _Reach, counted: np.ndarray, named: np.ndarray) -> dict[tuple, int]:
    """Who is the only link of a team that should be known by others too, the team, and the contacts with it."""
    links, found = reach.links, {}
    for k in np.flatnonzero(
        counted & ~named[links.person] & (reach.ties >= network.settings.bridge_ties)[links.person]
    ):
        found[(int(links.person[k]),), int(links.team[k]), int(links.people[k])] = int(links.contacts[k])
    return found


def _lone_pairs(
    network: Network, team: np.ndarray, reach: _Reach, counted: np.ndarray, wide: np.ndarray, named: np.ndarray
) -> dict[tuple, int]:
    """The only two who know each other across two teams that should have many ties, with the contacts they have."""
    links, pairs, contacts, found = reach.links, network.pairs, network.met(), {}
    holds = counted & (links.people == 1) & ~named[links.person]
    linked = set(zip(links.person[holds].tolist(), links.team[holds].tolist(), strict=True))
    if not linked:
        return {}
    tied = np.flatnonzero((contacts >= network.settings.bridge_contacts) & (wide[pairs.low] | wide[pairs.high]))
    for low, high, count in zip(
        pairs.low[tied].tolist(), pairs.high[tied].tolist(), contacts[tied].tolist(), strict=True
    ):
        if (low, int(team[high])) in linked and (high, int(team[low])) in linked:
            found[(low, high), int(team[high]), 1] = int(count)
    return found


def _fact(network: Network, who: tuple[int, ...], there: int, people: int, contacts: int) -> Finding:
    """Only these two, or only this one, know anybody across the two teams."""
    names = network.groups("team")[1]
    own, other = str(network.people["team"].iloc[who[0]]), str(names[there])
    evidence = {
        "only_link": [f"{own} and {other}"],
        "only_links": 1,
        "people_across": people,
        "contacts": contacts,
        "pairs_below_a_tie": _too_few_for_a_tie(network, {own, other}),
        "window_days": network.observed_days,
    }
    days = f"{contacts:,} contacts in {evidence['window_days']} days, and no other tie between the two teams"
    few = evidence["pairs_below_a_tie"]
    days += f"; {tally(few, 'pair')} had fewer than {network.settings.bridge_contacts} contacts" if few else ""
    why = (
        f"Of {own} and {other} only these two know each other: {days}."
        if len(who) > 1
        else f"Links {own} and {other}: knows {people_words(people)} there, {days}."
    )
    return Finding("bridge", "fact", tuple(network.people.index[list(who)]), None, None, evidence, why, ADVICE)


def _too_few_for_a_tie(network: Network, teams: set[str]) -> int:
    """How many pairs of two teams had contact, but not enough for a tie."""
    pairs, contacts, team = network.pairs, network.met(), network.people["team"].to_numpy()
    few = np.flatnonzero((contacts > 0) & (contacts < network.settings.bridge_contacts))
    return sum({team[low], team[high]} == teams for low, high in zip(pairs.low[few], pairs.high[few], strict=True))


def _count(network: Network, team: np.ndarray) -> _Reach:
    """Count everybody's ties and contact across teams and compare them with their own team's."""
    pairs, contacts = network.pairs, network.met()
    parts, totals = (
        [network.met(*part) for part in network.slices],
        [network.pairs.by_person(network.met(*part)) for part in network.slices],
    )
    tie = contacts >= network.settings.bridge_contacts
    known = (team[pairs.low] >= 0) & (team[pairs.high] >= 0)
    crossing = np.flatnonzero(known & (team[pairs.low] != team[pairs.high]))
    across, expected = _across(team, pairs, contacts, pairs.by_person(contacts), crossing)
    ties = pairs.by_person(tie).astype(int)
    eligible = (team >= 0) & (network.exposure >= network.settings.min_exposure_days) & (expected > 0)
    compared = [_across(team, pairs, *part, crossing) for part in zip(parts, totals, strict=True)]
    counted = sum(total > 0 for total in totals)
    return _Reach(
        _links(team, pairs, (contacts, network.together()), tie, parts, crossing),
        ties,
        across,
        _alike(pairs.part(crossing), contacts[crossing].astype(float)),
        expected,
        _tail(across, expected, eligible, network.settings.false_discovery_rate),
        sum((values > usual).astype(int) for values, usual in compared),
        guards.slices_needed(counted),
    )


def _alike(pairs: Pairs, contacts: np.ndarray) -> np.ndarray:
    """To how many ties of equal weight each person's contacts come."""
    heavy = pairs.by_person(contacts**2)
    return np.divide(pairs.by_person(contacts) ** 2, heavy, out=np.zeros(pairs.size), where=heavy > 0)


def _links(
    team: np.ndarray,
    pairs: Pairs,
    counts: tuple[np.ndarray, np.ndarray],
    tie: np.ndarray,
    parts: list[np.ndarray],
    crossing: np.ndarray,
) -> _Links:
    """Who has ties to which other team, from the pairs of people with a tie and the contact there was across teams.

    `counts` are contacts, and those with the larger meetings at which the two were: a link is not the only one where
    others of the two teams sit in the same meetings.
    """
    teams = int(team.max()) + 1
    seen, order, first = in_groups(_across_keys(team, pairs.low[crossing], pairs.high[crossing]))
    pair_at = crossing[order % max(1, len(crossing))]
    tied = np.add.reduceat(tie[pair_at].astype(np.int64), first) if len(first) else np.zeros(0, dtype=np.int64)
    met, together = (_by_link(values, pair_at, first) for values in counts)
    linked = np.flatnonzero(tied)
    keys, people, theirs = seen[linked], tied[linked], met[linked]
    person, there = keys // teams, keys % teams
    own = team[person]
    pair_of_seen = team[seen // teams].astype(np.int64) * teams + seen % teams
    pair = own.astype(np.int64) * teams + there
    all_ties, all_contacts = _summed(pair, people, pair), _summed(pair_of_seen, together, pair)
    large = np.bincount(team[team >= 0], minlength=teams) >= SMALLEST_TEAM
    share = together[linked] / all_contacts
    only = (people == all_ties) & (share > MOST) & large[there] & large[own]
    in_use = sum((_by_link(part, pair_at, first)[linked] > 0).astype(int) for part in parts)
    return _Links(person, there, people, theirs, only, share, in_use)


def _summed(keys: np.ndarray, values: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The sum of the values that have the same key, for each of the wanted keys."""
    found, place = np.unique(keys, return_inverse=True)
    return np.bincount(place, values, minlength=len(found))[np.searchsorted(found, wanted)]


def _by_link(counts: np.ndarray, pair_at: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Counts of pairs added up by person and other team, from the pairs in this order and where each link begins."""
    return np.add.reduceat(counts[pair_at], first).astype(float) if len(first) else np.zeros(0)


def _across_keys(team: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """One number for each person and the other team that a tie of theirs leads to, for both ends of these ties."""
    ends = np.concatenate([one, other]).astype(np.int64)
    return ends * (int(team.max()) + 1) + team[np.concatenate([other, one])]


def _across(
    team: np.ndarray, pairs: Pairs, contacts: np.ndarray, total: np.ndarray, crossing: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Each person's contacts with other teams, and how many their own team's share would make of all their contacts."""
    across, known = pairs.part(crossing).by_person(contacts[crossing]), team >= 0
    sums = [np.bincount(team[known], values[known], minlength=team.max() + 1) for values in (across, total)]
    share = np.divide(sums[0], sums[1], out=np.zeros(len(sums[0])), where=sums[1] > 0)
    return across, np.where(known, share[team] * total, 0.0)


def _tail(across: np.ndarray, expected: np.ndarray, eligible: np.ndarray, limit: float) -> np.ndarray:
    """False discovery rate at which each person's contact across teams would be called high, exact up to a limit."""
    q = np.ones(len(across))
    spread = chance.spread_of(across[eligible], expected[eligible])
    p = chance.rare_counts(across[eligible], expected[eligible], spread, limit, high=True)
    q[eligible] = chance.false_discovery(p)
    return q


def _named(
    network: Network, records: Records, reach: _Reach, i: int, links: np.ndarray, far: bool, q: float
) -> Finding:
    teams, own = np.sort(network.people["team"].dropna().unique()), str(network.people["team"].iloc[i])
    mine = reach.links.person == i
    linked = teams[reach.links.team[links]].tolist()
    dependants = int((reliance.sole_sources(network)[[i]] > 0).sum())
    evidence = {
        "ties": int(reach.ties[i]),
        "teams": teams[reach.links.team[mine & (reach.links.people >= network.settings.bridge_people)]].tolist(),
        "people_across": int(reach.links.people[mine].sum()),
        "only_link": [f"{own} and {name}" for name in linked],
        "only_links": len(linked),
        "contacts_across": int(reach.across[i]),
        "contacts_expected": reach.expected[i],
        "reaches_far": bool(far),
        "participation": _participation(reach, i),
        "dependants": dependants,
        "fragile": bool(linked and overrelied_mask(network, records)[i]),
        "window_days": network.observed_days,
    }
    ratio = float(reach.across[i] / reach.expected[i])
    why = _why(evidence, own, linked, ratio if far else None)
    return Finding("bridge", "named", (network.people.index[i],), q, ratio, evidence, why, ADVICE)


def _participation(reach: _Reach, i: int) -> float:
    """How evenly a person's ties are spread over teams: 0 all in one, towards 1 the same number in many."""
    shares = reach.links.people[reach.links.person == i] / reach.ties[i]
    return float(1 - (shares**2).sum() - (1 - shares.sum()) ** 2)


def _why(evidence: dict, own: str, linked: list[str], ratio: float | None) -> str:
    """What the link is, in words."""
    reasons = []
    if linked:
        others = " and ".join(linked)
        reasons.append(f"links {own} and {others}: all ties between them run through this person")
    if ratio is not None:
        reasons.append(f"has {ratio:.1f} times the contact with other teams that is usual in {own}")
    whole = f"{', and '.join(reasons)}. {people_words(evidence['people_across'])} in other teams know them."
    if evidence["fragile"]:
        whole += " They carry a lot for others as well, so the link is fragile."
    return whole[0].upper() + whole[1:]
