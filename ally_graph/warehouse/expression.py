"""From events to ties as one Ibis expression, which DuckDB, PostgreSQL and Spark compute alike.

The directions of support come from `vocabulary`, and the rules of which rows count are those of `records`. A weight is
added up in two parts, coarse and fine, each of which is exact in any order: the same events give the same ties,
whatever the engine and however many threads it uses.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from ally_graph import vocabulary
from ally_graph.network.events import MOST_HALVINGS
from ally_graph.records.checking import TEXT_LIMIT, WEIGHT_LEAST, WEIGHT_LIMIT
from ally_graph.vocabulary import Flow

if TYPE_CHECKING:
    import ibis.expr.types as ir

SECOND = 1_000_000
DAY = 86_400 * SECOND
END_OF_TIME = 4_133_980_800 * SECOND
"""The end of the year 2100 in microseconds since 1970: later times can't be true, nor can earlier ones than 1970."""
COARSE, FINE = 2.0**20, 2.0**60
OWN_MICROSECONDS = {"duckdb": "epoch_us", "pyspark": "unix_micros"}
"""Databases with a function of their own for microseconds since 1970: one call for three, and in Spark the only way."""
STATES = GOOD, BAD, OUTSIDE, FUTURE = "good", "set aside", "outside", "future"
NOBODY = -1
"""The number of an id that is empty or can't be one; unknown people have lower ones, each their own."""


@dataclass(frozen=True)
class Window:
    """The time that counts: `days` up to `end` (microseconds since 1970), events fading by half in `half_life` days.

    Two contacts at most `ally_gap` days apart make allies.
    """

    end: int
    days: int
    half_life: float
    ally_gap: int


def microseconds(time: pd.Timestamp) -> int:
    """A time as microseconds since 1970.

    >>> microseconds(pd.Timestamp("1970-01-02"))
    86400000000
    """
    return (time - pd.Timestamp(0)) // pd.Timedelta(microseconds=1)


def rows_of(table: ir.Table, ends: tuple[str, str], engine: str, kind: str | None = None) -> ir.Table:
    """A table of events as `from_id`, `to_id`, `at` (microseconds since 1970), `kind` and `weight`.

    A cell that can't be read is empty. `kind` is given for a table that has no such column; `engine` is Ibis' name of
    the database.
    """
    import ibis

    one, two = (_of_fair_length(table[name].cast("string")).fill_null("") for name in ends)
    kinds = ibis.literal(kind) if kind else _of_fair_length(table["kind"].cast("string")).strip().lower().nullif("")
    weight = _number(table["weight"]) if "weight" in table.columns else ibis.literal(1.0)
    return table.select(from_id=one, to_id=two, at=_moment(table["timestamp"], engine), kind=kinds, weight=weight)


def _of_fair_length(text: ir.StringColumn) -> ir.StringColumn:
    """The texts, empty where one is too long to be an id or a kind: a book in a cell is never copied row by row."""
    return (text.length() > TEXT_LIMIT).ifelse("", text)


def _number(column: ir.Column) -> ir.FloatingColumn:
    """A weight: 1 where it is empty; 0, which counts as none, where it is no number."""
    if not column.type().is_string():
        number = column.cast("float64")
        return (number.isnan().ifelse(1.0, number) if column.type().is_floating() else number).fill_null(1.0)
    return column.strip().nullif("").fill_null("1").try_cast("float64").fill_null(0.0)


def _moment(time: ir.Column, engine: str) -> ir.IntegerColumn:
    """A time as microseconds since 1970, in UTC; a time without a zone is UTC."""
    if time.type().is_string():
        time = time.strip().try_cast("timestamp('UTC')")
    time = time if time.type().is_timestamp() else time.cast("timestamp")
    if engine in OWN_MICROSECONDS:
        return _own_function(OWN_MICROSECONDS[engine])(time)
    return time.truncate("s").epoch_seconds().cast("int64") * SECOND + time.microsecond().cast("int64")


