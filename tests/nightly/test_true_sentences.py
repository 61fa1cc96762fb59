"""Every number that a finding says is counted again from the raw tables, with pandas alone.

That goes for all ten detectors, for why it is said, for the advice and for what would change it. Of a number that rests
on a model (what was to be expected, what is usual) the sentence is held to the evidence. All that can be counted is
counted here, from the tables as they were given.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields

import numpy as np
import pandas as pd
import pytest
from scipy.stats import beta

from ally_graph.findings import Finding, find
from ally_graph.network import network_of
from ally_graph.records import from_tables
from ally_graph.settings import Settings
from tests.benchmarks import odd_companies

WHOLE = bool(os.environ.get("OFFICE_ALLY_NIGHTLY"))
SEEDS = range(1, 9 if WHOLE else 2)
GROUPS = ("meetings", "mail")
"""Kinds of company in which a contact has a size, which is not counted here."""
KINDS = [kind for kind in odd_companies.KINDS if kind not in GROUPS]
KINDS = KINDS if WHOLE else ["plain", "leave", "growing", "projects"]
SENTENCES = 2000
TOLD: Counter[str] = Counter()
"""How many sentences were read, by detector."""
HELP = ["help", "review", "answer", "cover", "mentoring", "training", "checkin"]
SET = {
    shown
    for row in fields(Settings)
    if isinstance(row.default, (int, float)) and np.isfinite(row.default)
    for shown in (float(row.default), round(100 * row.default), round(100 - 100 * row.default))
}
"""The settings, as they are and as percents."""
NUMBER = re.compile(r"(?<![\w])\d[\d,]*(?:\.\d+)?")


class Raw:
    """The tables of a company, and what can be counted in the 90 days before a day."""

    def __init__(self, tables: dict[str, pd.DataFrame]) -> None:
        rows = tables["interactions"][["from_id", "to_id", "timestamp", "kind"]]
        thanks = tables["recognitions"].rename(columns={"receiver_id": "from_id", "giver_id": "to_id"})
        rows = pd.concat([rows, thanks.assign(kind="thanks")[rows.columns]]).assign(
            timestamp=lambda table: pd.to_datetime(table["timestamp"])
        )
        self.end = rows["timestamp"].max().normalize() + pd.Timedelta(days=1)
        self.all = rows[rows["from_id"] != rows["to_id"]]
        self.rows = self.all[self.all["timestamp"] >= self.end - pd.Timedelta(days=90)]
        self.contact = self.rows[~self.rows["kind"].isin(["request", "access"])]
        self.help = self.rows[self.rows["kind"].isin([*HELP, "thanks"])]
        self.people = tables["people"].set_index("person_id")
        self.absences = tables["absences"]

    def at_work(self, who: str) -> int:
        """Days in the window on which somebody was employed and not away."""
        days = pd.date_range(self.end - pd.Timedelta(days=90), periods=90)
        here = days >= pd.Timestamp(self.people.loc[who, "start_date"])
        for _, row in self.absences[self.absences["person_id"] == who].iterrows():
            here &= (days < pd.Timestamp(row["start_date"])) | (days > pd.Timestamp(row["end_date"]))
        return int(here.sum())

    def of(self, who: str, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows that somebody is part of."""
        return rows[(rows["from_id"] == who) | (rows["to_id"] == who)]

    def days_of(self, one: str, other: str) -> pd.Series:
        """The days on which two were in contact, in a year."""
        rows = self.of(other, self.of(one, self.all[~self.all["kind"].isin(["request", "access"])]))
        return rows["timestamp"].dt.normalize().drop_duplicates().sort_values()

    def with_others(self, who: str) -> pd.Series:
        """The other person of each of somebody's contacts."""
        rows = self.of(who, self.contact)
        return rows["from_id"].where(rows["from_id"] != who, rows["to_id"])

    def has_ally(self, who: str) -> bool:
        """Whether somebody had two contacts with anybody, four weeks apart at most."""
        days = self.of(who, self.contact).assign(other=self.with_others(who)).sort_values("timestamp")
        return bool((days.groupby("other")["timestamp"].diff() <= pd.Timedelta(days=28)).any())

    def across(self, who: str) -> pd.Series:
        """Contacts with each person of another team."""
        others, team = self.with_others(who), self.people["team"]
        return others[others.map(team) != team[who]].value_counts()


