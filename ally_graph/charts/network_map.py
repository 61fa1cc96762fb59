"""The map of allies as a drawing: where everyone stands, and the pyvis model that says how each is drawn.

Places are computed here once, from the same seed, so that the map is the same tomorrow and nothing moves while somebody
points at it. pyvis only holds the model; its own page is never shown, since it runs what it finds in names and asks
other hosts for files.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import rustworkx as rx
from pyvis.network import Network

from ally_graph.charts.chart import Words, chart
from ally_graph.charts.palette import (
    DASHED_RING,
    HOLLOW_SIGNS,
    NEUTRAL_SHAPE,
    RING,
    SHAPES,
    SIGNS,
    Palette,
    look_of_group,
    palette,
)
from ally_graph.charts.paper import Spots, on_paper
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.shown import ShownNetwork
from ally_graph.findings import DETECTORS, detector_of
from ally_graph.wording.counts import people_words

ALL_LABELS_UP_TO = 400
SINGLE_PEOPLE_UP_TO = 1000
TOP_LABELS = 40
TIES_PER_PERSON = 4
TIES_DRAWN_WHOLE = 250
ROOM_WIDE, ROOM_HIGH = 88.0, 72.0
GROUP_ROOM = 1.9
LABEL_LENGTH = 24
ONE_LINE = 13
RING_DASHES = [5, 4]
MOST_IN_LEGEND = 12
NO_TIE = "A longer period, or records of who helped or met whom, may show some."
NODE_KEYS = (
    "id",
    "label",
    "title",
    "shape",
    "size",
    "x",
    "y",
    "color",
    "borderWidth",
    "shapeProperties",
    "opacity",
    "words",
    "ring",
)
EDGE_KEYS = ("id", "from", "to", "width", "arrows", "hidden", "faint")

Places = Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class Drawing:
    """A pyvis model with its legend, and how many of the ties it draws; without `directed` they are mere contact.

    `level` says what a dot is, `people`, `cluster` or `team`; `left_out` how many people there was no room for.
    `whole_when_chosen` that all ties of somebody are drawn once they are chosen.
    """

    model: Network
    legend: tuple[tuple[str, str, str], ...]
    ties: int
    ties_drawn: int
    level: str
    directed: bool = True
    left_out: int = 0
    whole_when_chosen: bool = False


def places(contact: nx.Graph, cluster_of: Mapping[str, Any], seed: int = 0) -> dict[str, tuple[float, float]]:
    """Where everyone stands: groups close together, separate parts side by side, those without contact in a row below.

    The same network gives the same places, whatever the order of its people and ties.
    """
    parts = sorted((sorted(map(str, part)) for part in nx.connected_components(contact)), key=lambda p: (-len(p), p))
    blocks = [(part, _spread(_spring(contact, part, cluster_of, seed))) for part in parts if len(part) > 1]
    alone = [part[0] for part in parts if len(part) == 1]
    placed, bottom, width = _packed(blocks)
    return placed | _rows(sorted(alone), bottom, width)


def _spring(contact: nx.Graph, part: list[str], cluster_of: Mapping[str, Any], seed: int) -> np.ndarray:
    """Force-directed places of one connected part; ties inside a group pull harder and groups start apart."""
    index = {person: position for position, person in enumerate(part)}
    graph = rx.PyGraph()
    graph.add_nodes_from(part)
    ties = sorted(
        (*sorted((index[str(a)], index[str(b)])), data.get("weight", 1.0))
        for a, b, data in contact.subgraph(part).edges(data=True)
    )
    clusters = [cluster_of.get(person) for person in part]
    for a, b, weight in ties:
        together = clusters[a] is not None and clusters[a] == clusters[b]
        graph.add_edge(a, b, float(np.log1p(weight)) * (3.0 if together else 0.35))
    steps = 300 if len(part) <= ALL_LABELS_UP_TO else 80
    found = rx.spring_layout(graph, pos=_start(clusters, seed), num_iter=steps, weight_fn=float, seed=seed)
    spread = np.array([found[position] for position in range(len(part))])
    spread -= spread.mean(axis=0)
    reach = max(float(np.abs(spread).max()), 1e-9)
    return spread / reach * np.sqrt(len(part)) * (0.42 * ROOM_WIDE, 0.42 * ROOM_HIGH)


def _start(clusters: list[Any], seed: int) -> dict[int, list[float]]:
    """First places: each group around its own point of a circle."""
    known = sorted({cluster for cluster in clusters if cluster is not None})
    angle = {cluster: 2 * np.pi * rank / max(len(known), 1) for rank, cluster in enumerate(known)}
    jitter = np.random.default_rng(seed).normal(0, 0.12, (len(clusters), 2))
    first = {}
    for position, (cluster, (dx, dy)) in enumerate(zip(clusters, jitter, strict=True)):
        x, y = (np.cos(angle[cluster]), np.sin(angle[cluster])) if cluster is not None else (0.0, 0.0)
        first[position] = [float(x + dx), float(y + dy)]
    return first


def _spread(spots: np.ndarray) -> np.ndarray:
    """Push people apart until each has room for a label; large parts stay as they are."""
    if len(spots) > ALL_LABELS_UP_TO:
        return spots
    spots = spots / (ROOM_WIDE, ROOM_HIGH)
    for _ in range(60):
        gap = spots[:, None, :] - spots[None, :, :]
        distance = np.hypot(gap[..., 0], gap[..., 1])
        np.fill_diagonal(distance, np.inf)
        short = np.clip(1.0 - distance, 0.0, None)
        if short.max() < 0.02:
            break
        with np.errstate(invalid="ignore", divide="ignore"):
            push = np.nan_to_num(gap / distance[..., None]) * short[..., None]
        spots = spots + 0.5 * push.sum(axis=1)
    return spots * (ROOM_WIDE, ROOM_HIGH)


def _packed(blocks: list[tuple[list[str], np.ndarray]]) -> tuple[dict[str, tuple[float, float]], float, float]:
    """The largest part at the left, the others in columns beside it; also the lower edge and the width of it all."""
    placed: dict[str, tuple[float, float]] = {}
    left, top, column, height = 0.0, 0.0, 0.0, 0.0
    for number, (part, spots) in enumerate(blocks):
        low, high = spots.min(axis=0), spots.max(axis=0)
        wide, high_with_room = high - low + (1.3 * ROOM_WIDE, 1.3 * ROOM_HIGH)
        if number and top and top + high_with_room > height:
            left, top, column = left + column, 0.0, 0.0
        moved = spots - low + (left, top)
        placed |= {person: (round(float(x), 1), round(float(y), 1)) for person, (x, y) in zip(part, moved, strict=True)}
        top, column = top + high_with_room, max(column, wide)
        height = max(height, top)
        if number == 0:
            left, top, column = wide, 0.0, 0.0
    return placed, height, max(left + column, 6 * ROOM_WIDE)


def _rows(people: list[str], top: float, width: float) -> dict[str, tuple[float, float]]:
    """People without contact, in rows under the map: as wide as it, and where they are many no higher than wide."""
    room = 1.6 * ROOM_WIDE
    each = max(int(width // room), math.ceil(math.sqrt(len(people) * 1.3 * ROOM_HIGH / room)), 1)
    first = top + ROOM_HIGH / 3
    return {
        person: (round(number % each * room, 1), round(first + number // each * 1.3 * ROOM_HIGH, 1))
        for number, person in enumerate(people)
    }


def _told_of_a_drawing(words: Words, drawing: Drawing) -> Words:
    """What a dot and a line are in this drawing, and which people and ties are left out."""
    left_out = f" {drawing.left_out:,} others are left out." if drawing.left_out else ""
    if drawing.level != "people":
        what = "group" if drawing.level == "cluster" else "team"
        read = (
            f"Each dot is a {what}, larger where there are more people; lines are support between them. A click on a "
            f"dot opens it.{left_out}"
        )
        return replace(words, read=read, act=f"Where no line joins a {what} to others, ask who could make a first one.")
    if not drawing.ties:
        return replace(words, read=f"No tie is on record here, so no line is drawn.{left_out}", act=NO_TIE)
    first = words.read if drawing.directed else "Each line is contact between two people."
    until = " until somebody is chosen" if drawing.whole_when_chosen else ""
    some = f" Of {drawing.ties:,} ties the {drawing.ties_drawn:,} strongest are drawn{until}."
    return replace(words, read=first + left_out + (some if drawing.ties > drawing.ties_drawn else ""))


@chart(
    "Map of allies",
    shows="Who is allied with whom, and which way support runs.",
    read="Each line is support, its arrow at the one who gets it; larger dots give more help.",
    act="Look for people with hardly any lines or very many, and ask them what would help.",
    tell=_told_of_a_drawing,
)
def map_of_allies(shown: Disclosed[ShownNetwork], spots: Places, *, dark: bool = False) -> Drawing:
    """The map: single people up to a thousand in view, and groups as large dots above that."""
    network = content_of(shown)
    single = drawn_singly(network)
    if single is None:
        return _group_drawing(network, spots, palette(dark))
    if len(single) == len(network.nodes):
        return _people_drawing(network, spots, palette(dark))
    left_out = int(network.nodes["focus"].sum()) - len(single)
    return replace(_people_drawing(only(network, single), spots, palette(dark)), left_out=left_out)


def drawn_as_on_screen(network: ShownNetwork, spots: Spots) -> Places:
    """The places of a map on screen in pixels of a drawing; those of groups are in pixels already."""
    single = drawn_singly(network)
    if single is None:
        return {key: spot for key, spot in spots.items() if spot is not None}
    return on_paper(single.sort_values(["name", "person_id"])["person_id"].astype(str).tolist(), spots)


def drawn_singly(network: ShownNetwork) -> pd.DataFrame | None:
    """The people who get a dot of their own; None where dots are groups of people.

    Everybody in a small company, in a larger one those in focus. Where they are too many and there is no smaller group
    to show them by, those with most allies.
    """
    if len(network.nodes) <= SINGLE_PEOPLE_UP_TO:
        return network.nodes
    inside = network.nodes[network.nodes["focus"]]
    if len(inside) <= SINGLE_PEOPLE_UP_TO:
        return inside
    if grouped_by(network) is not None:
        return None
    most = inside.sort_values(["allies", "person_id"], ascending=[False, True]).head(SINGLE_PEOPLE_UP_TO)
    return most.sort_values("person_id")


def grouped_by(network: ShownNetwork) -> str | None:
    """What stands for its people in a large company: the groups, else the teams; None where all are in one of them."""
    inside = network.nodes[network.nodes["focus"]]
    several = (by for by in ("cluster", "team") if len(inside[by].unique()) > 1)
    return next(several, None)


def only(network: ShownNetwork, nodes: pd.DataFrame) -> ShownNetwork:
    """The network of these people alone."""
    both = network.ties["source"].isin(nodes["person_id"]) & network.ties["target"].isin(nodes["person_id"])
    return replace(network, nodes=nodes, ties=network.ties[both])


def _people_drawing(network: ShownNetwork, spots: Places, colours: Palette) -> Drawing:
    model = Network(directed=True)
    labelled = _labelled(network.nodes)
    largest = max(float(network.nodes["help_given"].max() or 0), 1e-9)
    tied = _tied(network)
    for row in network.nodes.itertuples():
        spot, quiet = spots.get(row.person_id, (0.0, 0.0)), row.person_id not in tied
        model.nodes.append(_node(row, spot, colours, largest, row.person_id in labelled, quiet=quiet))
    drawn = strongest(network.ties)
    focus = set(network.nodes.loc[network.nodes["focus"], "person_id"])
    model.edges.extend(_edges(drawn, focus, directed=network.directed))
    return Drawing(model, _legend(network, colours), len(network.ties), len(drawn), "people", network.directed)


def _tied(network: ShownNetwork) -> set[str]:
    """Who has a tie of any kind."""
    tables = [network.ties] if network.contact is None else [network.ties, network.contact]
    return {str(one) for table in tables for end in ("source", "target") for one in table[end].unique()}


def _group_of(cluster: object) -> int | None:
    return None if pd.isna(cluster) else int(cluster)


def _labelled(nodes: pd.DataFrame) -> set[str]:
    """Whose names are written: everyone's in a small network, else of those who stand out and who give most."""
    if len(nodes) <= ALL_LABELS_UP_TO:
        return set(nodes["person_id"])
    told = nodes[nodes["states"].map(bool)].nlargest(TOP_LABELS, "help_given")
    return set(nodes.nlargest(TOP_LABELS, "help_given")["person_id"]) | set(told["person_id"])


