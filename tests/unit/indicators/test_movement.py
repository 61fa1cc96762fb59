"""Did it move? Claims only where the months allow one, and words that say what is missing where they don't."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import ally_graph
from ally_graph import Settings, indicators, vocabulary
from ally_graph.disclosure.gate import LOCAL, content_of
from ally_graph.indicators.movement import movement_words
from ally_graph.records import from_tables
from ally_graph.views import movements as shown_movements

FIRST = [(entry.key, entry.measures[0].key) for entry in vocabulary.INDICATORS.values()]
SERIES_COLUMNS = ["month", "indicator", "measure", "group", "value", "n"]


def company(values, start=12, group="all", n=100, measures=FIRST, **more):
    """Records whose indicators have these values (months by measures), and a phase that starts in month `start`."""
    months = pd.period_range("2023-01", periods=len(values), freq="M").astype(str)
    groups = {group: values} | more
    rows = [
        (month, *key, name, 50.0 + value, n)
        for name, series in groups.items()
        for month, row in zip(months, series, strict=True)
        for key, value in zip(measures, row, strict=False)
    ]
    return {
        "people": pd.DataFrame({"person_id": ["p1", "p2"]}),
        "indicators": pd.DataFrame(rows, columns=SERIES_COLUMNS),
        "phases": pd.DataFrame([("Programme", f"{months[start]}-01")], columns=["name", "start_date"]),
    }


def noise(length=24, seed=0, measures=7):
    return np.random.default_rng(seed).standard_normal((length, measures))


def by_measure(records, **options):
    return {one.measure: one for one in indicators.movements(records, **options)}


def stepped(size=4.0, length=24, start=12, seed=0):
    values = noise(length, seed)
    values[start:, 0] += size
    return values


def test_a_clear_step_is_said_to_have_moved_and_nothing_else_is():
    """Seven measures of noise, the first 4 higher after the start; Holm takes its p seven times."""
    found = by_measure(from_tables(company(stepped())))
    assert [key for key, one in found.items() if one.moved] == ["score"]
    one = found["score"]
    assert one.low < 4 < one.high
    assert one.p_adjusted == pytest.approx(7 * one.p)
    assert one.words.startswith("Moved up after the start of Programme")
    assert "the good way" in one.words
    assert "no group without the programme" in one.words


def test_noise_is_about_as_before_with_what_it_leaves_open():
    found = by_measure(from_tables(company(noise(seed=3))))
    assert {one.status for one in found.values()} == {"as_before"}
    one = found["score"]
    assert one.low < one.difference < one.high
    assert f"{one.difference:.2f} ({one.low:.1f} to " in one.words
    assert "by chance" not in one.words


def test_a_steady_drift_is_told_from_a_change_that_begins():
    values = noise(seed=1)
    values[:, 0] += 0.2 * np.arange(24)
    one = by_measure(from_tables(company(values)))["score"]
    assert one.status == "drift"
    assert "steady drift" in one.words


def test_a_strong_drift_is_no_movement_either():
    values = noise(seed=1)
    values[:, 0] += 0.5 * np.arange(24)
    assert by_measure(from_tables(company(values)))["score"].status == "drift"


def in_a_season(values, size=3.0):
    return values + size * np.sin(2 * np.pi * np.arange(len(values)) / 12)[:, None]


def test_a_step_is_found_under_a_season_and_the_season_is_told():
    """A step of 2 under a season of 3 either way; without the step nothing is claimed of the same months."""
    found = by_measure(from_tables(company(in_a_season(stepped(2.5, 36, 18)), start=18)))
    assert [key for key, one in found.items() if one.moved] == ["score"]
    assert found["score"].low < 2.5 < found["score"].high
    assert all(one.season and "A yearly season was taken into account." in one.words for one in found.values())
    assert not any(one.moved for one in by_measure(from_tables(company(in_a_season(noise(36)), start=18))).values())


def test_less_than_two_years_have_no_season_to_tell():
    found = by_measure(from_tables(company(noise(23), start=11)))
    assert not any(one.season or "season" in one.words for one in found.values())


def with_an_odd_month(place, size):
    values = stepped(2.5, 36, 18)
    values[place, 0] += size
    return by_measure(from_tables(company(values, start=18)))["score"]


def test_one_odd_month_does_not_hide_a_step():
    """The month before the start is 10 higher, the step 2.5; what it would be as it is stands beside it."""
    one = with_an_odd_month(17, 10.0)
    assert one.moved
    assert one.odd_months == ("2024-06",)
    assert one.robust_low < 2.5 < one.robust_high
    assert (
        "2024-06 stands out by itself and counts no more than other months; as it is, the change would be" in one.words
    )
    assert one.robust > one.difference


def test_one_odd_month_makes_no_step():
    values = noise(36)
    values[20, 0] += 12
    one = by_measure(from_tables(company(values, start=18)))["score"]
    assert (one.status, one.odd_months) == ("as_before", ("2024-09",))


def test_months_on_two_scales_are_not_compared():
    """Scores from 1 to 5, then the same from 0 to 10; neither the one nor the other row names its scale."""
    values = np.concatenate([3.8 + noise(18)[:, :1] / 10, 7.5 + noise(18, 1)[:, :1] / 5]) - 50
    records = from_tables(company(values, start=18, measures=FIRST[:1]))
    one = by_measure(records)["score"]
    assert (one.status, one.moved) == ("scale_change", False)
    assert np.isnan([one.difference, one.low, one.high, one.p]).all()
    assert "another scale" in one.words
    assert any("another scale" in problem.what for problem in records.problems)


def two_phases(*days):
    tables = company(stepped(4.0, 36, 18))
    rows = [(name, day) for name, day in zip("ABC", days, strict=False)]
    tables["phases"] = pd.DataFrame(rows, columns=["name", "start_date"])
    return from_tables(tables)


def test_phases_that_begin_in_one_month_are_one_beginning():
    records = two_phases("2024-07-01", "2024-07-15")
    found = [one for one in indicators.movements(records) if one.measure == "score"]
    assert [(one.phase, one.months_before, one.months_after) for one in found] == [("A and B", 18, 18)]
    assert found[0].moved
    assert "A and B have their first month in July 2024" in indicators.caution(records)


@pytest.mark.parametrize(("day", "months"), [("2024-06-30", 18), ("2024-06-25", 18), ("2024-06-23", 17)])
def test_a_phase_of_the_last_days_of_a_month_begins_with_the_next_one(day, months):
    one = by_measure(two_phases(day))["score"]
    assert (one.months_before, one.months_after) == (months, 36 - months)
    assert ("months are counted from July" in indicators.caution(two_phases(day))) == (months == 18)


def test_a_phase_of_the_last_day_and_one_of_the_next_day_are_one_beginning():
    """A has no month of its own before B begins, though it ends before B's first month."""
    records = two_phases("2024-06-30", "2024-07-01")
    found = [one for one in indicators.movements(records) if one.measure == "score"]
    assert [(one.phase, one.months_before, one.months_after) for one in found] == [("A and B", 18, 18)]


