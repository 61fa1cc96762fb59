"""Sources one by one: what they read, in which direction, and what they leave out."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import zipfile

import pytest

from ally_graph import build_network
from ally_graph.errors import DataError, SettingError
from ally_graph.importers import (
    SOURCES,
    convert_calendar,
    convert_git,
    convert_github,
    convert_hris,
    convert_kudos,
    convert_mail,
    convert_slack,
    convert_survey,
    convert_teams,
    convert_viva,
)
from ally_graph.records import from_tables
from tests.unit.importers.conftest import Result

NAMES = [
    "edges",
    "matrix",
    "graph",
    "viva",
    "slack",
    "teams",
    "github",
    "git",
    "mail",
    "calendar",
    "survey",
    "kudos",
    "hris",
]


def supports(result: Result) -> list[tuple[str, str]]:
    """Who supports whom, as the network has it: the direction that counts."""
    return sorted(build_network(from_tables(result.tables)).edges)


def test_every_source_of_the_contract_is_registered_with_a_question():
    assert set(NAMES) <= set(SOURCES.keys())
    assert all(source.question.endswith("?") for source in SOURCES)


# surveys


QUALTRICS = (
    "StartDate,EndDate,Status,RecipientEmail,Q1_1,Q1_2,Q2_1,Q2_2\n"
    "Start Date,End Date,Response Type,Recipient Email,Who do you turn to for help? - Person 1,"
    "Who do you turn to for help? - Person 2,Whose time do you need more of? - Person 1,"
    "Whose time do you need more of? - Person 2\n"
    + ",".join(f'"{{""ImportId"":""q{place}""}}"' for place in range(8))
    + "\n2026-03-02 09:00:00,2026-03-02 09:04:00,IP Address,ana@ex.test,bo@ex.test,cy@ex.test,di@ex.test,\n"
    "2026-03-02 09:10:00,2026-03-02 09:12:00,IP Address,bo@ex.test,,,,\n"
    "2026-03-02 09:10:00,2026-03-02 09:12:00,Survey Preview,cy@ex.test,bo@ex.test,,,\n"
)
STAFF = "email,name\nana@ex.test,Ana\nbo@ex.test,Bo\ncy@ex.test,Cy\ndi@ex.test,Di\n"


def test_three_rows_of_headings_and_a_column_a_nominee(given, convert):
    """ana turns to bo and cy, who therefore support ana, and needs more of di; the preview of cy is no answer."""
    found = convert(given(QUALTRICS), given(STAFF, "staff.csv"))
    assert "a survey export: 3 header rows" in found.taken_for
    assert sorted(found.ties("kind")) == [
        ("ana@ex.test", "bo@ex.test", "nomination"),
        ("ana@ex.test", "cy@ex.test", "nomination"),
        ("ana@ex.test", "di@ex.test", "access"),
    ]
    assert supports(found) == [("bo@ex.test", "ana@ex.test"), ("cy@ex.test", "ana@ex.test")]
    assert found.files["ties.csv"].set_aside == 1


def test_the_roster_knows_who_answered_and_the_rate_is_said(given, convert):
    found = convert(given(QUALTRICS), given(STAFF, "staff.csv"))
    assert found.people("answered") == ["yes", "yes", "no", "no"]
    assert "2 of 4 people answered (50%)" in found.words


@pytest.mark.parametrize(
    ("question", "tie"),
    [
        ("Who do you turn to for help?", ("bo", "ana")),
        ("Who comes to you for help?", ("ana", "bo")),
        ("Wem hilfst du bei der Arbeit?", ("ana", "bo")),
    ],
)
def test_the_question_says_which_way_support_runs(given, question, tie):
    text = f"Your name,{question}\nana,bo\n"
    found = Result(convert_survey([given(text)], date="2026-03-01"))
    assert supports(found) == [tie]


def test_names_ticked_in_one_cell(given, convert):
    text = 'Timestamp,Email Address,Who do you turn to for help?\n2026/03/02 9:00:00 AM EET,ana@ex.test,"Bo, Cy"\n'
    found = convert(given(text), given(STAFF, "staff.csv"))
    assert [two for _, two in found.ties()] == ["bo@ex.test", "cy@ex.test"]


def test_a_grid_of_ratings_and_never_is_no_tie(given, convert):
    """Google Forms writes a column for each person; the words of the scale become numbers."""
    question = "How often do you turn to them for help?"
    text = f"Timestamp,Email Address,{question} [Bo],{question} [Cy]\n2026-03-02,ana@ex.test,Daily,Never\n"
    found = convert(given(text), given(STAFF, "staff.csv"))
    assert found.ties("weight") == [("ana@ex.test", "bo@ex.test", 4.0)]


def test_two_rows_of_headings_of_surveymonkey(given, convert):
    """The question stands over the first of its three columns, the choices below it."""
    text = (
        "Respondent ID,Email Address,Start Date,Who do you turn to?,,\n,,,Bo,Cy,Di\n"
        "11,ana@ex.test,03/02/2026,Bo,,Di\n12,cy@ex.test,03/22/2026,Bo,,\n"
    )
    found = convert(given(text), given(STAFF, "staff.csv"))
    assert sorted(found.ties()) == [
        ("ana@ex.test", "bo@ex.test"), ("ana@ex.test", "di@ex.test"), ("cy@ex.test", "bo@ex.test")
    ]  # fmt: skip


def test_the_last_answer_of_somebody_counts(given):
    text = (
        "Your name,When,Who do you turn to?\nana,2026-03-01,bo\nana,2026-03-05,cy\nbo,2026-03-02,cy\ncy,2026-03-02,bo\n"
    )
    found = Result(convert_survey([given(text)], date="2026-03-06"))
    assert ("ana", "cy") in found.ties()
    assert ("ana", "bo") not in found.ties()


def test_a_scale_from_one_is_asked_about_and_a_least_weight_taken(given):
    people = given("name\nana\nbo\ncy\ndi\n", "staff.csv")
    text = "Your name,How often do you turn to [bo],How often do you turn to [cy],How often do you turn to [di]\nana,1,5,3\n"  # noqa: E501
    ties = given(text)
    said = {"people": people, "people_columns": {"person_id": "name"}, "date": "2026-03-01"}
    assert "--min-weight 2" in Result(convert_survey([ties], **said)).words
    assert Result(convert_survey([ties], **said, min_weight=2)).ties() == [("ana", "cy"), ("ana", "di")]


def test_a_survey_that_says_not_who_answered_is_refused(given):
    with pytest.raises(DataError, match="says nowhere who answered"):
        convert_survey([given("Who do you turn to for help?\nbo\n")], date="2026-03-01")


# thanks


def test_thanks_flow_back_to_whoever_helped(given, convert):
    """ana thanks bo: bo helped ana. Amounts and messages are nowhere."""
    text = "giver_email,receiver_emails,amount,reason,created_at\nana@x.test,bo@x.test,10,for the secret plan,2026-03-01T10:00:00Z\n"  # noqa: E501
    found = convert(given(text))
    assert found.thanks() == [("ana@x.test", "bo@x.test")]
    assert supports(found) == [("bo@x.test", "ana@x.test")]
    assert "secret" not in found.tables["recognitions"].to_csv()


def test_praise_of_oneself_and_of_thirty_is_no_thanks_to_each(given):
    many = "; ".join(f"p{number}" for number in range(30))
    text = f"giver,receiver,message,date\nana,ana,x,2026-03-01\nana,{many},x,2026-03-01\nana,bo; cy,x,2026-03-01\n"
    found = Result(convert_kudos([given(text)]))
    assert found.thanks() == [("ana", "bo"), ("ana", "cy")]
    assert found.files["ties.csv"].set_aside == 2
    assert "no thanks to each" in found.words


def test_tags_that_are_elements_are_kept_and_add_ons_said(given):
    text = "giver,receiver,hashtags,bonus_type,date\nana,bo,#teamwork,bonus,2026-03-01\ncy,bo,#wow,add_on,2026-03-01\n"
    found = Result(convert_kudos([given(text)]))
    assert found.tables["recognitions"]["element"].iloc[0] == "shared_responsibility"
    assert "is added to the thanks of somebody else" in found.words


# people


def test_a_roster_of_a_personnel_system(given):
    """Levels in words, contract ends, 9999-12-31, somebody who left, two rows about Bo, and a total below."""
    text = (
        "Worker ID,First Name,Last Name,Management Level,Contract End Date,Hire Date,Status,Worker Type\n"
        "1,Ana,Silva,Senior Engineer,9999-12-31,2020-01-01,Active,Regular\n"
        "2,Bo,Li,Manager,2026-06-30,2019-01-01,Active,Contractor\n"
        "2,Bo,Li,Director,9999-12-31,2024-01-01,Active,Contractor\n"
        "3,Cy,Rao,Intern,,2021-01-01,Terminated,Regular\n"
        "4,Build,Bot,Specialist,,2021-01-01,Active,Bot\n"
        "Total,,,,,,,\n"
    )
    found = Result(convert_hris([given(text, "workday.csv")]))
    people = found.tables["people"].set_index("person_id")
    assert people.index.tolist() == ["1", "2", "4"]
    assert people["level"].tolist() == ["3", "6", "2"]
    assert people["name"].tolist() == ["Ana Silva", "Bo Li", "Build Bot"]
    assert people["kind"].tolist() == ["employee", "contractor", "service"]
    assert people["end_date"].isna().all()
    assert people.loc["2", "start_date"] == "2019-01-01"
    assert found.files["workday.csv"].set_aside == 3


# Slack and Teams


def slack_zip(path, days: dict[str, list[dict]], users: list[dict] | None = None):
    """An export with these messages by channel and day."""
    users = users or [
        {"id": name, "name": name.lower(), "profile": {"real_name": name}} for name in ("UANA", "UBO", "UCY")
    ]
    users = [*users, {"id": "USLACKBOT", "name": "slackbot"}, {"id": "UBOT", "name": "bot", "is_bot": True}]
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("users.json", json.dumps(users))
        made.writestr("channels.json", "[]")
        for name, messages in days.items():
            made.writestr(f"{name}.json", json.dumps(messages))
    return path


def said(user: str, ts: str = "1767225600.000100", text: str = "SECRET words", **more) -> dict:
    return {"type": "message", "user": user, "ts": ts, "text": text, **more}


def test_whoever_answers_in_a_thread_supports_whoever_began_it(tmp_path):
    began = said("UANA", "1767225600.000100", thread_ts="1767225600.000100")
    answer = said("UBO", "1767225660.000200", thread_ts="1767225600.000100", parent_user_id="UANA")
    found = Result(convert_slack([slack_zip(tmp_path / "s.zip", {"general/2026-01-01": [began, answer]})]))
    assert found.ties("kind") == [("UBO", "UANA", "answer")]
    assert supports(found) == [("UBO", "UANA")]


def test_mentions_are_contact_and_thanks_by_word_or_emoji_recognition(tmp_path):
    """bo mentions cy; ana thanks bo in words; cy thanks bo by a reaction, and looks on by another."""
    messages = [
        said(
            "UBO",
            text="ask <@UCY> SECRET",
            reactions=[{"name": "pray::skin-tone-2", "users": ["UCY"]}, {"name": "eyes", "users": ["UCY"]}],
        ),
        said("UANA", text="thanks <@UBO|bo> SECRET"),
    ]
    found = Result(convert_slack([slack_zip(tmp_path / "s.zip", {"general/2026-01-01": messages})]))
    assert found.ties("kind") == [("UBO", "UCY", "message")]
    assert sorted(found.thanks()) == [("UANA", "UBO"), ("UCY", "UBO")]
    assert supports(found) == [("UBO", "UANA"), ("UBO", "UCY")]


def test_no_text_of_a_message_is_kept_anywhere(tmp_path):
    found = Result(
        convert_slack([slack_zip(tmp_path / "s.zip", {"g/2026-01-01": [said("UANA", text="SECRET <@UBO>")]})])
    )
    written = "".join(frame.to_csv() for frame in found.tables.values()) + found.words + found.taken_for
    assert "SECRET" not in written


def test_bots_joins_and_what_an_export_lacks_are_said(tmp_path):
    """A join, a message of a bot, and one that mentions Bo, a bot and its own author."""
    messages = [
        said("UANA", subtype="channel_join"), {"type": "message", "subtype": "bot_message", "bot_id": "B1", "ts": "1767225600.0"},  # noqa: E501
        said("UANA", text="<@UBO> <@UBOT> <@UANA>"),
    ]  # fmt: skip
    found = Result(convert_slack([slack_zip(tmp_path / "s.zip", {"g/2026-01-01": messages})]))
    assert found.ties() == [("UANA", "UBO")]
    assert found.people() == ["UANA", "UBO", "UCY"]
    for words in ("messages of bots", "joins", "no threads", "private channels"):
        assert words in found.words


def test_somebody_deleted_left_when_they_were_last_seen_and_guests_are_external(tmp_path):
    """Bo was deleted after writing, Cy was never seen, Di is a guest."""
    users = [
        {"id": "UANA", "name": "ana", "profile": {}}, {"id": "UBO", "name": "bo", "deleted": True, "profile": {}},
        {"id": "UCY", "name": "cy", "deleted": True, "profile": {}}, {"id": "UDI", "name": "di", "is_restricted": True},
    ]  # fmt: skip
    path = slack_zip(tmp_path / "s.zip", {"g/2026-01-01": [said("UBO", text="<@UANA>")]}, users)
    people = Result(convert_slack([path])).tables["people"].set_index("person_id")
    assert people.index.tolist() == ["UANA", "UBO", "UDI"]
    assert people.loc["UBO", "end_date"] == "2026-01-01"
    assert people.loc["UDI", "kind"] == "external"


def test_users_are_found_on_the_roster_by_their_address(tmp_path, given):
    users = [
        {"id": f"U{name.upper()}", "name": name, "profile": {"email": f"{name}@ex.test"}} for name in ("ana", "bo")
    ]
    path = slack_zip(tmp_path / "s.zip", {"g/2026-01-01": [said("UANA", text="<@UBO>")]}, users)
    people = given("id,email\n1,ana@ex.test\n2,bo@ex.test\n", "people.csv")
    assert Result(convert_slack([path], people=people)).ties() == [("1", "2")]


def test_a_zip_that_is_no_export_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as made:
        made.writestr("a.txt", "x")
    with pytest.raises(DataError, match=r"holds no users\.json"):
        convert_slack([tmp_path / "x.zip"])


def test_replies_in_teams_support_whoever_wrote_first(given):
    """Bo replies to Ana, an app does too, and Ana thanks Cy with a heart."""

    def message(number, user, **more):
        sender = {"user": {"id": user, "displayName": user}} if user else {"application": {"id": "bot"}}
        return {"id": str(number), "messageType": "message", "createdDateTime": "2026-01-01T10:00:00Z", "from": sender,
                "body": {"content": "SECRET"}, **more}  # fmt: skip

    first = message(1, "ana", replies=[message(2, "bo"), message(3, None)])
    thanked = message(4, "cy", reactions=[{"reactionType": "heart", "user": {"user": {"id": "ana"}}}])
    path = given(json.dumps({"value": [first, thanked, message(5, "ana", messageType="systemEventMessage")]}), "t.json")
    found = Result(convert_teams([path]))
    assert supports(found) == [("bo", "ana"), ("cy", "ana")]
    assert "SECRET" not in found.words + "".join(frame.to_csv() for frame in found.tables.values())


# GitHub and git


def pull(number, user, reviews=(), **more):
    return {"number": number, "url": f"https://api.github.com/repos/o/r/pulls/{number}", "user": user and {"login": user},  # noqa: E501
            "merged_at": None, "reviews": list(reviews), **more}  # fmt: skip


def review(number, user, state="APPROVED", **more):
    return {
        "id": number,
        "user": user and {"login": user},
        "state": state,
        "submitted_at": "2026-01-01T10:00:00Z",
        **more,
    }


def test_the_reviewer_supports_the_author(given):
    found = Result(convert_github([given(json.dumps([pull(1, "ana", [review(1, "bo")])]), "pulls.json")]))
    assert found.ties("kind") == [("bo", "ana", "review")]
    assert supports(found) == [("bo", "ana")]


def test_reviews_of_ones_own_by_bots_ghosts_and_not_handed_in_do_not_count(given):
    """Of eight reviews of a pull request those of Bo, who is there twice, and of Di count."""
    reviews = [
        review(1, "ana"), review(2, "ci[bot]"), review(3, None), review(4, "ghost"), review(5, "cy", "PENDING"),
        review(6, "bo", "COMMENTED"), review(6, "bo", "COMMENTED"), review(7, "di", "CHANGES_REQUESTED"),
    ]  # fmt: skip
    found = Result(
        convert_github([given(json.dumps([pull(1, "ana", reviews), pull(2, None, [review(8, "bo")])]), "p.json")])
    )
    assert found.ties() == [("bo", "ana"), ("di", "ana")]


def test_lines_of_the_archive_are_read_packed_and_reviews_find_their_pull_in_another_file(tmp_path, given):
    """Bo reviewed in the archive; the review of Cy names a pull request that only the archive knows."""
    event = {"type": "PullRequestReviewEvent", "actor": {"login": "bo"}, "repo": {"name": "o/r"},
             "payload": {"pull_request": pull(1, "ana"), "review": review(1, "bo", "commented")}}  # fmt: skip
    (tmp_path / "a.json.gz").write_bytes(gzip.compress((json.dumps(event) + '\n{"type":"PushEvent"}\n').encode()))
    apart = given(
        json.dumps([review(9, "cy", pull_request_url="https://api.github.com/repos/o/r/pulls/1")]), "reviews.json"
    )
    found = Result(convert_github([apart, tmp_path / "a.json.gz"]))
    assert sorted(found.ties()) == [("bo", "ana"), ("cy", "ana")]


@pytest.fixture
def repository(tmp_path):
    """A repository with one commit for each message, by ana."""
    if not shutil.which("git"):
        pytest.skip("git is not installed")

    def make(*messages: str, mailmap: str = ""):
        path = tmp_path / "repo"
        run = lambda *words: subprocess.run(["git", "-C", str(path), *words], check=True, capture_output=True)  # noqa: E731
        path.mkdir()
        run("init", "-q")
        run("config", "user.name", "Ana Silva")
        run("config", "user.email", "ana@ex.test")
        (path / ".mailmap").write_text(mailmap)
        run("add", ".")
        for message in messages:
            run("commit", "-q", "--allow-empty", "-m", message)
        return path

    return make


def test_credits_in_commits_support_the_author(repository):
    """Bo reviewed and Cy is thanked: both support ana. Di wrote along, which is mutual."""
    path = repository(
        "One\n\nReviewed-by: Bo Li <bo@ex.test>\nHelped-by: Cy Rao <cy@ex.test>\nSigned-off-by: Ana Silva <ana@ex.test>",  # noqa: E501
        "Two\n\nCo-authored-by: Di Ek <di@ex.test>",
    )
    found = Result(convert_git([path]))
    assert sorted(found.ties("kind")) == [
        ("ana@ex.test", "di@ex.test", "pairing"),
        ("bo@ex.test", "ana@ex.test", "review"),
    ]
    assert found.thanks() == [("ana@ex.test", "cy@ex.test")]
    assert supports(found) == [("bo@ex.test", "ana@ex.test"), ("cy@ex.test", "ana@ex.test")]


def test_several_addresses_of_one_person_bots_and_the_mailmap(repository):
    """Bo has two addresses, the mailmap knows who nick is, and Ana thanks herself."""
    path = repository(
        "One\n\nReviewed-by: Bo Li <bo@ex.test>", "Two\n\nReviewed-by: Bo Li <bo@home.test>",
        "Three\n\nReviewed-by: nick <nick@x.test>\nTested-by: ci <build[bot]@x.test>", "Four\n\nHelped-by: Ana Silva <a@b.test>",  # noqa: E501
        mailmap="Cy Rao <cy@ex.test> <nick@x.test>\n",
    )  # fmt: skip
    found = Result(convert_git([path]))
    assert sorted({one for one, _ in found.ties()}) == ["bo@ex.test", "cy@ex.test"]
    assert "recognitions" not in found.tables


def test_a_log_as_text_is_read_too(given, convert):
    text = (
        "commit 1234567890abcdef\nAuthor: Ana Silva <ana@ex.test>\nDate:   Mon Mar 2 10:00:00 2026 +0100\n\n    One\n\n"
        "    Reviewed-by: Bo Li <bo@ex.test>\n"
    )
    assert convert(given(text, "log.txt")).ties("kind") == [("bo@ex.test", "ana@ex.test", "review")]


# mail and calendars


def letter(sender, to, number, **more):
    lines = {"From": sender, "To": to, "Date": "Mon, 02 Mar 2026 10:00:00 +0100", "Message-ID": f"<{number}@x>", **more}
    head = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in lines.items())
    return f"From x Mon Mar  2 10:00:00 2026\n{head}Subject: SECRET\n\nSECRET text\n\n"


def test_mail_ties_the_sender_to_each_recipient_by_their_share(given, convert):
    """One letter to two people."""
    text = letter("Ana <ana@ex.test>", "Bo <Bo@ex.test>, cy@ex.test", 1)
    found = convert(given(text, "all.mbox"))
    assert found.ties("kind", "weight") == [
        ("ana@ex.test", "bo@ex.test", "email", 0.5),
        ("ana@ex.test", "cy@ex.test", "email", 0.5),
    ]
    assert supports(found) == []
    assert "SECRET" not in found.words + found.tables["interactions"].to_csv()


def test_lists_newsletters_automatic_and_repeated_mail_is_no_contact(given):
    text = (
        letter("a@x.test", "b@x.test", 1, List_Id="<all.x>") + letter("a@x.test", "b@x.test", 2, Precedence="bulk")
        + letter("noreply@x.test", "b@x.test", 3) + letter("a@x.test", "b@x.test", 4, Auto_Submitted="auto-replied")
        + letter("a@x.test", "c@x.test", 5) + letter("a@x.test", "c@x.test", 5)
    )  # fmt: skip
    assert Result(convert_mail([given(text, "all.mbox")])).ties() == [("a@x.test", "c@x.test")]


def test_a_folder_of_letters(given, tmp_path, convert):
    given(letter("a@x.test", "b@x.test", 1).split("\n", 1)[1], "mail/1.eml")
    assert convert(tmp_path / "mail").ties() == [("a@x.test", "b@x.test")]


ICS = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:1
DTSTART:20260302T090000Z
RRULE:FREQ=WEEKLY;COUNT=3
EXDATE:20260309T090000Z
SUMMARY:SECRET
ORGANIZER;CN=Ana:mailto:ana@ex.test
ATTENDEE;PARTSTAT=ACCEPTED;CN=Bo:mailto:bo@ex.test
ATTENDEE;PARTSTAT=DECLINED:mailto:cy@ex.test
ATTENDEE;CUTYPE=ROOM:mailto:room@ex.test
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART:20260401T090000Z
STATUS:CANCELLED
ATTENDEE:mailto:bo@ex.test
ATTENDEE:mailto:di@ex.test
END:VEVENT
END:VCALENDAR
"""


