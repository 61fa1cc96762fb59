"""Killed, hung up, out of disk, refused, raced: every file a command writes is the old one or the new one, whole.

The commands run in processes that are forked from one which has imported everything, so that a round takes little.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import resource
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ally_graph.cache import keys
from ally_graph.files.atomic import DRAFT, DRAFT_SECONDS
from ally_graph.records import write_folder
from tests.nightly.alone import LOADED
from tests.nightly.size import SEED, many

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs fork, signals and limits as Linux has them")
ROUNDS = many(1, 100)
NOBODY = 65534
LONGEST = 300
forked = multiprocessing.get_context("forkserver")


@dataclass(frozen=True)
class Place:
    """A folder with two states of the data, and where a command writes."""

    folder: Path

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def data(self, state: int) -> str:
        return str(self.folder / f"data{state}")


def words(command: str, place: Place, state: int) -> list[str]:
    """The command that writes the old (0) or the new (1) content."""
    out = place.out
    ties = [str(place.folder / f"ties{state}.csv"), "--map", "from_id=a,to_id=b", "--date", "2026-01-31"]
    return {
        "convert": ["convert", "edges", *ties, "-o", str(out)],
        "export": ["export", place.data(state), "-o", str(out / "network.graphml")],
        "report": ["report", place.data(state), "-o", str(out / "report.html")],
        "people": ["analyze", place.data(state), "--no-findings", "--people", str(out / "people.csv")],
        "simulate": [
            "simulate",
            "-o",
            str(out),
            "--scenario",
            "plain",
            "--people",
            "40",
            "--months",
            "3",
            "--seed",
            str(state),
        ],
    }[command]


COMMANDS = ("convert", "export", "report", "people", "simulate")


def perform(arguments: list[str], said: str, prepare: Callable[[], None] | None) -> None:
    """Run a command as `python -m ally_graph` does, with its words in a file, and pictures that take no time."""
    from ally_graph.__main__ import start
    from ally_graph.cache import results
    from ally_graph.charts import pictures
    from ally_graph.cli import exits

    number = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    os.dup2(number, 1)
    os.dup2(number, 2)
    sys.stdout, sys.stderr = (os.fdopen(os.dup(number), "w", buffering=1) for _ in range(2))
    results.LARGE = 1
    pictures.drawn = lambda form, chart: b'<svg xmlns="http://www.w3.org/2000/svg"></svg>'
    if prepare:
        prepare()
    code = exits.run(start, arguments)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def begun(arguments: list[str], said: Path, prepare: Callable[[], None] | None = None) -> multiprocessing.Process:
    process = forked.Process(target=perform, args=(arguments, str(said), prepare))
    process.start()
    return process


def finished(process: multiprocessing.Process, said: Path) -> tuple[int, str]:
    """The exit code and everything that was said."""
    process.join(LONGEST)
    assert process.exitcode is not None, "the command hangs"
    return process.exitcode, said.read_text("utf-8", "replace") if said.exists() else ""


def run(arguments: list[str], said: Path, prepare: Callable[[], None] | None = None) -> tuple[int, str]:
    return finished(begun(arguments, said, prepare), said)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but those in drafts."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and DRAFT not in str(path))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def drafts(folder: Path) -> list[Path]:
    return [path for path in folder.rglob(f"{DRAFT}*") if path.is_dir()]


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Place:
    """Two states of a small company as folders and as tables of ties."""
    from tests.conftest import company_tables

    forked.set_forkserver_preload(LOADED)
    place = Place(tmp_path_factory.mktemp("chaos"))
    place.folder.parent.chmod(0o755)
    place.folder.chmod(0o755)
    for state in (0, 1):
        tables = company_tables()
        tables["people"]["name"] += f" of state {state}"
        write_folder(tables, Path(place.data(state)))
        pairs = zip(tables["interactions"]["from_id"], tables["interactions"]["to_id"], strict=True)
        rows = "".join(f"{giver}{state},{receiver}{state}\n" for giver, receiver in dict.fromkeys(pairs))
        (place.folder / f"ties{state}.csv").write_text("a,b\n" + rows)
    return place


@dataclass(frozen=True)
class Case:
    """One command with its two results, and how long the second takes."""

    command: str
    place: Place
    old: dict[str, bytes]
    new: dict[str, bytes]
    seconds: float

    def begin_with_old(self) -> None:
        """The old content again, and nothing kept beside the data."""
        shutil.rmtree(self.place.out, ignore_errors=True)
        self.place.out.mkdir()
        for name, content in self.old.items():
            (self.place.out / name).write_bytes(content)
        for state in (0, 1):
            shutil.rmtree(Path(self.place.data(state)) / keys.FOLDER, ignore_errors=True)

    def begun(self, said: Path, prepare: Callable[[], None] | None = None) -> multiprocessing.Process:
        return begun(words(self.command, self.place, 1), said, prepare)

    def is_whole(self) -> None:
        """Every file has its old or its new bytes, and none is there that neither knows."""
        for name, content in contents(self.place.out).items():
            assert content in (self.old.get(name), self.new.get(name)), f"{name} is neither the old nor the new one"


@pytest.fixture(scope="module", params=COMMANDS)
def case(request, made, tmp_path_factory) -> Case:
    found, said = [], tmp_path_factory.mktemp("said") / "said"
    for state in (0, 1):
        shutil.rmtree(made.out, ignore_errors=True)
        made.out.mkdir()
        start = time.monotonic()
        code, text = run(words(request.param, made, state), said)
        assert code == 0, text
        seconds = time.monotonic() - start
        found.append(contents(made.out))
    assert found[0] != found[1]
    return Case(request.param, made, *found, seconds)


@pytest.fixture
def said(tmp_path) -> Path:
    return tmp_path / "said"


def moments(case: Case, seed: int) -> Iterator[float]:
    """When to strike: anywhere from the start to a little after the end."""
    draw = random.Random(f"{case.command} {seed} {SEED}")
    return (draw.uniform(0, 1.2 * case.seconds) for _ in range(ROUNDS))


def one_clear_line(text: str) -> None:
    """What went wrong, in one line, below what the command says of its data anyway."""
    lines = [line for line in text.splitlines() if line.startswith(("error:", "Stopped."))]
    assert len(lines) == 1, text
    assert "Traceback" not in text


def test_killed_at_any_moment_a_file_is_the_old_or_the_new_one(case, said):
    """What a kill leaves is a draft, which nobody reads, and which the next writer takes away once it is old."""
    for moment in moments(case, 1):
        case.begin_with_old()
        process = case.begun(said)
        time.sleep(moment)
        process.kill()
        process.join(LONGEST)
        case.is_whole()
        for draft in (found for folder in (case.place.out, Path(case.place.data(1))) for found in drafts(folder)):
            for path in (draft, *draft.rglob("*")):
                os.utime(path, (time.time() - DRAFT_SECONDS - 60,) * 2)
        assert run(words(case.command, case.place, 1), said)[0] == 0
        assert contents(case.place.out) == case.new
        assert drafts(case.place.out) == []


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_asked_to_stop_at_any_moment_it_says_so_and_leaves_no_draft(case, said, number):
    """A signal that comes before the command has begun, or as it ends, has nobody to say anything."""
    for moment in moments(case, number):
        case.begin_with_old()
        process = case.begun(said)
        time.sleep(moment)
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, number)
        code, text = finished(process, said)
        case.is_whole()
        assert code in (0, 128 + number, -number, 1), text
        if code == 128 + number:
            one_clear_line(text)
        assert drafts(case.place.out) == [] or code in (-number, 1)


@dataclass(frozen=True)
class Limited:
    """No file may be larger than this: the same to a program as a disk that is full."""

    size: int

    def __call__(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.size, resource.RLIM_INFINITY))


def test_a_full_disk_leaves_the_old_file_and_one_clear_line(case, said):
    """The words of the command are short, so that only its files are too large."""
    largest = max(map(len, case.new.values()))
    draw = random.Random(f"{case.command} {SEED}")
    for size in (draw.randrange(700, max(largest, 701)) for _ in range(ROUNDS)):
        case.begin_with_old()
        code, text = finished(case.begun(said, Limited(size)), said)
        case.is_whole()
        assert drafts(case.place.out) == []
        assert "Traceback" not in text
        if code:
            assert code == 2, text
            one_clear_line(text)
            assert str(case.place.out) in text
        else:
            assert contents(case.place.out) == case.new


def as_nobody() -> None:
    """Another user, whom the mode of a folder binds; whoever isn't root is bound anyway."""
    if os.geteuid() == 0:
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def test_a_folder_that_can_not_be_written_is_left_alone_with_one_clear_line(case, said):
    """The mode of a folder binds everybody but root, so that root becomes somebody else here."""
    if os.geteuid() == 0 and not all(folder.stat().st_mode & 0o005 for folder in Path(sys.prefix).parents):
        pytest.skip("nobody else can reach the interpreter's own folder here")
    said.touch()
    said.chmod(0o666)
    for folder in said.parents[:-2]:
        with contextlib.suppress(OSError):
            folder.chmod(0o755)
    for _ in range(ROUNDS):
        case.begin_with_old()
        case.place.out.chmod(0o555)
        try:
            code, text = finished(case.begun(said, as_nobody), said)
        finally:
            case.place.out.chmod(0o755)
        assert code == 2, text
        one_clear_line(text)
        assert contents(case.place.out) == case.old


