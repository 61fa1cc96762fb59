"""The process that draws: whatever becomes of it is one picture that isn't made, and the next one is."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from ally_graph.charts import drawing, drawing_process
from ally_graph.errors import PictureError
from ally_graph.export.report import report
from ally_graph.export.report.sections import NOT_DRAWN

ROOT = Path(__file__).parents[3]
CRASHES = "import os; os.abort()"
CRASHES_WHEN_ASKED = "import sys, os; sys.stdin.buffer.read(1); os.abort()"
HANGS = "import time; time.sleep(60)"
ANNOUNCES_TOO_MUCH = (
    "import sys, time; sys.stdout.buffer.write(b'\\1' + b'\\xff' * 8); sys.stdout.flush(); time.sleep(60)"
)


def bars(*names: str) -> dict:
    """A chart with a bar for each name."""
    values = [{"name": name, "help": place} for place, name in enumerate(names)]
    axes = {"x": {"field": "name", "type": "nominal"}, "y": {"field": "help", "type": "quantitative"}}
    return {"data": {"values": values}, "mark": "bar", "encoding": axes}


@pytest.fixture(autouse=True)
def no_process_stays():
    yield
    drawing.end()


@pytest.fixture
def instead(monkeypatch):
    """Another program in the place of the one that draws."""

    def put(program: str) -> None:
        drawing.end()
        monkeypatch.setattr(drawing, "COMMAND", (sys.executable, "-c", program))

    return put


def gone(number: int) -> bool:
    """Whether a process has ended; one that nobody has asked for yet has."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_drawing_has_the_bytes_that_the_engine_gives_itself():
    chart = bars("Zoë", "<Bo>", "\U0001f600") | {"width": 12.3456789012345678, "title": ["two", "lines"]}
    assert drawing.drawn("svg", chart).decode() == vl_convert.vegalite_to_svg(chart, allowed_base_urls=[])
    assert drawing.drawn("png", chart) == vl_convert.vegalite_to_png(
        chart, scale=drawing_process.PNG_SCALE, allowed_base_urls=[]
    )


def test_one_process_draws_one_picture_after_the_other():
    drawing.drawn("svg", bars("Ana"))
    first = drawing._running[0].pid
    with pytest.raises(PictureError, match="could not be drawn"):
        drawing.drawn("svg", {"mark": "no such mark"})
    drawing.drawn("png", bars("Bo"))
    assert drawing._running[0].pid == first


@pytest.mark.parametrize("program", [CRASHES, CRASHES_WHEN_ASKED, ANNOUNCES_TOO_MUCH, ""])
def test_a_crash_is_one_picture_and_the_next_is_drawn(instead, monkeypatch, program):
    """Another program stands in for the one that draws, for two pictures; then the right one is back."""
    with monkeypatch.context():
        instead(program)
        for form in ("svg", "png"):
            with pytest.raises(PictureError, match="has ended"):
                drawing.drawn(form, bars("Ana"))
    monkeypatch.undo()
    assert drawing.drawn("svg", bars("Ana")).startswith(b"<svg")


def test_a_process_that_can_not_be_started_is_one_picture(monkeypatch):
    monkeypatch.setattr(drawing, "COMMAND", ("/nowhere/python",))
    with pytest.raises(PictureError, match="has ended"):
        drawing.drawn("svg", bars("Ana"))


def test_a_process_that_ended_before_it_was_asked_is_put_away():
    """The question waits in our end of the pipe, and there is nobody at the other."""
    process = drawing._process()
    process.stdin.write(b"svg")
    process.kill()
    process.wait()
    drawing.end()
    assert not drawing._running
    assert process.stdin.closed


