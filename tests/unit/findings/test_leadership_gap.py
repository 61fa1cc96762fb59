"""Which leaders may have lost touch: who counts as a report, what chance explains, and who is never named."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from ally_graph import load
from ally_graph.findings import leadership_gap as module
from ally_graph.findings.leadership_gap import (
    _chances_of_none,
    _count,
    _variation,
    _variation_elsewhere,
    leadership_gap,
)
from ally_graph.network import network_of
from ally_graph.network.events import Events
from ally_graph.settings import Settings
from tests.unit.companies import AS_OF, clique, company, event, numbered, records_of, ring, roster, weekly

ANN, BEA = numbered(7, "a", 1), numbered(7, "b", 1)
LINES = dict.fromkeys(ANN, "ann") | dict.fromkeys(BEA, "bea")
EVERYONE = ["ann", "bea", *ANN, *BEA]
AMONG = [*ring(ANN, "meeting"), *ring(BEA, "meeting"), *weekly("ann", "bea", "meeting")]


def meeting(leader, reports):
    """A leader meets each of these once a week."""
    return [row for report in reports for row in weekly(leader, report, "meeting")]


def gaps(events, people=None, absences=(), **settings):
    people = roster(EVERYONE, manager_id=LINES) if people is None else people
    records = records_of(events, people, absences=absences)
    return leadership_gap(network_of(records, as_of=AS_OF, settings=Settings(**settings)), records)


def named(findings):
    return [person for finding in findings for person in finding.people]


def test_a_leader_who_meets_five_of_seven_every_week_is_named():
    """Twelve meetings each with five; 60 contacts over seven, so that none at all with one would be a marvel."""
    (found,) = gaps([*AMONG, *meeting("ann", ANN[:5]), *meeting("bea", BEA)])
    assert (found.status, found.people) == ("named", ("ann",))
    assert (found.evidence["reports"], found.evidence["reached"], found.evidence["left_out"]) == (7, 5, 2)
    assert found.score == found.evidence["coverage"] == pytest.approx(5 / 7)
    assert (found.evidence["coverage_low"], found.evidence["coverage_high"]) == pytest.approx((0.359, 0.918), abs=1e-3)
    assert found.evidence["contacts"] == 60
    assert found.evidence["attention_gini"] == pytest.approx(2 / 7)
    assert found.evidence["attention_gini_by_chance"] < 0.25
    assert found.q <= 0.05
    assert "ann" not in found.why + found.advice


def test_reports_who_asked_without_an_answer_are_told():
    """Two are without contact; one of them asked ann twice, another report asked her once."""
    rows = [*AMONG, *meeting("ann", ANN[:5]), *meeting("bea", BEA)]
    (found,) = gaps([*rows, *(event(one, "ann", "request", 9) for one in (ANN[5], ANN[5], ANN[0]))])
    assert found.why.endswith(" Of those without contact, 1 person asked this leader for help.")
    (found,) = gaps([*rows, *(event("ann", one, "request", 9) for one in ANN)])
    assert found.why.endswith(" Of those without contact, this leader asked 2 people for help.")


def test_reports_and_leaders_who_left_are_not_counted():
    """Ann meets five of seven, and the other two left a week ago; or she left herself."""
    rows = [*AMONG, *meeting("ann", ANN[:5]), *meeting("bea", BEA)]
    for gone in (ANN[5:], ["ann"]):
        people = roster(EVERYONE, manager_id=LINES, end_date=dict.fromkeys(gone, "2026-03-25"))
        assert named(gaps(rows, people)) == []


def test_reports_who_are_not_counted_are_told():
    """Two without contact with anybody and one who came three weeks ago, beside the seven who are counted."""
    aside = ["a08", "a09", "a10"]
    lines = LINES | dict.fromkeys(aside, "ann")
    rows = [*AMONG, *meeting("ann", ANN[:5]), *meeting("bea", BEA)]
    for who, words in ((aside, "3 more are not counted"), (aside[2:], "1 more is not counted"), ([], None)):
        people = roster([*EVERYONE, *who], manager_id=lines, start_date={"a10": "2026-03-12"})
        (found,) = [one for one in gaps(rows, people) if one.people]
        assert (found.evidence["reports"], found.evidence["reports_aside"]) == (7, len(who))
        assert words in found.why if words else "not counted" not in found.why


def test_one_of_six_without_contact_names_nobody():
    people = roster(EVERYONE, manager_id={person: LINES.get(person) for person in EVERYONE if person != "a07"})
    assert gaps([*AMONG, *meeting("ann", ANN[:5]), *meeting("bea", BEA)], people) == []


def test_a_leader_in_touch_with_everyone_is_not_named_however_unevenly():
    """Twelve times as much with some as with others, but a meeting with each."""
    rows = [*meeting("ann", ANN[:4]), *(event("ann", report, "meeting", 20) for report in ANN[4:])]
    assert gaps([*AMONG, *rows, *meeting("bea", BEA)]) == []


def test_help_in_both_directions_is_contact_both_ways_and_help_in_one_is_not():
    """Twelve weeks of help to and from a01 are 24 contacts, of help to a02 alone 12; a03 has none."""
    rows = [*ring(ANN, "meeting"), *weekly("ann", "a01"), *weekly("a01", "ann"), *weekly("ann", "a02")]
    records = records_of(rows, roster(EVERYONE, manager_id=LINES))
    network = network_of(records, as_of=AS_OF)
    counted = _count(network)
    reached = dict(zip(network.people.index, counted.two_way, strict=True))
    contacts = dict(zip(network.people.index, counted.contacts, strict=True))
    assert (reached["a01"], reached["a02"], reached["a03"]) == (True, False, False)
    assert (contacts["a01"], contacts["a02"], contacts["a03"]) == (24, 12, 0)


def test_reports_nobody_reaches_are_not_held_against_the_leader():
    """The two without contact to the leader have none with anybody."""
    rows = [*ring(ANN[:5], "meeting"), *ring(BEA, "meeting"), *meeting("ann", ANN[:5]), *meeting("bea", BEA)]
    assert gaps(rows) == []


def test_new_leaders_are_not_looked_at():
    """Hired 59 days before the end, against 60."""
    for start, who in (("2026-02-01", []), ("2026-01-31", ["ann"])):
        people = roster(EVERYONE, manager_id=LINES, start_date={"ann": start})
        assert named(gaps([*AMONG, *meeting("ann", ANN[:5]), *meeting("bea", BEA)], people)) == who


def test_reports_on_leave_are_not_counted():
    away = [(report, "2026-01-20", "2026-04-30") for report in ANN[5:]]
    rows = [*ring(ANN[:5], "meeting"), *ring(BEA, "meeting"), *weekly("a06", "a07", "meeting")[-3:]]
    assert gaps([*rows, *meeting("ann", ANN[:5]), *meeting("bea", BEA)], absences=away) == []


def test_reports_who_were_there_for_one_slice_only_are_not_left_out_for_long():
    """Both came back four weeks before the end."""
    away = [(report, "2026-01-01", "2026-03-03") for report in ANN[5:]]
    findings = gaps([*AMONG, *meeting("ann", ANN[:5]), *meeting("bea", BEA)], absences=away)
    assert named(findings) == []
    assert [finding.evidence for finding in findings] == [{"count": 1}]
    assert findings[0].why.startswith("One leader has")


def test_a_leader_without_any_contact_is_named():
    """The seven meet each other twice a week; the leader meets nobody of them."""
    (found,) = gaps([*AMONG, *meeting("bea", BEA)])
    assert found.people == ("ann",)
    assert (found.evidence["reached"], found.evidence["contacts"], found.evidence["coverage_high"] < 0.8) == (
        0,
        0,
        True,
    )


def test_a_leader_whom_no_record_shows_is_not_looked_at():
    """Ann may write from another address: there is no contact of hers with anybody."""
    rows = [*ring(ANN, "meeting"), *ring(BEA, "meeting"), *meeting("bea", BEA)]
    assert named(gaps(rows)) == []


def test_a_leader_who_leaves_out_no_more_than_others_is_not_named():
    """Ann meets four of seven every week; so does Bea, then five, then all."""
    for met, who in ((4, []), (5, []), (7, ["ann"])):
        assert named(gaps([*AMONG, *meeting("ann", ANN[:4]), *meeting("bea", BEA[:met])])) == who


def test_silent_reports_are_dealt_out_over_all_leaders():
    """Three silent of eight, four of them Ann's: all hers in 4 of 56 ways, which count half."""
    reports = SimpleNamespace(contacts=np.array([0, 0, 0, 5, 5, 5, 5, 5]), nearness=np.ones(8))
    assert module._chance_of_silence(reports, np.arange(4), np.arange(4, 8)) == pytest.approx(4 / 56 / 2)
    apart = SimpleNamespace(contacts=reports.contacts, nearness=np.array([0.1, 0.1, 0.1, 1, 1, 1, 1, 1]))
    assert module._chance_of_silence(apart, np.arange(4), np.arange(4, 8)) == 0.5, "nobody else has reports as far"


