"""Slides: what each says, what is held back, and what a plan changes."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest

import ally_graph
from ally_graph.charts.slides import canvas, teams
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import COMPANY, content_of
from ally_graph.disclosure.unnamed import Link, Names, Team, Unnamed
from ally_graph.errors import SettingError
from ally_graph.export.deck import SLIDES, Plan, Wish, deck
from ally_graph.export.deck.plan import plan_from
from ally_graph.export.deck.slides import Asked
from ally_graph.records import from_tables
from ally_graph.views.unnamed import unnamed
from tests.conftest import SAMPLE, company_tables


@pytest.fixture(scope="module")
def sample():
    records = ally_graph.load(SAMPLE)
    return records, ally_graph.analyze(records)


@pytest.fixture(scope="module")
def of_sample(sample):
    return unnamed(*sample)


@pytest.fixture(scope="module")
def company(of_sample):
    return content_of(of_sample)


@pytest.fixture(scope="module")
def made(sample, of_sample):
    """A deck of the sample by its plan."""
    return lambda plan=None: deck(*sample, plan, shown=of_sample)


def shown(company: Unnamed):
    return gate.shown(company, COMPANY)


def test_the_sample_has_every_slide_but_the_one_that_would_tell_of_few(made):
    """Nothing that was found in the sample concerns five people or more."""
    assert [slide.key for slide in made().slides] == [key for key in SLIDES.keys() if key != "found"]  # noqa: SIM118


def test_the_same_data_makes_the_same_deck(sample):
    assert deck(*sample) == deck(*sample)


def test_every_number_of_people_is_at_least_the_smallest_group(company):
    told = [team.people for team in company.teams] + [group.people for group in company.groups]
    told += [people for group in company.groups for _, people in group.parts]
    assert min(told) >= company.min_group
    assert all(people % 5 == 0 for people in told)


def test_the_share_of_those_who_help_most_adds_up_to_all_help(company):
    assert sum(company.fifths) == pytest.approx(100, abs=2)
    assert list(company.fifths) == sorted(company.fifths, reverse=True)


def test_a_company_of_too_few_shows_nothing_of_itself():
    """Twelve people are enough, nine are not: two groups of five could not stand apart."""
    tables = company_tables()
    few = tables["people"]["person_id"].tolist()[:9]
    tables["people"] = tables["people"].head(9)
    both = tables["interactions"]["from_id"].isin(few) & tables["interactions"]["to_id"].isin(few)
    tables["interactions"] = tables["interactions"][both]
    records = from_tables(tables)
    analysis = ally_graph.analyze(records)
    assert [slide.key for slide in deck(records, analysis).slides] == ["allies", "tries", "limits"]
    assert content_of(unnamed(records, analysis)).teams == ()


def two_teams(givers: int, receivers: int, *, more: int = 1) -> pd.DataFrame:
    """Help from so many of the north to so many of the south, the first of them `more` times as often."""
    rows = [(f"p{1 + n % givers:02d}", f"p{7 + n % receivers:02d}") for n in range(givers * receivers)]
    rows += [("p01", f"p{7 + n % receivers:02d}") for n in range((more - 1) * receivers)]
    day = pd.Timestamp("2025-12-01")
    return pd.DataFrame(
        [(one, two, day, "help") for one, two in rows], columns=company_tables()["interactions"].columns
    )


@pytest.mark.parametrize(
    ("givers", "receivers", "more", "drawn"),
    [(5, 5, 1, True), (2, 5, 1, False), (5, 2, 1, False), (3, 3, 1, True), (5, 5, 9, False)],
)
def test_a_link_is_drawn_where_enough_people_stand_behind_it(givers, receivers, more, drawn):
    """Three on each side and five in all, and nobody who gives most of it."""
    records = from_tables(company_tables() | {"interactions": two_teams(givers, receivers, more=more)})
    company = content_of(unnamed(records, ally_graph.analyze(records)))
    assert any(link.giver != link.receiver for link in company.links) is drawn


def test_a_finding_of_many_people_is_counted_and_one_of_few_is_not_told(sample):
    """The sample names three people as isolated, by their ids; seven others make ten."""
    records, analysis = sample
    assert content_of(unnamed(records, analysis)).found == ()
    isolated = [finding for finding in analysis.findings if finding.detector == "isolated"]
    known = {person for finding in isolated for person in finding.people}
    others = [person for person in analysis.people["person_id"] if person not in known][:7]
    more = replace(analysis, findings=(*(replace(isolated[0], people=(one,)) for one in others), *analysis.findings))
    assert [one.people for one in content_of(unnamed(records, more)).found] == [10]


def test_a_plan_chooses_slides_and_their_words(made):
    plan = Plan(title="Spring", slides=(Wish("links", sentence="We meet."), Wish("allies", notes="Slowly.")))
    slides = made(plan)
    assert (slides.title, [slide.key for slide in slides.slides]) == ("Spring", ["links", "allies"])
    assert slides.slides[0].sentence == "We meet."
    assert slides.slides[1].notes == "Slowly."


def test_a_slide_that_there_is_not_is_an_error_that_names_the_near_one(made):
    with pytest.raises(SettingError, match="Did you mean links"):
        made(Plan(slides=(Wish("link"),)))


def test_a_plan_that_was_kept_comes_back():
    plan = Plan("Spring", (Wish("links", "A", "B"),), key="k", names=True, start="2025-03")
    assert plan_from(plan.to_json()) == plan
    assert plan_from('{"slides": [7, {"key": ""}], "names": "yes"}') == Plan()


def test_names_stand_only_on_slides_that_were_asked_for_with_names(made):
    named = made(Plan(names=True))
    assert {"alone", "load"} <= {slide.key for slide in named.slides}
    assert named.named
    assert not {"alone", "load"} & {slide.key for slide in made(Plan(slides=(Wish("alone"), Wish("links")))).slides}


def test_the_order_on_the_ring_hangs_on_the_key():
    shuffled = {tuple(teams.order_of(6, str(key))) for key in range(20)}
    assert len(shuffled) > 10


def test_a_month_slide_begins_with_the_month_that_was_chosen(made):
    slides = made(Plan(slides=(Wish("months"),), start="2025-11"))
    assert [frame.label.split(":")[0] for frame in slides.slides[0].frames] == [
        "November 2025 · Consolidation",
        "December 2025 · Consolidation",
    ]


def test_without_links_between_teams_that_may_be_shown_there_is_no_slide_of_them():
    company = Unnamed(40, "", "2026-01-01", 90, True, 90, 10, 40.0, math.nan, teams=(Team("a", 20), Team("b", 20)))
    assert SLIDES["links"](Asked(shown(company), "k")) is None
    linked = replace(company, across=12.0, links=(Link(0, 1, 2, 0),))
    assert "12 %" in SLIDES["links"](Asked(shown(linked), "k")).sentence


@pytest.mark.parametrize("key", [key for key in SLIDES.keys() if key != "found"])  # noqa: SIM118
def test_no_word_in_a_picture_is_small(made, key):
    """Twenty units on a slide of 720 can be read from the last row."""
    slides = made(Plan(slides=(Wish(key),)))
    for frame in slides.slides[0].frames:
        for svg in (frame.picture.wide, frame.picture.tall):
            sizes = [float(part.split('"')[0]) for part in svg.split('font-size="')[1:]]
            assert min(sizes, default=canvas.SMALL) >= canvas.SMALL


def test_a_word_that_holds_part_of_a_name_tells_of_somebody():
    """A small number as an id does not, nor does part of what a mailbox is called."""
    people = pd.DataFrame({"person_id": ["7", "p12", "50417"], "name": ["Jana Nováková", None, "Sales inbox"]})
    names = Names(people.assign(kind=["employee", "employee", "service"]))
    told = ("Novakova", "team p12", "number 50417", "Sales inbox")
    assert [text for text in (*told, "7", "Team 17", "Sales") if names.within(text)] == list(told)
