"""The network of one window, and the networkx graphs made of it."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from ally_graph import analyze, build_network
from ally_graph.errors import SettingError
from ally_graph.network import contact_graph, from_graph, moment, network_of, support_graph
from ally_graph.settings import Settings
from tests.unit.companies import AS_OF, ago, company, event, records_of, roster


def test_a_tie_knows_its_weight_count_newest_time_and_kinds():
    """2^(-30/30) + 2 * 2^(-60/30) = 0.5 + 0.5 = 1.0; thanks by bo are one more event of ana at 2^0 = 1."""
    rows = [event("ana", "bo", "help", 30), event("ana", "bo", "review", 60, 2)]
    graph = build_network(records_of(rows, thanks=[("bo", "ana", ago(0))]), as_of=AS_OF)
    assert graph.edges["ana", "bo"] == {
        "weight": pytest.approx(2.0),
        "count": 3,
        "last": "2026-04-01T00:00:00",
        "kinds": {"help": 1, "recognition": 1, "review": 1},
    }


def test_people_carry_what_the_roster_says_of_them():
    """Ana has no events and no manager; `shoe_size` is a column that the package knows nothing of."""
    people = roster(["ana"], team="red", level=3, fte=0.5, start_date="2020-05-01", shoe_size="42")
    attributes = build_network(records_of([], people), as_of=AS_OF).nodes["ana"]
    assert {name: attributes[name] for name in ("team", "level", "fte", "start_date", "shoe_size", "kind")} == {
        "team": "red",
        "level": 3,
        "fte": 0.5,
        "start_date": "2020-05-01",
        "shoe_size": "42",
        "kind": "employee",
    }
    assert "manager_id" not in attributes
    assert {type(value) for value in attributes.values()} <= {str, int, float}


def test_people_and_ties_are_sorted_whatever_the_order_of_rows():
    rows = [event("cy", "ana"), event("bo", "cy"), event("ana", "bo"), event("ana", "cy")]
    graph = build_network(records_of(rows), as_of=AS_OF)
    assert list(graph) == ["ana", "bo", "cy"]
    assert list(graph.edges) == [("ana", "bo"), ("ana", "cy"), ("bo", "cy"), ("cy", "ana")]


def test_the_graph_looks_back_from_the_day_after_the_last_event():
    graph = build_network(records_of([event("ana", "bo", days=10.25)]))
    assert graph.graph["as_of"] == "2026-03-22T00:00:00"
    assert graph.edges["ana", "bo"]["weight"] == pytest.approx(2 ** (-0.25 / 30))


def test_mutual_contact_is_in_the_contact_graph_only():
    network = company([event("ana", "bo", "meeting", 0), event("cy", "ana", "help", 0), event("ana", "cy", "help", 0)])
    assert list(support_graph(network).edges) == [("ana", "cy"), ("cy", "ana")]
    contact = contact_graph(network)
    assert list(contact.edges(data="weight")) == [("ana", "bo", 1.0), ("ana", "cy", 2.0)]
    assert contact.edges["ana", "cy"]["count"] == 2
    assert not contact.is_directed()


def test_everyone_employed_in_the_window_is_a_node_also_without_a_tie():
    graph = build_network(records_of([event("ana", "bo")], roster(["ana", "bo", "cy", "di"])), as_of=AS_OF)
    assert list(graph) == ["ana", "bo", "cy", "di"]


def test_events_after_the_end_are_not_in_the_graph():
    graph = build_network(records_of([event("ana", "bo", days=3), event("bo", "ana", days=1)]), as_of=ago(2))
    assert list(graph.edges) == [("ana", "bo")]


def test_any_graph_can_be_taken_for_a_network():
    """bo supports ana by 3, ana and cy are in touch by 2; support is contact too, which goes both ways."""
    support, contact = nx.DiGraph(), nx.Graph()
    support.add_node("ana", team="red")
    support.add_edge("bo", "ana", weight=3)
    contact.add_edge("ana", "cy", weight=2)
    network = from_graph(support, contact)
    assert network.people.index.tolist() == ["ana", "bo", "cy"]
    assert network.people.loc["ana", "team"] == "red"
    assert network.help.toarray().tolist() == [[0, 0, 0], [3, 0, 0], [0, 0, 0]]
    assert network.contact.toarray().tolist() == [[0, 3, 2], [3, 0, 0], [2, 0, 0]]


def test_the_last_three_whole_slices_are_looked_at():
    assert company([]).slices == [(0, 28), (28, 56), (56, 84)]
    assert company([], window_days=40).slices == [(0, 28)]
    assert company([], window_days=7).slices == [(0, 28)]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"window_days": 0}, "window of 0 days"),
        ({"window_days": 99_999_999}, "window of 99,999,999 days"),
        ({"seed": -1}, "seed of -1"),
        ({"half_life_days": 0}, "half-life of 0 days"),
        ({"half_life_days": -1}, "half-life of -1 days"),
        ({"half_life_days": float("nan")}, "half-life of nan days"),
        ({"min_group": 4}, "smallest group of 4"),
    ],
)
def test_settings_that_make_no_sense_are_refused(wrong, words):
    with pytest.raises(SettingError, match=words):
        network_of(records_of([event("ana", "bo")]), settings=Settings(**wrong))


@pytest.mark.parametrize("text", ["yesterday-ish", "2026-13-01", "", "NaT"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(SettingError, match=r"is no date. Write it as 2026-01-31"):
        moment(text)


def test_a_time_with_a_zone_becomes_utc():
    assert moment("2026-04-01T05:30:00+05:30") == pd.Timestamp("2026-04-01")


def test_an_empty_company_makes_an_empty_network():
    network = from_graph(nx.DiGraph())
    assert (network.size, network.help.shape, len(network.events)) == (0, (0, 0), 0)
    assert len(support_graph(network)) == 0


def test_a_series_has_exactly_the_people_and_floats():
    series = company([event("ana", "bo")]).series(np.array([1, 2]), "count")
    assert (series.index.tolist(), str(series.dtype), series.name) == (["ana", "bo"], "float64", "count")


def test_members_of_teams_come_by_name_and_only_those_asked_for():
    network = company([], roster(["ana", "bo", "cy", "di"], team={"ana": "red", "bo": "blue", "cy": "red"}))
    found = network.members("team", np.array([True, True, False, True]))
    assert [(name, who.tolist()) for name, who in found] == [("blue", [1]), ("red", [0])]
    assert network.members("team", np.zeros(4, dtype=bool)) == []


@pytest.mark.parametrize("column", ["self", "node_for_adding", "graph", "attr", "u_of_edge"])
def test_a_roster_may_call_its_columns_what_it_likes(column):
    """No word of a user's becomes the name of an argument."""
    people = roster(["ana", "bo"], **{column: "word"})
    graph = support_graph(network_of(records_of([event("ana", "bo")], people), as_of=AS_OF))
    assert graph.nodes["ana"][column] == "word"


