"""The six challenges of an ally culture: which findings speak of each, what they say, and what may help.

A challenge is about the company. Its verdict rests on findings, or on a signal of the company as a whole (`SIGNALS`),
and holds no name and no number about a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ally_graph import vocabulary
from ally_graph.findings.finding import DETECTORS, Finding
from ally_graph.measures.company import coverage
from ally_graph.measures.workload import Pressure, pressure
from ally_graph.network import Network
from ally_graph.records import Records
from ally_graph.registry import Registry
from ally_graph.settings import Settings
from ally_graph.wording.counts import people_words

SEEN, NOT_SEEN, UNKNOWN = "seen", "not seen", "can't tell"
VERDICTS = (SEEN, NOT_SEEN, UNKNOWN)
LEAST_RATE = 0.001
FEWEST_TEAMS = 2
FEWEST_SEEN = 0.5
"""Where fewer than this share of the people appear in the records, that nobody was found says nothing."""
SIGNALS = Registry("signal")
"""What decides on a challenge that has no detector, by the challenge's key: functions of network and records."""


@dataclass(frozen=True)
class Challenge:
    """Something that gets in the way of an ally culture.

    Attributes
    ----------
    key
        Key in `vocabulary.CHALLENGES`, which has its title.
    practices, tools
        Keys of `vocabulary.PRACTICES` and `vocabulary.TOOLS` that may help.
    response
        A first step, in a sentence.
    """

    key: str
    practices: tuple[str, ...]
    tools: tuple[str, ...]
    response: str

    @property
    def title(self) -> str:
        """Its name on screen."""
        return vocabulary.CHALLENGES[self.key]

    @property
    def detectors(self) -> tuple[str, ...]:
        """Detectors that decide whether it is there; none where a signal of the company does."""
        return tuple(detector.key for detector in DETECTORS if self.key in detector.decides)

    @property
    def supporting(self) -> tuple[str, ...]:
        """Detectors that make it likelier to come, without being it."""
        return tuple(detector.key for detector in DETECTORS if self.key in detector.supports)


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
            ("leading_by_example", "collaboration_over_competition", "inclusivity"),
            ("shared_goals", "open_mic", "culture_audit"),
            "Begin small: let two teams try it together, show everyone what came of it, and have leaders say why.",
        ),
        Challenge(
            "unequal_participation",
            ("mentorship_and_peer_support", "recognition_habit", "accountability_and_feedback"),
            ("buddy", "mentorship", "training", "recognition"),
            "Let support roles go round, train those who take one on for the first time, and thank them for it.",
        ),
        Challenge(
            "workload_pressure",
            ("work_life_balance", "supportive_policies"),
            ("flexible_work", "peer_review_hours"),
            "Put time for support into the plan before the deadline does, and leave room for what can't be foreseen.",
        ),
        Challenge(
            "remote_distance",
            ("communication_channels", "inclusivity"),
            ("flexible_work", "buddy", "open_mic"),
            "Agree on regular check-ins and a buddy for everyone at a distance, and make work visible to all.",
        ),
        Challenge(
            "ally_burnout",
            ("work_life_balance", "recognition_habit", "supportive_policies"),
            ("employee_assistance", "recognition", "flexible_work"),
            "Help those who help most to say no, pass their tasks on in turn, and keep support for them at hand.",
        ),
        Challenge(
            "unsupportive_leadership",
            ("leading_by_example", "accountability_and_feedback", "supportive_policies"),
            ("training", "anonymous_feedback", "culture_audit"),
            "Offer leaders training and somebody from outside to talk to, and agree on what every report can count on.",
        ),
    )
}
"""In the order of `vocabulary.CHALLENGES`."""


@dataclass(frozen=True)
class Signal:
    """What a whole company shows of one challenge that no detector decides on: a verdict, and why, without names."""

    challenge: str
    verdict: str
    why: str


@SIGNALS.add("Support in busy weeks", question="Do busy weeks crowd out support?", key="workload_pressure")
def workload_pressure(network: Network, records: Records) -> Signal:
    """Whether people support each other less in the weeks in which they have most to do.

    Seen if support in busy weeks is at most 85 % of that in others and hardly ever as low by chance (5 %); not seen if
    the whole 95 % interval lies above 85 %. See `ally_graph.measures.workload.pressure`.
    """
    found, settings = pressure(network, records), network.settings
    if found is None:
        why = (
            f"It takes {settings.workload_weeks} weeks with records of support and of other contact, some of them "
            f"clearly busier; no check could be run."
        )
        return Signal("workload_pressure", UNKNOWN, why)
    fallen = found.support_ratio <= settings.workload_support_ratio and found.p <= settings.false_discovery_rate
    verdict = SEEN if fallen else NOT_SEEN if found.low > settings.workload_support_ratio else UNKNOWN
    return Signal("workload_pressure", verdict, _busy_words(found))


def _busy_words(found: Pressure) -> str:
    """The busy weeks against the others, with the interval."""
    why = (
        f"In the {found.busy} busy weeks of {found.weeks}, with {found.load_ratio:.1f} times the meetings, messages "
        f"and requests a person of the others, people gave {found.support_ratio:.0%} of the support (95% interval "
        f"{found.low:.0%} to {found.high:.0%}; chance makes it as low in {found.p:.1%} of cases)."
    )
    if found.late_busy == found.late_busy:
        why += f" {found.late_busy:.0%} of contact was after hours in busy weeks, {found.late_else:.0%} in others."
    return why


