"""The network as a file that other programs read."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import networkx as nx

from ally_graph.charts import network_map
from ally_graph.charts.palette import Look, look_of_group, palette
from ally_graph.charts.paper import Spots, on_paper
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.errors import SettingError
from ally_graph.files.atomic import write_whole
from ally_graph.files.formulas import escape_formula
from ally_graph.files.xml import xml_text, xml_value
from ally_graph.registry import Registry
from ally_graph.views.network_file import MAP_X, MAP_Y

FORMATS = Registry("export format")
RESERVED = {
    "id",
    "label",
    "pid",
    "start",
    "end",
    "viz",
    "parents",
    "slices",
    "spells",
    "key",
    "source",
    "target",
    "labels",
    "self",
    "node_for_adding",
}
"""Names that programs keep for themselves: a column of the roster called so gets `roster_` before its name."""
DRAWN_UP_TO = 2_000
"""Of more people no places are worked out."""
FIRST = (1980, 1, 1, 0, 0, 0)
WRITTEN = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
LABEL, GROUP = "label", "group"
DRESS = {"x", "y", "size", "color", "shape"}
GEXF_SHAPES = {
    "dot": "disc",
    "square": "square",
    "triangle": "triangle",
    "triangleDown": "triangle",
    "diamond": "diamond",
}
"""What GEXF calls the shapes of the map; it has no triangle that stands on its tip, and no outline."""


def export(shown: Disclosed[nx.DiGraph], path: str | Path) -> Path:
    """Write the network to a file; its ending says how: `.graphml`, `.gexf`, `.json` (node-link) or `.csv` (ties).

    The file appears whole or not at all. Raises `SettingError` for another ending.
    """
    path = Path(path)
    name = path.name.lower()
    ending = next((key for key in sorted(FORMATS.keys(), key=len, reverse=True) if name.endswith(f".{key}")), "")
    if not ending:
        endings = ", ".join(f".{key}" for key in FORMATS.keys())  # noqa: SIM118
        raise SettingError(f"{path.name} does not say how to write it. Give a name ending in one of {endings}.")
    write_whole(path, FORMATS[ending](content_of(shown)))
    return path


@FORMATS.add("GraphML", question="For Gephi, yEd, Cytoscape, igraph")
def graphml(graph: nx.DiGraph) -> bytes:
    """The network as GraphML, with names as labels; counts by kind become one text a tie.

    Where the places of the map are known, each person has `x`, `y` (downwards), `size`, `color` and `shape` as there.
    """
    flat, places = _flat(graph), _places(graph)
    if places:
        _dressed(flat, _looks(flat, places))
    for person, attributes in flat.nodes(data=True):
        attributes[LABEL] = attributes.get("name", person)
    content = io.BytesIO()
    nx.write_graphml_xml(flat, content)
    return content.getvalue()


@FORMATS.add("GEXF", question="For Gephi")
def gexf(graph: nx.DiGraph) -> bytes:
    """The network as GEXF 1.2: names as labels, and colours, sizes and places as on the map.

    It holds no date of writing, so that the same network gives the same bytes.
    """
    flat = _flat(graph)
    places = _places(graph)
    looks = _looks(flat, places)
    told = ";".join(f"{name}={value}" for name, value in flat.graph.items())
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:viz="http://www.gexf.net/1.2draft/viz" version="1.2">',
        f"<meta><creator>office-ally</creator><description>{escape(told)}</description></meta>",
        '<graph defaultedgetype="directed" mode="static">',
        *_columns("node", nodes := [dict(facts) for _, facts in flat.nodes(data=True)]),
        *_columns("edge", ties := [_rest(facts) for *_, facts in flat.edges(data=True)]),
        "<nodes>",
        *_gexf_nodes(flat, nodes, looks, on_map=bool(places)),
        "</nodes><edges>",
        *_gexf_edges(flat, ties),
        "</edges></graph></gexf>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _rest(facts: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in facts.items() if name != "weight"}


def _names(rows: list[dict]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _columns(of: str, rows: list[dict]) -> Iterator[str]:
    """The columns of nodes or edges with their types."""
    yield f'<attributes class="{of}" mode="static">'
    for place, name in enumerate(_names(rows)):
        kinds = {type(row[name]) for row in rows if name in row}
        kind = {frozenset({bool}): "boolean", frozenset({int}): "long"}.get(frozenset(kinds))
        kind = kind or ("double" if kinds <= {int, float} else "string")
        yield f'<attribute id="{of[0]}{place}" title={quoteattr(name)} type="{kind}"/>'
    yield "</attributes>"


def _values(of: str, row: Mapping[str, object], places: Mapping[str, int]) -> str:
    cells = (
        f'<attvalue for="{of[0]}{places[name]}" value={quoteattr(_written(value))}/>' for name, value in row.items()
    )
    return f"<attvalues>{''.join(cells)}</attvalues>"


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _gexf_nodes(graph: nx.Graph, rows: list[dict], looks: Mapping[str, tuple], *, on_map: bool) -> Iterator[str]:
    """Everybody with what is known of them, and their look; their shape where it is that of the map of the app."""
    places = {name: place for place, name in enumerate(_names(rows))}
    for person, row in zip(graph, rows, strict=True):
        drawn = ""
        if person in looks:
            look, size, spot = looks[person]
            red, green, blue = _rgb(look.colour)
            drawn = f'<viz:color r="{red}" g="{green}" b="{blue}"/><viz:size value="{size}"/>'
            drawn += f'<viz:position x="{spot[0]}" y="{spot[1]}" z="0.0"/>' if spot else ""
            drawn += f'<viz:shape value="{GEXF_SHAPES[look.shape]}"/>' if on_map else ""
        label = quoteattr(str(row.get("name", person)))
        yield f"<node id={quoteattr(person)} label={label}>{_values('node', row, places)}{drawn}</node>"


def _gexf_edges(graph: nx.Graph, rows: list[dict]) -> Iterator[str]:
    places = {name: place for place, name in enumerate(_names(rows))}
    for number, ((one, two, facts), row) in enumerate(zip(graph.edges(data=True), rows, strict=True)):
        ends = f"source={quoteattr(one)} target={quoteattr(two)}"
        weight = f' weight="{facts["weight"]}"' if "weight" in facts else ""
        yield f'<edge id="{number}" {ends}{weight}>{_values("edge", row, places)}</edge>'


def _looks(graph: nx.Graph, places: Spots) -> dict[str, tuple[Look, float, tuple[float, float] | None]]:
    """Each person's look, size and place on the map, where groups were told.

    Without the `places` of the map they are worked out here; of very many people there are none then.
    """
    groups = {person: facts[GROUP] for person, facts in graph.nodes(data=True) if GROUP in facts}
    if not groups and not places and not any("measure_help_given" in facts for _, facts in graph.nodes(data=True)):
        return {}
    colours = palette(dark=False)
    given = {person: float(facts.get("measure_help_given", 0)) for person, facts in graph.nodes(data=True)}
    largest = max([*given.values(), 0.0]) or 1.0
    spots = places or (_spots(graph, groups) if len(graph) <= DRAWN_UP_TO else {})
    return {
        person: (
            look_of_group(_number(groups.get(person)), colours),
            round(8 + 12 * (given[person] / largest) ** 0.5, 1),
            tuple(round(float(value), 2) for value in spots[person]) if person in spots else None,
        )
        for person in graph
    }


def _number(group: object) -> int | None:
    """The number of a group; None for what is none, such as a column of the roster of the same name."""
    return int(group) if isinstance(group, int | float) and group == group else None


def _places(graph: nx.Graph) -> dict[str, tuple[float, float]]:
    """Where everybody stands in pixels of the drawing, where the places of the map are known; others in rows below."""
    told = {str(person): facts for person, facts in graph.nodes(data=True)}
    known = {person: (facts[MAP_X], facts[MAP_Y]) for person, facts in told.items() if MAP_X in facts}
    if not known:
        return {}
    ordered = sorted(told, key=lambda person: (str(told[person].get("name", person)), person))
    return {xml_text(person): spot for person, spot in on_paper(ordered, known).items()}


def _dressed(graph: nx.Graph, looks: Mapping[str, tuple[Look, float, tuple[float, float] | None]]) -> None:
    """Write places and looks into people's attributes; columns of the roster with these names get another."""
    for person, (look, size, spot) in looks.items():
        facts = graph.nodes[person]
        for name in DRESS & facts.keys():
            facts[f"roster_{name}"] = facts.pop(name)
        shape = f"hollow {look.shape}" if look.hollow else look.shape
        x, y = spot or (0.0, 0.0)
        facts.update(x=x, y=y, size=size, color=look.colour, shape=shape)


