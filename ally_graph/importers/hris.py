"""Rosters of personnel systems: Workday, BambooHR, Personio and their like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from ally_graph.errors import SettingError
from ally_graph.importers.choices import choices
from ally_graph.importers.gathering import Gathered
from ally_graph.importers.opening import read_grids
from ally_graph.importers.roster import open_people
from ally_graph.importers.source import SOURCES


@SOURCES.add("People", question="Do you have a table of everyone who works here?", key="hris")
def convert_hris(
    inputs: Sequence[str | Path],
    *,
    columns: Mapping[str, str] | None = None,
    people_columns: Mapping[str, str] | None = None,
    date_format: str | None = None,
    header_row: int | None = None,
    no_header: bool = False,
    aliases: str | Path | None = None,
) -> dict[str, pd.DataFrame]:
    """A table of people under whatever headings: ids, names, teams, levels in words, managers by name, days of work.

    Totals and filters below the table are no people. Of several rows about one person the latest counts. Whoever has
    left without a day on which they did is set aside, and 9999-12-31 is no end.
    """
    if not inputs:
        raise SettingError("Give at least one table of people.")
    asked = choices(people_columns=people_columns or columns, date_format=date_format, header_row=header_row,
                    no_header=no_header, aliases=aliases)  # fmt: skip
    gathered = Gathered()
    open_people(asked, gathered, read_grids(inputs, head=header_row, without=no_header))
    return gathered.finished()
