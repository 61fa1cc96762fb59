"""Ties gone quiet: which silences are named, which are watched, and which mean nothing."""

from dataclasses import replace
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest

from ally_graph.findings import at_once, past_silences
from ally_graph.findings import cooling_ties as module
from ally_graph.findings.at_once import Lot
from ally_graph.findings.cooling_ties import cooling_ties
from ally_graph.measures.rhythm import Rhythms
from ally_graph.network import network_of
from ally_graph.settings import Settings
from ally_graph.stats import distributions
from tests.unit.companies import AS_OF, event, numbered, records_of, roster
from tests.unit.ties import in_turn

IDS = numbered(12)
STEADY = [
    event(one, other, "meeting", 7 * week + k % 7 + 0.5)
    for k, (one, other) in enumerate(combinations(IDS, 2))
    for week in range(26)
]
QUIET = ("ana", "bo")
ELSEWHERE = [event(person, "p00", "meeting", 2.5) for person in QUIET]
"""Both are still in touch with somebody: they did not leave."""
PEOPLE = roster([*IDS, *QUIET])


def every(days, times, silent, pair=QUIET):
    return [event(*pair, "meeting", silent + days * k + 0.5) for k in range(times)]


def found_in(events, people=PEOPLE, absences=(), elsewhere=ELSEWHERE, **settings):
    records = records_of([*events, *(elsewhere if events else [])], people, absences=absences)
    return cooling_ties(network_of(records, as_of=AS_OF, settings=Settings(**settings)), records)


def named(findings):
    return [finding.people for finding in findings if finding.status == "named"]


def test_a_weekly_tie_that_stopped_five_weeks_ago_is_named():
    """Twenty meetings a week apart among 66 pairs who go on meeting every week."""
    (found,) = found_in([*STEADY, *every(7, 20, silent=35)])
    assert (found.detector, found.status, found.people) == ("cooling_ties", "named", QUIET)
    assert found.q <= 0.05
    assert found.score == pytest.approx(5, rel=0.05)
    assert (found.evidence["contacts"], found.evidence["silent_days"]) == (20, 35)
    assert found.evidence["silent_days_at_work"] == 35
    assert found.evidence["usual_gap_days"] == pytest.approx(7, rel=0.05)


@pytest.mark.parametrize(
    ("days", "times", "silent"), [(28, 10, 35), (7, 20, 14), (2, 40, 20)], ids=["monthly", "two weeks", "three weeks"]
)
def test_a_silence_within_the_rhythm_or_a_busy_month_is_not_named(days, times, silent):
    assert named(found_in([*STEADY, *every(days, times, silent)])) == []


def test_a_tie_with_a_short_history_is_not_named():
    """Seven days of contact against eight."""
    assert named(found_in([*STEADY, *every(7, 7, silent=35)])) == []
    assert named(found_in([*STEADY, *every(7, 8, silent=35)])) == [QUIET]


def test_a_tie_that_ended_before_the_window_is_not_named():
    assert named(found_in([*STEADY, *every(7, 20, silent=91)])) == []
    assert named(found_in([*STEADY, *every(7, 20, silent=88)])) == [QUIET]


def test_a_silence_no_longer_than_an_earlier_one_is_not_named():
    """The two have been apart for six weeks before."""
    earlier = [*every(7, 12, silent=35), *every(7, 12, silent=35 + 77 + 42)]
    assert named(found_in([*STEADY, *earlier])) == []


ALSO_MEETING = [event(person, IDS[0], "meeting", 7 * week + 2.5) for person in QUIET for week in range(26)]


def test_the_longest_time_apart_is_told_in_days_of_the_calendar():
    """Weekly meetings with four weeks between, of which bo was away for three: hardly more than one on the clock."""
    rows = [*every(7, 12, silent=35), *every(7, 8, silent=35 + 77 + 28), *ALSO_MEETING]
    away = [("bo", "2025-11-21", "2025-12-11")]
    (found,) = found_in([*STEADY, *rows], absences=away)
    assert found.evidence["longest_gap_calendar_days"] == 28
    assert found.evidence["longest_gap_days"] < 14
    assert (
        "about every 8 days, and never longer apart than 28 days. Now no contact is on record for 35 days" in found.why
    )
    assert "35 of them with both at work" in found.why


