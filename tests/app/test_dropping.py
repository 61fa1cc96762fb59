"""Dropping any file on the data page."""

from __future__ import annotations

import io
import json
import stat
import zipfile

import pytest

from ally_graph.files import mappings as files_mappings
from ally_graph.files import own
from ally_graph.ui.state import mappings, shelves
from tests.app.conftest import everything_on

SURVEY = (
    "StartDate,EndDate,RecipientEmail,Q1_1\nStart Date,End Date,Recipient Email,Who do you turn to for help?\n"
    '"{""ImportId"":""a""}","{""ImportId"":""b""}","{""ImportId"":""c""}","{""ImportId"":""d""}"\n'
    "2026-03-02 09:00:00,2026-03-02 09:04:00,ana@ex.test,Bo Li\n"
)


def dropped(open_page, *files):
    app = open_page("data")
    app.file_uploader(key="drop_files").set_value([(name, text.encode(), "text/csv") for name, text in files]).run()
    return app


def test_a_survey_beside_its_roster_is_recognised_and_used(open_page):
    """Ana turns to Bo, so Bo helps Ana; after the button the page tells of four people."""
    people = "email,name\nana@ex.test,Ana Silva\nbo@ex.test,Bo Li\ncy@ex.test,Cy\ndi@ex.test,Di\n"
    app = dropped(open_page, ("survey.csv", SURVEY), ("people.csv", people))
    assert not app.error
    seen = everything_on(app)
    assert "a survey export" in seen
    assert "Bo Li" in seen
    assert "→" in seen
    assert len(app.radio(key="drop_direction").options) == 3
    app.button(key="drop_use").click().run()
    assert not app.error
    assert not app.exception


def test_a_table_of_ties_asks_which_way_support_runs(open_page):
    """Nothing says what a row stands for: the answer makes it a nomination, so that Bo helps Ana."""
    app = dropped(open_page, ("ties.csv", "from,to,date\nAna,Bo,2026-03-01\nBo,Cy,2026-03-02\n"))
    assert "nobody helps" in app.radio(key="drop_direction").options[0]
    app.radio(key="drop_direction").set_value("nomination").run()
    assert not app.error
    assert not app.exception
    assert "helps Ana" in everything_on(app)


def test_what_is_to_be_known_stands_in_sentences_and_ties_by_name(open_page):
    """Rows that were set aside are said to be; people of the first ties are called as on the roster."""
    people = "email,name\nana@ex.test,Ana Silva\nbo@ex.test,Bo Li\n"
    ties = "from,to,date\nana@ex.test,bo@ex.test,2026-03-01\nana@ex.test,,2026-03-02\n"
    app = dropped(open_page, ("ties.csv", ties), ("people.csv", people))
    lines = "\n".join(one.value for one in app.markdown)
    assert "- **Set aside.** Row 3&#58; to is empty&#46; Fill it in" in lines
    shown = next(one.value for one in app.dataframe if "from_id" in one.value)
    assert shown.iloc[0, :2].tolist() == ["Ana Silva", "Bo Li"]


def test_an_export_of_slack_is_asked_nothing_about_dates(open_page):
    """Its times can be read in one way only."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("users.json", json.dumps([{"id": f"U{one}", "profile": {}} for one in "12"]))
        said = [{"type": "message", "user": "U1", "ts": "1772445600.0001", "text": "<@U2> look"}]
        archive.writestr("general/2026-03-02.json", json.dumps(said))
    app = open_page("data")
    app.file_uploader(key="drop_files").set_value([("export.zip", out.getvalue(), "application/zip")]).run()
    assert not app.exception
    assert "an export of Slack" in everything_on(app)
    assert not [one for one in app.selectbox if one.key == "drop_dates"]


def test_what_is_nothing_known_is_one_error_in_words(open_page):
    app = dropped(open_page, ("prices.csv", "colour,price\nred,3\nblue,4\n"))
    assert "something else" in everything_on(app)
    assert not app.exception


TIES = "Helping hand,Other,Tag\n Ana,Bo,03/04/2026\nBo,Cy,05/06/2026\nCy,Ana,01/02/2026\n"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home of one's own, and a browser with a secret."""
    monkeypatch.setattr(own.platformdirs, "user_data_dir", lambda *_, **__: str(tmp_path / "home"))
    monkeypatch.setattr(shelves, "owner", lambda: "a" * 32)
    return tmp_path / "home"


def column(app, target: str):
    return next(one for one in app.selectbox if str(one.key).startswith(f"drop_column_{target}"))


def told_and_used(open_page, *, keep: bool = True):
    """A table of which nothing is clear is told about, and used."""
    app = dropped(open_page, ("ties.csv", TIES))
    column(app, "timestamp").set_value("Tag")
    app.selectbox(key="drop_dates").set_value("dmy").run()
    app.radio(key="drop_direction").set_value("nomination").run()
    if not keep:
        app.checkbox(key="drop_keep").uncheck().run()
    return app.button(key="drop_use").click().run()


def bytes_of(home) -> bytes:
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())


