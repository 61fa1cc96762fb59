"""Who depends on whom, and what would be lost."""

import networkx as nx
import pytest

from ally_graph.measures import reliance
from ally_graph.network import from_graph
from ally_graph.settings import Settings
from tests.unit.companies import company, event, numbered, ring, roster, weekly

RECEIVERS = numbered(9, "r")
STAR = [row for receiver in RECEIVERS for row in weekly("hub", receiver, weeks=3)]
DOUBLED = [*STAR, *(row for receiver in RECEIVERS for row in weekly("second", receiver, weeks=3))]


def dependants_of(network):
    table = reliance.dependants(network)
    return {helper: rows["dependant"].tolist() for helper, rows in table.groupby("helper")}


def test_everyone_in_a_star_depends_on_its_middle():
    """All help comes from the hub; without it each is alone, and the first counts as the largest part."""
    network = company(STAR)
    assert dependants_of(network) == {"hub": RECEIVERS}
    assert reliance.removal(network, "hub") == {
        "share_of_help_lost": 1.0,
        "people_losing_half": RECEIVERS,
        "newly_alone": RECEIVERS[1:],
    }
    assert reliance.bus_factor(network) == 1


def test_nobody_in_a_ring_carries_it_alone():
    """Everyone gets two helps a week from each of two colleagues: half from each, which is not more than half."""
    network = company(ring(numbered(10)))
    assert dependants_of(network) == {}
    assert reliance.removal(network, "p00")["people_losing_half"] == []


@pytest.mark.parametrize("half_life_days", [30.0, float("inf")])
def test_with_an_equal_second_helper_nobody_depends_on_either(half_life_days):
    network = company(DOUBLED, half_life_days=half_life_days)
    assert dependants_of(network) == {}
    assert reliance.removal(network, "hub")["share_of_help_lost"] == 0
    assert reliance.bus_factor(network) == 2


@pytest.mark.parametrize("weight", [0.1, 1 / 3, 0.7, 7, 1e5])
def test_exactly_half_is_exactly_half_whatever_the_weights(weight):
    """Sums of the same terms in another order differ in the last digit, which must not make a dependant."""
    ages = [1, 2, 3, 5, 8, 13, 21, 34, 55]
    rows = [event("hub", "bo", days=days, weight=weight) for days in ages]
    rows += [event("second", "bo", days=days, weight=weight) for days in reversed(ages)]
    assert dependants_of(company(rows)) == {}


def test_one_event_more_tips_the_scales():
    """4 of 7 events on the same day are more than half."""
    rows = [event("hub", "bo")] * 4 + [event("second", "bo")] * 3
    table = reliance.dependants(company(rows))
    assert table.to_dict("records") == [
        {"helper": "hub", "dependant": "bo", "share": pytest.approx(4 / 7), "events": 4}
    ]


def test_two_events_are_too_few_to_depend_on():
    assert dependants_of(company([event("hub", "bo"), event("hub", "bo", days=2)])) == {}


def test_events_of_all_helpers_count_towards_the_least_number():
    """Three in all: two of one helper are two thirds."""
    rows = [event("hub", "bo"), event("hub", "bo"), event("other", "bo")]
    assert dependants_of(company(rows)) == {"hub": ["bo"]}


def test_a_managers_own_reports_are_not_their_dependants():
    people = roster(["hub", *RECEIVERS], manager_id=dict.fromkeys(RECEIVERS[:4], "hub"))
    assert dependants_of(company(STAR, people)) == {"hub": RECEIVERS[4:]}


def test_mutual_contact_makes_nobody_depend():
    assert dependants_of(company(weekly("hub", "bo", "meeting"))) == {}


def test_what_is_asked_for_counts_by_its_decayed_weight():
    """Old help fades: 3 events 60 days ago are 3/4, two of yesterday nearly 2 of about 2.7."""
    rows = [event("old", "bo", days=60)] * 3 + [event("new", "bo", days=0)] * 2
    table = reliance.dependants(company(rows))
    assert table[["helper", "events"]].values.tolist() == [["new", 2]]
    assert table["share"].tolist() == [pytest.approx(2 / 2.75)]