def test_a_pair_of_whom_one_asked_the_other_is_not_silent():
    """Ana asked bo without an answer on record, well into the silence of 35 days; within two weeks it is only told."""
    rows = [*STEADY, *every(7, 20, silent=35)]
    assert named(found_in([*rows, event(*QUIET, "request", 60)])) == [QUIET]
    (found,) = found_in([*rows, event(*QUIET, "request", 22.5)])
    assert found.why.endswith(" One asked the other 22 days ago, without help on record since.")
    assert named(found_in([*rows, event(*QUIET, "request", 20)])) == []


def test_meetings_of_many_in_the_silence_are_told_not_to_count():
    """All 14 were there 20 days ago, too many to say of two that they met."""
    rows = [*STEADY, *every(7, 20, silent=35)]
    together = [event(one, other, "meeting", 20.5) for one, other in combinations([*QUIET, *IDS], 2)]
    (alone,), (found,) = found_in(rows), found_in([*rows, *together])
    assert (found.people, found.evidence["silent_days"]) == (QUIET, 35)
    assert found.why.endswith(" Large meetings and mails to many don't count.")
    assert "Large meetings" not in alone.why


def test_how_far_back_a_longest_gap_is_looked_for_is_told_where_records_go_further():
    rows = [*STEADY, *every(7, 20, silent=35)]
    (found,) = found_in(rows, elsewhere=[*ELSEWHERE, event("p00", "p01", "meeting", 500)])
    assert "and never longer apart than 7 days between contacts of the last 365 days. Now" in found.why


def test_a_silence_that_was_as_long_by_the_calendar_once_says_what_was_different():
    rows = [*every(7, 12, silent=35), *every(7, 8, silent=35 + 77 + 42), *ALSO_MEETING]
    away = [("bo", "2025-11-01", "2025-12-11")]
    (found,) = found_in([*STEADY, *rows], absences=away)
    assert "never longer apart than 42 days, for part of which one was away" in found.why


def test_whoever_has_had_no_contact_with_anybody_is_not_said_to_be_at_work():
    """Bo met p00 once since the two last met, 33 days ago, and the roster has no last day; ana goes on meeting p00."""
    only_ana = [row for row in ALSO_MEETING if row[0] == "ana"]
    rows = [*STEADY, *every(7, 20, silent=35), *only_ana, event("bo", "p00", "meeting", 33.5)]
    (found,) = found_in(rows, elsewhere=ELSEWHERE[:1])
    assert "with both at work" not in found.why
    assert "one of the two has had no contact with anybody for 33 days, and may have left" in found.why
    assert found.evidence["unseen_days"] == 33
    told = cooling_ties_would_change(found)
    assert "the day one of them left, or an absence, on the roster" in told


def with_leave(leave):
    """Ana and bo met every other day until six weeks ago, ana many others daily; on leave nobody meets her."""
    theirs = [event("ana", f"p{k % 12:02}", "meeting", k + 0.5) for k in range(180)]
    mine = [
        row
        for row in [*every(2, 60, silent=42), *theirs, *ALSO_MEETING]
        if "ana" not in row or days_back(row) not in leave
    ]
    return [*STEADY, *mine]


def test_days_on_which_one_seems_to_have_been_away_are_told_and_not_counted():
    """Of six weeks ana was away for one: about 42 / 2 contacts less 7 / 2 were to be expected."""
    (found,) = found_in(with_leave(range(10, 17)))
    assert found.evidence["away_days"] == 7
    assert found.evidence["contacts_missed"] == pytest.approx(17.5, abs=1)
    told = ", 42 of them with both at work by the roster. On 7 of these one had no contact with anybody"
    assert told in found.why
    assert "contacts were to be expected besides" in found.why


def test_a_silence_in_which_one_was_away_for_most_of_it_is_none():
    """Of six weeks ana was away for four: that leaves less than 21 days with both at work."""
    assert named(found_in(with_leave(range(10, 38)))) == []


def days_back(row):
    return (AS_OF.normalize() - np.datetime64(row[3], "D")).days


def cooling_ties_would_change(found):
    return module._would_change(found, Settings())


def test_people_who_left_or_are_away_are_not_named():
    silent = [*STEADY, *every(7, 20, silent=35)]
    assert named(found_in(silent, roster([*IDS, *QUIET], end_date={"bo": "2026-03-02"}))) == []
    assert named(found_in(silent, absences=[("bo", "2026-02-28", "2026-04-15")])) == []


