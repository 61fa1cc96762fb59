"""The gate: everything shown passes it, and nothing in a download runs as a formula."""

from __future__ import annotations

import csv
import io
from types import SimpleNamespace

import pandas as pd
import pytest
from ally_graph.views.disclose import LOCAL, Disclosed, content_of, table
from hypothesis import given
from hypothesis import strategies as st

from ally_graph.clusters import Cluster
from ally_graph.errors import Problem
from ally_graph.files import formulas
from ally_graph.findings import Finding
from ally_graph.timeline.cluster_history import follow
from ally_graph.views import disclose


def analysis_with(findings, people=None, analysis=None):
    return SimpleNamespace(findings=tuple(findings), people=analysis.people if people is None else people)


def test_what_did_not_pass_the_gate_is_refused():
    for thing in (pd.DataFrame(), [], "Ana", None):
        with pytest.raises(TypeError, match="let through"):
            content_of(thing)


def test_a_disclosed_table_is_a_copy_so_that_nobody_changes_the_analysis(company_analysis):
    shown = content_of(disclose.people(company_analysis, LOCAL))
    shown["help_given"] = -1.0
    assert (company_analysis.people["help_given"] >= 0).all()


def test_a_disclosed_thing_can_not_be_changed():
    with pytest.raises(AttributeError):
        Disclosed(1, LOCAL).content = 2


def test_two_people_of_one_name_are_told_apart_by_their_ids():
    people = pd.DataFrame({"person_id": ["a", "b"], "name": ["Ana", "Ana"]})
    assert disclose.names(people, LOCAL) == {"a": "Ana (a)", "b": "Ana (b)"}


def test_without_a_name_the_id_stands_in():
    people = pd.DataFrame({"person_id": ["a", "b"], "name": [None, "  "]})
    assert disclose.names(people, LOCAL) == {"a": "a", "b": "b"}


def test_a_team_in_focus_narrows_the_people(company_analysis):
    frame = content_of(disclose.people(company_analysis, LOCAL, "south"))
    assert set(frame["team"]) == {"south"}
    assert len(frame) == 6


def test_what_is_only_watched_is_counted_and_never_named(company_analysis):
    watch = Finding("isolated", "watch", ("p01",), None, None, {"count": 3}, "Three people.", "")
    shown = content_of(disclose.findings(analysis_with([watch], analysis=company_analysis), LOCAL))
    assert shown[0].people == ()
    assert shown[0].count == 3


def test_findings_begin_with_who_may_need_somebody(company_analysis):
    found = [Finding(key, "watch", evidence={"count": 1}) for key in ("bridge", "overrelied", "something", "isolated")]
    shown = content_of(disclose.findings(analysis_with(found, analysis=company_analysis), LOCAL))
    assert [finding.detector for finding in shown] == ["isolated", "overrelied", "bridge", "something"]


def test_the_six_challenges_come_with_a_verdict_and_a_first_step(company_analysis):
    frame = content_of(disclose.challenges(company_analysis, LOCAL))
    assert len(frame) == 6
    assert set(frame["verdict"]) <= {"seen", "not seen", "can't tell"}
    assert frame["response"].str.len().min() > 20


def test_members_of_a_closed_group_are_never_shown(company_analysis):
    closed = Finding("closed_group", "named", ("p01", "p02", "p03"), 0.01, 1.0, {"size": 3}, "A tight group.", "")
    analysis = analysis_with([closed], analysis=company_analysis)
    (shown,) = content_of(disclose.findings(analysis, LOCAL))
    assert (shown.people, shown.person_ids, shown.count) == ((), (), 3)
    assert disclose.states(analysis) == {}


def test_a_group_that_keeps_to_itself_is_listed_without_its_members(company_analysis):
    groups = (group(1, 2, 3, 4), group(7, 8, 9, label="south"))
    closed = Finding("closed_group", "named", ("p01", "p02", "p03"), 0.01, 1.0, {"size": 3}, "A tight group.", "")
    analysis = SimpleNamespace(findings=(closed,), people=company_analysis.people, clusters=groups)
    shown = content_of(disclose.clusters(analysis, LOCAL))
    assert shown["members"].tolist() == [disclose.NOT_LISTED, "Person 7, Person 8, Person 9"]


def test_a_finding_carries_names_and_not_ids(company_analysis):
    found = Finding("isolated", "fact", ("p12",), None, None, {}, "No contact.", "Ask.")
    shown = content_of(disclose.findings(analysis_with([found], analysis=company_analysis), LOCAL))
    assert shown[0].people == ("Person 12",)


def test_with_a_team_only_findings_about_it_or_about_nobody_stay(company_analysis):
    one = Finding("isolated", "fact", ("p01",), None, None, {}, "", "")
    other = Finding("isolated", "fact", ("p12",), None, None, {}, "", "")
    whole = Finding("unequal_participation", "named", (), None, None, {}, "", "")
    shown = content_of(disclose.findings(analysis_with([one, other, whole], analysis=company_analysis), LOCAL, "south"))
    assert [finding.people for finding in shown] == [("Person 12",), ()]