def _node(
    row: Any, spot: tuple[float, float], colours: Palette, largest: float, labelled: bool, *, quiet: bool
) -> dict[str, Any]:
    """A dot in the look of its group, pale where there is no tie; the rim of whom something was found is a ring.

    A look that is a rim itself gets a ring around it.
    """
    look = look_of_group(_group_of(row.cluster), colours)
    words = [said for state in row.states if (said := detector_of(state).on_map)]
    dashes = RING_DASHES if "isolated" in row.states else False
    size = round((12 if words else 8) + 12 * float(np.sqrt(max(float(row.help_given), 0) / largest)), 1)
    outline = look.hollow or quiet
    border = look.colour if look.hollow else colours.text if words else look.colour if quiet else colours.ground
    return {
        "id": row.person_id,
        "label": "\n".join(in_two_lines(text) for text in (row.name, *words)) if labelled and row.focus else " ",
        "title": _tooltip(row, words),
        "shape": look.shape,
        "size": size,
        "x": spot[0],
        "y": spot[1],
        "color": {"background": colours.ground if outline else look.colour, "border": border},
        "borderWidth": round(max(0.35 * size, 2), 1) if look.hollow else 3 if words else 1.2 if quiet else 1,
        "shapeProperties": {"borderDashes": False if look.hollow else dashes},
        "opacity": 1.0 if row.focus else 0.22,
        "words": ", ".join([row.name, *words]),
    } | ({"ring": [colours.text, dashes]} if words and look.hollow else {})


