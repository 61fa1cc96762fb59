"""Findings: whom they name, in which order, and what they say about the challenges."""

from __future__ import annotations

from types import SimpleNamespace

from ally_graph import views
from ally_graph.disclosure.gate import LOCAL, Viewer, content_of
from ally_graph.findings import Finding
from ally_graph.views import roster


def analysis_with(findings, people=None, analysis=None):
    return SimpleNamespace(findings=tuple(findings), people=analysis.people if people is None else people)


def test_what_is_only_watched_is_counted_and_never_named(company_analysis):
    watch = Finding("isolated", "watch", ("p01",), None, None, {"count": 3}, "Three people.", "")
    shown = content_of(views.findings(analysis_with([watch], analysis=company_analysis), LOCAL))
    assert shown[0].people == ()
    assert shown[0].count == 3


def test_findings_begin_with_who_may_need_somebody(company_analysis):
    found = [Finding(key, "watch", evidence={"count": 1}) for key in ("bridge", "overrelied", "something", "isolated")]
    shown = content_of(views.findings(analysis_with(found, analysis=company_analysis), LOCAL))
    assert [finding.detector for finding in shown] == ["isolated", "overrelied", "bridge", "something"]


def test_the_six_challenges_come_with_a_verdict_and_a_first_step(company_analysis):
    frame = content_of(views.challenges(company_analysis, LOCAL))
    assert len(frame) == 6
    assert set(frame["verdict"]) <= {"seen", "not seen", "can't tell"}
    assert frame["response"].str.len().min() > 20


def test_members_of_a_closed_group_are_never_shown(company_analysis):
    closed = Finding("closed_group", "named", ("p01", "p02", "p03"), 0.01, 1.0, {"size": 3}, "A tight group.", "")
    analysis = analysis_with([closed], analysis=company_analysis)
    (shown,) = content_of(views.findings(analysis, LOCAL))
    assert (shown.people, shown.person_ids, shown.count) == ((), (), 3)
    assert views.states(analysis, LOCAL) == {}


def test_a_finding_carries_names_and_not_ids(company_analysis):
    found = Finding("isolated", "fact", ("p12",), None, None, {}, "No contact.", "Ask.")
    shown = content_of(views.findings(analysis_with([found], analysis=company_analysis), LOCAL))
    assert shown[0].people == ("Person 12",)


def test_with_a_team_only_findings_about_it_or_about_nobody_stay(company_analysis):
    one = Finding("isolated", "fact", ("p01",), None, None, {}, "", "")
    other = Finding("isolated", "fact", ("p12",), None, None, {}, "", "")
    whole = Finding("unequal_participation", "named", (), None, None, {}, "", "")
    shown = content_of(views.findings(analysis_with([one, other, whole], analysis=company_analysis), LOCAL, "south"))
    assert [finding.people for finding in shown] == [("Person 12",), ()]


def test_a_name_inside_a_sentence_is_the_name_that_may_be_shown(company_analysis, monkeypatch):
    monkeypatch.setattr(roster, "names", lambda people, viewer: dict.fromkeys(people["person_id"], "somebody"))
    found = Finding("isolated", "fact", ("p11",), None, None, {}, "Person 11 has nobody.", "")
    shown = content_of(views.findings(analysis_with([found], analysis=company_analysis), LOCAL))
    assert shown[0].people == ("somebody",)
    assert "Person" not in shown[0].why


def test_to_a_viewer_nobody_knows_a_finding_names_nobody(company_analysis):
    found = Finding("isolated", "fact", ("p12",), None, None, {}, "Person 12 met nobody.", "Ask.")
    (shown,) = content_of(views.findings(analysis_with([found], analysis=company_analysis), Viewer("guest")))
    assert (shown.people, shown.person_ids, shown.why) == ((), (), "a colleague met nobody.")
