"""The six challenges: every one has words, and a verdict that rests on findings."""

import re

import pandas as pd
import pytest

from ally_graph import analyze, from_tables, load, vocabulary
from ally_graph.findings import DETECTORS, Finding
from ally_graph.findings import challenges as module
from ally_graph.findings.challenges import CHALLENGES, SIGNALS, VERDICTS, Signal, challenges, workload_pressure
from ally_graph.measures.workload import Pressure
from ally_graph.network import network_of
from tests.unit.companies import company, event, roster

COLUMNS = ["from_id", "to_id", "kind", "timestamp", "weight"]
NOTHING = dict.fromkeys(CHALLENGES, "not seen") | {"workload_pressure": "can't tell"}


def verdicts(*findings, checked=None):
    return {verdict.challenge.key: verdict.verdict for verdict in challenges(findings, checked=checked)}


def test_the_challenges_are_those_of_the_vocabulary_in_its_order():
    assert list(CHALLENGES) == list(vocabulary.CHALLENGES)
    assert [challenge.title for challenge in CHALLENGES.values()] == list(vocabulary.CHALLENGES.values())


@pytest.mark.parametrize("challenge", CHALLENGES.values(), ids=lambda challenge: challenge.key)
def test_every_challenge_points_to_what_exists(challenge):
    assert {*challenge.detectors, *challenge.supporting} <= set(DETECTORS.keys())
    assert set(challenge.practices) <= set(vocabulary.PRACTICES)
    assert set(challenge.tools) <= set(vocabulary.TOOLS)
    assert challenge.practices
    assert challenge.tools
    assert challenge.response.endswith(".")


def test_where_nothing_was_found_nothing_is_seen_but_what_only_a_signal_can_show():
    assert verdicts() == NOTHING


@pytest.mark.parametrize(
    ("detector", "challenge"),
    [
        ("closed_group", "resistance"),
        ("unequal_participation", "unequal_participation"),
        ("remote_gap", "remote_distance"),
        ("ally_burnout", "ally_burnout"),
        ("leadership_gap", "unsupportive_leadership"),
    ],
)
@pytest.mark.parametrize(
    ("status", "verdict"),
    [("named", "seen"), ("fact", "seen"), ("watch", "can't tell"), ("not_enough_data", "can't tell")],
)
def test_the_verdict_follows_the_finding(detector, challenge, status, verdict):
    assert verdicts(Finding(detector, status)) == NOTHING | {challenge: verdict}


def test_certain_findings_outweigh_uncertain_ones():
    assert verdicts(Finding("remote_gap", "watch"), Finding("remote_gap", "named"))["remote_distance"] == "seen"


def test_unevenness_within_natural_differences_is_not_seen():
    watch = Finding("unequal_participation", "watch", evidence={"count": 1, "within_natural_differences": True})
    assert verdicts(watch)["unequal_participation"] == "not seen"


def test_what_was_not_looked_for_cannot_be_told():
    assert verdicts(checked=[]) == dict.fromkeys(CHALLENGES, "can't tell")
    assert verdicts(checked=["remote_gap"])["remote_distance"] == "not seen"


def test_findings_beside_a_challenge_are_mentioned_and_decide_nothing():
    (burnout,) = [v for v in challenges([Finding("overrelied", "named", ("p1",))]) if v.challenge.key == "ally_burnout"]
    assert burnout.verdict == "not seen"
    assert "“Carry a lot for others”" in burnout.why
    assert [finding.detector for finding in burnout.findings] == ["overrelied"]


def test_too_little_data_is_explained_in_the_findings_own_words():
    found = Finding("leadership_gap", "not_enough_data", why="No reporting lines are on record.")
    assert challenges([found])[-1].why == "No reporting lines are on record. 0 of 1 checks could be run."


@pytest.mark.parametrize("verdict", VERDICTS)
def test_where_no_detector_decides_the_signal_of_the_company_does(verdict):
    signal = Signal("workload_pressure", verdict, "Because.")
    (told,) = [v for v in challenges([], signals=[signal]) if v.challenge.key == "workload_pressure"]
    assert (told.verdict, told.why) == (verdict, "Because.")


def even_contact(teams, more=0):
    """Thirty people in even contact in so many teams, and more of whom nothing is on record."""
    pairs = [(f"p{one}", f"p{(one + step) % 30}") for one in range(30) for step in (1, 4, 9, 13)]
    contact = pd.DataFrame(pairs * 5, columns=["from_id", "to_id"])
    contact = contact.assign(kind="chat", timestamp=pd.date_range("2026-01-01", periods=len(contact), freq="3h"))
    people = pd.DataFrame({"person_id": [f"p{one}" for one in range(30 + more)]})
    people["team"] = [f"team {one % teams}" if teams else None for one in range(30 + more)]
    return from_tables(people=people, interactions=contact)


@pytest.mark.parametrize("teams", [0, 1, 2])
def test_that_no_teams_keep_to_themselves_takes_two_teams_to_say(teams):
    """Thirty people in even contact, of no team, one or two: silos are not seen, or it can't be told."""
    told = analyze(even_contact(teams)).challenges[0]
    assert told.verdict == ("not seen" if teams == 2 else "can't tell")
    assert ("teams are on record" in told.why) == (teams < 2)


