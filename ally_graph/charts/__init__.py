"""Charts and drawings: plain functions from what may be shown to a picture, in one look, and as files."""

from ally_graph.charts.people import (
    HELPERS_SHOWN,
    TRACKS_SHOWN,
    allies_by_team,
    chance_points,
    clusters_by_team,
    dependants,
    give_and_take,
    group_history,
    is_crowd,
    largest_teams,
    largest_tracks,
    leading_helpers,
    lorenz,
    lorenz_points,
    themed,
)

__all__ = [
    "HELPERS_SHOWN",
    "TRACKS_SHOWN",
    "allies_by_team",
    "chance_points",
    "clusters_by_team",
    "dependants",
    "give_and_take",
    "group_history",
    "is_crowd",
    "largest_teams",
    "largest_tracks",
    "leading_helpers",
    "lorenz",
    "lorenz_points",
    "themed",
]
