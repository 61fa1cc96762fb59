"""Files of graph programs, and our own exports back again."""

from __future__ import annotations

import json

import networkx as nx
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ally_graph import analyze, build_network
from ally_graph.disclosure import gate
from ally_graph.errors import DataError
from ally_graph.export.graphs import export
from ally_graph.importers import convert_edges, convert_found, convert_graph
from ally_graph.importers.choices import choices
from ally_graph.records import from_tables
from ally_graph.views.network_file import network_file
from tests.unit.importers.conftest import Result

DAY = "2026-03-01"
PAJEK = '*Vertices 4\n1 "Ana Silva"\n2 "Bo"\n3 "Cy"\n4 "Di"\n*Arcs\n1 2 3\n2 3 1\n*Edges\n1 4 2\n'
DL = "dl n=3 format=fullmatrix\nlabels:\nAna,Bo,Cy\ndata:\n0 1 2\n1 0 0\n0 3 0\n"
DL_EDGES = "dl n=3 format=edgelist1\nlabels embedded\ndata:\nAna Bo 2\nBo Cy 1\n"
GML = 'graph [\n directed 1\n node [ id 0 label "Ana" ]\n node [ id 1 label "Bo" ]\n node [ id 2 label "Cy" ]\n edge [ source 0 target 1 weight 2 ]\n]\n'  # noqa: E501


def converted(path, **said) -> Result:
    return Result(convert_graph([path], date=DAY, **said))


@pytest.mark.parametrize(
    ("name", "text", "people", "ties"),
    [
        ("n.net", PAJEK, 4, [("Ana Silva", "Bo", 3.0), ("Bo", "Cy", 1.0), ("Ana Silva", "Di", 2.0)]),
        ("n.dl", DL, 3, [("Ana", "Bo", 1.0), ("Ana", "Cy", 2.0), ("Bo", "Ana", 1.0), ("Cy", "Bo", 3.0)]),
        ("e.dl", DL_EDGES, 3, [("Ana", "Bo", 2.0), ("Bo", "Cy", 1.0)]),
        ("n.gml", GML, 3, [("Ana", "Bo", 2.0)]),
        ("d3.json", '{"nodes":[{"id":"Ana"},{"id":"Bo"},{"id":"Cy"}],"links":[{"source":"Ana","target":"Bo","value":2}]}', 3, [("Ana", "Bo", 2.0)]),  # noqa: E501
        ("old.json", '{"nodes":[{"name":"Ana"},{"name":"Bo"}],"links":[{"source":0,"target":1,"value":2}]}', 2, [("Ana", "Bo", 2.0)]),  # noqa: E501
        ("kumu.json", '{"elements":[{"label":"Ana"},{"label":"Bo"}],"connections":[{"from":"Ana","to":"Bo","weight":2}]}', 2, [("Ana", "Bo", 2.0)]),  # noqa: E501
    ],
)  # fmt: skip
def test_files_of_graph_programs_are_people_and_ties(tmp_path, name, text, people, ties):
    (tmp_path / name).write_text(text)
    found = converted(tmp_path / name)
    assert (len(found.people()), found.ties("weight")) == (people, ties)


@pytest.mark.parametrize(
    ("ending", "write"),
    [("graphml", nx.write_graphml), ("gexf", nx.write_gexf), ("gml", nx.write_gml), ("net", nx.write_pajek)],
)
def test_what_networkx_writes_is_read(tmp_path, ending, write):
    """A directed graph with somebody on their own."""
    graph = nx.DiGraph()
    graph.add_edge("Ana", "Bo", weight=2.0)
    graph.add_node("Cy")
    path = tmp_path / f"n.{ending}"
    write(graph, str(path))
    found = converted(path, kind="help")
    assert sorted(found.people()) == ["Ana", "Bo", "Cy"]
    assert found.ties("weight", "kind") == [("Ana", "Bo", 2.0, "help")]


@pytest.mark.parametrize("ending", ["graphml", "gexf"])
def test_entities_and_document_types_are_refused(tmp_path, ending):
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><{ending}><graph><node id="&a;"/></graph></{ending}>'
    (tmp_path / f"n.{ending}").write_text(bomb)
    with pytest.raises(DataError, match="document type"):
        converted(tmp_path / f"n.{ending}")


