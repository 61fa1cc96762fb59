"""The map as a picture: words as text, a group for each dot, and sharp."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

import networkx as nx
import pytest

import ally_graph
from ally_graph import views
from ally_graph.charts import network_map
from ally_graph.charts.moving_map import moving_map
from ally_graph.charts.palette import DARK, DASHED_RING, HOLLOW_SIGNS, LIGHT, RING, SIGNS, look_of_group
from ally_graph.charts.paper import on_paper
from ally_graph.cli.commands import main
from ally_graph.disclosure.gate import LOCAL, content_of
from ally_graph.export import pictures
from ally_graph.export.places import places_of
from ally_graph.timeline.map_months import places
from tests.conftest import SAMPLE

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def shown():
    records = ally_graph.load(SAMPLE)
    analysis = ally_graph.analyze(records)
    return views.network(analysis, LOCAL), places_of(analysis, records)


@pytest.fixture(scope="module")
def drawing(shown):
    return pictures.map_svg(*shown, title="Who & whom", source="To 1 January 2026")


def test_a_drawing_has_its_title_its_date_and_what_the_signs_mean(drawing):
    words = [text.text for text in ElementTree.fromstring(drawing).iter(f"{SVG}text")]
    assert {"Who & whom", "To 1 January 2026", "ring: carries a lot"} <= set(words)


def test_signs_of_the_legend_are_shapes_and_a_ring_is_empty_inside(drawing):
    """No letter stands for a shape, as fonts draw a ring in their own ways; each shape stands left of its words."""
    parts = list(ElementTree.fromstring(drawing))
    words = [part.text for part in parts if part.tag == f"{SVG}text"]
    assert not {*SIGNS.values(), *HOLLOW_SIGNS.values(), RING, DASHED_RING}.intersection(words)
    ring, dashed, full = (
        next(before for before, part in pairwise(parts) if part.text == told)
        for told in ("ring: carries a lot", "dashed ring: may be on their own", "in no group")
    )
    assert [ring.get("fill"), dashed.get("fill"), full.get("fill")] == ["none", "none", LIGHT.neutral]
    assert [one.get("stroke-dasharray") is None for one in (ring, dashed)] == [True, False]


def test_each_person_is_a_group_with_a_dot_and_a_name(drawing):
    groups = [
        group for group in ElementTree.fromstring(drawing).iter(f"{SVG}g") if group.get("id", "").startswith("dot-")
    ]
    assert len(groups) == 60
    assert len({group.get("id") for group in groups}) == 60
    assert all(len(list(group)) == 2 and group[1].tag == f"{SVG}text" for group in groups)


def test_every_colour_is_one_that_any_program_knows(shown, drawing):
    assert "var(" not in drawing
    assert DARK.ground in pictures.map_svg(*shown, title="", source="", dark=True)


def test_a_picture_is_4_000_pixels_wide(drawing):
    assert int.from_bytes(pictures.map_png(drawing)[16:20]) == pictures.PIXELS


def test_the_command_writes_the_map_as_a_drawing(tmp_path, capsys):
    assert main(["export", str(SAMPLE), "-o", str(tmp_path / "map.svg")]) == 0
    assert "60 people" in capsys.readouterr().out
    assert ElementTree.parse(tmp_path / "map.svg").getroot().tag == f"{SVG}svg"


def test_places_colours_and_shapes_of_a_picture_are_those_on_the_screen(shown):
    """The payload of the map in the browser has thousandths of its width; the picture as many parts of its own."""
    network, spots = shown
    payload = moving_map(views.one_month(network), spots)["nodes"]
    drawn = network_map.map_of_allies(network, network_map.drawn_as_on_screen(content_of(network), spots)).model.nodes
    nodes = {node["id"]: node for node in drawn}
    tied = [place for place, x in enumerate(payload["x"]) if x >= 0]
    for axis in ("x", "y"):
        wide = max(nodes[payload["ids"][place]][axis] for place in tied)
        assert all(
            nodes[payload["ids"][place]][axis] == pytest.approx(payload[axis][place] * wide / 1000, abs=0.11)
            for place in tied
        )


def test_a_network_for_gephi_has_the_places_and_shapes_of_the_screen(tmp_path):
    """In GraphML as attributes that Gephi knows; the same input gives the same bytes."""
    for name in ("n.gexf", "n.graphml", "again.gexf", "n.csv"):
        assert main(["export", str(SAMPLE), "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / "n.gexf").read_bytes() == (tmp_path / "again.gexf").read_bytes()
    gexf, graphml = nx.read_gexf(tmp_path / "n.gexf"), nx.read_graphml(tmp_path / "n.graphml")
    records = ally_graph.load(SAMPLE)
    spots = on_paper(sorted(graphml, key=lambda one: (graphml.nodes[one]["name"], one)), places(records))
    for person, (x, y) in spots.items():
        told = graphml.nodes[person]
        assert (told["x"], told["y"]) == pytest.approx((x, y), abs=0.01)
        where = gexf.nodes[person]["viz"]["position"]
        assert (where["x"], where["y"]) == pytest.approx((x, y), abs=0.01)
        look = look_of_group(told.get("group"), LIGHT)
        assert (told["color"], told["shape"].removeprefix("hollow ")) == (look.colour, look.shape)
        assert told["shape"].startswith("hollow") == look.hollow
    assert "office_ally_x" not in (tmp_path / "n.gexf").read_text() + (tmp_path / "n.graphml").read_text()


def test_without_records_people_stand_where_their_contact_of_the_window_puts_them():
    """A drawing can be made of an analysis alone, and everybody with contact in it has a place."""
    analysis = ally_graph.analyze(ally_graph.load(SAMPLE), findings=False)
    spots = places_of(analysis)
    assert len([spot for spot in spots.values() if spot is not None]) > 50
    drawing = pictures.map_svg(views.network(analysis, LOCAL), spots, title="", source="")
    assert len(list(ElementTree.fromstring(drawing).iter(f"{SVG}text"))) > 60