def test_contact_at_random_that_pauses_is_watched_at_most():
    """Sixty pairs meet at random, about every nine days; one of them happens to pause for a month."""
    rng = np.random.default_rng(5)
    rows = [
        event(*pair, "meeting", day + 0.5)
        for pair in combinations(IDS, 2)
        for day in np.flatnonzero(rng.random(364) < 0.11)
    ]
    before = [32, *rng.choice(np.arange(33, 364), 35, replace=False)]
    pause = [event(*QUIET, "meeting", day + 0.5) for day in before]
    findings = found_in([*rows, *pause])
    assert named(findings) == []
    assert all(finding.people == () and finding.evidence["count"] >= 1 for finding in findings)


def test_scaling_the_weights_changes_nothing():
    rows = [*STEADY, *every(7, 20, silent=35)]
    heavy = [(*row[:4], 50.0) for row in rows]
    assert [finding.to_dict() for finding in found_in(rows)] == [finding.to_dict() for finding in found_in(heavy)]


def test_only_records_of_the_chosen_kinds_make_a_rhythm():
    records = records_of([*STEADY, *every(7, 20, silent=35), event("ana", "p00", "help", 3)], PEOPLE)
    (found,) = cooling_ties(network_of(records, as_of=AS_OF, kinds=["help"]), records)
    assert (found.status, found.people) == ("not_enough_data", ())


def test_where_no_tie_is_old_enough_there_is_not_enough_data():
    (found,) = found_in(every(7, 4, silent=1))
    assert (found.status, found.people) == ("not_enough_data", ())


def test_a_company_without_contact_has_no_ties_to_look_at():
    assert found_in([]) == []


@pytest.mark.parametrize(("days", "times", "silent", "who"), [(20, 10, 88, []), (12, 25, 60, [QUIET])])
def test_ties_of_less_than_two_contacts_in_four_weeks_are_not_tested(days, times, silent, who):
    """10 * 28 / (9 * 20 + 88) = 1.04 contacts in four weeks, silence and all, and 25 * 28 / (24 * 12 + 60) = 2.01."""
    assert named(found_in([*STEADY, *every(days, times, silent)])) == who


@pytest.mark.parametrize(("contacts", "p"), [(2, 1 / 6), (6, 1 / 32), (20, (19 / 24) ** 19)])
def test_the_chance_of_a_silence_at_random_is_that_all_contacts_miss_it(contacts, p):
    """Five usual gaps after n - 1 of them: ((n - 1) / (n + 4))^(n - 1), so 1/6, (1/2)^5 and (19/24)^19."""
    pair = {"regularity": 1.0, "silence": 35.0, "pause": 7.0, "contacts": contacts}
    found = SimpleNamespace(**{name: np.array([value]) for name, value in pair.items()})
    assert Rhythms.chance_of_silence(found) == pytest.approx([p])


def test_a_pair_of_which_one_is_on_no_record_since_is_not_named():
    """Bo may have left without a date: nobody has met bo since the two last met."""
    rows = [*STEADY, *every(7, 20, silent=35)]
    for others, who in (
        (ELSEWHERE, [QUIET]),
        (ELSEWHERE[:1], []),
        ([event("bo", "p00", "meeting", 36), *ELSEWHERE[:1]], []),
    ):
        records = records_of([*rows, *others], PEOPLE)
        assert named(cooling_ties(network_of(records, as_of=AS_OF), records)) == who


@pytest.mark.parametrize(("silence", "days"), [(40.0, 100.0), (45.0, 50.0), (50.0, 0.0)])
def test_a_silence_is_held_against_the_days_spent_in_such_ones_that_ended(silence, days):
    """Ten pairs came back after 50 days: they spent ten days each beyond the fortieth, of 700 days on record."""
    chances = distributions.f_above(np.array([silence / 7.0]), 2, 2 * 99)
    share = past_silences._in_the_past(in_turn([50.0] * 10), np.ones(10, dtype=bool), np.ones(10), chances)
    assert share == pytest.approx(days / 700, abs=1e-6)


def unlikely(gap):
    """A gap among 99 others of a week each, as a negative logarithm."""
    return 99 * np.log1p(np.asarray(gap) / 7.0 / 99)


def share_of_days(gaps, silence):
    """On what share of the days pairs with such longest gaps were in a silence as unlikely as this one."""
    pairs = len(gaps)
    return past_silences._in_the_past(
        in_turn(gaps), np.ones(pairs, dtype=bool), np.ones(pairs), np.exp(-unlikely([silence]))
    )


