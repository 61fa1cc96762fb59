"""No file makes a command crash, hang or eat the machine, and no row of it gets lost.

The long form runs all of them; the short one a few, spread over all kinds.
"""

from __future__ import annotations

import json
import os
import random
import tempfile
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.nightly.alone import run
from tests.nightly.hostile import Case, every_case, folder
from tests.nightly.size import SEED, SHARE

ALL = every_case()
FULL = SHARE > 0
SECONDS, MEGABYTES, SERVER_MEGABYTES = 5.0, 400, 50
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
            counted = sum(value for key, value in told.items() if key not in ("ok", "problems", "files"))
            assert counted == case.rows, told


@dataclass(frozen=True)
class Sent:
    """A file as the uploader hands it over."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    def getvalue(self) -> bytes:
        return self.path.read_bytes()


def sent(path: Path, where: Path) -> list[Sent]:
    """What somebody would upload: the file itself, the tables of a folder, or a zip of it where they are no CSV."""
    files = [path] if path.is_file() else sorted(path.iterdir())
    if any(file.suffix not in (".csv", ".xlsx", ".zip") for file in files):
        whole = where / "whole.zip"
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as target:
            for file in files:
                target.write(file, file.name)
        files = [whole]
    return [Sent(file) for file in files]


def peak() -> int:
    """The most memory that this process had at once since it was asked last, in bytes."""
    status = Path("/proc/self/status").read_text()
    Path("/proc/self/clear_refs").write_text("5")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def upload(arguments: list[str]) -> int:
    """What a server does with an upload, or with a path that is typed; prints by how much it grew meanwhile.

    It has read a small company before, so that all its modules are there.
    """
    from ally_graph.errors import DataError
    from ally_graph.records.reading import checked_path
    from ally_graph.ui.state import importing, uploads, workshop

    kind, path, where = arguments[0], Path(arguments[1]), Path(arguments[2])
    told: dict[str, object] = {}
    importing.load(folder(where / "small", {}), lambda *_words: None)
    files = sent(path, where) if kind == "upload" else []
    used = time.process_time() + sum(os.times()[2:4])
    peak()
    before = peak()
    try:
        if kind == "upload":
            place = uploads.write(files, Path(tempfile.mkdtemp(dir=workshop.of_process())))
            records = importing.load(place, lambda *_words: None)
        else:
            records = importing.load_folder(checked_path(str(path)), lambda *_words: None)
        told["rows"] = len(records.people) + sum(map(len, records.events)) + records.set_aside + records.outside
    except DataError as error:
        told["refused"] = str(error)
    told["seconds"] = time.process_time() + sum(os.times()[2:4]) - used
    told["grown"] = peak() - before
    print(json.dumps(told))
    return 0


@pytest.mark.parametrize("case", CHOSEN, ids=lambda case: case.name)
def test_a_hostile_upload_takes_nothing_from_the_server(tmp_path, case: Case):
    """The server grows by 50 MB at the most, with the bytes of the upload; whoever reads it takes five seconds."""
    path = case.write(tmp_path / "data")
    kind = "path" if case.name.startswith("path") else "upload"
    ended = run([kind, str(path), str(tmp_path)], tmp_path, upload)
    assert (ended.code, "Traceback" in ended.err) == (0, False), ended
    told = json.loads(ended.out.splitlines()[-1])
    assert told["grown"] <= SERVER_MEGABYTES << 20, told
    assert told["seconds"] <= SECONDS, told
    assert ended.megabytes <= MEGABYTES, ended
    if "rows" in told and case.rows is not None:
        assert told["rows"] == case.rows, told


def test_there_are_hundreds_of_them():
    assert len({case.name for case in ALL}) == len(ALL) >= 300
    assert len(SHORT) == len([case for case in ALL if case.name in SHORT])
