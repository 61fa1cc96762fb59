"""Which of one person's colleagues are which kind of ally, as far as the roster and the programmes tell.

Somebody can be of several kinds: a mentor may sit in the same team. What no record tells is said to be missing, and
never taken for nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd

from ally_graph.culture.looked import Missing
from ally_graph.matching.grounds import Grounds
from ally_graph.matching.rules import is_senior
from ally_graph.vocabulary import ALLY_CATEGORIES

KEEP_THINGS_RUNNING = (
    "accounting", "administration", "building services", "facilities", "facility management", "finance", "help desk",
    "helpdesk", "hr", "human resources", "information technology", "it", "it services", "it support", "office",
    "office management", "payroll", "people & culture", "people operations", "personnel", "reception", "service desk",
    "workplace",
)  # fmt: skip
"""What teams and departments are called that keep things running for all others."""
TITLE_COLUMNS = ("job_title", "title", "position", "job", "function")
GATEWAY_TITLES = re.compile(
    r"\b(secretar(?:y|ies)|receptionist|front desk|office manager|assistant to\b.*|"
    r"(?:personal|executive|team|office|management|administrative|admin) assistant)\b|^\s*(?:assistant|pa|ea)\s*$",
    re.IGNORECASE,
)
"""Titles of those who hold a door; an assistant professor or a sales assistant is none of them."""
SUPPORT_TITLES = re.compile(
    r"\b(caretaker|janitor|cleaner|porter|facility|facilities|system administrator|sysadmin|it support|helpdesk|"
    r"help desk|service desk|payroll)\b",
    re.IGNORECASE,
)
WRITE_DOWN = "or write them down below"
Mask = np.ndarray
Told = Callable[[Grounds, int], Mask | Missing]


def around(here: Grounds, me: int) -> dict[str, Mask | Missing]:
    """For each category, which colleagues are of it as seen from one person, or what is missing to tell."""
    found = {key: TELL[key](here, me) for key in ALLY_CATEGORIES if key in TELL}
    for mask in found.values():
        if not isinstance(mask, Missing):
            mask[me] = False
    return found


def team_members(here: Grounds, me: int) -> Mask | Missing:
    """Those of the same team or manager, the manager, and whoever reports to them."""
    team, manager = here.column("team"), here.managers
    line = _line(here, me)
    if team[me] < 0 and not line.any():
        return Missing("who your team members are", "no team and no manager is on record for you", _load("team"))
    same = (team == team[me]) & (team[me] >= 0)
    return same | line | ((manager == manager[me]) & (manager[me] >= 0))


def senior_management(here: Grounds, me: int) -> Mask | Missing:
    """Leaders above one's manager: up the line, or of a higher level than the manager.

    Without a manager on record, those two levels up or more; above the one person who leads the whole there is nobody.
    """
    level, managers = here.numbers("level"), here.managers
    manager = managers[me]
    if manager >= 0:
        above = further_up(managers, int(manager))
        higher = level > level[manager]
        return (above | higher) & (np.arange(here.size) != manager)
    leads = np.bincount(managers[managers >= 0], minlength=here.size) > 0
    if np.flatnonzero(leads & (managers < 0)).tolist() == [me]:
        return np.zeros(here.size, dtype=bool)
    if np.isnan(level[me]):
        missing = "neither your manager nor your level is on record"
        return Missing("who stands above your manager", missing, _load("manager"))
    return level >= level[me] + 2


def support_staff(here: Grounds, me: int) -> Mask | Missing:
    """Those of other teams whose team, department or title says that they keep things running: IT, HR and the like."""
    named = _texts(here, "team").isin(KEEP_THINGS_RUNNING) | _texts(here, "department").isin(KEEP_THINGS_RUNNING)
    mask = named.to_numpy(dtype=bool) | _titled(here, SUPPORT_TITLES)
    if not mask.any():
        missing = "no team, department or job title says that it keeps things running, as IT, HR or facilities"
        return Missing("who keeps things running for you", missing, f"Call such teams so, {WRITE_DOWN}.")
    team = here.column("team")
    return mask & ((team != team[me]) | (team[me] < 0))


def gateway_people(here: Grounds, me: int) -> Mask | Missing:  # noqa: ARG001
    """Secretaries and assistants, by their job titles."""
    if not any(name in here.people and here.people[name].notna().any() for name in TITLE_COLUMNS):
        do = f"Add a column job_title to the roster, {WRITE_DOWN}."
        return Missing("who is a secretary or an assistant", "no job titles are on record", do)
    return _titled(here, GATEWAY_TITLES)


def experienced_colleagues(here: Grounds, me: int) -> Mask | Missing:
    """Those of a higher level outside the reporting line, else those who have been here a year longer; and mentors."""
    every = np.arange(here.size)
    agreed = mentors_of(here, me) | _mentored(here, me)
    others = every != me
    level = here.numbers("level")
    by_level = not np.isnan(level[me]) and not np.isnan(level[others]).all()
    by_tenure = not np.isnan(here.tenure[me]) and not np.isnan(here.tenure[others]).all()
    if not (by_level or by_tenure or agreed.any()):
        missing = "neither your level, nor your first day here, nor a mentor of yours is on record"
        return Missing("who has done it before", missing, _load("level"))
    line = _line(here, me) | further_up(here.managers, me)
    return (is_senior(here, np.array([me]), every)[0] & ~line) | agreed


def network_contacts(here: Grounds, me: int) -> Mask | Missing:
    """People of other teams or from outside, who neither lead, nor keep things running, nor hold a door."""
    team = here.column("team")
    external = (here.people["kind"] == "external").to_numpy(dtype=bool)
    if team[me] < 0 and not external.any():
        return Missing("who works elsewhere", "no team is on record for you", _load("team"))
    mask = external | ((team >= 0) & (team[me] >= 0) & (team != team[me]))
    for tell in (team_members, senior_management, support_staff, gateway_people):
        others = tell(here, me)
        mask &= True if isinstance(others, Missing) else ~others
    return mask


TELL: dict[str, Told] = {
    "team_members": team_members,
    "senior_management": senior_management,
    "support_staff": support_staff,
    "gateway_people": gateway_people,
    "experienced_colleagues": experienced_colleagues,
    "network_contacts": network_contacts,
}
"""How each category is told that a record can tell; interest groups and family are nobody's business but one's own."""


def mentors_of(here: Grounds, me: int) -> Mask:
    """Who is somebody's mentor or buddy by a programme that runs."""
    pairs = here.active[~here.active["peers"] & (here.active["taker"] == me)]
    mask = np.zeros(here.size, dtype=bool)
    mask[pairs["giver"].to_numpy(dtype=int)] = True
    return mask


