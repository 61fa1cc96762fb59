"""Queries exported from Viva Insights become a data folder."""

from itertools import pairwise

import pandas as pd
import pytest

from ally_graph import views
from ally_graph.disclosure.gate import LOCAL, content_of
from ally_graph.errors import DataError, SettingError
from ally_graph.importers import SOURCES, convert_viva
from ally_graph.records import from_tables, load, write_folder

PAIR = "PrimaryCollaborator_PersonId,SecondaryCollaborator_PersonId,MetricDate,Strong_tie_score,Diverse_tie_score\n"


@pytest.fixture
def file(tmp_path):
    """Write a file and give its path."""

    def write(text: str, name: str = "query.csv"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write


def person_rows(answers: dict[str, list[tuple[str, str]]], team: str = "Red") -> str:
    """Rows of a person query: for each person the days and answers."""
    return "".join(f"{who},{day},7.5,{answer},{team}\n" for who, rows in answers.items() for day, answer in rows)


HEAD = "PersonId,MetricDate,Collaboration_hours,eSat,Organization\n"


def team_of(name: str, size: int, answer: str = "4", day: str = "2024-05-05") -> str:
    return person_rows({f"{name}{number}": [(day, answer)] for number in range(size)}, name)


def problems_of(tables) -> list:
    return list(next(iter(tables.values())).attrs["problems"])


def words_of(tables) -> str:
    return "\n".join(map(str, problems_of(tables)))


def values_of(tables) -> dict:
    rows = tables["indicators"].itertuples(index=False)
    return {(row.month, row.measure, row.group): (round(row.value, 2), row.n) for row in rows}


def test_viva_is_registered_with_its_question():
    assert SOURCES["viva"].question.endswith("?")
    assert SOURCES["viva"].summary.startswith("Person queries of Viva Insights")


def test_answers_become_0_to_100_by_month_and_team_each_person_once(file):
    weeks = {"a": [("2024-04-28", "1"), ("2024-05-05", "5"), ("2024-05-12", "3")]}
    others = {name: [("2024-05-05", "5")] for name in "bcde"}
    tables = convert_viva([file(HEAD + person_rows(weeks | others))])
    expected = (95.0, 5)  # four people at 100 and a at 75, the mean of 100 and 50
    assert values_of(tables) == {("2024-05", "score", "all"): expected, ("2024-05", "score", "Red"): expected}
    assert set(tables["indicators"]["indicator"]) == {"engagement"}


def test_a_week_belongs_to_the_month_in_which_it_starts(file):
    tables = convert_viva([file(HEAD + team_of("Red", 5, day="2024-03-31"))])
    assert set(tables["indicators"]["month"]) == {"2024-03"}


def test_small_groups_are_left_out_and_so_is_the_one_that_would_give_them_away(file):
    text = HEAD + team_of("Red", 9) + team_of("Blue", 6) + team_of("Tiny", 2)
    tables = convert_viva([file(text)])
    assert set(tables["indicators"]["group"]) == {"all", "Red"}
    assert "'Blue', 'Tiny'" in words_of(tables)
    assert len(tables["people"]) == 17


def test_two_small_groups_hide_each_other(file):
    tables = convert_viva([file(HEAD + team_of("Red", 9) + team_of("One", 3) + team_of("Two", 2))])
    assert set(tables["indicators"]["group"]) == {"all", "Red"}


def test_people_without_a_team_count_in_the_whole_and_hide_nobody(file):
    text = HEAD + team_of("Red", 6) + person_rows({"x": [("2024-05-05", "1")]}, team="")
    tables = convert_viva([file(text)])
    assert set(tables["indicators"]["group"]) == {"all"}
    assert tables["people"].set_index("person_id")["team"].isna().to_dict()["x"]


def test_a_company_smaller_than_the_least_group_has_no_indicators(file):
    tables = convert_viva([file(HEAD + team_of("Red", 4))])
    assert set(tables) == {"people"}


def test_a_larger_least_group_can_be_asked_for_and_a_smaller_one_not(file):
    path = file(HEAD + team_of("Red", 9) + team_of("Blue", 6))
    assert set(convert_viva([path], min_group=7)["indicators"]["group"]) == {"all"}
    with pytest.raises(SettingError, match="at least 5"):
        convert_viva([path], min_group=2)


def test_the_same_rows_in_another_order_give_the_same_tables(file):
    lines = (team_of("Red", 7, "2") + team_of("Blue", 8, "5", "2024-05-12")).splitlines(keepends=True)
    one = convert_viva([file(HEAD + "".join(lines), "one.csv")])
    two = convert_viva([file(HEAD + "".join(reversed(lines)), "two.csv")])
    for name, frame in one.items():
        pd.testing.assert_frame_equal(frame, two[name])


def test_the_team_is_the_one_of_the_week_and_the_roster_holds_the_last(file):
    moved = person_rows({"m": [("2024-05-05", "4")]}, "Red") + person_rows({"m": [("2024-06-02", "4")]}, "Blue")
    stay = "".join(team_of(name, 6, day=day) for name in ("Red", "Blue") for day in ("2024-05-05", "2024-06-02"))
    tables = convert_viva([file(HEAD + moved + stay)])
    assert values_of(tables)["2024-05", "score", "Red"][1] == 7
    assert values_of(tables)["2024-06", "score", "Blue"][1] == 7
    assert tables["people"].set_index("person_id").loc["m", "team"] == "Blue"


def test_hours_of_single_people_stay_out_and_the_notice_lists_them(file):
    tables = convert_viva([file(HEAD + team_of("Red", 5))])
    assert "Collaboration_hours" in words_of(tables)
    assert all("7.5" not in frame.to_csv() for frame in tables.values())


def test_other_items_are_mapped_only_when_asked_and_a_minus_turns_the_scale_round(file):
    text = HEAD.replace("eSat", "eSat,Wellbeing") + "".join(f"p{n},2024-05-05,1,4,5,Red\n" for n in range(5))
    assert set(convert_viva([file(text)])["indicators"]["measure"]) == {"score"}
    tables = convert_viva([file(text)], columns={"absence_burnout.stress": "-Wellbeing"})
    assert values_of(tables)["2024-05", "stress", "all"] == (0.0, 5)
    assert values_of(tables)["2024-05", "score", "all"] == (75.0, 5)


def test_the_scale_is_told_and_can_be_declared(file):
    path = file(HEAD + team_of("Red", 5, "7"))
    assert "answers from 1 to 7 were brought to 0 to 100" in words_of(convert_viva([path], scale="1-7"))
    with pytest.raises(DataError, match="beyond the scale 1-5"):
        convert_viva([path])


@pytest.mark.parametrize("scale", ["5", "5-1", "a-b", "1-1", ""])
def test_what_is_no_scale_is_refused(file, scale):
    with pytest.raises(SettingError, match="not a scale"):
        convert_viva([file(HEAD + team_of("Red", 5))], scale=scale)


def test_an_answer_that_is_no_number_is_set_aside_with_its_row_and_decimal_commas_are_read(file):
    text = (HEAD + person_rows({"a": [("2024-05-05", "often")]}) + team_of("Red", 5, "3,5")).replace(",", ";")
    tables = convert_viva([file(text.replace("3;5", "3,5"))])
    assert values_of(tables)["2024-05", "score", "all"] == (62.5, 5)
    problem = next(problem for problem in problems_of(tables) if problem.severity == "set aside")
    assert (problem.rows, problem.count) == ((2,), 1)
    assert "'often'" in problem.what


def test_a_byte_order_mark_and_other_case_are_read(file):
    text = "\ufeff" + HEAD.replace("PersonId", "personid") + team_of("Red", 5)
    assert len(convert_viva([file(text)])["people"]) == 5


def test_the_team_can_be_another_column_and_attributes_are_kept(file):
    """Five people of the organisation Red work in Sales; their levels are words, and `level` is for numbers."""
    text = HEAD.replace("Organization", "Organization,FunctionType,Level")
    text += "".join(f"p{n},2024-05-05,1,4,Red,Sales,Level{n}\n" for n in range(5))
    people = convert_viva([file(text)], people_columns={"team": "FunctionType"})["people"]
    assert set(people["team"]) == {"Sales"}
    assert set(people["organization"]) == {"Red"}
    assert people["level_name"].tolist()[:2] == ["Level0", "Level1"]
    assert "level" not in people


def test_a_pair_counts_once_a_period_whichever_side_lists_it(file):
    """In May a and b list each other with 0.2 and 0.4; their one tie gets the mean, 0.3."""
    rows = "b,a,2024-05-01,0.2,0\na,b,2024-05-01,0.4,0\na,b,2024-06-01,0.5,0\nc,a,2024-05-01,0.1,0\n"
    tables = convert_viva([file(PAIR + rows)])
    found = tables["interactions"].assign(day=lambda frame: frame["timestamp"].dt.strftime("%m-%d"))
    assert found[["from_id", "to_id", "day", "kind"]].values.tolist() == [
        ["a", "b", "05-01", "contact"],
        ["a", "c", "05-01", "contact"],
        ["a", "b", "06-01", "contact"],
    ]
    assert found["weight"].round(6).tolist() == [0.3, 0.1, 0.5]
    assert "lists 1 ties a second time" in words_of(tables)


def test_a_diverse_tie_counts_where_the_strong_score_is_nothing_and_no_score_is_no_tie(file):
    rows = "a,b,2024-05-01,0,0.7\nb,c,2024-05-01,0,0\n"
    tables = convert_viva([file(PAIR + rows)])
    assert tables["interactions"]["weight"].tolist() == [0.7]
    assert next(problem for problem in problems_of(tables) if problem.severity == "set aside").rows == (3,)


def test_contact_without_attributes_makes_no_roster(file):
    tables = convert_viva([file(PAIR + "a,b,2024-05-01,0.2,0\n")])
    assert set(tables) == {"interactions"}
    assert not from_tables(tables).has_roster


def test_attributes_of_both_sides_make_a_roster(file):
    head = PAIR.replace(
        ",MetricDate", ",PrimaryCollaborator_Organization,SecondaryCollaborator_Organization,MetricDate"
    )
    tables = convert_viva([file(head + "a,b,Red,Blue,2024-05-01,0.2,0\n")])
    assert tables["people"].set_index("person_id")["team"].to_dict() == {"a": "Red", "b": "Blue"}


def test_people_of_the_person_query_without_a_tie_stay_on_the_roster(file):
    pairs = file(PAIR + "Red0,Red1,2024-05-01,0.2,0\n", "pairs.csv")
    tables = convert_viva([pairs, file(HEAD + team_of("Red", 5))])
    assert len(tables["people"]) == 5
    assert set(tables) == {"people", "interactions", "indicators"}


def test_queries_about_other_people_do_not_make_anybody_look_isolated(file):
    pairs = file(PAIR + "a,b,2024-05-01,0.2,0\n", "pairs.csv")
    tables = convert_viva([file(HEAD + team_of("Red", 5)), pairs])
    assert set(tables) == {"interactions", "indicators"}
    assert "has nobody in common with pairs.csv" in words_of(tables)


@pytest.mark.parametrize(
    ("dates", "order", "expected"),
    [
        (["28/04/2024", "05/04/2024"], None, ["2024-04-05", "2024-04-28"]),
        (["04/28/2024", "04/05/2024"], None, ["2024-04-05", "2024-04-28"]),
        (["5.4.2024", "6.4.2024"], None, ["2024-04-05", "2024-04-06"]),
        (["4/5/2024 12:00:00 AM", "4/6/2024 12:00:00 AM"], "mdy", ["2024-04-05", "2024-04-06"]),
        (["01/04/2024", "01/05/2024"], "dmy", ["2024-04-01", "2024-05-01"]),
        (["03/03/2024", "04/04/2024"], None, ["2024-03-03", "2024-04-04"]),
        (["2024-04-05", "06/13/2024"], None, ["2024-04-05", "2024-06-13"]),
    ],
)
def test_dates_are_read_in_the_one_order_that_fits_the_file(file, dates, order, expected):
    rows = "".join(f"a,b,{date},0.2,0\n" for date in dates)
    found = convert_viva([file(PAIR + rows)], date_order=order)["interactions"]["timestamp"]
    assert found.dt.strftime("%Y-%m-%d").tolist() == expected


@pytest.mark.parametrize(
    ("dates", "order", "words"),
    [
        (["01/04/2024", "01/05/2024"], None, "--date-order dmy or --date-order mdy"),
        (["28/04/2024"], "mdy", "can't all be mdy"),
        (["28/04/2024", "04/28/2024"], None, "can't all be in one order"),
        (["5.4.2024"], "mdy", "can't all be mdy"),
    ],
)
def test_dates_that_do_not_tell_or_do_not_fit_are_a_problem(file, dates, order, words):
    with pytest.raises(DataError, match=words):
        convert_viva([file(PAIR + "".join(f"a,b,{date},0.2,0\n" for date in dates))], date_order=order)


def test_days_that_do_not_exist_are_set_aside_with_their_rows(file):
    rows = "a,b,31/04/2024,0.2,0\na,b,30/04/2024,0.2,0\na,b,soon,0.2,0\na,b,,0.2,0\n"
    tables = convert_viva([file(PAIR + rows)])
    assert len(tables["interactions"]) == 1
    assert next(problem for problem in problems_of(tables) if problem.severity == "set aside").rows == (2, 4, 5)


def test_every_problem_of_every_file_is_told_at_once(file):
    """No people, no dates, a column twice, no known query, dates to be read in two ways, and no file."""
    paths = [
        file("PrimaryCollaborator_Organization,MetricDate\nRed,2024-05-05\n", "groups.csv"),
        file("PersonId,eSat\na,4\n", "undated.csv"),
        file(HEAD.replace("MetricDate", "MetricDate,MetricDate") + "a,1,2,3,4,Red\n", "twice.csv"),
        file("who,what\na,b\n", "other.csv"),
        file(PAIR + "a,b,01/02/2024,0.2,0\n", "pairs.csv"),
        file("PersonId,MetricDate,eSat\n", "x.csv").with_name("gone.csv"),
    ]
    with pytest.raises(DataError) as caught:
        convert_viva(paths, columns={"engagement.belonging": "Belong"})
    assert {problem.file for problem in caught.value.problems} >= {
        "groups.csv",
        "undated.csv",
        "twice.csv",
        "other.csv",
        "pairs.csv",
        "gone.csv",
    }


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"columns": {"engagement.scor": "eSat"}}, "Did you mean engagement.score?"),
        ({"columns": {"retention.turnover": "eSat"}}, "can't be retention.turnover"),
        ({"date_order": "ymd"}, "no order of dates"),
    ],
)
def test_options_that_can_not_be_meant_are_refused(file, options, words):
    with pytest.raises(SettingError, match=words):
        convert_viva([file(HEAD + team_of("Red", 5))], **options)


