"""Who depends on whom: sole sources of help, and what would be lost without a person."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from ally_graph.network import Network
from ally_graph.progress import heartbeat

ROUNDING = 1e-9


def dependants(network: Network) -> pd.DataFrame:
    """Who gets more than half of their help from one person.

    A dependant receives 3 events of help or more in the window, and more than half of it, by decayed weight, comes
    from one helper. With two equal helpers nobody depends on either. People who report to the helper are left out:
    looking after them is a manager's job.

    Returns
    -------
    dependants
        Columns `helper`, `dependant` (ids), `share` (of the dependant's help, more than 0.5) and `events` (from the
        helper), sorted by helper and dependant.

    Examples
    --------
    >>> from ally_graph.records import from_tables
    >>> from ally_graph.network import network_of
    >>> rows = pd.DataFrame({"from_id": "ana", "to_id": "bo", "kind": "help",
    ...     "timestamp": ["2026-01-01", "2026-01-08", "2026-01-15"]})
    >>> dependants(network_of(from_tables({"interactions": rows}))).to_dict("records")
    [{'helper': 'ana', 'dependant': 'bo', 'share': 1.0, 'events': 3}]
    """
    table = sole_sources(network).tocoo()
    order = np.lexsort((table.col, table.row))
    helper, dependant = table.row[order], table.col[order]
    ids = network.people.index
    events = network.help_events.tocsr()
    return pd.DataFrame(
        {
            "helper": ids[helper],
            "dependant": ids[dependant],
            "share": table.data[order],
            "events": np.array([events[i, j] for i, j in zip(helper, dependant, strict=True)], dtype=int),
        }
    )


def sole_sources(network: Network) -> sparse.csr_array:
    """Share of the dependant's help (column) that comes from a helper (row) who is their sole source."""
    received = network.help.sum(axis=0)
    table = network.help.tocoo()
    share = np.divide(table.data, received[table.col])
    mostly = is_most(table.data, received[table.col], network.settings.sole_source_share)
    enough = network.help_events.sum(axis=0)[table.col] >= network.settings.sole_source_events
    sole = enough & mostly & (managers(network)[table.col] != table.row)
    return sparse.csr_array((share[sole], (table.row[sole], table.col[sole])), shape=table.shape)


def is_most(part: np.ndarray, whole: np.ndarray, share: float) -> np.ndarray:
    """Whether each part is more than this share of the whole; exactly the share is not, whatever the rounding.

    >>> is_most(np.array([1.0, 1.5]), np.array([2.0, 2.0]), 0.5)
    array([False,  True])
    """
    return part > share * whole * (1 + ROUNDING)


def managers(network: Network) -> np.ndarray:
    """The code of each person's manager, -1 where there is none in the network."""
    return network.people.index.get_indexer(network.people["manager_id"])


def removal(network: Network, person: str) -> dict:
    """What the network would lose if this person were away.

    Returns
    -------
    loss
        `share_of_help_lost`: share of all help, by decayed weight, that goes to people who would lose more than half of
        theirs. `people_losing_half`: their ids, sorted; `newly_alone`: ids of people who would be cut off from the
        largest connected part of the network.

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> removal(from_graph(nx.DiGraph([("ana", "bo"), ("ana", "cy")])), "ana")["share_of_help_lost"]
    1.0
    """
    i = network.people.index.get_loc(person)
    losing = _losing_half(network, np.array([i]))
    ids = network.people.index
    return {
        "share_of_help_lost": _share_of_demand(network, losing),
        "people_losing_half": ids[losing].tolist(),
        "newly_alone": ids[_cut_off(network, i)].tolist(),
    }


def bus_factor(network: Network) -> int:
    """The smallest number of people, found greedily, without whom most help would be missed.

    That is: those who lose more than half of what they receive get more than half of all help between them. 1 means
    that everything hangs on one person; 0 means that there is no help to lose.

    References
    ----------
    After Borgatti (2006), "Identifying sets of key players in a social network".

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> bus_factor(from_graph(nx.DiGraph([("ana", "bo"), ("ana", "cy")])))
    1
    """
    return _greedy(network.help, np.arange(network.size), network.settings.sole_source_share)


