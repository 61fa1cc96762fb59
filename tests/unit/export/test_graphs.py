"""The network in other programs' formats, and back."""

import csv
import json

import networkx as nx
import pytest

from ally_graph import build_network
from ally_graph.disclosure import gate
from ally_graph.errors import SettingError
from ally_graph.export.graphs import FORMATS, export
from ally_graph.network import contact_graph, from_graph
from tests.unit.companies import AS_OF, company, event, records_of, roster


def exported(network, path):
    """Export as the local user may."""
    return export(gate.graph(network, gate.LOCAL), path)


PEOPLE = roster(
    ["ana", "bo", "cy"], team={"ana": "Böden & Co", "bo": "red"}, level={"ana": 2, "bo": 1}, name='A "B" <C>'
)
ROWS = [event("ana", "bo", days=0, weight=2), event("ana", "bo", "review", 0), event("bo", "ana", "cover", 0)]
READERS = {
    "graphml": nx.read_graphml,
    "gexf": nx.read_gexf,
    "json": lambda path: nx.node_link_graph(json.loads(path.read_text()), edges="links"),
}


@pytest.fixture
def graph():
    return build_network(records_of(ROWS, PEOPLE), as_of=AS_OF)


@pytest.mark.parametrize("ending", READERS)
def test_a_network_comes_back_as_it_was(graph, tmp_path, ending):
    """ana supports bo by 2 and by 1; names hold an umlaut, quotes and brackets, and cy has no team."""
    back = READERS[ending](exported(graph, tmp_path / f"network.{ending}"))
    assert back.is_directed()
    assert list(back) == ["ana", "bo", "cy"]
    assert {tie: back.edges[tie]["weight"] for tie in back.edges} == {("ana", "bo"): 3.0, ("bo", "ana"): 1.0}
    assert back.edges["ana", "bo"]["count"] == 2
    assert back.edges["ana", "bo"]["last"] == "2026-04-01T00:00:00"
    assert back.nodes["ana"]["team"] == "Böden & Co"
    assert back.nodes["ana"]["level"] == 2
    assert back.nodes["ana"]["name"] == 'A "B" <C>'
    assert "team" not in back.nodes["cy"]


def test_counts_by_kind_stay_a_table_in_json_and_become_text_elsewhere(graph, tmp_path):
    kinds = {
        ending: READERS[ending](exported(graph, tmp_path / f"n.{ending}")).edges["ana", "bo"]["kinds"]
        for ending in READERS
    }
    assert kinds == {"json": {"help": 1, "review": 1}, "graphml": "help:1;review:1", "gexf": "help:1;review:1"}


def test_a_table_of_ties_has_one_row_a_tie(graph, tmp_path):
    with exported(graph, tmp_path / "ties.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["from_id"], row["to_id"], float(row["weight"]), row["kinds"]) for row in rows] == [
        ("ana", "bo", 3.0, "help:1;review:1"),
        ("bo", "ana", 1.0, "cover:1"),
    ]


@pytest.mark.parametrize("sign", list("=+-@"))
def test_no_cell_of_the_table_is_a_formula(tmp_path, sign):
    graph = nx.DiGraph()
    graph.add_edge(f"{sign}1+1", "bo", weight=1.0, count=1, last="2026-01-01", kinds={"help": 1})
    with exported(graph, tmp_path / "ties.csv").open(newline="") as file:
        assert next(csv.DictReader(file))["from_id"] == f"'{sign}1+1"


def test_characters_that_xml_cannot_hold_are_left_out(tmp_path):
    graph = nx.DiGraph()
    graph.add_node("ana", name="A\x00n\x1fa")
    for ending in ("graphml", "gexf"):
        assert READERS[ending](exported(graph, tmp_path / f"n.{ending}")).nodes["ana"]["name"] == "Ana"


@pytest.mark.parametrize("key", FORMATS.keys())
def test_the_same_network_gives_the_same_bytes(graph, key):
    again = build_network(records_of(ROWS[::-1], PEOPLE.iloc[::-1]), as_of=AS_OF)
    assert FORMATS[key](graph) == FORMATS[key](again)


@pytest.mark.parametrize("key", FORMATS.keys())
def test_a_contact_network_can_be_exported_too(key):
    assert FORMATS[key](contact_graph(company([*ROWS, event("ana", "cy", "meeting")], PEOPLE)))


@pytest.mark.parametrize("attribute", ["viz", "label", "id", "start", "end", "pid", "type", "weight"])
def test_extra_columns_may_be_called_as_they_like(tmp_path, attribute):
    people = roster(["ana", "bo"], **{attribute: {"ana": "blue"}})
    graph = build_network(records_of([event("ana", "bo")], people), as_of=AS_OF)
    for ending, read in READERS.items():
        back = read(exported(graph, tmp_path / f"n.{ending}"))
        assert list(back) == ["ana", "bo"]
        assert back.has_edge("ana", "bo")


@pytest.mark.parametrize("ending", READERS)
def test_a_network_of_nobody_can_be_exported(tmp_path, ending):
    graph = build_network(records_of([], roster(["ana"], end_date="2000-01-01")), as_of=AS_OF)
    assert len(READERS[ending](exported(graph, tmp_path / f"n.{ending}"))) == 0


def test_another_ending_is_refused_with_those_there_are(graph, tmp_path):
    with pytest.raises(SettingError, match=r"network.png .* \.graphml, \.gexf, \.json, \.csv"):
        exported(graph, tmp_path / "network.png")
    assert list(tmp_path.iterdir()) == []


def test_a_file_appears_whole_and_nothing_beside_it(graph, tmp_path):
    path = exported(graph, tmp_path / "new" / "network.json")
    assert [file.name for file in path.parent.iterdir()] == ["network.json"]


def test_any_graph_made_into_a_network_can_be_exported(tmp_path):
    network = from_graph(nx.DiGraph([("b", "a")]))
    assert exported(contact_graph(network), tmp_path / "n.csv").read_text().splitlines()[1].startswith("a,b,1.0,1,")
