"""The map as a picture: words as text, a group for each dot, and sharp."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

import ally_graph
from ally_graph import views
from ally_graph.charts.palette import DARK
from ally_graph.cli.commands import main
from ally_graph.disclosure.gate import LOCAL
from ally_graph.export import pictures
from ally_graph.export.places import places_of
from tests.conftest import SAMPLE

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def shown():
    analysis = ally_graph.analyze(ally_graph.load(SAMPLE))
    return views.network(analysis, LOCAL), places_of(analysis)


@pytest.fixture(scope="module")
def drawing(shown):
    return pictures.map_svg(*shown, title="Who & whom", source="To 1 January 2026")


def test_a_drawing_has_its_title_its_date_and_what_the_signs_mean(drawing):
    words = [text.text for text in ElementTree.fromstring(drawing).iter(f"{SVG}text")]
    assert {"Who & whom", "To 1 January 2026", "ring: carries a lot"} <= set(words)


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
