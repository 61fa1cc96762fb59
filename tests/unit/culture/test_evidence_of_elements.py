"""Each piece of evidence: of whom it is said, and of whom it holds, on both sides of each edge."""

from __future__ import annotations

import pandas as pd
import pytest

from ally_graph.culture.elements import EVIDENCE, Element, Piece, elements
from ally_graph.culture.looked import Looked, Missing
from ally_graph.network import network_of
from ally_graph.records import from_tables
from ally_graph.settings import Settings
from tests.unit.companies import AS_OF, event, numbered, records_of, roster

IDS = numbered(10)


def looked(rows=(), thanks=(), absences=(), programmes=(), ids=IDS, **columns) -> Looked:
    """Ten people, and a meeting of two others on the first day of the window."""
    people = roster([*ids, "x", "y"], start_date="2025-01-01", **columns)
    table = records_of([event("x", "y", "meeting", 89.5), *rows], people, thanks, absences, programmes)
    return Looked(table, network_of(table, as_of=AS_OF))


def said(key: str, found: Looked) -> tuple[set[str], set[str]] | str:
    """Of whom of the ten a piece of evidence holds, and of whom it could; or what is missing for it."""
    told = EVIDENCE[key](found)
    if isinstance(told, Missing):
        return told.missing
    among = [one for one in found.ids[told.among & found.here] if one.startswith("p")]
    return {one for one in found.ids[told.those & told.among] if one in among}, set(among)


def helps(giver: str, taker: str, times: int, hours: tuple[float, ...] = (10,)) -> list[tuple]:
    """So many helps on as many Mondays, at these hours in turn."""
    return [event(giver, taker, "help", 2 + 7 * turn - hours[turn % len(hours)] / 24) for turn in range(times)]


def test_a_help_given_is_of_the_giver():
    assert said("gave_help", looked(helps("p00", "p01", 2))) == ({"p00"}, set(IDS))
    assert said("gave_help", looked()) == "no record says who helped whom"


def test_a_check_in_is_of_both_and_its_absence_is_told_only_where_there_are_any():
    assert said("checked_in", looked([event("p00", "p01", "checkin")])) == ({"p00", "p01"}, set(IDS))
    assert said("checked_in", looked([event("p00", "p01", "checkin", 200)])) == (set(), set(IDS))
    assert said("checked_in", looked()) == "no check-in is on record"


def test_talk_with_a_lead_is_told_of_those_who_have_one():
    """P01 met their lead p00, p02 was only helped by them."""
    rows = [event("p00", "p01", "meeting"), event("p00", "p02", "help"), event("p00", "p03", "meeting")]
    assert said("heard_by_lead", looked(rows, manager_id={"p01": "p00", "p02": "p00"})) == ({"p01"}, {"p01", "p02"})
    assert said("heard_by_lead", looked(rows)) == "no manager is on record"


def test_leaning_on_one_person_is_told_from_three_helps_on():
    """P01 got three of one person, p02 two of one, and p03 two each of two."""
    rows = helps("p00", "p01", 3) + helps("p00", "p02", 2) + helps("p00", "p03", 2) + helps("p04", "p03", 2)
    assert said("somewhere_else", looked(rows)) == ({"p03"}, {"p01", "p03"})
    assert said("somewhere_else", looked(helps("p00", "p01", 2))) == "nobody was helped often enough"


AWAY = [
    ("p01", "2026-03-01", "2026-03-03"),
    ("p02", "2026-03-01", "2026-03-02"),
    ("p03", "2026-02-02", "2026-02-03"),
    ("p03", "2026-03-05", "2026-03-05"),
    ("p04", "2025-12-20", "2025-12-31"),
    ("p05", "2025-12-30", "2026-01-01"),
    ("p06", "2026-04-01", "2026-04-09"),
    ("p07", "2026-03-29", "2026-03-31"),
]


def test_cover_is_told_of_those_who_were_away_for_three_days_of_the_window_in_all():
    """P01 was covered for by p03, who was away as well and was not."""
    cover = [event("p03", "p01", "cover")]
    assert said("covered_when_away", looked(cover, absences=AWAY)) == ({"p01"}, {"p01", "p03", "p05", "p07"})
    assert said("covered_when_away", looked(cover)) == "no absences are on record"
    assert said("covered_when_away", looked(absences=AWAY)) == "no cover is on record"


