"""One person's support base: who their allies are by category, what goes each way, and what to mind.

It is made for this person's own eyes, from records that they are part of. Of an ally's help to others nothing is told
but how much there is in all, and that only to say which share of it came to this person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from ally_graph.analysis import Analysis
from ally_graph.culture.looked import Missing
from ally_graph.errors import SettingError, did_you_mean
from ally_graph.findings.closed_group import requests_of
from ally_graph.matching.ally_categories import around, in_programme_with
from ally_graph.matching.grounds import Grounds
from ally_graph.matching.warmth import COOLING, EARLY, OVER, WARMING, contact_days, warmth
from ally_graph.measures.people import ally_mask
from ally_graph.records import Records
from ally_graph.stats import distributions
from ally_graph.vocabulary import ALLY_CATEGORIES, Flow

LOW_END, HIGH_END = 0.05, 0.95
UNLIKELY = 0.05
WEEK = 7
GIVES, GETS, EVEN, UNKNOWN = "gives", "gets", "even", "unknown"
NO_HELP = Missing(
    "what you give and what you get",
    "contact is on record, but not who helped whom",
    "Load records of help, answers or reviews.",
)
NO_REQUESTS = Missing(
    "how you took a no", "no requests are on record", "Load records of requests: who asked whom, and when."
)


@dataclass(frozen=True)
class Tie:
    """A tie of the person with somebody, as the person themselves may see it.

    Attributes
    ----------
    person, categories
        With whom, and which kinds of ally they are as far as the roster tells.
    is_ally
        Whether they are an ally by the rule that every page counts with, and still here.
    given, received
        How often help went to them and came from them, by kind of record.
    state
        How the tie is doing: `warming`, `steady`, `quiet`, `cooling`, `early` or `over`.
    weeks
        Whole weeks since the last contact in the window, None where that lies further back.
    help_of_theirs
        How much help they gave to anybody in the window, this person included.
    asked_much, leaned_on
        Whether more than half of their help came to this person, and of this person's help from them.
    """

    person: str
    categories: tuple[str, ...]
    is_ally: bool
    given: Mapping[str, int]
    received: Mapping[str, int]
    state: str
    weeks: int | None
    help_of_theirs: int
    asked_much: bool = False
    leaned_on: bool = False

    @property
    def times_given(self) -> int:
        """How often help went to them."""
        return sum(self.given.values())

    @property
    def times_received(self) -> int:
        """How often help came from them."""
        return sum(self.received.values())


@dataclass(frozen=True)
class Kind:
    """One of the eight categories: its allies by id, and help each way by kind of record; or what is `missing`.

    `colleagues` is how many people of this kind there are here: of none, nobody can be an ally.
    """

    key: str
    people: tuple[str, ...] = ()
    colleagues: int = 0
    given: Mapping[str, int] = field(default_factory=dict)
    received: Mapping[str, int] = field(default_factory=dict)
    missing: Missing | None = None


@dataclass(frozen=True)
class Balance:
    """Help given and received, the 90 % interval of the balance, and what it is: `gives`, `gets`, `even`, `unknown`."""

    given: int
    received: int
    low: float
    high: float
    verdict: str


@dataclass(frozen=True)
class Unanswered:
    """A request of the person's that had no answer: to whom, and their own help to them before and since.

    `withdrawn` says that their help stopped beyond what chance explains.
    """

    person: str
    weeks: int
    before: int
    since: int
    withdrawn: bool


@dataclass(frozen=True)
class SupportBase:
    """One person's support base. `missing` says what of `help`, `warmth` and `requests` can't be told.

    `days` are the person's days at work in the window; `seen` is whether any contact of theirs is on record there.
    """

    person: str
    ties: tuple[Tie, ...]
    kinds: tuple[Kind, ...]
    balance: Balance
    unanswered: tuple[Unanswered, ...]
    missing: Mapping[str, Missing]
    days: int
    seen: bool

    @property
    def allies(self) -> tuple[Tie, ...]:
        """The ties with allies."""
        return tuple(tie for tie in self.ties if tie.is_ally)

    @property
    def nobody_in(self) -> tuple[str, ...]:
        """The categories in which somebody could be an ally and nobody is, those of one's own entries left out."""
        return tuple(kind.key for kind in self.kinds if kind.colleagues and not kind.people)

    def in_state(self, *states: str) -> tuple[Tie, ...]:
        """The ties that are doing so."""
        return tuple(tie for tie in self.ties if tie.state in states)


