"""The one gate: what is shown, taken away or printed has passed here, and holds only what the policy lists.

Charts, tables, drawings and files take only `Disclosed`, and only this module makes one. A table keeps the columns that
`policy.TABLES` lists for its kind; every other column is dropped, whatever made it. A finding keeps the names that
`policy.naming` allows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import InitVar, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import pandas as pd
import pyarrow as pa

from ally_graph.disclosure import policy
from ally_graph.disclosure.policy import COMPANY, LOCAL, Verdict, Viewer
from ally_graph.disclosure.shown import ShownFinding, ShownLoss, ShownNetwork, ShownStay, ShownStep
from ally_graph.disclosure.unnamed import Unnamed
from ally_graph.errors import AllyGraphError
from ally_graph.files.csv import csv_bytes
from ally_graph.files.formulas import escape_formula, escape_formulas

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "COMPANY",
    "LOCAL",
    "Disclosed",
    "NotAllowed",
    "Viewer",
    "content_of",
    "digest_of",
    "graph",
    "lines",
    "shown",
    "table",
    "to_csv",
]
Content = TypeVar("Content")
Shown = ShownFinding | ShownLoss | ShownStay | ShownStep | ShownNetwork | Unnamed
DECLARED = (ShownFinding, ShownLoss, ShownStay, ShownStep, ShownNetwork, Unnamed)
Mask = pd.Series | Sequence[bool]
_PASS = object()


class NotAllowed(AllyGraphError):
    """The policy does not let this viewer see what was asked for; the text is the reason."""


@dataclass(frozen=True)
class Disclosed(Generic[Content]):
    """Something that may be shown, and to whom. It is made by the functions of this module and by its own methods."""

    content: Content
    viewer: Viewer
    passed: InitVar[object] = None

    def __post_init__(self, passed: object) -> None:
        if passed is not _PASS:
            raise TypeError("Only ally_graph.disclosure.gate lets things through: use its functions and the methods.")

    @cached_property
    def digest(self) -> str:
        """What tells the content of this table from that of another: the same for the same cells and columns.

        >>> one, other = (table("people", pd.DataFrame({"name": [name]}), LOCAL) for name in ("Ana", "Bo"))
        >>> one.digest == other.digest
        False
        """
        try:
            rows = pd.util.hash_pandas_object(self.content, index=False).to_numpy()
        except TypeError:
            rows = pd.util.hash_pandas_object(self.content.astype("str"), index=False).to_numpy()
        return hashlib.sha256(rows.tobytes() + "|".join(self.content.columns).encode()).hexdigest()

    def filter(self, keep: Mask | Callable[[Any], Any]) -> Disclosed[Content]:
        """The rows of a table, or the things of a tuple, that are to be kept.

        `keep` is a mask, or a function: of a table it makes a mask, of each thing in a tuple it says yes or no.

        >>> frame = pd.DataFrame({"name": ["Ana", "Bo"], "allies": [3, 0]})
        >>> content_of(table("people", frame, LOCAL).filter(lambda people: people["allies"] > 0))["name"].tolist()
        ['Ana']
        """
        if isinstance(self.content, pd.DataFrame):
            mask = keep(self.content) if callable(keep) else keep
            return self._with(self.content[mask])
        mask = [keep(one) for one in self.content] if callable(keep) else keep
        return self._with(tuple(one for one, kept in zip(self.content, mask, strict=True) if kept))

    def sort(self, column: str, *, ascending: bool = True) -> Disclosed[Content]:
        """The same rows in another order; ties stay in the order they had."""
        return self._with(self.content.sort_values(column, ascending=ascending, kind="stable", ignore_index=True))

    def concat(self, others: Iterable[Disclosed[Content]]) -> Disclosed[Content]:
        """The rows of this table and those of others, which the same viewer sees, below it."""
        parts = [self, *others]
        if any(part.viewer != self.viewer for part in parts):
            raise ValueError("What different viewers may see can't be put together.")
        filled = [content_of(part) for part in parts if len(content_of(part))]
        return self._with(pd.concat(filled) if filled else self.content)

    def _with(self, content: Content) -> Disclosed[Content]:
        return Disclosed(content, self.viewer, _PASS)


def content_of(shown: Disclosed[Content]) -> Content:
    """What a `Disclosed` holds; anything that did not pass the gate is refused.

    >>> content_of(table("ties", pd.DataFrame({"source": ["a"], "target": ["b"], "salary": [1]}), LOCAL)).shape
    (1, 2)
    >>> content_of(pd.DataFrame())
    Traceback (most recent call last):
    ...
    TypeError: Only what ally_graph.disclosure.gate has let through can be shown, not a DataFrame.
    """
    if not isinstance(shown, Disclosed):
        raise TypeError(
            f"Only what ally_graph.disclosure.gate has let through can be shown, not a {type(shown).__name__}."
        )
    return shown.content


def digest_of(shown: Disclosed[pd.DataFrame]) -> str:
    """What tells the content of one table that may be shown from that of another."""
    content_of(shown)
    return shown.digest


def table(kind: str, frame: pd.DataFrame, viewer: Viewer) -> Disclosed[pd.DataFrame]:
    """A copy of a frame with the columns that are listed for its kind, in the order they had; all others are dropped.

    An unknown kind is a `ValueError`, one that the viewer may not see is `NotAllowed`.
    """
    return Disclosed(_listed(kind, frame, viewer), viewer, _PASS)


def _listed(kind: str, frame: pd.DataFrame, viewer: Viewer) -> pd.DataFrame:
    _need(policy.table(viewer, kind))
    columns = policy.listed(kind).columns
    if columns is None or set(frame.columns) <= set(columns):
        return frame.copy(deep=False)
    return frame[[name for name in frame.columns if name in columns]]


def shown(thing: Shown | tuple[Shown, ...], viewer: Viewer) -> Disclosed:
    """A finding, loss, stay, step, network or company, or a tuple of these, with what this viewer may see of it."""
    things = thing if isinstance(thing, tuple) else (thing,)
    for one in things:
        if type(one) not in DECLARED:
            raise TypeError(f"A {type(one).__name__} is nothing that may be shown.")
    let = tuple(_let_through(one, viewer) for one in things)
    return Disclosed(let if isinstance(thing, tuple) else let[0], viewer, _PASS)


def _let_through(thing: Shown, viewer: Viewer) -> Shown:
    """The thing without what the viewer may not see of it."""
    if isinstance(thing, ShownNetwork):
        nodes, ties = (_listed(kind, getattr(thing, kind), viewer) for kind in ("nodes", "ties"))
        contact = None if thing.contact is None else _listed("ties", thing.contact, viewer)
        return replace(thing, nodes=nodes, ties=ties, contact=contact)
    if isinstance(thing, ShownFinding):
        named = policy.naming(viewer, thing)
        return thing if named else replace(thing, people=(), person_ids=())
    if isinstance(thing, Unnamed):
        _need(policy.figures(viewer))
        return thing
    _need(policy.rows_of_people(viewer))
    return thing


def lines(words: Sequence[str], viewer: Viewer) -> Disclosed[tuple[str, ...]]:
    """Sentences about single people, for whom these may be shown to."""
    _need(policy.rows_of_people(viewer))
    return Disclosed(tuple(words), viewer, _PASS)


def graph(network: nx.Graph, viewer: Viewer) -> Disclosed[nx.Graph]:
    """A network as it may leave the product for another program, with what the roster says of each person."""
    _need(policy.network_of_people(viewer))
    return Disclosed(network, viewer, _PASS)


def _need(verdict: Verdict) -> None:
    if not verdict:
        raise NotAllowed(verdict.reason)


def to_csv(shown: Disclosed[pd.DataFrame]) -> bytes:
    """A frame as CSV: no cell of it can run as a formula in a spreadsheet.

    >>> people = table("people", pd.DataFrame({"name": ["=1+1", "Ana"], "allies": [-1, 2]}), LOCAL)
    >>> to_csv(people).decode().splitlines()
    ['name,allies', "'=1+1,-1", 'Ana,2']
    """
    frame = content_of(shown)
    columns = [_cells(frame.iloc[:, place]) for place in range(frame.shape[1])]
    return csv_bytes(pa.table(columns, names=[str(escape_formula(name)) for name in frame.columns]))


def _cells(column: pd.Series) -> pa.Array:
    """A column as numbers, or as texts of which none is a formula."""
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        return pa.array(column, from_pandas=True)
    texts = column if isinstance(column.dtype, pd.StringDtype) else column.astype("str")
    return escape_formulas(pa.array(texts, pa.string(), from_pandas=True))
