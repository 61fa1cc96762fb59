"""Did it move? What may be said of an indicator before and after the start of a phase, and what may not.

Everything is worked out from the figures that may be shown (`series`). One question is asked of each indicator, about
its first measure that has enough months; the other measures are described. All questions share one error rate (Holm).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import pandas as pd

from ally_graph.disclosure.suppression import ALL
from ally_graph.indicators import comparison
from ally_graph.indicators.change import welch
from ally_graph.indicators.movement import NAN, Movement, movement_words
from ally_graph.indicators.phases import before_and_after, beginnings, month_numbers
from ally_graph.indicators.table import SERIES_COLUMNS, main_measures, shown_table
from ally_graph.records.scales import scale_changes
from ally_graph.records.tables import Records
from ally_graph.settings import Settings
from ally_graph.stats import segmented
from ally_graph.stats.autocorrelation import Effect, Estimates, Series, effect, estimates, weights
from ally_graph.stats.odd_months import drawn_in, odd_months


@dataclass(frozen=True)
class _Question:
    """A measure, a phase, and the months they are about; `tested` is what the claim would rest on."""

    found: Movement
    start: int
    months: np.ndarray
    values: np.ndarray
    tested: Series | None = None

    @property
    def long_enough(self) -> bool:
        return self.tested is not None


def movements(
    records: Records, group: str = ALL, *, settings: Settings | None = None, shown: pd.DataFrame | None = None
) -> tuple[Movement, ...]:
    """Every measure of a group before and after the start of every phase: phase by phase, in the vocabulary's order.

    A phase is compared with the months just before it: those of the phase before, or all earlier ones. Something is
    said to have moved only under four conditions. There are enough months on both sides. The difference is larger than
    chance makes it in series that carry over from month to month as these do (Holm over all questions of this group).
    Newey-West errors agree. And no steady drift through all months fits better. From two years of months on, all of it
    allows for a season; months that stand out by themselves are drawn in for it, and figures on two scales are never
    compared. It says when something moved, not what moved it. `shown` is the table of `shown_table`, where it is at
    hand already.

    >>> import ally_graph
    >>> found = movements(ally_graph.load("sample_data"))
    >>> found[0].phase, found[0].status, found[0].moved
    ('Foundation', 'no_months_before', False)
    """
    settings = settings or Settings()
    if shown is None:
        shown = shown_table(records, min_group=settings.min_group, steady_group=settings.steady_group)
    questions = _questions(records, shown, group, settings)
    main = _main(questions)
    tested = [place for place, question in enumerate(questions) if question.long_enough]
    found = _estimated([questions[place] for place in tested])
    asked = [place for place in sorted(main) if len(questions[place].tested.months) >= settings.claim_months]
    for place, question in zip(tested, found, strict=True):
        questions[place] = question
    adjusted = dict(zip(asked, holm([questions[place].found.p for place in asked]), strict=True))
    told = [_judged(question, adjusted.get(place), place in main, settings) for place, question in enumerate(questions)]
    return tuple(replace(one, words=movement_words(one, settings)) for one in told)


def movement_table(
    records: Records, group: str = ALL, *, settings: Settings | None = None, shown: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The movements as a table: one row a measure and phase, the columns those of `Movement`."""
    columns, found = list(Movement.__dataclass_fields__), movements(records, group, settings=settings, shown=shown)
    rows = [
        asdict(one) | {"compared_with": ", ".join(one.compared_with), "odd_months": ", ".join(one.odd_months)}
        for one in found
    ]
    return pd.DataFrame(rows, columns=columns)


def _questions(records: Records, table: pd.DataFrame, group: str, settings: Settings) -> list[_Question]:
    spans = beginnings(records)
    frame = table[table["group"] == group]
    measures = [
        (key, month_numbers(rows["month"]), rows["value"].to_numpy(dtype=float))
        for key, rows in frame.groupby(SERIES_COLUMNS[1:6], sort=False)
    ]
    found = []
    for place in range(len(spans)):
        reached, others = comparison.teams(records, spans.iloc[place], group, settings)
        apart = comparison.differences(table, reached, others)
        for key, months, values in measures:
            question = _question(key, group, months, values, spans, place, settings)
            against = apart.get(key[:2])
            if question.long_enough and against is not None:
                question = _against(question, against, others, settings)
            found.append(question)
    return found


def _question(
    key: tuple,
    group: str,
    months: np.ndarray,
    values: np.ndarray,
    spans: pd.DataFrame,
    place: int,
    settings: Settings,
) -> _Question:
    before, after = before_and_after(months, spans, place)
    start = int(month_numbers(spans["start"])[place])
    early, late = values[before], values[after]
    status = "too_short" if place or len(early) else "no_months_before"
    found = Movement(*key, group, spans["name"].iloc[place], status, len(early), len(late))
    if len(early) and len(late):
        low, high = welch(early, late)
        found = replace(found, before=early.mean(), after=late.mean(), low=low, high=high)
        found = replace(found, difference=found.after - found.before)
    question = _Question(found, start, months[before | after], values[before | after])
    if scale_changes(question.months, question.values, found.unit):
        nothing = {"difference": NAN, "low": NAN, "high": NAN}
        return replace(question, found=replace(found, status="scale_change", **nothing))
    if min(len(early), len(late)) < settings.movement_months:
        return question
    return replace(question, tested=_stepped(question.months, question.values, start))


