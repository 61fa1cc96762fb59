"""Who among the willing may be tiring out?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ally_graph.findings import guards
from ally_graph.findings.finding import DETECTORS, Finding
from ally_graph.findings.overrelied import overrelied_mask
from ally_graph.measures import reliance
from ally_graph.measures.workload import after_hours
from ally_graph.network import Network
from ally_graph.network.events import DAY, Events
from ally_graph.records import Records
from ally_graph.settings import Settings
from ally_graph.stats import distributions
from ally_graph.stats.intervals import trend
from ally_graph.wording.counts import people_words

KEY = "ally_burnout"
WEEK_DAYS = 7
DAYS_IN_A_WEEK_TO_COUNT = 2
WEEKS_MAY_MISS = 2
BASELINE_DAYS = (84, 365)
CONFIDENCE = 0.9
RISE = 0.05
SIGNALS = {
    "overrelied": "carries a lot for others",
    "little_back": "gives much more than comes back",
    "after_hours": "helps more and more after hours",
    "load_rising": "helps more from week to week",
    "no_backup": "gives several people more than half of their help",
    "absence": "was away more often than before",
}
"""What is looked at, by key; a survey of the person's own is the seventh and not among the records."""
POSSIBLE = len(SIGNALS) + 1
STRUCTURE = ("overrelied", "no_backup")
ADVICE = (
    "Talk first, in private and with an open end: how are they, and what would help? Offer to hand something on, time "
    "that is theirs, and thanks; share what is said only with their consent."
)
EVIDENCE = {
    "count": "people with two signs or more who are not named; in watch only",
    "signals": "signs of strain this person shows",
    "signals_available": "signs that can be seen in these records",
    "signals_possible": "signs there are, the person's own answers among them",
    "overrelied": "whether they carry a lot for others, if that can be seen",
    "little_back": "whether they surely give much more than comes back, if that can be seen",
    "after_hours": "whether more and more of their help falls after hours, if most records have a time of day",
    "load_rising": "whether they help more from week to week, if there are enough weeks",
    "no_backup": "whether several people get more than half of their help from them alone, if that can be seen",
    "absence": "whether they were away more often than in the year before, if absences reach back far enough",
    "seen": "people in the company with as many signs as it takes to be named",
    "expected_by_chance": "how many those would be if every sign were dealt to people anew",
    "weeks": "weeks looked at",
}
"""What each number of a finding means, by its key in `evidence`."""


@dataclass(frozen=True)
class _Signals:
    """Which signals each person shows: people by signals, in the order of `keys`, the signals that could be seen."""

    keys: tuple[str, ...]
    shown: np.ndarray

    @property
    def count(self) -> np.ndarray:
        """How many signals each person shows."""
        return self.shown.sum(axis=1)

    @property
    def absent(self) -> np.ndarray:
        """Who was away more often, which no other signal stands in for."""
        return self.shown[:, self.keys.index("absence")] if "absence" in self.keys else np.zeros(len(self.shown), bool)


@dataclass(frozen=True)
class _Company:
    """How many people show enough signals to be looked at, and how many would if signals were dealt out anew."""

    seen: int
    by_chance: float

    def words(self, needed: int) -> str:
        """Both numbers in a few words."""
        who = f"{people_words(self.seen)} {'shows' if self.seen == 1 else 'show'}" if self.seen else "nobody shows"
        number = "hardly anybody would" if self.by_chance < 0.05 else f"{self.by_chance:.1f} people would on average"
        by_chance = f"{number} if the same signs were dealt out by chance"
        return f"{who} {needed} signs or more; {by_chance}"

    def evidence(self) -> dict:
        """Both numbers by name."""
        return {"seen": self.seen, "expected_by_chance": self.by_chance}


