"""Workers: they do what would be done here, tell how far they are, and end when nobody waits."""

from __future__ import annotations

import threading
import time

import pytest

from ally_graph import analyze, cache, views
from ally_graph.cache import keys
from ally_graph.culture.whole import culture_of
from ally_graph.disclosure.gate import LOCAL, content_of
from ally_graph.errors import AllyGraphError
from ally_graph.files.shipped import sample_folder
from ally_graph.settings import Settings
from ally_graph.timeline import cluster_history
from ally_graph.views import culture as shown
from ally_graph.views.unnamed import unnamed
from ally_graph.workers import pool
from ally_graph.workers.tasks import TASKS, no_network, sent, with_network

SAMPLE = sample_folder()
QUICK = {"as_of": None, "kinds": None, "settings": Settings(cluster_bootstraps=5, null_draws=50)}


def quiet(_share: float, _words: str) -> None:
    """Listens to nothing."""


@pytest.fixture(scope="module")
def records():
    return cache.load(SAMPLE)


@pytest.fixture(scope="module")
def workers():
    """A pool of two, ended afterwards."""
    made = pool.Pool(2)
    yield made
    made.close()


@pytest.fixture
def data(records):
    return records.fingerprint, str(SAMPLE), keys.stamp(SAMPLE)


def test_a_worker_finds_what_would_be_found_here(workers, records, data):
    told = []
    found = workers.run("analysis", data, QUICK, lambda *words: told.append(words), heavy=False)
    assert found == analyze(records, **QUICK)
    assert list(found.base.ids) == list(analyze(records, **QUICK).base.ids)
    assert any(words for _, words in told)


def test_the_groups_of_the_months_are_the_same_from_a_worker(workers, records, data):
    asked = QUICK | {"as_of": records.last_event, "latest": None}
    found = workers.run("group_steps", data, asked, quiet, heavy=False)
    assert found == TASKS["group_steps"](records, str(SAMPLE), asked, quiet)
    assert isinstance(found[0], cluster_history.Step)


def test_culture_and_slides_are_the_same_from_a_worker_that_gets_no_network(workers, records, data):
    """The analysis goes there without its network; the months that are known go along."""
    found = analyze(records, **QUICK)
    asked = {"window": QUICK, "found": sent(found)}
    culture = workers.run("culture", data, asked | {"audited": False}, quiet, heavy=False)
    here = culture_of(records, found.base, found.findings, found.challenges)
    assert (culture.reasons, culture.proposed) == (here.reasons, here.proposed)
    frames = [content_of(shown.elements(one.elements, LOCAL)) for one in (culture, here)]
    assert frames[0].equals(frames[1])
    months = {"every": views.indicators(records, LOCAL, None), "network": views.network_indicators(records, LOCAL)}
    slides = workers.run("without_people", data, asked | months, quiet, heavy=False)
    assert repr(content_of(slides)) == repr(content_of(unnamed(records, found)))


def test_an_error_comes_back_as_it_was_and_ends_no_worker(workers, data):
    with pytest.raises(AllyGraphError, match="no day at all"):
        workers.run("analysis", data, QUICK | {"as_of": "no day at all"}, quiet, heavy=False)
    assert workers.idle


def test_data_that_changed_meanwhile_is_not_taken_for_what_it_was(workers, data):
    with pytest.raises(AllyGraphError, match="changed"):
        workers.run("analysis", ("other", *data[1:]), QUICK, quiet, heavy=False)


def test_work_that_nobody_waits_for_ends_with_its_process(workers, data):
    """Whoever listens raises at the first word, as a page does that was left."""

    def leave(*_words):
        raise KeyboardInterrupt

    workers.run("analysis", data, QUICK, quiet, heavy=False)
    before = set(workers.idle)
    with pytest.raises(KeyboardInterrupt):
        workers.run("analysis", data, QUICK, leave, heavy=False)
    assert not workers.busy
    assert len(before - set(workers.idle)) == 1
    assert all(worker.poll() is not None for worker in before - set(workers.idle))


def test_a_worker_that_dies_is_an_error_and_the_next_one_works(workers, records, data):
    """It is killed at the first word it says."""

    def kill(*_words):
        for worker in workers.busy:
            worker.kill()

    with pytest.raises(RuntimeError, match="has ended"):
        workers.run("analysis", data, QUICK, kill, heavy=False)
    assert workers.run("analysis", data, QUICK, quiet, heavy=False) == analyze(records, **QUICK)


def test_workers_that_have_nothing_to_do_let_go_of_what_they_hold(workers, data):
    workers.run("analysis", data, QUICK, quiet, heavy=False)
    held = list(workers.idle)
    workers.forget()
    assert workers.idle == []
    assert all(worker.poll() is not None for worker in held)


def test_workers_are_started_before_they_are_asked_for_up_to_the_cores(monkeypatch):
    """One runs already and stays the first to be taken; of three that are wished for there are two."""
    started = iter(["one", "two", "three"])
    monkeypatch.setattr(pool, "_started", lambda: next(started))
    made = pool.Pool(2)
    made.prepare(1)
    made.prepare(3)
    made.prepare(2)
    assert made.idle == ["two", "one"]
    made.busy, made.idle = {"one": False}, ["two"]
    made.prepare(2)
    assert made.idle == ["two"]
    pool.prepare(2)
    assert next(started) == "three"


class Still(pool.Pool):
    """A pool whose queue can be looked at, and that starts nothing."""

    def next_of(self, *waiting: tuple[str, bool], busy: tuple[bool, ...] = ()) -> str | None:
        """Who is next of those who wait, when so many are at work on large data (True) or small."""
        self.queue, self.busy = list(waiting), dict(enumerate(busy))
        return next((name for name, _ in waiting if self._is_next(name)), None)


def test_large_data_never_takes_every_worker():
    queue = Still(2)
    assert queue.next_of(("large", True), ("small", False)) == "large"
    assert queue.next_of(("large", True), ("small", False), busy=(True,)) == "small"
    assert queue.next_of(("large", True), busy=(True,)) is None
    assert queue.next_of(("small", False), busy=(True, False)) is None
    assert Still(1).next_of(("large", True)) == "large"


def test_who_asked_first_is_served_first():
    assert Still(2).next_of(("first", False), ("second", False)) == "first"


def test_more_work_than_workers_waits_its_turn(records, data):
    """Three pieces of work at once for one worker: all are done, and never two of them at the same time."""
    one, most, done = pool.Pool(1), [], []

    def watch(*_words):
        most.append(len(one.busy))

    def work():
        done.append(one.run("analysis", data, QUICK, watch, heavy=False))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    one.close()
    assert len(done) == 3
    assert max(most) == 1


def test_without_a_pool_the_work_is_done_here(records, data):
    assert not pool.is_open()
    assert pool.done("analysis", records, data, QUICK, quiet) == analyze(records, **QUICK)


def test_the_network_of_large_data_is_made_where_its_records_are(records, monkeypatch):
    monkeypatch.setattr(cache.results, "LARGE", 1)
    monkeypatch.setattr(cache.results, "kept", lambda _records, _path, _form, _asked, make: make())
    sent = TASKS["analysis"](records, str(SAMPLE), QUICK, quiet)
    assert sent.make_base is no_network
    whole = with_network(sent, records, QUICK)
    assert list(whole.base.ids) == list(analyze(records, **QUICK).base.ids)


def test_a_worker_ends_when_the_server_is_gone():
    """Nothing more can come through its pipe."""
    worker = pool._started()
    worker.stdin.close()
    until = time.monotonic() + 20
    while worker.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    assert worker.poll() == 0
    worker.stdout.close()