def test_silences_longer_than_all_so_far_are_read_off_the_longest_fifth():
    """Of a hundred longest gaps of 10 to 109 days the fifth from 90 on tells how much rarer one of 120 days is."""
    longest = np.arange(90, 110.0)
    falling = np.exp(-(unlikely(120) - unlikely(90)) / (unlikely(longest) - unlikely(90)).mean())
    assert share_of_days(np.arange(10, 110.0), 120) == pytest.approx((longest - 90).sum() * falling / 700)


def test_one_long_silence_is_no_habit_and_two_are():
    """Beside sixty pairs that were silent for 20 to 30 days."""
    usual = list(np.linspace(20, 30, 60))
    assert share_of_days([*usual, 140], 70) < 0.05
    assert share_of_days([*usual, 140, 140], 70) == pytest.approx(70 / 700)


def weighed(pause, contacts, silence, known, lately=42.0):
    """Pairs of whom so much is known, on whose clocks so many days ran in the last six weeks."""
    known = np.array(known, dtype=float)
    return SimpleNamespace(
        usual=np.array(pause, dtype=float),
        pause=np.array(pause, dtype=float),
        contacts=np.array(contacts),
        silence=np.array(silence, dtype=float),
        known=known,
        until=lambda days: (None, known - lately * days / 42),
    )


@pytest.mark.parametrize(("close", "high", "low"), [(3, 9.8 / 3, 0.2 / 7), (1, 9.0, 1 / 9)])
def test_most_of_the_error_is_spent_on_pairs_who_met_often(close, high, low):
    """Of ten, three met every five days: they share 98 %. One alone has nine times the usual share, not 9.8."""
    pause = np.array([5.0] * close + [14.0] * (10 - close))
    found = weighed(pause, [22] * 10, [42] * 10, [175] * 10)
    assert module._weights(found, np.ones(10, dtype=bool)) == pytest.approx([high] * close + [low] * (10 - close))
    assert module._weights(found, pause < 6).tolist() == [1.0] * 10


def met_often(contacts, known, silence=28.0, pause=5.0, lately=42.0):
    """Whether a pair with so many contacts five days apart met often, beside one that surely did and one not."""
    found = weighed([pause, 1.0, 14.0], [contacts, 126, 10], [silence, 0, 42], [known, 182, 182], lately)
    weight, often, seldom = module._weights(found, np.ones(3, dtype=bool))
    assert seldom < often
    return weight == often


@pytest.mark.parametrize(
    ("contacts", "known", "silence", "often"),
    [
        (9, 0.0, 57.0, False),
        (20, 0.0, 28.0, True),
        (13, 105.0, 28.0, True),
        (12, 105.0, 28.0, False),
        (13, 182.0, 28.0, False),
        (21, 182.0, 28.0, False),
        (22, 182.0, 28.0, True),
        (22, 365.0, 28.0, True),
        (21, 365.0, 28.0, False),
    ],
)
def test_often_is_so_often_that_six_weeks_would_miss_five_contacts_by_the_whole_time(contacts, known, silence, often):
    """Nine five days apart and 57 days of silence make 42 * 9 / 97 = 3.9 in six weeks, 13 in 105 days 5.2.

    Where both were at work for half a year these 13 make 3.0, and it takes 5 * 182 / 42 = 21.7; no more where it was a
    year.
    """
    assert met_often(contacts, known, silence) == often


@pytest.mark.parametrize(
    ("pause", "lately", "often"), [(6.0, 42.0, True), (6.1, 42.0, False), (5.0, 35.0, True), (5.0, 34.0, False)]
)
def test_often_is_so_often_that_six_weeks_would_miss_seven_contacts_by_the_gaps(pause, lately, often):
    """Seven times six days are six weeks; where everybody is quiet these run as slowly as the clock."""
    assert met_often(40, 182.0, pause=pause, lately=lately) == often