def test_units_without_contact_among_them_say_nothing_about_how_people_differ():
    """a01 meets the six others twelve times each: 144 ends of contact, 24 a leader could expect in the same days.

    Six of the seven have log(12.5 / 21.07) of the 144 / 7 expected of each, which is the middle: 24 * 12.5 / 21.07.
    The reports of bea meet only her.
    """
    others = [person for person in ANN if person != "a01"]
    (found,) = gaps([*meeting("a01", others), *meeting("bea", BEA), *weekly("ann", "bea", "meeting")])
    assert found.people == ("ann",)
    assert found.evidence["contacts_expected"] == pytest.approx(24 * 12.5 / (144 / 7 + 0.5))


def test_where_contact_is_rare_no_leader_stands_out():
    """Everyone meets once with the next in the circle, and each leader with two of seven."""
    rows = [*ring(ANN, "meeting", 1)[::12], *ring(BEA, "meeting", 1)[::12]]
    rows += [event(leader, f"{leader[0]}0{k}", "meeting", 9 * k) for leader in ("ann", "bea") for k in (1, 2)]
    assert named(gaps(rows)) == []


def test_work_that_brings_some_closer_makes_no_contact_less_surprising():
    """Forty contacts with six of eight reports: five each were to be expected, or most of them with two anyway."""
    even = _chances_of_none(np.array([7, 7, 7, 7, 6, 6, 0, 0]), np.full(8, 1 / 8), 0.0).sum()
    uneven = _chances_of_none(np.array([20, 12, 4, 2, 1, 1, 0, 0]), np.full(8, 1 / 8), 0.0).sum()
    assert even == pytest.approx(8 * np.exp(-5))
    assert uneven > 1


