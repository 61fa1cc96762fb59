"""Which groups keep to themselves?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from ally_graph import measures
from ally_graph.clusters import SMALLEST, TRIALS, best_partition, clustering_of
from ally_graph.findings import guards
from ally_graph.findings.finding import DETECTORS, Finding
from ally_graph.measures import reliance
from ally_graph.network import Network
from ally_graph.network.pairs import symmetric
from ally_graph.records import Records
from ally_graph.settings import Settings
from ally_graph.stats import chance, intervals
from ally_graph.vocabulary import Flow
from ally_graph.wording.counts import listed, tally

LARGEST = 1 / 3
FINER = (2.0, 4.0)
FINER_PEOPLE = 1_000
DENSE_LIMIT = 5_000
GROUPS_AT_ONCE = 500
SLICE_SHARE = 0.85
ANSWERS_TO_LEARN_FROM = 20
LATE = 0.95
EVEN = 0.5
SEED = 10
ROUNDING = 1e-9
OPEN_UP = (
    "Closeness is a strength. Invite them to open a door: a shared task with another team, a rotating seat in their "
    "meetings, office hours for everyone."
)
UNIT = (
    "A team that works well together needs no mending. Give it a reason to meet others: a shared task, a visit, a "
    "buddy from another team."
)
ANSWER = (
    "Ask first what stands in the way of answering: load, habit, or not knowing who asks. Then agree together how "
    "requests from outside get an answer, and invite others in."
)
EVIDENCE = {
    "count": "groups that are nearly closed, too unsure to name anyone; in watch only",
    "group": "`closed team` where it is a team or the reports of one manager, else `tight group`",
    "size": "people in the group",
    "teams": "their teams, sorted",
    "ei": "ties out of the group less those within, as a share of both: -1 where none lead out",
    "density": "share of the pairs within that are in touch both ways",
    "ties_inside": "ties within, each counted in full from one contact a fortnight on, less with fewer",
    "ties_outside": "ties out of the group, counted alike",
    "contact_outside": "share of all contacts of its members that lead out of the group",
    "contact_outside_elsewhere": "the same share of the other groups, by their median; None without others",
    "ei_limit": "the E-I index up to which it counts as closed, which is higher beside groups that are far more open",
    "requests": "requests from outside that were due for an answer",
    "unanswered": "how many of them had none",
    "unanswered_share_elsewhere": "share of requests without an answer in the rest of the company; None without any",
    "turns_others_away": "whether surely more requests go unanswered than elsewhere",
    "window_days": "days looked back on, none before the records begin",
}
"""What each number of a finding means, by its key in `evidence`."""


@dataclass(frozen=True)
class _Ties:
    """Pairs in contact, as sorted numbers, and how much each counts as a tie: 1 from a contact a fortnight on."""

    pairs: np.ndarray
    counts: np.ndarray
    matrix: sparse.csr_array

    @classmethod
    def of(cls, network: Network, counts: np.ndarray) -> _Ties:
        """Ties that count so much, pair by pair of the network."""
        return cls(network.pairs.numbers(), counts, symmetric(network.pairs, counts))

    def around(self, groups: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """How many ties each group has inside and to others."""
        inside, outside = np.zeros((2, len(groups)))
        for first in range(0, len(groups), GROUPS_AT_ONCE):
            some = groups[first : first + GROUPS_AT_ONCE]
            sizes = [0, *np.cumsum([len(members) for members in some])]
            parts = (np.ones(sizes[-1]), np.concatenate(some), sizes)
            belongs = sparse.csr_array(parts, shape=(len(some), self.matrix.shape[0]))
            within = (belongs @ self.matrix).multiply(belongs).sum(axis=1)
            inside[first : first + len(some)] = within / 2
            outside[first : first + len(some)] = belongs @ self.matrix.sum(axis=1) - within
        return inside, outside


@dataclass(frozen=True)
class _Group:
    """What is counted about one group of people; `members` are codes."""

    members: np.ndarray
    inside: float
    outside: float
    contact_outside: float
    elsewhere: float
    ei_limit: float
    density: float
    closed_slices: int
    slices_needed: int

    @property
    def ei(self) -> float:
        """Balance of ties outside and inside, -1 for only inside."""
        return float(_ei(self.inside, self.outside))


@dataclass(frozen=True)
class Requests:
    """Who asked whom, and what became of it, as arrays over requests; `due` ones had their time for an answer.

    An answer is help, and `in_time` are the days within which it counts.
    """

    asker: np.ndarray
    asked: np.ndarray
    age: np.ndarray
    in_time: np.ndarray
    answered: np.ndarray
    due: np.ndarray


def _would_change(finding: Finding, settings: Settings) -> str:
    """So many ties to others that the balance is above the limit."""
    if not finding.people:
        return ""
    limit = finding.evidence["ei_limit"]
    open_from = finding.evidence["ties_inside"] * (1 + limit) / (1 - limit)
    more = int(open_from - finding.evidence["ties_outside"]) + 1
    return (
        f"{tally(more, 'more tie')} to people outside the group, with {settings.closed_tie_contacts} contacts "
        f"{'each ' if more > 1 else ''}in {settings.window_days} days, would end this finding."
    )


@DETECTORS.add(
    "Keep to themselves",
    question="Which groups keep to themselves?",
    key="closed_group",
    about="groups",
    place=60,
    page="groups",
    noun=("group keeps to itself", "groups keep to themselves"),
    would_change=_would_change,
    decides=("resistance",),
    evidence=EVIDENCE,
)
def closed_groups(network: Network, records: Records) -> list[Finding]:  # noqa: ARG001
    r"""Groups whose members are much in touch with each other and hardly with anybody else.

    A group is named when five things hold. At least 45 % of its pairs are in contact both ways, more of them than a
    ring of so many people has, or all. At most a fifth of its ties leads out (an E-I index of -0.6 or less), and at
    most an eighth of its contacts. Where the other groups are far more open, a third of the pairs, three tenths of the
    ties (-0.4) and a sixth of the contacts are enough. For that the share of contacts has to be at most 40 % of what it
    is in the other clusters, by their median. Groups of the same size drawn at random are hardly ever as closed (false
    discovery rate of 5 % over the groups that are closed enough). And it was so in two of the last three four-week
    slices, in which, with fewer contacts on record, 85 % of that index is enough.

    .. math:: ei(C) = \frac{E - I}{E + I}

    with `I` ties between members and `E` ties of members to others. A tie counts in full from six contacts in the
    window on, one a fortnight, and in proportion with fewer.

    Three things are told apart. A `closed team` is a unit of the organisation, a team or the reports of one manager,
    in which the group makes up 80 % of the unit and the unit 80 % of the group. Anything else is a `tight group`.
    Either `turns others away` only if at least 10 requests from outside are on record, they went unanswered half as
    often again as elsewhere, and the 95 % interval of their share lies above the share elsewhere. A request is
    answered when the one who was asked supports the one who asked within 14 days. Besides, more than half of them have
    to be left alone: nobody of the group helped the one who asked in that time, or was in touch with them.

    Returns
    -------
    findings
        One for each group, with the members in `people` and their teams in the evidence; one `watch` with a count of
        groups that were closed enough, but not for long or not beyond chance.

    Notes
    -----
    Looked at are the clusters of the network and two finer partitions, from 3 people to a third of everyone. Without
    requests nothing is said about how others are met: a group that keeps to itself may never have been asked.

    References
    ----------
    Krackhardt & Stern (1988), "Informal networks and organizational crises"; Krackhardt (1988), "Predicting with
    networks", for permuting labels; Wilson (1927) for the interval of a share; Benjamini & Hochberg (1995).
    """
    if network.size * LARGEST < SMALLEST or network.contact.nnz == 0:
        return []
    settings = network.settings
    ties = _ties(network, settings.window_days)
    closed = _closed(network, ties)
    rng = chance.generator(settings.seed, SEED)
    q = chance.false_discovery(np.array([_chance(network, group, ties, rng) for group in closed]))
    sure, unsure = [], 0
    for group, value in zip(closed, q, strict=True):
        if value <= settings.false_discovery_rate and group.closed_slices >= group.slices_needed:
            sure.append((group, float(value)))
        else:
            unsure += 1
    requests = requests_of(network) if sure else None
    findings = [_named(network, group, value, requests) for group, value in _apart(sure)]
    return findings + ([_watch(unsure)] if unsure else [])


def requests_of(network: Network) -> Requests:
    """Every request of the window, and whether the one who was asked supported the asker afterwards.

    A request without an answer is due once it is older than 95 of 100 answers took, or than 14 days where fewer than
    20 answers are on record to learn that from.
    """
    events, limit = network.events, float(network.settings.answer_days)
    asked, support = events.where(events.flow_is(Flow.ASKED)), events.support
    in_time = np.minimum(limit, asked.age)
    wanted = asked.target.astype(np.int64) * network.size + asked.source
    given = support.source.astype(np.int64) * network.size + support.target
    delay = _delays(wanted, asked.age, given, support.age)
    answered = delay <= in_time
    learnt = answered.sum() >= ANSWERS_TO_LEARN_FROM
    patience = min(limit, float(np.quantile(delay[answered], LATE))) if learnt else limit
    return Requests(asked.source, asked.target, asked.age, in_time, answered, answered | (asked.age >= patience))


def _delays(wanted: np.ndarray, age: np.ndarray, given: np.ndarray, given_age: np.ndarray) -> np.ndarray:
    """How long after each of some events the next one of the same pair came; infinite where none did."""
    pairs = np.unique(np.concatenate([wanted, given]))
    span = max(age.max(initial=0.0), given_age.max(initial=0.0)) + 1
    times = np.sort(np.searchsorted(pairs, given) * span - given_age)
    place = np.searchsorted(pairs, wanted)
    start = place * span - age
    following = np.append(times, np.inf)[np.searchsorted(times, start, side="left")]
    return np.where(following <= place * span, following - start, np.inf)


def _ties(network: Network, days: float, start: float = 0, stop: float = np.inf) -> _Ties:
    """How much each pair in contact counts as a tie, over a stretch of so many days: ages from `start` to `stop`."""
    settings = network.settings
    full = max(1.0, settings.closed_tie_contacts * days / settings.window_days)
    return _Ties.of(network, np.minimum(network.met(start, stop) / full, 1.0))


def _closed(network: Network, ties: _Ties) -> list[_Group]:
    """The groups above the effect floor, counted: dense inside, hardly a tie outside."""
    settings, groups = network.settings, _candidates(network)
    inside, outside = ties.around(groups)
    out, ei = _share_out(network, groups), _ei(inside, outside)
    far = (ei <= settings.closed_ei) & (out <= settings.closed_contact_share)
    left = np.flatnonzero(far | (ei <= settings.closed_beside_ei) & (out <= settings.closed_beside_share))
    size = np.array([len(groups[i]) for i in left], dtype=int)
    both_ways = _Ties.of(network, _both_ways(network).astype(float)).around([groups[i] for i in left])[0]
    density = both_ways / (size * (size - 1) / 2)
    elsewhere = _out_elsewhere(network, [groups[i] for i in left])
    beside = (out[left] <= settings.closed_beside_ratio * elsewhere) & (density >= settings.closed_beside_density)
    limit = np.where(beside, settings.closed_beside_ei, settings.closed_ei)
    kept = (far[left] & (density >= settings.closed_density) | beside) & ((both_ways > size) | (density == 1))
    left, density, elsewhere, limit = left[kept], density[kept], elsewhere[kept], limit[kept]
    seen, closed = _slices(network, [groups[i] for i in left], limit)
    columns = (inside[left], outside[left], out[left], elsewhere, limit, density)
    counted = zip(left.tolist(), np.column_stack(columns).tolist(), closed, guards.slices_needed(seen), strict=True)
    return [_Group(groups[i], *row, int(n), int(of)) for i, row, n, of in counted]


def _out_elsewhere(network: Network, groups: list[np.ndarray]) -> np.ndarray:
    """What share of contacts leads out of the clusters that are not mostly in each group: their median, NaN without."""
    usual = np.full(len(groups), np.nan)
    if not groups:
        return usual
    code = {person: code for code, person in enumerate(network.ids)}
    clusters = [np.array([code[person] for person in cluster.members]) for cluster in clustering_of(network).clusters]
    clusters = [members for members in clusters if len(members) >= SMALLEST]
    out = _share_out(network, clusters) if clusters else np.zeros(0)
    for place, group in enumerate(groups):
        within = np.isin(np.arange(network.size), group)
        others = np.array([2 * within[members].sum() <= len(members) for members in clusters], dtype=bool)
        if others.any():
            usual[place] = np.median(out[others])
    return usual


def _both_ways(network: Network) -> np.ndarray:
    """Which pairs help each other, or have contact that runs both ways by its nature; not by large meetings alone."""
    up, down, mutual = network.sums.count > 0
    if network.others_present is not None:
        some = network.events.flow_is(Flow.MUTUAL) & network.in_small_groups & (network.pairs.position >= 0)
        mutual = np.bincount(network.pairs.position[some], minlength=len(network.pairs)) > 0
    return mutual | up & down


def _share_out(network: Network, groups: list[np.ndarray]) -> np.ndarray:
    """What share of the contacts of each group leads out; 1 without any."""
    within, out = _Ties.of(network, network.met().astype(float)).around(groups)
    return np.divide(out, within + out, out=np.ones(len(groups)), where=within + out > 0)


def _slices(network: Network, groups: list[np.ndarray], limit: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """In how many of the last slices each group has any ties, and in how many it is about as closed as it has to be."""
    seen, closed = np.zeros((2, len(groups)), dtype=int)
    for start, stop in network.slices if groups else ():
        inside, outside = _ties(network, stop - start, start, stop).around(groups)
        seen += inside + outside > 0
        closed += (inside + outside > 0) & (_ei(inside, outside) <= SLICE_SHARE * limit)
    return seen, closed


def _candidates(network: Network) -> list[np.ndarray]:
    """The clusters, and the parts of two finer partitions, of 3 people to a third of everyone; each group once.

    Above a thousand people the finer partitions become finer in proportion, or else they would have no groups of six,
    however little these have to do with others (the resolution limit of modularity, Fortunato & Barthélemy 2007).
    Above five thousand people only the finest is made: what is dense enough to be named does not fall apart in it.
    """
    settings, code = network.settings, {person: code for code, person in enumerate(network.ids)}
    found = {tuple(code[person] for person in cluster.members) for cluster in clustering_of(network).clusters}
    trials = TRIALS if network.size <= DENSE_LIMIT else 1
    scale = settings.cluster_resolution * max(1.0, network.size / FINER_PEOPLE)
    for factor in FINER if network.size <= DENSE_LIMIT else FINER[-1:]:
        _, labels = best_partition(network.contact, factor * scale, settings.seed, trials, network.order)
        order, sizes = np.argsort(labels, kind="stable"), np.bincount(labels)
        found |= {tuple(group.tolist()) for group in np.split(order, np.cumsum(sizes)[:-1])}
    return [np.array(group) for group in sorted(found) if SMALLEST <= len(group) <= network.size * LARGEST]


def _ei(inside: ArrayLike, outside: ArrayLike) -> np.ndarray:
    """Balance of ties outside and inside; 1 without any."""
    both = np.add(inside, outside)
    return np.divide(np.subtract(outside, inside), both, out=np.ones(np.shape(both)), where=both > 0)


def _chance(network: Network, group: _Group, ties: _Ties, rng: np.random.Generator) -> float:
    """How often as many people drawn at random are as closed as this group."""
    size, draws = network.size, network.settings.null_draws
    both = np.concatenate([ties.pairs // size, ties.pairs % size])
    strength = np.bincount(both, np.tile(ties.counts, 2), minlength=size)
    first, second = np.triu_indices(len(group.members), k=1)
    drawn = np.sort([rng.choice(size, len(group.members), replace=False) for _ in range(draws)], axis=1)
    keys = drawn[:, first].astype(np.int64) * size + drawn[:, second]
    place = np.minimum(np.searchsorted(ties.pairs, keys), len(ties.pairs) - 1)
    inside = np.where(ties.pairs[place] == keys, ties.counts[place], 0.0).sum(axis=1)
    outside = strength[drawn].sum(axis=1) - 2 * inside
    whole = outside + inside
    values = np.divide(outside - inside, whole, out=np.ones(draws), where=whole > 0)
    return float((1 + (values <= group.ei + ROUNDING).sum()) / (draws + 1))


def _apart(groups: list[tuple[_Group, float]]) -> list[tuple[_Group, float]]:
    """The most closed of groups that share members."""
    kept: list[tuple[_Group, float]] = []
    for group, q in sorted(groups, key=lambda item: (item[0].ei, -len(item[0].members), tuple(item[0].members))):
        if not any(np.intersect1d(group.members, other.members).size for other, _ in kept):
            kept.append((group, q))
    return kept


def _is_unit(network: Network, members: np.ndarray) -> bool:
    """Whether the group is a unit of the organisation: a team, or one manager's reports with or without them."""
    least = network.settings.formal_unit_share
    manager = reliance.managers(network)
    units = [np.flatnonzero(codes == code) for codes, code in _most_common(network, members)]
    units += [np.append(unit, manager[unit[0]]) for unit in units if (manager[unit] == manager[unit[0]]).all()]
    return any(
        min(len(np.intersect1d(members, unit)) / len(members), len(np.intersect1d(members, unit)) / len(unit)) >= least
        for unit in units
    )


