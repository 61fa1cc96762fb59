"""What is known of one measure before and after the start of a phase, and the sentence that says it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ally_graph.indicators.ways import ASIDE, way_of
from ally_graph.settings import Settings
from ally_graph.wording.counts import listed, tally

NAN = float("nan")
ROUNDING = 1e-9


@dataclass(frozen=True)
class Movement:
    """What is known of one measure before and after the start of one phase.

    `status` is one of these. `moved` is the only claim there is. `drift`: higher or lower, but one steady drift fits
    better than a change that begins here. `as_before`: no change is told from chance. `described`: not asked, as
    another measure of the same indicator is. `few_months`: enough to estimate, too few to claim. `scale_change`: the
    figures before and after seem to be on two scales, so nothing is estimated. `too_short` and `no_months_before`.

    `difference` is by how much the months after lie higher, `low` to `high` its 95 % interval. Where both sides have
    `movement_months`, it is the step that fits all months best, over plausible carry-overs from month to month and with
    the season taken out, and may differ from `after` less `before`. Else it is just that, with Welch's t. `level` and
    `slope` are the jump at the start and the change of slope by month, with intervals. `p` tests the difference; with
    fewer than `claim_months` it compares the start with placebo dates. `p_adjusted` is Holm's over all questions;
    `newey_west_p` a second opinion that has to agree.

    `season` says whether all of these allow for a season of twelve months, and `odd_months` which months stand out by
    themselves. `robust` to `robust_high` is the difference with those no farther out than months usually are. Where
    there are any, `p` and `newey_west_p` are about it, so that one odd month neither makes nor hides a movement.

    Where `compared_with` names teams without the programme, `against` is the difference in differences, and `p` is
    about that. NaN: could not be worked out.
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
    season: bool = False
    odd_months: tuple[str, ...] = ()
    robust: float = NAN
    robust_low: float = NAN
    robust_high: float = NAN
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
    if found.status == "scale_change":
        return (
            f"Not compared with the months before {found.phase}: the figures change so suddenly that they seem to be "
            "on another scale. Bring them to one scale; where it is the same one, ask what happened."
        )
    if found.status == "few_months":
        return f"{_seen(found)}, but so few months can't single out one date. It would take {both} in all."
    if found.status == "drift":
        drift = f"{_seen(found)}, but a steady drift through all these months fits better: it may have begun before."
        return f"{drift}{_allowed_for(found)}"
    if found.status == "as_before":
        return f"{_as_before(found)}{_allowed_for(found)}"
    return f"{_seen(found)}.{_allowed_for(found)}" if found.status == "described" else _moved(found)


def _seen(found: Movement) -> str:
    """What the figures show without any claim; no way is said where the interval holds nought."""
    if abs(found.difference) <= ROUNDING * max(abs(found.before), abs(found.after)):
        return f"The same after the start of {found.phase} as before"
    if pd.isna(found.low) or found.low <= 0 <= found.high:
        interval = "" if pd.isna(found.low) else f" ({signed(found.low)} to {signed(found.high)})"
        return f"About as before {found.phase}: it changed by {signed(found.difference)}{interval}"
    way, ends = "Higher" if found.difference > 0 else "Lower", sorted((abs(found.low), abs(found.high)))
    interval = f"{signed(abs(found.difference))} ({signed(ends[0])} to {signed(ends[1])})"
    return f"{way} after the start of {found.phase} than before, by {interval}"


def _as_before(found: Movement) -> str:
    """No claim, with what the months leave open: a wide interval is no evidence that nothing moved."""
    size, low, high = _claimed(found)
    than = " more than in the teams that the programme didn't reach" if found.compared_with else ""
    return f"About as before {found.phase}: it changed by {signed(size)} ({signed(low)} to {signed(high)}){than}."


def _claimed(found: Movement) -> tuple[float, float, float]:
    """What a claim would be about, with its interval: against other teams, with odd months calmed, or as it is."""
    if found.compared_with:
        return found.against, found.against_low, found.against_high
    if found.odd_months:
        return found.robust, found.robust_low, found.robust_high
    return found.difference, found.low, found.high


def _allowed_for(found: Movement) -> str:
    """What was taken into account, in sentences that follow another one."""
    season = " A yearly season was taken into account." if found.season else ""
    if not found.odd_months:
        return season
    months = listed(list(found.odd_months))
    stands = "stands out by itself and counts" if len(found.odd_months) == 1 else "stand out by themselves and count"
    plain = f"; as it is, the change would be {signed(found.difference)} ({signed(found.low)} to {signed(found.high)})"
    return f"{season} {months} {stands} no more than other months{'' if found.compared_with else plain}."


def signed(number: float) -> str:
    """A number in words about a change: digits enough to see it, and no minus before a nought.

    >>> signed(-0.04), signed(0.2412), signed(-12.34), signed(0.0)
    ('-0.04', '0.24', '-12.3', '0.0')
    """
    digits = 1 if abs(number) >= 1 or number == 0 else 2
    return f"{round(number, digits) + 0.0:,.{digits}f}"


def _moved(found: Movement) -> str:
    size, low, high = _claimed(found)
    way = "up" if size > 0 else "down"
    good = ASIDE.get(way_of(size, found.good), "")
    ends = sorted((abs(low), abs(high)))
    interval = f"{signed(abs(size))} ({signed(ends[0])} to {signed(ends[1])})"
    if found.compared_with:
        return (
            f"Moved {way} after the start of {found.phase} by {interval} more than in the teams that the programme "
            f"didn't reach{good}. Teams choose or are chosen, so ask what else set them apart.{_allowed_for(found)}"
        )
    return (
        f"Moved {way} after the start of {found.phase}, by {interval}{good}. There is no group without the programme "
        f"to compare with: whatever else began then would look the same.{_allowed_for(found)}"
    )
