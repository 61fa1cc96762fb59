"""What can't be told from the data that is there: what is missing, and the one thing to do about it.

Decided by the tables and records themselves, in this one place; pages, report and command line say the same words.
Something that was found is never taken back here: only where nothing was found it is asked whether it could have been.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Sized
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from ally_graph.analysis import Analysis
from ally_graph.disclosure.shown import ShownFinding
from ally_graph.findings import DETECTORS, detector_of
from ally_graph.findings.challenges import FEWEST_SEEN
from ally_graph.network.events import kinds_of
from ally_graph.records import Records
from ally_graph.vocabulary import Flow, flow_of
from ally_graph.wording.counts import listed, people_words, tally, upper_first

UNTOLD = "can't be told"
NEARLY_ALL = 0.95
"""Where fewer than this share of the people appear, it is said beside every name."""
LONG = 4
"""A period of more half-lives than this is told with its half-life: little of what lies further back counts."""
SURVEY = ("access", "nomination")
MATCHED = {
    "buddy": (
        "who is new and has no buddy",
        "start_date",
        "the roster has no first days at work",
        "Write each person's first day into its column start_date.",
    ),
    "mentorship": (
        "who is junior and has no mentor",
        "level",
        "the roster says nobody's level",
        "Write each person's level into its column level.",
    ),
    "coffee": (
        "who could have a coffee together",
        "team",
        "nobody's team is on record",
        "Load the team of each person.",
    ),
}
"""Of each programme: what is asked, the column of the roster that it takes, what is missing without, what to do."""
OF_HELP = ("help_given", "help_received", "balance", "two_way_share")
"""Columns about people that rest on records of who helped whom."""


class Subject(Protocol):
    """Records, and their analysis."""

    @property
    def records(self) -> Records:
        """The records."""

    @property
    def analysis(self) -> Analysis:
        """The analysis of the whole company."""


@dataclass(frozen=True)
class Untold:
    """Something that can't be told: `what`, what is `missing` for it, and what to `do`.

    >>> Untold("who leans on whom", "no help is on record", "Load records of help.").words
    "Who leans on whom can't be told: no help is on record. Load records of help."
    """

    what: str
    missing: str
    do: str

    @property
    def words(self) -> str:
        """What can't be told, why, and what to do, in two sentences."""
        return f"{upper_first(self.what)} can't be told: {self.missing}. {self.do}"


LOAD_EVENTS = "Load a table of interactions: who helped, asked or met whom, and when."
LOAD_ROSTER = "Load a roster: a table of everyone who works here."
LOAD_TEAMS = "Load a roster with the team of each person."
LOAD_HELP = "Load records of help, answers or reviews, or say which of your columns hold them when you load the file."
LOAD_THANKS = "Load a table of thanks: who thanked whom, and when."
LOAD_INDICATORS = "Fill in the table of indicators, month by month."
LOAD_PHASES = "Write down in the table of phases what was started when."
LONGER = "Choose a longer period."
WIDER = "Look at the whole company instead."
NOBODY_MISSING = "there is no roster, so nobody can be missing from the records"


def of_records(choice: Subject, what: str, *, layer: str = "contact") -> Untold | None:
    """Why nothing at all can be told of contact or of support: no records of it, or of too few people."""
    data, missing = choice.analysis.data, of_nothing(choice, what)
    if missing is not None:
        return missing
    if layer == "support" and not choice.analysis.network.ties:
        return _no_help(choice, what)
    share = choice.analysis.coverage["share"]
    if share < FEWEST_SEEN:
        seen, people = round(share * data["people"]), people_words(data["people"])
        appear = "appears" if seen == 1 else "appear"
        return Untold(what, f"only {seen:,} of {people} {appear} in the records of {window(choice)}", _more(choice))
    return None


def of_nothing(choice: Subject, what: str) -> Untold | None:
    """Why nothing can be told where nothing at all is on record, or nothing in the period."""
    data = choice.analysis.data
    if not data["events"]:
        return Untold(what, "no event is on record", LOAD_EVENTS)
    if not data["events_in_window"]:
        return Untold(what, f"nothing is on record in {window(choice)}", LONGER)
    return None


def of_teams(choice: Subject, what: str) -> Untold | None:
    """Why nothing can be told of teams: nobody's team is on record."""
    return None if _has_teams(choice) else Untold(what, "nobody's team is on record", LOAD_TEAMS)


def _no_help(choice: Subject, what: str) -> Untold:
    """Nothing says who helped whom: never in these records, or not in the period that was chosen."""
    if any(flow_of(kind) in (Flow.GIVEN, Flow.RECEIVED) for kind in kinds_of(choice.records)):
        return Untold(what, f"no help is on record in {window(choice)}", "Choose a longer period, or all kinds.")
    return Untold(what, "contact is on record, but not who helped whom", LOAD_HELP)


def _more(choice: Subject) -> str:
    """A longer period where there are records further back, else records of more people."""
    first, end = choice.analysis.data["first"], pd.Timestamp(choice.analysis.data["as_of"])
    back = (end - pd.Timestamp(first)).days > choice.analysis.data["window_days"]
    return LONGER if back else "Load records that cover more of the people."


