"""Times are ISO 8601 or set aside; nothing is guessed."""

import pandas as pd
import pytest

from ally_graph.records import from_tables
from ally_graph.records.dates import Fault, guess_format, read_dates, read_times
from tests.unit.records.helpers import ids_of, problem_of


def moments(*texts):
    return [
        None if pd.isna(value) else pd.Timestamp(value).isoformat() for value in read_times(pd.Series(texts)).values
    ]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-04", "2026-03-04T00:00:00"),
        ("2026-03-04T10:30", "2026-03-04T10:30:00"),
        ("2026-03-04 10:30:15", "2026-03-04T10:30:15"),
        ("2026-03-04T10:30:15.250", "2026-03-04T10:30:15.250000"),
        ("2026-03-04T10:30:15,250Z", "2026-03-04T10:30:15.250000"),
        ("2026-03-04T10:30Z", "2026-03-04T10:30:00"),
        ("2026-03-04t10:30z", "2026-03-04T10:30:00"),
        ("2026-03-04T10:30:00+02:00", "2026-03-04T08:30:00"),
        ("2026-03-04T10:30:00+0530", "2026-03-04T05:00:00"),
        ("2026-03-04 10:30:00 +0200", "2026-03-04T08:30:00"),
        ("2026-03-04 10:30:00 UTC", "2026-03-04T10:30:00"),
        ("2026-03-04T10:30:00-05", "2026-03-04T15:30:00"),
        ("20260304T103000Z", "2026-03-04T10:30:00"),
        ("20260304", "2026-03-04T00:00:00"),
        (" 2026-03-04 ", "2026-03-04T00:00:00"),
    ],
)
def test_an_iso_time_is_a_moment_in_utc(text, moment):
    assert moments(text) == [moment]


def test_zones_may_be_mixed():
    assert moments("2026-03-04T10:00Z", "2026-03-04T10:00", "2026-03-04T10:00+01:00") == [
        "2026-03-04T10:00:00",
        "2026-03-04T10:00:00",
        "2026-03-04T09:00:00",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("03/04/2026", Fault.NOT_ISO),
        ("3.4.2026", Fault.NOT_ISO),
        ("46085", Fault.NOT_ISO),
        ("1772582400", Fault.NOT_ISO),
        ("1772582400000", Fault.NOT_ISO),
        ("2026", Fault.NOT_ISO),
        ("2026-03", Fault.NOT_ISO),
        ("2026-0304", Fault.NOT_ISO),
        ("yesterday", Fault.NOT_ISO),
        ("２０２６-03-04", Fault.NOT_ISO),
        ("2026-02-30", Fault.IMPOSSIBLE),
        ("2026-03-04T25:00", Fault.IMPOSSIBLE),
        ("0000-01-01", Fault.TOO_EARLY),
        ("9999-12-31", Fault.TOO_LATE),
        ("1969-12-31", Fault.TOO_EARLY),
        ("1899-12-30T00:00:00Z", Fault.TOO_EARLY),
        ("2101-01-01", Fault.TOO_LATE),
        ("", Fault.EMPTY),
    ],
)
def test_anything_else_has_a_fault(text, fault):
    times = read_times(pd.Series([text, "2026-03-04T10:00+01:00"]))
    assert times.faults.tolist() == [fault, Fault.NONE]
    assert pd.isna(times.values[0])


def test_of_a_time_with_a_zone_the_written_day_counts():
    assert read_dates(pd.Series(["2026-03-04T00:30+02:00"])).values[0] == pd.Timestamp("2026-03-04")


def test_typed_times_are_converted_and_ranged():
    zoned = pd.Series(pd.to_datetime(["2026-03-04T00:30+02:00", None], utc=True)).dt.tz_convert("Europe/Helsinki")
    assert read_times(zoned).values[0] == pd.Timestamp("2026-03-03T22:30")
    assert read_dates(zoned).values[0] == pd.Timestamp("2026-03-04")
    assert read_times(zoned).faults.tolist() == [Fault.NONE, Fault.EMPTY]


def test_iso_rows_are_used_and_the_others_named(read_events):
    records = read_events("ana,bo,2026-03-04,help\nana,bo,03/04/2026,help\nana,bo,46085,help\nana,bo,2026-02-30,help\n")
    assert (len(records.interactions), records.set_aside) == (1, 3)
    problem = problem_of(records, "not an ISO 8601")
    assert (problem.rows, problem.severity) == ((3, 4), "set aside")
    assert "2026-03-31" in problem.mend
    assert problem_of(records, "does not exist").rows == (5,)


def test_a_column_in_one_clear_format_is_set_aside_with_a_hint_and_not_guessed(read_events):
    records = read_events("ana,bo,28/04/2026,help\nana,bo,03/04/2026,help\n")
    assert records.set_aside == 2
    assert "%d/%m/%Y" in problem_of(records, "not an ISO 8601").mend


@pytest.mark.parametrize(
    ("texts", "pattern"),
    [
        (["28/04/2026", "03/04/2026"], "%d/%m/%Y"),
        (["04/28/2026", "04/03/2026"], "%m/%d/%Y"),
        (["3.4.2026"], "%d.%m.%Y"),
        (["03/04/2026"], None),
        (["13/13/2026"], None),
        (["28/04/2026", "x"], None),
        (["28/04/2026", "28-04-2026"], None),
    ],
)
def test_a_format_is_told_only_beyond_doubt(texts, pattern):
    assert guess_format(pd.Series(texts)) == pattern


def test_a_last_day_in_the_far_future_means_no_end(read_people):
    records = read_people("person_id,end_date\nana,9999-12-31\n")
    assert records.people["end_date"].isna().all()
    assert problem_of(records, "no end").severity == "notice"


def test_a_person_with_a_faulty_date_stays(read_people):
    records = read_people("person_id,start_date,end_date\nana,03/04/2026,\nbo,2026-05-01,2026-04-01\ncy,2026-02-30,\n")
    assert (ids_of(records), records.set_aside) == (["ana", "bo", "cy"], 0)
    assert records.people[["start_date", "end_date"]].isna().all(axis=None)
    assert problem_of(records, "start_date is after end_date").rows == (3,)


def test_events_outside_employment_are_set_aside(read_events):
    people = "person_id,start_date,end_date\nana,2026-03-01,2026-03-31\nbo,,\n"
    rows = ["2026-02-28T23:59", "2026-03-01", "2026-03-31T23:59", "2026-04-01"]
    records = read_events("".join(f"bo,ana,{time},help\n" for time in rows), people)
    assert (len(records.interactions), records.set_aside) == (2, 2)
    assert problem_of(records, "before one of the two").rows == (2,)
    assert problem_of(records, "had left").rows == (5,)


def test_times_in_a_frame_may_be_python_objects():
    """A date without a time and a moment, side by side in a column of objects."""
    import datetime as dt

    rows = {"from_id": ["a", "b"], "to_id": ["b", "a"], "kind": ["help", "help"]}
    frame = pd.DataFrame(
        {**rows, "timestamp": pd.Series([dt.date(2026, 3, 4), dt.datetime(2026, 3, 5, 6)], dtype=object)}
    )
    assert len(from_tables({"interactions": frame}).interactions) == 2
