"""Who gives much more than they get: beyond roles, beyond noise, beyond what people differ in."""

import math

import numpy as np
import pandas as pd
import pytest

from ally_graph.findings import DETECTORS, Finding
from ally_graph.findings import unbalanced as module
from ally_graph.findings.unbalanced import unbalanced_people
from ally_graph.network import network_of
from ally_graph.records import from_tables
from ally_graph.settings import Settings
from tests.unit.companies import AS_OF, ago, event, numbered, records_of, ring, roster, weekly

IDS = numbered(20)
EVEN = ring(IDS)
GIVING = [row for k in range(5, 15) for row in weekly("p00", IDS[k])]


def found_in(events, people=None, kinds=None, **settings):
    records = records_of(events, roster(IDS) if people is None else people)
    return unbalanced_people(network_of(records, as_of=AS_OF, kinds=kinds, settings=Settings(**settings)), records)


def named(findings):
    return [person for finding in findings for person in finding.people]


def test_who_gives_far_more_than_everybody_is_named():
    """Everyone gives and gets two helps a week, 24 each; p00 gives ten more a week: 144 against 24, 0.71.

    Ten people get twelve more than they give. The middle log-odds lie between theirs, log(24.5 / 36.5), and those of
    the nine others, 0: -0.1993, whose balance is tanh(-0.0997).
    """
    (found,) = [finding for finding in found_in([*EVEN, *GIVING]) if finding.people]
    assert (found.detector, found.status, found.people) == ("unbalanced", "named", ("p00",))
    assert found.q <= 0.05
    assert found.score == pytest.approx(120 / 168)
    assert (found.evidence["given"], found.evidence["received"]) == (144, 24)
    assert found.evidence["balance_at_least"] == pytest.approx(0.61, abs=0.02)
    assert found.evidence["usual_balance"] == pytest.approx(-0.0993, abs=1e-4)


def test_receiving_much_is_never_named():
    """The same the other way round: p00 gets ten more a week."""
    assert "p00" not in named(found_in([*EVEN, *((b, a, *rest) for a, b, *rest in GIVING)]))


def test_among_even_people_nobody_is_named():
    assert found_in(EVEN) == []


def test_a_small_surplus_is_not_named():
    """36 given and 24 received: 0.2, not above it for sure."""
    assert named(found_in([*EVEN, *weekly("p00", "p10")])) == []


