"""Who among the willing may be tiring out: each sign by hand, and who is never named."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from ally_graph.findings import ally_burnout as module
from ally_graph.findings.ally_burnout import SIGNALS, ally_burnout
from ally_graph.network import network_of
from ally_graph.settings import Settings
from tests.unit.companies import AS_OF, ago, company, event, numbered, records_of, ring, roster, weekly

IDS = numbered(24)
DEPENDANTS = ["p05", "p10", "p15", "p20"]
BASE = ring(IDS)
LEANING = [row for person in DEPENDANTS for row in weekly("p00", person, times=4)]
ONCE_A_YEAR = [(person, "2025-05-05", "2025-05-06") for person in IDS]
OFTEN = [("p00", ago(days)[:10], ago(days)[:10]) for days in (5, 19, 33, 47)]


def strain(events, absences=(), people=None, **settings):
    records = records_of(events, roster(IDS) if people is None else people, absences=absences)
    network = network_of(records, as_of=AS_OF, settings=Settings(null_draws=199, **settings))
    return ally_burnout(network, records)


def signals(events, absences=(), people=None, **settings):
    """The signs each person shows, by person, and those that can be seen."""
    records = records_of(events, roster(IDS) if people is None else people, absences=absences)
    network = network_of(records, as_of=AS_OF, settings=Settings(null_draws=199, **settings))
    found = module._signals(network, records)
    shown = {
        p: {k for k, there in zip(found.keys, row, strict=True) if there}
        for p, row in zip(IDS, found.shown, strict=False)
    }
    return shown, found.keys


def test_over_relied_on_little_back_no_backup_and_away_more_often_is_named():
    """p00 gives 18 a week and gets 2: Beta(145, 17) has its 5 % point at 0.85, so that the balance is surely 0.7.

    Most of these records have no time of day, so that five of the seven signs can be seen.
    """
    (found,) = strain([*BASE, *LEANING], [*ONCE_A_YEAR, *OFTEN])
    assert (found.status, found.people, found.q, found.score) == ("named", ("p00",), None, 4)
    shown = {key for key in SIGNALS if found.evidence.get(key)}
    assert shown == {"overrelied", "little_back", "no_backup", "absence"}
    assert [found.evidence[f"signals{part}"] for part in ("", "_available", "_possible")] == [4, 5, 7]
    assert found.evidence["seen"] == 1
    assert found.evidence["expected_by_chance"] == pytest.approx(2 / 24, abs=0.05)
    assert (
        "1 person shows 3 signs or more; 0.1 people would on average if the same signs were dealt out by chance"
        in found.why
    )
    assert "p00" not in found.why + found.advice


def test_without_absence_among_them_three_signs_are_watched():
    (found,) = strain([*BASE, *LEANING], ONCE_A_YEAR)
    assert (found.status, found.people, found.evidence["count"]) == ("watch", (), 1)
    assert found.evidence["signals_available"] == 5


def test_without_records_of_absence_nobody_is_named():
    (found,) = strain([*BASE, *LEANING])
    assert (found.status, found.evidence["signals_available"]) == ("watch", 4)
    assert "Without records of absence" in found.why


def test_one_sign_is_everyday_life():
    assert strain(BASE, [*ONCE_A_YEAR, *OFTEN]) == []


def test_two_signs_are_a_count():
    """Away more often, and much given to somebody who has others to turn to as well."""
    giving = [row for other in IDS[3:20] for row in weekly("p00", other)]
    findings = strain([*BASE, *giving], [*ONCE_A_YEAR, *OFTEN])
    assert [(finding.status, finding.people) for finding in findings] == [("watch", ())]
    assert findings[0].evidence["count"] == 1


def test_who_gives_and_gets_alike_is_not_short_of_support():
    """Two a week in and out: 16 and 16."""
    shown, _ = signals(BASE)
    assert shown["p00"] == set()


@pytest.mark.parametrize(("give", "take", "short"), [(16, 0, True), (8, 0, False), (40, 5, True), (40, 10, False)])
def test_little_back_needs_certainty(give, take, short):
    """5 % points of Beta: 0.84 (17, 1), 0.72 (9, 1), 0.79 (41, 6), 0.70 (41, 11); 0.75 is a balance of 0.5."""
    low = stats.beta.ppf(0.05, give + 1, take + 1)
    assert (low > 0.75) == short
    rows = [event("p00", "p01", days=1 + k) for k in range(give)] + [
        event("p01", "p00", days=1 + k) for k in range(take)
    ]
    shown, _ = signals(rows)
    assert ("little_back" in shown["p00"]) == short


def per_week(counts, hour=12):
    """p00 helps so often in each of the last weeks, oldest first, on the Tuesday of each at this hour."""
    rows = []
    for week, count in enumerate(reversed(counts)):
        rows += [event("p00", IDS[1 + k % 20], days=7 * week + 1 - hour / 24 - k / 5000) for k in range(count)]
    return rows


def test_a_load_that_rises_every_week_is_rising():
    shown, _ = signals(per_week([2, 3, 4, 5, 6, 7, 8, 9]))
    assert "load_rising" in shown["p00"]


@pytest.mark.parametrize(
    "counts", [[9, 8, 7, 6, 5, 4, 3, 2], [5] * 8, [4, 9, 3, 8, 2, 9, 4, 8], [2, 2, 2, 2, 2, 2, 2, 20]]
)
def test_a_load_that_falls_stays_or_jumps_about_is_not(counts):
    shown, _ = signals(per_week(counts))
    assert "load_rising" not in shown["p00"]


def test_the_same_help_in_fewer_days_at_work_is_a_rising_load():
    """Six a week all the time, in weeks of seven days at first and of two in the end."""
    days = np.array([[7, 7, 6, 5, 4, 3, 3, 2]])
    assert module._rising(6 / days).tolist() == [True]
    assert module._rising(np.full((1, 8), 6 / 7)).tolist() == [False]


def test_weeks_with_hardly_a_day_at_work_are_left_out():
    """The only person is away but for one day in the newest week."""
    records = records_of([event("p00", "p01", days=0.5)], roster(IDS), absences=[("p00", "2026-03-25", "2026-03-30")])
    network = network_of(records, as_of=AS_OF)
    assert np.isnan(module._each_day(network, np.ones((24, 8)))[0]).tolist() == [False] * 7 + [True]


def test_help_moving_into_the_evening_is_after_hours():
    """Eight a week; none of it after 18 in the first week, all of it in the last."""
    rows = [row for late in range(8) for row in _week(late, evening=late)]
    shown, keys = signals(rows)
    assert "after_hours" in keys
    assert "after_hours" in shown["p00"]
    assert "load_rising" not in shown["p00"]


def _week(number, evening):
    """One week's help of p00: eight times on its Tuesday, so many of them at seven in the evening."""
    week = 7 - number
    hours = [19] * evening + [11] * (8 - evening)
    return [event("p00", IDS[1 + k], days=7 * week + 1 - hour / 24 - k / 5000) for k, hour in enumerate(hours)]