def test_a_column_that_no_file_has_is_named_with_the_near_one(file):
    with pytest.raises(DataError, match="Did you mean eSat"):
        convert_viva([file(HEAD + team_of("Red", 5))], columns={"engagement.belonging": "eSatt"})


def test_what_comes_out_is_a_data_folder_that_loads_without_a_problem(file, tmp_path):
    pairs = file(PAIR + "Red0,Red1,2024-05-01,0.2,0\n", "pairs.csv")
    write_folder(convert_viva([pairs, file(HEAD + team_of("Red", 5))]), tmp_path / "data")
    records = load(tmp_path / "data")
    assert records.problems == ()
    assert (len(records.people), len(records.interactions), len(records.indicators)) == (5, 1, 2)


def test_a_team_called_all_is_not_taken_for_the_company(file):
    tables = convert_viva([file(HEAD + team_of("All", 6))])
    assert values_of(tables) == {("2024-05", "score", "all"): (75.0, 6)}
    assert "stands for the whole company" in words_of(tables)


def survey(counts: dict[str, list[int]]) -> str:
    """A person query in which each team has so many people in each month, who all answer; their answers differ."""
    days = [f"2024-{month:02d}-07" for month in range(1, 13)]
    rows = [
        (f"{team}{number}", day, str(1 + (number + place) % 5), team)
        for team, sizes in counts.items()
        for place, (day, size) in enumerate(zip(days, sizes, strict=False))
        for number in range(size)
    ]
    return HEAD + "".join(f"{who},{day},7.5,{answer},{team}\n" for who, day, answer, team in rows)


def test_what_is_shown_of_converted_months_gives_nobody_away(file):
    """Red has nine people in January and April and eight between, which would tell of one person."""
    counts = {"Red": [9, 8, 8, 9, 9, 14], "Blue": [12, 12, 11, 11, 11, 11], "Green": [6, 7, 5, 6, 6, 6]}
    records = from_tables(convert_viva([file(survey(counts))]))
    given = records.indicators.pivot_table("n", "group", "month")
    assert (given.loc["Red"].diff().abs() == 1).any()  # the converter itself doesn't look from month to month
    shown = content_of(views.indicators(records, LOCAL, None))
    assert (shown["n"] % 5 == 0).all()
    assert (shown["n"] >= 5).all()
    for group, rows in shown.groupby("group"):
        months, known = set(rows["month"].dt.strftime("%Y-%m")), given.loc[group]
        both = [(first, later) for first, later in pairwise(known.index) if {first, later} <= months]
        steps = [abs(known[later] - known[first]) for first, later in both]
        assert both, group
        assert all(step == 0 or step >= 5 or known.min() >= 25 for step in steps), group
    red = set(shown.loc[shown["group"] == "Red", "month"].dt.month)
    assert {1, 4} <= red
    assert 2 not in red
