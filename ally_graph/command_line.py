"""The command line: check, analyze, convert, export, simulate.

Results go to standard output, problems and progress to standard error. Exit code 0: done; 1: the data has problems
that stop the work; 2: wrong usage.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd

import ally_graph
from ally_graph import cache, terminal
from ally_graph import records as records_module
from ally_graph.analysis import Analysis, analyze
from ally_graph.cache import keys as cache_keys
from ally_graph.cache import printed
from ally_graph.errors import DataError, Problem, SettingError
from ally_graph.progress import heard
from ally_graph.records.dates import guess_format
from ally_graph.settings import PRESETS, Settings, preset, with_changes
from ally_graph.terminal import DATA_PROBLEMS, DONE
from ally_graph.whole_files import write_whole

PEOPLE_ENDINGS = (".csv", ".parquet")
CLUSTERS_LISTED = 10
DEFAULT = Settings()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    return terminal.run(command, sys.argv[1:] if arguments is None else arguments)


def command(arguments: Sequence[str]) -> int:
    """Run one command; errors are the caller's to tell."""
    options = _parser().parse_args(arguments)
    options.words = list(arguments)
    return options.run(options)


def check(options: argparse.Namespace) -> int:
    """Read and check a data folder, and print every problem."""
    try:
        with _progress("Checking") as progress:
            loaded = records_module.load(options.data, progress=progress)
        problems, stopped = loaded.problems, False
    except DataError as error:
        loaded, problems, stopped = None, error.problems, True
    if options.json:
        counts = _counts(loaded) if loaded else {}
        _print_json({"ok": not stopped, **counts, "problems": [problem.to_dict() for problem in problems]})
    else:
        _report(problems)
        print(_checked_words(loaded) if loaded else "The data can't be used until the errors are mended.")
    return DATA_PROBLEMS if stopped else DONE


def analyze_data(options: argparse.Namespace) -> int:
    """Analyse a data folder and print what was found."""
    if options.people and Path(options.people).suffix.lower() not in PEOPLE_ENDINGS:
        raise SettingError(f"{options.people} does not say how to write it. Give a name ending in .csv or .parquet.")
    settings = _settings(options)
    state = cache_keys.stamp(Path(options.data))
    loaded = _read(options)
    problems = terminal.problem_lines([problem for problem in loaded.problems if problem.severity != "notice"])
    print(problems, end="", file=sys.stderr)
    result = _analysed(options, loaded, settings)
    output = (_json_words(result.to_dict()) if options.json else _findings_words(result)) + "\n"
    files = {"output": _encoded(output), "problems": _encoded(problems)}
    if options.people:
        files |= {"people": _people_bytes(result.people, options.people), "people_file": os.fsencode(options.people)}
        write_whole(Path(options.people), files["people"])
    print(output, end="")
    if cache.is_large(loaded) and not options.no_cache:
        printed.keep(options.words, options.data, state, files, loaded.fingerprint)
    return DONE


def _encoded(text: str) -> bytes:
    """Text as a stream would write it."""
    return text.encode("utf-8", "backslashreplace")


def _read(options: argparse.Namespace) -> records_module.Records:
    with _progress("Reading") as progress:
        load = records_module.load if options.no_cache else cache.load
        return load(options.data, progress=progress)


def _analysed(options: argparse.Namespace, loaded: records_module.Records, settings: Settings) -> Analysis:
    given = {"window_days": options.window, "half_life_days": options.half_life, "min_group": options.min_group}
    given["seed"] = options.seed
    chosen = replace(settings, **{name: value for name, value in given.items() if value is not None})
    asked = {"as_of": options.as_of, "kinds": options.kinds, "settings": chosen}
    asked |= {"findings": not options.no_findings, "months": options.months}
    with _progress("Analysing") as progress:
        if options.no_cache:
            return analyze(loaded, **asked, progress=progress)
        return cache.analyze(loaded, options.data, **asked, progress=progress)


