"""The key of the user, and that what is kept counts only with it."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from pathlib import Path

import pytest

from ally_graph import cache, load
from ally_graph.cache import keys, printed, results, signing, store
from ally_graph.cache.keys import digest_of
from ally_graph.cli.commands import main
from ally_graph.cli.exits import DONE
from ally_graph.files import own
from ally_graph.records import write_folder

posix = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows has no owners and modes of this kind")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A user without a key, and data that counts as large."""
    monkeypatch.setattr(results, "LARGE", 1)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path, tables):
    write_folder(tables, tmp_path / "data")
    return tmp_path / "data"


def key_file(home: Path) -> Path:
    return home / "office-ally" / signing.KEY_FILE


def entries(folder: Path) -> set[str]:
    home = store.home_of(folder)
    return {path.name.partition("-")[0] for path in home.iterdir()} if home.is_dir() else set()


def forge(entry: Path, files: dict[str, bytes]) -> None:
    """Other files in an entry, and the best manifest that somebody without the key can write."""
    for name, data in files.items():
        (entry / name).write_bytes(data)
    body = json.loads((entry / store.MANIFEST).read_bytes().partition(b"\n")[2])
    body["files"] |= {name: (len(data), digest_of(data)) for name, data in files.items()}
    text = json.dumps(body).encode()
    (entry / store.MANIFEST).write_bytes(hashlib.sha256(text).hexdigest().encode() + b"\n" + text)


def test_a_key_is_made_once_and_only_its_owner_can_read_it(home):
    """Asked for three times; in the folder lies nothing but the key."""
    assert signing.known_key() is None
    first = signing.own_key()
    assert len(first) == signing.KEY_BYTES
    assert first == signing.own_key() == signing.known_key()
    assert stat.S_IMODE(key_file(home).stat().st_mode) == 0o600
    assert stat.S_IMODE(key_file(home).parent.stat().st_mode) == 0o700
    assert [path.name for path in key_file(home).parent.iterdir()] == [signing.KEY_FILE]


def test_nothing_makes_a_key_but_keeping_something(home, folder):
    cache.load(folder)
    assert key_file(home).exists()
    key_file(home).unlink()
    assert printed.again(["analyze", str(folder)]) is None
    assert not key_file(home).exists()


@posix
@pytest.mark.parametrize("odd", ["short", "long", "readable", "link", "pipe", "folder's mode"])
def test_a_key_that_somebody_else_may_know_is_no_key(home, odd):
    """It is put aside for a new one where the folder is the user's alone, and else there is none."""
    first, file = signing.own_key(), key_file(home)
    if odd in ("short", "long"):
        file.write_bytes(first[:-1] if odd == "short" else first + b"x")
    elif odd == "readable":
        file.chmod(0o640)
    elif odd == "folder's mode":
        file.parent.chmod(0o777)
    else:
        file.unlink()
        (home / "other").write_bytes(first)
        (home / "other").chmod(0o600)
        file.symlink_to(home / "other") if odd == "link" else os.mkfifo(file)
    assert signing.known_key() is None
    if odd == "folder's mode":
        with pytest.raises(OSError, match="nobody else can read"):
            signing.own_key()
    else:
        assert signing.own_key() != first
        assert signing.own_key() == signing.known_key()


