"""Further kinds of files that people have, each with what must come of it."""

from __future__ import annotations

import pytest

from ally_graph.errors import DataError
from ally_graph.importers import convert_viva


def test_words_of_a_scale_are_numbers_and_never_is_no_tie(given, convert):
    found = convert(given("from,to,date,frequency\na,b,2026-01-05,Daily\na,c,2026-01-05,nie\nb,c,2026-01-05,Weekly\n"))
    assert found.ties("weight") == [("a", "b", 4.0), ("b", "c", 3.0)]
    assert "Weekly as 3, Daily as 4" in found.words


def test_never_beside_numbers_is_no_tie_and_weekly_among_them_is_no_number(given, convert):
    text = "from,to,date,how often\na,b,2026-01-05,5\na,c,2026-01-05,Never\nb,c,2026-01-05,weekly\n"
    found = convert(given(text))
    assert found.ties("weight") == [("a", "b", 5.0)]
    assert "how often is not a number, or in several units: 'weekly'" in found.words
    assert "how often is 0, which is no tie" in found.words


QUERY = "PersonId,MetricDate,Organization,HireDate\np1,2026-01-04,Ops,1/2/2020\np2,2026-01-04,Ops,3/4/2021\n"


def test_the_order_of_dates_holds_for_queries_that_were_recognised(given, convert):
    assert convert(given(QUERY), date_format="mdy").people("start_date") == ["2020-01-02", "2021-03-04"]
    assert convert(given(QUERY), date_format="dmy").people("start_date") == ["2020-02-01", "2021-04-03"]


def test_a_translated_query_is_mapped_by_names_of_viva_or_of_our_own(given, convert):
    text = "Personen-ID,Metrikdatum,Organisation\np1,2026-01-04,Ops\np2,2026-01-04,HR\n"
    for names in (("PersonId", "MetricDate", "Organization"), ("person_id", "date", "team")):
        said = dict(zip(names, ("Personen-ID", "Metrikdatum", "Organisation"), strict=True))
        assert convert_viva([given(text)], columns=said)["people"]["team"].tolist() == ["Ops", "HR"]
    with pytest.raises(DataError, match="convert viva FILE --map person_id=COLUMN,date=COLUMN"):
        convert(given(text))


FRENCH = (
    "Matricule;Nom;Prénom;Service;Responsable;Date d'entrée;Date de sortie\n"
    "A1;Léger;Zoé;Ventes;;01/03/2019;\nA2;Noël;Ève;Ventes;A1;15/06/2020;31/12/2025\nTotal;;;;;;\n"
)
TIES = "from,to,date\nA1,A2,2025-11-03\n"


def test_a_roster_in_another_language_is_no_table_of_ties_between_people_and_managers(given, convert):
    found = convert(given(FRENCH.encode("cp1252"), "staff.csv"), given(TIES))
    assert found.ties() == [("A1", "A2")]
    assert found.people("name") == ["Zoé Léger", "Ève Noël"]
    assert (found.people("manager_id")[1], found.people("end_date")[1]) == ("A1", "2025-12-31")
    assert found.people("start_date") == ["2019-03-01", "2020-06-15"]


def test_a_roster_with_a_row_for_every_change_keeps_the_latest_of_each_person(given, convert):
    """Ana went from Ops to Sales; her manager is written by name."""
    text = (
        "Employee #,First Name,Last Name,Department,Supervisor,Hire Date,Effective Date\n"
        "A1,Ana,Silva,Ops,Bo Li,2019-03-01,2019-03-01\nA1,Ana,Silva,Sales,Bo Li,2019-03-01,2024-01-01\n"
        "A2,Bo,Li,Exec,,2015-01-01,2015-01-01\n"
    )
    found = convert(given(text, "staff.csv"), given(TIES))
    assert (found.people("team"), found.people("manager_id")[0]) == (["Sales", "Exec"], "A2")
    assert "is another row about the same person" in found.words


@pytest.mark.parametrize("word", ["anonymous", "Anonym", "anonyme"])
def test_anonymous_answers_are_not_those_of_one_person(given, convert, word):
    text = f"ID,Completion time,Email,Who helps you at work?\n1,2026-03-02,{word},Bo;Cy;\n2,2026-03-02,{word},Bo;\n"
    with pytest.raises(DataError, match="nobody knows whose answers these are"):
        convert(given(text))


