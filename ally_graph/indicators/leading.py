"""Leading signs: which indicator of the network moved before which success indicator."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ally_graph.disclosure.suppression import ALL
from ally_graph.indicators.network import network_series
from ally_graph.indicators.table import main_measures, shown_table
from ally_graph.records.scales import scale_changes
from ally_graph.records.tables import Records
from ally_graph.settings import Settings
from ally_graph.stats import chance

PAIR = ["network", "network_title", "outcome", "outcome_title", "lag"]
LEADING_COLUMNS = [*PAIR, "months", "r", "low", "high", "p", "claimed", "words"]
LAGS = (0, 1, 2, 3)
BLOCK_MONTHS = 3


def leading_signs(
    records: Records,
    group: str = ALL,
    *,
    settings: Settings | None = None,
    shown: pd.DataFrame | None = None,
    network: pd.DataFrame | None = None,
) -> pd.DataFrame:
    r"""How each indicator of the network moves with each success indicator, in the same month or up to three later.

    Both are freed of their straight trend first: two things that grow are not yet related. `r` is the correlation,
    `low, high` its 95 % interval (moving-block bootstrap, three months at a time), `p` how often the largest of all
    correlations looked at is as large when blocks of months are shuffled. That corrects for how many pairs and lags
    were tried. `claimed` is whether `p` is at most `claim_error`, and `words` then says "moves with", else nothing:
    moving together, even earlier, is no cause. `shown` is the table of `shown_table` and `network` that of
    `network_series`, where they are at hand.

    Returns
    -------
    leading_signs
        One row a pair and lag: `network, network_title` and `outcome, outcome_title` (keys and titles), `lag` in
        months, `months` (how many were compared), `r, low, high, p, claimed, words`. Empty with fewer than
        `leading_months` months in which both are known.

    References
    ----------
    Künsch (1989) for the block bootstrap; Westfall & Young (1993), "Resampling-based multiple testing", for the
    largest of all.
    """
    settings = settings or Settings()
    if shown is None:
        shown = shown_table(records, min_group=settings.min_group, steady_group=settings.steady_group)
    outcomes = shown[shown["group"] == group]
    first = outcomes.drop_duplicates("indicator")
    known = set(main_measures())
    keys = [key for key in zip(first["indicator"], first["measure"], strict=True) if key in known]
    keys = [key for key in keys if not _rescaled(outcomes, *key)]
    if network is None:
        network = network_series(records, group, settings=settings)
    signs = network if keys else network.iloc[:0]
    wide = [_wide(signs), _wide(outcomes)[keys] if keys else _wide(outcomes)]
    months = wide[0].index.intersection(wide[1].index)
    ahead, behind = (_detrended(side.reindex(months), settings.leading_months) for side in wide)
    if ahead.empty or behind.empty:
        return pd.DataFrame(columns=LEADING_COLUMNS)
    titles = {(row.indicator, row.measure): row.title for row in pd.concat([signs, outcomes]).itertuples()}
    return _table(ahead, behind, titles, settings)


def _rescaled(outcomes: pd.DataFrame, indicator: str, measure: str) -> bool:
    """Whether a measure goes on on another scale somewhere, which would look like a movement."""
    rows = outcomes[(outcomes["indicator"] == indicator) & (outcomes["measure"] == measure)].dropna(subset=["value"])
    months = rows["month"].to_numpy().astype("datetime64[M]").astype(int)
    return bool(scale_changes(months, rows["value"].to_numpy(dtype=float), str(rows["unit"].iloc[0])))


def _wide(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.set_index(["month", "indicator", "measure"])["value"].unstack(["indicator", "measure"])  # noqa: PD010


def _detrended(frame: pd.DataFrame, least: int) -> pd.DataFrame:
    """The columns with enough months, each less its straight trend, in units of its spread; 0 where missing."""
    kept = {}
    time = np.arange(len(frame), dtype=float)
    for name, column in frame.items():
        there = column.notna().to_numpy()
        if there.sum() >= least and np.ptp(column[there]) > 0:
            y = column[there].to_numpy(dtype=float)
            left = y - np.polyval(np.polyfit(time[there], y, 1), time[there])
            values = np.zeros(len(frame))
            if left.std() > 1e-12 * (1 + np.abs(y).max()):
                values[there] = left / left.std()
                kept[name] = values
    return pd.DataFrame(kept, index=frame.index)


def _table(ahead: pd.DataFrame, behind: pd.DataFrame, titles: dict, settings: Settings) -> pd.DataFrame:
    x, y = ahead.to_numpy(), behind.to_numpy()
    rng = chance.generator(settings.seed, 40)
    seen = np.stack([_correlations(x, y, lag) for lag in LAGS])
    largest = np.sort([_largest(_in_blocks(x, rng, again=False), y) for _ in range(settings.null_draws)])
    again = np.stack([_bootstrap_sample(x, y, rng) for _ in range(settings.null_draws)])
    low, high = np.nanquantile(again, [0.025, 0.975], axis=0)
    rows = []
    for (lag, i, j), r in np.ndenumerate(seen):
        p = (1 + len(largest) - np.searchsorted(largest, abs(r))) / (1 + len(largest))
        one, other = titles[ahead.columns[i]], titles[behind.columns[j]]
        claimed = bool(p <= settings.claim_error)
        words = _words(one, other, lag, r) if claimed else ""
        pair = (ahead.columns[i][1], one, behind.columns[j][1], other)
        rows.append((*pair, lag, len(x) - lag, r, low[lag, i, j], high[lag, i, j], p, claimed, words))
    return pd.DataFrame(rows, columns=LEADING_COLUMNS).sort_values(["network", "outcome", "lag"], ignore_index=True)


def _correlations(x: np.ndarray, y: np.ndarray, lag: int) -> np.ndarray:
    """Every column of `x` with every column of `y` so many months later."""
    early, late = x[: len(x) - lag], y[lag:]
    early, late = early - early.mean(axis=0), late - late.mean(axis=0)
    size = np.sqrt((early**2).sum(axis=0)[:, None] * (late**2).sum(axis=0)[None, :])
    return np.divide(early.T @ late, size, out=np.zeros(size.shape), where=size > 0)


def _largest(x: np.ndarray, y: np.ndarray) -> float:
    return max(float(np.abs(_correlations(x, y, lag)).max()) for lag in LAGS)


def _in_blocks(x: np.ndarray, rng: np.random.Generator, *, again: bool) -> np.ndarray:
    """The months in blocks, put in another order."""
    return x[_order(len(x), rng, again=again)]


def _order(length: int, rng: np.random.Generator, *, again: bool) -> np.ndarray:
    """Numbers of months in blocks of three: shuffled from a random edge, or drawn with repeats where `again`."""
    if again:
        starts = rng.integers(length - BLOCK_MONTHS + 1, size=-(-length // BLOCK_MONTHS))
        return (starts[:, None] + np.arange(BLOCK_MONTHS)).ravel()[:length]
    turned = np.roll(np.arange(length), rng.integers(length))
    blocks = [turned[start : start + BLOCK_MONTHS] for start in range(0, length, BLOCK_MONTHS)]
    return np.concatenate([blocks[place] for place in rng.permutation(len(blocks))])


def _bootstrap_sample(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The correlations in months drawn again in blocks, each month keeping what came after it."""
    found = []
    for lag in LAGS:
        rows = _order(len(x) - lag, rng, again=True)
        found.append(_correlations(x[rows], y[lag:][rows], 0))
    return np.stack(found)


def _words(one: str, other: str, lag: int, r: float) -> str:
    when = "in the same month" if lag == 0 else f"{lag} month{'s' * (lag > 1)} later"
    way = "moves with" if r > 0 else "moves against"
    return f"{one} {way} {other.lower()} {when}. It is a sign to watch, not a cause."
