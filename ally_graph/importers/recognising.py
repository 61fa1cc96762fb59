"""What is this? Each input is looked at, and said to be what it is most like."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from ally_graph.errors import DataError
from ally_graph.importers import calendar, conversations_files, kudos, matrix, survey
from ally_graph.importers.directory import Directory
from ally_graph.importers.edges import guess_mapping, without_direction
from ally_graph.importers.graph import graph_words
from ally_graph.importers.graph_files import read_graph
from ally_graph.importers.headings import NEEDS_MORE, PEOPLE_NAMES, TURNS_TO, guess, plain
from ally_graph.importers.opening import BOOKS, Grid, grids, named
from ally_graph.importers.viva import is_viva
from ally_graph.records.archive import Members
from ally_graph.records.sheet import stop
from ally_graph.wording.counts import tally

GRAPHS = (".graphml", ".gexf", ".gml", ".net", ".paj", ".dl", ".vna", ".json")
PACKED, PACKED_FILES = (".csv", ".tsv", ".xlsx", ".json"), 20
"""What is read out of a zip that is no data folder, and how many files of it."""
SURELY_PEOPLE = 4
"""A table with so many columns known from rosters is one, even if it names somebody in several rows."""
MAILS = (".mbox", ".eml", ".mbx")
REST = 'Name a source, such as "convert edges FILE --map from_id=COLUMN,to_id=COLUMN".'

TRANSLATED = 'A translated query of Viva Insights: "convert viva FILE --map person_id=COLUMN,date=COLUMN".'
METRIC = re.compile("m[eé]tri", re.IGNORECASE)
"""What is in the heading of the date of a query of Viva Insights in most languages."""


@dataclass(frozen=True)
class Seen:
    """An input, what it is taken for (a source, `people`, or nothing), the words for it, and its table if any."""

    text: str
    source: str
    words: str
    grid: Grid | None = field(default=None, repr=False)
    parts: tuple[object, ...] = field(default=(), repr=False)


def seen(text: str | Path, *, head: int | None = None, without: bool = False) -> list[Seen]:
    """What an input holds: one thing, or one for each sheet of a workbook. Raises `DataError` for the unreadable."""
    path = named(text).path
    ending = path.suffix.lower()
    if path.is_dir() and ending != ".parquet":
        return [_folder(text, path)]
    if ending in MAILS:
        return [Seen(str(text), "mail", "mail: who wrote to whom and when")]
    if ending in (".ics", ".ical"):
        return [Seen(str(text), "calendar", "a calendar of meetings")]
    if ending == ".zip":
        return _zip(text, path)
    if ending == ".gz" or ending in (".json", ".jsonl", ".ndjson"):
        of_json = conversations_files.kind_of_json(path)
        if of_json:
            return [Seen(str(text), of_json, conversations_files.WORDS[of_json])]
    if ending not in BOOKS and ending != ".parquet":
        graph = _graph(path)
        if graph is not None:
            return [Seen(str(text), "graph", graph_words(graph), parts=(graph,))]
        if conversations_files.is_git_log(path):
            return [Seen(str(text), "git", "a log of git: who thanks whom in messages of commits")]
        if conversations_files.is_mbox(path):
            return [Seen(str(text), "mail", "mail: who wrote to whom and when")]
    return [_table(str(text), grid) for grid in grids(text, head=head, without=without)]


def _folder(text: str | Path, path: Path) -> Seen:
    if (path / ".git").exists() or ((path / "HEAD").is_file() and (path / "objects").is_dir()):
        return Seen(str(text), "git", "a repository of git: who thanks whom in messages of commits")
    if (path / "users.json").is_file():
        return Seen(str(text), "slack", "an export of Slack")
    if any(path.glob("*.eml")) or any(path.rglob("*.eml")):
        return Seen(str(text), "mail", "a folder of mail: who wrote to whom and when")
    raise stop(
        path.name, "is a folder of nothing that is known", "Give its files, or a data folder to check and analyze."
    )


def _zip(text: str | Path, path: Path) -> list[Seen]:
    """An export of Slack, or tables that somebody packed."""
    names = conversations_files.names_in(path)
    if any(name.rpartition("/")[2] == "users.json" for name in names):
        return [Seen(str(text), "slack", "an export of Slack")]
    tables = [name for name in names if Path(name).suffix.lower() in PACKED and not name.startswith(("__MACOSX", "."))]
    if not 0 < len(tables) <= PACKED_FILES:
        mend = "Unpack it and give its files; a data folder is read as it is, by check and analyze."
        raise stop(path.name, "is a zip of nothing that is known", mend)
    with path.open("rb") as stream, tempfile.TemporaryDirectory() as folder:
        members, found = Members(path.name, stream), []
        for place, name in enumerate(tables):
            unpacked = Path(folder) / str(place) / Path(name).name
            unpacked.parent.mkdir()
            unpacked.write_bytes(members.read(name))
            found += [replace(one, text=str(text)) for one in seen(unpacked) if one.grid is not None]
    return found


def _graph(path: Path) -> object | None:
    try:
        if path.suffix.lower() not in GRAPHS and not _starts_like_one(path):
            return None
        return read_graph(path.name, path)
    except FileNotFoundError as error:
        raise stop(path.name, "is not there", "Check the name.") from error
    except OSError as error:
        raise stop(
            path.name[:120], f"can't be read ({error.strerror})", "Check that it is there and may be read."
        ) from error
    except ValueError as error:
        raise stop(
            path.name.replace("\0", "?")[:120], "can't be read (no such path can be)", "Check the name."
        ) from error


def _starts_like_one(path: Path) -> bool:
    with path.open("rb") as stream:
        start = stream.read(2_000).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith(
        (b"<graphml", b"<gexf", b"*vertices", b"*network", b"*node data", b"dl ", b"dl\n", b"graph [")
    ) or (start.startswith(b"<?xml") and (b"<graphml" in start or b"<gexf" in start))


def _table(text: str, grid: Grid) -> Seen:
    """A table by its headings and cells."""
    if not len(grid.frame):
        return Seen(text, "", "a table without rows", grid)
    if matrix.is_bare_matrix(grid):
        raise matrix.refuse_bare(grid)
    if matrix.is_matrix(grid):
        return Seen(text, "matrix", matrix.matrix_words(grid), grid)
    if is_viva(grid):
        return Seen(text, "viva", "a query of Viva Insights", grid)
    if kudos.is_kudos(grid):
        return Seen(text, "kudos", f"a list of thanks: {tally(len(grid.frame), 'row')}", grid)
    if calendar.is_attendance(grid):
        return Seen(text, "calendar", f"a table of meetings: {tally(len(grid.frame), 'row')}", grid)
    if survey.is_survey(grid, Directory({})):
        return Seen(text, "survey", survey.survey_words(grid), grid)
    ties, people = _ties_of(grid), guess(grid.columns, PEOPLE_NAMES)
    if {"from_id", "to_id"} <= set(ties) and not _is_rather_people(grid, ties, people):
        return Seen(text, "edges", _tie_words(grid, ties), grid)
    told = "person_id" in people and len(grid.columns) > 1
    if told and (len(people) >= SURELY_PEOPLE or _names_each_once(grid, people["person_id"])):
        return Seen(text, "people", f"a table of people: {tally(len(grid.frame), 'row')}", grid)
    without = " without headings, of which it is not clear which column is which" if not grid.heads else ""
    return Seen(text, "", f"a table of something else{without}", grid)


def _ties_of(grid: Grid) -> dict[str, str]:
    """Which column of a table of ties is which; where no heading tells, only names say that two columns hold people.

    Numbers can be anything: two columns of them are ties only in a table of two or three without headings.
    """
    told = guess_mapping(grid.columns)
    if {"from_id", "to_id"} <= set(told):
        return told
    ties = guess_mapping(grid.columns, grid.frame)
    if not {"from_id", "to_id"} <= set(ties):
        return {}
    cells = pd.concat([grid.column(ties["from_id"]), grid.column(ties["to_id"])]).dropna()
    numbers = cells.str.fullmatch(r"[\d.,-]+").mean() > 1 / 2
    return ties if not numbers or (grid.heads == 0 and len(grid.columns) <= 4) else {}


def _names_each_once(grid: Grid, name: str) -> bool:
    """Whether a column names nearly everybody once, as a table of people does."""
    texts = grid.column(name).dropna()
    return len(texts) > 0 and texts.nunique() >= 0.9 * len(texts)


def _is_rather_people(grid: Grid, ties: dict[str, str], people: dict[str, str]) -> bool:
    """A table with an id, and a team or a manager besides, is of people, whatever else its columns are called."""
    if {plain(ties["from_id"]), plain(ties["to_id"])} & (
        {"from", "to", "source", "target", "from_id", "to_id"} | TURNS_TO | NEEDS_MORE
    ):
        return False
    strong = {"team", "department", "manager_id", "level", "fte", "start_date"} & set(people)
    return "person_id" in people and bool(strong) and grid.column(people["person_id"]).is_unique


def _tie_words(grid: Grid, ties: dict[str, str]) -> str:
    rest = [f"{target.removesuffix('_id')} {name!r}" for target, name in without_direction(grid, ties).items()]
    return f"a table of ties: {tally(len(grid.frame), 'row')} with {', '.join(rest)}"


def unknown(one: Seen) -> DataError:
    """The error of an input that is nothing known."""
    columns = ", ".join(one.grid.columns[:12]) if one.grid is not None else ""
    place = one.grid.place if one.grid is not None else Path(one.text).name
    if one.grid is not None and not len(one.grid.frame):
        return stop(place, f"holds no rows below its headings{': ' + columns if columns else ''}", "Export it again.")
    mend = f"{REST} {TRANSLATED}" if METRIC.search(columns) else REST
    return stop(place, f"is {one.words}{': ' + columns if columns else ''}", mend)
