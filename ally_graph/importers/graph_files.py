"""Files of graph programs, read into nodes and edges; what could be dangerous in them is refused before it is read."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from ally_graph.records.decoding import to_utf8
from ally_graph.records.limits import WHOLE_LIMIT, check_regular
from ally_graph.records.places import Item
from ally_graph.records.sheet import stop

TAGS = 4_000_000
DEPTH = 40
DAMAGED = "Export it again."


@dataclass
class GraphFile:
    """Nodes with what is known of them; edges as source, target and what is known of the tie; and of the graph."""

    format: str
    directed: bool = True
    nodes: dict[str, dict[str, str]] = field(default_factory=dict)
    edges: list[tuple[str, str, dict[str, str], bool]] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)

    def node(self, name: str, facts: dict[str, str] | None = None) -> None:
        """A node, and what is known of it."""
        self.nodes.setdefault(name, {}).update(facts or {})

    def edge(self, one: str, two: str, facts: dict[str, str] | None = None, directed: bool | None = None) -> None:
        """An edge from one to two; each has a direction unless the graph, or the edge itself, says otherwise."""
        self.node(one)
        self.node(two)
        self.edges.append((one, two, facts or {}, self.directed if directed is None else directed))


def _text_of(file: str, path: Path) -> str:
    check_regular(file, path)
    data = Item(file, path).read(WHOLE_LIMIT)
    if data[:200].lstrip().startswith(b"<?xml"):
        return _xml_text(file, data)
    return to_utf8(file, data)[0].decode("utf-8", "replace")


def _xml_text(file: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise stop(file, "is XML, but not in UTF-8", DAMAGED) from error


def read_graph(file: str, path: Path) -> GraphFile | None:
    """A file of a graph program by its content; None where it is none."""
    text = _text_of(file, path)
    start = text.lstrip("\ufeff \t\r\n")[:2_000]
    if start.startswith("<"):
        return _of_xml(file, text, start)
    if start.startswith("{"):
        return _of_json(file, text)
    lowered = start.lower()
    if re.search(r"^\*(vertices|network|arcs|edges)", lowered, re.MULTILINE):
        return _pajek(text)
    if re.match(r"dl\b", lowered):
        return _dl(file, text)
    if re.search(r"^(creator .*|#.*|version .*|comment .*|\s)*graph\s*\[", lowered):
        return _gml(file, text)
    return _vna(text) if lowered.startswith("*node data") or lowered.startswith("*tie data") else None


def _of_xml(file: str, text: str, start: str) -> GraphFile | None:
    kind = "graphml" if "<graphml" in start else "gexf" if "<gexf" in start else None
    if kind is None:
        return None
    if "<!doctype" in text.lower() or "<!entity" in text.lower():
        raise stop(file, "has a document type or entities, which no honest graph file has", DAMAGED)
    try:
        return _graphml(_elements(file, text)) if kind == "graphml" else _gexf(_elements(file, text))
    except ParseError as error:
        raise stop(file, f"is damaged XML ({error})", DAMAGED) from error


def _elements(file: str, text: str) -> Iterator[tuple[str, Element, tuple[Element, ...]]]:
    """Every element as it starts and as it ends, with those round it."""
    parser, path, count = XMLPullParser(["start", "end"]), [], 0
    for place in range(0, len(text), 1 << 18):
        parser.feed(text[place : place + (1 << 18)])
        for event, element in parser.read_events():
            if event == "start":
                count += 1
                if count > TAGS or len(path) > DEPTH:
                    raise stop(file, f"holds more than {TAGS:,} pieces of XML, or {DEPTH} within each other", DAMAGED)
                path.append(element)
                yield "start", element, tuple(path[:-1])
            else:
                path.pop()
                yield "end", element, tuple(path)
                if _tag(element) in ("node", "edge"):
                    element.clear()
    parser.close()


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _graphml(elements: Iterable[tuple[str, Element, tuple[Element, ...]]]) -> GraphFile:
    graph, keys, defaults = GraphFile("GraphML"), {}, {}
    for event, element, above in elements:
        tag = _tag(element)
        if event == "start" and tag == "graph":
            graph.directed = element.get("edgedefault", "directed") != "undirected"
        elif event == "end" and tag == "key":
            keys[element.get("id")] = element.get("attr.name") or element.get("id")
            default = next((child.text for child in element if _tag(child) == "default"), None)
            defaults |= {(element.get("for"), element.get("id")): default} if default else {}
        elif event == "end" and tag in ("node", "edge"):
            facts = {keys.get(key, key): text for (what, key), text in defaults.items() if what == tag}
            facts |= {
                keys.get(one.get("key"), one.get("key")): (one.text or "").strip()
                for one in element
                if _tag(one) == "data"
            }
            if tag == "node":
                drawn = next((one.text.strip() for one in element.iter() if _tag(one) == "NodeLabel" and one.text), "")
                graph.node(element.get("id", ""), facts | ({"label": drawn} if drawn else {}))
            else:
                told = element.get("directed")
                graph.edge(
                    element.get("source", ""), element.get("target", ""), facts, told != "false" if told else None
                )
        elif event == "end" and tag == "data" and above and _tag(above[-1]) == "graph":
            graph.about[keys.get(element.get("key"), element.get("key"))] = (element.text or "").strip()
    return graph


def _gexf(elements: Iterable[tuple[str, Element, tuple[Element, ...]]]) -> GraphFile:
    graph, titles, of = GraphFile("GEXF"), {}, "node"
    for event, element, above in elements:
        tag = _tag(element)
        if event == "start" and tag == "graph":
            graph.directed = element.get("defaultedgetype", "undirected") == "directed"
        elif event == "start" and tag == "attributes":
            of = element.get("class", "node")
        elif event == "start" and tag == "attribute":
            titles[of, element.get("id")] = element.get("title") or element.get("id")
        elif event == "end" and tag in ("node", "edge"):
            facts = {
                titles.get((tag, one.get("for")), one.get("for")): one.get("value", "")
                for one in element.iter()
                if _tag(one) == "attvalue"
            }
            if tag == "node":
                label = element.get("label")
                graph.node(element.get("id", ""), ({"label": label} if label else {}) | facts)
            else:
                weight, told = element.get("weight"), element.get("type")
                start = element.get("start") or element.get("timestamp")
                facts = ({"weight": weight} if weight else {}) | ({"start": start} if start else {}) | facts
                graph.edge(
                    element.get("source", ""), element.get("target", ""), facts, told == "directed" if told else None
                )
        elif event == "end" and tag in ("creator", "description") and above and _tag(above[-1]) == "meta":
            text = (element.text or "").strip()
            graph.about[tag] = text
            graph.about |= dict(part.partition("=")[::2] for part in text.split(";") if "=" in part)
    return graph


def _of_json(file: str, text: str) -> GraphFile | None:
    """Node-link JSON of networkx and D3, and of vis-network, Cytoscape and Kumu; None for any other JSON."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, dict) and isinstance(value.get("elements"), dict):
        value = value["elements"]
    if not isinstance(value, dict) or not any(isinstance(value.get(name), list) for name in ("nodes", "elements")):
        return None
    ties = next((value[name] for name in ("links", "edges", "connections") if isinstance(value.get(name), list)), None)
    nodes = value.get("nodes", value.get("elements"))
    if ties is None or not isinstance(nodes, list):
        return None
    graph = GraphFile("node-link JSON", value.get("directed", True) is not False)
    graph.about = (
        {str(name): str(fact) for name, fact in (value.get("graph") or {}).items()}
        if isinstance(value.get("graph"), dict)
        else {}
    )
    names = _json_nodes(graph, nodes)
    for tie in ties:
        tie = tie.get("data", tie) if isinstance(tie, dict) else {}
        one, two = (_end(tie, words, names) for words in (("source", "from"), ("target", "to")))
        if one is None or two is None:
            raise stop(file, "holds a link without source and target", DAMAGED)
        told = str(tie.get("direction", "")).casefold()
        facts = {
            str(name): _plain(fact)
            for name, fact in tie.items()
            if name not in ("source", "target", "from", "to", "key")
        }
        graph.edge(one, two, {name: fact for name, fact in facts.items() if fact}, told == "directed" if told else None)
    return graph


