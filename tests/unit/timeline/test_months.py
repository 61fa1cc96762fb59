"""Months cut out of one span of events are those that are worked out one by one."""

import numpy as np
import pandas as pd
import pytest

from ally_graph import analyze, measures
from ally_graph.clusters import one_clustering
from ally_graph.measures import company
from ally_graph.network import canonical, network_of
from ally_graph.network.span import cut, span_of
from ally_graph.progress import heard
from ally_graph.records import from_tables
from ally_graph.settings import Settings
from ally_graph.simulate import tables
from ally_graph.timeline import months
from tests.unit.companies import AS_OF, ago, event, records_of, roster

SETTINGS = Settings(window_days=60)


@pytest.fixture(scope="module")
def records():
    """A company of 80 in which people come and go during the year."""
    company, _ = tables("random", people=80, months=8, seed=5)
    return from_tables(company)


@pytest.fixture(scope="module")
def span(records):
    return span_of(records, SETTINGS, as_of=pd.Timestamp("2026-01-01"))


@pytest.mark.parametrize("as_of", ["2025-06-01", "2025-09-01", "2025-12-01", "2025-12-17 13:45:00", "2026-01-01"])
def test_a_month_is_the_network_of_its_window(records, span, as_of):
    """What is cut out of the span is compared with a network of that moment made from all records."""
    moment = pd.Timestamp(as_of)
    month, alone = cut(span, moment, SETTINGS), network_of(records, as_of=moment, settings=SETTINGS)
    pd.testing.assert_frame_equal(month.people, alone.people)
    np.testing.assert_array_equal(month.present, alone.present)
    for name in ("help", "help_events", "contact"):
        one, other = getattr(month, name), getattr(alone, name)
        np.testing.assert_array_equal(one.indices, other.indices)
        np.testing.assert_allclose(one.data, other.data, rtol=1e-9)
    np.testing.assert_array_equal(month.pairs.position, alone.pairs.position)
    pd.testing.assert_frame_equal(measures.people_table(month), measures.people_table(alone), rtol=1e-9)
    assert company.coverage(month) == company.coverage(alone)


def test_the_last_month_is_the_window_itself(records):
    found = analyze(records, findings=False, months=True, window_days=60)
    last = found.to_dict()["months"][-1]
    assert last["network"] == found.to_dict()["network"]
    assert last["clusters"] == found.to_dict()["clusters"]
    assert found.base is not None
    assert found.people.equals(analyze(records, findings=False, window_days=60).people)


def test_months_in_another_thread_are_the_same(records, monkeypatch):
    alone = analyze(records, findings=False, months=True, window_days=60).to_dict()
    monkeypatch.setattr(months, "MANY_EVENTS", 0)
    assert analyze(records, findings=False, months=True, window_days=60).to_dict() == alone


def test_months_in_another_thread_can_be_stopped(records, span, monkeypatch):
    """Whoever listens to the progress stops at the third month; the first is told by then."""
    monkeypatch.setattr(months, "MANY_EVENTS", 0)

    def stop(_share, words):
        if words.endswith("2025-07"):
            raise KeyboardInterrupt

    with heard(stop):
        found = months.by_month(span, records, network_of(records, as_of="2026-01-01", settings=SETTINGS))
        assert next(found)["month"] == "2025-05"
        with pytest.raises(KeyboardInterrupt):
            list(found)


def flat(values):
    return {name: value for name, value in values.items() if name != "ei_index"} | values["ei_index"]


def test_every_month_has_the_figures_it_has_alone(records):
    """Three months are worked out again one by one, with the numbers that an analysis gives to people."""
    found = analyze(records, findings=False, months=True, window_days=60).months
    numbered, _ = canonical.renamed(records)
    for month in found[:3]:
        alone = network_of(numbered, as_of=month["as_of"], settings=SETTINGS)
        theirs = company.network(alone) | company.groups(one_clustering(alone))
        assert month["people"] == alone.size
        assert flat(month["network"]) == pytest.approx(flat(theirs), rel=1e-9, nan_ok=True)


def test_who_left_before_a_month_is_in_earlier_months_only():
    people = roster(["ana", "bo", "cy"], end_date={"cy": ago(70)[:10]}, start_date={"bo": ago(80)[:10]})
    rows = [event("ana", "cy", days=85), event("ana", "bo", days=40), event("bo", "ana", days=2)]
    found = analyze(records_of(rows, people), as_of=AS_OF, window_days=30, findings=False, months=True).months
    assert [month["people"] for month in found] == [3, 2, 2]
    assert [month["network"]["ties"] for month in found] == [1, 1, 1]


def test_events_on_both_edges_of_a_month_count():
    """The window of 30 days up to 1 March begins on 30 January at midnight."""
    rows = [
        ("ana", "bo", "help", "2026-01-29T23:59:59.999999", 1.0),
        ("bo", "cy", "help", "2026-01-30T00:00:00", 1.0),
        ("cy", "di", "help", "2026-03-01T00:00:00", 1.0),
        ("di", "ana", "help", "2026-03-01T00:00:00.000001", 1.0),
    ]
    records = records_of(rows, roster(["ana", "bo", "cy", "di"]))
    found = analyze(records, as_of="2026-03-20T10:30:00", window_days=30, findings=False, months=True).months
    assert [month["network"]["ties"] for month in found] == [2, 2, 2]


def test_what_is_left_of_a_month_has_the_groups_of_its_network(records, span):
    """The small form says the same of its groups, and has nothing that it could contradict itself with."""
    month = cut(span, pd.Timestamp("2025-09-01"), SETTINGS)
    left = months.MonthNetwork.of(month)
    found, whole = one_clustering(left), one_clustering(month)
    assert found.clusters
    assert found.modularity == whole.modularity
    assert [group.to_dict() for group in found.clusters] == [group.to_dict() for group in whole.clusters]
    assert not hasattr(left, "events")
    assert len(left.groups("level")[1]) == 0
