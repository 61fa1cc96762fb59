"""Findings: what the network shows about people and groups, named only on evidence.

A detector takes a `Network` and the `Records` behind it and returns findings. To add one, write it in a module of
this folder, register it with `DETECTORS.add` and import it below: the analysis, the pages, the report and the contract
tests follow. What can be said of a detector is in `Detector`.
"""

from __future__ import annotations

from collections.abc import Callable

from ally_graph.findings import (
    ally_burnout,
    bridge,
    closed_group,
    cooling_ties,
    explaining,
    isolated,
    leadership_gap,
    overrelied,
    remote_gap,
    unbalanced,
    unequal_participation,
)
from ally_graph.findings.explaining import explained
from ally_graph.findings.finding import (
    CERTAIN,
    DETECTORS,
    PAGES,
    STATUSES,
    Detector,
    Finding,
    asked_on,
    detector_of,
    with_ids,
)
from ally_graph.network import Network
from ally_graph.records import Records

__all__ = [
    "CERTAIN",
    "DETECTORS",
    "EVIDENCE",
    "PAGES",
    "STATUSES",
    "Detector",
    "Finding",
    "ally_burnout",
    "asked_on",
    "bridge",
    "closed_group",
    "cooling_ties",
    "detector_of",
    "find",
    "isolated",
    "leadership_gap",
    "overrelied",
    "remote_gap",
    "unbalanced",
    "unequal_participation",
    "with_ids",
]

EVIDENCE: dict[str, dict[str, str]] = {
    detector.key: {**detector.evidence, **explaining.EVIDENCE} for detector in DETECTORS
}
"""What the keys of `Finding.evidence` mean, by detector. Which of them a finding has depends on its status."""


def find(
    network: Network, records: Records, progress: Callable[[float, str], None] | None = None
) -> tuple[Finding, ...]:
    """Everything the detectors find, sorted."""
    found: list[Finding] = []
    for step, detector in enumerate(DETECTORS):
        if progress:
            progress(step / len(DETECTORS), detector.question)
        found += explained(detector, detector(network, records), network)
    return tuple(sorted(found, key=Finding.order))