def _own_function(name: str) -> Callable[[ir.Column], ir.IntegerColumn]:
    """A function of the database itself, from a time to a whole number."""
    import ibis
    import ibis.expr.datatypes as dt

    return ibis.udf.scalar.builtin(lambda _: 0, name=name, signature=((dt.timestamp,), dt.int64))


def ids(rows: ir.Table) -> ir.Table:
    """Every id there is, and how often it occurs; once as either end where the two are the same."""
    import ibis

    both = ibis.union(rows.select(id=rows.from_id), rows.filter(rows.from_id != rows.to_id).select(id="to_id"))
    return both.group_by("id").agg(rows=both.count())


def judged(rows: ir.Table, people: ir.Table, end: int | None) -> ir.Table:
    """The rows with numbers for people and a `state`: good, set aside, outside (not on the roster) or in the future.

    `people` has a `number` for each `id` (0 and up for those on the roster), and the time at work, `since` and `until`.
    """
    import ibis

    both = _joined(_joined(rows, people, "from_id", "one"), people, "to_id", "two")
    usable = both.kind.notnull() & both["at"].between(0, END_OF_TIME - 1) & (both.one != NOBODY) & (both.two != NOBODY)
    usable &= both.weight.between(WEIGHT_LEAST, WEIGHT_LIMIT) & (both.one != both.two)
    here = (both["at"] >= both.since_one) & (both["at"] >= both.since_two)
    here &= (both["at"] < both.until_one) & (both["at"] < both.until_two)
    future = both["at"] > end if end is not None else ibis.literal(False)
    outside = (both.one < 0) | (both.two < 0)
    state = ibis.cases((~usable.fill_null(False), BAD), (outside, OUTSIDE), (~here, BAD), (future, FUTURE), else_=GOOD)
    return both.select("one", "two", "at", "kind", "weight", state=state)


def _joined(rows: ir.Table, people: ir.Table, column: str, name: str) -> ir.Table:
    """The rows with what is known of the person in a column."""
    person = people.select(
        **{f"id_{name}": people.id, name: people.number, f"since_{name}": people.since, f"until_{name}": people.until}
    )
    return rows.join(person, rows[column] == person[f"id_{name}"])


def figures(rows: ir.Table) -> ir.Table:
    """How many rows of each kind and state there are, and the first and the last time among them."""
    return rows.group_by("kind", "state").agg(rows=rows.count(), first=rows["at"].min(), last=rows["at"].max())


def selected(rows: ir.Table, window: Window, kinds: tuple[str, ...] | None = None) -> ir.Table:
    """The good rows of a window, both edges included, and of some kinds."""
    inside = rows.filter(rows.state == GOOD, rows["at"].between(window.end - window.days * DAY, window.end))
    inside = inside.filter(inside.kind.isin(kinds)) if kinds else inside
    return inside.drop("state")


def ties(rows: ir.Table, window: Window, *, by_month: bool = False) -> ir.Table:
    """What the selected rows add up to, by `source`, `target` and `kind` (and calendar `month`).

    `source` supports `target` in kinds of support; where contact runs both ways the lower number comes first. `weight`
    is decayed, `count` the number of events, `last` the newest in microseconds since 1970, and `ally` whether the two
    had contact twice within the gap that makes allies, or once both ways.
    """
    import ibis

    parts = _parts(rows, window, by_month=by_month)
    keys = ["source", "target", "kind", *(["month"] if by_month else [])]
    added = parts.group_by(keys).agg(
        weight=ibis.greatest(parts.coarse.sum() + parts.fine.sum(), parts.heaviest.max()),
        count=parts["count"].sum(),
        last=parts["last"].max(),
    )
    near = _allies(parts, window)
    low, high = ibis.least(added.source, added.target), ibis.greatest(added.source, added.target)
    joined = added.left_join(near, (low == near.low) & (high == near.high))
    return joined.select(*keys, "weight", "count", "last", ally=joined.ally.fill_null(False))


