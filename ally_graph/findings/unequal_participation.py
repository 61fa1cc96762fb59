"""Do some help while others don't?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ally_graph.findings import guards, inside_teams
from ally_graph.findings.finding import DETECTORS, Finding
from ally_graph.network import Network
from ally_graph.records import Records
from ally_graph.settings import Settings
from ally_graph.stats import chance, distributions
from ally_graph.stats.intervals import wilson
from ally_graph.wording.counts import team_words

_Drawn = tuple[np.random.Generator, np.ndarray, np.ndarray]
KEY = "unequal_participation"
COMPANY = "company"
DRAWN_PEOPLE_AT_ONCE = 2_000_000
SLICE_DRAWS = 99
MANY_PEOPLE, FEW_DRAWS = 20_000, 20
CLEARLY = 6.0
TOP = 0.05
ADVICE = (
    "Let roles of support go round, such as buddy, mentor and reviewer, give them a place in everyone's plan, and "
    "thank those who take one on."
)
EVIDENCE = {
    "count": "groups that are above chance, no further than people differ by nature; in watch only",
    "scope": "`company`, or the name of the team",
    "people": "people who are compared",
    "events": "helps they gave",
    "gini": "how unevenly help is given for each full-time week: 0 all alike, near 1 where one gives all",
    "gini_low": "low end of its 95 % interval",
    "gini_high": "high end of its 95 % interval",
    "gini_expected_by_chance": "what it would be on average if all gave at the same rate",
    "gini_chance_97_5": "what 97.5 of 100 such worlds stay below",
    "excess": "the Gini less that by chance",
    "beyond_chance": "what chance leaves of the Gini, which does not depend on how much is counted",
    "beyond_chance_low": "low end of its 95 % interval",
    "none_share": "share of people who give no help",
    "none_low": "low end of its 95 % interval",
    "none_high": "high end of its 95 % interval",
    "none_by_chance": "share who would give none by chance",
    "top_5_percent_share": "share of all help that the twentieth of the people who give most give",
    "within_natural_differences": "whether the company is no further off than people differ by nature; in watch only",
    **inside_teams.EVIDENCE,
}
"""What each number of a finding means, by its key in `evidence`."""


@dataclass(frozen=True)
class _Help:
    """How often each person gave help, and the full-time days they had for it: in the window and in its slices."""

    given: np.ndarray
    effort: np.ndarray
    slices: tuple[tuple[np.ndarray, np.ndarray], ...] = ()


@dataclass(frozen=True)
class _Spread:
    """How evenly help is spread over the people of the company or of a team.

    `chance` and `chance_high` are the mean and the 97.5th percentile of the Gini in null samples where everyone helps
    at the same rate; `beyond` is what chance leaves of it, with its interval. The same for the share who give nothing.
    `lasting` says that it is further than natural differences go, and was uneven for long enough.
    """

    scope: str
    people: int
    events: int
    gini: float
    chance: float
    chance_high: float
    interval: tuple[float, float]
    beyond: float
    beyond_interval: tuple[float, float]
    none: float
    none_interval: tuple[float, float]
    none_by_chance: float
    top: float
    lasting: bool


def _would_change(finding: Finding, settings: Settings) -> str:
    """A Gini at which the interval reaches the floor, and a share of people giving none that does."""
    evidence, ways = finding.evidence, []
    if finding.status == "not_enough_data":
        return (
            f"A roster of {settings.unequal_min_people} people or more, with records of help that touch "
            f"{settings.coverage_floor:.0%} of them, would do."
        )
    if finding.status == "watch":
        return (
            f"It would be named if what chance leaves of the Gini were surely above {settings.unequal_floor}, or if "
            f"surely {settings.unequal_none_floor:.0%} more of the people than chance explains gave none."
        )
    if "direction" in evidence:
        return inside_teams.would_end(evidence)
    if evidence["beyond_chance_low"] > settings.unequal_floor:
        even = float(np.hypot(settings.unequal_floor, evidence["gini_expected_by_chance"]))
        fall = evidence["gini_low"] - even
        ways.append(f"with a Gini of about {evidence['gini'] - fall:.2f} instead of {evidence['gini']:.2f}")
    if evidence["none_low"] - evidence["none_by_chance"] >= settings.unequal_none_floor:
        ways.append(f"if {_helpers_wanted(evidence, settings)} who give none on record began to help")
    return f"This would end {' and '.join(ways)}."


def _helpers_wanted(evidence: dict, settings: Settings) -> str:
    """How many of those who give no help would have to, for their share to be in reach of chance."""
    people, limit = evidence["people"], settings.unequal_none_floor + evidence["none_by_chance"]
    none = now = round(evidence["none_share"] * people)
    while none and wilson(none, people)[0] >= limit:
        none -= 1
    return f"{now - none:,} of the {now:,} people"


@DETECTORS.add(
    "Help spread unevenly",
    question="Do some help while others don't?",
    key=KEY,
    about="company",
    place=90,
    page="load",
    noun=("sign that help is unevenly spread", "signs that help is unevenly spread"),
    layer="support",
    would_change=_would_change,
    decides=("unequal_participation",),
    evidence=EVIDENCE,
)
def unequal_participation(network: Network, records: Records) -> list[Finding]:
    r"""The company or a team in which far fewer give help than chance and natural differences explain.

    It is about groups and names nobody. Counting alone makes help look uneven, so the Gini of help given for each
    full-time week, over everybody including those who give none, is compared with null samples in which the same help
    comes from everyone at the same rate. Nearly every company is above that, because people differ: it becomes a
    finding only if what chance leaves is surely more than natural differences make, or if surely many more give
    nothing at all. Within a team it is looked at as well whether the help that its people give each other comes from a
    few, or goes to a few. That is compared with teams whose people differ as widely as is natural, lognormally by 0.8.

    .. math:: G = \frac{\sum_i (2i - n - 1) x_{(i)}}{n \sum_i x_i}, \qquad U = \sqrt{\max(0, G^2 - G_0^2)}

    with the rates `x` in rising order and the mean :math:`G_0` of the null samples. The difference :math:`G - G_0`
    shrinks when there is little to count; `U` does not. Where people differ lognormally by 0.5 or 0.8 it is 0.28 and
    0.41 at three helps a person as well as at sixty (the spreads themselves have 0.28 and 0.43).

    Returns
    -------
    findings
        One `named`, with no people, for the company and each team of ten or more that passes. `G` is above the 97.5th
        percentile of the null samples at a false discovery rate of 5 %, and above their mean in two of the last three
        four-week slices. The interval of `U` is above 0.43, or the interval of the share giving nothing 25 points above
        chance. One for each team of eight or more and each direction in which help within the team is further from
        even than nature makes it at a false discovery rate of 5 %. One `watch` counts the groups that are only above
        chance. One `not_enough_data`.

    Notes
    -----
    Employees and contractors with 28 days at work in the window take part. The interval of `G` comes from drawing
    people anew (999 times; fewer null samples are drawn in large companies, with a normal curve through them). Without
    a roster, those who give nothing can't be counted, and nothing is said.

    References
    ----------
    Wilson (1927), "Probable inference, the law of succession, and statistical inference"; Efron & Tibshirani (1993),
    "An Introduction to the Bootstrap".
    """
    settings, unclear = network.settings, guards.unclear_answers(network, records)
    if unclear:
        return [_unknown(*unclear)]
    staff = guards.is_staff(network) & ~guards.left_or_to_come(network, records)
    eligible = staff & (network.exposure >= settings.min_exposure_days)
    help_given = _count(network)
    too_little = _too_little(network, records, eligible, help_given)
    if too_little:
        return [_unknown(*too_little)]
    scopes = _scopes(network, eligible, help_given)
    tests = _tested(network, help_given, [who for _, who in scopes])
    q = chance.false_discovery(tests.p)
    above = np.flatnonzero(tests.high & (q <= settings.false_discovery_rate))
    measured = [
        (_spread(network, help_given, *scopes[k]), float(q[k]))
        for k in above
        if tests.far[k] or scopes[k][0] == COMPANY
    ]
    named = [_named(spread, rate) for spread, rate in measured if spread.lasting]
    inside = inside_teams.uneven_inside(network, eligible, {finding.evidence["scope"] for finding in named})
    company = [spread for spread, _ in measured if spread.scope == COMPANY and not spread.lasting]
    return named + inside + _watched(len(above) - len(named), company, settings)


def _count(network: Network) -> _Help:
    """Count help and days, in the window and in each of its slices."""
    support = network.events.support
    fte = network.people["fte"].to_numpy(dtype=float)
    slices = []
    for start, stop in network.slices:
        source = support.source[support.aged(start, stop)]
        effort = network.present_at(start, stop).sum(axis=1) * fte
        slices.append((np.bincount(source, minlength=network.size), effort))
    return _Help(np.bincount(support.source, minlength=network.size), network.effort, tuple(slices))


def _too_little(network: Network, records: Records, eligible: np.ndarray, help_given: _Help) -> tuple[str, ...]:
    """Why nothing can be said, if so, with an advice and what would do where there are own words for these."""
    settings = network.settings
    if not records.has_roster:
        return ("Without a roster, those who give no help can't be counted.",)
    if eligible.sum() < settings.unequal_min_people <= guards.is_staff(network).sum():
        days = settings.min_exposure_days
        why = f"Too few people were at work for {days} days in this window to tell how evenly help is spread."
        return why, "Look again when the records reach further back.", f"{days} days at work will tell."
    if eligible.sum() < settings.unequal_min_people:
        return (f"With fewer than {settings.unequal_min_people} people it can't be told how evenly help is spread.",)
    if help_given.given[eligible].sum() == 0:
        return ("No help is on record.",)
    if not guards.covers_enough(guards.in_contact(network)[eligible], settings):
        return ("The records touch too few of the people to tell who gives no help and whose help leaves no trace.",)
    return ()


def _scopes(network: Network, eligible: np.ndarray, help_given: _Help) -> list[tuple[str, np.ndarray]]:
    """The company and its larger teams; no team that is nearly the whole company, whose rest would show through."""
    found = [(COMPANY, np.flatnonzero(eligible))]
    for team, who in network.members("team", eligible):
        enough = len(who) >= network.settings.unequal_min_people and help_given.given[who].sum() > 0
        if enough and eligible.sum() - len(who) >= network.settings.min_group:
            found.append((team, who))
    return found


def _draws(network: Network, who: np.ndarray) -> int:
    """How many null samples of one group are drawn: as many as the settings ask for, or what a large company allows."""
    least = SLICE_DRAWS if len(who) <= MANY_PEOPLE else FEW_DRAWS
    return int(np.clip(DRAWN_PEOPLE_AT_ONCE // network.size, least, network.settings.null_draws))


def _drawn(network: Network, help_given: _Help, who: np.ndarray, draws: int) -> _Drawn:
    """Null samples of one group's help, and the Gini of each; the random numbers go on from there."""
    rng, samples = _null_samples(network, help_given, who, draws)
    return rng, samples, chance.ginis(samples / help_given.effort[who])