def test_a_silence_that_only_an_even_rhythm_makes_rare_is_a_habit():
    """One pair met evenly and is silent for six weeks; ten others, less even, came back from seven.

    By its own rhythm its silence is hardly likely, and by usual gaps alone as likely as theirs on 70 of 700 days.
    """
    others = in_turn([49.0] * 10, shape=2.0)
    fields = {name: np.append(getattr(others, name), getattr(others, name)[:1]) for name in Rhythms.__annotations__}
    fields |= {"longest": fields["longest_pause"], "usual": fields["pause"]}
    for name, value in (("silence", 42.0), ("regularity", 20.0), ("longest", 7.0), ("typical_pause", 7.0)):
        fields[name][-1] = value
    found, network = Rhythms(**fields), SimpleNamespace(settings=Settings())
    some, weight = np.arange(11) == 10, np.ones(11)
    assert found.chance_of_silence(some) < 1e-20
    assert past_silences.is_no_habit(network, found, weight, some, []).tolist() == [False]
    fields["silence"][-1] = 56.0
    assert past_silences.is_no_habit(network, Rhythms(**fields), weight, some, []).tolist() == [True]


@pytest.mark.parametrize(("typical", "named"), [(7.0, True), (14.0, False)])
def test_where_contact_comes_in_bursts_a_usual_gap_is_the_geometric_mean(typical, named):
    """A silence of six weeks, beside sixty that ended after 20 to 30 days; the mean of all gaps is the same."""
    others = in_turn([*np.linspace(20, 30, 60), 30.0], shape=2.0)
    fields = {name: getattr(others, name).copy() for name in Rhythms.__annotations__}
    fields["silence"][-1], fields["typical_pause"][-1] = 42.0, typical
    network, some = SimpleNamespace(settings=Settings()), np.arange(61) == 60
    assert past_silences.is_no_habit(network, Rhythms(**fields), np.ones(61), some, []).tolist() == [named]


def test_no_pair_has_no_habit():
    network = SimpleNamespace(settings=Settings())
    assert past_silences.is_no_habit(network, in_turn([49.0] * 3), np.ones(3), np.zeros(3, dtype=bool), []).size == 0


def around(before, since, silence=42.0, days=90.0):
    """A pair with so many days of contact in half a year before a change and in `days` after it, then silent."""
    times = np.append(np.linspace(1, 180, before), 180 + np.linspace(1, days, since) if since else [])
    numbers = dict.fromkeys(Rhythms.__annotations__, np.zeros(1))
    now = times[-1] + silence
    times_ago = now - times
    return Rhythms(
        **numbers
        | {
            "contacts": np.array([before + since]),
            "silence": np.array([silence]),
            "known": np.array([now]),
            "last": times_ago[-1:],
            "regularity": np.ones(1),
            "ages": times_ago,
            "times": times,
        }
    ), now - 180.5


@pytest.mark.parametrize(("before", "since", "alike"), [(20, 10, True), (20, 2, False), (4, 12, False)])
def test_pairs_who_met_more_or_less_after_a_change_say_nothing_about_habits(before, since, alike):
    """Two thirds of the days lie before it: 20 of 22 contacts are more than chance makes, 4 of 16 fewer."""
    found, change = around(before, since)
    assert past_silences._stayed_alike(found, [change]).tolist() == [alike]
    assert past_silences._stayed_alike(found, []).tolist() == [True]


@pytest.mark.parametrize(("since", "silence", "rare"), [(20, 42, True), (5, 42, False), (5, 250, True), (0, 42, True)])
def test_a_silence_is_held_against_the_contact_since_a_change_too(since, silence, rare):
    """Twenty contacts in 90 days and six weeks of silence are (90 / 132)^20 = .0005 likely, five are .15.

    A pair that stopped before the change is not held against it.
    """
    found, change = around(40, since, silence)
    assert module._is_rare_since(found, [change]).tolist() == [rare]
    assert module._is_rare_since(found, []).tolist() == [True]


def test_at_random_only_usual_gaps_count():
    """Five usual gaps after 100 of them: (100 / 105)^100."""
    assert past_silences._at_random(np.array([5.0]), np.array([100])) == pytest.approx((100 / 105) ** 100)


PROJECT = numbered(5, "x")


def pairs_with(gaps, pairs=80, silent=0):
    """Pairs over half a year, with such gaps between their contacts; the first of them is silent for so many days."""
    return records_of(rows_with(gaps, pairs, silent), roster(numbered(2 * pairs)))


def rows_with(gaps, pairs, silent):
    rng, people = np.random.default_rng(0), numbered(2 * pairs)
    rows = [event(person, "p05", "meeting", 2.5) for person in people[:2]]
    for one, other in zip(people[::2], people[1::2], strict=True):
        days = 181 - np.cumsum(gaps(rng, 400))
        rows += [event(one, other, "meeting", float(day)) for day in days[days > (silent if one == "p00" else 0)]]
    return rows


