"""The success indicators over time: what they were, whether they moved, and what may be said of it.

`series` goes month by month; `phases` and `started` say what began when. `change` describes the first phase against the
last, `movements` asks whether something moved after a phase began, `run_chart` which months stand out. `network_series`
are the indicators of the network itself, `leading_signs` which of them moved before which outcome. Only what may be
shown leaves `series`; all else is worked out from that.
"""

from ally_graph.disclosure.suppression import ALL
from ally_graph.indicators.change import change, change_since
from ally_graph.indicators.leading import leading_signs
from ally_graph.indicators.movement import Movement
from ally_graph.indicators.movements import movement_table, movements
from ally_graph.indicators.network import NETWORK_INDICATORS, network_series, network_table
from ally_graph.indicators.phases import begun_on, caution, phases, phases_from, started
from ally_graph.indicators.speaking_up import speaking_up
from ally_graph.indicators.table import HELD_BACK, SERIES_COLUMNS, groups, missing_months, series, shown_table
from ally_graph.stats.run_chart import run_chart

__all__ = [
    "ALL",
    "HELD_BACK",
    "NETWORK_INDICATORS",
    "SERIES_COLUMNS",
    "Movement",
    "begun_on",
    "caution",
    "change",
    "change_since",
    "groups",
    "leading_signs",
    "missing_months",
    "movement_table",
    "movements",
    "network_series",
    "network_table",
    "phases",
    "phases_from",
    "run_chart",
    "series",
    "shown_table",
    "speaking_up",
    "started",
]
