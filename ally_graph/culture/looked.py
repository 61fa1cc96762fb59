"""What the culture is read off: the records, the analysis of one window, and who counts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse

from ally_graph.compute.codes import MUTUAL
from ally_graph.findings import Finding
from ally_graph.indicators.by_group import families_of, shown_groups
from ally_graph.network import Network
from ally_graph.network.pairs import symmetric
from ally_graph.records import Records


@dataclass(frozen=True)
class Missing:
    """Something that can't be told: `what`, what is `missing` for it, and the one thing to `do`."""

    what: str
    missing: str
    do: str


@dataclass(frozen=True)
class Looked:
    """Records, the network and the findings of one window, with what several parts of the culture look at."""

    records: Records
    base: Network
    findings: tuple[Finding, ...] = ()

    @cached_property
    def here(self) -> np.ndarray:
        """Who was at work long enough in the window to be counted; the same people as in figures by group."""
        return self.base.exposure >= self.base.settings.min_exposure_days

    @cached_property
    def begin(self) -> pd.Timestamp:
        """The first moment of the window."""
        return self.base.as_of - pd.Timedelta(days=self.base.settings.window_days)

    @cached_property
    def ids(self) -> np.ndarray:
        """The ids of people, as texts in the order of the network."""
        return self.base.ids.astype(str)

    @cached_property
    def helps(self) -> sparse.csr_array:
        """How often each person (row) helped each other (column) in the window."""
        return self.base.help_events

    @cached_property
    def two_way(self) -> sparse.csr_array:
        """Between whom contact ran both ways: a meeting or the like, or help each way; symmetric."""
        mutual = symmetric(self.base.pairs, self.base.sums.count[MUTUAL].astype(float))
        both = (self.helps > 0).multiply((self.helps > 0).T)
        return ((mutual > 0) + both).tocsr().astype(bool)

    @cached_property
    def manager(self) -> np.ndarray:
        """The place of each person's manager, -1 where there is none on record here."""
        people = self.base.people
        if "manager_id" not in people:
            return np.full(self.base.size, -1)
        return people.index.get_indexer(people["manager_id"])

    @cached_property
    def level(self) -> np.ndarray:
        """Everybody's level, NaN where it is not on record."""
        return self.numbers("level")

    def numbers(self, column: str) -> np.ndarray:
        """A column of the roster as numbers, NaN where nothing is on record."""
        people = self.base.people
        if column not in people:
            return np.full(self.base.size, np.nan)
        return people[column].to_numpy(dtype=float, na_value=np.nan)

    def texts(self, column: str) -> pd.Series:
        """A column of the roster as texts, empty where nothing is on record."""
        people = self.base.people
        values = people[column] if column in people else pd.Series(None, index=people.index, dtype=object)
        return values.astype("str").where(values.notna(), "")

    @cached_property
    def active(self) -> pd.DataFrame:
        """The rows of programmes that ran in the window."""
        rows, end = self.records.programmes, self.base.as_of
        begun = rows["start_date"].isna() | (rows["start_date"] < end)
        going = rows["end_date"].isna() | (rows["end_date"] >= self.begin)
        return rows[begun & going]

    def in_programme(self, *programmes: str) -> np.ndarray:
        """Who took part in one of these programmes within the window."""
        rows = self.active[self.active["programme"].isin(programmes)]
        return self.who(rows["person_id"])

    def who(self, ids: pd.Series) -> np.ndarray:
        """Whom a column of ids names, as a mask."""
        return self._index.isin(ids.astype("str").unique())

    @cached_property
    def _index(self) -> pd.Index:
        return pd.Index(self.base.ids.astype(str), dtype=object)

    def part_of(self, *kinds: str, receiving: bool = False) -> np.ndarray:
        """Who was part of a record of one of these kinds in the window, or at its receiving end."""
        events = self.base.events
        codes = [code for code, kind in enumerate(events.kinds) if kind in kinds]
        some = np.isin(events.kind, codes)
        found = np.zeros(self.base.size, dtype=bool)
        found[events.target[some]] = True
        if not receiving:
            found[events.source[some]] = True
        return found

    def ever(self, *kinds: str) -> bool:
        """Whether such a record is there at all, in the window or not."""
        column = self.records.interactions["kind"]
        return bool(column.isin(kinds).any())

    @cached_property
    def thanks(self) -> pd.DataFrame:
        """The recognitions of the window."""
        rows = self.records.recognitions
        return rows[rows["timestamp"].between(self.begin, self.base.as_of)]

    def groups(self, among: np.ndarray) -> pd.DataFrame:
        """The groups of these people of which something may be shown: `by, group, n, who`."""
        mask = among.tobytes()
        if mask not in self._decided:
            self._decided[mask] = shown_groups(self._families, self.base, among)
        return self._decided[mask]

    @cached_property
    def _decided(self) -> dict[bytes, pd.DataFrame]:
        """What was decided of which people, so that many shares of the same ask once."""
        return {}

    @cached_property
    def _families(self) -> dict[str, int]:
        return families_of(self.records)
