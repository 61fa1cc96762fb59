"""The network as a file that other programs read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import networkx as nx

from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.errors import SettingError
from ally_graph.files.atomic import write_whole
from ally_graph.files.formulas import escape_formula
from ally_graph.files.xml import xml_text, xml_value
from ally_graph.registry import Registry

FORMATS = Registry("export format")
GEXF_WORDS = {"id", "label", "pid", "start", "end", "viz", "parents", "slices", "spells"}


def export(shown: Disclosed[nx.DiGraph], path: str | Path) -> Path:
    """Write the network to a file; its ending says how: `.graphml`, `.gexf`, `.json` (node-link) or `.csv` (ties).

    The file appears whole or not at all. Raises `SettingError` for another ending.
    """
    path = Path(path)
    ending = path.suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        endings = ", ".join(f".{key}" for key in FORMATS.keys())  # noqa: SIM118
        raise SettingError(f"{path.name} does not say how to write it. Give a name ending in one of {endings}.")
    write_whole(path, FORMATS[ending](content_of(shown)))
    return path


@FORMATS.add("GraphML", question="For Gephi, yEd, Cytoscape, igraph")
def graphml(graph: nx.DiGraph) -> bytes:
    """The network as GraphML; counts by kind become one text a tie."""
    return _written(nx.write_graphml_xml, _flat(graph))


@FORMATS.add("GEXF", question="For Gephi")
def gexf(graph: nx.DiGraph) -> bytes:
    """The network as GEXF 1.2, without the date of writing, so that the same network gives the same bytes.

    Columns of the roster that are called like a part of the format, such as `id`, get `roster_` before their name.
    """
    flat = _flat(graph)
    for attributes in flat.nodes.values():
        for name in GEXF_WORDS & attributes.keys():
            attributes[f"roster_{name}"] = attributes.pop(name)
    text = _written(nx.write_gexf, flat).decode()
    start, stop = text.find("<meta"), text.find("</meta>")
    return (text[:start] + text[stop + len("</meta>") :].lstrip() if start >= 0 else text).encode()


@FORMATS.add("Node-link JSON", question="For D3 and networkx", key="json")
def node_link(graph: nx.DiGraph) -> bytes:
    """The network as node-link JSON, as networkx reads it back."""
    return (json.dumps(nx.node_link_data(graph, edges="links"), ensure_ascii=False, indent=1) + "\n").encode()


@FORMATS.add("Table of ties", question="For a spreadsheet", key="csv")
def ties_csv(graph: nx.DiGraph) -> bytes:
    """One row a tie: giver, receiver, weight, count, last and kinds; cells that would be formulas are made harmless."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["from_id", "to_id", "weight", "count", "last", "kinds"])
    for giver, receiver, tie in graph.edges(data=True):
        row = [giver, receiver, tie["weight"], tie["count"], tie["last"], _kinds(tie["kinds"])]
        writer.writerow([escape_formula(cell) for cell in row])
    return text.getvalue().encode()


def _written(write: Callable, graph: nx.DiGraph) -> bytes:
    content = io.BytesIO()
    write(graph, content)
    return content.getvalue()


def _flat(graph: nx.DiGraph) -> nx.DiGraph:
    """A copy whose attributes are plain texts and numbers, without the characters that XML can't hold."""
    flat = nx.DiGraph()
    for person, attributes in graph.nodes(data=True):
        node = xml_text(str(person))
        flat.add_node(node)
        flat.nodes[node].update(xml_value(attributes))
    for giver, receiver, tie in graph.edges(data=True):
        kinds = xml_text(_kinds(tie["kinds"]))
        flat.add_edge(xml_text(str(giver)), xml_text(str(receiver)), **{**tie, "kinds": kinds})
    return flat


def _kinds(kinds: dict[str, int]) -> str:
    """Counts by kind as one text.

    >>> _kinds({"help": 3, "review": 1})
    'help:3;review:1'
    """
    return ";".join(f"{kind}:{count}" for kind, count in sorted(kinds.items()))