def test_thanks_are_of_who_gets_them():
    assert said("thanked", looked(thanks=[("p00", "p01", "2026-03-20")])) == ({"p01"}, set(IDS))
    assert said("thanked", looked(thanks=[("p00", "p01", "2025-12-20")])) == (set(), set(IDS))
    assert said("thanked", looked()) == "no thanks are on record"


def test_thanks_cross_levels_where_both_are_known_and_differ():
    """To p01 from a level below; to p02 from the same, to p03 from somebody without one, and to p09 without one."""
    level = dict.fromkeys(IDS[:8], 1) | {"p01": 2}
    thanks = [(*pair.split(), "2026-03-20") for pair in ("p00 p01", "p00 p02", "p08 p03", "p01 p09")]
    assert said("thanked_across_levels", looked(thanks=thanks, level=level)) == ({"p01"}, set(IDS[:8]))
    assert (
        said("thanked_across_levels", looked(thanks=thanks, level=dict.fromkeys(IDS, 1)))
        == "no two levels are on record"
    )
    assert said("thanked_across_levels", looked(level=level)) == "no thanks are on record"


@pytest.mark.parametrize(
    ("tables", "those"),
    [
        ({"rows": [event("p00", "p01", "mentoring")]}, {"p00", "p01"}),
        ({"rows": [event("p00", "p01", "training")]}, {"p00", "p01"}),
        ({"programmes": [("p02", "mentorship", "mentee", "")]}, {"p02"}),
        ({"programmes": [("p02", "training", "participant", "")]}, {"p02"}),
        ({"programmes": [("p02", "training", "participant", "", "2025-01-01", "2025-12-31")]}, set()),
        ({"programmes": [("p02", "training", "participant", "", "2025-01-01", "2026-01-01")]}, {"p02"}),
        ({"programmes": [("p02", "training", "participant", "", "2026-03-31", "")]}, {"p02"}),
        ({"programmes": [("p02", "training", "participant", "", "2026-04-01", "")]}, set()),
    ],
    ids=["mentored", "trained", "mentorship", "training", "over", "over on the first day", "begun", "to begin"],
)
def test_learning_is_a_record_or_a_programme_of_the_window(tables, those):
    """Other records and programmes are none."""
    more = {"rows": helps("p08", "p09", 2), "programmes": [("p07", "buddy", "newcomer", "")]}
    found = looked(**{name: [*tables.get(name, []), *more[name]] for name in more})
    assert said("learning", found) == (those, set(IDS))
    assert said("learning", looked(**more)) == "no mentoring or training is on record"


def test_flexible_work_is_told_where_anybody_takes_part_in_it():
    rows = [("p02", "flexible_work", "participant", ""), ("p03", "training", "participant", "")]
    assert said("flexible", looked(programmes=rows)) == ({"p02"}, set(IDS))
    assert said("flexible", looked(programmes=rows[1:])) == "no flexible work is on record"


def test_help_fits_into_the_day_where_one_in_five_falls_out_of_it():
    """P00 gave one of five after hours, p01 one of six, p02 two of five; p03 gave four."""
    rows = helps("p00", "x", 5, (10, 11, 12, 13, 20)) + helps("p01", "x", 6, (10, 11, 12, 13, 14, 20))
    rows += helps("p02", "x", 5, (10, 20)) + helps("p03", "x", 4)
    assert said("within_hours", looked(rows)) == ({"p00", "p01"}, {"p00", "p01", "p02"})
    assert said("within_hours", looked([event("p00", "x", "help", day) for day in range(1, 9)])).startswith(
        "records of"
    )


def test_an_ally_is_told_where_there_are_a_roster_and_contacts():
    """A meeting makes two allies; one help is none."""
    assert said("has_ally", looked([event("p00", "p01", "meeting"), event("p02", "p03")])) == ({"p00", "p01"}, set(IDS))
    bare = records_of([event("p00", "p01", "meeting")])
    assert said("has_ally", Looked(bare, network_of(bare, as_of=AS_OF))).startswith("there is no roster")
    later = looked([event("p00", "p01", "meeting")])
    none = Looked(later.records, network_of(later.records, as_of="2025-06-01"))
    assert said("has_ally", none) == "no contact is on record in the window"


