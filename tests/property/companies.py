"""Hypothesis strategies for small companies."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from hypothesis import settings
from hypothesis import strategies as st

from ally_graph.records import Records, from_tables

IDS = [f"p{number:02d}" for number in range(12)]
KINDS = ["help", "review", "nomination", "meeting", "request", "access"]
PROPERTY = settings(deadline=None, derandomize=True, max_examples=60)
FEW = settings(PROPERTY, max_examples=5)

pairs = st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)).filter(lambda pair: pair[0] != pair[1])
days = st.dates(pd.Timestamp("2026-01-01").date(), pd.Timestamp("2026-03-31").date()).map(str)
weights = st.sampled_from([0.25, 0.5, 1.0, 2.0, 3.0])
rows = st.lists(
    st.tuples(pairs, st.sampled_from(KINDS), days, weights).map(lambda row: (*row[0], *row[1:])), max_size=60
)
teams = st.lists(st.sampled_from(["red", "blue", None]), min_size=len(IDS), max_size=len(IDS))


def tables(events: list[tuple], team: list[str | None]) -> dict[str, pd.DataFrame]:
    """These rows as tables that have yet to be checked."""
    columns = ["from_id", "to_id", "kind", "timestamp", "weight"]
    return {
        "people": pd.DataFrame({"person_id": IDS, "team": team}),
        "interactions": pd.DataFrame(events, columns=columns),
    }


CHECKED = from_tables(tables([(IDS[0], IDS[1], "help", "2026-01-01", 1.0)], ["red"] * len(IDS)))


def company(events: list[tuple], team: list[str | None], ids: list[str] | None = None) -> Records:
    """Records of these rows, as checking would leave them; with `ids`, everybody is called by the id in their place.

    Checking takes most of the time of an example, and has tests of its own.
    """
    ids = ids or IDS
    called = dict(zip(IDS, ids, strict=True))
    everyone = pd.CategoricalDtype(sorted(ids))
    people = CHECKED.people.assign(person_id=ids, team=pd.array(team, dtype=CHECKED.people["team"].dtype))
    rows = tables(events, team)["interactions"]
    interactions = pd.DataFrame(
        {
            "from_id": rows["from_id"].map(called).astype(everyone),
            "to_id": rows["to_id"].map(called).astype(everyone),
            "timestamp": rows["timestamp"].astype("datetime64[us]"),
            "kind": rows["kind"].astype(pd.CategoricalDtype(sorted(set(rows["kind"])))),
            "weight": rows["weight"].astype(float),
        }
    )
    return replace(
        CHECKED,
        people=people.sort_values("person_id", ignore_index=True),
        interactions=interactions.sort_values(["timestamp", "from_id", "to_id", "kind", "weight"], ignore_index=True),
    )
