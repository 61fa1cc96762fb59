"""Do people who work remotely get less contact with their own team?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

import numpy as np
from scipy import sparse

from ally_graph.compute import compiled
from ally_graph.findings import guards
from ally_graph.findings.finding import DETECTORS, Finding
from ally_graph.network import Network
from ally_graph.records import Records
from ally_graph.settings import Settings
from ally_graph.stats import chance, distributions
from ally_graph.stats.intervals import Z_95
from ally_graph.wording.counts import tally, team_words

KEY = "remote_gap"
COMPANY = "company"
DRAWN_PEOPLE_AT_ONCE = 2_000_000
DENSE_TEAM = 500
LEAST_RATIO = 1e-3
CONTACTS, TIME = 0, 1
FAR, MIXED, NEAR = 0, 1, 2
Members = list[tuple[str, np.ndarray]]
ADVICE = (
    "Ask the remote colleagues what they miss. A regular check-in, a virtual coffee, a buddy nearby and work that "
    "everyone can see bring people closer."
)
WORK_MODES = "Add the work mode (onsite, hybrid, remote) and the team of each person to the table of people."
EVIDENCE = {
    "count": "groups with a gap that chance may have made or that did not last; in watch only",
    "scope": "`company`, or the name of the team",
    "teams": "teams that are compared within",
    "remote": "people who work remotely",
    "others": "people who don't",
    "rr": "contact between remote people and others, as a share of that among the others, for the same days together",
    "rr_low": "low end of its 95 % interval",
    "rr_high": "high end of its 95 % interval",
    "rr_both_remote": "the same ratio for contact among remote people",
    "p": "how likely so low a ratio is when work modes are shuffled within teams",
    "contacts_with_remote": "contacts between remote people and others",
    "contacts_near": "contacts among the others",
}
"""What each number of a finding means, by its key in `evidence`."""


@dataclass(frozen=True)
class _Team:
    """The people of one team whose work mode is known, as codes, and the contacts of its pairs, by places in `who`."""

    who: np.ndarray
    remote: np.ndarray
    low: np.ndarray
    high: np.ndarray
    contacts: np.ndarray


@dataclass(frozen=True)
class _Days:
    """Who (row) was at work on each day (column), everyone's share of full time, and kernels for a large company."""

    present: np.ndarray
    fte: np.ndarray
    fast: ModuleType | None


@dataclass(frozen=True)
class _Compared:
    """Teams with what their pairs add up to: as they are, and in null samples with shuffled work modes.

    `seen` and `shuffled` have the axes: team; contacts or time together (`CONTACTS`, `TIME`); pairs that are both
    remote, mixed or neither (`FAR`, `MIXED`, `NEAR`); sample. `far` and `near` are how many people of a team are remote
    and not.
    """

    names: list[str]
    far: np.ndarray
    near: np.ndarray
    seen: np.ndarray
    shuffled: np.ndarray


@dataclass(frozen=True)
class _Gap:
    """The rate ratio of one team, or of all of them together, against shuffled work modes; `rows` are its teams."""

    scope: str
    rows: slice
    teams: int
    remote: int
    others: int
    ratio: float
    both_remote: float
    low: float
    high: float
    contacts: tuple[int, int]
    p: float


def _would_change(finding: Finding, settings: Settings) -> str:
    """So many more contacts that the rate ratio is above the limit."""
    evidence = finding.evidence
    if finding.status == "not_enough_data":
        least = settings.min_group
        return f"{least} people who work remotely and {least} who don't, in teams with contact on record, would do."
    if finding.status != "named":
        return ""
    now = evidence["contacts_with_remote"]
    lacking = now * (settings.remote_rate_ratio / max(evidence["rr"], LEAST_RATIO) - 1)
    more = int(lacking + LEAST_RATIO) + 1
    return (
        f"About {tally(more, 'more contact')} in {settings.window_days} days between remote "
        f"people and others of their team ({now:,} now) would end this finding."
    )