def test_a_square_without_its_diagonal_is_read_with_it(given, convert):
    """Of three people each row holds the two others; nobody is tied to themself."""
    for form in ("FULLMATRIX DIAGONAL ABSENT", "FULLMATRIX\nDIAGONAL = ABSENT"):
        found = convert(given(f"DL N=3\nFORMAT = {form}\nLABELS:\nAna,Bo,Cy\nDATA:\n1 0\n0 1\n1 1\n", "net.dl"))
        assert found.ties() == [("Ana", "Bo"), ("Bo", "Cy"), ("Cy", "Ana"), ("Cy", "Bo")]


def test_the_start_of_a_tie_in_a_dynamic_graph_is_its_time(given, convert):
    edge = '<edge id="0" source="a" target="b" start="2026-02-03" end="2026-02-10"/>'
    graph = f'<graph mode="dynamic"><nodes><node id="a"/><node id="b"/></nodes><edges>{edge}</edges></graph>'
    found = convert(given(f'<gexf xmlns="http://gexf.net/1.3" version="1.3">{graph}</gexf>', "net.gexf"))
    assert found.ties("timestamp") == [("a", "b", "2026-02-03")]


MEETING = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260320T080000Z\r\nDTSTART:20260302T090000Z\r\n"
    "ORGANIZER:mailto:ana@ex.test\r\nATTENDEE:mailto:bo@ex.test\r\nRRULE:FREQ=WEEKLY;COUNT=20\r\n"
    "EXDATE:20260309T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_a_meeting_recurs_up_to_the_day_of_the_export_which_is_said(given, convert):
    """Mondays from 2 March without the 9th, exported on 20 March: two meetings have been, the others not yet."""
    found = convert(given(MEETING, "calendar.ics"))
    assert [time[:10] for _, _, time in found.ties("timestamp")] == ["2026-03-02", "2026-03-16"]
    assert "they were counted up to 2026-03-20" in found.words


def test_thanks_by_a_program_for_a_birthday_are_nobodys(given, convert):
    """One row is thanks of Ana; two were written by the program."""
    text = (
        "giver_email,receiver_email,amount,bonus_type,created_at\nana@x.test,bo@x.test,5,bonus,2026-03-01\n"
        "bot@x.test,bo@x.test,50,birthday,2026-03-02\nbot@x.test,cy@x.test,50,Work anniversary,2026-03-02\n"
    )
    found = convert(given(text))
    assert found.thanks() == [("ana@x.test", "bo@x.test")]
    assert found.files["ties.csv"].set_aside == 2


def test_headings_below_a_row_of_merged_ones_are_found(book, convert):
    rows = [["Person", "", "Contact", ""], ["Giver", "Team", "Receiver", "Date"], ["Ana", "Ops", "Bo", "2026-03-02"]]
    path = book({"Ties": rows}, lambda made: [made["Ties"].merge_cells(place) for place in ("A1:B1", "C1:D1")])
    assert convert(path).ties("timestamp") == [("Ana", "Bo", "2026-03-02")]


def test_headings_of_nodexl_say_when_and_a_mention_is_like_a_message(given, convert):
    text = "Vertex 1,Vertex 2,Relationship,Relationship Date (UTC)\nana,bo,Mentions,2026-03-02 10:00:00\n"
    found = convert(given(text))
    assert found.ties("timestamp") == [("ana", "bo", "2026-03-02 10:00:00")]


def test_a_survey_with_a_row_an_answer_is_read_in_other_languages(given, convert):
    """Ana names two people, and Bo says that there is nobody."""
    text = (
        "Respondent;Frage;Antwort;Datum\nAna;Wen fragst du um Rat?;Bo;02.03.2026\n"
        "Ana;Wen fragst du um Rat?;Cy;02.03.2026\nBo;Wen fragst du um Rat?;niemand;13.03.2026\n"
    )
    found = convert(given(text))
    assert found.ties("timestamp", "kind") == [
        ("Ana", "Bo", "2026-03-02", "nomination"), ("Ana", "Cy", "2026-03-02", "nomination")
    ]  # fmt: skip


@pytest.mark.parametrize("yes", ["TRUE", "Yes", "ja"])
def test_a_square_of_yes_and_no_is_a_matrix_and_nobody_is_called_false(given, convert, yes):
    no = {"TRUE": "FALSE", "Yes": "No", "ja": "nein"}[yes]
    found = convert(given(f",Ana,Bo,Cy\nAna,{no},{yes},{no}\nBo,{no},{no},{yes}\nCy,{no},{no},{no}\n"))
    assert found.ties("weight") == [("Ana", "Bo", 1.0), ("Bo", "Cy", 1.0)]
    assert found.people() == ["Ana", "Bo", "Cy"]


