"""The commands `match` and `share-load`: what they print, and what they write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ally_graph.cli.commands import main
from ally_graph.cli.exits import DONE, WRONG_USAGE
from ally_graph.records import load, write_folder

SAMPLE = Path(__file__).parents[3] / "sample_data"


@pytest.fixture
def printed(capsys):
    """Runs a command on the sample and gives what it printed."""

    def run(*words: str, code: int = DONE) -> str:
        assert main([words[0], str(SAMPLE), "--no-cache", *words[1:]]) == code
        return capsys.readouterr().out

    return run


def test_match_prints_pairs_and_who_is_without(printed):
    told = json.loads(printed("match", "--programme", "mentorship", "--json"))
    assert set(told) == {"pairs", "unmatched"}
    assert len(told["pairs"]) > 10
    assert set(told["pairs"][0]) == {"person", "partner", "score", "why", "runner_up"}


def test_match_is_for_those_who_are_asked_for(printed):
    told = json.loads(printed("match", "--programme", "buddy", "--for", "p43, p59", "--json"))
    assert [pair["person"] for pair in told["pairs"]] == ["p43", "p59"]


def test_match_on_a_terminal_gives_a_reason_for_each(printed):
    words = printed("match", "--programme", "buddy", "--for", "p43")
    assert "Rawiri Paewai (p43) and Niamh Gallchóir (p20)" in words
    assert "Reports to the same manager" in words


def test_pairs_to_keep_apart_are_kept_apart(printed, tmp_path):
    file = tmp_path / "apart.csv"
    file.write_text("person_id,partner_id\np20,p43\nnobody,p43\n", encoding="utf-8")
    told = json.loads(printed("match", "--programme", "buddy", "--for", "p43", "--blocked", str(file), "--json"))
    assert told["pairs"][0]["partner"] != "p20"


def test_what_is_written_is_read_again_as_programmes(printed, tmp_path):
    """The pairs as a table of their own beside the people and records of the sample."""
    file = tmp_path / "programmes.csv"
    printed("match", "--programme", "coffee", "-o", str(file))
    sample = load(SAMPLE)
    write_folder({"people": sample.people, "interactions": sample.interactions}, tmp_path)
    again = load(tmp_path)
    assert len(again.programmes) >= 60
    assert again.set_aside == 0
    assert set(again.programmes["role"]) == {"participant"}


def test_somebody_who_is_not_there_is_wrong_usage(printed):
    printed("match", "--programme", "buddy", "--for", "p99", code=WRONG_USAGE)
    printed("share-load", "--helper", "p99", code=WRONG_USAGE)


def test_share_load_prints_a_plan_for_each_helper(printed):
    told = json.loads(printed("share-load", "--json"))["helpers"]
    assert sorted(plan["person"] for plan in told) == ["p13", "p14", "p15"]
    for plan in told:
        assert set(plan["before"]) == set(plan["after"]) == {"load", "dependants", "gini_excess", "bus_factor"}
        assert {"to", "kind", "team", "share"} <= set(plan["steps"][0])


def test_share_load_on_a_terminal_says_who_takes_what(printed):
    words = printed("share-load", "--helper", "p13")
    assert "takes" in words
    assert "of the answers in development" in words
    assert "helps a week" in words
