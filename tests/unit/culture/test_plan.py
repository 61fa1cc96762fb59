"""The plan: one step against each challenge that is seen, three at most, and what became of the last one."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from ally_graph.culture import whole
from ally_graph.culture.asks import PRACTICE_ASKS, TOOL_ASKS
from ally_graph.culture.looked import Looked
from ally_graph.culture.plan import (
    DONE,
    MOST_STEPS,
    MOVED,
    OPEN,
    WATCH,
    became,
    proposed,
    responses,
    step_for,
    with_plan,
)
from ally_graph.findings.challenges import CHALLENGES, NOT_SEEN, SEEN, UNKNOWN, Verdict
from ally_graph.indicators import NETWORK_INDICATORS
from ally_graph.network import network_of
from ally_graph.vocabulary import PRACTICES, TOOLS
from tests.unit.companies import AS_OF, numbered, records_of, ring, roster

DAY = pd.Timestamp("2026-01-01")
PEOPLE, HELP = numbered(12), {"no_ally", "unevenness", "from_the_busiest"}


def plan_for(**verdicts):
    found = [Verdict(one, verdicts.get(key, NOT_SEEN), "") for key, one in CHALLENGES.items()]
    return proposed(responses(found, ()), DAY)


def test_every_practice_and_tool_asks_something_of_somebody():
    assert set(PRACTICE_ASKS) == set(PRACTICES)
    assert set(TOOL_ASKS) == set(TOOLS)
    assert set(WATCH) == set(CHALLENGES)
    assert all(key in NETWORK_INDICATORS for key in WATCH.values())


def test_at_most_three_steps_first_where_people_may_be_worn_out():
    steps = plan_for(**dict.fromkeys(CHALLENGES, SEEN))
    assert [one.challenge for one in steps] == ["ally_burnout", "unsupportive_leadership", "unequal_participation"]
    assert len({one.tool for one in steps}) == MOST_STEPS


def test_two_steps_do_not_take_the_same_tool():
    """Flexible work fits both, and is taken by the first of them."""
    steps = plan_for(remote_distance=SEEN, workload_pressure=SEEN)
    assert [(one.challenge, one.tool) for one in steps] == [
        ("remote_distance", "flexible_work"),
        ("workload_pressure", "peer_review_hours"),
    ]


@pytest.mark.parametrize(
    ("running", "over", "tool"),
    [
        ([], [], "employee_assistance"),
        (["employee_assistance"], [], "recognition"),
        (["employee_assistance", "recognition"], [], "flexible_work"),
        (["employee_assistance", "recognition", "flexible_work", "buddy"], [], "employee_assistance"),
        ([], ["employee_assistance"], "employee_assistance"),
    ],
)
def test_the_tool_is_the_first_that_nobody_takes_part_in_yet(running, over, tool):
    """Where all of them run it is the first; one that is over counts as none."""
    programmes = [SimpleNamespace(key=key, is_running=key in running) for key in (*running, *over)]
    found = responses([Verdict(CHALLENGES["ally_burnout"], SEEN, "")], programmes)
    assert [one.tool for one in proposed(found, DAY)] == [tool]
    assert found[0].running == set(running) - {"buddy"}


def test_only_what_fits_a_challenge_is_told_with_it():
    """By their titles, in the order of the challenge."""
    for one in responses([Verdict(one, SEEN, "") for one in CHALLENGES.values()], ()):
        fitting = one.verdict.challenge
        assert [title for title, _ in one.practices] == [PRACTICES[key] for key in fitting.practices]
        assert [title for title, _ in one.tools] == [TOOLS[key] for key in fitting.tools]


def test_what_is_asked_of_all_is_for_hr_to_see_to():
    assert step_for("unequal_participation", "buddy", DAY).role == "HR"
    assert step_for("unequal_participation", "recognition", DAY).role == "Leaders"


def test_no_step_where_nothing_is_seen_or_can_be_told():
    assert plan_for() == plan_for(resistance=UNKNOWN) == ()


def test_a_step_has_a_role_a_day_and_something_to_watch():
    one = step_for("resistance", "open_mic", DAY)
    assert (one.role, one.until, one.watched) == ("Leaders", "2026-01-29", "Support across teams")


def test_what_the_records_can_not_tell_is_not_watched():
    """Without teams nobody can look up next month how much support crossed their borders."""
    seen = [Verdict(one, SEEN if key == "resistance" else NOT_SEEN, "") for key, one in CHALLENGES.items()]
    (one,) = proposed(responses(seen, ()), DAY, told={"unevenness", "no_ally"})
    assert one.watched == "No ally"


@pytest.mark.parametrize(
    ("kind", "columns", "thanks", "told"),
    [
        ("help", {"team": dict(zip(PEOPLE, ["red", "blue"] * 6, strict=True))}, [], {*HELP, "across_teams"}),
        ("help", {"team": "red"}, [], HELP),
        ("help", {}, [("p00", "p01", "2026-03-20")], {*HELP, "thanked"}),
        ("meeting", {"team": dict(zip(PEOPLE, ["red", "blue"] * 6, strict=True))}, [], {"no_ally"}),
    ],
    ids=["two teams", "one team", "thanks", "contact alone"],
)
def test_what_can_be_watched_hangs_on_what_is_on_record(kind, columns, thanks, told):
    """Help within teams or between them, thanks, or contact alone."""
    records = records_of(ring(PEOPLE, kind), roster(PEOPLE, **columns), thanks)
    assert whole._told(Looked(records, network_of(records, as_of=AS_OF))) == told


def test_a_plan_watches_what_its_records_hold():
    """Silos are seen, and no team is on record; without an event nothing is."""
    records = records_of(ring(PEOPLE), roster(PEOPLE))
    verdicts = [Verdict(one, SEEN if key == "resistance" else NOT_SEEN, "") for key, one in CHALLENGES.items()]
    (step,) = whole.culture_of(records, network_of(records, as_of=AS_OF), (), verdicts).proposed
    assert step.watch == "no_ally"
    assert whole.culture_of(records, network_of(records, as_of="2020-01-01"), (), verdicts).proposed == ()


def test_what_was_decided_stays_until_its_day_and_closes_the_challenge_to_others():
    """Somebody's own step: on its last day, after it, once it is done, and once it was moved."""
    mine = replace(step_for("resistance", "open_mic", DAY), owner="Ana")
    others = plan_for(resistance=SEEN, ally_burnout=SEEN)
    assert [one.owner for one in with_plan(others, [mine], DAY)] == ["Ana", ""]
    assert "Ana" in [one.owner for one in with_plan(others, [mine], pd.Timestamp(mine.until))]
    assert "Ana" not in [one.owner for one in with_plan(others, [mine], DAY + pd.Timedelta(days=60))]
    assert "Ana" not in [one.owner for one in with_plan(others, [replace(mine, state=DONE)], DAY)]
    assert "Ana" in [one.owner for one in with_plan(others, [replace(mine, state=MOVED)], DAY)]


def test_a_step_with_a_later_day_was_moved_and_one_that_is_gone_stays_as_it_was_set():
    before = step_for("resistance", "open_mic", DAY)
    later = replace(before, until="2026-03-01")
    assert [one.state for one in became([before], [later])] == [MOVED]
    assert [one.state for one in became([before], [])] == [OPEN]
    assert [one.state for one in became([replace(before, state=DONE)], [later])] == [DONE]