def test_no_way_is_said_where_the_interval_holds_nought():
    """Of 18 months of noise, too few to claim anything, and of second measures, of which nothing is asked."""
    few = company(noise(18), start=9)
    second = company(noise(36, measures=1), start=18, measures=[("engagement", "enps")])
    for found in (*indicators.movements(from_tables(few)), *indicators.movements(from_tables(second))):
        within = found.low <= 0 <= found.high
        assert found.words.startswith("About as before Programme: it changed by") == within
        assert (" than before, by -" in found.words) is False


@pytest.mark.parametrize("status", ["few_months", "described"])
def test_what_is_seen_is_told_with_the_size_and_its_ends_in_order(status):
    seen = {"status": status, "before": 5.0, "after": 3.0, "difference": -2.0, "low": -3.0, "high": -1.0}
    one = by_measure(from_tables(company(stepped())))["score"]
    words = movement_words(replace(one, **seen), Settings())
    assert words.startswith("Lower after the start of Programme than before, by 2.0 (1.0 to 3.0)")
    same = movement_words(replace(one, **seen | {"difference": -1e-15}), Settings())
    assert same.startswith("The same after the start of Programme as before")


def test_a_season_and_months_after_the_last_record_are_warned_of():
    """Eighteen months are too few to take a season out; the only event is of March 2024, the figures go on to June."""
    tables = company(noise(18))
    assert "With 18 months on record, a season of the year can look like a change." in indicators.caution(
        from_tables(tables)
    )
    assert "season" not in indicators.caution(from_tables(company(noise(24))))
    rows = [("p1", "p2", "2024-03-28", "help")]
    tables["interactions"] = pd.DataFrame(rows, columns=["from_id", "to_id", "timestamp", "kind"])
    words = "The figures go on until June 2024, after the last record on 28 March 2024: nothing tells whether"
    assert words in indicators.caution(from_tables(tables))
    tables["interactions"]["timestamp"] = "2024-06-30"
    assert "go on until" not in indicators.caution(from_tables(tables))


