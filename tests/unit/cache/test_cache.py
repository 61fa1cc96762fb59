"""The cache: what is kept, when it is found again, and that it is never believed when anything changed."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import ally_graph
from ally_graph import cache, load
from ally_graph.cache import keys, results, store
from ally_graph.cache.forms import frame_form
from ally_graph.cli.commands import main
from ally_graph.cli.exits import DONE
from ally_graph.files.atomic import DRAFT
from ally_graph.records import TABLES, write_folder
from ally_graph.records.places import _LOOKED_AT
from ally_graph.records.sheet import TABLE_ENDINGS
from ally_graph.settings import Settings

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "sample_data"


@pytest.fixture(autouse=True)
def small_data_counts_as_large(monkeypatch):
    monkeypatch.setattr(results, "LARGE", 1)


@pytest.fixture
def folder(tmp_path, tables):
    """A small company as a data folder, with a row that is set aside and a column of its own."""
    spoilt = pd.concat([tables["interactions"], tables["interactions"].head(1).assign(to_id="p01")], ignore_index=True)
    people = tables["people"].assign(badge=["007", None] * 6)
    thanks = pd.DataFrame({"giver_id": ["p01", "p02"], "receiver_id": ["p03", "p04"], "timestamp": "2025-11-03"})
    extra = {"recognitions": thanks.assign(element=["empathy", None])}
    write_folder(tables | extra | {"people": people, "interactions": spoilt}, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def counted(monkeypatch):
    """What was read and analysed, not taken from the cache."""
    done = []
    for name in ("load", "analyze"):
        work = getattr(ally_graph, name)
        monkeypatch.setattr(ally_graph, name, lambda *a, work=work, name=name, **k: done.append(name) or work(*a, **k))
    return done


def same_records(one, other) -> None:
    for name in TABLES:
        assert_frame_equal(getattr(one, name), getattr(other, name))
    for name in ("problems", "set_aside", "outside", "has_roster", "source", "fingerprint"):
        assert getattr(one, name) == getattr(other, name)


def same_analysis(one, other) -> None:
    assert json.dumps(one.to_dict()) == json.dumps(other.to_dict())
    assert_frame_equal(one.people, other.people)
    assert one.settings == other.settings
    assert (one.base.help != other.base.help).nnz == 0


def entries(folder: Path) -> list[str]:
    return sorted(path.name for path in store.home_of(folder).iterdir())


def kept_files(folder: Path) -> list[Path]:
    return sorted(path for path in store.home_of(folder).rglob("*") if path.is_file())


def test_records_come_back_as_they_were(folder, counted):
    first, second = cache.load(folder), cache.load(folder)
    assert counted == ["load"]
    same_records(first, load(folder))
    same_records(second, load(folder))


def test_the_sample_company_comes_back_as_it_was(tmp_path, counted):
    """Compared with an analysis, findings and months included, that never went through the cache."""
    data = shutil.copytree(SAMPLE, tmp_path / "sample_data")
    asked = {"findings": True, "months": True}
    records = cache.load(data)
    first = cache.analyze(records, data, **asked)
    same_records(cache.load(data), records)
    second = cache.analyze(records, data, **asked)
    assert counted == ["load", "analyze"]
    same_analysis(first, ally_graph.analyze(load(SAMPLE), **asked))
    same_analysis(second, first)
    assert second.findings == tuple(dataclasses.replace(found) for found in second.findings)


def test_nothing_is_kept_beside_small_data(folder, monkeypatch):
    monkeypatch.setattr(results, "LARGE", 200_000)
    cache.analyze(cache.load(folder), folder)
    assert main(["analyze", str(folder)]) == DONE
    assert not (folder / keys.FOLDER).exists()


def test_the_folder_of_the_cache_does_not_make_the_data_unclean(folder):
    before = load(folder)
    cache.analyze(cache.load(folder), folder)
    assert (folder / keys.FOLDER).is_dir()
    same_records(load(folder), before)


def test_every_file_that_can_be_read_counts_with_all_its_bytes():
    assert {*TABLE_ENDINGS, *_LOOKED_AT, ".xlsx", ".zip"} <= set(keys.DATA_ENDINGS)


@pytest.mark.parametrize("name", [f"{name}.csv" for name in ("people", "interactions", "recognitions", "phases")])
def test_any_changed_byte_of_the_data_is_read_again(folder, counted, name):
    """One bit near the end of a table flips, while its size and its time of change stay as they were."""
    cache.load(folder)
    data = bytearray((folder / name).read_bytes())
    state = (folder / name).stat()
    data[-2] ^= 1
    (folder / name).write_bytes(data)
    os.utime(folder / name, ns=(state.st_atime_ns, state.st_mtime_ns))
    same_records(cache.load(folder), load(folder))
    assert counted == ["load", "load"]


@pytest.mark.parametrize("change", ["added", "removed", "renamed"])
def test_another_set_of_files_is_read_again(folder, counted, change):
    """A table of absences comes, that of phases goes, or the folder itself gets another name."""
    cache.load(folder)
    if change == "added":
        (folder / "absences.csv").write_text("person_id,start_date,end_date\np01,2025-10-01,2025-10-02\n")
    elif change == "removed":
        (folder / "phases.csv").unlink()
    else:
        folder = folder.rename(folder.with_name("other"))
    assert cache.load(folder).source == folder.name
    assert counted == ["load", "load"]
    same_records(cache.load(folder), load(folder))


def test_parts_of_a_parquet_directory_count_too(tmp_path, tables, counted):
    """Half of the interactions are there at first; a second part brings the rest."""
    parts = tmp_path / "data" / "interactions.parquet"
    parts.mkdir(parents=True)
    half = len(tables["interactions"]) // 2
    tables["interactions"].iloc[:half].to_parquet(parts / "a.parquet")
    cache.load(tmp_path / "data")
    tables["interactions"].iloc[half:].to_parquet(parts / "b.parquet")
    assert len(cache.load(tmp_path / "data").interactions) == len(tables["interactions"])
    assert counted == ["load", "load"]


def test_a_zip_is_kept_beside_it_by_its_name(folder, tmp_path, counted):
    """Two in one folder, only the first with a people table; the third look goes back to the first."""
    for name in ("one.zip", "two.zip"):
        with zipfile.ZipFile(tmp_path / name, "w") as packed:
            for table in ("people", "interactions") if name == "one.zip" else ("interactions",):
                packed.write(folder / f"{table}.csv", f"{table}.csv")
    assert [cache.load(tmp_path / name).has_roster for name in ("one.zip", "two.zip", "one.zip")] == [True, False, True]
    assert counted == ["load", "load"]
    assert sorted(path.name for path in (tmp_path / keys.FOLDER).iterdir() if path.is_dir()) == ["one.zip", "two.zip"]


@pytest.mark.parametrize(
    "other",
    [
        {"as_of": "2025-12-01"},
        {"kinds": ["help"]},
        {"settings": Settings(window_days=60)},
        {"settings": Settings(half_life_days=float("inf"))},
        {"settings": Settings(seed=3)},
        {"findings": False},
        {"months": True},
    ],
    ids=str,
)
def test_other_choices_are_another_entry(folder, counted, other):
    """Each time one choice differs from the usual; asked for once more, neither analysis is worked out anew."""
    records = cache.load(folder)
    usual = cache.analyze(records, folder)
    changed = cache.analyze(records, folder, **other)
    assert counted == ["load", "analyze", "analyze"]
    same_analysis(cache.analyze(records, folder, **other), changed)
    same_analysis(cache.analyze(records, folder), usual)
    assert counted == ["load", "analyze", "analyze"]


def test_another_version_is_another_entry(folder, counted, monkeypatch):
    cache.load(folder)
    monkeypatch.setattr(keys, "version", lambda: "another")
    cache.load(folder)
    assert counted == ["load", "load"]


def test_the_version_follows_every_byte_of_the_source(tmp_path, monkeypatch):
    """A copy of the package gets one more line break at the end of one of its files."""
    copy = shutil.copytree(ROOT / "ally_graph", tmp_path / "ally_graph")
    monkeypatch.setattr(keys, "PACKAGE", copy)
    before = keys.version.__wrapped__()
    assert before == keys.version.__wrapped__()
    source = copy / "findings" / "isolated.py"
    source.write_text(source.read_text() + "\n")
    assert keys.version.__wrapped__() != before


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


@pytest.mark.parametrize("spoil", ["flip", "cut", "grow", "remove"])
def test_whatever_happens_to_a_kept_file_the_result_is_right(folder, counted, spoil, caplog):
    """One file at a time, of the records or of a table, is spoilt; just one of the two is worked out anew, once."""
    records = cache.load(folder)

    def made() -> pd.DataFrame:
        counted.append("made")
        return records.people

    def worked_out_anew() -> list[str]:
        counted.clear()
        same_records(cache.load(folder), records)
        assert_frame_equal(cache.kept(records, folder, frame_form("table"), ("people",), made), records.people)
        return list(counted)

    worked_out_anew()
    for path in kept_files(folder):
        data = path.read_bytes()
        for place in (len(data) // 3, len(data) - 1):
            path.unlink()
            if spoil != "remove":
                path.write_bytes({"flip": flipped(data, place), "cut": data[:place], "grow": data + b"\n"}[spoil])
            assert len(worked_out_anew()) == 1
            assert worked_out_anew() == []
    assert "is damaged" in caplog.text


def test_an_entry_whose_manifest_is_no_manifest_is_made_anew(folder, counted):
    cache.load(folder)
    for text in (b"", b"\n", b"{}", b"0" * 64 + b"\n{}"):
        next(path for path in kept_files(folder) if path.name == store.MANIFEST).write_bytes(text)
        counted.clear()
        cache.load(folder)
        assert counted == ["load"]


def test_only_the_owner_can_read_what_is_kept(folder):
    os.umask(0o022)
    cache.analyze(cache.load(folder), folder)
    for path in (folder / keys.FOLDER).rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    assert stat.S_IMODE((folder / keys.FOLDER).stat().st_mode) == 0o700


def test_version_control_leaves_the_folder_out(folder):
    cache.load(folder)
    assert (folder / keys.FOLDER / ".gitignore").read_text().endswith("\n*\n")


@pytest.mark.parametrize("broken", ["mkdir", "open", "rename"])
def test_a_folder_that_can_not_be_written_means_no_cache_and_a_line_in_the_log(folder, monkeypatch, caplog, broken):
    """The disk is full as a draft gets its folder, as a file is opened, or as the whole gets its name."""

    def refuse(*args, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path if broken == "mkdir" else os, broken, refuse)
    same_records(cache.load(folder), load(folder))
    assert "Nothing is kept" in caplog.text
    assert not list((folder / keys.FOLDER).rglob("*.parquet"))


def test_a_file_in_the_place_of_the_folder_means_no_cache(folder, caplog):
    (folder / keys.FOLDER).write_text("")
    cache.analyze(cache.load(folder), folder)
    assert "Nothing is kept" in caplog.text


def test_a_link_in_the_place_of_the_folder_is_never_followed(folder, tmp_path, monkeypatch, caplog):
    """First something would be kept through it; then the data counts as small, and something would be removed."""
    (tmp_path / "elsewhere" / "folder").mkdir(parents=True)
    (folder / keys.FOLDER).symlink_to(tmp_path / "elsewhere")
    cache.load(folder)
    assert "is a link" in caplog.text
    monkeypatch.setattr(results, "LARGE", 200_000)
    cache.load(folder)
    assert list((tmp_path / "elsewhere").rglob("*")) == [tmp_path / "elsewhere" / "folder"]


def test_the_five_results_used_last_are_kept_and_one_copy_of_the_records(folder):
    """Eight windows are analysed; after each of them everything kept becomes a minute older."""
    records = cache.load(folder)
    for days in range(28, 36):
        cache.analyze(records, folder, settings=Settings(window_days=days), findings=False)
        for path in store.home_of(folder).iterdir():
            os.utime(path, (path.stat().st_mtime - 60,) * 2)
    kinds = [name.partition("-")[0] for name in entries(folder)]
    assert kinds == ["analysis"] * 5 + ["records"]


def test_what_was_made_from_other_data_goes_when_the_data_changes(folder):
    cache.analyze(cache.load(folder), folder, findings=False)
    (folder / "people.csv").write_text((folder / "people.csv").read_text().replace("Person 1,", "Somebody,"))
    before = entries(folder)
    cache.load(folder)
    assert not set(before) & set(entries(folder))
    assert all(b"Person 1\n" not in path.read_bytes() for path in kept_files(folder))


def test_nothing_stays_behind_of_data_that_has_become_small(folder, monkeypatch):
    cache.load(folder)
    monkeypatch.setattr(results, "LARGE", 200_000)
    (folder / "phases.csv").unlink()
    cache.load(folder)
    assert not store.home_of(folder).exists()


def test_what_somebody_else_keeps_there_is_left_alone(folder, monkeypatch, caplog):
    """Every look, opening, renaming and removing below the folder is refused, as with another user's files."""
    cache.load(folder)
    before = kept_files(folder)

    def refuse(*args, **options):
        raise PermissionError(13, "Permission denied")

    with pytest.MonkeyPatch.context() as elsewhere:
        for name in ("stat", "open", "rename", "utime", "rmdir", "unlink"):
            elsewhere.setattr(store.os, name, guarded(getattr(os, name), folder / keys.FOLDER, refuse))
        same_records(cache.load(folder), load(folder))
        assert "Nothing is kept" in caplog.text
    assert kept_files(folder) == before


