"""The five roles: who acts in which, and in which teams nobody has such an ally."""

from __future__ import annotations

from ally_graph.culture.looked import Looked, Missing
from ally_graph.culture.roles import ROLES, roles
from ally_graph.network import network_of
from tests.unit.companies import AS_OF, event, numbered, records_of, ring, roster

NORTH, SOUTH = numbered(10, "n"), numbered(10, "s")
TEAMS = {**dict.fromkeys(NORTH, "HR"), **dict.fromkeys(SOUTH, "south")}
TWICE = (3, 2)


def looked(rows=(), programmes=(), **columns) -> Looked:
    people = roster([*NORTH, *SOUTH], team=TEAMS, start_date="2025-01-01", **columns)
    contact = [*ring(NORTH, "meeting"), *ring(SOUTH, "meeting")]
    records = records_of([*contact, *rows], people, programmes=programmes)
    return Looked(records, network_of(records, as_of=AS_OF))


def helps(giver, receiver, kind="help"):
    return [event(giver, receiver, kind, days) for days in TWICE]


def acting(found: Looked) -> dict:
    return {role.key: role.acting for role in roles(found)}


def test_each_role_is_told_by_who_helps_whom():
    """s00 leads s01 and is a level above s02; n00 of HR helps the south; s03 is external; one help alone is no role."""
    rows = helps("s00", "s01") + helps("s00", "s02") + helps("n00", "s04") + helps("s03", "s05") + helps("s06", "s07")
    rows += [event("s08", "s09")]
    levels = {person: 2 if person == "s00" else 1 for person in [*NORTH, *SOUTH]}
    kinds = {person: "external" if person == "s03" else "employee" for person in [*NORTH, *SOUTH]}
    found = acting(looked(rows, level=levels, manager_id={"s01": "s00"}, kind=kinds))
    assert found["leader"] == ("s00",)
    assert found["mentor"] == ("s00",)
    assert found["organisation"] == ("n00",)
    assert found["external"] == ("s03",)
    assert found["peer"] == ("n00", "s03", "s06")


def test_a_mentoring_record_makes_a_mentor_once_is_enough():
    levels = dict.fromkeys([*NORTH, *SOUTH], 1)
    assert acting(looked([event("s01", "s02", "mentoring")], level=levels))["mentor"] == ("s01",)


def test_a_team_in_which_nobody_has_a_role_is_told():
    levels = dict.fromkeys([*NORTH, *SOUTH], 1)
    found = {role.key: role for role in roles(looked(helps("s01", "s02"), level=levels))}
    assert found["peer"].teams_without == ["HR"]


def test_what_no_roster_says_can_not_be_told():
    found = {entry.key: entry(looked()) for entry in ROLES}
    assert {key for key, told in found.items() if isinstance(told, Missing)} == {"peer", "mentor", "leader", "external"}


def test_where_contact_alone_is_on_record_no_role_is_said_to_be_held_by_nobody():
    """Meetings tell nothing of who helped whom; a programme of mentors tells of mentors all the same."""
    columns = {"level": dict.fromkeys([*NORTH, *SOUTH], 1), "manager_id": {"s01": "s00"}}
    found = roles(looked(**columns))
    assert all(role.figures is None and role.missing is not None for role in found)
    assert {role.key: role.missing.missing for role in found}["peer"] == "no record says who helped whom"
    mentors = roles(looked(programmes=[("s01", "mentorship", "mentee", "s02")], **columns))
    assert [role.key for role in mentors if role.figures is not None] == ["mentor"]


def test_a_lead_who_helps_their_report_is_no_mentor_for_it():
    levels = {person: 2 if person == "s00" else 1 for person in [*NORTH, *SOUTH]}
    found = acting(looked(helps("s00", "s01"), level=levels, manager_id={"s01": "s00"}))
    assert (found["leader"], found["mentor"]) == (("s00",), ())


def test_help_within_hr_does_not_make_the_organisation_an_ally():
    """Whoever works in HR by their department counts as well as by their team."""
    rows = helps("n00", "n01") + helps("s03", "s05")
    assert acting(looked(rows))["organisation"] == ()
    assert acting(looked(rows, department={"s03": "HR"}))["organisation"] == ("s03",)


def test_whom_hr_reaches_is_asked_of_the_others_only():
    found = {role.key: role for role in roles(looked(helps("n00", "s04")))}["organisation"].figures
    assert set(found[found["by"] == "team"]["group"]) == {"south"}


def test_a_report_who_helps_their_lead_is_no_peer_for_it():
    levels = dict.fromkeys([*NORTH, *SOUTH], 1)
    rows = helps("s01", "s00") + helps("s02", "s00")
    assert acting(looked(rows, level=levels, manager_id={"s01": "s00"}))["peer"] == ("s02",)


def test_without_levels_only_what_is_called_mentoring_makes_a_mentor():
    rows = [event("s01", "s02", "mentoring"), event("s03", "s04", "training")]
    assert acting(looked(rows))["mentor"] == ("s01",)


def test_a_programme_makes_mentors_of_the_partners_of_newcomers_and_mentees():
    """Neither of the partner of a mentor, nor where one of the two is not on the roster."""
    rows = [
        ("s01", "buddy", "newcomer", "s02"),
        ("s03", "mentorship", "mentee", "s04"),
        ("s05", "mentorship", "mentor", "s06"),
        ("s07", "mentorship", "mentee", "gone"),
        ("unknown", "mentorship", "mentee", "s08"),
    ]
    assert acting(looked(programmes=rows))["mentor"] == ("s02", "s04")


def test_a_programme_with_whoever_is_no_person_at_work_makes_no_mentor():
    """S02 is a service account, as a mentor and as somebody with one; the third pair left before the window."""
    rows = [
        ("s01", "buddy", "newcomer", "s02"),
        ("s02", "buddy", "newcomer", "s03"),
        ("s05", "buddy", "newcomer", "s06"),
    ]
    gone = {"s05": "2025-03-01", "s06": "2025-03-01"}
    rows += [("s07", "buddy", "newcomer", "s08")]
    assert acting(looked(programmes=rows, kind={"s02": "service"}, end_date=gone))["mentor"] == ("s08",)
