"""What a person writes about their own allies is on their own page and in one file, and in nothing else there is."""

from __future__ import annotations

import io
import logging
import pickle
import shutil

import pytest
from streamlit.testing.v1 import AppTest

import ally_graph
from ally_graph.cli.commands import main
from ally_graph.culture.whole import culture_of
from ally_graph.disclosure.gate import COMPANY, LOCAL
from ally_graph.export import audit as auditing
from ally_graph.export import deck as decks
from ally_graph.export.graphs import FORMATS, export
from ally_graph.export.report import AUDIENCES, report
from ally_graph.ui.parts import markdown
from ally_graph.ui.sections import allies as section
from ally_graph.ui.state import jobs, once, shelves
from ally_graph.views import audit
from ally_graph.views.network_file import network_file
from ally_graph.views.telling import Of
from tests.app.conftest import everything_on
from tests.conftest import ROOT, SAMPLE
from tests.contract.canaries import sung, word
from tests.contract.test_what_leaves import PAGES

TEREZA = "p18"
FIELDS = {
    "allies_name": word("own", "name"),
    "allies_they_give": word("own", "they give"),
    "allies_you_give": word("own", "you give"),
    "allies_note": word("own", "note"),
}
NOTES = word("own", "notes")
KNOWN = {*FIELDS.values(), NOTES}
EVERYWHERE = [page for page in PAGES if page != "allies"]


@pytest.fixture
def home(monkeypatch, tmp_path):
    """A folder of the visitor's own, a browser with its secret, and the sample in a folder of its own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    monkeypatch.setattr(shelves, "owner", lambda: "a" * 32)
    shutil.copytree(SAMPLE, tmp_path / "company")
    monkeypatch.setenv("OFFICE_ALLY_DATA", str(tmp_path / "company"))
    once.forget()
    jobs.forget()
    return tmp_path


def session(person: str = TEREZA, page: str = "allies") -> AppTest:
    """A session of its own, in which somebody is chosen and a page is opened."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.session_state["person"] = person
    app.run()
    return app if page == "overview" else app.switch_page(f"pages/{page}.py").run()


def written() -> AppTest:
    """The page after an entry with a canary in each box, and notes with one."""
    app = session()
    for key, canary in FIELDS.items():
        app.text_input(key=key).set_value(canary)
    app.button(key="allies_add").click().run()
    app.text_area(key="allies_notes_1").set_value(f"Ask {NOTES}.")
    app.button(key="allies_notes_keep").click().run()
    assert not app.exception
    assert sung(everything_on(app).encode(), KNOWN) == sorted(KNOWN)
    return app


def files_with_canaries(folder) -> list:
    return [
        path
        for path in folder.rglob("*")
        if sung(str(path).encode() + (path.read_bytes() if path.is_file() else b""), KNOWN)
    ]


@pytest.mark.usefixtures("through_the_app")
def test_no_other_page_no_session_no_cache_and_no_log_holds_a_word(home, caplog, monkeypatch):
    """Every other page in the same session and in new ones; the same page for another person and another browser."""
    caplog.set_level(logging.DEBUG)
    cached_words = []
    plain = markdown._written

    def heard(text):
        cached_words.append(text)
        return plain(text)

    heard.__wrapped__ = plain.__wrapped__
    monkeypatch.setattr(markdown, "_written", heard)
    app = written()
    assert sung(str(dict(app.query_params)).encode(), KNOWN) == []
    for page in EVERYWHERE:
        app.switch_page(f"pages/{page}.py").run()
        assert (page, sung(everything_on(app).encode(), KNOWN)) == (page, [])
    assert sung(everything_on(session(page="map")).encode(), KNOWN) == []
    other = session("p01")
    monkeypatch.setattr(shelves, "owner", lambda: "b" * 32)
    stranger = session()
    for one in (other, stranger):
        state = repr(one.session_state._state.filtered_state)
        assert sung(f"{everything_on(one)} {state}".encode(), KNOWN) == []
    assert len(cached_words) > 50
    assert sung("\n".join(cached_words).encode(), KNOWN) == []
    kept = [pickled(one) for one in (*once._kept.items(), *((key, job.value) for key, job in jobs._jobs.items()))]
    assert len(kept) > 20
    assert sung(b"\n".join(kept), KNOWN) == []
    assert sung(caplog.text.encode(), KNOWN) == []
    assert [path.name for path in files_with_canaries(home)] == ["entries.json"]