def at_random(rng, many):
    return rng.exponential(5, many)


@pytest.mark.parametrize(
    ("gaps", "pairs", "at_random"),
    [
        (at_random, 80, True),
        (at_random, 30, False),
        (lambda rng, many: 2 * (1 + rng.pareto(1.6, many)), 80, False),
        (lambda rng, many: rng.gamma(4, 1.2, many), 80, False),
    ],
    ids=["at random", "few pairs", "bursts", "even"],
)
def test_the_longest_gaps_tell_whether_contact_comes_as_at_random(gaps, pairs, at_random):
    records = pairs_with(gaps, pairs)
    network = network_of(records, as_of=AS_OF)
    found = module.rhythms(network, records, 9)
    assert past_silences._as_at_random(found, past_silences._with_a_past(network, found)) == at_random


def test_where_contact_comes_as_at_random_the_rhythm_of_the_pair_is_enough(monkeypatch):
    """Some pair of eighty was once silent for nearly as many of its usual gaps, as some pair will."""
    records = pairs_with(at_random, silent=42)
    network = network_of(records, as_of=AS_OF)
    assert named(cooling_ties(network, records)) == [("p00", "p01")]
    monkeypatch.setattr(past_silences, "HEAVY", 0)
    assert named(cooling_ties(network, records)) == []


def ended(pairs, silent=42, spread=1):
    """These pairs met weekly and stopped at about the same time; all of them still meet p00."""
    rows = [row for k, pair in enumerate(pairs) for row in every(7, 18, silent + spread * k, pair)]
    return [
        *STEADY,
        *rows,
        *(event(person, "p00", "meeting", 2.5) for person in sorted({p for pair in pairs for p in pair})),
    ]


def test_many_pairs_that_fall_silent_in_one_fortnight_are_told_once():
    """Ten pairs of a project of five end within ten days; a pair that ended a month before them is told by itself."""
    people = roster([*IDS, *QUIET, *PROJECT])
    (single, lot) = sorted(
        found_in([*ended(list(combinations(PROJECT, 2))), *every(7, 18, silent=82)], people),
        key=lambda f: len(f.people),
    )
    assert (lot.status, lot.people, lot.evidence["pairs"]) == ("named", tuple(PROJECT), 10)
    assert (lot.evidence["together"], lot.evidence["silent_days"], lot.evidence["first_silent_days"]) == (
        "company",
        42,
        51,
    )
    assert lot.q <= 0.05
    assert "change of project or team" in lot.why
    assert "8 of these 10 pairs" in module.DETECTORS["cooling_ties"].would_change(lot, Settings())
    assert single.people == QUIET


REORGANISED = [row for k, pair in enumerate(combinations(PROJECT, 2)) for row in every(7, 18, 84 + k % 8, pair)]
"""Ten pairs of a project ended about ninety days ago."""


def test_pairs_who_met_seldom_before_a_change_hide_no_silence_after_it(monkeypatch):
    """Ten pairs of a new project had met twice long ago: they came back from a silence of twelve weeks."""
    new, people = numbered(5, "y"), roster([*IDS, *QUIET, *PROJECT, *numbered(5, "y")])
    begun = [row for pair in combinations(new, 2) for row in every(7, 13, 1, pair)]
    begun += [event(*pair, "meeting", days + 0.5) for pair in combinations(new, 2) for days in (170, 176)]
    met = [event(person, "p00", "meeting", 2.5) for person in PROJECT]
    rows = [*STEADY, *REORGANISED, *met, *begun, *every(7, 18, silent=42)]
    assert QUIET in named(found_in(rows, people))
    monkeypatch.setattr(past_silences, "ALIKE", 0)
    assert QUIET not in named(found_in(rows, people))


def test_a_change_before_the_window_is_one_too(monkeypatch):
    """As above, but the ten pairs of the project ended over a week before the window: they are no finding."""
    new, people = numbered(5, "y"), roster([*IDS, *QUIET, *PROJECT, *numbered(5, "y")])
    begun = [row for pair in combinations(new, 2) for row in every(7, 13, 1, pair)]
    begun += [event(*pair, "meeting", days + 0.5) for pair in combinations(new, 2) for days in (170, 176)]
    met = [event(person, "p00", "meeting", 7 * week + 2.5) for person in [*PROJECT, *new] for week in range(26)]
    old = [row for k, pair in enumerate(combinations(PROJECT, 2)) for row in every(6, 15, 98 + k % 4, pair)]
    rows = [*STEADY, *old, *met, *begun, *every(7, 18, silent=42)]
    assert named(found_in(rows, people)) == [QUIET]
    monkeypatch.setattr(module, "_changes_before", lambda *_: [])
    assert named(found_in(rows, people)) == []


