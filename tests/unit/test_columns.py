"""Columns of tables: one home for title, form and help, on the page and in the report."""

from __future__ import annotations

import pandas as pd
import pytest

from ally_graph.disclosure import gate
from ally_graph.export.report.tables import report_table
from ally_graph.ui.parts.show import column
from ally_graph.wording.columns import COLUMNS


def first_rows(columns: dict) -> gate.Disclosed:
    """A table that may hold any column."""
    return gate.table("first_rows", pd.DataFrame(columns), gate.LOCAL)


@pytest.mark.parametrize("key", COLUMNS)
def test_a_column_has_the_same_title_on_the_page_and_in_the_report(key):
    value = 1.0 if COLUMNS[key].form else "words"
    shown = report_table(first_rows({key: [value]}), [key], "")
    assert column(key)["label"] == shown.columns[0][0] == COLUMNS[key].title
    assert (column(key)["type_config"]["type"] == "number") == (shown.columns[0][1] == "number")


@pytest.mark.parametrize(
    ("key", "on_the_page", "in_the_report"),
    [
        ("balance", "%+.2f", "-0.25"),
        ("two_way_share", "percent", "-25%"),
        ("people", "%,d", "-0"),
        ("difference", "%+,.1f", "-0.2"),
    ],
)
def test_a_number_is_written_alike_on_the_page_and_in_the_report(key, on_the_page, in_the_report):
    assert column(key)["type_config"]["format"] == on_the_page
    assert report_table(first_rows({key: [-0.25]}), [key], "").rows == ((in_the_report,),)


def test_sentences_have_room_and_what_a_row_is_about_stays_in_sight():
    """`who` is long too, but pinned on the page and so not wide there; a report pins nothing."""
    assert column("why")["width"] == "large"
    assert column("name")["pinned"]
    assert column("who")["pinned"]
    assert not column("who")["width"]
    assert report_table(first_rows({"why": ["w"], "who": ["Ana"]}), ["why", "who"], "").columns == (
        ("Why", "long"),
        ("Who", "long"),
    )
