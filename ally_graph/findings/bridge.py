"""Who links teams?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

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
from ally_graph.wording.counts import people_words

SMALLEST_TEAM = 3
LEAST_TEAMS = 3
MAJORITY = 0.5
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
    "contacts_across": "contacts with other teams in the window",
    "contacts_expected": "contacts with other teams that are usual in their own team, for as much contact as they have",
    "participation": "how evenly their ties spread over teams: 0 all in one, near 1 over many alike",
    "dependants": "people who get more than half of their help from them alone",
    "fragile": "whether they are the only link between teams and over-relied on as well",
    "window_days": "days looked back on, none before the records begin",
}
"""What each number of a finding means, by its key in `evidence`."""


@dataclass(frozen=True)
class _Links:
    """One entry for each person and each other team they have ties to: how many people, and whether nobody else has.

    `only` says that every tie between the person's team and the other one is this person's, and most of the contact.
    `p` is how likely so much of the contact is with them by chance, `in_use` in how many of the last slices it was.
    """

    person: np.ndarray
    team: np.ndarray
    people: np.ndarray
    only: np.ndarray
    p: np.ndarray
    in_use: np.ndarray


@dataclass(frozen=True)
class _Reach:
    """What is counted about each person's contact across teams, as arrays over people."""

    links: _Links
    ties: np.ndarray
    across: np.ndarray
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
    if evidence["only_links"]:
        pairs = "the same two teams" if evidence["only_links"] == 1 else "each of the same pairs of teams"
        ways.append(f"a second person with {settings.bridge_contacts} contacts or more between {pairs}")
    usual = settings.bridge_ratio * evidence["contacts_expected"]
    if evidence["contacts_across"] >= usual:
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
def bridges(network: Network, records: Records) -> list[Finding]:  # noqa: ARG001
    r"""People with ties into several other teams who are the only link, or reach across far more than is usual.

    A strength, not a fault, and worth a second pair of shoulders. A tie is two contacts or more in the window. A
    person is named who has ties to at least two people in each of at least two other teams, and either

    - is the only link between two teams: every tie between them is theirs, and so is more of the contact between them
      than their part in their own team's contact explains, and more than half of it; or
    - has at least twice the contact across teams that is usual in their own team, beyond what people differ in.

    Each holds at a false discovery rate of 5 % and in two of the last three four-week slices.

    .. math:: B_i = \#\{(s, t): \text{every tie between } s \text{ and } t \text{ has } i \text{ at one end}\}

    .. math:: P(X \ge x_i), \quad X \sim Poisson(\mu_i e^N)

    with :math:`\mu_i` all contact of `i` times the share that crosses teams in `i`'s team, and `N` the spread between
    people, estimated from their median and median absolute deviation.

    Returns
    -------
    findings
        One for each person; one `watch` with the count of people who would be named but have fewer than 5 ties, or
        for whom it did not last. Nothing at all with fewer than three teams.

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
    wide = reach.teams(links.people >= settings.bridge_people) >= settings.bridge_teams
    q = np.ones(len(links.p))
    tested = links.only & wide[links.person]
    q[tested] = chance.false_discovery(links.p[tested])
    linking = tested & (q <= settings.false_discovery_rate)
    holding = linking & (links.in_use >= reach.slices_needed[links.person])
    far = wide & (reach.q <= settings.false_discovery_rate) & (reach.across >= settings.bridge_ratio * reach.expected)
    far_long = far & (reach.above >= reach.slices_needed)
    sure = (reach.ties >= settings.bridge_ties) & ((reach.teams(holding) > 0) | far_long)
    findings = []
    for i in np.flatnonzero(sure):
        mine = np.flatnonzero(holding & (links.person == i))
        rates = [*q[mine], *([reach.q[i]] if far_long[i] else [])]
        findings.append(_named(network, reach, i, mine, far_long[i], float(min(rates))))
    unsure = int((((reach.teams(linking) > 0) | far) & ~sure).sum())
    if unsure:
        why = f"{people_words(unsure)} may be on the way to linking teams; the records are too thin to be sure."
        advice = "Give people of different teams a task together, and see what grows."
        findings.append(Finding("bridge", "watch", evidence={"count": unsure}, why=why, advice=advice))
    return findings


def _count(network: Network, team: np.ndarray) -> _Reach:
    """Count everybody's ties and contact across teams and compare them with their own team's."""
    pairs, contacts = network.pairs, network.contacts()
    parts, totals = [network.contacts(*part) for part in network.slices], network.contacts_in_slices
    tie = contacts >= network.settings.bridge_contacts
    known = (team[pairs.low] >= 0) & (team[pairs.high] >= 0)
    crossing = np.flatnonzero(known & (team[pairs.low] != team[pairs.high]))
    across, expected = _across(team, pairs, contacts, network.contacts_by_person, crossing)
    eligible = (team >= 0) & (network.exposure >= network.settings.min_exposure_days) & (expected > 0)
    compared = [_across(team, pairs, *part, crossing) for part in zip(parts, totals, strict=True)]
    counted = sum(total > 0 for total in totals)
    return _Reach(
        _links(team, pairs, contacts, tie, parts, crossing),
        pairs.by_person(tie).astype(int),
        across,
        expected,
        _tail(across, expected, eligible, network.settings.false_discovery_rate),
        sum((values > usual).astype(int) for values, usual in compared),
        guards.slices_needed(counted),
    )


def _links(
    team: np.ndarray,
    pairs: Pairs,
    contacts: np.ndarray,
    tie: np.ndarray,
    parts: list[np.ndarray],
    crossing: np.ndarray,
) -> _Links:
    """Who has ties to which other team, from the pairs of people with a tie and the contact there was across teams."""
    teams = int(team.max()) + 1
    seen, order, first = in_groups(_across_keys(team, pairs.low[crossing], pairs.high[crossing]))
    pair_at = crossing[order % max(1, len(crossing))]
    tied = np.add.reduceat(tie[pair_at].astype(np.int64), first) if len(first) else np.zeros(0, dtype=np.int64)
    met = _by_link(contacts, pair_at, first)
    linked = np.flatnonzero(tied)
    keys, people, theirs = seen[linked], tied[linked], met[linked]
    person, there = keys // teams, keys % teams
    own = team[person]
    pair_of_seen = team[seen // teams].astype(np.int64) * teams + seen % teams
    pair = own.astype(np.int64) * teams + there
    all_ties, all_contacts = _summed(pair, people, pair), _summed(pair_of_seen, met, pair)
    total = pairs.by_person(contacts)
    share = total[person] / np.bincount(team[team >= 0], total[team >= 0], minlength=teams)[own]
    large = np.bincount(team[team >= 0], minlength=teams) >= SMALLEST_TEAM
    only = (people == all_ties) & (theirs > MAJORITY * all_contacts) & large[there] & large[own]
    in_use = sum((_by_link(part, pair_at, first)[linked] > 0).astype(int) for part in parts)
    return _Links(person, there, people, only, distributions.binomial_above(theirs - 1, all_contacts, share), in_use)


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


def _named(network: Network, reach: _Reach, i: int, links: np.ndarray, far: bool, q: float) -> Finding:
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
        "participation": _participation(reach, i),
        "dependants": dependants,
        "fragile": bool(linked and overrelied_mask(network)[i]),
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
