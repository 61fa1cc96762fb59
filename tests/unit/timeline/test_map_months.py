"""The months of the map: nobody moves, and groups keep their number."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ally_graph.analysis import analyze
from ally_graph.clusters import Cluster
from ally_graph.records import from_tables, load
from ally_graph.settings import Settings
from ally_graph.timeline import map_months as timeline_map_months
from ally_graph.timeline.map_months import MapMonths, map_months, month_ends, places
from tests.conftest import SAMPLE, company_tables


@pytest.fixture(scope="module")
def sample():
    return load(SAMPLE)


@pytest.fixture(scope="module")
def months(sample) -> MapMonths:
    return map_months(sample, kinds=None, settings=Settings())


def test_places_are_the_same_whatever_the_order_of_rows(company):
    """Every table of the company turned upside down."""
    tables = {name: table.iloc[::-1] for name, table in company_tables().items()}
    assert places(from_tables(tables)) == places(company)


def test_everyone_of_every_month_has_one_place_or_stands_without_ties(sample, months):
    spots = places(sample)
    assert {person for month in months.months for person in month.people["person_id"]} <= set(spots)
    tied = {person for month in months.months for person in month.people["person_id"][month.contact.sum(axis=0) > 0]}
    assert all(spots[person] is not None for person in tied)


def test_months_end_with_the_records(sample, months):
    ends = [month.when for month in months.months]
    assert ends == month_ends(sample)
    assert ends[0] == pd.Timestamp("2025-02-01")
    assert len(ends) == 12


def test_colour_changes_only_where_membership_did(months):
    """From month to month, most of a group keep their number; who has another number sits with other people."""
    for before, after in zip(months.months[:-1], months.months[1:], strict=True):
        was, now = (month.people.set_index("person_id")["cluster"].dropna() for month in (before, after))
        both = was.index.intersection(now.index)
        for person in both[was[both] != now[both]]:
            old, new = set(was.index[was == was[person]]), set(now.index[now == now[person]])
            assert len(old & new) < max(len(old), len(new))
        kept = (was[both] == now[both]).mean()
        assert kept > 0.8


def test_groups_of_the_last_month_are_numbered_by_size(months):
    sizes = months.months[-1].people["cluster"].value_counts().sort_index()
    assert sizes.index.tolist() == list(range(1, len(sizes) + 1))
    assert (np.diff(sizes.to_numpy()) <= 0).all()


def test_groups_of_the_last_month_that_are_known_already_are_taken(sample, months):
    """One group of ten people who were in several before."""
    ten = tuple(sorted(months.months[-1].people["person_id"])[:10])
    known = [Cluster(1, ten, 1.0, "known", "solid")]
    found = map_months(sample, kinds=None, settings=Settings(), latest=known).months[-1]
    assert tuple(found.people.loc[found.people["cluster"].notna(), "person_id"]) == ten


def test_of_very_many_months_the_last_are_taken(sample, monkeypatch):
    monkeypatch.setattr(timeline_map_months, "LEAST", 3)
    monkeypatch.setattr(timeline_map_months, "MONTHS_OF_PEOPLE", 0)
    months = map_months(sample, kinds=None, settings=Settings()).months
    assert [month.when for month in months] == month_ends(sample)[-3:]


def test_records_without_events_have_no_months():
    people = pd.DataFrame({"person_id": ["a", "b"], "start_date": "2024-01-01"})
    empty = pd.DataFrame({"from_id": [], "to_id": [], "timestamp": [], "kind": []})
    records = from_tables({"people": people, "interactions": empty})
    assert month_ends(records) == []


def test_groups_of_the_last_month_have_the_numbers_of_all_other_pages(sample):
    """Also where several are as large as each other: the numbers are those of the analysis that is handed over."""
    found = analyze(sample, findings=False)
    months = map_months(sample, kinds=None, settings=Settings(), latest=found.clusters)
    people = found.people.set_index("person_id")["cluster"].dropna()
    here = months.months[-1].people.set_index("person_id")["cluster"].dropna()
    assert here.to_dict() == people.to_dict()