@pytest.mark.parametrize(("since", "told"), [(89, [tuple(PROJECT)]), (96, [tuple(PROJECT)]), (97, [])])
def test_a_change_is_told_until_a_week_after_it_left_the_window(since, told):
    """The last of its pairs met so many days ago, the first of them three days earlier; the window is of 90 days."""
    pairs = list(combinations(PROJECT, 2))
    rows = [row for k, pair in enumerate(pairs) for row in every(7, 18, since + k % 4, pair)]
    rows = [*STEADY, *rows, *(event(person, "p00", "meeting", 2.5) for person in PROJECT)]
    assert named(found_in(rows, roster([*IDS, *PROJECT]))) == told


def test_pairs_that_ended_before_the_window_make_no_other_pair_surer():
    """Ten pairs that surely ended would make it ten times as sure, if they were judged together.

    All pairs meet at random about once a week, and two of them not for six weeks.
    """
    rng = np.random.default_rng(3)
    meet = {pair: rng.choice(np.arange(180), 26, replace=False) for pair in combinations(IDS, 2)}
    meet[QUIET] = rng.choice(np.arange(42, 180), 30, replace=False)
    loose = [event(*pair, "meeting", day + 0.5) for pair, days in meet.items() for day in days]
    project = {pair: rng.choice(np.arange(92, 180), 26, replace=False) for pair in combinations(PROJECT, 2)}
    old = [event(*pair, "meeting", day + 0.5) for pair, days in project.items() for day in days]
    old += [event(person, "p10", "meeting", 7 * week + 2.5) for person in PROJECT for week in range(26)]
    rates = []
    for rows in (loose, [*loose, *old]):
        found = found_in(rows, roster([*IDS, *QUIET, *PROJECT]), cooling_discovery_rate=0.2, cooling_past_days=1.0)
        rates += [single.q for single in found if single.people == QUIET]
    assert rates[1] > rates[0] / 2


@pytest.mark.parametrize(("q", "changes"), [(1e-7, [95.0]), (1e-4, [])])
def test_only_a_lot_beyond_doubt_is_a_change_before_the_window(monkeypatch, q, changes):
    """Nobody is sure by themselves there, and pairs of the window are looked at elsewhere."""
    seen = []

    def one_lot(network, found, pairs, within):
        seen.append((found.last[pairs.followed].tolist(), within))
        return [Lot(np.array([2, 3]), "company", 0, 0.1, q)]

    monkeypatch.setattr(at_once, "lots", one_lot)
    monkeypatch.setattr(module, "_followed", lambda network, found, within: np.ones(4, dtype=bool))
    last = np.array([20.0, 89.0, 95.0, 99.0])
    found = replace(in_turn([30.0] * 4), last=last, median=np.full(4, 7.0), silence=np.full(4, 70.0))
    assert module._changes_before(SimpleNamespace(settings=Settings()), found, 91) == changes
    assert seen == [([95.0, 99.0], 365)]


def test_a_pair_that_meets_less_since_a_change_is_no_silence(monkeypatch):
    """They met every three days or so, and twice in the three weeks after the fortnight of the change."""
    days = [70, 62, 85, 86, 87, 88, 89, *np.random.default_rng(1).choice(np.arange(92, 181), 25, replace=False)]
    less = [event(*QUIET, "meeting", day + 0.5) for day in days]
    met = [event(person, "p00", "meeting", 2.5) for person in [*QUIET, *PROJECT]]
    everyone = roster([*numbered(160), *QUIET, *PROJECT])
    records = records_of([*rows_with(at_random, 80, 0), *REORGANISED, *less, *met], everyone)
    network = network_of(records, as_of=AS_OF)
    assert QUIET not in named(cooling_ties(network, records))
    monkeypatch.setattr(module, "SINCE_THEN", 1)
    assert QUIET in named(cooling_ties(network, records))


