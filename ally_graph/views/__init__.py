"""What a page, chart or file may show of an analysis, made through the gate; `answers` has it in one sentence."""

from ally_graph.disclosure.shown import UNCHANGED
from ally_graph.views.data import coverage, first_rows, problems, tables_read
from ally_graph.views.exchange import between
from ally_graph.views.found import NONE, challenges, counted, findings, findings_table, states
from ally_graph.views.groups import clusters, clusters_by_team, group_history, group_moves, way
from ally_graph.views.months import (
    figures,
    history,
    indicator_changes,
    indicators,
    leading_signs,
    missing_months,
    movements,
    network_indicators,
    network_shown,
    phases,
    phases_file,
    started,
)
from ally_graph.views.roster import names, people, people_file
from ally_graph.views.ties import bus_factors, by_month, dependants, loss, month_by_month, network, one_month

__all__ = [
    "NONE",
    "UNCHANGED",
    "between",
    "bus_factors",
    "by_month",
    "challenges",
    "clusters",
    "clusters_by_team",
    "counted",
    "coverage",
    "dependants",
    "figures",
    "findings",
    "findings_table",
    "first_rows",
    "group_history",
    "group_moves",
    "history",
    "indicator_changes",
    "indicators",
    "leading_signs",
    "loss",
    "missing_months",
    "month_by_month",
    "movements",
    "names",
    "network",
    "network_indicators",
    "network_shown",
    "one_month",
    "people",
    "people_file",
    "phases",
    "phases_file",
    "problems",
    "started",
    "states",
    "tables_read",
    "way",
]
