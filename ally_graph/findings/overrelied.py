"""Who carries a lot for others?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ally_graph import measures
from ally_graph.findings import guards
from ally_graph.findings.finding import DETECTORS, Finding
from ally_graph.measures import leaning, reliance
from ally_graph.measures.strata import Strata, strata
from ally_graph.network import Network
from ally_graph.network.events import Events
from ally_graph.records import Records
from ally_graph.settings import Settings
from ally_graph.stats import chance, distributions, stopping
from ally_graph.vocabulary import Flow
from ally_graph.wording.counts import people_words

WEEK_DAYS = 7
FEW_KEYS = 100_000
"""Up to so many possible keys, counting all of them is quicker than sorting those there are."""
DRAWS_LIMIT = 10_000_000
DRAWS_AT_ONCE = 50
HEAVIER = 0.5
"""Standard errors of evidence that a load of one time the usual more takes less, beyond a clear load."""
ADVICE = (
    "Thank them, and ask what they would gladly hand on. Let a second person learn what their colleagues come for, "
    "and make room for it in both plans."
)
EVIDENCE = {
    "count": "people with a heavy load on whom hardly anyone depends; in watch only",
    "help_per_week": "helps given in a full-time week",
    "full_time_share": "share of full time they work, by which helps a week are divided",
    "stratum_median": "what is usual among colleagues like them",
    "load_ratio": "the first as a multiple of the second",
    "dependants": "people who get more than half of their help from them alone",
    "dependants_by_number": "how many these would be if newer help did not count for more, where they are others",
    "need_more_access": "colleagues who say they need more of their time",
    "share_of_help_lost": "share of all help that goes to people who would lose more than half of theirs without them",
    "people_losing_half": "how many these people are",
    "exposure_days": "days at work in the window",
    "window_days": "days looked back on, none before the records begin",
}
"""What each number of a finding means, by its key in `evidence`."""


@dataclass(frozen=True)
class _Load:
    """What is known about each person's load, as arrays over people."""

    weekly: np.ndarray
    usual: np.ndarray
    comparable: np.ndarray
    dependants: np.ndarray
    access: np.ndarray
    high_slices: np.ndarray
    slices_needed: np.ndarray


@dataclass(frozen=True)
class _Judged:
    """Each person's load and what was made of it: twice the usual, depended on beyond chance, over-relied on."""

    load: _Load
    heavy: np.ndarray
    q: np.ndarray
    depended_on: np.ndarray
    sure: np.ndarray


def _would_change(finding: Finding, settings: Settings) -> str:
    """The load below the effect floor, or nobody left for whom there is no one else."""
    evidence, least = finding.evidence, settings.overrelied_dependants
    if finding.status == "watch":
        return (
            f"If {least} people or more surely got over {settings.sole_source_share:.0%} of their help from one of "
            "them alone, that one would be named; the smaller the load, the surer it has to be."
        )
    if finding.status == "not_enough_data":
        return f"Help on record for {settings.coverage_floor:.0%} of the people would show what is usual."
    ways = []
    if finding.q is not None:
        fewer = evidence["dependants"] - least + 1
        ways.append(
            f"if {fewer} of the {evidence['dependants']} people who lean on them got "
            f"{1 - settings.sole_source_share:.0%} of their help or more from others"
        )
    if evidence["need_more_access"] >= settings.access_requests:
        ways.append(f"if fewer than {settings.access_requests} said that they need more of their time")
    load = settings.overrelied_load_ratio * evidence["stratum_median"]
    week = _week(evidence)
    return (
        f"This would end below {load:.1f} helps {week} ({evidence['help_per_week']:.1f} now), or {' and '.join(ways)}."
    )


def _week(evidence: dict) -> str:
    """Which week a load is told of: that of a full-time job, where the person's own is another."""
    return "a week" if evidence["full_time_share"] == 1 else "a full-time week"