def of_detector(key: str, found: Iterable[ShownFinding], choice: Subject) -> Untold | None:
    """Why nothing can be told of what one detector looks for; None where something was found, or could have been."""
    detector, mine = detector_of(key), [finding for finding in found if finding.detector == key]
    if any(finding.certain for finding in mine):
        return None
    what = WHAT.get(key, f"whether there is anything like “{detector.title.lower()}”")
    if key == "isolated" and not choice.records.has_roster:
        return Untold(what, NOBODY_MISSING, LOAD_ROSTER)
    missing = of_records(choice, what, layer=detector.layer)
    if missing is not None or any(finding.status == "watch" for finding in mine):
        return missing
    half = choice.analysis.data["people"] / 2
    doubts = [one for one in mine if one.status == "not_enough_data" and (one.count == 0 or one.count >= half)]
    return Untold(what, _clause(doubts[0].why), doubts[0].advice or LONGER) if doubts else None


WHAT = {
    "isolated": "who may be on their own",
    "overrelied": "who carries a lot for others",
    "unbalanced": "who gives more help than they get",
    "unequal_participation": "whether help is evenly spread",
    "leadership_gap": "whether leaders reach everyone who reports to them",
    "remote_gap": "whether people who work remotely have less contact",
    "closed_group": "whether a group keeps to itself",
    "cooling_ties": "which ties have gone quiet",
    "ally_burnout": "who shows signs of strain",
    "bridge": "who links teams",
}
"""What each detector would tell, as part of a sentence."""


def of_detectors(
    found: Sequence[ShownFinding], choice: Subject, detectors: Iterable[str] | None = None
) -> list[Untold]:
    """What can't be told of what these detectors look for, or all of them."""
    keys = [detector.key for detector in DETECTORS if detectors is None or detector.key in set(detectors)]
    return [untold for key in keys if (untold := of_detector(key, found, choice)) is not None]


def spread(choice: Subject) -> Untold | None:
    """Whether it can be told how help is spread."""
    return of_records(choice, "how evenly help is spread", layer="support")


def columns(choice: Subject, names: Iterable[str]) -> list[str]:
    """The columns of a table of which something can be told: no help or ally where none is on record, no team."""
    untold = set(OF_HELP) if spread(choice) else set()
    if of_nothing(choice, ""):
        untold |= {"allies", "cross_team_share"}
    if not _has_teams(choice):
        untold |= {"team", "teams", "cross_team_share"}
    return [name for name in names if name not in untold]


def _has_teams(choice: Subject) -> bool:
    people = choice.records.people
    return "team" in people and bool(people["team"].notna().any())


def matched(choice: Subject, programme: str) -> Untold | None:
    """Whether it can be told who would do with a buddy, a mentor or company: it takes what the roster says of them."""
    people, (what, column, missing, do) = choice.records.people, MATCHED[programme]
    if not choice.records.has_roster:
        return Untold(what, "there is no roster", LOAD_ROSTER)
    if column not in people or not people[column].notna().any():
        return Untold(what, missing, do)
    return None


def leaning(choice: Subject) -> Untold | None:
    """Whether it can be told who leans on one person: that takes as many helps as the settings ask of somebody."""
    what, least = "who leans on one person alone", choice.analysis.settings.sole_source_events
    missing = of_records(choice, what, layer="support")
    if missing is None and not (choice.analysis.base.help_events.sum(axis=0) >= least).any():
        few = f"nobody got help {least} times in {window(choice)}"
        return Untold(what, few, _more(choice))
    return missing


def contact(choice: Subject, what: str) -> Untold | None:
    """Whether there is contact enough to tell anything of it."""
    return of_records(choice, what)


def indicators(choice: Subject | None, values: Sized) -> Untold | None:
    """Whether there are indicators at all."""
    what = "whether the indicators are moving"
    if choice is not None and not len(choice.records.indicators):
        return Untold(what, "there are no indicators in this data", LOAD_INDICATORS)
    if choice is not None and not len(values):
        return Untold(what, "no month of them may be shown up to the end that was chosen", "Choose a later end.")
    return None


def phases(choice: Subject | None) -> Untold | None:
    """Whether there are phases to compare."""
    if choice is None or len(choice.records.phases):
        return None
    return Untold(
        "whether the indicators moved", "no phases are on record, so there is no before and after", LOAD_PHASES
    )


def movement(choice: Subject) -> Untold | None:
    """Whether anything can be said of movement: it takes indicators and phases."""
    what = "whether the indicators moved"
    if not len(choice.records.indicators):
        return Untold(what, "there are no indicators in this data", LOAD_INDICATORS)
    return phases(choice)


def held_back(group: str) -> Untold:
    """Indicators of a group that may not be shown."""
    return Untold(f"how the indicators of {group} went", "they are held back so that nobody is singled out", WIDER)


