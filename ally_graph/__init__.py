"""Office Ally: who supports whom, who may be on their own, who carries a lot for others.

>>> import ally_graph
>>> records = ally_graph.load("sample_data")
>>> ally_graph.build_network(records).number_of_nodes()
60
"""

from __future__ import annotations

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
