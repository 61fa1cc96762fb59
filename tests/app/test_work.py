"""Work that takes long: done once for all who wait, shown, and stopped when nobody waits any more."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import pytest
import streamlit as st

import ally_graph
from ally_graph.ui.state import ahead, jobs
from ally_graph.workers import pool
from tests.app.conftest import everything_on

LONG = 30.0
"""Seconds after which a test that hangs gives up."""


@pytest.fixture
def endless():
    """Work that goes on until it is stopped; `begun` says that it began."""
    begun = threading.Event()

    def make(tell):
        begun.set()
        while True:
            tell(0.5, "Counting sheep")
            time.sleep(0.01)

    make.begun = begun
    return make


def test_work_that_nobody_waits_for_stops_at_its_next_step(monkeypatch, endless):
    monkeypatch.setattr(jobs, "GRACE", 0.0)
    job = jobs.Job(endless)
    assert job.wait(LONG)
    assert isinstance(job.error, jobs._Abandoned)


def test_work_goes_on_while_somebody_waits(monkeypatch, endless):
    """The work never ends by itself and has 0.05 seconds of grace; it is watched for 0.3."""
    monkeypatch.setattr(jobs, "GRACE", 0.05)
    job = jobs.Job(endless)
    job.waiting = 1
    assert endless.begun.wait(LONG)
    assert not job.wait(0.3)
    job.waiting = 0
    assert job.wait(LONG)


def test_a_short_absence_does_not_throw_work_away(endless):
    job = jobs.Job(endless)
    assert endless.begun.wait(LONG)
    assert not job.wait(0.2)
    job.give_up()
    assert job.wait(LONG)


def test_a_crash_of_compiled_code_is_an_error_like_any_other():
    """Such a crash is no `Exception`; a page shows it all the same, with what it was in the log."""

    class Panic(BaseException):
        pass

    def make(_tell):
        raise Panic("index out of range")

    with pytest.raises(RuntimeError, match="index out of range") as caught:
        jobs.done("panic", "once", "Crashing", make)
    assert isinstance(caught.value.__cause__, Panic)


def test_what_went_wrong_is_raised_where_somebody_waits_and_tried_again_next_time():
    """Work that always fails is asked for twice under one key; a failure that was kept would show."""
    tries = []

    def fail(_tell):
        tries.append("once more")
        raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            jobs.done("test", "failing", "Trying", fail)
    assert len(tries) == 2


def test_the_same_work_is_done_once():
    done = [jobs.done("test", "once", "Trying", lambda _tell: object()) for _ in range(3)]
    assert done[0] is done[1] is done[2]


def test_work_ahead_is_begun_once_and_its_results_are_there_when_they_are_asked_for():
    """The script is handed over three times under one key; work begun later would give something else."""
    made, begun = [], threading.Event()

    def script():
        made.append(jobs.done("test", "ahead", "Trying", lambda _tell: "result"))
        begun.set()

    for _ in range(3):
        jobs.ahead("the same", script)
    assert begun.wait(LONG)
    assert jobs.is_done("test", "ahead")
    assert not jobs.is_done("test", "something else")
    assert made == ["result"]
    assert jobs.done("test", "ahead", "Trying", lambda _tell: "another") == "result"


def test_work_asked_for_where_there_is_no_page_says_what_went_wrong():
    def fail(_tell):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        jobs.done("test", "no page", "Trying", fail)
    assert not jobs.is_done("test", "no page")


def test_only_the_results_used_last_are_held(monkeypatch):
    monkeypatch.setitem(jobs.LIMITS, "few", 2)
    made = []
    for name in ("a", "b", "a", "c", "a", "b"):
        jobs.done("few", name, "Trying", lambda _tell, name=name: made.append(name))
    assert made == ["a", "b", "c", "b"]


@pytest.fixture
def cancelling(monkeypatch):
    """Whoever waits for an analysis presses Cancel as soon as the button is there."""
    watched = []

    def cancel(job, name, title):
        watched.append((job, title))
        jobs._cancel(job, name)
        st.rerun()

    monkeypatch.setattr(jobs, "PATIENCE", 0.0)
    monkeypatch.setattr(jobs, "_watch", lambda job, *words: None if job.wait(0.0) else cancel(job, *words))
    return watched


def test_cancelled_work_ends_and_the_page_says_so_and_can_go_on(
    open_page, folder_of, tables, monkeypatch, endless, cancelling
):
    """Cancel is pressed in an analysis without end; the second try is given the true one and waits for it."""
    data, analyze = folder_of(tables), ally_graph.analyze
    ally_graph.load(data)
    monkeypatch.setattr(ally_graph, "analyze", lambda *args, progress, **options: endless(progress))
    with pytest.MonkeyPatch.context() as patient:
        patient.setattr(jobs, "_watch", lambda job, *words: job.wait(LONG))
        open_page("methods", data)
    app = open_page("overview", data)
    job, title = cancelling[-1]
    assert title == "Working out who supports whom"
    assert job.wait(LONG)
    assert "Cancelled: working out who supports whom." in everything_on(app)
    assert not app.exception
    assert not app.error
    monkeypatch.setattr(ally_graph, "analyze", analyze)
    monkeypatch.setattr(jobs, "_watch", lambda job, *words: job.wait(LONG))
    app.button(key="page_again").click().run()
    assert "among 12 people" in app.main.markdown[0].value
    assert "Cancelled" not in everything_on(app)


def test_progress_is_shown_while_it_takes_long_and_gone_afterwards(open_page, folder_of, tables, monkeypatch):
    """The analysis takes 0.2 seconds longer and is looked at every 0.02; the bar notes what it is told."""
    shown, analyze, progress = [], ally_graph.analyze, st.progress

    def slowly(*args, progress, **options):
        progress(0.4, "Counting sheep")
        time.sleep(0.2)
        return analyze(*args, progress=progress, **options)

    def bar(*args):
        element = progress(*args)
        monkeypatch.setattr(element, "progress", lambda share, words: shown.append((share, words)))
        return element

    monkeypatch.setattr(jobs, "PATIENCE", 0.0)
    monkeypatch.setattr(jobs, "TURN", 0.02)
    monkeypatch.setattr(ally_graph, "analyze", slowly)
    monkeypatch.setattr(st, "progress", bar)
    app = open_page("overview", folder_of(tables))
    assert (0.4, "Counting sheep (0 s)") in shown
    assert "Cancel" not in everything_on(app)
    assert "among 12 people" in app.main.markdown[0].value


def test_what_is_still_worked_out_from_removed_data_is_not_kept():
    """It was asked for before the removal, and asks for a second piece after it."""
    folder = "/removed/for/good"
    assert jobs.done("kept", (folder, 1), "Before", lambda _tell: 1) == 1
    jobs.forget_of(folder, for_good=True)
    assert jobs.done("kept", (folder, 2), "After", lambda _tell: 2) == 2
    assert not [name for name in jobs._jobs if folder in repr(name)]


def test_work_ahead_begins_when_a_page_has_noticed_all_with_what_it_noticed_last(monkeypatch):
    """Something more is noticed during the first look; the pool closes with the second look after all is done."""
    done, looks, prepared = [], [], []

    def look(_seconds):
        looks.append(list(done))
        if len(looks) == 1:
            ahead.notice("likely", lambda: done.append("likely"))

    monkeypatch.setattr(ahead, "_noticed", set())
    monkeypatch.setattr(ahead, "_waiting", {"possible": lambda: done.append("possible")})
    monkeypatch.setattr(ahead, "_threads", [threading.current_thread()])
    monkeypatch.setattr(ahead, "time", SimpleNamespace(sleep=look))
    monkeypatch.setattr(pool, "is_open", lambda: len(looks) < 3)
    monkeypatch.setattr(pool, "is_idle", lambda: True)
    monkeypatch.setattr(pool, "prepare", prepared.append)
    ahead._work()
    assert looks == [[], [], ["likely", "possible"]]
    assert prepared == [ahead.WORKERS] * 2


def test_the_overview_works_ahead_on_the_map_and_the_culture(open_page, folder_of, tables, monkeypatch):
    """What is noticed is done at once; then neither of the two pages asks a worker for anything."""
    data, noticed, asked = folder_of(tables), {}, []
    jobs.forget()
    monkeypatch.setattr(ahead, "notice", lambda key, script: noticed.update({key[0]: script}))
    open_page("overview", data)
    for name in ("map", "culture"):
        noticed[name]()
    done = pool.done
    monkeypatch.setattr(pool, "done", lambda name, *given, **more: (asked.append(name), done(name, *given, **more))[1])
    monkeypatch.setattr(jobs, "ahead", lambda _key, _script: None)
    for page in ("map", "culture"):
        assert not open_page(page, data).exception
    assert asked == []
    jobs.forget()
    open_page("map", data)
    assert {"map_places", "months_of_map"} <= set(asked)
