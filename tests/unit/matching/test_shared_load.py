"""Plans to share a load: what they reach on the sample, and the rules they keep."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from ally_graph import analyze, load
from ally_graph.errors import SettingError
from ally_graph.findings.finding import Finding
from ally_graph.matching import match, share_load, shared_load
from ally_graph.matching.grounds import Grounds
from ally_graph.network import network_of
from ally_graph.settings import Settings
from tests.unit.companies import AS_OF, event, numbered, records_of, roster, weekly
from tests.unit.matching import planted

SAMPLE = Path(__file__).parents[3] / "sample_data"


@pytest.fixture(scope="module")
def sample():
    records = load(SAMPLE)
    return records, analyze(records)


@pytest.fixture(scope="module")
def plans(sample):
    return share_load(*sample)


def test_the_load_of_the_sample_can_be_shared(plans):
    """The helper with most goes down by a third at least, and help is spread a fifth less unevenly above chance."""
    top = max(plans, key=lambda plan: plan.before.load)
    assert top.after.load <= 0.7 * top.before.load
    assert top.after.gini_excess <= 0.8 * top.before.gini_excess
    assert all(plan.after.dependants < plan.before.dependants for plan in plans)
    assert all(plan.after.bus_factor >= plan.before.bus_factor for plan in plans)


def test_exactly_the_over_relied_have_a_plan(plans):
    truth = json.loads((SAMPLE / "truth.json").read_text())
    assert sorted(plan.person for plan in plans) == truth["overrelied"]
    assert all(plan.named for plan in plans)


def test_nobody_is_brought_above_what_three_in_four_give(sample, plans):
    """Counted again from the steps: what they gave and what they take, by week, against their stratum."""
    here = Grounds(*sample)
    place = {person: code for code, person in enumerate(here.ids)}
    more = np.zeros(here.size)
    for plan in plans:
        for step in plan.steps:
            more[place[step.to]] += step.events
    given = np.asarray(here.base.help_events.sum(axis=1)).ravel()
    after = 7 * (given + more) / np.maximum(here.base.effort, 1)
    assert (after[more > 0] <= here.limit[more > 0] + 1e-9).all()
    assert not here.worn[more > 0].any()


def test_everybody_who_takes_a_part_gave_such_help_already(sample, plans):
    _, result = sample
    events = result.base.events.support
    done = set(zip(result.base.ids[events.source], np.array(events.kinds)[events.kind], strict=True))
    assert all((step.to, step.kind) in done for plan in plans for step in plan.steps)
    assert all(0 < step.share <= 1 for plan in plans for step in plan.steps)


def test_thanks_and_mentoring_are_not_handed_on(plans):
    assert not {step.kind for plan in plans for step in plan.steps} & {"recognition", "mentoring"}


def test_nobody_comes_to_depend_on_somebody_else_instead(sample, plans):
    """After all steps there are fewer sole sources, and no new one."""
    records, result = sample
    before = shared_load.reliance.dependants(result.base)
    sharing = shared_load._Sharing(Grounds(records, result), 0.5, 8)
    helpers = shared_load._helpers(sharing.here, None)
    for helper in helpers:
        sharing.hand_on(helper, helpers)
    after = replace(result.base, events=replace(result.base.events, source=sharing.source))
    pairs = [
        set(zip(one["helper"], one["dependant"], strict=True))
        for one in (before, shared_load.reliance.dependants(after))
    ]
    assert pairs[1] < pairs[0]


def test_what_is_handed_on_adds_up(plans):
    """Helps fall by as many as the steps say, and each part is no more than was asked."""
    for plan in plans:
        asked = {(part.kind, part.team): part.events for part in plan.asked}
        moved = sum(step.events for step in plan.steps)
        assert plan.after.load / plan.before.load == pytest.approx(1 - moved / sum(asked.values()))
        assert all(
            step.share == pytest.approx(step.events / asked[step.kind, step.team], abs=1e-6) for step in plan.steps
        )


def test_a_smaller_part_or_fewer_steps_change_less(sample, plans):
    """What if: the share to hand on and the number of steps are the reader's choice."""
    some = {plan.person: plan for plan in share_load(*sample, handed_on=0.2)}
    few = share_load(*sample, steps=1)
    assert all(plan.after.load < some[plan.person].after.load < plan.before.load for plan in plans)
    assert all(len(plan.steps) == 1 for plan in few)


def test_the_plans_and_the_pairs_are_the_same_in_any_order_of_rows(sample, plans, tmp_path):
    """Every table of the sample is shuffled."""
    for file in SAMPLE.glob("*.csv"):
        header, *lines = file.read_text().splitlines()
        random.Random(file.name).shuffle(lines)
        (tmp_path / file.name).write_text("\n".join([header, *lines]) + "\n")
    records = load(tmp_path)
    again = analyze(records)
    assert share_load(records, again) == plans
    for programme in ("mentorship", "coffee"):
        assert match(records, again, programme) == match(*sample, programme)


def star(*, others: bool = True, often: Sequence[tuple] = (), **options):
    """One `best` helper whom six people of red ask for reviews, and two colleagues who review for them as well."""
    askers = [(f"o0{place}", {"kind": "employee", "team": "red"}) for place in range(6)]
    rows = [row for one, _ in askers for row in weekly("best", one, "review", times=2)]
    rows += [event("plain", one, "review", days) for one, _ in askers for days in (4, 18)] if others else []
    rows += [row for one in ("o06", "o07", "o08") for row in weekly(one, "plain", "help", weeks=5)]
    options.setdefault("settings", Settings(min_stratum=4, room_percentile=0.95))
    options.setdefault("findings", [Finding("overrelied", "named", ("best",))])
    return planted.company(more=[*rows, *often], without=[("best", "o00")], **dict(askers), **options)


