"""Whom and which ties a filter keeps: people by what the roster says or what was found, ties by strength."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.shown import ShownNetwork
from ally_graph.findings import DETECTORS
from ally_graph.wording.counts import count, upper_first

FOUND = "found"
"""Stands for an attribute: what was found about a person."""
NO_FILTER_BY = {"person_id", "name", "manager_id", "start_date", "end_date"}
VALUES_UP_TO = 1_000
"""A column with more different values than this is no attribute to filter by."""
TITLES = {"work_mode": "Way of working", "fte": "Share of full time", FOUND: "Found"}
STRENGTHS = 4


@dataclass(frozen=True)
class Kept:
    """What a filter asks for: of each attribute one of these values, and ties of at least this strength (0 to 3)."""

    values: tuple[tuple[str, str], ...] = ()
    strength: int = 0

    def __bool__(self) -> bool:
        return bool(self.values) or self.strength > 0


def title_of(attribute: str) -> str:
    """What an attribute is called on screen.

    >>> title_of("work_mode"), title_of("cost_centre")
    ('Way of working', 'Cost centre')
    """
    return TITLES.get(attribute, upper_first(attribute.replace("_", " ").strip()))


def attributes(people: pd.DataFrame, network: Disclosed[ShownNetwork]) -> Disclosed[pd.DataFrame]:
    """What people can be filtered by: `attribute, value, people`, with how many have each value.

    A column is left out where everybody has the same, where nearly everybody has one of their own, and where it says
    the names, ids or addresses of people, since a filter stands in the address.
    """
    known = {*people["person_id"].astype(str), *people["name"].dropna().astype(str)}
    rows = [
        (name, value, number)
        for name in people.columns
        if name not in NO_FILTER_BY
        for value, number in _values(people[name], known)
    ]
    states = [state for told in content_of(network).nodes["states"] for state in told]
    words = [(entry.on_map, states.count(entry.key)) for entry in DETECTORS if entry.on_map]
    rows += [(FOUND, word, number) for word, number in words if number]
    return gate.table("attributes", pd.DataFrame(rows, columns=["attribute", "value", "people"]), network.viewer)


def _values(column: pd.Series, known: set[str]) -> list[tuple[str, int]]:
    """The values of a column as words, in their order, with how many people have each."""
    there = column.dropna()
    counts = there.value_counts().sort_index()
    if not 2 <= len(counts) <= VALUES_UP_TO or 2 * len(counts) > max(len(there), 20):
        return []
    words = [_written(value) for value in counts.index]
    if sum(word in known or "@" in word for word in words) > len(words) / 2:
        return []
    return [pair for pair in zip(words, counts.astype(int).tolist(), strict=True) if pair[0].strip()]


def _written(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def ids_kept(people: pd.DataFrame, network: Disclosed[ShownNetwork], kept: Kept) -> frozenset[str] | None:
    """The ids of those who have one of the values of each attribute; None where everybody is kept.

    Parameters
    ----------
    people
        The roster, which may hold people who are not in the network.
    network
        Tells what was found about whom.
    kept
        What is asked for; values that nobody has keep nobody.
    """
    if not kept.values:
        return None
    wanted: dict[str, set[str]] = {}
    for attribute, value in kept.values:
        wanted.setdefault(attribute, set()).add(value)
    ids = people["person_id"].astype(str)
    found = _found(network) if FOUND in wanted else {}
    mask = np.ones(len(people), dtype=bool)
    for attribute, values in wanted.items():
        if attribute == FOUND:
            mask &= np.array([bool(found.get(one, set()) & values) for one in ids], dtype=bool)
        elif attribute in people:
            mask &= _has(people[attribute], values)
    return frozenset(ids[mask])


def _has(column: pd.Series, values: set[str]) -> np.ndarray:
    words = column.map(_written, na_action="ignore")
    return words.isin(values).fillna(False).to_numpy(dtype=bool)


def _found(network: Disclosed[ShownNetwork]) -> Mapping[str, set[str]]:
    nodes, words = content_of(network).nodes, {entry.key: entry.on_map for entry in DETECTORS if entry.on_map}
    rows = zip(nodes["person_id"].astype(str), nodes["states"], strict=True)
    return {person: {words[state] for state in states if state in words} for person, states in rows}


def in_focus(network: Disclosed[ShownNetwork], ids: Iterable[str] | None) -> Disclosed[ShownNetwork]:
    """The network with these people in focus, of those who were."""
    if ids is None:
        return network
    here = content_of(network)
    focus = here.nodes["focus"].to_numpy(dtype=bool) & here.nodes["person_id"].isin(set(ids)).to_numpy(dtype=bool)
    return gate.shown(replace(here, nodes=here.nodes.assign(focus=focus)), network.viewer)


def only(network: Disclosed[ShownNetwork], ids: Iterable[str] | None, least: float = 0.0) -> Disclosed[ShownNetwork]:
    """The network of these people alone, with the ties of pairs who have at least this much weight one way."""
    here = content_of(network)
    nodes, ties = here.nodes, here.ties
    if ids is not None:
        nodes = nodes[nodes["person_id"].isin(set(ids))].reset_index(drop=True)
        ends = [ties[end].astype(str).isin(set(ids)) for end in ("source", "target")]
        ties = ties[ends[0] & ends[1]]
    if least > 0:
        ties = ties[_strength_of_pairs(ties) >= least]
    return gate.shown(replace(here, nodes=nodes, ties=ties.reset_index(drop=True)), network.viewer)


def _strength_of_pairs(ties: pd.DataFrame) -> pd.Series:
    """How strong the tie of the pair of each row is: as strong as its stronger way."""
    one, other = ties["source"].astype(str), ties["target"].astype(str)
    pair = one.where(one < other, other) + "\u0000" + other.where(one < other, one)
    return ties["weight"].groupby(pair).transform("max") if len(ties) else ties["weight"]


def least_weight(strength: int, strongest: float) -> float:
    """From which weight on a tie is of a strength, beside what counts as the strongest.

    >>> [least_weight(strength, 16.0) for strength in range(4)]
    [0.0, 1.0, 4.0, 9.0]
    """
    return (strength / STRENGTHS) ** 2 * strongest


def without(kept: Kept) -> str:
    """What those have who are left out, to follow `12 people`.

    >>> without(Kept((("location", "Lisbon"),))), without(Kept((("level", "2"), ("found", "carries a lot"))))
    ('with another location', 'with another level or without this finding')
    """
    names = list(dict.fromkeys(name for name, _ in kept.values))
    others = [f"{title_of(name)[:1].lower()}{title_of(name)[1:]}" for name in names if name != FOUND]
    parts = [f"with another {' or '.join(others)}"] if others else []
    return " or ".join(parts + (["without this finding"] if FOUND in names else []))


def left_out(kept: Kept, number: int) -> str:
    """One sentence on how many people the filter hides; empty where it hides nobody.

    >>> left_out(Kept((("location", "Lisbon"),)), 12), left_out(Kept((("location", "Lisbon"),)), 1)
    ('12 people with another location are hidden.', 'One person with another location is hidden.')
    """
    if not number or not kept.values:
        return ""
    people = upper_first(count(number, "person", "people"))
    return f"{people} {without(kept)} {'is' if number == 1 else 'are'} hidden."