def _most_common(network: Network, members: np.ndarray) -> Iterator[tuple[np.ndarray, int]]:
    """The team, and the manager, that most of a group have."""
    for codes in (measures.groups(network, "team"), reliance.managers(network)):
        known = codes[members][codes[members] >= 0]
        if len(known):
            yield codes, int(np.bincount(known).argmax())


def _turned_away(network: Network, members: np.ndarray, requests: Requests) -> dict:
    """How requests from outside were met, against those elsewhere; `turns_others_away` only on enough of them."""
    settings = network.settings
    inside = np.isin(np.arange(network.size), members)
    from_outside = inside[requests.asked] & ~inside[requests.asker] & requests.due
    elsewhere = ~(inside[requests.asked] & ~inside[requests.asker]) & requests.due
    count, unanswered = int(from_outside.sum()), int((from_outside & ~requests.answered).sum())
    rate = float(1 - requests.answered[elsewhere].mean()) if elsewhere.any() else EVEN
    away = False
    if count >= settings.turned_away_requests:
        alone = _left_alone(network, inside, requests, from_outside)
        low, _ = intervals.wilson(alone, count)
        away = bool(alone / count >= settings.turned_away_ratio * rate and low > rate and 2 * alone > count)
    return {
        "requests": count,
        "unanswered": unanswered,
        "unanswered_share_elsewhere": rate if elsewhere.any() else None,
        "turns_others_away": away,
    }


