"""Which colleagues are which kind of ally, by hand on a company of nine; what can't be told is said to be missing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import ally_graph
from ally_graph.culture.looked import Missing
from ally_graph.matching.ally_categories import around, further_up
from ally_graph.matching.grounds import Grounds
from tests.unit.companies import AS_OF, event, records_of

PEOPLE = pd.DataFrame(
    [
        ("me", "north", 2, "boss", "Engineer", "employee"),
        ("mate", "north", 2, "boss", "Engineer", "employee"),
        ("senior", "north", 3, "boss", "Senior engineer", "employee"),
        ("boss", "north", 4, "top", "Lead", "employee"),
        ("top", "board", 6, None, "Director", "employee"),
        ("it", "IT", 2, "top", "Technician", "employee"),
        ("pa", "board", 2, "top", "Assistant to the director", "employee"),
        ("far", "south", 1, "top", "Sales assistant", "employee"),
        ("coach", None, None, None, None, "external"),
    ],
    columns=["person_id", "team", "level", "manager_id", "job_title", "kind"],
).assign(start_date="2020-01-01")
MEETS = [event("me", "mate", "meeting")]


def told(people: pd.DataFrame, me: str = "me", **tables) -> dict[str, set[str] | str]:
    """For each category the ids of its people, or what is missing."""
    records = records_of(MEETS, people, **tables)
    here = Grounds(records, ally_graph.analyze(records, as_of=AS_OF, findings=False))
    found = around(here, here.ids.index(me))
    return {
        key: mask.missing if isinstance(mask, Missing) else {here.ids[place] for place in np.flatnonzero(mask)}
        for key, mask in found.items()
    }


def test_every_category_that_a_record_can_tell_has_its_people():
    """Each by one rule; nobody is an ally of themselves, and the two that only a person can fill are left out."""
    assert told(PEOPLE) == {
        "team_members": {"mate", "senior", "boss"},
        "senior_management": {"top"},
        "support_staff": {"it"},
        "gateway_people": {"pa"},
        "experienced_colleagues": {"senior"},
        "network_contacts": {"far", "coach"},
    }


def test_whoever_shares_the_manager_is_a_team_member_without_teams():
    assert told(PEOPLE.assign(team=None))["team_members"] == {"mate", "senior", "boss"}


def test_whoever_reports_to_one_is_a_team_member_of_another_team_too():
    assert told(PEOPLE, "top")["team_members"] == {"boss", "it", "pa", "far"}


def test_without_team_and_manager_it_can_not_be_told_who_the_team_members_are():
    found = told(PEOPLE.drop(columns=["team", "manager_id"]))
    assert found["team_members"] == "no team and no manager is on record for you"
    assert found["network_contacts"] == {"coach"}


def test_above_the_manager_is_the_line_also_where_no_level_is_on_record():
    assert told(PEOPLE.drop(columns="level"))["senior_management"] == {"top"}


def test_above_the_manager_is_a_higher_level_off_the_line_too():
    people = pd.concat([PEOPLE, PEOPLE.iloc[[7]].assign(person_id="chief", level=5)])
    assert told(people)["senior_management"] == {"top", "chief"}


def test_without_managers_two_levels_up_are_senior_management():
    assert told(PEOPLE.drop(columns="manager_id"))["senior_management"] == {"boss", "top"}


def test_without_managers_and_levels_senior_management_can_not_be_told():
    found = told(PEOPLE.drop(columns=["manager_id", "level"]))
    assert found["senior_management"] == "neither your manager nor your level is on record"


def test_above_the_one_who_leads_the_whole_there_is_nobody():
    assert told(PEOPLE, "top")["senior_management"] == set()
    assert told(PEOPLE.drop(columns="level"), "top")["senior_management"] == set()


def test_of_two_who_lead_and_have_no_manager_it_is_the_level_that_tells():
    """The manager of one of them may only be missing from the roster."""
    people = PEOPLE.assign(manager_id=PEOPLE["manager_id"].where(PEOPLE["person_id"] != "boss"))
    assert told(people, "boss")["senior_management"] == {"top"}


def test_a_circle_of_managers_ends():
    assert further_up(np.array([1, 2, 0, -1]), 0).tolist() == [True, True, True, False]


@pytest.mark.parametrize("name", ["IT", " hr ", "Facilities", "Payroll"])
def test_a_team_that_keeps_things_running_is_support_staff(name):
    assert told(PEOPLE.assign(team=PEOPLE["team"].replace("IT", name)))["support_staff"] == {"it"}


def test_a_team_that_serves_customers_is_no_support_staff():
    found = told(PEOPLE.assign(team=PEOPLE["team"].replace("IT", "support")))
    assert found["support_staff"].startswith("no team, department or job title")


def test_a_department_or_a_title_makes_support_staff_as_well():
    by_department = PEOPLE.assign(team=PEOPLE["team"].replace("IT", "west"), department=None)
    by_department.loc[5, "department"] = "Finance"
    by_title = by_department.drop(columns="department").replace("Technician", "System administrator")
    assert [told(one)["support_staff"] for one in (by_department, by_title)] == [{"it"}, {"it"}]


def test_to_each_other_people_of_one_such_team_are_team_members_alone():
    people = pd.concat([PEOPLE, PEOPLE.iloc[[5]].assign(person_id="it2")])
    found = told(people, "it")
    assert "it2" in found["team_members"]
    assert found["support_staff"] == set()


def test_without_job_titles_it_can_not_be_told_who_holds_a_door():
    assert told(PEOPLE.drop(columns="job_title"))["gateway_people"] == "no job titles are on record"


@pytest.mark.parametrize(
    ("title", "holds"),
    [
        ("Secretary", True),
        ("Executive Assistant", True),
        ("assistant", True),
        ("Front desk", True),
        ("Assistant professor", False),
        ("Sales assistant", False),
        ("Secretariat", False),
    ],
)
def test_a_title_says_who_holds_a_door(title, holds):
    people = PEOPLE.assign(job_title=PEOPLE["job_title"].where(PEOPLE["person_id"] != "pa", title))
    assert ("pa" in told(people)["gateway_people"]) is holds


def test_whoever_has_been_here_a_year_longer_is_experienced_without_levels():
    people = PEOPLE.drop(columns="level")
    people["start_date"] = people["start_date"].where(people["person_id"] != "me", "2021-01-01")
    found = told(people)["experienced_colleagues"]
    assert {"mate", "senior", "far"} <= found
    assert not {"boss", "top"} & found


def test_whoever_mentors_is_experienced_whatever_their_level():
    found = told(PEOPLE, programmes=[("me", "mentorship", "mentee", "far")])
    assert found["experienced_colleagues"] == {"senior", "far"}


def test_whoever_trained_one_once_is_experienced_too():
    records = records_of([event("far", "me", "training")], PEOPLE)
    here = Grounds(records, ally_graph.analyze(records, as_of=AS_OF, findings=False))
    mask = around(here, here.ids.index("me"))["experienced_colleagues"]
    assert mask[here.ids.index("far")]


def test_without_level_first_day_and_mentor_it_can_not_be_told_who_is_experienced():
    found = told(PEOPLE.drop(columns=["level", "start_date"]))
    assert found["experienced_colleagues"].startswith("neither your level")


def test_without_a_team_it_can_not_be_told_who_works_elsewhere():
    people = PEOPLE[PEOPLE["person_id"] != "coach"].drop(columns="team")
    assert told(people)["network_contacts"] == "no team is on record for you"