def takers(plans) -> set[str]:
    return {step.to for plan in plans for step in plan.steps}


def test_a_part_goes_to_the_colleague_who_does_the_same_and_has_room():
    (plan,) = share_load(*star())
    assert takers([plan]) == {"plain"}
    assert {(step.kind, step.team) for step in plan.steps} == {("review", "red")}
    assert "and would give" in plan.steps[0].why


def test_without_teams_the_company_is_one_team(monkeypatch):
    """Who reviews for others can take a part, though those who ask have never met them."""
    askers, others = numbered(6), numbered(6, "q")
    rows = [row for one in askers for row in weekly("best", one, "review", times=2)]
    rows += [row for one in others for row in weekly("plain", one, "review")]
    rows += [row for one in others for row in weekly("busy", one, "review", times=3)]
    records = records_of(rows, roster([*askers, *others, "best", "busy", "plain"]))
    base = network_of(records, as_of=AS_OF, settings=Settings(min_stratum=4, room_percentile=0.95))
    found = SimpleNamespace(base=base, findings=(Finding("overrelied", "named", ("best",)),), people=base.people)
    (plan,) = share_load(records, found)
    assert {(step.to, step.team) for step in plan.steps} == {("plain", "")}
    monkeypatch.setattr(shared_load, "_teams", lambda here: here.column("team"))
    assert not share_load(records, found)[0].steps


@pytest.mark.parametrize(
    "options",
    [
        {"others": False},
        {"plain": {"kind": "external"}},
        {"plain": {"start_date": "2026-01-05"}},
        {"plain": {"end_date": "2026-05-01"}},
        {"absences": [("plain", "2026-03-30", "2026-04-30")]},
        {"findings": [Finding("overrelied", "named", ("best",)), Finding("isolated", "named", ("plain",))]},
        {"findings": [Finding("overrelied", "named", ("best",)), Finding("ally_burnout", "named", ("plain",))]},
        {"settings": Settings(min_stratum=4, room_percentile=0.1)},
        {"findings": [
            Finding("overrelied", "named", ("best",)),
            Finding("closed_group", "named", ("plain", *numbered(6, "o"))),
        ]},
    ],
    ids=["never did it", "external", "new", "leaving", "away", "on their own", "worn", "no room", "closed"],
)  # fmt: skip
def test_it_does_not_go_to_a_colleague_who_should_not_have_it(options):
    (plan,) = share_load(*star(**options))
    assert "plain" not in takers([plan])


@pytest.mark.parametrize("rule", shared_load.TAKER_RULES, ids=lambda rule: rule.__name__)
def test_every_rule_about_takers_is_needed(monkeypatch, rule):
    """With the rule the colleague takes nothing, without it they do."""
    breaks = {
        "right_kind": {"plain": {"kind": "external"}},
        "here_all_along": {"plain": {"end_date": "2026-05-01"}},
        "knows_the_place": {"plain": {"start_date": "2026-01-05"}},
        "is_in_touch": {
            "findings": [Finding("overrelied", "named", ("best",)), Finding("isolated", "named", ("plain",))]
        },
        "has_room": {
            "findings": [Finding("overrelied", "named", ("best",)), Finding("ally_burnout", "named", ("plain",))]
        },
    }[rule.__name__]
    assert "plain" not in takers(share_load(*star(**breaks)))
    monkeypatch.setattr(shared_load, "TAKER_RULES", tuple(one for one in shared_load.TAKER_RULES if one is not rule))
    assert "plain" in takers(share_load(*star(**breaks)))


def test_nobody_takes_so_much_that_one_person_depends_on_them():
    """They review for that person almost as often as the helper does: little more, and it would be most of it."""
    often = [event("plain", "o00", "review", day) for day in range(1, 44, 2)] + weekly("o06", "plain", times=3)
    records, told = star(often=often)
    (plan,) = share_load(records, told, handed_on=0.8)
    sharing = shared_load._Sharing(Grounds(records, told), 0.8, 8)
    sharing.hand_on(told.base.ids.tolist().index("best"), [])
    after = replace(told.base, events=replace(told.base.events, source=sharing.source))
    assert "plain" in takers([plan])
    assert "plain" not in set(shared_load.reliance.dependants(after)["helper"])


def test_where_nobody_is_named_the_plan_is_for_whoever_gives_most():
    (plan,) = share_load(*star(findings=[]))
    assert (plan.person, plan.named) == ("best", False)


def test_a_plan_can_be_asked_for_by_name():
    (plan,) = share_load(*star(), helper="plain")
    assert plan.person == "plain"
    assert "plain" not in takers([plan])
    with pytest.raises(SettingError, match="There is no plan at work"):
        share_load(*star(), helper="plan")


def test_where_nobody_has_room_it_is_said():
    (plan,) = share_load(*star(others=False))
    assert plan.steps == ()
    assert plan.after == plan.before
    assert plan.why.endswith("agree what can wait.")


def test_before_and_after_have_the_same_figures(plans):
    told = plans[0].to_dict()
    assert list(told["before"]) == list(told["after"]) == ["load", "dependants", "gini_excess", "bus_factor"]
    assert {"to", "kind", "team", "share"} <= set(told["steps"][0])