def support_base(records: Records, analysis: Analysis, person: str) -> SupportBase:
    """The support base of one person: allies by the eight categories, help each way, and how each tie is doing.

    Ties are those with allies of the window, and those of the last year that went quiet. Families and interest groups
    are in no record: their categories are always empty here, and only the person can fill them.

    Raises
    ------
    SettingError
        For a person who is not in the analysis.

    Examples
    --------
    >>> import pandas as pd
    >>> from ally_graph import analyze, from_tables
    >>> people = pd.DataFrame({"person_id": ["ana", "bo", "cy"], "team": ["north", "north", "south"]})
    >>> rows = [("ana", "bo", "help", f"2026-03-0{day}") for day in (2, 3, 4)]
    >>> helps = pd.DataFrame(rows, columns=["from_id", "to_id", "kind", "timestamp"])
    >>> records = from_tables({"people": people, "interactions": helps})
    >>> found = support_base(records, analyze(records), "bo")
    >>> [(tie.person, tie.categories, dict(tie.received)) for tie in found.allies]
    [('ana', ('team_members',), {'help': 3})]
    >>> found.ties[0].asked_much, found.nobody_in
    (True, ('network_contacts',))
    """
    here = Grounds(records, analysis)
    me = place_of(here, person)
    categories, found = around(here, me), warmth(here, me)
    states = {} if isinstance(found, Missing) else found
    ties = tuple(_ties(here, me, categories, states))
    return SupportBase(
        person,
        ties,
        tuple(_kind(key, ties, categories.get(key)) for key in ALLY_CATEGORIES),
        _balance(here, me),
        tuple(_unanswered(here, me)),
        dict(_missing(here, found)),
        int(here.base.exposure[me]),
        bool(here.base.contacts_by_person[me] > 0),
    )


def place_of(here: Grounds, person: str) -> int:
    """Where somebody stands in the network. Raises `SettingError` for somebody who isn't there."""
    if person not in here.ids:
        raise SettingError(f"There is no person {person} in these records. {did_you_mean(person, here.ids)}".strip())
    return here.ids.index(person)


def _missing(here: Grounds, found: object) -> Iterable[tuple[str, Missing]]:
    """What can't be told of help, of warmth and of requests."""
    base = here.base
    if not len(base.events.support):
        yield "help", NO_HELP
    if isinstance(found, Missing):
        yield "warmth", found
    if not base.events.flow_is(Flow.ASKED).any():
        yield "requests", NO_REQUESTS


def _ties(here: Grounds, me: int, categories: Mapping[str, object], states: Mapping[int, str]) -> Iterable[Tie]:
    """The ties with allies, and those that went quiet, in the order of the people."""
    given, received = _helps(here, me)
    days, allies, agreed = contact_days(here, me), allies_of(here, me), in_programme_with(here, me)
    whole = np.asarray(here.base.help_events.sum(axis=1)).ravel().astype(int)
    mine = sum(sum(kinds.values()) for kinds in received.values())
    left = (here.people["end_date"] < here.day).fillna(False).to_numpy(dtype=bool) | here.elsewhen
    for other in sorted(allies | {one for one, state in states.items() if state == COOLING}):
        got = sum(received.get(other, Counter()).values())
        yield Tie(
            here.ids[other],
            tuple(key for key, mask in categories.items() if not isinstance(mask, Missing) and mask[other]),
            bool(other in allies and not left[other]),
            dict(sorted(given.get(other, Counter()).items())),
            dict(sorted(received.get(other, Counter()).items())),
            OVER if left[other] else states.get(other, EARLY),
            min(days[other]) // WEEK if other in days else None,
            int(whole[other]),
            asked_much=bool(_is_most(here, got, whole[other]) and not agreed[other] and here.managers[me] != other),
            leaned_on=_is_most(here, got, mine),
        )


