"""Do some help while others don't: the Gini, what chance makes of it, and what people are like anyway."""

import numpy as np
import pytest

from ally_graph.findings import unequal_participation as module
from ally_graph.findings.unequal_participation import _Help, _spread, unequal_participation
from ally_graph.network import network_of
from ally_graph.settings import Settings
from ally_graph.stats import chance
from tests.unit.companies import AS_OF, WEEKS, ago, company, event, numbered, records_of, ring, roster, weekly

IDS = numbered(60)
EVERYONE = np.arange(60)
NETWORK = company([], roster(IDS), null_draws=199)
UNEVEN, EVEN, NONE = np.append(30, np.zeros(9, dtype=int)), np.full(10, 3), np.zeros(10, dtype=int)


def unequal(events, people=None, settings=None, **tables):
    records = records_of(events, people, **tables)
    return unequal_participation(network_of(records, as_of=AS_OF, settings=Settings(**(settings or {}))), records)


def statuses(findings):
    return [finding.status for finding in findings]


def helping(counts):
    """Counts of help by person as the detector holds them, everyone at work for ninety days."""
    return _Help(np.asarray(counts, dtype=np.int64), np.full(len(counts), 90.0))


def test_where_everyone_gives_the_same_nothing_is_found():
    assert unequal(ring(IDS), roster(IDS)) == []


def test_one_giver_of_ten_is_the_most_uneven_there_can_be():
    """G = (n - 1) / n = 0.9; nine of ten give nothing; everything comes from the one at the top."""
    ids = numbered(10)
    (found,) = unequal([row for other in ids[1:] for row in weekly("p00", other)], roster(ids))
    assert (found.status, found.people) == ("named", ())
    assert found.evidence["gini"] == pytest.approx(0.9)
    assert found.evidence["none_share"] == pytest.approx(0.9)
    assert found.evidence["top_5_percent_share"] == 1
    assert (found.evidence["scope"], found.evidence["people"], found.evidence["events"]) == ("company", 10, 9 * WEEKS)
    assert found.score == pytest.approx(found.evidence["gini"] - found.evidence["gini_expected_by_chance"])
    assert found.evidence["excess"] == found.score
    assert found.q <= 0.05


@pytest.mark.parametrize(("mean", "gini"), [(1, 0.52), (2, 0.38), (5, 0.25), (10, 0.17), (30, 0.10)])
def test_counting_alone_makes_help_look_uneven(mean, gini):
    """Expected Gini of sixty people at the same rate, measured beforehand with other code."""
    assert _spread(NETWORK, helping(np.full(60, mean)), "company", EVERYONE).chance == pytest.approx(gini, abs=0.015)


def test_equal_rates_are_above_chance_in_at_most_one_of_twenty_companies():
    """Two helps a person on average, all at the same rate, in 200 companies: 2.5 % are expected."""
    rng = np.random.default_rng(0)
    tested = [module._tested(NETWORK, helping(rng.poisson(2, 60)), [EVERYONE]) for _ in range(200)]
    assert np.mean([test.high & (test.p <= Settings().false_discovery_rate) for test in tested]) <= 0.05


def test_a_few_samples_are_enough_where_they_leave_no_doubt(monkeypatch):
    """Forty groups, from the same rate for all to one of ten who gives nearly everything."""
    rng = np.random.default_rng(5)
    monkeypatch.setattr(module, "DRAWN_PEOPLE_AT_ONCE", 99 * 60)
    groups = [rng.permutation(60)[:size] for size in rng.integers(10, 40, 40)]
    helps = [helping(rng.poisson(8 * rng.lognormal(0, spread, 60))) for spread in np.linspace(0, 2, 40)]
    assert np.isfinite(module._glances(NETWORK, helps[0], groups)).all()
    drawn = []
    for everywhere in (False, True):
        if everywhere:
            monkeypatch.setattr(module, "_in_doubt", lambda few, *_: np.ones(len(few), dtype=bool))
        found = [module._tested(NETWORK, given, [who]) for given, who in zip(helps, groups, strict=True)]
        drawn.append([(test.p[0] <= 0.01, test.high[0], test.far[0]) for test in found])
    assert drawn[0] == drawn[1]
    assert len(set(drawn[0])) > 2


def test_only_groups_in_doubt_are_drawn_in_full():
    few = np.array([[0.1, 0.12, 0.14], [0.1, 0.12, 0.14], [0.1, 0.12, 0.14], [np.nan] * 3, [0.1, 0.12, 0.14]])
    seen, none = np.array([0.05, 0.9, 0.13, 0.9, 0.9]), np.array([0.0, 0.0, 0.0, 0.0, 0.9])
    assert module._in_doubt(few, seen, none, Settings()).tolist() == [False, False, True, True, True]


