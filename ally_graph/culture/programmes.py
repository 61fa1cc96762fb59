"""The twelve tools as a register: who takes part, how often pairs met, and whether ties formed that lasted.

A tie formed that lasted is one between two who had little to do with each other in the 90 days before the programme
brought them together, and still met 90 days after it had. Chance is what people like them (teams, level, same manager
or not, new or not) form without a programme, and how easily the same people form ties with others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ally_graph.culture.expected import drawn_ties, usual_ties
from ally_graph.culture.looked import Looked, Missing
from ally_graph.culture.shares import Share, by_group
from ally_graph.culture.ties import BEFORE, FOLLOWED, LASTING, LEAST_DAYS, Contacts, contacts_of
from ally_graph.records import Records
from ally_graph.stats import chance
from ally_graph.vocabulary import TOOLS

GIVERS, TAKERS = ("mentor", "buddy"), ("mentee", "newcomer")
OFTEN, ONCE = 8, 1
"""Of newcomers whose buddy met them more than eight times in 90 days, 97 % said it helped; of those met once, 56 %."""
DRAWS = 999
LEAST_PAIRS = 5
AT_A_TIME = 20_000_000
ERROR = 0.03
"""One-sided: about as often as this, a programme that did nothing is said to have formed ties."""
LEAST_TIES = 3
"""One or two ties say nothing of a programme, however rare they are."""
BEYOND, CHANCE = "formed ties", "no more than chance"


@dataclass(frozen=True)
class Dose:
    """How often pairs met in their first 90 days, of the pairs whose first 90 days are all on record."""

    pairs: int
    median: float
    often: int
    at_most_once: int


@dataclass(frozen=True)
class Formed:
    """Ties that a programme formed and that lasted, against chance.

    `ties` of `pairs` are new and lasted. `similar` is the share that pairs like them formed without it, NaN without
    such pairs. `expected`, `low` and `high` are what chance makes of it (mean, 95 %), and `p` how often that is
    more, with half of the times that it is just as much (mid-p, Lancaster 1961): ties are few and whole.
    """

    pairs: int
    ties: int
    expected: float
    low: float
    high: float
    p: float
    similar: float
    similar_pairs: int

    @property
    def verdict(self) -> str:
        """Whether more ties formed than chance makes, and than among pairs like them."""
        usual = max(self.expected, 0.0 if np.isnan(self.similar) else self.similar * self.pairs)
        return BEYOND if self.p <= ERROR and self.ties > usual and self.ties >= LEAST_TIES else CHANCE


@dataclass(frozen=True)
class Load:
    """Those who give in a programme: how many, their median of help given against all others, how many are named."""

    givers: int
    median: float
    others: float
    strained: int


@dataclass(frozen=True)
class Programme:
    """One of the twelve tools as it is on record.

    `reach` has the share of people who take part now, by team and level (`by, group, value, low, high, n`). `people`
    are all who ever took part, `now` those of them who do in this window; `started` and `ended` are empty where they
    are not on record or it goes on. `hours` are those set aside each month, NaN where nothing is said.
    """

    key: str
    people: int
    now: int
    started: str
    ended: str
    hours: float
    reach: pd.DataFrame | None
    dose: Dose | Missing
    formed: Formed | Missing
    load: Load | Missing

    @property
    def title(self) -> str:
        """Its name on screen."""
        return TOOLS[self.key]

    @property
    def is_of_pairs(self) -> bool:
        """Whether it brings two together: by what it is, or as pairs are on record."""
        return self.key in ("mentorship", "buddy") or isinstance(self.dose, Dose)

    @property
    def is_running(self) -> bool:
        """Whether it was begun and has not ended."""
        return self.people > 0 and not self.ended


def programmes(looked: Looked, *, draws: int = DRAWS) -> tuple[Programme, ...]:
    """The register of the twelve tools, also those that nobody takes part in."""
    contacts = contacts_of(looked.records, looked.base.as_of)
    return tuple(_programme(looked, contacts, key, draws) for key in TOOLS)


def _programme(looked: Looked, contacts: Contacts, key: str, draws: int) -> Programme:
    rows = looked.records.programmes
    rows = rows[rows["programme"] == key]
    begun = rows[rows["start_date"].isna() | (rows["start_date"] < looked.base.as_of)]
    over = len(begun) > 0 and bool((begun["end_date"] < looked.base.as_of.normalize() - pd.Timedelta(days=1)).all())
    reach = by_group(looked, Share(looked.in_programme(key), looked.here), ("team", "level")) if len(begun) else None
    return Programme(
        key,
        begun["person_id"].nunique(),
        int((looked.in_programme(key) & looked.here).sum()),
        _day(begun["start_date"].min()),
        _day(begun["end_date"].max()) if over else "",
        float(begun["hours"].sum(min_count=1)) if len(begun) else float("nan"),
        reach,
        dose(contacts, pairs_of(begun, key)),
        formed(contacts, begun, key, draws=draws, seed=looked.base.settings.seed),
        _load(looked, begun),
    )


def _day(date: pd.Timestamp) -> str:
    return "" if pd.isna(date) else date.date().isoformat()


def pairs_of(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """The pairs that a programme brought together: `giver, taker, start`, each once.

    Without roles they are named in the order of their ids.
    """
    known = rows[(rows["programme"] == key)].dropna(subset=["partner_id", "start_date"])
    one, other = (known[name].astype("str") for name in ("person_id", "partner_id"))
    turned = known["role"].isin(TAKERS) | (~known["role"].isin(GIVERS) & (one > other))
    frame = pd.DataFrame({"giver": one.where(~turned, other), "taker": other.where(~turned, one)})
    frame = frame.assign(start=known["start_date"]).sort_values("start", kind="stable")
    frame = frame[frame["giver"] != frame["taker"]].drop_duplicates(["giver", "taker"])
    return frame.sort_values(["start", "giver", "taker"], ignore_index=True)


def dose(contacts: Contacts, pairs: pd.DataFrame) -> Dose | Missing:
    """On how many days the pairs met in their first 90 days."""
    what = "how often they met"
    if pairs.empty:
        return Missing(what, "no pair is on record", "Write down who is with whom (partner_id) and since when.")
    whole = pairs[(pairs["start"] >= contacts.first) & (pairs["start"] + pd.Timedelta(days=LASTING) <= contacts.end)]
    if whole.empty:
        missing = "no pair has its first 90 days wholly on record"
        return Missing(what, missing, "Look again once they are over.")
    places = [pair for pair in _places(contacts, whole) if min(pair[:2]) >= 0]
    found = np.array([int(contacts.counted(*pair, 0, LASTING)) for pair in places])
    if not len(found):
        return Missing(what, "no pair is on the roster", "Write ids as they are on the roster.")
    return Dose(len(found), float(np.median(found)), int((found > OFTEN).sum()), int((found <= ONCE).sum()))


def _places(contacts: Contacts, pairs: pd.DataFrame) -> list[tuple[int, int, int]]:
    """Pairs as places of people on the roster with the day of their start; -1 for somebody who is not there."""
    giver, taker = (contacts.place.get_indexer(pairs[name]) for name in ("giver", "taker"))
    return list(zip(giver.tolist(), taker.tolist(), contacts.day_of(pairs["start"]).tolist(), strict=True))


def formed(contacts: Contacts, rows: pd.DataFrame, key: str, *, draws: int = DRAWS, seed: int = 0) -> Formed | Missing:
    """Ties that formed and lasted, against what chance makes of it among people like them.

    Of a programme of pairs, each pair is held against what is usual between people like the two, and against what each
    of them forms with others. Of a programme without pairs, all two who began it together are looked at, and who took
    part is dealt out anew among people like them.
    """
    pairs = pairs_of(rows, key)
    if len(pairs):
        return _of_pairs(contacts, pairs, draws, seed)
    begun = rows.dropna(subset=["start_date"])
    if begun.empty:
        return Missing(WHAT, "nobody takes part on record", "Write down who takes part, and since when.")
    cohorts = [part for _, part in begun.groupby("start_date")]
    ready = [part for part in cohorts if contacts.can_follow(contacts.day_of(part["start_date"])[:1])[0]]
    if not ready:
        missing = "nobody began it with 90 days of records before and four months after"
        return Missing(WHAT, missing, "Look again four months after somebody began it.")
    return _of_cohorts(contacts, ready, draws, seed)


WHAT = "whether ties formed"


def _of_pairs(contacts: Contacts, pairs: pd.DataFrame, draws: int, seed: int) -> Formed | Missing:
    """Pairs who had little to do with each other before, against what the same people form with others."""
    places = [pair for pair in _places(contacts, pairs) if min(pair[:2]) >= 0]
    ready = [pair for pair in places if contacts.can_follow(np.array([pair[2]]))[0]]
    do = "Look again with more pairs, four months after their start."
    if len(ready) < LEAST_PAIRS:
        most = f"{len(ready)} of {len(pairs)} pairs have 90 days of records before their start and four months after"
        return Missing(WHAT, most, do)
    together = {frozenset(pair[:2]) for pair in places}
    found = [one for pair in ready if (one := _beside(contacts, pair, together)) is not None]
    if len(found) < LEAST_PAIRS:
        return Missing(WHAT, f"{len(found)} of {len(ready)} pairs were new to each other, with others like them", do)
    own = int(sum(one.lasted for one in found))
    drawn = _drawn(contacts, [one.pair for one in found], together, draws, chance.generator(seed, 60, len(found)))
    counted = sum(len(pool) for one in found for pool in one.pools)
    similar = sum(float(pool.sum()) for one in found for pool in one.pools) / counted
    return _held_against(len(found), own, drawn, similar, counted)


@dataclass(frozen=True)
class _Beside:
    """Whether a pair's tie lasted, and whether those of pairs like it did: of the one with others, of the other."""

    pair: tuple[int, int, int]
    lasted: bool
    pools: tuple[np.ndarray, np.ndarray]


