"""Each table's own rules; a row is set aside once, and every problem has its rows."""

import pandas as pd
import pytest

from ally_graph.errors import SettingError
from ally_graph.records import TABLES, from_tables
from tests.unit.records.conftest import EVENTS, PEOPLE
from tests.unit.records.helpers import ids_of, problem_of, ties_of

WEIGHED = EVENTS.strip() + ",weight\n"


@pytest.mark.parametrize(
    "weight", ["-1", "0", "abc", "inf", "-inf", "nan", "NaN", "1e400", "1000001", "1_000", "1,5", "0x10"]
)
def test_a_weight_that_is_no_positive_number_sets_the_row_aside(read, weight):
    rows = f'ana,bo,2026-03-04,help,"{weight}"\nana,cy,2026-03-04,help,2\n'
    records = read({"people.csv": PEOPLE, "interactions.csv": WEIGHED + rows})
    assert (records.interactions["weight"].tolist(), records.set_aside) == ([2.0], 1)
    assert problem_of(records, "weight is").rows == (2,)


def test_an_empty_weight_is_one(read):
    rows = "ana,bo,2026-03-04,help,\nana,cy,2026-03-05,help, .5 \n"
    records = read({"people.csv": PEOPLE, "interactions.csv": WEIGHED + rows})
    assert records.interactions["weight"].tolist() == [1.0, 0.5]


def test_a_row_with_two_problems_counts_once(read_events):
    records = read_events("ana,ana,yesterday,\n")
    assert records.set_aside == 1
    assert len([problem for problem in records.problems if problem.severity == "set aside"]) == 3


def test_unknown_ids_go_outside_and_are_not_set_aside(read_events):
    """Neither zoe nor yan is on the roster; the third row has no valid time either and is set aside for it."""
    records = read_events(
        "ana,zoe,2026-03-04,help\nyan,zoe,2026-03-04,help\nzoe,bo,never,help\nana,bo,2026-03-04,help\n"
    )
    assert (records.outside, records.set_aside, len(records.interactions)) == (2, 1, 1)
    problem = problem_of(records, "not on the roster")
    assert (problem.rows, problem.severity, problem.count) == ((2, 3), "notice", 2)
    assert problem.what == "names 2 who are not on the roster: 'yan', 'zoe'"
    alone = read_events("ana,zoe,2026-03-04,help\nana,bo,2026-03-04,help\n")
    assert problem_of(alone, "not on the roster").what == "names 1 who is not on the roster: 'zoe'"


def test_ties_with_oneself_are_set_aside_in_any_spelling(read_events):
    records = read_events("ana,ana,2026-03-04,help\nana,ANA,2026-03-04,help\nzoe,zoe,2026-03-04,help\n")
    assert (records.set_aside, records.outside) == (3, 0)
    assert problem_of(records, "themself").rows == (2, 3, 4)


def test_kinds_are_trimmed_and_in_small_letters(read_events):
    records = read_events("ana,bo,2026-03-04, Help \nana,bo,2026-03-05,HELP\n")
    assert records.interactions["kind"].tolist() == ["help", "help"]
    assert records.problems == ()


def test_an_unknown_kind_is_kept_with_a_notice_unless_it_is_mapped(read):
    """PR Review is no kind of ours; what it counts as, mutual contact, is in the notice."""
    files = {"people.csv": PEOPLE, "interactions.csv": EVENTS + "ana,bo,2026-03-04,PR Review\n"}
    records = read(files)
    assert records.interactions["kind"].tolist() == ["pr review"]
    assert "mutual contact" in problem_of(records, "'pr review'").what
    records = read(files, mapped_kinds={"pr review": "review"})
    assert records.interactions["kind"].tolist() == ["review"]
    assert records.problems == ()


def test_a_kind_can_only_be_mapped_to_a_known_one(read):
    with pytest.raises(SettingError, match=r"Did you mean review?"):
        read({"people.csv": PEOPLE, "interactions.csv": EVENTS}, mapped_kinds={"x": "reveiw"})


def test_exact_repeats_are_counted_with_one_notice(read_events):
    records = read_events("ana,bo,2026-03-04,help\ncy,bo,2026-03-04,help\n" + "ana,bo,2026-03-04,help\n" * 2)
    assert (len(records.interactions), records.set_aside) == (4, 0)
    assert problem_of(records, "repeats an earlier row").rows == (4, 5)


def test_a_problem_keeps_a_thousand_rows_and_the_true_count(read_events):
    problem = problem_of(read_events("ana,bo,never,help\n" * 1_500), "not an ISO 8601")
    assert (len(problem.rows), problem.rows[-1], problem.count) == (1_000, 1_001, 1_500)


