"""Groups that keep to themselves: tight groups, closed teams, and those who turn others away."""

from itertools import combinations, product

import networkx as nx
import numpy as np
import pytest

from ally_graph.clusters import CLUSTERING, one_clustering
from ally_graph.findings import closed_group as module
from ally_graph.findings.closed_group import closed_groups, requests_of
from ally_graph.network import from_graph, network_of
from ally_graph.settings import Settings
from tests.unit.companies import AS_OF, WEEKS, company, event, numbered, records_of, ring, roster, weekly

SIX = ["a0", "a1", "b0", "b1", "c0", "c1"]
OTHERS = numbered(24)
TEAM = {person: f"team {person[0]}" for person in SIX} | {
    person: f"team {'abc'[k % 3]}" for k, person in enumerate(OTHERS)
}
PEOPLE = roster([*SIX, *OTHERS], team=TEAM)
NONE = 1e-9
OPEN = ring(OTHERS, "meeting", reach=3)
TIGHT = [row for one, other in combinations(SIX, 2) for row in weekly(one, other, "meeting")]


def found_in(events, people=PEOPLE, **settings):
    """What is found by ties and contacts alone; `closed_beside_ratio=0.4` looks at how open the others are, too."""
    records, settings = records_of(events, people), {"closed_beside_ratio": NONE, **settings}
    return closed_groups(network_of(records, as_of=AS_OF, settings=Settings(null_draws=199, **settings)), records)


def asked(count, answered=0, days=2, to=SIX, by=OTHERS):
    """So many requests from outside, some days apart, the first so many of them answered a day later."""
    pairs = list(product(by, to))[:count]
    requests = [event(one, other, "request", 15 + days * k) for k, (one, other) in enumerate(pairs)]
    answers = [event(other, one, "answer", 14 + days * k) for k, (one, other) in enumerate(pairs[:answered])]
    return [*requests, *answers]


def named(findings):
    return [finding.people for finding in findings if finding.status == "named"]


def test_six_people_of_three_teams_who_only_meet_each_other_are_a_tight_group():
    """All 15 pairs meet weekly and nobody else: density 1, E-I index (0 - 15) / 15 = -1."""
    (found,) = found_in([*OPEN, *TIGHT])
    assert (found.detector, found.status, found.people) == ("closed_group", "named", tuple(SIX))
    assert found.evidence["group"] == "tight group"
    assert found.evidence["teams"] == ["team a", "team b", "team c"]
    assert (found.evidence["size"], found.evidence["ei"], found.evidence["density"]) == (6, -1, 1)
    assert (found.evidence["ties_inside"], found.evidence["ties_outside"]) == (15, 0)
    assert found.q == pytest.approx(1 / 200)


def test_without_requests_nothing_is_said_about_turning_away():
    (found,) = found_in([*OPEN, *TIGHT])
    assert found.evidence["turns_others_away"] is False
    assert "exclu" not in (found.why + found.advice).lower()
    assert "turn" not in (found.why + found.advice).lower()


def test_no_member_is_named_in_words():
    (found,) = found_in([*OPEN, *TIGHT, *asked(12)])
    assert not any(person in found.why + found.advice for person in SIX)
    assert "clique" not in (found.why + found.advice).lower()


def test_twelve_unanswered_requests_from_outside_are_turning_away():
    """12 of 12, Wilson interval from 0.76; elsewhere 2 of 20 went unanswered."""
    elsewhere = asked(20, answered=18, to=OTHERS[12:], by=OTHERS[:12])
    (found,) = found_in([*OPEN, *TIGHT, *asked(12), *elsewhere])
    assert (found.evidence["requests"], found.evidence["unanswered"]) == (12, 12)
    assert found.evidence["unanswered_share_elsewhere"] == pytest.approx(0.1)
    assert found.evidence["turns_others_away"] is True
    assert "exclusion" in found.why


def test_a_group_that_meets_those_who_asked_turns_nobody_away():
    """Twelve requests of two people without help; with one of them somebody of the group was in touch a day later."""
    rows = asked(12)
    met = [event(SIX[3], rows[0][0], "message", 14)]
    elsewhere = asked(20, answered=20, to=OTHERS[12:], by=OTHERS[:12])
    (found,) = found_in([*OPEN, *TIGHT, *rows, *met, *elsewhere])
    assert (found.evidence["unanswered"], found.evidence["turns_others_away"]) == (12, False)
    (found,) = found_in([*OPEN, *TIGHT, *rows, *elsewhere])
    assert found.evidence["turns_others_away"] is True


