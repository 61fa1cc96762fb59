"""The one order of events, packed or not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ally_graph.compute import compiled
from ally_graph.compute.event_order import Rows, in_order, packing_of

PEOPLE, LABELS = 5, 3


def rows_of(values: list[tuple[int, int, int, int, float]], step: int) -> Rows:
    one, two, time, label, weight = (np.array(column) for column in zip(*values, strict=True))
    codes = (column.astype(np.int32) for column in (one, two, label))
    one, two, label = codes
    return Rows(one, two, time.astype(np.int64) * step, label, weight.astype(float))


def by_columns(rows: Rows) -> tuple[list[tuple], list[int]]:
    """The same by sorting tuples, and the places of exact repeats."""
    columns = (rows.time, rows.one, rows.two, rows.label, rows.weight)
    every = list(zip(*(column.tolist() for column in columns), strict=True))
    seen: set[tuple] = set()
    repeats = [place for place, row in enumerate(every) if row in seen or seen.add(row)]
    return sorted(every), repeats


PERSON = st.integers(0, PEOPLE - 1)
VALUES = st.tuples(PERSON, PERSON, st.integers(0, 4), st.integers(-1, LABELS - 1), st.sampled_from([1.0, 2.5]))


@settings(max_examples=200, deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=60), st.sampled_from([1, 7_000, 86_400_000_000, 2**59]), st.booleans())
def test_rows_come_in_the_order_of_their_columns(values, step, alike):
    """Python's order of tuples says what is expected; times 2**59 apart don't fit into one number."""
    rows = rows_of([(*row[:4], 1.0 if alike else row[4]) for row in values], step)
    ordered, repeats = in_order(rows, PEOPLE, LABELS)
    expected, again = by_columns(rows)
    assert by_columns(ordered)[0] == expected
    found = zip(*(column.tolist() for column in (ordered.time, ordered.one, ordered.two, ordered.label)), strict=True)
    assert list(found) == [row[:4] for row in expected]
    assert repeats.tolist() == again


def test_what_does_not_fit_into_one_number_is_not_packed():
    rows = rows_of([(0, 1, 0, 0, 1.0), (1, 0, 90, 0, 1.0)], 86_400_000_000 + 1)
    assert packing_of(rows, 100_000, 15) is None
    whole = rows_of([(0, 1, 0, 0, 1.0), (1, 0, 90, 0, 1.0)], 86_400_000_000)
    assert packing_of(whole, 100_000, 15).step == 1_000_000


@pytest.mark.parametrize("weights", [[], [2.0], [1.0, 1.0]])
def test_few_rows_are_in_order_too(weights):
    rows = rows_of([(0, 1, 5, 0, weight) for weight in weights] or [(0, 0, 0, 0, 0.0)], 1)
    rows = rows.take(np.arange(len(weights)))
    ordered, repeats = in_order(rows, PEOPLE, LABELS)
    assert ordered.weight.tolist() == weights
    assert len(repeats) == max(0, len(weights) - 1)


@settings(max_examples=50, deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=60), st.sampled_from([1, 7_000, 86_400_000_000]))
def test_rows_are_packed_and_unpacked_alike_when_compiled(values, step):
    """So few rows are never worth compiled code; the limit is put out of reach first, then at zero."""
    rows, found = rows_of(values, step), []
    for least in (10**9, 0):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(compiled, "WORTH_IT", least)
            packing = packing_of(rows, PEOPLE, LABELS)
            key = packing.pack(rows)
            found.append((key.copy(), packing.unpack(key, rows.weight)))
    (key, plain), (other, fast) = found
    assert key.tolist() == other.tolist()
    for name in ("one", "two", "time", "label"):
        assert getattr(plain, name).tolist() == getattr(fast, name).tolist() == getattr(rows, name).tolist()
        assert getattr(plain, name).dtype == getattr(fast, name).dtype


def test_rows_in_order_stay_where_they_are():
    """Without being copied; repeats are found all the same."""
    rows = rows_of([(0, 1, 0, 0, 1.0), (0, 1, 0, 0, 1.0), (0, 1, 0, 2, 1.0), (2, 0, 5, 0, 1.0)], 1)
    ordered, repeats = in_order(rows, PEOPLE, LABELS)
    assert ordered.time is rows.time
    assert ordered.one is rows.one
    assert repeats.tolist() == [1]