def test_a_link_in_the_place_of_the_folder_of_the_key_is_not_followed(home, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (home / "office-ally").symlink_to(tmp_path / "elsewhere")
    assert signing.known_key() is None
    with pytest.raises(OSError, match="nobody else can read"):
        signing.own_key()


def test_another_process_that_was_quicker_keeps_its_key(home, monkeypatch):
    """It makes its key between the look for one and the making of ours."""
    link, theirs = os.link, b"k" * signing.KEY_BYTES

    def late(source, target):
        Path(target).write_bytes(theirs)
        Path(target).chmod(0o600)
        link(source, target)

    monkeypatch.setattr(os, "link", late)
    assert signing.own_key() == theirs


@pytest.mark.parametrize("home_folder", ["a file", "not there", "nobody's"])
def test_without_a_place_for_a_key_nothing_is_kept_and_one_line_says_so(
    home, folder, tmp_path, monkeypatch, caplog, home_folder
):
    """The home is below a file, somebody else's, or unknown to the system; the data is read twice."""
    if home_folder == "a file":
        (tmp_path / "file").write_text("")
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file" / "inside"))
    elif home_folder == "nobody's":
        monkeypatch.setattr(os, "geteuid", lambda: 12345, raising=False)
    else:
        monkeypatch.delenv("XDG_DATA_HOME")
        monkeypatch.setattr(own.platformdirs, "user_data_dir", lambda *_, **__: "no/home")
    store._say_once.cache_clear()
    for _ in range(2):
        assert cache.load(folder).fingerprint == load(folder).fingerprint
    assert entries(folder) == set()
    assert [record.message.partition(",")[0] for record in caplog.records] == [
        f"Nothing is kept in {folder / keys.FOLDER}"
    ]


def test_a_relative_place_for_data_is_not_taken(home, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", "here")
    assert own.own_folder().is_absolute()
    assert "here" not in own.own_folder().parts


def test_entries_of_a_key_that_is_gone_are_made_anew(home, folder, monkeypatch):
    cache.load(folder)
    key_file(home).unlink()
    assert store.take(store.home_of(folder), "records", next(store.home_of(folder).iterdir()).name[8:]) is None
    cache.load(folder)
    assert entries(folder) == {"records"}


def test_what_somebody_else_prepared_is_never_printed_and_names_no_place(home, folder, tmp_path, capfd):
    """The entry of an answer gets another answer, and a file to write, as older versions kept one."""
    assert main(["analyze", str(folder)]) == DONE
    usual = capfd.readouterr().out
    entry = next(path for path in store.home_of(folder).iterdir() if path.name.startswith("printed-"))
    victim = tmp_path / "victim"
    victim.write_text("original")
    forge(entry, {"output": b"forged", "people": b"echo", "people_file": os.fsencode(victim)})
    assert printed.again(["analyze", str(folder)]) is None
    assert main(["analyze", str(folder)]) == DONE
    assert capfd.readouterr().out == usual
    assert victim.read_text() == "original"


def test_an_entry_can_not_stand_for_another(home, folder):
    """The entry of one command is copied to the name of another one, signature and all."""
    for words in (["analyze", str(folder)], ["analyze", str(folder), "--json"]):
        main(words)
    one, other = (path for path in store.home_of(folder).iterdir() if path.name.startswith("printed-"))
    for file in one.iterdir():
        (other / file.name).write_bytes(file.read_bytes())
    kind, _, key = other.name.partition("-")
    assert store.take(store.home_of(folder), kind, key) is None


@posix
@pytest.mark.parametrize("part", ["cache", "home", "entry", "file"])
def test_what_others_could_have_written_to_is_not_believed_and_made_anew(home, folder, part):
    """The bytes are still those that were signed; the mode alone is another one."""
    cache.load(folder)
    place = store.home_of(folder)
    entry = next(place.iterdir())
    parts = {"cache": place.parent, "home": place, "entry": entry, "file": entry / "people.parquet"}
    parts[part].chmod(0o777)
    assert store.take(place, "records", entry.name[8:]) is None
    cache.load(folder)
    assert entries(folder) == {"records"}
    assert not any(path.stat().st_mode & 0o077 for path in (place.parent, *place.parent.rglob("*")))


@posix
def test_what_belongs_to_somebody_else_is_not_believed(home, folder, monkeypatch):
    cache.load(folder)
    entry = next(store.home_of(folder).iterdir())
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert store.take(store.home_of(folder), "records", entry.name[8:]) is None


@pytest.mark.parametrize("option", ["--people", "--peopl", "--pe"])
@pytest.mark.parametrize("glued", [True, False])
def test_a_command_that_writes_a_file_is_never_answered_from_what_was_printed(home, folder, tmp_path, option, glued):
    file = str(tmp_path / "people.csv")
    words = ["analyze", str(folder), *([f"{option}={file}"] if glued else [option, file])]
    assert main(words) == DONE
    assert "printed" not in entries(folder)
    assert printed.again(words) is None


def test_other_words_that_begin_alike_are_answered(home, folder):
    words = ["analyze", str(folder), "--preset", "remote"]
    main(words)
    assert printed.again(words) == DONE


def test_only_plain_names_can_be_files_of_an_entry(home, folder, caplog):
    """One is refused as it is written, and one as it is read, although it is signed."""
    with pytest.raises(ValueError, match="plain name"):
        store._manifest(Path("printed-0"), {"../x": b""}, "of", b"key")
    body = json.dumps({"entry": "printed-0", "of": "x", "files": {"../x": (0, "")}}).encode()
    (folder / "printed-0").mkdir(mode=0o700)
    (folder / "printed-0" / store.MANIFEST).write_bytes(signing.signature(signing.own_key(), body) + b"\n" + body)
    with pytest.raises(ValueError, match="another entry"):
        store._read_manifest(folder / "printed-0")


def test_folders_of_others_beside_the_entries_stay(home, folder):
    """Only what is called like an entry or a draft is ever removed."""
    cache.load(folder)
    (store.home_of(folder) / "my things").mkdir()
    cache.analyze(cache.load(folder), folder, findings=False)
    assert (store.home_of(folder) / "my things").is_dir()