def test_without_times_of_day_nothing_is_said_about_hours():
    _, keys = signals([event("p00", "p01", days=day) for day in range(1, 50)])
    assert "after_hours" not in keys


def test_absence_is_compared_with_the_persons_own_year():
    """Four in 56 days against one in 275 (since 5 May): the chance of four of five in 56 / 331 is 0.004."""
    assert stats.binom.sf(3, 5, 56 / 331) == pytest.approx(0.0036, abs=5e-4)
    shown, _ = signals(BASE, [*ONCE_A_YEAR, *OFTEN])
    assert "absence" in shown["p00"]
    assert "absence" not in shown["p01"]


def test_a_long_holiday_is_one_absence():
    shown, _ = signals(BASE, [*ONCE_A_YEAR, ("p00", "2026-02-10", "2026-03-10")])
    assert "absence" not in shown["p00"]


def test_who_was_always_away_often_is_not_away_more_often():
    """p00 was off twice a month from May to December, and four times in the last eight weeks."""
    always = [
        ("p00", f"2025-{month:02d}-{day:02d}", f"2025-{month:02d}-{day:02d}")
        for month in range(5, 13)
        for day in (3, 17)
    ]
    shown, _ = signals(BASE, [*ONCE_A_YEAR, *always, *OFTEN])
    assert "absence" not in shown["p00"]


def test_absences_of_a_few_weeks_are_no_year_to_compare_with():
    """The first known one is 83 days before the eight weeks."""
    _, keys = signals(BASE, [("p01", ago(56 + 83)[:10], ago(56 + 83)[:10]), *OFTEN])
    assert "absence" not in keys
    _, keys = signals(BASE, [("p01", ago(56 + 84)[:10], ago(56 + 84)[:10]), *OFTEN])
    assert "absence" in keys


def test_without_help_on_record_nothing_is_said():
    (found,) = strain(ring(IDS, "meeting"))
    assert (found.status, found.people) == ("not_enough_data", ())


@pytest.mark.parametrize(("start", "counted"), [("2026-03-05", 0), ("2026-03-04", 1)])
def test_new_people_are_not_looked_at(start, counted):
    """Little back and no backup are two signs; 27 days at work are too few to count them, 28 are enough."""
    people = roster(IDS, start_date={"p00": start})
    findings = strain([*BASE, *LEANING], [*ONCE_A_YEAR, *OFTEN[2:]], people)
    assert [finding.status for finding in findings] == ["watch"] * counted
    assert [finding.evidence["count"] for finding in findings] == [1] * counted


def test_being_between_others_is_no_sign():
    assert not any("between" in words for words in SIGNALS.values())


