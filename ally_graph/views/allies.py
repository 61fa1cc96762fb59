"""What one person may be shown of their own support base: counts of their own ties, and a step for each of five habits.

Of colleagues it says what went between them and this person, and which share of their help came here. It never says
what goes on between two others, and has no figure by which colleagues could be put in an order.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from ally_graph.culture.looked import Missing
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import Disclosed, Viewer
from ally_graph.matching import PossibleAlly, SupportBase, Tie
from ally_graph.matching.support_base import EVEN, GETS, UNKNOWN, Balance, Kind, Unanswered
from ally_graph.matching.warmth import COOLING, EARLY, OVER, QUIET, STEADY, WARMING
from ally_graph.views.telling import LOAD_EVENTS, LONGER, UNTOLD, Subject, Untold, of_records, window
from ally_graph.vocabulary import ALLY_CATEGORIES, HABITS, kind_title
from ally_graph.wording.counts import count, in_words, listed, listed_first, lower_first, tally, upper_first

Called = Mapping[str, str]
CHOOSE = "Choose yourself to see who your allies are, what goes each way, and who might become one."
KINDS_TOLD, KINDS_IN_A_ROW, NAMES_TOLD, LONG_WEEKS, MUCH_MORE = 3, 2, 2, 4, 3
TIE_STATES = {
    WARMING: "warming",
    STEADY: "as usual",
    QUIET: "quiet",
    COOLING: "gone quiet",
    EARLY: "too early",
    OVER: "ended",
}
TIMES = {
    "help": ("help", "helps"),
    "review": ("review", "reviews"),
    "mentoring": ("mentoring talk", "mentoring talks"),
    "training": ("training", "trainings"),
    "cover": ("time of cover", "times of cover"),
    "answer": ("answer", "answers"),
    "checkin": ("check-in", "check-ins"),
}
"""What is counted, by kind of record, where the kind's title is no word for it."""
THANKS = {
    True: ("thing you thanked for", "things you thanked for"),
    False: ("thing you were thanked for", "things you were thanked for"),
}
NAMED = {
    True: ("time you named them as a help", "times you named them as a help"),
    False: ("time they named you as a help", "times they named you as a help"),
}
"""Thanks and mentions show help that went the other way: yours are for what you got, theirs for what you gave."""
NOBODY_FITS = (
    "Nobody can be named now",
    "Nobody is on record who knows the people you know, shares a programme with you or is as new, and has room.",
)
"""A title and words where nobody might become an ally by the records."""


def answer(found: SupportBase | None, choice: Subject, *, own: int = 0, filled: Collection[str] = ()) -> str:
    """How many allies of how many kinds, what cools, and where there is nobody, in one sentence.

    `own` is how many entries the person made themselves, `filled` the categories these are in.
    """
    if found is None:
        return CHOOSE
    untold = untold_of(found, choice)
    if untold is not None:
        return f"{untold.words} {_by_you(own)}".strip()
    there = {kind.key for kind in found.kinds if kind.people} | set(filled)
    allies = f"You have {count(len(found.allies), 'ally', 'allies')} on record"
    kinds = f"in {in_words(len(there))} of the eight kinds" if there else "and none of them of a kind that can be told"
    parts = [f"{allies}{f' and {in_words(own)} of your own' if own else ''} {kinds}"]
    quiet, empty = len(found.in_state(COOLING)), [key for key in found.nobody_in if key not in filled]
    if quiet:
        parts.append(count(quiet, "tie has gone quiet", "ties have gone quiet"))
    if empty:
        parts.append(f"nobody is on record among {listed([_kind(key) for key in empty])}")
    return f"{'; '.join(parts)}."


def untold_of(found: SupportBase, choice: Subject) -> Untold | None:
    """Why nothing can be told of somebody's allies; None where something can."""
    what = "who your allies are"
    missing = of_records(choice, what)
    if missing is not None or found.seen or found.ties:
        return missing
    days, least = found.days, choice.analysis.settings.min_exposure_days
    if days < least:
        return Untold(what, f"you were at work for {tally(days, 'day')} of {window(choice)}", LONGER)
    return Untold(what, f"no contact of yours is on record in {window(choice)}", LOAD_EVENTS)


def _by_you(own: int) -> str:
    return upper_first(f"{count(own, 'entry is', 'entries are')} your own.") if own else ""


def _kind(key: str) -> str:
    return lower_first(ALLY_CATEGORIES[key].title)