def test_a_process_that_hangs_is_ended_in_time(instead, monkeypatch):
    """It sleeps for a minute, and is given a third of a second."""
    instead(HANGS)
    monkeypatch.setattr(drawing, "PATIENCE", 0.3)
    begun = time.monotonic()
    with pytest.raises(PictureError, match="has ended"):
        drawing.drawn("svg", bars("Ana"))
    assert time.monotonic() - begun < 10
    assert not drawing._running


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no alarm")
def test_a_drawing_that_hangs_is_ended_by_the_system_where_nobody_waits_for_it_any_more():
    """The alarm ends a process in the middle of compiled code; a sleep stands in for that here."""
    program = (
        "import sys, time; sys.path.insert(0, sys.argv[1]); import drawing_process as d; d._alarm(1); time.sleep(60)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, str(Path(drawing_process.__file__).parent)], timeout=30, check=False
    )
    assert ended.returncode == -signal.SIGALRM


def test_a_process_that_was_killed_between_two_pictures_is_started_anew():
    drawing.drawn("svg", bars("Ana"))
    drawing._running[0].kill()
    drawing._running[0].wait()
    assert drawing.drawn("svg", bars("Ana")).startswith(b"<svg")


def test_whoever_stops_waiting_leaves_no_answer_for_the_next(monkeypatch):
    """Ctrl-C comes when the first picture is asked for, and is not answered yet."""

    def stopped(source, length):
        raise KeyboardInterrupt

    with monkeypatch.context() as now:
        now.setattr(drawing, "_read", stopped)
        with pytest.raises(KeyboardInterrupt):
            drawing.drawn("svg", bars("Ana"))
    assert b"Ana" not in drawing.drawn("svg", bars("Bo"))


def test_many_threads_each_get_their_own_picture():
    names = [f"Person {number}" for number in range(24)]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda name: drawing.drawn("svg", bars(name)), names))
    assert all(f">{name}<".encode() in picture for name, picture in zip(names, found, strict=True))
    assert len(drawing._running) == 1


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks into /proc")
def test_the_process_ends_when_the_one_that_asks_is_killed():
    """A second Python draws, tells the number of its process, and is killed without a warning."""
    program = (
        "from ally_graph.charts import drawing; drawing.drawn('svg', {'mark': 'bar'});"
        "print(drawing._running[0].pid, flush=True); import time; time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True) as asking:
        number = int(asking.stdout.readline())
        assert not gone(number)
        asking.kill()
    until = time.monotonic() + 10
    while not gone(number) and time.monotonic() < until:
        time.sleep(0.05)
    assert gone(number)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks into /proc")
def test_the_process_may_fill_no_more_than_its_memory_and_leaves_no_dump():
    drawing.drawn("svg", bars("Ana"))
    limits = Path(f"/proc/{drawing._running[0].pid}/limits").read_text()
    soft = {line[:26].strip(): line[26:].split()[0] for line in limits.splitlines()}
    assert soft["Max data size"] == str(drawing_process.MEMORY)
    assert soft["Max core file size"] == "0"


@pytest.mark.parametrize("letter", ["\ufffe", "\uffff", "\x00", "\x1b", "\ud800", "\U0001fffe", "\u2028", "\u202e"])
def test_no_letter_ends_the_process(letter):
    for form in ("svg", "png"):
        drawing.drawn(form, bars(f"Bo{letter}") | {"title": f"{letter}Help"})


@settings(deadline=None, max_examples=30)
@given(st.lists(st.text(st.characters(exclude_categories=()), max_size=20), min_size=1, max_size=5))
def test_any_names_can_be_drawn(names):
    assert drawing.drawn("svg", bars(*names)).startswith(b"<svg")


def test_a_report_goes_on_without_the_pictures_that_can_not_be_drawn(instead, company, company_analysis, caplog):
    """The map is drawn by other means, and stays."""
    usual = report(company, company_analysis)
    instead(CRASHES)
    without = report(company, company_analysis)
    assert NOT_DRAWN not in usual
    assert without.count(NOT_DRAWN) == len(caplog.records) > 1
    assert without.count("<h2") == usual.count("<h2")
    assert "<svg" in without
