"""The editions of the report: whom each is for, and what may never stand in it."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from ally_graph import analyze, load
from ally_graph.errors import SettingError
from ally_graph.export.report import AUDIENCES, report
from ally_graph.files.shipped import sample_folder


@pytest.fixture(scope="module")
def sample():
    records = load(sample_folder())
    return records, analyze(records)


@pytest.fixture(scope="module")
def editions(sample):
    return {key: report(*sample, audience=key) for key in AUDIENCES}


def test_nobody_is_named_in_the_edition_for_the_whole_company(sample, editions):
    """Neither by name, by a part of it, nor by id."""
    people = sample[0].people
    words = set(re.findall(r"[\w.-]+", editions["company"]))
    assert not words & set(people["person_id"].astype(str))
    surnames = {name.split()[-1] for name in people["name"].dropna()}
    assert not words & surnames


def test_managers_and_hr_read_who_it_is(sample, editions):
    named = {person for finding in sample[1].findings if finding.detector == "isolated" for person in finding.people}
    names = sample[0].people.set_index("person_id").loc[sorted(named), "name"]
    for key in ("manager", "hr"):
        assert all(name in editions[key] for name in names)


def test_small_numbers_of_people_are_not_told_to_the_whole_company(sample, editions):
    """Three people may be on their own in the sample company."""
    row = re.search(r"May be on their own</th><td[^>]*>([^<]*)<", editions["company"])
    assert row[1] == "fewer than five people"


def test_each_edition_begins_with_what_its_reader_asks(editions):
    first = {key: re.search(r'<section id="(\w+)"', text)[1] for key, text in editions.items()}
    assert first == {"manager": "attention", "hr": "fairly", "company": "attention"}
    assert "fairly" in editions["company"]


def test_another_audience_is_refused(sample):
    with pytest.raises(SettingError, match="press is no audience"):
        report(*sample, audience="press")


def test_without_help_on_record_the_editions_say_that_the_spread_can_not_be_told(tables):
    """Meetings alone, and no roster."""
    from ally_graph import from_tables

    meetings = tables["interactions"].assign(kind="meeting")
    records = from_tables(interactions=pd.DataFrame(meetings))
    text = report(records, analyze(records), audience="company")
    for title in ("May be on their own", "Carry a lot for others"):
        assert re.search(rf"{title}</th><td[^>]*>([^<]*)<", text)[1] == "can&#39;t be told"