def test_a_leader_who_leaves_reports_out_is_not_their_own_yardstick():
    """Ann meets four of seven only, Bea each of hers alike: Bea's evenness judges Ann, not Ann's own choice.

    Ann's 48 contacts over 7 reports: 4 * (12 - 48/7)^2 + 3 * (48/7)^2 - 48 * 6/7 over 7 * (48/7)^2 = 0.625.
    """
    network = company([*AMONG, *meeting("ann", ANN[:4]), *meeting("bea", BEA)], roster(EVERYONE, manager_id=LINES))
    who = network.people.index.get_indexer(["ann", "bea"])
    assert _variation_elsewhere(_count(network), who) == pytest.approx([0, 0.625])
    assert _variation_elsewhere(_count(network), who[:1]) == pytest.approx([0.625]), "a single leader has no other"


def test_how_much_contacts_vary_is_measured_beyond_counting():
    """(4 - 10)^2 + (16 - 10)^2 - 2 * 10 * 0.5, over 2 * 10^2."""
    assert _variation(np.array([4, 16]), np.array([0.5, 0.5]), 20) == pytest.approx(0.31)
    assert _variation(np.array([10, 10]), np.array([0.5, 0.5]), 20) == 0


@pytest.mark.parametrize(
    ("events", "people", "word"),
    [
        (AMONG, roster(EVERYONE), "No reporting lines"),
        (AMONG, roster(EVERYONE, manager_id={"a01": "ann", "a02": "ann"}), "3 reports"),
        (ring(ANN, "meeting"), None, "touch too few"),
    ],
)
def test_without_leaders_or_records_nothing_is_said(events, people, word):
    (found,) = gaps(events, people)
    assert (found.status, found.people) == ("not_enough_data", ())
    assert word in found.why


