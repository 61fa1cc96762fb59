"""Every number that a finding says is counted again from the raw tables, with pandas alone.

Of a number that rests on a model (what was to be expected, what is usual) the sentence is held to the evidence. All
that can be counted is counted here, from the tables as they were given.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from ally_graph.findings import Finding, find
from ally_graph.network import network_of
from ally_graph.records import from_tables
from tests.benchmarks import odd_companies

SEEDS = range(1, 13 if os.environ.get("OFFICE_ALLY_NIGHTLY") else 2)
HELP = ["help", "review", "answer", "cover", "mentoring", "training", "checkin"]
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

    def across(self, who: str) -> pd.Series:
        """Contacts with each person of another team."""
        rows = self.of(who, self.contact)
        others = rows["from_id"].where(rows["from_id"] != who, rows["to_id"])
        team = self.people["team"]
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
    """The mean and the longest time between days of contact, and the days since."""
    if "pairs" in found.evidence:
        return []
    days = raw.days_of(*found.people)
    gaps = days.diff().dt.days.dropna()
    silent = (raw.end - days.iloc[-1]).days - 1
    return [round(gaps.mean()), gaps.max(), silent]


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
    """Reports in all, and those without a contact."""
    (who,) = found.people
    reports = raw.people.index[raw.people["manager_id"] == who]
    rows = raw.of(who, raw.contact)
    silent = [report for report in reports if not len(raw.of(report, rows))]
    return [len(silent)]


def closed_group(raw: Raw, found: Finding) -> list[float]:
    """People, and the percentage of their ties that stay inside; six contacts are a whole tie."""
    rows = raw.contact
    pairs = pd.DataFrame(np.sort(rows[["from_id", "to_id"]].to_numpy(dtype=str), axis=1))
    ties = (pairs.value_counts() / 6).clip(upper=1)
    ends = sum(ties.index.get_level_values(level).isin(found.people).astype(int) for level in (0, 1))
    return [len(found.people), round(100 * ties[ends == 2].sum() / ties[ends > 0].sum())]


COUNTED = {
    made.__name__: made
    for made in (isolated, unbalanced, overrelied, cooling_ties, bridge, leadership_gap, closed_group)
}


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


@pytest.mark.parametrize("kind", ["plain", "season", "growing", "projects"])
@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_sentence_says_is_in_the_raw_tables(kind, seed):
    """What can be counted is among the numbers said; every other number said is in the evidence."""
    for raw, finding in sentences(kind, seed):
        said = numbers(finding.why)
        counted = COUNTED[finding.detector](raw, finding) if finding.people and finding.detector in COUNTED else []
        for number in counted:
            assert float(number) in said, (number, finding.why)
        known = {*map(float, counted), *(one for value in finding.evidence.values() for one in in_evidence(value))}
        known |= {90.0, 28.0, 0.0, 1.0, 2.0, 3.0, float(finding.evidence.get("window_days", 90))}
        if finding.detector in ("cooling_ties", "unbalanced") and finding.people and "pairs" not in finding.evidence:
            assert counted[-1 if finding.detector == "cooling_ties" else 1] in numbers(finding.would_change)
        loose = [number for number in said if number not in known and round(number) not in known]
        assert not loose, (loose, finding.why, finding.evidence)
