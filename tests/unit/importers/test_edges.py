"""Any table of ties becomes a data folder."""

import pandas as pd
import pytest

from ally_graph.errors import DataError, SettingError
from ally_graph.importers import SOURCES, columns, convert_edges, guess_mapping, guess_people_mapping
from ally_graph.records import from_tables, load, write_folder


@pytest.fixture
def table(tmp_path):
    """Write a table and give its path."""

    def write(text: str, name: str = "ties.csv"):
        (tmp_path / name).write_text(text)
        return tmp_path / name

    return write


def test_the_source_is_registered_with_its_question():
    assert "edges" in SOURCES.keys()  # noqa: SIM118 - a registry iterates over its entries
    assert SOURCES["edges"].question.endswith("?")
    assert SOURCES["edges"].summary.startswith("A table of ties")


@pytest.mark.parametrize(
    ("columns", "mapping"),
    [
        (["from", "to", "mins"], {"from_id": "from", "to_id": "to", "weight": "mins"}),
        (["Source", "Target", "type"], {"from_id": "Source", "to_id": "Target", "kind": "type"}),
        (["time", "giver", "receiver"], {"from_id": "giver", "to_id": "receiver", "timestamp": "time"}),
        (["author", "reviewer"], {"from_id": "reviewer", "to_id": "author"}),
        (["x", "y"], {}),
    ],
)
def test_columns_are_guessed_from_their_names(columns, mapping):
    assert guess_mapping(columns) == mapping


def test_columns_are_guessed_from_shared_ids_where_names_tell_nothing():
    sample = pd.DataFrame({"n1": ["1", "2"], "who": ["ana", "bo"], "whom": ["bo", "cy"]})
    assert guess_mapping(list(sample.columns), sample) == {"from_id": "who", "to_id": "whom"}


def test_columns_of_people_are_guessed():
    assert guess_people_mapping(["id", "main_team", "level", "manager_id", "age"]) == {
        "person_id": "id",
        "team": "main_team",
        "level": "level",
        "manager_id": "manager_id",
    }


def test_a_table_from_author_to_reviewer_is_turned_round_by_its_mapping(table):
    ties = table("time,from,to\n2026-03-04T10:00Z,author,reviewer\n")
    columns = {"from_id": "to", "to_id": "from", "timestamp": "time"}
    tables = convert_edges([ties], columns=columns, kind="review")
    assert tables["interactions"].to_dict("records") == [
        {"from_id": "reviewer", "to_id": "author", "timestamp": "2026-03-04T10:00Z", "kind": "review"}
    ]


def test_everyone_in_the_table_of_people_stays(table, tmp_path):
    """Person 9 has no tie; numbers become texts, which sort as such."""
    ties = table('"from","to","mins"\n3,159,8\n3,253,14\n')
    people = table('"id","dept","age"\n3,"DCAR",40\n159,"DCAR",41\n253,"DISQ",42\n9,"DISQ",43\n', "people.csv")
    mapping = {"person_id": "id", "team": "dept", "age": "age"}
    tables = convert_edges([ties], people=people, people_columns=mapping, date="2026-01-01")
    write_folder(tables, tmp_path / "out")
    records = load(tmp_path / "out")
    assert records.people["person_id"].tolist() == ["159", "253", "3", "9"]
    assert records.people["age"].tolist() == ["41", "42", "40", "43"]
    assert records.interactions["kind"].tolist() == ["contact", "contact"]
    assert records.interactions["weight"].tolist() == [8.0, 14.0]
    assert records.problems == ()


def test_someone_whom_the_table_of_people_lacks_is_told_and_goes_outside(table):
    ties, people = table("from,to\n1,2\n1,9\n"), table("id\n1\n2\n", "people.csv")
    records = from_tables(convert_edges([ties], people=people, date="2026-01-01"))
    assert (len(records.interactions), records.outside) == (1, 1)
    assert any("'9'" in problem.what and "lacks" in problem.what for problem in records.problems)


def test_rows_without_a_time_take_the_given_date(table):
    ties = table("from,to,time\n1,2,\n1,3,2026-02-02\n")
    assert convert_edges([ties], date="2026-01-01")["interactions"]["timestamp"].tolist() == [
        "2026-01-01",
        "2026-02-02",
    ]


def test_no_time_and_no_date_says_to_give_one(table):
    with pytest.raises(SettingError, match="give one date"):
        convert_edges([table("from,to\n1,2\n")])


def test_a_format_of_ones_own_is_read_and_what_does_not_fit_is_reported(table):
    ties = table("from,to,date\n1,2,28/04/2026\n2,1,04/28/2026\n")
    tables = convert_edges([ties], date_format="%d/%m/%Y")
    assert tables["interactions"]["timestamp"].tolist() == ["2026-04-28"]
    told = next(problem for problem in tables["interactions"].attrs["problems"] if problem.severity == "set aside")
    assert (told.rows, "'04/28/2026'" in told.what) == ((3,), True)
    assert from_tables(tables).set_aside == 1