def in_two_lines(text: str) -> str:
    """A label cut at the space nearest to its middle, and short enough for the map.

    >>> in_two_lines("Ana Maria Silva"), in_two_lines("Ana")
    ('Ana Maria\\nSilva', 'Ana')
    """
    text = text if len(text) <= LABEL_LENGTH else f"{text[: LABEL_LENGTH - 1]}…"
    spaces = [place for place, sign in enumerate(text) if sign == " "]
    if not spaces or len(text) <= ONE_LINE:
        return text
    cut = min(spaces, key=lambda place: abs(place - len(text) / 2))
    return f"{text[:cut]}\n{text[cut + 1 :]}"


def _tooltip(row: Any, words: list[str]) -> str:
    allies = "" if pd.isna(row.allies) else f"{int(row.allies)} {'ally' if row.allies == 1 else 'allies'}"
    team = "" if pd.isna(row.team) else str(row.team)
    return "\n".join(line for line in (row.name, team, allies, *words) if line)


def strongest(ties: pd.DataFrame) -> pd.DataFrame:
    """The ties that are drawn: all of them in a small network, else each person's strongest few, given and received.

    >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "a"], "weight": [2.0, 1.0]})
    >>> len(strongest(ties))
    2
    """
    if len(ties) <= TIES_DRAWN_WHOLE:
        return ties
    ordered = ties.sort_values(["weight", "source", "target"], ascending=[False, True, True])
    given = ordered.groupby("source").cumcount() < TIES_PER_PERSON
    received = ordered.groupby("target").cumcount() < TIES_PER_PERSON // 2
    return ordered[given | received].sort_values(["source", "target"])


