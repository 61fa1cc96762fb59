"""What is shown of people, their ties, groups and findings, in companies small enough to be counted by hand."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from ally_graph import analyze, views
from ally_graph.clusters import Cluster
from ally_graph.disclosure.gate import LOCAL, content_of
from ally_graph.disclosure.policy import NOT_LISTED
from ally_graph.findings import Finding
from tests.unit.companies import AS_OF, event, records_of, roster, weekly

TEAM = {"ana": "red", "bo": "red", "cy": "blue", "di": "blue", "ed": None}
NAMED = {person: person.title() for person in TEAM}
PEOPLE = roster(TEAM, team=TEAM, name=NAMED)
HELP = [event("ana", "bo"), event("bo", "ana"), event("ana", "cy"), event("cy", "di")]


def analysed(events):
    return analyze(records_of(events, PEOPLE), as_of=AS_OF, findings=False)


def with_findings(*findings, clusters=()):
    return SimpleNamespace(findings=findings, people=PEOPLE.copy(), clusters=clusters)


@pytest.mark.parametrize(
    ("team", "counted", "answered", "focus"),
    [
        (None, 4, 2, ["ana", "bo", "cy", "di", "ed"]),
        ("red", 3, 2, ["ana", "bo"]),
        ("blue", 2, 0, ["cy", "di"]),
    ],
)
def test_ties_that_touch_the_team_are_counted_and_those_answered_among_them(team, counted, answered, focus):
    """Ana and Bo help each other, Ana helps Cy, and Cy helps Di."""
    shown = content_of(views.network(analysed(HELP), LOCAL, team))
    assert (shown.directed, shown.counted, shown.answered) == (True, counted, answered)
    assert shown.nodes.loc[shown.nodes["focus"], "person_id"].tolist() == focus
    assert shown.nodes["name"].tolist() == list(NAMED.values())
    ties = list(zip(shown.ties["source"], shown.ties["target"], strict=True))
    assert ties == [("ana", "bo"), ("ana", "cy"), ("bo", "ana"), ("cy", "di")]


@pytest.mark.parametrize(("opened", "focus"), [("blue", ["cy", "di"]), (None, ["ed"]), ("green", [])])
def test_what_is_opened_on_the_map_is_in_focus(opened, focus):
    nodes = content_of(views.network(analysed(HELP), LOCAL, opened=[("team", opened)])).nodes
    assert nodes.loc[nodes["focus"], "person_id"].tolist() == focus


def test_a_team_and_what_is_opened_are_both_asked_for():
    nodes = content_of(views.network(analysed(HELP), LOCAL, "red", [("team", "blue")])).nodes
    assert not nodes["focus"].any()


def test_without_support_pairs_in_contact_are_drawn_once_each():
    """Ana met Bo and wrote to Cy; neither has a direction, and neither is answered."""
    shown = content_of(views.network(analysed([event("bo", "ana", "meeting"), event("ana", "cy", "message")]), LOCAL))
    assert shown.directed is False
    assert list(zip(shown.ties["source"], shown.ties["target"], strict=True)) == [("ana", "bo"), ("ana", "cy")]
    assert (shown.counted, shown.answered) == (2, 0)


@pytest.mark.parametrize(
    ("team", "rows"),
    [
        (None, [("Ana", "Bo"), ("Ana", "Cy"), ("Di", "Ed")]),
        ("red", [("Ana", "Bo"), ("Ana", "Cy")]),
        ("blue", [("Ana", "Cy"), ("Di", "Ed")]),
    ],
)
def test_dependants_are_shown_by_name_where_either_is_of_the_team(team, rows):
    """Ana gives Bo and Cy all the help they get, and Di gives Ed all of his, twelve times each."""
    events = [row for pair in (("ana", "bo"), ("ana", "cy"), ("di", "ed")) for row in weekly(*pair)]
    frame = content_of(views.dependants(analysed(events), LOCAL, team))
    assert list(zip(frame["helper"], frame["dependant"], strict=True)) == rows
    assert frame["share"].tolist() == [1.0] * len(rows)
    assert frame["events"].tolist() == [12] * len(rows)


def cluster(number, members):
    return Cluster(number, tuple(members), 0.9, f"group {number}", "solid")


@pytest.mark.parametrize(
    ("closed", "members"),
    [
        (("ana", "bo"), NOT_LISTED),
        (("ana", "bo", "di"), NOT_LISTED),
        (("ana", "bo", "di", "ed"), "Ana, Bo, Cy"),
        (("di", "ed"), "Ana, Bo, Cy"),
    ],
)
def test_members_are_listed_unless_most_of_a_closed_group_are_among_them(closed, members):
    """Two of two and two of three are most of them, two of four are not."""
    analysis = with_findings(Finding("closed_group", "named", closed), clusters=[cluster(1, ("cy", "bo", "ana"))])
    frame = content_of(views.clusters(analysis, LOCAL))
    assert frame["members"].tolist() == [members]
    assert frame[["group", "people", "teams", "stability", "verdict"]].values.tolist() == [
        ["1 · group 1", 3, "blue, red", 0.9, "solid"]
    ]


@pytest.mark.parametrize(("team", "groups"), [(None, [1, 2]), ("red", [1]), ("blue", [1, 2]), ("green", [])])
def test_groups_with_somebody_of_the_team_are_shown(team, groups):
    analysis = with_findings(clusters=[cluster(1, ("ana", "bo", "cy")), cluster(2, ("di", "ed"))])
    frame = content_of(views.clusters(analysis, LOCAL, team))
    assert [int(group.partition(" ")[0]) for group in frame["group"]] == groups


def test_people_of_each_team_are_counted_in_each_group():
    """Groups come in their order, those in none last; people without a team are called so."""
    analysis = with_findings(clusters=[cluster(1, ("ana", "bo", "cy"))])
    analysis.people["cluster"] = pd.array([1, 1, 1, None, None], dtype="Int64")
    rows = content_of(views.clusters_by_team(analysis, LOCAL)).values.tolist()
    assert rows == [
        ["1 · group 1", "blue", 1],
        ["1 · group 1", "red", 2],
        ["in no group", "blue", 1],
        ["in no group", "no team", 1],
    ]


FOUND = (
    Finding("isolated", "fact", ("ed",), why="Nobody."),
    Finding("isolated", "watch", evidence={"count": 2}, why="Two."),
    Finding("overrelied", "named", ("ana",), why="Much."),
    Finding("bridge", "not_enough_data", why="Little."),
)


def test_only_what_is_sure_goes_into_the_table_of_findings():
    frame = content_of(views.findings_table(views.findings(with_findings(*FOUND), LOCAL)))
    assert frame[["who", "why"]].values.tolist() == [["Ed", "Nobody."], ["Ana", "Much."]]
    assert frame["finding"].tolist() == ["May be on their own", "Carry a lot for others"]


def test_findings_of_chosen_detectors_are_shown_alone():
    """A fact with its person, and a watch as the count of two."""
    shown = content_of(views.findings(with_findings(*FOUND), LOCAL, detectors=["isolated"]))
    assert [(one.status, one.people, one.person_ids, one.count) for one in shown] == [
        ("fact", ("Ed",), ("ed",), 1),
        ("watch", (), (), 2),
    ]


def test_a_person_has_the_states_of_what_names_them_for_sure():
    twice = Finding("bridge", "named", ("ana", "bo"))
    assert views.states(with_findings(*FOUND, twice), LOCAL) == {
        "ed": ("isolated",),
        "ana": ("bridge", "overrelied"),
        "bo": ("bridge",),
    }