def _json_nodes(graph: GraphFile, nodes: list) -> list[str]:
    names = []
    for place, node in enumerate(nodes):
        facts = node.get("data", node) if isinstance(node, dict) else {"id": node}
        known = next((facts[key] for key in ("id", "key", "name", "label") if facts.get(key) is not None), place)
        names.append(str(known))
        told = {str(name): _plain(fact) for name, fact in facts.items() if name != "id"}
        graph.node(str(known), {name: fact for name, fact in told.items() if fact})
    return names


def _end(tie: dict, words: Iterable[str], names: list[str]) -> str | None:
    """The node at an end of a link: by its id, as an object, or by its place in the list where ids are others."""
    value = next((tie[word] for word in words if word in tie), None)
    value = value.get("id", value.get("name")) if isinstance(value, dict) else value
    if (
        isinstance(value, int)
        and not isinstance(value, bool)
        and str(value) not in set(names)
        and 0 <= value < len(names)
    ):
        return names[value]
    return None if value is None else str(value)


def _plain(value: object) -> str:
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    if isinstance(value, dict):
        return ";".join(f"{name}:{fact}" for name, fact in value.items() if isinstance(fact, str | int | float))
    return "" if value is None or isinstance(value, list) else str(value)


_WORDS = re.compile(r'"([^"]*)"|(\S+)')