def isolated(raw: Raw, found: Finding) -> list[float]:
    """Contacts and days at work."""
    (who,) = found.people
    return [raw.at_work(who)] + ([] if found.status == "fact" else [len(raw.of(who, raw.contact))])


def unbalanced(raw: Raw, found: Finding) -> list[float]:
    """Helps given and received, without those between managers and reports."""
    (who,) = found.people
    manager = raw.people["manager_id"]
    helps = raw.help[
        (raw.help["from_id"].map(manager) != raw.help["to_id"])
        & (raw.help["to_id"].map(manager) != raw.help["from_id"])
    ]
    return [(helps["from_id"] == who).sum(), (helps["to_id"] == who).sum(), raw.at_work(who)]


def overrelied(raw: Raw, found: Finding) -> list[float]:
    """Helps a week of full-time work, and who gets more than half of their (fading) help there."""
    (who,) = found.people
    weekly = 7 * (raw.help["from_id"] == who).sum() / (raw.at_work(who) * raw.people.loc[who, "fte"])
    age = (raw.end - raw.help["timestamp"]) / pd.Timedelta(days=30)
    faded = raw.help.assign(weight=np.exp2(-age))
    received = faded.groupby("to_id")["weight"].agg(["sum", "count"])
    mine = faded[faded["from_id"] == who].groupby("to_id")["weight"].sum()
    share = (mine / received["sum"]).where(received["count"] >= 3).dropna()
    leaning = share.index[(share > 0.5) & (share.index.map(raw.people["manager_id"]) != who)]
    return [round(weekly, 1), len(leaning)]


def cooling_ties(raw: Raw, found: Finding) -> list[float]:
    """The mean and the longest time between days of contact, the days since, and those of them away."""
    if "pairs" in found.evidence:
        return []
    days = raw.days_of(*found.people)
    gaps = days.diff().dt.days.dropna()
    silent = (raw.end - days.iloc[-1]).days - 1
    away = found.evidence.get("away_days", 0)
    seen = [raw.of(who, raw.contact)["timestamp"].dt.normalize().drop_duplicates() for who in found.people]
    assert away <= sum(silent - (met > days.iloc[-1]).sum() for met in seen)
    return [round(gaps.mean()), gaps.max(), silent, *([away] if away and "unseen_days" not in found.evidence else [])]


def bridge(raw: Raw, found: Finding) -> list[float]:
    """People of other teams with two contacts or more; in a fact the contacts with the one team."""
    ties = raw.across(found.people[0])
    ties = ties[ties >= 2]
    if found.status == "named":
        return [len(ties)]
    own, other = (set(names) for names in [found.evidence["only_link"][0].split(" and ")] * 2)
    linked = (own | other) - {raw.people.loc[found.people[0], "team"]}
    every = raw.across(found.people[0])
    there = every[every.index.map(raw.people["team"]).isin(linked)]
    return [there.sum()]


def leadership_gap(raw: Raw, found: Finding) -> list[float]:
    """Reports without a contact; where some are left aside, of those who are in touch with others."""
    (who,), aside = found.people, found.evidence["reports_aside"]
    reports = raw.people.index[raw.people["manager_id"] == who]
    rows = raw.of(who, raw.contact)
    silent = [report for report in reports if not len(raw.of(report, rows))]
    in_touch = [report for report in silent if raw.has_ally(report)]
    assert len(reports) == found.evidence["reports"] + aside
    return [len(in_touch if aside else silent)]