@DETECTORS.add(
    "Less contact at a distance",
    question="Does remote work cost contact?",
    key=KEY,
    about="company",
    place=70,
    page="alone",
    noun=("contact gap of remote work", "contact gaps of remote work"),
    would_change=_would_change,
    decides=("remote_distance",),
    evidence=EVIDENCE,
)
def remote_gap(network: Network, records: Records) -> list[Finding]:  # noqa: ARG001
    r"""Teams whose remote people have clearly less contact with the others than the others have among themselves.

    It is about groups and names nobody. Remote is compared with not remote: hybrid colleagues meet the ones on site and
    count with them. Only pairs inside a team are compared, so that teams with much or little contact don't matter.

    .. math:: RR = \frac{\sum_g a_g N_g / T_g}{\sum_g b_g M_g / T_g}

    with the contacts `a` and the time together `M` of pairs of one remote and one other person in team `g`, the same
    `b` and `N` of pairs without a remote person, and `T = M + N`. Time together is the days on which both are at work,
    times their full-time shares. 0.7 means three contacts in ten are missing.

    Returns
    -------
    findings
        One `named`, with no people, for the company and each team with five remote and five other people. `RR` is at
        most 0.7, and below 1 in two of the last three four-week slices. It is hardly ever as far from usual in 999 null
        samples with the work modes shuffled inside each team (both directions count; false discovery rate of 5 % over
        the groups). One `watch` counts the groups where it is as low, but chance or the passing of time can't be
        excluded. One `not_enough_data`.

    Notes
    -----
    People without any contact on record are left out: they are a finding of their own, and one or two of them must not
    speak for everyone who works remotely. Teams with fewer than five on either side count in the company's figure only;
    a team where all are remote has nobody to compare with and counts in none. The interval of `RR` comes from the
    spread of the shuffled samples; in large companies fewer are drawn, and a normal curve through their logarithms
    stands in for counting. Shuffling people, rather than contacts, allows for people who differ by nature.

    References
    ----------
    Mantel & Haenszel (1959), "Statistical aspects of the analysis of data from retrospective studies of disease";
    Krackhardt (1988), "Predicting with networks"; Yang et al. (2022), "The effects of remote work on collaboration
    among information workers".
    """
    if not guards.covers_enough(guards.in_contact(network), network.settings):
        why = "The records touch too few of the people to compare who has how much contact."
        return [_unknown(why, *guards.to_cover_more(network.settings))]
    members = _members(network)
    teams = _compared(network, members, 0)
    scopes = _scopes(teams, network.settings.min_group)
    if not scopes:
        return [_unknown("Too few people with a known team work remotely, or beside those who do, to compare them.")]
    if _none_is_low(network, teams, scopes):
        return []
    teams = _compared(network, members, _draws(network, members))
    gaps = [gap for gap in (_gap(network, teams, *scope) for scope in scopes) if gap is not None]
    if not gaps:
        return [_unknown("Too little contact inside the teams is on record to compare.")]
    q = chance.false_discovery(np.array([gap.p for gap in gaps]))
    low = [(gap, rate) for gap, rate in zip(gaps, q, strict=True) if gap.ratio <= network.settings.remote_rate_ratio]
    beyond = [(gap, rate) for gap, rate in low if rate <= network.settings.false_discovery_rate]
    slices = _slices(network, members) if beyond else []
    sure = [(gap, rate) for gap, rate in beyond if _lasting(slices, gap.rows)]
    return [_named(gap, rate) for gap, rate in sure] + _watched(len(low) - len(sure))


def _none_is_low(network: Network, teams: _Compared, scopes: list[tuple[str, slice]]) -> bool:
    """Whether there is something to compare but no gap as wide as one has to be: then no chance has to be drawn."""
    ratios = np.array([_ratio(teams.seen[rows])[0] for _, rows in scopes])
    return bool(np.isfinite(ratios).any() and not (ratios <= network.settings.remote_rate_ratio).any())


