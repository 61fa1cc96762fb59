"""Who carries a lot for others: load, dependants, requests for time, and the guards."""

from types import SimpleNamespace

import numpy as np
import pytest

from ally_graph.findings import overrelied
from ally_graph.findings.overrelied import overrelied_helpers
from ally_graph.network import network_of
from ally_graph.settings import Settings
from tests.unit.companies import AS_OF, ago, company, event, numbered, records_of, ring, roster, weekly

IDS = numbered(24)
DEPENDANTS = ["p05", "p10", "p15", "p20"]
BASE = ring(IDS)
LEANING = [row for person in DEPENDANTS for row in weekly("p00", person, times=4)]
SPREAD_OUT = [row for person in IDS[3:] for row in weekly("p00", person)]


def found_in(events, people=None, **settings):
    records = records_of(events, roster(IDS) if people is None else people)
    network = network_of(records, as_of=AS_OF, settings=Settings(null_draws=199, **settings))
    return overrelied_helpers(network, records)


def named(findings):
    return [person for finding in findings for person in finding.people]


def watched(findings):
    return sum(finding.evidence["count"] for finding in findings if finding.status == "watch")


def test_where_help_comes_in_clumps_dependants_need_more_evidence(monkeypatch):
    """Each of the four gets 48 of 72 helps there: (2/3 - 1/2) * sqrt(72) / 0.5 is 2.83, and four times that 11.3.

    Divided by the root of 20 it is 2.53, more than the 2.5 that nine times the usual load asks for; of 21 it is less.
    """
    for at_once, who in ((20.0, ["p00"]), (21.0, [])):
        monkeypatch.setattr(overrelied.guards, "clumping_of_help", lambda network, value=at_once: value)
        assert named(found_in([*BASE, *LEANING])) == who


def test_a_heavy_load_with_dependants_is_named():
    """Everyone gives two helps a week; p00 gives sixteen more, four each to four colleagues who get two elsewhere.

    18 a week for 12 of 90/7 weeks: 216 * 7 / 90 = 16.8, nine times the usual 24 * 7 / 90 = 1.867.
    """
    (found,) = found_in([*BASE, *LEANING])
    assert (found.status, found.people) == ("named", ("p00",))
    assert found.q <= 0.05
    assert found.score == pytest.approx(9)
    assert found.evidence["help_per_week"] == pytest.approx(216 * 7 / 83)
    assert found.evidence["stratum_median"] == pytest.approx(24 * 7 / 83)
    assert (found.evidence["dependants"], found.evidence["need_more_access"]) == (4, 0)
    assert found.evidence["people_losing_half"] == 4


def test_a_heavy_load_on_many_shoulders_is_watched_and_nobody_named():
    (found,) = found_in([*BASE, *SPREAD_OUT])
    assert (found.status, found.people, found.evidence) == ("watch", (), {"count": 1})
    assert found.why.startswith("1 person helps at least twice as much")
    assert "Thanks are never wrong, and neither is asking" in found.advice


def test_an_equal_second_helper_takes_the_dependence_away():
    """p12 helps the same four just as often: each gets 4 of 10 a week from either."""
    findings = found_in([*BASE, *LEANING, *(row for person in DEPENDANTS for row in weekly("p12", person, times=4))])
    assert named(findings) == []
    assert watched(findings) == 2


def test_colleagues_who_need_more_of_their_time_are_evidence_too():
    asking = [event("p07", "p00", "access"), event("p09", "p00", "access")]
    (found,) = found_in([*BASE, *SPREAD_OUT, *asking])
    assert (found.status, found.people, found.q) == ("named", ("p00",), None)
    assert found.evidence["need_more_access"] == 2
    assert "2 people say they need more of their time" in found.why


def test_one_colleague_asking_twice_is_one():
    asking = [event("p07", "p00", "access"), event("p07", "p00", "access", 2)]
    assert named(found_in([*BASE, *SPREAD_OUT, *asking])) == []


def test_wanting_more_of_somebody_with_a_usual_load_is_no_finding():
    asking = [event("p07", "p00", "access"), event("p09", "p00", "access")]
    assert found_in([*BASE, *asking]) == []


