"""The seven reasons to fail: what makes each of them show, what makes it not show, and when it can't be told."""

from __future__ import annotations

import pytest

from ally_graph.culture.looked import Looked
from ally_graph.culture.programmes import programmes
from ally_graph.culture.reasons import DARK, REASONS, SHOWS, SHOWS_NOT, Facts, reasons
from ally_graph.findings.challenges import CHALLENGES, NOT_SEEN, SEEN, Verdict
from ally_graph.network import network_of
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
