"""The seven core elements of an ally culture by team: what the data holds of each, and what it doesn't.

An element has no score. It has pieces of evidence, each a share of people with its interval, the people it is about,
and the part of them its records speak of; or a sentence that says what is missing for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ally_graph import indicators, measures
from ally_graph.culture.looked import Looked, Missing
from ally_graph.culture.shares import Share, Told, by_group
from ally_graph.findings.challenges import FEWEST_SEEN
from ally_graph.indicators.by_group import change_of
from ally_graph.indicators.network import Reading, share_of_people
from ally_graph.measures import reliance, workload
from ally_graph.registry import Entry, Registry
from ally_graph.vocabulary import ELEMENTS

LEAST_AWAY = 3
LEAST_HELPS = 5
MOSTLY = 0.2
ROUNDING = 1e-6
LISTENING = ("listen", "heard", "empathy", "respect")
SURVEYED = (("engagement", "belonging"), ("engagement", "stress"), ("absence_burnout", "stress"))
LOAD = {
    "checkin": "Load records of check-ins or one-to-ones (kind checkin).",
    "manager_id": "Load a roster with the manager of each person.",
    "help": "Load records of help, answers or reviews.",
    "absences": "Load absences, never with a reason.",
    "cover": "Record who covers for somebody away (kind cover).",
    "thanks": "Load a table of thanks: who thanked whom, and when.",
    "level": "Load a roster with the level of each person.",
    "learning": "Load programmes, or records of mentoring and training.",
    "programmes": "Load a table of programmes: who takes part in what, since when.",
    "survey": "Ask about stress and being listened to, and fill in the table of indicators.",
    "roster": "Load a roster: a table of everyone who works here.",
    "clock": "Load records with their time of day.",
}
"""The one thing to do where something is missing."""


@dataclass(frozen=True)
class Evidence(Entry):
    """A piece of evidence: the `element` it speaks of, and which way is `good`."""

    element: str
    good: str = "up"


EVIDENCE: Registry[Evidence] = Registry("piece of evidence", Evidence)


@EVIDENCE.add("Had a check-in", question="Who had a check-in or one-to-one?", element="communication")
def checked_in(looked: Looked) -> Told:
    """Had a check-in or one-to-one on record in the window."""
    if not looked.ever("checkin"):
        return Missing("who has check-ins", "no check-in is on record", LOAD["checkin"])
    return Share(looked.part_of("checkin"), looked.here, _seen(looked, looked.part_of("checkin")))


@EVIDENCE.add("Talks both ways with their lead", question="Whom does their lead reach?", element="communication")
def heard_by_lead(looked: Looked) -> Told:
    """Had contact both ways with their own manager, of those whose manager is on record."""
    among = looked.here & (looked.manager >= 0)
    if not among.any():
        return Missing("whether leads talk with their reports", "no manager is on record", LOAD["manager_id"])
    rows = np.flatnonzero(looked.manager >= 0)
    those = np.zeros(looked.base.size, dtype=bool)
    those[rows] = np.asarray(looked.two_way[rows, looked.manager[rows]]).ravel()
    return Share(those, among, _in_records(looked))


@EVIDENCE.add("Helped somebody", question="Who gives help at all?", element="shared_responsibility")
def gave_help(looked: Looked) -> Told:
    """Gave help at least once in the window."""
    if not looked.helps.nnz:
        return Missing("who gives help", "no record says who helped whom", LOAD["help"])
    return Share(np.asarray(looked.helps.sum(axis=1)).ravel() > 0, looked.here, _in_records(looked))


@EVIDENCE.add("More than one to turn to", question="Who leans on one person alone?", element="shared_responsibility")
def somewhere_else(looked: Looked) -> Told:
    """Gets no more than half of their help from one person, of those who were helped often enough to tell."""
    got = np.asarray(looked.helps.sum(axis=0)).ravel()
    among = looked.here & (got >= looked.base.settings.sole_source_events)
    if not among.any():
        return Missing("who leans on one person alone", "nobody was helped often enough", LOAD["help"])
    leaning = looked.who(reliance.dependants(looked.base)["dependant"])
    return Share(~leaning, among, _in_records(looked))


@EVIDENCE.add("Covered when away", question="Is somebody away covered for?", element="shared_responsibility")
def covered_when_away(looked: Looked) -> Told:
    """Somebody covered for them in the window, of those who were away for three days or more."""
    what = "whether those away are covered for"
    if not len(looked.records.absences):
        return Missing(what, "no absences are on record", LOAD["absences"])
    if not looked.ever("cover"):
        return Missing(what, "no cover is on record", LOAD["cover"])
    away = _days_away(looked) >= LEAST_AWAY
    return Share(looked.part_of("cover", receiving=True), looked.here & away, _in_records(looked))


def _days_away(looked: Looked) -> np.ndarray:
    rows = looked.records.absences
    inside = rows[(rows["end_date"] >= looked.begin) & (rows["start_date"] < looked.base.as_of)]
    days = (inside["end_date"] - inside["start_date"]).dt.days + 1
    total = days.groupby(inside["person_id"].astype("str")).sum()
    return total.reindex(looked.ids, fill_value=0).to_numpy(dtype=float)


@EVIDENCE.add("Thanked", question="Who is thanked?", element="recognition")
def thanked(looked: Looked) -> Told:
    """Was thanked or recognised at least once in the window."""
    if not len(looked.records.recognitions):
        return Missing("who is thanked", "no thanks are on record", LOAD["thanks"])
    return Share(looked.who(looked.thanks["receiver_id"]), looked.here, _thanks_seen(looked))


@EVIDENCE.add("Thanked by another level", question="Do thanks cross levels?", element="recognition")
def thanked_across_levels(looked: Looked) -> Told:
    """Was thanked by somebody of another level, of those whose level is on record."""
    if not len(looked.records.recognitions):
        return Missing("whether thanks cross levels", "no thanks are on record", LOAD["thanks"])
    among = looked.here & ~np.isnan(looked.level)
    if len(np.unique(looked.level[among])) < 2:
        return Missing("whether thanks cross levels", "no two levels are on record", LOAD["level"])
    level = dict(zip(looked.ids, looked.level, strict=True))
    giver, receiver = (looked.thanks[name].astype("str").map(level) for name in ("giver_id", "receiver_id"))
    across = giver.notna() & receiver.notna() & (giver != receiver)
    return Share(looked.who(looked.thanks.loc[across, "receiver_id"]), among, _thanks_seen(looked))


@EVIDENCE.add("Learning with somebody", question="Who is mentored or trained?", element="development")
def learning(looked: Looked) -> Told:
    """Took part in mentoring or training in the window, as a programme or in single records."""
    kinds, tools = ("mentoring", "training"), ("mentorship", "training")
    ever = looked.ever(*kinds) or looked.records.programmes["programme"].isin(tools).any()
    if not ever:
        return Missing("who learns with somebody", "no mentoring or training is on record", LOAD["learning"])
    return Share(looked.part_of(*kinds) | looked.in_programme(*tools), looked.here)


@EVIDENCE.add("In flexible work", question="Who works flexibly?", element="flexibility")
def flexible(looked: Looked) -> Told:
    """Took part in flexible work in the window."""
    if not looked.records.programmes["programme"].isin(["flexible_work"]).any():
        return Missing("who works flexibly", "no flexible work is on record", LOAD["programmes"])
    return Share(looked.in_programme("flexible_work"), looked.here)


@EVIDENCE.add("Helps within working hours", question="Does help fit into the day?", element="flexibility")
def within_hours(looked: Looked) -> Told:
    """At most a fifth of the help they gave fell after hours, of those who helped five times or more."""
    base, support = looked.base, looked.base.events.support
    late = workload.after_hours(support, base.as_of, base.settings, base.people) if len(support) else None
    if late is None:
        return Missing("whether help fits into the day", "records of help have no time of day", LOAD["clock"])
    given, after = (np.bincount(support.source[some], minlength=base.size) for some in (late >= 0, late))
    among = looked.here & (given >= LEAST_HELPS)
    return Share(after <= MOSTLY * given, among, _in_records(looked))


@EVIDENCE.add("Has an ally", question="Who has no ally?", element="inclusion")
def has_ally(looked: Looked) -> Told:
    """Has at least one ally: a colleague with more than a single one-way contact."""
    if not looked.records.has_roster:
        return Missing("who has no ally", "there is no roster, so nobody can be missing", LOAD["roster"])
    if not len(looked.base.events):
        return Missing("who has no ally", "no contact is on record in the window", "Choose a longer period.")
    return Share(measures.allies(looked.base).to_numpy() > 0, looked.here, _in_records(looked))


def _thanks_seen(looked: Looked) -> float:
    both = pd.concat([looked.thanks["giver_id"].astype("str"), looked.thanks["receiver_id"].astype("str")])
    return _seen(looked, looked.who(both))


def _seen(looked: Looked, mask: np.ndarray) -> float:
    return float(mask[looked.here].mean()) if looked.here.any() else float("nan")


def _in_records(looked: Looked) -> float:
    """The share of the people whom any record of the window speaks of."""
    return _seen(looked, looked.base.seen.any(axis=0))


@dataclass(frozen=True)
class Piece:
    """A piece of evidence as it was found: its figures by group, or why it can't be told.

    `figures` has the columns `by, group, value, low, high, n`, the company first. `covered` is the share of the people
    whom its records speak of. `unit` is `%`, or that of a survey; `seen` the share of the people who appear in
    any record of the window, below a half of which teams are not compared.
    """

    key: str
    title: str
    element: str
    good: str
    figures: pd.DataFrame | None
    covered: float = float("nan")
    missing: Missing | None = None
    unit: str = "%"
    seen: float = 1.0

    @cached_property
    def company(self) -> Reading | None:
        """The figure of the whole company, where it may be shown."""
        if self.figures is None:
            return None
        rows = self.figures[self.figures["by"] == ""]
        row = next(rows.itertuples(), None)
        return None if row is None else Reading(float(row.value), int(row.n), float(row.low), float(row.high))

    @cached_property
    def below_others(self) -> tuple[str, ...]:
        """The teams whose interval lies wholly on the wrong side of the company's figure."""
        if self.company is None or self.good not in ("up", "down") or self.seen < FEWEST_SEEN:
            return ()
        teams, far = self.figures[self.figures["by"] == "team"], ROUNDING
        if self.good == "up":
            return tuple(teams.loc[teams["high"] < self.company.value - far, "group"])
        return tuple(teams.loc[teams["low"] > self.company.value + far, "group"])