def _words(line: str) -> list[str]:
    return [quoted or bare for quoted, bare in _WORDS.findall(line)]


def _pajek(text: str) -> GraphFile:
    """Pajek: vertices with a number and a name, arcs with a direction, edges without, lists and a matrix."""
    graph, names, part, row, relation = GraphFile("Pajek"), {}, "", 0, {}
    called = _own_names(text)
    for line in text.splitlines():
        words = _words(line)
        if not words or line.lstrip().startswith("%"):
            continue
        if words[0].startswith("*"):
            part, row = words[0].lower(), 0
            relation = {"relation": words[2]} if len(words) > 2 and words[1].startswith(":") else {}
            continue
        if part == "*vertices":
            label = words[1] if len(words) > 1 else words[0]
            names[words[0]] = label if called[label] == 1 else words[0]
            graph.node(names[words[0]], {} if called[label] == 1 else {"name": label})
        elif part in ("*arcs", "*edges") and len(words) > 1:
            facts = ({"weight": words[2]} if len(words) > 2 else {}) | relation
            graph.edge(names.get(words[0], words[0]), names.get(words[1], words[1]), facts, part == "*arcs")
        elif part in ("*arcslist", "*edgeslist"):
            for other in words[1:]:
                graph.edge(names.get(words[0], words[0]), names.get(other, other), {**relation}, part == "*arcslist")
        elif part == "*matrix":
            row += 1
            _add_row(graph, list(names.values()) or list(map(str, range(1, len(words) + 1))), row - 1, words, relation)
    return graph


def _own_names(text: str) -> Counter[str]:
    """How many vertices of Pajek have each label: one that several share names none of them."""
    vertices = re.split(r"(?m)^\s*\*", re.split(r"(?im)^\s*\*vertices.*$", text, maxsplit=1)[-1], maxsplit=1)[0]
    lines = (_words(line) for line in vertices.splitlines() if not line.lstrip().startswith("%"))
    return Counter(words[1] if len(words) > 1 else words[0] for words in lines if words)


def _add_row(
    graph: GraphFile, names: list[str], row: int, words: list[str], relation: dict[str, str] | None = None
) -> None:
    one = names[row] if row < len(names) else str(row + 1)
    graph.node(one)
    for place, word in enumerate(words[: len(names)]):
        if word not in ("0", "0.0", "."):
            graph.edge(one, names[place], {"weight": word} | (relation or {}))


def _dl(file: str, text: str) -> GraphFile:
    """UCINET DL: a full matrix, lists of edges or of nodes, with labels before or within the data."""
    head, mark, data = (
        re.split(r"(?im)^\s*(data)\s*:", text, maxsplit=1) if re.search(r"(?im)^\s*data\s*:", text) else (text, "", "")
    )
    if not mark:
        raise stop(file, "is a UCINET file without data:", DAMAGED)
    graph = GraphFile("UCINET DL")
    form = re.search(r"(?i)format\s*=\s*(\w+)", head)
    form = form[1].lower() if form else "fullmatrix"
    count = re.search(r"(?i)\bn\s*=\s*(\d+)", head)
    inside = bool(re.search(r"(?i)labels\s+embedded|(row|column)\s+labels\s+embedded", head))
    lists = _dl_labels(head)
    labels = [] if inside else lists.get("labels", lists.get("row", lists.get("column", [])))
    lines = [line for line in data.splitlines() if line.strip()]
    if form == "fullmatrix":
        if re.search(r"(?i)diagonal\s*=?\s*absent", head):
            lines = _with_diagonal(lines, inside)
        return _dl_matrix(graph, lines, labels, int(count[1]) if count else len(labels), inside, lists.get("level", []))
    for name in labels:
        graph.node(name)
    for line in lines:
        words = _words(line.replace(",", " "))
        named = (
            words
            if inside
            else [
                labels[int(word) - 1] if word.isdigit() and 0 < int(word) <= len(labels) else word for word in words[:2]
            ]
            + words[2:]
        )
        if form.startswith("edgelist") and len(named) > 1:
            graph.edge(named[0], named[1], {"weight": words[2]} if len(words) > 2 else {})
        elif form.startswith("nodelist"):
            graph.node(named[0])
            for other in words[1:]:
                graph.edge(
                    named[0],
                    labels[int(other) - 1]
                    if other.isdigit() and not inside and 0 < int(other) <= len(labels)
                    else other,
                )
    return graph


def _dl_labels(head: str) -> dict[str, list[str]]:
    """The lists of labels in a heading of UCINET, by what they are for; several words are one label in quotes."""
    parts = re.split(r"(?i)\b(?:(row|column|col|level|matrix)\s+)?labels\s*:", head)
    kinds = {"col": "column", "matrix": "level"}
    found = {}
    for word, listed in zip(parts[1::2], parts[2::2], strict=True):
        key = word.lower() if word else "labels"
        found[kinds.get(key, key)] = _words(re.sub(r',(?=(?:[^"]*"[^"]*")*[^"]*$)', " ", listed))
    return found