def test_what_chance_makes_of_signals_is_what_dealing_them_out_makes():
    """Three signals of twenty people, one of which stays where it is; dealt out 4,000 times."""
    rng = np.random.default_rng(1)
    shown = rng.random((20, 3)) < [0.2, 0.5, 0.3]
    signals = module._Signals(("overrelied", "rising_load", "absence"), shown)
    network = company([], roster(IDS), burnout_signals=2)
    dealt = [shown[:, 0] + rng.permuted(shown[:, 1:], axis=0).sum(axis=1) for _ in range(4000)]
    expected = np.mean([(counts >= 2).sum() for counts in dealt])
    assert module._by_chance(network, signals) == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize(("before", "sign"), [(183, False), (195, True)])
def test_absences_are_improbable_from_one_in_twenty_on(before, sign):
    """Two in 56 days and none in 183 before: (56 / 239)^2 = 0.055; none in 195 before: (56 / 251)^2 = 0.0498."""
    assert ((56 / (56 + before)) ** 2 <= 0.05) == sign
    first = ("p01", ago(56 + before)[:10], ago(56 + before)[:10])
    shown, _ = signals(BASE, [first, *OFTEN[:2]])
    assert ("absence" in shown["p00"]) == sign


@pytest.mark.parametrize(("needed", "status"), [(4, "watch"), (5, "not_enough_data")])
def test_as_many_signs_to_be_seen_as_it_takes_are_enough(needed, status):
    """Without absences and times of day four of the signs can be seen; p00 shows three of them."""
    (found,) = strain([*BASE, *LEANING], burnout_signals=needed)
    assert found.status == status


def test_a_rise_takes_four_weeks():
    """Straight lines upwards: three weeks are too few to tell for anyone, and three of five for this person."""
    assert module._rising(np.array([[1.0, 2.0, 3.0]])) is None
    assert module._rising(np.array([[1.0, 2.0, 3.0, 4.0], [4.0, 3.0, 2.0, 1.0]])).tolist() == [True, False]
    gaps = [[np.nan, np.nan, 3.0, 4.0, 5.0], [np.nan, 2.0, 3.0, 4.0, 5.0]]
    assert module._rising(np.array(gaps)).tolist() == [False, True]


def test_how_many_show_so_many_signs_by_chance_is_counted_over_all_ways_to_deal_them():
    """Half show the first sign, a quarter the second, all the third: of four, three signs fall to 4 / 8 = 0.5.

    With a sign of how people are placed, which stays with the first person, two of three are enough for that one:
    1 - (1 - 1/2) (1 - 1/4) = 5/8, and 1/8 for each of three others make 1 in all.
    """
    keys = ("little_back", "load_rising", "absence", "no_backup")
    shown = np.array([[1, 1, 1, 1], [1, 0, 1, 0], [0, 0, 1, 0], [0, 0, 1, 0]], dtype=bool)
    network = company([], roster(numbered(4)))
    assert module._by_chance(network, module._Signals(keys[:3], shown[:, :3])) == pytest.approx(4 / 8)
    assert module._by_chance(network, module._Signals(keys, shown)) == pytest.approx(5 / 8 + 3 / 8)


def test_helps_are_counted_by_person_and_week_oldest_first():
    """Three weeks: of a person, two of this week and one of exactly a week ago; of another, one of the first."""
    person, age = np.array([0, 0, 0, 1]), np.array([0.0, 6.9, 7.0, 20.0])
    assert module._by_week(person, age, 2, 3).tolist() == [[0, 1, 2], [1, 0, 0]]


def test_help_for_each_full_time_day_is_known_of_weeks_with_two_days_at_work():
    """Six helps in two days are three a day, and six at half time; in a week with a single day nothing is said."""
    present = np.zeros((2, 21), dtype=bool)
    present[:, [0, 1, 7, 14, 15, 16]] = True
    network = SimpleNamespace(seen_at_work=present, size=2, people=pd.DataFrame({"fte": [1.0, 0.5]}))
    found = module._each_day(network, np.full((2, 3), 6.0))
    assert found == pytest.approx(np.array([[3, np.nan, 2], [6, np.nan, 4]]), nan_ok=True)
    assert module._each_day(network, np.full((2, 2), 6.0))[0] == pytest.approx([np.nan, 2], nan_ok=True)


@pytest.mark.parametrize(("before", "sign"), [(83, False), (84, True)])
def test_who_was_here_for_less_than_twelve_weeks_before_has_no_year_to_compare_with(before, sign):
    """Four in 56 days and none in 84 before: (56 / 140)^4 = 0.026; others' absences are known since May."""
    started = roster(IDS, start_date={"p00": ago(56 + before)[:10]})
    others = [row for row in ONCE_A_YEAR if row[0] != "p00"]
    shown, _ = signals(BASE, [*others, *OFTEN], started)
    assert ("absence" in shown["p00"]) == sign
