"""The culture as it may be shown: elements and roles by team, programmes, challenges, reasons, and the plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from ally_graph.culture.asks import HR
from ally_graph.culture.elements import Element, Piece
from ally_graph.culture.looked import Missing
from ally_graph.culture.plan import Response, Step
from ally_graph.culture.programmes import BEYOND, Dose, Formed, Load, Programme
from ally_graph.culture.reasons import SHOWS, Answer
from ally_graph.culture.roles import RoleFound
from ally_graph.culture.shares import people_told
from ally_graph.disclosure import gate, policy
from ally_graph.disclosure.gate import Disclosed, Viewer, content_of
from ally_graph.disclosure.suppression import ALL
from ally_graph.findings.challenges import CHALLENGES, SEEN, UNKNOWN
from ally_graph.indicators.by_group import ATTRIBUTES
from ally_graph.indicators.network import Reading
from ally_graph.views import telling
from ally_graph.views.since_began import SinceBegan
from ally_graph.views.telling import UNTOLD, Subject, Untold, day
from ally_graph.wording.counts import count, in_words, listed, listed_first, upper_first

Frame = Disclosed[pd.DataFrame]
WHOLE = "The whole company"
TEAMS_TOLD = 3
PRIVATE = ("employee_assistance", "anonymous_feedback")
"""Programmes of which no group is told who takes part: they are for those who don't want to be seen."""
NOTHING = "–"
PUBLISHED = (
    "In a published study 97 % of new people whose buddy met them more than eight times in 90 days said it helped, and "
    "56 % of those met once."
)


def untold(missing: Missing) -> Untold:
    """What can't be told of the culture, in the words of every page."""
    return Untold(missing.what, missing.missing, missing.do)


def figure(reading: Reading, unit: str = "%") -> str:
    """A figure with its interval and how many it is about: `82 % (70 to 89, of 60)`.

    >>> figure(Reading(81.7, 60, 70.1, 89.4)), figure(Reading(70.3, 45), "0-100")
    ('82 % (70 to 89, of 60)', '70 of 100 (of 45)')
    """
    mark = {"%": " %", "0-100": " of 100", "points": " points"}.get(unit, f" {unit}")
    signed = "+.0f" if unit == "points" else ".0f"
    n = "" if pd.isna(reading.n) else f"of {reading.n:,.0f}"
    span = "" if pd.isna(reading.low) else f"{reading.low:{signed}} to {reading.high:{signed}}"
    inside = ", ".join(part for part in (span, n) if part)
    return f"{reading.value:{signed}}{mark}" + (f" ({inside})" if inside else "")


def elements(found: Iterable[Element], viewer: Viewer) -> Frame:
    """The elements by team, a row a figure; what can't be told has a row with the sentence that says why.

    Columns: `element, evidence, good, by, group, value, low, high, n, unit, covered` (in percent), `told, lower`.
    """
    rows = [row for element in found for piece in element.pieces for row in _rows_of(element, piece)]
    columns = ["element", "evidence", "good", "by", "group", "value", "low", "high", "n", "unit", "covered"]
    return gate.table("elements", pd.DataFrame(rows, columns=[*columns, "told", "lower"]), viewer)


def _rows_of(element: Element, piece: Piece) -> list[tuple]:
    if piece.figures is None:
        words = untold(piece.missing).words
        return [(element.title, piece.title, piece.good, "", WHOLE, *([float("nan")] * 4), "", float("nan"), words, "")]
    lower = listed_first(piece.below_others, TEAMS_TOLD)
    return [
        (
            element.title,
            piece.title,
            piece.good,
            ATTRIBUTES.get(row.by, ""),
            WHOLE if row.group == ALL and not row.by else row.group,
            row.value,
            row.low,
            row.high,
            row.n,
            piece.unit,
            round(100 * piece.covered, 0),
            figure(Reading(row.value, row.n, row.low, row.high), piece.unit),
            "" if row.by else lower,
        )
        for row in piece.figures.itertuples()
    ]