def test_a_load_of_long_ago_is_not_named():
    """All of it 56 to 84 days ago: one of three slices."""
    old = [event("p00", person, days=57 + 2 * k) for person in DEPENDANTS for k in range(13)]
    findings = found_in([*BASE, *old, *old], half_life_days=float("inf"))
    assert named(findings) == []
    assert watched(findings) == 1


def test_part_time_counts_for_more():
    """Half of full time: the same help is twice the load."""
    rows = [*BASE, *(row for person in ("p05", "p10", "p15") for row in weekly("p00", person, times=3))]
    full, half = found_in(rows), found_in(rows, roster(IDS, fte={"p00": 0.5} | dict.fromkeys(IDS[1:], 1.0)))
    assert half[0].score == pytest.approx(2 * full[0].score)
    assert f"About {half[0].evidence['help_per_week']:.1f} helps a full-time week, " in half[0].why
    assert " helps a week, " in full[0].why


def test_that_newer_help_counts_for_more_is_told_where_it_makes_a_difference():
    """P20 got 48 of 72 helps from p00, and 26 more from others, long ago: 48 of 98, but most of the newer ones."""
    long_ago = [event(other, "p20", days=82) for other in ("p07", "p08") for _ in range(13)]
    told = [found_in([*BASE, *LEANING, *more])[0] for more in ((), long_ago)]
    assert [found.evidence["dependants"] for found in told] == [4, 4]
    assert "Newer help" not in told[0].why
    assert told[1].why.endswith("Newer help counts for more in this; by the number of helps alone it would be 3.")


def test_whoever_left_is_neither_named_nor_among_the_dependants():
    """Of the four who lean on p00 two left a week ago; when p00 left, there is nobody to thank or to relieve."""
    gone = "2026-03-25"
    (found,) = found_in([*BASE, *LEANING], roster(IDS, end_date=dict.fromkeys(DEPENDANTS[:2], gone)))
    assert (found.people, found.evidence["dependants"]) == (("p00",), 2)
    assert named(found_in([*BASE, *LEANING], roster(IDS, end_date={"p00": gone}))) == []


def test_a_managers_own_reports_do_not_count():
    people = roster(IDS, manager_id=dict.fromkeys(DEPENDANTS, "p00"))
    findings = found_in([*BASE, *LEANING], people)
    assert named(findings) == []
    assert watched(findings) == 1


def test_a_ring_has_no_findings():
    assert found_in(BASE) == []


def test_help_of_a_team_is_compared_within_the_team():
    """Ten people of a help desk give sixteen a week each, as is usual there; the others give two."""
    desk = numbered(10, "d")
    people = roster(IDS + desk, team=dict.fromkeys(desk, "desk") | dict.fromkeys(IDS, "rest"))
    rows = [row for i, person in enumerate(desk) for k in range(16) for row in weekly(person, IDS[(2 * i + k) % 24])]
    assert found_in([*BASE, *rows], people) == []


def test_where_hardly_anybody_helps_nothing_is_usual():
    (found,) = found_in([event("p00", "p01", days=days) for days in range(1, 60, 3)])
    assert (found.status, found.people) == ("not_enough_data", ())


def test_without_any_help_there_is_nothing_to_say():
    assert found_in([event("p00", "p01", "meeting")]) == []


def test_where_most_give_no_help_but_all_are_in_touch_the_mean_is_usual():
    """Everyone meets; p00 helps 16 times a week and ten others once, so the median is nothing, the mean 26/24."""
    others = [person for person in IDS[1:] if person not in DEPENDANTS][:10]
    helping = [row for i, person in enumerate(others) for row in weekly(person, DEPENDANTS[i % 4])]
    (found,) = found_in([*ring(IDS, "meeting"), *LEANING, *helping])
    assert found.people == ("p00",)
    assert found.score == pytest.approx(16 / (26 / 24))


def test_whoever_gives_all_the_help_there_is_carries_a_lot():
    """Nobody else helps: the median is nothing, the mean 16/24 a week, and in the null samples the rest has others."""
    (found,) = found_in([*ring(IDS, "meeting"), *LEANING])
    assert found.people == ("p00",)
    assert found.evidence["dependants"] == 4