def test_ten_unanswered_requests_are_enough_where_nobody_else_was_asked():
    """With nothing to compare with, more than half have to go unanswered for sure: 10 of 10, Wilson from 0.72."""
    (found,) = found_in([*OPEN, *TIGHT, *asked(10)])
    assert found.evidence["turns_others_away"] is True
    assert "10 of 10 requests from outside had no help in answer" in found.why
    assert found.evidence["unanswered_share_elsewhere"] is None


@pytest.mark.parametrize(
    "requests",
    [
        asked(9),
        [*asked(12), *asked(20, answered=4, to=OTHERS[12:], by=OTHERS[:12])],
    ],
    ids=["nine requests", "elsewhere 16 of 20 wait too"],
)
def test_too_few_requests_or_no_more_than_elsewhere_are_not_turning_away(requests):
    (found,) = found_in([*OPEN, *TIGHT, *requests])
    assert found.evidence["turns_others_away"] is False
    assert "exclu" not in found.why


def test_a_group_that_answers_turns_nobody_away():
    """Twelve answers in twelve weeks are help, but no ties in full: each counts a sixth."""
    (found,) = found_in([*OPEN, *TIGHT, *asked(12, answered=12, days=6)])
    assert found.evidence["ties_outside"] == pytest.approx(12 / 6)
    assert found.evidence["ei"] == pytest.approx((2 - 15) / 17)
    assert (found.evidence["requests"], found.evidence["unanswered"]) == (12, 0)
    assert found.evidence["turns_others_away"] is False


def test_a_group_that_was_open_for_most_of_the_time_is_watched():
    """Twenty-one answers in four weeks: (21 / 6 - 15) / (21 / 6 + 15) = -0.62 in all.

    In two slices of three 11 and 10 answers count 15 / 28 each, as one contact of a fortnightly tie: -0.44 and -0.47,
    above 0.85 * -0.6.
    """
    (found,) = found_in([*OPEN, *TIGHT, *asked(21, answered=21, days=1.37)])
    assert (found.status, found.people, found.evidence) == ("watch", (), {"count": 1})
    assert found.why.startswith("1 group keeps")


def test_one_who_brings_the_group_ties_to_others_opens_it():
    """a0 also meets four others weekly: (4 - 15) / 19 = -0.58, above -0.6."""
    across = [row for other in OTHERS[:4] for row in weekly("a0", other, "meeting")]
    assert named(found_in([*OPEN, *TIGHT, *across])) == []


@pytest.mark.parametrize(("across", "share"), [(2, 2 / 17), (3, None)])
def test_who_has_an_eighth_of_the_contacts_outside_is_open_however_few_ties_these_are(across, share):
    """15 pairs meet weekly, and a0 meets so many others weekly: 2 of 17 is below an eighth, 3 of 18 above.

    By ties both would do: (2 - 15) / 17 = -0.76 and (3 - 15) / 18 = -0.67 are below -0.6.
    """
    meetings = [row for other in OTHERS[:across] for row in weekly("a0", other, "meeting")]
    shares = [found.evidence["contact_outside"] for found in found_in([*OPEN, *TIGHT, *meetings])]
    assert shares == ([pytest.approx(share)] if share else [])


def test_beside_groups_that_are_far_more_open_a_sixth_of_the_contacts_may_lead_out():
    """Three ties out of 18, and of other groups a larger share; with four it is 4 of 19, more than a sixth."""
    meetings = [row for other in OTHERS[:4] for row in weekly("a0", other, "meeting")]
    (found,) = found_in([*OPEN, *TIGHT, *meetings[: 3 * WEEKS]], closed_beside_ratio=0.4)
    share, usual = (found.evidence[key] for key in ("contact_outside", "contact_outside_elsewhere"))
    assert (found.people, share, found.evidence["ei_limit"]) == (tuple(SIX), pytest.approx(1 / 6), -0.4)
    assert f"17% of their contacts lead out, of other groups {usual:.0%}." in found.why
    assert share < 0.4 * usual
    assert named(found_in([*OPEN, *TIGHT, *meetings[: 3 * WEEKS]], closed_beside_ratio=share / usual - 0.01)) == []
    assert named(found_in([*OPEN, *TIGHT, *meetings], closed_beside_ratio=0.9)) == []


