"""The network of one window: events, pairs, matrices, and networkx graphs in and out."""

from ally_graph.network.graphs import (
    build_network,
    contact_graph,
    contact_within,
    from_graph,
    support_graph,
)
from ally_graph.network.network import Network, check_settings, moment, network_of

__all__ = [
    "Network",
    "build_network",
    "check_settings",
    "contact_graph",
    "contact_within",
    "from_graph",
    "moment",
    "network_of",
    "support_graph",
]