def closed_group(raw: Raw, found: Finding) -> list[float]:
    """People, and the percentage of their ties that stay inside; six contacts are a whole tie.

    And how many of their contacts lead out, where it is said beside that of others.
    """
    rows = raw.contact
    pairs = pd.DataFrame(np.sort(rows[["from_id", "to_id"]].to_numpy(dtype=str), axis=1))
    ties = (pairs.value_counts() / 6).clip(upper=1)
    ends = sum(ties.index.get_level_values(level).isin(found.people).astype(int) for level in (0, 1))
    within = sum(rows[end].isin(found.people).astype(int) for end in ("from_id", "to_id"))
    out = (within == 1).sum() / (within > 0).sum()
    assert out == pytest.approx(found.evidence["contact_outside"])
    beside = [round(100 * out)] if "of other groups" in found.why else []
    return [len(found.people), round(100 * ties[ends == 2].sum() / ties[ends > 0].sum()), *beside]


def unequal_participation(raw: Raw, found: Finding) -> list[float]:
    """Helps of the people compared, and shares of those who give most or none; within a team both ends are in it."""
    evidence, team = found.evidence, raw.people["team"]
    staff = [who for who in raw.people.index if raw.at_work(who) >= 28]
    inside = [who for who in staff if evidence["scope"] in ("company", team[who])]
    rows = raw.help[raw.help["from_id"].isin(inside)]
    end, share = "from_id", 0.05
    if "direction" in evidence:
        rows, share = rows[rows["to_id"].isin(inside)], 0.2
        end = "from_id" if evidence["direction"] == "given" else "to_id"
    counts = rows[end].value_counts().reindex(inside, fill_value=0).sort_values()
    most = max(1, round(share * len(inside)))
    top = round(100 * counts.iloc[-most:].sum() / counts.sum())
    if "direction" in evidence:
        return [len(rows), len(inside), most, top]
    return [round(100 * (counts == 0).mean()), top]


def remote_gap(raw: Raw, found: Finding) -> list[float]:
    """People who work remotely, and others, in teams where both are."""
    mode = raw.people[raw.people["team"] == found.evidence["scope"]]["work_mode"]
    if found.evidence["scope"] == "company":
        return []
    return [(mode == "remote").sum(), (mode != "remote").sum()]


def ally_burnout(raw: Raw, found: Finding) -> list[float]:
    """Absences are among the signs: somebody named was away in the last eight weeks, as the tables have it."""
    (who,) = found.people
    spells = raw.absences[raw.absences["person_id"] == who]
    assert (pd.to_datetime(spells["end_date"]) >= raw.end - pd.Timedelta(weeks=8)).any()
    return [found.evidence["signals"]]


COUNTED = {
    made.__name__: made
    for made in (
        isolated,
        unbalanced,
        overrelied,
        cooling_ties,
        bridge,
        leadership_gap,
        closed_group,
        unequal_participation,
        remote_gap,
        ally_burnout,
    )
}


def contacts_wanted(raw: Raw, found: Finding) -> list[float]:
    """Contacts until there are more than a quarter of those expected; none of what is there is more than that."""
    (who,) = found.people
    return [int(found.evidence["contacts_expected"] / 4) + 1 - len(raw.of(who, raw.contact))]


def helps_wanted(raw: Raw, found: Finding) -> list[float]:
    """Helps in return until the 90 % interval of the balance reaches half as much again given as received."""
    given, received, _ = unbalanced(raw, found)
    more = 1
    while 2 * beta.ppf(0.05, given + 1, received + more + 1) - 1 > 0.2:
        more += 1
    return [more, received]


def ties_wanted(raw: Raw, found: Finding) -> list[float]:
    """Ties to others until a fifth of all ties lead out, a quarter of those within; beside open groups three tenths."""
    pairs = pd.DataFrame(np.sort(raw.contact[["from_id", "to_id"]].to_numpy(dtype=str), axis=1))
    ties = (pairs.value_counts() / 6).clip(upper=1)
    ends = sum(ties.index.get_level_values(level).isin(found.people).astype(int) for level in (0, 1))
    part = {-0.6: 1 / 4, -0.4: 3 / 7}[found.evidence["ei_limit"]]
    return [int(ties[ends == 2].sum() * part - ties[ends == 1].sum()) + 1]


