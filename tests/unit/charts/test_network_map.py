"""The map as a drawing: places that stay, rings with words, and a size a browser can draw."""

from __future__ import annotations

import json
from dataclasses import replace

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from ally_graph import views
from ally_graph.charts import network_map
from ally_graph.charts.palette import SHAPES
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import LOCAL, Disclosed
from ally_graph.disclosure.shown import ShownNetwork


def shown(
    size: int, *, clusters: int = 3, ties: int | None = None, focus: int | None = None
) -> Disclosed[ShownNetwork]:
    """A ring of people in groups of equal size."""
    ids = [f"p{i:05d}" for i in range(size)]
    nodes = pd.DataFrame(
        {
            "person_id": ids,
            "name": [f"Person {i}" for i in range(size)],
            "team": [f"team {i % 4}" for i in range(size)],
            "cluster": pd.array(
                [1 + i * clusters // size for i in range(size)] if clusters else [None] * size, dtype="Int64"
            ),
            "help_given": np.arange(size, dtype=float),
            "help_received": 1.0,
            "allies": 2,
            "states": [()] * size,
            "focus": [focus is None or i < focus for i in range(size)],
        }
    )
    count = size if ties is None else ties
    frame = pd.DataFrame(
        {
            "source": [ids[i % size] for i in range(count)],
            "target": [ids[(i + 1 + i // size) % size] for i in range(count)],
            "weight": 1.0,
        }
    )
    labels = {number: f"Group {number}" for number in range(1, clusters + 1)}
    return gate.shown(ShownNetwork(nodes, frame, labels), LOCAL)


def spots_of(network):
    return {person: (float(i), 0.0) for i, person in enumerate(network.content.nodes["person_id"])}


def with_states(network, states):
    nodes = network.content.nodes.copy()
    nodes["states"] = [states.get(person, ()) for person in nodes["person_id"]]
    content = network.content
    return gate.shown(ShownNetwork(nodes, content.ties, content.labels), LOCAL)


def test_places_are_the_same_whatever_the_order_of_people_and_ties():
    """The karate club in three clusters, then with people, ties and the ends of each tie the other way round."""
    graph = nx.karate_club_graph()
    graph = nx.relabel_nodes(graph, {node: f"p{node:02d}" for node in graph})
    shuffled = nx.Graph()
    shuffled.add_nodes_from(sorted(graph, reverse=True))
    shuffled.add_edges_from((b, a, data) for a, b, data in reversed(list(graph.edges(data=True))))
    clusters = {node: int(node[1:]) % 3 for node in graph}
    assert network_map.places(graph, clusters) == network_map.places(shuffled, clusters)


def test_people_without_contact_stand_in_a_row_below_everyone_else():
    graph = nx.Graph([("a", "b"), ("b", "c")])
    graph.add_nodes_from(["x", "y"])
    spots = network_map.places(graph, {})
    assert min(spots["x"][1], spots["y"][1]) > max(spots[person][1] for person in "abc")
    assert spots["x"][1] == spots["y"][1]


def test_many_people_without_contact_stand_in_rows_that_are_no_higher_than_wide():
    """Sixty beside a pair: in a picture that is as wide as high they have room for dots and names."""
    contact = nx.Graph([("a", "b")])
    contact.add_nodes_from(f"p{i:02d}" for i in range(60))
    spots = network_map.places(contact, {})
    across, up = (np.ptp([spots[f"p{i:02d}"][axis] for i in range(60)]) for axis in (0, 1))
    assert up <= across
    assert len(set(spots.values())) == 62


def test_separate_parts_do_not_overlap():
    graph = nx.disjoint_union(nx.complete_graph(8), nx.complete_graph(5))
    graph = nx.relabel_nodes(graph, str)
    spots = network_map.places(graph, {})
    large = [spots[str(i)][0] for i in range(8)]
    small = [spots[str(i)][0] for i in range(8, 13)]
    assert min(small) > max(large)


def test_nobody_stands_on_somebody_else():
    graph = nx.relabel_nodes(nx.gnp_random_graph(60, 0.15, seed=3), str)
    spots = np.array(list(network_map.places(graph, {}).values()))
    gaps = np.hypot(*(spots[:, None, :] - spots[None, :, :]).T)
    np.fill_diagonal(gaps, np.inf)
    assert gaps.min() > 0.6 * network_map.ROOM_HIGH


def test_groups_stand_together():
    """Three of fifteen, with 40% of the ties inside and 5% across: their middles lie further apart than they spread."""
    blocks = nx.random_partition_graph([15, 15, 15], 0.4, 0.05, seed=1)
    graph = nx.relabel_nodes(blocks, str)
    clusters = {str(node): node // 15 for node in blocks}
    spots = network_map.places(graph, clusters)
    inside = [np.mean([spots[str(i)] for i in range(15 * c, 15 * c + 15)], axis=0) for c in range(3)]
    spread = np.mean([np.std([spots[str(i)] for i in range(15 * c, 15 * c + 15)], axis=0).mean() for c in range(3)])
    assert min(np.hypot(*(inside[a] - inside[b])) for a, b in ((0, 1), (0, 2), (1, 2))) > spread


def test_an_empty_network_has_no_places():
    assert network_map.places(nx.Graph(), {}) == {}


def test_a_drawing_refuses_what_did_not_pass_the_gate():
    with pytest.raises(TypeError, match="let through"):
        network_map.map_of_allies(shown(3).content, {})


def test_drawing_leaves_the_graph_of_the_analysis_as_it_was(company_analysis):
    before = json.dumps(nx.node_link_data(company_analysis.graph), sort_keys=True, default=str)
    network = views.network(company_analysis, LOCAL)
    network_map.payload(network_map.map_of_allies(network, network_map.places(company_analysis.contact, {})))
    assert json.dumps(nx.node_link_data(company_analysis.graph), sort_keys=True, default=str) == before


def test_the_payload_is_plain_json_without_markup_or_addresses():
    network = shown(6)
    payload = network_map.payload(network_map.map_of_allies(network, spots_of(network)))
    assert json.loads(json.dumps(payload, allow_nan=False)) == payload
    assert {node["shape"] for node in payload["nodes"]} <= set(SHAPES)
    for node in payload["nodes"]:
        assert set(node) <= set(network_map.NODE_KEYS)


def test_a_shape_that_would_fetch_a_picture_is_not_passed_on():
    network = shown(3)
    picture = network_map.map_of_allies(network, spots_of(network))
    picture.model.nodes[0] |= {"shape": "image", "image": "https://example.org/x.png"}
    node = network_map.payload(picture)["nodes"][0]
    assert node["shape"] == "dot"
    assert "image" not in node


def test_those_who_stand_out_have_a_ring_and_a_word_in_label_tooltip_and_legend():
    """A ring of six people: one marked as isolated, one as over-relied, and p00000 as neither."""
    network = with_states(shown(6), {"p00001": ("isolated",), "p00002": ("overrelied",)})
    picture = network_map.map_of_allies(network, spots_of(network))
    nodes = {node["id"]: node for node in network_map.payload(picture)["nodes"]}
    assert "own" in nodes["p00001"]["label"]
    assert "carries a lot" in nodes["p00002"]["title"]
    assert nodes["p00001"]["shapeProperties"]["borderDashes"]
    assert nodes["p00002"]["borderWidth"] > nodes["p00000"]["borderWidth"]
    words = " ".join(line[2] for line in picture.legend)
    assert "may be on their own" in words
    assert "carries a lot" in words


def test_a_person_is_never_red():
    network = with_states(shown(40, clusters=7), {"p00001": ("isolated", "overrelied")})
    for dark in (False, True):
        for node in network_map.map_of_allies(network, spots_of(network), dark=dark).model.nodes:
            for colour in node["color"].values():
                red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
                assert not (red > 180 and green < 90 and blue < 90)


def test_each_group_has_a_look_of_its_own_as_on_the_screen():
    """The sixth has the hue of the first as an outline, which is as thick as it is seen."""
    network = shown(70, clusters=7)
    nodes = network_map.map_of_allies(network, spots_of(network)).model.nodes
    looks = {(*node["color"].values(), node["shape"]) for node in nodes}
    assert len(looks) == 7
    first, sixth = nodes[0], nodes[55]
    assert sixth["color"]["border"] == first["color"]["background"]
    assert sixth["borderWidth"] > 2


def test_up_to_four_hundred_people_everyone_has_a_label():
    small, large = shown(400), shown(401)
    labels = [node["label"] for node in network_map.map_of_allies(small, spots_of(small)).model.nodes]
    assert all(label.strip() for label in labels)
    labels = [node["label"] for node in network_map.map_of_allies(large, spots_of(large)).model.nodes]
    assert sum(bool(label.strip()) for label in labels) == network_map.TOP_LABELS


def test_above_a_thousand_people_groups_are_drawn_instead():
    network = shown(1001)
    picture = network_map.map_of_allies(network, {})
    assert picture.level == "cluster"
    assert len(picture.model.nodes) == 3
    assert "334 people" in picture.model.nodes[0]["label"].replace("\n", " ")


def test_above_a_thousand_people_without_groups_teams_are_drawn():
    picture = network_map.map_of_allies(shown(1200, clusters=0), {})
    assert picture.level == "team"
    assert len(picture.model.nodes) == 4


def test_a_team_in_focus_in_a_large_company_is_drawn_person_by_person():
    network = shown(2000, focus=30)
    picture = network_map.map_of_allies(network, spots_of(network))
    assert picture.level == "people"
    assert len(picture.model.nodes) == 30


def test_people_outside_the_team_in_focus_stay_faint_and_without_a_label():
    network = shown(10, focus=4)
    nodes = network_map.map_of_allies(network, spots_of(network)).model.nodes
    assert [node["opacity"] < 1 for node in nodes] == [False] * 4 + [True] * 6
    assert not any(node["label"].strip() for node in nodes[4:])


def test_support_both_ways_is_one_line_with_two_arrows():
    network = shown(2, clusters=1, ties=2)
    edges = network_map.map_of_allies(network, spots_of(network)).model.edges
    assert [edge["arrows"] for edge in edges] == ["to, from"]


def test_an_arrow_points_at_the_one_who_is_supported():
    network = shown(3, clusters=1, ties=1)
    edge = network_map.map_of_allies(network, spots_of(network)).model.edges[0]
    assert (edge["from"], edge["to"], edge["arrows"]) == ("p00000", "p00001", "to")


def test_of_very_many_ties_the_strongest_of_each_person_are_drawn():
    network = shown(60, ties=1200)
    picture = network_map.map_of_allies(network, spots_of(network))
    assert picture.ties == 1200
    assert picture.ties_drawn <= 60 * (network_map.TIES_PER_PERSON + network_map.TIES_PER_PERSON // 2)


def test_names_stay_text_in_the_drawing():
    hostile = shown(3)
    hostile.content.nodes["name"] = ["<img src=x onerror=alert(1)>", "=1+1", "href=javascript:x"]
    nodes = network_map.payload(network_map.map_of_allies(hostile, spots_of(hostile)))["nodes"]
    assert nodes[0]["title"].startswith("<img src=x onerror=alert(1)>")


def test_contact_without_a_direction_is_drawn_without_arrows():
    network = shown(4)
    mutual = gate.shown(replace(network.content, directed=False), LOCAL)
    drawn = network_map.map_of_allies(mutual, spots_of(network))
    assert {edge["arrows"] for edge in drawn.model.edges} == {""}
    assert not drawn.directed
