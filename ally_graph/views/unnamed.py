"""A company without its people, made before any slide is: figures, teams and groups of enough people, and no person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from ally_graph.analysis import Analysis
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import COMPANY, Disclosed, content_of
from ally_graph.disclosure.unnamed import (
    SEVERAL,
    Change,
    Found,
    Group,
    Line,
    Link,
    Month,
    Names,
    Phase,
    Team,
    Try,
    Unnamed,
)
from ally_graph.findings import DETECTORS
from ally_graph.findings.challenges import SEEN
from ally_graph.indicators.ways import GOOD, OTHER, SAME
from ally_graph.network import Network, network_of
from ally_graph.progress import heartbeat
from ally_graph.records import Records
from ally_graph.views import months as shown_months
from ally_graph.views import telling
from ally_graph.views.answers import beyond_interval

MOST_TEAMS, MOST_MONTHS, MOST_GROUPS, MOST_LINES = 11, 24, 8, 6
EACH_SIDE = 3
"""Support between two teams is shown where so many people of each give or get it, and as many as are shown at all."""
ONE_GIVES, TWO_GIVE = 0.5, 0.75
"""Where one person gives more than this share of a sum, or two more than that, it says what they do."""
STRENGTHS = (0.05, 0.15, 0.3)
AGAINST = (1 / 3, 2 / 3, 1.5, 3.0)
TO_FIVE = 5
NETWORK_LINES = ("two_way", "across_teams", "unevenness", "from_the_busiest")
"""Figures of the network that are about support, and not shares of people, which would tell of few of them."""
OTHER_TEAMS = "Other teams"
Known = tuple[Disclosed[pd.DataFrame] | None, Disclosed[pd.DataFrame] | None]
"""The indicators of all groups, and those of the company's network, by month; None where they are not known yet."""


@dataclass(frozen=True)
class _Side:
    """The support of one period between teams: who gave and got each record, how much, and everybody's team."""

    giver: np.ndarray
    receiver: np.ndarray
    weight: np.ndarray
    team: np.ndarray
    teams: int


class _Choice(NamedTuple):
    """What is asked whether it can be told."""

    records: Records
    analysis: Analysis


def unnamed(
    records: Records,
    analysis: Analysis,
    *,
    every: Disclosed[pd.DataFrame] | None = None,
    network: Disclosed[pd.DataFrame] | None = None,
) -> Disclosed[Unnamed]:
    """What may be shown of a company to a whole room: no person, no id, no name, and nothing about too few.

    Teams of fewer than `min_group` people stand together, or are left out. What people wrote, such as the name of a
    phase, is replaced where it holds a name. `every` and `network` are the indicators of all groups and those of the
    company's network by month, where they are known already.
    """
    settings, base = analysis.settings, analysis.base
    names = Names(records.people, settings.min_group)
    data, figures = analysis.data, analysis.network
    made = Unnamed(
        people=base.size,
        first=str(data["first"] or ""),
        as_of=str(data["as_of"]),
        window_days=int(data["window_days"]),
        directed=bool(len(base.events.support)) or not len(base.events.contact),
        seen=_percent(analysis.coverage["share"]),
        ties=int(figures.ties) if _helpers(base) >= settings.min_group else 0,
        answered=_percent(figures.reciprocity),
        across=float("nan"),
        min_group=settings.min_group,
    )
    if not made.enough:
        return gate.shown(replace(made, ties=0, answered=float("nan"), seen=float("nan")), COMPANY)
    made = _with_teams(made, records, base, names)
    made = _with_groups(made, analysis)
    made = made if telling.spread(_Choice(records, analysis)) else _with_help(made, base, figures)
    made = _with_months(made, records, analysis, names, (every, network))
    return gate.shown(_with_findings(made, analysis), COMPANY)


def _helpers(base: Network) -> int:
    """How many people help somebody."""
    return int((np.asarray(base.help.sum(axis=1)).ravel() > 0).sum())


def _percent(share: float) -> float:
    return float(np.round(100 * share)) if share == share else float("nan")


