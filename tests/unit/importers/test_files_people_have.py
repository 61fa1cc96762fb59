"""Files as people really have them, of every kind, and what becomes of each."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ally_graph.errors import DataError, SettingError
from ally_graph.importers import convert_edges

DAY = {"date": "2026-03-01"}
PEOPLE = "id,name,team\n1,Ana Silva,Ops\n2,Bo Li,Ops\n3,Cy Rao,Sales\n"


def test_a_square_table_is_a_matrix_and_nobody_is_called_by_a_number(given, convert):
    found = convert(given(";Ana;Bo;Cy\nAna;0;3;\nBo;2;0;0\nCy;0;0;0\n"), **DAY)
    assert "a matrix: 3 people down and 3 across" in found.taken_for
    assert found.ties("weight") == [("Ana", "Bo", 3.0), ("Bo", "Ana", 2.0)]
    assert found.people() == ["Ana", "Bo", "Cy"]


def test_a_matrix_without_a_name_in_its_corner_whose_people_are_numbers(given, convert):
    found = convert(given(",1,2,3\n1,0,1,0\n2,0,0,1\n3,1,0,0\n"), **DAY)
    assert found.ties() == [("1", "2"), ("2", "3"), ("3", "1")]


def test_a_matrix_of_ticks(given, convert):
    found = convert(given("who,Ana,Bo,Cy\nAna,,x,\nBo,,,x\nCy,,,\n"), **DAY, kind="help")
    assert found.ties("kind") == [("Ana", "Bo", "help"), ("Bo", "Cy", "help")]


def test_a_matrix_that_is_the_same_both_ways_is_contact_once_a_pair(given, convert):
    found = convert(given(",a,b,c\na,0,2,0\nb,2,0,1\nc,0,1,0\n"), **DAY)
    assert found.ties("weight") == [("a", "b", 2.0), ("b", "c", 1.0)]
    assert "same both ways" in found.words


def test_a_matrix_with_totals_down_and_across(given, convert):
    found = convert(given("x,a,b,c,Total\na,0,2,0,2\nb,1,0,1,2\nc,0,0,0,0\nTotal,1,2,1,4\n"), **DAY)
    assert found.people() == ["a", "b", "c"]
    assert found.ties("weight") == [("a", "b", 2.0), ("b", "a", 1.0), ("b", "c", 1.0)]


def test_a_square_of_numbers_without_names_is_refused(given, convert):
    with pytest.raises(DataError, match="without anybody's name"):
        convert(given("0,1,0\n1,0,0\n0,1,0\n"), **DAY)


def test_whole_numbers_written_two_ways_are_one_person(given, convert):
    ties, people = given("from,to,date\n1.0,2.0,2026-01-01\n2.0,3.0,2026-01-02\n"), given(PEOPLE, "people.csv")
    found = convert(ties, people)
    assert found.ties() == [("1", "2"), ("2", "3")]
    assert found.files["ties.csv"].outside == 0


def test_an_id_with_a_point_beside_other_ids_stays_as_it_is(given, convert):
    found = convert(given("from,to,date\n1.0,A7,2026-01-01\nA7,B2,2026-01-02\n"))
    assert found.ties() == [("1.0", "A7"), ("A7", "B2")]


def test_lost_leading_zeros_are_pointed_out_with_how_many_would_match(given, convert):
    people = given("person_id,name\n0012,Ana\n0123,Bo\n", "people.csv")
    found = convert(given("from_id,to_id,timestamp,kind\n12,123,2026-02-01,help\n"), people)
    assert found.files["ties.csv"].outside == 1
    assert "2 of 2 would match but for leading zeros" in found.words


@pytest.mark.parametrize(
    ("cells", "weights"),
    [
        (["1.250", "80,5", "2.005,5"], [1250, 80.5, 2005.5]),
        (["1,250", "80", "2,005.5"], [1250, 80, 2005.5]),
        (["1 250", "80,5", "3"], [1250, 80.5, 3]),
        (["1'250.5", "80", "3"], [1250.5, 80, 3]),
        (["12 min", "80 min", "3 min"], [12, 80, 3]),
        (["45%", "80 %", "3%"], [45, 80, 3]),
        (["0.5", "1.250", "2"], [0.5, 1.25, 2]),
        (["1.250.000", "1.250", "3"], [1250000, 1250, 3]),
    ],
)
def test_marks_in_numbers_mean_what_the_whole_column_leaves(given, convert, cells, weights):
    rows = "".join(f"p{place};q{place};2026-01-01;{cell}\n" for place, cell in enumerate(cells))
    found = convert(given("from;to;date;minutes\n" + rows))
    assert [weight for *_, weight in found.ties("weight")] == weights


@pytest.mark.parametrize("cells", [["1.250", "3"], ["45%", "3 h"]])
def test_a_number_that_could_be_two_or_is_in_two_units_is_set_aside(given, convert, cells):
    rows = "".join(f"p{place};q{place};2026-01-01;{cell}\n" for place, cell in enumerate([*cells, "7"]))
    found = convert(given("from;to;date;minutes\n" + rows))
    assert 1.25 not in [weight for *_, weight in found.ties("weight")]
    assert found.files["ties.csv"].set_aside >= 1


def test_zero_is_no_tie_and_said_once_without_the_advice_to_leave_it_empty(given, convert):
    found = convert(given("rater,target,how often (0=never)\nana,bo,5\nana,cy,0\nbo,cy,0\ncy,ana,NA\n"), **DAY)
    assert found.ties("weight") == [("ana", "bo", 5.0)]
    assert found.words.count("is 0, which is no tie") == 1
    assert "leave it empty" not in found.words


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["45658", "45659.5"], ["2025-01-01", "2025-01-02T12:00:00"]),
        (["1767225600"], ["2026-01-01T00:00:00Z"]),
        (["1767225600000"], ["2026-01-01T00:00:00Z"]),
        (["1435777777.000123"], ["2015-07-01T19:09:37Z"]),
        (["20260301"], ["20260301"]),
        (["03.02.2026", "14.02.2026"], ["2026-02-03", "2026-02-14"]),
        (["02/28/2026", "03/04/2026"], ["2026-02-28", "2026-03-04"]),
        (["2026/03/02 9:00:00 AM EET"], ["2026-03-02T09:00:00+02:00"]),
        (["2 March 2026 14:05"], ["2026-03-02T14:05:00"]),
        (["March 2, 2026"], ["2026-03-02"]),
        (["2. März 2026"], ["2026-03-02"]),
        (["2026-03-04T17:30:00-08:00"], ["2026-03-04T17:30:00-08:00"]),
    ],
)
def test_times_are_read_in_the_one_form_that_the_column_leaves(given, convert, cells, days):
    rows = "".join(f'ana,bo,"{cell}"\n' for cell in cells)
    assert [day for *_, day in convert(given("from,to,date\n" + rows)).ties("timestamp")] == days


def test_where_day_and_month_can_be_either_it_is_asked_and_an_answer_is_taken(given, convert):
    ties = given("from,to,date\nana,bo,03/04/2026\n")
    with pytest.raises(DataError, match="--date-format dmy or --date-format mdy"):
        convert(ties)
    assert convert(ties, date_format="dmy").ties("timestamp") == [("ana", "bo", "2026-04-03")]
    assert convert(ties, date_format="%m/%d/%Y").ties("timestamp") == [("ana", "bo", "2026-03-04")]


def test_what_is_no_form_of_a_date_is_refused_with_the_one_that_is_meant():
    with pytest.raises(SettingError, match=r"Did you mean %d\.%m\.%Y"):
        convert_edges(["x.csv"], date_format="DD.MM.YYYY")


def test_one_format_of_dates_holds_for_ties_and_people(given, convert):
    people = given("id,name,Hire Date\n1,Ana,03/04/2020\n2,Bo,05/06/2021\n", "people.csv")
    found = convert(given("from,to,date\n1,2,03/04/2026\n"), people, date_format="dmy")
    assert found.people("start_date") == ["2020-04-03", "2021-06-05"]
    assert found.ties("timestamp") == [("1", "2", "2026-04-03")]


def test_a_german_workplace(given, convert):
    """Semicolons, decimal commas, days first, headings in German and letters of Windows."""
    people = (
        "Personalnr;Name;Abteilung;FTE;Eintritt\n007;Jürgen Müller;F&E;0,8;01.02.2019\n011;Zoé;F&E;1,0;15.11.2020\n"
    )
    ties = given("Helfer;Geholfen;Datum;Gewicht\n007;011;03.02.2026;1,5\n011;007;14.02.2026;2\n", "hilfe.csv")
    found = convert(ties, given(people.encode("cp1252"), "personen.csv"))
    assert found.ties("kind", "weight") == [("007", "011", "help", 1.5), ("011", "007", "help", 2.0)]
    assert found.people("fte") == ["0.8", "1"]
    assert found.people("start_date") == ["2019-02-01", "2020-11-15"]


def test_letters_of_central_europe_are_told_from_western_ones(given, convert):
    text = "id;name\n1;Łukasz Źdźbło\n2;Żaneta Ćwik\n3;Paweł Świątek\n"
    found = convert(given(text.encode("cp1250"), "people.csv"), given("from,to,date\n1,2,2026-01-01\n"))
    assert found.people("name") == ["Łukasz Źdźbło", "Żaneta Ćwik", "Paweł Świątek"]


def test_headings_are_found_below_titles_and_totals_above_filters_are_no_people(given, convert):
    text = "Headcount report 2026\n\nEmployee ID,Full Name,Department\n1,Ana,Ops\n2,Bo,Ops\nGrand Total,2,\n"
    text += "Applied filters: Department is Ops,,\n"
    found = convert(given(text, "staff.csv"), given("from,to,date\n1,2,2026-01-01\n"))
    assert found.people() == ["1", "2"]
    assert found.files["staff.csv"].set_aside == 2
    assert "has its headings in row 3" in found.words


def test_a_table_without_headings_keeps_its_first_tie(given, convert):
    found = convert(given("ana,bo,2026-01-01\nbo,cy,2026-01-02\ncy,ana,2026-01-03\n"))
    assert len(found.ties()) == 3
    assert "has no headings" in found.words


def test_the_row_of_headings_can_be_chosen_and_columns_named_by_number(given, convert):
    text = "a,b,c\nwho,whom,when\nana,bo,2026-01-01\n"
    assert convert(given(text), header_row=2).ties("timestamp") == [("ana", "bo", "2026-01-01")]
    columns = {"from_id": "1", "to_id": "2", "timestamp": "3"}
    assert convert_edges([given("x1,x2,2026-01-01\n")], columns=columns, no_header=True)["interactions"].shape[0] == 1


def test_a_first_column_that_numbers_the_rows_is_left_out_and_empty_words_are_nobody(given, convert):
    """As R writes a frame with gaps in it."""
    text = (
        '"","from","to","date"\n"1","ana","bo","2026-02-01"\n"2",NA,"cy","2026-02-03"\n"3","NULL","None","2026-02-03"\n'
    )
    found = convert(given(text))
    assert found.ties() == [("ana", "bo")]
    assert "taken for empty cells" in found.words
    assert "a first column that numbers the rows" in found.files["ties.csv"].not_read


def test_somebody_called_like_nothing_can_be_kept(given, convert):
    assert convert(given("from,to,date\nNA,bo,2026-02-01\n"), empty=[]).ties() == [("NA", "bo")]


def test_somebody_on_the_roster_is_never_nothing(given, convert):
    people = given("id,name\nNA,Nadia Amin\nbo,Bo\n", "people.csv")
    found = convert(given("from,to,date\nNA,bo,2026-02-01\n"), people, empty=[])
    assert found.files["ties.csv"].used == 1


def test_ties_without_a_kind_are_contact_which_is_said_with_the_way_to_say_otherwise(given, convert):
    found = convert(given("from,to,date\nana,bo,2026-01-01\n"))
    assert found.ties("kind") == [("ana", "bo", "contact")]
    assert "--kind help (the first supports the second)" in found.words


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        ("who,turns to", "nomination"),
        ("reviewer,author", "review"),
        ("mentor,mentee", "mentoring"),
        ("from,to", "contact"),
    ],
)
def test_headings_tell_which_way_support_runs(given, convert, headings, kind):
    """Of a nomination the second person supports the first, of all others the first the second."""
    found = convert(given(f"{headings}\nana,di\nbo,di\n"), **DAY)
    assert found.ties("kind") == [("ana", "di", kind), ("bo", "di", kind)]


def test_own_kinds_are_told_with_an_option_that_works_as_written(given, convert):
    ties = given("from,to,date,activity\nana,bo,2026-02-01,Code review\nbo,ana,2026-02-02,lunch\n")
    assert convert(ties, map_kind={"code Review": "review"}).ties("kind") == [
        ("ana", "bo", "review"),
        ("bo", "ana", "lunch"),
    ]


def test_several_columns_of_people_are_several_ties_and_two_weights_are_refused(given, convert):
    ties = given("me,first,second,d\nana,bo,cy,2026-01-01\nbo,cy,,2026-01-01\n")
    columns = {"from_id": "me", "to_id": ["first", "second"], "timestamp": "d"}
    found = convert_edges([ties], columns=columns)["interactions"]
    assert found[["from_id", "to_id"]].values.tolist() == [["ana", "bo"], ["ana", "cy"], ["bo", "cy"]]
    with pytest.raises(SettingError, match="weight is given 2 columns"):
        convert_edges([ties], columns=columns | {"weight": ["first", "second"]})


def test_lists_in_cells_are_people_each(given, convert):
    found = convert(given("from,to,date\nana,bo; cy,2026-01-01\nbo,cy|di,2026-01-01\n"))
    assert found.ties() == [("ana", "bo"), ("ana", "cy"), ("bo", "cy"), ("bo", "di")]


def test_a_list_of_contact_that_holds_each_pair_both_ways_counts_once(given, convert):
    found = convert(given("from,to,date\na,b,2026-01-01\nb,a,2026-01-01\nb,c,2026-01-01\nc,b,2026-01-01\n"))
    assert found.ties() == [("a", "b"), ("b", "c")]
    assert "both ways" in found.words


def test_both_ways_on_other_days_are_two_contacts(given, convert):
    assert len(convert(given("from,to,date\na,b,2026-01-01\nb,a,2026-01-02\n")).ties()) == 2


@pytest.mark.parametrize(
    "way", ["Ana Silva", "Silva, Ana", "ana silva (1)", "Ana Silva <ana@ex.test>", "ANA@ex.test", "1"]
)
def test_people_are_found_by_any_of_their_names(given, convert, way):
    people = given("id,name,email\n1,Ana Silva,ana@ex.test\n2,Bo Li,bo@ex.test\n", "people.csv")
    assert convert(given(f'from,to,date\n"{way}",2,2026-01-01\n'), people).ties() == [("1", "2")]


def test_two_people_of_one_name_are_nobody_s_and_said(given, convert):
    people = given("id,name\n1,Ana Silva\n2,Ana Silva\n3,Bo\n", "people.csv")
    found = convert(given("from,to,date\nAna Silva,Bo,2026-01-01\n1,3,2026-01-01\n"), people)
    assert found.files["ties.csv"].outside == 1
    assert "several people are called alike" in found.words


def test_an_alias_table_puts_addresses_together(given, convert):
    people, aliases = given(PEOPLE, "people.csv"), given("person,also\n1,ana@old.test; ana@new.test\n", "aliases.csv")
    ties = given("from,to,date\nana@old.test,2,2026-01-01\nAna@New.test,3,2026-01-02\n")
    assert convert(ties, people, aliases=aliases).ties() == [("1", "2"), ("1", "3")]


def test_managers_are_found_by_name(given, convert):
    text = 'Emp ID,Employee Name,Manager Name,Team\nE1,Ana Silva,Di Ek,Ops\nE2,Bo Li,"Ek, Di",Ops\n'
    text += "E3,Cy,Di Ek (E4),Ops\nE4,Di Ek,,Ops\n"
    found = convert(given(text, "hris.csv"))
    assert found.people("manager_id")[:3] == ["E4", "E4", "E4"]


def test_the_fitting_sheets_are_found_and_the_others_are_named(book, convert):
    month = [["from", "to", "date"], ["ana", "bo", "2026-01-05"]]
    path = book({"Read me": [["How to read this"]], "Jan": month, "Feb": [month[0], ["bo", "cy", "2026-02-05"]]})
    found = convert(path)
    assert found.ties() == [("ana", "bo"), ("bo", "cy")]
    assert "sheet Read me" in found.files["book.xlsx#Jan"].not_read


def test_a_hidden_sheet_is_not_read_and_said(book, convert):
    """Last year lies in a hidden sheet before the one that is shown."""

    def hide(made):
        made["Old"].sheet_state = "hidden"

    rows = [["from", "to", "date"], ["ana", "bo", "2026-01-05"]]
    found = convert(book({"Old": [rows[0], ["x", "y", "2020-01-01"]], "Now": rows}, hide))
    assert found.ties() == [("ana", "bo")]
    assert "Old (hidden)" in found.words


def test_a_sheet_can_be_named(book, convert):
    rows = [["from", "to", "date"], ["ana", "bo", "2026-01-05"]]
    path = book({"A": rows, "B": [rows[0], ["bo", "cy", "2026-01-06"]]})
    assert convert(f"{path}#b").ties() == [("bo", "cy")]
    with pytest.raises(DataError, match="It has A, B"):
        convert(f"{path}#C")


def test_nodes_and_edges_of_a_workbook_are_people_and_ties(book, convert):
    nodes = [["Name", "Team"], ["Ana", "Ops"], ["Bo", "Ops"], ["Cy", "HR"]]
    found = convert(book({"Nodes": nodes, "Edges": [["Source", "Target", "Weight"], ["Ana", "Bo", 2]]}), **DAY)
    assert (found.people(), found.ties("weight")) == (["Ana", "Bo", "Cy"], [("Ana", "Bo", 2.0)])


def test_merged_cells_are_filled_and_said(book, convert):
    """Ana stands once beside two rows."""

    def merge(made):
        made["S"].merge_cells("A2:A3")

    found = convert(
        book({"S": [["from", "to", "date"], ["Ana", "Bo", "2026-03-02"], [None, "Cy", "2026-03-02"]]}, merge)
    )
    assert found.ties() == [("Ana", "Bo"), ("Ana", "Cy")]
    assert "merged" in found.words


def test_a_formula_without_a_value_is_said_and_is_no_weight_of_one(book, convert):
    rows = [["from", "to", "date", "weight"], ["ana", "bo", "2026-01-05", "=1+2"], ["bo", "cy", "2026-01-05", 2]]
    found = convert(book({"S": rows}))
    assert found.ties("weight") == [("bo", "cy", 2.0)]
    assert "formula whose value was never saved" in found.words


def test_hidden_rows_are_read_and_said(book, convert):
    """The third row is filtered out of sight."""

    def hide(made):
        made["S"].row_dimensions[3].hidden = True

    rows = [["from", "to", "date"], ["ana", "bo", "2026-01-05"], ["bo", "cy", "2026-01-05"]]
    found = convert(book({"S": rows}, hide))
    assert len(found.ties()) == 2
    assert "row 3: is hidden" in found.words


def test_the_row_of_the_headings_is_told_as_the_spreadsheet_shows_it_and_can_be_given_so(book, convert):
    """A title, two empty rows, and the headings in the fourth row; a second sheet has one row only."""
    rows = [["Reviews"], [], [], ["from", "to", "date"], ["ana", "bo", "2026-01-05"]]
    path = book({"S": rows, "Notes": [["of 2026"]]})
    found = convert(path)
    assert "has its headings in row 4." in found.words
    assert convert(path, header_row=4).ties() == found.ties() == [("ana", "bo")]
    with pytest.raises(DataError, match="has nothing in row 9"):
        convert(path, header_row=9)


def test_a_workbook_under_another_name_is_read_by_its_content(book, convert):
    rows = [["from", "to", "date"], ["ana", "bo", "2026-01-05"]]
    for name in ("book.xls", "book.ods"):
        path = book({"S": rows})
        path = path.rename(path.with_name(name))
        assert convert(path).ties() == [("ana", "bo")]


def test_a_workbook_of_excel_97_is_read_with_its_dates_and_numbers(convert):
    """A file of the older format: a title, an empty row, headings, three rows, and a second sheet of notes."""
    found = convert(Path(__file__).parent / "files" / "reviews.xls")
    ties = found.ties("timestamp", "weight")
    assert [(*tie[:3], float(tie[3])) for tie in ties] == [
        ("Ana", "Bo", "2026-01-05", 12.5), ("Bo", "Cy", "2026-02-06", 3), ("Dí", "Łuk", "2026-03-07", 1)
    ]  # fmt: skip
    assert "has its headings in row 3." in found.words


def test_a_sheet_of_open_office_is_read(tmp_path, convert):
    """The least that makes a sheet: a header of three cells, and a row with a date."""
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in ("from", "to", "date")
    )
    row = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in ("ana", "bo", "2026-01-05")
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    rows = f"<table:table-row>{cells}</table:table-row><table:table-row>{row}</table:table-row>"
    sheet = f'<office:spreadsheet><table:table table:name="S">{rows}</table:table></office:spreadsheet>'
    content = f'<?xml version="1.0"?><office:document-content {spaces} office:version="1.2"><office:body>{sheet}'
    content += "</office:body></office:document-content>"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    with zipfile.ZipFile(tmp_path / "s.ods", "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", content)
        made.writestr("META-INF/manifest.xml", manifest)
    assert convert(tmp_path / "s.ods").ties() == [("ana", "bo")]


def test_everyone_at_one_meeting_is_in_contact_and_an_audience_is_not(given, convert):
    """Three people meet, and thirty listen."""
    rows = "".join(f"all hands,p{number},2026-02-03\n" for number in range(30))
    text = "meeting,attendee,date\nm1,ana,2026-02-01\nm1,bo,2026-02-01\nm1,cy,2026-02-01\n" + rows
    found = convert(given(text))
    assert found.ties("kind", "weight") == [
        ("ana", "bo", "meeting", 0.5), ("ana", "cy", "meeting", 0.5), ("bo", "cy", "meeting", 0.5)
    ]  # fmt: skip
    assert (found.files["ties.csv"].used, found.files["ties.csv"].set_aside) == (3, 30)


def test_organiser_and_attendees_in_one_cell(given, convert):
    found = convert(given("organizer,attendees,start\nana,bo; cy,2026-02-01T10:00\n"))
    assert sorted(found.ties()) == [("ana", "bo"), ("ana", "cy"), ("bo", "cy")]


def test_the_true_reason_comes_first_where_no_row_can_be_used(given, convert):
    with pytest.raises(DataError) as caught:
        convert(given("from,to,date,minutes\nana,bo,2026-02-01,many\n"))
    assert "minutes is not a number" in caught.value.problems[-1].what
    assert "date" not in caught.value.problems[-1].mend


def test_what_is_nothing_known_is_refused_with_its_headings(given, convert):
    with pytest.raises(DataError, match="a table of something else: colour, price"):
        convert(given("colour,price\nred,3\nblue,4\n"))


@pytest.mark.parametrize("text", ["", "\n\n", "from,to,date\n"])
def test_a_table_without_rows_is_refused(given, convert, text):
    with pytest.raises(DataError):
        convert(given(text))


def test_columns_that_are_not_used_are_named(given, convert):
    found = convert(given("from,to,date,room\nana,bo,2026-01-01,12\n"))
    assert found.files["ties.csv"].not_read == ("column room",)


def test_rows_are_counted_file_by_file(given, convert):
    """In the first file one row is good, one names a stranger and one nobody."""
    one, two = (
        given("from,to,date\n1,2,2026-01-01\n1,9,2026-01-01\n,2,2026-01-01\n", "one.csv"),
        given("from;to;date\n2;3;2026-01-01\n", "two.csv"),
    )
    files = convert(one, two, given(PEOPLE, "people.csv")).files
    assert [
        (files[name].used, files[name].set_aside, files[name].outside) for name in ("one.csv", "two.csv", "people.csv")
    ] == [(1, 1, 1), (1, 0, 0), (3, 0, 0)]


@pytest.mark.parametrize(
    "text",
    [
        "InvoiceId,CustomerId\n1,2\n2,3\n3,1\n4,2\n",
        "smoke,alcohol,sport\n1,2,1\n2,1,2\n1,1,2\n",
        "park_id,user_id,stars\np1,u1,3\np2,u1,4\np1,u2,5\n",
    ],
)
def test_columns_of_numbers_are_not_taken_for_people_because_they_share_numbers(given, convert, text):
    with pytest.raises(DataError, match="a table of something else"):
        convert(given(text))


def test_headings_in_one_word_are_read_as_their_parts(given, convert):
    text = "EmployeeId,FirstName,LastName,ReportsTo\n1,Ana,Silva,\n2,Bo,Li,1\n"
    found = convert(given(text, "staff.csv"), given("from,to,date\n1,2,2026-01-01\n"))
    assert (found.people("name"), found.people("manager_id")[1]) == (["Ana Silva", "Bo Li"], "1")


def test_every_row_of_a_list_with_each_pair_both_ways_is_used(given, convert):
    found = convert(given("from,to,date\na,b,2026-01-01\nb,a,2026-01-01\nb,c,2026-01-01\nc,b,2026-01-01\n"))
    assert (found.files["ties.csv"].used, found.files["ties.csv"].set_aside) == (4, 0)


def test_a_list_that_is_both_ways_for_some_pairs_only_stays_as_it_is(given, convert):
    """One row of a person with themself must not make the others count once."""
    found = convert(given("from,to,date\na,b,2026-01-01\nb,a,2026-01-01\nb,c,2026-01-01\na,a,2026-01-01\n"))
    assert found.ties() == [("a", "b"), ("b", "a"), ("b", "c")]
    assert found.files["ties.csv"].set_aside == 1


def test_somebody_called_count_is_a_person(given, convert):
    assert convert(given("from,to,date\nCount,Myriel,2026-01-01\n")).ties() == [("Count", "Myriel")]


def test_a_first_row_with_numbers_among_numbers_is_data_even_if_its_people_come_once(given, convert):
    """Of the two columns of numbers nobody knows which is the day: the table is refused, and loses no row."""
    with pytest.raises(DataError, match="without headings"):
        convert(given("Ana;Bo;45870;1,07\nCy;Di;45800;475,08\nBo;Cy;45904;175,01\n"))


def test_thousands_beside_commas_are_no_thousandths(given, convert):
    found = convert(given("from,to,date,weight\nana,bo,2026-01-01,25.000\nbo,cy,2026-01-02,7\n"))
    assert found.ties("weight") == [("bo", "cy", 7.0)]
    assert "could be a number with thousands" in found.words