def test_reports_of_other_teams_are_expected_to_meet_less():
    """Where teams hardly meet, two reports in another team are no surprise; in the leader's own team they are."""
    rows = [*AMONG[: -len(weekly("ann", "bea"))], *meeting("ann", ANN[:5]), *meeting("bea", BEA)]
    rows = [row for row in rows if len({row[0], row[1]} & set(ANN[5:])) != 1] + weekly("a06", "a07", "meeting", 4)
    team = dict.fromkeys(["ann", *ANN[:5]], "a") | dict.fromkeys(["bea", *BEA], "b")
    for elsewhere, who in (("a", ["ann"]), ("c", [])):
        people = roster(EVERYONE, manager_id=LINES, team=team | dict.fromkeys(ANN[5:], elsewhere))
        assert named(gaps(rows, people)) == who
        without_a_team = [row for other in ("x1", "x2", "x3") for person in BEA for row in weekly(other, person)]
        people = roster(
            [*people["person_id"].tolist(), "x1", "x2", "x3"],
            manager_id=LINES,
            team=team | dict.fromkeys(ANN[5:], elsewhere),
        )
        assert named(gaps([*rows, *without_a_team], people)) == who


def test_leaders_are_compared_with_their_peers():
    """Ann helps two of seven 36 times, thanks a01 and is thanked; bea helps one of hers twelve times."""
    rows = [*weekly("ann", "a01"), *weekly("ann", "a02", times=2), *weekly("bea", "b01")]
    thanks = [("ann", "a01", "2026-03-02"), ("a01", "ann", "2026-03-02")]
    records = records_of(
        [*AMONG, *meeting("ann", ANN[:5]), *meeting("bea", BEA), *rows],
        roster(EVERYONE, manager_id=LINES),
        thanks=thanks,
    )
    (found,) = leadership_gap(network_of(records, as_of=AS_OF), records)
    assert found.evidence["help_per_report"] == pytest.approx((36 + 1) / 7)
    assert found.evidence["peers_help_per_report"] == pytest.approx(12 / 7)
    assert found.evidence["thanks_to_reports"] == 1


def test_in_the_sample_exactly_the_planted_leader_is_named():
    records = load("sample_data")
    planted = json.loads(Path("sample_data/truth.json").read_text())["leadership_gap"]
    assert named(leadership_gap(network_of(records), records)) == planted


IDS = numbered(60)
TEAM = np.repeat(np.arange(4), 15)
BOSS = {person: None if i % 15 == 0 else IDS[15 * TEAM[i]] for i, person in enumerate(IDS)}
EMPTY = company([], roster(IDS, manager_id=BOSS))
FIRST, SECOND = np.triu_indices(60, 1)


def invented(rng, spread):
    """Sixty people in four teams, each led by one like the others; they differ in whom they seek and how sought."""
    seeks, sought = rng.lognormal(0, spread, (2, 60))
    rate = seeks[FIRST] * sought[SECOND] + seeks[SECOND] * sought[FIRST]
    rate = rate * np.where(TEAM[FIRST] == TEAM[SECOND], 1.0, 0.08)
    counts = rng.poisson(rate * 750 / rate.sum())
    source, target = np.repeat(FIRST, counts), np.repeat(SECOND, counts)
    ages, ones = rng.uniform(0, 90, len(source)), np.ones(len(source))
    return replace(EMPTY, events=Events(60, source, target, ages, ones, np.zeros(len(source), dtype=int), ("meeting",)))


@pytest.mark.parametrize(("spread", "names"), [(0.5, 0.05), (0.8, 0.1)])
def test_hardly_a_leader_is_named_where_nothing_is_planted(spread, names):
    rng = np.random.default_rng(2)
    assert np.mean([len(named(leadership_gap(invented(rng, spread), None))) for _ in range(150)]) <= names


def test_several_leaders_in_whom_it_may_be_chance_are_a_number():
    """Both came to know all but two of their reports; those came back four weeks before the end."""
    away = [(report, "2026-01-01", "2026-03-03") for report in (*ANN[5:], *BEA[5:])]
    (found,) = gaps([*AMONG, *meeting("ann", ANN[:5]), *meeting("bea", BEA[:5])], absences=away)
    assert (found.status, found.evidence) == ("watch", {"count": 2})
    assert found.why.startswith("2 leaders have")


@pytest.mark.parametrize(("elsewhere", "share"), [([4, 2, 0], [2 / 3, 1 / 3, 0]), ([0, 0, 0], [1 / 6, 2 / 6, 3 / 6])])
def test_reports_can_expect_a_share_by_days_together_nearness_and_contact_with_others(elsewhere, share):
    """4 * 10 * 1 against 2 * 20 * 1/2 and nothing; where nobody has contact elsewhere, by the days alone."""
    reports = SimpleNamespace(
        elsewhere=np.array(elsewhere), together=np.array([10, 20, 30]), nearness=np.array([1.0, 0.5, 1.0])
    )
    assert module._share(reports, np.arange(3)) == pytest.approx(share)


