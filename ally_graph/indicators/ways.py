"""Which way a measure went: a value to count by, and the words made of it."""

from __future__ import annotations

GOOD, OTHER, SAME, UP, DOWN = WAYS = ("good", "other", "same", "up", "down")
ASIDE = {GOOD: ", the good way", OTHER: ", worth a talk"}

UNCLEAR = "no clear change"
ON_ITS_WAY = "on its way before"
TOO_FEW = "too few months to tell"
RESCALED = "not compared: it seems to be on another scale now"


def way_of(difference: float, good: str, usual: float = 0.0) -> str:
    """`good` or `other`, or `up` or `down` where no way is the good one; `same` if it is no larger than usual.

    >>> way_of(3, "up"), way_of(3, "down"), way_of(-3, ""), way_of(1, "up", usual=2)
    ('good', 'other', 'down', 'same')
    """
    if difference == 0 or abs(difference) <= usual:
        return SAME
    went = UP if difference > 0 else DOWN
    return went if not good else GOOD if went == good else OTHER


def way_words(difference: float, way: str) -> str:
    """The way in words.

    >>> way_words(3, "good"), way_words(-3, "down"), way_words(1, "same")
    ('up, the good way', 'down', 'about the same')
    """
    return "about the same" if way == SAME else f"{UP if difference > 0 else DOWN}{ASIDE.get(way, '')}"
