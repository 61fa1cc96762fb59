"""One person's allies: by kind, habits and first steps; what they write is kept, taken along, read again and gone."""

from __future__ import annotations

import html
from pathlib import Path

import pandas as pd
import pytest

from ally_graph.matching.own_entries import from_json
from ally_graph.ui.sections import own_allies as own_part
from ally_graph.ui.state import own_allies, shelves
from ally_graph.ui.state.naming import who_is
from tests.app.conftest import everything_on

TEREZA, NAME = "p18", "Tereza Jandová"
KINDS = ("Team members", "Senior management", "Support staff", "Gateway people", "Experienced colleagues",
         "Network contacts", "Interest groups", "Family")  # fmt: skip


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path) -> Path:
    """A folder of the visitor's own, and a browser with its secret."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(shelves, "owner", lambda: "a" * 32)
    return tmp_path / "home"


@pytest.fixture
def allies_of(open_page):
    """Opens the page of one person, of the sample unless other data is given."""

    def opened(person: str = TEREZA, data: Path | None = None):
        app = open_page("allies", data)
        return app.selectbox(key="person").set_value(person).run()

    return opened


def answer_on(app) -> str:
    return html.unescape(app.main.markdown[0].value)


def words_on(app) -> str:
    return html.unescape("\n".join(one.value for one in app.main.markdown))


def write(app, name: str, note: str = "", kind: str = "family"):
    app.text_input(key="allies_name").set_value(name)
    app.text_input(key="allies_note").set_value(note)
    app.selectbox(key="allies_kind").set_value(kind)
    return app.button(key="allies_add").click().run()


def read_again(app, data: bytes):
    box = next(one for one in app.get("file_uploader") if one.key.startswith("allies_again_"))
    return box.upload("my_allies.json", data, "application/json").run()


def test_without_a_person_the_page_only_asks_who_is_looking(open_page):
    app = open_page("allies")
    assert answer_on(app).startswith("Choose yourself")
    assert [one.value for one in app.header] == []
    assert "Team members" not in words_on(app)


def test_the_answer_stands_first_and_every_kind_has_its_card(allies_of):
    """The sample: six allies, one tie gone quiet, nobody among three kinds, and job titles that are missing."""
    app = allies_of()
    assert not app.exception
    assert answer_on(app) == (
        "You have six allies on record in two of the eight kinds; one tie has gone quiet; nobody is on record among "
        "senior management, support staff and network contacts."
    )
    words = words_on(app)
    assert all(f"**{kind}** ·" in words for kind in KINDS)
    assert "**Gateway people** · can't be told" in words
    assert "no job titles are on record" in words
    assert "**Family** · only you know" in words
    assert [one.value for one in app.header] == [
        "Five habits that keep allies",
        "Who might become an ally?",
        "Every tie of yours",
        "What only you know",
    ]


def test_the_table_holds_ones_own_ties_by_name_and_no_figure_of_colleagues(allies_of):
    frame = allies_of().dataframe[0].value
    assert list(frame) == ["name", "ally_kinds", "you_got", "you_gave", "tie_state", "last_contact"]
    assert frame["name"].tolist() == sorted(frame["name"])
    assert NAME not in frame["name"].tolist()


def test_the_person_never_enters_the_address(allies_of):
    app = write(allies_of(), "Aunt Bea")
    assert not any(word in str(dict(app.query_params)) for word in (TEREZA, NAME, "Bea"))


def test_contact_alone_tells_no_help_and_says_what_to_do(allies_of, folder_of, tables):
    rows = tables["interactions"].assign(kind="meeting")
    words = words_on(allies_of("p02", folder_of(tables | {"interactions": rows})))
    assert "What you give and what you get can't be told: contact is on record, but not who helped whom." in words
    assert "You got can't be told" in words
    assert "even" not in words.split("Be supportive first.")[1].split("\n")[0]


def test_whoever_is_in_no_record_is_told_so_and_not_that_nobody_is_there(allies_of, folder_of, tables):
    """P12 of the small company has nobody; the days at work are there."""
    app = allies_of("p12", folder_of(tables))
    assert answer_on(app).startswith("Who your allies are can't be told: no contact of yours is on record")
    assert not [one for one in app.header if one.value == "Five habits that keep allies"]


def test_without_a_roster_no_kind_can_be_told_and_none_is_said_to_be_empty(allies_of, folder_of, tables):
    app = allies_of("p02", folder_of({"interactions": tables["interactions"]}))
    assert "nobody is on record among" not in answer_on(app)
    assert words_on(app).count("can't be told") >= 5


def test_a_company_of_two_who_never_met_has_a_page_too(allies_of, folder_of):
    people = pd.DataFrame({"person_id": ["a", "b"], "name": ["Ana", "Bo"]})
    interactions = pd.DataFrame({"from_id": [], "to_id": [], "timestamp": [], "kind": []}, dtype="str")
    app = allies_of("a", folder_of({"people": people, "interactions": interactions}))
    assert not app.exception
    assert "can't be told" in answer_on(app)


def test_an_entry_is_there_again_counted_and_in_its_card_alone(allies_of, open_page):
    """Written once, found by the next session of the same browser, and not on the page of somebody else."""
    app = write(allies_of(), "Aunt *Bea*", "Sundays <b>", "family")
    assert not app.exception
    assert "six allies on record and one of your own in three of the eight kinds" in answer_on(app)
    again = allies_of()
    assert "Aunt *Bea*" in words_on(again)
    assert "**Family** · one of your own" in words_on(again)
    assert "Aunt" not in everything_on(allies_of("p01"))


def test_an_entry_of_a_kind_fills_the_gap_that_is_told(allies_of):
    app = write(allies_of(), "Mina", kind="support_staff")
    assert answer_on(app).endswith("nobody is on record among senior management and network contacts.")
    assert "first ally among support staff" not in words_on(app)


def test_an_entry_without_a_name_is_not_kept(allies_of, home):
    app = write(allies_of(), "  ")
    assert any("needs a name" in one.value for one in app.caption)
    assert not (home / "office-ally" / "allies").exists()


def test_an_entry_is_taken_out(allies_of):
    app = write(write(allies_of(), "Aunt Bea"), "Cousin Al")
    app.button(key="allies_out_0_2").click().run()
    assert "Aunt Bea" not in everything_on(app)
    assert "Cousin Al" in words_on(app)


def test_notes_are_kept(allies_of):
    app = allies_of()
    app.text_area(key="allies_notes_0").set_value("Ask about the garden")
    app.button(key="allies_notes_keep").click().run()
    assert allies_of().text_area(key="allies_notes_0").value == "Ask about the garden"


def test_the_file_that_is_taken_along_is_read_again_after_all_was_taken_away(allies_of, home):
    """With it nothing is left behind, and afterwards everything is as it was; a second reading adds nothing."""
    app = write(allies_of(), "Aunt Bea", "Sundays", "network_contacts")
    app.text_area(key="allies_notes_1").set_value("Call her")
    app.button(key="allies_notes_keep").click().run()
    place = own_allies.place(who_is(TEREZA, NAME))
    data = own_part._file(place)
    app.button(key="allies_forget").click().run()
    assert "Aunt Bea" not in everything_on(app)
    assert not [path for path in home.rglob("*") if path.is_file() and b"Bea" in path.read_bytes()]
    app = read_again(app, data)
    assert not app.exception
    assert own_part._file(place) == data
    read_again(app, data)
    assert own_part._file(place) == data
    assert [entry.name for entry in from_json(data).entries] == ["Aunt Bea"]


def test_a_file_that_is_none_of_this_page_is_told_without_its_words(allies_of):
    app = read_again(allies_of(), b'{"format": "qxother"}')
    assert not app.exception
    assert [one.value for one in app.warning] != []
    assert "qxother" not in everything_on(app)


def test_what_others_could_have_read_is_not_shown_and_not_written_over(allies_of):
    """It is said, adding to it changes nothing, and it can still be taken away."""
    write(allies_of(), "Aunt Bea")
    file = own_allies.place(who_is(TEREZA, NAME))
    file.chmod(0o644)
    before = file.read_bytes()
    app = allies_of()
    assert any("can" in one.value and "be read" in html.unescape(one.value) for one in app.warning)
    assert "Aunt Bea" not in everything_on(app)
    write(app, "Cousin Al")
    assert file.read_bytes() == before
    app.button(key="allies_forget").click().run()
    assert not file.exists()


def test_without_a_folder_of_ones_own_nothing_is_kept_and_it_is_said(allies_of, monkeypatch):
    monkeypatch.setattr(shelves, "owner", lambda: None)
    app = write(allies_of(), "Aunt Bea")
    assert any("could not be kept" in one.value for one in app.warning)
    assert "Aunt Bea" not in words_on(app)


def test_hostile_names_and_hostile_words_are_shown_as_text(allies_of, folder_of, tables):
    """Colleagues and an aunt who are called like markup; everything on the page, each word to be read."""
    hostile = ["**bold**", "![x](http://evil.example/b.png)", "<script>alert(1)</script>", ":red[red]"]
    names = [f"{hostile[place % 4]} {place}" for place in range(len(tables["people"]))]
    app = allies_of("p02", folder_of(tables | {"people": tables["people"].assign(name=names)}))
    app = write(app, "![a](http://evil.example/a.png)", "<img src=x> **loud**", "family")
    assert not app.exception
    for element in (*app.main.markdown, *app.main.caption):
        assert not [
            sign for sign in ("![", "](http", "<script", "<img", "**bold", "**loud", ":red[") if sign in element.value
        ]
    assert "**loud**" in words_on(app)
