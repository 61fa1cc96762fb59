"""People: what they are called, and the tables of them."""

from __future__ import annotations

import pandas as pd

from ally_graph import views
from ally_graph.disclosure.gate import LOCAL, Viewer, content_of


def test_a_disclosed_table_is_a_copy_so_that_nobody_changes_the_analysis(company_analysis):
    shown = content_of(views.people(company_analysis, LOCAL))
    shown["help_given"] = -1.0
    assert (company_analysis.people["help_given"] >= 0).all()


def test_two_people_of_one_name_are_told_apart_by_their_ids():
    people = pd.DataFrame({"person_id": ["a", "b"], "name": ["Ana", "Ana"]})
    assert views.names(people, LOCAL) == {"a": "Ana (a)", "b": "Ana (b)"}


def test_without_a_name_the_id_stands_in():
    people = pd.DataFrame({"person_id": ["a", "b"], "name": [None, "  "]})
    assert views.names(people, LOCAL) == {"a": "a", "b": "b"}


def test_a_team_in_focus_narrows_the_people(company_analysis):
    frame = content_of(views.people(company_analysis, LOCAL, "south"))
    assert set(frame["team"]) == {"south"}
    assert len(frame) == 6


def test_who_may_not_see_names_sees_colleagues():
    people = pd.DataFrame({"person_id": ["a", "b"], "name": ["Ana", "Bo"]})
    assert views.names(people, Viewer("guest")) == {"a": "a colleague", "b": "a colleague"}