@dataclass(frozen=True)
class Element:
    """A core element with all evidence of it."""

    key: str
    pieces: tuple[Piece, ...]

    @property
    def title(self) -> str:
        """Its name on screen."""
        return ELEMENTS[self.key]

    @cached_property
    def told(self) -> tuple[Piece, ...]:
        """The pieces of evidence of which something is known."""
        return tuple(piece for piece in self.pieces if piece.company is not None)

    @cached_property
    def is_missing(self) -> bool:
        """Whether all that is known of it in the whole company is nought, where most people appear in the records."""
        up = [piece for piece in self.told if piece.unit == "%" and piece.good == "up" and piece.seen >= FEWEST_SEEN]
        shares = [piece.company.value for piece in up]
        return bool(shares) and max(shares) == 0


def elements(looked: Looked) -> tuple[Element, ...]:
    """The seven elements, each with its evidence by team; nothing is added up to a score."""
    pieces = [_piece(looked, entry) for entry in EVIDENCE] + _surveyed(looked) + [_gap(looked)]
    return tuple(Element(key, tuple(one for one in pieces if one.element == key)) for key in ELEMENTS)


def _piece(looked: Looked, entry: Evidence) -> Piece:
    told = entry(looked)
    if isinstance(told, Missing):
        return Piece(entry.key, entry.title, entry.element, entry.good, None, missing=told)
    figures = by_group(looked, told)
    if not len(figures):
        least = looked.base.settings.min_group
        short = Missing(
            entry.question[:1].lower() + entry.question[1:].rstrip("?"),
            f"it would be about fewer than {least} people",
            "Choose a longer period.",
        )
        return Piece(entry.key, entry.title, entry.element, entry.good, None, missing=short)
    seen = _in_records(looked) if told.covered < 1 else 1.0
    return Piece(entry.key, entry.title, entry.element, entry.good, figures, told.covered, seen=seen)


