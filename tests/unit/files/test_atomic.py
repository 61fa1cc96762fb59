"""Files and folders: whole or not at all, and never through a link."""

import os
import shutil
import stat
import time
from pathlib import Path

import pandas as pd
import pytest

from ally_graph import load
from ally_graph.files.atomic import DRAFT, OWNER, making_folder, replacing, sweep, write_new, write_whole
from ally_graph.records import write_folder


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def stop_half_way(path, stopped):
    path.write_bytes(b"half")
    raise stopped


def test_a_file_is_written_and_written_anew_with_nothing_left_beside_it(tmp_path):
    for content in (b"one", b"two"):
        write_whole(tmp_path / "new" / "a.csv", content)
        assert contents(tmp_path / "new") == {"a.csv": content}


@pytest.mark.parametrize("stopped", [KeyboardInterrupt, OSError])
def test_a_file_that_is_stopped_half_way_stays_as_it_was(tmp_path, stopped):
    (tmp_path / "a.csv").write_bytes(b"before")
    with pytest.raises(stopped), replacing(tmp_path / "a.csv") as draft:
        stop_half_way(draft, stopped)
    assert contents(tmp_path) == {"a.csv": b"before"}


def test_a_draft_lies_in_a_folder_of_its_own_under_a_name_drawn_at_random(tmp_path):
    """Two drafts of the same file, one after the other; only the owner may look into their folders."""
    places = []
    for _ in range(2):
        with replacing(tmp_path / "a.csv") as draft:
            draft.write_bytes(b"")
            assert stat.S_IMODE(draft.parent.stat().st_mode) == 0o700
            assert draft.parent.parent == tmp_path
            places.append(draft)
    assert places[0] != places[1]


def test_a_file_is_for_whom_the_umask_says_or_for_its_owner_alone(tmp_path):
    before = os.umask(0o027)
    write_whole(tmp_path / "ours", b"")
    write_whole(tmp_path / "mine", b"", mode=OWNER)
    os.umask(before)
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("ours", "mine")] == [0o640, 0o600]


def test_a_link_in_the_place_of_a_file_is_replaced_and_not_followed(tmp_path):
    """What the link leads to stays as it was; a new file is not written through one at all."""
    (tmp_path / "elsewhere").write_bytes(b"theirs")
    (tmp_path / "a.csv").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "a.csv", b"ours")
    write_whole(tmp_path / "a.csv", b"ours")
    assert contents(tmp_path) == {"a.csv": b"ours", "elsewhere": b"theirs"}
    assert not (tmp_path / "a.csv").is_symlink()


def test_a_folder_gets_its_name_when_it_is_full(tmp_path):
    with making_folder(tmp_path / "entry") as draft:
        write_new(draft / "a", b"1")
        assert not (tmp_path / "entry").exists()
    assert contents(tmp_path / "entry") == {"a": b"1"}
    assert [path.name for path in tmp_path.iterdir()] == ["entry"]


def test_a_folder_that_is_stopped_half_way_is_not_there(tmp_path):
    with pytest.raises(KeyboardInterrupt), making_folder(tmp_path / "entry") as draft:
        stop_half_way(draft / "a", KeyboardInterrupt)
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_whoever_was_quicker_stays(tmp_path):
    with making_folder(tmp_path / "entry") as draft:
        write_new(draft / "a", b"ours")
        (tmp_path / "entry").mkdir()
        (tmp_path / "entry" / "a").write_bytes(b"theirs")
    assert contents(tmp_path / "entry") == {"a": b"theirs"}
    assert [path.name for path in tmp_path.iterdir()] == ["entry"]


def test_a_folder_that_can_not_get_its_name_is_an_error(tmp_path):
    (tmp_path / "entry").write_bytes(b"a file")
    with pytest.raises(OSError, match="entry"), making_folder(tmp_path / "entry"):
        pass
    assert contents(tmp_path) == {"entry": b"a file"}


def left_behind(folder, name, hours):
    """A draft with a file in it, as a killed program leaves it, to which nothing was written for so many hours."""
    draft = folder / name
    draft.mkdir(mode=0o700)
    (draft / "a.csv").write_bytes(b"half")
    for path in (draft / "a.csv", draft):
        os.utime(path, (time.time() - hours * 3600,) * 2)
    return draft


