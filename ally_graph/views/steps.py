"""A next step of their own for somebody who was found: what to check first, and a colleague who could do something.

A colleague is near who knows two of the same people, or works in the same team, place or programme. One with room gives
no more help than is usual and is named by nothing. Thanks count in their favour. It is a proposal to talk about, made
from what is on record, and says so by its reasons.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ally_graph.analysis import Analysis
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import Disclosed, Viewer
from ally_graph.disclosure.shown import ShownStep
from ally_graph.findings.guards import is_staff
from ally_graph.measures import reliance
from ally_graph.records import Records
from ally_graph.views import roster
from ally_graph.views.telling import day
from ally_graph.wording.counts import count, in_words, listed, listed_first, tally

SHARED = 2
"""So many people whom both know make somebody near."""
ROOM = 1.25
"""Who gives at most this much of the usual help has room."""
NAMES_TOLD = 3
LATELY = 0.5
"""Weight of contact that somebody has who was in contact once within the last half-life."""
BUSY = ("overrelied", "unbalanced", "ally_burnout", "isolated")
"""Whoever one of these names is asked for nothing more."""
FEW_DAYS = 5


@dataclass(frozen=True)
class Around:
    """What is looked at for every step: who is in contact, who helps whom, who has room, who is thanked."""

    records: Records
    analysis: Analysis
    called: dict[str, str]

    @cached_property
    def ids(self) -> list[str]:
        """The people, in the order of all that follows."""
        return self.analysis.base.people.index.astype("str").tolist()

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each person stands."""
        return {person: place for place, person in enumerate(self.ids)}

    @cached_property
    def contact(self) -> np.ndarray:
        """Who is in contact with whom."""
        return self.analysis.base.contact

    @cached_property
    def thanks(self) -> np.ndarray:
        """How often each person was thanked in the period."""
        rows, base = self.records.recognitions, self.analysis.base
        begin = base.as_of - pd.Timedelta(days=base.settings.window_days)
        got = rows.loc[rows["timestamp"].between(begin, base.as_of), "receiver_id"].astype("str").value_counts()
        return got.reindex(self.ids, fill_value=0).to_numpy()

    @cached_property
    def room(self) -> np.ndarray:
        """Who has room: at work long enough, of the company's own people, in contact lately, named by nothing."""
        base = self.analysis.base
        given = np.asarray(base.help.sum(axis=1)).ravel()
        here = is_staff(base) & (base.exposure >= base.settings.min_exposure_days)
        usual = np.median(given[here]) if here.any() else 0.0
        busy = {person for one in self.analysis.findings if one.detector in BUSY for person in one.people}
        free = np.array([person not in busy for person in self.ids], dtype=bool)
        lately = np.asarray(base.contact.sum(axis=1)).ravel() >= LATELY
        return here & free & (given <= ROOM * usual) & lately

    def neighbours(self, person: int) -> np.ndarray:
        """Whom somebody is in contact with, as a mask."""
        mask = np.zeros(len(self.ids), dtype=bool)
        mask[self.contact.indices[self.contact.indptr[person] : self.contact.indptr[person + 1]]] = True
        return mask

    def same(self, column: str, person: int) -> np.ndarray:
        """Who has the same team, place or manager as somebody; nobody where it is not known."""
        people = self.analysis.base.people
        if column not in people or pd.isna(people[column].iloc[person]):
            return np.zeros(len(self.ids), dtype=bool)
        return (people[column] == people[column].iloc[person]).fillna(False).to_numpy(dtype=bool)

    def programmes(self, person: int) -> np.ndarray:
        """Who takes part in a programme that somebody takes part in as well."""
        rows = self.records.programmes
        mine = set(rows.loc[rows["person_id"].astype("str") == self.ids[person], "programme"])
        them = set(rows.loc[rows["programme"].isin(mine), "person_id"].astype("str"))
        return np.array([person in them for person in self.ids], dtype=bool)


