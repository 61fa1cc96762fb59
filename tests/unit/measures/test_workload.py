"""Do busy weeks crowd out support? Companies made week by week, with a fall of support in busy weeks or without."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest

from ally_graph.findings.challenges import NOT_SEEN, SEEN, UNKNOWN, workload_pressure
from ally_graph.measures import workload
from ally_graph.measures.workload import after_hours, pressure
from ally_graph.network import network_of
from ally_graph.records import Records, from_tables

END = pd.Timestamp("2026-01-01")
PEOPLE = 60


def drifting(rng: np.random.Generator, weeks: int, spread: float) -> np.ndarray:
    """A year that wanders: each week resembles the one before (correlation 0.6)."""
    steps = rng.normal(0, spread * 0.8, weeks)
    values = np.zeros(weeks)
    for week in range(1, weeks):
        values[week] = 0.6 * values[week - 1] + steps[week]
    return values


def company(seed: int, *, fall: float, weeks: int = 52, rise: float = 1.6) -> Records:
    """Five deadlines of two or three weeks with 1.6 times the meetings, in which so much support is missing."""
    rng = np.random.default_rng(seed)
    busy = np.zeros(weeks, dtype=bool)
    for start in rng.choice(weeks - 3, 5, replace=False):
        busy[start : start + rng.integers(2, 4)] = True
    all_of_it = drifting(rng, weeks, 0.08)
    own = drifting(rng, weeks, 0.10)
    load = rng.poisson(1.2 * PEOPLE * np.exp(all_of_it) * np.where(busy, rise, 1.0))
    growth = np.linspace(0.8, 1.2, weeks)
    support = rng.poisson(PEOPLE * np.exp(all_of_it + own) * np.where(busy, 1 - fall, 1.0) * growth)
    parts = [_rows(rng, kind, counts) for kind, counts in (("meeting", load), ("help", support))]
    people = pd.DataFrame({"person_id": [f"p{k:02d}" for k in range(PEOPLE)]})
    return from_tables({"people": people, "interactions": pd.concat(parts)})


def _rows(rng: np.random.Generator, kind: str, counts: np.ndarray) -> pd.DataFrame:
    week = np.repeat(np.arange(len(counts)), counts)
    one = rng.integers(PEOPLE, size=len(week))
    other = (one + 1 + rng.integers(PEOPLE - 1, size=len(week))) % PEOPLE
    age = (len(counts) - 1 - week + rng.random(len(week))) * 7
    times = (END - pd.to_timedelta(age, unit="D")).round("s")
    ids = ([f"p{k:02d}" for k in codes] for codes in (one, other))
    return pd.DataFrame({"from_id": next(ids), "to_id": next(ids), "kind": kind, "timestamp": times})


def told(records: Records):
    return workload_pressure(network_of(records, as_of=END), records)


def test_a_planted_fall_is_seen_in_eight_companies_of_ten():
    """Of 60 such companies with a fall of 35 % (30 %) it is seen in 59 (58)."""
    verdicts = Counter(told(company(seed, fall=0.35)).verdict for seed in range(10))
    assert verdicts[SEEN] >= 8


def test_busy_weeks_alone_are_nothing():
    """Of 180 companies without a fall, with and without shared ups and downs and busy weeks, one is seen."""
    verdicts = Counter(told(company(seed, fall=0.0)).verdict for seed in range(100, 110))
    assert verdicts[SEEN] == 0
    assert verdicts[NOT_SEEN] >= 5


def test_the_verdict_says_what_it_was_and_how_sure():
    words = told(company(1, fall=0.5)).why
    assert "of the support (95% interval" in words
    assert "chance makes it as low in" in words
    assert "was after hours in busy weeks" in words


def test_the_ratio_is_near_what_was_planted():
    records = company(2, fall=0.4)
    found = pressure(network_of(records, as_of=END), records)
    assert found.low < 0.6 < found.high
    assert found.load_ratio > 1.3
    assert found.weeks > 48


def test_the_order_of_rows_makes_no_difference():
    records = company(3, fall=0.4)
    tables = {"people": records.people, "interactions": records.interactions[::-1].reset_index(drop=True)}
    assert told(from_tables(tables)) == told(records)


@pytest.mark.parametrize("weeks", [1, 12])
def test_too_few_weeks_tell_nothing(weeks):
    found = told(company(4, fall=0.4, weeks=52))
    records = company(4, fall=0.4)
    late = records.interactions["timestamp"] >= END - pd.Timedelta(weeks=weeks)
    tables = {"people": records.people, "interactions": records.interactions[late]}
    assert told(from_tables(tables)).verdict == UNKNOWN != found.verdict
    assert "20 weeks" in told(from_tables(tables)).why


def test_records_without_other_contact_or_without_anything_tell_nothing():
    records = company(5, fall=0.4)
    helping = records.interactions[records.interactions["kind"] == "help"]
    for rows in (helping, helping[:0]):
        assert told(from_tables({"people": records.people, "interactions": rows})).verdict == UNKNOWN


def test_after_hours_is_before_eight_from_six_on_and_on_weekends():
    """2 January 2026 is a Friday."""
    times = ["2026-01-02T07:59", "2026-01-02T08:00", "2026-01-02T17:59", "2026-01-02T18:00", "2026-01-03T12:00"]
    rows = pd.DataFrame({"from_id": "a", "to_id": "b", "kind": "help", "timestamp": times})
    network = network_of(from_tables({"interactions": rows}), as_of="2026-01-05")
    late = after_hours(network.events, network.as_of, network.settings)
    assert late[np.argsort(-network.events.age)].tolist() == [True, False, False, True, True]
    days = rows.assign(timestamp="2026-01-02")
    network = network_of(from_tables({"interactions": days}), as_of="2026-01-05")
    assert after_hours(network.events, network.as_of, network.settings) is None


def planted(weeks, rise, fall, every=5, usual=100):
    """So many weeks alike, but that every fifth one has more meetings and less help."""
    busy = np.arange(weeks) % every == 2
    counts = np.where(busy, round(usual * rise), usual), np.where(busy, round(usual * (1 - fall)), usual)
    rng = np.random.default_rng(6)
    parts = [_rows(rng, kind, number) for kind, number in zip(("meeting", "help"), counts, strict=True)]
    people = pd.DataFrame({"person_id": [f"p{k:02d}" for k in range(PEOPLE)]})
    records = from_tables({"people": people, "interactions": pd.concat(parts)})
    return pressure(network_of(records, as_of=END), records)


def test_half_the_support_in_weeks_with_twice_the_meetings_is_a_half():
    """Eight weeks of forty; nothing else differs from week to week but on which day the first of them begins."""
    found = planted(40, rise=2.0, fall=0.5)
    assert (found.weeks, found.busy) in ((40, 8), (39, 8))
    assert found.load_ratio == pytest.approx(2, rel=0.03)
    assert found.support_ratio == pytest.approx(0.5, rel=0.03)
    assert found.low < found.support_ratio < found.high < 1
    assert found.p < 0.05


@pytest.mark.parametrize(("rise", "told"), [(1.1, False), (1.25, True)])
def test_weeks_are_busy_from_a_seventh_more_contact_on(rise, told):
    """15 % more than in the other weeks is the least that is looked at."""
    assert (planted(40, rise, fall=0.0) is not None) == told


@pytest.mark.parametrize(("usual", "told"), [(2, True), (0, False)])
def test_it_takes_an_event_of_support_a_week(usual, told):
    """Meetings are the same in both; help is two a week, or none."""
    rng = np.random.default_rng(7)
    load, help_given = np.where(np.arange(40) % 5 == 2, 200, 100), np.full(40, usual)
    parts = [_rows(rng, kind, number) for kind, number in (("meeting", load), ("help", help_given))]
    people = pd.DataFrame({"person_id": [f"p{k:02d}" for k in range(PEOPLE)]})
    records = from_tables({"people": people, "interactions": pd.concat(parts)})
    assert (pressure(network_of(records, as_of=END), records) is not None) == told


def weeks_of(counts, busy_at_noon=False):
    """As many meetings and helps in each week, oldest first; those of every fifth on its Tuesday at noon if asked."""
    rng = np.random.default_rng(8)
    rows = pd.concat([_rows(rng, kind, number) for kind, number in zip(("meeting", "help"), counts, strict=True)])
    if busy_at_noon:
        age = (END - rows["timestamp"]) // pd.Timedelta(days=7)
        noon = END - pd.to_timedelta(7 * age + 1.5, unit="D")
        rows["timestamp"] = rows["timestamp"].where((len(counts[0]) - 1 - age) % 5 != 2, noon)
    people = pd.DataFrame({"person_id": [f"p{k:02d}" for k in range(PEOPLE)]})
    records = from_tables({"people": people, "interactions": rows})
    return pressure(network_of(records, as_of=END), records)


def test_holidays_are_left_out_and_hours_are_those_of_busy_weeks_and_of_others():
    """Three of forty weeks have a tenth of the usual; 118 of the 168 hours of a week are no working hours."""
    usual = np.where(np.isin(np.arange(40), (10, 20, 30)), 10, 100)
    found = weeks_of((np.where(np.arange(40) % 5 == 2, 200, usual), usual), busy_at_noon=True)
    assert (found.weeks, found.busy) in ((37, 8), (36, 8))
    assert found.late_busy < 0.05
    assert found.late_else == pytest.approx(118 / 168, abs=0.05)


def test_weeks_in_which_nobody_is_at_work_are_left_out():
    """Everyone is away for two of forty weeks, and nothing happens in them; the others are compared as ever."""
    usual = np.where(np.isin(np.arange(40), (10, 11)), 0, 100)
    rng = np.random.default_rng(9)
    load = np.where(np.arange(40) % 5 == 2, 2 * usual, usual)
    rows = pd.concat([_rows(rng, kind, number) for kind, number in (("meeting", load), ("help", usual))])
    ids = [f"p{k:02d}" for k in range(PEOPLE)]
    first, last = (END - pd.Timedelta(days=days) for days in (7 * 30, 7 * 28))
    away = pd.DataFrame({"person_id": ids, "start_date": first, "end_date": last})
    records = from_tables({"people": pd.DataFrame({"person_id": ids}), "interactions": rows, "absences": away})
    found = pressure(network_of(records, as_of=END), records)
    assert (found.weeks, found.busy) in ((38, 8), (37, 8))
    assert found.load_ratio == pytest.approx(2, rel=0.03)
    assert found.support_ratio == pytest.approx(1, rel=0.03)


@pytest.mark.parametrize("at_once", [1, 2, 1000])
def test_the_effort_of_a_day_is_that_of_everyone_there(monkeypatch, at_once):
    """A half, a whole and a quarter of full time; on the second day the first of them is away, on the third all."""
    monkeypatch.setattr(workload, "PEOPLE_AT_ONCE", at_once)
    present = np.array([[True, False, False], [True, True, False], [True, True, False]])
    assert workload._summed(present, np.array([0.5, 1.0, 0.25])).tolist() == [1.75, 1.25, 0.0]


def test_weeks_with_half_the_usual_activity_are_kept_and_empty_ones_are_not():
    """10, 5, 4.9, 0 and 10 of support and load together: the median is 5, half of it 2.5; of 10s it is 5."""
    support, load = np.array([6.0, 2.0, 2.0, 0.0, 4.0]), np.array([4.0, 3.0, 2.9, 0.0, 6.0])
    assert workload._usual(support, load).tolist() == [True, True, True, False, True]
    assert workload._usual(support[[0, 0, 4, 1, 2]], load[[0, 0, 4, 1, 2]]).tolist() == [True, True, True, True, False]
    assert not workload._usual(np.zeros(3), np.zeros(3)).any()


def test_slow_growth_is_taken_off_and_weeks_without_any_count_as_half_the_least():
    """1, 2, 4 and 8 grow by log 2 a week, a week left out between; 0 beside 4s is taken for 2."""
    kept = np.array([True, True, False, True, True])
    assert workload._without_trend(np.array([1.0, 2.0, 99.0, 8.0, 16.0]), kept) == pytest.approx(np.zeros(4), abs=1e-9)
    left = workload._without_trend(np.array([4.0, 0.0, 4.0]), np.ones(3, dtype=bool))
    assert left == pytest.approx(np.log(2) * np.array([1 / 3, -2 / 3, 1 / 3]))


def test_a_ratio_is_of_geometric_means_of_busy_weeks_and_others():
    """8 and 2 are 4 on the geometric mean, 1 and 4 are 2."""
    logs, busy = np.log([8.0, 2.0, 1.0, 4.0]), np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 0, 0]], dtype=bool)
    assert workload._ratio(logs, busy) == pytest.approx([2, 1 / 2, 4])


@pytest.mark.parametrize(("timed", "share"), [((5, 0), 3 / 8), ((4, 0), np.nan)])
def test_the_share_after_hours_is_told_where_most_events_have_a_time(timed, share):
    """Three of eight in the first week, and none in the second; of all eight, five or four have a time of day."""
    zeros = np.zeros(2, dtype=int)
    counts = workload._Counts(zeros, zeros, np.array([8, 0]), np.array([3, 0]), np.array(timed))
    assert workload._late_share(counts, np.array([0])) == pytest.approx(share, nan_ok=True)
    assert np.isnan(workload._late_share(counts, np.array([1])))


def test_busy_weeks_are_dealt_out_as_many_as_there_were_and_in_stretches():
    """Eight weeks of forty in two stretches, each cut once at most: four stay beside another, and by lot 1.4 would."""
    network = network_of(company(11, fall=0.0, weeks=10), as_of=END)
    busy = np.zeros(40, dtype=bool)
    busy[[8, 9, 10, 11, 20, 21, 22, 23]] = True
    samples = workload._dealt_anew(network, busy)
    assert samples.shape == (network.settings.null_draws, 40)
    assert (samples.sum(axis=1) == 8).all()
    beside = (samples & np.roll(samples, 1, axis=1)).sum(axis=1)
    assert beside.min() >= 4
    assert samples.mean(axis=0) == pytest.approx(np.full(40, 0.2), abs=0.06)
