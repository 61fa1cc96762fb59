"""Files and folders: whole or not at all, and never through a link."""

import os
import stat

import pytest

from ally_graph.files.atomic import OWNER, making_folder, replacing, write_new, write_whole


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