def test_a_group_without_others_is_judged_by_its_own_ties():
    """Six have contact with each other alone, and three pairs: there is no other group to be more open."""
    pairs = [row for k in (0, 2, 4) for row in weekly(OTHERS[k], OTHERS[k + 1], "meeting")]
    (found,) = found_in([*TIGHT, *pairs], closed_beside_ratio=0.4)
    assert (found.evidence["contact_outside_elsewhere"], found.evidence["ei_limit"]) == (None, -0.6)


def test_meeting_two_people_outside_twice_as_often_is_more_than_an_eighth_of_the_contacts():
    """(2 - 15) / 17 = -0.76 by ties, and 4 of 19 by contacts."""
    meetings = [row for other in OTHERS[:2] for _ in range(2) for row in weekly("a0", other, "meeting")]
    assert named(found_in([*OPEN, *TIGHT, *meetings])) == []


def test_a_loose_group_is_not_closed():
    """A ring of six: 6 of 15 pairs in touch are more than a third, but no more than a ring has."""
    assert named(found_in([*OPEN, *ring(SIX, "meeting", reach=1)], closed_beside_ratio=0.4)) == []


def test_where_ties_are_few_and_others_more_open_a_third_of_the_pairs_is_enough():
    """Ten of whom each meets four: 20 of 45 pairs. Four in a ring are no group, and with one more tie they are."""
    ten, four = [f"t{i}" for i in range(10)], SIX[:4]
    pairs = [(ten[i], ten[(i + step) % 10]) for i in range(10) for step in (1, 4)]
    rows, people = [*OPEN, *(row for pair in pairs for row in weekly(*pair, "meeting"))], roster([*ten, *OTHERS])
    (found,) = found_in(rows, people, closed_beside_ratio=0.4)
    assert (found.people, found.evidence["density"]) == (tuple(ten), pytest.approx(20 / 45))
    assert "0% of their contacts lead out" in found.why
    assert named(found_in(rows, people, closed_beside_ratio=0.4, closed_beside_density=0.45)) == []
    events = [*OPEN, *ring(four, "meeting", reach=1)]
    assert named(found_in(events)) == []
    assert named(found_in([*events, *weekly(four[0], four[2], "meeting")])) == [tuple(four)]


def test_where_all_groups_are_as_closed_nearly_half_of_the_pairs_have_to_be_in_touch():
    """Three times ten of whom each meets four, with two ties from each ten to others: 20 of 45 pairs, 2 of 22 ties."""
    tens = [[f"{letter}{i}" for i in range(10)] for letter in "tuv"]
    pairs = [(ten[i], ten[(i + step) % 10]) for ten in tens for i in range(10) for step in (1, 4)]
    pairs += [(tens[k][0], tens[(k + 1) % 3][5]) for k in range(3)]
    rows, people = (
        [row for pair in pairs for row in weekly(*pair, "meeting")],
        roster([who for ten in tens for who in ten]),
    )
    assert named(found_in(rows, people, closed_beside_ratio=0.4)) == []
    assert len(named(found_in(rows, people, closed_beside_ratio=0.4, closed_density=0.4))) == 3


def test_help_in_one_direction_only_is_not_in_touch_both_ways():
    one_way = [(one, other, "help", *rest) for one, other, _, *rest in TIGHT]
    assert named(found_in([*OPEN, *one_way])) == []
    back = [(other, one, "help", *rest) for one, other, _, *rest in TIGHT]
    assert named(found_in([*OPEN, *one_way, *back])) == [tuple(SIX)]


def test_a_team_of_four_that_keeps_to_itself_is_a_closed_team():
    four = ["d0", "d1", "d2", "d3"]
    events = [row for one, other in combinations(four, 2) for row in weekly(one, other, "meeting")]
    (found,) = found_in([*OPEN, *events], roster([*four, *OTHERS], team=TEAM | dict.fromkeys(four, "far site")))
    assert (found.people, found.evidence["group"]) == (tuple(four), "closed team")
    assert "closed team of 4 people from far site" in found.why


