"""The answer under each page's title: one sentence, computed from what may be shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd

from ally_graph.analysis import Analysis
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.shown import ShownFinding, ShownLoss, ShownNetwork, ShownStay
from ally_graph.findings import DETECTORS, Detector, detector_of
from ally_graph.indicators import ALL
from ally_graph.indicators.ways import DOWN, GOOD, OTHER, SAME, UP
from ally_graph.records import Records
from ally_graph.stats.distributions import binomial_above
from ally_graph.views import telling
from ally_graph.views.focus import Focus, inside
from ally_graph.views.telling import UNTOLD, Untold, day, window
from ally_graph.wording.counts import count, in_words, listed, listed_first, people_words, tally, upper_first


class Subject(Protocol):
    """What an answer is about: records, their analysis, and the team in focus if there is one."""

    @property
    def records(self) -> Records:
        """The records."""

    @property
    def analysis(self) -> Analysis:
        """The analysis of the whole company."""

    @property
    def team(self) -> Focus:
        """The team in focus, or the reports of somebody."""


NAMES_TOLD = 12
NO_TEAM = "no team"
"""What stands for the team of those who have none on record."""
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


MAIN = ("isolated", "overrelied")
"""The two detectors that the first page is about: whether they could look is said in its first sentence."""


def attention(found: Findings, people: Frame, choice: Subject) -> str:
    """What needs attention, over all detectors; what can't be told of its two main questions is said with it."""
    findings = content_of(found)
    detectors = [detector_of(key) for key in dict.fromkeys(finding.detector for finding in sure(findings))]
    numbers = {detector: _number(detector, findings) for detector in detectors}
    parts = [count(number, *detector.noun) for detector, number in numbers.items() if number]
    if len(parts) > SPELLED_OUT:
        rest = sum(len(sure(findings, detector.key)) for detector in detectors[SPELLED_OUT - 1 :])
        parts = [*parts[: SPELLED_OUT - 1], f"{in_words(rest)} more findings are below"]
    untold, among = telling.of_detectors(findings, choice, MAIN), f"among {_who(people, choice)} in {window(choice)}"
    doubt = telling.together(untold)
    if parts:
        return f"{upper_first(listed(parts))}, {among}. {doubt}".strip()
    if len(untold) == len(MAIN):
        return f"What needs attention can't be told among {_who(people, choice)}. {doubt}"
    return f"Nothing stands out {among}; what was checked is listed below. {doubt}".strip()


def _number(detector: Detector, findings: Sequence[ShownFinding]) -> int:
    """How many people a detector names, or how many findings it has, whichever its noun counts."""
    return len(named(findings, detector.key) if detector.counts == "people" else sure(findings, detector.key))


def alone(found: Findings, people: Frame, choice: Subject) -> str:
    """Who may be on their own, and how many people the records speak of at all where that is not nearly everyone."""
    findings = content_of(found)
    number, who, when = len(named(findings, "isolated")), _who(people, choice), window(choice)
    if not number:
        untold = telling.of_detector("isolated", findings, choice)
        return untold.words if untold else _nobody_alone(who, when, choice)
    start = f"{upper_first(in_words(number))} of {who}"
    words = f"{start} had far less contact than colleagues like them in {when}{_silent(findings, number)}."
    return f"{words} {telling.covered(choice)}".strip()


def _nobody_alone(who: str, when: str, choice: Subject) -> str:
    words = f"Nobody stands out: none of {who} had so little contact in {when} that chance can't explain it."
    return f"{words} {telling.covered(choice)}".strip()


def _silent(findings: Iterable[ShownFinding], number: int) -> str:
    """For how many of them there is no contact on record at all."""
    silent = {p for f in findings if f.detector == "isolated" and f.status == "fact" for p in f.people}
    if not silent:
        return ""
    who = "for them" if len(silent) == number else f"for {count(len(silent), 'of them', 'of them')}"
    return f"; {who} there is none on record"


