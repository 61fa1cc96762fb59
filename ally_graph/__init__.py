"""Office Ally: who supports whom, who may be on their own, who carries a lot for others.

>>> import ally_graph
>>> records = ally_graph.load("sample_data")
>>> ally_graph.build_network(records).number_of_nodes()
60
>>> "allies" in ally_graph.measures.MEASURES
True
"""

from __future__ import annotations

from importlib import import_module as _import_module
from typing import TYPE_CHECKING as _TYPE_CHECKING

if _TYPE_CHECKING:
    from ally_graph import (
        charts,
        clusters,
        culture,
        disclosure,
        errors,
        export,
        findings,
        importers,
        indicators,
        measures,
        network,
        records,
        settings,
        simulate,
        stats,
        timeline,
        views,
        vocabulary,
        warehouse,
    )
    from ally_graph.analysis import Analysis, analyze
    from ally_graph.errors import AllyGraphError, DataError, Problem, SettingError
    from ally_graph.matching import possible_allies, support_base
    from ally_graph.network import Network, build_network
    from ally_graph.records import Records, from_tables, load
    from ally_graph.settings import Settings
    from ally_graph.warehouse import analyze_ties, ties_of

__version__ = "0.1.0"
__all__ = [
    "AllyGraphError",
    "Analysis",
    "DataError",
    "Network",
    "Problem",
    "Records",
    "SettingError",
    "Settings",
    "analyze",
    "analyze_ties",
    "build_network",
    "charts",
    "clusters",
    "culture",
    "disclosure",
    "errors",
    "export",
    "findings",
    "from_tables",
    "importers",
    "indicators",
    "load",
    "measures",
    "network",
    "possible_allies",
    "records",
    "settings",
    "simulate",
    "stats",
    "support_base",
    "ties_of",
    "timeline",
    "views",
    "vocabulary",
    "warehouse",
]
_HOMES = {
    "AllyGraphError": "errors",
    "Analysis": "analysis",
    "DataError": "errors",
    "Network": "network",
    "Problem": "errors",
    "Records": "records",
    "SettingError": "errors",
    "Settings": "settings",
    "analyze": "analysis",
    "analyze_ties": "warehouse",
    "build_network": "network",
    "from_tables": "records",
    "load": "records",
    "possible_allies": "matching",
    "support_base": "matching",
    "ties_of": "warehouse",
}


def __getattr__(name: str) -> object:
    """The public names and rooms, imported when first asked for: a kept answer is printed without loading pandas."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name not in _HOMES:
        return _import_module(f"{__name__}.{name}")
    found = getattr(_import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """What there is for a user, whether or not it was imported yet."""
    return sorted([*__all__, "__doc__", "__name__", "__version__"])
