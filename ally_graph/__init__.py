"""Office Ally: who supports whom, who may be on their own, who carries a lot for others.

>>> import ally_graph
>>> records = ally_graph.load("sample_data")
>>> ally_graph.build_network(records).number_of_nodes()
60
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ally_graph.analysis import Analysis, analyze
    from ally_graph.errors import AllyGraphError, DataError, Problem, SettingError
    from ally_graph.network import build_network
    from ally_graph.records import Records, load
    from ally_graph.settings import Settings
    from ally_graph.warehouse import analyze_ties, ties_of

__version__ = "0.1.0"
__all__ = [
    "AllyGraphError",
    "Analysis",
    "DataError",
    "Problem",
    "Records",
    "SettingError",
    "Settings",
    "analyze",
    "analyze_ties",
    "build_network",
    "load",
    "ties_of",
]
_HOMES = {
    "Analysis": "analysis",
    "analyze": "analysis",
    "build_network": "network.graphs",
    "Records": "records",
    "load": "records",
    "Settings": "settings",
    "analyze_ties": "warehouse",
    "ties_of": "warehouse",
}


def __getattr__(name: str) -> object:
    """The public names, imported when first asked for: a kept answer is printed without loading pandas."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOMES.get(name, 'errors')}"), name)
    globals()[name] = found
    return found