def test_the_reports_of_one_manager_are_a_unit_too():
    people = roster([*SIX, *OTHERS], team=TEAM, manager_id=dict.fromkeys(SIX, "p00"))
    (found,) = found_in([*OPEN, *TIGHT], people)
    assert found.evidence["group"] == "closed team"


def test_a_part_of_a_large_team_is_no_unit():
    (found,) = found_in([*OPEN, *TIGHT], roster([*SIX, *OTHERS], team="everyone"))
    assert found.evidence["group"] == "tight group"


def test_more_than_a_third_of_the_company_is_no_group():
    """Six of seventeen people against six of eighteen."""
    few = OTHERS[:11]
    assert named(found_in([*ring(few, "meeting"), *TIGHT], roster([*SIX, *few]))) == []
    few = OTHERS[:12]
    assert named(found_in([*ring(few, "meeting"), *TIGHT], roster([*SIX, *few]))) == [tuple(SIX)]


def test_a_request_is_answered_by_support_within_two_weeks():
    """p00 has help after 14 days, p01 a bit later; p02 gives help but gets none; p03 asked 3 days ago."""
    rows = [
        event("p00", "a0", "request", 60),
        event("a0", "p00", "help", 46),
        event("p01", "a0", "request", 60),
        event("a0", "p01", "help", 45.9),
        event("p02", "a0", "request", 60),
        event("p02", "a0", "help", 50),
        event("p03", "a0", "request", 3),
    ]
    requests = requests_of(network_of(records_of(rows, PEOPLE), as_of=AS_OF))
    asker = PEOPLE.sort_values("person_id")["person_id"].to_numpy()[requests.asker]
    answered = dict(zip(asker, requests.answered.tolist(), strict=True))
    due = dict(zip(asker, requests.due.tolist(), strict=True))
    assert answered == {"p00": True, "p01": False, "p02": False, "p03": False}
    assert due == {"p00": True, "p01": True, "p02": True, "p03": False}


def test_where_answers_come_quickly_a_request_is_due_sooner():
    """Twenty answers came within a day; four days without one are long then."""
    rows = [*asked(20, answered=20, to=OTHERS[12:], by=OTHERS[:12]), event("p00", "a0", "request", 4)]
    requests = requests_of(network_of(records_of(rows, PEOPLE), as_of=AS_OF))
    assert requests.due.all()
    assert requests.answered.sum() == 20


def test_small_companies_and_silent_ones_have_no_groups():
    assert found_in(TIGHT, roster(SIX)) == []
    assert found_in([]) == []


def test_six_of_three_thousand_people_are_seen_too():
    """Teams of twenty and six ties a person to anybody; the six, each of another team, have one tie to others."""
    six = [f"{number:04d}" for number in range(5, 600, 100)]
    graph = nx.relabel_nodes(
        nx.compose(nx.random_partition_graph([20] * 150, 0.25, 0, seed=1), nx.gnm_random_graph(3_000, 18_000, seed=1)),
        "{:04d}".format,
    )
    graph.remove_edges_from(list(graph.edges(six)))
    graph.add_edges_from([*combinations(six, 2), (six[0], "2000")])
    alone = nx.DiGraph()
    alone.add_nodes_from(graph)
    network = from_graph(alone, graph)
    network.once(CLUSTERING, lambda: one_clustering(network))
    assert named(closed_groups(network, records_of([], PEOPLE))) == [tuple(six)]


def test_where_every_request_is_answered_nobody_is_turned_away():
    """Nothing unanswered is no more than nothing unanswered elsewhere."""
    elsewhere = asked(20, answered=20, to=OTHERS[12:], by=OTHERS[:12])
    (found,) = found_in([*OPEN, *TIGHT, *asked(12, answered=12, days=6), *elsewhere])
    assert (found.evidence["unanswered"], found.evidence["unanswered_share_elsewhere"]) == (0, 0)
    assert found.evidence["turns_others_away"] is False


def test_support_for_somebody_else_answers_no_request():
    """p01 asked 89 days ago; a0 helped p00 five days ago, and p01 never."""
    rows = [event("p01", "a0", "request", 89), event("a0", "p00", "help", 5)]
    requests = requests_of(network_of(records_of(rows, PEOPLE), as_of=AS_OF))
    assert (requests.answered.tolist(), requests.due.tolist()) == ([False], [True])