def _settings(options: argparse.Namespace) -> Settings:
    """The settings of the preset, with what `--set` changes of them."""
    start = preset(options.preset) if options.preset else DEFAULT
    pairs = [pair.partition("=") for pair in options.set]
    for name, sign, value in pairs:
        if not (name.strip() and value.strip()):
            raise SettingError(f"--set needs NAME=VALUE, such as ally_gap_days=42, not {name + sign + value!r}.")
    return with_changes(start, {name.strip(): value.strip() for name, _, value in pairs})


def convert(options: argparse.Namespace) -> int:
    """Turn another format into a data folder."""
    from ally_graph.sources import SOURCES

    mapping = _mapping(options.map, "--map")
    if options.source == "edges" and not mapping:
        raise SettingError("Say which columns hold the ties: --map from_id=COLUMN,to_id=COLUMN")
    tables = SOURCES[options.source](
        [Path(name) for name in options.inputs],
        columns=mapping,
        people=Path(options.people) if options.people else None,
        people_columns=_mapping(options.map_people, "--map-people") or None,
        kind=options.kind,
        date=options.date,
        date_format=options.date_format,
    )
    _report(tables["interactions"].attrs.get("problems", ()))
    loaded = records_module.from_tables(tables, source=options.source)
    _report(loaded.problems)
    if loaded.interactions.empty and len(tables["interactions"]):
        print(f"error: no row could be used, so nothing was written.{_date_hint(tables)}", file=sys.stderr)
        return DATA_PROBLEMS
    records_module.write_folder(tables, Path(options.output))
    print(f"Wrote {options.output}: {_checked_words(loaded)}")
    return DONE


def _date_hint(tables: dict[str, pd.DataFrame]) -> str:
    """What to try when times are all written in one other way than ISO 8601."""
    form = guess_format(tables["interactions"]["timestamp"])
    return f" Times that are not ISO 8601 need --date-format, such as {form or '%d/%m/%Y'}."


def export(options: argparse.Namespace) -> int:
    """Write the network to a file for another program."""
    from ally_graph import disclose
    from ally_graph import export as exporting

    with _progress("Reading") as progress:
        loaded = records_module.load(options.data, progress=progress)
    graph = ally_graph.build_network(
        loaded,
        as_of=options.as_of,
        window_days=DEFAULT.window_days if options.window is None else options.window,
        half_life_days=DEFAULT.half_life_days if options.half_life is None else options.half_life,
        kinds=options.kinds,
    )
    path = exporting.export(disclose.graph(graph, disclose.LOCAL), options.output)
    print(f"Wrote {path}: {graph.number_of_nodes():,} people, {graph.number_of_edges():,} ties")
    return DONE


def simulate(options: argparse.Namespace) -> int:
    """Write an invented company, and what was planted in it."""
    from ally_graph import simulate as simulating

    chosen = {
        name: getattr(options, name)
        for name in ("people", "months", "seed", "events_per_person", "isolated", "overrelied", "spread")
        if getattr(options, name) is not None
    }
    with _progress("Inventing") as progress:
        truth = simulating.simulate(options.output, scenario=options.scenario, progress=progress, **chosen)
    planted = ", ".join(f"{len(found)} {name}" for name, found in truth.items() if found) or "nothing planted"
    print(f"Wrote {options.output}: {planted}")
    return DONE


