"""Loading data of one's own, through the data page."""

from __future__ import annotations

import html
import io
import zipfile
from datetime import date

import pandas as pd
import pytest

from ally_graph.errors import DataError
from ally_graph.ui.state import uploads
from tests.app.conftest import PAGES, everything_on


def csv_of(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False).encode()


class File:
    """What the uploader hands over, without a browser."""

    def __init__(self, name: str, data: bytes = b"x") -> None:
        self.name, self.data = name, data

    def getvalue(self) -> bytes:
        return self.data


def test_csv_files_of_known_names_become_a_folder(open_page, tables):
    """Two tables of the company of twelve are uploaded; its indicators and phases are not."""
    app = open_page("data")
    files = [(f"{name}.csv", csv_of(tables[name]), "text/csv") for name in ("people", "interactions")]
    app.file_uploader(key="own_files").set_value(files).run()
    assert not app.error
    assert "12 people" in everything_on(app)
    app.button(key="own_use").click().run()
    app.switch_page("pages/overview.py").run()
    assert "among 12 people" in app.main.markdown[0].value
    assert "Your own data" in app.sidebar.caption[0].value


def test_a_zip_of_a_data_folder_can_be_used(open_page, tables):
    """The tables lie at the top of the zip, whose own name tries to climb out of its folder."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("people", "interactions"):
            archive.writestr(f"{name}.csv", csv_of(tables[name]))
    app = open_page("data")
    app.file_uploader(key="own_files").set_value([("../../evil.zip", packed.getvalue(), "application/zip")]).run()
    assert not app.error
    assert app.button(key="own_use")


def test_a_folder_on_this_machine_can_be_used(open_page, folder_of, tables):
    app = open_page("data")
    app.text_input(key="own_folder").set_value(str(folder_of(tables))).run()
    app.button(key="own_use").click().run()
    app.switch_page("pages/map.py").run()
    assert "12 people" in app.main.markdown[0].value


def test_rows_that_can_not_be_used_are_listed_before_the_data_is_used(open_page, tables):
    spoilt = pd.concat([tables["interactions"], tables["interactions"].head(1).assign(to_id="p01")], ignore_index=True)
    app = open_page("data")
    app.file_uploader(key="own_files").set_value([("interactions.csv", csv_of(spoilt), "text/csv")]).run()
    problems = app.dataframe[-1] if len(app.dataframe) else None
    assert "interactions.csv" in everything_on(app)
    assert problems is not None


def test_a_file_of_another_name_is_explained(open_page):
    app = open_page("data")
    app.file_uploader(key="own_files").set_value([("holiday.csv", b"a,b\n1,2\n", "text/csv")]).run()
    words = everything_on(app)
    assert "holiday.csv" in words
    assert "table of ties" in words


def test_back_to_the_sample_company(open_page, folder_of, tables):
    app = open_page("data", folder_of(tables))
    app.button(key="to_sample").click().run()
    app.switch_page("pages/overview.py").run()
    assert "among 60 people" in app.main.markdown[0].value


def test_filters_start_anew_with_other_data(open_page, folder_of, tables):
    app = open_page("data", team="support")
    app.text_input(key="own_folder").set_value(str(folder_of(tables))).run()
    app.button(key="own_use").click().run()
    assert not app.error
    assert app.sidebar.selectbox(key="team").value == "Everyone"


def test_any_table_of_ties_can_be_used_after_saying_which_column_is_which(open_page, tables):
    """The table has no kinds and no roster; p12, who has no tie, is not among its eleven people."""
    ties = tables["interactions"].rename(columns={"from_id": "Reviewer", "to_id": "Author", "timestamp": "When"})
    app = open_page("data")
    app.file_uploader(key="ties_file").set_value([("work.csv", csv_of(ties.drop(columns="kind")), "text/csv")]).run()
    chosen = {box.label: box.value for box in app.selectbox}
    assert chosen["Who gives support"] == "Reviewer"
    assert chosen["Who gets it"] == "Author"
    app.selectbox(key="ties_kind").set_value("review").run()
    app.button(key="ties_use").click().run()
    app.switch_page("pages/map.py").run()
    assert not app.error
    assert "11 people" in app.main.markdown[0].value


def test_a_table_of_ties_without_times_is_dated_today_unless_told_otherwise(open_page):
    app = open_page("data")
    app.file_uploader(key="ties_file").set_value([("pairs.csv", b"source,target\na,b\nb,c\n", "text/csv")]).run()
    assert app.date_input(key="ties_date").value == date.today()
    assert app.button(key="ties_use")
    app.date_input(key="ties_date").set_value(None).run()
    assert any("Still needed" in caption.value for caption in app.caption)


def test_a_table_of_people_and_another_way_to_write_dates_are_guessed(open_page):
    """28/04 can only be written day first; d has no tie and is known from the second table alone."""
    ties = b"source,target,day\na,b,28/04/2026\nb,c,03/04/2026\n"
    app = open_page("data")
    app.file_uploader(key="ties_file").set_value([("pairs.csv", ties, "text/csv")]).run()
    app.file_uploader(key="ties_people").set_value([("staff.csv", b"id,dept\na,x\nb,x\nc,y\nd,y\n", "text/csv")]).run()
    chosen = {box.label: box.value for box in app.selectbox}
    assert (chosen["Person"], chosen["Team"]) == ("id", "dept")
    assert chosen["How times are written"] == "%d/%m/%Y"
    app.button(key="ties_use").click().run()
    assert not app.error
    app.switch_page("pages/map.py").run()
    assert "4 people" in app.main.markdown[0].value


@pytest.mark.parametrize("name", ["../../people.csv", "/etc/people.csv", "C:\\people.csv", "people.csv"])
def test_a_name_given_by_the_user_never_becomes_a_path(tmp_path, name):
    """Each name ends in that of a known table: it is written inside as people.csv, or refused."""
    folder = tmp_path / "inside"
    folder.mkdir()
    try:
        uploads.write([File(name)], folder)
    except DataError:
        assert list(folder.iterdir()) == []
    else:
        assert [path.name for path in folder.iterdir()] == ["people.csv"]
    assert [path.name for path in tmp_path.iterdir()] == ["inside"]


def test_one_table_twice_is_a_problem_and_nothing_is_written(tmp_path):
    """Two files whose names differ in capitals only are one table: neither is lost in silence."""
    with pytest.raises(DataError, match=r"interactions is there twice, as Interactions\.csv too"):
        uploads.write([File("interactions.csv"), File("people.csv"), File("Interactions.csv")], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_data_of_one_session_is_not_that_of_another(open_page, folder_of, tables, monkeypatch):
    mine = open_page("overview", folder_of(tables))
    monkeypatch.delenv("OFFICE_ALLY_DATA")
    theirs = open_page("overview")
    assert "among 12 people" in mine.main.markdown[0].value
    assert "among 60 people" in theirs.main.markdown[0].value


def test_queries_of_viva_insights_can_be_used(open_page):
    """Six people answer; the one pair is dated 01/04, which is read only once the order of dates is chosen."""
    rows = "".join(f"p{number},2024-05-05,{number % 5 + 1},Red\n" for number in range(6))
    pairs = b"PrimaryCollaborator_PersonId,SecondaryCollaborator_PersonId,MetricDate\np0,p1,01/04/2024\n"
    queries = [
        ("../staff.csv", f"PersonId,MetricDate,eSat,Organization\n{rows}".encode(), "text/csv"),
        ("pairs.csv", pairs, "text/csv"),
    ]
    app = open_page("data")
    app.file_uploader(key="viva_files").set_value(queries).run()
    assert "2_pairs.csv" in everything_on(app)
    assert len(app.error) == 1
    app.selectbox(key="viva_dates").set_value("dmy").run()
    assert not app.error
    assert "Six people and one event" in everything_on(app)
    app.button(key="viva_use").click().run()
    app.switch_page("pages/indicators.py").run()
    assert not app.exception
    assert not app.error


def test_the_app_opens_with_the_data_that_the_environment_names(open_page, folder_of, tables, monkeypatch):
    """Twelve people instead of sixty; the way back to the sample company is there, and leads there."""
    monkeypatch.setenv("OFFICE_ALLY_DATA", str(folder_of(tables)))
    app = open_page("alone")
    assert len(app.dataframe[0].value) == 12
    app.switch_page("pages/data.py").run()
    app.button(key="to_sample").click().run()
    assert len(app.switch_page("pages/alone.py").run().dataframe[0].value) == 60


def test_each_page_of_a_survey_says_how_many_answered(open_page, folder_of):
    """Five people of ten name one another, one answered and named nobody; the sample is no survey."""
    assert "From a survey" not in everything_on(open_page("overview"))
    people = pd.DataFrame({"person_id": [f"p{number}" for number in range(10)], "team": "sales"})
    people["answered"] = ["yes"] * 6 + ["no"] * 4
    ends = {"from_id": people["person_id"][:5], "to_id": people["person_id"][1:6].to_numpy()}
    survey = {"people": people, "interactions": pd.DataFrame({**ends, "timestamp": "2026-03-01", "kind": "nomination"})}
    said = "From a survey: 6 of 10 people answered (60%)."
    path = folder_of(survey)
    for page in PAGES:
        app = open_page(page, path)
        assert not app.exception, page
        assert page in ("data", "methods") or said in [html.unescape(one.value) for one in app.caption], page


def test_with_no_event_on_record_no_table_is_empty_and_no_reason_is_said_to_show(open_page, folder_of):
    """Twenty people and no event: what is loaded says what to load, tables lack what can't be told."""
    people = pd.DataFrame({"person_id": [f"p{i:02d}" for i in range(20)], "team": [f"T{i % 3}" for i in range(20)]})
    interactions = pd.DataFrame(columns=["from_id", "to_id", "timestamp", "kind"], dtype="str")
    folder = folder_of({"people": people, "interactions": interactions})
    data = open_page("data", data=folder)
    assert "Who appears in which kind of record can't be told: no event is on record." in everything_on(data)
    assert all(len(frame.value) for frame in data.dataframe)
    assert "Across teams" not in everything_on(open_page("map", data=folder))
    culture = open_page("culture", data=folder)
    assert {one.label: one.value for one in culture.metric}["Reasons to fail"] == "can't be told"