def test_a_name_inside_a_sentence_is_the_name_that_may_be_shown(company_analysis, monkeypatch):
    monkeypatch.setattr(disclose, "names", lambda people, viewer: dict.fromkeys(people["person_id"], "somebody"))
    found = Finding("isolated", "fact", ("p11",), None, None, {}, "Person 11 has nobody.", "")
    shown = content_of(disclose.findings(analysis_with([found], analysis=company_analysis), LOCAL))
    assert shown[0].people == ("somebody",)
    assert "Person" not in shown[0].why


def test_the_network_marks_the_team_in_focus(company_analysis):
    nodes = content_of(disclose.network(company_analysis, LOCAL, "north")).nodes
    assert nodes.loc[nodes["focus"], "team"].unique().tolist() == ["north"]
    assert len(nodes) == 12


def test_ties_in_the_network_point_from_giver_to_receiver(company_analysis):
    ties = content_of(disclose.network(company_analysis, LOCAL)).ties
    assert ((ties["source"] == "p01") & (ties["target"] == "p02")).any()


def test_groups_and_teams_add_up_to_everyone(company_analysis):
    assert content_of(disclose.clusters_by_team(company_analysis, LOCAL))["people"].sum() == 12


def test_problems_say_where_and_how_to_mend():
    frame = content_of(disclose.problems([Problem("people.csv", "no id", "Add one.", rows=(4,), count=1)], LOCAL))
    assert frame.to_dict("records") == [
        {"file": "people.csv", "rows": "row 4", "severity": "error", "what": "no id", "mend": "Add one."}
    ]


def test_sorting_keeps_the_order_of_equals():
    frame = table(pd.DataFrame({"name": list("abc"), "n": [1, 2, 1]}), LOCAL)
    assert content_of(disclose.sorted_by(frame, "n", ascending=False))["name"].tolist() == ["b", "a", "c"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "  =", "\0"])
def test_a_cell_that_starts_like_a_formula_gets_an_apostrophe(start):
    cell = formulas.escape_formula(f"{start}cmd|' /C calc'!A0")
    assert cell.startswith("'")
    assert cell.endswith("cmd|' /C calc'!A0")


def test_headers_are_made_harmless_too():
    shown = table(pd.DataFrame({"=A1": ["x"]}), LOCAL)
    assert disclose.to_csv(shown).decode("utf-8-sig").startswith("'=A1")


def test_numbers_stay_numbers_also_below_zero():
    shown = table(pd.DataFrame({"n": [-1.5]}), LOCAL)
    assert disclose.to_csv(shown).decode("utf-8-sig") == "n\n-1.5\n"


@given(st.lists(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=12), min_size=1, max_size=5))
def test_no_text_comes_out_as_a_formula_and_every_text_comes_back(texts):
    frame = pd.DataFrame({"name": pd.Series(texts, dtype=object), "end": "end"})
    text = disclose.to_csv(table(frame, LOCAL)).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert [row[1] for row in read] == ["end"] * len(texts)
    for original, (cell, _) in zip(texts, read, strict=True):
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝"))
        assert cell.removeprefix("'").split() == formulas.CONTROL.sub(" ", original).removeprefix("'").split()


def group(*numbers, label="north"):
    return Cluster(1, tuple(f"p{number:02d}" for number in numbers), 1.0, label, "solid")


def moves(company, *months, team=None):
    steps = follow([(f"2026-0{number}-01", groups) for number, groups in enumerate(months, 1)])
    return disclose.group_history(steps, company, LOCAL, team)


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
    assert content_of(disclose.group_moves(shown))[["group", "event"]].values.tolist() == [["south", "new"]]


def test_without_groups_their_history_is_an_empty_table(company):
    assert content_of(moves(company, [], [])).empty


def test_a_loss_is_told_by_name(company_analysis):
    loss = content_of(disclose.loss(company_analysis, LOCAL, "p01"))
    assert loss.person == "Person 1"
    assert loss.losing == ("Person 2", "Person 3", "Person 4")
    assert 0 < loss.share < 1


def test_bus_factors_of_a_team_are_those_of_that_team():
    factors = pd.DataFrame({"team": ["north", "south"], "people": [6, 6], "bus_factor": [1, 2]})
    assert content_of(disclose.bus_factors(factors, LOCAL, "south"))["bus_factor"].tolist() == [2]
    assert len(content_of(disclose.bus_factors(factors, LOCAL))) == 2


def test_a_way_joins_months_in_the_same_group_and_counts_those_in_none():
    """a stays in the first group, is in none, and comes back to what is then a new one."""
    months = ["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"]
    members = [("abc", "xyz"), ("abd", "xyz"), ("xyz",), ("abc", "xyz")]
    clusterings = [
        (when, [Cluster(1, tuple(group), 1.0, group[0].upper(), "solid") for group in groups])
        for when, groups in zip(months, members, strict=True)
    ]
    steps = follow(clusterings)
    stays = content_of(disclose.way(steps, "a", LOCAL))
    assert [(stay.first, stay.last, stay.group) for stay in stays] == [
        ("December 2025", "January 2026", "A"),
        ("February 2026", "February 2026", ""),
        ("March 2026", "March 2026", "A"),
    ]
    assert content_of(disclose.way(steps, "nobody", LOCAL)) == ()
    assert content_of(disclose.way(follow(clusterings[:1]), "a", LOCAL)) == ()