def test_a_text_of_more_than_4096_characters_sets_its_row_aside(read_people):
    records = read_people(f"person_id,name,extra\nana,{'x' * 4097},\nbo,{'x' * 4096},\ncy,Cy,{'y' * 5000}\n")
    assert (ids_of(records), records.set_aside) == (["bo"], 2)


def test_the_same_person_twice_keeps_the_fuller_row_whatever_the_order(read_people):
    rows = ["ana,Ana,\n", "ana,Ana,Support\n", "bo,Bo,Design\n"]
    for order in (rows, rows[::-1]):
        records = read_people("person_id,name,team\n" + "".join(order))
        assert (records.people["team"].tolist(), records.set_aside) == (["Support", "Design"], 1)
        assert problem_of(records, "another row with other details").severity == "set aside"


def test_extra_columns_may_have_any_name(read_people):
    records = read_people("person_id,row,filled,index,0\nana,1,2,3,4\nbo,5,6,7,8\nana,1,2,3,\n")
    assert records.people[["0", "filled", "index", "row"]].to_numpy().tolist() == [list("4231"), list("8675")]


def test_an_identical_second_row_of_a_person_is_only_a_notice(read_people):
    records = read_people("person_id,team\nana,Support\nana ,Support\nana,Design\n")
    assert (ids_of(records), records.set_aside) == (["ana"], 2)
    records = read_people("person_id,team\nana,Support\nana,Support\n")
    assert problem_of(records, "repeats another row").severity == "notice"
    assert records.set_aside == 1


def test_a_person_without_an_id_is_set_aside(read_people):
    records = read_people("person_id,team\n,Support\n \u200b,Design\nana,Design\n")
    assert (ids_of(records), problem_of(records, "person_id is empty").rows) == (["ana"], (2, 3))


def test_faulty_fields_of_a_person_are_emptied_and_the_person_stays(read_people):
    """Three fields of ana are faulty and a robot is a service; those of bo are only spelt otherwise, of cy empty."""
    header = "person_id,level,work_mode,kind,fte\n"
    records = read_people(header + "ana,2.5,office,robot,1.2\nbo,3.0,Remote,SERVICE,0.5\ncy,,,,\n")
    ana, bo, cy = records.people.to_dict("records")
    assert pd.isna(ana["level"])
    assert pd.isna(ana["work_mode"])
    assert (ana["kind"], ana["fte"]) == ("service", 1.0)
    assert (bo["level"], bo["work_mode"], bo["kind"], bo["fte"]) == (3, "remote", "service", 0.5)
    assert (cy["kind"], cy["fte"]) == ("employee", 1.0)
    assert [problem.rows for problem in records.problems] == [(2,)] * 4


def test_managers_in_a_circle_of_their_own_or_unknown_are_emptied(read_people):
    """a, b and c form the circle, to which d reports; e reports to e, f to a stranger, g to d in capitals."""
    rows = "a,b\nb,c\nc,a\nd,a\ne,e\nf,zoe\ng,D\n"
    records = read_people("person_id,manager_id\n" + rows)
    managers = records.people.set_index("person_id")["manager_id"].dropna().to_dict()
    assert managers == {"d": "a", "g": "d"}
    assert problem_of(records, "leads back").rows == (2, 3, 4)
    assert problem_of(records, "own id").rows == (6,)
    assert problem_of(records, "manager_id is nobody").rows == (7,)


def test_an_unknown_element_is_emptied_and_the_thanks_count(read):
    header = "giver_id,receiver_id,timestamp,element\n"
    records = read(
        {"people.csv": PEOPLE, "recognitions.csv": header + "ana,bo,2026-03-04,kudos\nbo,ana,2026-03-04,Empathy\n"}
    )
    assert records.recognitions["element"].dropna().tolist() == ["empathy"]
    assert problem_of(records, "element is none").rows == (2,)


def test_absences_need_a_known_person_and_days_in_order(read):
    rows = "ana,2026-03-01,2026-03-05\nana,2026-03-05,2026-03-01\nzoe,2026-03-01,2026-03-02\nbo,2026-03-01,\n"
    records = read({"people.csv": PEOPLE, "absences.csv": "person_id,start_date,end_date\n" + rows})
    assert (len(records.absences), records.set_aside, records.outside) == (1, 2, 1)


def test_programmes_keep_known_ones_between_known_people(read):
    rows = "ana,mentorship,mentor,bo\nana,mentorship,boss,\nana,mentoring,,\nana,buddy,buddy,zoe\nana,buddy,buddy,Ana\n"
    records = read({"people.csv": PEOPLE, "programmes.csv": "person_id,programme,role,partner_id\n" + rows})
    assert (len(records.programmes), records.set_aside, records.outside) == (2, 2, 1)
    assert "Did you mean mentorship?" in problem_of(records, "programme is none").what


