"""Whether a window holds so little that no load can be shared by it, and which window before it can be told by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ally_graph.records import Records
from ally_graph.wording.counts import tally

LEAST_WINDOWS = 4
"""Of fewer windows nothing is known to be usual."""
QUIET, ENOUGH = 1 / 4, 1 / 2
"""A window with less than a quarter of the usual records is quiet; one with half of them or more can be told by."""


@dataclass(frozen=True)
class Quiet:
    """A window of `days` with few records: how many, how many are usual, and the end of the newest one with enough."""

    days: int
    records: int
    usual: int
    until: pd.Timestamp

    @property
    def words(self) -> str:
        """What is said of it, with what to do."""
        return (
            f"These {self.days} days hold {tally(self.records, 'record')} where about {self.usual:,} are usual, too "
            f"few to plan by. The newest {self.days} days with enough end on {self.until.date().isoformat()}."
        )

    def to_dict(self) -> dict:
        """Its figures as plain values."""
        return {"records": self.records, "usual": self.usual, "as_of": self.until.date().isoformat()}


def quiet_window(records: Records, as_of: pd.Timestamp, days: int) -> Quiet | None:
    """What is said of the window before a moment if it is quiet, by all windows of its length before it.

    None where it isn't, or where the records reach over fewer than four such windows. Windows without any record don't
    count for what is usual.
    """
    ago = (as_of - records.interactions["timestamp"]) / pd.Timedelta(days=days)
    places = np.floor(ago[ago > 0].to_numpy()).astype(np.int64)
    counts = np.bincount(places) if len(places) else np.zeros(0, dtype=np.int64)
    if np.count_nonzero(counts) < LEAST_WINDOWS:
        return None
    usual = float(np.median(counts[counts > 0]))
    enough = np.flatnonzero(counts >= ENOUGH * usual)
    if counts[0] >= QUIET * usual:
        return None
    return Quiet(days, int(counts[0]), round(usual), as_of - int(enough[0]) * pd.Timedelta(days=days))