def _parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    parser = argparse.ArgumentParser(
        prog="python -m ally_graph",
        description="Who supports whom, who may be on their own, who carries a lot for others.",
        epilog="Try: python -m ally_graph analyze sample_data",
    )
    parser.add_argument("--version", action="version", version=f"office-ally {ally_graph.__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_check(commands)
    _add_analyze(commands)
    _add_convert(commands)
    _add_export(commands)
    _add_simulate(commands)
    return parser


def _command(commands: argparse._SubParsersAction, name: str, run: Callable, example: str) -> argparse.ArgumentParser:
    summary = run.__doc__.splitlines()[0]
    command = commands.add_parser(name, help=summary, description=summary, epilog=f"Example: {example}")
    command.set_defaults(run=run)
    return command


def _add_check(commands: argparse._SubParsersAction) -> None:
    command = _command(commands, "check", check, "python -m ally_graph check sample_data")
    _data_argument(command)
    command.add_argument("--json", action="store_true", help="print the problems as JSON")


def _add_analyze(commands: argparse._SubParsersAction) -> None:
    command = _command(commands, "analyze", analyze_data, "python -m ally_graph analyze sample_data --json")
    _data_argument(command)
    _window_arguments(command)
    command.add_argument(
        "--min-group", type=int, metavar="N", help=f"smallest group shown (default {DEFAULT.min_group})"
    )
    command.add_argument("--seed", type=int, metavar="N", help=f"start of the resampling (default {DEFAULT.seed})")
    kinds = ", ".join(PRESETS)
    command.add_argument("--preset", metavar="NAME", help=f"thresholds for a kind of company: {kinds}")
    command.add_argument(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="another value for a threshold of the Methods page, such as ally_gap_days=42; can be given several times",
    )
    command.add_argument("--json", action="store_true", help="print everything as one JSON object")
    command.add_argument("--people", metavar="FILE", help="write one row a person to FILE (.csv or .parquet)")
    command.add_argument("--no-findings", action="store_true", help="stop after ties, measures and one clustering")
    command.add_argument("--months", action="store_true", help="add the figures at the end of every calendar month")
    command.add_argument("--no-cache", action="store_true", help="keep nothing beside the data, and use nothing kept")


def _add_convert(commands: argparse._SubParsersAction) -> None:
    from ally_graph.sources import SOURCES

    example = "python -m ally_graph convert edges ties.csv --map from_id=a,to_id=b --date 2026-01-31 -o data"
    command = _command(commands, "convert", convert, example)
    sources = "; ".join(f"{source.key}: {source.summary}" for source in SOURCES)
    command.add_argument("source", metavar="SOURCE", choices=SOURCES.keys(), help=sources.replace("%", "%%"))
    command.add_argument("inputs", metavar="INPUT", nargs="+", help="files to read")
    command.add_argument("-o", "--output", metavar="DIR", required=True, help="data folder to write")
    command.add_argument(
        "--map",
        metavar="NAME=COLUMN,...",
        help="from_id=COLUMN,to_id=COLUMN and, where there are such columns, timestamp=, weight=, kind=",
    )
    command.add_argument("--people", metavar="FILE", help="a table of everyone who works here")
    command.add_argument("--map-people", metavar="NAME=COLUMN,...", help="person_id=COLUMN,team=COLUMN ...")
    command.add_argument("--kind", metavar="K", help="the kind of all rows, such as help, review or contact")
    command.add_argument("--date", metavar="DATE", help="the date of rows that have no time")
    command.add_argument(
        "--date-format", metavar="F", help="how times are written, such as %%d/%%m/%%Y (default ISO 8601)"
    )


def _add_export(commands: argparse._SubParsersAction) -> None:
    command = _command(commands, "export", export, "python -m ally_graph export sample_data -o network.graphml")
    _data_argument(command)
    command.add_argument("-o", "--output", metavar="FILE", required=True, help=".graphml, .gexf, .json or .csv")
    _window_arguments(command)


def _add_simulate(commands: argparse._SubParsersAction) -> None:
    from ally_graph.simulate import SCENARIOS

    example = "python -m ally_graph simulate --scenario random --people 200 -o company"
    command = _command(commands, "simulate", simulate, example)
    command.add_argument("-o", "--output", metavar="DIR", required=True, help="data folder to write")
    scenarios = "; ".join(f"{scenario.key}: {scenario.summary}" for scenario in SCENARIOS)
    command.add_argument(
        "--scenario", choices=SCENARIOS.keys(), default="plain", help=f"{scenarios.replace('%', '%%')} (default plain)"
    )
    for name, kind, words in (
        ("--people", int, "how many people (default 60)"),
        ("--months", int, "how many months (default 12)"),
        ("--seed", int, "the same number makes the same company"),
        ("--events-per-person", float, "events a person in a year's worth (default 100)"),
        ("--isolated", int, "isolated people to plant"),
        ("--overrelied", int, "over-relied helpers to plant"),
        ("--spread", float, "how much people differ (lognormal sigma, default 0.5)"),
    ):
        command.add_argument(name, type=kind, metavar="N", help=words)


def _data_argument(command: argparse.ArgumentParser) -> None:
    command.add_argument("data", metavar="DATA", help="a data folder, a zip of one, or an Excel workbook")


def _window_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--as-of", metavar="DATE", help="look back from here (default: the day after the last event)")
    command.add_argument(
        "--window",
        type=int,
        metavar="DAYS",
        help=f"how far to look back (default {DEFAULT.window_days})",
    )
    command.add_argument(
        "--half-life",
        type=float,
        metavar="DAYS",
        help=f"age at which an event counts half (default {DEFAULT.half_life_days:g}; inf: plain sums)",
    )
    command.add_argument(
        "--kinds",
        metavar="K,...",
        type=lambda text: [kind.strip() for kind in text.split(",") if kind.strip()],
        help="only these kinds of record; recognition is one",
    )


def _mapping(text: str | None, option: str) -> dict[str, str]:
    """`a=x,b=y` as a dictionary.

    >>> _mapping("from_id=giver, to_id=the receiver", "--map")
    {'from_id': 'giver', 'to_id': 'the receiver'}
    """
    pairs = [pair.partition("=") for pair in (text or "").split(",") if pair.strip()]
    for name, sign, column in pairs:
        if not (name.strip() and sign and column.strip()):
            raise SettingError(f"{option} needs NAME=COLUMN pairs with commas between, not {name + sign + column!r}.")
    return {name.strip(): column.strip() for name, _, column in pairs}


@contextmanager
def _progress(title: str) -> Iterator[Callable[[float, str], None]]:
    """A progress bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _share, _words: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    parts = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*parts, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=1.0)
        with heard(lambda share, words: bar.update(task, completed=share, description=words)) as tell:
            yield tell


def _report(problems: Sequence[Problem]) -> None:
    """Print problems to standard error, errors first."""
    print(terminal.problem_lines(problems), end="", file=sys.stderr)


def _counts(loaded: records_module.Records) -> dict[str, int]:
    tables = {name: len(getattr(loaded, name)) for name in records_module.TABLES}
    return {**tables, "set_aside": loaded.set_aside, "outside": loaded.outside}


def _checked_words(loaded: records_module.Records) -> str:
    counts = _counts(loaded)
    used = ", ".join(f"{counts[name]:,} {name}" for name in records_module.TABLES if counts[name])
    return (
        f"{used}; {counts['set_aside']:,} rows set aside, {counts['outside']:,} with somebody who is not on the roster"
    )


def _findings_words(result: Analysis) -> str:
    """The findings as a table in plain text, below what was looked at."""
    data, names = result.data, result.people.set_index("person_id")["name"]
    lines = [
        f"{data['people']:,} people, {data['events_in_window']:,} events in the {data['window_days']} days "
        f"before {data['as_of']}"
    ]
    for finding in result.findings:
        who = ", ".join(_name(person, names) for person in finding.people) or "-"
        lines.append(f"{finding.detector:<12} {finding.status:<16} {who}\n    {finding.why}")
    if not result.findings:
        lines.append("No findings.")
    lines.append(f"clusters     {_clusters_words(result) or 'no more clustering than chance'}")
    return "\n".join(lines)


def _clusters_words(result: Analysis) -> str:
    listed = [f"{group.label} ({len(group.members)}, {group.verdict})" for group in result.clusters[:CLUSTERS_LISTED]]
    more = len(result.clusters) - len(listed)
    return ", ".join([*listed, f"{more} more"] if more > 0 else listed)


def _name(person: str, names: pd.Series) -> str:
    name = names.get(person)
    return f"{name} ({person})" if isinstance(name, str) and name and name != person else person


def _people_bytes(people: pd.DataFrame, file: str) -> bytes:
    """The people table as CSV or Parquet, by the ending of the file's name."""
    from ally_graph import disclose

    shown = disclose.table(people, disclose.LOCAL)
    is_parquet = Path(file).suffix.lower() == ".parquet"
    return disclose.content_of(shown).to_parquet(index=False) if is_parquet else disclose.to_csv(shown)


def _print_json(value: object) -> None:
    print(_json_words(value))


def _json_words(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False, default=_unknown)


def _unknown(value: object) -> object:
    raise TypeError(f"{type(value).__name__} is no JSON value" + (" (infinite)" if value == math.inf else ""))