def test_removal_counts_the_help_of_those_who_lose_most_of_theirs():
    """Hub gives bo 3 of 4 and cy 1 of 4; bo's four of all eight are lost."""
    graph = nx.DiGraph()
    graph.add_weighted_edges_from([("hub", "bo", 3), ("x", "bo", 1), ("hub", "cy", 1), ("x", "cy", 3)])
    loss = reliance.removal(from_graph(graph), "hub")
    assert (loss["share_of_help_lost"], loss["people_losing_half"]) == (0.5, ["bo"])


def test_those_reached_over_one_person_only_would_be_cut_off():
    """A triangle, and a chain of two that hangs on one of its corners."""
    graph = nx.DiGraph([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("d", "e")])
    network = from_graph(graph)
    assert reliance.removal(network, "d")["newly_alone"] == ["e"]
    assert reliance.removal(network, "a")["newly_alone"] == []


def test_somebody_without_ties_would_not_be_missed():
    network = company([event("ana", "bo")], roster(["ana", "bo", "cy"]))
    assert reliance.removal(network, "cy") == {"share_of_help_lost": 0, "people_losing_half": [], "newly_alone": []}


def test_without_help_there_is_nothing_to_lose():
    assert reliance.bus_factor(company([event("ana", "bo", "meeting")])) == 0
    assert reliance.removal(company([event("ana", "bo", "meeting")]), "ana")["share_of_help_lost"] == 0


def test_several_hubs_make_a_higher_bus_factor():
    """Three stars of the same size: one is a third of all help, two are two thirds."""
    graph = nx.DiGraph([(hub, f"{hub}{k}") for hub in "abc" for k in range(4)])
    assert reliance.bus_factor(from_graph(graph)) == 2


def test_the_share_that_makes_a_sole_source_is_a_setting():
    rows = [event("hub", "bo")] * 4 + [event("second", "bo")] * 3
    assert dependants_of(company(rows, sole_source_share=0.6)) == {}
    assert Settings().sole_source_share == 0.5


def one_by_one(network):
    """The bus factor as its definition says: each time the one without whom most would be missed."""
    gone, left = [], sorted(range(network.size), key=lambda i: (-network.help.sum(axis=1)[i], i))
    left = [i for i in left if network.help.sum(axis=1)[i] > 0]
    received = network.help.sum(axis=0)

    def missed(away):
        lost = network.help[away].sum(axis=0)
        return sum(
            received[j]
            for j in range(network.size)
            if j not in away and lost[j] > 0.5 * received[j] * (1 + reliance.ROUNDING)
        )

    while left and (not gone or missed(gone) <= 0.5 * received.sum()):
        best = max(left, key=lambda i: (round(missed([*gone, i]) / received.sum(), 9), -left.index(i)))
        left.remove(best)
        gone.append(best)
    return len(gone)


@pytest.mark.parametrize("seed", range(6))
def test_the_bus_factor_is_that_of_going_one_by_one(seed):
    graph = nx.gnp_random_graph(18, 0.15, seed=seed, directed=True)
    nx.set_edge_attributes(graph, {tie: 1 + (7 * sum(tie) + seed) % 5 for tie in graph.edges}, "weight")
    network = from_graph(nx.relabel_nodes(graph, {node: f"{node:02d}" for node in graph}))
    assert reliance.bus_factor(network) == one_by_one(network)


def test_each_team_has_its_own_bus_factor():
    """Red gets all its help from one outside, blue from three who each help two; green is too small to show."""
    red, blue, green = numbered(6, "r"), numbered(6, "b"), numbered(4, "g")
    rows = [row for person in red + green for row in weekly("hub", person)]
    rows += [row for k, person in enumerate(blue) for row in weekly(f"x{k % 3}", person)]
    teams = {person: team for team, people in (("red", red), ("blue", blue), ("green", green)) for person in people}
    people = roster(["hub", "x0", "x1", "x2", *teams], team=teams)
    factors = reliance.bus_factors(company(rows, people))
    assert factors.to_dict("records") == [
        {"team": "blue", "people": 6, "bus_factor": 2},
        {"team": "red", "people": 6, "bus_factor": 1},
    ]


def test_a_team_without_help_has_nothing_to_lose():
    people = roster(numbered(6), team="red")
    assert reliance.bus_factors(company([event("p00", "p01", "meeting")], people))["bus_factor"].tolist() == [0]


def test_without_teams_there_are_no_bus_factors():
    assert reliance.bus_factors(company(STAR)).empty