def test_a_matrix_of_those_who_answered_has_everyone_across(given, convert):
    found = convert(given(",Ana,Bo,Cy,Di,Ed\nAna,0,1,0,0,1\nBo,1,0,0,0,0\nCy,0,0,0,2,0\n"))
    assert found.ties() == [("Ana", "Bo"), ("Ana", "Ed"), ("Bo", "Ana"), ("Cy", "Di")]
    assert found.people() == ["Ana", "Bo", "Cy", "Di", "Ed"]
    assert "has people on one side only: 'Di', 'Ed'" in found.words


def test_a_matrix_beside_a_roster_finds_its_people_there(given, convert):
    """Cy has no tie, and their row counts as used all the same."""
    people = given("id,name,team\ne1,Ana Silva,Ops\ne2,Bo Li,Ops\ne3,Cy Rao,Ops\n", "people.csv")
    grid = given(",Ana Silva,Bo Li,Cy Rao\nAna Silva,0,1,0\nBo Li,0,0,2\nCy Rao,0,0,0\n", "grid.csv")
    found = convert(grid, people)
    assert found.ties("weight") == [("e1", "e2", 1.0), ("e2", "e3", 2.0)]
    assert (found.files["grid.csv"].used, found.files["grid.csv"].set_aside) == (3, 0)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("От,Кому\nАна,Борис\nБорис,Кай\n", "cp1251"),
        ("Από,Προς\nΆννα,Νίκος\nΝίκος,Μαρία\n", "cp1253"),
        ("送信者,受信者\n佐藤,鈴木\n鈴木,高橋\n", "shift_jis"),
        ("发件人,收件人\n王芳,李伟\n李伟,张敏\n", "gb18030"),
        ("보낸사람,받는사람\n김민준,이서연\n이서연,박지훈\n", "euc_kr"),
    ],
)
def test_letters_of_another_script_are_refused_instead_of_garbled(given, convert, text, encoding):
    with pytest.raises(DataError, match="of another script"):
        convert(given(text.encode(encoding)))
    assert len(convert(given(text)).ties()) == 2


@pytest.mark.parametrize(
    ("text", "encoding", "names"),
    [
        ("from,to,date\nJörg Größl,Zoë Ångström,2026-03-02\n", "cp1252", ("Jörg Größl", "Zoë Ångström")),
        ("from,to,date\nŁukasz Źdźbło,Żaneta Ćwik,2026-03-02\n", "cp1250", ("Łukasz Źdźbło", "Żaneta Ćwik")),
    ],
)
def test_western_and_central_european_letters_are_read_as_before(given, convert, text, encoding, names):
    assert convert(given(text.encode(encoding))).ties() == [names]


def test_headings_in_the_middle_are_nobody(given, convert):
    found = convert(given("from,to\nana,bo\nfrom,to\nbo,cy\n"))
    assert found.ties() == [("ana", "bo"), ("bo", "cy")]
    assert (found.files["ties.csv"].used, found.files["ties.csv"].set_aside) == (2, 1)


def test_headings_of_more_languages_are_known(given, convert):
    """A roster and ties in Dutch, and ties in Portuguese with a decimal comma."""
    people = given("Personeelsnummer,Naam,Afdeling,Leidinggevende,Datum in dienst\nA1,Ana,Ops,,2019-02-01\n"
                   "A2,Bo,Ops,Ana,2020-02-15\n", "people.csv")  # fmt: skip
    found = convert(given("van,naar,datum\nA1,A2,2026-03-02\n"), people)
    assert (found.ties("timestamp"), found.people("manager_id")[1]) == ([("A1", "A2", "2026-03-02")], "A1")
    found = convert(given("Remetente;Destinatário;Data;Frequência\nAna;Bo;13/02/2026;1,5\n"))
    assert found.ties("timestamp", "weight") == [("Ana", "Bo", "2026-02-13", 1.5)]