def test_reports_in_another_team_are_as_near_as_teams_usually_are():
    """Six contacts in the 4 pairs inside the teams of three and two, three in the 6 pairs across: 1/2 over 3/2."""
    team = dict.fromkeys(["ann", "a1", "a2"], "a") | dict.fromkeys(["bea", "b1"], "b")
    rows = [event(*pair, "meeting", day) for pair in (("ann", "a1"), ("a1", "a2"), ("bea", "b1")) for day in (1, 2)]
    rows += [event("ann", "b1", "meeting", 3)] * 3
    people = roster([*team, "zoe"], team=team, manager_id=dict.fromkeys(["a1", "b1", "zoe"], "ann"))
    network = company(rows, people)
    near = dict(zip(network.people.index, module._nearness(network, module.managers(network)), strict=True))
    assert near == pytest.approx(dict.fromkeys(["ann", "a1", "a2", "bea", "zoe"], 1.0) | {"b1": 1 / 3})


def test_days_with_each_other_report_are_added_up():
    """Of three, two are there on the first day, all on the second, two on the third; the fourth reports elsewhere."""
    present = np.array([[1, 1, 0], [1, 1, 1], [0, 1, 1], [1, 1, 1]], dtype=bool)
    found = module._time_among(present, np.array([5, 5, 5, 6]), np.arange(4))
    assert found.tolist() == [1 + 2, 1 + 2 + 1, 2 + 1, 0]


def test_a_meeting_of_everybody_reaches_no_report():
    """Ann meets five of seven every week, and all sixteen meet at once now and then."""
    together = [row for day in (3.5, 33.5, 63.5) for row in clique(EVERYONE, days=day)]
    (found,) = gaps([*AMONG, *meeting("ann", ANN[:5]), *meeting("bea", BEA), *together])
    assert (found.people, found.evidence["left_out"], found.evidence["contacts"]) == (("ann",), 2, 60)
    assert "Large meetings and mails to many don't count." in found.why


def test_little_contact_in_all_is_asked_once_of_each_leader(monkeypatch):
    """A chance of 14 % that it explains the silence is no reason to say nothing; one of 16 % is."""
    reports = SimpleNamespace(contacts=np.array([9, 9, 0, 0, *[5] * 20]), manager=np.array([0] * 4 + [1] * 20))
    monkeypatch.setattr(module, "_share", lambda _, theirs: np.full(len(theirs), 1 / len(theirs)))
    monkeypatch.setattr(module, "_chance_of_silence", lambda *_: 0.001)
    monkeypatch.setattr(module, "_chances_of_none", lambda *_: np.ones(4))
    told = {}
    for explained in (0.14, 0.16):
        monkeypatch.setattr(module, "_at_least", lambda *_, value=explained: value)
        told[explained] = module._chance_left_out(reports, np.arange(4), np.arange(4, 24), 0.5, 2)
    assert told[0.14] == pytest.approx(0.001 / 0.9)
    assert told[0.16] >= 1


def test_leaders_who_leave_out_nobody_are_not_counted_against_those_who_do():
    """Seven leaders, one of whom leaves out four of eight: .02 is .02, and seven times as much where all are asked."""
    silent = [[1, 2, 3, 4], [5], [6, 7], *([] for _ in range(4))]
    leaders = [
        SimpleNamespace(p_left_out=0.02 if k == 0 else 1.0, p_little=1.0, left_out=those, reports=range(8))
        for k, those in enumerate(silent)
    ]
    assert module._rates(leaders, 2)[:, 0].tolist() == pytest.approx([0.02, *[1.0] * 6])
    assert module._rates(leaders, 0)[:, 0].tolist() == pytest.approx([0.14, *[1.0] * 6])


@pytest.mark.parametrize(("clumping", "several"), [(1.0, 2), (1.8, 0)])
def test_where_contacts_come_in_clumps_all_leaders_are_asked(monkeypatch, clumping, several):
    asked, rates = [], module._rates
    monkeypatch.setattr(module.guards, "clumping", lambda network: clumping)
    monkeypatch.setattr(module, "_rates", lambda leaders, least: asked.append(least) or rates(leaders, least))
    gaps([*AMONG, *meeting("ann", ANN[:5]), *meeting("bea", BEA)])
    assert asked == [several]
