"""How surely does somebody get most of their help from one person?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from ally_graph.network import Network
from ally_graph.network.events import events_of, kinds_of
from ally_graph.records import Records
from ally_graph.stats import distributions

LEAST_VARIANCE = 1e-9
ALIKE = 0.05
"""Earlier help is added to the window's unless it is less probable than this that both have one share."""


def leaning(network: Network, records: Records, helper: np.ndarray, dependant: np.ndarray) -> np.ndarray:
    r"""How far beyond half of their help each dependant gets from the helper at the same place, in standard errors.

    Below zero it is less than half. Each help counts the same, however long ago: a share of decayed help moves more
    than its number of helps says. The help of the window before is added, so that a lucky run of a few weeks does not
    count for more than it is, unless the share differs from today's beyond chance (5 %, by Fisher's exact test).

    .. math:: z = (h / n - \tfrac12) \sqrt n \, / \, \tfrac12

    with `h` of the `n` helps that the dependant got, and the share of `Settings.sole_source_share` for the half.

    Parameters
    ----------
    helper, dependant
        Codes of the two people of each pair.

    Returns
    -------
    leaning
        One number a pair; NaN for somebody who got no help in the window, which no dependant is.

    Examples
    --------
    Bo got 8 of 10 helps from Ana: (0.8 - 0.5) * sqrt(10) / 0.5.

    >>> from ally_graph.records import from_tables
    >>> from ally_graph.network import network_of
    >>> rows = pd.DataFrame({"from_id": ["ana"] * 8 + ["cy"] * 2, "to_id": "bo", "kind": "help",
    ...     "timestamp": "2026-01-01"})
    >>> records = from_tables({"interactions": rows})
    >>> leaning(network_of(records), records, np.array([0]), np.array([1])).round(2)
    array([1.9])

    References
    ----------
    Fisher (1922), "On the interpretation of chi-squared from contingency tables, and the calculation of P".
    """
    helps, received = _helps(network.help_events, helper, dependant)
    before, got_before = _helps(_help_before(network, records), helper, dependant)
    added = [_alike(*numbers) for numbers in zip(helps, received, before, got_before, strict=True)]
    helps, received = (now + np.where(added, then, 0) for now, then in ((helps, before), (received, got_before)))
    return sureness(helps / received, received, network.settings.sole_source_share)


def sureness(share: np.ndarray, events: np.ndarray, limit: float) -> np.ndarray:
    """How many standard errors a share of so many events lies above the limit.

    >>> sureness(np.array([0.8]), np.array([25]), 0.5)
    array([3.])
    """
    return (share - limit) * np.sqrt(events / max(limit * (1 - limit), LEAST_VARIANCE))


def _helps(events: sparse.csr_array, helper: np.ndarray, dependant: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How many helps each dependant got from the helper, and how many from anybody."""
    events = events.tocsr()
    return np.asarray(events[helper, dependant]).ravel().astype(int), events.sum(axis=0)[dependant].astype(int)


def _help_before(network: Network, records: Records) -> sparse.csr_array:
    """How many events of help there were in the window before this one, from giver to receiver."""
    length = network.settings.window_days
    kinds = tuple(kind for kind in kinds_of(records) if kind in network.events.kinds)
    end = network.as_of - pd.Timedelta(days=length)
    events = events_of(records, network.people.index, as_of=end, window_days=length, kinds=kinds).support
    events = events.where(events.age > 0)
    return events.matrix(np.ones(len(events)))


def _alike(helps: int, received: int, before: int, got_before: int) -> bool:
    """Whether two shares differ by no more than chance.

    >>> _alike(8, 10, 5, 10), _alike(8, 10, 2, 10)
    (True, False)
    """
    chances = distributions.hypergeometric(helps + before, received, received + got_before)
    return bool(2 * min(chances[: helps + 1].sum(), chances[helps:].sum()) > ALIKE)