def test_recurring_meetings_count_each_time_without_rooms_declined_and_cancelled_ones(given):
    found = Result(convert_calendar([given(ICS, "c.ics")]))
    assert found.ties("timestamp", "weight") == [
        ("ana@ex.test", "bo@ex.test", "2026-03-02T09:00:00Z", 1.0), ("ana@ex.test", "bo@ex.test", "2026-03-16T09:00:00Z", 1.0)  # noqa: E501
    ]  # fmt: skip
    assert "SECRET" not in found.words


# Viva Insights


def test_codes_of_ties_are_in_no_order(given):
    head = "PrimaryCollaborator_PersonId,SecondaryCollaborator_PersonId,MetricDate,StrongTieScore\n"
    found = convert_viva([given(head + "a,b,2026-01-04,1\nb,c,2026-01-04,2\nc,d,2026-01-04,0\n")])["interactions"]
    assert dict(zip(found["from_id"], found["weight"], strict=True)) == {"a": 1.0, "b": 0.5}


def test_ties_of_the_years_before_are_read_with_a_day(given):
    head = (
        "TieOrigin_PersonId,TieOrigin_Organization,TieDestination_PersonId,TieDestination_Organization,StrongTieScore\n"
    )
    tables = convert_viva([given(head + "a,Ops,b,HR,1\n")], date="2026-01-31")
    assert tables["interactions"]["timestamp"].dt.strftime("%Y-%m-%d").tolist() == ["2026-01-31"]
    assert tables["people"]["known_from"].tolist() == ["ties", "ties"]