def _with_teams(made: Unnamed, records: Records, base: Network, names: Names) -> Unnamed:
    """Teams, the links between them in the window, and month by month."""
    label_of = _team_labels(base, made.min_group)
    labels = list(dict.fromkeys(label_of.values()))
    sizes = dict.fromkeys(labels, 0)
    for team, people in _sizes(base).items():
        if team in label_of:
            sizes[label_of[team]] += people
    called = names.called(labels, "Team")
    teams = tuple(Team(called[label], _to_five(sizes[label])) for label in labels)
    if len(teams) < 2:
        return replace(made, teams=teams)
    now = _side(base, label_of, labels, directed=made.directed)
    every = base.groups("team")[0]
    known = (every[now.giver] >= 0) & (every[now.receiver] >= 0)
    crossing = known & (every[now.giver] != every[now.receiver])
    total = now.weight[known].sum()
    across = _percent(now.weight[crossing].sum() / total) if total else float("nan")
    links = _links(now, made.min_group)
    return replace(
        made,
        teams=teams,
        teams_left_out=len(_sizes(base)) - len(label_of),
        links=links,
        across=across if links else float("nan"),
        months=tuple(_month_links(records, base, made, label_of, labels)),
    )


def _sizes(network: Network) -> dict[str, int]:
    codes, teams = network.groups("team")
    counts = np.bincount(codes[codes >= 0], minlength=len(teams))
    return {str(team): int(people) for team, people in zip(teams, counts, strict=True)}


def _team_labels(network: Network, least: int) -> dict[str, str]:
    """The teams that are shown, by name: the largest for themselves, the others together.

    The others are left out where they are too few, and of a great many teams where they would be most of the company.
    """
    sizes = _sizes(network)
    large = sorted((team for team in sizes if sizes[team] >= least), key=lambda team: (-sizes[team], team))
    alone, rest = large[:MOST_TEAMS], [*large[MOST_TEAMS:], *sorted(team for team in sizes if sizes[team] < least)]
    together = sum(sizes[team] for team in rest)
    if together < least or (len(large) > MOST_TEAMS and 2 * together > sum(sizes.values())):
        rest = []
    return {team: team for team in alone} | dict.fromkeys(rest, OTHER_TEAMS)


def _side(network: Network, label_of: dict[str, str], labels: list[str], *, directed: bool) -> _Side:
    codes, teams = network.groups("team")
    place = {label: number for number, label in enumerate(labels)}
    number_of = np.array([place.get(label_of.get(str(team), ""), -1) for team in teams] + [-1])
    events = network.events.support if directed else network.events.contact
    giver, receiver, weight = events.source, events.target, network.decayed(events)
    if not directed:  # contact has no direction: it counts both ways
        giver, receiver, weight = np.r_[giver, receiver], np.r_[receiver, giver], np.r_[weight, weight]
    return _Side(giver, receiver, weight, number_of[codes], len(labels))


def _links(side: _Side, least: int) -> tuple[Link, ...]:
    """The links behind which enough people stand, of whom none gives nearly all."""
    one, two = side.team[side.giver], side.team[side.receiver]
    known = (one >= 0) & (two >= 0)
    if not known.any():
        return ()
    link, weight = (one * side.teams + two)[known], side.weight[known]
    giver, receiver = side.giver[known], side.receiver[known]
    sizes = np.bincount(side.team[side.team >= 0], minlength=side.teams)
    sums = np.bincount(link, weight, minlength=side.teams**2).reshape(side.teams, side.teams)
    total, between = sums.sum(), sums.sum() - np.trace(sums)
    usual = total / max(sizes.sum() * (sizes.sum() - 1), 1)
    links = []
    for place in np.unique(link):
        rows = link == place
        if _enough(giver[rows], receiver[rows], weight[rows], least):
            from_team, to_team = divmod(int(place), side.teams)
            strength = 0 if from_team == to_team else 1 + int(np.searchsorted(STRENGTHS, sums.flat[place] / between))
            pairs = sizes[from_team] * (sizes[to_team] - (from_team == to_team))
            against = int(np.searchsorted(AGAINST, sums.flat[place] / max(pairs * usual, 1e-12))) - 2
            links.append(Link(from_team, to_team, strength, against))
    return tuple(links)


def _enough(giver: np.ndarray, receiver: np.ndarray, weight: np.ndarray, least: int) -> bool:
    """Whether enough people stand behind support between two teams, and nobody makes nearly all of it."""
    givers, of_giver = np.unique(giver, return_inverse=True)
    receivers, of_receiver = np.unique(receiver, return_inverse=True)
    if min(len(givers), len(receivers)) < EACH_SIDE or len(np.union1d(givers, receivers)) < least:
        return False
    return not any(_led_by_few(np.bincount(of_side, weight)) for of_side in (of_giver, of_receiver))