def test_phases_of_one_name_are_each_told_with_their_own_month():
    tables = company(stepped(4.0, 36, 18))
    rows = [("A", "2023-06-01"), ("A", "2024-06-30")]
    tables["phases"] = pd.DataFrame(rows, columns=["name", "start_date"])
    assert indicators.caution(from_tables(tables)).count("begins on") == 1


def test_months_that_never_differ_in_their_phase_tell_no_interval():
    """Three months of no report and three of one: nothing shows how much months differ."""
    values = np.repeat([0.0, 1.0], 3)[:, None]
    found = indicators.change(from_tables(in_two_phases(values)))
    assert np.isnan(found["low"].iloc[0])
    assert found["words"].iloc[0] == "too few months to tell"
    same = indicators.change(from_tables(in_two_phases(np.zeros((6, 1)))))
    assert same["words"].iloc[0] == "about the same"


def in_two_phases(values):
    tables = company(values, start=0)
    rows = [("A", "2023-01-01"), ("B", "2023-04-01")]
    return tables | {"phases": pd.DataFrame(rows, columns=["name", "start_date"])}


def test_the_month_in_which_one_phase_gives_way_to_another_belongs_to_the_later():
    tables = company(stepped(4.0, 36, 18))
    rows = [("A", "2023-01-01", "2024-07-14"), ("B", "2024-07-15", None)]
    tables["phases"] = pd.DataFrame(rows, columns=["name", "start_date", "end_date"])
    found = [one for one in indicators.movements(from_tables(tables)) if one.measure == "score"]
    assert [(one.months_before, one.months_after) for one in found] == [(0, 18), (18, 18)]


@pytest.mark.parametrize(("last", "months"), [("2025-12-10", 17), ("2025-12-24", 17), ("2025-12-27", 18)])
def test_a_month_that_is_not_over_is_left_out(last, months):
    """The indicators end with December 2025, the events on one of its days."""
    tables = company(stepped(4.0, 36, 18), start=18)
    rows = [("p1", "p2", "2025-11-03", "help"), ("p2", "p1", last, "help")]
    tables["interactions"] = pd.DataFrame(rows, columns=["from_id", "to_id", "timestamp", "kind"])
    records = from_tables(tables)
    assert by_measure(records)["score"].months_after == months
    assert len(indicators.series(records)["month"].unique()) == 18 + months
    assert ("December 2025 isn't over yet" in indicators.caution(records)) == (months == 17)
    assert indicators.missing_months(records, indicators.series(records)).empty


def test_events_that_end_in_another_month_say_nothing_of_the_last_one():
    tables = company(stepped(4.0, 36, 18), start=18)
    rows = [("p1", "p2", "2025-11-03", "help")]
    tables["interactions"] = pd.DataFrame(rows, columns=["from_id", "to_id", "timestamp", "kind"])
    assert by_measure(from_tables(tables))["score"].months_after == 18


