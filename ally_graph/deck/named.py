"""Slides with names, for those concerned: made only where a deck with names is asked for and the gate names people."""

from __future__ import annotations

from ally_graph import views
from ally_graph.analysis import Analysis
from ally_graph.charts.slides import rows
from ally_graph.deck.deck import Frame
from ally_graph.deck.slides import Told
from ally_graph.disclosure.gate import Viewer, content_of
from ally_graph.disclosure.shown import ShownFinding
from ally_graph.findings import asked_on, detector_of
from ally_graph.records import Records
from ally_graph.wording.counts import count, listed, upper_first

ABOUT = {
    "alone": ("Who may be on their own", "may be on their own", "Ask how you can help; it is no judgement."),
    "load": ("Who carries a lot", "carry a lot for others", "Ask what they would like to share, and with whom."),
}
KEYS = tuple(ABOUT)
MOST = 4


def slides(records: Records, analysis: Analysis, viewer: Viewer) -> dict[str, tuple[str, Told]]:  # noqa: ARG001
    """The slides that name people, by key, with their titles; those that would name nobody are left out."""
    made = {}
    for key, (title, what, ask) in ABOUT.items():
        found = content_of(views.findings(analysis, viewer, detectors=asked_on(key)))
        told = [one for one in found if one.certain and one.people]
        if told:
            made[key] = (title, _told(told, what, ask))
    return made


def _told(found: list[ShownFinding], what: str, ask: str) -> Told:
    """Names in large type with what was found and a next step, and all of them in the notes."""
    people = sorted({person for one in found for person in one.people})
    number = count(len(people), "person", "people")
    verb = what.replace("carry", "carries") if len(people) == 1 else what
    shown = [(listed(one.people), f"{detector_of(one.detector).title}. {one.advice}") for one in found[:MOST]]
    notes = f"{ask} All of them: {listed(people)}."
    return Told(f"{upper_first(number)} {verb}.", (Frame(rows.points(shown)),), notes)