def _is_most(here: Grounds, part: int, whole: float) -> bool:
    """Whether a part of some help is more than half of it, and of as many helps as a share needs to say anything."""
    settings = here.settings
    return bool(part >= settings.sole_source_events and part > settings.sole_source_share * whole)


def allies_of(here: Grounds, me: int) -> set[int]:
    """Who is an ally of a person, by the rule that every page counts with."""
    pairs = here.base.pairs
    some = ally_mask(here.base) & ((pairs.low == me) | (pairs.high == me))
    return set(np.where(pairs.low[some] == me, pairs.high[some], pairs.low[some]).tolist())


def _helps(here: Grounds, me: int) -> tuple[dict[int, Counter], dict[int, Counter]]:
    """How often help of each kind went to each other, and came from them."""
    support = here.base.events.support
    sides: tuple[dict[int, Counter], dict[int, Counter]] = ({}, {})
    for found, mine, other in zip(sides, ("source", "target"), ("target", "source"), strict=True):
        some = getattr(support, mine) == me
        for code, kind in zip(getattr(support, other)[some].tolist(), support.kind[some].tolist(), strict=True):
            found.setdefault(code, Counter())[support.kinds[kind]] += 1
    return sides


def _kind(key: str, ties: Iterable[Tie], mask: object) -> Kind:
    """The allies of one category, and all help that went each way with them."""
    if isinstance(mask, Missing):
        return Kind(key, missing=mask)
    there = [tie for tie in ties if tie.is_ally and key in tie.categories]
    given, received = Counter(), Counter()
    for tie in there:
        given.update(tie.given)
        received.update(tie.received)
    number = 0 if mask is None else int(np.sum(mask))
    return Kind(
        key, tuple(tie.person for tie in there), number, dict(sorted(given.items())), dict(sorted(received.items()))
    )


def _balance(here: Grounds, me: int) -> Balance:
    """Help given and received in all, and whether more than half as much again surely goes one way."""
    helps, settings = here.base.help_events, here.settings
    given, received = int(helps[[me]].sum()), int(helps[:, [me]].sum())
    low, high = (
        float(2 * distributions.beta_quantile(end, given + 1, received + 1) - 1) for end in (LOW_END, HIGH_END)
    )
    if given + received < settings.balance_events:
        return Balance(given, received, low, high, UNKNOWN)
    verdict = GIVES if low > settings.balance_floor else GETS if high < -settings.balance_floor else EVEN
    return Balance(given, received, low, high, verdict)


def _unanswered(here: Grounds, me: int) -> Iterable[Unanswered]:
    """The last request to each person that should have been answered and was not."""
    base = here.base
    asked, found = base.events.where(base.events.flow_is(Flow.ASKED)), requests_of(base)
    some = (found.asker == me) & ~found.answered & found.due
    last: dict[int, float] = {}
    for other, age in zip(found.asked[some].tolist(), asked.age[some].tolist(), strict=True):
        last[other] = min(age, last.get(other, age))
    support = base.events.support
    for other, age in sorted(last.items()):
        ages = support.age[(support.source == me) & (support.target == other)]
        since, before = int((ages < age).sum()), int((ages >= age).sum())
        expected = before * age / max(1.0, here.settings.window_days - age)
        often = before >= here.settings.sole_source_events
        withdrawn = often and float(distributions.poisson_cdf(since, expected)) <= UNLIKELY
        yield Unanswered(here.ids[other], int(age) // WEEK, before, since, bool(withdrawn))


__all__ = ["COOLING", "EARLY", "OVER", "WARMING", "Balance", "Kind", "SupportBase", "Tie", "Unanswered", "support_base"]
