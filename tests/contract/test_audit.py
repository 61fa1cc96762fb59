"""The culture audit: two pages whatever is in the data, no name in the company's edition, texts as texts."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pypdf
import pytest

import ally_graph
from ally_graph.culture.whole import culture_of
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import COMPANY, LOCAL, content_of
from ally_graph.errors import SettingError
from ally_graph.export import audit as auditing
from ally_graph.export.audit import layout
from ally_graph.records import from_tables
from ally_graph.views import audit
from ally_graph.views.telling import Of
from tests.conftest import SAMPLE
from tests.contract.test_report import ALLOWED_TAGS, Page

LETTERS = "Abteilung für außerordentlich weitreichende Zusammenarbeitsangelegenheiten"
MARKUP = "#strong[x] $y$ *b* _i_ <script>alert(1)</script> {{ 7*7 }} \\ // @me"


def audit_of(records, viewer=COMPANY, **options):
    analysis = ally_graph.analyze(records)
    culture = culture_of(records, analysis.base, analysis.findings, analysis.challenges)
    return audit.audit(Of(records, analysis), culture, viewer, **options)


def renamed(records, team=str, name=str):
    """The sample with other names of teams and people."""
    groups = {one: team(one) for one in records.people["team"].dropna().unique()}
    people = records.people.assign(team=records.people["team"].map(groups), name=records.people["name"].map(name))
    rows = records.indicators.assign(group=records.indicators["group"].map(lambda one: groups.get(one, one)))
    names = ("interactions", "recognitions", "absences", "programmes", "phases")
    return from_tables({"people": people, "indicators": rows, **{one: getattr(records, one) for one in names}})


@pytest.fixture(scope="module")
def records():
    return ally_graph.load(SAMPLE)


@pytest.fixture(scope="module")
def usual(records):
    return audit_of(records)


@pytest.fixture(scope="module")
def hostile(records):
    return audit_of(renamed(records, lambda team: f"{MARKUP} {team}", lambda name: f"{MARKUP} {name}"), LOCAL)


@pytest.fixture(scope="module")
def audits(records, usual, hostile):
    """On the sample, on data with next to nothing in it, with long names, with names that are markup."""
    nothing = from_tables({"people": pd.DataFrame({"person_id": ["p1"]})})
    long = renamed(records, lambda team: f"{LETTERS} {team}", lambda name: f"{name} {LETTERS}")
    return {"sample": usual, "nothing": audit_of(nothing), "long": audit_of(long, LOCAL), "markup": hostile}


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.mark.parametrize("which", ["sample", "nothing", "long", "markup"])
def test_the_pdf_has_two_pages_of_a4(audits, which):
    pages = pypdf.PdfReader(io.BytesIO(auditing.pdf(audits[which]))).pages
    assert len(pages) == 2
    assert [round(side) for side in pages[0].mediabox[2:]] == [595, 842]


def test_the_first_thing_to_do_is_the_first_thing_to_read(usual):
    """In the PDF and on the page it stands under the title, before any table."""
    for words in (words_of(auditing.pdf(usual)), Page(auditing.page(usual)).words):
        assert words.index(usual.first[:40]) < words.index("The plan")
        assert "do this first" in words.lower()


def test_every_part_is_on_the_pages(usual):
    """By its heading, in the text of the PDF."""
    words = words_of(auditing.pdf(usual))
    for part in (
        "What was found",
        "Load and isolation",
        "seven elements",
        "Indicators",
        "Programmes",
        "Why it may fail",
    ):
        assert part in words
    assert "Methods and limits" in words


def test_no_sentence_of_the_sample_is_cut_short(usual):
    assert "…" not in words_of(auditing.pdf(usual))


def test_of_the_tools_nobody_is_in_as_many_are_named_as_there_is_room_for():
    """All twelve are too many for a line; that no programme is on record is said without them."""
    told = layout._nobody_in([f"Programme number {number:02}" for number in range(12)])
    assert len(told) <= layout.LONGEST
    assert told.endswith(" others.")
    assert layout._nobody_in(["Open mic"]) == "Nobody on record in: Open mic."
    assert layout._nobody_in([]) == ""


def test_teams_get_the_room_that_the_plan_leaves(usual):
    """Without a step of the plan there is room for nine teams more."""
    frame = content_of(usual.tables["teams"])
    many = pd.concat([frame.iloc[:1], *[frame.iloc[1:2]] * 30], ignore_index=True)
    plans = [usual.tables["plan"].filter(np.arange(2) < steps) for steps in (0, 2)]
    rows = []
    for plan in plans:
        tables = {**usual.tables, "plan": plan, "teams": gate.table("teams", many, COMPANY)}
        rows.append(len(layout.laid_out(replace(usual, tables=tables))["teams"]["rows"]))
    assert rows == [17, 11]


def test_without_teams_nothing_is_said_of_them(records):
    """What to load is said instead."""
    made = audit_of(from_tables({"interactions": records.interactions}))
    assert made.answers["teams"] == "No team is on record: load a roster with the team of each person."
    assert "team" not in made.answers["roles"]
    assert "Support across teams" not in words_of(auditing.pdf(made))


def test_the_edition_for_the_company_names_nobody(records):
    """No name and no id stands in any of its three forms, also where a step has an owner."""
    plan = [audit.step_from({**vars_of(records), "owner": records.people["name"].iloc[0]})]
    made = audit_of(records, plan=plan)
    forms = words_of(auditing.pdf(made)) + auditing.page(made) + auditing.to_json(made).decode()
    assert [name for name in records.people["name"] if name in forms] == []
    assert [person for person in records.people["person_id"] if f'"{person}"' in forms or f" {person} " in forms] == []
    assert records.people["name"].iloc[0] in auditing.page(audit_of(records, LOCAL, plan=plan))


def vars_of(records) -> dict:
    """A step against a challenge that is seen in the sample, a month from its end."""
    return {
        "challenge": "resistance",
        "tool": "open_mic",
        "role": "Leaders",
        "until": str((records.last_event + pd.Timedelta(days=30)).date()),
        "watch": "across_teams",
    }


def test_names_that_are_markup_are_texts(hostile):
    """In the PDF every sign of them can be read; the page has no tag but those it is made of, and no script."""
    words = words_of(auditing.pdf(hostile))
    assert "#strong[x] $y$ *b*" in words
    page = Page(auditing.page(hostile))
    assert {tag for tag, _ in page.tags} <= ALLOWED_TAGS | {"em", "br", "section"}
    assert MARKUP[:20] in page.words


def test_the_page_fetches_nothing_and_runs_nothing(usual):
    page = Page(auditing.page(usual))
    assert page.all("script") == page.all("link") == page.all("img") == []
    assert "http" not in auditing.page(usual).replace("http-equiv", "")


def test_the_same_audit_gives_the_same_bytes(records, usual):
    again = audit_of(records)
    assert auditing.pdf(usual) == auditing.pdf(again)
    assert auditing.page(usual) == auditing.page(again)


def test_an_audit_says_what_changed_since_the_last_one(records, usual):
    """The last one saw other challenges and fewer thanks: both are said, and what became of its step."""
    last = json.loads(auditing.to_json(usual))
    last["as_of"], last["challenges"]["resistance"] = "2025-06-01", "not seen"
    last["shares"]["thanked"] = [40.0, 30.0, 52.0, 60]
    last["plan"] = [{**vars_of(records), "state": "done"}]
    since = " ".join(audit_of(records, last=audit.from_json(json.dumps(last))).since)
    assert "looked back from 1 June 2025" in since
    assert "thanked 40 to 88 %" in since
    assert "“Reluctance to change, silos”: seen, before not seen" in since
    assert "Open mic" in since
    assert ": done" in since


def test_two_audits_of_a_small_company_are_not_held_against_each_other_for_all(usual):
    last = audit.from_json(auditing.to_json(usual)) | {"people": 20}
    told = audit.since(usual.kept, last, steady=25, viewer=COMPANY)
    assert any("fewer than 25 people" in line for line in told)
    assert not any("thanked" in line and "%" in line for line in told)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"office_ally_audit": 1}', '{"office_ally_audit": 2, "as_of": "x"}'])
def test_a_file_that_is_no_audit_is_refused_with_what_to_do(text):
    with pytest.raises(SettingError, match="report --audit"):
        audit.from_json(text)


def test_figures_of_an_audit_hold_no_step_that_a_plan_can_not(usual):
    last = json.loads(auditing.to_json(usual))
    last["plan"] = [{"challenge": "resistance"}, {"challenge": "x"}, "step", {**last["plan"][0], "state": "gone"}]
    assert audit.from_json(json.dumps(last))["plan"] == []


def test_numbers_of_fewer_than_five_people_are_in_no_table(records, usual):
    """What is counted is told from five on; of a private programme no team is told."""
    told = content_of(usual.tables["programmes"])["people"]
    assert [words for words in told if words.split()[0] in "1234"] == []
    assert "nobody" in set(told)


def test_without_a_record_no_challenge_is_said_not_to_be_there(audits):
    """Nobody can have been looked at: the audit of next to nothing says so, and asks for records first."""
    assert set(content_of(audits["nothing"].tables["responses"])["verdict"]) == {"can't tell"}
    assert audits["nothing"].first.endswith("Load a table of interactions: who helped, asked or met whom, and when.")
    assert "plan" not in audits["nothing"].tables
