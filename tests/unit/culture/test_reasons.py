"""The seven reasons to fail: what makes each of them show, what makes it not show, and when it can't be told."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from ally_graph.culture.looked import Looked
from ally_graph.culture.programmes import programmes
from ally_graph.culture.reasons import DARK, REASONS, SHOWS, SHOWS_NOT, Facts, _part, reasons
from ally_graph.findings.challenges import CHALLENGES, NOT_SEEN, SEEN, UNKNOWN, Verdict
from ally_graph.network import network_of
from ally_graph.settings import Settings
from tests.unit.companies import AS_OF, event, numbered, records_of, ring, roster

PEOPLE = numbered(12)
LEADS = dict.fromkeys(PEOPLE[1:], "p00")


def facts(rows=(), programme_rows=(), thanks=(), seen=(), audited=False, **columns) -> Facts:
    people = roster(PEOPLE, start_date="2025-01-01", **columns)
    records = records_of([*ring(PEOPLE), *rows], people, thanks, (), programme_rows)
    looked = Looked(records, network_of(records, as_of=AS_OF))
    verdicts = [Verdict(one, SEEN if key in seen else NOT_SEEN, f"Why {key}.") for key, one in CHALLENGES.items()]
    return Facts(looked, programmes(looked, draws=19), verdicts, audited)


def verdict(key, **given) -> str:
    return REASONS[key](facts(**given))[0]


def takes(programme, *people):
    return [(person, programme, "participant", None) for person in people]


def test_every_reason_says_something_and_leaves_a_question():
    found = reasons(facts())
    assert len(found) == 7
    assert all(one.says.endswith(".") and one.ask.endswith("?") for one in found)
    assert {one.verdict for one in found} <= {SHOWS, SHOWS_NOT, DARK}


def test_without_a_programme_it_is_a_nice_extra_without_time_or_money():
    assert verdict("nice_to_have") == verdict("no_resources") == SHOWS


def test_training_without_hours_can_not_tell_whether_there_is_time_for_it():
    assert verdict("no_resources", programme_rows=takes("training", *PEOPLE[:6])) == DARK


def test_where_nothing_is_on_record_no_reason_is_said_to_show():
    """A roster alone says nothing of programmes or figures; a single row of another table says what it lacks."""
    people = roster(PEOPLE, start_date="2025-01-01")
    for rows, verdicts in (([], {DARK}), ([event("p00", "p01")], {SHOWS, SHOWS_NOT, DARK})):
        records = records_of(rows, people)
        looked = Looked(records, network_of(records, as_of=AS_OF))
        told = Facts(looked, programmes(looked, draws=19), ())
        assert {one.verdict for one in reasons(told)} <= verdicts
        assert (REASONS["no_measurement"](told)[0] in {one.verdict for one in reasons(told)}) == bool(rows)


def test_short_term_follows_the_busy_weeks():
    assert verdict("short_term", seen=["workload_pressure"]) == SHOWS
    assert verdict("short_term") == SHOWS_NOT


def test_leaders_who_take_no_part_do_not_live_it():
    """One lead of eleven: in a programme or not; who leads nobody is not asked."""
    assert verdict("no_leader_buy_in", manager_id=LEADS) == SHOWS
    assert verdict("no_leader_buy_in", manager_id=LEADS, programme_rows=takes("training", "p00")) == SHOWS_NOT
    assert verdict("no_leader_buy_in", manager_id=LEADS, programme_rows=takes("training", "p01")) == SHOWS
    assert verdict("no_leader_buy_in") == DARK


def test_leaders_who_thank_nobody_do_not_live_it_where_thanks_are_on_record():
    part = takes("training", "p00")
    given = {"manager_id": LEADS, "programme_rows": part}
    assert verdict("no_leader_buy_in", thanks=[("p01", "p02", "2026-03-20")], **given) == SHOWS
    assert verdict("no_leader_buy_in", thanks=[("p00", "p02", "2026-03-20")], **given) == SHOWS_NOT


def test_without_indicators_nobody_measures_it():
    assert verdict("no_measurement") == SHOWS


@pytest.mark.parametrize("audited", [True, False])
def test_whether_there_was_an_audit_before_is_said(audited):
    says = REASONS["no_measurement"](facts(audited=audited))[1]
    assert ("There was an audit" in says) == audited


def test_only_individual_results_count_without_shared_goals_or_thanks():
    """With shared goals it hangs on whether those who help are thanked: all of twelve, or one."""
    goals = takes("shared_goals", *PEOPLE[:6])
    everybody = [("p00" if person != "p00" else "p01", person, "2026-03-20") for person in PEOPLE]
    assert verdict("individual_pressure", programme_rows=goals, thanks=everybody) == SHOWS_NOT
    assert verdict("individual_pressure", programme_rows=goals, thanks=everybody[:1]) == SHOWS
    assert verdict("individual_pressure", thanks=everybody) == SHOWS
    assert verdict("individual_pressure", programme_rows=goals) == DARK


def test_distance_without_check_ins_is_not_met_on_purpose():
    """All work remotely: with check-ins for all it does not show, unless a gap in contact is seen."""
    talks = [event("p00", person, "checkin") for person in PEOPLE[1:]]
    assert verdict("remote_without_intention", work_mode="remote") == SHOWS
    assert verdict("remote_without_intention", work_mode="remote", rows=talks) == SHOWS_NOT
    assert verdict("remote_without_intention", work_mode="remote", rows=talks, seen=["remote_distance"]) == SHOWS
    assert verdict("remote_without_intention") == DARK


def tool(key="training", people=6, started="2025-06-01", ended="", hours=float("nan")):
    """A programme as the register has it."""
    running = people > 0 and not ended
    return SimpleNamespace(key=key, people=people, started=started, ended=ended, hours=hours, is_running=running)


def of_register(key, *register, seen=NOT_SEEN, **looked) -> tuple[str, str]:
    """What a reason says of a register alone."""
    base = SimpleNamespace(as_of=AS_OF, settings=Settings())
    verdicts = [Verdict(one, seen, f"Why {name}.") for name, one in CHALLENGES.items()]
    return REASONS[key](Facts(SimpleNamespace(base=base, **looked), register, verdicts))


def test_a_programme_without_a_start_is_a_nice_extra():
    assert of_register("nice_to_have", tool(started=""))[0] == SHOWS
    assert of_register("nice_to_have", tool(), tool(started=""))[0] == SHOWS_NOT
    assert of_register("nice_to_have", tool(people=0))[0] == SHOWS


@pytest.mark.parametrize(
    ("ended", "verdict"), [("2025-07-13", SHOWS), ("2025-07-14", SHOWS_NOT), ("", SHOWS_NOT)], ids=str
)
def test_programmes_that_end_within_six_weeks_are_short_term(ended, verdict):
    assert of_register("short_term", tool(ended=ended)) == (
        verdict,
        "One programme ended within six weeks." if verdict == SHOWS else "Why workload_pressure.",
    )
    assert of_register("short_term", tool(started="", ended=ended))[0] == SHOWS_NOT


def test_short_term_can_not_be_told_where_busy_weeks_can_not():
    assert of_register("short_term", seen=UNKNOWN)[0] == DARK
    assert REASONS["short_term"](Facts(None, (), ()))[0] == DARK
    assert of_register("short_term", tool(ended="2025-06-20"), seen=UNKNOWN)[0] == SHOWS


def test_time_for_it_shows_in_training_and_hours():
    assert of_register("no_resources", tool(hours=12.0))[0] == SHOWS_NOT
    assert of_register("no_resources", tool())[0] == DARK
    assert of_register("no_resources", tool(people=0), tool("buddy", hours=12.0))[0] == SHOWS


@pytest.mark.parametrize(("month", "verdict"), [("2025-12", SHOWS_NOT), ("2025-11", SHOWS)])
def test_indicators_that_are_four_months_old_measure_nothing(month, verdict):
    """March 2026 is the last month that is over."""
    rows = pd.DataFrame({"month": ["2025-01", month], "indicator": ["retention", "retention"]})
    found = of_register("no_measurement", records=SimpleNamespace(indicators=rows))
    assert found[0] == verdict
    assert found[1].startswith("One indicator of seven is on record, up to")


def test_a_leader_whose_programme_is_over_takes_no_part_now():
    over = [("p00", "training", "participant", "", "2025-02-01", "2025-09-01")]
    assert verdict("no_leader_buy_in", manager_id=LEADS, programme_rows=over) == SHOWS


def test_leaders_who_lost_touch_do_not_live_it_whatever_else_they_do():
    part = takes("training", "p00")
    found = facts(manager_id=LEADS, programme_rows=part, seen=["unsupportive_leadership"])
    assert REASONS["no_leader_buy_in"](found)[0] == SHOWS


def test_whoever_began_a_week_ago_does_not_count_among_those_who_helped():
    """Five were thanked; seven who helped as well began on 25 March."""
    ids = numbered(12)
    people = roster(ids, start_date={one: "2025-01-01" if one < "p05" else "2026-03-25" for one in ids})
    rows = [event(one, ids[place - 1]) for place, one in enumerate(ids)] + [event("p00", "p01", "meeting", 89)]
    records = records_of(rows, people, [("p05", one, "2026-03-28") for one in ids[:5]], (), takes("shared_goals", *ids))
    looked = Looked(records, network_of(records, as_of=AS_OF))
    told = Facts(looked, programmes(looked, draws=19), ())
    assert REASONS["individual_pressure"](told)[1].endswith("100% of those who helped were thanked.")


def test_that_nobody_is_said_to_work_remotely_is_told_apart_from_too_few():
    few = facts(work_mode=dict.fromkeys(PEOPLE[:3], "remote"))
    assert [REASONS["remote_without_intention"](one)[1] for one in (facts(), few)] == [
        "Who works remotely is not on record.",
        "Fewer than five people are known to work remotely.",
    ]


def test_without_goals_or_thanks_only_individual_results_count():
    assert verdict("individual_pressure") == SHOWS


def test_distance_is_met_on_purpose_by_buddies_too_and_told_of_five_people_at_least():
    modes = {name: dict.fromkeys(PEOPLE[:few], "remote") for few, name in ((3, "few"), (5, "five"))}
    assert verdict("remote_without_intention", work_mode="hybrid") == SHOWS
    assert verdict("remote_without_intention", work_mode="hybrid", programme_rows=takes("buddy", *PEOPLE)) == SHOWS_NOT
    assert verdict("remote_without_intention", work_mode=modes["few"]) == DARK
    assert verdict("remote_without_intention", work_mode=modes["five"]) == SHOWS


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "none"), (1, "a few"), (4, "a few"), (5, "about half"), (6, "about half"), (9, "most"), (10, "all")],
)
def test_parts_of_a_few_leaders_are_told_in_words(number, words):
    assert _part(number, 10) == f"{words} of them"
