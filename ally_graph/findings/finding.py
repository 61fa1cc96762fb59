"""The shape of every finding, and the table of detectors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from ally_graph.disclosure import policy
from ally_graph.files.json import plain
from ally_graph.registry import Entry, Registry
from ally_graph.settings import Settings

STATUSES = {
    "named": "Named: the evidence passed every guard",
    "fact": "Fact: counted, not inferred",
    "watch": "Watch: something shows, too little to name anyone",
    "not_enough_data": "Not enough data to tell",
}
CERTAIN = ("named", "fact")
"""The statuses of what is said of somebody or something; the others are counts and doubts."""
PAGES = ("alone", "load", "groups")
"""The pages whose question is answered by detectors: who is on their own, who carries a lot, which groups hold."""


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
        The numbers; `ally_graph.findings.EVIDENCE` says what each of them means.
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

    @property
    def certain(self) -> bool:
        """Whether it passed every guard or was counted."""
        return self.status in CERTAIN

    @property
    def about(self) -> str:
        """What its detector speaks of: `people`, `groups` or the `company`."""
        return detector_of(self.detector).about

    def to_dict(self) -> dict:
        """The finding as plain values that JSON can hold; who belongs to a group that keeps to itself is left out."""
        return {
            "detector": self.detector,
            "status": self.status,
            "people": [] if policy.keeps_members(self) else list(self.people),
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


def _nothing_to_say(_finding: Finding, _settings: Settings) -> str:
    return ""


@dataclass(frozen=True)
class Detector(Entry):
    """A detector and all that is said of it: where its findings are shown, of whom they speak, how they are counted.

    Attributes
    ----------
    about
        `people`: findings hold those they are about, and may name them. `groups`: they hold the members of a group,
        which is told by size and team only, so that nobody is labelled the member of a closed circle. `company`: they
        hold nobody.
    place
        Place in the order of showing: who may need somebody first, what is a strength last. No two have the same.
    page
        The page that asks its question, one of `PAGES`; empty where none does, and the finding is shown on the first.
    noun
        How findings are counted in a sentence: of one, of several.
    counts
        What the noun counts: the `people` named, each once, or `findings`.
    layer
        What it rests on: all `contact`, or `support` alone.
    would_change
        Says of a finding, under these settings, what it would take for it to go away.
    decides, supports
        Challenges (keys of `vocabulary.CHALLENGES`) that a certain finding shows to be there, and those it makes
        likelier without being them.
    on_map
        What the map says beside a person who is named; empty where it says nothing.
    evidence
        What each key of the evidence of its findings means, without those that every finding has.
    """

    about: Literal["people", "groups", "company"]
    place: int
    page: str
    noun: tuple[str, str]
    counts: Literal["people", "findings"] = "findings"
    layer: Literal["contact", "support"] = "contact"
    would_change: Callable[[Finding, Settings], str] = _nothing_to_say
    decides: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    on_map: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict, compare=False)


DETECTORS: Registry[Detector] = Registry("detector", Detector)


def detector_of(finding_detector: str) -> Detector:
    """The detector of this key; one that is not registered is shown last, and called by its key.

    >>> detector_of("brand_new").title, detector_of("brand_new").noun
    ('Brand new', ('finding', 'findings'))
    """
    if finding_detector in DETECTORS:
        return DETECTORS[finding_detector]
    title = finding_detector.replace("_", " ").capitalize()
    last = 1 + max((detector.place for detector in DETECTORS), default=0)
    return Detector(finding_detector, title, "", _nothing_found, "people", last, "", ("finding", "findings"))


def _nothing_found(*_of: object) -> list[Finding]:
    return []


def asked_on(page: str) -> tuple[str, ...]:
    """The keys of the detectors that answer the question of a page."""
    return tuple(detector.key for detector in DETECTORS if detector.page == page)


def with_ids(found: Iterable[Finding], ids: Mapping[str, str] | None) -> tuple[Finding, ...]:
    """Findings with the ids of people instead of their numbers, in order; as they are where `ids` is None."""
    if ids is None:
        return tuple(found)
    named = (replace(finding, people=tuple(sorted(ids[person] for person in finding.people))) for finding in found)
    return tuple(sorted(named, key=Finding.order))