def _would_change(finding: Finding, settings: Settings) -> str:
    """Fewer signs than it takes, or no absence among them."""
    if finding.status == "watch":
        return f"{settings.burnout_signals} signs in one person, with absence among them, would name that person."
    if finding.status == "not_enough_data":
        return f"Records in which {settings.burnout_signals} of the {POSSIBLE} signs can be seen would do."
    fewer = finding.evidence["signals"] - settings.burnout_signals + 1
    return (
        f"{fewer} of the {finding.evidence['signals']} signs gone, or absences as rare as before, would "
        "end this finding."
    )


@DETECTORS.add(
    "May be tiring out",
    question="Who among the willing may be tiring out?",
    key=KEY,
    about="people",
    place=30,
    page="load",
    noun=("helper may be tiring", "helpers may be tiring"),
    counts="people",
    layer="support",
    would_change=_would_change,
    decides=("ally_burnout",),
    evidence=EVIDENCE,
)
def ally_burnout(network: Network, records: Records) -> list[Finding]:
    r"""People who show several independent signs of strain at once: a reason to ask, never a diagnosis.

    Signs are counted, not weighed into a score. Over the last eight weeks:

    1. they carry a lot for others (the finding `overrelied`);
    2. they surely give three times what comes back: the 90 % interval of :math:`2p - 1` lies above 0.5, with
       :math:`p \sim Beta(give + 1, take + 1)`;
    3. the share of their help that falls before 8, after 18 or on a weekend (UTC) rises from week to week;
    4. the help they give for each day at work rises from week to week;
    5. two or more people get more than half of their help from them alone;
    6. they were away more often than before: as many absences in eight weeks are improbable (5 %) at the rate of their
       year before, as Poisson counts, and so are days away above it;
    7. their own answers about exhaustion, which are not among the records.

    Rising means that the 95 % interval of the Theil-Sen slope lies above 0. One sign is everyday life. Two are watched,
    as a count. Three or more name a person only with the sixth among them; without it they are watched.

    Returns
    -------
    findings
        One `named` for each person that passes; one `watch` with a count; one `not_enough_data` where fewer than three
        signs can be seen. `evidence` says how many people show so many signs, and how many would by chance, with every
        sign dealt to people anew (the first and the fifth together, because one brings the other).

    Notes
    -----
    Absences are counted as spells, because a holiday is one absence, however long; why somebody was away is not in the
    records and does not matter. Who stands between others (betweenness) is no sign of strain and is not used. A person
    counts after 28 days at work in the window; trends need help in six of the eight weeks, and for after hours records
    with times of day. Load is measured for each day at work and not against the company: a hard month for all is hard
    for each.

    References
    ----------
    Demerouti et al. (2001), "The job demands-resources model of burnout"; Hobfoll (1989), "Conservation of resources";
    Sen (1968), "Estimates of the regression coefficient based on Kendall's tau"; Przyborowski & Wilenski (1940),
    "Homogeneity of results in testing samples from Poisson series".
    """
    settings = network.settings
    signals = _signals(network, records)
    if len(signals.keys) < settings.burnout_signals:
        return [_unknown()]
    eligible = (network.exposure >= settings.min_exposure_days) & guards.still_here(network)
    several = eligible & (signals.count >= 2)
    if not several.any():
        return []
    sure = several & (signals.count >= settings.burnout_signals) & signals.absent
    company = _Company(
        seen=int((eligible & (signals.count >= settings.burnout_signals)).sum()),
        by_chance=_by_chance(network, _Signals(signals.keys, signals.shown[eligible])),
    )
    found = [_named(network, signals, i, company) for i in np.flatnonzero(sure)]
    return found + _watched(network, signals, int((several & ~sure).sum()), company)


def shows_strain(network: Network, records: Records, overrelied: np.ndarray) -> np.ndarray:
    """Who shows two signs of strain or more, watched or named, True or False by person; nobody else is told who.

    `overrelied` says who carries a lot, which is known wherever this is asked. It is for leaving people in peace:
    whoever shows strain is proposed for nothing more.
    """
    eligible = network.exposure >= network.settings.min_exposure_days
    return eligible & (_signals(network, records, overrelied).count >= 2)