def _left_alone(network: Network, inside: np.ndarray, requests: Requests, some: np.ndarray) -> int:
    """After how many of some requests nobody of a group helped the one who asked, or was in touch with them."""
    events = network.events.where(network.in_small_groups)
    out = inside[events.source] & ~inside[events.target] & ~events.flow_is(Flow.ASKED, Flow.ACCESS)
    back = inside[events.target] & ~inside[events.source] & events.flow_is(Flow.MUTUAL)
    to = np.concatenate([events.target[out], events.source[back]])
    age = np.concatenate([events.age[out], events.age[back]])
    some = some & ~requests.answered
    return int((_delays(requests.asker[some], requests.age[some], to, age) > requests.in_time[some]).sum())


def _named(network: Network, group: _Group, q: float, requests: Requests) -> Finding:
    met = _turned_away(network, group.members, requests)
    unit = _is_unit(network, group.members)
    evidence = {
        "group": "closed team" if unit else "tight group",
        "size": len(group.members),
        "teams": _teams(network, group.members),
        "ei": group.ei,
        "density": group.density,
        "ties_inside": group.inside,
        "ties_outside": group.outside,
        "contact_outside": group.contact_outside,
        "contact_outside_elsewhere": None if np.isnan(group.elsewhere) else group.elsewhere,
        "ei_limit": group.ei_limit,
        **met,
        "window_days": network.observed_days,
    }
    advice = ANSWER if met["turns_others_away"] else UNIT if unit else OPEN_UP
    members = tuple(network.people.index[group.members])
    return Finding("closed_group", "named", members, q, group.ei, evidence, _why(evidence, network), advice)