@pytest.mark.parametrize("more", [0, 40])
def test_that_nothing_stands_out_takes_half_of_the_people_on_record(more):
    """Thirty people in even contact in two teams, and forty more on the roster of whom nothing is on record."""
    told = analyze(even_contact(2, more)).challenges
    assert told[0].verdict == ("can't tell" if more else "not seen")
    assert ("Only 30 of 70 people appear" in told[0].why) == bool(more)
    assert not more or {one.verdict for one in told} == {"can't tell"}


def test_every_challenge_has_a_detector_or_a_signal():
    for challenge in CHALLENGES.values():
        assert bool(challenge.detectors) != (challenge.key in SIGNALS)


@pytest.mark.parametrize("status", ["named", "fact", "watch", "not_enough_data", None])
def test_every_verdict_says_how_sure_it_is(status):
    found = [Finding(d, status, q=0.004, why="So.") for d in DETECTORS.keys()] if status else []  # noqa: SIM118
    for verdict in challenges(found):
        assert re.search(r"\d of \d checks could be run|no check could be run", verdict.why)
        if status in ("named", "watch", None) and verdict.challenge.detectors:
            assert "at a false discovery rate of " in verdict.why


def test_signs_that_could_be_seen_are_counted_where_there_is_no_rate():
    found = Finding("ally_burnout", "named", ("p",), evidence={"signals_available": 6, "signals_possible": 7})
    (told,) = [v for v in challenges([found]) if v.challenge.key == "ally_burnout"]
    assert "with 6 of 7 signs to be seen" in told.why


def test_in_the_sample_silos_and_a_leader_out_of_touch_are_seen():
    """A closed group and a leader were planted (`truth.json`); the third challenge is pressure of work."""
    result = analyze(load("sample_data"))
    found = result.challenges
    assert found[2].verdict == "not seen"
    assert "95% interval" in found[2].why
    assert {v.challenge.key for v in found if v.verdict == "seen"} >= {"resistance", "unsupportive_leadership"}
    people = set(result.people["person_id"]) | set(result.people["name"])
    for verdict in found:
        assert verdict.verdict in VERDICTS
        assert verdict.why.endswith(".")
        assert not any(person in str(verdict.to_dict()) for person in people)


def share_of_checks(findings, checked=None):
    verdicts = challenges(findings, checked=checked)
    return next(verdict.why for verdict in verdicts if verdict.challenge.key == "remote_distance")


@pytest.mark.parametrize(
    ("findings", "checked", "could"),
    [
        ([], None, "1 of 1"),
        ([], [], "0 of 1"),
        ([Finding("remote_gap", "watch", evidence={"count": 1})], None, "1 of 1"),
        ([Finding("remote_gap", "not_enough_data", why="Too little.")], None, "0 of 1"),
    ],
)
def test_a_verdict_counts_the_checks_that_could_be_run(findings, checked, could):
    assert f" {could} checks could be run." in share_of_checks(findings, checked)


@pytest.mark.parametrize(
    ("ratio", "low", "p", "verdict"),
    [
        (0.85, 0.7, 0.05, "seen"),
        (0.85, 0.7, 0.051, "can't tell"),
        (0.86, 0.7, 0.05, "can't tell"),
        (0.95, 0.85, 0.4, "can't tell"),
        (0.95, 0.86, 0.4, "not seen"),
        (0.8, 0.7, 0.2, "can't tell"),
    ],
)
def test_busy_weeks_crowd_out_support_from_a_seventh_missing_on(monkeypatch, ratio, low, p, verdict):
    """Seen at 85 % or less with p of 5 % or less, not seen where the whole interval lies above 85 %."""
    found = Pressure(40, 8, 1.4, ratio, low, 1.1, p, float("nan"), float("nan"))
    monkeypatch.setattr(module, "pressure", lambda *_: found)
    told = workload_pressure(company([], roster("abc")), None)
    assert told.verdict == verdict
    assert "after hours" not in told.why


def test_a_verdict_is_plain_without_its_findings():
    """What a verdict says as plain values, key by key."""
    (verdict, *_) = challenges([])
    assert verdict.to_dict() == {
        "challenge": "resistance",
        "verdict": verdict.verdict,
        "why": verdict.why,
        "response": verdict.challenge.response,
        "practices": list(verdict.challenge.practices),
        "tools": list(verdict.challenge.tools),
    }


def test_what_is_uncertain_beside_a_challenge_is_not_mentioned():
    (burnout,) = [v for v in challenges([Finding("overrelied", "watch")]) if v.challenge.key == "ally_burnout"]
    assert "beside it" not in burnout.why
    assert burnout.findings == ()


@pytest.mark.parametrize(("verdict", "told"), [("can't tell", "can't tell"), ("not seen", "not seen")])
def test_what_keeps_a_challenge_from_being_told_is_said_where_nothing_was_found(verdict, told):
    """Only a signal that nothing can be told changes what the detectors say."""
    found = challenges([], signals=[Signal("resistance", verdict, "Because.")])[0]
    assert found.verdict == told
    assert found.why.startswith("Because.") == (told == "can't tell")


def test_without_enough_weeks_pressure_of_work_can_not_be_told():
    """One help on record makes no busy week."""
    records = from_tables({"interactions": pd.DataFrame([event("a", "b")], columns=COLUMNS)})
    told = workload_pressure(network_of(records), records)
    assert told.verdict == "can't tell"
    assert told.why.startswith("It takes")
