"""Groups called as their visitor calls them: on the pages, month after month, in the report, and by nobody else."""

from __future__ import annotations

import pytest

import ally_graph
from ally_graph.ui.state import group_names, notes, session
from ally_graph.ui.state.naming import Named, assign
from tests.app.conftest import everything_on

NAME = "The night shift"


@pytest.fixture
def shelf_here(tmp_path, monkeypatch):
    """A visitor whose notes lie in a folder of this test."""
    monkeypatch.setattr(notes, "folders", lambda: [tmp_path])
    monkeypatch.setattr(notes, "path", lambda: tmp_path / notes.FILE)
    return tmp_path


def named_first_group(open_page):
    app = open_page("groups")
    app.text_input(key="group_name").set_value(f"  {NAME}\n")
    return app.button(key="keep_group_name").click().run()


def test_a_group_is_called_by_its_name_on_every_page_that_names_it(open_page, shelf_here):
    """On the page about groups in the table, the picture and the months; on the map in the card of a member."""
    app = named_first_group(open_page)
    said = everything_on(app)
    assert f"1 · {NAME}" in said
    assert said.count(NAME) > 3
    member = next(iter(session_analysis().clusters[0].members))
    app.session_state["person"] = member
    app.switch_page("pages/map.py").run()
    assert NAME in everything_on(app)


def session_analysis():
    """The analysis of the sample, as the app asks it."""
    return ally_graph.analyze(ally_graph.load(session.SAMPLE))


def test_an_empty_name_takes_the_name_away(open_page, shelf_here):
    app = named_first_group(open_page)
    app.button(key="keep_group_name").click().run()
    assert NAME not in everything_on(app)
    assert group_names.kept() == ()


def test_somebody_else_does_not_see_it(open_page, shelf_here, monkeypatch, tmp_path):
    named_first_group(open_page)
    monkeypatch.setattr(notes, "folders", lambda: [tmp_path / "another"])
    assert NAME not in everything_on(open_page("groups"))


def test_nobody_is_named_in_the_file_and_only_its_owner_reads_it(open_page, shelf_here):
    """The file holds the name and hashes."""
    named_first_group(open_page)
    file = shelf_here / group_names.FILE
    assert file.stat().st_mode & 0o077 == 0
    text = file.read_text(encoding="utf-8")
    assert NAME in text
    assert "Daniyar" not in text
    assert '"p01"' not in text


def test_a_name_follows_the_people_and_not_the_number():
    """Half of the group is still there, under another number; a group of others gets no name."""
    names = (Named(NAME, ("a", "b", "c", "d")),)
    assert assign([["x", "y"], ["a", "b", "c", "e"]], names, match=0.3) == {1: NAME}
    assert assign([["x", "y"], ["a", "p", "q", "r"]], names, match=0.3) == {}


def test_the_analysis_of_a_visitor_is_not_that_of_all(open_page, shelf_here):
    """What is kept for everybody has the names that the groups have by themselves."""
    named_first_group(open_page)
    plain = session_analysis()
    assert NAME not in [cluster.label for cluster in plain.clusters]
    called = session.with_group_names(plain, ((1, NAME),))
    assert called.clusters[0].label == NAME
    assert called.base is plain.base