def _against(question: _Question, apart: pd.Series, others: tuple[str, ...], settings: Settings) -> _Question:
    """The same question about the difference to the other teams, where that has enough months."""
    months = month_numbers(apart.index.to_series())
    kept = np.isin(months, question.months)
    months, values = months[kept], apart.to_numpy(dtype=float)[kept]
    if min((months < question.start).sum(), (months >= question.start).sum()) < settings.movement_months:
        return question
    found = replace(question.found, compared_with=others)
    return replace(question, found=found, tested=_stepped(months, values, question.start))


def _stepped(months: np.ndarray, values: np.ndarray, start: int) -> Series:
    return Series(months, values, segmented.with_season(months, segmented.step(months, start)))


def _calmed(series: Series) -> Series:
    """The series with months that stand out by themselves no farther out than months usually are."""
    odd = odd_months(series.terms, series.values)
    return replace(series, values=drawn_in(series.terms, series.values, odd)) if odd.any() else series


def _main(questions: Sequence[_Question]) -> set[int]:
    """One question an indicator and phase: its first measure that has enough months."""
    rank = {key: number for number, key in enumerate(main_measures())}
    chosen: dict[tuple[str, str], tuple[int, int]] = {}
    for place, question in enumerate(questions):
        one = question.found
        order = rank.get((one.indicator, one.measure))
        key = (one.indicator, one.phase)
        if question.long_enough and order is not None and order < chosen.get(key, (len(rank), 0))[0]:
            chosen[key] = (order, place)
    return {place for _, place in chosen.values()}


def _estimated(questions: list[_Question]) -> list[_Question]:
    """Differences, levels and slopes with their intervals, all series listened to together for what carries over."""
    if not questions:
        return []
    every = [_stepped(one.months, one.values, one.start) for one in questions]
    plain = _effects(every, (1,))
    pieces = [
        Series(one.months, one.values, segmented.with_season(one.months, segmented.terms(one.months, one.start)))
        for one in questions
    ]
    bent = _effects(pieces, (segmented.LEVEL, segmented.SLOPE))
    kept = [_calmed(one) for one in every]
    robust = _effects(kept, (1,)) if any(one is not two for one, two in zip(kept, every, strict=True)) else plain
    compared = any(one.found.compared_with for one in questions)
    asked = [_calmed(one.tested) for one in questions] if compared else kept
    tested = _effects(asked, (1,)) if compared else robust
    estimated = zip(questions, asked, plain, robust, bent, tested, strict=True)
    return [
        replace(question, tested=series, found=_with_effects(question, series, step[0], sturdy[0], *piece, test[0]))
        for question, series, step, sturdy, piece, test in estimated
    ]


def _effects(series: Sequence[Series], wanted: tuple[int, ...]) -> list[tuple[Effect, ...]]:
    found: list[Estimates] = [estimates(one) for one in series]
    return [
        tuple(effect(one, weight, term) for term in wanted) for one, weight in zip(found, weights(found), strict=True)
    ]


def _with_effects(
    question: _Question, series: Series, step: Effect, robust: Effect, level: Effect, slope: Effect, test: Effect
) -> Movement:
    odd = series.months[series.values != question.tested.values]
    found = replace(
        question.found,
        low=step.low,
        high=step.high,
        level=level.value,
        level_low=level.low,
        level_high=level.high,
        slope=slope.value,
        slope_low=slope.low,
        slope_high=slope.high,
        p=test.p,
        newey_west_p=_second_opinion(series),
        robust=robust.value,
        robust_low=robust.low,
        robust_high=robust.high,
        season=series.terms.shape[1] > segmented.STEP_TERMS,
        odd_months=tuple(odd.astype("datetime64[M]").astype(str).tolist()),
    )
    if not found.compared_with:
        return replace(found, difference=step.value)
    against = {"against": test.value, "against_low": test.low, "against_high": test.high}
    return replace(found, difference=step.value, **against)


def _second_opinion(series: Series) -> float:
    if np.ptp(series.values) == 0:
        return 1.0
    p = float(segmented.newey_west(series).p[1])
    return 0.0 if np.isnan(p) else p


def holm(p: Sequence[float]) -> np.ndarray:
    """P-values of several questions, so that one error rate holds for all of them together (Holm 1979).

    >>> holm([0.01, 0.04, 0.03]).round(2).tolist()
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(np.asarray(p, dtype=float), kind="stable")
    adjusted = np.empty(len(order))
    adjusted[order] = np.maximum.accumulate(np.asarray(p, dtype=float)[order] * np.arange(len(order), 0, -1))
    return np.minimum(adjusted, 1.0)


def _judged(question: _Question, adjusted: float | None, asked: bool, settings: Settings) -> Movement:
    """The movement with its status."""
    found = question.found
    if not question.long_enough:
        return found
    series = question.tested
    if not asked:
        return replace(found, status="described", p=NAN, newey_west_p=NAN)
    if adjusted is None:
        p = segmented.placebo_p(series.months, series.values, question.start)
        return replace(found, status="few_months", p=p)
    found = replace(found, p_adjusted=float(adjusted))
    if max(adjusted, found.newey_west_p) > settings.claim_error:
        return replace(found, status="as_before")
    drift = segmented.one_drift(series.months, series.values, question.start)
    return replace(found, status="drift" if drift else "moved")
