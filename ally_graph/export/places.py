"""Where everybody stands in a picture that leaves the product: as on the map of the app."""

from __future__ import annotations

import pandas as pd

from ally_graph.analysis import Analysis
from ally_graph.charts import network_map


def places_of(analysis: Analysis) -> dict[str, tuple[float, float]]:
    """Where everybody stands, as on the map of the app; in a large company groups are drawn, which need none."""
    people = analysis.people
    if len(people) > network_map.SINGLE_PEOPLE_UP_TO:
        return {}
    pairs = zip(people["person_id"].astype(str), people["cluster"], strict=True)
    clusters = {person: None if pd.isna(group) else group for person, group in pairs}
    return network_map.places(analysis.contact.subgraph(clusters), clusters)