def test_a_programme_without_end_may_say_so_with_a_far_date(read):
    rows = "ana,open_mic,2026-03-01,9999-12-31\nbo,open_mic,2026-03-01,2026-04-01\n"
    records = read({"people.csv": PEOPLE, "programmes.csv": "person_id,programme,start_date,end_date\n" + rows})
    assert records.programmes["end_date"].isna().tolist() == [True, False]
    assert records.set_aside == 0


INDICATORS = "month,indicator,measure,group,value,n\n"


def test_indicators_are_checked_cell_by_cell(read):
    """Rows 5 to 10 have one faulty cell each; row 4 repeats row 2 with another value, and both stay."""
    rows = [
        "2026-03,engagement,score,All,71,50",
        "2026-04-15,engagement,score,all,72,50",
        "2026-03,engagement,score,all,70,40",
        "2026-03,engagment,score,all,70,40",
        "2026-03,engagement,mood,all,70,40",
        "2026-13,engagement,score,all,70,40",
        "2026-05,engagement,score,all,inf,40",
        "2026-05,engagement,score,,70,40",
        "2026-05,engagement,score,Support,70,-1",
    ]
    records = read({"people.csv": PEOPLE, "indicators.csv": INDICATORS + "\n".join(rows) + "\n"})
    kept = records.indicators
    assert kept["month"].tolist() == ["2026-03", "2026-03", "2026-04"]
    assert kept["value"].tolist() == [70.0, 71.0, 72.0]
    assert (len(kept), records.set_aside) == (3, 6)
    assert "Did you mean engagement?" in problem_of(records, "indicator is none").what
    assert problem_of(records, "cut to its month").rows == (3,)
    assert problem_of(records, "measure is none").rows == (6,)
    assert problem_of(records, "another row gives the same").rows == (4,)


def test_phases_are_sorted_and_overlaps_told(read):
    rows = "B,2026-04-01,2026-06-30\nA,2026-01-01,2026-04-15\nC,2026-08-01,2026-07-01\nD,2026-07-01,\n"
    records = read({"people.csv": PEOPLE, "phases.csv": "name,start_date,end_date\n" + rows})
    assert records.phases["name"].tolist() == ["A", "B", "D"]
    assert problem_of(records, "before an earlier phase").rows == (2,)
    assert problem_of(records, "end_date is before").rows == (4,)


def test_records_without_rows_have_every_column_and_type(read):
    records = read({"people.csv": PEOPLE})
    for name, table in TABLES.items():
        assert [column.name for column in table.columns] == list(getattr(records, name).columns)[: len(table.columns)]
    assert records.interactions["from_id"].cat.categories.tolist() == ids_of(records)
    assert records.interactions["timestamp"].dtype == "datetime64[us]"
    assert records.absences["start_date"].dtype == "datetime64[us]"


def test_id_columns_are_categories_over_the_sorted_roster(read_events):
    records = read_events("cy,ana,2026-03-04,help\nana,cy,2026-03-03,help\n")
    assert records.interactions["from_id"].cat.categories.tolist() == ["ana", "bo", "cy"]
    assert records.interactions["to_id"].cat.codes.dtype == "int8"
    assert ties_of(records) == [("ana", "cy"), ("cy", "ana")]


def test_tables_in_memory_follow_the_same_rules(read_events):
    """The same texts are read from files and given as frames; a stranger and a tie with oneself are in them."""
    rows = "ana,bo,2026-03-04,help\nana,zoe,2026-03-04,help\nbo,bo,2026-03-04,help\n"
    read = read_events(rows)
    split = [row.split(",") for row in (EVENTS + rows).splitlines()]
    people = [row.split(",") for row in PEOPLE.splitlines()]
    frames = {
        "people": pd.DataFrame(people[1:], columns=people[0]),
        "interactions": pd.DataFrame(split[1:], columns=split[0]),
    }
    held = from_tables(frames)
    assert held.fingerprint == read.fingerprint
    assert [problem.rows for problem in held.problems] == [problem.rows for problem in read.problems]
    with pytest.raises(SettingError, match=r"Did you mean people?"):
        from_tables({"peopel": frames["people"]})


def test_hours_of_a_programme_are_kept_and_what_is_none_is_said():
    """Four hours stay, a word and a negative number are read as nothing, with a notice; the rows count."""
    rows = [("p1", "training", hours) for hours in ("4", "many", "-1", "")]
    programmes = pd.DataFrame(rows, columns=["person_id", "programme", "hours"])
    found = from_tables({"people": pd.DataFrame({"person_id": ["p1"]}), "programmes": programmes})
    assert sorted(found.programmes["hours"].dropna()) == [4.0]
    assert len(found.programmes) == 4
    assert [problem.count for problem in found.problems if "hours" in problem.what] == [2]
