"""The same window at an earlier day, beside that of now, on the command line."""

from __future__ import annotations

import json
from contextlib import redirect_stdout
from io import StringIO

import pytest

from ally_graph.cli.commands import main
from ally_graph.cli.exits import DONE
from ally_graph.files.shipped import sample_folder

SAMPLE = str(sample_folder())


@pytest.fixture(scope="module")
def both():
    """What `analyze --json --against` says of the sample, and what it says of the earlier day alone."""

    def printed(*words: str) -> dict:
        with redirect_stdout(StringIO()) as said:
            assert main(["analyze", SAMPLE, "--no-cache", "--json", *words]) == DONE
        return json.loads(said.getvalue())

    return printed("--against", "2025-10-01"), printed("--as-of", "2025-10-01")


def test_the_earlier_day_is_told_whole(both):
    """As it is told by itself, but for what had ended by now."""
    then, alone = both[0]["against"], both[1]
    findings = [{key: value for key, value in one.items() if key != "ended"} for one in then["findings"]]
    assert {**then, "findings": findings} == alone


def test_each_finding_says_since_which_of_the_two_days_it_has_been_there(both):
    """Those that are unsure say nothing."""
    told = both[0]
    before = {(one["detector"], tuple(one["people"])) for one in both[1]["findings"] if one["status"] != "watch"}
    for one in told["findings"]:
        certain = one["status"] in ("named", "fact")
        known = (one["detector"], tuple(one["people"])) in before
        assert one["since"] == (("2025-10-01" if known else "2026-01-01") if certain else None)
    assert {one["since"] for one in told["findings"]} == {None, "2025-10-01", "2026-01-01"}


def test_a_day_that_is_not_earlier_is_refused(capsys):
    assert main(["analyze", SAMPLE, "--no-cache", "--against", "2026-01-01"]) != DONE
    assert "a day before the one that is looked back from, 2026-01-01" in capsys.readouterr().err


def test_in_words_it_says_what_is_new_and_what_is_no_longer(capsys):
    assert main(["analyze", SAMPLE, "--no-cache", "--against", "2025-10-01"]) == DONE
    said = capsys.readouterr().out
    assert "new since 2025-10-01: " in said
    assert "there on 2025-10-01 and no longer: " in said
