"""How surely somebody gets most of their help from one person: by the window, and by the window before it."""

import numpy as np
import pytest

from ally_graph.measures import leaning
from ally_graph.network import network_of
from tests.unit.companies import AS_OF, event, records_of, roster

IDS = ["bo", "hub", "other"]


def leans(now, before=(0, 0), kinds=None, day=100):
    """How surely bo leans on hub, who gave so many helps of so many in the window, and in the one before."""
    rows = []
    for (from_hub, all_of_them), days in ((now, 10), (before, day)):
        givers = ["hub"] * from_hub + ["other"] * (all_of_them - from_hub)
        rows += [event(giver, "bo", days=days + k / 100) for k, giver in enumerate(givers)]
    records = records_of(rows, roster(IDS))
    network = network_of(records, as_of=AS_OF, kinds=kinds)
    (sure,) = leaning.leaning(network, records, np.array([1]), np.array([0]))
    return sure


@pytest.mark.parametrize(("given", "sure"), [(8, 1.897), (6, 0.632), (5, 0.0), (3, -1.265)])
def test_a_share_is_told_in_standard_errors_beyond_half(given, sure):
    """(8/10 - 1/2) * sqrt(10) / (1/2) = 1.897."""
    assert leans((given, 10)) == pytest.approx(sure, abs=1e-3)


def test_help_of_the_window_before_is_added():
    """8 of 10 and 6 of 10 are 14 of 20: (7/10 - 1/2) * sqrt(20) / (1/2)."""
    assert leans((8, 10), (6, 10)) == pytest.approx(1.789, abs=1e-3)
    assert leans((8, 10), (9, 10)) == pytest.approx(3.130, abs=1e-3)


def test_another_share_in_the_window_before_is_not_added():
    """9 of 10 after 4 of 10 is 0.057 likely in one of both ways (Fisher), 9 of 10 after 3 of 10 only 0.020."""
    assert leans((9, 10), (4, 10)) == pytest.approx((13 / 20 - 0.5) * np.sqrt(20) / 0.5)
    assert leans((9, 10), (3, 10)) == pytest.approx((9 / 10 - 0.5) * np.sqrt(10) / 0.5)
    assert leans((3, 10), (9, 10)) == pytest.approx((3 / 10 - 0.5) * np.sqrt(10) / 0.5)


def test_what_is_older_than_the_window_before_is_not_looked_at():
    """The window is of 90 days: 179 days ago is in the one before it, 181 are not."""
    assert leans((8, 10), (6, 10), day=179) == pytest.approx(1.789, abs=1e-3)
    assert leans((8, 10), (6, 10), day=181) == pytest.approx(1.897, abs=1e-3)


def test_a_help_on_the_border_of_both_windows_counts_once():
    """The last moment of the window before is the first of the window."""
    rows = [
        event("hub", "bo", days=90),
        event("other", "bo", days=90),
        *(event("hub", "bo", days=k) for k in (1, 2, 3)),
    ]
    records = records_of(rows, roster(IDS))
    network = network_of(records, as_of=AS_OF)
    assert leaning.leaning(network, records, np.array([1]), np.array([0])) == pytest.approx((0.8 - 0.5) * 5**0.5 / 0.5)


def test_only_kinds_of_record_that_are_asked_for_count_before_either():
    rows = [event("hub", "bo", days=k) for k in (1, 2, 3)] + [event("hub", "bo", "review", days=k) for k in (100, 101)]
    records = records_of(rows, roster(IDS))
    for kinds, count in (("help", 3), (None, 5)):
        network = network_of(records, as_of=AS_OF, kinds=kinds)
        sure = leaning.leaning(network, records, np.array([1]), np.array([0]))
        assert sure == pytest.approx(np.sqrt(count))
