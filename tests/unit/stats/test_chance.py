"""What chance alone would do, against values worked out by hand."""

import math

import numpy as np
import pytest

from ally_graph import measures
from ally_graph.stats import chance
from ally_graph.stats.chance import Spread
from tests.unit.companies import company, event, numbered, ring, roster, weekly


def test_false_discovery_follows_benjamini_and_hochberg():
    """p * n / rank: .01*4/1 = .04, .03*4/2 = .06, .04*4/3 = .0533, .5*4/4 = .5; then the least from the right."""
    found = chance.false_discovery(np.array([0.01, 0.04, 0.03, 0.5]))
    assert found == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])


def test_without_tests_there_are_no_discoveries():
    assert chance.false_discovery(np.array([])).tolist() == []


@pytest.mark.parametrize(
    ("count", "expected", "middle", "tail"),
    [
        (0, 3.0, 0.0, math.exp(-3)),
        (1, 2.0, 0.0, 3 * math.exp(-2)),
        (1, 1.0, math.log(2), 3 * math.exp(-2)),
    ],
)
def test_the_tail_of_a_count_is_poisson_where_people_do_not_differ(count, expected, middle, tail):
    """P(X <= 0) = e^-m and P(X <= 1) = (1 + m) e^-m; a middle of log 2 doubles the rate."""
    found = chance.count_tail(np.array([count]), np.array([expected]), Spread(middle, 0.0))
    assert found == pytest.approx([tail], abs=1e-12)


def test_the_tail_of_a_count_is_the_mean_over_people_who_differ():
    """P(X <= 2) for a rate of 8 e^N, N of spread 0.7, by summing over a fine grid of the normal density."""
    steps = np.linspace(-8, 8, 20_001)
    density = np.exp(-(steps**2) / 2) / math.sqrt(2 * math.pi) * (steps[1] - steps[0])
    rate = 8 * np.exp(0.7 * steps)
    by_hand = float((np.exp(-rate) * (1 + rate + rate**2 / 2) * density).sum())
    assert chance.count_tail(np.array([2]), np.array([8.0]), Spread(0.0, 0.7)) == pytest.approx([by_hand], abs=1e-6)


def test_contacts_one_by_one_do_not_clump_and_those_of_one_month_do():
    """Of 12 contacts in three months 4 are expected in each: (8^2 + 2 * 4^2) / 12 = 8, and times 3/2 that is 12."""
    even, at_once = np.full((2, 3), 4.0), np.array([[12.0, 0, 0], [0, 12.0, 0], [0, 0, 12.0]])
    assert chance.clumping(even, np.ones((2, 3))) == 1.0
    assert chance.clumping(at_once, np.ones((3, 3))) == pytest.approx(12.0)


def test_a_busy_month_of_everyone_and_absences_are_no_clumps():
    """All had three times as much in the first month, and the third person was away in it."""
    counts, effort = (
        np.array([[12.0, 4.0], [24.0, 8.0], [0.0, 8.0]]),
        np.array([[20.0, 20.0], [20.0, 20.0], [0.0, 20.0]]),
    )
    shares = counts.sum(axis=0) / effort.sum(axis=0)
    assert shares.tolist() == pytest.approx([36 / 40, 20 / 60])
    assert chance.clumping(counts, effort) == 1.0


@pytest.mark.parametrize("counts", [np.zeros((2, 3)), np.array([[5.0, 0.0], [1.0, 0.0]]), np.zeros((0, 3))])
def test_of_one_stretch_nobody_can_tell_how_contacts_clump(counts):
    assert chance.clumping(counts, np.ones(counts.shape)) == 1.0


@pytest.mark.parametrize("seed", range(5))
def test_counts_of_chance_have_a_clumping_near_one(seed):
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rng.gamma(2, 5, (300, 1)), (300, 3)).astype(float)
    assert chance.clumping(counts, np.ones((300, 3))) == pytest.approx(1.0, abs=0.15)
    assert chance.clumping(4 * counts, np.ones((300, 3))) == pytest.approx(4.0, abs=0.6)


