"""The slide of people as dots without names: made only where the group was asked and agreed."""

from __future__ import annotations

from ally_graph import views
from ally_graph.analysis import Analysis
from ally_graph.charts.slides.dots import map_of_dots
from ally_graph.disclosure.gate import Viewer, content_of
from ally_graph.errors import SettingError
from ally_graph.export.deck.model import Frame
from ally_graph.export.deck.plan import Plan
from ally_graph.export.deck.slides import Told
from ally_graph.wording.counts import in_words, upper_first

KEY, TITLE = "dots", "People as dots, without names"
ASK = "Did the group agree to see its people as dots? Without names, 90 to 97 of 100 are recognised by their ties."


def slide(analysis: Analysis, plan: Plan, key: str, viewer: Viewer) -> Told | None:
    """Who stands beside whom, without names; None where a plan doesn't ask, or there are too many people or too few.

    Raises `SettingError` where the group did not agree.
    """
    if not plan.dots:
        return None
    if not plan.group_agreed:
        raise SettingError(f"{ASK} Ask the group first, and say that it agreed; or leave this slide out.")
    shown = views.dots(analysis, key, viewer)
    if shown is None:
        return None
    few = upper_first(in_words(content_of(shown).left_out))
    notes = (
        f"Places and order are drawn anew for these slides. {few} people or more with the fewest ties are not drawn, "
        "so that nobody is seen to stand alone. The group agreed to this picture; don't say who a dot may be, and "
        "don't let it leave the room: even without names, most people can be found by the number of their ties."
    )
    return Told("Who stands beside whom, without a name.", (Frame(map_of_dots(shown)),), notes)