def test_translated_headings_are_mapped(given):
    text = "Personen-ID;Metrikdatum;Organisation\na;2026-01-04;Ops\nb;2026-01-04;Ops\n"
    columns = {"PersonId": "Personen-ID", "MetricDate": "Metrikdatum", "Organization": "Organisation"}
    assert convert_viva([given(text)], columns=columns)["people"]["team"].tolist() == ["Ops", "Ops"]


def test_a_date_of_hiring_is_the_first_day_where_it_can_be_told(given):
    """A 31st tells which is the day; of 1/3 and 1/2 nobody knows."""
    text = "PersonId,MetricDate,HireDate\na,2026-01-04,{}\nb,2026-01-04,1/2/2020\n"
    assert convert_viva([given(text.format("31/12/2020"))])["people"]["start_date"].tolist() == [
        "2020-12-31",
        "2020-02-01",
    ]
    tables = convert_viva([given(text.format("1/3/2020"))])
    assert "start_date" not in tables["people"]
    assert "--date-order" in str(tables["people"].attrs["problems"])


def test_queries_of_groups_hold_no_people_and_are_left_beside_others(given):
    """A query of groups beside one of pairs, and alone."""
    groups = given(
        "PrimaryCollaborator_Organization,SecondaryCollaborator_Organization,MetricDate\nA,B,2026-01-04\n", "g.csv"
    )
    pairs = given("PrimaryCollaborator_PersonId,SecondaryCollaborator_PersonId,MetricDate\na,b,2026-01-04\n", "p.csv")
    assert len(convert_viva([groups, pairs])["interactions"]) == 1
    with pytest.raises(DataError, match="holds no people"):
        convert_viva([groups])


def test_viva_takes_no_other_files_beside_it(given, convert):
    pairs = given("PrimaryCollaborator_PersonId,SecondaryCollaborator_PersonId,MetricDate\na,b,2026-01-04\n", "p.csv")
    with pytest.raises(SettingError, match="can't be mixed"):
        convert(pairs, given("from,to,date\na,b,2026-01-01\n"))