def _null_samples(
    network: Network, help_given: _Help, who: np.ndarray, draws: int
) -> tuple[np.random.Generator, np.ndarray]:
    """Null samples in which one group's help comes from everyone at the same rate."""
    given, effort = help_given.given[who], help_given.effort[who]
    rng = chance.generator(network.settings.seed, 20, int(who[0]), len(who))
    return rng, rng.multinomial(given.sum(), effort / effort.sum(), size=draws)


@dataclass(frozen=True)
class _Tests:
    """How likely so uneven a spread is by chance, whether it is above what 97.5 of 100 null samples have, and how far.

    Arrays over groups. `far` says that it may be further than people differ by nature; what that rests on is worth
    drawing only then.
    """

    p: np.ndarray
    high: np.ndarray
    far: np.ndarray


def _tested(network: Network, help_given: _Help, groups: list[np.ndarray]) -> _Tests:
    """Compare each group with chance; those with equally many side by side."""
    settings, rest, drawn = network.settings, np.zeros(len(groups)), list(_glances(network, help_given, groups))
    seen = np.array([chance.gini(help_given.given[who] / help_given.effort[who]) for who in groups])
    none = np.array([(help_given.given[who] == 0).mean() for who in groups])
    for k in np.flatnonzero(_in_doubt(np.array(drawn), seen, none, settings)):
        _, samples, drawn[k] = _drawn(network, help_given, groups[k], _draws(network, groups[k]))
        rest[k] = none[k] - (samples == 0).mean() if none[k] >= settings.unequal_none_floor else 0.0
    tests = _Tests(np.ones(len(groups)), np.zeros(len(groups), bool), rest >= settings.unequal_none_floor)
    number = np.array([len(by_chance) for by_chance in drawn])
    least = np.array([_least_p(network, who) for who in groups])
    for draws in np.unique(number):
        some = np.flatnonzero(number == draws)
        by_chance = np.array([drawn[k] for k in some])
        tests.p[some] = np.maximum(_chance_of(seen[some], by_chance, settings.null_draws), least[some])
        tests.high[some] = seen[some] > np.quantile(by_chance, 0.975, axis=1)
        tests.far[some] |= chance.beyond(seen[some], by_chance.mean(axis=1)) > settings.unequal_floor
    return tests


