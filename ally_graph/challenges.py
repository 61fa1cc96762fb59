"""The six challenges of an ally culture: which findings speak of each, what they say, and what may help.

A challenge is about the company. Its verdict rests on findings only, and holds no name and no number about a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ally_graph import vocabulary
from ally_graph.findings.finding import DETECTORS, Finding

SEEN, NOT_SEEN, UNKNOWN = "seen", "not seen", "can't tell"
VERDICTS = (SEEN, NOT_SEEN, UNKNOWN)
CERTAIN = ("named", "fact")


@dataclass(frozen=True)
class Challenge:
    """Something that gets in the way of an ally culture.

    Attributes
    ----------
    key
        Key in `vocabulary.CHALLENGES`, which has its title.
    detectors
        Detectors that decide whether it is there; none where the records can't show it.
    supporting
        Detectors that make it likelier to come, without being it.
    practices, tools
        Keys of `vocabulary.PRACTICES` and `vocabulary.TOOLS` that may help.
    response
        A first step, in a sentence.
    """

    key: str
    detectors: tuple[str, ...]
    supporting: tuple[str, ...]
    practices: tuple[str, ...]
    tools: tuple[str, ...]
    response: str

    @property
    def title(self) -> str:
        """Its name on screen."""
        return vocabulary.CHALLENGES[self.key]


@dataclass(frozen=True)
class Verdict:
    """What the findings say about one challenge.

    Attributes
    ----------
    challenge
        What it is about.
    verdict
        `seen`, `not seen` or `can't tell`.
    why
        What it rests on, in a sentence without names.
    findings
        The findings behind it; what they hold about people stays with them.
    """

    challenge: Challenge
    verdict: str
    why: str
    findings: tuple[Finding, ...] = ()

    def to_dict(self) -> dict:
        """The verdict as plain values, without the findings."""
        return {
            "challenge": self.challenge.key,
            "verdict": self.verdict,
            "why": self.why,
            "response": self.challenge.response,
            "practices": list(self.challenge.practices),
            "tools": list(self.challenge.tools),
        }


CHALLENGES: dict[str, Challenge] = {
    challenge.key: challenge
    for challenge in (
        Challenge(
            "resistance",
            ("closed_group",),
            ("bridge",),
            ("leading_by_example", "collaboration_over_competition", "inclusivity"),
            ("shared_goals", "open_mic", "culture_audit"),
            "Begin small: let two teams try it together, show everyone what came of it, and have leaders say why.",
        ),
        Challenge(
            "unequal_participation",
            ("unequal_participation",),
            ("overrelied", "unbalanced"),
            ("mentorship_and_peer_support", "recognition_habit", "accountability_and_feedback"),
            ("buddy", "mentorship", "training", "recognition"),
            "Let support roles go round, train those who take one on for the first time, and thank them for it.",
        ),
        Challenge(
            "workload_pressure",
            (),
            ("overrelied", "cooling_ties"),
            ("work_life_balance", "supportive_policies"),
            ("flexible_work", "peer_review_hours"),
            "Put time for support into the plan before the deadline does, and leave room for what can't be foreseen.",
        ),
        Challenge(
            "remote_distance",
            ("remote_gap",),
            ("isolated", "cooling_ties"),
            ("communication_channels", "inclusivity"),
            ("flexible_work", "buddy", "open_mic"),
            "Agree on regular check-ins and a buddy for everyone at a distance, and make work visible to all.",
        ),
        Challenge(
            "ally_burnout",
            ("ally_burnout",),
            ("overrelied", "unbalanced"),
            ("work_life_balance", "recognition_habit", "supportive_policies"),
            ("employee_assistance", "recognition", "flexible_work"),
            "Help those who help most to say no, pass their tasks on in turn, and keep support for them at hand.",
        ),
        Challenge(
            "unsupportive_leadership",
            ("leadership_gap",),
            (),
            ("leading_by_example", "accountability_and_feedback", "supportive_policies"),
            ("training", "anonymous_feedback", "culture_audit"),
            "Offer leaders training and somebody from outside to talk to, and agree on what every report can count on.",
        ),
    )
}
"""In the order of `vocabulary.CHALLENGES`."""


def challenges(findings: Iterable[Finding], *, checked: Iterable[str] | None = None) -> tuple[Verdict, ...]:
    """What findings say about each of the six challenges.

    A challenge is `seen` if a detector that decides on it named somebody or something or stated a fact; `can't tell` if
    none did and one of them had too little data, found something too uncertain to name, or was not run, or if there is
    no such detector; otherwise it is `not seen`. Not seen means looked for and not found in these records, no more.

    Parameters
    ----------
    findings
        Of one analysis.
    checked
        Keys of the detectors that were run; all of them unless given.

    Examples
    --------
    >>> verdicts = challenges([Finding("remote_gap", "named"), Finding("ally_burnout", "watch", evidence={"count": 2})])
    >>> [(verdict.challenge.key, verdict.verdict) for verdict in verdicts if verdict.verdict != "not seen"]
    [('workload_pressure', "can't tell"), ('remote_distance', 'seen'), ('ally_burnout', "can't tell")]
    """
    run = set(DETECTORS.keys() if checked is None else checked)
    found = tuple(findings)
    return tuple(_verdict(challenge, found, run) for challenge in CHALLENGES.values())


def _verdict(challenge: Challenge, found: tuple[Finding, ...], run: set[str]) -> Verdict:
    """The verdict on one challenge."""
    about = tuple(finding for finding in found if finding.detector in challenge.detectors)
    sure = tuple(finding for finding in about if finding.status in CERTAIN)
    beside = tuple(f for f in found if f.detector in challenge.supporting and f.status in CERTAIN)
    hint = f" Findings beside it, though: {_titles(beside)}." if beside else ""
    if sure:
        return Verdict(challenge, SEEN, f"It shows in {_titles(sure)}.", sure)
    if not challenge.detectors:
        why = "No finding speaks of it by itself: look at the indicators in busy months and ask people."
        return Verdict(challenge, UNKNOWN, why + hint, beside)
    if not run.issuperset(challenge.detectors):
        return Verdict(challenge, UNKNOWN, "It was not looked for." + hint, beside)
    if any(finding.status == "not_enough_data" for finding in about):
        why = next(finding.why for finding in about if finding.status == "not_enough_data")
        return Verdict(challenge, UNKNOWN, why + hint, about + beside)
    if any(not finding.evidence.get("within_natural_differences") for finding in about):
        return Verdict(challenge, UNKNOWN, "Something shows, too little to be sure." + hint, about + beside)
    return Verdict(challenge, NOT_SEEN, "It was looked for, and nothing stands out." + hint, about + beside)


def _titles(found: tuple[Finding, ...]) -> str:
    """The titles of the detectors of these findings, each once, in words."""
    keys = sorted({finding.detector for finding in found})
    return ", ".join(f"“{DETECTORS[key].title}”" for key in keys)
