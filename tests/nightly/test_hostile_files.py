"""No file makes a command crash, hang or eat the machine, and no row of it gets lost.

`OFFICE_ALLY_NIGHTLY=1` runs all of them; without it a few, spread over all kinds, are run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.nightly.hostile import Case, every_case, folder

ALL = every_case()
FULL = bool(os.environ.get("OFFICE_ALLY_NIGHTLY"))
SECONDS, MEGABYTES, PATIENCE = 5.0, 400, 60
SHORT = (
    "csv one line",
    "zip header",
    "xlsx sheet gap 1000000000000",
    "parquet books",
    "path a pipe as interactions.csv",
)
CHOSEN = ALL if FULL else [case for case in ALL if case.name in SHORT]
MAP = "from_id=from_id,to_id=to_id,timestamp=timestamp"


MEASURED = f"""
import json, resource, subprocess, sys
resource.setrlimit(resource.RLIMIT_CPU, ({PATIENCE}, {PATIENCE}))
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
code = subprocess.run([sys.executable, "-m", "ally_graph", *sys.argv[2:]], stdin=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as told:
    json.dump([code, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024], told)
"""
"""A small process that starts the command: the system counts the memory of whoever starts one as the command's own."""


def run(arguments: list[str], where: Path) -> tuple[int, str, str, float, int]:
    """The exit code, both outputs, the seconds of processor and the megabytes of one command."""
    with open(where / "out", "w+b") as out, open(where / "err", "w+b") as err:
        command = [sys.executable, "-c", MEASURED, str(where / "told"), *arguments]
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, check=False)
        texts = [(stream.seek(0), stream.read().decode("utf-8", "replace"))[1] for stream in (out, err)]
    code, seconds, megabytes = json.loads((where / "told").read_text())
    return code, *texts, seconds, megabytes


@cache
def start_seconds(where: Path) -> float:
    """What a command takes for a dozen rows: on a busy machine starting alone can take seconds."""
    return run(["check", str(folder(where / "small", {}))], where)[3]


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
def test_a_hostile_file_is_read_or_refused_in_plain_words(tmp_path, tmp_path_factory, case: Case):
    """No traceback, a documented exit code, plain words, five seconds, 400 MB, and every row accounted for."""
    allowed = SECONDS + start_seconds(tmp_path_factory.getbasetemp())
    path = case.write(tmp_path / "data")
    asked = commands(path, tmp_path)
    some = asked if FULL else list(asked)[CHOSEN.index(case) % len(asked) :][:1]
    for name, arguments in ((name, asked[name]) for name in some):
        code, out, err, seconds, megabytes = run(arguments, tmp_path)
        assert "Traceback" not in out + err, (name, err[-2_000:])
        assert code in (0, 1, 2), (name, code, err[-300:])
        assert code == 0 or "error:" in err or '"error"' in out, (name, out[-300:], err[-300:])
        assert seconds <= allowed, name
        assert megabytes <= MEGABYTES, name
        if name == "check" and code == 0 and case.rows is not None:
            told = json.loads(out)
            counted = sum(value for key, value in told.items() if key not in ("ok", "problems"))
            assert counted == case.rows, told


def test_there_are_hundreds_of_them():
    assert len({case.name for case in ALL}) == len(ALL) >= 300
    assert len(SHORT) == len([case for case in ALL if case.name in SHORT])