def test_a_gini_that_is_far_from_one_mean_and_not_from_another_is_in_doubt():
    """0.33 and 0.03: of 0.55, sqrt(0.55^2 - 0.30^2) = 0.46 and with 0.36 0.42 are left, 0.43 between; of 0.6 0.48."""
    few, none = np.array([[0.30, 0.36], [0.30, 0.36]]), np.zeros(2)
    assert module._in_doubt(few, np.array([0.55, 0.60]), none, Settings()).tolist() == [True, False]


@pytest.mark.parametrize("mean", [3, 15, 60])
@pytest.mark.parametrize(("spread", "beyond"), [(0.5, 0.28), (0.8, 0.41)])
def test_what_chance_leaves_does_not_depend_on_how_much_is_counted(mean, spread, beyond):
    rng = np.random.default_rng(3)
    rates = rng.lognormal(0, spread, (20, 60))
    counts = rng.poisson(mean * rates / rates.mean(axis=1, keepdims=True))
    measured = [_spread(NETWORK, helping(row), "company", EVERYONE).beyond for row in counts]
    assert np.mean(measured) == pytest.approx(beyond, abs=0.03)


def test_people_who_differ_by_nature_are_watched_at_most():
    """Help in proportion to a lognormal pull of spread 0.8: above chance, not above what people are like."""
    pull = np.random.default_rng(1).lognormal(0, 0.8, 60)
    rows = [
        event(IDS[i], IDS[(i + 1 + k) % 60], days=1 + (37 * i + 11 * k) % 84)
        for i in range(60)
        for k in range(round(15 * pull[i] / pull.mean()))
    ]
    (found,) = unequal([*rows, *ring(IDS, "meeting")], roster(IDS))
    assert (found.status, found.people) == ("watch", ())
    assert found.evidence["count"] == 1
    assert found.evidence["gini"] > found.evidence["gini_chance_97_5"]


def test_where_half_give_nothing_it_is_said():
    """Thirty of sixty give nothing, the others two a week: the lower end of 50 % is 37.7 %, nobody would by chance."""
    rows = [
        row for i in range(30) for k in (1, 2) for row in weekly(IDS[i], IDS[(i + 30 * k) % 60 if k < 2 else i + 1])
    ]
    (found,) = unequal(rows, roster(IDS))
    assert found.status == "named"
    assert (found.evidence["none_share"], found.evidence["none_low"]) == (0.5, pytest.approx(0.377, abs=1e-3))
    assert found.evidence["none_by_chance"] == 0
    assert found.evidence["top_5_percent_share"] == pytest.approx(3 / 30)


def test_half_time_gives_half():
    """Thirty people work half of full time and give one help a week instead of two."""
    half = dict.fromkeys(IDS[::2], 0.5) | dict.fromkeys(IDS[1::2], 1.0)
    rows = [row for i, person in enumerate(IDS) for row in weekly(person, IDS[(i + 1) % 60], times=1 + i % 2)]
    assert unequal(rows, roster(IDS, fte=half)) == []
    assert statuses(unequal(rows, roster(IDS))) == ["watch"]


def test_a_team_is_told_apart_from_the_company():
    """In team b two of twelve give everything; everywhere else all give alike."""
    team = {person: "b" if i < 12 else "a" for i, person in enumerate(IDS)}
    rows = [row for giver in IDS[:2] for other in IDS[2:12] for row in weekly(giver, other)]
    findings = unequal([*ring(IDS[12:]), *rows], roster(IDS, team=team))
    named = [finding for finding in findings if finding.status == "named"]
    assert [finding.evidence["scope"] for finding in named] == ["b"]
    assert named[0].evidence["gini"] == pytest.approx(10 / 12)
    assert "In the team b" in named[0].why


def test_a_team_that_is_nearly_the_company_is_not_shown_by_itself():
    """Twelve of fifteen: the other three could be worked out."""
    ids = IDS[:15]
    team = {person: "b" if i < 12 else "a" for i, person in enumerate(ids)}
    rows = [row for other in ids[1:] for row in weekly("p00", other)]
    assert [finding.evidence["scope"] for finding in unequal(rows, roster(ids, team=team))] == ["company"]


def test_a_burst_long_ago_is_watched():
    """All the uneven help came in one slice; since then everyone gives the same."""
    burst = [event("p00", other, days=60 + k) for other in IDS[1:] for k in range(20)]
    settings = {"window_days": 84}
    assert statuses(unequal([*ring(IDS), *burst], roster(IDS), settings)) == ["watch"]


@pytest.mark.parametrize(
    ("events", "people", "word"),
    [
        (ring(IDS), None, "roster"),
        (ring(IDS[:9]), roster(IDS[:9]), "fewer than 10"),
        (ring(IDS, "meeting"), roster(IDS), "No help"),
        (ring(IDS[:44]), roster(IDS), "touch too few"),
    ],
)
def test_too_little_is_no_verdict(events, people, word):
    (found,) = unequal(events, people)
    assert (found.status, found.people) == ("not_enough_data", ())
    assert word in found.why