def _draws(network: Network, members: Members) -> int:
    """How many null samples are drawn: as many as the settings ask for, or what a large company allows."""
    size = sum(len(who) for _, who in members)
    return int(np.clip(DRAWN_PEOPLE_AT_ONCE // max(1, size), 99, network.settings.null_draws))


def _compared(network: Network, members: Members, draws: int) -> _Compared:
    """Every team with so many null samples."""
    remote, rng = _remote(network), chance.generator(network.settings.seed, 21)
    found, days = np.zeros((len(members), 2, 3, draws + 1)), _days(network)
    for k, team in enumerate(_teams(network, members)):
        shuffled = rng.permuted(np.tile(team.remote, (draws, 1)), axis=1)
        found[k] = _pairs(days, team, np.concatenate([team.remote[None, :], shuffled]))
    far = np.array([remote[who].sum() for _, who in members], dtype=int)
    near = np.array([len(who) for _, who in members], dtype=int) - far
    return _Compared([name for name, _ in members], far, near, found[..., :1], found[..., 1:])


def _members(network: Network) -> Members:
    """The people of each team in which remote people have somebody to be compared with, sorted by the team's name."""
    people = network.people
    staff = guards.is_staff(network) & people["work_mode"].notna()
    in_touch = network.contacts_by_person > 0
    some = staff.to_numpy() & in_touch & (network.exposure >= network.settings.min_exposure_days)
    remote, found = _remote(network), []
    for name, who in network.members("team", some):
        if remote[who].any() and (~remote[who]).sum() >= 2:
            found.append((name, who))
    return found


def _remote(network: Network) -> np.ndarray:
    """Who works remotely."""
    return (network.people["work_mode"] == "remote").fillna(False).to_numpy(dtype=bool)


def _teams(network: Network, members: Members, start: float = 0, stop: float = np.inf) -> Iterator[_Team]:
    """The teams, one by one, with their contacts of these ages, from (inclusive) to (exclusive)."""
    pairs, contacts, remote = network.pairs, network.contacts(start, stop), _remote(network)
    code, place = np.full(network.size, -1, dtype=np.int32), np.zeros(network.size, dtype=np.int64)
    for number, (_, who) in enumerate(members):
        code[who], place[who] = number, np.arange(len(who))
    team = code[pairs.low]
    inside = np.flatnonzero((team >= 0) & (team == code[pairs.high]) & (contacts > 0))
    inside = inside[np.argsort(team[inside], kind="stable")]
    edges = np.searchsorted(team[inside], np.arange(len(members) + 1))
    low, high, contacts = place[pairs.low[inside]], place[pairs.high[inside]], contacts[inside]
    for number, (_, who) in enumerate(members):
        part = slice(edges[number], edges[number + 1])
        yield _Team(who, remote[who], low[part], high[part], contacts[part])


def _days(network: Network, start: float = 0, stop: float = np.inf) -> _Days:
    """Who was at work on each day of these ages."""
    fte = network.people["fte"].to_numpy(dtype=float)
    return _Days(network.present_at(start, stop), fte, compiled.kernels(len(network.events)))


def _both_ways(team: _Team) -> np.ndarray | sparse.csr_array:
    """The symmetric matrix of contact counts; a plain array for all but the largest teams, where it is much quicker."""
    size, contacts = len(team.who), team.contacts.astype(float)
    if size <= DENSE_TEAM:
        one_way = np.bincount(team.low * size + team.high, contacts, minlength=size * size).reshape(size, size)
        return one_way + one_way.T
    one_way = sparse.coo_array((contacts, (team.low, team.high)), shape=(size, size)).tocsr()
    return (one_way + one_way.T).tocsr()


def _scopes(teams: _Compared, least: int) -> list[tuple[str, slice]]:
    """All teams together, and each that is large enough on both sides to be shown by itself, as is what is left."""
    far, near = int(teams.far.sum()), int(teams.near.sum())
    pooled = [(COMPANY, slice(None))] if min(far, near) >= least else []
    large = (np.minimum(teams.far, teams.near) >= least) & (far + near - teams.far - teams.near >= least)
    return pooled + [(teams.names[k], slice(k, k + 1)) for k in np.flatnonzero(large)]


def _gap(network: Network, teams: _Compared, scope: str, some: slice) -> _Gap | None:
    """The rate ratio of some of the teams, None where too little happened to have one."""
    seen = teams.seen[some]
    ratio = float(_ratio(seen)[0])
    if not np.isfinite(ratio):
        return None
    shuffled = _ratio(teams.shuffled[some])
    logs = np.log(np.maximum(np.where(np.isfinite(shuffled), shuffled, 1.0), LEAST_RATIO))
    error = float(logs.std())
    return _Gap(
        scope=scope,
        rows=some,
        teams=len(seen),
        remote=int(teams.far[some].sum()),
        others=int(teams.near[some].sum()),
        ratio=ratio,
        both_remote=float(_ratio(seen, FAR)[0]),
        low=ratio * float(np.exp(-Z_95 * error)),
        high=ratio * float(np.exp(Z_95 * error)),
        contacts=(int(seen[:, CONTACTS, MIXED].sum()), int(seen[:, CONTACTS, NEAR].sum())),
        p=_chance_of(max(ratio, LEAST_RATIO), logs, network.settings.null_draws),
    )


def _chance_of(ratio: float, logs: np.ndarray, wanted: int) -> float:
    """How likely a ratio as far below usual is, either way; by a normal curve where fewer samples could be drawn."""
    if len(logs) < wanted:
        below = float(distributions.normal_cdf(np.log(ratio), logs.mean(), max(logs.std(), 1e-9)))
    else:
        below = float((1 + (logs <= np.log(ratio) + 1e-12).sum()) / (len(logs) + 1))
    return min(1.0, 2 * below)


def _pairs(days: _Days, team: _Team, remote: np.ndarray) -> np.ndarray:
    """Sums over the pairs of a team, for each row of who is remote; axes as in `_Compared`.

    The product of two people's full-time shares on each day at work is the time both were there.
    """
    if days.fast and len(team.who) <= DENSE_TEAM:
        return days.fast.sums_by_mode(team.low, team.high, team.contacts, days.present, days.fte, team.who, remote)
    far, contacts = remote.astype(float), _both_ways(team)
    to_far, total = np.asarray((contacts @ far.T).T), np.asarray(contacts.sum(axis=0)).ravel()
    there = days.present[team.who] * days.fte[team.who, None]
    return np.array([_kinds_of_pairs(to_far, total, far), _kinds_of_pairs(*_time(there, far), far)])


def _kinds_of_pairs(to_far: np.ndarray, total: np.ndarray, far: np.ndarray) -> tuple[np.ndarray, ...]:
    """Sums over pairs of each kind, from what each person shares with remote people and with everyone."""
    with_far = np.einsum("ij,ij->i", to_far, far)
    mixed = to_far.sum(axis=1) - with_far
    return with_far / 2, mixed, (total.sum() - far @ total - mixed) / 2


def _time(days: np.ndarray, far: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The time each person shares with remote people, for each row of who is remote, and with everyone."""
    if len(days) <= DENSE_TEAM:
        together = days @ days.T
        np.fill_diagonal(together, 0.0)
        return far @ together, together.sum(axis=0)
    own = (days**2).sum(axis=1)
    return (far @ days) @ days.T - far * own, days @ days.sum(axis=0) - own


def _ratio(pairs: np.ndarray, kind: int = MIXED) -> np.ndarray:
    """The rate ratio over teams of mixed pairs (or of pairs that are both remote) to near ones, by sample."""
    time, near_time = pairs[:, TIME, kind], pairs[:, TIME, NEAR]
    whole = time + near_time
    weight = np.divide(1.0, whole, out=np.zeros_like(whole), where=whole > 0)
    above = (pairs[:, CONTACTS, kind] * near_time * weight).sum(axis=0)
    below = (pairs[:, CONTACTS, NEAR] * time * weight).sum(axis=0)
    return np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)


def _slices(network: Network, members: Members) -> list[np.ndarray]:
    """The pairs of all teams as they were in each of the last slices."""
    found = []
    for part in network.slices:
        days, teams = _days(network, *part), _teams(network, members, *part)
        found.append(np.array([_pairs(days, team, team.remote[None, :]) for team in teams]))
    return found


def _lasting(slices: list[np.ndarray], some: slice) -> bool:
    """Whether the ratio of some teams was below 1 in two of the last three slices."""
    known = [ratio for ratio in (_ratio(pairs[some])[0] for pairs in slices) if np.isfinite(ratio)]
    return sum(ratio < 1 for ratio in known) >= guards.slices_needed(len(known))


def _evidence(gap: _Gap) -> dict:
    return {
        "scope": gap.scope,
        "teams": gap.teams,
        "remote": gap.remote,
        "others": gap.others,
        "rr": gap.ratio,
        "rr_low": gap.low,
        "rr_high": gap.high,
        "rr_both_remote": gap.both_remote,
        "p": gap.p,
        "contacts_with_remote": gap.contacts[0],
        "contacts_near": gap.contacts[1],
    }


def _named(gap: _Gap, q: float) -> Finding:
    where = "Within the teams" if gap.scope == COMPANY else f"In {team_words(gap.scope)}"
    why = (
        f"{where}, remote people have {gap.ratio:.0%} of the contact with the others that the others have among "
        f"themselves ({gap.low:.0%} to {gap.high:.0%}), for the same days at work together; {gap.remote} people are "
        f"compared with {gap.others}."
    )
    return Finding(KEY, "named", (), float(q), gap.ratio, _evidence(gap), why, ADVICE)


def _watched(count: int) -> list[Finding]:
    if count == 0:
        return []
    groups = "In one group" if count == 1 else f"In {count} groups"
    why = f"{groups} remote people have less contact, but chance can't be excluded, or it did not last."
    advice = "Ask remote and other colleagues alike how they keep in touch, and look again in a month."
    return [Finding(KEY, "watch", evidence={"count": count}, why=why, advice=advice)]


def _unknown(why: str, advice: str = WORK_MODES, change: str = "") -> Finding:
    return Finding(KEY, "not_enough_data", why=why, advice=advice, would_change=change)
