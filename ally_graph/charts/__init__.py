"""Charts and drawings: plain functions from what may be shown to a picture, in one look, with their words.

Each chart carries what it shows, how to read it, and what to do about it: `charts.lorenz.words`.
"""

from ally_graph.charts.chart import CHARTS, Chart, Words
from ally_graph.charts.exchange import team_matrix, two_measures
from ally_graph.charts.flows import flows_in_words, team_flows
from ally_graph.charts.groups import (
    TRACKS_SHOWN,
    allies_by_team,
    clusters_by_team,
    group_history,
    largest_teams,
    largest_tracks,
)
from ally_graph.charts.help import (
    HELPERS_SHOWN,
    chance_points,
    dependants,
    give_and_take,
    is_crowd,
    leading_helpers,
    lorenz,
    lorenz_points,
)
from ally_graph.charts.look import themed
from ally_graph.charts.months import TEAMS_DRAWN, months_in_rows, network_in_rows, teams_drawn, teams_in_rows
from ally_graph.charts.network_map import map_of_allies
from ally_graph.charts.teams import changes_in_dots, groups_in_dots

__all__ = [
    "CHARTS",
    "HELPERS_SHOWN",
    "TEAMS_DRAWN",
    "TRACKS_SHOWN",
    "Chart",
    "Words",
    "allies_by_team",
    "chance_points",
    "changes_in_dots",
    "clusters_by_team",
    "dependants",
    "flows_in_words",
    "give_and_take",
    "group_history",
    "groups_in_dots",
    "is_crowd",
    "largest_teams",
    "largest_tracks",
    "leading_helpers",
    "lorenz",
    "lorenz_points",
    "map_of_allies",
    "months_in_rows",
    "network_in_rows",
    "team_flows",
    "team_matrix",
    "teams_drawn",
    "teams_in_rows",
    "themed",
    "two_measures",
]
