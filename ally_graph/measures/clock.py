"""The hour on the clock of whoever did something, from their time zone or from how their times are written."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

ZONES = ("time_zone", "timezone", "tz", "utc_offset")
"""Columns of the roster that say somebody's zone, as `Europe/Lisbon` or `+01:00`; the first there is counts."""
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?")


def local_moments(moments: np.ndarray, source: np.ndarray, people: pd.DataFrame) -> np.ndarray:
    """Moments in UTC as the clock of the person of each shows them; UTC where nothing says a zone.

    >>> people = pd.DataFrame({"time_zone": ["America/Los_Angeles", None]})
    >>> local_moments(np.array(["2026-07-01T17:00", "2026-07-01T17:00"], dtype="M8[us]"), np.array([0, 1]), people)
    array(['2026-07-01T10:00:00.000000', '2026-07-01T17:00:00.000000'], dtype='datetime64[us]')
    """
    name = next((name for name in ZONES if name in people), None)
    if name is None or not len(moments):
        return moments
    codes, zones = pd.factorize(people[name])
    local = moments.copy()
    for place, zone in enumerate(zones):
        rows = np.flatnonzero(codes[source] == place)
        if len(rows):
            local[rows] += _ahead(moments[rows], str(zone).strip())
    return local


def is_zone(text: object) -> bool:
    """Whether a text of the roster says a zone.

    >>> is_zone("Europe/Lisbon"), is_zone("-05:00"), is_zone("headquarters"), is_zone(None)
    (True, True, False, False)
    """
    if not isinstance(text, str) or _OFFSET.fullmatch(text.strip()):
        return isinstance(text, str)
    return _zone(text.strip()) is not None


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def _ahead(moments: np.ndarray, zone: str) -> np.ndarray:
    """How far ahead of UTC a zone is at these moments; nothing for a zone that is not known."""
    fixed = _OFFSET.fullmatch(zone)
    if fixed:
        minutes = (int(fixed[2]) * 60 + int(fixed[3] or 0)) * (-1 if fixed[1] == "-" else 1)
        return np.full(len(moments), np.timedelta64(minutes, "m"))
    known = _zone(zone)
    if known is None:
        return np.zeros(len(moments), dtype="m8[us]")
    hours, place = np.unique(moments.astype("M8[h]"), return_inverse=True)
    ahead = [known.utcoffset(hour.astype(dt.datetime).replace(tzinfo=dt.UTC).astimezone(known)) for hour in hours]
    return np.array(ahead, dtype="m8[us]")[place]