def _parts(rows: ir.Table, window: Window, *, by_month: bool) -> ir.Table:
    """Sums by source, target, kind and stretch of time, each as long as the gap between allies."""
    import ibis

    low, high = ibis.least(rows.one, rows.two), ibis.greatest(rows.one, rows.two)
    turned = rows.kind.isin(_kinds(Flow.RECEIVED))
    one_way = rows.kind.isin(_kinds(*(flow for flow in Flow if flow is not Flow.MUTUAL)))
    decayed = _decayed(rows, window)
    coarse = (decayed * COARSE).round().cast("float64") / COARSE
    events = rows.select(
        "at",
        "kind",
        source=ibis.cases((turned, rows.two), (one_way, rows.one), else_=low),
        target=ibis.cases((turned, rows.one), (one_way, rows.two), else_=high),
        stretch=((window.end - rows["at"]) // (window.ally_gap * DAY)).cast("int32"),
        decayed=decayed,
        coarse=coarse,
        fine=((decayed - coarse) * FINE).round().cast("float64") / FINE,
        **({"month": _month(rows["at"], window)} if by_month else {}),
    )
    return events.group_by("source", "target", "kind", "stretch", *(["month"] if by_month else [])).agg(
        coarse=events.coarse.sum(),
        fine=events.fine.sum(),
        heaviest=events.decayed.max(),
        count=events.count(),
        first=events["at"].min(),
        last=events["at"].max(),
    )


def _decayed(rows: ir.Table, window: Window) -> ir.FloatingColumn:
    import ibis

    weight = rows.weight.cast("float64")
    if math.isinf(window.half_life):
        return weight
    age = (window.end - rows["at"]) / ibis.literal(float(DAY))
    return weight * ibis.literal(2.0) ** ibis.greatest(-age / window.half_life, -MOST_HALVINGS)


def _month(at: ir.IntegerColumn, window: Window) -> ir.StringColumn:
    """The calendar month in UTC, such as 2026-03: there are only so many in a window."""
    import ibis

    start, end = (pd.Timestamp(moment, unit="us") for moment in (window.end - window.days * DAY, window.end))
    months = pd.period_range(start, end, freq="M")
    until = [(at < microseconds((month + 1).start_time), str(month)) for month in months[:-1]]
    return ibis.cases(*until, else_=str(months[-1])) if until else ibis.literal(str(months[-1]))


def _kinds(*flows: Flow) -> list[str]:
    """The known kinds in which support flows in one of these ways; all other kinds are contact both ways."""
    every = [*vocabulary.KINDS, vocabulary.RECOGNITION.key]
    return sorted(kind for kind in every if vocabulary.flow_of(kind) in flows)


def _allies(parts: ir.Table, window: Window) -> ir.Table:
    """The pairs who had contact both ways once, or twice within the gap.

    Two contacts in one stretch of time are near each other; of neighbouring stretches the last contact of the one and
    the first of the other may be. So only stretches are put in order, never events.
    """
    import ibis

    contact = parts.filter(~parts.kind.isin(_kinds(Flow.ASKED, Flow.ACCESS)))
    contact = contact.mutate(
        low=ibis.least(contact.source, contact.target),
        high=ibis.greatest(contact.source, contact.target),
        one_way=contact.kind.isin(_kinds(Flow.GIVEN, Flow.RECEIVED)),
    )
    met = contact.group_by("low", "high", "stretch").agg(
        count=contact["count"].sum(),
        first=contact["first"].min(),
        last=contact["last"].max(),
        one_way=contact.one_way.all(),
    )
    later = met["first"].lag().over(ibis.window(group_by=["low", "high"], order_by="stretch"))
    close = (later - met["last"] <= window.ally_gap * DAY).fill_null(False)
    flagged = met.mutate(ally=(met["count"] >= 2) | ~met.one_way | close)
    return flagged.filter(flagged.ally).group_by("low", "high").agg(ally=flagged.ally.any())
