"""The six challenges with what fits each, and the plan: up to three steps with owner, date and what to watch."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from ally_graph.culture.asks import HR, LEADERS, PRACTICE_ASKS, TOOL_ASKS, Ask
from ally_graph.culture.programmes import Programme
from ally_graph.findings.challenges import CHALLENGES, SEEN, Verdict
from ally_graph.indicators import NETWORK_INDICATORS
from ally_graph.vocabulary import PRACTICES, TOOLS

MOST_STEPS = 3
WEEKS = 4
OPEN, DONE, MOVED, NOT_DONE = "open", "done", "moved", "not done"
STATES = (OPEN, DONE, MOVED, NOT_DONE)
"""What became of a step: nothing said yet, done, moved to another day, not done."""
WATCH = {
    "resistance": "across_teams",
    "unequal_participation": "unevenness",
    "workload_pressure": "from_the_busiest",
    "remote_distance": "no_ally",
    "ally_burnout": "from_the_busiest",
    "unsupportive_leadership": "thanked",
}
"""The indicator of the network that would move if a response to a challenge works."""
ALWAYS_TOLD = "no_ally"
"""What is watched where the records can't tell that indicator: they tell this one of any company."""
URGENCY = (
    "ally_burnout",
    "unsupportive_leadership",
    "unequal_participation",
    "remote_distance",
    "workload_pressure",
    "resistance",
)
"""In which order challenges that are seen come into a plan: first where people may be worn out already."""


@dataclass(frozen=True)
class Response:
    """A challenge with its verdict, and the practices and tools that fit it, each with what it asks of whom.

    `running` are those of the tools that somebody takes part in already.
    """

    verdict: Verdict
    practices: tuple[tuple[str, Ask], ...]
    tools: tuple[tuple[str, Ask], ...]
    running: frozenset[str]

    @property
    def key(self) -> str:
        """The key of the challenge."""
        return self.verdict.challenge.key


@dataclass(frozen=True)
class Step:
    """One step of a plan: against which challenge, with which tool, who sees to it until when, and what to watch.

    `owner` is a name as somebody typed it, empty until they do; `role` says whose it is to see to.
    """

    challenge: str
    tool: str
    role: str
    until: str
    watch: str
    owner: str = ""
    state: str = OPEN

    @property
    def words(self) -> str:
        """What is to be done, without anybody's name."""
        return CHALLENGES[self.challenge].response

    @property
    def tool_words(self) -> str:
        """The tool to do it with, and what it asks."""
        return f"{TOOLS[self.tool]}: {TOOL_ASKS[self.tool].what}"

    @property
    def watched(self) -> str:
        """The name of the indicator to watch."""
        return NETWORK_INDICATORS[self.watch].title


def responses(verdicts: Iterable[Verdict], programmes: Iterable[Programme]) -> tuple[Response, ...]:
    """Each of the six challenges with what fits it."""
    running = frozenset(one.key for one in programmes if one.is_running)
    return tuple(
        Response(
            verdict,
            tuple((PRACTICES[key], PRACTICE_ASKS[key]) for key in verdict.challenge.practices),
            tuple((TOOLS[key], TOOL_ASKS[key]) for key in verdict.challenge.tools),
            running & set(verdict.challenge.tools),
        )
        for verdict in verdicts
    )


def proposed(
    found: Sequence[Response], as_of: pd.Timestamp, told: Collection[str] = tuple(WATCH.values())
) -> tuple[Step, ...]:
    """Up to three steps, one against each challenge that is seen; none where nothing is.

    The tool is the first fitting one that nobody takes part in yet, else the first one. The date is four weeks away.
    What is watched is one of the indicators `told`, those that the records can tell.
    """
    seen = sorted((one for one in found if one.verdict.verdict == SEEN), key=lambda one: URGENCY.index(one.key))
    steps: list[Step] = []
    for one in seen[:MOST_STEPS]:
        taken = {step.tool for step in steps}
        step = step_for(one.key, _tool(one, taken), as_of)
        steps.append(step if step.watch in told else replace(step, watch=ALWAYS_TOLD))
    return tuple(steps)


def _tool(one: Response, taken: set[str]) -> str:
    fitting = [key for key in one.verdict.challenge.tools if key not in taken]
    new = [key for key in fitting if key not in one.running]
    return (new or fitting or list(one.verdict.challenge.tools))[0]


def step_for(challenge: str, tool: str, as_of: pd.Timestamp) -> Step:
    """A step with the usual role, date and indicator."""
    of = TOOL_ASKS[tool].of
    until = (pd.Timestamp(as_of).normalize() + pd.Timedelta(weeks=WEEKS)).date().isoformat()
    return Step(challenge, tool, of if of in (LEADERS, HR) else HR, until, WATCH[challenge])


def with_plan(steps: Sequence[Step], kept: Sequence[Step], as_of: pd.Timestamp) -> tuple[Step, ...]:
    """The steps somebody decided on that are still to be done, then those that are proposed; at most three.

    There is one step against a challenge; one whose day is over gives way to what is proposed now.
    """
    today = pd.Timestamp(as_of).date().isoformat()
    going = [one for one in kept if one.state in (OPEN, MOVED) and one.until >= today]
    against = {one.challenge for one in going}
    return tuple([*going, *(one for one in steps if one.challenge not in against)][:MOST_STEPS])


def became(before: Sequence[Step], now: Sequence[Step]) -> tuple[Step, ...]:
    """The steps of the last plan with what became of each: as it was set, or moved where it is later now."""
    later = {(one.challenge, one.tool): one for one in now}
    return tuple(_became(one, later.get((one.challenge, one.tool))) for one in before)


def _became(one: Step, now: Step | None) -> Step:
    if one.state != OPEN or now is None:
        return one
    return replace(one, state=MOVED if now.until > one.until else now.state)