@DETECTORS.add(
    "Carry a lot for others",
    question="Who carries a lot for others?",
    key="overrelied",
    about="people",
    place=20,
    page="load",
    noun=("person carries a lot for others", "people carry a lot for others"),
    counts="people",
    layer="support",
    would_change=_would_change,
    supports=("unequal_participation", "workload_pressure", "ally_burnout"),
    on_map="carries a lot",
    evidence=EVIDENCE,
)
def overrelied_helpers(network: Network, records: Records) -> list[Finding]:
    r"""People who help at least twice as much as colleagues like them, and on whom others depend alone.

    Helping a lot is no finding by itself: some people are popular, and a load of any size can be chance among people
    who differ. A person is named when the load is twice the median of colleagues like them, for each week at work and
    full-time share, in two of the last three four-week slices. Besides, at least two colleagues surely get more than
    half of their help from them alone, more than chance explains, or at least two say that they need more of their
    time.

    .. math:: D_i = \#\{j: s_{ij} > 0.5, \ n_j \ge 3\}, \quad s_{ij} = W_{ij} / \sum_k W_{kj},
        \quad z_{ij} = (h_{ij} / n_j - 0.5) \sqrt{n_j} / 0.5

    with the decayed help `W`, the number of helps `h` from `i` to `j` and `n` that `j` received, in the window and the
    one before together unless the shares of both differ beyond chance. The evidence of all dependants has to add up:
    :math:`\sum_j z_{ij} \ge 3 + \max(0, 4 - r_i)` at a load of `r` times the usual, or half a standard error less from
    five times the usual on. Two of whom each is 93 % sure to get more than half bring 3 together, or four of 77 %.
    (Divided by the root of their number, as in Stouffer et al. 1949, the limit would ask four people for more than
    two.) Each of the two it takes brings half a standard error at least: one who surely depends does not stand for
    both. A smaller load needs more evidence: more people come near it by chance, and it is those with the luckiest two
    that are looked at.

    What is compared with chance is how surely the second of the dependants depends: two who get nine tenths from
    one person are stronger evidence than four who get little more than half. Chance: everyone gives as much as they
    do, but at most three times the usual, the rest coming from others. Receivers are drawn anew inside the
    receiver's team in proportion to what they receive. The false discovery rate is 5 % over the people with twice
    the load (a choice that the drawing does not touch, see Bourgon et al. 2010). Without that limit the heaviest
    loads would explain themselves: somebody who gives half of all the help makes everyone depend on them in every
    null sample too.

    Returns
    -------
    findings
        One for each person; one `watch` with the count of busy helpers nobody depends on beyond chance; one
        `not_enough_data` where the records hold too little help to say what is usual. The same where most of it are
        answers of which the lowest may mean never.

    Notes
    -----
    People who report to the helper, or have left, are not counted as dependants. In large companies fewer null samples
    are drawn and the tail of a Poisson distribution with their mean stands in for counting.

    References
    ----------
    Cross & Parker (2004), "The Hidden Power of Social Networks"; Cross, Rebele & Grant (2016), "Collaborative
    overload"; Stouffer et al. (1949), "The American Soldier", for adding up `z`; Maslov & Sneppen (2002), "Specificity
    and stability in topology of protein networks"; Bourgon, Gentleman & Huber (2010), "Independent filtering increases
    detection power for high-throughput experiments".
    """
    unclear = guards.unclear_answers(network, records)
    if unclear:
        return [Finding("overrelied", "not_enough_data", why=unclear[0], advice=unclear[1], would_change=unclear[2])]
    judged = _judged(network, records)
    load = judged.load
    findings = [_named(network, load, judged.q, i, judged.depended_on[i]) for i in np.flatnonzero(judged.sure)]
    if load.weekly.any() and not load.comparable.any():
        findings.append(_nothing_usual())
    busy = int((judged.heavy & ~judged.sure).sum())
    if busy:
        more = ("other helps", "others help") if findings else ("person helps", "people help")
        who, of_whom = (f"1 {more[0]}", "it is not") if busy == 1 else (f"{busy:,} {more[1]}", "of none is it")
        why = f"{who} at least twice as much as usual; {of_whom} sure that others have nowhere else to turn."
        advice = "Nothing points to a problem. Thanks are never wrong, and neither is asking the whole team about load."
        findings.append(Finding("overrelied", "watch", evidence={"count": busy}, why=why, advice=advice))
    return findings


def overrelied_mask(network: Network, records: Records) -> np.ndarray:
    """Who passes every guard of `overrelied_helpers`, True or False by person."""
    return _judged(network, records).sure


def _judged(network: Network, records: Records) -> _Judged:
    """The load of each person and the verdict on it; drawn once for each network and kept with it."""
    return network.once("overrelied", lambda: _judge(network, records))


