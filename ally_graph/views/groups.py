"""Groups: who is in them, of which teams, and what became of them over the months."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from ally_graph.disclosure import gate, policy
from ally_graph.disclosure.gate import Disclosed, Viewer, content_of
from ally_graph.disclosure.policy import NOT_LISTED
from ally_graph.disclosure.shown import UNCHANGED, ShownStay
from ally_graph.findings import Finding
from ally_graph.records import Records
from ally_graph.timeline.cluster_history import Step, path_of
from ally_graph.views import roster
from ally_graph.views.focus import Focus, ids_of


def clusters(analysis: Any, viewer: Viewer, team: Focus = None) -> Disclosed[pd.DataFrame]:
    """The groups: `group, people, teams, number_of_teams, stability, verdict, members`; with a team, only its own.

    Who belongs to a group that keeps to itself is not listed: it is told by size and team only.
    """
    called = roster.names(analysis.people, viewer)
    closed = _closed(analysis.findings)
    teams = dict(zip(analysis.people["person_id"].astype(str), analysis.people["team"].fillna("no team"), strict=True))
    rows, here = [], None if team is None else ids_of(analysis.people, team)
    for cluster in analysis.clusters:
        inside = sorted({teams.get(person, "no team") for person in cluster.members})
        if here is None or any(person in here for person in cluster.members):
            listed = policy.members_of_cluster(viewer, cluster.members, closed)
            members = _by_name(cluster.members, called) if listed else NOT_LISTED
            row = (
                f"{cluster.id} · {cluster.label}",
                len(cluster.members),
                ", ".join(inside),
                len(inside),
                cluster.stability,
                cluster.verdict,
            )
            rows.append((*row, members))
    columns = ["group", "people", "teams", "number_of_teams", "stability", "verdict", "members"]
    return gate.table("clusters", pd.DataFrame(rows, columns=columns), viewer)


def clusters_by_team(analysis: Any, viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """How many people of each team are in each group: `group, team, people`, in the order of the groups."""
    frame = pd.DataFrame({"cluster": analysis.people["cluster"], "team": analysis.people["team"].fillna("no team")})
    counts = frame.value_counts(dropna=False).rename("people").reset_index()
    counts = counts.sort_values(["cluster", "team"], na_position="last", ignore_index=True)
    labels = {cluster.id: f"{cluster.id} · {cluster.label}" for cluster in analysis.clusters}
    counts.insert(0, "group", counts["cluster"].map(labels).fillna("in no group"))
    return gate.table("clusters_by_team", counts.drop(columns="cluster"), viewer)


def _closed(findings: Iterable[Finding]) -> list[set[str]]:
    """The groups that keep to themselves."""
    return [set(finding.people) for finding in findings if policy.keeps_members(finding)]


def _by_name(people: Iterable[str], called: dict[str, str]) -> str:
    """People as a list of names."""
    return ", ".join(sorted(called.get(person, person) for person in people))


def group_history(
    steps: Sequence[Step],
    records: Records,
    viewer: Viewer,
    team: Focus = None,
    *,
    findings: Iterable[Finding] = (),
) -> Disclosed[pd.DataFrame]:
    """What happened to the groups month by month, by name; with a team, those that ever had somebody of it.

    Columns: `as_of` (the day looked back from), `month` (the last one looked at), `track`, `group` (what it was called
    last) and `people`. Then `event` (`there` in the first month, `new` for born), `other` (the groups it has to do
    with), `came` and `went`. Of a group that keeps to itself by what the `findings` say, it is not listed who came and
    went.
    """
    called = roster.names(records.people, viewer)
    label, closed = _track_labels(steps), _closed(findings)
    here = None if team is None else ids_of(records.people, team)
    wanted = {s.track for s in steps if here is None or any(person in here for person in s.members)}
    rows, before = [], {}
    for step in steps:
        old, now = before.get(step.track, set()), set(step.members)
        before[step.track] = now
        moved = (now - old, old - now) if old else (set(), set())
        listed = policy.members_of_cluster(viewer, old | now, closed)
        came, went = (_by_name(who, called) if listed or not who else NOT_LISTED for who in moved)
        other = ", ".join(label[track] for track in step.others)
        event = "there" if step.when == steps[0].when else "new" if step.event == "born" else step.event
        row = (pd.Timestamp(step.when), _month(step.when), step.track, label[step.track], len(now), event, other)
        rows.append((*row, came, went))
    columns = ["as_of", "month", "track", "group", "people", "event", "other", "came", "went"]
    frame = pd.DataFrame(rows, columns=columns)
    return gate.table("group_history", frame[frame["track"].isin(wanted)].reset_index(drop=True), viewer)


def way(steps: Sequence[Step], person: str, viewer: Viewer) -> Disclosed[tuple[ShownStay, ...]]:
    """A person's way through the groups, month by month; empty where there is just one month to look at."""
    months = sorted({step.when for step in steps})
    mine = {step.when: step for step in path_of(steps, person)}
    stays: list[ShownStay] = []
    before = None
    for when in months if len(months) > 1 and mine else []:
        track, group = (mine[when].track, mine[when].label) if when in mine else (0, "")
        first = stays.pop().first if track == before else _first_day(when)
        stays.append(ShownStay(first, _first_day(when), group))
        before = track
    return gate.shown(tuple(stays), viewer)


def _track_labels(steps: Sequence[Step]) -> dict[int, str]:
    """What to call each track: what it was called last; those that ended say until when."""
    last = {step.track: step for step in steps if step.members}
    end = max((step.when for step in steps), default="")
    return {
        track: step.label if step.when == end else f"{step.label}, until {_month(step.when)}"
        for track, step in last.items()
    }


def _month(as_of: str) -> str:
    return f"{_first_day(as_of):%B %Y}"


def _first_day(as_of: str) -> pd.Timestamp:
    """The first day of the month that had just ended, or was running, on the day looked back from."""
    return (pd.Timestamp(as_of) - pd.Timedelta(days=1)).normalize().replace(day=1)


def group_moves(changes: Disclosed[pd.DataFrame]) -> Disclosed[pd.DataFrame]:
    """What moved, newest first: without the first month, and without months in which a group stayed as it was."""
    frame = content_of(changes)
    moved = ~frame["event"].isin(UNCHANGED) | (frame["came"] != "") | (frame["went"] != "")
    return changes.filter(moved).sort("as_of", ascending=False)
