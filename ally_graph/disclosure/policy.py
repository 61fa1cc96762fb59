"""Who may see what: one rule a function, each a verdict with its reason; and the columns that each kind of table has.

A rule takes who is looking and what at, and asks nothing else. The person at this machine may see everything in the
data they loaded but what nobody may see: who belongs to a group that keeps to itself. A whole company, to whom they
hand a report, sees figures of groups and methods, and nobody by name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from ally_graph.errors import did_you_mean

NOT_LISTED = "not listed: the group keeps to itself"


@dataclass(frozen=True)
class Viewer:
    """Who is looking. `local` is the person at this machine, `company` everybody in the company."""

    role: str = "local"


LOCAL, COMPANY = Viewer(), Viewer("company")


@dataclass(frozen=True)
class Verdict:
    """Whether somebody may see something, and why."""

    allowed: bool
    reason: str

    def __bool__(self) -> bool:
        return self.allowed


class Nameable(Protocol):
    """What the rules need to know of a finding: what it is about, and whether it is certain."""

    @property
    def about(self) -> str:
        """`people`, `groups` or `company`, as its detector says."""

    @property
    def certain(self) -> bool:
        """Whether it rests on evidence or was counted."""


def keeps_members(finding: Nameable) -> bool:
    """Whether a finding is told by size and team only, so that nobody is labelled the member of a group."""
    return finding.about == "groups"


def names(viewer: Viewer) -> Verdict:
    """What people are called."""
    return _at_this_machine(viewer, "names of people")


def rows_of_people(viewer: Viewer) -> Verdict:
    """Tables with a row for a single person, or that list people."""
    return _at_this_machine(viewer, "single people")


def network_of_people(viewer: Viewer) -> Verdict:
    """Who is tied to whom, on the map or as a file, with what the roster says of each."""
    return _at_this_machine(viewer, "ties between single people")


def own_words(viewer: Viewer) -> Verdict:
    """What somebody wrote down about themselves: on their own page, and nowhere else."""
    return _at_this_machine(viewer, "what they wrote down for themselves")


def figures(viewer: Viewer) -> Verdict:
    """Figures of the company and its teams, of which those on too few people are held back before."""
    if viewer.role == COMPANY.role:
        return Verdict(True, "They are about groups, and those on too few people are held back before.")
    return _at_this_machine(viewer, "figures of groups")


def own_files(viewer: Viewer) -> Verdict:
    """What stands in the files that the viewer has just handed over, every column of it."""
    return _at_this_machine(viewer, "files handed over here")


def methods(viewer: Viewer) -> Verdict:  # noqa: ARG001
    """How things are worked out, and with which settings."""
    return Verdict(True, "It says nothing about anybody.")


def naming(viewer: Viewer, finding: Nameable) -> Verdict:
    """That a finding names the people it is about."""
    if not finding.certain:
        return Verdict(False, "Too little evidence to name anybody.")
    if keeps_members(finding):
        return members_of_closed_group(viewer)
    return names(viewer)


def members_of_closed_group(viewer: Viewer) -> Verdict:  # noqa: ARG001
    """Who belongs to a group that keeps to itself: nobody may see it."""
    return Verdict(False, "A group that keeps to itself is told by size and team: nobody is labelled its member.")


def members_of_cluster(viewer: Viewer, members: Collection[str], closed: Iterable[Collection[str]]) -> Verdict:
    """Who is in a cluster; `closed` are the groups that keep to themselves, and most of one may be in it."""
    inside = set(members)
    if any(2 * len(inside & set(group)) > len(group) for group in closed):
        return members_of_closed_group(viewer)
    return rows_of_people(viewer)


def _at_this_machine(viewer: Viewer, what: str) -> Verdict:
    """The person at this machine sees what they loaded; nobody else is known yet."""
    if viewer.role == LOCAL.role:
        return Verdict(True, f"The person at this machine may see {what} in the data they loaded.")
    return Verdict(False, f"Nothing allows {viewer.role} to see {what}.")


@dataclass(frozen=True)
class TableRule:
    """A kind of table: the columns that may be in it, and the rule that says who sees it; None is every column."""

    columns: tuple[str, ...] | None
    rule: Callable[[Viewer], Verdict]


def _table(rule: Callable[[Viewer], Verdict], columns: str) -> TableRule:
    return TableRule(tuple(columns.split()), rule)


_MONTHS = "month indicator measure title unit good group value n low high target"
_MOVED = """
indicator measure title unit good group phase status months_before months_after before after difference low high level
level_low level_high slope slope_low slope_high p p_adjusted newey_west_p against against_low against_high compared_with
season odd_months robust robust_low robust_high words
"""
_MEASURES = """
help_given help_received balance allies two_way_share cross_team_share ei_team constraint effective_size core
betweenness pagerank
"""
_MEASURES_ON_REQUEST = """
clustering closeness harmonic local_efficiency eigenvector articulation coordinator gatekeeper representative consultant
liaison
"""
_TEAMS = " ".join(
    f"{name} {name}_then {name}_change {name}_sure"
    for name in ("alone", "load", "unevenness", "across_teams", "thanked", "covered")
)
_TEAMS = f"group people unevenness_low unevenness_high {_TEAMS}"
TABLES: Mapping[str, TableRule] = {
    "people": _table(
        rows_of_people,
        "person_id name team allies help_given help_received balance two_way_share cross_team_share",
    ),
    "people_file": _table(rows_of_people, f"person_id name team {_MEASURES} cluster states {_MEASURES_ON_REQUEST}"),
    "people_against": _table(
        rows_of_people,
        "person_id name team allies allies_then allies_change help_given help_given_then help_given_change "
        "help_received help_received_then help_received_change balance two_way_share cross_team_share",
    ),
    "by_group": _table(figures, "period group measure value low high n"),
    "teams": _table(figures, _TEAMS),
    "give_and_take": _table(rows_of_people, "name team people help_given help_received"),
    "allies_by_team": _table(rows_of_people, "team allies people"),
    "lorenz": _table(figures, "people total"),
    "findings": _table(rows_of_people, "who finding why advice"),
    "findings_by_kind": _table(rows_of_people, "finding number who"),
    "dependants": _table(rows_of_people, "helper dependant share events"),
    "pairs": _table(rows_of_people, "person_id partner_id name partner score why runner_up runner_up_id"),
    "unmatched": _table(rows_of_people, "person_id name why"),
    "programme_rows": _table(rows_of_people, "person_id programme role partner_id start_date end_date"),
    "load_steps": _table(rows_of_people, "eased taker task events people why"),
    "support_base": _table(network_of_people, "key category people you_got you_gave state told"),
    "own_ties": _table(network_of_people, "name ally_kinds you_got you_gave tie_state last_contact"),
    "habits": _table(network_of_people, "key habit says first_step"),
    "possible_allies": _table(network_of_people, "name why habit first_step"),
    "nodes": _table(
        network_of_people,
        "person_id name team location manager_id cluster help_given help_received allies states focus",
    ),
    "ties": _table(network_of_people, "source target weight"),
    "attributes": _table(rows_of_people, "attribute value people"),
    "clusters": _table(rows_of_people, "group people teams number_of_teams stability verdict members"),
    "between": _table(network_of_people, "giver receiver ties per_person against_chance"),
    "clusters_by_team": _table(figures, "group team people"),
    "group_history": _table(rows_of_people, "as_of month track group people event other came went"),
    "bus_factors": _table(figures, "team people bus_factor"),
    "history": _table(figures, "as_of without_ally gini allies"),
    "indicators": _table(figures, _MONTHS),
    "missing_months": _table(figures, "indicator measure group month why"),
    "changes": _table(
        figures,
        "indicator measure title unit good first_phase last_phase before after difference low high way words",
    ),
    "movements": _table(figures, _MOVED),
    "leading_signs": _table(
        figures, "network network_title outcome outcome_title lag months r low high p claimed words"
    ),
    "started": _table(figures, "month what kind people note"),
    "phases": _table(figures, "name start end note start_date end_date"),
    "counted": _table(figures, "finding concerned"),
    "challenges": _table(figures, "challenge verdict shows why response"),
    "elements": _table(figures, "element evidence good by group value low high n unit covered told here lower"),
    "roles": _table(figures, "role acting by group value low high n told"),
    "programmes": _table(
        figures, "programme started ended people hours reach dose formed load_of_givers since since_short"
    ),
    "reach": _table(figures, "programme by group value low high n"),
    "since_began": _table(figures, "programme title unit good before after difference low high words"),
    "responses": _table(figures, "challenge verdict why response practices tools"),
    "reasons": _table(figures, "reason verdict says ask"),
    "plan": _table(rows_of_people, "step tool challenge role owner until watch state"),
    "plan_for_all": _table(figures, "step tool challenge role until watch state"),
    "problems": _table(own_files, "file rows severity what mend"),
    "tables_read": TableRule(("Table", "Rows used", "What for"), figures),
    "coverage": TableRule(("Kind", "People seen", "kind", "people_seen"), figures),
    "settings": _table(methods, "setting set_to unit why"),
    "detectors": _table(methods, "finding what"),
    "slides": _table(methods, "key shown place slide sentence notes"),
    "first_rows": TableRule(None, own_files),
}
"""Every kind of table that may be shown, taken away or printed; a column that is not listed here never leaves."""


def table(viewer: Viewer, kind: str) -> Verdict:
    """Whether this kind of table may be seen; one that is not listed is refused with an error."""
    return listed(kind).rule(viewer)


def listed(kind: str) -> TableRule:
    """The kind of table with this name.

    >>> listed("ties").columns
    ('source', 'target', 'weight')
    >>> listed("tie")
    Traceback (most recent call last):
    ...
    ValueError: There is no kind of table called tie that may be shown. Did you mean ties?
    """
    if kind not in TABLES:
        words = f"There is no kind of table called {kind} that may be shown. {did_you_mean(kind, TABLES)}"
        raise ValueError(words.strip())
    return TABLES[kind]
