"""What came of converting: the records, what the inputs were taken for, and what became of the rows of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from ally_graph.errors import Problem
from ally_graph.records import Records, from_tables


@dataclass(frozen=True)
class Taken:
    """The checked records, the counts of each file, and every problem once."""

    records: Records
    taken_for: str
    files: tuple[object, ...]
    problems: tuple[Problem, ...]
    set_aside: int
    outside: int
    rows: int

    @property
    def nothing_used(self) -> bool:
        """Whether rows of ties or thanks were found, and none of them can be used."""
        return self.rows > 0 and self.records.interactions.empty and self.records.recognitions.empty

    @property
    def reason(self) -> str:
        """Why no row can be used: the problem that is about most of them."""
        told = [
            one
            for one in self.problems
            if one.severity != "notice" or "lacks" in one.what or "not on the roster" in one.what
        ]
        largest = max(told, key=lambda one: (one.count, "lacks" in one.what), default=None)
        lacking = next((one for one in told if "lacks" in one.what), None)
        meant = lacking if lacking is not None and self.outside >= self.rows / 2 else largest
        return f"{meant.file}: {meant.what}. {meant.mend}" if meant else "See the problems above."

    def to_dict(self) -> dict:
        """What is printed as JSON."""
        return {
            "taken_for": self.taken_for,
            "files": [one.to_dict() for one in self.files],
            "people": len(self.records.people),
            "interactions": len(self.records.interactions),
            "recognitions": len(self.records.recognitions),
            "problems": [one.to_dict() for one in self.problems],
        }


def taken(tables: Mapping[str, pd.DataFrame], source: str) -> Taken:
    """Check converted tables as records, and put together all that is to be said about them."""
    told = {name: dict(frame.attrs) for name, frame in tables.items()}
    files = next((facts["files"] for facts in told.values() if "files" in facts), ())
    words = next((facts["taken_for"] for facts in told.values() if facts.get("taken_for")), "")
    came_up = [problem for facts in told.values() for problem in facts.get("problems", ())]
    if files:
        for frame in tables.values():
            frame.attrs.pop("problems", None)
    pa.default_memory_pool().release_unused()
    records = from_tables(tables, source=source)
    for name, frame in tables.items():
        frame.attrs.update(told[name])
    aside = sum(one.set_aside for one in files) + records.set_aside
    outside = sum(one.outside for one in files) if files else records.outside
    rows = sum(len(tables[name]) for name in ("interactions", "recognitions") if name in tables)
    problems = tuple(dict.fromkeys([*came_up, *_once(records.problems, came_up)]))
    return Taken(records, words or source, tuple(files), problems, aside, max(outside, records.outside), rows)


def _once(problems: tuple[Problem, ...], came_up: list[Problem]) -> list[Problem]:
    """The problems of the records without those that were said about the files already."""
    lacking = any("whom the table of people lacks" in one.what for one in came_up)
    return [one for one in problems if not (lacking and "not on the roster" in one.what)]
