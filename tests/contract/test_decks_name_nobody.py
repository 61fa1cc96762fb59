"""Decks without names: no name, id, mail or anything else of one person is in any byte of any file."""

from __future__ import annotations

import functools

import pytest

from ally_graph import analyze
from ally_graph.disclosure.gate import content_of
from ally_graph.errors import SettingError
from ally_graph.export import deck as decks
from ally_graph.export.deck import Plan, Wish, deck
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