def guarded(work, below: Path, refuse):
    """The same function, except that it refuses everything below a folder."""

    def guard(path, *args, **options):
        inside = isinstance(path, (str, Path)) and str(path).startswith(str(below)) and str(path) != str(below)
        return refuse() if inside else work(path, *args, **options)

    return guard


def test_drafts_that_were_never_finished_are_removed_in_time(folder):
    """One is two hours old, beyond the hour a draft is given, and one has only just begun."""
    cache.load(folder)
    for name, age in (("old_____", 7200), ("new_____", 0)):
        draft = store.home_of(folder) / f"{DRAFT}{name}"
        draft.mkdir()
        os.utime(draft, (draft.stat().st_mtime - age,) * 2)
    cache.analyze(load(folder), folder, findings=False)
    names = entries(folder)
    assert f"{DRAFT}new_____" in names
    assert f"{DRAFT}old_____" not in names


def test_data_that_changes_while_it_is_read_is_not_kept(folder, monkeypatch):
    """The phases are written over after the reading, before anything could be kept."""
    read = ally_graph.load

    def change(path, **options):
        found = read(path, **options)
        (folder / "phases.csv").write_text("name,start_date,end_date,note\nLate,2025-01-01,,\n")
        return found

    monkeypatch.setattr(ally_graph, "load", change)
    cache.load(folder)
    assert not (folder / keys.FOLDER).exists()


