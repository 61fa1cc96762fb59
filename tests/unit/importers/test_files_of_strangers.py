"""Further kinds of files, as they come out of forms, calendars, graph programs and lists of thanks."""

from __future__ import annotations

import json

import pytest

from ally_graph.importers import conversations
from ally_graph.importers.conversations import Message, Talk
from ally_graph.importers.gathering import Gathered
from ally_graph.records import write_folder

DAY = {"date": "2026-03-01"}


def test_whoever_answers_with_an_address_is_found_by_the_name_in_the_next_column(given, convert):
    """Several names in a cell are several people, without a roster, and are those who answered."""
    text = (
        "Timestamp,Email Address,Your name,Who do you go to for help? (select all that apply)\n"
        '10/14/2025 9:12:44,ana@ex.test,Ana Lima,"Bo Berg, Cy Wei, Di Dole"\n'
        '10/15/2025 9:15:02,bo@ex.test,Bo Berg,Cy Wei\n10/16/2025 8:00:00,cy@ex.test,Cy Wei,"Ana Lima, Bo Berg"\n'
    )
    found = convert(given(text))
    assert found.ties() == [
        ("ana@ex.test", "bo@ex.test"),
        ("ana@ex.test", "cy@ex.test"),
        ("ana@ex.test", "Di Dole"),
        ("bo@ex.test", "cy@ex.test"),
        ("cy@ex.test", "ana@ex.test"),
        ("cy@ex.test", "bo@ex.test"),
    ]
    assert "beside the answers" in found.words


def test_first_and_last_names_of_respondents_are_theirs_in_a_file_of_qualtrics(given, convert):
    """The name in two columns of the tool and the name that others give are one person."""
    ids = ",".join(f'"{{""ImportId"": ""{name}""}}"' for name in ("e", "f", "l", "email", "QID1_1"))
    text = (
        "EndDate,RecipientFirstName,RecipientLastName,RecipientEmail,Q1_1\n"
        f"End Date,First,Last,Email,Whom do you turn to for advice? - Colleague 1\n{ids}\n"
        "2026-03-01,Ana,Lima,ana@ex.test,Bo Berg\n2026-03-01,Bo,Berg,bo@ex.test,Ana Lima\n"
    )
    assert convert(given(text)).ties() == [("ana@ex.test", "bo@ex.test"), ("bo@ex.test", "ana@ex.test")]


def test_two_respondents_of_one_name_are_not_put_together(given, convert):
    """A name that two of those who answer share means neither of them."""
    text = (
        "email,Your name,Who do you turn to for help?\na1@ex.test,Ana Lima,Bo Berg\n"
        "a2@ex.test,Ana Lima,Bo Berg\nbo@ex.test,Bo Berg,Ana Lima\n"
    )
    found = convert(given(text), **DAY)
    assert ("bo@ex.test", "Ana Lima") in found.ties()
    assert "several people are called alike" in found.words


@pytest.mark.parametrize(
    ("cells", "people"),
    [
        (["Ek, Di", "Li, Bo"], {"Ek, Di", "Li, Bo"}),
        (["Di Ek, Bo Li", "Bo Li"], {"Di Ek", "Bo Li"}),
        (["Di, Bo", "Bo", "Di"], {"Di", "Bo"}),
        (["Bo Li;", "Di Ek; Bo Li;"], {"Di Ek", "Bo Li"}),
    ],
)
def test_commas_part_people_only_where_the_whole_column_speaks_for_it(given, convert, cells, people):
    rows = "".join(f'r{place}@ex.test,"{cell}"\n' for place, cell in enumerate(cells))
    found = convert(given(f"email,Who do you turn to for help?\n{rows}"), **DAY)
    assert {two for _, two in found.ties()} == people


@pytest.mark.parametrize(
    "question",
    [
        "How energised do you feel after a meeting with your team?",
        "Which tools do you use to communicate?",
        "What do you need more of?",
        "I trust my manager",
    ],
)
def test_answers_that_are_no_names_make_nobody(given, convert, question):
    """A question that is not about whom makes no people of its answers, and is named as not read."""
    text = (
        f"email,{question},Who helps you most?\na@ex.test,Energised,Bo Li\n"
        "b@ex.test,Neutral,Di Ek\nc@ex.test,Energised,Bo Li\n"
    )
    found = convert(given(text), **DAY)
    assert {two for _, two in found.ties()} == {"Bo Li", "Di Ek"}
    assert f"column {question}" in found.files["ties.csv"].not_read


def test_nobody_and_everyone_are_no_answers(given, convert):
    text = "email,Who do you turn to for help?\na@ex.test,Nobody\nb@ex.test,everyone\nc@ex.test,Bo Li; myself\n"
    assert convert(given(text), **DAY).ties() == [("c@ex.test", "Bo Li")]


