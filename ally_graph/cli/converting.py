"""The command `convert`: whatever somebody has, as a data folder."""

from __future__ import annotations

import argparse
import inspect
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ally_graph import records as records_module
from ally_graph.cli.arguments import kinds_given, listed, map_kind_argument, mapping, sub_command
from ally_graph.cli.exits import DATA_PROBLEMS, DONE
from ally_graph.cli.terminal import checked_words, print_json, progress_bar, say_problems
from ally_graph.errors import DataError, SettingError
from ally_graph.registry import Entry

if TYPE_CHECKING:
    from ally_graph.importers.choices import Choices

PLAIN_OPTIONS = (
    "kind", "date", "date_format", "date_order", "scale", "min_group", "header_row", "min_weight", "aliases",
)  # fmt: skip
OPTIONS = {"columns": "--map", "people_columns": "--map-people"}


def convert(options: argparse.Namespace) -> int:
    """Turn whatever you have into a data folder."""
    from ally_graph.cli import taking
    from ally_graph.importers import convert_found

    source, inputs = _source_and_inputs(options.inputs)
    given = _remembered(options.mapping) | _given(options)
    try:
        with progress_bar("Reading"):
            if source is None:
                asked, viva_options = _for_any(given)
                tables = convert_found(inputs, asked, **viva_options)
            else:
                tables = source(inputs, **_source_options(given, source))
    except DataError as error:
        if options.json:
            problems = [problem.to_dict() for problem in error.problems]
            print_json({"taken_for": "", "files": [], "problems": problems})
        raise
    found = taking.taken(tables, source.key if source else "convert")
    if found.nothing_used:
        say_problems(found.problems)
        print(f"error: no row could be used, so nothing was written. {found.reason}", file=sys.stderr)
        if options.json:
            print_json(found.to_dict())
        return DATA_PROBLEMS
    records_module.write_folder(tables, Path(options.output))
    if options.save_mapping:
        _save_mapping(Path(options.save_mapping), given, source, inputs)
    if options.json:
        print_json(found.to_dict())
        return DONE
    print(
        f"Taken for {found.taken_for}" if found.taken_for else "", end="\n" if found.taken_for else "", file=sys.stderr
    )
    say_problems(found.problems)
    print("".join(f"rows: {one}\n" for one in found.files), end="", file=sys.stderr)
    print(f"Wrote {options.output}: {checked_words(found.records, found.set_aside, found.outside)}")
    return DONE


def _source_and_inputs(words: Sequence[str]) -> tuple[Entry | None, list[Path]]:
    """The source that is named, if one is, and the inputs."""
    from ally_graph.importers import SOURCES

    if words[0] in SOURCES:
        if len(words) > 1:
            return SOURCES[words[0]], list(words[1:])
        if not Path(words[0]).exists():
            raise SettingError(f"Give at least one input: convert {words[0]} FILE -o DIR.")
    return None, list(words)


def _remembered(file: str | None) -> dict[str, object]:
    """What was said about other files of the same form, in a file of its own; what is said here comes before it."""
    from ally_graph.importers.mapping import read_mapping

    return dict(read_mapping(Path(file))) if file else {}


def _save_mapping(path: Path, given: Mapping[str, object], source: Entry | None, inputs: Sequence[Path]) -> None:
    """Write what was said, and of one table of ties which column was taken for which; no date and no path of a file."""
    from ally_graph.files.atomic import write_whole
    from ally_graph.importers.front import found_columns
    from ally_graph.importers.mapping import CHECKS, as_bytes

    said = {name: value for name, value in given.items() if name in CHECKS}
    if source is None and "columns" not in said:
        found = found_columns(inputs, header_row=given.get("header_row"), no_header=bool(given.get("no_header")))
        said |= {"columns": found} if found else {}
    write_whole(path, as_bytes(said))


def _given(options: argparse.Namespace) -> dict[str, object]:
    """What was said about the inputs."""
    given = {
        "columns": mapping(options.map, "--map") or None,
        "people": options.people or None,
        "people_columns": mapping(options.map_people, "--map-people") or None,
        "map_kind": kinds_given(options.map_kind) or None,
        "no_header": options.no_header or None,
        "empty": None if options.empty is None else listed(options.empty),
        **{name: getattr(options, name) for name in PLAIN_OPTIONS},
    }
    return {name: value for name, value in given.items() if value is not None}