CHANGES = {
    "isolated": contacts_wanted,
    "unbalanced": helps_wanted,
    "overrelied": lambda raw, found: [overrelied(raw, found)[1] - 1, overrelied(raw, found)[1]],
    "cooling_ties": lambda raw, found: cooling_ties(raw, found)[2:3],
    "bridge": lambda raw, found: [raw.across(found.people[0]).sum()] if " now)" in found.would_change else [],
    "leadership_gap": lambda raw, found: leadership_gap(raw, found) if "without any" in found.would_change else [],
    "closed_group": ties_wanted,
}
"""What has to be among the numbers that say what would change a finding, counted from the raw tables."""
ROUNDED = ("isolated", "closed_group")
"""Of these, group contact has a size, or the evidence is rounded: a count of one more or less is as right."""


def numbers(text: str) -> list[float]:
    """The numbers in a sentence, team names left out."""
    return [float(one.replace(",", "")) for one in NUMBER.findall(re.sub(r"Team \d+", "", text))]


def sentences(kind: str, seed: int) -> Iterator[tuple[Raw, Finding]]:
    """The findings of one company, and its raw tables."""
    tables, _ = odd_companies.company(seed, 60, kind, odd_companies.PLANTS)
    records = from_tables(tables)
    raw = Raw(tables)
    for finding in find(network_of(records), records):
        yield raw, finding


def in_evidence(value: object) -> Iterator[float]:
    """The numbers of the evidence, plain and as percents, in the forms that sentences use."""
    if isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
        for part in (float(value), 100 * float(value)):
            yield from (round(part), round(part, 1), round(part, 2))
    elif isinstance(value, (list, tuple)):
        yield len(value)


def loose(said: list[float], found: Finding, counted: list[float]) -> list[float]:
    """The numbers said that are neither counted, nor in the evidence, nor a setting."""
    known = {*map(float, counted), *(one for value in found.evidence.values() for one in in_evidence(value))}
    known |= {*SET, 0.0, 1.0, 2.0, 3.0, 90.0, float(found.evidence.get("window_days", 90))}
    return [number for number in said if number not in known and round(number) not in known]


def derived(found: Finding) -> Iterator[float]:
    """What is worked out from numbers of the evidence and the settings to say what would change a finding."""
    for name, value in found.evidence.items():
        if isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
            for share in (0.25, 0.49, 1.5, 2.0):
                whole = share * float(value)
                yield from (float(np.ceil(whole)), round(whole, 1))
                yield from (int(whole) + 1 - found.evidence.get(other, 0) for other in ("contacts", "allies"))
            yield from (
                float(value) - least for least in (1, 2, 3) if name in ("dependants", "left_out", "pairs", "signals")
            )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_sentence_says_is_in_the_raw_tables(kind, seed):
    """What can be counted is among the numbers said; every other number is in the evidence, or follows from it."""
    for raw, found in sentences(kind, seed):
        TOLD[found.detector] += sum(text.count(". ") + 1 for text in (found.why, found.advice, found.would_change))
        about = found.people or found.status == "named" or "top_5_percent_share" in found.evidence
        counted = COUNTED[found.detector](raw, found) if about else []
        assert not [number for number in counted if float(number) not in numbers(found.why)], (counted, found.why)
        assert not loose(numbers(found.why), found, counted), (found.why, found.evidence)
        assert not numbers(found.advice), found.advice
        changes = CHANGES[found.detector](raw, found) if found.people and found.detector in CHANGES else []
        said, wide = numbers(found.would_change), found.detector in ROUNDED
        far = [number for number in changes if not any(abs(number - one) <= wide for one in said)]
        assert not far, (changes, found.would_change)
        follows = [*changes, *counted, *derived(found)]
        if found.detector not in ("remote_gap", "unequal_participation", "closed_group"):
            assert not loose(said, found, follows), (found.would_change, found.evidence)


def test_so_many_sentences_were_read():
    """The long form reads two thousand, of the companies of this file."""
    assert sum(TOLD.values()) >= (SENTENCES if WHOLE else 20 * len(KINDS)) or not TOLD