def support_base(found: SupportBase, viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """The eight categories: how many allies, what came from them and went to them, or why that can't be told."""
    rows = [
        (
            kind.key,
            ALLY_CATEGORIES[kind.key].title,
            len(kind.people),
            _helps(kind.received, found, mine=True),
            _helps(kind.given, found, mine=False),
            _state(kind),
            _told(kind),
        )
        for kind in found.kinds
    ]
    columns = ["key", "category", "people", "you_got", "you_gave", "state", "told"]
    return gate.table("support_base", pd.DataFrame(rows, columns=columns), viewer)


def _state(kind: Kind) -> str:
    """How a category stands, in two words."""
    if kind.missing is not None:
        return UNTOLD
    if kind.people:
        return count(len(kind.people), "ally", "allies")
    return "only you know" if ALLY_CATEGORIES[kind.key].own else "nobody yet" if kind.colleagues else "nobody there"


def _told(kind: Kind) -> str:
    """What can't be told of a category and what to do, or why nobody is in it; nothing where somebody is."""
    if kind.missing is not None:
        return _words(kind.missing)
    if ALLY_CATEGORIES[kind.key].own:
        return "No company record holds them: write them down below."
    return "" if kind.colleagues else "By the roster, nobody here is of this kind for you."


def _words(missing: Missing) -> str:
    return Untold(missing.what, missing.missing, missing.do).words


def _helps(helps: Mapping[str, int], found: SupportBase, *, mine: bool, most: int = KINDS_TOLD) -> str:
    """Help by kind in words, so many kinds at most; `mine` is what came to the person."""
    if "help" in found.missing:
        return UNTOLD
    ordered = sorted(helps.items(), key=lambda one: (-one[1], one[0]))
    told = [tally(number, *_called(kind, mine=mine)) for kind, number in ordered[:most]]
    more = sum(number for _, number in ordered[most:])
    return ", ".join([*told, *([f"{more:,} more"] if more else [])]) or "nothing on record"


def _called(kind: str, *, mine: bool) -> tuple[str, str]:
    if kind in ("recognition", "nomination"):
        return (THANKS if kind == "recognition" else NAMED)[mine]
    title = kind_title(kind).lower()
    return TIMES.get(kind, (title, title))


def own_ties(found: SupportBase, called: Called, viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """Everyone the person has a tie with, by name: which kind of ally, what went each way, and how the tie is doing."""
    rows = [
        (
            called.get(tie.person, tie.person),
            ", ".join(ALLY_CATEGORIES[key].title for key in tie.categories) or UNTOLD,
            _helps(tie.received, found, mine=True, most=KINDS_IN_A_ROW),
            _helps(tie.given, found, mine=False, most=KINDS_IN_A_ROW),
            UNTOLD if "warmth" in found.missing and tie.state == EARLY else TIE_STATES[tie.state],
            last_contact(tie.weeks),
        )
        for tie in found.ties
    ]
    columns = ["name", "ally_kinds", "you_got", "you_gave", "tie_state", "last_contact"]
    frame = pd.DataFrame(rows, columns=columns).sort_values("name", kind="stable", ignore_index=True)
    return gate.table("own_ties", frame, viewer)


def last_contact(weeks: int | None) -> str:
    """How long ago the last contact was, in whole weeks: a day is nobody's business.

    >>> last_contact(0), last_contact(1), last_contact(5), last_contact(None)
    ('in the last week', 'a week ago', '5 weeks ago', 'before this period')
    """
    if weeks is None:
        return "before this period"
    return {0: "in the last week", 1: "a week ago"}.get(weeks, f"{weeks} weeks ago")


def possible_allies(found: Sequence[PossibleAlly], called: Called, viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """Who might become an ally, why, and a first step by one of the habits."""
    rows = [(called.get(one.person, one.person), one.why, HABITS[one.habit], one.step) for one in found]
    return gate.table("possible_allies", pd.DataFrame(rows, columns=["name", "why", "habit", "first_step"]), viewer)


def habits(found: SupportBase, called: Called, viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """The five habits: what the records say to each, and a first step; or that it can't be told, and why."""
    tell = {
        "supportive": _supportive,
        "nurture": _nurture,
        "communicate": _communicate,
        "not_too_much": _not_too_much,
        "no_offence": _no_offence,
    }
    rows = [(key, HABITS[key], *tell[key](found, called)) for key in HABITS]
    return gate.table("habits", pd.DataFrame(rows, columns=["key", "habit", "says", "first_step"]), viewer)


def _supportive(found: SupportBase, called: Called) -> tuple[str, str]:
    """Whether as much goes out as comes in."""
    if "help" in found.missing:
        return _words(found.missing["help"]), ""
    balance = found.balance
    counted = f"You gave {tally(balance.given, 'help')} and got {balance.received:,}"
    if balance.verdict == UNKNOWN:
        return f"{counted}: too little to tell which way it leans.", "Do somebody a small favour this week, unasked."
    if balance.verdict == EVEN:
        return f"{counted}: {_lean(balance)}.", _back(found, called)
    if balance.verdict == GETS:
        return f"{counted}: clearly more came in.", _back(found, called)
    return f"{counted}: clearly more went out.", "You may ask for something yourself: it gives others a chance to."


def _lean(balance: Balance) -> str:
    """Which way a balance leans that is not far off: surely, though not by half as much again, or not surely."""
    if balance.high < 0:
        return "more came in than went out, though it may not be much"
    if balance.low > 0:
        return "more went out than came in, though it may not be much"
    return "by these records neither is surely more"


def _back(found: SupportBase, called: Called) -> str:
    """To whom most is due by what went each way, if that is anything."""
    due = [tie for tie in found.allies if tie.times_received - tie.times_given >= MUCH_MORE]
    if not due:
        return "Thank somebody by name for the last thing they did for you."
    first = min(due, key=lambda tie: (tie.times_given - tie.times_received, called.get(tie.person, tie.person)))
    went = f"{first.times_received:,} came from them and {first.times_given:,} went back"
    return f"Ask {called.get(first.person, first.person)} what you could do for them: {went}."


def _nurture(found: SupportBase, called: Called) -> tuple[str, str]:
    """Which ties cool, and which warm."""
    if "warmth" in found.missing:
        return _words(found.missing["warmth"]), ""
    warm = _named(found.in_state(WARMING), called)
    warming = f" Warmer lately: {warm}." if warm else ""
    cooling = sorted(found.in_state(COOLING), key=lambda tie: (tie.weeks is None, tie.weeks, _name(tie, called)))
    if not cooling:
        says = "No tie of yours is quiet for longer than its own rhythm explains."
        return says + warming, "Keep it so: it takes a word now and then."
    says = f"{upper_first(count(len(cooling), 'tie has', 'ties have'))} gone quiet: {_named(cooling, called)}."
    return says + warming, f"Write a line to {_name(cooling[0], called)}, unless the work simply came to its end."


def _communicate(found: SupportBase, called: Called) -> tuple[str, str]:
    """With whom the last contact lies far back."""
    if not found.allies:
        return "No ally of yours is on record, so it can't be told when you last spoke.", ""
    if "warmth" in found.missing:
        return _words(Missing("when you last spoke", found.missing["warmth"].missing, found.missing["warmth"].do)), ""
    long = [tie for tie in found.allies if tie.weeks is not None and tie.weeks >= LONG_WEEKS]
    if not long:
        return "With all your allies there was contact in the last four weeks.", "Ask one of them how they are."
    long.sort(key=lambda tie: (-(tie.weeks or 0), _name(tie, called)))
    many = f"{in_words(len(long))} of your {in_words(len(found.allies))}"
    says = f"With {many} allies the last contact lies four weeks back or more: {_named(long, called)}."
    return says, f"Say hello to {_name(long[0], called)}, and ask for nothing."


def _not_too_much(found: SupportBase, called: Called) -> tuple[str, str]:
    """Whether most of somebody's help goes to this person, or most of theirs comes from one."""
    if "help" in found.missing:
        return _words(found.missing["help"]), ""
    asked = sorted((tie for tie in found.ties if tie.asked_much), key=lambda tie: _name(tie, called))
    leaned = sorted((tie for tie in found.ties if tie.leaned_on), key=lambda tie: _name(tie, called))
    if asked:
        first, others = asked[0], len(asked) - 1
        name, share = _name(first, called), f"{first.times_received:,} of {first.help_of_theirs:,}"
        also = f" So it is with {count(others, 'more ally', 'more allies')}." if others else ""
        says = f"More than half of the help that {name} gave went to you ({share}).{also}"
        return says, f"Next time ask somebody else first, and do something for {name}."
    if leaned:
        first, whole = leaned[0], found.balance.received
        share = f"{first.times_received:,} of {whole:,}"
        says = f"More than half of the help you got came from {_name(first, called)} ({share})."
        return says, "Find a second person for the same, before you need one."
    if not found.balance.received:
        return "No help to you is on record, so there is nothing that could be too much.", ""
    return "No ally gave most of their help to you, and yours did not come from one person alone.", ""


def _no_offence(found: SupportBase, called: Called) -> tuple[str, str]:
    """Whether their own help stopped after a request had no answer."""
    if "requests" in found.missing:
        return _words(found.missing["requests"]), ""
    stopped = sorted((one for one in found.unanswered if one.withdrawn), key=lambda one: _who(one, called))
    if stopped:
        first = stopped[0]
        name = _who(first, called)
        says = f"A request of yours to {name} has no answer on record; you had helped them "
        says += f"{tally(first.before, 'time')} before, and {tally(first.since, 'time')} since."
        return says, f"A no is seldom about you: do {name} a small favour again."
    if found.unanswered:
        many = count(len(found.unanswered), "request of yours has", "requests of yours have")
        says = f"{upper_first(many)} no answer on record, and your own help did not stop over it."
        return says, "Ask again in another week, or ask somebody else."
    return "No request of yours is on record without an answer.", ""


def _who(one: Unanswered, called: Called) -> str:
    return called.get(one.person, one.person)


def _name(tie: Tie, called: Called) -> str:
    return called.get(tie.person, tie.person)


def _named(ties: Sequence[Tie], called: Called) -> str:
    """The first names of some ties, and how many there are besides; nothing of none."""
    return listed_first([_name(tie, called) for tie in ties], NAMES_TOLD) if ties else ""
