"""What every proposal rests on: who is in touch with whom, who has room, who is away, who is paired already.

Everything is by the integer code of a person in the network of the analysis.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from ally_graph.analysis import Analysis
from ally_graph.findings.ally_burnout import shows_strain
from ally_graph.findings.guards import left_or_to_come
from ally_graph.measures import reliance
from ally_graph.measures.clock import ZONES, is_zone, local_moments
from ally_graph.measures.strata import strata
from ally_graph.network import Network
from ally_graph.network.pairs import symmetric
from ally_graph.records import Records
from ally_graph.settings import Settings

WEEK_DAYS = 7
GIVING, GETTING = ("mentor", "buddy"), ("mentee", "newcomer")
"""The roles of those who give their time in a programme, and of those it is for."""
LONG_AWAY = 1 / 3
"""Whoever is away for so much of a programme's days is not asked."""


@dataclass(frozen=True)
class Grounds:
    """Records and their analysis, and what they say of everyone who could take part in something."""

    records: Records
    analysis: Analysis
    kept: dict = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def base(self) -> Network:
        """The network of the analysis."""
        return self.analysis.base

    @property
    def settings(self) -> Settings:
        """The settings of the analysis."""
        return self.base.settings

    @property
    def people(self) -> pd.DataFrame:
        """The roster of the window."""
        return self.base.people

    @property
    def size(self) -> int:
        """How many people there are."""
        return self.base.size

    @cached_property
    def ids(self) -> list[str]:
        """The people, in the order of all that follows."""
        return self.people.index.astype("str").tolist()

    @property
    def day(self) -> pd.Timestamp:
        """The day that is looked back from, on which a programme could begin."""
        return self.base.as_of.normalize()

    @cached_property
    def until(self) -> pd.Timestamp:
        """The day on which a programme that begins now would end."""
        return self.day + pd.Timedelta(days=self.settings.programme_days)

    def codes(self, ids: pd.Series) -> np.ndarray:
        """The code of each id, -1 for nobody of this network."""
        return self.people.index.get_indexer(ids.astype("object"))

    def column(self, name: str) -> np.ndarray:
        """Each person's group by a column of the roster as a code, -1 where it is missing."""
        return self.base.groups(name)[0]

    def numbers(self, name: str) -> np.ndarray:
        """A column of numbers of the roster, NaN where it is missing."""
        if name not in self.kept:
            column = pd.to_numeric(self.people.get(name, pd.Series(np.nan, index=self.people.index)), errors="coerce")
            self.kept[name] = column.to_numpy(dtype=float, na_value=np.nan)
        return self.kept[name]

    @cached_property
    def managers(self) -> np.ndarray:
        """The code of each person's manager, -1 where there is none."""
        return reliance.managers(self.base)

    @cached_property
    def tied(self) -> sparse.csr_array:
        """Who has met whom in the window, 1 for each pair both ways; large meetings and mails to many don't count."""
        matrix = sparse.csr_array(symmetric(self.base.pairs, (self.base.met() > 0).astype(float)))
        matrix.eliminate_zeros()
        return matrix

    @cached_property
    def cut_off(self) -> np.ndarray:
        """Who is not in the largest part of the network in which everybody is reached from everybody."""
        parts = csgraph.connected_components(self.tied, directed=False)[1]
        return parts != np.bincount(parts).argmax() if len(parts) else np.zeros(0, dtype=bool)

    @cached_property
    def tenure(self) -> np.ndarray:
        """Days since each person began to work here, NaN where it is not on record."""
        return ((self.day - self.people["start_date"]) / pd.Timedelta(days=1)).to_numpy(dtype=float)

    @cached_property
    def is_new(self) -> np.ndarray:
        """Who began to work here lately."""
        return self.tenure <= self.settings.newcomer_days

    @cached_property
    def right_kind(self) -> np.ndarray:
        """Who is of a kind that is matched: of the company's own people, unless set otherwise."""
        return self.people["kind"].isin(self.settings.matched_kinds).to_numpy(dtype=bool)

    @cached_property
    def elsewhen(self) -> np.ndarray:
        """Who left or had yet to come, where the roster has no dates and only the records tell."""
        return left_or_to_come(self.base, self.records)

    @cached_property
    def gone(self) -> np.ndarray:
        """Who leaves before a programme would end, has left, or has yet to come; the roster has no later starters."""
        return (self.people["end_date"] < self.until).fillna(False).to_numpy(dtype=bool) | self.elsewhen

    @cached_property
    def away(self) -> np.ndarray:
        """Who is away on the day, or for a third of the programme's days or more."""
        absences, days = self.records.absences, self.settings.programme_days
        rows = self.codes(absences["person_id"])
        ends = (absences["start_date"], absences["end_date"] + pd.Timedelta(days=1))
        known = rows >= 0
        first, stop = (((end - self.day).dt.days.to_numpy()[known]).clip(0, days).astype(np.int64) for end in ends)
        steps = np.zeros((self.size, days + 1), dtype=np.int64)
        np.add.at(steps, (rows[known], first), 1)
        np.add.at(steps, (rows[known], stop), -1)
        missing = np.cumsum(steps, axis=1)[:, :days] > 0
        return missing[:, 0] | (missing.sum(axis=1) >= LONG_AWAY * days)

    @cached_property
    def at_home(self) -> np.ndarray:
        """Who has been at work long enough in the window to know the place."""
        return self.base.exposure >= self.settings.min_exposure_days

    @cached_property
    def load(self) -> np.ndarray:
        """Helps given in a week of full-time work, by person."""
        return weekly(np.asarray(self.base.help_events.sum(axis=1)).ravel(), self.base.effort)

    @cached_property
    def received(self) -> np.ndarray:
        """Helps received in a week at work, by person."""
        return weekly(np.asarray(self.base.help_events.sum(axis=0)).ravel(), self.base.exposure)

    @cached_property
    def limit(self) -> np.ndarray:
        """The load that three in four colleagues like each person stay below.

        Where so few give any help that this is nothing, it is taken among those who give some.
        """
        share = self.settings.room_percentile
        here = self.at_home & ~self.elsewhen
        every, some = (strata(self.base, part).quantile(self.load, share) for part in (here, here & (self.load > 0)))
        return np.nan_to_num(np.where(np.nan_to_num(every) > 0, every, some))

    @cached_property
    def overrelied(self) -> np.ndarray:
        """Whom others lean on too much, by the findings."""
        return self._named("overrelied")

    @cached_property
    def isolated(self) -> np.ndarray:
        """Who may be on their own, by the findings."""
        return self._named("isolated")

    @cached_property
    def worn(self) -> np.ndarray:
        """Who is over-relied on or shows signs of strain, watched or named."""
        strained = shows_strain(self.base, self.records, self.overrelied)
        return self.overrelied | strained | self._named("ally_burnout")

    @cached_property
    def busy(self) -> np.ndarray:
        """Who carries too much to be asked for more: worn, or above what three in four colleagues like them give."""
        return self.worn | (self.load > self.limit)

    @cached_property
    def closed(self) -> np.ndarray:
        """The number of the closed group that each person is in, -1 for nobody's; it never leaves this room."""
        groups = [one.people for one in self.analysis.findings if one.detector == "closed_group" and one.people]
        number = np.full(self.size, -1)
        for place, members in enumerate(groups):
            codes = self.codes(pd.Series(list(members)))
            number[codes[codes >= 0]] = place
        return number

    @cached_property
    def offset(self) -> np.ndarray:
        """Hours that each person's clock is ahead of UTC on the day, NaN where no zone that is one is on record."""
        name = next((name for name in ZONES if name in self.people), None)
        if name is None:
            return np.full(self.size, np.nan)
        moments = np.full(self.size, np.datetime64(self.day, "us"))
        ahead = local_moments(moments, np.arange(self.size), self.people) - moments
        hours = ahead.astype("m8[s]").astype(float) / 3600
        return np.where(self.people[name].map(is_zone).to_numpy(dtype=bool), hours, np.nan)

    @cached_property
    def agreed(self) -> pd.DataFrame:
        """Pairs of programmes as `giver, taker, programme, peers, start, end`, each once, whoever's row it was."""
        rows = self.records.programmes
        one, other = self.codes(rows["person_id"]), self.codes(rows["partner_id"].fillna(""))
        role = rows["role"].astype("str")
        swapped = role.isin(GETTING).to_numpy()
        found = pd.DataFrame(
            {
                "giver": np.where(swapped, other, one),
                "taker": np.where(swapped, one, other),
                "programme": rows["programme"].astype("str").to_numpy(),
                "peers": ~role.isin((*GIVING, *GETTING)).to_numpy(),
                "start": rows["start_date"].to_numpy(),
                "end": rows["end_date"].to_numpy(),
            }
        )
        return found[(one >= 0) & (other >= 0)].drop_duplicates(ignore_index=True)

    @cached_property
    def active(self) -> pd.DataFrame:
        """Those of the agreed pairs that have not ended by the day."""
        pairs = self.agreed
        return pairs[~(pairs["end"] < self.day) & ~(pairs["start"] > self.until)]

    @cached_property
    def mentees(self) -> np.ndarray:
        """For how many people each person is a buddy or mentor now."""
        pairs = self.active[~self.active["peers"]].drop_duplicates(["giver", "taker"])
        return np.bincount(pairs["giver"], minlength=self.size)

    @cached_property
    def recent(self) -> sparse.csr_array:
        """Who was brought together with whom so lately that it would be a repeat, both ways."""
        pairs, since = self.agreed, self.day - pd.Timedelta(days=self.settings.repeat_days)
        last = pairs["end"].fillna(self.day)
        some = pairs[last >= since]
        one, other = some["giver"].to_numpy(), some["taker"].to_numpy()
        return both_ways(one, other, self.size)

    def _named(self, detector: str) -> np.ndarray:
        """Whom a detector names, as a mask."""
        named = {person for one in self.analysis.findings if one.detector == detector for person in one.people}
        return np.array([person in named for person in self.ids], dtype=bool)


def weekly(events: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Events for each week of seven such days, 0 where there was no day.

    >>> weekly(np.array([6, 1]), np.array([14.0, 0.0]))
    array([3., 0.])
    """
    return np.divide(events * WEEK_DAYS, days, out=np.zeros(len(days)), where=days > 0)


def both_ways(one: np.ndarray, other: np.ndarray, size: int) -> sparse.csr_array:
    """Pairs as a matrix of 1, each from both ends."""
    rows, columns = np.concatenate([one, other]), np.concatenate([other, one])
    matrix = sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=(size, size)).tocsr()
    matrix.data[:] = 1.0
    return matrix
