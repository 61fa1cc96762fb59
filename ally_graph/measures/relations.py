"""Relations between people, as networks and attributes are compared: a value for each ordered pair.

A relation is an n by n array or sparse array in the order of `network.people`, or one of these names: `help` and
`contact` (decayed weight), `helps` (how often), `reports_to` (1 towards the manager), `same_ATTRIBUTE` (1 for two
people of one team or the like), `difference_ATTRIBUTE` (how far two numbers such as the level are apart).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from ally_graph.errors import SettingError, did_you_mean
from ally_graph.network import Network

LIMIT = 5_000
ATTRIBUTE_PREFIXES = ("same_", "difference_")
Relation = str | np.ndarray | sparse.sparray


@dataclass(frozen=True)
class Values:
    """A relation: its values in full, and where it is not 0; nobody is related to themselves."""

    full: np.ndarray
    rows: np.ndarray
    columns: np.ndarray

    @property
    def filled(self) -> int:
        """How many values are not 0."""
        return len(self.rows)

    @property
    def values(self) -> np.ndarray:
        """The values that are not 0."""
        return self.full[self.rows, self.columns]

    @property
    def sum(self) -> float:
        """All values together."""
        return float(self.values.sum())

    def squares(self, pairs: int) -> float:
        """The squares of what the values are off their mean over so many pairs."""
        return float(self.values @ self.values - self.sum**2 / pairs)

    def varies(self, pairs: int) -> bool:
        """Whether the values are not the same between all."""
        return self.squares(pairs) > 1e-12 * max(1e-300, float(self.values @ self.values))


def product(moved: Values, still: Values, place: np.ndarray) -> float:
    """The sum of the products of two relations, everyone having the place of somebody else in the first.

    Only the values of the one with fewer are looked up in the other.
    """
    if moved.filled <= still.filled:
        moved, still, place = still, moved, np.argsort(place)
    return float(moved.full[place[still.rows], place[still.columns]] @ still.values)


def compared(network: Network, relations: Sequence[Relation]) -> tuple[int, tuple[Values, ...]]:
    """How many people there are of whom all relations are known, and these relations among them."""
    if network.size > LIMIT:
        raise SettingError(f"Relations are compared among at most {LIMIT:,} people; this network has {network.size:,}.")
    known = np.ones(network.size, dtype=bool)
    for relation in relations:
        known &= _known(network, relation)
    return int(known.sum()), tuple(_values_of(_full(network, relation)[np.ix_(known, known)]) for relation in relations)


def _values_of(full: np.ndarray) -> Values:
    np.fill_diagonal(full, 0.0)
    return Values(full, *np.nonzero(full))


def _known(network: Network, relation: Relation) -> np.ndarray:
    """Of whom a relation says anything: for attributes, those who have one."""
    attribute = _attribute_of(relation)
    if attribute is None:
        return np.ones(network.size, dtype=bool)
    if attribute not in network.people:
        raise SettingError(f"The roster has no column {attribute}. {did_you_mean(attribute, network.people.columns)}")
    return network.people[attribute].notna().to_numpy()


def _attribute_of(relation: Relation) -> str | None:
    if not isinstance(relation, str):
        return None
    return next((relation[len(start) :] for start in ATTRIBUTE_PREFIXES if relation.startswith(start)), None)


def _full(network: Network, relation: Relation) -> np.ndarray:
    """A relation as a full array of its own."""
    if not isinstance(relation, str):
        return _given(network, relation)
    made = {"help": network.help, "contact": network.contact, "helps": network.help_events}
    if relation in made:
        return made[relation].toarray().astype(float)
    attribute = _attribute_of(relation)
    if relation == "reports_to":
        return _reports_to(network)
    if attribute is None:
        known = [*made, "reports_to", "same_team", "difference_level"]
        raise SettingError(f"There is no relation {relation}. {did_you_mean(relation, known)}")
    if relation.startswith("same_"):
        codes = network.groups(attribute)[0]
        return (codes[:, None] == codes).astype(float)
    return _differences(network, attribute)


def _differences(network: Network, attribute: str) -> np.ndarray:
    column = network.people[attribute]
    if not pd.api.types.is_numeric_dtype(column):
        raise SettingError(f"{attribute} holds no numbers. same_{attribute} compares it.")
    values = column.to_numpy(dtype=float, na_value=np.nan)
    return np.abs(values[:, None] - values)


def _reports_to(network: Network) -> np.ndarray:
    found = np.zeros((network.size, network.size))
    manager = network.people.index.get_indexer(network.people["manager_id"])
    rows = np.flatnonzero(manager >= 0)
    found[rows, manager[rows]] = 1.0
    return found


def _given(network: Network, relation: np.ndarray | sparse.sparray) -> np.ndarray:
    full = np.array(relation.toarray() if sparse.issparse(relation) else relation, dtype=float)
    if full.shape != (network.size, network.size):
        wanted, given = (" by ".join(map(str, shape)) for shape in ((network.size, network.size), full.shape))
        raise SettingError(f"A relation of {network.size} people is {wanted}, not {given}.")
    if not np.isfinite(full).all():
        raise SettingError("A relation holds numbers only; some of these are missing or infinite.")
    return full