def test_a_draft_that_was_left_behind_goes_once_it_is_old_and_nothing_else_does(tmp_path):
    old, new = left_behind(tmp_path, f"{DRAFT}abcd_123", 2), left_behind(tmp_path, f"{DRAFT}wxyz9876", 0.5)
    alike = [left_behind(tmp_path, name, 48) for name in (f"{DRAFT}proposal1", ".draft-proposal", f"my{DRAFT}abcdefgh")]
    write_whole(tmp_path / "a.csv", b"whole")
    assert not old.exists()
    assert all(path.is_dir() for path in (new, *alike))
    assert (tmp_path / "a.csv").read_bytes() == b"whole"


def test_a_draft_to_which_something_is_still_written_stays(tmp_path):
    """Its folder is two hours old; the file in it has just grown."""
    draft = left_behind(tmp_path, f"{DRAFT}abcdefgh", 2)
    os.utime(draft / "a.csv")
    os.utime(draft, (time.time() - 7200,) * 2)
    sweep(tmp_path)
    assert draft.is_dir()


def test_what_is_called_like_a_draft_but_is_a_link_or_another_users_stays(tmp_path, monkeypatch):
    """Both are two days old."""
    target = left_behind(tmp_path, "target", 48)
    (tmp_path / f"{DRAFT}abcdefgh").symlink_to(target)
    os.utime(tmp_path / f"{DRAFT}abcdefgh", (0, 0), follow_symlinks=False)
    sweep(tmp_path)
    assert (target / "a.csv").exists()
    draft = left_behind(tmp_path, f"{DRAFT}hgfedcba", 48)
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    sweep(tmp_path)
    assert draft.is_dir()


def test_data_beside_a_draft_is_read_as_if_there_were_none(tmp_path, tables):
    """One draft lies in the data folder, and one in a directory of Parquet parts."""
    write_folder(tables, tmp_path / "data")
    parts = tmp_path / "data" / "recognitions.parquet"
    parts.mkdir()
    thanks = pd.DataFrame({"giver_id": ["p01"], "receiver_id": ["p02"], "timestamp": "2025-11-03"})
    thanks.to_parquet(parts / "a.parquet")
    before = load(tmp_path / "data")
    for place, name in ((tmp_path / "data", "absences.csv"), (parts, "b.parquet")):
        draft = place / f"{DRAFT}abcdefgh"
        draft.mkdir()
        thanks.to_parquet(draft / name)
    after = load(tmp_path / "data")
    assert (after.fingerprint, after.problems) == (before.fingerprint, before.problems)


@pytest.mark.parametrize("broken", ["mkdir", "fsync", "replace"])
def test_what_could_not_be_written_is_called_by_its_name(tmp_path, monkeypatch, broken):
    """The disk is full; the name of the draft, which nobody knows, says nothing to anybody."""

    def refuse(place, *args, **options):
        raise OSError(
            28, "No space left on device", f"{tmp_path}/{DRAFT}abcdefgh/a.csv" if broken == "replace" else None
        )

    monkeypatch.setattr(Path if broken == "mkdir" else os, broken, refuse)
    with pytest.raises(OSError, match="No space left") as raised:
        write_whole(tmp_path / "a.csv", b"")
    assert raised.value.filename == str(tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["mkdir", "rmtree"])
def test_a_signal_as_the_draft_is_made_or_taken_away_leaves_none(tmp_path, monkeypatch, name):
    """It comes just after the folder is made, or in the middle of taking it away."""
    owner = shutil if name == "rmtree" else Path
    real, calls = getattr(owner, name), []

    def interrupted(*arguments, **options):
        calls.append(1)
        if name == "mkdir":
            real(*arguments, **options)
        if len(calls) == (2 if name == "mkdir" else 1):
            raise KeyboardInterrupt
        if name == "rmtree":
            real(*arguments, **options)

    monkeypatch.setattr(owner, name, interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "b", b"1")
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".office")] == []