def _spots(graph: nx.Graph, groups: Mapping[str, object]) -> dict[str, tuple[float, float]]:
    contact = nx.Graph()
    contact.add_nodes_from(graph)
    for one, two, facts in graph.edges(data=True):
        before = contact[one][two]["weight"] if contact.has_edge(one, two) else 0.0
        contact.add_edge(one, two, weight=before + float(facts.get("weight", 1.0)))
    return network_map.places(contact, {person: groups.get(person) for person in contact})


def _rgb(colour: str) -> tuple[int, int, int]:
    """A colour as three numbers.

    >>> _rgb("#0072B2")
    (0, 114, 178)
    """
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


@FORMATS.add("Node-link JSON", question="For D3 and networkx", key="json")
def node_link(graph: nx.DiGraph) -> bytes:
    """The network as node-link JSON, as networkx reads it back."""
    data = nx.node_link_data(_simple(_kept_apart(graph)), edges="links")
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


@FORMATS.add("Table of ties", question="For a spreadsheet", key="csv")
def ties_csv(graph: nx.DiGraph) -> bytes:
    """One row a tie: giver, receiver, weight, count, last, kinds and type; no cell is a formula."""
    return _csv(["from_id", "to_id", "weight", "count", "last", "kinds", "type"], _tie_rows(graph))


