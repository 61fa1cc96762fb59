"""Where everybody stands in a picture that leaves the product: as on the map of the app, by the same function."""

from __future__ import annotations

from ally_graph.analysis import Analysis
from ally_graph.charts import network_map
from ally_graph.records import Records
from ally_graph.timeline import map_months
from ally_graph.timeline.map_months import Places

DRAWN_UP_TO = 20_000
"""Of more people no places are worked out."""


def places_of(analysis: Analysis, records: Records | None = None) -> Places:
    """Where everybody stands, as on the map of the app; in a large company groups are drawn, which need none.

    That follows from all records; without them, from the window of the analysis.
    """
    if not _drawn_whole(analysis):
        return {}
    return _within(analysis) if records is None else map_months.places(records, analysis.settings.seed)


def places_in_a_file(analysis: Analysis, records: Records) -> Places:
    """The same for a file of the network, in which everybody has a place, also in a large company."""
    if _drawn_whole(analysis) or len(analysis.people) > DRAWN_UP_TO:
        return places_of(analysis, records)
    return _within(analysis)


def _within(analysis: Analysis) -> Places:
    return map_months.places_within(analysis.base, analysis.people["person_id"], analysis.people["cluster"])


def _drawn_whole(analysis: Analysis) -> bool:
    return len(analysis.people) <= network_map.SINGLE_PEOPLE_UP_TO
