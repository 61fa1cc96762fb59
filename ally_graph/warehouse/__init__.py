"""Past one machine: ties of any number of events, added up where the events are."""

from ally_graph.warehouse.analysis import analyze_ties
from ally_graph.warehouse.expression import STATES
from ally_graph.warehouse.reading import ties_of, write_ties
from ally_graph.warehouse.sources import is_warehouse

__all__ = ["STATES", "analyze_ties", "is_warehouse", "ties_of", "write_ties"]
