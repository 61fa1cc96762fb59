"""When an early rise of conflict reports is read as people speaking up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy

from ally_graph.disclosure.suppression import ALL
from ally_graph.indicators.phases import beginnings, month_numbers
from ally_graph.indicators.table import PER, shown_table
from ally_graph.records.scales import scale_changes
from ally_graph.records.tables import Records
from ally_graph.settings import Settings

LEAST_MONTHS = 2
RISE_BEFORE_A_FALL = 0.1
"""How likely chance may make the rise, where a fall beyond chance follows it."""


def speaking_up(
    records: Records, group: str = ALL, *, settings: Settings | None = None, shown: pd.DataFrame | None = None
) -> str:
    """Whether an early rise of conflict reports may mean that people speak up; empty where there is no such rise.

    Read as counts of events. The rise: in the first phase, the months after its first one hold more reports than that
    one lets expect, and the median days to resolve don't rise with them. The fall: afterwards there are fewer by month
    than in these, and in the last month fewer than in the first. A rise with a fall may be one that chance makes in ten
    cases of a hundred if the fall is beyond chance (4 %), as the two seldom meet; a rise alone has to be beyond chance
    by itself. `shown` is the table of `shown_table`, where it is at hand already.
    """
    settings = settings or Settings()
    if shown is None:
        shown = shown_table(records, min_group=settings.min_group, steady_group=settings.steady_group)
    frame, spans = shown[(shown["group"] == group) & (shown["indicator"] == "conflict")], beginnings(records)
    if spans.empty:
        return ""
    start, end = spans["start"].iloc[0], spans["end"].iloc[0]
    rows = frame[(frame["measure"] == "reports") & (frame["month"] >= start)].sort_values("month")
    days = frame.loc[(frame["measure"] == "days_to_resolve") & frame["month"].between(start, end), "value"]
    early = (rows["month"] <= end).to_numpy()
    counts = _reports(rows, early)
    if early.sum() < LEAST_MONTHS or (len(days) > 1 and days.iloc[-1] > days.iloc[0]):
        return ""
    if scale_changes(month_numbers(rows["month"]), rows["value"].to_numpy(dtype=float), rows["unit"].iloc[0]):
        return ""
    first, raised, later = counts[:1], counts[early][1:], counts[~early]
    rise, fall = _more(raised, first), _more(raised, later)
    said = f"Conflict reports rose early in {spans['name'].iloc[0]}"
    slower = ", and were not settled more slowly" if len(days) > 1 else ""
    if rise <= RISE_BEFORE_A_FALL and fall <= settings.claim_error and later[-1] < first[0]:
        return f"{said}{slower}; since then they have fallen below where they began. That reads as people speaking up."
    if rise <= settings.claim_error / 2:
        return f"{said}{slower}. It may be that people speak up; that they fall again later would show it."
    return ""


def _reports(rows: pd.DataFrame, early: np.ndarray) -> np.ndarray:
    """How many reports each month had, fewer by as much as they vary more than counts of events do.

    How much more is seen from one month to the next, but not across the rise and the fall that are asked about.
    """
    counts = (rows["value"] * rows["n"].fillna(PER) / PER).to_numpy(dtype=float)
    steps = np.concatenate([np.diff(counts[early][1:]), np.diff(counts[~early])])
    if len(steps) == 0 or counts.mean() <= 0:
        return counts
    return counts / max(1.0, float((steps**2).mean() / 2 / counts.mean()))


def _more(some: np.ndarray, others: np.ndarray) -> float:
    """How likely at least so many events in some months are, if they come at one rate in these and the others.

    The exact comparison of two Poisson counts (Przyborowski & Wilenski 1940).
    """
    if not (len(some) and len(others)) or some.sum() <= 0:
        return 1.0
    share = len(some) / (len(some) + len(others))
    return float(scipy.special.betainc(some.sum(), others.sum() + 1, share))
