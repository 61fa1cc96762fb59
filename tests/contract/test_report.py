"""The report: one page that stands alone, says what was found, and holds only what passed the gate."""

from __future__ import annotations

import os
import subprocess
import sys
from html.parser import HTMLParser
from itertools import pairwise

import pandas as pd
import pytest

import ally_graph
from ally_graph import indicators, views
from ally_graph.disclosure import gate
from ally_graph.errors import SettingError
from ally_graph.export.report import checked_path, report, write_report
from ally_graph.records import from_tables, write_folder
from ally_graph.views import roster
from tests.conftest import ROOT, company_tables

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></svg><b>",
    "{{ 7*7 }}{% x %}",
    "javascript:alert(1)",
    "&lt;i&gt;",
)
KNOWN_TAGS = """
html head meta title style body header h1 h2 h3 p nav ol ul li a b main section dl div dt dd figure figcaption article
table caption thead tbody tr th td span svg g path text tspan rect line circle polygon
"""
ALLOWED_TAGS = set(KNOWN_TAGS.split())


class Page(HTMLParser):
    """Tags with their attributes, and the texts between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.texts, self.open = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if "style" not in self.open:
            self.texts.append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def all(self, tag: str) -> list[dict]:
        return [attributes for name, attributes in self.tags if name == tag]


def report_on(tables: dict[str, pd.DataFrame], **options) -> str:
    records = from_tables(tables, source="company")
    return report(records, ally_graph.analyze(records, **options))


@pytest.fixture(scope="module")
def usual() -> str:
    return report_on(company_tables())


@pytest.fixture(scope="module")
def hostile() -> str:
    tables = company_tables()
    names = [HOSTILE[place % len(HOSTILE)] + str(place) for place in range(len(tables["people"]))]
    tables["people"] = tables["people"].assign(name=names, team=[HOSTILE[0]] * 6 + [HOSTILE[1]] * 6)
    tables["phases"] = tables["phases"].assign(name=list(HOSTILE[:2]))
    tables["indicators"] = tables["indicators"].replace({"measure": {"reports": HOSTILE[1]}})
    return report_on(tables)


@pytest.mark.parametrize("which", ["usual", "hostile"])
def test_a_report_asks_no_network_for_anything(request, which):
    """Known tags, no attribute that fetches or runs, links within the page: with usual and hostile names."""
    text = request.getfixturevalue(which)
    page = Page(text)
    ids = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    assert {tag for tag, _ in page.tags} <= ALLOWED_TAGS
    for _, attributes in page.tags:
        assert not {"src", "srcset", "xlink:href", "action", "data", "ping"} & set(attributes)
        assert not [name for name in attributes if name.startswith("on")]
        assert attributes.get("href", "#attention").removeprefix("#") in ids
    assert not [word for word in ("http://", "https://", "url(", "@import") if word in text.lower()]


def test_a_reader_s_browser_is_told_to_fetch_and_run_nothing(usual):
    policies = [meta["content"] for meta in Page(usual).all("meta") if "http-equiv" in meta]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_hostile_names_are_written_as_texts(hostile):
    page = Page(hostile)
    for name in HOSTILE[:2]:
        assert name in page.words
    assert "{{ 7*7 }}" in page.words
    assert "49" not in page.words.split()
    assert "&lt;i&gt;" in page.words


def test_the_findings_and_whom_they_name_are_there(usual):
    """Another analysis of the same company, in which Person 12 has no contact, says what the page must hold."""
    records = from_tables(company_tables())
    found = gate.content_of(views.findings(ally_graph.analyze(records), gate.LOCAL))
    words = Page(usual).words
    assert any(finding.detector == "isolated" and finding.people == ("Person 12",) for finding in found)
    for finding in found:
        assert finding.why in words
        assert finding.advice in words
        assert all(name in words for name in finding.people)


def test_no_cause_is_claimed(usual):
    records = from_tables(company_tables())
    caution = indicators.caution(records)
    assert caution
    assert Page(usual).words.count(caution) == 2


def test_the_questions_are_the_headings_in_order(usual):
    page = Page(usual)
    levels = [int(tag[1]) for tag, _ in page.tags if tag in ("h1", "h2", "h3")]
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    for question in ("What needs attention?", "Are the indicators moving?", "What can this not tell?"):
        assert question in page.words


def test_every_picture_and_table_says_what_it_is(usual):
    page = Page(usual)
    drawn = [attributes for attributes in page.all("div") if attributes.get("role") == "img"]
    assert len(drawn) == len(page.all("svg")) >= 6
    assert all(attributes["aria-label"] for attributes in drawn)
    assert len(page.all("caption")) == len(page.all("table"))
    assert page.all("html") == [{"lang": "en"}]


def test_every_measure_that_may_be_shown_is_in_a_picture(usual):
    shown = gate.content_of(views.indicators(from_tables(company_tables()), gate.LOCAL))
    drawn = " ".join(one["aria-label"] for one in Page(usual).all("div") if one.get("role") == "img")
    assert [title for title in shown["title"].unique() if title not in drawn] == []


def test_every_drawing_follows_a_light_and_a_dark_page(usual):
    """The stylesheet aside, texts have a variable of the page for a colour and never that of one ground."""
    from ally_graph.charts.palette import LIGHT

    body = usual.split("</style>")[1]
    followers = [attributes for attributes in Page(usual).all("div") if "on-dark" in attributes.get("class", "")]
    assert len(followers) == 1  # shades between two colours are drawn once for each ground
    assert LIGHT.text not in body
    assert "var(--text)" in body


def test_every_name_came_through_the_gate(monkeypatch):
    tables = company_tables()
    tables["people"] = tables["people"].assign(name=[f"Zyxwv{number}" for number in range(len(tables["people"]))])
    assert "Zyxwv" in report_on(tables)
    monkeypatch.setattr(roster, "names", lambda people, viewer: dict.fromkeys(people["person_id"], "somebody"))
    assert "Zyxwv" not in report_on(tables)


def test_the_same_records_in_another_order_give_the_same_page(usual):
    tables = {name: frame.sample(frac=1, random_state=7) for name, frame in company_tables().items()}
    assert report_on(tables) == usual


def test_the_same_folder_gives_the_same_bytes_in_another_process(tmp_path):
    write_folder(company_tables(), tmp_path / "data")
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "ally_graph", "report", str(tmp_path / "data"), "-o", f"{seed}.html"]
        subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)
    assert (tmp_path / "1.html").read_bytes() == (tmp_path / "2.html").read_bytes()


NOBODY = pd.DataFrame({"from_id": [], "to_id": [], "timestamp": [], "kind": []}, dtype="str")


@pytest.mark.parametrize(
    "tables",
    [
        {"people": pd.DataFrame({"person_id": ["a", "b"], "name": ["Ana", "Bo"]}), "interactions": NOBODY},
        {"interactions": company_tables()["interactions"]},
        {name: company_tables()[name] for name in ("people", "indicators")},
        {name: company_tables()[name] for name in ("people", "interactions")},
    ],
    ids=["two who never met", "contacts alone", "indicators alone", "no indicators"],
)
def test_little_data_makes_a_report_too(tables):
    text = report_on(tables)
    assert "nan" not in Page(text).words.lower().split()
    assert "1970" not in text
    assert {tag for tag, _ in Page(text).tags} <= ALLOWED_TAGS


def test_a_report_appears_whole_or_not_at_all(company, company_analysis, tmp_path, monkeypatch):
    """There is an older file in its place, and the first attempt breaks at the challenges."""
    path = tmp_path / "report.html"
    path.write_text("the one before")
    with monkeypatch.context() as patch:
        patch.setattr(views, "challenges", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            write_report(company, company_analysis, path)
    assert path.read_text() == "the one before"
    write_report(company, company_analysis, path)
    assert path.read_text().startswith("<!DOCTYPE html>")
    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nowhere/report.html", "There is no folder"),
        ("report.pdf", "only the audit is one"),
        ("folder.html", "is a folder"),
    ],
)
def test_where_no_report_can_be_written_is_told_before_any_work(tmp_path, name, words):
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(SettingError, match=words):
        checked_path(tmp_path / name)
