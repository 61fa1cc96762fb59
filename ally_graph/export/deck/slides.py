"""Every slide that shows nobody: a function from a company without its people to a sentence, pictures and notes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from ally_graph.charts.slides import help as of_help
from ally_graph.charts.slides import rows, teams
from ally_graph.charts.slides.canvas import Drawn
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.unnamed import SEVERAL, Month, Unnamed
from ally_graph.export.deck.model import Frame
from ally_graph.registry import Registry
from ally_graph.wording.counts import count, in_words, listed, upper_first

SLIDES = Registry("slide")
"""Every slide without names, in the order of the deck; None is what the data has nothing for."""
TRIES = 3
Shown = Disclosed[Unnamed]


@dataclass(frozen=True)
class Asked:
    """What a slide is made with: the company, the key of the deck, and the month to begin with."""

    shown: Shown
    key: str
    start: str = ""

    @property
    def company(self) -> Unnamed:
        """The company without its people."""
        return content_of(self.shown)


@dataclass(frozen=True)
class Told:
    """A sentence, pictures and notes."""

    sentence: str
    frames: tuple[Frame, ...]
    notes: str


Maker = Callable[[Asked], Told | None]


def _told(sentence: str, picture: Drawn, notes: str) -> Told:
    return Told(sentence, (Frame(picture),), notes)


@SLIDES.add("What an ally network is", question="What is an ally network?", key="allies")
def allies(asked: Asked) -> Told:  # noqa: ARG001
    """What the rest is about, on three drawings of nobody in particular."""
    return _told(
        "Allies back each other with help, advice or plain company, and over time it goes both ways.",
        of_help.allies(),
        "An ally is somebody who backs a colleague, and is backed in turn. A network of allies can be strong in the "
        "middle and thin at the edges: help may lean on a few, and teams may hardly meet. Ask the room: who backed you "
        "last week? Nobody needs to answer aloud.",
    )


@SLIDES.add("Where we stand", question="Where do we stand?", key="standing")
def standing(asked: Asked) -> Told | None:
    """Two or three figures of the whole company."""
    company = asked.company
    if not company.enough or not company.ties:
        return None
    return _told(
        f"In {company.window_days} days, {company.ties:,} ties of support joined {company.people:,} people.",
        of_help.standing(asked.shown),
        f"The records end before {_day(company.as_of)}; {company.seen:.0f} % of the people appear in them. A tie is "
        "support from one person to another that left a trace. What happened over lunch does not show, so read this "
        "as the least there is, not as all there is.",
    )


@SLIDES.add("The groups", question="Which groups hold together?", key="groups")
def groups(asked: Asked) -> Told | None:
    """The groups by size and team."""
    company = asked.company
    if not company.groups_clear or not company.groups:
        return None
    mixed = sum(len(group.parts) > 1 or group.parts[0][0] == SEVERAL for group in company.groups)
    number = count(len(company.groups), "group holds", "groups hold")
    reach = f"{in_words(mixed) if mixed else 'none'} of them {'reach' if mixed > 1 else 'reaches'} across teams"
    return _told(
        f"{upper_first(number)} together; {reach}." if len(company.groups) > 1 else f"{upper_first(number)} together.",
        of_help.groups(asked.shown),
        "People in a group are more in contact with each other than chance would make them, whatever team they are "
        f"in. Sizes are told to the next five; groups and parts of fewer than {in_words(company.min_group)} people "
        "are not told apart. A group holds its people, and can keep others out: ask which door is open.",
    )


@SLIDES.add("Help and its spread", question="Is help fairly spread?", key="spread")
def spread(asked: Asked) -> Told | None:
    """How much of all help comes from those who help most."""
    company = asked.company
    if not company.fifths:
        return None
    part = of_help.PARTS[len(company.fifths)]
    beyond = company.uneven - company.uneven_by_chance
    chance = (
        f"Chance alone makes some of this: a Gini index of {company.uneven_by_chance:.2f}, where we are at "
        f"{company.uneven:.2f} (0: all give the same, 1: one gives everything)."
        if beyond == beyond
        else ""
    )
    return _told(
        f"The {part} of us who help most give {company.fifths[0]:.0f} % of all help.",
        of_help.spread(asked.shown),
        f"Each column is a {part} of the people. {chance} Those who help most are not the problem; they may need "
        "somebody to share with. Ask: what could be passed on, and who would like to take it?",
    )


@SLIDES.add("Links between teams", question="Which teams support each other?", key="links")
def links(asked: Asked) -> Told | None:
    """The ring of teams."""
    company = asked.company
    if len(company.teams) < 2 or company.across != company.across:
        return None
    return _told(
        f"{company.across:.0f} % of all {_what(company)} crosses from one team to another.",
        teams.links(asked.shown, asked.key),
        f"Each dot is a team, each line {_what(company)} between two. A line is drawn where at least three people on "
        "each side, and five in all, stand behind it and nobody makes most of it: no line does not mean no contact. "
        "The places on the ring mean nothing. Ask: which line would make work easier?",
    )


def _what(company: Unnamed) -> str:
    """What lines between teams are: support, or contact where no support is on record."""
    return "support" if company.directed else "contact"


@SLIDES.add("Against chance", question="Do teams keep to themselves?", key="chance")
def chance(asked: Asked) -> Told | None:
    """The table of teams against what chance would give."""
    company = asked.company
    own = [link.against for link in company.links if link.giver == link.receiver]
    if len(company.teams) < 2 or not own:
        return None
    more = sum(level > 0 for level in own)
    between = [link.against for link in company.links if link.giver != link.receiver]
    less = sum(level < 0 for level in between)
    sentence = (
        f"Inside {count(more, 'team', 'teams')} there is more {_what(company)} than chance would give"
        + (f", and between teams less in {less} of {len(between)} directions." if between else ".")
        if more
        else f"No team keeps its {_what(company)} to itself more than chance would have it."
    )
    return _told(
        sentence,
        teams.against_chance(asked.shown),
        "Rows give, columns get. A dark field has more support a person than if everyone helped everyone alike; a "
        "pale one has less. Empty fields have too few people behind them, or nothing. More support inside a team is "
        "usual, and good: people who work together help each other. Ask where a little more across would help.",
    )


@SLIDES.add("Month by month", question="What changed between teams?", key="months")
def months(asked: Asked) -> Told | None:
    """The ring of teams, moved through the months by the same keys."""
    company = asked.company
    if len(company.teams) < 2 or len(company.months) < 2:
        return None
    first = next((place for place, one in enumerate(company.months) if one.month == asked.start), 0)
    frames = tuple(
        Frame(teams.month(asked.shown, place, asked.key), _month_label(company.months, place))
        for place in range(first, len(company.months))
    )
    return Told(
        f"{upper_first(_what(company))} between teams, month by month.",
        frames,
        f"Every month looks back {company.window_days} days. Coloured lines are new since the month before, dashed "
        "ones are no longer there. A line that comes and goes may only have crossed the border of what is shown: "
        "look for what stays. The same key moves on through the months.",
    )


def _month_label(some: tuple[Month, ...], place: int) -> str:
    now = {(one.giver, one.receiver) for one in some[place].links if one.giver != one.receiver}
    name = f"{pd.Period(some[place].month):%B %Y}" + (f" · {some[place].phase}" if some[place].phase else "")
    words = count(len(now), "line", "lines")
    if place:
        before = {(one.giver, one.receiver) for one in some[place - 1].links if one.giver != one.receiver}
        new = len(now - before)
        words += f", {in_words(new)} new" if new else ", none new"
    return f"{name}: {words}"


@SLIDES.add("The network through the months", question="How has support moved?", key="network")
def network(asked: Asked) -> Told | None:
    """A few figures of support month by month."""
    company = asked.company
    if not company.network:
        return None
    known = {line.title: line for line in company.network}
    line = known.get("Support across teams", company.network[0])
    first, last = line.points[0], line.points[-1]
    unit = " %" if line.unit == "%" else ""
    value = (lambda number: f"{number:.0f}{unit}") if unit else (lambda number: f"{number:.2f}")
    return _told(
        f"{line.title} went from {value(first[1])} in {pd.Period(first[0]):%B} to {value(last[1])} in "
        f"{pd.Period(last[0]):%B %Y}.",
        rows.months(company.network, company.phases),
        "The pale band around a line is its 95 % interval: two months whose bands overlap may well be alike. "
        "Figures of single months are small numbers and jump; look at the direction.",
    )


@SLIDES.add("The indicators", question="Are the indicators moving?", key="indicators")
def indicators(asked: Asked) -> Told | None:
    """One measure of each success indicator month by month."""
    company = asked.company
    if not company.indicators:
        return None
    number = count(len(company.indicators), "indicator", "indicators")
    behind = ", with the phases of the programme behind them" if company.phases else ""
    return _told(
        f"{upper_first(number)} of success through the months{behind}.",
        rows.months(company.indicators, company.phases),
        "One measure of each indicator. They move for many reasons, of which the ally programme is one at best: "
        "without months before it, or others to compare with, no cause can be claimed.",
    )


@SLIDES.add("What changed", question="What changed?", key="changes")
def changes(asked: Asked) -> Told | None:
    """What moved between the first phase and the last."""
    company = asked.company
    if not company.changes or len(company.phases) < 2:
        return None
    measures, beyond, good, other = company.moved
    ways = [f"{good} the good way"] * (good > 0) + [f"{other} the other way"] * (other > 0)
    all_good = beyond > 1 and good == beyond
    told = "all the good way" if all_good else listed(ways)
    first, last = company.phases[0].name, company.phases[-1].name
    moved = f"{beyond} of {measures} measures moved" + (f", {told}" if told else "")
    return _told(
        f"From {first} to {last}, {moved}.",
        rows.changes(company.changes, first, last),
        "Moved means beyond the 95 % interval of the change between the means of the two phases. It says that "
        "something changed, and not why. Ask: which of these did you notice yourselves?",
    )


@SLIDES.add("What stands out", question="What stands out?", key="found")
def found(asked: Asked) -> Told | None:
    """What concerns enough people to be told without pointing at anybody."""
    company = asked.company
    if not company.found:
        return None
    told = [(f"{one.people} people" if one.people else "In the whole company", one.words) for one in company.found[:4]]
    return _told(
        f"{upper_first(count(len(told), 'thing stands', 'things stand'))} out that concern{'s' * (len(told) == 1)} "
        "many.",
        rows.points(told, numbered=True),
        f"Only what concerns {in_words(company.min_group)} people or more is told here; what concerns fewer is talked "
        "about with them alone, and kindly.",
    )


HABITS = (
    ("Ask first", "Ask one colleague this week how you can help, before anybody asks you."),
    ("Thank aloud", "Say thanks where others hear it, and say for what."),
    ("Cross one border", "Invite somebody of another team to what you do anyway."),
)


@SLIDES.add("What to try", question="What can we try?", key="tries")
def tries(asked: Asked) -> Told:
    """Three first steps: for the challenges that show, and habits that help everywhere."""
    seen = [(one.title, one.response) for one in asked.company.tries]
    some = [*seen, *HABITS][:TRIES]
    return _told(
        "What to try: one small step, together.",
        rows.points(some, numbered=True),
        "Choose one, and say who begins and when we look again. A pilot of two teams is enough; show everyone what "
        "came of it.",
    )


@SLIDES.add("What this can't tell", question="What can this not tell?", key="limits")
def limits(asked: Asked) -> Told:
    """What no record shows."""
    few = in_words(asked.company.min_group)
    some = (
        ("What is not on record", "Somebody may have the best of allies over lunch."),
        ("Why", "Records show that something moved, never the reason: that is for us to say."),
        ("Who", f"Nobody is ranked or judged, and nothing is told of fewer than {few} people."),
    )
    return _told(
        "Records show support that left a trace, and no reasons.",
        rows.points(some),
        "No message was read; only who, with whom, when and of what kind. Whoever wants to see what is held about "
        "them can ask.",
    )


def _day(text: str) -> str:
    day = pd.Timestamp(text)
    return f"{day.day} {day:%B %Y}"
