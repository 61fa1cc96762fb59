"""Does remote work cost contact: rate ratios by hand, shuffled labels, and a gap that was planted."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from ally_graph.findings import remote_gap as module
from ally_graph.findings.remote_gap import remote_gap
from ally_graph.network import network_of
from ally_graph.network.events import Events
from ally_graph.settings import Settings
from tests.unit.companies import AS_OF, company, event, numbered, records_of, ring, roster

TEN = numbered(10)
REMOTE = set(TEN[:5])
MODES = {person: "remote" if person in REMOTE else "onsite" for person in TEN}


def gap(events, people, **settings):
    records = records_of(events, people)
    network = network_of(records, as_of=AS_OF, settings=Settings(**settings))
    return remote_gap(network, records)


def statuses(findings):
    return [finding.status for finding in findings]


def meetings(ids, modes, times, apart=20):
    """Meetings of every pair: so many by whether none, one or both are remote, the same days apart."""
    return [
        event(one, other, "meeting", days=1 + apart * k)
        for one, other in combinations(ids, 2)
        for k in range(times[(modes[one] == "remote") + (modes[other] == "remote")])
    ]


def test_half_the_contact_is_a_ratio_of_a_half():
    """Ten near pairs meet four times, 25 mixed pairs twice, ten remote pairs once, all there every day."""
    (found,) = gap(meetings(TEN, MODES, (4, 2, 1)), roster(TEN, team="a", work_mode=MODES))
    assert (found.status, found.people) == ("named", ())
    assert found.score == found.evidence["rr"] == pytest.approx(0.5)
    assert found.evidence["rr_both_remote"] == pytest.approx(0.25)
    assert (found.evidence["contacts_with_remote"], found.evidence["contacts_near"]) == (50, 40)
    assert (found.evidence["remote"], found.evidence["others"], found.evidence["scope"]) == (5, 5, "company")
    assert found.evidence["rr_low"] < 0.5 < found.evidence["rr_high"] < 1
    assert found.q <= 0.05


def test_large_teams_are_compared_by_the_same_rule(monkeypatch):
    """Time and contacts of teams of more than 500 are added up without a table of all pairs; here of more than four."""
    people = roster(TEN, team="a", work_mode=MODES, fte={person: 1 - k / 20 for k, person in enumerate(TEN)})
    usual = gap(meetings(TEN, MODES, (4, 2, 1)), people)
    monkeypatch.setattr(module, "DENSE_TEAM", 4)
    large = gap(meetings(TEN, MODES, (4, 2, 1)), people)
    assert [finding.why for finding in large] == [finding.why for finding in usual]
    assert large[0].evidence == pytest.approx(usual[0].evidence)


def test_hybrid_colleagues_count_with_those_on_site():
    modes = MODES | {"p08": "hybrid", "p09": "hybrid"}
    (found,) = gap(meetings(TEN, modes, (4, 2, 1)), roster(TEN, team="a", work_mode=modes))
    assert found.evidence["rr"] == pytest.approx(0.5)


def test_externals_and_people_of_unknown_work_mode_are_not_compared():
    """One of either, who meets everybody nine times."""
    guests = {"guest": "onsite", "nil": None}
    rows = [event(guest, one, "meeting", 1 + 9 * k) for guest in guests for one in TEN for k in range(9)]
    people = roster([*TEN, *guests], team="a", work_mode=MODES | guests, kind={"guest": "external"})
    (found,) = gap([*meetings(TEN, MODES, (4, 2, 1)), *rows], people)
    assert found.evidence["rr"] == pytest.approx(0.5)
    assert (found.evidence["remote"], found.evidence["others"]) == (5, 5)


@pytest.mark.parametrize(("start", "remote"), [("2026-03-05", 5), ("2026-03-04", 6)])
def test_people_count_from_28_days_at_work_on(start, remote):
    modes = MODES | {"new": "remote"}
    people = roster([*TEN, "new"], team="a", work_mode=modes, start_date={"new": start})
    (found,) = gap(meetings([*TEN, "new"], modes, (4, 2, 1)), people)
    assert found.evidence["remote"] == remote


def test_teams_with_more_and_less_contact_do_not_matter():
    """Half in both teams, with four times the contact and other numbers in one of them."""
    others = numbered(10, "q")
    modes = MODES | {person: "remote" if i < 2 else "onsite" for i, person in enumerate(others)}
    team = dict.fromkeys(TEN, "a") | dict.fromkeys(others, "b")
    rows = [*meetings(TEN, modes, (2, 1, 1), 40), *meetings(others, modes, (8, 4, 1), 10)]
    findings = gap(rows, roster([*TEN, *others], team=team, work_mode=modes))
    (found,) = [finding for finding in findings if finding.evidence.get("scope") == "company"]
    assert found.evidence["rr"] == pytest.approx(0.5)
    assert found.evidence["teams"] == 2


def test_a_team_with_few_on_one_side_has_no_figure_of_its_own():
    others = numbered(10, "q")
    modes = MODES | {person: "remote" if i < 2 else "onsite" for i, person in enumerate(others)}
    team = dict.fromkeys(TEN, "a") | dict.fromkeys(others, "b")
    rows = [*meetings(TEN, modes, (4, 2, 1)), *meetings(others, modes, (4, 0, 1))]
    findings = gap(rows, roster([*TEN, *others], team=team, work_mode=modes))
    assert {finding.evidence["scope"] for finding in findings} == {"company", "a"}


def test_part_time_explains_less_contact():
    """Remote people who work half of full time and have half the contact lack nothing."""
    people = roster(TEN, team="a", work_mode=MODES, fte={p: 0.5 if p in REMOTE else 1.0 for p in TEN})
    assert gap(meetings(TEN, MODES, (4, 2, 1)), people) == []


def test_one_person_without_any_contact_does_not_speak_for_all():
    """The five remote colleagues are as much in touch as the others; a sixth has no contact, and is left out."""
    modes = MODES | {"zoe": "remote"}
    assert gap(meetings(TEN, modes, (4, 4, 4)), roster([*TEN, "zoe"], team="a", work_mode=modes)) == []


def test_a_small_difference_is_no_gap():
    """Three contacts instead of four: 0.75."""
    assert gap(meetings(TEN, MODES, (4, 3, 3)), roster(TEN, team="a", work_mode=MODES)) == []


def test_a_gap_of_long_ago_is_watched():
    """It all comes from one slice, two months back; since then everyone meets alike."""
    old = [event(a, b, "meeting", 60 + k) for a, b in combinations(TEN[5:], 2) for k in range(9)]
    (found,) = gap([*meetings(TEN, MODES, (2, 2, 2)), *old], roster(TEN, team="a", work_mode=MODES), window_days=84)
    assert (found.status, found.people, found.evidence) == ("watch", (), {"count": 1})
    assert found.why.startswith("In one group remote people")


@pytest.mark.parametrize(
    "people",
    [
        roster(TEN, team="a"),
        roster(TEN, team="a", work_mode="remote"),
        roster(TEN, team="a", work_mode="onsite"),
        roster(TEN, work_mode=MODES),
        roster(TEN, team="a", work_mode={person: "remote" if i < 4 else "onsite" for i, person in enumerate(TEN)}),
    ],
)
def test_without_enough_people_on_both_sides_nothing_is_said(people):
    (found,) = gap(ring(TEN, "meeting"), people)
    assert (found.status, found.people) == ("not_enough_data", ())


@pytest.mark.parametrize("events", [[], ring(TEN, "meeting")])
def test_where_the_records_touch_few_people_nothing_is_said(events):
    """None, or ten of fifteen."""
    others = numbered(5, "q")
    (found,) = gap(events, roster([*TEN, *others], team="a", work_mode=MODES | dict.fromkeys(others, "onsite")))
    assert (found.status, found.people) == ("not_enough_data", ())
    assert "touch too few" in found.why


IDS = numbered(60)
TEAM = np.repeat(np.arange(4), 15)
EMPTY = company([], roster(IDS, team={person: f"t{TEAM[i]}" for i, person in enumerate(IDS)}), null_draws=399)
FIRST, SECOND = np.triu_indices(60, 1)


def invented(rng, remote_rate):
    """Sixty people in four teams of fifteen, about 25 contacts each, people who differ, twenty of them remote."""
    remote = rng.permuted(np.repeat([True, False], [20, 40]))
    pull = rng.lognormal(0, 0.5, 60)
    rate = pull[FIRST] * pull[SECOND] * np.where(TEAM[FIRST] == TEAM[SECOND], 1.0, 0.08)
    rate = rate * np.where(remote[FIRST] | remote[SECOND], remote_rate, 1.0)
    counts = rng.poisson(rate * 750 / rate.sum())
    source, target = np.repeat(FIRST, counts), np.repeat(SECOND, counts)
    ages, ones = rng.uniform(0, 90, len(source)), np.ones(len(source))
    events = Events(60, source, target, ages, ones, np.zeros(len(source), dtype=int), ("meeting",))
    people = EMPTY.people.assign(work_mode=np.where(remote, "remote", "onsite"))
    return replace(EMPTY, people=people, events=events)


def flagged(rng, remote_rate):
    return "named" in statuses(remote_gap(invented(rng, remote_rate), None))


def test_shuffled_work_modes_are_flagged_in_at_most_one_of_twenty_companies():
    rng = np.random.default_rng(0)
    assert np.mean([flagged(rng, 1.0) for _ in range(200)]) <= 0.05


def test_half_the_contact_is_found_in_four_of_five_companies():
    rng = np.random.default_rng(1)
    assert np.mean([flagged(rng, 0.5) for _ in range(60)]) >= 0.8


def test_a_gap_at_the_false_discovery_rate_itself_counts():
    """With the rate set to exactly what the gap has it is named still, with a little less it isn't."""
    rows, people = meetings(TEN, MODES, (4, 2, 1)), roster(TEN, team="a", work_mode=MODES)
    (found,) = gap(rows, people)
    assert statuses(gap(rows, people, false_discovery_rate=found.q)) == ["named"]
    assert statuses(gap(rows, people, false_discovery_rate=found.q * 0.999)) == ["watch"]


