"""People: what they are called, and the tables of them."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from ally_graph.disclosure import gate, policy
from ally_graph.disclosure.gate import Disclosed, Viewer
from ally_graph.views.focus import Focus, inside

A_COLLEAGUE = "a colleague"
"""What everybody is called for a viewer who may not see names."""


def names(people: pd.DataFrame, viewer: Viewer) -> dict[str, str]:
    """What each person is called on screen: the name, with the id where two share a name, and the id without one.

    >>> people = pd.DataFrame({"person_id": ["p1", "p2", "p3"], "name": ["Ana", "Ana", None]})
    >>> names(people, gate.LOCAL)
    {'p1': 'Ana (p1)', 'p2': 'Ana (p2)', 'p3': 'p3'}
    """
    if not policy.names(viewer):
        return dict.fromkeys(people["person_id"].astype(str).tolist(), A_COLLEAGUE)
    ids, known, there = people["person_id"].astype(str), people["name"], people["name"].notna()
    given = [
        str(name) if named and str(name).strip() else ""
        for name, named in zip(known.tolist(), there.tolist(), strict=True)
    ]
    often = Counter(given)
    return {
        person: person if not name else f"{name} ({person})" if often[name] > 1 else name
        for person, name in zip(ids.tolist(), given, strict=True)
    }


def people(analysis: Any, viewer: Viewer, team: Focus = None) -> Disclosed[pd.DataFrame]:
    """The table of people, those of one team or the reports of somebody where they are chosen."""
    frame = analysis.people.assign(name=analysis.people["person_id"].astype(str).map(names(analysis.people, viewer)))
    if team is not None:
        frame = frame[inside(frame, team)]
    return gate.table("people", frame.reset_index(drop=True), viewer)


def people_file(people: pd.DataFrame, viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """The table of people with every measure, as it is written to a file."""
    return gate.table("people_file", people, viewer)