def test_where_people_differ_by_nature_the_first_of_many_is_only_watched():
    """Half of the people give two or three times what they get, each to others: nobody stands out."""
    differing = [
        row for k in range(10) for step in range(1, 1 + k // 2) for row in weekly(IDS[k], IDS[10 + (k + step) % 10])
    ]
    findings = found_in([*EVEN, *differing])
    assert named(findings) == []
    assert [finding.status for finding in findings] == ["watch"]
    assert findings[0].evidence["count"] >= 2


def test_what_managers_give_to_their_reports_is_left_out():
    people = roster(IDS, manager_id={IDS[k]: "p00" for k in range(5, 15)})
    assert named(found_in([*EVEN, *GIVING], people)) == []


@pytest.mark.parametrize("kind", ["mentoring", "training"])
def test_mentoring_and_training_are_left_out(kind):
    assert named(found_in([*EVEN, *((a, b, kind, *rest) for a, b, _, *rest in GIVING)])) == []


@pytest.mark.parametrize("role", ["mentor", "buddy"])
def test_what_is_given_in_a_programme_is_left_out(role):
    """The ten to whom p00 gives most, enough to be named for, are all partners of p00 there."""
    partners = [(IDS[0], "mentorship", role, IDS[k]) for k in range(5, 15)]
    tables = {
        "people": roster(IDS),
        "interactions": pd.DataFrame([*EVEN, *GIVING], columns=["from_id", "to_id", "kind", "timestamp", "weight"]),
        "programmes": pd.DataFrame(partners, columns=["person_id", "programme", "role", "partner_id"]),
    }
    records = from_tables(tables)
    assert named(unbalanced_people(network_of(records, as_of=AS_OF), records)) == []


def test_externals_are_not_looked_at():
    assert named(found_in([*EVEN, *GIVING], roster(IDS, kind={"p00": "external"}))) == []


def test_a_surplus_of_the_last_weeks_only_is_watched():
    """Six times as much in the last four weeks: lopsided in one slice of three."""
    late = [row for row in GIVING if row[3] >= ago(28)] * 6
    findings = found_in([*EVEN, *late])
    assert named(findings) == []
    assert sum(finding.evidence["count"] for finding in findings) == 1


def test_a_balance_of_few_helps_is_unknown():
    """zoe gave nine and got nothing, against ten."""
    nine = [event("zoe", IDS[k], days=8 * k + 1) for k in range(9)]
    people = roster([*IDS, "zoe"])
    assert named(found_in([*EVEN, *nine], people)) == []
    more = [event("zoe", IDS[k], days=4 * k + 1) for k in range(20)]
    assert named(found_in([*EVEN, *more], people)) == ["zoe"]


def test_with_little_help_on_record_there_is_not_enough_data():
    (found,) = found_in([event("p00", "p01")])
    assert (found.status, found.people) == ("not_enough_data", ())


def test_without_help_there_is_nothing_to_say():
    assert found_in(ring(IDS, "meeting")) == []


@pytest.mark.parametrize(("helps", "who"), [(9, []), (10, ["zoe"])])
def test_a_balance_counts_from_ten_helps_on(helps, who):
    """Ten of ten among people who give and get alike: 2^-10 of 21 people is 0.0205; nine are not looked at."""
    rows = [event("zoe", IDS[k], days=8 * k + 1) for k in range(helps)]
    assert named(found_in([*EVEN, *rows], roster([*IDS, "zoe"]))) == who


@pytest.mark.parametrize(("start", "who"), [("2026-03-05", []), ("2026-03-04", ["p00"])])
def test_a_balance_counts_from_28_days_at_work_on(start, who):
    assert named(found_in([*EVEN, *GIVING], roster(IDS, start_date={"p00": start}))) == who


@pytest.mark.parametrize(("people", "statuses"), [(7, ["not_enough_data"]), (8, [])])
def test_it_takes_eight_people_to_say_what_is_usual(people, statuses):
    ids = numbered(people)
    assert [finding.status for finding in found_in(ring(ids), roster(ids))] == statuses


def test_a_surplus_that_shows_in_two_slices_is_named():
    """Two thirds of the twelve weeks; before that nothing was given beyond what everyone gives."""
    lately = [row for row in GIVING if row[3] >= ago(56)]
    assert named(found_in([*EVEN, *lately])) == ["p00"]


def test_a_false_discovery_rate_that_leaves_nobody_out_is_taken_too():
    assert "p00" in named(found_in([*EVEN, *GIVING], false_discovery_rate=0.9))


@pytest.mark.parametrize(("given", "received", "told"), [(20, 6, "1 help more"), (40, 15, "2 helps more")])
def test_so_many_helps_in_return_are_told_and_no_more(given, received, told):
    """Low ends of the 90 % interval: 20 to 6 is 0.216, to 7 0.163; 40 to 15 is 0.236, to 16 0.211, to 17 0.187."""
    evidence = {"given": given, "received": received}
    words = DETECTORS["unbalanced"].would_change(
        Finding("unbalanced", "named", ("p",), 0.01, evidence=evidence), Settings()
    )
    assert words == f"{told} in return, beside {received} received so far, would end this finding."


def test_people_differ_by_the_upper_end_of_their_spread_less_the_noise_of_counting():
    """Log-odds of log 1/4, 1/2, 1, 2 and 4: the median deviation is log 2, times 1.4826 is 1.02766.

    The upper end of what five people tell is 1.02766 * (1 + 1.645 / sqrt(2 * 0.37 * 5)) = 1.90651; less the noise in
    the middle, 1/10 + 1/10, it is sqrt(1.90651^2 - 0.2) = 1.85332.
    """
    middle, spread = module._spread(np.array([2, 4.5, 9.5, 19.5, 39.5]), np.full(5, 9.5))
    assert (middle, spread) == (pytest.approx(0, abs=1e-12), pytest.approx(1.85332, abs=1e-5))
    assert module._spread(np.full(5, 9), np.full(5, 9)) == (0, 0)


@pytest.mark.parametrize(("given", "received"), [(10, 0), (9, 2), (5, 5)])
def test_the_chance_of_a_balance_is_the_mean_over_people_who_differ(given, received):
    """Log-odds of middle 0.2 and spread 0.7: the binomial tails summed over a fine grid of the normal density."""
    steps, whole = np.linspace(-8, 8, 4001), given + received
    density = np.exp(-(steps**2) / 2) / math.sqrt(2 * math.pi) * (steps[1] - steps[0])
    share = 1 / (1 + np.exp(-(0.2 + 0.7 * steps)))
    tail = sum(math.comb(whole, k) * share**k * (1 - share) ** (whole - k) for k in range(given, whole + 1))
    found = module._tail(np.array([given]), np.array([received]), 0.2, 0.7, 0.9)
    assert found == pytest.approx([(tail * density).sum()], abs=1e-6)