def _least_p(network: Network, who: np.ndarray) -> float:
    """The least chance that all null samples of a group can show: one in so many, or any by a normal curve."""
    draws = _draws(network, who)
    return 1 / (draws + 1) if draws == network.settings.null_draws else 0.0


def _glances(network: Network, help_given: _Help, groups: list[np.ndarray]) -> np.ndarray:
    """The Ginis of a few null samples of each group; NaN where all there will be are few themselves."""
    found, sizes = np.full((len(groups), FEW_DRAWS), np.nan), np.array([len(who) for who in groups])
    for size in np.unique(sizes):
        some = np.flatnonzero(sizes == size)
        if _draws(network, groups[some[0]]) <= FEW_DRAWS:
            continue
        samples = np.array([_null_samples(network, help_given, groups[k], FEW_DRAWS)[1] for k in some])
        rates = samples / np.array([help_given.effort[groups[k]] for k in some])[:, None]
        found[some] = chance.ginis(rates.reshape(-1, size)).reshape(len(some), FEW_DRAWS)
    return found


def _in_doubt(few: np.ndarray, seen: np.ndarray, none: np.ndarray, settings: Settings) -> np.ndarray:
    """For which groups a few null samples are not enough to tell what all of them would.

    They are enough for a Gini below their mean, or beyond six of their standard deviations, if it is as far as before
    with a mean that is a whole standard deviation off.
    """
    middle, spread = few.mean(axis=1), few.std(axis=1)
    clear = (seen < middle) | (seen > middle + CLEARLY * spread)
    far = chance.beyond(seen, np.maximum([middle - spread, middle + spread], 0.0)) > settings.unequal_floor
    return ~(clear & (far[0] == far[1]) & (none < settings.unequal_none_floor))


