"""A deck made from data: first the company without its people, and then the slides from that alone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pandas as pd

from ally_graph.analysis import Analysis
from ally_graph.disclosure.gate import LOCAL, Disclosed, Viewer, content_of
from ally_graph.disclosure.unnamed import Names, Unnamed
from ally_graph.errors import SettingError, did_you_mean
from ally_graph.export.deck import named
from ally_graph.export.deck.model import Deck, Slide
from ally_graph.export.deck.plan import Plan, Wish
from ally_graph.export.deck.slides import SLIDES, Asked, Told
from ally_graph.records import Records
from ally_graph.views.unnamed import unnamed


def deck(
    records: Records,
    analysis: Analysis,
    plan: Plan | None = None,
    *,
    viewer: Viewer = LOCAL,
    shown: Disclosed[Unnamed] | None = None,
) -> Deck:
    """The slides that a plan asks for, those left out of which the data has nothing to show.

    Without names they are made from `views.unnamed.unnamed` alone. Raises `SettingError` for a slide there is not, and
    where own words tell of a person although nobody is to be named. `shown` is that company, where it is made already.
    """
    if not analysis.data["events"]:
        raise SettingError("There is nothing to make slides of: no event is on record.")
    plan = plan or Plan()
    shown = shown or unnamed(records, analysis)
    company, key = content_of(shown), plan.key or _key_of(records)
    people = named.slides(records, analysis, viewer) if plan.names else {}
    wishes = plan.slides or tuple(Wish(entry.key) for entry in SLIDES)
    if plan.names and not plan.slides:
        wishes = (*wishes[:-2], *(Wish(one) for one in people), *wishes[-2:])
    if not plan.names:
        _check_words(records, analysis, plan, wishes)
    asked = Asked(shown, key, plan.start)
    slides = [made for wish in wishes if (made := _slide(wish, asked, people)) is not None]
    return Deck(plan.title, _when(company), tuple(slides), plan.names)


def _key_of(records: Records) -> str:
    """A key that follows from every row of the data: always the same, and nobody finds it who doesn't hold the data."""
    return hashlib.sha256(f"deck\0{records.fingerprint}".encode()).hexdigest()


def _slide(wish: Wish, asked: Asked, people: dict[str, tuple[str, Told]]) -> Slide | None:
    if wish.key in people:
        title, told = people[wish.key]
    elif wish.key in named.KEYS:
        return None
    elif wish.key in SLIDES.keys():  # noqa: SIM118
        entry = SLIDES[wish.key]
        title, told = entry.title, entry(asked)
    else:
        words = f"There is no slide called {wish.key}. {did_you_mean(wish.key, SLIDES.keys())}"
        raise SettingError(words.strip())
    if told is None:
        return None
    return Slide(wish.key, title, wish.sentence or told.sentence, told.frames, wish.notes or told.notes)


def _check_words(records: Records, analysis: Analysis, plan: Plan, wishes: Sequence[Wish]) -> None:
    """Refuse own words that tell who somebody is."""
    own = [("The title", plan.title)]
    own += [
        (f"What you wrote for the slide “{wish.key}”", text) for wish in wishes for text in (wish.sentence, wish.notes)
    ]
    own = [(where, text) for where, text in own if text and text != Plan().title]
    if not own:
        return
    names = Names(records.people, analysis.settings.min_group)
    for where, text in own:
        if names.within(text):
            raise SettingError(f"{where} holds the name or id of somebody. Leave it out, or make the deck with names.")


def _when(company: Unnamed) -> str:
    """The period that slides are about."""
    last = pd.Timestamp(company.as_of) - pd.Timedelta(days=1)
    first = last - pd.Timedelta(days=company.window_days - 1)
    return f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"
