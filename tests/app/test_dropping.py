"""Dropping any file on the data page."""

from __future__ import annotations

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


def test_what_is_nothing_known_is_one_error_in_words(open_page):
    app = dropped(open_page, ("prices.csv", "colour,price\nred,3\nblue,4\n"))
    assert "something else" in everything_on(app)
    assert not app.exception