def _edges(ties: pd.DataFrame, focus: set[str], *, directed: bool = True) -> list[dict[str, Any]]:
    """One line a pair: an arrow towards the one who is supported, at both ends where support runs both ways.

    Contact without a direction has no arrow.
    """
    weight = {(a, b): float(w) for a, b, w in zip(ties["source"], ties["target"], ties["weight"], strict=True)}
    largest = max(weight.values(), default=1.0)
    lines = []
    for (a, b), strength in sorted(weight.items()):
        if (b, a) in weight and b < a:
            continue
        both = (b, a) in weight
        strength = max(strength, weight.get((b, a), 0.0))
        lines.append(
            {
                "id": f"{a}\u0000{b}",
                "from": a,
                "to": b,
                "width": round(0.6 + 3.4 * float(np.sqrt(strength / largest)), 2),
                "arrows": ("to, from" if both else "to") if directed else "",
                "faint": not (a in focus and b in focus),
            }
        )
    return lines


def _legend(network: ShownNetwork, colours: Palette) -> tuple[tuple[str, str, str], ...]:
    """What the signs mean, as on screen: each group that is there, and what else is drawn."""
    groups = sorted(int(key) for key in network.nodes["cluster"].dropna().unique())
    looks = {key: look_of_group(key, colours) for key in groups[:MOST_IN_LEGEND]}
    lines = [(look.sign, look.colour, f"Group {key} · {network.labels.get(key, '')}") for key, look in looks.items()]
    if len(groups) > MOST_IN_LEGEND:
        more = len(groups) - MOST_IN_LEGEND
        lines.append(("…", colours.text, f"{more} more, each with a sign of its own"))
    if network.nodes["cluster"].isna().any():
        lines.append((SIGNS[NEUTRAL_SHAPE], colours.neutral, "in no group" if groups else "a person"))
    if not set(network.nodes["person_id"].astype(str)) <= _tied(network):
        lines.append((HOLLOW_SIGNS[NEUTRAL_SHAPE], colours.text, "pale inside: no tie"))
    told = {state for states in network.nodes["states"] for state in states}
    rings = {"isolated": "dashed ring: ", "overrelied": "ring: "}
    signs = {"isolated": DASHED_RING, "overrelied": RING}
    lines += [(signs[key], colours.text, rings[key] + DETECTORS[key].on_map) for key in rings if key in told]
    return tuple(lines)


