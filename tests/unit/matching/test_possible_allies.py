"""Who might become an ally: each reason by itself, each rule that keeps somebody out, and the first step."""

from __future__ import annotations

import pytest

import ally_graph
from ally_graph.findings.finding import Finding
from ally_graph.matching import possible_allies
from tests.unit.companies import AS_OF, event, numbered, records_of, roster, weekly

NAMES = ["me", *numbered(8)]


def found_in(rows, people=None, me="me", named=(), filled=(), most=4, **tables):
    """Who might become an ally of somebody in these rows, with these findings."""
    people = roster(NAMES, start_date="2020-01-01") if people is None else people
    records = records_of(rows, people, **tables)
    analysis = ally_graph.analyze(records, as_of=AS_OF, findings=False)
    object.__setattr__(analysis, "findings", tuple(named))
    return possible_allies(records, analysis, me, filled=filled, most=most)


def who(found) -> list[str]:
    return [one.person for one in found]


def met(pairs):
    return [row for one, two in pairs for row in (event(one, two, "meeting", 3), event(one, two, "meeting", 9))]


SHARED = met([("me", "p00"), ("me", "p01"), ("p02", "p00"), ("p02", "p01"), ("p03", "p00")])
"""P02 knows both whom I know, p03 only one of them."""


def test_whoever_knows_two_of_the_same_people_is_named_with_the_count():
    found = found_in(SHARED)
    assert who(found) == ["p02"]
    assert found[0].why == "Knows two of the people you know."
    assert (found[0].habit, found[0].step) == ("communicate", "Ask somebody you both know to bring you together.")


def test_nobody_is_named_who_is_an_ally_already_or_oneself():
    assert not {"me", "p00", "p01"} & set(who(found_in(SHARED, most=20)))


def test_whoever_takes_part_in_the_same_programme_is_named_with_it():
    rows = [("me", "open_mic", "participant", ""), ("p05", "open_mic", "participant", "")]
    found = found_in(met([("p06", "p07")]), programmes=rows)
    assert who(found) == ["p05"]
    assert found[0].why == "Takes part in “Open mic” as you do."
    assert (found[0].habit, "Open mic" in found[0].step) == ("supportive", True)


def test_a_programme_that_one_takes_no_part_in_brings_nobody_together():
    rows = [("me", "open_mic", "participant", ""), ("p05", "training", "participant", "")]
    assert found_in(met([("p06", "p07")]), programmes=rows) == ()


@pytest.mark.parametrize("days", [("2025-01-01", "2026-03-31"), ("2026-05-01", "")], ids=["over", "to come"])
def test_a_programme_that_does_not_run_brings_nobody_together(days):
    rows = [("me", "open_mic", "participant", ""), ("p05", "open_mic", "participant", "", *days)]
    assert found_in(met([("p06", "p07")]), programmes=rows) == ()


@pytest.mark.parametrize("tool", ["employee_assistance", "anonymous_feedback", "flexible_work", "diversity_inclusion"])
def test_who_uses_what_is_private_is_never_told(tool):
    rows = [("me", tool, "participant", ""), ("p05", tool, "participant", "")]
    assert found_in(met([("p06", "p07")]), programmes=rows) == ()


def test_whoever_is_as_new_is_named():
    people = roster(NAMES, start_date=dict.fromkeys(NAMES, "2020-01-01") | {"me": "2026-01-10", "p04": "2026-01-12"})
    found = found_in(met([("p06", "p07")]), people)
    assert [(one.person, one.why) for one in found] == [("p04", "Is new here as you are.")]
    assert found[0].step == "Offer to share what you found out in your first weeks."


def test_whoever_was_met_once_is_named_with_a_word_to_them():
    found = found_in([event("me", "p04", "help", 5), *met([("p06", "p07")])])
    assert [(one.person, one.why, one.habit) for one in found] == [("p04", "Has met you in this time.", "communicate")]


def test_another_team_is_told_and_is_no_reason_by_itself():
    teams = dict.fromkeys(NAMES, "north") | {"p02": "south", "p07": "south"}
    people = roster(NAMES, start_date="2020-01-01", team=teams)
    found = found_in(SHARED + met([("me", "p07")]), people)
    assert [(one.person, one.why) for one in found] == [
        ("p02", "Knows two of the people you know and works in another team (south).")
    ]


def test_whoever_would_be_the_first_of_a_kind_comes_first_and_is_said_to_be():
    """P02 and p03 both know two; p03 alone works elsewhere, and would be the first network contact."""
    pairs = [("me", "p00"), ("me", "p01"), *((one, two) for one in ("p02", "p03") for two in ("p00", "p01"))]
    teams = dict.fromkeys(NAMES, "north") | {"p03": "south"}
    people = roster(NAMES, start_date="2020-01-01", team=teams)
    found = found_in(met(pairs), people)
    assert who(found) == ["p03", "p02"]
    assert found[0].why.startswith("Would be your first ally among network contacts (south)")
    assert found[0].categories == ("network_contacts",)