def test_large_companies_are_drawn_less_often_with_the_same_answer(monkeypatch):
    monkeypatch.setattr(overrelied, "DRAWS_LIMIT", 1)
    (found,) = found_in([*BASE, *LEANING])
    assert found.people == ("p00",)
    assert 0 < found.q <= 0.05


def test_chance_keeps_exactly_half_from_counting_as_well():
    """The null samples count dependants by the same rule as the records do: an equal half is none."""
    rows = [event("hub", "bo"), event("hub", "bo"), event("two", "bo"), event("two", "bo")]
    records = records_of(rows, roster(["bo", "hub", "two"]))
    network = network_of(records, as_of=AS_OF)
    support = network.events.support
    fixed = overrelied._Fixed(network, support, np.array([1]))
    everything = support.source >= 0
    assert len(fixed.sureness(support.target, everything)[0]) == 0
    rows.append(event("hub", "bo"))
    network = network_of(records_of(rows, roster(["bo", "hub", "two"])), as_of=AS_OF)
    support = network.events.support
    fixed = overrelied._Fixed(network, support, np.array([1]))
    row, sureness = fixed.sureness(support.target, support.source >= 0)
    assert row.tolist() == [0]
    assert sureness[0] > 0


def test_two_who_get_little_more_than_half_from_one_person_name_nobody():
    """Two get 16 of 30 helps from p00, whose load is heavy because of many others: 2 * 0.37, against 2."""
    leaning = [event("p00", person, days=5 * k + 1) for person in ("p05", "p10") for k in range(16)]
    others = [event(f"p{20 + k % 2}", person, days=6 * k + 1) for person in ("p05", "p10") for k in range(14)]
    rows = [row for row in [*BASE, *SPREAD_OUT] if row[1] not in ("p05", "p10")] + leaning + others
    assert named(found_in(rows)) == []
    assert named(found_in(rows, sole_source_evidence=0.5)) == []
    assert named(found_in(rows, sole_source_evidence=0.5, sole_source_each=0.3)) == ["p00"]


def test_one_who_surely_depends_does_not_stand_for_another_who_may_not():
    """p05 gets all 16 from p00, who surely leans; p10 gets 16 of 30, where it is little more than even."""
    sure = [event("p00", person, days=5 * k + 1) for person in ("p05", "p10") for k in range(16)]
    others = [event(f"p{20 + k % 2}", "p10", days=6 * k + 1) for k in range(14)]
    rows = [row for row in [*BASE, *SPREAD_OUT] if row[1] not in ("p05", "p10")] + sure + others
    assert named(found_in(rows)) == []
    assert named(found_in(rows, sole_source_each=0.3)) == ["p00"]


def test_help_of_the_quarter_before_counts_where_it_was_no_other():
    """7 of 11 from p00 is no sure half; with 9 of 12 before it is, and with 6 of 12 it is not."""
    lately = [event("p00", person, days=12 * k + 1) for person in ("p05", "p10") for k in range(7)]
    lately += [event(f"p{20 + k}", person, days=12 * k + 1) for person in ("p05", "p10") for k in range(4)]
    rows = [row for row in [*BASE, *SPREAD_OUT] if row[1] not in ("p05", "p10")] + lately
    for given, who in ((0, []), (9, ["p00"]), (6, [])):
        before = [event("p00", person, days=91 + k) for person in ("p05", "p10") for k in range(given)]
        before += [event("p20", person, days=91 + k) for person in ("p05", "p10") for k in range(12 - given)]
        assert named(found_in([*rows, *(before if given else [])])) == who


@pytest.mark.parametrize(
    ("ratio", "evidence"), [(0, 7.0), (2, 5.0), (3.5, 3.5), (4, 3.0), (4.5, 2.75), (5, 2.5), (9, 2.5)]
)
def test_a_smaller_load_takes_more_evidence_of_dependants(ratio, evidence):
    """Three standard errors at four times the usual load, one more for each time that is missing, half a one less at
    five times."""
    load = SimpleNamespace(weekly=np.array([2.0 * ratio, 1.0]), usual=np.array([2.0, 0.0]))
    assert overrelied._needed(load, Settings()) == pytest.approx([evidence, 7.0])