def test_chance_is_that_of_all_groups_of_the_same_size():
    """Nine people, three of them apart: of the 84 triples only this one has no tie to others, 1 / 84 = 0.012.

    The first of the others is in contact with all five beside, of whom two and two are.
    """
    pairs = ["za", "zb", "ab", "01", "02", "03", "04", "05", "12", "34"]
    people = roster(list("012345zab"))
    (found,) = closed_groups(*both([row for one, other in pairs for row in weekly(one, other, "meeting")], people))
    assert found.people == ("a", "b", "z")
    assert found.q == pytest.approx(1 / 84, abs=0.006)


def both(events, people):
    """Network and records of these rows, with two thousand groups drawn."""
    records = records_of(events, people)
    return network_of(records, as_of=AS_OF, settings=Settings(null_draws=1999)), records


def test_of_groups_that_share_members_the_most_closed_is_kept():
    """Of two alike the larger one; those who share nobody are all kept."""

    def group(members, outside):
        return module._Group(np.array(members), 10.0, outside, 0.1, 0.5, -0.6, 1.0, 3, 2)

    groups = [group([0, 1, 2], 1.0), group([2, 3, 4], 0.0), group([3, 4, 5, 6], 0.0), group([7, 8, 9], 1.5)]
    kept = module._apart([(one, 0.01) for one in groups])
    assert [one.members.tolist() for one, _ in kept] == [[3, 4, 5, 6], [0, 1, 2], [7, 8, 9]]


def test_the_balance_of_ties_is_out_less_in_over_both():
    assert module._ei([3.0, 0.0, 0.0], [1.0, 2.0, 0.0]).tolist() == [-0.5, 1.0, 1.0]


@pytest.mark.parametrize(("unanswered", "elsewhere", "away"), [(12, 0.5, True), (9, 0.5, False), (12, 0.9, False)])
def test_requests_are_turned_away_if_surely_more_go_unanswered_than_elsewhere(unanswered, elsewhere, away):
    """Twelve asked from outside, ten elsewhere; 9 of 12 is half as often again as 5 of 10, but not for sure (47 %)."""
    network = company([], roster(numbered(6)))
    met = np.arange(10) >= round(10 * elsewhere)
    requests = module.Requests(
        asker=np.array([3] * 12 + [4] * 10),
        asked=np.array([0] * 12 + [5] * 10),
        answered=np.append(np.arange(12) >= unanswered, met),
        age=np.full(22, 20.0),
        in_time=np.full(22, 14.0),
        due=np.ones(22, dtype=bool),
    )
    assert module._turned_away(network, np.array([0, 1, 2]), requests) == {
        "requests": 12,
        "unanswered": unanswered,
        "unanswered_share_elsewhere": pytest.approx(elsewhere),
        "turns_others_away": away,
    }


def test_the_chance_of_a_group_is_the_share_of_groups_as_closed():
    """A triangle, and three in a row that hangs on it: of the 20 triples two are as closed as the row."""
    pairs = ["ab", "ac", "bc", "cd", "de", "ef"]
    rows = [row for one, other in pairs for row in weekly(one, other, "meeting")]
    network = company(rows, roster("abcdef"), null_draws=1999)
    ties = module._ties(network, network.settings.window_days)
    row = module._Group(np.array([3, 4, 5]), 2.0, 1.0, 1 / 3, 0.5, -0.6, 2 / 3, 3, 2)
    assert row.ei == pytest.approx(-1 / 3)
    assert module._chance(network, row, ties, np.random.default_rng(0)) == pytest.approx(2 / 20, abs=0.02)


def test_large_meetings_alone_bring_nobody_in_touch_both_ways():
    """Of three, two talk to each other and one helps one of them; a meeting of twelve is for all of them."""
    rows = [event("p00", "p01", "message"), event("p01", "p02")]
    meeting = [event(one, other, "meeting", 5) for one, other in combinations(numbered(12), 2)]
    network = company([*rows, *meeting], roster(numbered(12)))
    both = network.pairs.numbers()[module._both_ways(network)]
    assert both.tolist() == [1]
    assert module._both_ways(company(rows, roster(numbered(12)))).tolist() == [True, False]
