"""Shares of people by group, with their interval and under the rules for figures of groups."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ally_graph.culture.looked import Looked, Missing
from ally_graph.indicators.few_people import network_roughly
from ally_graph.indicators.network import share_of_people
from ally_graph.wording.counts import in_words, people_words

COLUMNS = ["by", "group", "value", "low", "high", "n"]
NOBODY = "nobody"


@dataclass(frozen=True)
class Share:
    """Of whom something is said: `those` of whom it holds `among` whom it could.

    `covered` is the share of the people whom the records that it rests on speak of.
    """

    those: np.ndarray
    among: np.ndarray
    covered: float = 1.0


def by_group(looked: Looked, share: Share, by: Collection[str] = ("team",)) -> pd.DataFrame:
    """The share in the company and its groups, in percent: `by, group, value, low, high, n`; NaN never.

    Groups of fewer than `min_group` people are left out, and those whose figure would tell of so few. Figures of fewer
    than ten people are rounded to ten. Interval: Wilson (1927).
    """
    cells = looked.groups(share.among & looked.here)
    cells = cells[cells["by"].isin(["", *by])]
    rows = []
    for cell in cells.itertuples():
        read = share_of_people(int(share.those[cell.who].sum()), int(cell.who.sum()))
        rows.append((cell.by, cell.group, read.value, read.low, read.high, cell.n))
    frame = pd.DataFrame(rows, columns=COLUMNS).dropna(subset=["value"])
    rough = network_roughly(frame.assign(measure="alone"), min_group=looked.base.settings.min_group)
    return rough[COLUMNS].reset_index(drop=True)


Told = Share | Missing
"""A share, or why it can't be told."""


def people_told(number: int, least: int) -> str:
    """A number of people as anybody may be told it: a handful is told as fewer than the smallest group shown.

    >>> people_told(0, 5), people_told(3, 5), people_told(12, 5)
    ('nobody', 'fewer than five people', '12 people')
    """
    if not number:
        return NOBODY
    return people_words(number) if number >= least else f"fewer than {in_words(least)} people"
