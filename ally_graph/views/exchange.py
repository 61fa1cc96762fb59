"""How much support runs from one team to another, and how much there would be if it ran by chance."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.shown import ShownNetwork

GROUPED_BY = ("team", "cluster", "location")
COLUMNS = ["giver", "receiver", "ties", "per_person", "against_chance"]
NOWHERE = "none"


def between(network: Disclosed[ShownNetwork], by: str = "team") -> Disclosed[pd.DataFrame]:
    """Support ties from each team to each: `giver, receiver, ties, per_person, against_chance`.

    `per_person` is ties for each person of the giving team. `against_chance` is how many times as many ties there are
    as there would be if everyone kept how many they give and get, and who gets them were left to chance: 2 is twice as
    many, 0.5 half. It is NaN where chance would make none. Mere contact runs both ways. Teams of one are there too;
    who is in none is counted as `none`.

    References
    ----------
    Newman (2006), "Modularity and community structure in networks", for what chance would make.
    """
    shown = content_of(network)
    words = _words(shown, by)
    team_of = dict(zip(shown.nodes["person_id"], words, strict=True))
    ties = pd.DataFrame({end: shown.ties[end].astype(str).map(team_of) for end in ("source", "target")})
    if not shown.directed:
        ties = pd.concat([ties, ties.rename(columns={"source": "target", "target": "source"})])
    teams = sorted(words.unique())
    counts = pd.crosstab(ties["source"], ties["target"]).reindex(index=teams, columns=teams, fill_value=0)
    table = counts.to_numpy(dtype=float)
    people = words.value_counts().reindex(teams).to_numpy(dtype=float)
    given, received = table.sum(axis=1), table.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        chance = np.outer(given, received) / table.sum()
        ratio = np.where(chance > 0, table / chance, np.nan)
    giver, receiver = np.repeat(teams, len(teams)), np.tile(teams, len(teams))
    figures = (table.astype(int).ravel(), (table / people[:, None]).ravel(), ratio.ravel())
    frame = pd.DataFrame(dict(zip(COLUMNS, (giver, receiver, *figures), strict=True)), columns=COLUMNS)
    return gate.table("between", frame, network.viewer)


def _words(shown: ShownNetwork, by: str) -> pd.Series:
    """What each person's team, group or location is called."""
    column = shown.nodes[by]
    if by == "cluster":
        named = {number: f"{number} · {label}" for number, label in shown.labels.items()}
        column = column.map(named)
    return column.astype(object).where(column.notna(), NOWHERE).astype(str)