def bus_factor_of(network: Network, members: np.ndarray) -> int:
    """The bus factor of the help that some people, by code and in rising order, receive."""
    return _greedy(network.help.tocsc()[:, members], members, network.settings.sole_source_share)


def bus_factors(network: Network) -> pd.DataFrame:
    """The bus factor of each team: without how many helpers, wherever they work, most of its help would be missed.

    It is `bus_factor` for the help that the team's people receive. 1 means that the team's help hangs on one person.

    Returns
    -------
    teams
        Columns `team`, `people` and `bus_factor`, sorted by team. Teams smaller than the setting `min_group` are left
        out; 0 stands for a team that received no help.

    Examples
    --------
    >>> import networkx as nx
    >>> from ally_graph.network import from_graph
    >>> graph = nx.DiGraph([("ana", f"p{number}") for number in range(5)])
    >>> nx.set_node_attributes(graph, {f"p{number}": "red" for number in range(5)}, "team")
    >>> bus_factors(from_graph(graph)).to_dict("records")
    [{'team': 'red', 'people': 5, 'bus_factor': 1}]
    """
    team = network.people["team"]
    sizes = team.value_counts().sort_index()
    sizes = sizes[sizes >= network.settings.min_group]
    received, share = network.help.tocsc(), network.settings.sole_source_share
    members, factors = team.groupby(team).indices, []
    for done, name in enumerate(sizes.index):
        heartbeat(f"{done:,} of {len(sizes):,} teams")
        factors.append(_greedy(received[:, members[name]], members[name], share))
    return pd.DataFrame({"team": sizes.index.astype("str"), "people": sizes.to_numpy(), "bus_factor": factors})


def _greedy(help_to: sparse.sparray, receivers: np.ndarray, share: float) -> int:
    """How many helpers have to go, one by one, until most of the help to these receivers (columns) would be missed.

    Each time it is the one without whom most more would be missed; among equals the one who gives most, then the first
    by id.
    """
    table = help_to.tocoo()
    people, helper = np.unique(table.row, return_inverse=True)
    receiver, weight = table.col, table.data
    received = np.bincount(receiver, weight, minlength=len(receivers))
    left = np.argsort(-np.bincount(helper, weight), kind="stable")
    own = pd.Index(receivers).get_indexer(people)
    lost, here = np.zeros(len(receivers)), np.ones(len(receivers), dtype=bool)
    losing, gone = ~here, 0
    while len(left) and received[losing].sum() <= 0.5 * received.sum():
        new = (here & ~losing)[receiver] & is_most(lost[receiver] + weight, received[receiver], share)
        missed = np.bincount(helper[new], received[receiver[new]], minlength=len(people)).astype(float)
        missed -= np.append(np.where(losing, received, 0.0), 0.0)[own]
        best = left[np.argmax(np.round(missed[left] / received.sum(), 9))]
        left, gone = left[left != best], gone + 1
        taken = helper == best
        lost[receiver[taken]] += weight[taken]
        here &= receivers != people[best]
        losing = here & is_most(lost, received, share)
    return gone


def _losing_half(network: Network, gone: np.ndarray) -> np.ndarray:
    """Who loses more than half of the help they receive when these people are away."""
    received = network.help.sum(axis=0)
    lost = network.help[gone].sum(axis=0)
    losing = (received > 0) & is_most(lost, received, network.settings.sole_source_share)
    losing[gone] = False
    return np.flatnonzero(losing)


def _share_of_demand(network: Network, losing: np.ndarray) -> float:
    received = network.help.sum(axis=0)
    return float(received[losing].sum() / received.sum()) if received.sum() > 0 else 0.0


def _cut_off(network: Network, gone: int) -> np.ndarray:
    """Who is in the largest connected part with this person there, and not in it without them."""
    rest = np.setdiff1d(np.arange(network.size), [gone])
    before = _largest_part(network.contact)
    after = np.zeros(network.size, dtype=bool)
    after[rest] = _largest_part(network.contact[rest][:, rest])
    after[gone] = True
    return np.flatnonzero(before & ~after) if before[gone] else np.array([], dtype=int)


def _largest_part(contact: sparse.csr_array) -> np.ndarray:
    parts = sparse.csgraph.connected_components(contact, directed=False)[1]
    return parts == np.bincount(parts).argmax() if len(parts) else np.zeros(0, dtype=bool)
