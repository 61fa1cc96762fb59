"""Seven reasons why an ally culture fails: what the records say to each, and what only people can answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ally_graph.culture.looked import Looked
from ally_graph.culture.programmes import Programme
from ally_graph.culture.shares import people_told
from ally_graph.findings.challenges import SEEN, UNKNOWN, Verdict
from ally_graph.registry import Entry, Registry
from ally_graph.wording.counts import count, in_words, listed, upper_first

SHOWS, SHOWS_NOT, DARK = "shows", "does not show", "can't be told"
STALE_MONTHS = 3
SHORT_DAYS = 42


@dataclass(frozen=True)
class Reason(Entry):
    """A reason to fail; `ask` is the question that no record answers."""

    ask: str = ""


REASONS: Registry[Reason] = Registry("reason", Reason)


@dataclass(frozen=True)
class Facts:
    """What the reasons are held against: the records, the programmes, the challenges, and an audit before."""

    looked: Looked
    programmes: Sequence[Programme]
    challenges: Sequence[Verdict]
    audited_before: bool = False

    @property
    def running(self) -> list[Programme]:
        """The programmes that somebody takes part in now."""
        return [one for one in self.programmes if one.is_running]

    @property
    def is_nothing(self) -> bool:
        """Whether there is no record but a roster."""
        records = self.looked.records
        held = (records.interactions, records.recognitions, records.programmes, records.indicators)
        return not any(map(len, held))

    def verdict(self, challenge: str) -> str:
        """What is seen of one challenge; that it can't be told where no findings were looked for."""
        return next((one.verdict for one in self.challenges if one.challenge.key == challenge), UNKNOWN)


@dataclass(frozen=True)
class Answer:
    """What the records say to one reason: whether it `shows`, with figures in a sentence, and what to ask."""

    key: str
    title: str
    verdict: str
    says: str
    ask: str


Says = tuple[str, str]


@REASONS.add(
    "Treated as a nice extra",
    question="Is it a priority?",
    ask="Would the company still do it in a bad quarter? Who says so?",
)
def nice_to_have(facts: Facts) -> Says:
    """No programme is on record that began."""
    begun = [one for one in facts.programmes if one.people]
    if not begun:
        return SHOWS, "No programme is on record: none of the twelve tools has anybody in it."
    dated = sum(bool(one.started) for one in begun)
    words = f"{count(len(begun), 'tool has', 'tools have')} people in them, {in_words(dated)} of them with a start"
    return SHOWS_NOT if dated else SHOWS, f"{upper_first(words)}; {in_words(len(facts.running))} run now."


@REASONS.add(
    "Only this quarter counts",
    question="Does short-term output crowd it out?",
    ask="What was put off last time work piled up: help, or the deadline?",
)
def short_term(facts: Facts) -> Says:
    """Support falls in busy weeks, or programmes end within weeks."""
    pressed = next((one for one in facts.challenges if one.challenge.key == "workload_pressure"), None)
    # Where one of its days is not on record a programme lasted NaN days, which is no less than any number.
    lasted = [(pd.Timestamp(one.ended) - pd.Timestamp(one.started)).days for one in facts.programmes]
    brief = [days for days in lasted if days <= SHORT_DAYS]
    short = f" {upper_first(count(len(brief), 'programme', 'programmes'))} ended within six weeks." if brief else ""
    if brief or (pressed is not None and pressed.verdict == SEEN):
        return SHOWS, f"{pressed.why if pressed and pressed.verdict == SEEN else ''}{short}".strip()
    if pressed is None or pressed.verdict == UNKNOWN:
        return DARK, "Whether busy weeks crowd out support can't be told from these records."
    return SHOWS_NOT, pressed.why


@REASONS.add(
    "The top does not live it",
    question="Do leaders take part?",
    ask="When did a leader last ask for help where others saw it?",
)
def no_leader_buy_in(facts: Facts) -> Says:
    """Leaders take no part in programmes, and give no recognition."""
    looked = facts.looked
    leads = np.unique(looked.manager[looked.manager >= 0])
    if not len(leads):
        return DARK, "Who leads is not on record. Load a roster with the manager of each person."
    ids = set(looked.ids[leads].tolist())
    taking = len(ids & set(looked.active["person_id"].astype("str")))
    thanking = len(ids & set(looked.thanks["giver_id"].astype("str")))
    parts = [f"{_part(taking, len(ids))} took part in a programme"]
    if len(looked.records.recognitions):
        parts.append(f"{_part(thanking, len(ids))} thanked somebody in this window")
    shows = not taking or (len(looked.records.recognitions) and not thanking)
    seen = facts.verdict("unsupportive_leadership") == SEEN
    lost = " Some may have lost touch with reports." if seen else ""
    return SHOWS if shows or seen else SHOWS_NOT, f"Of those who lead, {listed(parts)}.{lost}"


