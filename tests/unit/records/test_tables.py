"""What records say of themselves: the tables of events, and when the first and the last one was."""

import pandas as pd
import pytest

from ally_graph.records import TABLES, from_tables
from ally_graph.records.tables import ENDS, EVENT_TABLES, LABELS

ROSTER = pd.DataFrame({"person_id": ["ana", "bo"]})


def company(interactions=(), recognitions=()):
    met = pd.DataFrame(
        [("ana", "bo", "help", day) for day in interactions], columns=["from_id", "to_id", "kind", "timestamp"]
    )
    thanks = pd.DataFrame(
        [("bo", "ana", day) for day in recognitions], columns=["giver_id", "receiver_id", "timestamp"]
    )
    return from_tables({"people": ROSTER, "interactions": met, "recognitions": thanks})


def test_the_ends_and_labels_of_events_are_columns_of_their_tables():
    for name in EVENT_TABLES:
        assert {*ENDS[name], LABELS[name]} <= {column.name for column in TABLES[name].columns}


@pytest.mark.parametrize(
    ("interactions", "recognitions", "first", "last"),
    [
        (["2026-03-03", "2026-03-01"], ["2026-02-01"], "2026-02-01", "2026-03-03"),
        ([], ["2026-02-02", "2026-02-01"], "2026-02-01", "2026-02-02"),
        (["2026-01-05"], ["2026-02-02"], "2026-01-05", "2026-02-02"),
    ],
)
def test_the_first_and_last_event_are_those_of_both_tables(interactions, recognitions, first, last):
    records = company(interactions, recognitions)
    assert (records.first_event, records.last_event) == (pd.Timestamp(first), pd.Timestamp(last))


def test_up_to_a_moment_only_events_until_then_count_those_at_the_moment_included():
    records = company(["2026-01-01", "2026-01-03"], ["2026-01-02"])
    for until, last in (("2026-01-02", "2026-01-02"), ("2026-01-01T23:00", "2026-01-01")):
        assert records.span(pd.Timestamp(until)) == (pd.Timestamp("2026-01-01"), pd.Timestamp(last))


def test_without_events_there_is_no_first_and_no_last():
    assert all(pd.isna(time) for time in (company().first_event, company().last_event))
    assert all(pd.isna(time) for time in company(["2026-01-02"]).span(pd.Timestamp("2026-01-01")))