def _judge(network: Network, records: Records) -> _Judged:
    settings = network.settings
    load = _count(network)
    heavy = (load.weekly > 0) & (load.weekly >= settings.overrelied_load_ratio * load.usual) & load.comparable
    heavy &= guards.still_here(network)
    q = np.ones(network.size)
    q[heavy] = chance.false_discovery(_chance_of_dependants(network, load, np.flatnonzero(heavy)))
    several = load.dependants >= settings.overrelied_dependants
    surely = _surely(network, records, load, heavy & several)
    depended_on = surely & (q <= settings.false_discovery_rate)
    wanted = load.access >= settings.access_requests
    lasting = load.high_slices >= load.slices_needed
    return _Judged(load, heavy, q, depended_on, heavy & lasting & (depended_on | wanted))


def _surely(network: Network, records: Records, load: _Load, some: np.ndarray) -> np.ndarray:
    """On whom of some helpers others surely depend: all dependants together, and each of those it takes."""
    surely = np.zeros(network.size, dtype=bool)
    if some.any():
        sole, settings = _depend(network).tocoo(), network.settings
        theirs = some[sole.row]
        helper, dependant = sole.row[theirs], sole.col[theirs]
        sure = leaning.leaning(network, records, helper, dependant) / np.sqrt(guards.clumping_of_help(network))
        evidence = np.bincount(helper, sure, minlength=network.size)
        each = _bar(helper, sure, network.size, settings.overrelied_dependants) >= settings.sole_source_each
        surely = some & each & (evidence >= _needed(load, settings))
    return surely


def _needed(load: _Load, settings: Settings) -> np.ndarray:
    """How much evidence of dependants each load asks for: the smaller it is, the more."""
    ratio = np.divide(load.weekly, load.usual, out=np.zeros(len(load.weekly)), where=load.usual > 0)
    missing = settings.overrelied_clear_load - ratio
    return settings.sole_source_evidence + np.maximum(missing, HEAVIER * np.maximum(missing, -1.0))


def _nothing_usual() -> Finding:
    why = "Hardly anybody gives help on record here, so there is no usual load to compare with."
    advice = "Load records that cover more of the company, or look back further."
    return Finding("overrelied", "not_enough_data", why=why, advice=advice)


def _count(network: Network) -> _Load:
    """Count the load of each person and compare it with colleagues like them."""
    eligible = network.exposure >= network.settings.min_exposure_days
    groups = strata(network, eligible)
    given = np.asarray(network.help_events.sum(axis=1)).ravel()
    weekly = _weekly(given, network.effort, eligible)
    dependants = np.bincount(_depend(network).tocoo().row, minlength=network.size)
    high, needed = _slices(network, eligible)
    usual, comparable = _usual(network, groups, weekly)
    return _Load(weekly, usual, comparable, dependants, _access(network), high, needed)


def _depend(network: Network) -> sparse.csr_array:
    """Share of the help of those who are still here (column) that comes from a sole source (row)."""
    sole = reliance.sole_sources(network).tocoo()
    here = guards.still_here(network)[sole.col]
    return sparse.csr_array((sole.data[here], (sole.row[here], sole.col[here])), shape=sole.shape)