def load(found: Findings, people: Frame, choice: Subject) -> str:
    """Who carries a lot, and how much of the help those give who help most."""
    findings = content_of(found)
    number = len(named(findings, "overrelied"))
    untold = telling.of_detector("overrelied", findings, choice)
    if untold is not None:
        return untold.words
    given = content_of(people)["help_given"].fillna(0).sort_values(ascending=False)
    few, total = max(round(len(given) / 10), 1), given.sum()
    start = upper_first(count(number, "person carries", "people carry")) if number else "Nobody stands out as carrying"
    words = f"{start} a lot for others among {_who(people, choice)} in {window(choice)}"
    if len(given) < 10 or total <= 0:
        return f"{words}."
    most = "the one who helps most gives" if few == 1 else f"the {few:,} who help most give"
    return f"{words}; {most} {given.head(few).sum() / total:.0%} of all help."


def groups(found: Frame, choice: Subject) -> str:
    """Which groups hold together, or that there are none beyond chance."""
    frame = content_of(found)
    untold = telling.contact(choice, "which groups hold together")
    if untold is not None and frame.empty:
        return untold.words
    if not choice.analysis.network.clear_clusters:
        return "There is no more clustering here than chance would make; read the groups below, if any, with care."
    if frame.empty:
        return "No group here comes back surely enough to be called one."
    solid, mixed = (frame["verdict"] == "solid").sum(), (frame["number_of_teams"] > 1).sum()
    verb = ("has" if choice.team else "holds") if len(frame) == 1 else ("have" if choice.team else "hold")
    whom = f"people of {choice.team}" if choice.team else "together"
    sure_of = "" if len(frame) == 1 else "all of them " if solid == len(frame) else f"{_none_or(solid)} of them "
    doubt = "not beyond doubt" if len(frame) == 1 > solid else "beyond doubt"
    known = not (frame["teams"] == NO_TEAM).all()
    across = f"{count(mixed, 'reaches', 'reach') if mixed else 'none reaches'} across teams"
    rest = across if known else "whether they reach across teams can't be told, as nobody's team is on record"
    return f"{upper_first(count(len(frame), 'group'))} {verb} {whom}, {sure_of}{doubt}; {rest}."


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
    shown, when = content_of(network), window(choice)
    people = people_words(int(shown.nodes["focus"].sum()))
    who = people + (f" of {choice.team} with each other and their colleagues" if choice.team else "")
    if not shown.counted:
        untold = telling.of_records(choice, "who is allied with whom", layer="support")
        return untold.words if untold else f"No support is on record among {who} in {when}."
    if not shown.directed:
        pairs = upper_first(count(shown.counted, "pair is", "pairs are"))
        helped = telling.of_records(choice, "who helps whom", layer="support")
        return " ".join([f"{pairs} in contact among {who} in {when}.", *([helped.words] if helped else [])])
    ties = count(shown.counted, "support tie joins", "support ties join")
    answered = f"{shown.answered / shown.counted:.0%} of them are answered by a tie the other way"
    answered = answered if shown.counted > 1 else "more of one tie can't be told"
    untold = telling.contact(choice, "more")
    if untold is not None:
        return f"{upper_first(ties)} {who} in {when}. {untold.words}"
    return f"{upper_first(ties)} {who} in {when}; {answered}."


MOVEMENT_READING = (
    "Before: the mean of the months up to the start of the phase; after: of its own months. The change allows for what "
    "carries over and, from 24 months on, for a season, so that it can differ from after less before; from and to are "
    "its 95 % interval. A wide one means that much may have changed, or nothing. Only what is said to have moved "
    "is more than a description, and even that doesn't say why."
)
TOLD = ("moved", "drift", "few_months", "scale_change", "as_before")
TOO_LITTLE = ("too_short", "no_months_before")


def moving(changes: Frame, values: Frame, group: str, choice: Subject | None = None) -> str:
    """How many measures moved beyond their interval from first phase to last, which way, and which can't be told.

    It describes and claims nothing. Where no more measures seem to have changed than chance makes in nineteen of twenty
    companies, it says so.
    """
    frame, shown = content_of(changes), content_of(values)
    untold = telling.indicators(choice, shown if group == ALL else [group])
    if untold is not None:
        return untold.words
    if shown.empty and group == ALL:
        return NO_INDICATORS
    if shown.empty:
        return (
            f"The indicators of {group} are held back so that nobody is singled out: it has too few people, or with "
            "what is shown of others it would tell of too few."
        )
    if frame.empty:
        what = "how the indicators moved from one phase to another"
        untold = telling.phases(choice) or Untold(what, NO_TWO_PHASES, telling.LOAD_PHASES)
        return f"{untold.words} The months are below."
    first, last = frame["first_phase"].iloc[0], frame["last_phase"].iloc[0]
    where = "in the whole company" if group == ALL else f"in {group}"
    return f"From {first} to {last}, {_how_many_moved(frame, 'measure', 'measures')} {where}{_perhaps_chance(frame)}."