def test_a_form_with_a_number_an_address_and_a_name_is_a_survey_and_no_roster(book, convert):
    """Microsoft Forms ends its lists with a semicolon, and rates colleagues in a column each."""
    rows = [
        ["ID", "Start time", "Email", "Name", "Who do you ask when you are stuck?", "How often do you meet?.Bo Berg"],
        [1, "2026-03-01", "ana@ex.test", "Ana Lima", "Bo Berg;Cy Wei;", "Daily"],
        [2, "2026-03-01", "bo@ex.test", "Bo Berg", "Ana Lima;", None],
    ]
    found = convert(book({"Sheet1": rows}))
    assert "a survey export" in found.taken_for
    assert found.ties("kind") == [
        ("ana@ex.test", "bo@ex.test", "nomination"),
        ("ana@ex.test", "Cy Wei", "nomination"),
        ("bo@ex.test", "ana@ex.test", "nomination"),
        ("ana@ex.test", "bo@ex.test", "contact"),
    ]


def test_each_question_of_a_long_survey_says_its_own_kind(given, convert):
    text = (
        "respondent,question,nominee\nAna,Who do you turn to for advice?,Bo\n"
        "Ana,Who gives you energy?,Cy\nBo,Who do you need more time of?,Cy\n"
    )
    found = convert(given(text), **DAY)
    assert found.ties("kind") == [("Ana", "Bo", "nomination"), ("Ana", "Cy", "energy"), ("Bo", "Cy", "access")]


@pytest.mark.parametrize("last", ["Total: 2", "Total (2)", "2 rows", "Total employees: 2"])
def test_a_total_with_its_number_in_one_cell_is_nobody(given, convert, last):
    found = convert(given(f"employee_id,name,team\n1,Ana,Ops\n2,Bo,Ops\n{last},,\n", "people.csv"))
    assert found.people() == ["1", "2"]


def test_a_calendar_with_whole_days_and_times_of_a_zone(given, convert):
    """A holiday without an hour stands beside meetings in a zone of their own."""
    people = "ORGANIZER:mailto:a@ex.test\nATTENDEE:mailto:b@ex.test\nEND:VEVENT\n"
    text = (
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART;TZID=Europe/Berlin:20260302T090000\n"
        f"RRULE:FREQ=WEEKLY;COUNT=3\n{people}BEGIN:VEVENT\nUID:2\nDTSTART;VALUE=DATE:20260310\n{people}END:VCALENDAR\n"
    )
    found = convert(given(text, "team.ics"))
    assert [when for *_, when in found.ties("timestamp")] == [
        "2026-03-02T09:00:00+01:00",
        "2026-03-09T09:00:00+01:00",
        "2026-03-10",
    ]


def test_a_day_and_an_hour_in_two_columns_and_those_who_may_come(given, convert):
    """Optional attendees of Outlook are at the meeting as well, and its hour counts."""
    text = (
        "Subject,Start Date,Start Time,Meeting Organizer,Required Attendees,Optional Attendees\n"
        "Plan,3/17/2026,9:00:00 AM,Ana,Bo,Cy\nTalk,3/18/2026,4:30:00 PM,Ana,Bo,\n"
    )
    found = convert(given(text))
    assert found.ties("timestamp") == [
        ("Ana", "Bo", "2026-03-17T09:00:00"),
        ("Ana", "Cy", "2026-03-17T09:00:00"),
        ("Bo", "Cy", "2026-03-17T09:00:00"),
        ("Ana", "Bo", "2026-03-18T16:30:00"),
    ]


def test_several_matrices_of_ucinet_are_a_kind_each(given, convert):
    """Labels of rows, columns and matrices are told apart, and none of them is a person."""
    text = (
        'DL\nN=2 NM=2\nFORMAT = FULLMATRIX\nROW LABELS:\n"ana li"\nbo\nCOLUMN LABELS:\n"ana li"\nbo\n'
        "LEVEL LABELS:\nhelp\nreview\nDATA:\n0 1\n0 0\n0 0\n1 0\n"
    )
    found = convert(given(text, "two.dat"), **DAY)
    assert found.people() == ["ana li", "bo"]
    assert found.ties("kind") == [("ana li", "bo", "help"), ("bo", "ana li", "review")]


