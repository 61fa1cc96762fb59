"""The shape of every finding, and the table of detectors."""

from __future__ import annotations

from dataclasses import dataclass, field

from ally_graph.plain import plain
from ally_graph.registry import Registry

DETECTORS = Registry("detector")
"""Detectors by key; those added with `about="groups"` speak of the company or of teams and never name a person."""
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
        Ids, sorted; only in `named` and `fact`.
    q
        False discovery rate at which the finding would still be called; None where nothing was inferred.
    score
        How far from usual, in the detector's own terms; never a person's worth. None where it makes no sense.
    evidence
        The numbers.
    why, advice
        The evidence in a sentence, and a kind next step; neither holds a name.
    """

    detector: str
    status: str
    people: tuple[str, ...] = ()
    q: float | None = None
    score: float | None = None
    evidence: dict = field(default_factory=dict)
    why: str = ""
    advice: str = ""

    def to_dict(self) -> dict:
        """The finding as plain values that JSON can hold."""
        return {
            "detector": self.detector,
            "status": self.status,
            "people": list(self.people),
            "q": plain(self.q),
            "score": plain(self.score),
            "evidence": {name: plain(value) for name, value in self.evidence.items()},
            "why": self.why,
            "advice": self.advice,
        }

    def order(self) -> tuple:
        """Sorting key: by detector, then status from sure to unsure, then people."""
        return self.detector, list(STATUSES).index(self.status), self.people, self.why


def people_words(count: int) -> str:
    """A number of people in words.

    >>> people_words(1), people_words(3)
    ('1 person', '3 people')
    """
    return "1 person" if count == 1 else f"{count:,} people"