@pytest.mark.parametrize("text", ["graph [ node [ id 0 ] " + "x [ " * 500, "<graphml><graph>" + "<node>" * 100])
def test_lists_within_lists_without_end_are_refused(tmp_path, text):
    (tmp_path / "n.gml").write_text(text)
    with pytest.raises(DataError):
        converted(tmp_path / "n.gml")


PEOPLE = ("ana", "bo", "cy di", "Ünal", "e&<f>")
KINDS = ("help", "review", "meeting", "nomination", "email")
ROWS = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.sampled_from(KINDS), st.integers(1, 60), st.integers(1, 8)).filter(  # noqa: E501
        lambda row: row[0] != row[1]
    ),
    min_size=1,
    max_size=12,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, ending=st.sampled_from(["graphml", "gexf", "json", "csv"]))
def test_an_export_comes_back_as_it_was(tmp_path, rows, ending):
    """People with all that is known of them, ties of support and contact with weight, time and type."""
    ties = pd.DataFrame(rows, columns=["from_id", "to_id", "kind", "day", "weight"])
    ties["timestamp"] = (pd.Timestamp("2026-01-01") + pd.to_timedelta(ties.pop("day"), unit="D")).dt.strftime(
        "%Y-%m-%d"
    )
    roster = pd.DataFrame({"person_id": PEOPLE, "name": ["A", "B", None, "U ü", "&"], "level": ["1", "2", None, "3", "4"],  # noqa: E501
                           "id": ["x1", "x2", "x3", "x4", "x5"], "team": ["Red", None, "Red", "Blue", "Blue"]})  # fmt: skip  # noqa: E501
    said = {"as_of": "2026-03-15", "window_days": 90}
    before = network_file(analyze(from_tables(people=roster, interactions=ties), **said, findings=False), gate.LOCAL)
    path = export(before, tmp_path / f"n.{ending}")
    tables = convert_edges([path]) if ending == "csv" else convert_graph([path])
    again = analyze(
        from_tables(tables), as_of="2026-03-15", window_days=90, half_life_days=float("inf"), findings=False
    )
    one, two = gate.content_of(before), gate.content_of(network_file(again, gate.LOCAL))
    assert _ties(two) == _ties(one)
    if ending != "csv":
        assert _people(two) == _people(one)


def _ties(graph: nx.MultiDiGraph) -> list[tuple]:
    rows = ((*((a, b) if told["type"] == "support" else sorted((a, b))), told["type"], round(told["weight"], 9), told["last"])  # noqa: E501
            for a, b, told in graph.edges(data=True))  # fmt: skip
    return sorted(rows)


def _people(graph: nx.MultiDiGraph) -> dict[str, dict]:
    """What the roster says of each; a level is a number, and a name like the id is no name."""
    kept = ("name", "level", "team", "id", "fte", "kind")
    return {person: {name: str(told[name]) for name in kept if name in told} for person, told in graph.nodes(data=True)}


def test_an_export_holds_contact_beside_support_with_window_and_half_life(tmp_path):
    """ana helps bo, who meets cy: where only support was written there would be nothing of cy."""
    ties = pd.DataFrame(
        {"from_id": ["ana", "bo"], "to_id": ["bo", "cy"], "timestamp": "2026-03-01", "kind": ["help", "meeting"]}
    )
    shown = network_file(
        analyze(from_tables(interactions=ties), window_days=60, half_life_days=10, findings=False), gate.LOCAL
    )
    back = nx.read_graphml(export(shown, tmp_path / "n.graphml"))
    assert {(one, two, kind) for one, two, kind in back.edges(data="type")} == {
        ("ana", "bo", "support"),
        ("bo", "cy", "contact"),
    }
    assert (back.graph["window_days"], back.graph["half_life_days"]) == (60, 10.0)


def test_nodes_have_labels_measures_colours_sizes_and_places(tmp_path):
    """Two groups of five, and a name for one person."""
    rows = [(f"{team}{i}", f"{team}{j}", "help") for team in "ab" for i in range(5) for j in range(5) if i != j]
    ties = pd.DataFrame(rows * 3, columns=["from_id", "to_id", "kind"]).assign(timestamp="2026-03-01")
    roster = pd.DataFrame({"person_id": [f"{team}{i}" for team in "ab" for i in range(5)], "name": "Somebody"})
    shown = network_file(analyze(from_tables(people=roster, interactions=ties), findings=False), gate.LOCAL)
    back = nx.read_gexf(export(shown, tmp_path / "n.gexf"))
    node = back.nodes["a0"]
    assert node["label"] == "Somebody"
    assert node["measure_help_given"] > 0
    assert isinstance(node["group"], int)
    assert set(node["viz"]) == {"color", "size", "position"}
    assert export(shown, tmp_path / "again.gexf").read_bytes() == (tmp_path / "n.gexf").read_bytes()


