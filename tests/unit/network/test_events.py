"""Who was at work, which events count, and which way support runs."""

import numpy as np
import pandas as pd
import pytest

from ally_graph.errors import SettingError
from ally_graph.network import network_of
from ally_graph.network.events import at_work, end_of, presence
from ally_graph.settings import Settings
from tests.unit.companies import AS_OF, ago, company, event, numbered, records_of, roster


def support_in(kind):
    """Who supports whom in one record `ana, bo` of this kind."""
    network = company([event("ana", "bo", kind)])
    rows, columns = network.help.nonzero()
    ids = network.people.index
    return [(ids[i], ids[j]) for i, j in zip(rows, columns, strict=True)]


@pytest.mark.parametrize("kind", ["help", "review", "mentoring", "training", "cover", "answer", "checkin"])
def test_support_runs_from_the_one_who_acts_to_the_other(kind):
    assert support_in(kind) == [("ana", "bo")]


def test_a_nomination_runs_from_the_named_person_to_the_one_who_names_them():
    assert support_in("nomination") == [("bo", "ana")]


def test_thanks_run_from_the_thanked_person_to_the_one_who_says_thanks():
    """Ana thanks bo, so bo helped ana."""
    records = records_of(thanks=[("ana", "bo", ago(1))])
    assert network_of(records, as_of=AS_OF).help_events.toarray().tolist() == [[0, 0], [1, 0]]


@pytest.mark.parametrize("kind", ["request", "access"])
def test_asking_makes_no_tie(kind):
    network = company([event("ana", "bo", kind)])
    assert (network.help.nnz, network.contact.nnz, len(network.events)) == (0, 0, 1)


@pytest.mark.parametrize("kind", ["meeting", "message", "email", "contact", "pairing", "lunch"])
def test_mutual_kinds_and_unknown_ones_are_contact_and_help_of_nobody(kind):
    network = company([event("ana", "bo", kind, days=0)])
    assert network.help.nnz == 0
    assert network.contact.toarray().tolist() == [[0, 1], [1, 0]]


def test_support_counts_as_contact_of_both():
    network = company([event("ana", "bo", days=0), event("bo", "ana", days=0, weight=2)])
    assert network.contact.toarray().tolist() == [[0, 3], [3, 0]]


def test_an_event_loses_half_its_weight_with_each_half_life():
    """3 * 2^(-10/10) + 4 * 2^(-20/10) = 1.5 + 1 = 2.5."""
    network = company([event("ana", "bo", days=10, weight=3), event("ana", "bo", days=20, weight=4)], half_life_days=10)
    assert network.help[0, 1] == pytest.approx(2.5, abs=1e-12)


def test_an_infinite_half_life_makes_plain_sums():
    network = company(
        [event("ana", "bo", days=10, weight=3), event("ana", "bo", days=80, weight=4)], half_life_days=np.inf
    )
    assert network.help[0, 1] == 7


@pytest.mark.parametrize(("days", "counted"), [(0, 1), (90, 1), (-1e-6, 0), (90 + 1e-6, 0)])
def test_both_edges_of_the_window_count(days, counted):
    """A microdegree of a day is about 0.09 s outside the window."""
    assert len(company([event("ana", "bo", days=days)]).events) == counted


def test_only_the_kinds_asked_for_count():
    rows = [event("ana", "bo", "help"), event("bo", "ana", "review"), event("ana", "bo", "meeting")]
    network = network_of(records_of(rows), as_of=AS_OF, kinds=("review", "meeting"))
    assert network.events.kinds == ("meeting", "review")
    assert network.help_events.toarray().tolist() == [[0, 0], [1, 0]]


def test_recognition_is_a_kind_like_the_others():
    records = records_of([event("ana", "bo")], thanks=[("ana", "bo", ago(1))])
    only_thanks = network_of(records, as_of=AS_OF, kinds=["recognition"])
    only_help = network_of(records, as_of=AS_OF, kinds=["help"])
    assert only_thanks.help_events.toarray().tolist() == [[0, 0], [1, 0]]
    assert only_help.help_events.toarray().tolist() == [[0, 1], [0, 0]]


def test_a_kind_nobody_recorded_is_answered_with_the_nearest_one():
    with pytest.raises(SettingError, match=r"no records of the kind helth. Did you mean help\?"):
        network_of(records_of([event("ana", "bo")]), as_of=AS_OF, kinds=["helth"])


def test_recognition_is_unknown_where_nobody_was_thanked():
    with pytest.raises(SettingError, match="recognition"):
        network_of(records_of([event("ana", "bo")]), as_of=AS_OF, kinds=["recognition"])


def test_shared_mailboxes_are_never_in_the_network():
    people = roster(["ana", "bo", "box"], kind={"box": "service"})
    network = company([event("box", "ana"), event("ana", "bo")], people)
    assert network.people.index.tolist() == ["ana", "bo"]
    assert len(network.events) == 1


def test_people_employed_outside_the_window_are_not_in_the_network():
    """The window runs from 1 January to 1 April 2026, both included."""
    people = roster(
        ["early", "first", "last", "late", "now"],
        start_date={"late": "2026-04-02", "last": "2026-04-01"},
        end_date={"early": "2025-12-31", "first": "2026-01-01"},
    )
    assert company([], people).people.index.tolist() == ["first", "last", "now"]


def test_people_who_never_appear_in_events_are_in_the_network():
    network = company([event("ana", "bo")], roster(["ana", "bo", "cy"]))
    assert network.people.index.tolist() == ["ana", "bo", "cy"]
    assert network.contact.shape == (3, 3)


def exposure(people, absences=(), window_days=90):
    network = network_of(
        records_of([], people, absences=absences), as_of=AS_OF, settings=Settings(window_days=window_days)
    )
    return network.exposure.tolist()


