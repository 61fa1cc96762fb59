"""Work that takes longer than a page should wait: done beside the page, with its progress and a way to cancel it.

Each piece of work runs once in a thread of its own, for all sessions that ask for the same, and its result is kept.
When nobody waits for it any more, because of Cancel, another choice or a closed tab, it stops at its next step.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Sized
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ally_graph.errors import AllyGraphError
from ally_graph.progress import Progress, heard

Result = TypeVar("Result")
PATIENCE = 0.4
"""Seconds before progress is shown at all."""
TURN = 0.25
"""Seconds between two looks at how far the work is."""
GRACE = 3.0
"""Seconds for which work goes on while nobody waits, so that another page or filter does not throw it away."""
LIMITS = {"records": 4}
LIMIT, ROOM = 400, 120_000
"""Results of a kind that are kept: so many, and so many people or rows in all."""
STOPPED = "stopped_work"
_jobs: OrderedDict[tuple[str, Hashable], Job] = OrderedDict()
_gone: deque[str] = deque(maxlen=100)
"""Folders that were removed last: what is still worked out from them is not kept."""
_lock = threading.Lock()


class Stopped(AllyGraphError):
    """The user cancelled this work; `name` is how it is asked for again."""

    def __init__(self, name: str, title: str) -> None:
        self.name = name
        super().__init__(f"Cancelled: {title[:1].lower()}{title[1:]}. Nothing of it was kept.")


class _Abandoned(BaseException):
    """Ends work that nobody waits for any more; no library code catches it."""


class Job:
    """One piece of work in its thread, and those who wait for it."""

    def __init__(self, make: Callable[[Progress], object]) -> None:
        self.share, self.words = 0.0, ""
        self.waiting, self.left = 0, time.monotonic()
        self.finished = threading.Event()
        self.value: object = None
        self.error: BaseException | None = None
        self._make = make
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            with heard(self._told) as tell:
                self.value = self._make(tell)
        except BaseException as error:  # noqa: BLE001 - it is raised again where somebody waits
            self.error = error if isinstance(error, Exception | _Abandoned) else _crash(error)
        finally:
            del self._make
            self.finished.set()

    def _told(self, share: float, words: str) -> None:
        self.share, self.words = share, words
        if not self.waiting and time.monotonic() - self.left > GRACE:
            raise _Abandoned

    def wait(self, seconds: float) -> bool:
        """Whether it is finished within so many seconds."""
        return self.finished.wait(seconds)

    def give_up(self) -> None:
        """Let it stop at its next step, unless somebody else waits for it."""
        self.left = -GRACE


def _crash(error: BaseException) -> RuntimeError:
    """A crash of compiled code, which is no `Exception`, as an error that a page can show."""
    crash = RuntimeError(f"The work crashed: {error!r}")
    crash.__cause__ = error
    return crash


def done(kind: str, key: Hashable, title: str, make: Callable[[Progress], Result]) -> Result:
    """What this work leads to, done once for each key; shows progress where it takes a while and somebody looks.

    Raises `Stopped` where the user cancelled it, and whatever the work itself raises.
    """
    with _lock:
        job = _jobs.get((kind, key))
        if job is not None and job.finished.is_set() and job.error is None:
            _jobs.move_to_end((kind, key))
            return job.value
    if get_script_run_ctx(suppress_warning=True) is None:
        return _quietly(_job(kind, key, make))
    name = hashlib.sha256(repr((kind, key)).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    if name in st.session_state.get(STOPPED, ()):
        raise Stopped(name, title)
    job = _waited_for(_job(kind, key, make), name, title)
    if isinstance(job.error, _Abandoned):
        job = _waited_for(_job(kind, key, make), name, title)
    if job.error is not None:
        raise job.error
    return job.value


def ahead(key: Hashable, script: Callable[[], object]) -> None:
    """Work out beside the page what will probably be asked for next, once for each key; nobody waits for it.

    Whatever `script` asks of `done` is there, or at least under way, when a page asks for it.
    """
    _job("ahead", key, lambda _tell: script())


def is_done(kind: str, key: Hashable) -> bool:
    """Whether the result of this work is there already."""
    with _lock:
        job = _jobs.get((kind, key))
    return job is not None and job.finished.is_set() and job.error is None


def _quietly(job: Job) -> Any:
    """The result of work that is waited for where there is no page to show progress on."""
    with _lock:
        job.waiting += 1
    job.finished.wait()
    with _lock:
        job.waiting -= 1
        job.left = time.monotonic()
    if job.error is not None:
        raise job.error
    return job.value


def _waited_for(job: Job, name: str, title: str) -> Job:
    """The work once it is finished; another choice or a closed tab ends the waiting."""
    with _lock:
        job.waiting += 1
    try:
        if not job.wait(PATIENCE):
            _watch(job, name, title)
    finally:
        with _lock:
            job.waiting -= 1
            job.left = time.monotonic()
    return job


def _job(kind: str, key: Hashable, make: Callable[[Progress], Result]) -> Job:
    """The work for this key: under way, done, or begun now. What failed or was given up is begun anew."""
    with _lock:
        job = _jobs.get((kind, key))
        if job is None or job.error is not None or (job.left < 0 and not job.finished.is_set()):
            job = Job(make)
            if any(folder in repr(key) for folder in _gone):
                return job
            _jobs[kind, key] = job
        _jobs.move_to_end((kind, key))
        same = [name for name, other in _jobs.items() if name[0] == kind and other.finished.is_set()]
        room = ROOM
        for number, name in enumerate(reversed(same)):
            room -= _size(_jobs[name].value)
            if number >= LIMITS.get(kind, LIMIT) or (room < 0 and number > 0):
                del _jobs[name]
        return job


def _size(value: object) -> int:
    """How much room a result takes, roughly."""
    rows = getattr(value, "people", value)
    return 1 + (len(rows) if isinstance(rows, Sized) else 0)


def _watch(job: Job, name: str, title: str) -> None:
    """Show how far the work is until it is finished. Any click ends this run at the next look."""
    place, begun = st.empty(), time.monotonic()
    with place.container(border=True, key=f"work_{name}"):
        st.markdown(f"**{title} …**")
        bar = st.progress(0.0)
        st.button("Cancel", key=f"cancel_{name}", on_click=_cancel, args=(job, name), icon=":material/close:")
    while not job.wait(TURN):
        seconds = int(time.monotonic() - begun)
        bar.progress(min(max(job.share, 0.0), 1.0), f"{job.words or 'Starting'} ({seconds:,} s)")
    place.empty()


def _cancel(job: Job, name: str) -> None:
    st.session_state[STOPPED] = {*st.session_state.get(STOPPED, ()), name}
    job.give_up()


def again(name: str) -> None:
    """Work on what was cancelled after all."""
    st.session_state[STOPPED] = set(st.session_state.get(STOPPED, ())) - {name}


def forget_of(folder: str, *, for_good: bool = False) -> None:
    """Forget everything that was worked out from data within a folder; `for_good` what is still under way, too."""
    with _lock:
        if for_good:
            _gone.append(folder)
        for name in [name for name in _jobs if folder in repr(name)]:
            _jobs.pop(name).give_up()


def forget() -> None:
    """Forget everything that was worked out."""
    with _lock:
        _jobs.clear()