@pytest.mark.parametrize(("length", "start", "status"), [(24, 0, "no_months_before"), (20, 7, "too_short")])
def test_too_few_months_are_refused_with_what_would_be_needed(length, start, status):
    one = by_measure(from_tables(company(stepped(length=length, start=start), start=start)))["score"]
    assert (one.status, one.moved) == (status, False)
    assert "24 in all" in one.words
    assert np.isnan(one.p)


def test_between_eight_and_twelve_months_a_side_nothing_is_claimed():
    one = by_measure(from_tables(company(stepped(20, 18, 9), start=9)))["score"]
    assert one.status == "few_months"
    assert one.p >= 1 / 11
    assert one.low < 20 < one.high
    assert "so few months can't single out one date" in one.words


def test_only_the_first_measure_of_an_indicator_is_asked_about():
    """Both measures of engagement are noise that is 6 higher from the start of the programme on."""
    measures = [("engagement", "score"), ("engagement", "belonging")]
    values = noise(measures=2)
    values[12:] += 6
    found = by_measure(from_tables(company(values, measures=measures)))
    assert {key: one.status for key, one in found.items()} == {"score": "moved", "belonging": "described"}
    assert found["belonging"].low < 6 < found["belonging"].high
    assert np.isnan(found["belonging"].p)


def test_each_phase_is_compared_with_the_one_before_it():
    values = np.vstack([noise(12, 4), noise(12, 5) + 5, noise(12, 6) + 5])
    tables = company(values)
    tables["phases"] = pd.DataFrame([("One", "2024-01-01"), ("Two", "2025-01-01")], columns=["name", "start_date"])
    found = indicators.movements(from_tables(tables))
    assert {one.phase for one in found if one.moved} == {"One"}
    assert {(one.months_before, one.months_after) for one in found} == {(12, 12)}


def compared(difference, seed=7):
    """Two teams of 30; only `north` takes part, and its first measure steps up by so much more than south's."""
    south, whole = noise(seed=seed), noise(seed=seed + 1)
    north = south + noise(seed=seed + 2) / 2
    south[12:, 0] += 5
    north[12:, 0] += 5 + difference
    tables = company(whole + (north + south) / 2, n=60)
    teams = company(north, group="north", n=30, south=south)["indicators"]
    ids = [f"p{number:02}" for number in range(60)]
    tables["people"] = pd.DataFrame({"person_id": ids, "team": ["north"] * 30 + ["south"] * 30})
    tables["indicators"] = pd.concat([tables["indicators"], teams])
    part = [(person, "mentorship", "mentee", "2024-01-08") for person in ids[:20]]
    tables["programmes"] = pd.DataFrame(part, columns=["person_id", "programme", "role", "start_date"])
    return from_tables(tables)


def test_teams_with_the_programme_are_held_against_those_without():
    one = by_measure(compared(3.0))["score"]
    assert one.moved
    assert one.compared_with == ("south",)
    assert one.against_low < 3 < one.against_high
    assert "more than in the teams that the programme didn't reach" in one.words


def test_what_moved_in_all_teams_alike_is_not_put_down_to_the_programme():
    one = by_measure(compared(0.0))["score"]
    assert one.difference > 4
    assert one.status == "as_before"


def test_a_team_can_be_looked_at_by_itself():
    assert by_measure(compared(3.0), group="north")["score"].moved
    assert by_measure(compared(3.0), group="south")["score"].compared_with == ()


def test_the_order_of_rows_does_not_matter():
    tables = company(stepped())
    mixed = tables | {"indicators": tables["indicators"].sample(frac=1, random_state=1)}
    assert repr(indicators.movements(from_tables(tables))) == repr(indicators.movements(from_tables(mixed)))


def test_months_that_never_change_have_not_moved():
    found = by_measure(from_tables(company(np.zeros((24, 7)))))
    assert {one.status for one in found.values()} == {"as_before"}
    assert [(one.low, one.high) for one in found.values()] == [pytest.approx((0, 0), abs=1e-9)] * 7


def test_a_stricter_setting_claims_less():
    records = from_tables(company(stepped()))
    assert not by_measure(records, settings=Settings(claim_months=36))["score"].moved
    assert by_measure(records, settings=replace(Settings(), movement_months=13))["score"].status == "too_short"