def test_the_rate_ratio_weighs_teams_by_their_time_together():
    """Two teams: 4 contacts in 20 days mixed against 6 in 10 near ones, and 3 in 5 against 2 in 5.

    (4 * 10 / 30 + 3 * 5 / 10) over (6 * 20 / 30 + 2 * 5 / 10) is 2.8333 / 5; without near contact there is none.
    """
    contacts, time = [[0, 4, 6], [1, 3, 2]], [[8, 20, 10], [5, 5, 5]]
    pairs = np.array([[contacts[team], time[team]] for team in range(2)], dtype=float)[..., None]
    assert module._ratio(pairs) == pytest.approx([(4 / 3 + 1.5) / 5])
    assert module._ratio(pairs, module.FAR) == pytest.approx([(0 + 0.5) / (6 * 8 / 18 + 1)])
    assert np.isnan(module._ratio(pairs * np.array([1, 1, 0])[:, None])).all()


def test_the_chance_of_a_ratio_is_counted_both_ways_or_read_off_a_normal_curve():
    """One of four logarithms is as low, and it counts itself: twice 2 of 5; one deviation below is 0.159, doubled."""
    logs = np.array([-1.0, 1.0, -1.0, 1.0])
    assert module._chance_of(np.exp(-0.5), np.array([-0.5, 0.0, 0.2, 0.4]), 4) == pytest.approx(4 / 5)
    assert module._chance_of(np.exp(0.4), np.array([-0.5, 0.0, 0.2, 0.4]), 4) == 1
    assert module._chance_of(np.exp(-1.0), logs, 5) == pytest.approx(2 * 0.158655, abs=1e-5)