def _spread(network: Network, help_given: _Help, scope: str, who: np.ndarray) -> _Spread:
    """Measure one group against chance, in these null samples if there are any yet."""
    given, effort = help_given.given[who], help_given.effort[who]
    rng, samples, by_chance = _drawn(network, help_given, who, _draws(network, who))
    seen = chance.gini(given / effort)
    again = rng.integers(len(who), size=(len(samples), len(who)))
    interval = _quantiles(chance.ginis((given / effort)[again]))
    expected, none = float(by_chance.mean()), float((given == 0).mean())
    spread = _Spread(
        scope=scope,
        people=len(who),
        events=int(given.sum()),
        gini=seen,
        chance=expected,
        chance_high=float(np.quantile(by_chance, 0.975)),
        interval=interval,
        beyond=float(chance.beyond(seen, expected)),
        beyond_interval=tuple(chance.beyond(interval, expected).tolist()),
        none=none,
        none_interval=wilson(int((given == 0).sum()), len(who)),
        none_by_chance=float((samples == 0).mean()),
        top=_top_share(given),
        lasting=False,
    )
    return replace(spread, lasting=_is_far(spread, network.settings) and _lasting(help_given, who, rng))


def _chance_of(gini: np.ndarray, by_chance: np.ndarray, wanted: int) -> np.ndarray:
    """How likely each Gini is by chance (rows); by a normal curve where fewer samples could be drawn than wanted."""
    if by_chance.shape[1] < wanted:
        return distributions.normal_cdf(by_chance.mean(axis=1), gini, np.maximum(by_chance.std(axis=1), 1e-9))
    return (1 + (by_chance >= gini[:, None]).sum(axis=1)) / (by_chance.shape[1] + 1)