def test_spread_is_the_median_deviation_less_the_noise_of_counting():
    """Logarithms of .5/10.5, .5, 1, 2, 4: the middle is 0 and the median deviation log 2.

    (1.4826 log 2)^2 - 1/10.5 = 1.05609 - 0.09524 = 0.96085, and its root is 0.98023.
    """
    found = chance.spread_of(np.array([0, 4.75, 10, 20.5, 41.5]), np.full(5, 10.0))
    assert found.middle == pytest.approx(0, abs=1e-12)
    assert found.spread == pytest.approx(0.98023, abs=1e-5)


def test_counting_noise_alone_is_no_spread():
    counts = np.random.default_rng(1).poisson(12, 400)
    assert chance.spread_of(counts, np.full(400, 12.0)).spread < 0.12


def test_a_company_of_nobody_has_no_spread():
    assert chance.spread_of(np.array([]), np.array([])) == Spread(0.0, 0.0)


@pytest.mark.parametrize("n", [2, 5, 60])
def test_gini_is_nothing_when_all_give_the_same(n):
    assert chance.gini(np.full(n, 3.0)) == 0


@pytest.mark.parametrize("n", [2, 5, 60])
def test_gini_of_one_giver_among_n_is_one_less_than_n_over_n(n):
    assert chance.gini(np.array([7.0] + [0.0] * (n - 1))) == pytest.approx((n - 1) / n)


def test_gini_by_hand():
    """1, 2, 3, 4: (-3*1 - 1*2 + 1*3 + 3*4) / (4 * 10) = 10/40."""
    assert chance.gini(np.array([3.0, 1.0, 4.0, 2.0])) == pytest.approx(0.25)


def test_gini_without_a_total_is_undefined():
    assert math.isnan(chance.gini(np.zeros(4)))
    assert math.isnan(chance.gini(np.array([])))


@pytest.mark.parametrize(("mean", "expected"), [(1, 0.52), (2, 0.38), (5, 0.25)])
def test_the_gini_that_chance_makes_falls_with_the_number_of_events(mean, expected):
    """Sixty people with the same rate; the values are those of a Poisson distribution of this mean."""
    ids = numbered(60)
    network = company([event(ids[i % 60], ids[(i + 7) % 60]) for i in range(60 * mean)], roster(ids))
    support = network.events.support
    found = chance.gini_by_chance(np.ones(len(support)), network.effort, chance.generator(0))
    assert found == pytest.approx(expected, abs=0.03)


def test_the_gini_that_chance_makes_is_of_people_who_were_at_work():
    """With one of two people away, only one can give: nothing is uneven."""
    found = chance.gini_by_chance(np.ones(1), np.array([90.0, 0.0]), chance.generator(0))
    assert found == 0
    assert math.isnan(chance.gini_by_chance(np.ones(1), np.zeros(2), chance.generator(0)))


def test_null_samples_keep_the_givers_and_the_teams_of_the_receivers():
    """Eighteen red and twelve blue people in a ring; a draw that fell on its giver has the code -1."""
    ids = numbered(30)
    people = roster(ids, team={person: "red" if i < 18 else "blue" for i, person in enumerate(ids)})
    network = company([*ring(ids), *weekly("p03", "p25", times=3)], people)
    support, teams = network.events.support, measures.groups(network, "team")
    (samples,) = chance.redrawn_receivers(support, teams, 40, chance.generator(5))
    assert samples.shape == (40, len(support))
    self_ties = samples < 0
    assert (np.where(self_ties, support.source, samples) != support.source)[~self_ties].all()
    same_team = teams[samples] == teams[support.target]
    assert same_team[~self_ties].all()


def test_receivers_are_drawn_in_proportion_to_what_they_receive():
    """Bo receives three of four events, cy one; di gives them all and receives none."""
    network = company([event("di", "bo"), event("di", "bo", days=2), event("di", "bo", days=3), event("di", "cy")])
    groups = np.zeros(3, dtype=int)
    samples = np.concatenate(list(chance.redrawn_receivers(network.events.support, groups, 2000, chance.generator(1))))
    shares = [(samples == code).mean() for code in range(3)]
    assert shares == pytest.approx([0.75, 0.25, 0.0], abs=0.02)


def test_an_event_that_falls_back_on_its_giver_is_marked():
    """Only two people: each receives half, so about half of the draws are self-ties."""
    network = company([event("ana", "bo"), event("bo", "ana")])
    groups = np.zeros(2, dtype=int)
    samples = np.concatenate(list(chance.redrawn_receivers(network.events.support, groups, 1000, chance.generator(1))))
    assert (samples < 0).mean() == pytest.approx(0.5, abs=0.05)