def _beside(contacts: Contacts, pair: tuple[int, int, int], together: set[frozenset]) -> _Beside | None:
    """A pair beside others like it; None where the two knew each other, or nobody is like either of them."""
    giver, taker, day = pair
    if not _is_new(contacts, *pair) or not contacts.around(day)[[giver, taker]].all():
        return None
    pools = []
    for stays, goes in ((giver, taker), (taker, giver)):
        others = contacts.like(goes, stays, day)
        apart = np.array([frozenset((stays, int(other))) not in together for other in others], dtype=bool)
        others = others[apart & _is_new(contacts, stays, others, day)]
        pools.append(_lasted(contacts, stays, others, day))
    return _Beside(pair, bool(_lasted(contacts, *pair)), tuple(pools)) if any(len(pool) for pool in pools) else None


def _is_new(contacts: Contacts, one: int, other: np.ndarray | int, day: int) -> np.ndarray:
    """Whether two had little to do with each other in the 90 days before."""
    return contacts.counted(one, other, day, -BEFORE, 0) < LEAST_DAYS


def _lasted(contacts: Contacts, one: int, other: np.ndarray | int, day: int) -> np.ndarray:
    """Whether two met from 90 days on."""
    return contacts.counted(one, other, day, LASTING, FOLLOWED) >= LEAST_DAYS


