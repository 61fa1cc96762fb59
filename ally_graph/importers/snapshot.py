"""The day of what says nothing about time: as said, else the day on which the file was last changed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from ally_graph.importers.choices import Choices
from ally_graph.importers.gathering import Gathered
from ally_graph.importers.opening import named

MEND = "Say which day it is about: --date 2026-03-31."


def day_of(path: str | Path, place: str, asked: Choices, gathered: Gathered) -> str:
    """The day that rows without a time get; where nobody said one, that is told."""
    if asked.date:
        return asked.date
    day = changed(path)
    gathered.notice(place, f"says nothing about time; {day}, when the file was last changed, was taken", MEND)
    return day


def changed(path: str | Path) -> str:
    """The day on which a file was last changed."""
    return dt.datetime.fromtimestamp(named(path).path.stat().st_mtime, dt.UTC).date().isoformat()
