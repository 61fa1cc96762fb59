"""Entries of the cache that somebody else made, or that time has spoilt: none is believed, none ends the program."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import ally_graph
from ally_graph import cache, load
from ally_graph.cache import forms, keys, printed, results, store
from ally_graph.cache.signing import signature
from ally_graph.network import network_of
from ally_graph.records import write_folder
from ally_graph.settings import Settings
from tests.nightly.size import SEED, many

ROUNDS = many(100, 10_000)
TABLE = forms.frame_form("table")
SAID = "12 people, as was printed\n"

odd_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
file_names = st.sampled_from(
    ["/dev/zero", "..", ".", "", "a\0b", "manifest.json", "output", "people_file", "../victim"]
)
odd_manifest = st.fixed_dictionaries(
    {},
    optional={
        "of": odd_json,
        "entry": odd_json,
        "files": odd_json | st.dictionaries(file_names | st.text(max_size=6), odd_json | st.just([1, "0" * 64])),
    },
)
bodies = st.one_of(
    odd_json.map(lambda value: json.dumps(value).encode()),
    odd_manifest.map(lambda value: json.dumps(value).encode()),
    st.binary(max_size=60),
    st.sampled_from(
        [b"[" * 100_000 + b"]" * 100_000, b"1" * 5000, b"NaN", b'{"files":{}}', b"\xff\xfe", b"0" * (1 << 17)]
    ),
)
heads = st.sampled_from(["unkeyed", "other key", "empty key", "random"])
in_its_place = st.sampled_from(["link to a file", "link to zero", "link to nothing", "pipe", "folder", "others write"])


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A data folder with an entry of each of three kinds, and a copy of what is kept."""
    from tests.conftest import company_tables

    place = tmp_path_factory.mktemp("fuzzed")
    folder = place / "data"
    write_folder(company_tables(), folder)
    (place / "victim").write_text("untouched")
    with pytest.MonkeyPatch.context() as small:
        small.setattr(results, "LARGE", 1)
        records = cache.load(folder)
        cache.kept(records, folder, TABLE, ("people",), lambda: records.people)
        printed.keep(["analyze", str(folder)], str(folder), keys.stamp(folder), SAID, "", records.fingerprint)
        shutil.copytree(folder / keys.FOLDER, place / "saved")
        yield place, records


def restored(place: Path) -> dict[str, Path]:
    """The entries by kind, as they were written."""
    folder = place / "data"
    shutil.rmtree(folder / keys.FOLDER)
    shutil.copytree(place / "saved", folder / keys.FOLDER)
    return {path.name.partition("-")[0]: path for path in store.home_of(folder).iterdir()}


def answers_are_right(place: Path, records, capsys) -> None:
    """Ask for all three; what was printed may be gone, but nothing else may be printed."""
    folder = place / "data"
    again = cache.load(folder)
    assert again.fingerprint == records.fingerprint
    assert_frame_equal(again.interactions, records.interactions)
    assert_frame_equal(again.people, records.people)
    found = cache.kept(records, folder, TABLE, ("people",), lambda: records.people)
    assert_frame_equal(found, records.people)
    capsys.readouterr()
    code = printed.again(["analyze", str(folder)])
    assert (code, capsys.readouterr().out) in ((0, SAID), (None, ""))
    assert (place / "victim").read_text() == "untouched"


def signed(head: str, body: bytes) -> bytes:
    keyed = {"other key": b"x" * 32, "empty key": b""}
    if head in keyed:
        return signature(keyed[head], body)
    return hashlib.sha256(body).hexdigest().encode() if head == "unkeyed" else b"0" * 64


fuzzed = settings(
    deadline=None,
    max_examples=ROUNDS // 4,
    database=None,
    suppress_health_check=list(HealthCheck),
    derandomize=not SEED,
)