def _drawn(
    contacts: Contacts,
    pairs: list[tuple[int, int, int]],
    together: set[frozenset],
    draws: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """How many ties chance makes of these pairs, a number a draw; see `ally_graph.culture.expected`."""
    ties = np.zeros(draws)
    for day in sorted({day for _, _, day in pairs}):
        ends = np.array([pair[:2] for pair in pairs if pair[2] == day])
        ties += drawn_ties(usual_ties(contacts, day, together), ends, draws, rng)
    return ties


def _of_cohorts(contacts: Contacts, cohorts: list[pd.DataFrame], draws: int, seed: int) -> Formed | Missing:
    """Ties among those who began together, with who took part dealt out anew among people like them.

    What they form with others says how easily they form ties at all; the less telling of the two ways counts.
    """
    rng, drawn, counts = chance.generator(seed, 61, len(cohorts)), np.zeros(draws), np.zeros(4, dtype=int)
    usual = np.zeros(draws)
    for cohort in cohorts:
        day = int(contacts.day_of(cohort["start_date"])[0])
        here = contacts.around(day)
        takes = contacts.place.isin(cohort["person_id"].astype("str")) & here
        known, met = (contacts.met_often(day, *span) for span in ((-BEFORE, 0), (LASTING, FOLLOWED)))
        new = _is_new(contacts, *met, day)
        last = met[0][new], met[1][new]
        counts += [number for some in (takes, here & ~takes) for number in _new_and_lasting(known, last, some)]
        usual += drawn_ties(usual_ties(contacts, day, takes), _new_pairs(takes, known), draws, rng)
        stratum, whole = contacts.stratum(day), max(_new_and_lasting(known, last, takes)[0], 1)
        pairs, ties = _dealt(takes, here, stratum, (known, last), draws, rng)
        drawn += whole * ties / np.maximum(pairs, 1)
    if counts[0] < LEAST_PAIRS:
        return Missing(WHAT, "too few who didn't know each other began it together", "Look again with more of them.")
    similar = counts[3] / counts[2] if counts[2] else float("nan")
    found = _held_against(int(counts[0]), int(counts[1]), drawn, float(similar), int(counts[2]))
    by_habit = _held_against(int(counts[0]), int(counts[1]), usual, float(similar), int(counts[2]))
    return max(found, by_habit, key=lambda one: one.p)


Ends = tuple[np.ndarray, np.ndarray]


def _new_and_lasting(known: Ends, last: Ends, some: np.ndarray) -> tuple[int, int]:
    """How many pairs of these people were new to each other, and how many of them have a tie that lasted."""
    people = int(some.sum())
    knew, ties = (int((some[one] & some[other]).sum()) for one, other in (known, last))
    return people * (people - 1) // 2 - knew, ties


def _new_pairs(some: np.ndarray, known: Ends) -> np.ndarray:
    """The pairs of these people who were new to each other, a row a pair."""
    places = np.flatnonzero(some)
    one, other = (places[ends] for ends in np.triu_indices(len(places), 1))
    size = len(some)
    return np.stack([one, other], axis=1)[~np.isin(one * size + other, known[0] * size + known[1])]


def _dealt(
    takes: np.ndarray,
    here: np.ndarray,
    stratum: np.ndarray,
    of: tuple[Ends, Ends],
    draws: int,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """How many new pairs, and ties that lasted, there are among those who take part, dealt out anew within strata."""
    dealt = np.repeat(takes[None, :], draws, axis=0)
    for group in np.unique(stratum[here]):
        rows = np.flatnonzero(here & (stratum == group))
        dealt[:, rows] = rng.permuted(dealt[:, rows], axis=1)
    people = dealt.sum(axis=1)
    knew, ties = (_both(dealt, *ends) for ends in of)
    return people * (people - 1) // 2 - knew, ties


def _both(dealt: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Of how many of these pairs both take part, a number a draw; some draws at a time, as pairs can be many."""
    some = max(AT_A_TIME // max(len(one), 1), 1)
    parts = [dealt[start : start + some] for start in range(0, len(dealt), some)]
    return np.concatenate([(part[:, one] & part[:, other]).sum(axis=1) for part in parts])


def _held_against(pairs: int, ties: int, drawn: np.ndarray, similar: float, similar_pairs: int) -> Formed:
    p = (int((drawn > ties).sum()) + 0.5 * (1 + int((drawn == ties).sum()))) / (1 + len(drawn))
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Formed(pairs, ties, float(np.mean(drawn)), float(low), float(high), p, similar, similar_pairs)


def _load(looked: Looked, rows: pd.DataFrame) -> Load | Missing:
    """What those who give in a programme carry, against everybody else."""
    what = "what those who give in it carry"
    giving = rows[rows["role"].isin(GIVERS)]
    who = looked.who(giving["person_id"]) & looked.here
    if not who.any():
        return Missing(what, "nobody is down as mentor or buddy", "Write down the role of each person.")
    if not looked.helps.nnz:
        return Missing(what, "no record says who helped whom", "Load records of help, answers or reviews.")
    given = np.asarray(looked.helps.sum(axis=1)).ravel()
    heavy = {"overrelied", "ally_burnout", "unbalanced"}
    named = {person for one in looked.findings if one.detector in heavy for person in one.people}
    rest = looked.here & ~who
    others = float(np.median(given[rest])) if rest.any() else float("nan")
    strained = len(named & set(looked.ids[who].tolist()))
    return Load(int(who.sum()), float(np.median(given[who])), others, strained)


def tried(records: Records) -> tuple[str, ...]:
    """The tools that somebody takes part in on record, in the order of the vocabulary."""
    there = set(records.programmes["programme"])
    return tuple(key for key in TOOLS if key in there)