def test_pairs_are_summed_by_how_many_of_the_two_are_remote():
    """Of four people the first two are remote: 1 contact between them, 2 + 3 + 4 + 5 mixed and 6 between the others."""
    both = np.array([[0, 1, 2, 3], [1, 0, 4, 5], [2, 4, 0, 6], [3, 5, 6, 0]], dtype=float)
    far = np.array([[1.0, 1.0, 0.0, 0.0]])
    assert [part.tolist() for part in module._kinds_of_pairs(far @ both, both.sum(axis=0), far)] == [[1], [14], [6]]


@pytest.mark.parametrize("times", [(4, 2, 1), (4, 3, 1), (4, 4, 4), (2, 3, 4)])
def test_chance_is_drawn_only_where_a_gap_is_wide_enough(times, monkeypatch):
    """Half of the contact is; three quarters, all and more are not. The findings are those of drawing always."""
    people, drawn = roster(TEN, team="a", work_mode=MODES), []
    usual = module._draws
    monkeypatch.setattr(module, "_draws", lambda *given: drawn.append(1) or usual(*given))
    soon = gap(meetings(TEN, MODES, times), people)
    assert bool(drawn) == (times == (4, 2, 1))
    monkeypatch.setattr(module, "_none_is_low", lambda *_: False)
    assert gap(meetings(TEN, MODES, times), people) == soon