def test_relations_of_pajek_are_kinds(given, convert):
    text = '*Vertices 2\n1 "ana"\n2 "bo"\n*Arcs :1 "help"\n1 2 1\n*Arcs :2 "review"\n2 1 1\n'
    assert convert(given(text, "a.net"), **DAY).ties("kind") == [("ana", "bo", "help"), ("bo", "ana", "review")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.net", '*Vertices 3\n1 "Ana"\n2 "Ana"\n3 "Bo"\n*Arcs\n1 3\n2 3\n'),
        (
            "a.gml",
            'graph [ directed 1 node [ id 1 label "Ana" ] node [ id 2 label "Ana" ] node [ id 3 label "Bo" ] '
            "edge [ source 1 target 3 ] edge [ source 2 target 3 ] ]",
        ),
    ],
)
def test_two_nodes_with_one_label_are_two_people(given, convert, name, text):
    found = convert(given(text, name), **DAY)
    assert found.ties() == [("1", "Bo"), ("2", "Bo")]
    assert found.people("name")[:2] == ["Ana", "Ana"]


@pytest.mark.parametrize(
    "text", ["ana bo 3\nbo cy 1\n", "# made by hand\nana bo\nbo cy\n", "ana bo {}\nbo cy {}\ncy ana {}\n"]
)
def test_pairs_with_blanks_between_are_ties(given, convert, text):
    found = convert(given(text, "edges.txt"), **DAY)
    assert found.ties()[:2] == [("ana", "bo"), ("bo", "cy")]


def test_headings_of_others_say_who_and_when(given, convert):
    found = convert(given("actor_id,target_id,ts,event_type\n17,21,1746434400000,answer\n21,17,1746520800000,help\n"))
    assert found.ties("timestamp", "kind") == [
        ("17", "21", "2025-05-05T08:40:00Z", "answer"),
        ("21", "17", "2025-05-06T08:40:00Z", "help"),
    ]


def test_wer_half_wem_und_wann(given, convert):
    text = "Wer half;Wem;Wann;Stunden\nJörg;Zoë;03.11.2025;1,5\nZoë;Jörg;14.11.2025;2\n"
    assert convert(given(text.encode("cp1252"))).ties("timestamp", "kind", "weight") == [
        ("Jörg", "Zoë", "2025-11-03", "help", 1.5),
        ("Zoë", "Jörg", "2025-11-14", "help", 2.0),
    ]


def test_what_is_counted_comes_in_thousands_and_not_in_thousandths(given, convert):
    found = convert(given('sender,recipient,Messages\na,b,"1,250"\nb,c,80\n'), **DAY)
    assert found.ties("weight") == [("a", "b", 1250.0), ("b", "c", 80.0)]


def test_thanks_from_senders_to_several_and_to_everyone(given, convert):
    """Somebody who sends points gives thanks; everyone is no person."""
    text = (
        "Date sent,Sender,Recipients,Company value,Points\n13/05/2026,Ana Lima,Bo Berg; Cy Wei,Ownership,5\n"
        "14/05/2026,Cy Wei,Everyone,Teamwork,5\n"
    )
    found = convert(given(text))
    assert found.thanks() == [("Ana Lima", "Bo Berg"), ("Ana Lima", "Cy Wei")]
    assert "praise of everyone" in found.words


def test_links_by_number_to_nodes_with_names(given, convert):
    text = json.dumps({"nodes": [{"name": "Ana"}, {"name": "Bo"}], "links": [{"source": 0, "target": 1, "value": 3}]})
    assert convert(given(text, "d3.json"), **DAY).ties("weight") == [("Ana", "Bo", 3.0)]


def talk_of(*times: str) -> Talk:
    """Somebody answers at each of these times, and is thanked once."""
    talk, people = Talk(), {"U1": "ana", "U2": "bo"}
    for number, time in enumerate(times, start=1):
        talk.take(Message("U2", time, answers="U1"), number, people)
    return talk


@pytest.mark.parametrize(
    "times",
    [
        ("2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z", "2026-03-03T10:00:00Z"),
        ("2026-03-01T10:00:00Z", "2026-03-02T10:00:00.123Z", "2026-03-03T10:00:00Z"),
        ("2026-03-01T10:00:00+02:00", "2026-03-02T10:00:00Z", "2026-03-03T10:00:00Z"),
        ("2026-03-01T10:00:00Z", "2026-02-30T10:00:00Z", "2026-03-03T10:00:00Z"),
    ],
)
def test_times_of_messages_are_written_as_they_were(tmp_path, monkeypatch, times):
    """However they are held meanwhile, and in however many parts; of two exports together as of one."""
    monkeypatch.setattr(conversations, "PACKED", 2)
    gathered = Gathered()
    for place, part in (("a.zip", times), ("b.zip", times[:1])):
        gathered.file(place)
        talk_of(*part).add_to(gathered, place)
    write_folder(gathered.finished(), tmp_path)
    lines = (tmp_path / "interactions.csv").read_text().splitlines()[1:]
    assert lines == [f"bo,ana,{time},answer" for time in (*times, times[0])]
