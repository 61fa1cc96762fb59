"""The answer under each page's title: one sentence, computed from what may be shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
import pandas as pd

from ally_graph.analysis import Analysis
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.shown import ShownFinding, ShownLoss, ShownNetwork, ShownStay
from ally_graph.findings import DETECTORS, Detector, detector_of
from ally_graph.indicators import ALL
from ally_graph.indicators.ways import GOOD, OTHER, SAME
from ally_graph.records import Records
from ally_graph.stats.distributions import binomial_above
from ally_graph.wording.counts import count, in_words, listed, listed_first, upper_first


class Subject(Protocol):
    """What an answer is about: records, their analysis, and the team in focus if there is one."""

    @property
    def records(self) -> Records:
        """The records."""

    @property
    def analysis(self) -> Analysis:
        """The analysis of the whole company."""

    @property
    def team(self) -> str | None:
        """The team in focus."""


NAMES_TOLD = 12
ONE_IN_TWENTY = 0.05
SPELLED_OUT = 3
"""So many kinds of finding are spelled out in one sentence; of more, the first ones, and a number for the rest."""

Findings = Disclosed[tuple[ShownFinding, ...]]
Frame = Disclosed[pd.DataFrame]


def sure(found: Iterable[ShownFinding], detector: str | None = None) -> list[ShownFinding]:
    """Findings that rest on evidence or are facts, of one detector or of all."""
    return [f for f in found if f.certain and detector in (None, f.detector)]


def named(found: Iterable[ShownFinding], detector: str) -> list[str]:
    """The people these findings name, each once, sorted."""
    return sorted({person for finding in sure(found, detector) for person in finding.people})


def attention(found: Findings, people: Frame, choice: Subject) -> str:
    """What needs attention, over all detectors."""
    findings = content_of(found)
    detectors = [detector_of(key) for key in dict.fromkeys(finding.detector for finding in sure(findings))]
    numbers = {detector: _number(detector, findings) for detector in detectors}
    parts = [count(number, *detector.noun) for detector, number in numbers.items() if number]
    if len(parts) > SPELLED_OUT:
        rest = sum(len(sure(findings, detector.key)) for detector in detectors[SPELLED_OUT - 1 :])
        parts = [*parts[: SPELLED_OUT - 1], f"{in_words(rest)} more findings are below"]
    among = f"among {_who(people, choice)} in {_window(choice)}"
    return (
        f"{upper_first(listed(parts))}, {among}."
        if parts
        else f"Nothing stands out {among}; what was checked is listed below."
    )


def _number(detector: Detector, findings: Sequence[ShownFinding]) -> int:
    """How many people a detector names, or how many findings it has, whichever its noun counts."""
    return len(named(findings, detector.key) if detector.counts == "people" else sure(findings, detector.key))


def alone(found: Findings, people: Frame, choice: Subject) -> str:
    """Who may be on their own."""
    findings = content_of(found)
    number, who, when = len(named(findings, "isolated")), _who(people, choice), _window(choice)
    if not number:
        return f"Nobody stands out: none of {who} had so little contact in {when} that chance can't explain it."
    start = f"{upper_first(in_words(number))} of {who}"
    return f"{start} had far less contact than colleagues like them in {when}{_silent(findings, number)}."


def _silent(findings: Iterable[ShownFinding], number: int) -> str:
    """For how many of them there is no contact on record at all."""
    silent = {p for f in findings if f.detector == "isolated" and f.status == "fact" for p in f.people}
    if not silent:
        return ""
    who = "" if len(silent) == number else f" for {count(len(silent), 'of them', 'of them')}"
    return f";{who} there is none on record"


def load(found: Findings, people: Frame, choice: Subject) -> str:
    """Who carries a lot, and how much of the help those give who help most."""
    number = len(named(content_of(found), "overrelied"))
    given = content_of(people)["help_given"].fillna(0).sort_values(ascending=False)
    few, total = max(round(len(given) / 10), 1), given.sum()
    start = upper_first(count(number, "person carries", "people carry")) if number else "Nobody stands out as carrying"
    words = f"{start} a lot for others among {_who(people, choice)} in {_window(choice)}"
    if len(given) < 10 or total <= 0:
        return f"{words}."
    return f"{words}; the {few:,} who help most give {given.head(few).sum() / total:.0%} of all help."


def groups(found: Frame, choice: Subject) -> str:
    """Which groups hold together, or that there are none beyond chance."""
    frame = content_of(found)
    if not choice.analysis.network.clear_clusters:
        return "There is no more clustering here than chance would make; read the groups below, if any, with care."
    if frame.empty:
        return "No group here comes back surely enough to be called one."
    solid, mixed = (frame["verdict"] == "solid").sum(), (frame["number_of_teams"] > 1).sum()
    verb = ("has" if choice.team else "holds") if len(frame) == 1 else ("have" if choice.team else "hold")
    whom = f"people of {choice.team}" if choice.team else "together"
    sure_of = "" if len(frame) == 1 else "all of them " if solid == len(frame) else f"{_none_or(solid)} of them "
    doubt = "not beyond doubt" if len(frame) == 1 > solid else "beyond doubt"
    across = count(mixed, "reaches", "reach") if mixed else "none reaches"
    return f"{upper_first(count(len(frame), 'group'))} {verb} {whom}, {sure_of}{doubt}; {across} across teams."


def _none_or(number: int) -> str:
    return in_words(number) if number else "none"


def away(missed: Disclosed[ShownLoss]) -> str:
    """What would be missed without one person."""
    loss = content_of(missed)
    parts = []
    if loss.losing:
        who = count(len(loss.losing), "colleague who gets", "colleagues who get")
        losing = listed_first(loss.losing, NAMES_TOLD)
        parts.append(f"{who} {loss.share:.0%} of all help would lose most of theirs: {losing}")
    if loss.alone:
        who, alone = count(len(loss.alone), "person", "people"), listed_first(loss.alone, NAMES_TOLD)
        parts.append(f"{who} would be cut off from the rest: {alone}")
    if not parts:
        return f"Without {loss.person} nobody would lose most of their help, or be cut off from the rest."
    return f"Without {loss.person}, {'; '.join(parts)}."


def way(stays: Disclosed[tuple[ShownStay, ...]]) -> str:
    """Which groups somebody was in over the months, oldest first."""
    parts = []
    shown = content_of(stays)
    for number, stay in enumerate(shown, start=1):
        where = f"with {stay.group}" if stay.group else "in no group"
        if number == len(shown):
            parts.append(f"since {stay.first:%B %Y} {where}")
        elif stay.first == stay.last:
            parts.append(f"in {stay.first:%B %Y} {where}")
        else:
            parts.append(f"{_span(stay)} {where}")
    return f"{upper_first(', '.join(parts))}." if parts else ""


def _span(stay: ShownStay) -> str:
    """Two months, the year once where it is the same."""
    first = f"{stay.first:%B}" if stay.first.year == stay.last.year else f"{stay.first:%B %Y}"
    return f"{first} to {stay.last:%B %Y}"


def groups_changed(changes: Frame) -> str:
    """What became of the groups between the first month and the last."""
    frame = content_of(changes)
    at_first = set(frame.loc[frame["event"] == "there", "track"])
    ends = frame.groupby("track")["people"].last()
    at_last = set(ends[ends > 0].index)
    new, gone = len(at_last - at_first), len(at_first - at_last)
    parts = [f"{count(len(at_first & at_last), 'group has', 'groups have')} been there all along"]
    parts += [f"{in_words(new)} {'is' if new == 1 else 'are'} new"] * (new > 0)
    parts += [f"{in_words(gone)} of the first {'is' if gone == 1 else 'are'} gone"] * (gone > 0)
    return f"Since {frame['month'].iloc[0]}, {listed(parts)}."


def allied(network: Disclosed[ShownNetwork], choice: Subject) -> str:
    """How many ties there are, and how much support runs both ways."""
    shown = content_of(network)
    people = f"{shown.nodes['focus'].sum():,} people"
    who = people + (f" of {choice.team} with each other and their colleagues" if choice.team else "")
    if not shown.counted:
        return f"No support is on record among {who} in {_window(choice)}."
    if not shown.directed:
        pairs = upper_first(count(shown.counted, "pair is", "pairs are"))
        return f"{pairs} in contact among {who} in {_window(choice)}; who helped whom is not on record."
    answered = f"{shown.answered / shown.counted:.0%} of them are answered by a tie the other way"
    return f"{shown.counted:,} support ties join {who} in {_window(choice)}; {answered}."


MOVEMENT_READING = (
    "Before: the mean of the months up to the start of the phase; after: of its own months; from and to are the 95 % "
    "interval of the change. A wide one means that much may have changed, or nothing. Only what is said to have moved "
    "is more than a description, and even that doesn't say why."
)
TOLD = ("moved", "drift", "few_months", "scale_change", "as_before")
TOO_LITTLE = ("too_short", "no_months_before")


def moving(changes: Frame, values: Frame, group: str) -> str:
    """How many measures changed which way between the first phase and the last: a description, not a claim.

    Where no more measures seem to have changed than chance makes in nineteen of twenty companies, it says so.
    """
    frame = content_of(changes)
    if content_of(values).empty and group != ALL:
        return (
            f"The indicators of {group} are held back so that nobody is singled out: it has too few people, or with "
            "what is shown of others it would tell of too few."
        )
    if content_of(values).empty:
        return "There are no indicators in this data."
    if frame.empty:
        return "With fewer than two phases there is no change to describe; the months are below."
    good, other, same = (_went(frame, way) for way in (GOOD, OTHER, SAME))
    unsaid = len(frame) - good - other - same
    lost = int(frame["difference"].isna().sum()) if "difference" in frame else 0
    first, last = frame["first_phase"].iloc[0], frame["last_phase"].iloc[0]
    parts = [f"{good} of {len(frame)} measures changed the good way"]
    parts += [f"{same - lost} showed no clear change"] * (same > lost) + [f"{other} changed the other way"] * (
        other > 0
    )
    parts += [f"{unsaid} changed with no good way known"] * (unsaid > 0)
    where = "in the whole company" if group == ALL else f"in {group}"
    parts += [f"{lost} can't be compared, as the scale seems to have changed"] * (lost > 0)
    chance = "; chance alone makes as many of so many" if 0 < len(frame) - same <= _by_chance(len(frame)) else ""
    return f"From {first} to {last}, {listed(parts)} {where}{chance}."


def _by_chance(measures: int) -> int:
    """How many of so many measures may seem to change where nothing does: more would in one company of twenty."""
    return int((binomial_above(np.arange(measures), measures, ONE_IN_TWENTY) > ONE_IN_TWENTY).sum())


def moved(found: Frame) -> list[tuple[str, str]]:
    """What may be said phase by phase, as (what, sentence): claims first, then what is too early to tell."""
    frame = content_of(found)
    lines = []
    for phase, rows in frame.groupby("phase", sort=False):
        for status in TOLD:
            told = rows[rows["status"] == status]
            lines += list(zip(told["title"], told["words"], strict=True))
        short = rows[rows["status"].isin(TOO_LITTLE)]
        if len(short):
            most = short.loc[short[["months_before", "months_after"]].min(axis=1).idxmax(), "words"]
            which = "Every measure" if len(short) == len(rows) else f"{len(short)} of {len(rows)} measures"
            lines.append((f"{phase}, {which.lower()}", most))
    return lines


def known_first(found: Frame) -> Frame:
    """The movements, those with a change to show before those without; else in the order they had."""
    unknown = content_of(found)["difference"].isna()
    return found.filter(~unknown).concat([found.filter(unknown)])


def signs(found: Frame, values: Frame, network: Frame, needed: int) -> list[str]:
    """Which indicator of the network moves with which other one, or why nothing can be said."""
    frame = content_of(found)
    if len(frame) == 0:
        both = set(content_of(values)["month"]) & set(content_of(network)["month"])
        seen = f"{count(len(both), 'month')} in which both the network and the indicators are known"
        return [
            f"Which signs in the network come before which indicators can't be told: there are {seen}, and it would "
            f"take {needed} with the same measures."
        ]
    claimed = frame[frame["claimed"].astype(bool)].sort_values("p", kind="stable")["words"].tolist()
    return claimed or ["No indicator of the network moves with another one beyond chance, in the same month or later."]


def of_indicator(values: Frame, indicator: str | None, *, every: bool = False) -> Frame:
    """The rows of one indicator; without one, those of the first measure of each, or of every measure."""
    frame = content_of(values)
    if indicator is not None:
        return values.filter(frame["indicator"] == indicator)
    if every:
        return values
    firsts = frame.drop_duplicates("indicator").set_index(["indicator", "measure"]).index
    return values.filter(pd.MultiIndex.from_frame(frame[["indicator", "measure"]]).isin(firsts))


def good_way(changes: pd.DataFrame) -> int:
    """How many measures moved the good way."""
    return _went(changes, GOOD)


def _went(changes: pd.DataFrame, way: str) -> int:
    return int((changes["way"] == way).sum())


def looked_for(detectors: Iterable[str] | None = None) -> str:
    """What was looked for, in the words of the detectors: of these, or of all."""
    titles = [detector.title.lower() for detector in DETECTORS if detectors is None or detector.key in detectors]
    return f"Looked for: {listed(titles)}." if titles else ""


def loaded(choice: Subject) -> str:
    """What is in use."""
    data, aside = choice.analysis.data, choice.records.set_aside
    rows = f"; {count(aside, 'row was', 'rows were')} set aside" if aside else "; every row could be used"
    period = f", from {_day(data['first'])} to {_day(data['last'])}" if data["first"] else ""
    return f"{len(choice.records.people):,} people and {data['events']:,} events{period}{rows}."


def foundation(choice: Subject) -> str:
    """What all this rests on."""
    events, share = choice.analysis.data["events_in_window"], choice.analysis.coverage["share"]
    seen = "" if pd.isna(share) else f"; {share:.0%} of the people appear in them"
    return f"This rests on {count(events, 'event')} of {_window(choice)}{seen}."


def _window(choice: Subject) -> str:
    if choice.analysis.data.get("events") == 0:
        return "records without a single event"
    last = pd.Timestamp(choice.analysis.data["as_of"]) - pd.Timedelta(days=1)
    return f"the {choice.analysis.data['window_days']} days up to {_day(last)}"


def _day(day: str | pd.Timestamp) -> str:
    return f"{pd.Timestamp(day).day} {pd.Timestamp(day):%B %Y}"


def _who(people: Frame, choice: Subject) -> str:
    return f"{len(content_of(people)):,} people" + (f" of {choice.team}" if choice.team else "")
