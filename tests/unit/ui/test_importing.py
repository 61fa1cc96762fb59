"""An upload is read in a process of its own: with the same result and the same errors, and never without end."""

import os
import threading
import time
from collections import OrderedDict

import pytest

from ally_graph import cache
from ally_graph.cache import keys
from ally_graph.errors import DataError, SettingError
from ally_graph.importers import convert_edges, preview
from ally_graph.records import load
from ally_graph.ui.state import importing, reader
from ally_graph.workers import process

PEOPLE = "person_id,name,team\nana,Ana,A\nbo,Bo,A\n"
EVENTS = "from_id,to_id,timestamp,kind,weight\nana,bo,2026-03-04,help,1\nbo,zoe,2026-03-05,help,\nana,,x,help,1\n"


def silent(_share: float, _words: str) -> None:
    """Nobody watches."""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "people.csv").write_text(PEOPLE)
    (tmp_path / "interactions.csv").write_text(EVENTS)
    return tmp_path


def test_the_records_are_those_of_the_library(folder):
    """Tables, problems, counts, source and fingerprint, and the categories of people."""
    read, there = importing.load(folder, silent), load(folder)
    assert read == there
    assert (read.source, read.fingerprint) == (there.source, there.fingerprint)
    assert read.interactions.dtypes.equals(there.interactions.dtypes)


def test_errors_come_back_with_all_their_problems(folder):
    """Two files that lack columns, read here and in the other process."""
    (folder / "people.csv").write_text("name\nAna\n")
    (folder / "interactions.csv").write_text("from_id\nana\n")
    with pytest.raises(DataError) as here:
        load(folder)
    with pytest.raises(DataError) as caught:
        importing.load(folder, silent)
    assert caught.value.problems == here.value.problems


def test_a_preview_and_a_converted_table_are_those_of_the_library(tmp_path):
    """Column names that are there twice come back as they are."""
    ties = tmp_path / "ties.csv"
    ties.write_text("who,whom,when\nana,bo,2026-03-04\nbo,ana,2026-03-05\n")
    assert importing.preview(ties, 1, silent).equals(preview(ties, 1))
    options = {"columns": {"from_id": "who", "to_id": "whom", "timestamp": "when"}, "kind": "help"}
    importing.convert("edges", [ties], options, tmp_path / "out", silent)
    assert len(load(tmp_path / "out").interactions) == len(convert_edges([ties], **options)["interactions"])
    with pytest.raises(SettingError, match="no from"):
        importing.convert("edges", [ties], {"columns": {"from": "who"}}, tmp_path / "out", silent)


def test_what_takes_too_much_memory_is_refused_in_plain_words(folder, monkeypatch):
    monkeypatch.setattr(importing, "MEMORY", 60_000_000)
    with pytest.raises(DataError, match="more memory or time"):
        importing.load(folder, silent)


def test_what_takes_too_long_is_refused_in_plain_words(folder, monkeypatch):
    monkeypatch.setattr(importing, "SECONDS", 0.05)
    with pytest.raises(DataError, match="more memory or time"):
        importing.load(folder, silent)


def test_the_process_is_killed_when_nobody_waits_any_more(folder, monkeypatch):
    """Progress that raises is how work is told that it was cancelled; a process that never ends must go with it."""
    script = folder / "endless.py"
    script.write_text("import os, time\nprint(0, os.getpid(), flush=True)\ntime.sleep(60)\n")
    monkeypatch.setattr(reader, "__file__", str(script))
    seen = []

    def cancelled(_share: float, words: str) -> None:
        seen.append(words)
        if words.isdigit():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        importing.load(folder, cancelled)
    with pytest.raises(ProcessLookupError):
        os.kill(int(seen[-1]), 0)


def test_one_file_is_read_at_a_time_and_the_others_are_told(folder, monkeypatch):
    """Four at once: never two processes, each in the order in which it came, with a sentence while it waits."""
    running, most, order, words = [], [], [], set()
    run = importing._run

    def counted(asked, tell, seconds):
        running.append(1)
        most.append(len(running))
        order.append(threading.current_thread().name)
        try:
            return run(asked, tell, seconds)
        finally:
            running.pop()

    monkeypatch.setattr(importing, "_run", counted)
    threads = []
    for name in "abcd":
        tell = lambda _share, said: words.add(said)  # noqa: E731
        threads.append(threading.Thread(target=importing.load, args=(folder, tell), name=name))
        threads[-1].start()
        time.sleep(0.05)
    for thread in threads:
        thread.join()
    assert (set(most), order) == ({1}, list("abcd"))
    assert "Waiting: 1 other file is being read first" in words


def test_whoever_gives_up_leaves_the_line(folder, monkeypatch):
    """Somebody else is before them and never done."""
    monkeypatch.setattr(importing, "_line", importing.deque([object()]))

    def cancelled(_share: float, _words: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        importing.load(folder, cancelled)
    assert len(importing._line) == 1


def test_an_upload_is_read_once_and_then_taken_from_beside_it(folder, monkeypatch):
    """Whoever analyses it would read it without limits; this way they read what came out under limits."""
    read = importing.load(folder, silent)
    monkeypatch.setattr("ally_graph.load", lambda *_arguments, **_options: pytest.fail("it was read again"))
    assert process._records(OrderedDict(), read.fingerprint, str(folder), keys.stamp(folder)) == read


def test_a_folder_on_this_computer_is_read_in_a_process_too_and_nothing_is_left_in_it(folder, monkeypatch):
    """A reader that takes too much ends, and not the server; what is large may take more than an upload."""
    monkeypatch.setattr("ally_graph.records.load", lambda *_arguments, **_options: pytest.fail("it was read here"))
    monkeypatch.setattr(importing, "MEMORY", 60_000_000)
    before = sorted(folder.iterdir())
    assert len(importing.load_folder(folder, silent).people) == 2
    assert sorted(folder.iterdir()) == before
    monkeypatch.setattr(importing, "FOLDER", importing.Room(60_000_000, 60, 60, 10**9))
    with pytest.raises(DataError, match="more memory or time"):
        importing.load_folder(folder, silent)


def test_what_is_kept_beside_a_folder_needs_no_process(folder, monkeypatch):
    """Large data is kept by whoever read it first."""
    kept = cache.load(folder, small_too=True)
    monkeypatch.setattr(importing, "_run", lambda *_arguments: pytest.fail("a process was started"))
    assert importing.load_folder(folder, silent) == kept
    (folder / "people.csv").write_text(PEOPLE + "cy,Cy,B\n")
    with pytest.raises(pytest.fail.Exception):
        importing.load_folder(folder, silent)