def test_new_people_and_externals_do_not_count_as_giving_nothing():
    people = roster([*IDS, "new", "guest"], start_date={"new": "2026-03-20"}, kind={"guest": "external"})
    assert unequal(ring(IDS), people) == []


def test_many_ginis_are_one_each():
    rows = np.array([[0.0, 1.0, 5.0], [2.0, 2.0, 2.0], [0.0, 0.0, 0.0]])
    assert chance.ginis(rows)[:2] == pytest.approx([chance.gini(rows[0]), 0])
    assert np.isnan(chance.ginis(rows)[2])


@pytest.mark.parametrize(
    ("size", "told"),
    [
        (7, [("company", False)]),
        (8, [("company", False), ("b", True)]),
        (9, [("company", False), ("b", True)]),
        (10, [("company", False), ("b", False)]),
    ],
)
def test_a_team_is_looked_at_from_ten_people_on_and_the_help_within_it_from_eight(size, told):
    """In team b one gives everything; so it is in the company, whose others give nothing."""
    team = {person: "b" if i < size else "a" for i, person in enumerate(IDS[:20])}
    rows = [row for other in IDS[1:size] for row in weekly("p00", other)]
    found = unequal([*rows, *ring(IDS[:20], "meeting")], roster(IDS[:20], team=team))
    named = [finding.evidence for finding in found if finding.status == "named"]
    assert [(evidence["scope"], "direction" in evidence) for evidence in named] == told


def test_unevenness_that_shows_in_two_slices_is_said():
    """Ten of sixty give all the help there is, for eight weeks; before, everyone gave alike for four."""
    even = [row for row in ring(IDS, reach=1) if row[3] < ago(56)]
    rows = [row for giver in IDS[:10] for other in IDS[10:60:10] for row in weekly(giver, other, times=2)]
    assert statuses(unequal([*even, *(row for row in rows if row[3] >= ago(56))], roster(IDS))) == ["named"]


@pytest.mark.parametrize(("people", "share"), [(5, 5 / 15), (40, (40 + 39) / 820), (50, (50 + 49) / 1275)])
def test_the_top_twentieth_is_at_least_one_person(people, share):
    """1 to n are given: of 5 the first gives 5 of 15; of 40 and of 50 (2.5, rounded to even) the first two."""
    assert module._top_share(np.arange(1, people + 1)) == pytest.approx(share)


def test_the_chance_of_a_gini_is_counted_or_read_off_a_normal_curve():
    """Two of four samples are as high, and it counts itself: 3 of 5; mean 0.3 and deviation 0.1: one above is 0.159."""
    counted = module._chance_of(np.array([0.3, 0.5]), np.array([[0.1, 0.2, 0.3, 0.4]] * 2), 4)
    assert counted == pytest.approx([3 / 5, 1 / 5])
    curve = module._chance_of(np.array([0.4, 0.3]), np.array([[0.2, 0.4, 0.2, 0.4]] * 2), 5)
    assert curve == pytest.approx([0.158655, 0.5], abs=1e-6)


@pytest.mark.parametrize(
    ("slices", "lasts"),
    [
        ([UNEVEN, UNEVEN, EVEN], True),
        ([UNEVEN, EVEN, EVEN], False),
        ([UNEVEN, EVEN, NONE], False),
        ([UNEVEN, NONE, NONE], True),
        ([NONE, NONE, NONE], False),
    ],
)
def test_unevenness_lasts_if_it_shows_in_two_slices_or_the_only_one_with_help(slices, lasts):
    """One of ten gives all thirty helps, or each gives three; people who were away do not count."""
    effort = np.append(np.full(10, 28.0), 0.0)
    parts = tuple((np.append(given, 0), effort) for given in slices)
    help_given = module._Help(np.zeros(11), effort, parts)
    assert module._lasting(help_given, np.arange(11), np.random.default_rng(0)) is lasts


@pytest.mark.parametrize(
    "mean", [np.full(60, 3.0), np.geomspace(0.2, 9.0, 60), np.append(np.full(50, 0.5), np.full(10, 20.0))]
)
def test_small_groups_beyond_doubt_have_the_same_chance_after_a_few_samples(mean, monkeypatch):
    """Twenty samples where that is plain, all of them otherwise: the same groups stand out, at the same rates."""
    help_given = helping(np.random.default_rng(4).poisson(mean))
    groups = [EVERYONE, EVERYONE[:30], EVERYONE[30:]]
    soon = module._tested(NETWORK, help_given, groups)
    monkeypatch.setattr(module, "_in_doubt", lambda few, *_: np.ones(len(few), dtype=bool))
    late = module._tested(NETWORK, help_given, groups)
    assert (soon.high.tolist(), soon.far.tolist()) == (late.high.tolist(), late.far.tolist())
    rates = [chance.false_discovery(tests.p) for tests in (soon, late)]
    assert rates[0][rates[1] <= 0.05].tolist() == rates[1][rates[1] <= 0.05].tolist()
    assert ((rates[0] <= 0.05) == (rates[1] <= 0.05)).all()
