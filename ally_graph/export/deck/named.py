"""Slides with names, for those concerned: made only where a deck with names is asked for and the gate names people."""

from __future__ import annotations

from ally_graph import views
from ally_graph.analysis import Analysis
from ally_graph.charts import network_map
from ally_graph.charts.slides import people, rows
from ally_graph.disclosure.gate import Viewer, content_of
from ally_graph.disclosure.shown import ShownFinding
from ally_graph.export.deck.model import Frame
from ally_graph.export.deck.slides import Told
from ally_graph.export.places import places_of
from ally_graph.records import Records
from ally_graph.wording.counts import count, listed, upper_first

ABOUT = {
    "alone": (
        "Who may be on their own",
        "may be on their own",
        "isolated",
        "Ask how you can help; it is no judgement.",
    ),
    "load": ("Who carries a lot", "carry a lot for others", "overrelied", "Ask what they would like to share."),
}
MAP, TITLE_OF_MAP = "people", "Who is allied with whom"
KEYS = (MAP, *ABOUT)
TITLES = {MAP: TITLE_OF_MAP} | {key: about[0] for key, about in ABOUT.items()}
MOST = 4


def slides(records: Records, analysis: Analysis, viewer: Viewer) -> dict[str, tuple[str, Told]]:
    """The slides that name people, by key, with their titles; those that would name nobody are left out."""
    made = {}
    if (drawing := _map(records, analysis, viewer)) is not None:
        made[MAP] = (TITLE_OF_MAP, drawing)
    for key, (title, what, detector, ask) in ABOUT.items():
        found = content_of(views.findings(analysis, viewer, detectors=(detector,)))
        told = [one for one in found if one.certain and one.people]
        if told:
            made[key] = (title, _told(told, what, ask))
    return made


def _map(records: Records, analysis: Analysis, viewer: Viewer) -> Told | None:
    """Everybody as a dot with their ties; None where they are too many for a slide."""
    shown = views.network(analysis, viewer)
    if len(analysis.people) > network_map.SINGLE_PEOPLE_UP_TO or content_of(shown).ties.empty:
        return None
    spots = network_map.drawn_as_on_screen(content_of(shown), places_of(analysis, records))
    drawing = people.map_of_people(shown, spots)
    if drawing is None:
        return None
    number = count(len(content_of(shown).ties), "tie joins", "ties join")
    notes = (
        "Every dot is a person, every line support between two; colours are groups, a ring stands where something was "
        "found. Written are the names of those, and of people who help most, as far as there is room. Show it only to "
        "those who agreed to be on it."
    )
    return Told(f"{upper_first(number)} {count(len(analysis.people), 'person', 'people')}.", (Frame(drawing),), notes)


def _told(found: list[ShownFinding], what: str, ask: str) -> Told:
    """Names in large type with what was found and a next step, and all of them in the notes."""
    names = sorted({person for one in found for person in one.people})
    number = count(len(names), "person", "people")
    verb = what.replace("carry", "carries") if len(names) == 1 else what
    shown = [(listed(one.people), one.advice) for one in found[:MOST]]
    notes = f"{ask} All of them: {listed(names)}."
    return Told(f"{upper_first(number)} {verb}.", (Frame(rows.points(shown, sign="")),), notes)