def around(records: Records, analysis: Analysis, viewer: Viewer) -> Around:
    """What is looked at for every step, by the names that this viewer sees."""
    return Around(records, analysis, roster.names(analysis.people, viewer))


def step(here: Around, viewer: Viewer, person: str, detectors: Iterable[str]) -> Disclosed[ShownStep]:
    """What to check first about somebody, and a next step of their own with the name of a colleague where one fits."""
    place, found = here.place.get(person), set(detectors)
    if place is None:
        return gate.shown(ShownStep(here.called.get(person, person), "", "", ""), viewer)
    who = here.called.get(person, person)
    if "isolated" in found:
        words = _introduce(here, place)
    elif found & {"overrelied", "ally_burnout", "unbalanced"}:
        words = _share(here, place) or _give_back(here, place)
    elif "bridge" in found:
        words = _second_bridge(here, place)
    else:
        words = ""
    return gate.shown(ShownStep(who, _manager(here, place), _check_first(here, place), words), viewer)


def _manager(here: Around, place: int) -> str:
    """Whom they report to, by name; empty where it is not on record."""
    people = here.analysis.base.people
    manager = people["manager_id"].iloc[place] if "manager_id" in people else None
    return "" if manager is None or pd.isna(manager) else here.called.get(str(manager), "")


def _check_first(here: Around, place: int) -> str:
    """The facts that may explain a silence: being away, new, or at work part of the time."""
    base, person = here.analysis.base, here.ids[place]
    days, end = base.settings.window_days, base.as_of.normalize()
    begin = end - pd.Timedelta(days=days)
    started = base.people["start_date"].iloc[place] if "start_date" in base.people else pd.NaT
    facts = [f"here only since {day(started)}"] if pd.notna(started) and started > begin else []
    away = _days_away(here.records.absences, person, begin, end)
    facts += [f"away {away:,} of these {days:,} days"] if away >= FEW_DAYS else []
    part = float(base.people["fte"].iloc[place]) if "fte" in base.people else 1.0
    facts += [f"at work {part:.0%} of the full time"] if part < 1 else []
    if facts:
        return f"Check first: {listed(facts)}."
    return "" if len(here.records.absences) else "Whether they were away can't be told: no absences are on record."


def _days_away(absences: pd.DataFrame, person: str, begin: pd.Timestamp, end: pd.Timestamp) -> int:
    """On how many days of the period somebody was away."""
    rows = absences[absences["person_id"].astype("str") == person]
    days: set[pd.Timestamp] = set()
    for first, last in zip(rows["start_date"], rows["end_date"], strict=True):
        days |= set(pd.date_range(max(first, begin), min(last, end - pd.Timedelta(days=1)), freq="D"))
    return len(days)


def _introduce(here: Around, place: int) -> str:
    """Who could bring somebody in: near, with room, and thanked."""
    mine = here.neighbours(place)
    shared = np.asarray(here.contact[:, mine].astype(bool).sum(axis=1)).ravel() if mine.any() else np.zeros(len(mine))
    team, site, programme = here.same("team", place), here.same("location", place), here.programmes(place)
    score = 2.0 * (shared >= SHARED) + 1.5 * team + 1.0 * programme + 0.5 * site + _thanked(here)
    near = (shared >= SHARED) | team | programme
    other = _best(here, place, np.where(near & here.room & ~_is_manager(here, place), score, -1.0))
    if other is None:
        return "Nobody near them has room by these records: ask the team together who could bring them in."
    reasons = [f"knows {in_words(int(shared[other]))} of the people they know"] * bool(shared[other] >= SHARED)
    reasons += ["is in the same team"] * bool(team[other]) + ["is in a programme with them"] * bool(programme[other])
    return f"Ask {here.called[here.ids[other]]} to invite them to something: {_reasons(here, other, reasons)}."


