"""What was uploaded is gone when it is not wanted any more."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from ally_graph.ui.state import jobs, workshop
from tests.app.conftest import everything_on


def csv_of(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False).encode()


def uploaded(open_page, tables):
    app = open_page("data")
    files = [(f"{name}.csv", csv_of(tables[name]), "text/csv") for name in ("people", "interactions")]
    app.file_uploader(key="own_files").set_value(files).run()
    return app


def use(app):
    """Use the draft, which leads to the overview, and come back to the data page."""
    app.button(key="own_use").click().run()
    app.switch_page("pages/data.py").run()


def folder_in(app) -> Path:
    return Path(*app.session_state[workshop.DRAFTS]["own"].values())


def test_a_button_removes_every_byte_and_says_so(open_page, tables):
    """On the disk, in the uploader, and in what was worked out; the sample company is in use again."""
    app = uploaded(open_page, tables)
    folder = folder_in(app)
    use(app)
    app.button(key="remove_uploads").click().run()
    assert "Everything you uploaded was removed" in everything_on(app)
    assert "60 people" in everything_on(app)
    assert not folder.exists()
    assert [name for name in jobs._jobs if str(folder) in repr(name)] == []
    assert not [button for button in app.button if button.key == "remove_uploads"]


def test_going_back_to_the_sample_company_removes_them(open_page, tables):
    app = uploaded(open_page, tables)
    folder = folder_in(app)
    use(app)
    app.button(key="to_sample").click().run()
    assert not folder.exists()


def test_an_upload_that_is_replaced_goes_unless_it_is_in_use(open_page, tables):
    """The first one is in use while the second is looked at; it goes when the second takes its place."""
    app = uploaded(open_page, tables)
    first = folder_in(app)
    use(app)
    assert first.exists()
    files = [("interactions.csv", csv_of(tables["interactions"]), "text/csv")]
    app.file_uploader(key="own_files").set_value(files).run()
    assert first.exists()
    use(app)
    assert not first.exists()


def test_a_draft_that_is_taken_out_of_the_uploader_goes(open_page, tables):
    app = uploaded(open_page, tables)
    folder = folder_in(app)
    app.file_uploader(key="own_files").set_value([]).run()
    assert not folder.exists()


def test_odd_paths_are_problems_with_a_mend(open_page, tmp_path):
    """Nobody's home, a NUL, five thousand letters, a pipe, a device: never a crash and never an endless wait."""
    os.mkfifo(tmp_path / "pipe")
    app = open_page("data")
    for text in ("~nobody-here/x", "/tmp/a\0b", "x" * 5_000, str(tmp_path / "pipe"), "/dev/zero", "/dev/null"):
        app.text_input(key="own_folder").set_value(text).run()
        assert "Something went wrong" not in everything_on(app)
        assert "Here is what to mend" in everything_on(app), text


def test_headings_that_can_not_be_told_apart_are_one_problem(open_page):
    """Doubled, missing and endless ones, as a table of ties and as a table of people."""
    good = ("good.csv", b"from,to,when\na,b,2026-01-05\n", "text/csv")
    app = open_page("data")
    for head in (b"from,from,date", b",,", b"from,to," + b"h" * 5_000):
        odd = ("odd.csv", head + b"\na,b,2026-01-01\n", "text/csv")
        for ties, people in ((odd, None), (good, odd)):
            app.file_uploader(key="ties_file").set_value([ties]).run()
            app.file_uploader(key="ties_people").set_value([people] if people else []).run()
            assert "Something went wrong" not in everything_on(app)
            assert "Here is what to mend" in everything_on(app)
