"""Records and analyses as values: pickled, compared, and printed without a name."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pandas as pd
import pytest

import ally_graph
from ally_graph import cache
from ally_graph.cache import results
from ally_graph.records import from_tables, write_folder
from tests.conftest import company_tables

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def hostile():
    """A company whose people, teams and kinds of contact are called like markup."""
    tables = company_tables()
    people, rows = tables["people"], tables["interactions"]
    tables["people"] = people.assign(name=HOSTILE, team=people["team"].replace("north", HOSTILE))
    tables["interactions"] = rows.assign(kind=rows["kind"].replace("meeting", HOSTILE))
    return from_tables(tables, source=HOSTILE)


@pytest.fixture(scope="module")
def analysed(hostile):
    return ally_graph.analyze(hostile)


def test_two_loads_of_the_same_data_are_equal(tmp_path):
    write_folder(company_tables(), tmp_path / "data")
    one, two = ally_graph.load(tmp_path / "data"), ally_graph.load(tmp_path / "data")
    assert one == two
    assert one == from_tables(company_tables())


@pytest.mark.parametrize(
    "change",
    [
        {"set_aside": 1},
        {"outside": 1},
        {"has_roster": False},
        {"problems": (ally_graph.Problem("people", "is odd", "Mend it."),)},
        {"phases": pd.DataFrame()},
    ],
)
def test_records_that_hold_anything_else_are_not_equal(company, change):
    assert company != replace(company, **change)
    assert company != replace(company, interactions=company.interactions.assign(weight=2.0))
    assert company != "company"


def test_where_records_were_read_does_not_matter(company):
    assert company == replace(company, source="elsewhere", known_fingerprint="known")


def test_records_survive_pickling(hostile):
    again = pickle.loads(pickle.dumps(hostile))
    assert again == hostile
    assert again.fingerprint == hostile.fingerprint
    assert ally_graph.analyze(again, findings=False) == ally_graph.analyze(hostile, findings=False)


def test_the_same_analysis_twice_is_equal_and_another_is_not(hostile, analysed):
    assert ally_graph.analyze(hostile) == analysed
    assert ally_graph.analyze(hostile, window_days=56) != analysed
    assert ally_graph.analyze(hostile, findings=False) != analysed
    assert replace(analysed, people=analysed.people.assign(core=0.0)) != analysed
    assert replace(analysed, network=replace(analysed.network, ties=0)) != analysed
    assert analysed != "analysis"


def test_figures_that_are_unknown_on_both_sides_are_equal(hostile):
    """Without resampling there is no modularity by chance; NaN is not equal to itself."""
    one, two = (ally_graph.analyze(hostile, findings=False, months=True) for _ in range(2))
    assert one.network.modularity_null_95 != one.network.modularity_null_95
    assert one == two


def test_an_analysis_survives_pickling_with_its_network(analysed):
    assert analysed.graph.number_of_nodes() == 12
    again = pickle.loads(pickle.dumps(analysed))
    assert again == analysed
    assert (again.base.help != analysed.base.help).nnz == 0
    assert list(again.graph.edges) == list(analysed.graph.edges)


def test_an_analysis_from_the_cache_is_equal_and_survives_pickling(hostile, analysed, tmp_path, monkeypatch):
    """What is taken from the cache makes its network when asked for it, also after pickling."""
    monkeypatch.setattr(results, "LARGE", 1)
    kept = [cache.analyze(hostile, tmp_path) for _ in range(2)]
    assert kept[0] is not kept[1]
    assert kept[0] == kept[1] == analysed
    again = pickle.loads(pickle.dumps(kept[1]))
    assert again == analysed
    assert (again.base.help != analysed.base.help).nnz == 0


def told(value):
    return repr(value), value._repr_html_()


def test_nothing_that_is_printed_names_anybody(hostile, analysed):
    """Every name, a team, a kind and the source are a script, and some findings do have people."""
    assert any(finding.people for finding in analysed.findings)
    for value in (hostile, analysed):
        line, table = told(value)
        assert "\n" not in line
        for text in (line, table):
            assert len(text) < 1_500
            assert "script" not in text
            assert "alert" not in text
            assert not any(person in text for person in hostile.people["person_id"])


def test_what_is_printed_says_how_much_there_is(company, analysed):
    """Fifteen rows in each of sixteen weeks make 240; the one fact is p12, who has nobody."""
    line, table = told(company)
    assert line.startswith("Records(people=12, interactions=240, ")
    assert "<td>interactions</td><td>240</td><td>2025-09-01</td><td>2025-12-16</td>" in table
    line, table = told(analysed)
    assert line.startswith("Analysis(people=12, ")
    assert line.endswith("window_days=90, as_of=2025-12-17)")
    assert f"<td>findings</td><td>{len(analysed.findings)}</td>" in table
    assert "<td>findings: Fact</td><td>1</td>" in table


def test_nothing_to_show_is_shown_as_well():
    records = from_tables({"people": pd.DataFrame({"person_id": ["ana"]})})
    assert repr(records) == "Records(people=1, set_aside=0, has_roster=True)"
    assert "ana" not in repr(ally_graph.analyze(records)).replace("Analysis", "")
