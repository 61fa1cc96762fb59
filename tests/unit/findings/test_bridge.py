"""Who links teams: the only link between two, and those who reach across far more than is usual."""

from itertools import combinations, pairwise

import pytest

from ally_graph.findings import bridge as module
from ally_graph.findings.bridge import bridges
from ally_graph.network import network_of
from ally_graph.settings import Settings
from tests.unit.companies import AS_OF, event, numbered, records_of, ring, roster, weekly

RED, BLUE, GOLD = numbered(8, "r"), numbered(8, "b"), numbered(8, "g")
TEAM = dict.fromkeys(RED, "red") | dict.fromkeys(BLUE, "blue") | dict.fromkeys(GOLD, "gold")
PEOPLE = roster(TEAM, team=TEAM)
TEAMS = [row for team in (RED, BLUE, GOLD) for row in ring(team, "meeting")]
LINK = [row for other in ("b00", "b01", "g00", "g01") for row in weekly("r00", other, "meeting")]

MANY = [row for other in (*BLUE[:3], *GOLD[:3]) for row in weekly("r00", other, "meeting")]


def found_in(events, people=PEOPLE, absences=(), **settings):
    records = records_of(events, people, absences=absences)
    return bridges(network_of(records, as_of=AS_OF, settings=Settings(**settings)), records)


def named(findings):
    return [person for finding in findings for person in finding.people]


def test_the_only_link_between_teams_is_named():
    """r00 has 4 ties in red, 2 in blue and 2 in gold, and all of the 24 contacts with either team.

    Participation: 1 - (4/8)^2 - 2 (2/8)^2 = 0.625. Red has 192 + 192 + 48 contacts at its members' ends, 48 of them
    across: r00 with 96 contacts would have 96 * 48 / 432.
    """
    (found,) = found_in([*TEAMS, *LINK])
    assert (found.detector, found.status, found.people) == ("bridge", "named", ("r00",))
    assert found.q <= 0.05
    assert found.evidence["ties"] == 8
    assert found.evidence["teams"] == ["blue", "gold"]
    assert (found.evidence["people_across"], found.evidence["only_links"]) == (4, 2)
    assert found.evidence["only_link"] == ["red and blue", "red and gold"]
    assert found.evidence["participation"] == pytest.approx(0.625)
    assert found.evidence["contacts_across"] == 48
    assert found.evidence["contacts_expected"] == pytest.approx(96 * 48 / 432)
    assert found.evidence["fragile"] is False


def test_a_second_person_who_links_the_same_teams_takes_the_burden_away():
    """B is 2 for one joiner and 0 for either of two."""
    second = [row for other in ("b02", "b03", "g02", "g03") for row in weekly("r04", other, "meeting")]
    assert [finding.evidence["only_links"] for finding in found_in([*TEAMS, *LINK])] == [2]
    assert all(finding.evidence["only_links"] == 0 for finding in found_in([*TEAMS, *LINK, *second]) if finding.people)


def test_where_many_reach_across_nobody_is_named():
    across = [row for k in range(8) for row in weekly(RED[k], BLUE[k], "meeting") + weekly(BLUE[k], GOLD[k], "meeting")]
    across += [row for k in range(8) for row in weekly(GOLD[k], RED[(k + 1) % 8], "meeting")]
    assert found_in([*TEAMS, *across]) == []


def test_single_contacts_of_others_are_no_ties_but_may_be_too_much_of_the_contact():
    """24 contacts of r00 with blue are 96 % of 25, and 92 % of 26: one of others leaves the link, two don't."""
    strangers = [event(one, other, "help", 3) for one in RED[1:] for other in BLUE[2:]]
    (found,) = found_in([*TEAMS, *LINK, *strangers[:1]])
    assert found.evidence["only_link"] == ["red and blue", "red and gold"]
    assert all(
        "red and blue" not in one.evidence.get("only_link", []) for one in found_in([*TEAMS, *LINK, *strangers[:2]])
    )


@pytest.mark.parametrize(("size", "linked"), [(11, False), (16, False), (17, True)])
def test_where_others_of_two_teams_sit_in_the_same_meetings_nobody_is_their_only_link(size, linked):
    """Four meetings of three of red, three of blue and some without a team: too large to have met there.

    Nine pairs of red and blue were there four times, beside the 24 contacts of r00. At meetings of 17 nobody meets.
    """
    there = [*RED[1:4], *BLUE[2:5], *numbered(size - 6, "o")]
    rows = [event(*pair, "meeting", 7.3 * week + 2) for pair in combinations(there, 2) for week in range(4)]
    found = found_in([*TEAMS, *LINK, *rows], roster([*TEAM, *numbered(size - 6, "o")], team=TEAM))
    assert any("red and blue" in one.evidence.get("only_link", []) for one in found) == linked


