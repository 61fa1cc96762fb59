"""Who is paired, who comes first and who is next, where only one rule decides it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import numpy as np
import pytest

from ally_graph.findings.finding import Finding
from ally_graph.matching import Matching, assigning, match, proposals
from ally_graph.settings import Settings
from tests.unit.companies import event, numbered, roster, weekly
from tests.unit.matching import planted

OLD_BOSS = {"boss": {"start_date": "2015-01-01"}}
SECOND_NEW = {"o01": {"kind": "employee", "start_date": "2026-03-01"}}
PLAIN_OUT = {"plain": {"kind": "external"}}
TWO_EACH = {"settings": Settings(mentees_at_most=2)}


def found_in(programme: str = "buddy", people: list[str] | None = None, blocked: Iterable = (), **options) -> Matching:
    """The matching of a planted company."""
    return match(*planted.company(**options), programme, people=people, blocked=blocked)


def partners(found: Matching) -> dict[str, str]:
    return {pair.person: pair.partner for pair in found.pairs}


PROPOSED = {
    "a newcomer who leaves before it would end is looked for no more": (
        {"new": {"end_date": "2026-05-01"}},
        {},
    ),
    "a newcomer of a kind that is not matched is not looked for": ({"new": {"kind": "external"}}, {}),
    "a newcomer who has a mentor still needs a buddy": (
        {"programmes": [("plain", "mentorship", "mentor", "new", "2026-03-01", "")]},
        {"new": "best"},
    ),
    "a newcomer who has a coffee with somebody still needs a buddy": (
        {"programmes": [("plain", "buddy", "participant", "new", "2026-03-01", "")]},
        {"new": "best"},
    ),
    "whoever may have two and has one takes one more": (
        TWO_EACH
        | PLAIN_OUT
        | SECOND_NEW
        | {"programmes": [("best", "buddy", "buddy", "o03", "2026-02-01", "")], "new": {"manager_id": ""}},
        {"new": "best"},
    ),
    "whoever may have two and has none takes both": (
        TWO_EACH | PLAIN_OUT | SECOND_NEW,
        {"new": "best", "o01": "best"},
    ),
    "of two for whom there is one, it is whoever gets less help, though the other would suit better": (
        PLAIN_OUT | SECOND_NEW | {"more": weekly("o00", "new", times=3)},
        {"o01": "best"},
    ),
}
"""What is changed in the planted company, and who is then proposed to whom."""


@pytest.mark.parametrize("rule", PROPOSED)
def test_one_rule_decides_who_is_proposed_to_whom(rule):
    """Nobody is left over without being needed: whoever is not looked for is not told of either."""
    options, pairs = PROPOSED[rule]
    found = found_in(**(OLD_BOSS | options))
    assert partners(found) == pairs
    assert bool(found.unmatched) == (len(pairs) == 1 and "o01" in options)


NEXT = {
    "nobody is next where everybody is taken": (SECOND_NEW, {"new": None, "o01": None}),
    "whoever could take two is not next to themselves": (TWO_EACH, {"new": "plain"}),
    "whoever is to be kept apart is not next": ({"blocked": [("new", "plain")]}, {"new": None}),
}


@pytest.mark.parametrize("rule", NEXT)
def test_one_rule_decides_who_would_be_next(rule):
    options, runners = NEXT[rule]
    found = found_in(**(OLD_BOSS | options))
    assert {pair.person: pair.runner_up for pair in found.pairs} == runners


def test_what_is_worth_nothing_is_not_told():
    """Four levels up are too far to speak for a mentor, one is not; no more than two other things speak for them."""
    far = planted.FAR | {"team": ""}
    pairs = [found_in("mentorship", ["new"], best=far | {"level": level}, **PLAIN_OUT).pairs for level in "25"]
    assert ["level" in pair.why for (pair,) in pairs] == [True, False]


@pytest.mark.parametrize(("level", "people"), [(1, {"new"}), (3, {"new", "best", "plain"})])
def test_mentors_are_for_juniors_as_the_settings_say(level, people):
    """Whether one is found or not."""
    found = found_in("mentorship", settings=Settings(junior_level=level))
    assert {one.person for one in (*found.pairs, *found.unmatched)} == people


def coffee(
    ids: Iterable[str],
    rows: Iterable[tuple] = (),
    people: list[str] | None = None,
    blocked: Iterable[tuple[str, str]] = (),
    alone: Iterable[str] = (),
    findings: Iterable[Finding] = (),
    **columns: object,
) -> Matching:
    """The coffees of some peers who have all met the boss, who is external, but for those who are alone."""
    ids, alone = list(ids), set(alone)
    team = {one: f"t{place:02d}" for place, one in enumerate(ids)}
    columns = {"team": team, "manager_id": dict.fromkeys(ids, "boss")} | columns
    table = roster([*ids, "boss", "other"], **columns)
    table["kind"] = ["employee"] * len(ids) + ["external"] * 2
    met = [event("boss", one, "meeting", 3) for one in [*ids, "other"] if one not in alone]
    here = planted.grounds([*met, event("boss", "other", "meeting", 89), *rows], table, findings)
    return match(here.records, here.analysis, "coffee", people=people, blocked=blocked)


def both(found: Matching) -> list[set[str]]:
    return [{pair.person, pair.partner} for pair in found.pairs]


HELPED = weekly("other", "p00")
ONE_TEAM = {"p00": "red", "p01": "red", "p02": "blue"}
OTHER_LEVEL = {"level": {"p00": "1", "p01": "1", "p02": "2"}}
DECIDED = {
    "only those who are asked for are brought together": (
        4,
        {"people": ["p00"], "level": {"p00": "1", "p03": "1", "p01": "2", "p02": "2"}},
        [{"p00", "p03"}],
    ),
    "whoever is not to be asked is nobody's partner": (
        3,
        {"people": ["p00"], "blocked": [("p01", "")], "level": {"p00": "1", "p01": "1", "p02": "2"}},
        [{"p00", "p02"}],
    ),
    "whoever gets less help comes first, though another would suit better": (
        3,
        {"rows": HELPED, "team": ONE_TEAM, "level": {"p00": "1", "p01": "2", "p02": "1"}},
        [{"p01", "p02"}],
    ),
    "how much help those get who are not asked for plays no part": (
        3,
        {"rows": HELPED, "people": ["p01"], "level": {"p00": "1", "p01": "1", "p02": "2"}},
        [{"p00", "p01"}],
    ),
    "two of a group that keeps to itself are not brought together": (
        3,
        {"findings": [Finding("closed_group", "named", ("p00", "p01"))], "people": ["p00"]} | OTHER_LEVEL,
        [{"p00", "p02"}],
    ),
    "whoever has met nobody is brought together with others through their manager": (
        2,
        {"alone": ["p01"]},
        [{"p00", "p01"}],
    ),
}
"""So many peers, what is on record of them, and who is then brought together."""


@pytest.mark.parametrize("rule", DECIDED)
def test_one_rule_decides_who_has_a_coffee_with_whom(rule):
    number, options, pairs = DECIDED[rule]
    assert both(coffee(numbered(number), **options)) == pairs


def test_two_peers_to_whom_no_path_leads_are_not_brought_together():
    """P01 has met nobody, and has neither manager nor team on record."""
    found = coffee(numbered(2), alone=["p01"], manager_id={}, team={"p00": "red"})
    assert [(one.person, one.why) for one in found.unmatched] == [
        (one, "Of 1 colleague, 1 has no fitting path of introduction.") for one in numbered(2)
    ]


def test_a_peer_who_is_not_to_be_asked_and_is_asked_for_is_told_so():
    (left,) = coffee(numbered(3), people=["p00"], blocked=[("p00", "")]).unmatched
    assert (left.person, left.why) == ("p00", "Is on the list of those who are not to be asked.")


def test_the_way_to_somebody_who_has_met_nobody_is_as_long_from_either_end():
    """It leads through the manager, whoever of the two is told first."""
    for alone in ("p00", "p01"):
        (pair,) = coffee(numbered(2), alone=[alone]).pairs
        assert "is 2 steps away through their manager, as yet without contact" in pair.why


@pytest.mark.parametrize("number", [12, 13, 14, 15, 16, 17])
def test_peers_in_groups_are_all_paired_with_one_trio_of_an_odd_number(monkeypatch, number):
    """However many a group has, all that are left of an odd number come into the last one."""
    monkeypatch.setattr(assigning, "MOST_AT_ONCE", 6)
    found = coffee(numbered(number))
    assert found.unmatched == ()
    assert len(found.pairs) == (number + 1) // 2
    assert len({pair.trio for pair in found.pairs if pair.trio}) == number % 2


def only(*pairs: str, number: int = 8) -> list[tuple[str, str]]:
    """All pairs of so many peers but these, to be kept apart; each is two digits."""
    fit = {frozenset(f"p0{digit}" for digit in pair) for pair in pairs}
    return [two for two in combinations(numbered(number), 2) if frozenset(two) not in fit]


def fitting(*pairs: str, **options: object) -> Matching:
    """The coffees of eight peers in groups of four, of whom only these fit each other: even numbers, and odd ones."""
    return coffee(numbered(8), blocked=only(*pairs), **options)


EVEN, ODD = ("02", "04", "06", "24", "26", "46"), ("13", "15", "17", "35", "37", "57")
"""The pairs within the first and the second group."""


@pytest.fixture
def groups_of_four(monkeypatch):
    monkeypatch.setattr(assigning, "MOST_AT_ONCE", 4)


@pytest.mark.parametrize(
    ("fit", "pairs"),
    [
        ((*EVEN[3:], *ODD[:2], ODD[3], "01", "67"), ["01", "24", "35", "67"]),
        (("46", "13", "57", "01", "23"), ["01", "23", "46", "57"]),
        (("46", "13", "57", "03", "12"), ["03", "12", "46", "57"]),
        (("24", "13", "57", "01", "35", "67"), ["01", "24", "35", "67"]),
    ],
    ids=["before there is a trio", "one pair is taken apart", "the other way round", "two are taken apart"],
)
def test_of_an_even_number_nobody_is_left_whom_others_can_give_a_partner(groups_of_four, fit, pairs):
    """Though in their groups they are: whoever fits is in another, or was paired there with somebody else."""
    found = fitting(*fit)
    assert found.unmatched == ()
    assert sorted(both(found), key=sorted) == [{f"p0{one}", f"p0{other}"} for one, other in pairs]
    assert not any(pair.trio for pair in found.pairs)


@pytest.mark.parametrize("middle", ["p01", "p03"])
@pytest.mark.parametrize("first", [True, False], ids=["first group", "second group"])
def test_whoever_gets_less_help_comes_first_in_all_groups(groups_of_four, middle, first):
    """P00 and one of p01 and p03 fit the other of these alone, and are not in one group; p02 fits nobody."""
    other = {"p01": "p03", "p03": "p01"}[middle]
    left, has = (other, "p00") if first else ("p00", other)
    found = fitting(f"0{middle[-1]}", "13", "46", "57", rows=weekly("other", left))
    assert {one.person for one in found.unmatched} == {"p02", left}
    assert sorted(both(found), key=sorted) == sorted([{has, middle}, {"p04", "p06"}, {"p05", "p07"}], key=sorted)


def test_whoever_is_asked_for_has_a_partner_of_another_group_and_somebody_who_would_be_next(groups_of_four):
    """Nobody of their own group fits, and of those of the other nobody is looked after."""
    (pair,) = fitting("01", "03", people=["p00"]).pairs
    assert (pair.person, pair.partner, pair.runner_up) == ("p00", "p01", "p03")


@pytest.mark.parametrize("column", ["team", "location"])
def test_groups_have_people_of_every_team_and_place(monkeypatch, column):
    """They are red and blue by turns, and no two of one colour fit: each group has as many of either."""
    left = []
    monkeypatch.setattr(assigning, "MOST_AT_ONCE", 4)
    monkeypatch.setattr(proposals, "mended", lambda partner, *_: left.append((partner < 0).sum()) or partner)
    colours = {one: ("red", "blue")[place % 2] for place, one in enumerate(numbered(8))}
    coffee(numbered(8), **({"team": {}} | {column: colours}))
    assert left == [0]


def test_those_who_change_their_partners_have_the_best_of_all_they_could_have(groups_of_four):
    """P00 and p02 fit p01 and p03 only, and it is the level that decides who takes whom."""
    for first, second in ("13", "31"):
        level = {"p00": "1", "p02": "2", f"p0{first}": "1", f"p0{second}": "2"}
        pairs = both(fitting("01", "03", "21", "23", "13", "46", "57", level=level))
        assert {"p00", f"p0{first}"} in pairs
        assert {"p02", f"p0{second}"} in pairs


def test_those_who_change_their_partners_lose_nobody_by_looking_at_the_best_alone(monkeypatch):
    """P00 and p02 suit each other best, p01 and p03 as well, and both pairs are taken apart for p04 and p05."""
    monkeypatch.setattr(assigning, "MOST_AT_ONCE", 6)
    monkeypatch.setattr(assigning, "BEST_OF_EACH", 1)
    level = {"p00": "1", "p02": "1", "p01": "2", "p03": "2"}
    assert fitting("02", "12", "13", "04", "35", "67", level=level).unmatched == ()


def test_of_many_who_are_left_the_one_who_gets_least_help_joins_a_pair_and_nobody_else(groups_of_four):
    """Two times three fit each other, of whom the first three get help; the other three people fit nobody."""
    ids = numbered(9)
    rows = [row for one in ids[:6] for row in weekly("other", one)]
    found = coffee(ids, rows, blocked=only("34", "35", "45", "67", "68", "78", number=9))
    assert {pair.trio for pair in found.pairs if pair.trio} == {("p06", "p07", "p08")}
    assert len(found.pairs) == 3
    assert {one.person for one in found.unmatched} - {"p03", "p04", "p05"} == {"p00", "p01", "p02"}
    assert len(found.unmatched) == 4


def test_a_trio_is_made_of_people_of_several_groups(groups_of_four):
    """P00 fits nobody, and p02 two of the other group who are paired: all others have a partner then."""
    found = fitting("46", "13", "57", "21", "23")
    assert [pair.trio for pair in found.pairs if pair.trio] == [("p01", "p02", "p03")] * 2
    assert sorted(both(found), key=sorted) == [{"p01", "p02"}, {"p01", "p03"}, {"p04", "p06"}, {"p05", "p07"}]
    (left,) = found.unmatched
    assert (left.person, left.why) == ("p00", "Of 7 colleagues, 7 are on the list of those to keep apart.")


@pytest.mark.parametrize(("most", "looked_at"), [(12, [66]), (6, [6, 6])], ids=["one group", "two groups"])
def test_in_several_groups_only_the_best_partners_of_each_are_looked_at(monkeypatch, most, looked_at):
    """Twelve who may all meet, and of each the next in the order of people where one partner is looked at."""
    seen, paired = [], assigning.paired

    def watched(scores: np.ndarray, allowed: np.ndarray, rank: np.ndarray) -> np.ndarray:
        seen.append(allowed.sum() // 2)
        return paired(scores, allowed, rank)

    monkeypatch.setattr(assigning, "MOST_AT_ONCE", most)
    monkeypatch.setattr(assigning, "BEST_OF_EACH", 1)
    monkeypatch.setattr(assigning, "paired", watched)
    assert len(coffee(numbered(12)).pairs) == 6
    assert seen == looked_at


def test_in_groups_nobody_is_left_of_an_even_number_and_one_of_an_odd(monkeypatch):
    """All may meet all: the first groups have an even number each."""
    left = []
    monkeypatch.setattr(assigning, "MOST_AT_ONCE", 6)
    monkeypatch.setattr(proposals, "mended", lambda partner, *_: left.append((partner < 0).sum()) or partner)
    for number in range(13, 19):
        coffee(numbered(number))
    assert left == [1, 0, 1, 0, 1, 0]


def test_the_order_of_rows_and_of_pairs_to_keep_apart_changes_nothing(groups_of_four):
    """Many are left in their groups, and pairs are taken apart for them."""
    ids, apart = numbered(12), only("02", "13", "35", "48", "49", "5a", "6b", "17", "28", number=12)
    rows = [*weekly("other", "p03"), *weekly("other", "p05", weeks=3)]
    found = coffee(ids, rows, blocked=apart)
    assert found.pairs
    assert found.unmatched
    assert coffee(ids, rows[::-1], blocked=[(other, one) for one, other in apart[::-1]]) == found


def test_there_is_one_trio_at_most_however_many_are_left(monkeypatch):
    """With one partner looked at for each in the groups, many are left there."""
    monkeypatch.setattr(assigning, "MOST_AT_ONCE", 8)
    monkeypatch.setattr(assigning, "BEST_OF_EACH", 1)
    for number in range(15, 24):
        ids = numbered(number)
        rows = [event("other", one, "meeting", 5) for one in ids[::2]]
        found = coffee(ids, rows, level={one: "12"[place % 3 == 0] for place, one in enumerate(ids)})
        assert len({pair.trio for pair in found.pairs if pair.trio}) <= 1
