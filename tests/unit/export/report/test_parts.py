"""The parts of the report: drawings made safe, the still map, tables."""

from __future__ import annotations

from xml.etree import ElementTree

import pandas as pd
import pytest

from ally_graph.charts import network_map
from ally_graph.charts.palette import DARK, LIGHT
from ally_graph.disclosure import gate
from ally_graph.disclosure.shown import ShownNetwork
from ally_graph.export.report.network_map import network_svg
from ally_graph.export.report.svg import STYLES, colour_names, grounded
from ally_graph.export.report.tables import ROWS_IN_A_REPORT, report_table

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


@pytest.mark.parametrize(
    "part",
    [
        "<script>alert(1)</script>",
        '<image href="x"/>',
        '<a xlink:href="x"><text>y</text></a>',
        "<style>@import 'x'</style>",
        "<foreignObject><p>y</p></foreignObject>",
        '<use href="#x"/>',
    ],
)
def test_what_a_drawing_does_not_need_is_left_out(part):
    assert grounded(SVG.format(part)) == ("<svg></svg>", True)


def test_events_styles_and_addresses_are_left_out_of_known_parts():
    part = '<rect onclick="x()" style="fill:red" fill="url(http://x)" x="1"/>'
    assert grounded(SVG.format(part))[0] == '<svg><rect x="1"></rect></svg>'


def test_a_colour_between_two_does_not_follow_the_ground():
    assert not grounded(SVG.format('<rect fill="rgb(1, 2, 3)"/>'))[1]
    assert grounded(SVG.format('<rect fill="none" stroke="#23262b"/>')) == (
        '<svg><rect fill="none" stroke="var(--text)"></rect></svg>',
        True,
    )


def test_light_and_dark_have_a_colour_of_each_name():
    assert colour_names(LIGHT).keys() == colour_names(DARK).keys()
    assert f"--ground: {DARK.ground};" in STYLES["dark"]


def two_who_help_each_other_and_one_alone() -> gate.Disclosed:
    nodes = pd.DataFrame(
        {
            "person_id": ["a", "b", "c"],
            "name": ["Ana", "<Bo>", "Cy"],
            "team": ["north", "north", None],
            "cluster": pd.array([1, 1, None], dtype="Int64"),
            "help_given": [2.0, 1.0, 0.0],
            "help_received": [1.0, 2.0, 0.0],
            "allies": [1.0, 1.0, 0.0],
            "states": [(), (), ("isolated",)],
            "focus": True,
        }
    )
    ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "a"], "weight": [2.0, 1.0]})
    return gate.shown(ShownNetwork(nodes, ties, {1: "north"}), gate.LOCAL)


def test_the_map_draws_everybody_once_with_arrows_at_both_ends_of_help_both_ways():
    """Ana and <Bo> help each other; Cy, alone, has a dashed outline and a label of three lines."""
    places = {"a": (0.0, 0.0), "b": (200.0, 0.0), "c": (0.0, 150.0)}
    root = ElementTree.fromstring(
        network_svg(network_map.map_of_allies(two_who_help_each_other_and_one_alone(), places))
    )
    lines, dots, names = root
    assert [part.tag for part in lines[0]] == ["line", "polygon", "polygon"]
    assert [part.tag for part in dots] == ["circle", "circle", "circle"]
    assert [name[0].text for name in names] == ["Ana", "<Bo>", "Cy"]
    assert [span.text for span in names[2]] == ["Cy", "may be on", "their own"]
    assert dots[2].get("stroke-dasharray") == "5 4"
    assert dots[1][0].text == "<Bo>\nnorth\n1 ally"


def test_the_map_has_room_for_the_lowest_name():
    """Cy is placed 400 below the others, and the label of three lines lies lower still."""
    places = {"a": (0.0, 0.0), "b": (200.0, 0.0), "c": (0.0, 400.0)}
    root = ElementTree.fromstring(
        network_svg(network_map.map_of_allies(two_who_help_each_other_and_one_alone(), places))
    )
    left, top, wide, high = map(float, root.get("viewBox").split())
    lowest = max(float(span.get("y")) for span in root.iter("tspan"))
    assert top < 0 < lowest < top + high
    assert left < 0 < 200 < left + wide


def test_a_map_of_nobody_is_an_empty_drawing():
    empty = network_map.Drawing(network_map.Network(), (), 0, 0, "people")
    assert ElementTree.fromstring(network_svg(empty)).get("width") == "400.0"


def test_a_long_table_says_how_many_rows_it_leaves_out():
    frame = pd.DataFrame({"name": [f"p{number}" for number in range(ROWS_IN_A_REPORT + 1200)]})
    shown = report_table(gate.table("people", frame, gate.LOCAL), ["name", "team"], "People")
    assert (len(shown.rows), shown.more) == (ROWS_IN_A_REPORT, "1,200 more rows are left out here.")
    assert shown.columns == (("Person", ""),)


def test_numbers_are_written_for_people_and_what_is_missing_is_a_dash():
    frame = pd.DataFrame({"name": ["Ana", None], "two_way_share": [0.5, float("nan")], "help_given": [1234.56, 0.0]})
    shown = report_table(gate.table("people", frame, gate.LOCAL), ["name", "two_way_share", "help_given"], "People")
    assert shown.rows == (("Ana", "50%", "1,234.6"), ("–", "–", "0.0"))
