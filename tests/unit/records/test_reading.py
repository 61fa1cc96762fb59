"""Files become tables of texts, whatever their encoding, separator and shape."""

import zipfile

import pandas as pd
import pytest

from ally_graph.errors import DataError
from ally_graph.records import TABLES, load, read_table, table_check, template, write_folder
from tests.unit.records.conftest import EVENTS, PEOPLE
from tests.unit.records.helpers import ids_of, problem_of, ties_of

ROW = "ana,bo,2026-03-04,help\n"


def test_every_template_is_read_without_a_problem(read):
    records = read({f"{name}.csv": template(name) for name in TABLES})
    assert records.problems == ()
    assert (len(records.people), len(records.interactions), len(records.phases)) == (2, 2, 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_encodings_give_the_same_names(read, encoding):
    records = read({"people.csv": "person_id,name\np1,Renée Ōta\n".encode(encoding)})
    assert records.people["name"].tolist() == ["Renée Ōta"]
    assert not any("UTF-8" in problem.what for problem in records.problems)


def test_utf_16_big_endian_with_a_mark_is_read(read):
    records = read({"people.csv": "\ufeffperson_id,name\np1,Renée\n".encode("utf-16-be")})
    assert records.people["name"].tolist() == ["Renée"]


def test_windows_1252_is_read_with_a_word_about_accents(read):
    records = read({"people.csv": "person_id,name\np1,Renée\n".encode("cp1252")})
    assert records.people["name"].tolist() == ["Renée"]
    assert problem_of(records, "check accents").severity == "notice"


def test_bytes_that_windows_1252_lacks_are_read_as_latin_1(read):
    assert ids_of(read({"people.csv": b"person_id,name\np1,\x81\xe9\n"})) == ["p1"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_usual_separator_is_found(read_people, separator):
    records = read_people(f"person_id{separator}team\np1{separator}Support, Porto\n".replace(", ", " "))
    assert records.people["team"].tolist() == ["Support Porto"]


def test_a_separator_inside_quotes_of_the_header_does_not_count(read_people):
    records = read_people('person_id;"team;old;name";team\np1;x;Support\n')
    assert records.people["team"].tolist() == ["Support"]


def test_a_first_line_that_tells_the_separator_is_followed(read_people):
    records = read_people("sep=;\nperson_id;team\np1;Support\n")
    assert records.people["team"].tolist() == ["Support"]


def test_a_decimal_comma_counts_only_where_the_comma_does_not_separate(read):
    header = "from_id;to_id;timestamp;kind;weight\n"
    records = read({"people.csv": PEOPLE, "interactions.csv": header + "ana;bo;2026-03-04;help;1,5\n"})
    assert records.interactions["weight"].tolist() == [1.5]
    quoted = EVENTS.replace("kind", "kind,weight") + 'ana,bo,2026-03-04,help,"1,5"\n'
    records = read({"interactions.csv": quoted})
    assert (len(records.interactions), records.set_aside) == (0, 1)


def test_rows_are_numbered_as_in_a_spreadsheet_blank_lines_and_broken_lines_included(read_events):
    text = 'ana,bo,2026-03-04,help\n\n"an\na",bo,2026-03-04,help\n   \nbo,bo,2026-03-04,help\n'
    records = read_events(text)
    assert problem_of(records, "themself").rows == (6,)
    assert records.set_aside == 2


def test_a_row_with_too_many_fields_is_set_aside(read_events):
    records = read_events(ROW + "ana,bo,2026-03-05,help,1,2,3\n" + "bo,cy,2026-03-05,help,,\n")
    problem = problem_of(records, "more fields than the header")
    assert (problem.rows, problem.severity, records.set_aside) == ((3,), "set aside", 1)
    assert ties_of(records) == [("ana", "bo"), ("bo", "cy")]


def test_a_row_that_ends_early_has_empty_cells(read_people):
    records = read_people("person_id,name,team\nana\nbo,Bo,Support\n")
    assert records.people["team"].isna().tolist() == [True, False]
    assert problem_of(records, "ends early").rows == (2,)


def test_a_quote_that_is_never_closed_loses_its_own_row_only(read_events):
    records = read_events('ana,"bo,2026-03-04,help\nbo,cy,2026-03-05,help\ncy,ana,2026-03-06,help\n')
    assert ties_of(records) == [("bo", "cy"), ("cy", "ana")]
    assert (problem_of(records, "never closed").rows, records.set_aside) == ((2,), 1)


def test_two_quotes_that_are_never_closed_lose_two_rows(read_events):
    records = read_events(
        'ana,"bo,2026-03-04,help\nbo,cy,2026-03-05,help\ncy,"ana,2026-03-06,help\nbo,ana,2026-03-07,help\n'
    )
    assert ties_of(records) == [("bo", "cy"), ("bo", "ana")]
    assert problem_of(records, "never closed").rows == (2, 4)


def test_quoted_and_plain_files_give_the_same_records(read):
    plain = read({"people.csv": PEOPLE, "interactions.csv": EVENTS + ROW})
    quoted = read({"interactions.csv": EVENTS + '"ana","bo","2026-03-04","help"\n'})
    doubled = read({"people.csv": PEOPLE.replace("Ana", '"A ""the"" Ana"').replace('"A ""the"" Ana"', '"Ana"')})
    assert plain.fingerprint == quoted.fingerprint == doubled.fingerprint


def test_a_doubled_quote_is_one_quote_of_the_text(read_people):
    assert read_people('person_id,name\nana,"Ana ""A"" Silva"\n').people["name"].tolist() == ['Ana "A" Silva']


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_read(read_people, end):
    assert ids_of(read_people(PEOPLE.replace("\n", end))) == ["ana", "bo", "cy"]


def test_file_names_may_be_in_capitals(read):
    records = read({"People.CSV": PEOPLE, "INTERACTIONS.csv": EVENTS + ROW})
    assert (records.has_roster, len(records.interactions)) == (True, 1)


def test_the_same_table_twice_stops(read):
    with pytest.raises(DataError, match=r"is there twice, as PEOPLE.csv and people.csv"):
        read({"people.csv": PEOPLE, "PEOPLE.csv": PEOPLE})


def test_a_table_as_csv_and_as_parquet_stops(read, tmp_path):
    pd.DataFrame({"person_id": ["ana"]}).to_parquet(tmp_path / "people.parquet")
    with pytest.raises(DataError, match=r"people.csv and people.parquet"):
        read({"people.csv": PEOPLE})


def test_a_file_with_a_name_close_to_a_table_gets_a_hint(read):
    records = read({"people.csv": PEOPLE, "interaction.csv": EVENTS, "truth.json": "{}", "notes.txt": "x"})
    assert problem_of(records, "not one of the tables").mend == "Did you mean interactions?"


@pytest.mark.parametrize("text", ["", "\n\n", EVENTS])
def test_an_empty_table_is_a_notice(read, text):
    records = read({"people.csv": PEOPLE, "interactions.csv": text})
    assert problem_of(records, "holds no rows").severity == "notice"
    assert len(records.interactions) == 0


def test_an_empty_people_table_counts_as_no_roster(read):
    records = read({"people.csv": "", "interactions.csv": EVENTS + ROW})
    assert (ids_of(records), records.has_roster) == (["ana", "bo"], False)


def test_all_stopping_problems_are_told_at_once(read):
    with pytest.raises(DataError) as caught:
        read({"people.csv": "name\nAna\n", "interactions.csv": "from_id,to_id,kind\n", "phases.csv": b"PAR1xxxx"})
    assert [problem.file for problem in caught.value.problems] == ["phases.csv", "people.csv", "interactions.csv"]
    assert all(problem.severity == "error" for problem in caught.value.problems)


def test_a_missing_required_column_suggests_the_nearest_one(read_people):
    with pytest.raises(DataError, match=r"has no column person_id.*Did you mean personid?"):
        read_people("personid,team\nana,Support\n")


def test_the_nearest_column_is_suggested_however_the_hint_is_worded(read_people, monkeypatch):
    monkeypatch.setattr(table_check, "did_you_mean", lambda *_: "Perhaps the one nearby.")
    with pytest.raises(DataError, match=r"has no column person_id.*Perhaps the one nearby\."):
        read_people("personid,team\nana,Support\n")
    with pytest.raises(DataError, match=r"has no column person_id.*It has 'zzz' besides the known ones"):
        read_people("zzz\nSupport\n")


def test_a_doubled_column_stops(read_people):
    with pytest.raises(DataError, match="has the column team twice"):
        read_people("person_id,team,Team\nana,Support,Design\n")


def test_header_names_are_trimmed_and_matched_without_case(read_people):
    records = read_people(" Person_ID ,TEAM\nana,Support\n")
    assert (ids_of(records), records.people["team"].tolist()) == (["ana"], ["Support"])
    assert problem_of(records, "was read as person_id").severity == "notice"


def test_extra_columns_stay_with_people_and_are_ignored_elsewhere(read):
    records = read({"people.csv": "person_id,shoe size\nana,38\nbo,\n", "interactions.csv": EVENTS.strip() + ",mood\n"})
    assert records.people["shoe size"].tolist()[0] == "38"
    assert list(records.people.columns)[-1] == "shoe size"
    assert problem_of(records, "not used: mood").file == "interactions.csv"


def test_nothing_to_read_is_one_clear_error(tmp_path):
    for path, words in ((tmp_path, "holds neither"), (tmp_path / "nowhere", "is not there")):
        with pytest.raises(DataError, match=words):
            load(path)
    (tmp_path / "x.csv").write_text(PEOPLE)
    with pytest.raises(DataError, match="neither a folder nor a zip"):
        load(tmp_path / "x.csv")


def test_only_indicators_are_not_enough(read):
    with pytest.raises(DataError, match="holds neither people"):
        read({"indicators.csv": template("indicators")})


def _all_formats(tmp_path, records):
    tables = {name: getattr(records, name) for name in TABLES}
    for fmt in ("csv", "parquet"):
        write_folder(tables, tmp_path / fmt, fmt=fmt)
    with zipfile.ZipFile(tmp_path / "flat.zip", "w") as packed:
        for path in (tmp_path / "csv").iterdir():
            packed.write(path, path.name)
    with zipfile.ZipFile(tmp_path / "folder.zip", "w") as packed:
        for path in (tmp_path / "parquet").iterdir():
            packed.write(path, f"company/{path.name}")
            packed.writestr(f"__MACOSX/{path.name}", b"x")
    with pd.ExcelWriter(tmp_path / "book.xlsx") as book:
        for name, frame in tables.items():
            frame.to_excel(book, sheet_name=name.capitalize(), index=False)
    return [load(tmp_path / name) for name in ("csv", "parquet", "flat.zip", "folder.zip", "book.xlsx")]


def test_every_format_gives_the_same_records(read, tmp_path):
    records = read({f"{name}.csv": template(name) for name in TABLES})
    for other in _all_formats(tmp_path, records):
        assert other.fingerprint == records.fingerprint
        assert other.problems == ()
        for name in TABLES:
            pd.testing.assert_frame_equal(getattr(other, name), getattr(records, name))


def test_numbers_as_ids_stay_apart_in_csv_and_meet_as_numbers_elsewhere(read, tmp_path):
    """Cells of a CSV file are texts; Parquet and Excel have 7.0 as a number, Excel a text 007 beside it."""
    assert ids_of(read({"people.csv": "person_id,team\n007,a\n7,a\n7.0,a\n"})) == ["007", "7", "7.0"]
    (tmp_path / "people.csv").unlink()
    pd.DataFrame({"person_id": [7.0, 8.0]}).to_parquet(tmp_path / "people.parquet")
    assert ids_of(load(tmp_path)) == ["7", "8"]
    with pd.ExcelWriter(tmp_path / "book.xlsx") as book:
        pd.DataFrame({"person_id": [7.0, "007"]}).to_excel(book, sheet_name="people", index=False)
    assert ids_of(load(tmp_path / "book.xlsx")) == ["007", "7"]


def test_a_directory_of_parquet_parts_is_one_table(tmp_path):
    """Ids are texts in one part and categories in the other; midnight in Paris is 23:00 UTC the day before."""
    (tmp_path / "interactions.parquet").mkdir()
    for place, ids in enumerate((["ana", "bo"], ["cy", "ana"])):
        frame = pd.DataFrame({"from_id": ids[:1], "to_id": ids[1:], "kind": "help"})
        frame = frame.assign(timestamp=pd.Timestamp("2026-03-04", tz="Europe/Paris"))
        frame.astype({"from_id": "category"} if place else {}).to_parquet(
            tmp_path / "interactions.parquet" / f"part-{place}.parquet"
        )
    records = load(tmp_path)
    assert ties_of(records) == [("ana", "bo"), ("cy", "ana")]
    assert records.interactions["timestamp"].tolist() == [pd.Timestamp("2026-03-03T23:00")] * 2


def test_parts_of_different_types_meet_as_texts(tmp_path):
    (tmp_path / "people.parquet").mkdir()
    pd.DataFrame({"person_id": [1, 2]}).to_parquet(tmp_path / "people.parquet" / "a.parquet")
    pd.DataFrame({"person_id": ["x"], "team": ["t"]}).to_parquet(tmp_path / "people.parquet" / "b.parquet")
    assert ids_of(load(tmp_path)) == ["1", "2", "x"]


def test_a_sheet_of_another_name_is_mentioned(tmp_path):
    with pd.ExcelWriter(tmp_path / "book.xlsx") as book:
        pd.DataFrame({"person_id": ["ana"]}).to_excel(book, sheet_name="people", index=False)
        pd.DataFrame({"x": [1]}).to_excel(book, sheet_name="Notes", index=False)
    assert "Notes" in problem_of(load(tmp_path / "book.xlsx"), "not one of the tables").what


def test_real_dates_in_a_workbook_are_times(tmp_path):
    moment = pd.Timestamp("2026-03-04 10:30")
    frame = pd.DataFrame({"from_id": ["a"], "to_id": ["b"], "timestamp": [moment], "kind": ["help"]})
    frame.to_excel(tmp_path / "book.xlsx", sheet_name="interactions", index=False)
    assert load(tmp_path / "book.xlsx").interactions["timestamp"].tolist() == [moment]


def test_a_wide_people_table_of_a_thousand_columns_is_read(read_people):
    names = [f"extra {place}" for place in range(999)]
    rows = "".join(f"p{row}," + ",".join(["x"] * 999) + "\n" for row in range(20))
    records = read_people("person_id," + ",".join(names) + "\n" + rows)
    assert records.people.shape == (20, 12 + 999)


def test_a_table_that_looks_like_a_matrix_stops(read_people):
    with pytest.raises(DataError, match="looks like a matrix"):
        read_people("person_id," + ",".join(f"p{place}" for place in range(1_000)) + "\n")


def test_progress_is_told_and_ends_at_one(read):
    told = []
    read({"people.csv": PEOPLE}, progress=lambda done, words: told.append((done, words)))
    assert told[0] == (0.0, "Reading people.csv")
    assert told[-1][0] == 1.0
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_any_table_can_be_read_as_texts(tmp_path):
    (tmp_path / "x.csv").write_text("a; b\n1;NA\n;x\n")
    frame = read_table(tmp_path / "x.csv")
    assert frame.columns.tolist() == ["a", "b"]
    assert frame["a"].isna().tolist() == [False, True]
    assert frame["b"].tolist() == ["NA", "x"]
    assert frame.attrs["problems"] == ()
