"""Decks without names: no name, id, mail or anything else of one person is in any byte of any file."""

from __future__ import annotations

import functools
import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from ally_graph import analyze, views
from ally_graph.disclosure.gate import COMPANY, LOCAL, NotAllowed, content_of
from ally_graph.errors import SettingError
from ally_graph.export import deck as decks
from ally_graph.export.deck import Plan, Wish, deck, dots
from ally_graph.export.deck.plan import plan_from
from ally_graph.timeline.map_months import places
from ally_graph.views.unnamed import unnamed
from tests.contract.canaries import company, sung, word

ENDINGS = (".html", ".pptx", ".pdf")


@functools.cache
def analysed(*, own_teams: bool = False):
    """A company of canaries with its analysis, and its canaries."""
    records, known = company(own_teams=own_teams)
    return records, analyze(records), known


@pytest.fixture(scope="module", params=[False, True], ids=["teams of many", "teams of one"])
def made(request):
    """A company of canaries with its analysis and deck."""
    records, analysis, known = analysed(own_teams=request.param)
    return records, analysis, deck(records, analysis), known


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_canary_is_in_any_byte_of_a_deck(made, ending):
    *_, slides, known = made
    assert sung(decks.made(slides, ending), known) == []


def test_the_company_without_its_people_holds_no_canary(made):
    """Slides are made of it alone, so nothing behind them can leak either."""
    records, analysis, _, known = made
    assert sung(repr(content_of(unnamed(records, analysis))).encode(), known) == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_deck_with_names_has_some_and_is_seen_to(ending):
    """The search finds what is there: in the page, in the files within slides, and in the words on paper."""
    records, analysis, known = analysed()
    slides = deck(records, analysis, Plan(names=True))
    assert sung(decks.made(slides, ending), known)


def test_a_page_that_only_hides_its_labels_is_seen_through():
    known = {word("p01", "id")}
    page = f"<style>text {{ display: none }}</style><svg><text>{word('p01', 'id').upper()}</text></svg>"
    assert sung(page.encode(), known) == sorted(known)


def test_teams_and_phases_that_are_called_after_somebody_are_called_otherwise(made):
    records, analysis, *_ = made
    shown = content_of(unnamed(records, analysis))
    assert [phase.name for phase in shown.phases] == ["Phase 1", "Expansion", "Consolidation"]
    assert [team.name for team in shown.teams] in (["development", "support", "Team 3", "HR"], ["Other teams"])


@pytest.mark.parametrize("about", ["id", "given", "family", "mail", "desk"])
def test_own_words_that_tell_of_somebody_are_refused(about):
    records, analysis, _ = analysed()
    for plan in (Plan(title=f"For {word('p01', about)}"), Plan(slides=(Wish("links", notes=word("p01", about)),))):
        with pytest.raises(SettingError, match="holds the name or id of somebody"):
            deck(records, analysis, plan)


AGREED = Plan(dots=True, group_agreed=True, key="k")
CIRCLE = re.compile(r"<circle [^>]*>")


@functools.cache
def dotted(key: str = "k", *, own_teams: bool = False):
    """The deck with people as dots, and its slide of them."""
    records, analysis, _ = analysed(own_teams=own_teams)
    slides = deck(records, analysis, replace(AGREED, key=key))
    return slides, next(slide for slide in slides.slides if slide.key == dots.KEY)


@pytest.mark.parametrize("own_teams", [False, True])
@pytest.mark.parametrize("ending", ENDINGS)
def test_people_as_dots_are_in_no_byte_of_a_deck_either(ending, own_teams):
    slides, _ = dotted(own_teams=own_teams)
    assert sung(decks.made(slides, ending), analysed(own_teams=own_teams)[2]) == []


def test_dots_all_look_alike_but_for_colours_of_enough_people():
    """No ring, size, word or address tells one from another; a colour is that of a group, or of none."""
    _, slide = dotted()
    (frame,) = slide.frames
    for drawing in (frame.picture.wide, frame.picture.tall):
        circles = CIRCLE.findall(drawing)
        looks = Counter(re.sub(r'c[xy]="[^"]*"', "", circle) for circle in circles)
        assert len(circles) > 40
        assert min(looks.values()) >= 5
        assert all(set(re.findall(r"([\w-]+)=", circle)) == {"cx", "cy", "r", "fill"} for circle in circles)
        assert len({re.search(r' r="([^"]*)"', circle)[1] for circle in circles}) == 1
        assert len(set(re.findall(r'<line [^>]*?(stroke="[^"]*" stroke-width[^>]*)>', drawing))) == 1


def test_those_with_the_fewest_ties_are_not_drawn_whether_or_not_they_have_one():
    """Fifty-five of the sixty at most; everybody drawn hangs together with at least four others."""
    records, analysis, _ = analysed()
    people = content_of(views.dots(analysis, "k", LOCAL))
    size = len(people.colours)
    assert size <= len(records.people) - 5
    assert size == len(people.places)
    ties = np.array(people.ties)
    joined = sparse.coo_array((np.ones(len(ties)), tuple(ties.T)), shape=(size, size))
    assert np.bincount(sparse.csgraph.connected_components(joined)[1]).min() >= 5


def test_order_and_places_of_dots_are_drawn_anew_for_each_deck():
    """With another key hardly anybody keeps place or number; with the same key the bytes are the same."""
    _, analysis, _ = analysed()
    one, same, other = (content_of(views.dots(analysis, key, LOCAL)) for key in "kkl")
    assert one == same
    assert len(set(one.places) & set(other.places)) <= 3
    assert len(set(one.ties) & set(other.ties)) < len(one.ties) / 2
    count = [np.bincount(np.array(found.ties).ravel()) for found in (one, other)]
    assert sorted(count[0]) == sorted(count[1])
    assert count[0].tolist() != count[1].tolist()


def test_dots_stand_elsewhere_than_on_the_map_of_the_app():
    """Where people stand next to each other on the screen, dots in the same order don't."""
    records, analysis, _ = analysed()
    people = content_of(views.dots(analysis, "k", LOCAL))
    screen = [spot for spot in places(records).values() if spot is not None]
    rank = [np.argsort(np.array(spots)[: len(people.places), 0]).tolist() for spots in (people.places, screen)]
    assert abs(np.corrcoef(np.argsort(rank[0]), np.argsort(rank[1]))[0, 1]) < 0.5


@pytest.mark.parametrize("plan", [Plan(dots=True), Plan(dots=True, agreed=True, names=True)])
def test_without_the_groups_agreement_there_are_no_dots(plan):
    """Neither by asking for them, nor by asking for their slide alone, nor from a file that says nothing of it."""
    records, analysis, _ = analysed()
    with pytest.raises(SettingError, match="Ask the group first"):
        deck(records, analysis, plan)
    assert not plan_from(plan.to_json()).dots
    assert [slide.key for slide in deck(records, analysis, Plan(slides=(Wish(dots.KEY),))).slides] == []
    assert dots.KEY not in [slide.key for slide in deck(records, analysis).slides]


def test_a_company_wide_viewer_gets_no_dots():
    with pytest.raises(NotAllowed):
        views.dots(analysed()[1], "k", COMPANY)
