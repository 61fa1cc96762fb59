"""Findings by whom they are about: one person, one card; what is nobody's alone; kinds with too many for cards."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.shown import ShownFinding
from ally_graph.findings import detector_of

MOST_CARDS = 5
"""More findings of a kind than this are a table."""
Findings = Disclosed[tuple[ShownFinding, ...]]


class Person(NamedTuple):
    """Somebody with all that was found about them, first what may need somebody first."""

    person: str
    name: str
    findings: tuple[ShownFinding, ...]


class Sorted(NamedTuple):
    """Certain findings: of `people` one by one, `others` that are nobody's alone, and `many` kinds by detector."""

    people: tuple[Person, ...]
    others: tuple[ShownFinding, ...]
    many: tuple[str, ...]


def sort(found: Findings) -> Sorted:
    """Certain findings by person; kinds with more than five of them apart."""
    certain = [one for one in content_of(found) if one.certain]
    numbers = Counter(one.detector for one in certain)
    many = tuple(key for key, number in numbers.items() if number > MOST_CARDS)
    few = [one for one in certain if one.detector not in many]
    people: dict[str, list[ShownFinding]] = {}
    for one in few:
        if len(one.person_ids) == 1:
            people.setdefault(one.person_ids[0], []).append(one)
    cards = tuple(Person(person, theirs[0].people[0], tuple(theirs)) for person, theirs in people.items())
    return Sorted(cards, tuple(one for one in few if len(one.person_ids) != 1), many)


MEND = {
    "isolated": "In people: start_date, end_date, team. In absences: when they were away. In interactions: their rows.",
    "overrelied": "In interactions: rows counted twice, or of a service rather than a person (kind in people).",
    "unbalanced": "In people: level and manager_id, which say what is part of a role. In interactions: help they got.",
    "leadership_gap": "In people: manager_id of those who report to them. In interactions: talks of one with another.",
    "cooling_ties": "In absences: when either was away. In people: end_date. In interactions: the months since.",
    "ally_burnout": "In absences: rows that are holidays. In interactions: the time of day, with its time zone.",
    "bridge": "In people: the team of each person.",
}
"""What may be wrong in which table, where a finding is said to rest on wrong data."""


def to_mend(detector: str) -> str:
    """What to look at in which table, where somebody says that a finding of this detector rests on wrong data."""
    return MEND.get(detector, f"In people and interactions: whatever “{detector_of(detector).title}” rests on.")
