"""Indicators by month: the figures, how they changed, what came before what, and what began when."""

from __future__ import annotations

import pandas as pd

from ally_graph import indicators as months
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import Disclosed, Viewer, content_of
from ally_graph.records import Records
from ally_graph.settings import Settings


def indicators(
    records: Records, viewer: Viewer, group: str | None = months.ALL, *, settings: Settings | None = None
) -> Disclosed[pd.DataFrame]:
    """The indicators of one group, or of all (None), month by month, as far as they may be shown.

    No figure and no difference of two figures rests on fewer than `min_group` people; see
    `ally_graph.disclosure.suppression` for the rules.
    """
    settings = settings or Settings()
    shown = months.shown_table(records, min_group=settings.min_group, steady_group=settings.steady_group)
    return gate.table(
        "indicators", shown if group is None else shown[shown["group"] == group].reset_index(drop=True), viewer
    )


def missing_months(records: Records, values: Disclosed[pd.DataFrame]) -> Disclosed[pd.DataFrame]:
    """The months for which there is nothing to show, and why; see `ally_graph.indicators.missing_months`."""
    return gate.table("missing_months", months.missing_months(records, content_of(values)), values.viewer)


def indicator_changes(
    records: Records,
    viewer: Viewer,
    group: str = months.ALL,
    *,
    settings: Settings | None = None,
    every: Disclosed[pd.DataFrame] | None = None,
) -> Disclosed[pd.DataFrame]:
    """How the indicators of one group changed; see `ally_graph.indicators.change`. `every` is that of all groups."""
    shown = content_of(every or indicators(records, viewer, None, settings=settings))
    return gate.table("changes", months.change(records, group, shown=shown), viewer)


def movements(
    records: Records,
    viewer: Viewer,
    group: str = months.ALL,
    *,
    settings: Settings | None = None,
    every: Disclosed[pd.DataFrame] | None = None,
) -> Disclosed[pd.DataFrame]:
    """What may be said of each indicator before and after each phase; see `ally_graph.indicators.movements`."""
    shown = content_of(every or indicators(records, viewer, None, settings=settings))
    return gate.table("movements", months.movement_table(records, group, settings=settings, shown=shown), viewer)


def network_indicators(
    records: Records, viewer: Viewer, group: str = months.ALL, *, settings: Settings | None = None
) -> Disclosed[pd.DataFrame]:
    """The indicators of the network of one group, month by month, under the same rules as `indicators`."""
    return network_shown(months.network_series(records, group, settings=settings), viewer)


def network_shown(series: pd.DataFrame, viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """The indicators of a network by month, as far as they may be shown; see `ally_graph.indicators.network_series`."""
    return gate.table("indicators", series, viewer)


def leading_signs(
    records: Records,
    viewer: Viewer,
    group: str = months.ALL,
    *,
    settings: Settings | None = None,
    every: Disclosed[pd.DataFrame] | None = None,
    network: Disclosed[pd.DataFrame] | None = None,
) -> Disclosed[pd.DataFrame]:
    """Which indicator of the network moved before which other one; see `ally_graph.indicators.leading_signs`."""
    shown = content_of(every or indicators(records, viewer, None, settings=settings))
    of_network = content_of(network or network_indicators(records, viewer, group, settings=settings))
    return gate.table(
        "leading_signs",
        months.leading_signs(records, group, settings=settings, shown=shown, network=of_network),
        viewer,
    )


def started(records: Records, viewer: Viewer, *, min_group: int = Settings.min_group) -> Disclosed[pd.DataFrame]:
    """What began when, by phase and by tool of the programme; see `ally_graph.indicators.started`."""
    return gate.table("started", months.started(records, min_group=min_group), viewer)


def figures(values: Disclosed[pd.DataFrame]) -> Disclosed[pd.DataFrame]:
    """The indicators with their months as text, as they stand in a table: `2026-03`."""
    frame = content_of(values)
    return gate.table("indicators", frame.assign(month=frame["month"].dt.strftime("%Y-%m")), values.viewer)


def phases(records: Records, viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """The phases of the programme: `name, start, end, note`."""
    return gate.table("phases", months.phases(records), viewer)


def phases_file(frame: pd.DataFrame, viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """The phases as they stand in a data folder: `name, start_date, end_date, note`."""
    return gate.table("phases", frame, viewer)


def history(past: pd.DataFrame, viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """The small lines of history of the company or a team; see `ally_graph.timeline.history.monthly`."""
    return gate.table("history", past, viewer)