def _signals(network: Network, records: Records, overrelied: np.ndarray | None = None) -> _Signals:
    """Every signal that the records allow to be seen."""
    weeks, support = _weeks(network), network.events.support
    recent = support.where(support.age < weeks * WEEK_DAYS)
    if len(recent) == 0:
        return _Signals((), np.zeros((network.size, 0), dtype=bool))
    given = _by_week(recent.source, recent.age, network.size, weeks)
    alone = np.bincount(reliance.sole_sources(network).tocoo().row, minlength=network.size)
    found = {
        "overrelied": overrelied_mask(network, records) if overrelied is None else overrelied,
        "little_back": _little_back(network, recent),
        "after_hours": _after_hours(network, recent, given),
        "load_rising": _rising(_each_day(network, given)),
        "no_backup": alone >= network.settings.overrelied_dependants,
        "absence": _absence(network, records, weeks * WEEK_DAYS),
    }
    seen = {key: shown for key, shown in found.items() if shown is not None}
    return _Signals(tuple(seen), np.column_stack(list(seen.values())))


def _weeks(network: Network) -> int:
    """How many weeks are looked at; fewer than usual in a short window."""
    return min(network.settings.burnout_weeks, network.present.shape[1] // WEEK_DAYS)


def _by_week(person: np.ndarray, age: np.ndarray, size: int, weeks: int) -> np.ndarray:
    """Events by person (row) and week (column), oldest week first."""
    week = weeks - 1 - (age // WEEK_DAYS).astype(np.int64)
    return np.bincount(person * weeks + week, minlength=size * weeks).reshape(size, weeks).astype(float)


def _little_back(network: Network, recent: Events) -> np.ndarray:
    """Who surely gives much more than they get."""
    give, take = (np.bincount(side, minlength=network.size) for side in (recent.source, recent.target))
    low = distributions.beta_quantile((1 - CONFIDENCE) / 2, give + 1, take + 1)
    return 2 * low - 1 > network.settings.burnout_balance


def _rising(weekly: np.ndarray) -> np.ndarray | None:
    """Whose weekly values surely rise; None where there are too few weeks for anyone."""
    needed = max(4, weekly.shape[1] - WEEKS_MAY_MISS)
    if weekly.shape[1] < needed:
        return None
    enough = np.isfinite(weekly).sum(axis=1) >= needed
    return enough & (np.nan_to_num(trend(weekly)[1]) > 0)


def _each_day(network: Network, given: np.ndarray) -> np.ndarray:
    """Help for each full-time day at work, by week; NaN in weeks with hardly a day."""
    weeks = given.shape[1]
    days = network.seen_at_work[:, -weeks * WEEK_DAYS :].reshape(network.size, weeks, WEEK_DAYS).sum(axis=2)
    effort = days * network.people["fte"].to_numpy(dtype=float)[:, None]
    return np.divide(given, effort, out=np.full(given.shape, np.nan), where=days >= DAYS_IN_A_WEEK_TO_COUNT)


def _after_hours(network: Network, recent: Events, given: np.ndarray) -> np.ndarray | None:
    """Whose share of help after hours surely rises; None where most records have no time of day."""
    late = after_hours(recent, network.as_of, network.settings, network.people)
    if late is None:
        return None
    after = _by_week(recent.source[late], recent.age[late], network.size, given.shape[1])
    return _rising(np.divide(after, given, out=np.full(given.shape, np.nan), where=given > 0))


def _absence(network: Network, records: Records, days: int) -> np.ndarray | None:
    """Who was away improbably often in these days, against their own year before; None without enough records."""
    absences = records.absences[records.absences["start_date"] < network.as_of]
    split = network.as_of.normalize() - days * DAY
    known = absences[absences["start_date"] >= split - BASELINE_DAYS[1] * DAY]
    if known.empty or (split - known["start_date"].min()) / DAY < BASELINE_DAYS[0]:
        return None
    begin = network.people["start_date"].clip(lower=known["start_date"].min()).fillna(known["start_date"].min())
    before = ((split - begin) / pd.Timedelta(days=1)).to_numpy(dtype=float)
    old, new = (_spells(network, known, part) for part in (known["start_date"] < split, known["start_date"] >= split))
    share = days / (days + np.maximum(before, 1.0))
    p = distributions.binomial_above(new[0] - 1, old[0] + new[0], share)
    more_days = new[1] * (1 - share) > old[1] * share
    return (before >= BASELINE_DAYS[0]) & (new[0] > 0) & (p <= RISE) & more_days


def _spells(network: Network, absences: pd.DataFrame, which: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """How many absences each person had, and how many days of the window's past they took."""
    part = absences[which]
    rows = network.people.index.get_indexer(part["person_id"])
    ends = part["end_date"].clip(upper=network.as_of.normalize())
    length = ((ends - part["start_date"]) / pd.Timedelta(days=1)).to_numpy(dtype=float) + 1
    rows, length = rows[rows >= 0], length[rows >= 0]
    return np.bincount(rows, minlength=network.size), np.bincount(rows, length, minlength=network.size)


def _by_chance(network: Network, signals: _Signals) -> float:
    """How many people would show as many signals as it takes if the signals were dealt to people anew.

    Signals that go together by their nature stay where they are. Each of the others falls to everyone with its own
    share as the chance, so that the mean over all ways to deal them out can be written down.
    """
    fixed = np.isin(signals.keys, STRUCTURE)
    likely = np.ones(1)
    for share in signals.shown[:, ~fixed].mean(axis=0):
        likely = np.convolve(likely, [1 - share, share])
    at_least = np.append(likely[::-1].cumsum()[::-1], 0.0)
    missing = network.settings.burnout_signals - signals.shown[:, fixed].sum(axis=1)
    return float(at_least[np.clip(missing, 0, len(likely))].sum())


def _named(network: Network, signals: _Signals, i: int, company: _Company) -> Finding:
    settings, number = network.settings, int(signals.count[i])
    shown = [key for key, there in zip(signals.keys, signals.shown[i], strict=True) if there]
    evidence = {
        "signals": number,
        "signals_available": len(signals.keys),
        "signals_possible": POSSIBLE,
        **{key: key in shown for key in signals.keys},
        **company.evidence(),
        "weeks": _weeks(network),
    }
    why = (
        f"{number} signs over {_weeks(network)} weeks, of {len(signals.keys)} that could be seen and {POSSIBLE} there "
        f"are: {'; '.join(SIGNALS[key] for key in shown)}. In the company "
        f"{company.words(settings.burnout_signals)}."
    )
    return Finding(KEY, "named", (network.people.index[i],), None, float(number), evidence, why, ADVICE)


def _watched(network: Network, signals: _Signals, count: int, company: _Company) -> list[Finding]:
    if count == 0:
        return []
    verb = "shows" if count == 1 else "show"
    why = (
        f"{people_words(count)} {verb} two signs of strain or more, not enough to name anyone. In the company "
        f"{company.words(network.settings.burnout_signals)}."
    )
    if "absence" not in signals.keys:
        why += " Without records of absence nobody is named."
    known = {"signals_available": len(signals.keys), "signals_possible": POSSIBLE}
    advice = "Ask the whole team how the load feels, and make room for handing things on."
    return [Finding(KEY, "watch", evidence={"count": count, **known, **company.evidence()}, why=why, advice=advice)]


def _unknown() -> Finding:
    why = f"Fewer than three of the {POSSIBLE} signs of strain can be seen in these records, so nothing is said."
    advice = "Add records of help with their time of day, and of absence, without reasons."
    return Finding(KEY, "not_enough_data", why=why, advice=advice)