def test_of_two_writers_at_once_one_wins_and_a_reader_never_sees_a_part(case, said, tmp_path):
    """One writes the old content and one the new, while files are read over and over."""
    for _ in range(ROUNDS):
        case.begin_with_old()
        others = tmp_path / "others"
        writers = [(begun(words(case.command, case.place, 0), others), others), (case.begun(said), said)]
        while any(process.is_alive() for process, _ in writers):
            with contextlib.suppress(FileNotFoundError):
                case.is_whole()
            time.sleep(0.002)
        for process, file in writers:
            assert finished(process, file)[0] == 0, file.read_text()
        case.is_whole()
        assert drafts(case.place.out) == []


def test_killed_while_it_is_kept_an_answer_is_still_the_right_one(made, said):
    """The cache is written, killed, and asked again, many times over; what it answers was worked out without it."""
    data = Path(made.data(1))
    asked = ["analyze", str(data), "--json"]
    shutil.rmtree(data / keys.FOLDER, ignore_errors=True)
    start = time.monotonic()
    code, right = run([*asked, "--no-cache"], said)
    seconds = time.monotonic() - start
    assert code == 0
    draw = random.Random(7 + SEED)
    for round_ in range(ROUNDS):
        if round_ % 3 == 0:
            shutil.rmtree(data / keys.FOLDER, ignore_errors=True)
        process = begun(asked, said)
        time.sleep(draw.uniform(0.3, 1.3) * seconds)
        process.kill()
        process.join(LONGEST)
        assert run(asked, said) == (0, right)
        assert run(asked, said) == (0, right)