def test_samples_come_in_pieces_when_they_are_many(monkeypatch):
    monkeypatch.setattr(chance, "DRAWN_EVENTS_AT_ONCE", 10)
    network = company([event("ana", "bo"), event("bo", "cy"), event("cy", "ana")])
    pieces = list(chance.redrawn_receivers(network.events.support, np.zeros(3, dtype=int), 7, chance.generator(1)))
    assert [len(piece) for piece in pieces] == [3, 3, 1]


def test_the_same_seed_gives_the_same_numbers():
    assert chance.generator(3, 1).random() == chance.generator(3, 1).random()
    assert chance.generator(3, 1).random() != chance.generator(3, 2).random()


@pytest.mark.parametrize("high", [False, True])
@pytest.mark.parametrize("spread", [0.0, 0.4])
def test_rare_counts_lead_to_the_same_discoveries_as_all_of_them(high, spread):
    """Of 3,000 counts one in seven is ten times too low and one three times too high, on average."""
    rng = np.random.default_rng(5)
    expected = rng.uniform(0, 30, 3000)
    counts = rng.poisson(expected * rng.choice([0.1, 1, 1, 1, 1, 1, 3], 3000) * rng.lognormal(0, spread, 3000))
    differ = Spread(0.0, spread)
    fewer = chance.count_tail(counts - 1, expected, differ)
    every = 1 - fewer if high else (fewer + chance.count_tail(counts, expected, differ)) / 2
    some = chance.rare_counts(counts, expected, differ, 0.05, high=high)
    whole, found = chance.false_discovery(every), chance.false_discovery(some)
    assert 0 < (whole <= 0.05).sum() < 1000 < (some == 1).sum()
    np.testing.assert_allclose(found[whole <= 0.05], whole[whole <= 0.05], rtol=1e-9)
    assert (found[whole > 0.05] > 0.05).all()


def test_of_many_events_a_part_is_drawn_with_the_same_gini(monkeypatch):
    """Five events a person make 0.25; of 3,000 in all, people who give half of them are drawn, a single time."""
    monkeypatch.setattr(chance, "DRAWN_WEIGHTS", 1500)
    found = chance.gini_by_chance(np.ones(1500), np.full(600, 90.0), chance.generator(0), count=3000)
    assert found == pytest.approx(0.25, abs=0.02)


@pytest.mark.parametrize(("limit", "share"), [(0.05, 0.1), (0.01, 0.02), (0.2, 0.4)])
def test_the_nodes_from_the_telling_one_on_have_twice_the_limit_as_weight(limit, share):
    """And those beyond it have less."""
    nodes, weights = np.polynomial.hermite.hermgauss(chance.NODES)
    node = chance.telling_node(limit)
    assert weights[nodes >= node].sum() / math.sqrt(math.pi) >= share > weights[nodes > node].sum() / math.sqrt(math.pi)


def test_rare_counts_leave_the_middle_out_and_only_the_middle():
    """Expected 10 and no spread: from 10 on nothing is too low, up to 10 nothing too high.

    At most 3 have a chance of 0.010336 and at most 2 of 0.002769: 3 are half as low.
    """
    counts, expected, alike = np.array([3, 9, 10, 11, 17]), np.full(5, 10.0), Spread(0.0, 0.0)
    low = chance.rare_counts(counts, expected, alike, 0.05)
    high = chance.rare_counts(counts, expected, alike, 0.05, high=True)
    assert low == pytest.approx([0.006553, 0.395375, 1, 1, 1], abs=1e-6)
    assert high == pytest.approx([1, 1, 1, 0.416960, 0.027042], abs=1e-6)


def test_the_gini_by_chance_of_one_event_is_that_of_one_giver_whatever_it_weighs():
    """One of four gives it: 3/4; with efforts of 1 and 3 one of two does: 1/2."""
    assert chance.gini_by_chance(np.array([5.0]), np.ones(4), chance.generator(0)) == pytest.approx(3 / 4)
    assert chance.gini_by_chance(np.array([5.0]), np.array([1.0, 3.0]), chance.generator(0)) == pytest.approx(1 / 2)
