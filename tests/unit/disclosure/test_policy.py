"""The rules: each with its verdict for the person at this machine, for nobody in particular, and its reason."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ally_graph.disclosure import policy
from ally_graph.disclosure.policy import LOCAL, Viewer
from ally_graph.measures.people import MEASURES

GUEST = Viewer("guest")
HERE = ("names", "rows_of_people", "network_of_people", "figures", "own_files")


@pytest.mark.parametrize("rule", HERE)
def test_the_person_at_this_machine_sees_what_they_loaded_and_nobody_else_does(rule):
    here, guest = (getattr(policy, rule)(viewer) for viewer in (LOCAL, GUEST))
    assert (here.allowed, guest.allowed) == (True, False)
    assert here.reason.startswith("The person at this machine may see ")
    assert guest.reason.startswith("Nothing allows guest to see ")


@pytest.mark.parametrize("viewer", [LOCAL, GUEST])
def test_how_things_are_worked_out_is_for_everybody(viewer):
    assert policy.methods(viewer) == policy.Verdict(True, "It says nothing about anybody.")


@pytest.mark.parametrize("viewer", [LOCAL, GUEST])
def test_nobody_sees_who_belongs_to_a_closed_group(viewer):
    verdict = policy.members_of_closed_group(viewer)
    assert not verdict
    assert "nobody is labelled its member" in verdict.reason


@pytest.mark.parametrize(
    ("viewer", "about", "certain", "allowed", "why"),
    [
        (LOCAL, "people", True, True, "person at this machine"),
        (LOCAL, "people", False, False, "Too little evidence"),
        (LOCAL, "groups", True, False, "keeps to itself"),
        (LOCAL, "groups", False, False, "Too little evidence"),
        (GUEST, "people", True, False, "Nothing allows guest"),
    ],
)
def test_a_finding_names_people_on_evidence_and_never_a_member(viewer, about, certain, allowed, why):
    verdict = policy.naming(viewer, SimpleNamespace(about=about, certain=certain))
    assert verdict.allowed is allowed
    assert why in verdict.reason


@pytest.mark.parametrize(
    ("viewer", "members", "allowed"),
    [(LOCAL, "abx", False), (LOCAL, "axyz", True), (LOCAL, "xyz", True), (GUEST, "xyz", False)],
)
def test_a_cluster_with_most_of_a_closed_group_is_not_listed(viewer, members, allowed):
    assert policy.members_of_cluster(viewer, members, [set("abc"), set()]).allowed is allowed


def test_a_kind_of_table_is_decided_by_its_rule_and_an_unknown_one_refused():
    assert policy.table(LOCAL, "people")
    assert not policy.table(GUEST, "people")
    assert policy.table(GUEST, "settings")
    with pytest.raises(ValueError, match="Did you mean people"):
        policy.table(LOCAL, "peopel")


def test_only_the_first_rows_of_a_file_just_handed_over_have_every_column():
    assert [kind for kind, table in policy.TABLES.items() if table.columns is None] == ["first_rows"]


def test_what_was_found_about_people_is_listed_for_the_file_and_the_map_alone():
    assert [kind for kind, table in policy.TABLES.items() if "states" in (table.columns or ())] == [
        "people_file",
        "nodes",
    ]


def test_every_measure_of_people_is_listed_for_their_file():
    assert set(MEASURES.keys()) <= set(policy.listed("people_file").columns)
