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
from tests.nightly.size import SHARE

HIDDEN = "[...document.querySelectorAll('.sheet')].map((sheet) => sheet.scrollHeight - sheet.clientHeight)"


def company(called: str):
    """The sample, the sample with long names of teams, or twenty teams without a plan."""
    if called == "teams":
        return from_tables(invented(scenario="random", people=300, months=4)[0])
    records = load(SAMPLE)
    return records if called == "sample" else renamed(records, lambda team: f"{LETTERS} {team}")


@pytest.mark.parametrize("called", ["sample", "teams", *["long"] * bool(SHARE)])
def test_both_sheets_are_printed_whole(browser, called):
    """With the widest letters that are likely: those of Arial."""
    made = page(audit_of(company(called)))
    tab = browser.new_page()
    tab.set_content(made)
    tab.emulate_media(media="print")
    hidden = tab.evaluate(HIDDEN)
    printed = pypdf.PdfReader(io.BytesIO(tab.pdf(prefer_css_page_size=True)))
    tab.close()
    assert hidden == [0, 0]
    assert len(printed.pages) == 2
