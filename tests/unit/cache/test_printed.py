"""A command that is run again prints the same bytes without reading an event."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import ally_graph
from ally_graph.__main__ import start
from ally_graph.cache import keys, printed, results
from ally_graph.cli import exits
from ally_graph.cli.commands import main
from ally_graph.cli.exits import DONE, STOPPED, WRONG_USAGE
from ally_graph.records import write_folder

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def small_data_counts_as_large(monkeypatch):
    monkeypatch.setattr(results, "LARGE", 1)


@pytest.fixture
def folder(tmp_path, tables):
    """A small company with a row that is set aside."""
    spoilt = pd.concat([tables["interactions"], tables["interactions"].head(1).assign(to_id="p01")], ignore_index=True)
    write_folder(tables | {"interactions": spoilt}, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def run(capfdbinary):
    """Run a command as `python -m ally_graph` does: exit code, and the bytes of both streams."""

    def command(*words):
        code = exits.run(start, [str(word) for word in words])
        return code, *capfdbinary.readouterr()

    return command


@pytest.fixture
def no_reading(monkeypatch):
    """From now on nothing may be read or analysed."""

    def forbid():
        for name in ("load", "analyze"):
            monkeypatch.setattr(ally_graph, name, lambda *args, **options: pytest.fail("worked out anew"))

    return forbid


@pytest.mark.parametrize(
    "options",
    [[], ["--json"], ["--json", "--no-findings"], ["--json", "--months", "--window", "60"], ["--preset", "remote"]],
    ids=" ".join,
)
def test_the_same_command_prints_the_same_bytes_without_reading_anything(run, folder, no_reading, options):
    plain = run("analyze", folder, *options, "--no-cache")
    first = run("analyze", folder, *options)
    no_reading()
    assert plain == first == run("analyze", folder, *options)
    assert first[0] == DONE
    assert b"set aside: interactions.csv" in first[2]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_table_of_people_is_written_again_too(run, folder, tmp_path, no_reading, ending):
    """The first file is deleted, and the second run may neither read nor analyse."""
    words = ("analyze", folder, "--no-findings", "--people", tmp_path / "out" / f"people.{ending}")
    run(*words)
    first = words[-1].read_bytes()
    words[-1].unlink()
    no_reading()
    assert run(*words)[0] == DONE
    assert words[-1].read_bytes() == first


def test_the_data_can_be_called_by_another_path(run, folder, monkeypatch, no_reading):
    first = run("analyze", folder, "--json")
    monkeypatch.chdir(folder)
    no_reading()
    assert run("analyze", "../data", "--json") == first


def test_other_words_are_another_answer(run, folder):
    usual, other = run("analyze", folder, "--json"), run("analyze", folder, "--json", "--window", "28")
    assert usual != other
    assert run("analyze", folder, "--json") == usual


def test_without_the_cache_nothing_is_kept_or_used(run, folder):
    run("analyze", folder, "--no-cache")
    assert not (folder / keys.FOLDER).exists()
    assert printed.again(["analyze", str(folder), "--no-cache"]) is None


def test_changed_data_is_read_again(run, folder):
    first = run("analyze", folder)
    (folder / "people.csv").write_text((folder / "people.csv").read_text().replace("p12,Person 12", "p12,Zoe"))
    second = run("analyze", folder)
    assert b"Person 12" in first[1]
    assert b"Zoe" in second[1]


def test_what_goes_wrong_is_never_kept(run, folder):
    for _ in range(2):
        assert run("analyze", folder, "--window", "0")[0] == WRONG_USAGE
    assert not list(folder.rglob("printed-*"))


def test_words_that_are_no_analysis_look_for_nothing(folder):
    assert printed.again([]) is None
    assert printed.again(["check", str(folder)]) is None
    assert printed.again(["analyze", "nowhere"]) is None


def test_an_answer_that_is_kept_is_printed_without_loading_pandas(folder):
    """Another Python process prints it, and tells by its exit code whether pandas or NumPy came along."""
    main(["analyze", str(folder)])
    code = (
        "import sys; from ally_graph.cache import printed; "
        "printed.again(sys.argv[1:]); sys.exit('pandas' in sys.modules or 'numpy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "analyze", str(folder)], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0
    assert b"12 people" in done.stdout


def test_ctrl_c_ends_with_one_line_and_130(run, folder, monkeypatch):
    """The analysis is replaced by one that raises KeyboardInterrupt; nothing goes to standard output."""

    def interrupted(*args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(ally_graph, "analyze", interrupted)
    code, out, err = run("analyze", folder)
    assert (code, out) == (STOPPED, b"")
    assert err.splitlines()[-1] == b"Stopped. No file was left half-written."


def test_a_table_that_is_interrupted_leaves_nothing_behind(tmp_path, monkeypatch):
    """It happens when the draft takes the place of the old file, which has to keep its bytes."""
    from ally_graph.files import atomic

    def interrupted(*args):
        raise KeyboardInterrupt

    (tmp_path / "people.csv").write_bytes(b"before")
    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        atomic.write_whole(tmp_path / "people.csv", b"after")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"people.csv": b"before"}