@pytest.mark.parametrize(
    ("ending", "sheets"), [("xlsx", ["Nodes", "Edges"]), ("kumu.xlsx", ["Elements", "Connections"])]
)
def test_workbooks_for_other_programs_hold_no_formula_and_no_time_of_writing(tmp_path, ending, sheets):
    """The roster holds a formula, and a column called like one of theirs."""
    import openpyxl

    ties = pd.DataFrame({"from_id": ["ana"], "to_id": ["bo"], "timestamp": ["2026-03-01"], "kind": ["help"]})
    roster = pd.DataFrame({"person_id": ["ana", "bo"], "note": ["=1+1", "x"], "label": ["L", "M"]})
    shown = network_file(analyze(from_tables(people=roster, interactions=ties), findings=False), gate.LOCAL)
    path = export(shown, tmp_path / f"n.{ending}")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == sheets
    assert not any(cell.data_type == "f" for sheet in book for row in sheet for cell in row)
    assert export(shown, tmp_path / f"m.{ending}").read_bytes() == path.read_bytes()


def test_gephi_s_two_tables_are_nodes_and_edges(tmp_path):
    """Ana helps Bo."""
    import zipfile

    ties = pd.DataFrame({"from_id": ["ana"], "to_id": ["bo"], "timestamp": ["2026-03-01"], "kind": ["help"]})
    shown = network_file(analyze(from_tables(interactions=ties), findings=False), gate.LOCAL)
    with zipfile.ZipFile(export(shown, tmp_path / "n.gephi.zip")) as made:
        nodes, edges = (pd.read_csv(made.open(name)) for name in ("nodes.csv", "edges.csv"))
    assert nodes["Id"].tolist() == ["ana", "bo"]
    assert edges[["Source", "Target", "Type"]].values.tolist() == [["ana", "bo", "Directed"]]
    back = Result(convert_found([tmp_path / "n.gephi.zip"], choices()))
    assert (back.people(), back.ties("kind")) == (["ana", "bo"], [("ana", "bo", "help")])


@pytest.mark.parametrize("ending", ["graphml", "json", "gexf"])
def test_a_column_called_like_something_reserved_survives(tmp_path, ending):
    """The roster has a column `id` beside the ids of people, and two called as arguments of networkx."""
    ties = pd.DataFrame({"from_id": ["ana"], "to_id": ["bo"], "timestamp": ["2026-03-01"], "kind": ["help"]})
    roster = pd.DataFrame({"person_id": ["ana", "bo"], "id": ["7", "8"], "self": ["x", "y"]})
    roster["node_for_adding"] = ["a", "b"]
    graph = build_network(from_tables(people=roster, interactions=ties))
    path = export(gate.graph(graph, gate.LOCAL), tmp_path / f"n.{ending}")
    reader = {
        "graphml": nx.read_graphml,
        "gexf": nx.read_gexf,
        "json": lambda file: nx.node_link_graph(json.loads(file.read_text()), edges="links"),
    }
    ana = reader[ending](path).nodes["ana"]
    assert [ana[f"roster_{name}"] for name in ("id", "self", "node_for_adding")] == ["7", "x", "a"]


def test_igraph_opens_what_we_write(tmp_path):
    """Ana helps Bo, who meets Cy."""
    igraph = pytest.importorskip("igraph")
    ties = pd.DataFrame(
        {"from_id": ["ana", "bo"], "to_id": ["bo", "cy"], "timestamp": "2026-03-01", "kind": ["help", "meeting"]}
    )
    shown = network_file(analyze(from_tables(interactions=ties), findings=False), gate.LOCAL)
    graph = igraph.Graph.Read_GraphML(str(export(shown, tmp_path / "n.graphml")))
    assert (graph.vcount(), graph.ecount(), sorted(graph.es["type"])) == (3, 2, ["contact", "support"])