def test_a_load_of_the_last_eight_weeks_is_named():
    """Two slices of three are enough."""
    lately = [row for row in LEANING if row[3] >= ago(56)]
    assert named(found_in([*BASE, *lately])) == ["p00"]


@pytest.mark.parametrize(("start", "busy"), [("2026-03-05", 0), ("2026-03-04", 1)])
def test_a_load_counts_from_28_days_at_work_on(start, busy):
    """Four weeks of help are a heavy load, and too little for anybody to depend on for sure."""
    findings = found_in([*BASE, *LEANING], roster(IDS, start_date={"p00": start}))
    assert (named(findings), watched(findings)) == ([], busy)


def test_a_usual_load_may_be_small():
    """Everyone helps six times in 83 days of records, p00 192 times more: 6 * 7 / 83 are usual, 33 times as many."""
    (found,) = found_in([*ring(IDS, reach=1)[::2], *LEANING])
    assert found.evidence["stratum_median"] == pytest.approx(6 * 7 / 83)
    assert found.score == pytest.approx(198 / 6)


def test_what_chance_has_to_reach_is_the_last_of_the_dependants_it_takes():
    """The first helper has three dependants and the second of these leans at 2.0; one is too few for the second."""
    row, sureness = np.array([0, 1, 0, 0, 2, 2]), np.array([1.0, 9.0, 3.0, 2.0, 0.5, 0.25])
    assert overrelied._bar(row, sureness, 4, 2).tolist() == [2.0, -np.inf, 0.25, -np.inf]
    assert overrelied._bar(row, sureness, 4, 3).tolist() == [1.0, -np.inf, -np.inf, -np.inf]


def test_of_a_load_beyond_what_some_carry_by_nature_the_rest_comes_from_others():
    """Three times the usual 2 are 6: of twelve a week a half, of six and of three all, of none nothing to divide."""
    network = company([], roster(IDS[:4]))
    load = SimpleNamespace(usual=np.full(4, 2.0), weekly=np.array([12.0, 6.0, 3.0, 0.0]))
    assert overrelied._kept_share(network, load).tolist() == [0.5, 1.0, 1.0, 1.0]


def test_a_load_is_by_full_time_week_of_those_long_enough_there():
    """Twelve helps in 84 days are one a week, in 42 two; who wasn't there, or not for long, has no load."""
    given, effort = np.full(4, 12), np.array([84.0, 42.0, 0.0, 84.0])
    assert overrelied._weekly(given, effort, np.array([True, True, True, False])).tolist() == [1.0, 2.0, 0.0, 0.0]


@pytest.mark.parametrize("events", [[*BASE, *LEANING], [*BASE, *LEANING[:60]], [*BASE, *SPREAD_OUT]])
def test_nobody_is_named_or_left_out_because_drawing_stopped(events, monkeypatch):
    """Drawn until nobody can be named, or in full: the same findings to the last digit."""
    soon = found_in(events)
    monkeypatch.setattr(overrelied.stopping, "all_common", lambda *_: False)
    assert found_in(events) == soon


def test_samples_counted_together_are_counted_one_by_one():
    """Rows of the second sample follow those of the first."""
    records = records_of([*BASE, *LEANING], roster(IDS))
    network = network_of(records, as_of=AS_OF)
    support, rng = network.events.support, np.random.default_rng(0)
    fixed = overrelied._Fixed(network, support, np.array([0, 3]))
    samples = np.array([rng.permutation(support.target) for _ in range(6)])
    kept, bar = rng.random(samples.shape) < 0.8, np.array([0.0, -np.inf])
    together = fixed.dependants(samples, kept, bar)
    alone = [fixed.dependants(*one, bar)[0] for one in zip(samples[:, None], kept[:, None], strict=True)]
    assert together.tolist() == np.array(alone).tolist()
    assert together.sum() > 0