def _with_diagonal(lines: list[str], inside: bool) -> list[str]:
    """The rows of a square from which the diagonal was left out, with a 0 in its place."""
    rows, first = [_words(line.replace(",", " ")) for line in lines], int(inside)
    for place, row in enumerate(rows[first:]):
        row.insert(place % (len(row) + 1 - first) + first, "0")
    return [" ".join(f'"{word}"' for word in row) for row in rows]


def _dl_matrix(
    graph: GraphFile, lines: list[str], labels: list[str], size: int, inside: bool, levels: list[str]
) -> GraphFile:
    """A square of cells for each relation, one below the other, named by `levels` where there are several."""
    rows = [_words(line.replace(",", " ")) for line in lines]
    if inside:
        labels, rows = rows[0], [row[1:] for row in rows[1:]]
    cells = [cell for row in rows for cell in row]
    size = size or len(labels) or len(rows)
    names = labels or [str(place + 1) for place in range(size)]
    for name in names:
        graph.node(name)
    squares = max(len(cells) // (size * size), 1) if size else 0
    for level in range(squares):
        relation = {"relation": levels[level] if level < len(levels) else str(level + 1)} if squares > 1 else {}
        for row in range(min(size, len(names))):
            start = (level * size + row) * size
            _add_row(graph, names, row, cells[start : start + size], relation)
    return graph


_GML = re.compile(r'"((?:[^"\\]|\\.)*)"|([\[\]])|([^\s\[\]"]+)')


def _gml(file: str, text: str) -> GraphFile:
    """GML: nested lists of names and values."""
    tokens = (
        (quoted, sign or word, bool(not sign and not word))
        for quoted, sign, word in _GML.findall(re.sub(r"(?m)^\s*#.*$", "", text))
    )
    try:
        tree = _gml_list(iter(tokens), 0)
    except RecursionError as error:
        raise stop(file, "has lists within lists without end", DAMAGED) from error
    graph = GraphFile("GML", directed=False)
    for name, value in tree:
        if name == "graph" and isinstance(value, list):
            _gml_graph(graph, value)
    return graph


def _gml_graph(graph: GraphFile, parts: list) -> None:
    plain = {name: value for name, value in parts if not isinstance(value, list)}
    graph.directed = plain.get("directed") == "1"
    names = {}
    called = Counter(
        told["label"] for name, value in parts if name == "node" and "label" in (told := _gml_facts(value))
    )
    for name, value in parts:
        facts = _gml_facts(value)
        if name == "node":
            number = facts.pop("id", str(len(names)))
            label = facts.pop("label", number)
            names[number] = label if called[label] <= 1 else number
            graph.node(names[number], facts if called[label] <= 1 else facts | {"name": label})
    for name, value in parts:
        if name == "edge" and isinstance(value, list):
            facts = _gml_facts(value)
            one, two = facts.pop("source", ""), facts.pop("target", "")
            graph.edge(names.get(one, one), names.get(two, two), facts)


def _gml_facts(value: object) -> dict[str, str]:
    return {key: _entities(one) for key, one in value if not isinstance(one, list)} if isinstance(value, list) else {}


def _entities(text: str) -> str:
    text = re.sub(r"&#(\d{1,7});", lambda match: chr(min(int(match[1]), 0x10FFFF)), text)
    return text.replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _gml_list(tokens: Iterator[tuple[str, str, bool]], depth: int) -> list:
    if depth > DEPTH:
        raise RecursionError
    found: list = []
    for _quoted, word, _ in tokens:
        if word == "]":
            break
        value = next(tokens, ("", "]", False))
        found.append((word, _gml_list(tokens, depth + 1) if value[1] == "[" else value[0] if value[2] else value[1]))
    return found


def _vna(text: str) -> GraphFile:
    """VNA of NetDraw: tables of nodes and of ties, one after the other."""
    graph, part, names = GraphFile("VNA"), "", []
    for line in text.splitlines():
        words = next(csv.reader(io.StringIO(line), delimiter=" ", skipinitialspace=True), [])
        if not words:
            continue
        if words[0].startswith("*"):
            part, names = line.strip().lower(), []
        elif not names:
            names = words
        elif part == "*node data":
            graph.node(words[0], dict(zip(names[1:], words[1:], strict=False)))
        elif part == "*tie data" and len(words) > 1:
            facts = dict(zip(names[2:], words[2:], strict=False))
            graph.edge(words[0], words[1], {"weight": facts.get("strength", next(iter(facts.values()), "1"))})
    return graph
