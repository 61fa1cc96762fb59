"""One person's support base, with expected values by hand: help each way, warm and cool ties, too much, and a no."""

from __future__ import annotations

import numpy as np
import pytest

import ally_graph
from ally_graph.errors import SettingError
from ally_graph.matching import SupportBase, support_base
from tests.unit.companies import AS_OF, event, records_of, roster, weekly

OTHERS = ["ana", "bo", "cy", "di"]
TEAMS = {"me": "north", "ana": "north", "bo": "north", "cy": "south", "di": "south"}


def base_of(rows, people=None, me="me", **tables) -> SupportBase:
    """The support base of somebody in these rows."""
    people = roster(["me", *OTHERS], team=TEAMS, start_date="2024-01-01") if people is None else people
    records = records_of(rows, people, **tables)
    return support_base(records, ally_graph.analyze(records, as_of=AS_OF, findings=False), me)


def tie_with(found: SupportBase, other: str):
    return next(tie for tie in found.ties if tie.person == other)


def kind(found: SupportBase, key: str):
    return next(kind for kind in found.kinds if kind.key == key)


def test_help_is_counted_each_way_by_kind_and_thanks_count_for_who_helped():
    """Ana helps three times and reviews once, gets one answer back and is thanked for another help."""
    rows = [event("ana", "me", "help", day) for day in (3, 5, 7)] + [event("ana", "me", "review", 9)]
    found = base_of([*rows, event("me", "ana", "answer", 2)], thanks=[("me", "ana", "2026-03-20")])
    tie = tie_with(found, "ana")
    assert tie.received == {"help": 3, "recognition": 1, "review": 1}
    assert tie.given == {"answer": 1}
    assert (found.balance.given, found.balance.received) == (1, 5)


def test_the_allies_are_those_that_every_page_counts():
    """A single help makes no ally, two within four weeks do, and so does one meeting."""
    rows = [event("ana", "me"), *(event("bo", "me", "help", day) for day in (3, 9)), event("cy", "me", "meeting")]
    found = base_of(rows)
    assert [tie.person for tie in found.allies] == ["bo", "cy"]


def test_a_category_adds_up_what_went_each_way_with_its_allies():
    """Two of the team, one of another: the sums of the first two are the team's, and families are in no record."""
    rows = [event(other, "me", "help", day) for other in ("ana", "bo", "cy") for day in (3, 9)]
    found = base_of([*rows, event("me", "bo", "cover", 4)])
    team = kind(found, "team_members")
    assert (team.people, team.received, team.given) == (("ana", "bo"), {"help": 4}, {"cover": 1})
    assert kind(found, "network_contacts").people == ("cy",)
    assert kind(found, "family").people == kind(found, "interest_groups").people == ()


def test_a_category_is_empty_only_where_somebody_could_be_in_it():
    """Two work elsewhere and are no allies; nobody here has a job title, and nobody can be family."""
    found = base_of([event("ana", "me", "meeting")])
    assert found.nobody_in == ("network_contacts",)
    assert kind(found, "gateway_people").missing is not None


def test_whoever_left_is_no_ally_any_more_and_the_tie_is_over():
    people = roster(["me", *OTHERS], team=TEAMS, start_date="2024-01-01", end_date={"ana": "2026-03-25"})
    found = base_of([event("ana", "me", "meeting", 20), event("bo", "me", "meeting", 20)], people)
    assert [tie.person for tie in found.allies] == ["bo"]
    assert tie_with(found, "ana").state == "over"


def test_a_weekly_tie_silent_for_six_weeks_is_cooling_and_one_that_goes_on_is_steady():
    """Ana was there weekly until six weeks back, Bo all along; the others keep the company's calendar going."""
    rows = [row for row in weekly("ana", "me", weeks=30) if row[3] < "2026-02-18"]
    rows += weekly("bo", "me", weeks=30) + weekly("cy", "di", weeks=30)
    found = base_of(rows)
    assert tie_with(found, "ana").state == "cooling"
    assert tie_with(found, "bo").state == "steady"
    assert [tie.person for tie in found.in_state("cooling")] == ["ana"]


def test_a_tie_that_went_quiet_before_the_window_is_still_told():
    rows = [row for row in weekly("ana", "me", weeks=40) if row[3] < "2025-12-20"]
    found = base_of(rows + weekly("bo", "me", weeks=40) + weekly("cy", "di", weeks=40))
    tie = tie_with(found, "ana")
    assert (tie.state, tie.is_ally, tie.weeks) == ("cooling", False, None)