def signals(network: Network, records: Records) -> tuple[Signal, ...]:
    """Every signal of a challenge that no detector decides on, and what keeps others from being told."""
    own = [signal(network, records) for signal in SIGNALS]
    return (*own, *_in_the_way(network, {signal.challenge for signal in own if signal.verdict == SEEN}))


def _in_the_way(network: Network, seen: set[str]) -> Iterator[Signal]:
    """That nothing was found says nothing where few people are on record, and of silos where no two teams are.

    What was `seen` is seen.
    """
    people, share = len(network.people), coverage(network)["share"]
    if share < FEWEST_SEEN:
        on_record = round(share * people)
        appear = "appears" if on_record == 1 else "appear"
        why = f"Only {on_record:,} of {people_words(people)} {appear} in the records looked at."
        yield from (Signal(key, UNKNOWN, why) for key in CHALLENGES if key not in seen)
    codes, _ = network.groups("team")
    if len(set(codes[codes >= 0].tolist())) < FEWEST_TEAMS:
        why = "Fewer than two teams are on record, so it can't be told whether they keep to themselves."
        yield Signal("resistance", UNKNOWN, why)


def challenges(
    findings: Iterable[Finding],
    *,
    signals: Iterable[Signal] = (),
    checked: Iterable[str] | None = None,
    settings: Settings | None = None,
) -> tuple[Verdict, ...]:
    """What findings and signals say about each of the six challenges, and how sure that is.

    A challenge is `seen` if a detector that decides on it named somebody or something or stated a fact. It is `can't
    tell` if none did and one of them had too little data, found something too uncertain to name, or was not run.
    Otherwise it is `not seen`, unless a signal says what keeps it from being told. Where a signal of the company
    decides, its verdict is taken, and without it nothing can be told. Not seen means looked for and not found in these
    records, no more.

    Parameters
    ----------
    findings, signals
        Of one analysis.
    checked
        Keys of the detectors that were run; all of them unless given.
    settings
        Those of the analysis, for the words about how sure it is.

    Examples
    --------
    >>> verdicts = challenges([Finding("remote_gap", "named"), Finding("ally_burnout", "watch", evidence={"count": 2})])
    >>> [(verdict.challenge.key, verdict.verdict) for verdict in verdicts if verdict.verdict != "not seen"]
    [('workload_pressure', "can't tell"), ('remote_distance', 'seen'), ('ally_burnout', "can't tell")]
    """
    run = set(DETECTORS.keys() if checked is None else checked)
    found, told = tuple(findings), {signal.challenge: signal for signal in signals}
    rate = (settings or Settings()).false_discovery_rate
    return tuple(_verdict(challenge, found, told.get(challenge.key), run, rate) for challenge in CHALLENGES.values())


def _verdict(
    challenge: Challenge, found: tuple[Finding, ...], signal: Signal | None, run: set[str], rate: float
) -> Verdict:
    """The verdict on one challenge."""
    beside = tuple(f for f in found if f.detector in challenge.supporting and f.certain)
    hint = f" Findings beside it, though: {_titles(beside)}." if beside else ""
    if not challenge.detectors:
        told = signal or Signal(challenge.key, UNKNOWN, "It was not looked for; no check could be run.")
        return Verdict(challenge, told.verdict, told.why + hint, beside)
    about = tuple(finding for finding in found if finding.detector in challenge.detectors)
    could = [key for key in challenge.detectors if key in run and not _in_the_dark(key, about)]
    checks = f" {len(could)} of {len(challenge.detectors)} checks could be run."
    sure = tuple(finding for finding in about if finding.certain)
    if sure:
        return Verdict(challenge, SEEN, f"It shows in {_titles(sure)}{_how_sure(sure)}.{checks}", sure)
    if not run.issuperset(challenge.detectors):
        return Verdict(challenge, UNKNOWN, f"It was not looked for.{checks}{hint}", beside)
    dark = next((finding.why for finding in about if finding.status == "not_enough_data"), None)
    if dark is not None:
        return Verdict(challenge, UNKNOWN, f"{dark}{checks}{hint}", about + beside)
    if any(not finding.evidence.get("within_natural_differences") for finding in about):
        why = f"Something shows, too little to be sure at a false discovery rate of {rate:.0%}.{checks}{hint}"
        return Verdict(challenge, UNKNOWN, why, about + beside)
    if signal is not None and signal.verdict == UNKNOWN:
        return Verdict(challenge, UNKNOWN, f"{signal.why}{checks}{hint}", about + beside)
    why = f"It was looked for, and nothing stands out at a false discovery rate of {rate:.0%}.{checks}{hint}"
    return Verdict(challenge, NOT_SEEN, why, about + beside)


def _in_the_dark(detector: str, about: tuple[Finding, ...]) -> bool:
    """Whether a detector had too little data for anything."""
    theirs = [finding.status for finding in about if finding.detector == detector]
    return bool(theirs) and set(theirs) == {"not_enough_data"}


def _how_sure(sure: tuple[Finding, ...]) -> str:
    """The false discovery rate of the surest, or what the findings were counted from."""
    rates = [finding.q for finding in sure if finding.q is not None]
    if rates:
        return f", at a false discovery rate of {max(min(rates), LEAST_RATE):.1%}"
    seen, possible = (sure[0].evidence.get(key) for key in ("signals_available", "signals_possible"))
    return f", with {seen} of {possible} signs to be seen" if seen and possible else ", counted and not inferred"


def _titles(found: tuple[Finding, ...]) -> str:
    """The titles of the detectors of these findings, each once, in words."""
    keys = sorted({finding.detector for finding in found})
    return ", ".join(f"“{DETECTORS[key].title}”" for key in keys)
