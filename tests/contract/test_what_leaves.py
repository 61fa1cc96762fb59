"""Everything that leaves: tables as sent, downloads, the map, exports, the report and the command line, read for what
the rules forbid."""

from __future__ import annotations

import csv
import html
import io
import json
import zipfile
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

import ally_graph
from ally_graph import views
from ally_graph.cli.commands import main
from ally_graph.disclosure import gate, policy
from ally_graph.disclosure.gate import LOCAL
from ally_graph.disclosure.policy import TABLES
from ally_graph.export.graphs import FORMATS, export
from ally_graph.export.report import report
from ally_graph.findings import DETECTORS
from ally_graph.ui.parts import downloads
from ally_graph.views.network_file import network_file
from tests.conftest import ROOT, SAMPLE
from tests.contract.test_report import Page

PAGES = (
    "overview", "map", "alone", "load", "buddies", "allies", "groups", "teams", "indicators", "culture",
    "present", "data", "methods",
)  # fmt: skip
KEPT_BACK = ("states", "cluster", "constraint", "betweenness", "pagerank", "core")
"""Columns about single people that no table of a page has: what was found about them, where they belong and stand."""
LABEL = "closed_group"
WHO_HELPS = ("**Helps**", "**Is helped by**")
"""The ties of the chosen person, as the map draws them; colleagues of a closed circle help each other."""


@pytest.fixture(scope="module")
def records():
    return ally_graph.load(SAMPLE)


@pytest.fixture(scope="module")
def analysis(records):
    return ally_graph.analyze(records)


@pytest.fixture(scope="module")
def closed(analysis):
    """The members of each group that keeps to itself: their ids with the names they are shown by."""
    called = views.names(analysis.people, LOCAL)
    groups = [finding.people for finding in analysis.findings if finding.detector == LABEL and finding.people]
    assert groups, "the sample has nothing to look for"
    return [[(person, called[person]) for person in group] for group in groups]


@pytest.fixture
def taken(monkeypatch):
    """What the download buttons of a page would hand over, by the name of the file; no pictures."""
    made = {}

    def button(label, data, file_name, mime, **options):
        if mime == "text/csv":
            made[file_name] = data() if callable(data) else data

    monkeypatch.setattr(downloads.st, "download_button", button)
    return made


def lists_members(text: str, closed) -> bool:
    """Whether a text holds more than half of a group that keeps to itself, by name or by id."""
    words = set(text.replace(",", " ").replace(";", " ").split())
    return any(2 * sum(name in text or person in words for person, name in group) > len(group) for group in closed)


def problems_of(columns: list[str], cells: list[str], closed) -> list[str]:
    """What the rules forbid in one table: its columns, and each of its cells."""
    allowed = [set(table.columns) for kind, table in TABLES.items() if table.columns and kind != "people_file"]
    found = [f"column {name} is kept back" for name in KEPT_BACK if name in columns]
    if not any(set(columns) <= one for one in allowed):
        found.append(f"{columns} are not the columns of any table that is listed")
    found += [f"{cell[:60]} labels a person" for cell in cells if LABEL in cell]
    return found + [f"{cell[:60]} lists a closed group" for cell in cells if lists_members(cell, closed)]


def problems_of_csv(text: str, closed) -> list[str]:
    rows = list(csv.reader(io.StringIO(text, newline="")))
    return problems_of(rows[0], [cell for row in rows[1:] for cell in row], closed)


def words_on(block) -> Iterator[str]:
    """Every text of a page, element by element; not the menus, which hold everybody."""
    for child in getattr(block, "children", {}).values():
        if child.type in ("markdown", "caption", "metric", "expander"):
            yield html.unescape(str(getattr(child, "value", "")) + str(getattr(child, "label", "")))
        yield from words_on(child)


def map_on(app: AppTest) -> list[dict]:
    parts = [element.proto.json for element in app.main if element.type == "bidi_component"]
    return [json.loads(part) for part in parts if part]


