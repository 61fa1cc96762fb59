"""What changed since each programme began, as it may be shown: figures of the company before and after, no cause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ally_graph import indicators as months
from ally_graph.culture.programmes import Programme
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import Disclosed, Viewer, content_of
from ally_graph.indicators.ways import GOOD, ON_ITS_WAY, OTHER
from ally_graph.records import Records
from ally_graph.views.telling import UNTOLD
from ally_graph.vocabulary import TOOLS
from ally_graph.wording.counts import in_words, listed, listed_first, tally

Frame = Disclosed[pd.DataFrame]
LEAST_MONTHS = 2
TITLES_TOLD = 3
NO_CAUSE = (
    "What changed since a programme began is held against the months before it, with 95 % intervals: of twenty figures "
    "about one moves by chance. It says how things moved, not what moved them."
)


@dataclass(frozen=True)
class SinceBegan:
    """What changed since a programme began, in a sentence and in a few words, with the figures behind them."""

    words: str
    short: str
    figures: pd.DataFrame | None = None


def since_began(
    records: Records, found: Iterable[Programme], tables: Sequence[Frame], *, least: int, as_of: pd.Timestamp
) -> dict[str, SinceBegan]:
    """What changed since each programme in use began, by its key; `tables` are indicators by month as shown.

    A programme has begun on the day on which `least` people take part: fewer move no figure of a company. Months from
    `as_of` on are left out.
    """
    shown = [frame[frame["month"] < as_of] for frame in map(content_of, tables)]
    begun = {one.key: months.begun_on(records, one.key, least) for one in found if one.people}
    return {key: _since(key, day, begun, shown, least) for key, day in begun.items()}


def figures(told: Mapping[str, SinceBegan], titles: Mapping[str, str], viewer: Viewer) -> Frame:
    """The figures before and after each programme.

    Columns: `programme, title, unit, good, before, after, difference, low, high, words`.
    Only programmes with months enough on both sides are in it.
    """
    parts = [one.figures.assign(programme=titles[key]) for key, one in told.items() if one.figures is not None]
    columns = ["programme", *months.SERIES_COLUMNS[1:6], "before", "after", "difference", "low", "high", "words"]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return gate.table("since_began", frame, viewer)


def _since(
    key: str,
    day: pd.Timestamp,
    begun: Mapping[str, pd.Timestamp],
    shown: Sequence[pd.DataFrame],
    least: int,
) -> SinceBegan:
    if pd.isna(day):
        return _untold(f"fewer than {in_words(least)} people have begun it")
    found = [months.change_since(table, day) for table in shown]
    figures = pd.concat(found, ignore_index=True)
    sides = figures[["first_phase", "last_phase"]].astype(int)
    enough = figures[sides.min(axis=1) >= LEAST_MONTHS]
    if figures.empty:
        return _untold("no month on record before it began" if any(map(len, shown)) else "no figures by month")
    before, after = (int(sides[name].max()) for name in sides)
    if enough.empty:
        return _untold(f"too few months to tell, {before} before it began and {after} since")
    return SinceBegan(_words(enough, before, after, _together(key, day, begun)), _short(enough), enough)


def _untold(why: str) -> SinceBegan:
    return SinceBegan(f"{UNTOLD}: {why}", f"{UNTOLD}: {why}")


def _words(figures: pd.DataFrame, before: int, after: int, together: Sequence[str]) -> str:
    of = f"{tally(before, 'month')} before and {after} since: of {tally(len(figures), 'figure')}"
    parts = [_so_many(figures[figures["way"] == way], words) for way, words in ((GOOD, "better"), (OTHER, "worse"))]
    drift = int((figures["words"] == ON_ITS_WAY).sum())
    parts += [f"{in_words(drift)} on {'its' if drift == 1 else 'their'} way before"] * bool(drift)
    beside = f"; {listed(together)} began in the same month" if together else ""
    return f"{of} {', '.join(parts)}{beside}"


def _so_many(figures: pd.DataFrame, words: str) -> str:
    titles = listed_first(list(dict.fromkeys(figures["title"])), TITLES_TOLD).lower()
    return f"{in_words(len(figures))} {words}" + (f" ({titles})" if titles else "")


def _short(figures: pd.DataFrame) -> str:
    better, worse = (int((figures["way"] == way).sum()) for way in (GOOD, OTHER))
    drift = int((figures["words"] == ON_ITS_WAY).sum())
    return f"of {len(figures)} figures {better} better, {worse} worse, {drift} on their way before"


def _together(key: str, day: pd.Timestamp, begun: Mapping[str, pd.Timestamp]) -> list[str]:
    """The other tools that began in the same month."""
    same = [other for other, begin in begun.items() if other != key and not pd.isna(begin)]
    return [TOOLS[other] for other in same if begun[other].to_period("M") == day.to_period("M")]