def test_whoever_would_be_the_first_of_a_kind_comes_before_who_knows_more_of_the_same_people():
    """P06 knows four whom I know; p07 only two, and is the first of another team."""
    pairs = [(me, other) for me in ("me", "p06") for other in ("p00", "p01", "p02", "p03")]
    teams = dict.fromkeys(NAMES, "north") | {"p07": "south"}
    people = roster(NAMES, start_date="2020-01-01", team=teams)
    assert who(found_in(met([*pairs, ("p07", "p00"), ("p07", "p01")]), people)) == ["p07", "p06"]


def test_a_kind_that_oneself_has_filled_is_no_gap():
    pairs = [("me", "p00"), ("me", "p01"), ("p03", "p00"), ("p03", "p01")]
    people = roster(NAMES, start_date="2020-01-01", team=dict.fromkeys(NAMES, "north") | {"p03": "south"})
    found = found_in(met(pairs), people, filled=("network_contacts",))
    assert (who(found), found[0].categories) == (["p03"], ())


def test_one_is_enough_for_a_gap():
    """Two of another team: only the first of them is said to be the first of a kind."""
    pairs = [("me", "p00"), ("me", "p01"), *((one, two) for one in ("p02", "p03") for two in ("p00", "p01"))]
    people = roster(
        NAMES, start_date="2020-01-01", team=dict.fromkeys(NAMES, "north") | {"p02": "south", "p03": "south"}
    )
    assert [one.categories for one in found_in(met(pairs), people)] == [("network_contacts",), ()]


def busy(person: str):
    """A finding that somebody carries too much."""
    return Finding("overrelied", "named", (person,), 0.01, 3.0, {}, "", "")


def test_nobody_is_named_who_carries_too_much():
    assert found_in(SHARED, named=[busy("p02")]) == ()


def test_nobody_is_named_who_gives_more_than_three_in_four():
    """P02 gives help every week that others get, and the others give a little."""
    others = [name for name in NAMES if name not in ("p02", "p06")]
    rows = weekly("p02", "p05", times=4) + [row for name in others for row in weekly(name, "p06", weeks=2)]
    assert "p02" not in who(found_in(SHARED + rows, most=20))


def test_nobody_is_named_who_is_away_or_leaves():
    away = found_in(SHARED, absences=[("p02", "2026-03-30", "2026-05-30")])
    leaves = found_in(SHARED, roster(NAMES, start_date="2020-01-01", end_date={"p02": "2026-04-20"}))
    assert (away, leaves) == ((), ())


@pytest.mark.parametrize("line", [{"me": "p02"}, {"p02": "me"}])
def test_nobody_is_named_who_leads_or_reports_to_one(line):
    assert found_in(SHARED, roster(NAMES, start_date="2020-01-01", manager_id=line)) == ()


def test_nobody_is_named_of_a_kind_that_is_not_matched():
    kinds = dict.fromkeys(NAMES, "employee") | {"p02": "external"}
    assert found_in(SHARED, roster(NAMES, start_date="2020-01-01", kind=kinds)) == ()


def test_nobody_is_drawn_deeper_into_a_group_that_keeps_to_itself():
    group = Finding("closed_group", "named", ("me", "p02", "p00"), 0.01, 1.0, {"size": 3}, "", "")
    outside = Finding("closed_group", "named", ("p05", "p06", "p00"), 0.01, 1.0, {"size": 3}, "", "")
    assert found_in(SHARED, named=[group]) == ()
    assert who(found_in(SHARED, named=[outside])) == ["p02"]


def test_so_many_are_named_and_no_more():
    pairs = [("me", "p00"), ("me", "p01"), *((one, two) for one in NAMES[3:] for two in ("p00", "p01"))]
    assert len(found_in(met(pairs), most=3)) == 3


def test_of_equals_the_one_who_gets_least_help_comes_first():
    """P02 and p03 know the same two and give the same; p02 is helped and p03 is not."""
    pairs = [("me", "p00"), ("me", "p01"), *((one, two) for one in ("p02", "p03") for two in ("p00", "p01"))]
    rows = met(pairs) + [event("p07", "p02", "help", day) for day in (2, 4, 6)]
    assert who(found_in(rows))[:2] == ["p03", "p02"]


def test_the_order_of_rows_changes_nothing():
    assert found_in(SHARED) == found_in(SHARED[::-1])
