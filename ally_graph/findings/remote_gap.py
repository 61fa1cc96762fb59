"""Do people who work remotely get less contact with their own team?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ally_graph import chance, distributions
from ally_graph.findings.finding import DETECTORS, Finding, count_words
from ally_graph.intervals import Z_95
from ally_graph.network import Network
from ally_graph.records import Records
from ally_graph.settings import Settings

KEY = "remote_gap"
COMPANY = "company"
DRAWN_PEOPLE_AT_ONCE = 2_000_000
DENSE_TEAM = 500
LEAST_RATIO = 1e-3
Members = list[tuple[str, np.ndarray]]
ADVICE = (
    "Ask the remote colleagues what they miss. A regular check-in, a virtual coffee, a buddy nearby and work that "
    "everyone can see bring people closer."
)


@dataclass(frozen=True)
class _Team:
    """The people of one team whose work mode is known, with their contacts and days together.

    `contacts` is the symmetric matrix of contact counts; `days` (people by days) holds the full-time share of each
    person on each day at work, so that the product of two rows is the time both were there.
    """

    name: str
    remote: np.ndarray
    contacts: np.ndarray | sparse.csr_array
    days: np.ndarray


@dataclass(frozen=True)
class _Pairs:
    """Contacts and time together, summed over the pairs of each kind, for several worlds (rows) of one team."""

    far: np.ndarray
    far_time: np.ndarray
    mixed: np.ndarray
    mixed_time: np.ndarray
    near: np.ndarray
    near_time: np.ndarray


@dataclass(frozen=True)
class _Compared:
    """One team's pairs as they are, in worlds with shuffled work modes, and in each of the last slices."""

    name: str
    far: int
    near: int
    seen: _Pairs
    shuffled: _Pairs
    slices: tuple[_Pairs, ...]


@dataclass(frozen=True)
class _Gap:
    """The rate ratio of one team, or of all of them together, against shuffled work modes."""

    scope: str
    teams: int
    remote: int
    others: int
    ratio: float
    both_remote: float
    low: float
    high: float
    contacts: tuple[int, int]
    lasting: bool
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
        f"About {count_words(more, 'more contact', 'more contacts')} in {settings.window_days} days between remote "
        f"people and others of their team ({now:,} now) would end this finding."
    )