def test_two_weeks_of_silence_are_a_busy_fortnight_also_after_daily_contact():
    rows = [event("ana", "me", "help", 14 + day) for day in range(120)]
    found = base_of(rows + weekly("bo", "me", weeks=30) + weekly("cy", "di", weeks=30))
    assert tie_with(found, "ana").state == "steady"


def test_whoever_is_on_no_record_since_and_has_no_dates_may_have_left_and_did_not_go_quiet():
    rows = [row for row in weekly("ana", "me", weeks=40) if row[3] < "2025-12-20"]
    people = roster(["me", *OTHERS], team=TEAMS)
    found = base_of(rows + weekly("bo", "me", weeks=40) + weekly("cy", "di", weeks=40), people)
    assert [tie.person for tie in found.ties] == ["bo"]


def test_a_monthly_tie_silent_for_five_weeks_is_as_usual():
    rows = [event("ana", "me", "help", 36 + 30 * month) for month in range(10)]
    found = base_of(rows + weekly("bo", "me", weeks=40) + weekly("cy", "di", weeks=40))
    assert [tie.state for tie in found.ties if tie.person == "ana"] in ([], ["steady"])


def by_chance(other: str, number: int, last: float):
    """Helps at random, every nine days on average for a year, the last of them so many days back."""
    gaps = np.random.default_rng(number).exponential(9.0, 60).cumsum()
    return [event(other, "me", "help", last + gap) for gap in (0.0, *gaps) if last + gap < 360]


def test_a_silence_that_many_ties_make_likely_by_chance_is_not_said_to_cool():
    """One tie of six is silent for 45 days, then one of forty, where one such silence is to be expected."""
    names = [f"p{place:02d}" for place in range(40)]
    people = roster(["me", *names], start_date="2024-01-01")
    silent = by_chance(names[0], 51, 45)
    few, many = (
        [row for place in range(1, end) for row in by_chance(names[place], place, 1 + place % 9)] for end in (6, 40)
    )
    states = [tie_with(base_of(silent + others, people), names[0]).state for others in (few, many)]
    assert states == ["cooling", "quiet"]


def test_a_tie_that_is_taken_up_again_is_warming_and_one_as_before_is_not():
    """Ana once in two months and then every other day; Bo every week."""
    rows = [event("ana", "me", "help", day) for day in (80, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20)]
    found = base_of(rows + weekly("bo", "me") + weekly("cy", "di"))
    assert tie_with(found, "ana").state == "warming"
    assert tie_with(found, "bo").state == "steady"


def test_nothing_warms_where_all_contact_picked_up_after_the_holidays():
    """Everybody is in touch as much more often lately as Ana is."""
    lately = (80, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20)
    everybody = [("ana", "me"), ("bo", "me"), ("cy", "me"), ("di", "me"), ("ana", "bo"), ("cy", "di"), ("bo", "di")]
    found = base_of([event(one, two, "help", day) for one, two in everybody for day in lately])
    assert [tie.person for tie in found.in_state("warming")] == []


def test_answers_to_a_survey_have_no_rhythm_and_it_is_said():
    found = base_of([event("me", "ana", "nomination", 3), event("me", "bo", "nomination", 3)])
    assert "day to day" in found.missing["warmth"].missing


def test_the_last_contact_is_told_in_whole_weeks():
    found = base_of([event("ana", "me", "meeting", 15), event("ana", "me", "meeting", 40)])
    assert tie_with(found, "ana").weeks == 2


def test_a_large_meeting_is_no_last_contact():
    """Twelve met yesterday; with one of them there was a talk of two fifteen days ago."""
    names = ["me", *(f"p{place:02d}" for place in range(11))]
    rows = [event(one, two, "meeting", 1) for place, one in enumerate(names) for two in names[place + 1 :]]
    found = base_of([*rows, event("p00", "me", "meeting", 15)], roster(names, start_date="2024-01-01"))
    assert [(tie.person, tie.weeks) for tie in found.ties] == [("p00", 2)]


def asking(to_me: int, to_others: int):
    return [event("ana", "me", "help", 2 + day) for day in range(to_me)] + [
        event("ana", "bo", "help", 2 + day) for day in range(to_others)
    ]