def _surveyed(looked: Looked) -> list[Piece]:
    """What people said of stress and of being listened to, in the last month that may be shown."""
    settings = looked.base.settings
    shown = indicators.shown_table(looked.records, min_group=settings.min_group, steady_group=settings.steady_group)
    shown = shown[shown["month"] < looked.base.as_of] if len(shown) else shown
    asked = _asked(shown)
    if not asked:
        missing = Missing(
            "how people feel about stress and being listened to", "no survey asks about it", LOAD["survey"]
        )
        return [Piece("surveyed", "What people say", "empathy", "up", None, missing=missing)]
    return [_last_month(shown, *key) for key in asked]


def _asked(shown: pd.DataFrame) -> list[tuple[str, str]]:
    """The measures of surveys on stress and listening that there are figures of, one of each name."""
    there = dict.fromkeys(zip(shown["indicator"], shown["measure"], strict=True))
    wanted = [key for key in SURVEYED if key in there]
    wanted += [key for key in there if any(word in key[1].lower() for word in LISTENING)]
    return list({measure: (indicator, measure) for indicator, measure in reversed(wanted)}.values())[::-1]


def _last_month(shown: pd.DataFrame, indicator: str, measure: str) -> Piece:
    rows = shown[(shown["indicator"] == indicator) & (shown["measure"] == measure)]
    last = rows[rows["month"] == rows.loc[rows["group"] == indicators.ALL, "month"].max()]
    by = np.where(last["group"] == indicators.ALL, "", "team")
    figures = last.assign(by=by)[["by", "group", "value", "low", "high", "n"]].sort_values(["by", "group"])
    first = last.iloc[0] if len(last) else rows.iloc[0]
    month = f"{first['month']:%B %Y}"
    title, unit, good = f"{first['title']}, {month}", str(first["unit"]), str(first["good"])
    return Piece(f"{indicator}_{measure}", title, "empathy", good, figures.reset_index(drop=True), 1.0, unit=unit)