def piece(*rows: tuple, good: str = "up", unit: str = "%") -> Piece:
    """A piece of evidence with these figures of the company and its teams: name, value, low, high."""
    columns = ["by", "group", "value", "low", "high", "n"]
    table = [("team" if name else "", name or "all", *figures, 10) for name, *figures in rows]
    return Piece("key", "Title", "inclusion", good, pd.DataFrame(table, columns=columns), unit=unit)


@pytest.mark.parametrize(
    ("good", "team", "below"),
    [
        ("up", (30, 20, 49.9), True),
        ("up", (30, 20, 50), False),
        ("up", (70, 60, 80), False),
        ("down", (70, 50.1, 80), True),
        ("down", (70, 50, 80), False),
        ("down", (30, 20, 40), False),
        ("near 0", (30, 20, 40), False),
    ],
)
def test_a_team_is_further_from_good_where_its_whole_interval_is(good, team, below):
    assert piece(("", 50, 40, 60), ("red", *team), good=good).below_others == (("red",) if below else ())


@pytest.mark.parametrize(
    ("pieces", "missing"),
    [
        ([piece(("", 0, 0, 9))], True),
        ([piece(("", 0, 0, 9)), piece(("", 3, 1, 9))], False),
        ([piece(("", 0, 0, 9)), piece(("", 3, 1, 9), unit="points")], True),
        ([piece(("", 0, 0, 9)), piece(("", 3, 1, 9), good="down")], True),
        ([piece(("", 0, 0, 9), unit="points")], False),
        ([piece(("red", 0, 0, 9))], False),
        ([piece(("", 0, 0, 9)), piece(("red", 3, 1, 9))], True),
    ],
)
def test_an_element_is_missing_where_all_shares_of_the_company_are_nought(pieces, missing):
    """Points, what is good where it is low, and figures of teams alone say nothing of it."""
    assert Element("inclusion", tuple(pieces)).is_missing is missing


def surveyed(*rows: tuple) -> list[tuple[str, float]]:
    """Titles and figures of what people said by 1 April 2026; rows of month, indicator, measure and value."""
    table = pd.DataFrame(
        [(month, indicator, measure, "all", value, 60) for month, indicator, measure, value in rows],
        columns=["month", "indicator", "measure", "group", "value", "n"],
    )
    records = from_tables({"people": roster(IDS, start_date="2025-01-01"), "indicators": table})
    found = elements(Looked(records, network_of(records, as_of=AS_OF)))
    pieces = next(one.pieces for one in found if one.key == "empathy")
    return [(one.title, one.company.value) if one.company else ("", 0.0) for one in pieces]


STRESS = ("2026-03", "engagement", "stress", 30)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([STRESS, ("2026-02", "engagement", "stress", 50)], [30]),
        ([STRESS, ("2026-04", "engagement", "stress", 50)], [30]),
        ([STRESS, ("2026-03", "engagement", "belonging", 60)], [60, 30]),
        ([STRESS, ("2026-03", "absence_burnout", "stress", 70)], [30]),
        ([("2026-03", "absence_burnout", "stress", 70)], [70]),
        ([STRESS, ("2026-03", "engagement", "I am heard", 80)], [30, 80]),
        ([STRESS, ("2026-03", "engagement", "lunch", 90)], [30]),
        ([("2026-03", "engagement", "lunch", 90)], [0]),
    ],
    ids=["the last month", "no later month", "belonging first", "one of each name", "of another indicator", "listening",
         "of nothing else", "nothing"],
)  # fmt: skip
def test_what_people_say_is_told_of_the_last_month_by_stress_belonging_and_listening(rows, told):
    assert [value for _, value in surveyed(*rows)] == told


