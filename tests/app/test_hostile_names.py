"""Names made of markup and formulas: shown as they are, run as nothing."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from ally_graph.ui.parts.markdown import md
from tests.app.conftest import PAGES, everything_on

NAMES = [
    "**bold** [link](http://evil.example)",
    "![x](http://evil.example/beacon.png)",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "$E=mc^2$",
    ":material/home: :red[red]",
    "`code`",
    "# Heading",
    "=HYPERLINK(1)",
    "href=javascript:alert(1)",
    'O\'Neil "Q"',
    "~~gone~~",
]
PAYLOADS = re.compile(r"!\[|\]\(http|<script|<img|\*\*bold|~~gone|:red\[|\$E=|^# Head", re.MULTILINE)


@pytest.fixture
def hostile(folder_of, tables):
    people = tables["people"].assign(
        name=NAMES, team=["**north** ![t](http://evil.example)"] * 6 + ["<b>south</b>"] * 6
    )
    return folder_of(tables | {"people": people})


@pytest.mark.parametrize("page", PAGES)
def test_no_markdown_on_a_page_comes_from_a_name(open_page, hostile, page):
    app = open_page(page, hostile)
    assert not app.exception
    assert not app.error
    for element in (*app.main.markdown, *app.main.caption, *app.main.title, *app.sidebar.caption, *app.main.metric):
        words = element.label if element.type == "metric" else element.value
        assert not PAYLOADS.search(words), words


def test_names_are_still_there_to_read(open_page, hostile):
    assert "<img src=x onerror=alert(1)>" in everything_on(open_page("map", hostile))


def test_a_chosen_person_with_a_hostile_name_is_shown_as_text(open_page, hostile):
    app = open_page("map", hostile)
    for person in ("p01", "p02", "p03", "p06"):
        app.selectbox(key="person").set_value(person).run()
        assert not app.exception
        assert not any(PAYLOADS.search(element.value) for element in (*app.main.markdown, *app.main.caption))


@pytest.mark.parametrize("text", [*NAMES, "- list", "1. list", "a\n\n# b", "| a | b |", "\\*", "&lt;b&gt;"])
def test_text_made_safe_for_markdown_holds_no_sign_that_markdown_reads(text):
    safe = md(text)
    assert not set(re.sub(r"&#\d+;", "", safe)) & set("\\`*_{}[]<>#+.!|~$:@&/=^-()")
    assert "\n" not in safe


def test_a_table_of_names_is_a_table_of_plain_texts(open_page, hostile):
    frame = open_page("alone", hostile).dataframe[0].value
    assert isinstance(frame, pd.DataFrame)
    assert {name.lstrip("=") for name in NAMES} == set(frame["name"])