def _share(here: Around, place: int) -> str:
    """Who could take over some of what is asked of somebody: from those who lean on them."""
    leaning = reliance.dependants(here.analysis.base)
    mine = leaning.loc[leaning["helper"].astype("str") == here.ids[place], "dependant"].astype("str").tolist()
    if not mine:
        return ""
    places = [here.place[person] for person in mine]
    helps = (here.analysis.base.help_events[:, places].toarray() > 0).sum(axis=1)
    team = np.sum([here.same("team", one) for one in places], axis=0)
    score = 2.0 * helps + 1.0 * team + _thanked(here)
    free = here.room & ((helps > 0) | (team > 0))
    free[places] = False
    other = _best(here, place, np.where(free, score, -1.0))
    names = listed_first([here.called[person] for person in mine], NAMES_TOLD)
    if other is None:
        lean = "leans" if len(mine) == 1 else "lean"
        return f"{names} {lean} on them most, and nobody near has room: agree in the team what can wait."
    reasons = [f"helps {in_words(int(helps[other]))} of them already"] * bool(helps[other])
    reasons += ["is in a team with them"] * bool(team[other] and not helps[other])
    who, come = here.called[here.ids[other]], "comes" if len(mine) == 1 else "come"
    return f"Ask {who} to share what {names} {come} for: {_reasons(here, other, reasons)}."


def _give_back(here: Around, place: int) -> str:
    """Who is most in contact with somebody and has room to give something back."""
    row = np.zeros(len(here.ids))
    start, stop = here.contact.indptr[place], here.contact.indptr[place + 1]
    row[here.contact.indices[start:stop]] = here.contact.data[start:stop]
    other = _best(here, place, np.where(here.room & (row > 0), row, -1.0))
    if other is None:
        return ""
    reasons = ["is in contact with them most of those with room"]
    who, why = here.called[here.ids[other]], _reasons(here, other, reasons, room=False)
    return f"Ask {who} what they could do for them: {why}."


def _second_bridge(here: Around, place: int) -> str:
    """A second person who knows people of other teams, from their own team."""
    base = here.analysis.base
    team = base.people["team"] if "team" in base.people else pd.Series(pd.NA, index=base.people.index)
    codes = pd.factorize(team)[0]
    table = here.contact.tocoo()
    across = (codes[table.row] != codes[table.col]) & (codes[table.row] >= 0) & (codes[table.col] >= 0)
    known = np.bincount(table.row[across], minlength=len(here.ids)).astype(float)
    other = _best(here, place, np.where(here.room & here.same("team", place) & (known > 0), known, -1.0))
    if other is None:
        return ""
    reasons = [f"knows {count(int(known[other]), 'person', 'people')} of other teams"]
    return f"Let {here.called[here.ids[other]]} come along to the other team: {_reasons(here, other, reasons)}."


def _is_manager(here: Around, place: int) -> np.ndarray:
    people = here.analysis.base.people
    manager = str(people["manager_id"].iloc[place]) if "manager_id" in people else ""
    return np.array([person == manager for person in here.ids], dtype=bool)


def _thanked(here: Around) -> np.ndarray:
    """Thanks as a small part of a score, below one."""
    return here.thanks / (1.0 + here.thanks.max()) if len(here.thanks) else np.zeros(len(here.ids))


def _best(here: Around, place: int, score: np.ndarray) -> int | None:
    """Who scores best, by name between equals; None where nobody has a score."""
    score = score.copy()
    score[place] = -1.0
    best = float(score.max()) if len(score) else -1.0
    if best < 0:
        return None
    return min(np.flatnonzero(score == best).tolist(), key=lambda other: here.called[here.ids[other]])


def _reasons(here: Around, other: int, reasons: list[str], *, room: bool = True) -> str:
    """Why it is them, in the words of the records."""
    thanks = int(here.thanks[other])
    often = [f"was thanked {tally(thanks, 'time')}"] if thanks > 1 else []
    return listed([*reasons, *["has room"] * room, *often])
