"""One person's allies: by kind, habits and first steps; what they write stays theirs and can be taken away."""

from __future__ import annotations

from ally_graph.ui.state import shelves
from tests.app.conftest import everything_on


def test_smoke(open_page, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(shelves, "owner", lambda: "a" * 32)
    app = open_page("allies")
    assert not app.exception
    app.selectbox(key="person").set_value("p18").run()
    assert not app.exception, app.exception
    assert not app.error
    print([m.value for m in app.main.markdown])
    app.text_input(key="allies_name").set_value("Aunt Bea")
    app.text_input(key="allies_note").set_value("CANARYX")
    app.button(key="allies_add").click().run()
    assert not app.exception
    assert "Aunt Bea" in everything_on(app)
    print([(p, p.stat().st_mode) for p in tmp_path.rglob("*")])
    app.text_area(key="allies_notes_1").set_value("CANARYY")
    app.button(key="allies_notes_keep").click().run()
    print(app.main.markdown[0].value)
    assert not app.exception
    app.button(key="allies_forget").click().run()
    assert not app.exception
    print(list(tmp_path.rglob("*")))
