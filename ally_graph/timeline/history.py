"""How a few figures of the network moved, month by month: the small lines of history on the overview."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ally_graph import measures
from ally_graph.network import Network, network_of
from ally_graph.progress import heartbeat
from ally_graph.records import Records
from ally_graph.settings import Settings
from ally_graph.stats import chance

MONTHS = 6
"""How many months of history are shown unless said."""
FIGURES = ["as_of", "without_ally", "allies", "reciprocity", "gini"]


@dataclass(frozen=True)
class Month:
    """What is counted about each person in one month, and of the month as a whole."""

    team: pd.Series
    here: np.ndarray
    allies: pd.Series
    given: np.ndarray
    reciprocity: float


def monthly(
    records: Records,
    *,
    as_of: pd.Timestamp,
    kinds: tuple[str, ...] | None = None,
    team: str | None = None,
    settings: Settings | None = None,
    months: int = MONTHS,
    known: MutableMapping[pd.Timestamp, Month] | None = None,
) -> pd.DataFrame:
    """One row for each of the last months, oldest first, each looking back one window of its own.

    Columns: `as_of`, `without_ally` (people with no ally), `allies` (median), `reciprocity` (share of support that runs
    both ways) and `gini` (of help given). `team` narrows the people counted, never the network. Months whose window
    would begin before the first record are left out: they would count silence where there was no record yet. `known`
    holds months of these records, kinds and settings by their end, and gets those that are counted.
    """
    settings, known = settings or Settings(), {} if known is None else known
    ends = month_ends(records, as_of=as_of, window_days=settings.window_days, months=months)
    for end in ends:
        heartbeat(f"up to {end:%d %B %Y}")
        if end not in known:
            known[end] = _counted(network_of(records, as_of=end, kinds=kinds, settings=settings))
    return pd.DataFrame([_row(known[end], end, team) for end in ends], columns=FIGURES)


def month_ends(records: Records, *, as_of: pd.Timestamp, window_days: int, months: int) -> list[pd.Timestamp]:
    """The ends of the last months, oldest first, without those whose window would begin before the first record.

    The last one, `as_of` itself, is always among them.
    """
    first = records.first_event
    ends = [as_of - pd.DateOffset(months=back) for back in range(months - 1, -1, -1)]
    window = pd.Timedelta(days=window_days)
    return [end for end in ends if end == as_of or end - window >= first]


def _counted(network: Network) -> Month:
    return Month(
        team=network.people["team"],
        here=network.exposure >= network.settings.min_exposure_days,
        allies=measures.allies(network),
        given=measures.help_given(network).to_numpy(),
        reciprocity=measures.reciprocity(network),
    )


def _row(month: Month, end: pd.Timestamp, team: str | None) -> tuple:
    here = month.here if team is None else month.here & (month.team == team).to_numpy()
    allies, given = month.allies[here], month.given[here]
    middle = float(allies.median()) if len(allies) else np.nan
    return end, int((allies == 0).sum()), middle, month.reciprocity, chance.gini(given)