def test_noise_is_claimed_in_no_more_companies_than_the_error_rate_allows():
    """Forty companies of seven indicators: at 5 % two are expected, six would be a fault in more than 98 of 100."""
    claims = sum(any(one.moved for one in indicators.movements(from_tables(company(noise(seed=s))))) for s in range(40))
    assert claims <= 5


def test_the_gate_gives_a_table_with_every_column():
    frame = content_of(shown_movements(from_tables(company(stepped())), LOCAL))
    assert list(frame.columns) == list(indicators.Movement.__dataclass_fields__)
    assert frame.set_index("measure").loc["score", "status"] == "moved"


def test_without_phases_there_is_nothing_to_compare():
    tables = company(noise())
    assert indicators.movements(from_tables({key: tables[key] for key in ("people", "indicators")})) == ()


def conflict(reports, days=None, phase_end="2025-03-31"):
    months = [f"2025-{number:02}" for number in range(1, len(reports) + 1)]
    rows = [(month, "conflict", "reports", "all", value, 60) for month, value in zip(months, reports, strict=True)]
    rows += [(m, "conflict", "days_to_resolve", "all", v, 8) for m, v in zip(months, days or [], strict=False)]
    tables = {"people": pd.DataFrame({"person_id": ["p1"]}), "indicators": pd.DataFrame(rows, columns=SERIES_COLUMNS)}
    tables["phases"] = pd.DataFrame([("Start", "2025-01-01", phase_end)], columns=["name", "start_date", "end_date"])
    return from_tables(tables)


@pytest.mark.parametrize(
    ("reports", "days", "words"),
    [
        ([5, 14, 12, 6, 3], [17, 16, 14], "reads as people speaking up"),
        ([5, 20, 22, 16, 18], [17, 16, 14], "It may be that people speak up"),
        ([5, 14, 12, 9, 8], [17, 16, 14], ""),
        ([10, 12, 9, 9, 9], [17, 16, 14], ""),
        ([5, 14, 12, 6, 3], [10, 14, 17], ""),
        ([5, 4, 3, 3, 3], [17, 16, 14], ""),
    ],
)
def test_an_early_rise_of_reports_is_read_as_speaking_up_under_a_condition(reports, days, words):
    said = indicators.speaking_up(conflict(reports, days))
    assert (words in said) if words else said == ""


SAMPLE = ally_graph.load("sample_data")


def test_the_sample_tells_its_story():
    """From Foundation to Consolidation; most of the figures are made to follow a programme that works.

    Of reports, which rise and then fall, three months of the first phase leave open what the change is.
    """
    words = indicators.change(SAMPLE).set_index(["indicator", "measure"])["words"]
    assert words["conflict", "reports"] == "no clear change"
    for key in FIRST:
        assert words[key].endswith("the good way") or key == ("conflict", "reports"), key
    assert set(words.index.get_level_values("indicator")) == set(vocabulary.INDICATORS)
    assert words["engagement", "stress"] == words["absence_burnout", "sick_days"] == "down, the good way"
    assert "speaking up" in indicators.speaking_up(SAMPLE)
    assert indicators.change(SAMPLE, "development").set_index("measure")["words"]["errors"] == "down, the good way"


def test_the_sample_allows_no_claim_about_its_first_phase():
    found = [one for one in indicators.movements(SAMPLE) if one.phase == "Foundation"]
    assert {one.status for one in found} == {"no_months_before"}
    assert all("nothing can be said about what it moved" in one.words for one in found)
    assert not any(one.moved for one in indicators.movements(SAMPLE))
    assert "can't show that the programme moved them" in indicators.caution(SAMPLE)


def test_what_was_started_is_listed_by_month_and_never_about_a_few():
    frame = indicators.started(SAMPLE)
    assert frame["month"].is_monotonic_increasing
    assert frame.loc[frame["kind"] == "phase", "what"].tolist() == ["Foundation", "Expansion", "Consolidation"]
    assert (frame["people"].dropna() % 5 == 0).all()
    assert "Mentorship" in frame["what"].tolist()