def _teams(network: Network, members: np.ndarray) -> list[str]:
    if "team" not in network.people:
        return []
    return sorted(network.people["team"].iloc[members].dropna().astype(str).unique())


def _why(evidence: dict, network: Network) -> str:
    """The evidence about a group in words: its size and teams, never its members."""
    teams = evidence["teams"]
    origin = f" from {listed(teams)}" if teams else ""
    inside = evidence["ties_inside"] / (evidence["ties_inside"] + evidence["ties_outside"])
    words = (
        f"A {evidence['group']} of {evidence['size']} people{origin}: {inside:.0%} of their ties, weak ones "
        f"counting less, stay inside, and {evidence['density']:.0%} of the pairs are in touch both ways."
    )
    if (
        evidence["ei"] > network.settings.closed_ei
        or evidence["contact_outside"] > network.settings.closed_contact_share
        or evidence["density"] < network.settings.closed_density
    ):
        elsewhere = evidence["contact_outside_elsewhere"]
        words += f" {evidence['contact_outside']:.0%} of their contacts lead out, of other groups {elsewhere:.0%}."
    if evidence["requests"] < network.settings.turned_away_requests:
        return f"{words} Too few requests from outside were due for an answer to tell how others are met."
    share = evidence["unanswered_share_elsewhere"]
    against = "" if share is None else f", against {share:.0%} elsewhere"
    words += f" {evidence['unanswered']} of {evidence['requests']} requests from outside had no help in answer{against}"
    return (
        f"{words}: it turns others away, which comes close to exclusion."
        if evidence["turns_others_away"]
        else f"{words}."
    )


def _watch(count: int) -> Finding:
    groups = "1 group keeps" if count == 1 else f"{count} groups keep"
    why = f"{groups} much to themselves, but not for long enough, or not more than chance can explain."
    advice = "Nothing to do but to keep doors open: mixed tasks and shared breaks do everyone good."
    return Finding("closed_group", "watch", evidence={"count": count}, why=why, advice=advice)