def _led_by_few(parts: np.ndarray) -> bool:
    """Whether one part is more than half of the sum, or two are more than three quarters."""
    largest = np.sort(parts)[::-1]
    return bool(largest[0] > ONE_GIVES * parts.sum() or largest[:2].sum() > TWO_GIVE * parts.sum())


def _month_links(
    records: Records, base: Network, made: Unnamed, label_of: dict[str, str], labels: list[str]
) -> Iterator[Month]:
    """The links at the end of each whole month, looking back one window; none of a team that is too small then."""
    first, last = records.span()
    if pd.isna(first):
        return
    ends = list(pd.period_range(first, min(last, base.as_of), freq="M"))
    whole = [month for month in ends if (month + 1).start_time <= max(base.as_of, last.ceil("D"))][-MOST_MONTHS:]
    for month in whole:
        heartbeat(str(month))
        network = network_of(records, as_of=(month + 1).start_time, settings=base.settings)
        here = {
            team: label for team, label in label_of.items() if _label_size(network, label_of, label) >= made.min_group
        }
        yield Month(str(month), _links(_side(network, here, labels, directed=made.directed), made.min_group))


def _label_size(network: Network, label_of: dict[str, str], label: str) -> int:
    return sum(people for team, people in _sizes(network).items() if label_of.get(team) == label)