def test_a_draft_that_is_stopped_half_way_leaves_nothing(folder, monkeypatch):
    """Somebody presses Ctrl+C when only the manifest, written last, is missing."""
    records, write = load(folder), store.write_new

    def stop(path, data, **options):
        if path.name == store.MANIFEST:
            raise KeyboardInterrupt
        write(path, data, **options)

    monkeypatch.setattr(store, "write_new", stop)
    with pytest.raises(KeyboardInterrupt):
        cache.analyze(records, folder, findings=False)
    assert entries(folder) == []


READ_AND_ANALYSE = """
import json, sys
from ally_graph import cache
from ally_graph.cache import results
from ally_graph.settings import Settings
results.LARGE = 1
for _ in range(3):
    records = cache.load(sys.argv[1])
    found = cache.analyze(records, sys.argv[1], settings=Settings(window_days=int(sys.argv[2])), findings=False)
print(json.dumps(found.to_dict()))
"""


def test_many_processes_at_once_all_get_the_right_answer(folder):
    """Four, two for each of two windows, read and analyse three times; what to expect was worked out uncached."""
    windows = [60, 61, 60, 61]
    records = load(folder)
    found = [ally_graph.analyze(records, settings=Settings(window_days=d), findings=False) for d in windows]
    command = [sys.executable, "-c", READ_AND_ANALYSE, str(folder)]
    running = [
        subprocess.Popen([*command, str(days)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for days in windows
    ]
    said = [process.communicate() for process in running]
    assert [out for out, _ in said] == [json.dumps(one.to_dict()) + "\n" for one in found]
    assert [err for _, err in said] == [""] * len(windows)
    assert [name.partition("-")[0] for name in entries(folder)] == ["analysis", "analysis", "records"]