def test_ties_to_one_person_a_team_reach_no_team():
    one_each = [row for other in ("b00", "g00") for row in weekly("r00", other, "meeting", times=2)]
    assert found_in([*TEAMS, *one_each]) == []


def test_ties_to_one_other_team_alone_are_no_bridge():
    assert found_in([*TEAMS, *(row for row in LINK if row[1].startswith("b"))]) == []


def test_a_reach_far_beyond_the_own_team_is_named_without_being_the_only_link():
    """Everybody has a contact across a month; r00 one a week with six people: twice the expected and more."""
    everyone = [*RED, *BLUE, *GOLD]
    across = [
        event(one, other, "meeting", days)
        for one, other in pairwise([person for trio in zip(RED, BLUE, GOLD, strict=True) for person in trio])
        for days in (10, 40, 70)
    ]
    findings = found_in([*TEAMS, *across, *MANY])
    assert set(named(findings)) <= set(everyone)
    (found,) = [finding for finding in findings if finding.people == ("r00",)]
    assert found.evidence["only_links"] == 0
    assert found.score >= 2
    assert "times the contact with other teams" in found.why


def test_an_only_link_takes_three_ties_in_all(monkeypatch):
    """Four ties across and none at home."""
    rows = [*(row for row in TEAMS if "r00" not in row[:2]), *LINK]
    assert [(found.people, found.evidence["ties"]) for found in found_in(rows)] == [(("r00",), 4)]
    monkeypatch.setattr(module, "LEAST_TIES", 5)
    assert [(found.status, found.evidence) for found in found_in(rows)] == [("watch", {"count": 1})]


def test_a_link_that_was_in_use_in_one_slice_only_is_watched():
    (found,) = found_in([*TEAMS, *(row for row in LINK if row[3] >= "2026-03-05")])
    assert (found.status, found.evidence) == ("watch", {"count": 1})


def test_an_only_link_who_is_over_relied_on_as_well_is_fragile():
    """Everyone helps two others a week; r00 helps two in blue and two in gold four times a week each."""
    helping = [(one, other, "help", *rest) for one, other, _, *rest in TEAMS]
    leaning = [row for other in ("b00", "b01", "g00", "g01") for row in weekly("r00", other, times=4)]
    (found,) = found_in([*helping, *leaning], null_draws=199)
    assert (found.evidence["dependants"], found.evidence["fragile"]) == (4, True)
    assert "fragile" in found.why


def test_with_two_teams_or_none_there_is_nothing_to_say():
    two = roster(TEAM, team={person: "red" if team == "gold" else team for person, team in TEAM.items()})
    assert found_in([*TEAMS, *LINK], two) == []
    assert found_in([*TEAMS, *LINK], roster(TEAM)) == []
    assert found_in([]) == []


@pytest.mark.parametrize(("size", "links"), [(2, []), (3, ["red and blue", "red and gold"])])
def test_teams_of_two_have_no_only_link_and_teams_of_three_do(size, links):
    """Of a team of one or two somebody always is."""
    small = dict.fromkeys(BLUE[:size], "blue") | dict.fromkeys(GOLD[:size], "gold") | dict.fromkeys(RED, "red")
    findings = found_in([*ring(RED, "meeting"), *LINK], roster(small, team=small))
    assert [link for finding in findings for link in finding.evidence.get("only_link", [])] == links


def test_a_link_from_before_the_last_slices_is_watched():
    """All contact of r00 lies 85 to 89 days back, and the three slices reach back 84 days."""
    others = [row for row in TEAMS if "r00" not in row[:2]]
    home = [event("r00", other, "meeting", 85 + k) for other in ("r01", "r02", "r03") for k in range(4)]
    away = [event("r00", other, "meeting", 85 + k / 4) for other in ("b00", "b01", "g00", "g01") for k in range(16)]
    (found,) = found_in([*others, *home, *away])
    assert (found.status, found.evidence) == ("watch", {"count": 1})


@pytest.mark.parametrize(("start", "who"), [("2026-03-05", []), ("2026-03-04", ["r00"])])
def test_reaching_across_is_measured_from_28_days_at_work_on(start, who):
    """Everyone has a contact across a month, so that nobody is an only link; r00 has far more."""
    across = [
        event(one, other, "meeting", days)
        for one, other in pairwise([person for trio in zip(RED, BLUE, GOLD, strict=True) for person in trio])
        for days in (10, 40, 70)
    ]
    assert named(found_in([*TEAMS, *across, *MANY], roster(TEAM, team=TEAM, start_date={"r00": start}))) == who


def test_much_contact_with_few_people_is_few_ties():
    """Four people in other teams, however often: contacts of a pair are one tie, and four are no marvel."""
    across = [
        event(one, other, "meeting", days)
        for one, other in pairwise([person for trio in zip(RED, BLUE, GOLD, strict=True) for person in trio])
        for days in (10, 40, 70)
    ]
    often = [row for other in ("b00", "b01", "g00", "g01") for row in weekly("r00", other, "meeting", times=4)]
    assert named(found_in([*TEAMS, *across, *often])) == []


