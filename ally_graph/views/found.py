"""Findings: whom they name, their table, and what they say about the six challenges."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from ally_graph.disclosure import gate, policy
from ally_graph.disclosure.gate import Disclosed, Viewer, content_of
from ally_graph.disclosure.shown import ShownFinding
from ally_graph.findings import DETECTORS, detector_of
from ally_graph.views import roster, telling
from ally_graph.views.focus import Focus, ids_of
from ally_graph.views.telling import UNTOLD, Subject
from ally_graph.wording.counts import in_words


def findings(
    analysis: Any, viewer: Viewer, team: Focus = None, detectors: Iterable[str] | None = None
) -> Disclosed[tuple[ShownFinding, ...]]:
    """The findings of the chosen detectors; with a team, those about its people and those about nobody."""
    called = roster.names(analysis.people, viewer)
    renamed = _renamed(analysis.people, called)
    here = None if team is None else ids_of(analysis.people, team)
    wanted = None if detectors is None else set(detectors)
    shown = [
        _shown_finding(finding, called, renamed)
        for finding in analysis.findings
        if (wanted is None or finding.detector in wanted)
        and (here is None or not finding.people or any(person in here for person in finding.people))
    ]
    return gate.shown(tuple(sorted(shown, key=lambda finding: detector_of(finding.detector).place)), viewer)


def findings_table(shown: Disclosed[tuple[ShownFinding, ...]]) -> Disclosed[pd.DataFrame]:
    """Findings that rest on evidence or are facts, a row each: `who, finding, why, advice`."""
    certain = [finding for finding in content_of(shown) if finding.certain]
    rows = [(", ".join(one.people), detector_of(one.detector).title, one.why, one.advice) for one in certain]
    return gate.table("findings", pd.DataFrame(rows, columns=["who", "finding", "why", "advice"]), shown.viewer)


NONE = "none"


def counted(choice: Subject, viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """How many people each kind of finding names, without a name: `finding, concerned`.

    A number below the smallest group that is shown is told as less than that, and nought as none, or that it can't be
    told. Findings that are about nobody in particular are counted themselves.
    """
    shown = content_of(findings(choice.analysis, viewer))
    rows = [
        (detector.title, UNTOLD if telling.of_detector(detector.key, shown, choice) else _roughly(choice, detector.key))
        for detector in DETECTORS
    ]
    return gate.table("counted", pd.DataFrame(rows, columns=["finding", "concerned"]), viewer)


def _roughly(choice: Subject, detector: str) -> str:
    found = [finding for finding in choice.analysis.findings if finding.certain and finding.detector == detector]
    people = {person for finding in found for person in finding.people}
    least = choice.analysis.settings.min_group
    if not found:
        return NONE
    if not people:
        return "seen"
    return f"{len(people):,} people" if len(people) >= least else f"fewer than {in_words(least)} people"


def _shown_finding(finding: Any, called: dict[str, str], renamed: list[tuple[str, str]]) -> ShownFinding:
    """A finding by name; the gate takes the names out again where it may name nobody."""
    return ShownFinding(
        detector=finding.detector,
        status=finding.status,
        people=tuple(called.get(person, person) for person in finding.people),
        why=_reworded(finding.why, renamed),
        advice=_reworded(finding.advice, renamed),
        count=int(finding.evidence.get("count", len(finding.people))),
        evidence=finding.evidence,
        q=finding.q,
        person_ids=tuple(finding.people),
        would_change=finding.would_change,
        coverage=finding.coverage,
        about=finding.about,
        certain=finding.certain,
    )


def _renamed(people: pd.DataFrame, called: dict[str, str]) -> list[tuple[str, str]]:
    """The names that this viewer sees as something else, and as what; long ones first, as they may hold a short one."""
    known = people[people["name"].notna()]
    pairs = zip(known["person_id"].astype(str).tolist(), known["name"].astype(str).tolist(), strict=True)
    changed = [(name, called[person]) for person, name in pairs if name not in called[person]]
    return sorted(changed, key=lambda pair: len(pair[0]), reverse=True)


def _reworded(sentence: str, renamed: list[tuple[str, str]]) -> str:
    """The sentence with every name in it as it is shown to this viewer."""
    for name, shown in renamed:
        sentence = sentence.replace(name, shown)
    return sentence


def states(analysis: Any, viewer: Viewer) -> dict[str, tuple[str, ...]]:
    """The detectors that name each person, on evidence or as a fact."""
    found: dict[str, list[str]] = {}
    for finding in analysis.findings:
        if policy.naming(viewer, finding):
            for person in finding.people:
                found.setdefault(person, []).append(finding.detector)
    return {person: tuple(sorted(set(detectors))) for person, detectors in found.items()}


def challenges(analysis: Any, viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """What the findings say about the six challenges: `challenge, verdict, why, response`. It holds no names."""
    rows = [(one.challenge.title, one.verdict, one.why, one.challenge.response) for one in analysis.challenges]
    return gate.table("challenges", pd.DataFrame(rows, columns=["challenge", "verdict", "why", "response"]), viewer)