@DETECTORS.add(
    "Less contact at a distance",
    question="Does remote work cost contact?",
    key=KEY,
    about="groups",
    would_change=_would_change,
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
        One `named`, with no people, for the company and each team with five remote and five other people: `RR` at most
        0.7, hardly ever as far from usual in 999 worlds with the work modes shuffled inside each team (both directions
        count; false discovery rate of 5 % over the groups), and below 1 in two of the last three four-week slices. One
        `watch` counts the groups where it is as low, but chance or the passing of time can't be excluded. One
        `not_enough_data`.

    Notes
    -----
    People without any contact on record are left out: they are a finding of their own, and one or two of them must not
    speak for everyone who works remotely. Teams with fewer than five on either side count in the company's figure only;
    a team where all are remote has nobody to compare with and counts in none. The interval of `RR` comes from the
    spread of the shuffled worlds; in large companies fewer are drawn, and a normal curve through their logarithms
    stands in for counting. Shuffling people, rather than contacts, allows for people who differ by nature.

    References
    ----------
    Mantel & Haenszel (1959), "Statistical aspects of the analysis of data from retrospective studies of disease";
    Krackhardt (1988), "Predicting with networks"; Yang et al. (2022), "The effects of remote work on collaboration
    among information workers".
    """
    if not _covered(network):
        return [_unknown("The records touch too few of the people to compare who has how much contact.")]
    teams = _compared(network)
    scopes = _scopes(teams, network.settings.min_group)
    if not scopes:
        return [_unknown("Too few people with a known team work remotely, or beside those who do, to compare them.")]
    gaps = [gap for gap in (_gap(network, scope, some) for scope, some in scopes) if gap is not None]
    if not gaps:
        return [_unknown("Too little contact inside the teams is on record to compare.")]
    q = chance.false_discovery(np.array([gap.p for gap in gaps]))
    low = [(gap, rate) for gap, rate in zip(gaps, q, strict=True) if gap.ratio <= network.settings.remote_rate_ratio]
    sure = [(gap, rate) for gap, rate in low if rate <= network.settings.false_discovery_rate and gap.lasting]
    return [_named(gap, rate) for gap, rate in sure] + _watched(len(low) - len(sure))


def _covered(network: Network) -> bool:
    """Whether the records touch enough of the people for little contact to mean something."""
    return bool(network.size and (network.contacts_by_person > 0).mean() >= network.settings.coverage_floor)


def _compared(network: Network) -> list[_Compared]:
    """Every team with its worlds."""
    members = _members(network)
    teams = _teams(network, members)
    slices = [_teams(network, members, *part) for part in network.slices]
    size = sum(len(team.remote) for team in teams)
    rng = chance.generator(network.settings.seed, 21)
    draws = int(np.clip(DRAWN_PEOPLE_AT_ONCE // max(1, size), 99, network.settings.null_draws))
    return [
        _Compared(
            name=team.name,
            far=int(team.remote.sum()),
            near=int((~team.remote).sum()),
            seen=_pairs(team, team.remote[None, :]),
            shuffled=_pairs(team, rng.permuted(np.tile(team.remote, (draws, 1)), axis=1)),
            slices=tuple(_pairs(part[k], team.remote[None, :]) for part in slices),
        )
        for k, team in enumerate(teams)
    ]


def _members(network: Network) -> Members:
    """The people of each team in which remote people have somebody to be compared with, sorted by the team's name."""
    people = network.people
    staff = people["kind"].isin(network.settings.isolated_kinds) & people["work_mode"].notna() & people["team"].notna()
    in_touch = network.contacts_by_person > 0
    rows = np.flatnonzero(staff.to_numpy() & in_touch & (network.exposure >= network.settings.min_exposure_days))
    remote, found = _remote(network), []
    for name, place in sorted(people.iloc[rows].groupby("team", observed=True).indices.items()):
        far = remote[rows[place]]
        if far.any() and (~far).sum() >= 2:
            found.append((str(name), rows[place]))
    return found


def _remote(network: Network) -> np.ndarray:
    """Who works remotely."""
    return (network.people["work_mode"] == "remote").fillna(False).to_numpy(dtype=bool)


def _teams(network: Network, members: Members, start: float = 0, stop: float = np.inf) -> list[_Team]:
    """The teams with their contacts and days of these ages, from (inclusive) to (exclusive)."""
    pairs, contacts = network.pairs, network.contacts(start, stop)
    days, remote = _days(network, start, stop), _remote(network)
    code, place = np.full(network.size, -1), np.zeros(network.size, dtype=np.int64)
    for number, (_, who) in enumerate(members):
        code[who], place[who] = number, np.arange(len(who))
    team = code[pairs.low]
    inside = np.flatnonzero((team >= 0) & (team == code[pairs.high]) & (contacts > 0))
    inside = inside[np.argsort(team[inside], kind="stable")]
    edges = np.searchsorted(team[inside], np.arange(len(members) + 1))
    found = []
    for number, (name, who) in enumerate(members):
        part = inside[edges[number] : edges[number + 1]]
        ends = place[pairs.low[part]], place[pairs.high[part]]
        found.append(_Team(name, remote[who], _both_ways(*ends, contacts[part], len(who)), days[who]))
    return found


def _both_ways(one: np.ndarray, other: np.ndarray, contacts: np.ndarray, size: int) -> np.ndarray | sparse.csr_array:
    """The symmetric matrix of contact counts; a plain array for all but the largest teams, where it is much quicker."""
    if size <= DENSE_TEAM:
        one_way = np.bincount(one * size + other, contacts, minlength=size * size).reshape(size, size)
        return one_way + one_way.T
    one_way = sparse.coo_array((contacts.astype(float), (one, other)), shape=(size, size)).tocsr()
    return (one_way + one_way.T).tocsr()


def _days(network: Network, start: float, stop: float) -> np.ndarray:
    """The full-time share of each person (row) on each day at work (column) of these ages."""
    days = network.present.shape[1]
    part = slice(max(0, days - int(min(stop, days))), days - int(start))
    return network.present[:, part] * network.people["fte"].to_numpy(dtype=float)[:, None]


def _scopes(teams: list[_Compared], least: int) -> list[tuple[str, list[_Compared]]]:
    """All teams together, and each that is large enough on both sides to be shown by itself, as is what is left."""
    far, near = sum(team.far for team in teams), sum(team.near for team in teams)
    pooled = [(COMPANY, teams)] if min(far, near) >= least else []
    large = [team for team in teams if min(team.far, team.near) >= least]
    return pooled + [(team.name, [team]) for team in large if far + near - team.far - team.near >= least]


def _gap(network: Network, scope: str, teams: list[_Compared]) -> _Gap | None:
    """The rate ratio of these teams, None where too little happened to have one."""
    seen = [team.seen for team in teams]
    ratio = float(_ratio(seen)[0])
    if not np.isfinite(ratio):
        return None
    shuffled = _ratio([team.shuffled for team in teams])
    logs = np.log(np.maximum(np.where(np.isfinite(shuffled), shuffled, 1.0), LEAST_RATIO))
    error = float(logs.std())
    return _Gap(
        scope=scope,
        teams=len(teams),
        remote=sum(team.far for team in teams),
        others=sum(team.near for team in teams),
        ratio=ratio,
        both_remote=float(_ratio(seen, both=True)[0]),
        low=ratio * float(np.exp(-Z_95 * error)),
        high=ratio * float(np.exp(Z_95 * error)),
        contacts=(int(sum(pairs.mixed[0] for pairs in seen)), int(sum(pairs.near[0] for pairs in seen))),
        lasting=_lasting(teams),
        p=_chance_of(max(ratio, LEAST_RATIO), logs, network.settings.null_draws),
    )


def _chance_of(ratio: float, logs: np.ndarray, wanted: int) -> float:
    """How likely a ratio as far below usual is, either way; by a normal curve where fewer worlds could be drawn."""
    if len(logs) < wanted:
        below = float(distributions.normal_cdf(np.log(ratio), logs.mean(), max(logs.std(), 1e-9)))
    else:
        below = float((1 + (logs <= np.log(ratio) + 1e-12).sum()) / (len(logs) + 1))
    return min(1.0, 2 * below)


def _pairs(team: _Team, remote: np.ndarray) -> _Pairs:
    """Sums over the pairs of a team, for each row of who is remote.

    Summed by person and by day instead of by pair: half of `(sum of rows)^2 - sum of rows^2` is the sum over pairs.
    """
    far = remote.astype(float)
    near = 1.0 - far
    to_far = np.asarray((team.contacts @ far.T).T)
    far_days, near_days = far @ team.days, near @ team.days
    own = (team.days**2).sum(axis=1)
    total = np.asarray(team.contacts.sum(axis=0)).ravel()
    mixed, twice_far = (to_far * near).sum(axis=1), (to_far * far).sum(axis=1)
    return _Pairs(
        far=twice_far / 2,
        far_time=((far_days**2).sum(axis=1) - far @ own) / 2,
        mixed=mixed,
        mixed_time=(far_days * near_days).sum(axis=1),
        near=(near @ total - mixed) / 2,
        near_time=((near_days**2).sum(axis=1) - near @ own) / 2,
    )


def _ratio(teams: list[_Pairs], *, both: bool = False) -> np.ndarray:
    """The rate ratio over teams of mixed pairs (or of pairs that are both remote) to near ones, by world."""
    above = below = 0.0
    for pairs in teams:
        count, time = (pairs.far, pairs.far_time) if both else (pairs.mixed, pairs.mixed_time)
        whole = time + pairs.near_time
        weight = np.divide(1.0, whole, out=np.zeros_like(whole), where=whole > 0)
        above = above + count * pairs.near_time * weight
        below = below + pairs.near * time * weight
    return np.divide(above, below, out=np.full(np.shape(above), np.nan), where=np.asarray(below) > 0)


def _lasting(teams: list[_Compared]) -> bool:
    """Whether the ratio was below 1 in two of the last three slices."""
    ratios = [_ratio(list(pairs))[0] for pairs in zip(*(team.slices for team in teams), strict=True)]
    known = [ratio for ratio in ratios if np.isfinite(ratio)]
    return sum(ratio < 1 for ratio in known) >= min(2, max(1, len(known)))


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
    where = "Within the teams" if gap.scope == COMPANY else f"In the team {gap.scope}"
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


def _unknown(why: str) -> Finding:
    advice = "Add the work mode (onsite, hybrid, remote) and the team of each person to the table of people."
    return Finding(KEY, "not_enough_data", why=why, advice=advice)
