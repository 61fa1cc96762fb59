"""Data sets that are kept on purpose, each on the shelf of one visitor."""

from __future__ import annotations

import stat

import pytest

from ally_graph.files import own, shelf


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(own.platformdirs, "user_data_dir", lambda *_, **__: str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def source(tmp_path):
    """A data folder with one table and something that is no table."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "interactions.csv").write_text("from_id,to_id\na,b\n")
    (folder / ".office-ally-cache").mkdir()
    return folder


def put(source, owner="ana", *, copied=True, name="mine"):
    return shelf.put(owner, source, name=name, people=2, events=1, mapping={"from_id": "giver"}, copied=copied)


def test_what_is_put_is_found_again_by_its_owner_alone(source):
    one = put(source)
    assert shelf.kept("ana") == [one]
    assert shelf.of_key("ana", one.key) == one
    assert shelf.kept("bo") == []
    assert shelf.of_key("bo", one.key) is None
    assert (one.path / "interactions.csv").read_bytes() == (source / "interactions.csv").read_bytes()


def test_only_its_owner_on_this_computer_can_read_it(source, home):
    put(source)
    for path in home.rglob("*"):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path


def test_the_secret_of_the_owner_stands_in_no_name_and_no_file(source, home):
    put(source, owner="a-secret-nobody-knows")
    names = " ".join(map(str, home.rglob("*")))
    texts = " ".join(path.read_text() for path in home.rglob("*") if path.is_file())
    assert "a-secret-nobody-knows" not in names + texts


def test_a_file_is_kept_as_a_file(tmp_path):
    (tmp_path / "data.zip").write_bytes(b"PK")
    one = put(tmp_path / "data.zip")
    assert one.path.name == "data.zip"
    assert one.path.read_bytes() == b"PK"


def test_a_folder_of_the_user_is_not_copied_and_not_removed(source):
    one = put(source, copied=False)
    assert one.path == source
    shelf.remove("ana", one.key)
    assert (source / "interactions.csv").exists()
    assert shelf.kept("ana") == []


def test_removing_takes_every_byte(source, home):
    one = put(source)
    shelf.remove("bo", one.key)
    assert shelf.kept("ana") == [one]
    shelf.remove("ana", one.key)
    assert not [path for path in home.rglob("*") if path.is_file()]


def test_a_key_never_becomes_a_path(source, tmp_path):
    put(source)
    for odd in ("../../mine", "", ".", "/", "x" * 5_000):
        shelf.remove("ana", odd)
        assert shelf.of_key("ana", odd) is None
    assert (source / "interactions.csv").exists()
    assert len(shelf.kept("ana")) == 1


@pytest.mark.parametrize("note", ["", "{", "[]", '{"name": 1}', "\ud800".encode("utf-8", "surrogatepass")])
def test_what_can_not_be_read_is_left_out(source, note):
    """A note that was cut off, or is something else, hides its own data set and no other."""
    one, other = put(source), put(source)
    path = one.path.parent / shelf.NOTE
    path.write_bytes(note if isinstance(note, bytes) else note.encode())
    assert shelf.kept("ana") == [other]


def test_the_newest_stands_first(source, monkeypatch):
    notes = [put(source, name=name) for name in ("first", "second")]
    assert {one.key for one in shelf.kept("ana")} == {one.key for one in notes}
    assert shelf.kept("ana") == sorted(notes, key=lambda one: (one.loaded, one.key), reverse=True)


def test_what_was_used_last_is_remembered_until_it_is_gone(source):
    """A data set, then the sample company, then the data set again, which is removed."""
    one = put(source)
    assert shelf.last("ana") is None
    shelf.remember("ana", one.key)
    assert shelf.last("ana") == one
    shelf.remember("ana", None)
    assert shelf.last("ana") is None
    shelf.remember("ana", one.key)
    shelf.remove("ana", one.key)
    assert shelf.last("ana") is None


def test_who_keeps_nothing_has_no_shelf(home):
    shelf.remember("nobody", None)
    assert not home.exists()