def _quantiles(drawn: np.ndarray) -> tuple[float, float]:
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    return float(low), float(high)


def _top_share(given: np.ndarray) -> float:
    """The share of all help that comes from the twentieth of the people who give most, at least one person."""
    top = max(1, round(TOP * len(given)))
    return float(np.sort(given)[-top:].sum() / given.sum())


def _lasting(help_given: _Help, who: np.ndarray, rng: np.random.Generator) -> bool:
    """Whether help was spread less evenly than chance has it in two of the last three slices."""
    uneven = counted = 0
    for given, effort in help_given.slices:
        here = who[effort[who] > 0]
        total = given[here].sum()
        if total == 0:
            continue
        draws = SLICE_DRAWS if len(here) <= MANY_PEOPLE else FEW_DRAWS
        samples = rng.multinomial(total, effort[here] / effort[here].sum(), size=draws)
        uneven += chance.gini(given[here] / effort[here]) > chance.ginis(samples / effort[here]).mean()
        counted += 1
    return bool(uneven >= guards.slices_needed(counted))


def _is_far(spread: _Spread, settings: Settings) -> bool:
    """More uneven than natural differences make it."""
    few_carry = spread.beyond_interval[0] > settings.unequal_floor
    return few_carry or spread.none_interval[0] - spread.none_by_chance >= settings.unequal_none_floor


def _evidence(spread: _Spread) -> dict:
    return {
        "scope": spread.scope,
        "people": spread.people,
        "events": spread.events,
        "gini": spread.gini,
        "gini_low": spread.interval[0],
        "gini_high": spread.interval[1],
        "gini_expected_by_chance": spread.chance,
        "gini_chance_97_5": spread.chance_high,
        "excess": spread.gini - spread.chance,
        "beyond_chance": spread.beyond,
        "beyond_chance_low": spread.beyond_interval[0],
        "none_share": spread.none,
        "none_low": spread.none_interval[0],
        "none_high": spread.none_interval[1],
        "none_by_chance": spread.none_by_chance,
        "top_5_percent_share": spread.top,
    }


def _numbers(spread: _Spread) -> str:
    return (
        f"the Gini of help given is {spread.gini:.2f}, where chance alone makes {spread.chance:.2f}; "
        f"{spread.none:.0%} of {spread.people:,} people give none ({spread.none_by_chance:.0%} by chance), and the "
        f"twentieth who give most give {spread.top:.0%} of it"
    )


def _named(spread: _Spread, q: float) -> Finding:
    where = "In the company" if spread.scope == COMPANY else f"In {team_words(spread.scope)}"
    why = f"{where}, {_numbers(spread)}."
    return Finding(KEY, "named", (), float(q), spread.gini - spread.chance, _evidence(spread), why, ADVICE)


def _watched(count: int, company: list[_Spread], settings: Settings) -> list[Finding]:
    """Groups that are above chance, but no further than people simply differ; numbers where the company is one."""
    if not count:
        return []
    groups = "One group is" if count == 1 else f"{count} groups are"
    why = f"{groups} less even in help than chance has it, not clearly more than where people simply differ."
    evidence = {}
    for spread in company:
        within = spread.beyond_interval[1] <= settings.unequal_floor
        evidence = _evidence(spread) | {"within_natural_differences": within}
        why += f" In the company, {_numbers(spread)}."
    advice = "No reason for concern. Thanks to those who help much, and an offer to those who would like to, do good."
    return [Finding(KEY, "watch", evidence={"count": count, **evidence}, why=why, advice=advice)]


def _unknown(why: str, advice: str = "", change: str = "") -> Finding:
    advice = advice or "Load a roster and records of help that cover the whole company."
    return Finding(KEY, "not_enough_data", why=why, advice=advice, would_change=change)
