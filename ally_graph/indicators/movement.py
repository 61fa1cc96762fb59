"""What is known of one measure before and after the start of a phase, and the sentence that says it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ally_graph.indicators.ways import ASIDE, way_of
from ally_graph.settings import Settings
from ally_graph.wording.counts import tally

NAN = float("nan")


@dataclass(frozen=True)
class Movement:
    """What is known of one measure before and after the start of one phase.

    `status` is one of these. `moved` is the only claim there is. `drift`: higher or lower, but one steady drift fits
    better than a change that begins here. `as_before`: no more than chance. `described`: not asked, as another measure
    of the same indicator is. `few_months`: enough to estimate, too few to claim. `too_short` and `no_months_before`.

    `difference` is the mean after less the mean before, `low` to `high` its 95 % interval: over plausible carry-overs
    from month to month where both sides have `movement_months`, else Welch's t. `level` and `slope` are the jump at the
    start and the change of slope by month, with intervals. `p` tests the difference; with fewer than `claim_months` it
    compares the start with placebo dates. `p_adjusted` is Holm's over all questions; `newey_west_p` a second opinion
    that has to agree. Where `compared_with` names teams without the programme, `against` is the difference in
    differences, and `p` is about that. NaN: could not be worked out.
    """

    indicator: str
    measure: str
    title: str
    unit: str
    good: str
    group: str
    phase: str
    status: str
    months_before: int
    months_after: int
    before: float = NAN
    after: float = NAN
    difference: float = NAN
    low: float = NAN
    high: float = NAN
    level: float = NAN
    level_low: float = NAN
    level_high: float = NAN
    slope: float = NAN
    slope_low: float = NAN
    slope_high: float = NAN
    p: float = NAN
    p_adjusted: float = NAN
    newey_west_p: float = NAN
    against: float = NAN
    against_low: float = NAN
    against_high: float = NAN
    compared_with: tuple[str, ...] = ()
    words: str = ""

    @property
    def moved(self) -> bool:
        """Whether it is said to have moved."""
        return self.status == "moved"


def movement_words(found: Movement, settings: Settings) -> str:
    """The sentence for a movement: what is seen, and, where nothing can be claimed, which data would tell."""
    side, both = settings.movement_months, settings.claim_months
    if found.status == "no_months_before":
        return (
            f"There are no months before {found.phase}, so nothing can be said about what it moved. "
            f"{tally(side, 'month')} from before it would be needed, and {both} in all."
        )
    if found.status == "too_short":
        return (
            f"{tally(found.months_before, 'month')} before the start of {found.phase} and {found.months_after} after "
            f"it are too few to tell a movement from chance. It would take {side} on each side and {both} in all."
        )
    if found.status == "few_months":
        return f"{_seen(found)}, but so few months can't single out one date. It would take {both} in all."
    if found.status == "drift":
        return f"{_seen(found)}, but a steady drift through all these months fits better: it may have begun before."
    if found.status == "as_before":
        return f"About as before {found.phase}: it moves no more than by chance."
    return f"{_seen(found)}." if found.status == "described" else _moved(found)


def _seen(found: Movement) -> str:
    if found.difference == 0:
        return f"The same after the start of {found.phase} as before"
    way = "Higher" if found.difference > 0 else "Lower"
    interval = "" if pd.isna(found.low) else f" ({found.low:,.1f} to {found.high:,.1f})"
    return f"{way} after the start of {found.phase} than before, by {found.difference:,.1f}{interval}"


def _moved(found: Movement) -> str:
    compared = bool(found.compared_with)
    size, low, high = (
        (found.against, found.against_low, found.against_high)
        if compared
        else (found.difference, found.low, found.high)
    )
    way = "up" if size > 0 else "down"
    good = ASIDE.get(way_of(size, found.good), "")
    interval = f"{abs(size):,.1f} ({min(abs(low), abs(high)):,.1f} to {max(abs(low), abs(high)):,.1f})"
    if compared:
        return (
            f"Moved {way} after the start of {found.phase} by {interval} more than in the teams that the programme "
            f"didn't reach{good}. Teams choose or are chosen, so ask what else set them apart."
        )
    return (
        f"Moved {way} after the start of {found.phase}, by {interval}{good}. There is no group without the programme "
        "to compare with: whatever else began then would look the same."
    )