@pytest.mark.parametrize("total", ["Total Headcount: 2", "Total number of employees,2", "Gesamt Mitarbeiter: 2"])
def test_a_count_of_heads_below_a_roster_is_nobody(given, convert, total):
    text = f"Employee ID,Legal Name,Cost Center,Manager ID\nA1,Ana Silva,CC1,-\nA2,Bo Li,CC1,A1\n{total}\n"
    found = convert(given(text, "staff.csv"), given(TIES))
    assert (found.people(), found.people("name")) == (["A1", "A2"], ["Ana Silva", "Bo Li"])
    assert found.files["staff.csv"].set_aside == 1


@pytest.mark.parametrize("nobody", ["None of the above", "Keine Angabe", "Aucun", "No answer"])
def test_whoever_ticks_that_it_is_nobody_names_nobody(given, convert, nobody):
    """Ana ticks somebody and nobody, Bo nobody alone; both have answered."""
    text = (
        "When,Email Address,Who do you turn to?\n"
        f'2026-03-02,ana@ex.test,"Bo Li, {nobody}"\n2026-03-02,bo@ex.test,{nobody}\n'
    )
    found = convert(given(text), given("email,name\nana@ex.test,Ana Silva\nbo@ex.test,Bo Li\n", "people.csv"))
    assert found.ties() == [("ana@ex.test", "bo@ex.test")]
    assert (found.files["ties.csv"].used, found.files["ties.csv"].outside) == (2, 0)


def test_people_drawn_with_yed_are_called_as_they_are_labelled(given, convert):
    """yEd writes labels within what is drawn, and ids that mean nothing."""

    def node(key: str, name: str) -> str:
        label = f"<y:ShapeNode><y:Fill/><y:NodeLabel>{name}</y:NodeLabel></y:ShapeNode>"
        return f'<node id="{key}"><data key="d6">{label}</data></node>'

    spaces = 'xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml"'
    body = node("n0", "Ana") + node("n1", "Bo") + '<edge source="n0" target="n1"/>'
    found = convert(given(f'<graphml {spaces}><graph edgedefault="directed">{body}</graph></graphml>', "net.graphml"))
    assert (found.ties(), found.people("name")) == ([("n0", "n1")], ["Ana", "Bo"])


def test_a_column_that_says_directed_is_not_called_a_kind(given, convert):
    found = convert(given("Source,Target,Type,Weight\na,b,Directed,2\nb,c,Undirected,1\n"))
    assert "kind" not in found.taken_for
    assert "column Type" in found.files["ties.csv"].not_read


def test_two_rows_of_headings_of_qualtrics_without_the_third_name_nobody(given, convert):
    """Somebody took out the row of import ids; the second row is still no answer, and both nominees count."""
    text = (
        "StartDate,EndDate,RecipientEmail,Q1_1,Q1_2\nStart Date,End Date,Recipient Email,"
        "Who do you turn to for help? - 1,Who do you turn to for help? - 2\n"
        "2026-03-02 09:00,2026-03-02 09:05,ana@ex.test,bo@ex.test,cy@ex.test\n"
    )
    found = convert(given(text))
    assert sorted(found.ties()) == [("ana@ex.test", "bo@ex.test"), ("ana@ex.test", "cy@ex.test")]
    assert "2 header rows, 1 respondent" in found.taken_for


def test_somebody_on_leave_keeps_their_name(given, convert):
    staff = given("Employee ID,Worker,Supervisory Organization\nA1,Ana Silva (On Leave),Ops\nA2,Bo Li,Ops\n", "hr.csv")
    found = convert(given("from,to,date\nAna Silva,Bo Li,2026-02-03\n"), staff)
    assert (found.ties(), found.people("name")) == ([("A1", "A2")], ["Ana Silva", "Bo Li"])


@pytest.mark.parametrize(
    "headings",
    ["Legajo;Nombre;Apellidos;Departamento;Jefe", "Matricola;Nome;Cognome;Reparto;Responsabile",
     "Matricule;Prénom;Nom;Service;Responsable", "Personalnummer;Vorname;Nachname;Abteilung;Teamleitung",
     "Personeelsnummer;Voornaam;Achternaam;Afdeling;Leidinggevende"],
)  # fmt: skip
def test_first_and_last_names_and_managers_are_found_in_six_languages(given, convert, headings):
    staff = given(f"{headings}\nA1;Ana;Silva;Ops;\nA2;Bo;Li;Ops;Ana Silva\n", "staff.csv")
    found = convert(given("from,to,date\nA1,A2,2026-02-03\n"), staff)
    assert (found.people("name"), found.people("manager_id")[1]) == (["Ana Silva", "Bo Li"], "A1")
    assert found.people("team") == ["Ops", "Ops"]