def test_ties_of_more_people_than_two_bytes_can_pair_are_in_the_graph():
    """Of 46,341 people, row times people exceeds what 32 bits hold."""
    ids = [f"p{number:05d}" for number in range(46_400)]
    records = records_of([event(ids[-1], ids[-2])], roster(ids))
    assert list(support_graph(network_of(records, as_of=AS_OF)).edges) == [(ids[-1], ids[-2])]


def test_more_kinds_than_two_bytes_number_are_told_apart():
    """33,000 kinds, as tables put together in memory may have them: each event keeps its own."""
    kinds = [f"kind{number:05d}" for number in range(33_000)]
    records = records_of([event("ana", "bo")], roster(["ana", "bo"]))
    table = pd.concat([records.interactions] * len(kinds), ignore_index=True)
    records = replace(records, interactions=table.assign(kind=pd.Categorical(kinds)))
    events = network_of(records, as_of=AS_OF).events
    assert [events.kinds[kind] for kind in events.kind] == kinds


def test_who_was_at_work_at_an_age_are_the_days_of_that_age_oldest_first():
    """Newest days have the smallest age; ages beyond the window have no days."""
    network = from_graph(nx.DiGraph([("ana", "bo")]), window_days=5)
    known = replace(network, present=np.arange(10).reshape(2, 5) % 3 == 0)
    for start, stop, days in ((0, 2, [3, 4]), (1, 3, [2, 3]), (3, 9, [0, 1]), (0, np.inf, [0, 1, 2, 3, 4])):
        np.testing.assert_array_equal(known.present_at(start, stop), known.present[:, days])


def test_kinds_of_record_that_are_no_words_are_refused():
    with pytest.raises(SettingError, match="are words such as help, not 'help' and 3"):
        analyze(records_of([event("ana", "bo")], roster(["ana", "bo"])), kinds=["help", 3])
