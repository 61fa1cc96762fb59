"""Folders that are lent to a process go with it, however it ends, and those of others stay."""

import os
import signal
import subprocess
import sys
import time

import pytest

from ally_graph.files import workshop

HOLDER = """
import sys, time
from ally_graph.files import workshop
folder = workshop.made()
(folder / "people.csv").write_text("canary")
print(folder, flush=True)
time.sleep(60)
"""


def holder(tmp_path) -> tuple[subprocess.Popen, str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER], stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(tmp_path)}
    )
    return process, process.stdout.readline().strip()


def is_gone(folder: str, seconds: float = 5) -> bool:
    until = time.monotonic() + seconds
    while os.path.exists(folder) and time.monotonic() < until:
        time.sleep(0.05)
    return not os.path.exists(folder)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP", "SIGKILL"])
def test_the_folder_goes_with_its_process(tmp_path, name):
    """Also where nothing in the process has a chance to tidy up."""
    process, folder = holder(tmp_path)
    assert os.path.exists(folder)
    process.send_signal(getattr(signal, name))
    process.wait()
    process.stdout.close()
    assert is_gone(folder)


def test_a_sweep_leaves_the_folder_of_a_process_that_lives(tmp_path):
    """Two servers at once: the second one sweeps while the first one still holds its folder."""
    process, folder = holder(tmp_path)
    try:
        assert workshop.sweep(tmp_path) == []
        assert os.path.exists(folder)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    assert is_gone(folder)


def left_behind(tmp_path, name: str = "a"):
    folder = tmp_path / f"{workshop.PREFIX}{name}"
    folder.mkdir()
    (folder / workshop.HELD).touch()
    (folder / "people.csv").write_text("canary")
    return folder


def test_a_sweep_removes_what_nobody_holds(tmp_path):
    folder = left_behind(tmp_path)
    assert workshop.sweep(tmp_path) == [folder]
    assert not folder.exists()


def test_a_sweep_follows_no_link(tmp_path):
    """Neither a link in place of the folder nor one in place of its lock leads it elsewhere."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / workshop.HELD).touch()
    (tmp_path / f"{workshop.PREFIX}link").symlink_to(elsewhere)
    odd = left_behind(tmp_path, "odd")
    (odd / workshop.HELD).unlink()
    (odd / workshop.HELD).symlink_to(elsewhere / workshop.HELD)
    assert workshop.sweep(tmp_path) == []
    assert (elsewhere / workshop.HELD).exists()


def test_a_sweep_leaves_the_folders_of_other_users(tmp_path, monkeypatch):
    folder = left_behind(tmp_path)
    monkeypatch.setattr(os, "getuid", lambda: 12_345)
    assert workshop.sweep(tmp_path) == []
    assert folder.exists()


def test_a_folder_that_is_just_being_made_is_left(tmp_path):
    """Between making a folder and locking it another server may sweep; an old folder without a lock goes."""
    folder = tmp_path / f"{workshop.PREFIX}new"
    folder.mkdir()
    assert workshop.sweep(tmp_path) == []
    os.utime(folder, (0, 0))
    assert workshop.sweep(tmp_path) == [folder]