@fuzzed
@given(kind=st.sampled_from(["records", "table", "printed"]), head=heads, body=bodies, files=st.booleans())
def test_a_manifest_of_another_hand_is_never_believed(kept, capsys, kind, head, body, files):
    """Half of the time every file of the entry is another one too, as far as the manifest names it."""
    place, records = kept
    entry = restored(place)[kind]
    if files:
        for path in entry.iterdir():
            path.write_bytes(b"forged\n")
    (entry / store.MANIFEST).write_bytes(signed(head, body) + b"\n" + body)
    answers_are_right(place, records, capsys)


@fuzzed
@given(kind=st.sampled_from(["records", "table", "printed"]), data=st.data())
def test_an_entry_that_was_changed_is_never_believed(kept, capsys, kind, data):
    """A file is changed, cut, grown, or exchanged for one of another entry, whose manifest may come along."""
    place, records = kept
    entries = restored(place)
    path = data.draw(st.sampled_from(sorted(entries[kind].iterdir())))
    content = path.read_bytes()
    spot = data.draw(st.integers(0, max(0, len(content) - 1)))
    other = data.draw(st.sampled_from([file for one in entries.values() for file in sorted(one.iterdir())]))
    changed = st.sampled_from(
        [content[:spot], content + b"x", other.read_bytes(), content[:spot] + b"\0" + content[spot + 1 :]]
    )
    path.write_bytes(data.draw(changed | st.binary(max_size=40)))
    answers_are_right(place, records, capsys)


@fuzzed
@given(kind=st.sampled_from(["records", "table", "printed"]), what=in_its_place, data=st.data())
def test_something_else_in_the_place_of_a_part_is_never_followed(kept, capsys, kind, what, data):
    """A file, an entry or the whole folder is exchanged, or opened to others."""
    place, records = kept
    entry = restored(place)[kind]
    home = store.home_of(place / "data")
    path = data.draw(st.sampled_from([*sorted(entry.iterdir()), entry, home, home.parent]))
    if what == "others write":
        path.chmod(0o777)
    else:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        targets = {
            "link to a file": place / "victim",
            "link to zero": Path("/dev/zero"),
            "link to nothing": place / "no",
        }
        if what in targets:
            path.symlink_to(targets[what])
        else:
            (os.mkfifo if what == "pipe" else os.mkdir)(path)
    answers_are_right(place, records, capsys)
    if home.parent.is_symlink() or not home.parent.is_dir():
        home.parent.unlink()
        home.parent.mkdir()


@fuzzed
@given(data=st.data(), form=st.sampled_from(["records", "analysis", "table", "groups", "printed"]))
def test_an_entry_of_ones_own_that_makes_no_sense_is_worked_out_anew(kept, capsys, data, form):
    """It is signed with the right key, as by a version of this program with a mistake in it."""
    place, records = kept
    folder = place / "data"
    restored(place)
    base = partial(network_of, records, settings=Settings())
    known = {
        "records": forms.RECORDS,
        "analysis": forms.analysis_form(Settings(), base),
        "table": TABLE,
        "groups": forms.STEPS,
    }
    contents = odd_json.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=60) | bodies
    names = st.sampled_from(
        ["facts.json", "people.parquet", "table.parquet", "interactions.parquet", "output", "problems"]
    )
    files = data.draw(st.dictionaries(names, contents, max_size=6))
    home, key = store.home_of(folder), keys.key("fuzzed")
    if form == "printed":
        store.keep(home, form, key, files, records.fingerprint)
        said = printed._texts(home, key)
        assert said is None or list(said) == [files["output"].decode(), files["problems"].decode()]
        return
    store.keep(home, form, key, files, records.fingerprint)
    results._taken(home, known[form], key)
    capsys.readouterr()


def test_nothing_of_this_is_a_data_folder_itself(kept):
    """What is kept beside the data is never read as data, also after all of this."""
    place, records = kept
    restored(place)
    assert load(place / "data").fingerprint == records.fingerprint
    assert isinstance(ally_graph.analyze(records, findings=False).people, pd.DataFrame)
