"""Who is proposed to whom, with the reasons, who would be next, and what stood in the way of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse

from ally_graph.analysis import Analysis
from ally_graph.errors import SettingError, did_you_mean
from ally_graph.matching import assigning, rules
from ally_graph.matching.assigning import NO_ONE
from ally_graph.matching.grounds import Grounds, both_ways
from ally_graph.matching.mending import mended
from ally_graph.matching.paths import steps_between, steps_from_either_end
from ally_graph.matching.programmes import POINTS, PROGRAMMES, Programme
from ally_graph.progress import heartbeat
from ally_graph.records import Records
from ally_graph.wording.counts import listed, tally, upper_first

REASONS_TOLD = 3
"""So many things that speak for a pair are told, those first that weigh most, and then how much room there is."""


@dataclass(frozen=True)
class Pair:
    """Two people who could be brought together.

    Attributes
    ----------
    person, partner
        Who is looked after, and by whom; of two peers the order means nothing.
    score
        What speaks for it, from 0 to 1.
    why
        The reasons in one sentence about the partner, made from the records.
    runner_up
        Who would be next: the best of those who are free. None where nobody is left.
    trio
        All three where an odd number makes one trio, else nobody.
    """

    person: str
    partner: str
    score: float
    why: str
    runner_up: str | None = None
    trio: tuple[str, ...] = ()

    def to_dict(self) -> dict:
        """The pair as plain values."""
        told = {name: getattr(self, name) for name in ("person", "partner", "score", "why", "runner_up")}
        return told | ({"trio": list(self.trio)} if self.trio else {})


@dataclass(frozen=True)
class Unmatched:
    """Somebody for whom nobody was found, and which rule stood in the way."""

    person: str
    why: str

    def to_dict(self) -> dict:
        """The two as plain values."""
        return {"person": self.person, "why": self.why}


@dataclass(frozen=True)
class Matching:
    """The pairs of a programme, sorted by person, and those for whom nobody was found."""

    programme: str
    pairs: tuple[Pair, ...]
    unmatched: tuple[Unmatched, ...]

    def to_dict(self) -> dict:
        """Pairs and unmatched people as plain values."""
        return {name: [one.to_dict() for one in getattr(self, name)] for name in ("pairs", "unmatched")}


@dataclass(frozen=True)
class _Field:
    """Those who are looked after (rows) and those who could be asked (columns), with what speaks for each pair.

    `points` has a matrix for each thing that can speak for a pair, and `scores` is their sum.
    """

    rows: np.ndarray
    columns: np.ndarray
    allowed: np.ndarray
    scores: np.ndarray
    points: list[np.ndarray]
    steps: np.ndarray


def match(
    records: Records,
    analysis: Analysis,
    programme: str,
    *,
    people: Iterable[str] | None = None,
    blocked: Iterable[tuple[str, str]] = (),
    agreed: Iterable[tuple[str, str]] = (),
) -> Matching:
    """Bring people together for a programme: `buddy`, `mentorship` or `coffee`.

    Nobody is asked who is over-relied on, shows signs of strain, gives more than three in four colleagues like them, is
    away or leaving, or is somebody's buddy or mentor already. Nobody is brought together with somebody they have met,
    can't be introduced to within four steps, report to, were paired with lately, or share a closed group with.

    As many as can be are paired, those who get least help first; among all ways to do so the scores add up to most.

    Parameters
    ----------
    people
        For whom; those the programme is for unless given. Whoever is asked for by name may have a buddy already.
    blocked
        Pairs to keep apart, either way round; a pair with an empty second id is somebody who is not asked at all.
    agreed
        Pairs that were agreed on already: they stay out of it, and so do their people.

    Raises
    ------
    SettingError
        For a programme or a person there is not.
    """
    told, here = PROGRAMMES[programme], Grounds(records, analysis)
    lists = sorted(set(blocked))
    here.kept["blocked"] = _matrix(here, lists)
    settled = {one for pair in agreed for one in pair}
    not_asked = [*(one for one, other in lists if not other), *settled]
    here.kept["not asked"] = np.isin(here.ids, not_asked)
    seekers, unmet = _seekers(here, told, people)
    seekers = seekers[~np.isin(np.array(here.ids, dtype=object)[seekers], list(settled))]
    ready = here.right_kind & ~here.gone & ~here.away
    rows = seekers[ready[seekers] & ~(here.kept["not asked"][seekers] & told.peers)]
    if told.peers:
        pairs, unmatched = _peers(here, told, rows)
    else:
        pairs, unmatched = _looked_after(here, told, rows)
    unmatched += [Unmatched(here.ids[one], _not_ready(here, one)) for one in np.setdiff1d(seekers, rows)]
    unmet = [one for one in unmet if one.person not in settled]
    absent = unmet if people is None else _absent(records, here, people)
    by_person: Callable = lambda one: (one.person, getattr(one, "partner", ""))  # noqa: E731
    return Matching(programme, tuple(sorted(pairs, key=by_person)), tuple(sorted(unmatched + absent, key=by_person)))


def _matrix(here: Grounds, pairs: Sequence[tuple[str, str]]) -> sparse.csr_array:
    """Pairs of ids as a matrix; those with somebody who is not here say nothing."""
    place = {person: code for code, person in enumerate(here.ids)}
    known = [(place[one], place[other]) for one, other in pairs if one in place and other in place]
    return both_ways(*np.array(known, dtype=np.int64).reshape(-1, 2).T, here.size)


def _seekers(here: Grounds, programme: Programme, people: Iterable[str] | None) -> tuple[np.ndarray, list[Unmatched]]:
    """Those who are looked after, by code, and those who are on paper only: they have not met whom they were given."""
    if people is not None:
        return np.flatnonzero(np.isin(here.ids, list(people))), []
    due = programme(here) & here.right_kind & ~here.gone
    if programme.peers:
        return np.flatnonzero(due), []
    pairs = here.active[(here.active["programme"] == programme.tool) & ~here.active["peers"]]
    pairs = pairs[due[pairs["taker"].to_numpy()]].sort_values(["taker", "start"])
    taker, giver = (pairs[name].to_numpy(dtype=np.int64) for name in ("taker", "giver"))
    has_met = {int(one) for one, other in zip(taker, giver, strict=True) if here.tied[one, other] > 0}
    on_paper = pairs[~pairs["taker"].isin(has_met)].drop_duplicates("taker")
    unmet = [_on_paper(here, programme, *row) for row in on_paper[["taker", "start"]].itertuples(index=False)]
    return np.setdiff1d(np.flatnonzero(due), taker), unmet


def _on_paper(here: Grounds, programme: Programme, taker: int, start: pd.Timestamp) -> Unmatched:
    """Somebody who was given a buddy or mentor, with no contact of the two on record."""
    role = programme.roles[1]
    since = f" since {start:%-d %B %Y}" if pd.notna(start) else ""
    words = f"Has had a {role}{since}, and no contact of the two is on record in this period: ask them."
    return Unmatched(here.ids[taker], words)


def _absent(records: Records, here: Grounds, people: Iterable[str]) -> list[Unmatched]:
    """Those who were asked for and are on the roster, but not at work in the window, or no people."""
    everyone, inside = set(records.people["person_id"].astype("str")), set(here.ids)
    for one in people:
        if one not in everyone:
            words = f"There is nobody with the id {one} on the roster. {did_you_mean(one, everyone)}"
            raise SettingError(words.strip())
    words = "Is not at work in this period, or no person but a service."
    return [Unmatched(one, words) for one in sorted(set(people)) if one not in inside]


def _not_ready(here: Grounds, person: int) -> str:
    """Why somebody is not brought together with anyone at all."""
    if not here.right_kind[person]:
        kinds = listed(sorted(here.settings.matched_kinds))
        return f"Is on the roster as {here.people['kind'].iloc[person]}, and only {kinds} people are matched."
    if here.gone[person]:
        return f"Is not at work from {here.day:%-d %B %Y} to {here.until:%-d %B %Y}, the time of the programme."
    if here.away[person]:
        return f"Is away on {here.day:%-d %B %Y}, or for a third of the {here.settings.programme_days} days from then."
    return "Is on the list of those who are not to be asked."


def _looked_after(here: Grounds, programme: Programme, rows: np.ndarray) -> tuple[list[Pair], list[Unmatched]]:
    """Pairs of a programme in which one gives their time to another."""
    not_asked = here.kept["not asked"]
    left = ~not_asked
    sifted = [("is not to be asked", "are not to be asked", not_asked)]
    for rule in programme.about_people:
        keeps = rule(here)
        words = rules.OF_PEOPLE[rule]
        sifted.append((words.one, words.many, left & ~keeps))
        left &= keeps
    field, lost = _field(here, programme, rows, np.flatnonzero(left))
    free = np.maximum(0, here.settings.mentees_at_most - here.mentees[field.columns])
    places = np.repeat(np.arange(len(field.columns)), free if rules.has_a_place_free in programme.about_people else 1)
    rank = assigning.ranks(-here.received[rows])
    chosen = assigning.assigned(field.scores[:, places], field.allowed[:, places], rank)
    partner = np.where(chosen == NO_ONE, NO_ONE, places[chosen] if len(places) else NO_ONE)
    spare = np.bincount(places, minlength=len(field.columns))
    spare = spare - np.bincount(partner[partner != NO_ONE], minlength=len(field.columns)) > 0
    pairs, unmatched = [], []
    for row, column in enumerate(partner):
        if column == NO_ONE:
            taken = int(field.allowed[row].sum())
            others = [(one, many, int(out.sum() - out[rows[row]])) for one, many, out in sifted]
            unmatched.append(Unmatched(here.ids[rows[row]], _in_the_way(others, lost, row, taken)))
            continue
        runner = _runner_up(field, row, column, spare)
        pairs.append(_pair(here, programme, field, row, column, runner))
    return pairs, unmatched


def _field(
    here: Grounds, programme: Programme, rows: np.ndarray, columns: np.ndarray
) -> tuple[_Field, list[tuple[str, str, np.ndarray]]]:
    """What may be between rows and columns, what speaks for it, and how many each rule took from each row."""
    allowed, lost = _allowed(here, programme, rows, columns)
    points = programme.points(here, rows, columns)
    scores = np.sum(points, axis=0, dtype=np.int32)
    steps = (steps_from_either_end if programme.peers else steps_between)(here, rows, columns)
    return _Field(rows, columns, allowed, scores, points, steps), lost


def _allowed(
    here: Grounds, programme: Programme, rows: np.ndarray, columns: np.ndarray
) -> tuple[np.ndarray, list[tuple[str, str, np.ndarray]]]:
    """What may be between rows and columns, and how many each rule took from each row."""
    allowed, lost = np.ones((len(rows), len(columns)), dtype=bool), []
    for rule in programme.about_pairs:
        heartbeat()
        keeps, words = rule(here, rows, columns), rules.OF_PAIRS[rule]
        lost.append((words.one, words.many, (allowed & ~keeps).sum(axis=1)))
        allowed &= keeps
    return allowed, lost


def _in_the_way(
    sifted: list[tuple[str, str, int]], lost: list[tuple[str, str, np.ndarray]], row: int, taken: int
) -> str:
    """What became of all others who might have been asked for somebody, rule by rule."""
    numbers: dict[tuple[str, str], int] = {}
    for one, many, number in (*sifted, *((one, many, int(numbers_of[row])) for one, many, numbers_of in lost)):
        numbers[one, many] = numbers.get((one, many), 0) + number
    numbers.pop(("is this person", "are this person"), None)
    if taken:
        numbers["fits and is needed by somebody else", "fit and are needed by somebody else"] = taken
    every = sum(numbers.values())
    parts = [f"{number:,} {one if number == 1 else many}" for (one, many), number in numbers.items() if number]
    if not parts:
        return "There is no colleague who could be asked."
    return f"Of {tally(every, 'colleague')}, {listed(parts)}."


def _runner_up(field: _Field, row: int, column: int, spare: np.ndarray) -> int | None:
    """The best of those who may be paired with somebody and are free; of equals the first."""
    others = field.allowed[row] & spare
    others[column] = False
    return int(np.argmax(np.where(others, field.scores[row], -1.0))) if others.any() else None


def _pair(here: Grounds, programme: Programme, field: _Field, row: int, column: int, runner: int | None) -> Pair:
    person, other = int(field.rows[row]), int(field.columns[column])
    return Pair(
        here.ids[person],
        here.ids[other],
        float(field.scores[row, column]) / POINTS,
        _why(here, programme, field, row, column),
        None if runner is None else here.ids[field.columns[runner]],
    )


def _why(here: Grounds, programme: Programme, field: _Field, row: int, column: int) -> str:
    """What speaks for a pair, in one sentence: what weighs most of what holds."""
    person, other = int(field.rows[row]), int(field.columns[column])
    weighed = zip((int(one[row, column]) for one in field.points), programme.speaks, strict=True)
    ordered = sorted(weighed, key=lambda item: -item[0])
    told = [term.told(here, person, other) for worth, (term, _) in ordered if worth > 0]
    reasons = [words for words in told if words][:REASONS_TOLD]
    return f"{upper_first(listed([*reasons, _path_words(here, field, row, column)]))}."


def _path_words(here: Grounds, field: _Field, row: int, column: int) -> str:
    """How far apart two are, and through whom where one of them has met nobody yet.

    Of those who have met somebody nothing more is said: who is cut off with whom would be told by it.
    """
    ends = field.rows[row], field.columns[column]
    alone = [int(who) for who in ends if here.tied.indptr[who] == here.tied.indptr[who + 1]]
    words = f"is {int(field.steps[row, column])} steps away"
    if not alone:
        return words
    return f"{words} through their {'manager' if here.managers[alone[0]] >= 0 else 'team'}, as yet without contact"


def _peers(here: Grounds, programme: Programme, rows: np.ndarray) -> tuple[list[Pair], list[Unmatched]]:
    """Pairs of people of whom everybody can be asked, and one trio where somebody is left who fits."""
    left = np.ones(here.size, dtype=bool)
    for rule in programme.about_people:
        left &= rule(here)
    peers = _Peers(here, programme, np.flatnonzero(left & ~here.kept["not asked"]), rows)
    peers.pair_up()
    unmatched = peers.left_over()
    return list(peers.pairs.values()), unmatched


class _Peers:
    """Peers who are brought together; each is called by their place among those who can be asked.

    `partner` says with whom each is paired, and `pairs` has what is told of it by the first of the two. Whoever is not
    looked after has rank 0.
    """

    def __init__(self, here: Grounds, programme: Programme, people: np.ndarray, rows: np.ndarray) -> None:
        self.here, self.programme, self.people = here, programme, people
        self.everyone = np.arange(len(people))
        self.wanted = np.isin(people, rows)
        self.rank = assigning.ranks(-here.received[people]) * self.wanted
        self.partner = np.full(len(people), NO_ONE)
        self.pairs: dict[int, Pair] = {}
        self.blocks: dict[int, np.ndarray] = {}

    def pair_up(self) -> None:
        """In groups first; then whoever is left there gets a partner where others can change theirs.

        Those who change are paired anew, so that of all ways in which they can have partners it is the best.
        """
        groups = self._groups()
        for group in groups:
            self._meet(group, group, few=len(groups) > 1)
        before, self.partner = self.partner, mended(self.partner, self.rank, self._meets)
        changed = np.flatnonzero(self.partner != before)
        firsts = changed[(self.partner[changed] == NO_ONE) | (self.partner[changed] > changed)]
        for start in range(0, len(firsts), assigning.MOST_AT_ONCE // 2):
            some = firsts[start : start + assigning.MOST_AT_ONCE // 2]
            self._meet(np.setdiff1d(np.append(some, self.partner[some]), [NO_ONE]), self.everyone, few=True)

    def left_over(self) -> list[Unmatched]:
        """Who has nobody in the end and what stood in the way, when one of them has joined a pair where one fits."""
        unmatched, joins, left = [], False, self._alone()
        for start in range(0, len(left), assigning.MOST_AT_ONCE):
            some = left[start : start + assigning.MOST_AT_ONCE]
            field, lost = self._field(some, self.everyone)
            joins = joins or self._join(field, some)
            for row in np.flatnonzero(self.partner[some] == NO_ONE):
                words = _in_the_way([], lost, row, int(field.allowed[row].sum()))
                unmatched.append(Unmatched(self.here.ids[self.people[some[row]]], words))
        return unmatched

    def _groups(self) -> list[np.ndarray]:
        """Groups of a size that can be paired exactly, each with people of every team and place.

        All groups but the last have an even number.
        """
        team, place = (self.here.column(name)[self.people] for name in ("team", "location"))
        order = np.lexsort((self.everyone, place, team))
        number = -(-len(order) // assigning.MOST_AT_ONCE)
        groups = [order[start::number] for start in range(number)]
        for place in range(number - 1):
            if len(groups[place]) % 2:
                groups[place + 1] = np.append(groups[place + 1], groups[place][-1])
                groups[place] = groups[place][:-1]
        return [np.sort(group) for group in groups]

    def _field(self, some: np.ndarray, others: np.ndarray) -> tuple[_Field, list[tuple[str, str, np.ndarray]]]:
        """What may be between them, one of whom has to be looked after, and what speaks for it."""
        field, lost = _field(self.here, self.programme, self.people[some], self.people[others])
        return replace(field, allowed=field.allowed & self._one_wanted(some, others)), lost

    def _one_wanted(self, some: np.ndarray, others: np.ndarray) -> np.ndarray:
        return self.wanted[some][:, None] | self.wanted[others]

    def _meet(self, group: np.ndarray, among: np.ndarray, *, few: bool = False) -> None:
        """Pair a group anew, and say who `among` whom would be next.

        With `few`, only the best partners of each are looked at, and the one they have.
        """
        field, _ = self._field(group, group)
        best = assigning.best_of_each(field.scores, field.allowed) if few else field.allowed
        allowed = best | (self.partner[group][:, None] == group)
        chosen = assigning.paired(field.scores, allowed, self.rank[group])
        self.partner[group] = np.where(chosen == NO_ONE, NO_ONE, group[chosen])
        for one in group.tolist():
            self.pairs.pop(one, None)
        lower = group[chosen > np.arange(len(group))]
        self._tell(np.where(self.wanted[lower], lower, self.partner[lower]), among)

    def _meets(self, one: int) -> np.ndarray:
        """Whom one may meet; a block of them is worked out at once."""
        block, row = divmod(one, assigning.MOST_AT_ONCE)
        if block not in self.blocks:
            some = self.everyone[block * assigning.MOST_AT_ONCE :][: assigning.MOST_AT_ONCE]
            allowed, _ = _allowed(self.here, self.programme, self.people[some], self.people)
            self.blocks[block] = np.packbits(allowed & self._one_wanted(some, self.everyone), axis=1)
        return np.unpackbits(self.blocks[block][row], count=len(self.people)).astype(bool)

    def _alone(self) -> np.ndarray:
        """Those who are looked after and have nobody, those first who receive least."""
        left = np.flatnonzero((self.partner == NO_ONE) & self.wanted)
        return left[np.argsort(-self.rank[left], kind="stable")]

    def _join(self, field: _Field, some: np.ndarray) -> bool:
        """Make a trio with one of some who are left, where one of them fits."""
        found = assigning.third(field.scores, field.allowed, self.partner, self.rank[some])
        if found is None:
            return False
        one, host = int(some[found[0]]), found[1]
        three = one, host, int(self.partner[host])
        self.partner[one] = host
        self._tell(np.array([one]), self.everyone)
        names = tuple(sorted(self.here.ids[self.people[each]] for each in three))
        self.pairs |= {each: replace(self.pairs[each], trio=names) for each in three if each in self.pairs}
        return True

    def _tell(self, ones: np.ndarray, among: np.ndarray) -> None:
        """What is told of each of them and their partner, with the best of so many as who would be next."""
        field, _ = self._field(ones, among)
        columns, spare = np.searchsorted(among, self.partner[ones]), np.ones(len(among), dtype=bool)
        for row, one in enumerate(ones.tolist()):
            runner = _runner_up(field, row, columns[row], spare)
            self.pairs[one] = _pair(self.here, self.programme, field, row, columns[row], runner)
