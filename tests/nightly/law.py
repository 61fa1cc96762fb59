"""The rules of matching as a stranger would write them down: one question, one answer, from the plain facts alone.

Nothing of the product's own rules, paths or loads is used; who shows strain is told by its detector.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property

import networkx as nx

from tests.nightly.matched import DAY_MINUTES, GIVEN, ZONES, Facts, Person

WINDOW, PROGRAMME, REPEAT, NEW, EXPOSED = 90, 90, 90, 183, 28
LARGE_MEETING, YEAR, LONG_AWAY = 8, 365, 30
GIVES, GETS = ("mentor", "buddy"), ("mentee", "newcomer")
TEACHING = ("mentoring", "training", "review")
NEARLY = 1e-9


class Law:
    """What may be between whom in one company."""

    def __init__(self, facts: Facts, strained: frozenset[str]) -> None:
        self.facts = facts
        self.people = {one.person_id: one for one in facts.people if one.kind != "service"}
        self.window = [
            (one, other, kind, minute)
            for one, other, kind, minute in facts.events
            if minute >= -WINDOW * DAY_MINUTES and {one, other} <= set(self.people)
        ]
        self.worn = {*facts.named["overrelied"], *facts.named["ally_burnout"], *strained}
        self.never_asked = {one for one, other in facts.blocked if not other}
        self.settled = {one for pair in facts.agreed for one in pair}
        self.exposure = {one: len(self._days(row)) for one, row in self.people.items()}
        given = Counter(one for one, _, kind, _ in self.window if kind in GIVEN)
        taken = Counter(other for _, other, kind, _ in self.window if kind in GIVEN)
        self.load = {one: _weekly(given[one], self.exposure[one] * row.fte) for one, row in self.people.items()}
        self.received = {one: _weekly(taken[one], self.exposure[one]) for one in self.people}
        self.limit = {one: self._usual(row) for one, row in self.people.items()}
        self._steps: dict[str, dict[str, int]] = {}

    @cached_property
    def begin(self) -> int:
        """The first day on which anything is on record; where everything is of one day, nothing is followed."""
        days = {minute // DAY_MINUTES for *_, minute in self.facts.events}
        return min(days) if len(days) > 1 else -WINDOW

    def _days(self, one: Person) -> set[int]:
        """The days of the window on which somebody was at work, from the first day on which anything is on record."""
        start, end = -WINDOW if one.start is None else one.start, 0 if one.end is None else one.end
        away = {
            day for who, first, last in self.facts.absences if who == one.person_id for day in range(first, last + 1)
        }
        return {day for day in range(-WINDOW, 0) if start <= day <= end and day >= self.begin} - away

    def _usual(self, one: Person) -> float:
        """What three in four colleagues like them stay below; among those who help where that is nothing."""
        for least in (-1.0, 0.0):
            some = [row for row in self.compared if self.load[row.person_id] > least]
            loads: list[float] = []
            for names in (("team", "level"), ("team",), ()):
                mine = [getattr(one, name) for name in names]
                if None not in mine:
                    loads = [self.load[row.person_id] for row in some if [getattr(row, name) for name in names] == mine]
                    if len(loads) >= self.facts.settings.min_stratum:
                        break
            if _quartile(loads) > 0:
                return _quartile(loads)
        return 0.0

    @cached_property
    def compared(self) -> list[Person]:
        """Who has been at work for long enough that others can be compared with them."""
        return [row for who, row in self.people.items() if self.exposure[who] >= EXPOSED and who not in self.elsewhen]

    @cached_property
    def elsewhen(self) -> set[str]:
        """Who left or had yet to come by the records alone: no dates, and seen only outside the window."""
        inside = {one for row in self.facts.events if row[3] >= -WINDOW * DAY_MINUTES for one in row[:2]}
        outside = {one for row in self.facts.events if row[3] < -WINDOW * DAY_MINUTES for one in row[:2]}
        return {
            one
            for one in outside - inside
            if one in self.people and self.people[one].start is None and self.people[one].end is None
        }

    @cached_property
    def graph(self) -> nx.Graph:
        """Who has met whom: at a meeting of nine or more nobody has met the others."""
        there = defaultdict(set)
        for one, other, _, minute in self.window:
            there[minute] |= {one, other}
        graph = nx.Graph()
        graph.add_nodes_from(sorted(self.people))
        graph.add_edges_from(row[:2] for row in self.window if len(there[row[3]]) <= LARGE_MEETING)
        return graph

    @cached_property
    def connected(self) -> set[str]:
        """The largest part of the network; of equal ones that with the first person."""
        parts = [sorted(part) for part in nx.connected_components(self.graph)]
        return set(min(parts, key=lambda part: (-len(part), part[0]), default=()))

    def manager(self, one: str) -> str | None:
        """Somebody's manager, if they are at work here."""
        found = self.people[one].manager_id
        return found if found in self.people else None

    def steps(self, one: str) -> dict[str, int]:
        """Steps to everyone who can be reached; whoever is cut off is led by their manager, or else by their team."""
        if one in self._steps:
            return self._steps[one]
        reached, manager = {one: 0} | dict.fromkeys(self.graph[one], 1), self.manager(one)
        if one not in self.connected:
            reached |= {manager: 1} if manager else {}
            team = self.people[one].team
            for other, row in self.people.items():
                fellow = self.manager(other) == manager if manager else team is not None and row.team == team
                if fellow and other not in reached:
                    reached[other] = 2
        for step in range(2, 5):
            for last in [other for other, steps in reached.items() if steps == step - 1]:
                for other in self.graph[last]:
                    reached.setdefault(other, step)
        self._steps[one] = reached
        return reached

    @cached_property
    def agreements(self) -> list[tuple[str, str, str, bool, int, int | None]]:
        """Giver, taker, tool, whether both are peers, first and last day of every pair of the programmes."""
        rows = []
        for one, tool, role, other, start, end in self.facts.programmes:
            if {one, other} <= set(self.people):
                giver, taker = (other, one) if role in GETS else (one, other)
                rows.append((giver, taker, tool, role not in (*GIVES, *GETS), start, end))
        return rows

    def mentees(self, one: str) -> int:
        """For how many somebody is a buddy or mentor."""
        running = [row for row in self.agreements if (row[5] is None or row[5] >= 0) and row[4] <= PROGRAMME]
        return len({taker for giver, taker, _, peers, *_ in running if giver == one and not peers})

    def free(self, one: str) -> int:
        """How many more people somebody has time for."""
        return max(0, self.facts.settings.mentees_at_most - self.mentees(one))

    def away(self, one: str) -> bool:
        """Away on the day, or for a third of the ninety days from then."""
        days = {day for who, first, last in self.facts.absences if who == one for day in range(first, last + 1)}
        return 0 in days or len(days & set(range(PROGRAMME))) >= LONG_AWAY

    def new(self, one: str) -> bool:
        """Began within the last half year."""
        start = self.people[one].start
        return start is not None and -start <= NEW

    def wrong_person(self, one: str, *, peers: bool) -> str:
        """Which rule somebody breaks who is asked."""
        row = self.people[one]
        if row.kind not in ("employee", "contractor"):
            return "kind"
        if (row.end is not None and row.end < PROGRAMME) or one in self.elsewhen:
            return "leaving"
        if self.away(one):
            return "away"
        if one in self.settled | self.never_asked:
            return "not to be asked"
        if peers:
            return ""
        if self.new(one) or self.exposure[one] < EXPOSED:
            return "new"
        if one in self.facts.named["isolated"]:
            return "alone"
        if not self.free(one):
            return "capacity"
        if one in self.worn:
            return "worn"
        return "load" if self.load[one] > self.limit[one] + NEARLY else ""

    def wrong_pair(self, one: str, other: str, programme: str) -> str:
        """Which rule two break who are brought together, the one who is looked after first."""
        if one == other:
            return "the same"
        if {(one, other), (other, one)} & set(self.facts.blocked):
            return "blocked"
        if self.manager(one) == other or self.manager(other) == one:
            return "manager"
        lately = [row for row in self.agreements if row[5] is None or row[5] >= -REPEAT]
        if any({giver, taker} == {one, other} for giver, taker, *_ in lately):
            return "repeat"
        if {one, other} <= set(self.facts.named["closed_group"]):
            return "closed"
        if self.graph.has_edge(one, other):
            return "tied"
        ways = [self.steps(one).get(other, 99)] + [self.steps(other).get(one, 99)] * (programme == "coffee")
        if not 2 <= min(ways) <= 4:
            return "far"
        return self._wrong_sort(self.people[one], self.people[other], programme)

    def _wrong_sort(self, one: Person, other: Person, programme: str) -> str:
        if programme == "mentorship":
            if one.level is not None and other.level is not None:
                return "" if other.level > one.level else "level"
            known = one.start is not None and other.start is not None
            return "" if known and one.start - other.start >= YEAR else "tenure"
        places = [(one.team, other.team), (one.location, other.location)]
        known = [mine == theirs for mine, theirs in places if None not in (mine, theirs)]
        return "same place" if programme == "coffee" and known and all(known) else ""

    def due(self, programme: str) -> set[str]:
        """For whom a programme is, of those who will be there; without those who have somebody already."""
        if self.facts.asked_for is not None:
            return {one for one in self.facts.asked_for if one in self.people} - self.settled
        here = {one for one in self.people if self.wrong_person(one, peers=True) in ("", "away", "not to be asked")}
        here -= self.settled
        if programme == "coffee":
            return here
        if programme == "buddy":
            return {one for one in here if self.new(one)}
        return {one for one in here if self.people[one].level is not None and self.people[one].level <= 1}

    def has_somebody(self, one: str, programme: str) -> bool:
        """Whether somebody has a buddy or mentor now, met or only on paper."""
        tool = "buddy" if programme == "buddy" else "mentorship"
        running = [row for row in self.agreements if (row[5] is None or row[5] >= 0) and row[4] <= PROGRAMME]
        return any(taker == one and which == tool and not peers for _, taker, which, peers, *_ in running)

    def ready(self, one: str, programme: str) -> bool:
        """Whether somebody who is looked after can be at all."""
        wrong = self.wrong_person(one, peers=True)
        return wrong == "" or (wrong == "not to be asked" and one not in self.settled and programme != "coffee")

    def merits(self, one: str, other: str, programme: str) -> tuple[float, ...]:
        """What speaks for the other, each the more the better."""
        mine, theirs = self.people[one], self.people[other]
        place = float(None not in (mine.location, theirs.location) and mine.location == theirs.location)
        if None not in (mine.time_zone, theirs.time_zone):
            place = max(place, 1 - abs(ZONES[mine.time_zone] - ZONES[theirs.time_zone]) / 6)
        shared = len(set(self.graph[one]) & set(self.graph[other]))
        room = max(0.0, (self.limit[other] - self.load[other]) / self.limit[other]) if self.limit[other] else 0.0
        teams = None not in (mine.team, theirs.team)
        told = [float(mine.work_mode is not None and mine.work_mode == theirs.work_mode), place, min(shared, 5), room]
        if programme == "buddy":
            same = self.manager(one) is not None and self.manager(one) == self.manager(other)
            tenure = 0 if theirs.start is None else min(-theirs.start, 3 * YEAR)
            return (*told, float(same), float(teams and mine.team == theirs.team), tenure)
        up = 0 if None in (mine.level, theirs.level) else theirs.level - mine.level
        taught = sum(row[0] == other and row[2] in TEACHING for row in self.window)
        return (*told, float(1 <= up <= 2), float(teams and mine.team != theirs.team), min(taught, 5))


def _weekly(events: int, days: float) -> float:
    return events * 7 / days if days else 0.0


def _quartile(values: list[float]) -> float:
    """The value that three in four stay below, on the straight line between two; 0 of nothing."""
    if not values:
        return 0.0
    ordered, place = sorted(values), 0.75 * (len(values) - 1)
    low = int(place)
    return ordered[low] + (place - low) * (ordered[min(low + 1, len(ordered) - 1)] - ordered[low])