def test_everyone_is_at_work_on_every_day_unless_told_otherwise():
    assert exposure(roster(["ana", "bo"])) == [90, 90]


@pytest.mark.parametrize(
    ("rows", "days"),
    [
        ([event("ana", "bo", days=11.5), event("ana", "bo", days=1)], 12),
        ([event("ana", "bo", days=200), event("ana", "bo", days=1)], 90),
        ([event("ana", "bo", days=1), event("bo", "ana", days=1)], 90),
        ([event("ana", "bo", "nomination", days=11), event("ana", "bo", "nomination", days=1)], 90),
        ([event("ana", "bo", "nomination", days=40), *[event("ana", "bo", days=d) for d in (30, 1)]], 30),
    ],
    ids=["twelve days", "longer than the window", "all of one day", "a survey", "a survey and records"],
)
def test_days_before_the_records_begin_do_not_count(rows, days):
    """A survey speaks of the time before it, and a list of one day keeps no time."""
    network = network_of(records_of(rows), as_of=AS_OF)
    assert network.exposure.tolist() == [days, days]
    assert network.observed_days == days
    assert network.present.sum() == 2 * 90


def test_thanks_are_records_that_follow_what_happens():
    network = network_of(records_of([event("ana", "bo", days=5)], thanks=[("ana", "bo", ago(20))]), as_of=AS_OF)
    assert network.exposure.tolist() == [20, 20]


def test_a_moment_before_all_records_has_nothing_to_cut_off():
    rows = [event("ana", "bo", days=5), event("ana", "bo", days=1)]
    network = network_of(records_of(rows), as_of=AS_OF - pd.Timedelta(days=60))
    assert network.exposure.tolist() == [90, 90]


def test_days_before_hiring_and_after_leaving_do_not_count():
    """Hired 22 March: 22 to 31 March are 10 days. Left 5 January: 1 to 5 January are 5 days."""
    people = roster(["hired", "left"], start_date={"hired": "2026-03-22"}, end_date={"left": "2026-01-05"})
    assert exposure(people) == [10, 5]


def test_overlapping_absences_count_once():
    """Away 2 to 11 January and 6 to 15 January: 14 days together, 90 - 14 = 76."""
    away = [("ana", "2026-01-02", "2026-01-11"), ("ana", "2026-01-06", "2026-01-15")]
    assert exposure(roster(["ana"]), away) == [76]


def test_absences_beyond_the_window_are_cut_off():
    """Of 1 December to 10 January, ten days are in the window; of 31 March to 1 May, one."""
    away = [("ana", "2025-12-01", "2026-01-10"), ("bo", "2026-03-31", "2026-05-01")]
    assert exposure(roster(["ana", "bo"]), away) == [80, 89]


def test_somebody_away_all_the_time_has_no_exposure():
    assert exposure(roster(["ana"]), [("ana", "2025-06-01", "2026-12-31")]) == [0]


def test_effort_is_days_at_work_by_full_time_share():
    network = company([], roster(["ana", "bo"], fte={"ana": 0.5, "bo": 1.0}))
    assert network.effort.tolist() == [45, 90]


def test_the_end_is_the_day_after_the_last_event_of_either_table():
    records = records_of([event("ana", "bo", days=5)], thanks=[("ana", "bo", "2026-05-03T17:00")])
    assert end_of(records) == pd.Timestamp("2026-05-04")


def test_without_events_there_still_is_an_end():
    assert end_of(records_of([], roster(["ana"]))) == pd.Timestamp("1970-01-02")


def test_without_events_everyone_hired_by_now_is_there():
    people = roster(["ana", "bo", "gone"], start_date="2020-01-01", end_date={"gone": "2021-01-31"})
    people.loc[1, "start_date"] = "2024-05-01"
    network = network_of(records_of([], people))
    assert (network.as_of, network.people.index.tolist()) == (pd.Timestamp("2024-05-02"), ["ana", "bo"])


def test_a_pair_has_one_number_whoever_comes_first():
    network = company([event("ana", "bo"), event("bo", "ana"), event("cy", "ana")])
    assert sorted(network.events.pairs().tolist()) == [1, 1, 2]


def test_each_event_counts_for_both_of_its_people():
    network = company([event("ana", "bo", days=0), event("ana", "cy", days=0, weight=2)])
    assert network.events.by_person().tolist() == [2, 1, 1]
    assert network.events.by_person(network.events.weight).tolist() == [3, 1, 2]


def days_away(people, spells):
    """For each person the days of the last 31 on which they were not at work, by number."""
    records = records_of([event("p01", "p02")], people, absences=spells)
    people = at_work(records, as_of=AS_OF, window_days=31)
    here = presence(records, people, as_of=AS_OF, window_days=31)
    return [np.flatnonzero(~row).tolist() for row in here]


def test_days_away_are_those_of_the_person_whatever_the_order_of_absences():
    """Day 30 is 31 March."""
    spells = [
        ("p03", "2026-03-30", "2026-03-31"),
        ("p00", "2026-03-20", "2026-03-22"),
        ("p02", "2026-03-10", "2026-03-10"),
        ("p00", "2026-03-01", "2026-03-04"),
    ]
    assert days_away(roster(numbered(4)), spells) == [[0, 1, 2, 3, 19, 20, 21], [], [9], [29, 30]]


def test_absences_of_somebody_outside_the_window_are_nobody_elses():
    people = roster(numbered(3), end_date={"p00": "2025-06-01"})
    spells = [("p02", "2026-03-30", "2026-03-31"), ("p00", "2025-05-01", "2025-05-02")]
    assert days_away(people, spells) == [[], [29, 30]]
