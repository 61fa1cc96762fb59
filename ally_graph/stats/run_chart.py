"""Run charts: which months stand out from the usual ups and downs of a series."""

from __future__ import annotations

import numpy as np
import pandas as pd

INDIVIDUALS = 2.66
MOVING_RANGE = 3.267
IN_A_ROW = 8


def run_chart(values: pd.Series) -> pd.DataFrame:
    r"""A series with its centre and its natural limits, and the months that stand out from them.

    Within the limits a month is as usual, and asking for its reason leads nowhere. A month outside, or eight in a row
    on one side of the centre, is a signal that something is different.

    .. math:: \bar x \pm 2.66 \, \overline{mR}, \qquad UCL_{mR} = 3.267 \, \overline{mR}

    with :math:`\overline{mR}` the mean of the moving ranges, the steps from each month to the next.

    Returns
    -------
    run_chart
        The index of `values`, missing ones left out, and the columns `value`, `centre`, `low`, `high`, `moving_range`
        (NaN in the first month), `range_high`, `outside`, `in_a_row` (in a run of at least eight), and `jump` (a
        moving range above its limit). The limits are NaN with fewer than two values.

    References
    ----------
    Wheeler & Chambers (1992), "Understanding Statistical Process Control"; Montgomery (2012), "Introduction to
    Statistical Quality Control", for 2.66 = 3 / 1.128 and 3.267; Western Electric (1956) for eight in a row.

    Examples
    --------
    >>> chart = run_chart(pd.Series([10.0, 12, 11, 13, 12, 11, 30]))
    >>> chart["outside"].tolist()
    [False, False, False, False, False, False, True]
    >>> chart[["centre", "high"]].round(2).iloc[0].tolist()
    [14.14, 25.67]
    """
    known = values.dropna().astype(float)
    step = known.diff().abs()
    centre, usual = known.mean(), step.mean()
    side = np.sign(known - centre)
    run = side.groupby((side != side.shift()).cumsum()).transform("size")
    return pd.DataFrame(
        {
            "value": known,
            "centre": centre,
            "low": centre - INDIVIDUALS * usual,
            "high": centre + INDIVIDUALS * usual,
            "moving_range": step,
            "range_high": MOVING_RANGE * usual,
            "outside": (known - centre).abs() > INDIVIDUALS * usual,
            "in_a_row": (run >= IN_A_ROW) & (side != 0),
            "jump": step > MOVING_RANGE * usual,
        }
    )
