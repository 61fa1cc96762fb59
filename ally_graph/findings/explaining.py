"""What every finding owes its readers beside the evidence: what would change it, and what the data can't see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from ally_graph.findings.finding import Detector, Finding
from ally_graph.findings.guards import covers_enough
from ally_graph.network import Network
from ally_graph.network.events import CONTACT, SUPPORT
from ally_graph.settings import Settings
from ally_graph.vocabulary import Flow, flow_of
from ally_graph.wording.counts import listed, people_words

LAYERS = {"contact": CONTACT, "support": SUPPORT}
"""What a detector can rest on: all contact, or only the records in which one person supports another."""
RECORDS = {
    "recognition": "thanks",
    "nomination": "a survey",
    "meeting": "meetings",
    "pairing": "pair work",
    "message": "messages",
    "email": "e-mail",
}
IN_TURN = ("help", *RECORDS.values(), "other contact")
UNSEEN = "talks that leave no record, such as lunch together, are not"
EVIDENCE = {"data_coverage": "share of the people who are touched by records of the kind that the finding rests on"}
"""What stands in the evidence of every finding."""


@dataclass(frozen=True)
class Coverage:
    """How many of the people the records of a layer touch, and that in a sentence without names."""

    covered: int
    people: int
    sentence: str

    @property
    def share(self) -> float:
        """Share of the people of the window, 0 without any."""
        return self.covered / max(1, self.people)


def explained(detector: Detector, found: Iterable[Finding], network: Network) -> Iterator[Finding]:
    """The findings of one detector with what would change each, and how much of the company its records cover.

    The detector says in `layer` what it rests on, and in `would_change` what it would take for a finding to go away.
    Where it has no words for one that names nobody, the general rule says what it would take to name somebody.
    """
    seen = coverage(network, detector.layer)
    for finding in found:
        yield replace(
            finding,
            evidence={**finding.evidence, "data_coverage": seen.share},
            would_change=finding.would_change
            or detector.would_change(finding, network.settings)
            or ("" if finding.people else _clearer(network.settings)),
            coverage=seen.sentence,
        )


def coverage(network: Network, layer: str) -> Coverage:
    """How far the records of a layer reach; worked out once for each network."""
    return network.once(("coverage", layer), lambda: _coverage(network, layer))


def _coverage(network: Network, layer: str) -> Coverage:
    rests_on = np.array([flow_of(kind) in LAYERS.get(layer, SUPPORT) for kind in network.events.kinds], dtype=bool)
    seen = network.seen[rests_on]
    touched = seen.any(axis=0)
    covered = int(touched.sum())
    names = {_called(network.events.kinds[code]) for code in np.flatnonzero(rests_on)[seen.any(axis=1)]}
    return Coverage(covered, network.size, _sentence(network, names, touched))


def _sentence(network: Network, names: set[str], touched: np.ndarray) -> str:
    days, size = network.observed_days, network.size
    if not names:
        when = "this one day" if days == 1 else f"these {days} days"
        return f"No such records lie in {when}; {UNSEEN} on record."
    kinds = listed([name for name in IN_TURN if name in names])
    enough = covers_enough(touched, network.settings)
    thin = "" if enough else f", fewer than the {network.settings.coverage_floor:.0%} it takes for silence to mean much"
    reach = f"cover {int(touched.sum()):,} of {people_words(size)}{thin}"
    return f"From records of {kinds} in {days} days that {reach}; {UNSEEN} in them."


def _called(kind: str) -> str:
    """What a sentence calls a kind of record: never by a word of the user's own, which could be a name."""
    return RECORDS.get(kind, "other contact" if flow_of(kind) is Flow.MUTUAL else "help")


def _clearer(settings: Settings) -> str:
    """What it takes, in general, before anybody is named."""
    return (
        f"To name anyone it would have to stand out from chance at a false discovery rate of "
        f"{settings.false_discovery_rate:.0%} and show in two of the last three stretches of {settings.slice_days} "
        "days; another month of records will tell."
    )