def _gap(looked: Looked) -> Piece:
    """How much less often people who work remotely are thanked than those on site or hybrid, in points of percent."""
    title = "Thanked: remote less others"
    told = thanked(looked)
    mode = looked.texts("work_mode")
    cells = looked.groups(looked.here)
    shown = set(cells.loc[cells["by"] == "work_mode", "group"])
    remote, others = (looked.here & mode.isin(names).to_numpy() for names in (["remote"], ["onsite", "hybrid"]))
    least = looked.base.settings.min_group
    what = "whether people who work remotely are thanked as often"
    if isinstance(told, Missing):
        return Piece("thanked_gap", title, "inclusion", "", None, missing=Missing(what, told.missing, told.do))
    if min(remote.sum(), others.sum()) < least or "remote" not in shown:
        missing = Missing(
            what, "too few people are known to work remotely, or not to", "Load the way of working of each person."
        )
        return Piece("thanked_gap", title, "inclusion", "", None, missing=missing)
    one, other = (share_of_people(int(told.those[who].sum()), int(who.sum())) for who in (remote, others))
    n = int(min(remote.sum(), others.sum())) // least * least
    row = ("", indicators.ALL, *change_of(one, other), n)
    figures = pd.DataFrame([row], columns=["by", "group", "value", "low", "high", "n"])
    return Piece("thanked_gap", title, "inclusion", "near 0", figures, told.covered, unit="points")
