"""What makes two entries of the cache the same."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ally_graph.cache import keys
from ally_graph.cache.keys import content, digest_of, digest_of_file, files_of, key, stamp


@pytest.fixture
def folder(tmp_path):
    parts = tmp_path / "data" / "interactions.parquet" / "year=2025"
    parts.mkdir(parents=True)
    (parts / "part-0.parquet").write_bytes(b"some events")
    for name in ("people.csv", "phases.CSV", "notes.txt", ".hidden.csv"):
        (tmp_path / "data" / name).write_bytes(f"the content of {name}".encode())
    return tmp_path / "data"


def content_now(folder):
    return content.__wrapped__(folder, stamp(folder))


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 16, 100])
def test_a_file_and_its_bytes_have_the_same_digest_whatever_their_length(tmp_path, monkeypatch, size):
    monkeypatch.setattr(keys, "PIECE", 8)
    data = os.urandom(size)
    (tmp_path / "file").write_bytes(data)
    assert digest_of_file(tmp_path / "file") == digest_of(data)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(min_size=1, max_size=60), flip=st.integers(1, 255), place=st.integers(0, 10_000))
def test_no_two_contents_that_differ_in_a_byte_have_the_same_digest(monkeypatch, data, flip, place):
    monkeypatch.setattr(keys, "PIECE", 8)
    place %= len(data)
    changed = data[:place] + bytes([data[place] ^ flip]) + data[place + 1 :]
    assert digest_of(data) != digest_of(changed)
    assert digest_of(data) != digest_of(data + b"\0")
    assert digest_of(data) != digest_of(data[:-1])


@pytest.mark.parametrize(
    "name", ["people.csv", "phases.CSV", ".hidden.csv", "interactions.parquet/year=2025/part-0.parquet"]
)
def test_every_byte_of_every_table_counts(folder, name):
    """One bit of each byte in turn is flipped; with the first bytes back, the content is the first again."""
    before = content_now(folder)
    data = (folder / name).read_bytes()
    for place in range(len(data)):
        (folder / name).write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert content_now(folder) != before
    (folder / name).write_bytes(data)
    assert content_now(folder) == before


def test_of_files_that_are_no_tables_only_the_name_counts(folder):
    before = content_now(folder)
    (folder / "notes.txt").write_text("other notes")
    assert content_now(folder) == before
    (folder / "notes.txt").rename(folder / "other.txt")
    assert content_now(folder) != before


def test_the_cache_itself_does_not_count(folder):
    before = content_now(folder), stamp(folder)
    (folder / keys.FOLDER).mkdir()
    (folder / keys.FOLDER / "people.csv").write_text("kept")
    assert (content_now(folder), stamp(folder)) == before
    assert not [file for file in files_of(folder) if keys.FOLDER in file.parts]


def test_something_that_is_no_file_is_never_opened(folder):
    os.mkfifo(folder / "absences.csv")
    assert content_now(folder) == content_now(folder)


def test_a_file_put_in_place_of_another_with_the_same_time_and_size_has_another_stamp(folder):
    before, state = stamp(folder), (folder / "people.csv").stat()
    (folder / "new").write_bytes(b"x" * state.st_size)
    os.utime(folder / "new", ns=(state.st_atime_ns, state.st_mtime_ns))
    os.replace(folder / "new", folder / "people.csv")
    assert stamp(folder) != before


def test_a_key_tells_parts_apart_that_look_alike_together():
    assert (
        len({key("a", "b"), key("ab"), key("a", "b", ""), key(("a", "b")), key("a", None, "b"), key(1), key("1")}) == 7
    )