def gap(remote: int, hybrid: int, onsite: int, thanks: int, began: int = 0) -> Piece:
    """The gap in thanks, where so many of those who work remotely and nobody else were thanked."""
    ids = numbered(remote + hybrid + onsite)
    mode = ["remote"] * remote + ["hybrid"] * hybrid + ["onsite"] * onsite
    given = [("x", one, "2026-03-30") for one in ids[:thanks]]
    people = roster([*ids, "x", "y"], work_mode=dict(zip(ids, mode, strict=True)))
    people["start_date"] = ["2026-03-25" if place < began else "2025-01-01" for place in range(len(people))]
    records = records_of([event("x", "y", "meeting", 89.5)], people, given)
    found = elements(Looked(records, network_of(records, as_of=AS_OF, settings=Settings(min_group=5))))
    return next(piece for one in found for piece in one.pieces if piece.key == "thanked_gap")


@pytest.mark.parametrize(
    ("people", "value", "n"),
    [
        ({"remote": 10, "hybrid": 5, "onsite": 7, "thanks": 10}, 100, 10),
        ({"remote": 12, "hybrid": 5, "onsite": 7, "thanks": 6}, 50, 10),
        ({"remote": 20, "hybrid": 5, "onsite": 7, "thanks": 10, "began": 10}, 0, 10),
        ({"remote": 4, "hybrid": 5, "onsite": 7, "thanks": 4}, None, 0),
        ({"remote": 10, "hybrid": 2, "onsite": 2, "thanks": 4}, None, 0),
    ],
    ids=["all of the remote", "half of them", "who began a week ago", "few remote", "few others"],
)
def test_the_gap_in_thanks_is_of_the_remote_against_all_others(people, value, n):
    """In points of percent; numbers of people are rounded down to fives."""
    found = gap(**people)
    if value is None:
        assert found.missing.missing.startswith("too few people are known")
    else:
        assert (round(found.company.value), found.company.n) == (value, n)


def test_three_of_ten_after_hours_are_more_than_a_fifth():
    rows = helps("p00", "x", 10, (10, 10, 10, 10, 10, 10, 10, 20, 20, 20))
    assert said("within_hours", looked(rows)) == (set(), {"p00"})


def test_what_has_no_known_good_way_is_below_others_nowhere():
    """The team lies above the company's figure, which is a fault only where less is good."""
    columns = ["by", "group", "value", "low", "high", "n"]
    figures = pd.DataFrame([("", "all", 20, 10, 30, 50), ("team", "A", 60, 50, 70, 20)], columns=columns)
    found = {good: Piece("key", "title", "element", good, figures).below_others for good in ("", "up", "down")}
    assert found == {"": (), "up": (), "down": ("A",)}


def test_of_fewer_people_than_the_smallest_group_nothing_is_told():
    few = looked(helps("p00", "p01", 3), ids=numbered(2))
    piece = next(one for element in elements(few) for one in element.pieces if one.key == "gave_help")
    assert piece.figures is None
    assert "fewer than 5 people" in piece.missing.missing


def test_who_has_been_here_for_just_as_long_as_is_asked_counts_and_thanks_to_come_do_not():
    """Of two who began 28 and 27 days ago the first; of thanks in the window and after it the one in it."""
    people = roster(["a", "b", "x", "y"], start_date={"a": "2026-03-04", "b": "2026-03-05"})
    thanks = [("a", "b", "2026-03-31T10:00"), ("b", "a", "2026-04-03T10:00")]
    table = records_of([event("x", "y", "meeting", 89.5)], people, thanks)
    found = Looked(table, network_of(table, as_of=AS_OF))
    assert set(found.ids[found.here]) == {"a", "x", "y"}
    assert found.thanks["giver_id"].tolist() == ["a"]


def test_where_people_who_work_remotely_may_not_be_shown_they_are_not_compared():
    """One who works hybrid is held back, and with them the smallest group that is shown, or they could be told."""
    modes = dict.fromkeys(IDS[:5], "remote") | dict.fromkeys(IDS[5:], "onsite") | {"y": "onsite"}
    for last, is_told in (("onsite", True), ("hybrid", False)):
        found = looked(thanks=[("x", "p00", "2026-03-20")], work_mode=modes | {"x": last})
        piece = next(one for element in elements(found) for one in element.pieces if one.key == "thanked_gap")
        assert (piece.missing is None) == is_told