def _for_any(given: Mapping[str, object]) -> tuple[Choices, dict[str, object]]:
    """What was said, for inputs that are looked at first, and of it what only queries of Viva Insights know."""
    from ally_graph.importers.choices import choices

    of_viva = {name: given[name] for name in ("scale", "min_group") if name in given}
    rest = {name: value for name, value in _one_order(given, "date_format").items() if name not in of_viva}
    return choices(**rest), of_viva


def _one_order(given: Mapping[str, object], name: str) -> dict[str, object]:
    """What was said, with the order of day and month under the name that a source knows it by."""
    other = {"date_format": "date_order", "date_order": "date_format"}[name]
    if name in given or given.get(other) not in ("dmy", "mdy"):
        return dict(given)
    return {name if key == other else key: value for key, value in given.items()}


def _source_options(given: Mapping[str, object], source: Entry) -> dict[str, object]:
    """What was given for a source; an option that says nothing to this source is refused."""
    if source.key == "edges" and "columns" not in given:
        raise SettingError("Say which columns hold the ties: --map from_id=COLUMN,to_id=COLUMN")
    known = inspect.signature(source.function).parameters
    given = _one_order(given, "date_order" if "date_order" in known else "date_format")
    foreign = sorted(set(given) - set(known))
    if foreign:
        raise SettingError(f"{source.key} takes no {OPTIONS.get(foreign[0], '--' + foreign[0].replace('_', '-'))}.")
    single = source.key == "viva"
    return {name: _single(value) if single and name in OPTIONS else value for name, value in given.items()}


def _single(columns: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Columns of targets that take one each."""
    for name, found in columns.items():
        if len(found) > 1:
            raise SettingError(f"{name} is given {len(found)} columns, {' and '.join(found)}. Give one of them.")
    return {name: found[0] for name, found in columns.items()}


def add_convert(commands: argparse._SubParsersAction) -> None:
    """The arguments of `convert`."""
    from ally_graph.importers import SOURCES

    example = "python -m ally_graph convert survey_export.csv staff.xlsx -o data"
    command = sub_command(commands, "convert", convert, example)
    command.usage = "%(prog)s [SOURCE] INPUT [INPUT ...] -o DIR [options]"
    sources = "; ".join(f"{source.key}: {source.summary}" for source in SOURCES)
    words = "files to read, FILE#SHEET for a sheet; what they are is found out unless a source is named before them"
    command.add_argument("inputs", metavar="INPUT", nargs="+", help=f"{words} ({sources})".replace("%", "%%"))
    command.add_argument("-o", "--output", metavar="DIR", required=True, help="data folder to write")
    command.add_argument(
        "--map",
        metavar="NAME=COLUMN,...",
        action="append",
        help="columns by name or number; can be given several times; edges: from_id=COLUMN,to_id=COLUMN and, where "
        "there are such columns, timestamp=, weight=, kind=; "
        "viva: survey items, such as engagement.belonging=COLUMN",
    )
    command.add_argument("--people", metavar="FILE", help="a table of everyone who works here")
    command.add_argument(
        "--map-people", metavar="NAME=COLUMN,...", action="append", help="person_id=COLUMN,team=COLUMN ..."
    )
    command.add_argument("--aliases", metavar="FILE", help="a table of further names and addresses of people")
    command.add_argument("--header-row", type=int, metavar="N", help="the row of the headings, as a spreadsheet counts")
    command.add_argument("--no-header", action="store_true", help="there are no headings: name columns by number")
    command.add_argument(
        "--mapping", metavar="FILE", help="what was said of other files of this form; what is said here comes before it"
    )
    command.add_argument("--save-mapping", metavar="FILE", help="write what was said to use it again: --mapping FILE")
    map_kind_argument(command)
    command.add_argument("--min-weight", type=float, metavar="X", help="lighter ties are set aside")
    command.add_argument(
        "--empty", metavar="WORD,...", help="words that stand for nothing (default NA, NULL, None ...)"
    )
    command.add_argument("--json", action="store_true", help="print what was taken for what as JSON")
    command.add_argument("--kind", metavar="K", help="the kind of all rows, such as help, review or contact")
    command.add_argument("--date", metavar="DATE", help="the date of rows that have no time")
    command.add_argument(
        "--date-format",
        metavar="F",
        help="how times are written where the column leaves it open, such as %%d/%%m/%%Y, dmy, mdy, excel, unix",
    )
    command.add_argument("--date-order", metavar="dmy|mdy", help="viva: which comes first where no date tells")
    command.add_argument("--scale", metavar="MIN-MAX", help="viva: the scale of survey items (default 1-5)")
    command.add_argument("--min-group", type=int, metavar="N", help="viva: the smallest group written")