@pytest.mark.parametrize(
    ("to_me", "to_others", "too_much"), [(4, 2, True), (3, 2, True), (3, 3, False), (2, 0, False), (4, 6, False)]
)
def test_more_than_half_of_an_allys_help_is_much_from_three_helps_on(to_me, to_others, too_much):
    tie = tie_with(base_of(asking(to_me, to_others)), "ana")
    assert tie.asked_much is too_much
    assert tie.help_of_theirs == to_me + to_others


def test_a_mentor_who_gives_one_most_of_their_help_is_not_asked_too_much():
    found = base_of(asking(6, 1), programmes=[("me", "mentorship", "mentee", "ana")])
    assert not tie_with(found, "ana").asked_much


def test_nor_is_ones_manager():
    people = roster(["me", *OTHERS], team=TEAMS, manager_id={"me": "ana"}, start_date="2024-01-01")
    assert not tie_with(base_of(asking(6, 1), people), "ana").asked_much


def test_whoever_gives_more_than_half_of_ones_help_is_leaned_on():
    rows = [*asking(4, 0), *(event("bo", "me", "help", day) for day in (3, 5, 7))]
    found = base_of(rows)
    assert (tie_with(found, "ana").leaned_on, tie_with(found, "bo").leaned_on) == (True, False)


@pytest.mark.parametrize(
    ("given", "received", "verdict"), [(30, 5, "gives"), (5, 30, "gets"), (15, 15, "even"), (6, 3, "unknown")]
)
def test_the_balance_is_told_only_where_its_interval_lies_beyond_the_floor(given, received, verdict):
    rows = [event("me", "ana", "help", 1 + day) for day in range(given)]
    found = base_of(rows + [event("bo", "me", "help", 1 + day) for day in range(received)])
    assert found.balance.verdict == verdict
    assert (found.balance.given, found.balance.received) == (given, received)


def after_a_no(since: int, *, answered: bool = False):
    """Ten helps to Ana in the weeks before a request 35 days back, so many since."""
    rows = [event("me", "ana", "help", 36 + 5 * turn) for turn in range(10)]
    rows += [event("me", "ana", "help", 2 + turn) for turn in range(since)] + [event("me", "ana", "request", 35)]
    return [*rows, event("ana", "me", "help", 33)] if answered else rows


def test_help_that_stops_after_a_request_without_answer_is_seen():
    found = base_of(after_a_no(0)).unanswered
    assert [(one.person, one.weeks, one.before, one.since, one.withdrawn) for one in found] == [("ana", 5, 10, 0, True)]


def test_help_that_goes_on_after_it_is_not_withdrawn():
    assert [one.withdrawn for one in base_of(after_a_no(5)).unanswered] == [False]


def test_two_helps_before_a_no_are_too_few_to_have_stopped():
    rows = [event("me", "ana", "help", day) for day in (81, 82)] + [event("me", "ana", "request", 80)]
    assert [(one.before, one.withdrawn) for one in base_of(rows).unanswered] == [(2, False)]


def test_a_request_that_was_met_is_no_no():
    found = base_of(after_a_no(0, answered=True))
    assert found.unanswered == ()
    assert "requests" not in found.missing


def test_a_request_of_yesterday_is_not_due_and_one_of_somebody_else_not_mine():
    rows = [event("me", "ana", "request", 1), event("ana", "me", "request", 40)]
    assert base_of(rows).unanswered == ()


def test_without_requests_on_record_it_can_not_be_told():
    assert "requests" in base_of([event("ana", "me")]).missing


def test_contact_alone_tells_nothing_of_help():
    found = base_of([event("ana", "me", "meeting", day) for day in (2, 9)])
    assert "help" in found.missing
    assert [tie.person for tie in found.allies] == ["ana"]


def test_a_large_meeting_makes_no_tie():
    """Twelve at one meeting, everybody with everybody at the same moment."""
    names = ["me", *(f"p{place:02d}" for place in range(11))]
    rows = [event(one, two, "meeting", 3) for place, one in enumerate(names) for two in names[place + 1 :]]
    assert base_of(rows, roster(names, start_date="2024-01-01")).ties == ()


def test_nothing_on_record_of_somebody_is_said():
    found = base_of([event("ana", "bo")])
    assert not found.seen
    assert found.ties == ()


def test_an_unknown_person_is_refused():
    with pytest.raises(SettingError, match="no person nobody"):
        base_of([event("ana", "me")], me="nobody")


def test_the_order_of_rows_changes_nothing():
    rows = [*weekly("ana", "me"), *weekly("me", "bo"), event("me", "cy", "request", 40), *weekly("cy", "di")]
    assert base_of(rows) == base_of(rows[::-1])
