"""When an early rise of conflict reports is read as people speaking up."""

from __future__ import annotations

import pandas as pd

from ally_graph.disclosure.suppression import ALL
from ally_graph.indicators.phases import phases
from ally_graph.indicators.table import shown_table
from ally_graph.records.tables import Records
from ally_graph.settings import Settings


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