def _tie_rows(graph: nx.DiGraph) -> Iterator[list[object]]:
    for giver, receiver, tie in graph.edges(data=True):
        yield [
            giver,
            receiver,
            tie["weight"],
            tie["count"],
            tie["last"],
            _kinds(tie["kinds"]),
            tie.get("type", "support"),
        ]


def _csv(head: list[str], rows: Iterator[list[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([escape_formula(cell) for cell in head])
    for row in rows:
        writer.writerow([escape_formula(cell) for cell in row])
    return text.getvalue().encode()


@FORMATS.add("Gephi's two tables", question="For the data laboratory of Gephi", key="gephi.zip")
def gephi_tables(graph: nx.DiGraph) -> bytes:
    """A zip with `nodes.csv` and `edges.csv` under the headings that Gephi knows."""
    nodes, columns = _node_table(graph, "Id", "Label")
    edges = ([giver, receiver, "Directed", *rest] for giver, receiver, *rest in _tie_rows(graph))
    head = ["Source", "Target", "Type", "Weight", "count", "last", "kinds", "layer"]
    return _zipped({"nodes.csv": _csv(columns, iter(nodes)), "edges.csv": _csv(head, edges)})


@FORMATS.add("Workbook for Kumu", question="For Kumu", key="kumu.xlsx")
def kumu(graph: nx.DiGraph) -> bytes:
    """A workbook with the sheets Elements and Connections, as Kumu imports them."""
    nodes, columns = _node_table(graph, "Label", "Name", names_first=False)
    ties = [[giver, receiver, "directed" if kind == "support" else "mutual", kind, weight, count, last, kinds]
            for giver, receiver, weight, count, last, kinds, kind in _tie_rows(graph)]  # fmt: skip
    head = ["From", "To", "Direction", "Type", "Strength", "count", "last", "kinds"]
    return _workbook({"Elements": [columns, *nodes], "Connections": [head, *ties]})


@FORMATS.add("Workbook for Polinode", question="For Polinode", key="xlsx")
def polinode(graph: nx.DiGraph) -> bytes:
    """A workbook with the sheets Nodes and Edges, as Polinode imports them."""
    nodes, columns = _node_table(graph, "Name", "Full name", names_first=False)
    ties = [[giver, receiver, weight, kind, count, last, kinds]
            for giver, receiver, weight, count, last, kinds, kind in _tie_rows(graph)]  # fmt: skip
    head = ["Source", "Target", "Weight", "layer", "count", "last", "kinds"]
    return _workbook({"Nodes": [columns, *nodes], "Edges": [head, *ties]})


def _node_table(
    graph: nx.DiGraph, key: str, named: str, *, names_first: bool = True
) -> tuple[list[list[object]], list[str]]:
    """A row for each person: the id, the name, and all that is known; and the headings of the columns."""
    people = list(_kept_apart(graph).nodes(data=True))
    rest = [name for name in _names([facts for _, facts in people]) if name != "name"]
    taken = {key.casefold(), named.casefold()}
    heads = [f"roster_{name}" if name.casefold() in taken else name for name in rest]
    rows = [
        [person, facts.get("name", person if names_first else None), *(facts.get(name) for name in rest)]
        for person, facts in people
    ]
    return rows, [key, named, *heads]


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip without the time of writing."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in files.items():
            about = zipfile.ZipInfo(name, FIRST)
            about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            out.writestr(about, data)
    return content.getvalue()


def _workbook(sheets: Mapping[str, list[list[object]]]) -> bytes:
    """An Excel workbook without the time of writing; no cell is a formula."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([escape_formula(xml_text(cell)) if isinstance(cell, str) else cell for cell in row])
    content = io.BytesIO()
    book.save(content)
    with zipfile.ZipFile(content) as made:
        return _zipped({name: _undated(made.read(name), name) for name in made.namelist()})


def _undated(data: bytes, name: str) -> bytes:
    """A part of a workbook without the time of writing, which stands in its properties."""
    return WRITTEN.sub(b"1980-01-01T00:00:00Z", data) if name == "docProps/core.xml" else data


def _simple(graph: nx.Graph) -> nx.Graph:
    """A graph without two ties between the same people as one that has no room for them."""
    if not graph.is_multigraph() or any(key for *_, key in graph.edges(keys=True)):
        return graph
    plain = nx.DiGraph(**graph.graph)
    plain.add_nodes_from(graph.nodes(data=True))
    plain.add_edges_from(graph.edges(data=True))
    return plain


def _kept_apart(graph: nx.Graph) -> nx.Graph:
    """A copy in which no column of the roster is called as programs call things of their own."""
    copy = graph.copy()
    for attributes in copy.nodes.values():
        for name in RESERVED & attributes.keys():
            attributes[f"roster_{name}"] = attributes.pop(name)
        for name in (MAP_X, MAP_Y):
            attributes.pop(name, None)
    return copy


def _flat(graph: nx.DiGraph) -> nx.MultiDiGraph:
    """A copy whose attributes are plain texts and numbers, without the characters that XML can't hold."""
    flat = nx.MultiDiGraph(**xml_value(graph.graph))
    for person, attributes in _kept_apart(graph).nodes(data=True):
        node = xml_text(str(person))
        flat.add_node(node)
        flat.nodes[node].update(xml_value(attributes))
    for giver, receiver, tie in graph.edges(data=True):
        kinds = xml_text(_kinds(tie["kinds"]))
        flat.add_edge(xml_text(str(giver)), xml_text(str(receiver)), **{**tie, "kinds": kinds})
    return _simple(flat)


def _kinds(kinds: dict[str, int]) -> str:
    """Counts by kind as one text.

    >>> _kinds({"help": 3, "review": 1})
    'help:3;review:1'
    """
    return ";".join(f"{kind}:{count}" for kind, count in sorted(kinds.items()))