def in_programme_with(here: Grounds, me: int) -> Mask:
    """With whom somebody was brought together by a programme that runs, whoever gives."""
    pairs = here.active
    mask = np.zeros(here.size, dtype=bool)
    for one, other in (("giver", "taker"), ("taker", "giver")):
        mask[pairs.loc[pairs[one] == me, other].to_numpy(dtype=int)] = True
    return mask


def _mentored(here: Grounds, me: int) -> Mask:
    """Who mentored or trained somebody in the window."""
    events = here.base.events
    teaching = np.array([kind in ("mentoring", "training") for kind in events.kinds], dtype=bool)
    some = teaching[events.kind] & (events.target == me) if len(events) else np.zeros(0, dtype=bool)
    mask = np.zeros(here.size, dtype=bool)
    mask[events.source[some]] = True
    return mask


def _line(here: Grounds, me: int) -> Mask:
    """One's manager, and those who report to one."""
    mask = here.managers == me
    if here.managers[me] >= 0:
        mask[here.managers[me]] = True
    return mask


def further_up(managers: np.ndarray, person: int) -> Mask:
    """Everybody above a person on the reporting line, a circle in it gone round once."""
    mask = np.zeros(len(managers), dtype=bool)
    boss = managers[person]
    while boss >= 0 and not mask[boss]:
        mask[boss] = True
        boss = managers[boss]
    return mask


def _texts(here: Grounds, name: str) -> pd.Series:
    """A column of the roster as texts in small letters, empty where nothing is on record."""
    people = here.people
    column = people[name] if name in people else pd.Series("", index=people.index)
    return column.astype("str").where(column.notna(), "").str.strip().str.casefold()


def _titled(here: Grounds, pattern: re.Pattern[str]) -> Mask:
    """Whose job title has one of these words."""
    mask = np.zeros(here.size, dtype=bool)
    for name in TITLE_COLUMNS:
        if name in here.people:
            mask |= _texts(here, name).map(lambda title: bool(pattern.search(title))).to_numpy(dtype=bool)
    return mask


def _load(what: str) -> str:
    return f"Load the {what} of each person with the roster, {WRITE_DOWN}."
