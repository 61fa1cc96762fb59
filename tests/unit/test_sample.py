"""The worked example finds what was planted in it, whatever the order of its rows."""

import json
import random
from pathlib import Path

import pytest

from ally_graph import analyze, load
from ally_graph.cli.commands import main
from ally_graph.matching import match, share_load

SAMPLE = Path(__file__).parents[2] / "sample_data"


@pytest.fixture(scope="module")
def result():
    return analyze(load(SAMPLE))


@pytest.fixture(scope="module")
def truth():
    return json.loads((SAMPLE / "truth.json").read_text())


@pytest.mark.parametrize("detector", ["isolated", "overrelied", "bridge", "leadership_gap"])
def test_exactly_the_planted_people_are_named(result, truth, detector):
    named = [person for finding in result.findings if finding.detector == detector for person in finding.people]
    assert sorted(named) == truth[detector]


@pytest.mark.parametrize("detector", ["closed_group", "cooling_ties"])
def test_exactly_the_planted_groups_and_pairs_are_named(result, truth, detector):
    named = [list(finding.people) for finding in result.findings if finding.detector == detector and finding.people]
    assert sorted(named) == truth[detector]


def test_beyond_the_planted_only_helpers_who_carry_a_lot_are_named(result, truth):
    """They do give far more than they get, which `unbalanced` says too."""
    others = [finding for finding in result.findings if finding.people and finding.detector not in truth]
    assert {finding.detector for finding in others} <= {"unbalanced"}
    assert {person for finding in others for person in finding.people} <= set(truth["overrelied"])


def test_the_buddy_on_paper_is_seen_and_the_best_one_is_proposed(result, truth):
    """The newcomer has a buddy whom they never met; asked for by name, they are given the one who fits best."""
    records = load(SAMPLE)
    assert [one.person for one in match(records, result, "buddy").unmatched] == truth["buddy_on_paper"]
    ((newcomer, *best),) = truth["best_buddy"]
    assert [pair.partner for pair in match(records, result, "buddy", people=[newcomer]).pairs] == best


def test_the_loads_that_can_be_shared_are_shared(result, truth):
    """Each of the helpers hands on a third at least, and nobody depends on them alone any more."""
    plans = share_load(load(SAMPLE), result)
    assert sorted(plan.person for plan in plans) == truth["shared_load"]
    assert all(plan.after.load <= 0.7 * plan.before.load and plan.after.dependants == 0 for plan in plans)


def test_the_terminal_names_nobody_as_the_member_of_a_closed_group(truth, capsys):
    assert main(["analyze", str(SAMPLE)]) == 0
    printed = capsys.readouterr().out
    assert "A tight group of 6 people" in printed
    assert not [person for person in truth["closed_group"][0] if f"({person})" in printed]


def test_the_sample_is_read_without_problems_that_matter():
    records = load(SAMPLE)
    assert (records.set_aside, records.outside, records.has_roster) == (0, 0, True)
    assert [problem for problem in records.problems if problem.severity != "notice"] == []


def test_the_groups_of_the_sample_are_clear(result):
    assert result.network.clear_clusters
    assert result.network.modularity > result.network.modularity_null_95
    assert all(0.6 <= group.stability <= 1 for group in result.clusters)


def test_the_order_of_rows_changes_no_byte(result, tmp_path):
    """Every table of the sample is shuffled."""
    for file in SAMPLE.glob("*.csv"):
        header, *lines = file.read_text().splitlines()
        random.Random(file.name).shuffle(lines)
        (tmp_path / file.name).write_text("\n".join([header, *lines]) + "\n")
    again = analyze(load(tmp_path))
    assert json.dumps(again.to_dict()) == json.dumps(result.to_dict())
    assert again.people.equals(result.people)


def test_the_command_line_says_the_same_as_the_library(result, capsys):
    assert main(["analyze", str(SAMPLE), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(result.to_dict()))