NO_INDICATORS = "There are no indicators in this data."
NO_TWO_PHASES = "there are no two phases with months of their own in this period"
AT_LEAST_TWO = "The months of the network can't be compared yet: there are no two phases with whole months on record."


def network_moving(changes: Frame) -> str:
    """How many figures of the network moved beyond their interval from the first phase to the last, and which way."""
    frame = content_of(changes)
    if frame.empty:
        return AT_LEAST_TWO
    first, last = frame["first_phase"].iloc[0], frame["last_phase"].iloc[0]
    told = [f"{row.title.lower()} {MOVED_WAY[row.way]}" for row in frame.itertuples() if row.way != SAME]
    named = f": {listed(told)}" if told else ""
    return f"From {first} to {last}, {_how_many_moved(frame, *OF_NETWORK)}{named}{_perhaps_chance(frame)}."


MOVED_WAY = {GOOD: "the good way", OTHER: "the other way", UP: "up", DOWN: "down"}


OF_NETWORK = ("figure of the network", "figures of the network")


def _how_many_moved(frame: pd.DataFrame, one: str, many: str) -> str:
    """How many moved beyond their interval and which way, and how many can't be told, and why not."""
    good, other, same = (_went(frame, way) for way in (GOOD, OTHER, SAME))
    unsaid, beyond = len(frame) - good - other - same, len(frame) - same
    lost = int(frame["difference"].isna().sum()) if "difference" in frame else 0
    short = int((frame["difference"].notna() & frame["low"].isna()).sum()) if "low" in frame else 0
    within = same - lost - short
    ways = [f"{good} the good way"] * (good > 0) + [f"{other} the other way"] * (other > 0)
    ways += [f"{unsaid} with no good way known"] * (unsaid > 0)
    moved = f"{beyond} of {tally(len(frame), one, many)} moved beyond {'its' if beyond == 1 else 'their'} interval"
    moved = moved if beyond else f"none of {tally(len(frame), one, many)} moved beyond its interval"
    parts = [f"{within} can't be told from chance"] * (within > 0)
    parts += [f"{short} can't be told, with too few months in one of the phases"] * (short > 0)
    parts += [f"{lost} can't be compared, as the scale seems to have changed"] * (lost > 0)
    return listed([moved + (f" ({listed(ways)})" if ways else ""), *parts])


def _perhaps_chance(frame: pd.DataFrame) -> str:
    beyond = len(frame) - _went(frame, SAME)
    return "; chance alone makes as many of so many" if 0 < beyond <= _by_chance(len(frame)) else ""


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


class Figure(NamedTuple):
    """A figure with its name, as it stands on a card and at the top of the report, and what it means."""

    label: str
    value: str
    help: str


HELP = {
    "isolated": "People with far less contact than colleagues like them.",
    "overrelied": "People who help far more than is usual and on whom others depend alone.",
}


def figures_of(found: Findings, people: Frame, choice: Subject) -> list[Figure]:
    """How many people may be on their own and carry a lot, and how many groups hold together, as far as can be told."""
    findings, size = content_of(found), len(content_of(people))
    told = []
    for key, words in HELP.items():
        untold = telling.of_detector(key, findings, choice)
        number = f"{len(named(findings, key)):,} of {size:,}"
        told.append(Figure(DETECTORS[key].title, UNTOLD if untold else number, untold.words if untold else words))
    untold, number = telling.contact(choice, "which groups hold together"), groups_of(choice)
    untold = untold if not number else None
    words = "Groups who are more in contact with each other than with others, beyond chance."
    return [*told, Figure(GROUPS, UNTOLD if untold else f"{number:,}", untold.words if untold else words)]