def test_a_named_column_that_is_not_there_is_named_with_the_nearest(table):
    with pytest.raises(DataError, match=r"has no column sorce for from_id. Did you mean source?"):
        convert_edges(
            [table("source,target\n1,2\n")], columns={"from_id": "sorce", "to_id": "target"}, date="2026-01-01"
        )


def test_all_tables_with_a_problem_are_told_at_once(table):
    inputs = [table("a,b\n1,2\n", "one.csv"), table("a,c\n1,2\n", "two.csv")]
    with pytest.raises(DataError) as caught:
        convert_edges(inputs, columns={"from_id": "x", "to_id": "b"}, date="2026-01-01")
    assert [problem.file for problem in caught.value.problems] == ["one.csv", "two.csv", "two.csv"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"columns": {"form_id": "a"}}, "Did you mean from_id?"),
        ({"columns": {"from_id": "a"}}, "Which column of ties.csv is to_id?"),
        ({"columns": {"from_id": "a", "to_id": "b"}, "date": "soon"}, "not a date"),
    ],
)
def test_settings_that_cannot_work_are_refused(table, options, words):
    with pytest.raises(SettingError, match=words):
        convert_edges([table("a,b\n1,2\n")], **options)


def test_several_inputs_become_one_table(table):
    inputs = [table("from,to\n1,2\n", "one.csv"), table("to;from\n3;1\n", "two.csv")]
    ties = convert_edges(inputs, date="2026-01-01", kind="help")["interactions"]
    assert ties[["from_id", "to_id"]].to_numpy().tolist() == [["1", "2"], ["1", "3"]]


def test_rows_lost_while_reading_stay_reported(table):
    tables = convert_edges([table("from,to\n1,2\n1,2,3,4\n")], date="2026-01-01")
    assert tables["interactions"].attrs["problems"][0].rows == (3,)
    assert from_tables(tables).set_aside == 1


def test_workbooks_and_parquet_files_are_tables_too(tmp_path):
    frame = pd.DataFrame({"from": [1, 2], "to": [2.0, 3.0], "time": pd.to_datetime(["2026-03-04", "2026-03-05"])})
    frame.to_excel(tmp_path / "ties.xlsx", index=False)
    frame.to_parquet(tmp_path / "ties.parquet")
    tables = [from_tables(convert_edges([tmp_path / name])) for name in ("ties.xlsx", "ties.parquet")]
    assert tables[0].fingerprint == tables[1].fingerprint
    assert tables[0].people["person_id"].tolist() == ["1", "2", "3"]


def test_one_book_in_every_row_is_refused_before_it_is_unpacked(tmp_path):
    """Two kilobytes of Parquet in which every row names the same million letters: two hundred megabytes as texts."""
    rows = {"from": ["x" * 1_000_000] * 200, "to": ["a"] * 200, "time": ["2026-03-04"] * 200}
    pd.DataFrame(rows).to_parquet(tmp_path / "ties.parquet", compression="zstd")
    with pytest.raises(DataError, match="extreme length in 'from'"):
        convert_edges([tmp_path / "ties.parquet"])


def test_very_many_texts_that_are_no_time_stop_the_reading(table, monkeypatch):
    """Where none of the first ones is a time; were one of them a time, each other one would be set aside."""
    monkeypatch.setattr(columns, "ODD_TIMES", 50)
    monkeypatch.setattr(columns, "LOOKED_AT", 20)
    rows = [f"a,b,{place} May\n" for place in range(60)]
    with pytest.raises(DataError, match="has more than 50 cells in time that can't be read"):
        convert_edges([table("from,to,time\n" + "".join(rows))])
    made = convert_edges([table("from,to,time\n" + "a,b,2026-03-04\n" + "".join(rows))])
    assert len(made["interactions"]) == 1
    assert [one.set_aside for one in made["interactions"].attrs["files"]] == [60]


@pytest.mark.parametrize(
    ("back", "kept"), [("b,a,2026-03-04,2\nc,b,2026-03-05,1\n", 2), ("b,a,2026-03-04,3\nc,b,2026-03-05,1\n", 4)]
)
def test_contact_listed_from_both_ends_is_counted_once_if_all_of_it_is(table, back, kept):
    """Each pair twice with the same day and weight; one row of another weight, and every row counts."""
    made = convert_edges([table("from,to,time,weight\na,b,2026-03-04,2\nb,c,2026-03-05,1\n" + back)])
    assert len(made["interactions"]) == kept