def in_rows(shown: Frame, group: str = "") -> Frame:
    """A row a piece of evidence: its figure in the whole company, and `here` in one group where it may be shown."""
    frame = content_of(shown)
    own = frame[frame["group"] == group].set_index(["element", "evidence"])["told"]
    rows = frame[frame["group"] == WHOLE].drop_duplicates(["element", "evidence"])
    here = [own.get((row.element, row.evidence), UNTOLD) for row in rows.itertuples()]
    return gate.table("elements", rows.assign(here=here) if group else rows, shown.viewer)


def told_rows(shown: Frame) -> Frame:
    """The rows with a figure."""
    return shown.filter(content_of(shown)["value"].notna())


def untold_words(shown: Frame, title: str) -> list[str]:
    """Of what there is no figure: the `title` of each row, and the sentence that says why and what to do."""
    frame = content_of(shown)
    dark = frame[frame["value"].isna()]
    return [f"{name}: {words}" for name, words in zip(dark[title], dark["told"], strict=True)]


def roles(found: Iterable[RoleFound], viewer: Viewer, *, least: int) -> Frame:
    """Who has somebody in which role, by team, and how many in the whole company act in it.

    Columns: `role, acting, by, group, value, low, high, n, told`.
    """
    rows = []
    for role in found:
        acting = people_told(len(role.acting), least)
        if role.figures is None:
            told = untold(role.missing).words
            rows.append((role.title, UNTOLD, "", WHOLE, *([float("nan")] * 4), told))
            continue
        for row in role.figures.itertuples():
            told = figure(Reading(row.value, row.n, row.low, row.high))
            group, who = (row.group, NOTHING) if row.by else (WHOLE, acting)
            rows.append((role.title, who, row.by, group, row.value, row.low, row.high, row.n, told))
    columns = ["role", "acting", "by", "group", "value", "low", "high", "n", "told"]
    return gate.table("roles", pd.DataFrame(rows, columns=columns), viewer)


def roles_answer(found: Sequence[RoleFound]) -> str:
    """Which roles are missing in which teams, and which can't be told."""
    without = {role.title.lower(): listed_first(role.teams_without, TEAMS_TOLD) for role in found if role.teams_without}
    gaps = [f"{title} in {teams}" for title, teams in without.items()]
    dark = [role.title.lower() for role in found if role.figures is None]
    by_team = any((role.figures["by"] == "team").any() for role in found if role.figures is not None)
    every = f"Every role that can be told is held{' in every team shown' if by_team else ''}."
    held = every if len(dark) < len(found) else ""
    words = f"No ally is on record of these roles: {listed(gaps)}." if gaps else held
    more = f"Whether there are {listed(dark)} can't be told." if dark else ""
    return f"{words} {more}".strip()


def programmes(
    found: Iterable[Programme], viewer: Viewer, *, least: int, since: Mapping[str, SinceBegan] | None = None
) -> Frame:
    """The register of the twelve tools in words, those that somebody takes part in first.

    `since` says what changed since each began.
    """
    changed = since or {}
    rows = [
        (
            one.title,
            one.started or NOTHING,
            one.ended or ("goes on" if one.people else NOTHING),
            people_told(one.people, least),
            f"{one.hours:,.0f}" if one.hours and one.hours == one.hours else UNTOLD,
            _reach(one, least),
            dose_words(one.dose, least) if one.is_of_pairs else NOTHING,
            formed_words(one.formed),
            load_words(one.load, least) if one.is_of_pairs else NOTHING,
            *((changed[one.key].words, changed[one.key].short) if one.key in changed else (NOTHING, NOTHING)),
        )
        for one in sorted(found, key=lambda one: not one.people)
    ]
    columns = ["programme", "started", "ended", "people", "hours", "reach", "dose", "formed", "load_of_givers"]
    frame = pd.DataFrame(rows, columns=[*columns, "since", "since_short"])
    return gate.table("programmes", frame if since else frame.drop(columns=["since", "since_short"]), viewer)


def reach(found: Iterable[Programme], viewer: Viewer, *, least: int) -> Frame:
    """The share of people who take part now, by team and level; of what is private nothing but the company's."""
    rows = [
        (one.title, ATTRIBUTES.get(row.by, ""), row.group if row.by else WHOLE, row.value, row.low, row.high, row.n)
        for one in found
        if one.reach is not None and one.now >= least
        for row in one.reach.itertuples()
        if not (row.by and one.key in PRIVATE)
    ]
    frame = pd.DataFrame(rows, columns=["programme", "by", "group", "value", "low", "high", "n"])
    return gate.table("reach", frame, viewer)