def test_pairs_from_before_the_window_make_a_lot_sure_and_are_not_told_by_themselves(monkeypatch):
    """Ten pairs of a project ended 89 to 98 days back: nine of them before the window, and all of them are sure."""
    monkeypatch.setattr(module, "UNLIKELY", {0: 0.0, 1: 0.0, 2: 0.0})
    rows, people = ended(list(combinations(PROJECT, 2)), silent=89), roster([*IDS, *QUIET, *PROJECT])
    (lot,) = found_in(rows, people)
    assert (lot.evidence["pairs"], lot.evidence["silent_days"], lot.evidence["first_silent_days"]) == (10, 89, 98)


def test_what_is_told_in_a_lot_makes_no_other_pair_surer():
    """Of a hundred pairs ten are told together: what is one of ten false ones at 1 % is not among the other ninety."""
    chances = np.array([1e-9] * 10 + [9e-4] + [0.9] * 89)
    followed = np.ones(100, dtype=bool)
    lot = Lot(np.arange(10), "company", 0, 0.0, 0.0)
    assert module._rates(chances, followed)[10] == pytest.approx(9e-4 * 100 / 11)
    rest = module._rates(chances, module._without(followed, [lot]))
    assert (rest[0], rest[10]) == (1, pytest.approx(9e-4 * 90))


def test_a_pair_beside_a_lot_is_judged_without_it():
    """With ten surer pairs of a project among all, its rate would be an eleventh of what it is."""
    rows = [*ended(list(combinations(PROJECT, 2))), *every(7, 18, silent=25)]
    people = roster([*IDS, *QUIET, *PROJECT])
    (single,) = [found for found in found_in(rows, people) if found.people == QUIET]
    stricter = found_in(rows, people, cooling_discovery_rate=single.q / 2)
    assert named(stricter) == [tuple(PROJECT)]


@pytest.mark.parametrize(
    ("sure", "q", "told"),
    [
        (0, 2e-6, False),
        (0, 5e-7, True),
        (1, 2e-3, False),
        (1, 5e-4, True),
        (2, 0.02, False),
        (2, 0.009, True),
        (3, 0.05, True),
        (5, 0.05, True),
    ],
)
def test_one_or_two_pairs_that_are_sure_make_no_lot_of_pairs_silent_by_chance(sure, q, told):
    lot = Lot(np.arange(1, 6), "company", 0, 1.0, q)
    assert module._is_told(lot, np.arange(7) <= sure) == told


def test_three_pairs_of_whom_each_is_sure_are_told_once():
    """Three pairs that met every three days end within three days; two are told one by one."""
    pairs = list(combinations(PROJECT, 2))[:3]
    rows = [row for k, pair in enumerate(pairs) for row in every(3, 40, 42 + k, pair)]
    rows = [*STEADY, *rows, *(event(person, "p00", "meeting", 2.5) for person in PROJECT)]
    (lot,) = [found for found in found_in(rows, roster([*IDS, *PROJECT])) if found.status == "named"]
    assert (lot.people, lot.evidence["pairs"]) == (tuple(PROJECT[:4]), 3)
    assert (lot.evidence["silent_days"], lot.evidence["first_silent_days"]) == (42, 44)
    assert "None was to be expected in a fortnight" in lot.why
    assert "1 of these 3 pairs" in module.DETECTORS["cooling_ties"].would_change(lot, Settings())
    fewer = [row for row in rows if set(row[:2]) != set(pairs[-1])]
    assert sorted(named(found_in(fewer, roster([*IDS, *PROJECT])))) == sorted(pairs[:2])


def test_pairs_of_shortly_before_the_window_are_told_with_one_of_it():
    """The three end 88, 90 and 92 days back, and the window is of 90 days."""
    pairs = list(combinations(PROJECT, 2))[:3]
    rows = [row for k, pair in enumerate(pairs) for row in every(3, 40, 88 + 2 * k, pair)]
    rows = [*STEADY, *rows, *(event(person, "p00", "meeting", 2.5) for person in PROJECT)]
    assert named(found_in(rows, roster([*IDS, *PROJECT]))) == [tuple(PROJECT[:4])]


def test_as_many_pairs_that_end_one_after_the_other_are_single_findings():
    """Six pairs end nine days apart: at most two in a fortnight."""
    pairs = list(combinations(PROJECT, 2))[:6]
    findings = found_in(ended(pairs, silent=35, spread=9), roster([*IDS, *QUIET, *PROJECT]))
    assert sorted(named(findings)) == sorted(pairs)