YELLOW = numbered(8, "y")


def linked_by_one(times):
    """Red and blue know gold and yellow well; each other by r00 and b00 alone, who meet so many times."""
    steps = [(k, step) for k in range(8) for step in (0, 1)]
    across = [(own[k], there[k - step]) for own in (RED, BLUE) for there in (GOLD, YELLOW) for k, step in steps]
    rows = [row for one, other in across for row in weekly(one, other, "meeting")]
    return [
        *TEAMS,
        *ring(YELLOW, "meeting"),
        *rows,
        *(event("r00", "b00", "meeting", 5 + 6 * k) for k in range(times)),
    ]


@pytest.mark.parametrize(("times", "who"), [(5, []), (6, ["b00", "r00"])])
def test_the_only_two_who_know_each_other_are_a_fact_with_its_count(times, who):
    """Told from a contact a fortnight on, and counted: it has no rate."""
    team = TEAM | dict.fromkeys(YELLOW, "yellow")
    findings = found_in(linked_by_one(times), roster(team, team=team))
    facts = [finding for finding in findings if finding.status == "fact"]
    assert sorted(named(facts)) == who
    for fact in facts:
        assert (fact.q, fact.score, fact.evidence["contacts"]) == (None, None, 6)
        assert fact.evidence["only_link"] == ["blue and red"]
        assert "another tie, of 2 contacts or more" in module.DETECTORS["bridge"].would_change(fact, Settings())


@pytest.mark.parametrize(("times", "others", "who"), [(11, 1, []), (12, 1, ["b00", "r00"]), (12, 3, [])])
def test_where_others_met_once_the_only_two_meet_every_week(times, others, who):
    """One contact of others beside 11 or 12: 8 %. Three beside 12 are a fifth, and too many."""
    team = TEAM | dict.fromkeys(YELLOW, "yellow")
    once = [event(RED[k], BLUE[k], "meeting") for k in range(1, 1 + others)]
    findings = found_in([*linked_by_one(times), *once], roster(team, team=team))
    assert sorted(named(finding for finding in findings if finding.status == "fact")) == who


def test_a_link_who_left_is_not_told():
    """R00 is the only link of two teams until a week ago; then nobody can be given time for it."""
    team = TEAM | dict.fromkeys(YELLOW, "yellow")
    rows = [row for other in BLUE[:3] for row in weekly("r00", other, "meeting")]
    left = roster(team, team=team, end_date={"r00": "2026-03-25"})
    assert [one for one in found_in([*linked_by_one(0), *rows], left) if one.certain] == []
    assert named(found_in([*TEAMS, *LINK], roster(TEAM, team=TEAM, end_date={"r00": "2026-03-25"}))) == []


def test_the_only_link_to_one_team_is_a_fact():
    """Red and blue know gold and yellow well, and each other by r00 alone, who knows three people in blue."""
    team = TEAM | dict.fromkeys(YELLOW, "yellow")
    rows = [row for other in BLUE[:3] for row in weekly("r00", other, "meeting")]
    (fact,) = [one for one in found_in([*linked_by_one(0), *rows], roster(team, team=team)) if one.certain]
    assert (fact.people, fact.evidence["people_across"], fact.evidence["only_link"]) == (("r00",), 3, ["red and blue"])
    assert fact.why.endswith("knows 3 people there, 36 contacts in 78 days, and no other tie between the two teams.")
    once = [event(RED[1], BLUE[1], "meeting")]
    (fact,) = [one for one in found_in([*linked_by_one(0), *rows, *once], roster(team, team=team)) if one.certain]
    assert fact.why.endswith("between the two teams; 1 pair had fewer than 2 contacts.")


def test_single_ties_are_not_told_where_ties_across_are_few():
    """Everywhere one tie: nobody is named for being it."""
    few = [row for k in range(3) for row in weekly("r00", ("b00", "g00", "g01")[k], "meeting")]
    assert [finding for finding in found_in([*TEAMS, *few]) if finding.status == "fact"] == []


@pytest.mark.parametrize(("teams", "likely"), [(3, 0.4), (6, 0.4), (7, 8 / 21), (14, 8 / 91)])
def test_of_more_than_eight_pairs_of_teams_without_a_tie_by_chance_none_is_told(teams, likely):
    assert module._surely_known(teams, module.NEARLY_ALL) == pytest.approx(likely)


@pytest.mark.parametrize(("teams", "likely"), [(3, 0.1), (8, 0.1), (9, 3 / 36), (14, 3 / 91)])
def test_where_others_are_in_touch_too_it_is_three_pairs_of_teams(teams, likely):
    assert module._surely_known(teams, module.MOST) == pytest.approx(likely)