def _usual(network: Network, groups: Strata, weekly: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The usual load among colleagues like each person, and where there is such a thing.

    The median; where most give no help at all, the mean, provided that the records cover the people: in records that
    hardly touch anyone, every helper would stand out.
    """
    median, mean = np.nan_to_num(groups.median(weekly)), np.nan_to_num(groups.mean(weekly))
    covered = guards.covers_enough(guards.in_contact(network), network.settings)
    return np.where(median > 0, median, mean), (median > 0) | ((mean > 0) & covered)


def _weekly(given: np.ndarray, effort: np.ndarray, eligible: np.ndarray) -> np.ndarray:
    """Events of help a week of full-time work; nothing for people who were hardly there."""
    return np.divide(given * WEEK_DAYS, effort, out=np.zeros(len(given)), where=eligible & (effort > 0))


def _access(network: Network) -> np.ndarray:
    """How many colleagues say that they need more of each person's time."""
    asked = network.events.of(Flow.ACCESS)
    pairs = np.unique(asked.source.astype(np.int64) * network.size + asked.target)
    return np.bincount(pairs % max(1, network.size), minlength=network.size)


def _slices(network: Network, eligible: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """In how many of the last slices each load was above that of colleagues like them, and how many it takes."""
    support = network.events.support
    high, counted = np.zeros(network.size, dtype=int), np.zeros(network.size, dtype=int)
    for start, stop in network.slices:
        source = support.source[support.aged(start, stop)]
        here = network.present_at(start, stop).sum(axis=1)
        effort = here * network.people["fte"].to_numpy(dtype=float)
        load = _weekly(np.bincount(source, minlength=network.size), effort, eligible)
        present = (here > 0) & (len(source) > 0)
        usual = strata(network, eligible & present).median(load)
        high += present & (load > usual)
        counted += present
    return high, guards.slices_needed(counted)


def _chance_of_dependants(network: Network, load: _Load, helpers: np.ndarray) -> np.ndarray:
    """How likely it is that enough people come to depend as surely as these do on each helper, by chance alone.

    Helpers with too few dependants to be named count as sure chance, 1, which makes the others no likelier to be named;
    null samples are then drawn only of the teams that the others help.
    """
    p = np.ones(len(helpers))
    leaned_on = load.dependants[helpers] >= network.settings.overrelied_dependants
    who, team = helpers[leaned_on], measures.groups(network, "team")
    support = network.events.support
    leaned_on_here, helped = np.zeros(network.size, dtype=bool), np.zeros(int(team.max(initial=0)) + 2, dtype=bool)
    leaned_on_here[who] = True
    helped[team[support.target[leaned_on_here[support.source]]]] = True
    support = support.where(helped[team][support.target])
    if len(support):
        p[leaned_on] = _in_null_samples(network, support, load, who)
    return p


def _in_null_samples(network: Network, support: Events, load: _Load, helpers: np.ndarray) -> np.ndarray:
    """How often enough people depend as surely on each helper in null samples with receivers drawn anew."""
    settings, fixed = network.settings, _Fixed(network, support, helpers)
    needed = settings.overrelied_dependants
    bar = _bar(*fixed.sureness(support.target, np.ones(len(support), dtype=bool)), len(helpers), needed)
    draws = int(np.clip(DRAWS_LIMIT // len(support), 20, settings.null_draws))
    at_least, total, drawn = np.zeros(len(helpers)), np.zeros(len(helpers)), 0
    rng = chance.generator(settings.seed, 3)
    keeping = _kept_share(network, load)[support.source]
    step = int(np.clip(FEW_KEYS // (len(helpers) * network.size), 1, DRAWS_AT_ONCE))
    for samples in chance.redrawn_receivers(support, measures.groups(network, "team"), draws, rng):
        kept = rng.random(samples.shape) < keeping
        for first in range(0, len(samples), step):
            some = fixed.dependants(samples[first : first + step], kept[first : first + step], bar)
            at_least += ((some >= needed) | np.isinf(bar)).sum(axis=0)
            total += some.sum(axis=0)
            drawn += len(some)
            if stopping.all_common(at_least, drawn, settings.false_discovery_rate):
                return (1 + at_least) / (1 + drawn)
    if draws == settings.null_draws:
        return (1 + at_least) / (draws + 1)
    rare = distributions.poisson_above(needed - 1, (total + 1) / (draws + 1))
    return np.where(np.isinf(bar), 1.0, np.clip(rare, 0.0, 1.0))


def _bar(row: np.ndarray, sureness: np.ndarray, helpers: int, needed: int) -> np.ndarray:
    """How surely the last of the needed dependants of each helper depends; minus infinity where there are too few."""
    order = np.lexsort((-sureness, row))
    row, sureness = row[order], sureness[order]
    first = np.searchsorted(row, np.arange(helpers))
    bar = np.full(helpers, -np.inf)
    there = np.bincount(row, minlength=helpers) >= needed
    bar[there] = sureness[first[there] + needed - 1]
    return bar


def _kept_share(network: Network, load: _Load) -> np.ndarray:
    """The share of each person's help that is no more than the load some people carry by nature."""
    natural = network.settings.overrelied_natural_load * load.usual
    return np.clip(np.divide(natural, load.weekly, out=np.ones(network.size), where=load.weekly > 0), 0.0, 1.0)


class _Fixed:
    """What is the same in every null sample, so that counting dependants in one is quick."""

    def __init__(self, network: Network, support: Events, helpers: np.ndarray) -> None:
        row = np.full(network.size, -1)
        row[helpers] = np.arange(len(helpers))
        self.settings, self.size, self.helpers = network.settings, network.size, helpers
        self.weight, self.helper = network.decayed(support), row[support.source]
        self.managers = reliance.managers(network)

    def dependants(self, samples: np.ndarray, kept: np.ndarray, bar: np.ndarray) -> np.ndarray:
        """How many depend on each helper (column) as surely as the bar asks, in each of some null samples (rows)."""
        row, sureness = self.sureness(samples, kept)
        helpers = len(self.helpers)
        as_sure = np.bincount(row[sureness >= bar[row % helpers]], minlength=len(samples) * helpers)
        return as_sure.reshape(len(samples), helpers)

    def sureness(self, receivers: np.ndarray, kept: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Each pair of a helper (by row) and a dependant, when events go to these receivers: the row, and how surely.

        Events that are not kept have other givers. Of several samples each has its own rows, as many as helpers.
        """
        receivers, kept = np.atleast_2d(receivers), np.atleast_2d(kept)
        samples, size, mine = len(receivers), self.size, self.helper >= 0
        there, place = receivers >= 0, receivers + size * np.arange(samples)[:, None]
        weight = np.broadcast_to(self.weight, receivers.shape)
        received = np.bincount(place[there], weight[there], minlength=samples * size)
        events = np.bincount(place[there], minlength=samples * size)
        theirs = (there & kept)[:, mine]
        keys = self.helper[mine] * (samples * size) + place[:, mine]
        pairs, given = _summed(keys[theirs], weight[:, mine][theirs])
        helper, place = pairs // (samples * size), pairs % (samples * size)
        enough = (events >= self.settings.sole_source_events) & (received > 0)
        limit = self.settings.sole_source_share
        mostly = reliance.is_most(given, received[place], limit)
        counted = mostly & enough[place] & (self.managers[place % size] != self.helpers[helper])
        helper, place = helper[counted], place[counted]
        row = place // size * len(self.helpers) + helper
        return row, leaning.sureness(given[counted] / received[place], events[place], limit)


def _summed(keys: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different keys, in rising order, and the sum of the weights of each.

    >>> _summed(np.array([3, 1, 3]), np.array([1.0, 2.0, 4.0]))
    (array([1, 3]), array([2., 5.]))
    """
    if keys.max(initial=0) > FEW_KEYS:
        found, place = np.unique(keys, return_inverse=True)
        return found, np.bincount(place, weights, len(found))
    found = np.flatnonzero(np.bincount(keys))
    return found, np.bincount(keys, weights)[found]


def _named(network: Network, load: _Load, q: np.ndarray, i: int, depended_on: bool) -> Finding:
    person = network.people.index[i]
    ratio = load.weekly[i] / load.usual[i]
    loss = reliance.removal(network, person)
    evidence = {
        "help_per_week": load.weekly[i],
        "full_time_share": float(network.people["fte"].iloc[i]),
        "stratum_median": load.usual[i],
        "load_ratio": ratio,
        "dependants": load.dependants[i],
        **(_by_number(network, i) if depended_on else {}),
        "need_more_access": load.access[i],
        "share_of_help_lost": loss["share_of_help_lost"],
        "people_losing_half": len(loss["people_losing_half"]),
        "exposure_days": int(network.exposure[i]),
        "window_days": network.observed_days,
    }
    reasons = []
    if depended_on:
        reasons.append(f"{people_words(int(load.dependants[i]))} get more than half of their help from them alone")
    if load.access[i] >= network.settings.access_requests:
        reasons.append(f"{people_words(int(load.access[i]))} say they need more of their time")
    why = (
        f"About {load.weekly[i]:.1f} helps {_week(evidence)}, {ratio:.1f} times what is usual among colleagues like "
        f"them; {' and '.join(reasons)}.{_newer_counts_more(evidence)}"
    )
    rate = float(q[i]) if depended_on else None
    return Finding("overrelied", "named", (person,), rate, ratio, evidence, why, ADVICE)


def _by_number(network: Network, i: int) -> dict:
    """How many would depend on somebody if each help counted the same, where those are others."""
    settings, events = network.settings, network.help_events.tocsr()
    received, mine = np.asarray(events.sum(axis=0)).ravel(), events[[i]].toarray()[0]
    others = (reliance.managers(network) != i) & guards.still_here(network) & (received >= settings.sole_source_events)
    counted = others & reliance.is_most(mine, received, settings.sole_source_share)
    same = (counted == (_depend(network)[[i]].toarray()[0] > 0)).all()
    return {} if same else {"dependants_by_number": int(counted.sum())}


def _newer_counts_more(evidence: dict) -> str:
    """That help is weighed, where counting it gives other dependants."""
    if "dependants_by_number" not in evidence:
        return ""
    number = evidence["dependants_by_number"]
    told = f"{number:,}" if number != evidence["dependants"] else "as many others"
    return f" Newer help counts for more in this; by the number of helps alone it would be {told}."
