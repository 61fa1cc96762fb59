"""Pairs that fell silent at once: what makes a lot of them, and what is usual."""

from dataclasses import replace
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest

from ally_graph.findings import at_once as module
from ally_graph.findings.at_once import Pairs
from ally_graph.settings import Settings
from tests.unit.ties import ByTheCalendar, in_turn


def lot_of(last, others=80, by_itself=1.0, longest=10.0, usual=7.0, looks=1, kind=ByTheCalendar):
    """The lot among pairs whose last contact lies so many days back, beside others that met yesterday."""
    size = len(last) + others
    weekly = replace(
        in_turn([longest] * size, shape=1.0),
        contacts=np.full(size, 20),
        median=np.full(size, 7.0),
        last=np.append(last, np.ones(others)),
        usual=np.broadcast_to(usual, size),
    )
    weekly = kind(**vars(weekly))
    silent = np.arange(size) < len(last)
    pairs = Pairs(np.ones(size, dtype=bool), silent, silent * by_itself)
    ends = np.zeros((2, size), dtype=int)
    network = SimpleNamespace(settings=Settings())
    return module._lot(network, weekly, pairs, ("company", 0), ends, looks, network.settings.window_days)


def test_pairs_that_ended_before_the_window_hide_none_that_ended_in_it():
    """Nine pairs that ended before the window of 90 days are no news.

    Six that ended in it are, with four more of that fortnight, though eleven fell silent in the one from 92 days back
    on; these seven were due by two usual gaps and belong to the lot.
    """
    assert lot_of([92] * 9) is None
    lot = lot_of([85] * 6 + [92] * 4 + [101] * 7)
    assert lot.pairs.size == 17
    assert lot.expected == pytest.approx((17 - 10 + 1) / (83 / 14 - 1))


def test_pairs_who_hang_together_on_their_last_day_count_as_one():
    """A meeting of four, its six pairs silent since one day, counts once; so does who met two of them by themselves.

    A pair that met somebody else on that day, and one that met another day, count by themselves.
    """
    pairs = [*combinations(range(4), 2), (4, 5), (0, 4), (6, 7), (8, 9), (0, 1)]
    one, other = np.array(pairs).T
    last = np.array([30] * 6 + [31, 31, 30, 30, 30])
    silent = np.arange(len(pairs)) < 10
    found = SimpleNamespace(one=one, other=other, last=last)
    by_itself = Pairs.of(found, silent, silent).by_itself
    assert by_itself == pytest.approx([1 / 6] * 6 + [1 / 2] * 2 + [1, 1, 0])


@pytest.mark.parametrize(
    ("longest", "newest", "expected"), [(60.0, 45, 40 * 14 / 640), (44.0, 45, 0.0), (60.0, 61, 0.0), (20.0, 10, 0.0)]
)
def test_silences_that_pairs_came_back_from_are_expected_again(longest, newest, expected):
    """Forty pairs were once silent for 60 days, which may have begun on any of the 640 days before: 14 / 640 each.

    Neither shorter silences than that of now count, nor those that the other gaps of seven days explain.
    """
    found = replace(in_turn([longest] * 40), median=np.full(40, 7.0))
    network = SimpleNamespace(settings=Settings())
    assert module._by_the_past(network, found, np.ones(40, dtype=bool), newest) == pytest.approx(expected)
    assert module._by_the_past(network, found, np.zeros(40, dtype=bool), newest) == 0


def test_a_lot_is_held_against_the_past():
    assert lot_of([45] * 6).pairs.size == 6
    assert lot_of([45] * 6, others=500, longest=60.0) is None


def test_a_lot_is_held_against_the_rhythm_of_all():
    """Of 86 pairs that meet every 20 days, nearly six have their last contact in the fortnight before the last 40."""
    assert lot_of([40] * 6).pairs.size == 6
    assert lot_of([40] * 6, usual=20.0) is None


def test_while_the_whole_company_is_quiet_silences_are_long():
    """In the last 54 days the clock ran for eleven: of 86 pairs that meet weekly, some met last before that."""

    class Quiet(ByTheCalendar):
        def until(self, days):
            return None, self.known - np.minimum(days, 54) / 5 - np.maximum(days - 54, 0)

    assert lot_of([40] * 6).pairs.size == 6
    assert lot_of([40] * 6, kind=Quiet) is None


def test_the_more_groups_are_looked_at_the_less_likely_a_lot_has_to_be():
    lot = lot_of([45] * 6)
    assert lot_of([45] * 6, looks=10).q == pytest.approx(10 * lot.q)
    assert lot_of([45] * 6, looks=int(0.05 / lot.q) + 1) is None


def test_a_meeting_that_is_not_held_any_more_is_no_lot():
    assert lot_of([45] * 10).pairs.size == 10
    assert lot_of([45] * 10, by_itself=0.1) is None


def test_short_silences_say_little_about_long_ones():
    """Eight pairs that fell silent one after the other, 21 to 56 days back, would be 3.6 after 85 days.

    And one more is counted, over 83 / 14 - 1 other fortnights. All nine would be 1.8: five would be no lot.
    """
    lot = lot_of([*range(21, 57, 5), *[85] * 5])
    assert lot.pairs.tolist() == list(range(8, 13))
    assert lot.expected == pytest.approx((sum(range(21, 57, 5)) / 85 + 1) / (83 / 14 - 1))


def test_the_least_likely_fortnight_is_told_and_not_the_fullest():
    """Six pairs that usually met every 20 days are no surprise after 22; five that met weekly are, after 60."""
    last = [22] * 6 + [60] * 5
    found = lot_of(last, usual=[20.0] * 6 + [7.0] * 85)
    assert found.pairs.tolist() == list(range(6, 11))


@pytest.mark.parametrize(("within", "pairs"), [(91, [[1, 2, 3]]), (90, []), (44, [])])
def test_pairs_that_are_sure_make_a_lot_that_begins_within_so_many_days(within, pairs):
    """Three of one fortnight, 90 to 95 days back; another is sure to be alone, and one is not sure."""
    q = np.array([0.001, 0.001, 0.002, 0.003, 1.0])
    found = replace(in_turn([10.0] * 5), last=np.array([43.0, 90.0, 92.0, 95.0, 91.0]))
    lots = list(module.sure_lots(found, q, within))
    assert [lot.pairs.tolist() for lot in lots] == pairs
    assert [lot.q for lot in lots] == [0.003] * len(pairs)


@pytest.mark.parametrize(("last", "there"), [(71, True), (70, False), (112, True), (113, False)])
def test_to_a_lot_belong_pairs_who_met_up_to_a_fortnight_later_or_were_due_by_two_usual_gaps(last, there):
    """Five pairs that meet weekly ended 85 days back; another a fortnight later, or so early that it was due."""
    lot = lot_of([85] * 5 + [last])
    assert (5 in lot.pairs) == there
    found = replace(in_turn([10.0] * 6), last=np.array([85.0] * 5 + [last]), usual=np.full(6, 7.0))
    sure = next(module.sure_lots(found, np.full(6, 0.001), 90))
    assert (5 in sure.pairs) == there


def test_pairs_that_are_sure_belong_to_one_lot_only():
    """The fourth may have ended with those before and with those after it."""
    found = replace(in_turn([10.0] * 7), last=np.array([20.0] * 3 + [34.0] + [50.0] * 3), usual=np.full(7, 7.0))
    lots = list(module.sure_lots(found, np.full(7, 0.001), 90))
    assert [lot.pairs.tolist() for lot in lots] == [[0, 1, 2, 3], [4, 5, 6]]