def _to_five(people: int) -> int:
    """A number of people to the next five, halves upwards, and five at the least.

    >>> [_to_five(people) for people in (5, 7, 8, 12, 13)]
    [5, 5, 10, 10, 15]
    """
    return max(TO_FIVE * int((people + TO_FIVE / 2) // TO_FIVE), TO_FIVE)


def _with_groups(made: Unnamed, analysis: Analysis) -> Unnamed:
    """Groups of enough people, by the teams they are made of; what is left over of a group stands together."""
    team_of = dict(zip(analysis.people["person_id"].astype(str), analysis.people["team"], strict=True))
    label_of, called = _team_labels(analysis.base, made.min_group), [team.name for team in made.teams]
    labels = list(dict.fromkeys(label_of.values()))
    shown = dict(zip(labels, called, strict=True))
    groups = [
        _group([shown.get(label_of.get(str(team_of.get(person)), "")) for person in cluster.members], made)
        for cluster in analysis.clusters
        if len(cluster.members) >= made.min_group
    ]
    groups.sort(key=lambda group: (-group.people, group.parts))
    return replace(made, groups=tuple(groups[:MOST_GROUPS]), groups_clear=bool(analysis.network.clear_clusters))


def _group(teams: list[str | None], made: Unnamed) -> Group:
    """A group by the teams of its people, None for one not shown; parts of too few are put together, or left out."""
    large = {team: n for team, n in Counter(teams).items() if team and n >= made.min_group}
    rest = len(teams) - sum(large.values())
    parts = [(team, _to_five(n)) for team, n in sorted(large.items(), key=lambda part: (-part[1], part[0]))]
    parts += [(SEVERAL, _to_five(rest))] if rest >= made.min_group else []
    return Group(sum(people for _, people in parts), tuple(parts))


def _with_help(made: Unnamed, base: Network, network: object) -> Unnamed:
    """How help is spread: by fifths of the people, or fewer parts, each of enough of them."""
    parts = min(5, made.people // made.min_group)
    given = np.sort(np.asarray(base.help.sum(axis=1)).ravel())[::-1]
    if parts < 2 or _helpers(base) < made.min_group:
        return made
    split = np.array_split(given, parts)
    if any(part.sum() > 0 and _led_by_few(part) for part in split[:1]):
        return made
    shares = tuple(_percent(part.sum() / given.sum()) for part in split)
    return replace(
        made,
        fifths=shares,
        uneven=round(float(network.gini_help_given), 2),
        uneven_by_chance=round(float(network.gini_expected_by_chance), 2),
    )


def _with_months(made: Unnamed, records: Records, analysis: Analysis, names: Names, known: Known) -> Unnamed:
    """The indicators and the network month by month, what changed, and the phases."""
    settings = analysis.settings
    every = known[0] or shown_months.indicators(records, COMPANY, None, settings=settings)
    until = pd.Timestamp(made.as_of)
    values = content_of(every)
    values = values[(values["group"] == "all") & (values["month"] < until)]
    changes = content_of(shown_months.indicator_changes(records, COMPANY, settings=settings, every=every))
    network = content_of(known[1] or shown_months.network_indicators(records, COMPANY, settings=settings))
    network = network[network["measure"].isin(NETWORK_LINES) & (network["month"] < until)]
    titles = names.called(list(dict.fromkeys([*values["title"], *changes["title"]])), "Measure")
    phases = _phases(records, names)
    firsts = values.drop_duplicates("indicator").set_index(["indicator", "measure"]).index
    chosen = values[pd.MultiIndex.from_frame(values[["indicator", "measure"]]).isin(firsts)]
    moved = beyond_interval(changes)
    return replace(
        made,
        phases=phases,
        months=tuple(replace(month, phase=_phase_of(month.month, phases)) for month in made.months),
        network=tuple(_lines(network, lambda title: title)),
        indicators=tuple(_lines(chosen, titles.__getitem__))[:MOST_LINES],
        changes=tuple(_changes(changes, titles)),
        moved=(moved.measures, moved.beyond, moved.good, moved.other),
    )


def _phases(records: Records, names: Names) -> tuple[Phase, ...]:
    frame = content_of(shown_months.phases(records, COMPANY)).dropna(subset=["start", "end"])
    called = names.called(list(dict.fromkeys(frame["name"].astype(str))), "Phase")
    return tuple(
        Phase(called[str(row.name)], f"{row.start:%Y-%m}", f"{row.end:%Y-%m}") for row in frame.itertuples(index=False)
    )


def _phase_of(month: str, phases: tuple[Phase, ...]) -> str:
    inside = [phase.name for phase in phases if phase.first <= month <= phase.last]
    return inside[-1] if inside else ""


def _lines(frame: pd.DataFrame, title_of: Callable[[str], str]) -> Iterator[Line]:
    """Each measure of a table with its months in order; those with fewer than three months are left out."""
    for (title, unit, good), rows in frame.groupby(["title", "unit", "good"], sort=False):
        rows = rows.dropna(subset=["value"]).sort_values("month")
        if len(rows) > 2:
            points = zip(rows["month"].dt.strftime("%Y-%m"), rows["value"], rows["low"], rows["high"], strict=True)
            told = tuple((month, *(round(float(value), 3) for value in rest)) for month, *rest in points)
            yield Line(title_of(title), str(unit), str(good), told)


def _changes(frame: pd.DataFrame, titles: dict[str, str]) -> Iterator[Change]:
    """What changed from the first phase to the last: what moved beyond its interval first, each measure once."""
    known = frame.dropna(subset=["difference"]).drop_duplicates(["title", "unit"])
    known = known.assign(rank=known["way"].map({GOOD: 0, OTHER: 0}).fillna(1).where(known["way"] != SAME, 2))
    for row in known.sort_values("rank", kind="stable").itertuples():
        yield Change(titles[row.title], str(row.unit), round(row.before, 2), round(row.after, 2), str(row.way))


def _with_findings(made: Unnamed, analysis: Analysis) -> Unnamed:
    """What was found that concerns enough people, or the company as a whole; nothing is said of the rest."""
    sure = [finding for finding in analysis.findings if finding.certain]
    found, large = [], set()
    for detector in DETECTORS:
        theirs = [finding for finding in sure if finding.detector == detector.key]
        people = {person for finding in theirs for person in finding.people}
        if theirs and detector.about == "company" and not people:
            large.add(detector.key)
            found.append(Found(detector.title, 0))
        elif len(people) >= made.min_group:
            large.add(detector.key)
            if detector.about == "people":
                found.append(Found(detector.title, len(people)))
    tries = [
        Try(one.challenge.title, one.challenge.response)
        for one in analysis.challenges
        if one.verdict == SEEN and (not one.challenge.detectors or large.intersection(one.challenge.detectors))
    ]
    return replace(made, found=tuple(found), tries=tuple(tries))


def why_too_few(made: Unnamed) -> telling.Untold:
    """Why nothing is shown of a company of so few people."""
    least = 2 * made.min_group
    return telling.Untold(
        "what slides may show without names",
        f"there are fewer than {least} people",
        "Show the pages to those concerned.",
    )
