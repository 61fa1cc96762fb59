"""The audit as a page, printed by a browser: two sheets, and nothing of them is cut off."""

from __future__ import annotations

import io

import pypdf
import pytest

from ally_graph import load
from ally_graph.export.audit import page
from ally_graph.records import from_tables
from ally_graph.simulate import tables as invented
from tests.conftest import SAMPLE
from tests.contract.test_audit import LETTERS, audit_of, renamed

HIDDEN = "[...document.querySelectorAll('.sheet')].map((sheet) => sheet.scrollHeight - sheet.clientHeight)"


def companies():
    """The sample, the sample with long names of teams, and many teams without a plan."""
    records = load(SAMPLE)
    yield "sample", records
    yield "long", renamed(records, lambda team: f"{LETTERS} {team}")
    yield "teams", from_tables(invented(scenario="random", people=300, months=4)[0])


@pytest.mark.parametrize(("called", "records"), companies(), ids=lambda one: one if isinstance(one, str) else "")
def test_both_sheets_are_printed_whole(browser, called, records):
    """With the widest letters that are likely: those of Arial."""
    tab = browser.new_page()
    tab.set_content(page(audit_of(records)))
    tab.emulate_media(media="print")
    hidden = tab.evaluate(HIDDEN)
    printed = pypdf.PdfReader(io.BytesIO(tab.pdf(prefer_css_page_size=True)))
    tab.close()
    assert hidden == [0, 0], called
    assert len(printed.pages) == 2