GROUPS = "Groups that hold together"


def groups_of(choice: Subject) -> int:
    """How many groups there are, those that people of the team in focus are in where there is one."""
    if choice.team is None:
        return len(choice.analysis.clusters)
    people = choice.analysis.people
    return int(people.loc[inside(people, choice.team), "cluster"].nunique())


class Moved(NamedTuple):
    """How many of `measures` moved beyond their interval, and how many of those the good way and the other."""

    measures: int
    beyond: int
    good: int
    other: int

    @property
    def value(self) -> str:
        """As it stands on a card: `2 of 15`."""
        return f"{self.beyond:,} of {self.measures:,}"

    @property
    def words(self) -> str:
        """Which way they went, and how many can't be told."""
        unsaid, rest = self.beyond - self.good - self.other, self.measures - self.beyond
        parts = [f"{self.good} the good way"] * (self.good > 0) + [f"{self.other} the other way"] * (self.other > 0)
        parts += [f"{unsaid} with no good way known"] * (unsaid > 0) + [f"{rest} can't be told"] * (rest > 0)
        return ", ".join(parts)


def beyond_interval(changes: pd.DataFrame) -> Moved:
    """How many measures moved beyond their interval, and which way."""
    beyond = len(changes) - _went(changes, SAME)
    return Moved(len(changes), beyond, _went(changes, GOOD), _went(changes, OTHER))


def _went(changes: pd.DataFrame, way: str) -> int:
    return int((changes["way"] == way).sum())


def looked_for(detectors: Iterable[str] | None = None, untold: Sequence[Untold] = ()) -> str:
    """What was looked for, in the words of the detectors: of these, or of all; and what of it can't be told."""
    titles = [detector.title.lower() for detector in DETECTORS if detectors is None or detector.key in detectors]
    looked = f"Looked for: {listed(titles)}." if titles else ""
    return " ".join(part for part in (looked, telling.in_short(untold)) if part)


def checked(found: Findings, choice: Subject, detectors: Iterable[str] | None = None) -> tuple[str, str]:
    """The title and words that stand where nobody stands out: that it can't be told, or what was looked for."""
    keys = None if detectors is None else tuple(detectors)
    untold = telling.of_detectors(content_of(found), choice, keys)
    number = len(DETECTORS) if keys is None else len(keys)
    main = {telling.WHAT[key] for key in MAIN}
    if untold and (len(untold) == number or any(one.what in main for one in untold)):
        return CANT_TELL, telling.together(untold) if keys is None else telling.in_short(untold)
    return "No one stands out", looked_for(keys, untold)


CANT_TELL = "This can't be told"


def not_told(found: Findings, choice: Subject) -> str:
    """What can't be told on these records, each thing with its reason and what to do; empty where all of it can."""
    return telling.together(telling.of_detectors(content_of(found), choice))


def loaded(choice: Subject) -> str:
    """What is in use."""
    data, records = choice.analysis.data, choice.records
    aside, outside = records.set_aside, records.outside
    rows = [f"{count(aside, 'row was', 'rows were')} set aside"] if aside else []
    unknown = "is not on the roster" if records.has_roster else "is in no event"
    rows += [f"{count(outside, 'row names', 'rows name')} somebody who {unknown}"] if outside else []
    period = f", from {day(data['first'])} to {day(data['last'])}" if data["first"] else ""
    held = f"{people_words(len(records.people))} and {tally(data['events'], 'event')}{period}"
    return f"{held}; {', '.join(rows) or 'every row could be used'}."


def foundation(choice: Subject) -> str:
    """What all this rests on."""
    if not choice.analysis.data["events"]:
        return "This rests on nothing: no event is on record."
    events, share = choice.analysis.data["events_in_window"], choice.analysis.coverage["share"]
    seen = "" if pd.isna(share) else f"; {share:.0%} of the people appear in them"
    return f"This rests on {count(events, 'event')} of {window(choice)}{seen}."


def _who(people: Frame, choice: Subject) -> str:
    number = people_words(len(content_of(people)))
    if isinstance(choice.team, str):
        return f"{number} of {choice.team}"
    return f"{number}, {choice.team}" if choice.team else number