def _reach(one: Programme, least: int) -> str:
    if one.now < least:
        return people_told(one.now, least)
    whole = one.reach[one.reach["by"] == ""] if one.reach is not None else pd.DataFrame()
    if not len(whole):
        return UNTOLD
    row = whole.iloc[0]
    return figure(Reading(row["value"], int(row["n"]), row["low"], row["high"]))


def dose_words(found: Dose | Missing, least: int) -> str:
    """How often pairs met, in one clause; or that it can't be told, and why."""
    if isinstance(found, Missing):
        return f"{UNTOLD}: {found.missing}"
    if found.pairs < least:
        return f"fewer than {in_words(least)} pairs have had their first 90 days"
    pairs = count(found.pairs, "pair")
    return f"{pairs}: half met on {found.median:.0f} days or more, {in_words(found.often)} on more than eight"


def formed_words(found: Formed | Missing) -> str:
    """Whether ties formed that lasted, with what chance and similar pairs make of it; or why that can't be told."""
    if isinstance(found, Missing):
        return f"{UNTOLD}: {found.missing}"
    said = "more than chance" if found.verdict == BEYOND else "no more than chance"
    similar = "" if pd.isna(found.similar) else f"; {found.similar:.0%} of pairs like them without it"
    by_chance = f"{found.low:.0f} to {found.high:.0f}, p = {found.p:.3f}"
    return f"{found.ties:,} of {found.pairs:,} new pairs, {said} ({by_chance}){similar}"


def load_words(found: Load | Missing, least: int) -> str:
    """What those who give in a programme carry, without telling of fewer than the smallest group shown."""
    if isinstance(found, Missing):
        return f"{UNTOLD}: {found.missing}"
    if found.givers < least:
        return f"{people_told(found.givers, least)} give in it"
    strained = f"; {people_told(found.strained, least)} of them carry too much" if found.strained else ""
    usual = f"half of them {found.median:.0f} helps or more (of others {found.others:.0f})"
    return f"{found.givers:,} people give in it, {usual}{strained}"


def programmes_answer(found: Sequence[Programme]) -> str:
    """How many tools are in use, which formed ties, and of which that can't be told yet."""
    used = [one for one in found if one.people]
    if not used:
        return "No programme is on record: load a table of programmes, with who takes part since when."
    formed = [one.title for one in used if isinstance(one.formed, Formed) and one.formed.verdict == BEYOND]
    chance = [one.title for one in used if isinstance(one.formed, Formed) and one.formed.verdict != BEYOND]
    dark = len(used) - len(formed) - len(chance)
    parts = [f"{listed_first(formed, TEAMS_TOLD)} formed more ties that lasted than chance"] if formed else []
    parts += [f"{listed_first(chance, TEAMS_TOLD)} formed no more than chance"] if chance else []
    parts += [f"of {in_words(dark)} it can't be told yet"] if dark else []
    return f"{upper_first(in_words(len(used)))} of twelve tools are on record; {'; '.join(parts)}."


def responses(found: Iterable[Response], viewer: Viewer) -> Frame:
    """The six challenges with verdict, response, practices and tools; a company is not told what verdicts rest on."""
    rows = [
        (
            one.verdict.challenge.title,
            one.verdict.verdict,
            one.verdict.why,
            one.verdict.challenge.response,
            "; ".join(f"{title} ({ask})" for title, ask in one.practices),
            "; ".join(f"{title} ({ask})" for title, ask in one.tools),
        )
        for one in found
    ]
    frame = pd.DataFrame(rows, columns=["challenge", "verdict", "why", "response", "practices", "tools"])
    return gate.table("responses", frame if policy.names(viewer) else frame.drop(columns="why"), viewer)


def reasons(found: Iterable[Answer], viewer: Viewer) -> Frame:
    """The seven reasons to fail, each with what the records say and what only people can answer."""
    rows = [(one.title, one.verdict, one.says, one.ask) for one in found]
    return gate.table("reasons", pd.DataFrame(rows, columns=["reason", "verdict", "says", "ask"]), viewer)


