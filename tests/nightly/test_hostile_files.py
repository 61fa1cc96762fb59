"""No file makes a command crash, hang or eat the machine, and no row of it gets lost.

The long form runs all of them; the short one a few, spread over all kinds.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from tests.nightly.alone import run
from tests.nightly.hostile import Case, every_case
from tests.nightly.size import SEED, SHARE

ALL = every_case()
FULL = SHARE > 0
SECONDS, MEGABYTES = 5.0, 400
SHORT = (
    "csv one line",
    "zip header",
    "xlsx sheet gap 1000000000000",
    "parquet books",
    "path a pipe as interactions.csv",
)
SOME = random.Random(SEED).sample(ALL, round(min(SHARE, 1) * len(ALL)))
CHOSEN = SOME if FULL else [case for case in ALL if case.name in SHORT]
MAP = "from_id=from_id,to_id=to_id,timestamp=timestamp"


def commands(path: Path, where: Path) -> dict[str, list[str]]:
    table = path
    if len(str(path)) < 200:
        likely = [path / "interactions.csv", path / "interactions.parquet"]
        table = next((found for found in likely if found.is_file()), path)
    return {
        "check": ["check", str(path), "--json"],
        "analyze": ["analyze", str(path), "--no-findings", "--no-cache", "--json"],
        "convert": ["convert", "edges", str(table), "--map", MAP, "-o", str(where / "converted")],
        "ties": ["ties", str(path), "-o", str(where / "ties.parquet")],
    }


@pytest.mark.parametrize("case", CHOSEN, ids=lambda case: case.name)
def test_a_hostile_file_is_read_or_refused_in_plain_words(tmp_path, case: Case):
    """No traceback, a documented exit code, plain words, five seconds, 400 MB, and every row accounted for."""
    path = case.write(tmp_path / "data")
    asked = commands(path, tmp_path)
    some = asked if FULL else list(asked)[CHOSEN.index(case) % len(asked) :][:1]
    for name in some:
        ended = run(asked[name], tmp_path)
        assert "Traceback" not in ended.out + ended.err, (name, ended.err[-2_000:])
        assert "Warning" not in ended.err, (name, ended.err[-2_000:])
        assert ended.code in (0, 1, 2), (name, ended)
        assert ended.code == 0 or "error:" in ended.err or '"error"' in ended.out, (name, ended)
        assert ended.seconds <= SECONDS, (name, ended.seconds)
        assert ended.megabytes <= MEGABYTES, (name, ended.megabytes)
        if name == "check" and ended.code == 0 and case.rows is not None:
            told = json.loads(ended.out)
            counted = sum(value for key, value in told.items() if key not in ("ok", "problems"))
            assert counted == case.rows, told


def test_there_are_hundreds_of_them():
    assert len({case.name for case in ALL}) == len(ALL) >= 300
    assert len(SHORT) == len([case for case in ALL if case.name in SHORT])