def pickled(thing: object) -> bytes:
    try:
        return pickle.dumps(thing)
    except (TypeError, AttributeError, pickle.PicklingError):
        return repr(thing).encode()


@pytest.mark.usefixtures("through_the_app")
def test_a_crash_of_the_page_tells_no_word(home, caplog, monkeypatch):
    """The page stops in the middle of what was written, and once while it is kept; the log has where, and no more."""
    app = written()
    caplog.clear()

    def crash(*_):
        raise RuntimeError("out of luck")

    for where, name in ((section, "_kind"), (section.own_part, "_notes"), (section.own_part, "in_a_line")):
        with monkeypatch.context() as broken:
            broken.setattr(where, name, crash)
            app.run()
            assert len(app.error) == 1
            assert sung(f"{app.error[0].value} {app.exception}".encode(), KNOWN) == []
    app.run()
    with monkeypatch.context() as broken:
        broken.setattr(section.own_part.own_allies, "write_whole", crash)
        app.text_area(key="allies_notes_2").set_value(f"Again {NOTES}.")
        app.button(key="allies_notes_keep").click().run()
    assert caplog.text.count("out of luck") >= 4
    assert sung(caplog.text.encode(), KNOWN) == []
    assert [path.name for path in files_with_canaries(home)] == ["entries.json"]


@pytest.mark.usefixtures("through_the_app")
def test_no_export_report_audit_or_deck_holds_a_word(home, capsys):
    """Each made while the entries lie there, for every reader and with names."""
    written()
    records = ally_graph.load(home / "company")
    analysis = ally_graph.analyze(records)
    culture = culture_of(records, analysis.base, analysis.findings, analysis.challenges)
    made = [report(records, analysis, viewer=one.viewer, audience=key).encode() for key, one in AUDIENCES.items()]
    found = [audit.audit(Of(records, analysis), culture, viewer) for viewer in (LOCAL, COMPANY)]
    made += [auditing.pdf(found[0]), auditing.page(found[0]).encode(), *(audit.to_json(one) for one in found)]
    slides = decks.deck(records, analysis, decks.Plan(names=True))
    made += [decks.made(slides, ending) for ending in (".html", ".pptx")]
    for ending in FORMATS.keys():  # noqa: SIM118
        made.append(export(network_file(analysis, LOCAL), home / f"network.{ending}").read_bytes())
    assert main(["analyze", str(home / "company"), "--json"]) == 0
    made.append(capsys.readouterr().out.encode())
    assert len(made) > 12
    assert [number for number, data in enumerate(made) if sung(data, KNOWN)] == []


@pytest.mark.usefixtures("through_the_app")
def test_one_button_leaves_no_byte_in_the_whole_folder_of_the_user(home):
    """Two people wrote in this browser; the button of one of them takes both away, and the page is as at first."""
    app = written()
    other = session("p01")
    other.text_input(key="allies_name").set_value(NOTES)
    other.button(key="allies_add").click().run()
    assert len(files_with_canaries(home)) == 2
    app.run().button(key="allies_forget").click().run()
    assert files_with_canaries(home) == []
    assert sung(everything_on(app).encode(), KNOWN) == []


def test_a_canary_is_found_where_there_is_one(tmp_path):
    """The search can fail: in a file, in the name of a file, and within a zip."""
    (tmp_path / NOTES).touch()
    (tmp_path / "a.txt").write_text(f"x{NOTES}")
    packed = io.BytesIO()
    shutil.make_archive(str(tmp_path / "z"), "zip", tmp_path, "a.txt")
    packed.write((tmp_path / "z.zip").read_bytes())
    assert len(files_with_canaries(tmp_path)) == 3
    assert sung(packed.getvalue(), KNOWN) == [NOTES]
