"""Relations between people, as networks and attributes are compared: a value for each ordered pair.

A relation is an n by n array or sparse array in the order of `network.people`, or one of these names:

- `help` and `contact`: decayed weight;
- `helps`: how often the first helped the second;
- `reports_to`: 1 towards the manager;
- `same_team`, and `same_` before any other attribute of the roster: 1 for two people of one group;
- `difference_level`, and `difference_` before any other number of the roster: how far two people are apart in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse

from ally_graph.errors import SettingError, did_you_mean
from ally_graph.network import Network

LIMIT = 5_000
FULL_AT_ONCE = 4
"""Where more than one value in so many is not 0, going through all is quicker than looking some up."""
MOST_GROUPS = 300
ROUNDING = 1e-12
ATTRIBUTE_PREFIXES = ("same_", "difference_")
Relation = str | np.ndarray | sparse.sparray


@dataclass(frozen=True)
class Values:
    """A relation as full values; nobody is related to themselves."""

    full: np.ndarray

    @cached_property
    def places(self) -> tuple[np.ndarray, np.ndarray]:
        """Between whom it is not 0: rows and columns."""
        return np.nonzero(self.full)

    @cached_property
    def values(self) -> np.ndarray:
        """The values that are not 0."""
        return self.full[self.places]

    @property
    def filled(self) -> int:
        """How many values are not 0."""
        return len(self.values)

    @cached_property
    def sum(self) -> float:
        """All values together."""
        return float(self.values.sum())

    @cached_property
    def squares(self) -> float:
        """The squares of all values together."""
        return float(self.values @ self.values)

    def at(self, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """The values between these people."""
        return self.full[rows, columns]


@dataclass(frozen=True)
class ValuesOfGroups:
    """A relation that two people's groups decide: `codes` of the groups, `table` of the values between them."""

    codes: np.ndarray
    table: np.ndarray

    @cached_property
    def people(self) -> np.ndarray:
        """How many people each group has."""
        return np.bincount(self.codes, minlength=len(self.table)).astype(float)

    @property
    def filled(self) -> int:
        """How many values are looked up for a product: none, but one for each pair of groups."""
        return self.table.size

    @cached_property
    def sum(self) -> float:
        """All values together."""
        return self._over_pairs(self.table)

    @cached_property
    def squares(self) -> float:
        """The squares of all values together."""
        return self._over_pairs(self.table**2)

    def at(self, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """The values between these people."""
        return self.table[self.codes[rows], self.codes[columns]]

    def _over_pairs(self, table: np.ndarray) -> float:
        return float(self.people @ table @ self.people - self.people @ np.diag(table))


def off_mean(relation: Values | ValuesOfGroups, pairs: int) -> float:
    """The squares of what a relation is off its mean over so many pairs; 0 where it is the same between all."""
    squares = relation.squares - relation.sum**2 / pairs
    return squares if squares > ROUNDING * relation.squares else 0.0


def product(moved: Values | ValuesOfGroups, still: Values | ValuesOfGroups, place: np.ndarray) -> float:
    """The sum of the products of two relations, everyone having the place of somebody else in the first."""
    if isinstance(moved, ValuesOfGroups) and isinstance(still, ValuesOfGroups):
        return _of_groups(moved, still, place)
    if isinstance(moved, Values) and isinstance(still, Values):
        if min(moved.filled, still.filled) * FULL_AT_ONCE > still.full.size:
            return float(np.vdot(moved.full[place][:, place], still.full))
        if moved.filled <= still.filled:
            return _looked_up(moved, still, np.argsort(place))
    return _looked_up(still, moved, place) if isinstance(still, Values) else _looked_up(moved, still, np.argsort(place))


def _looked_up(few: Values, other: Values | ValuesOfGroups, place: np.ndarray) -> float:
    """The product by looking up the values of one in the other."""
    rows, columns = few.places
    return float(other.at(place[rows], place[columns]) @ few.values)


def _of_groups(moved: ValuesOfGroups, still: ValuesOfGroups, place: np.ndarray) -> float:
    """The product by counting who is of which group in one and in the other; less each person with themselves."""
    codes, shape = moved.codes[place], (len(moved.table), len(still.table))
    both = np.bincount(codes * shape[1] + still.codes, minlength=shape[0] * shape[1]).reshape(shape).astype(float)
    own = np.diag(moved.table) @ both @ np.diag(still.table)
    return float(((both.T @ moved.table @ both) * still.table).sum() - own)


def compared(network: Network, relations: Sequence[Relation]) -> tuple[int, tuple[Values | ValuesOfGroups, ...]]:
    """How many people there are of whom all relations are known, and these relations among them."""
    if network.size > LIMIT:
        raise SettingError(f"Relations are compared among at most {LIMIT:,} people; this network has {network.size:,}.")
    known = np.ones(network.size, dtype=bool)
    for relation in relations:
        known &= _known(network, relation)
    return int(known.sum()), tuple(_values_of(network, relation, known) for relation in relations)


def _values_of(network: Network, relation: Relation, known: np.ndarray) -> Values | ValuesOfGroups:
    """A relation among the people of a mask."""
    attribute = _attribute_of(relation)
    if attribute is not None:
        groups, codes = np.unique(_attribute(network, relation, attribute)[known], return_inverse=True)
        alike = relation.startswith("same_")
        table = np.eye(len(groups)) if alike else np.abs(groups[:, None] - groups)
        if len(groups) <= MOST_GROUPS:
            return ValuesOfGroups(codes, table)
        full = table[np.ix_(codes, codes)]
    else:
        full = _full(network, relation)[np.ix_(known, known)]
    np.fill_diagonal(full, 0.0)
    return Values(full)


def _attribute(network: Network, relation: str, attribute: str) -> np.ndarray:
    """Each person's value of an attribute where numbers are compared, else their group as a code."""
    column = network.people[attribute]
    if relation.startswith("same_"):
        return network.groups(attribute)[0]
    if not pd.api.types.is_numeric_dtype(column):
        raise SettingError(f"{attribute} holds no numbers. same_{attribute} compares it.")
    return column.to_numpy(dtype=float, na_value=np.nan)


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
    if relation == "reports_to":
        return _reports_to(network)
    known = [*made, "reports_to", "same_team", "difference_level"]
    raise SettingError(f"There is no relation {relation}. {did_you_mean(relation, known)}")


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