def no_figure(choice: Subject, group: str, indicator: str) -> Untold:
    """Why there is nothing to draw of the indicators, or of the one that is asked for."""
    if not len(choice.records.indicators):
        return Untold("how the indicators went", "there are no indicators in this data", LOAD_INDICATORS)
    if indicator:
        return Untold(f"how “{indicator}” went", "there is no figure of it that may be shown", LOAD_INDICATORS)
    return held_back(group)


def months_of_network(choice: Subject) -> Untold:
    """The network month by month, where there is no month to look at."""
    what = "how the network went month by month"
    missing = "no whole calendar month is on record up to the end that was chosen"
    return of_records(choice, what) or Untold(what, missing, "Load a month of records or more.")


def thanks(choice: Subject) -> Untold | None:
    """Whether thanks are on record at all."""
    if len(choice.records.recognitions):
        return None
    return Untold("who is thanked", "no thanks are on record", LOAD_THANKS)


def covered(choice: Subject) -> str:
    """What share of the people the records speak of, where that is not nearly everyone; it stands beside the names."""
    answered = _answered(choice)
    if answered is not None and answered < NEARLY_ALL:
        return (
            f"This rests on a survey that {answered:.0%} of the people answered: who did not answer, or was not named, "
            "may have allies all the same."
        )
    share = choice.analysis.coverage["share"]
    if pd.isna(share) or share >= NEARLY_ALL or not choice.records.has_roster:
        return ""
    return f"The records speak of {share:.0%} of the people: silence may be what was not recorded."


def response(choice: Subject) -> str:
    """How many people answered, where a survey is all there is in the period; nothing where there is more."""
    share = _answered(choice)
    people = choice.analysis.data["people"]
    if share is None:
        return ""
    many = f"{round(share * people):,} of {tally(people, 'person', 'people')} answered"
    return f"{many} ({share:.0%})" if choice.records.has_roster else f"{many}, of those who are named in it"


def _answered(choice: Subject) -> float | None:
    """The share of people who answered, where a survey is all there is; None where there is more."""
    kinds = [kind for kind, share in choice.analysis.coverage["by_kind"].items() if share > 0]
    if not kinds or not set(kinds) <= set(SURVEY):
        return None
    rows, end = choice.records.interactions, pd.Timestamp(choice.analysis.data["as_of"])
    begin = end - pd.Timedelta(days=choice.analysis.data["window_days"])
    inside = rows["timestamp"].between(begin, end) & rows["kind"].isin(kinds)
    named_others = set(rows.loc[inside, "from_id"])
    return len(named_others | _marked(choice)) / max(choice.analysis.data["people"], 1)


def _marked(choice: Subject) -> set[str]:
    """Of the people looked at those whose row of the roster says that they answered, also where they named nobody."""
    people = choice.records.people
    if "answered" not in people:
        return set()
    looked_at = people["person_id"].isin(choice.analysis.people["person_id"])
    return set(people.loc[looked_at & people["answered"].eq("yes"), "person_id"])


def window(choice: Subject) -> str:
    """The period, and the half-life where most of the period hardly counts for it."""
    data = choice.analysis.data
    if data.get("events") == 0:
        return "records without a single event"
    last, days = pd.Timestamp(data["as_of"]) - pd.Timedelta(days=1), data["window_days"]
    half = data.get("half_life_days", "inf")
    words = f"the {days:,} days up to {day(last)}" if days != 1 else f"the one day of {day(last)}"
    if half != "inf" and days > LONG * half:
        recent = f"so mostly that of the last {round(3 * half):,} days"
        words += f" (help counts half after {tally(round(half), 'day')}, {recent})"
    return words


def day(date: str | pd.Timestamp) -> str:
    """A day as it stands in a sentence.

    >>> day("2026-03-01")
    '1 March 2026'
    """
    return f"{pd.Timestamp(date).day} {pd.Timestamp(date):%B %Y}"


def in_short(untold: Sequence[Untold]) -> str:
    """Several things that can't be told, in one sentence without their reasons; empty without any."""
    return f"It can't be told {listed([one.what for one in untold])}." if untold else ""


@dataclass(frozen=True)
class Of:
    """Records and their analysis, to ask what can't be told of them."""

    records: Records
    analysis: Analysis


def by_reason(untold: Iterable[Untold]) -> list[Untold]:
    """Several things that can't be told, those that lack the same thing as one."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for one in untold:
        reasons.setdefault((one.missing, one.do), []).append(one.what)
    return [Untold(listed(what), *why) for why, what in reasons.items()]


def together(untold: Iterable[Untold]) -> str:
    """Several things that can't be told: those that lack the same thing in one sentence, with what to do once.

    >>> together([Untold(what, "no help is on record", "Load it.") for what in ("who helps", "who leans")])
    "Who helps and who leans can't be told: no help is on record. Load it."
    """
    return " ".join(one.words for one in by_reason(untold))


def _clause(sentence: str) -> str:
    """A sentence of a detector as part of another one: without its full stop, and in lower case at its start.

    >>> _clause("No two people met.")
    'no two people met'
    """
    first = sentence.rstrip(".")
    return first[:1].lower() + first[1:]
