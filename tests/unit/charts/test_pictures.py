"""Charts as files: offline, the same each time, with their title and ground."""

from __future__ import annotations

import pandas as pd
import pytest

from ally_graph import charts
from ally_graph.charts import pictures
from ally_graph.charts.palette import DARK, LIGHT
from ally_graph.disclosure import gate


@pytest.fixture
def people():
    return gate.table("people", pd.DataFrame({"name": ["<Ana>", "Bo"], "help_given": [1.0, 3.0]}), gate.LOCAL)


def test_the_same_chart_gives_the_same_drawing(people):
    assert pictures.svg(charts.lorenz(people)) == pictures.svg(charts.lorenz(people))


def test_a_chart_that_leaves_its_page_has_a_title_and_a_ground_and_the_first_stays_as_it_was(people):
    chart = charts.lorenz(people, dark=True)
    before = chart.to_json()
    text = pictures.svg(pictures.standing_alone(chart, "Help <given>", dark=True))
    assert "Help &lt;given&gt;" in text
    assert DARK.ground in text
    assert chart.to_json() == before


def test_words_above_a_chart_stay_under_its_title(people):
    chart = charts.lorenz(people).properties(title="The 20 largest of 30 teams")
    text = pictures.svg(pictures.standing_alone(chart, "Help given", dark=False))
    assert "The 20 largest of 30 teams" in text
    assert LIGHT.ground in text


def test_a_picture_is_six_times_as_wide_as_the_chart(people):
    picture = pictures.png(charts.lorenz(people).properties(width=200))
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20]) > 6 * 200
    assert int.from_bytes(picture[16:20]) < 6 * 300


def test_a_picture_that_leaves_its_page_is_4_000_pixels_wide(people):
    picture = pictures.png(pictures.standing_alone(charts.lorenz(people), "Help given", dark=False))
    assert int.from_bytes(picture[16:20]) >= 4_000


def test_no_address_is_ever_asked(people):
    import altair as alt

    chart = alt.Chart("https://example.org/data.json").mark_point()
    with pytest.raises(ValueError, match=r"[Aa]ccess|allowed|URL"):
        pictures.svg(chart)


def test_a_long_title_is_broken_into_lines_and_leaves_the_chart_its_room(people):
    title = ", ".join(["a measure with a long name"] * 8)
    alone = pictures.standing_alone(charts.lorenz(people), title, dark=False)
    assert len(alone.title.text) > 1
    assert max(map(len, alone.title.text)) <= pictures.LINE
    assert " ".join(alone.title.text) == title