def _group_drawing(network: ShownNetwork, spots: Places, colours: Palette) -> Drawing:
    """Groups as large dots, teams where there are no groups; a line where support runs between two."""
    by, sizes, ties = _contracted(network)
    if not set(sizes) <= set(spots):
        spots = group_places(network)
    labels = {group_key(by, value): words for value, words in _group_labels(network, by).items()}
    model = Network(directed=True)
    for key, size in sizes.items():
        model.nodes.append(_group_node(key, labels[key], size, max(sizes.values()), spots[key], colours))
    drawn = strongest(ties)
    model.edges.extend(_edges(drawn, set(sizes), directed=network.directed))
    what = "a group" if by == "cluster" else "a team"
    legend = ((SIGNS[NEUTRAL_SHAPE], colours.accent, f"{what}; a click opens it"),)
    inside = int(network.nodes["focus"].sum())
    return Drawing(model, legend, len(ties), len(drawn), by, network.directed, inside - sum(sizes.values()))


def group_places(network: ShownNetwork) -> dict[str, tuple[float, float]]:
    """Where each group stands, those with most support between them close together."""
    _, sizes, ties = _contracted(network)
    graph = nx.Graph()
    graph.add_nodes_from(sizes)
    graph.add_weighted_edges_from(strongest(ties).itertuples(index=False))
    return {key: (GROUP_ROOM * x, GROUP_ROOM * y) for key, (x, y) in places(graph, {}).items()}