def test_the_next_file_with_the_same_headings_is_filled_in_as_the_last_one(open_page, home):
    """In another session, with headings in other letters and order, the choices are there, are said, and can go."""
    assert not told_and_used(open_page).exception
    file = next(home.rglob("mappings/*.json"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"Helping hand" in file.read_bytes()
    assert not any(cell in file.read_bytes() for cell in (b"Ana", b"Bo", b"03/04/2026"))
    app = dropped(open_page, ("april.csv", "TAG,helping hand,other\n07/08/2026,Di,Ed\n09/10/2026,Ed,Di\n"))
    assert not app.error
    seen = everything_on(app)
    assert "Read as last time" in seen
    assert "when is Tag" in seen
    assert "the first turns to the second" in seen
    assert column(app, "timestamp").value == "TAG"
    assert app.selectbox(key="drop_dates").value == "dmy"
    assert app.radio(key="drop_direction").value == "nomination"
    app.button(key="drop_forget").click().run()
    assert not file.exists()
    assert "Read as last time" not in everything_on(app)
    assert app.selectbox(key="drop_dates").value is None


def test_a_kept_data_set_says_how_it_was_read_and_takes_that_along_when_it_goes(open_page, home):
    app = told_and_used(open_page).switch_page("pages/data.py").run()
    assert "read so: first is Helping hand" in everything_on(app)
    next(one for one in app.button if str(one.key).startswith("remove_")).click().run()
    assert b"Helping hand" not in bytes_of(home)


def test_nothing_is_remembered_of_data_that_was_not_to_be_kept(open_page, home):
    told_and_used(open_page, keep=False)
    assert b"Helping hand" not in bytes_of(home)


SAID = {"kind": "help"}


@pytest.fixture
def remembered(home, monkeypatch):
    """Something that was said about files, as it lies on the disk."""
    monkeypatch.setattr(mappings.st, "session_state", {})
    mappings.keep("a" * 32, mappings.Said("0" * 32, SAID), "2026-11-03")
    mappings.st.session_state.clear()
    return next(home.rglob("mappings/*.json"))


def test_what_was_kept_is_read_again(remembered):
    assert mappings.before("a" * 32, "0" * 32) == mappings.Said("0" * 32, SAID, "2026-11-03", SAID)
    mappings.say("0" * 32, {"kind": "contact"})
    assert mappings.before("a" * 32, "0" * 32).last == SAID
    assert mappings.before("b" * 32, "1" * 32).choices == {}


@pytest.mark.parametrize(
    "hostile",
    [
        b"\xff\xfe no json",
        b'{"day": "2026-11-03", "said": {"people": "/etc/passwd"}}',
        b'{"day": "2026-11-03", "said": {"kind": "../../x"}}',
        b'{"day": "2026-11-03", "said": {"kind": ["help"]}}',
        b'{"day": "<b>", "said": {}}',
        b'{"day": "2026-99-99", "said": {"kind": "help"}}',
        b'{"day": "2026-11-03", "said": {"header_row": 1e99}}',
        b'{"day": "2026-11-03", "said": {"min_weight": NaN}}',
        b"[" * 60_000,
        b" " * 70_000,
        b'{"day": "2026-11-03", "said": {"columns": {"from_id": ["\\u202e"]}}}',
        b'{"day": "2026-11-03", "said": {"columns": {"from_id": [["x"]]}}}',
    ],
)
def test_a_damaged_or_hostile_mapping_is_ignored_and_the_log_says_so(remembered, caplog, hostile):
    remembered.write_bytes(hostile)
    assert mappings.before("a" * 32, "0" * 32) == mappings.Said("0" * 32)
    assert "could not be used and was ignored" in caplog.text


def test_a_link_in_the_place_of_a_mapping_is_not_followed(remembered, tmp_path, caplog):
    remembered.rename(tmp_path / "elsewhere.json")
    remembered.symlink_to(tmp_path / "elsewhere.json")
    assert mappings.before("a" * 32, "0" * 32).choices == {}
    assert "was ignored" in caplog.text


@pytest.mark.parametrize("key", ["../../x", "0" * 31, "", "0" * 32 + "/x"])
def test_a_mapping_decides_no_path(home, key):
    with pytest.raises(ValueError, match="no such mapping"):
        files_mappings.put("a" * 32, key, b"{}")
    files_mappings.forget("a" * 32, key)
    assert files_mappings.get("a" * 32, key) is None


def test_an_answer_about_one_file_is_none_about_another(open_page, home):
    """What was said of a matrix is not said of the survey that comes after it."""
    app = dropped(open_page, ("grid.csv", ",Ana,Bo,Cy\nAna,0,1,0\nBo,0,0,2\nCy,1,0,0\n"))
    app.radio(key="drop_direction").set_value("help").run()
    app.file_uploader(key="drop_files").set_value([("survey.csv", SURVEY.encode(), "text/csv")]).run()
    assert not app.error
    assert app.radio(key="drop_direction").value == "as_found"


def test_the_row_of_the_headings_can_be_given(open_page, home):
    app = dropped(open_page, ("ties.csv", "from,to,date\nhelper,helped,day\nAna,Bo,2026-03-01\nBo,Cy,2026-03-02\n"))
    app.number_input(key="drop_head").set_value(2).run()
    assert not app.exception
    assert column(app, "from_id").value == "helper"
