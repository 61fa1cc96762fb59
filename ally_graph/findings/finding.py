"""The shape of every finding, and the table of detectors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ally_graph.disclosure import policy
from ally_graph.files.json import plain
from ally_graph.registry import Registry

DETECTORS = Registry("detector")
"""Detectors by key; those added with `about="groups"` speak of the company or of teams and never name a person.

`layer` is what a detector rests on (`contact`, or `support` alone); `would_change`, a function of a finding and the
settings, says what it would take for the finding to go away.
"""
STATUSES = {
    "named": "Named: the evidence passed every guard",
    "fact": "Fact: counted, not inferred",
    "watch": "Watch: something shows, too little to name anyone",
    "not_enough_data": "Not enough data to tell",
}


@dataclass(frozen=True)
class Finding:
    """One thing a detector has to say, with what it rests on.

    Attributes
    ----------
    detector
        Key of the detector.
    status
        `named` (every guard passed), `fact` (counted, not inferred), `watch` (too little to name anyone; `people` is
        empty and `evidence["count"]` says how many) or `not_enough_data`.
    people
        Ids, sorted; only in `named` and `fact`. Of a group that keeps to itself they stay in this object: nothing that
        is shown or written lists them.
    q
        False discovery rate at which the finding would still be called; None where nothing was inferred.
    score
        How far from usual, in the detector's own terms; never a person's worth. None where it makes no sense.
    evidence
        The numbers.
    why, advice
        The evidence in a sentence, and a kind next step; neither holds a name.
    would_change
        What would have to be different for the finding to go away, or for more to be said, with numbers.
    coverage
        Which records it rests on, how many people they touch, and what is not in them.
    """

    detector: str
    status: str
    people: tuple[str, ...] = ()
    q: float | None = None
    score: float | None = None
    evidence: dict = field(default_factory=dict)
    why: str = ""
    advice: str = ""
    would_change: str = ""
    coverage: str = ""

    def to_dict(self) -> dict:
        """The finding as plain values that JSON can hold; who belongs to a group that keeps to itself is left out."""
        return {
            "detector": self.detector,
            "status": self.status,
            "people": [] if policy.keeps_members(self.detector) else list(self.people),
            "q": plain(self.q),
            "score": plain(self.score),
            "evidence": {name: plain(value) for name, value in self.evidence.items()},
            "why": self.why,
            "advice": self.advice,
            "would_change": self.would_change,
            "coverage": self.coverage,
        }

    def order(self) -> tuple:
        """Sorting key: by detector, then status from sure to unsure, then people."""
        return self.detector, list(STATUSES).index(self.status), self.people, self.why


def with_ids(found: Iterable[Finding], ids: Mapping[str, str] | None) -> tuple[Finding, ...]:
    """Findings with the ids of people instead of their numbers, in order; as they are where `ids` is None."""
    if ids is None:
        return tuple(found)
    named = (replace(finding, people=tuple(sorted(ids[person] for person in finding.people))) for finding in found)
    return tuple(sorted(named, key=Finding.order))


def people_words(count: int) -> str:
    """A number of people in words.

    >>> people_words(1), people_words(3)
    ('1 person', '3 people')
    """
    return count_words(count, "person", "people")


def count_words(count: int, one: str, many: str) -> str:
    """A number with its noun.

    >>> count_words(1, "more ally", "more allies"), count_words(1200, "contact", "contacts")
    ('1 more ally', '1,200 contacts')
    """
    return f"1 {one}" if count == 1 else f"{count:,} {many}"
