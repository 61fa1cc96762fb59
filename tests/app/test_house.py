"""The rules of the house that no page may break, read off the code; and that choices cost no second analysis."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pandas as pd
import pytest

import ally_graph
from ally_graph import charts, ui
from ally_graph.disclosure.gate import LOCAL
from ally_graph.ui.state import session

ROOT = Path(__file__).parents[2]
LIBRARY = [path for path in sorted((ROOT / "ally_graph").rglob("*.py")) if "ui" not in path.relative_to(ROOT).parts]
SCREEN = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "ally_graph" / "ui").rglob("*.py"))]
PAGES = sorted((ROOT / "pages").glob("*.py"))
FORBIDDEN = {
    "unsafe_allow_html",
    "unsafe_allow_javascript",
    "generate_html",
    "write_html",
    "from_nx",
    "iframe",
    "to_html",
}


def names_in(path: Path) -> set[str]:
    """Every name, attribute, keyword and imported module in a file."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            names.add(node.attr)
        elif isinstance(node, ast.keyword) and node.arg:
            names.add(node.arg)
        elif isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    return names


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_library_knows_nothing_of_streamlit(path):
    assert "streamlit" not in names_in(path)


@pytest.mark.parametrize("path", SCREEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_page_hands_markup_to_the_browser(path):
    assert not names_in(path) & FORBIDDEN


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_first_thing_a_page_does_is_to_make_the_app_run(path):
    body = ast.parse(path.read_text(encoding="utf-8")).body
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))).endswith("?")
    first = next(node for node in body[1:] if not isinstance(node, (ast.Import, ast.ImportFrom, ast.Assign)))
    assert ast.unparse(first) == "ui.ensure_app()"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_defines_nothing(path):
    body = ast.parse(path.read_text(encoding="utf-8")).body
    assert not [node for node in body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]


def test_no_markup_is_written_by_any_page():
    """Every call of something named `html` in the app, its pages and `ui`; the look is a file of the server."""
    calls = [
        (path.name, ast.unparse(node))
        for path in SCREEN
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "html"
    ]
    assert calls == []


@pytest.fixture
def counted(monkeypatch):
    """Counts how often an analysis is worked out."""
    calls, analyze = [], ally_graph.analyze

    def count(*args, **options):
        calls.append(options)
        return analyze(*args, **options)

    monkeypatch.setattr(ally_graph, "analyze", count)
    return calls


def test_pages_and_a_team_in_focus_share_one_analysis(open_page, folder_of, tables, counted):
    """Another team needs no new analysis and 28 days need one; 90 days are what it began with."""
    app = open_page("overview", folder_of(tables))
    for page in ("map", "alone", "load", "groups"):
        app.switch_page(f"pages/{page}.py").run()
    app.sidebar.selectbox(key="team").set_value("north").run()
    assert len(counted) == 1
    app.sidebar.selectbox(key="period").set_value("28 days").run()
    app.sidebar.selectbox(key="period").set_value("90 days").run()
    assert len(counted) == 2


def test_another_session_with_the_same_data_works_nothing_out_again(open_page, folder_of, tables, counted):
    data = folder_of(tables)
    open_page("overview", data)
    open_page("map", data)
    assert len(counted) == 1


def test_a_file_that_changed_is_read_again(open_page, folder_of, tables):
    data = folder_of(tables)
    app = open_page("alone", data)
    assert len(app.dataframe[0].value) == 12
    other = folder_of(tables | {"people": tables["people"].iloc[:-1]}, "other")
    shutil.copy(other / "people.csv", data / "people.csv")
    assert len(app.run().dataframe[0].value) == 11


def test_pages_leave_the_analysis_as_it_was(open_page, folder_of, tables, monkeypatch):
    """The table of people is copied before five more pages are opened, and compared afterwards."""
    kept, analyze = [], ally_graph.analyze
    monkeypatch.setattr(
        ally_graph, "analyze", lambda *args, **options: kept.append(analyze(*args, **options)) or kept[-1]
    )
    app = open_page("overview", folder_of(tables))
    before = kept[0].people.copy(deep=True)
    for page in ("map", "alone", "load", "groups", "data"):
        app.switch_page(f"pages/{page}.py").run()
    assert kept[0].people.equals(before)


def test_nothing_is_drawn_listed_or_downloaded_that_did_not_pass_the_gate():
    """Each way of showing something is given a bare frame, or a bare tuple in place of findings."""
    frame, settings = pd.DataFrame({"name": ["Ana"]}), ally_graph.Settings()
    question = session.Question(("", "", ()), None, (), settings)
    choice = session.Chosen(None, None, question, None, LOCAL, dark=False)
    for show in (
        lambda: ui.chart(charts.lorenz, frame, dark=False, key="k"),
        lambda: ui.table(frame, ["name"], key="k", alt_text="", file_name="x.csv"),
        lambda: ui.download(frame, "x.csv", key="k"),
        lambda: ui.findings((), checked="", key="k"),
        lambda: ui.network_map(choice, frame, {}),
    ):
        with pytest.raises(TypeError, match="let through"):
            show()


def test_a_page_has_at_most_four_cards():
    with pytest.raises(ValueError, match="four"):
        ui.cards([{"label": "", "value": "", "help": ""}] * 5)
