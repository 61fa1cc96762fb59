"""What every finding owes its readers."""

import json

import numpy as np
import pytest

from ally_graph import analyze, load
from ally_graph.findings import (
    DETECTORS,
    STATUSES,
    Finding,
    closed_group,
    cooling_ties,
    detector_of,
    find,
    leadership_gap,
    remote_gap,
    unbalanced,
    unequal_participation,
)
from ally_graph.findings.finding import plain, with_ids
from ally_graph.network import network_of
from ally_graph.settings import Settings
from tests.unit.companies import AS_OF, clique, event, numbered, records_of, ring, roster, weekly

IDS = numbered(24)
QUIET = [event("p00", person, days=2) for person in IDS[3:]]
EVERYTHING = [*ring(IDS), *weekly("p00", "p05", times=4), *weekly("p00", "p09", times=4), event("zoe", "p03")]
COMPANIES = {
    "all sorts": (EVERYTHING, roster([*IDS, "zoe", "new", "alone"], start_date={"new": "2026-03-30"})),
    "busy helper": ([*ring(IDS), *QUIET, *QUIET, *QUIET], roster(IDS)),
    "no roster": (clique("abcdef"), None),
    "nobody met": ([], roster(IDS)),
}


@pytest.fixture(scope="module", params=[*COMPANIES, "sample"])
def findings(request):
    if request.param == "sample":
        return analyze(load("sample_data")).findings
    records = records_of(*COMPANIES[request.param])
    return find(network_of(records, as_of=AS_OF), records)


def test_every_finding_keeps_the_contract(findings):
    """Findings of four small companies, one without a roster and one without events, and of the sample."""
    for finding in findings:
        assert finding.detector in DETECTORS
        assert finding.status in STATUSES
        assert list(finding.people) == sorted(finding.people)
        holds_people = DETECTORS[finding.detector].about != "company"
        assert bool(finding.people) == (holds_people and finding.certain)
        assert finding.q is None or 0 <= finding.q <= 0.05
        assert finding.why.endswith(".")
        assert finding.advice.endswith(".")
        assert finding.would_change.endswith(".")
        assert finding.coverage.endswith(".")
        assert 0 <= finding.evidence["data_coverage"] <= 1
        words = finding.why + finding.advice + finding.would_change + finding.coverage
        assert not any(person in words for person in finding.people)


def test_what_is_watched_is_a_count_without_names(findings):
    for finding in findings:
        if finding.status == "watch":
            assert finding.people == ()
            assert finding.evidence["count"] >= 1


def test_findings_are_sorted_and_fit_json(findings):
    assert list(findings) == sorted(findings, key=Finding.order)
    text = json.dumps([finding.to_dict() for finding in findings], allow_nan=False)
    assert [set(found) for found in json.loads(text)] == [
        {"detector", "status", "people", "q", "score", "evidence", "why", "advice", "would_change", "coverage"}
    ] * len(findings)


def test_a_company_can_have_every_kind_of_status():
    records = records_of(*COMPANIES["all sorts"])
    statuses = {(finding.detector, finding.status) for finding in find(network_of(records, as_of=AS_OF), records)}
    assert {("isolated", "fact"), ("isolated", "not_enough_data"), ("overrelied", "named")} <= statuses


def test_findings_tell_how_far_they_are():
    told = []
    records = records_of(clique("abc"))
    find(network_of(records, as_of=AS_OF), records, lambda share, words: told.append((share, words)))
    assert [share for share, _ in told] == [k / len(DETECTORS) for k in range(len(DETECTORS))]
    assert all(words.endswith("?") for _, words in told)


def test_certain_findings_come_first():
    """Four findings of one detector about nobody, which differ in their status only, from unsure to sure."""
    found = [Finding("a", status) for status in ("not_enough_data", "watch", "fact", "named")]
    assert [finding.status for finding in sorted(found, key=Finding.order)] == [
        "named",
        "fact",
        "watch",
        "not_enough_data",
    ]


def test_plain_values_are_what_json_holds():
    mixed = {"a": np.float64(1 / 3), "b": (np.int64(2), float("inf")), 3: np.bool_(True), "n": None, "t": "x"}
    assert plain(mixed) == {"a": 0.333333, "b": [2, None], "3": True, "n": None, "t": "x"}


@pytest.mark.parametrize(("detector", "people"), [("isolated", ["a", "b"]), ("closed_group", [])])
def test_a_finding_as_plain_values_holds_everything_but_the_members_of_a_closed_group(detector, people):
    """The same finding of two detectors: one that may name people, and one about a group."""
    finding = Finding(
        detector, "named", ("a", "b"), np.float64(0.01), 2.0, {"size": np.int64(2)}, "Why.", "Do.", "If.", "All."
    )
    assert finding.to_dict() == {
        "detector": detector,
        "status": "named",
        "people": people,
        "q": 0.01,
        "score": 2.0,
        "evidence": {"size": 2},
        "why": "Why.",
        "advice": "Do.",
        "would_change": "If.",
        "coverage": "All.",
    }


def test_a_detector_nobody_registered_comes_right_after_the_last():
    assert detector_of("brand_new").place == max(detector.place for detector in DETECTORS) + 1


def test_findings_by_number_are_given_ids_in_their_order():
    """Numbers in order are ids in another one; without ids nothing changes."""
    found = [Finding("isolated", "fact", ("0",)), Finding("isolated", "fact", ("1", "2")), Finding("bridge", "named")]
    ids = {"0": "zoe", "1": "cy", "2": "ana"}
    assert [(one.detector, one.people) for one in with_ids(found, ids)] == [
        ("bridge", ()),
        ("isolated", ("ana", "cy")),
        ("isolated", ("zoe",)),
    ]
    assert with_ids(found, None) == tuple(found)


@pytest.mark.parametrize(
    ("watched", "one", "two"),
    [
        (unbalanced._watch, "1 person gives clearly more help", "2 people give clearly more help"),
        (closed_group._watch, "1 group keeps much to themselves", "2 groups keep much to themselves"),
        (cooling_ties._watch, "1 pair has been silent", "2 pairs have been silent"),
        (lambda count: leadership_gap._watched(count)[0], "One leader has no contact", "2 leaders have no contact"),
        (lambda count: remote_gap._watched(count)[0], "In one group remote", "In 2 groups remote"),
        (
            lambda count: unequal_participation._watched(count, [], Settings())[0],
            "One group is less even",
            "2 groups are less even",
        ),
    ],
)
def test_what_is_watched_is_counted_in_words_for_one_and_for_several(watched, one, two):
    for count, words in ((1, one), (2, two)):
        finding = watched(count)
        assert (finding.status, finding.people, finding.evidence) == ("watch", (), {"count": count})
        assert finding.why.startswith(words)
