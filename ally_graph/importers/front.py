"""The front door: whatever somebody has is looked at, said to be what it is, and read by the source it fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ally_graph.errors import DataError, Problem, SettingError
from ally_graph.importers import calendar, edges, git, github, graph, kudos, mail, matrix, slack, survey, teams, viva
from ally_graph.importers.choices import Choices
from ally_graph.importers.gathering import Gathered
from ally_graph.importers.opening import Grid
from ally_graph.importers.recognising import Seen, seen, unknown
from ally_graph.importers.roster import open_people
from ally_graph.importers.snapshot import day_of


@dataclass(frozen=True)
class Taken:
    """What the inputs were taken for: the sources, a sentence, and what was seen in each input."""

    sources: tuple[str, ...]
    sentence: str
    things: tuple[Seen, ...]
    rest: tuple[str, ...] = ()


def look(inputs: Sequence[str | Path], *, header_row: int | None = None, no_header: bool = False) -> Taken:
    """What some inputs are, before anything of them is converted. Raises `DataError` for what is nothing known."""
    if not inputs:
        raise SettingError("Give at least one file.")
    things, rest, problems = [], [], []
    for text in inputs:
        try:
            some = seen(text, head=header_row, without=no_header)
            useful = [one for one in some if one.source and not (one.grid is not None and one.grid.hidden)]
            useful = useful or [one for one in some if one.source]
            if not useful:
                filled = [one for one in some if one.grid is None or len(one.grid.frame)] or some
                raise (
                    unknown(filled[0])
                    if filled
                    else DataError([Problem(str(text), "holds no rows", "Export it again.")])
                )
            things += useful
            rest += [edges_words(one) for one in some if not any(one is kept for kept in useful)]
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError(problems)
    return Taken(tuple(dict.fromkeys(one.source for one in things)), _sentence(things), tuple(things), tuple(rest))


def edges_words(one: Seen) -> str:
    """A sheet that is not read, in words."""
    hidden = " (hidden)" if one.grid is not None and one.grid.hidden else ""
    return f"sheet {one.grid.sheet}{hidden}" if one.grid is not None else one.text


def _sentence(things: Sequence[Seen]) -> str:
    words: dict[str, list[str]] = {}
    for one in things:
        place = one.grid.place if one.grid is not None else Path(one.text).name
        words.setdefault(one.words, []).append(place)
    return "; ".join(f"{', '.join(places)}: {what}" for what, places in words.items())


def convert_found(inputs: Sequence[str | Path], asked: Choices, **viva_options: object) -> dict[str, pd.DataFrame]:
    """Inputs of any kind as the tables of a data folder; `attrs["taken_for"]` of the first says what they were."""
    taken = look(inputs, header_row=asked.header_row, no_header=asked.no_header)
    if "viva" in taken.sources:
        return _viva(taken, inputs, asked, viva_options)
    if viva_options:
        option = "--" + next(iter(viva_options)).replace("_", "-")
        raise SettingError(f"{option} is for queries of Viva Insights, and none of these files is one.")
    gathered = Gathered()
    people = [one.grid for one in taken.things if one.source == "people"]
    open_people(asked, gathered, people)
    gathered.taken_for.append(taken.sentence)
    _read_tables(taken, asked, gathered)
    _read_others(taken, asked, gathered)
    used = [one.grid for one in taken.things if one.grid is not None]
    gathered.say_sheets(used, taken.rest)
    return gathered.finished()


def _viva(taken: Taken, inputs: Sequence[str | Path], asked: Choices, options: dict) -> dict[str, pd.DataFrame]:
    if set(taken.sources) != {"viva"}:
        raise SettingError("Queries of Viva Insights can't be mixed with other files. Convert them by themselves.")
    columns = {name: found[0] for name, found in asked.columns.items()} or None
    given = {name: value for name, value in options.items() if value is not None}
    if asked.date_format:
        given["date_order"] = asked.date_format
    if asked.people_columns:
        given["people_columns"] = {name: found[0] for name, found in asked.people_columns.items()}
    tables = viva.convert_viva(list(inputs), columns=columns, date=asked.date, **given)
    next(iter(tables.values())).attrs["taken_for"] = taken.sentence
    return tables


def _read_tables(taken: Taken, asked: Choices, gathered: Gathered) -> None:
    for one in taken.things:
        grid = one.grid
        if grid is None:
            continue
        if one.source == "edges":
            edges.read_edges([grid], asked, gathered, undated=_day_if_needed(one, asked, gathered))
        elif one.source == "matrix":
            matrix.read_matrix(grid, day_of(one.text, grid.place, asked, gathered), asked, gathered)
        elif one.source == "calendar":
            undated = (
                None if "timestamp" in calendar.meeting_mapping(grid) else day_of(one.text, grid.place, asked, gathered)
            )
            calendar.read_attendance(grid, asked, gathered, undated)
        elif one.source == "survey":
            survey.read_survey(grid, asked, gathered, one.text)
        elif one.source == "kudos":
            kudos.read_kudos(grid, asked, gathered, one.text)


def _day_if_needed(one: Seen, asked: Choices, gathered: Gathered) -> str | None:
    """The day of a table of ties without times; where only some rows have none, these are set aside."""
    has_time = (
        "timestamp" in asked.columns
        if asked.columns
        else "timestamp" in edges.guess_mapping(one.grid.columns, one.grid.frame)
    )
    return None if has_time else day_of(one.text, one.grid.place, asked, gathered)


def _read_others(taken: Taken, asked: Choices, gathered: Gathered) -> None:
    """Inputs that are no tables."""
    for one in taken.things:
        path = Path(one.text)
        if one.source == "graph":
            graph.add_graph(path, one.parts[0], asked, gathered)
        elif one.source == "slack":
            slack.read_slack(path, gathered)
        elif one.source == "teams":
            teams.read_teams(path, gathered)
        elif one.source == "git":
            git.read_git(path, gathered)
        elif one.source == "mail":
            mail.read_mail(path, gathered)
        elif one.source == "calendar" and one.grid is None:
            calendar.read_ics(path, asked, gathered)
    reviews = [one.text for one in taken.things if one.source == "github"]
    if reviews:
        github.read_github(reviews, gathered)


def found_columns(
    inputs: Sequence[str | Path], *, header_row: int | None = None, no_header: bool = False
) -> dict[str, list[str]]:
    """Which column was taken for which in the one form of table of ties among the inputs; empty where none is."""
    things = look(inputs, header_row=header_row, no_header=no_header).things
    ties = [one.grid for one in things if one.source == "edges" and one.grid is not None]
    if len({tuple(grid.columns) for grid in ties}) != 1:
        return {}
    return {target: [name] for target, name in edges.guess_mapping(ties[0].columns, ties[0].frame).items()}


def grids_of(taken: Taken) -> list[Grid]:
    """The tables among the inputs."""
    return [one.grid for one in taken.things if one.grid is not None]