def reasons_answer(found: Sequence[Answer]) -> str:
    """How many of the seven reasons show."""
    seen = [one.title.lower() for one in found if one.verdict == SHOWS]
    dark = sum(one.verdict == UNTOLD for one in found)
    if dark == len(found):
        return "Whether any of the seven reasons to fail shows can't be told. What is left are questions for people."
    words = (
        f"{upper_first(count(len(seen), 'reason', 'reasons'))} of seven to fail {'shows' if len(seen) == 1 else 'show'}"
    )
    which = f" ({listed(seen)})" if seen else ""
    return f"{words}{which}; of {in_words(dark)} it can't be told. What is left are questions for people."


def plan(steps: Iterable[Step], viewer: Viewer) -> Frame:
    """The plan; who owns a step by name is for those only who may see names."""
    rows = [
        (
            one.words,
            one.tool_words,
            CHALLENGES[one.challenge].title,
            one.role,
            one.owner,
            day(one.until),
            one.watched,
            one.state,
        )
        for one in steps
    ]
    frame = pd.DataFrame(rows, columns=["step", "tool", "challenge", "role", "owner", "until", "watch", "state"])
    return gate.table("plan" if policy.names(viewer) else "plan_for_all", frame, viewer)


def first(steps: Sequence[Step], found: Iterable[Response], choice: Subject) -> str:
    """What to do first, in one sentence; or that it can't be told, and what to load."""
    verdicts = {one.key: one.verdict.verdict for one in found}
    if steps:
        one = steps[0]
        why = {SEEN: "shows in the records", UNKNOWN: "can't be told from them"}.get(verdicts.get(one.challenge), "")
        title = CHALLENGES[one.challenge].title
        see, because = "sees" if one.role == HR else "see", f", because “{title}” {why}" if why else ""
        return f"{one.words} {one.role} {see} to it by {day(one.until)}{because}."
    missing = telling.of_records(choice, "what to do first", layer="support")
    if missing is not None:
        return missing.words
    dark = [f"“{CHALLENGES[key].title}”" for key, verdict in verdicts.items() if verdict == UNKNOWN]
    if dark:
        return (
            f"No challenge is seen, and of {listed(dark)} it can't be told: ask people the questions of the checklist."
        )
    return "Nothing has to be begun: no challenge shows. Keep what runs, and look again in half a year."


def seen_of_six(verdicts: Sequence[str]) -> str:
    """How many of the challenges are seen, and how many can't be told.

    >>> seen_of_six([SEEN, *["not seen"] * 5]), seen_of_six([UNKNOWN] * 6)
    ('one to be seen', "can't be told")
    >>> seen_of_six([*["not seen"] * 2, *[UNKNOWN] * 4])
    "none to be seen, four can't be told"
    """
    seen, dark = verdicts.count(SEEN), verdicts.count(UNKNOWN)
    if dark == len(verdicts):
        return UNTOLD
    words = f"{in_words(seen) if seen else 'none'} to be seen"
    return f"{words}, {in_words(dark)} {UNTOLD}" if dark else words


def elements_answer(found: Sequence[Element]) -> str:
    """Of how many elements something is on record, which are missing, and where teams are further from good."""
    dark = [one.title.lower() for one in found if not one.told]
    missing = [one.title.lower() for one in found if one.is_missing]
    lower: dict[str, list[str]] = {}
    for element in found:
        for piece in element.told:
            for team in piece.below_others:
                lower.setdefault(team, []).append(f"“{piece.title}”")
    if len(dark) == len(found):
        return "Nothing is on record of any of the seven elements: the lines below say what to load for each."
    parts = [f"something is on record of {in_words(len(found) - len(dark))} of seven elements"]
    parts += [f"nobody has any of {listed(missing)}"] * bool(missing)
    some = list(lower.items())[:TEAMS_TOLD]
    parts += [f"{listed_first(where, 2)} further from good in {team}" for team, where in some]
    return f"{upper_first('; '.join(parts))}." + (f" Not in the data: {listed(dark)}." if dark else "")