@pytest.mark.parametrize("against", ["Nothing", "Three months ago"])
@pytest.mark.parametrize("page", PAGES)
def test_no_page_sends_or_hands_over_what_nobody_may_see(page, against, closed, taken, through_the_app):
    """On the sample, whose closed group is found, with every expander and the file behind every button."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.session_state["person"] = closed[0][0][0]
    app.query_params["against"] = against
    app.run()
    taken.clear()
    if page != "overview":
        app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    assert not app.error
    sent = [frame.value for frame in app.dataframe if len(frame.value)]
    found = [problem for frame in sent for problem in problems_of(list(frame), _cells(frame), closed)]
    for name, data in taken.items():
        if not name.startswith("template") and name.removesuffix(".csv") not in ally_graph.records.TABLES:
            found += [f"{name}: {problem}" for problem in problems_of_csv(data.decode("utf-8-sig"), closed)]
    parts = [part for text in words_on(app.main) for part in text.split("\n\n")]
    said = [part for part in parts if not part.startswith(WHO_HELPS)]
    found += [f"the page says {text[:60]}" for text in said if lists_members(text, closed)]
    found += ["the map has the label"] * any(LABEL in json.dumps(payload) for payload in map_on(app))
    assert not found
    if page in ("map", "alone", "load"):
        assert any(len(frame) == 60 for frame in sent)
        assert any(data.count(b"\n") >= 60 for data in taken.values())
    if page == "map":
        assert map_on(app)
        assert not any(DETECTORS[LABEL].title in text for text in words_on(app.main))


def _cells(frame) -> list[str]:
    return [str(value) for name in frame for value in frame[name].tolist()]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_file_of_people_has_the_listed_columns_and_labels_no_member(analysis, ending, closed):
    """The sample with a column of salaries; there is a closed group in it, and isolation is told."""
    from ally_graph.cli.terminal import people_bytes
    from ally_graph.measures import on_request

    data = people_bytes(analysis.people.assign(salary=1), f"people.{ending}")
    frame = read(data, ending)
    assert list(frame) == [name for name in TABLES["people_file"].columns if name not in on_request()]
    assert frame["states"].str.contains("isolated").any()
    assert not frame["states"].fillna("").str.contains(LABEL).any()


def read(data: bytes, ending: str):
    import pandas as pd

    reader = pd.read_csv if ending == "csv" else pd.read_parquet
    return reader(io.BytesIO(data))


def test_the_json_of_an_analysis_says_how_large_a_closed_group_is_and_not_who(analysis, closed):
    """The object in Python keeps the members for those who test; nothing that is written has them."""
    written = json.loads(json.dumps(analysis.to_dict()))["findings"]
    found = [finding for finding in written if finding["detector"] == LABEL]
    assert [finding["people"] for finding in found] == [[] for _ in found]
    assert found[0]["evidence"]["size"] == len(closed[0])
    assert any(finding["people"] for finding in written)
    assert not [finding for finding in written if lists_members(json.dumps(finding), closed)]


def test_the_printed_findings_name_no_member(capsys, closed):
    assert main(["analyze", str(SAMPLE), "--no-cache"]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith(LABEL)]
    assert lines
    assert not [line for line in lines for group in closed for _, name in group if name in line]


@pytest.mark.parametrize("ending", FORMATS.keys())
def test_an_export_knows_nothing_of_findings(records, analysis, ending, tmp_path):
    """The bare network, and the one with groups and measures that the command line writes."""
    bare, whole = gate.graph(ally_graph.build_network(records), LOCAL), network_file(analysis, LOCAL)
    for shown in (bare, whole):
        data = _texts_of(export(shown, tmp_path / f"network.{ending}"))
        assert LABEL not in data
        assert "isolated" not in data
        assert not [name for name in KEPT_BACK if f'"{name}"' in data]


def _texts_of(path) -> str:
    """The text of a file, or those of all files in a zip or workbook."""
    if not zipfile.is_zipfile(path):
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as made:
        return "".join(made.read(name).decode() for name in made.namelist())


def test_the_report_lists_no_closed_group(records, analysis, closed):
    page = Page(report(records, analysis))
    assert policy.NOT_LISTED in page.words
    assert not [text for text in page.texts if LABEL in text or lists_members(text, closed)]
