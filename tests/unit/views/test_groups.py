"""Groups: who is in them, and what became of them over the months."""

from __future__ import annotations

from types import SimpleNamespace

from ally_graph import views
from ally_graph.clusters import Cluster
from ally_graph.disclosure.gate import LOCAL, content_of
from ally_graph.disclosure.policy import NOT_LISTED
from ally_graph.findings import Finding
from ally_graph.timeline.cluster_history import follow


def group(*numbers, label="north"):
    return Cluster(1, tuple(f"p{number:02d}" for number in numbers), 1.0, label, "solid")


def moves(company, *months, team=None, findings=()):
    steps = follow([(f"2026-0{number}-01", groups) for number, groups in enumerate(months, 1)])
    return views.group_history(steps, company, LOCAL, team, findings=findings)


def test_a_group_that_keeps_to_itself_is_listed_without_its_members(company_analysis):
    groups = (group(1, 2, 3, 4), group(7, 8, 9, label="south"))
    closed = Finding("closed_group", "named", ("p01", "p02", "p03"), 0.01, 1.0, {"size": 3}, "A tight group.", "")
    analysis = SimpleNamespace(findings=(closed,), people=company_analysis.people, clusters=groups)
    shown = content_of(views.clusters(analysis, LOCAL))
    assert shown["members"].tolist() == [NOT_LISTED, "Person 7, Person 8, Person 9"]


def test_groups_and_teams_add_up_to_everyone(company_analysis):
    assert content_of(views.clusters_by_team(company_analysis, LOCAL))["people"].sum() == 12


def test_the_history_of_groups_says_who_came_and_who_left_by_name(company):
    shown = content_of(moves(company, [group(1, 2, 3, 4)], [group(1, 2, 3, 5, 6)]))
    assert shown["event"].tolist() == ["there", "grown"]
    assert shown["month"].tolist() == ["December 2025", "January 2026"]
    assert shown.loc[1, ["came", "went"]].tolist() == ["Person 5, Person 6", "Person 4"]


def test_with_a_team_only_groups_that_had_somebody_of_it(company):
    both = [group(1, 2, 3), group(7, 8, 9, label="south")]
    assert set(content_of(moves(company, both, both, team="south"))["group"]) == {"south"}


def test_two_groups_of_one_name_are_told_apart_by_their_end(company):
    shown = content_of(moves(company, [group(1, 2, 3)], [group(4, 5, 6)]))
    assert shown["group"].unique().tolist() == ["north, until December 2025", "north"]


def test_moves_leave_out_what_was_there_or_stayed(company):
    shown = moves(company, [group(1, 2, 3)], [group(1, 2, 3)], [group(1, 2, 3), group(7, 8, 9, label="south")])
    assert content_of(views.group_moves(shown))[["group", "event"]].values.tolist() == [["south", "new"]]


def test_without_groups_their_history_is_an_empty_table(company):
    assert content_of(moves(company, [], [])).empty


def test_a_way_joins_months_in_the_same_group_and_counts_those_in_none():
    """a stays in the first group, is in none, and comes back to what is then a new one."""
    months = ["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"]
    members = [("abc", "xyz"), ("abd", "xyz"), ("xyz",), ("abc", "xyz")]
    clusterings = [
        (when, [Cluster(1, tuple(group), 1.0, group[0].upper(), "solid") for group in groups])
        for when, groups in zip(months, members, strict=True)
    ]
    steps = follow(clusterings)
    stays = content_of(views.way(steps, "a", LOCAL))
    assert [(f"{stay.first:%B %Y}", f"{stay.last:%B %Y}", stay.group) for stay in stays] == [
        ("December 2025", "January 2026", "A"),
        ("February 2026", "February 2026", ""),
        ("March 2026", "March 2026", "A"),
    ]
    assert content_of(views.way(steps, "nobody", LOCAL)) == ()
    assert content_of(views.way(follow(clusterings[:1]), "a", LOCAL)) == ()


def test_who_comes_to_a_group_that_keeps_to_itself_is_not_listed(company):
    closed = Finding("closed_group", "named", ("p01", "p02", "p03"))
    shown = content_of(moves(company, [group(1, 2, 3, 4)], [group(1, 2, 3, 5, 6)], findings=[closed]))
    assert shown[["came", "went"]].values.tolist() == [["", ""], [NOT_LISTED, NOT_LISTED]]