def _part(number: int, whole: int) -> str:
    """A part of a few leaders in a word, so that none of them is singled out."""
    share = number / whole
    words = ((0.0, "none of them"), (0.4, "a few of them"), (0.6, "about half of them"), (0.999, "most of them"))
    return next((word for most, word in words if share <= most), "all of them")


@REASONS.add(
    "Nobody measures it",
    question="Does anybody answer for it?",
    ask="Who has to answer for these figures, and to whom?",
)
def no_measurement(facts: Facts) -> Says:
    """Indicators are missing or months old, and there was no audit before."""
    rows, as_of = facts.looked.records.indicators, facts.looked.base.as_of
    before = "There was an audit before this one." if facts.audited_before else "No audit before this one is kept."
    if not len(rows):
        return SHOWS, f"No indicator is on record. {before}"
    last = pd.Period(max(month for month in rows["month"].astype(str)), freq="M")
    old = (pd.Period(as_of - pd.Timedelta(days=1), freq="M") - last).n
    number = rows["indicator"].nunique()
    verb = "is" if number == 1 else "are"
    words = f"{upper_first(count(number, 'indicator'))} of seven {verb} on record, up to {last.strftime('%B %Y')}."
    return SHOWS if old > STALE_MONTHS else SHOWS_NOT, f"{words} {before}"


@REASONS.add(
    "No time, training or money",
    question="Does it have what it needs?",
    ask="How many hours a month may somebody spend on it, and whose budget is that?",
)
def no_resources(facts: Facts) -> Says:
    """Programmes without participants or hours, and no training."""
    begun = [one for one in facts.programmes if one.people]
    if not begun:
        return SHOWS, "No programme has anybody in it, and no training is on record."
    hours = sum(one.hours for one in begun if one.hours == one.hours)
    least = facts.looked.base.settings.min_group
    training = next(one for one in facts.programmes if one.key == "training")
    taught = (
        f"{people_told(training.people, least)} took part in training"
        if training.people
        else "no training is on record"
    )
    budget = f"{hours:,.0f} hours a month are set aside" if hours else "no hours are on record for any of it"
    return SHOWS if not training.people else DARK if not hours else SHOWS_NOT, upper_first(f"{taught}; {budget}.")


@REASONS.add(
    "Only individual results count",
    question="Does helping count?",
    ask="Did helping others count the last time somebody was promoted?",
)
def individual_pressure(facts: Facts) -> Says:
    """No shared goals, or help that goes unthanked."""
    looked = facts.looked
    goals = next(one for one in facts.programmes if one.key == "shared_goals")
    words = (
        f"{people_told(goals.people, looked.base.settings.min_group)} share goals"
        if goals.people
        else "no shared goals are on record"
    )
    gave = np.asarray(looked.helps.sum(axis=1)).ravel() > 0
    if not gave.any() or not len(looked.records.recognitions):
        verdict = DARK if goals.people else SHOWS
        return verdict, upper_first(f"{words}; whether help is thanked can't be told.")
    thanked = looked.who(looked.thanks["receiver_id"])
    helpers = gave & looked.here
    share = thanked[helpers].mean() if helpers.any() else 0.0
    shows = not goals.people or share < 0.5
    return SHOWS if shows else SHOWS_NOT, upper_first(f"{words}; {share:.0%} of those who helped were thanked.")


@REASONS.add(
    "Far apart, and nothing built for it",
    question="Is distance met on purpose?",
    ask="Whom would somebody working from home turn to on a bad day?",
)
def remote_without_intention(facts: Facts) -> Says:
    """A remote gap, and no buddies or check-ins for remote people."""
    looked = facts.looked
    mode = looked.texts("work_mode")
    remote = ((mode == "remote") | (mode == "hybrid")).to_numpy() & looked.here
    least = looked.base.settings.min_group
    if (mode == "").all():
        return DARK, "Who works remotely is not on record."
    if remote.sum() < least:
        return DARK, f"Fewer than {in_words(least)} people are known to work remotely."
    met = looked.part_of("checkin") | looked.in_programme("buddy", "mentorship")
    gap = facts.verdict("remote_distance")
    share = met[remote].mean()
    told = {SEEN: "they have less contact", UNKNOWN: "whether they have less contact can't be told"}
    words = f"{share:.0%} of those who work remotely or hybrid have check-ins, a buddy or a mentor"
    shows = gap == SEEN or share < 0.5
    return SHOWS if shows else SHOWS_NOT, f"{words}; {told.get(gap, 'no gap in contact stands out')}."


def reasons(facts: Facts) -> tuple[Answer, ...]:
    """The seven reasons, each with what the records say to it and the question that is left for people.

    Where nothing at all is on record, that there is no programme and no indicator either says nothing of the company.
    """
    if facts.is_nothing:
        return tuple(Answer(one.key, one.title, DARK, "Nothing is on record.", one.ask) for one in REASONS)
    return tuple(Answer(entry.key, entry.title, *entry(facts), entry.ask) for entry in REASONS)
