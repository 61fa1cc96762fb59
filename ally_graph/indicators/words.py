"""What may be said of a movement, in words; and when a rise of conflict reports is read as people speaking up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ally_graph.indicators.months import shown_table
from ally_graph.indicators.phases import phases
from ally_graph.indicators.suppression import ALL
from ally_graph.records.tables import Records
from ally_graph.settings import Settings

if TYPE_CHECKING:
    from ally_graph.indicators.movement import Movement


def movement_words(found: Movement, settings: Settings) -> str:
    """The sentence for a movement: what is seen, and, where nothing can be claimed, which data would tell."""
    side, both = settings.movement_months, settings.claim_months
    if found.status == "no_months_before":
        return (
            f"There are no months before {found.phase}, so nothing can be said about what it moved. "
            f"{_count(side, 'month')} from before it would be needed, and {both} in all."
        )
    if found.status == "too_short":
        return (
            f"{_count(found.months_before, 'month')} before the start of {found.phase} and {found.months_after} after "
            f"it are too few to tell a movement from chance. It would take {side} on each side and {both} in all."
        )
    if found.status == "few_months":
        return f"{_seen(found)}, but so few months can't single out one date. It would take {both} in all."
    if found.status == "drift":
        return f"{_seen(found)}, but a steady drift through all these months fits better: it may have begun before."
    if found.status == "as_before":
        return f"About as before {found.phase}: it moves no more than by chance."
    return f"{_seen(found)}." if found.status == "described" else _moved(found)


def _seen(found: Movement) -> str:
    if found.difference == 0:
        return f"The same after the start of {found.phase} as before"
    way = "Higher" if found.difference > 0 else "Lower"
    interval = "" if pd.isna(found.low) else f" ({found.low:,.1f} to {found.high:,.1f})"
    return f"{way} after the start of {found.phase} than before, by {found.difference:,.1f}{interval}"


def _moved(found: Movement) -> str:
    compared = bool(found.compared_with)
    size, low, high = (
        (found.against, found.against_low, found.against_high)
        if compared
        else (found.difference, found.low, found.high)
    )
    way = "up" if size > 0 else "down"
    good = "" if not found.good else ", the good way" if way == found.good else ", worth a talk"
    interval = f"{abs(size):,.1f} ({min(abs(low), abs(high)):,.1f} to {max(abs(low), abs(high)):,.1f})"
    if compared:
        return (
            f"Moved {way} after the start of {found.phase} by {interval} more than in the teams that the programme "
            f"didn't reach{good}. Teams choose or are chosen, so ask what else set them apart."
        )
    return (
        f"Moved {way} after the start of {found.phase}, by {interval}{good}. There is no group without the programme "
        "to compare with: whatever else began then would look the same."
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def speaking_up(
    records: Records, group: str = ALL, *, settings: Settings | None = None, shown: pd.DataFrame | None = None
) -> str:
    """Whether an early rise of conflict reports may mean that people speak up; empty where there is no such rise.

    The condition: in the first phase there are more reports in a later month than in its first one, and the median
    days to resolve don't rise with them. If reports then fall below where they began, they were settled; else it is
    too early to say. `shown` is the table of `shown_table`, where it is at hand already.
    """
    settings = settings or Settings()
    if shown is None:
        shown = shown_table(records, min_group=settings.min_group, steady_group=settings.steady_group)
    frame, spans = shown[(shown["group"] == group) & (shown["indicator"] == "conflict")], phases(records)
    if spans.empty:
        return ""
    early = frame[frame["month"].between(spans["start"].iloc[0].replace(day=1), spans["end"].iloc[0])]
    reports, days = (early.loc[early["measure"] == key, "value"] for key in ("reports", "days_to_resolve"))
    if (
        len(reports) < 2
        or reports.iloc[1:].max() <= reports.iloc[0]
        or (len(days) > 1 and days.iloc[-1] > days.iloc[0])
    ):
        return ""
    later = frame[(frame["measure"] == "reports") & (frame["month"] > spans["end"].iloc[0])]["value"]
    rise = f"Conflict reports rose early in {spans['name'].iloc[0]}"
    slower = ", and were not settled more slowly" if len(days) > 1 else ""
    if len(later) and later.iloc[-1] < reports.iloc[0]:
        return f"{rise}{slower}; since then they have fallen below where they began. That reads as people speaking up."
    return f"{rise}{slower}. It may be that people speak up; that they fall again later would show it."