def group_key(by: str, value: Any) -> str:
    """What a group is called within the drawing; `group_of_key` reads it back.

    >>> [group_of_key(group_key(by, value)) for by, value in (("team", "red: 1"), ("cluster", 7), ("team", None))]
    [('team', 'red: 1'), ('cluster', 7), ('team', None)]
    """
    return f"{by}:{json.dumps(None if pd.isna(value) else value if by == 'team' else int(value))}"


def group_of_key(key: str) -> tuple[str, Any]:
    """The column and the value of a group's key."""
    by, _, value = key.partition(":")
    return by, json.loads(value)


def _contracted(network: ShownNetwork) -> tuple[str, dict[str, int], pd.DataFrame]:
    """By what people in focus are grouped, the largest groups with how many people, and the support between them."""
    by = grouped_by(network) or "team"
    inside = network.nodes[network.nodes["focus"]]
    codes, values = pd.factorize(inside[by], use_na_sentinel=False)
    keys = pd.Series(np.array([group_key(by, value) for value in values])[codes], index=inside["person_id"])
    sizes = keys.value_counts()
    kept = sorted(sizes.index, key=lambda key: (-sizes[key], key))[:SINGLE_PEOPLE_UP_TO]
    group_of = keys[keys.isin(kept)].to_dict()
    return by, {key: int(sizes[key]) for key in kept}, _between(network.ties, group_of)


def _between(ties: pd.DataFrame, group_of: Mapping[str, str]) -> pd.DataFrame:
    """The support from one group to another, summed."""
    frame = ties.assign(source=ties["source"].map(group_of), target=ties["target"].map(group_of)).dropna()
    frame = frame.astype({"source": "str", "target": "str"})
    frame = frame[frame["source"] != frame["target"]]
    return frame.groupby(["source", "target"], as_index=False)["weight"].sum()


def _group_labels(network: ShownNetwork, by: str) -> dict[Any, str]:
    """What each group is called on the map."""
    values = network.nodes.loc[network.nodes["focus"], by].unique()
    if by == "team":
        return {value: "in no team" if pd.isna(value) else str(value) for value in values}
    return {value: "in no group" if pd.isna(value) else network.labels.get(value, str(value)) for value in values}


def _group_node(key: str, label: str, size: int, largest: int, spot: tuple[float, float], colours: Palette) -> dict:
    words = f"{label}, {people_words(size)}"
    return {
        "id": key,
        "label": f"{label[:LABEL_LENGTH]}\n{people_words(size)}",
        "title": words,
        "shape": NEUTRAL_SHAPE,
        "size": round(8 + 26 * float(np.sqrt(size / largest)), 1),
        "x": spot[0],
        "y": spot[1],
        "color": {"background": colours.accent, "border": colours.ground},
        "borderWidth": 1,
        "shapeProperties": {"borderDashes": False},
        "opacity": 1.0,
        "words": words,
    }


def payload(drawing: Drawing) -> dict[str, Any]:
    """The drawing as plain values for the page: only known keys and shapes, never markup or an address to fetch."""
    nodes = [{key: node[key] for key in NODE_KEYS if key in node} for node in drawing.model.nodes]
    for node in nodes:
        node["shape"] = node["shape"] if node["shape"] in SHAPES else NEUTRAL_SHAPE
    edges = [{key: edge[key] for key in EDGE_KEYS if key in edge} for edge in drawing.model.edges]
    return {"nodes": nodes, "edges": edges, "legend": [list(line) for line in drawing.legend]}
