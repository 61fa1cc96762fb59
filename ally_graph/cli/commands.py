"""The command line: app, check, analyze, convert, export, match, report, deck, share-load, simulate, ties.

Results go to standard output, problems and progress to standard error. Exit code 0: done; 1: the data has problems
that stop the work; 2: wrong usage.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

import ally_graph
from ally_graph import cache, warehouse
from ally_graph import records as records_module
from ally_graph.analysis import Analysis
from ally_graph.cache import keys as cache_keys
from ally_graph.cache import printed
from ally_graph.cli import exits, serving
from ally_graph.cli.acting import add_match, add_share_load
from ally_graph.cli.arguments import (
    DEFAULT,
    analysis_arguments,
    data_argument,
    kinds_given,
    listed,
    map_kind_argument,
    sub_command,
    window_arguments,
)
from ally_graph.cli.converting import add_convert
from ally_graph.cli.exits import DATA_PROBLEMS, DONE
from ally_graph.cli.outputs import add_deck, add_export, add_report
from ally_graph.cli.reading import analysed, both_windows, called, read_data, settings_of, window_settings
from ally_graph.cli.terminal import (
    checked_words,
    counts_of,
    file_words,
    findings_words,
    people_bytes,
    print_json,
    progress_bar,
    result_json,
    say_problems,
    say_rows,
)
from ally_graph.errors import DataError, SettingError
from ally_graph.files.atomic import write_whole
from ally_graph.findings import DETECTORS
from ally_graph.measures import MEASURES, on_request
from ally_graph.settings import Settings
from ally_graph.timeline.against import became

PEOPLE_ENDINGS = (".csv", ".parquet")
CONSOLE = "office-ally"
"""What the command is called where the package is installed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    return exits.run(command, sys.argv[1:] if arguments is None else arguments)


def command(arguments: Sequence[str]) -> int:
    """Run one command; errors are the caller's to tell."""
    options = _parser([name for name in arguments[:1] if name in COMMANDS] or COMMANDS).parse_args(arguments)
    options.words = list(arguments)
    return options.run(options)


def app(options: argparse.Namespace) -> int:
    """Open the app in a browser, on this computer only."""
    return serving.serve(options.data, options.port, browser=not options.no_browser)


def check(options: argparse.Namespace) -> int:
    """Read and check a data folder, and print every problem."""
    try:
        with progress_bar("Checking") as progress:
            loaded = records_module.load(options.data, mapped_kinds=kinds_given(options.map_kind), progress=progress)
        problems, stopped = loaded.problems, False
    except DataError as error:
        loaded, problems, stopped = None, error.problems, True
    if options.json:
        counts = counts_of(loaded) if loaded else {}
        files = [vars(one) for one in loaded.files] if loaded else []
        print_json(
            {"ok": not stopped, **counts, "files": files, "problems": [problem.to_dict() for problem in problems]}
        )
    else:
        say_problems(problems)
        print(file_words(loaded) if loaded else "", end="", file=sys.stderr)
        print(checked_words(loaded) if loaded else "The data can't be used until the errors are mended.")
    return DATA_PROBLEMS if stopped else DONE


def analyze_data(options: argparse.Namespace) -> int:
    """Analyse a data folder and print what was found."""
    if options.people and Path(options.people).suffix.lower() not in PEOPLE_ENDINGS:
        raise SettingError(f"{options.people} does not say how to write it. Give a name ending in .csv or .parquet.")
    _check_measures(options)
    settings = settings_of(options)
    if warehouse.is_warehouse(options.data):
        return _print_of_warehouse(options, settings)
    state = cache_keys.stamp(Path(options.data))
    loaded = read_data(options)
    loaded = loaded if options.min_weight is None else loaded.of_weight(options.min_weight)
    problems = exits.problem_lines(loaded.problems) + file_words(loaded)
    print(problems, end="", file=sys.stderr)
    result = analysed(options, loaded, settings)
    both = both_windows(options, loaded, settings, result) if options.against else None
    words = None if options.json else findings_words(result, None if options.no_findings else loaded)
    if both and words:
        words = "\n".join([words, *became(both, {one.key: one.title for one in DETECTORS}, called(result))])
    output = (words or result_json(result, both)) + "\n"
    if options.people:
        people = people_bytes(_with_measures(result, options.measures), options.people)
        write_whole(Path(options.people), people)
    print(output, end="")
    if cache.is_large(loaded) and not options.no_cache:
        printed.keep(options.words, options.data, state, output, problems, loaded.fingerprint)
    return DONE


def _check_measures(options: argparse.Namespace) -> None:
    """Refuse measures that there are not, or that would go nowhere."""
    for key in options.measures:
        MEASURES[key]
    if options.measures and not options.people:
        raise SettingError("--measures adds columns to the table of --people. Give --people FILE, too.")


def _with_measures(result: Analysis, keys: Iterable[str]) -> pd.DataFrame:
    """The table of people with some measures that are not in it by themselves, as further columns."""
    asked = [key for key in dict.fromkeys(keys) if key not in result.people]
    with progress_bar("Measuring"):
        return result.people.assign(**{key: MEASURES[key](result.base).to_numpy() for key in asked})


def _print_of_warehouse(options: argparse.Namespace, settings: Settings) -> int:
    """Print the analysis of a database or of files of events, from the ties they add up to."""
    if options.min_weight is not None:
        raise SettingError("--min-weight needs single events, and of these only the sums are read. Leave it out.")
    if options.against:
        raise SettingError("--against needs single events, and of these only the sums are read. Leave it out.")
    if options.months or not options.no_findings:
        raise SettingError(
            "Findings and months need single events, and from a database or bare files of events only their sums are "
            "read. Add --no-findings and leave out --months, or give a data folder."
        )
    asked = {"as_of": options.as_of, "kinds": options.kinds, "settings": window_settings(options, settings)}
    with progress_bar("Analysing") as progress:
        result = warehouse.analyze_ties(options.data, **asked, progress=progress)
    if options.people:
        people = _with_measures(result, options.measures)
        write_whole(Path(options.people), people_bytes(people, options.people))
    print(result_json(result) if options.json else findings_words(result))
    return DONE


def write_ties(options: argparse.Namespace) -> int:
    """Add up events to a Parquet file of ties, from a database or from more files than fit into memory."""
    count = warehouse.write_ties(
        options.source,
        options.output,
        settings=window_settings(options, DEFAULT),
        as_of=options.as_of,
        kinds=options.kinds,
        by_month=options.by_month,
        memory_limit=options.memory,
        told=say_rows,
    )
    print(f"Wrote {options.output}: {count:,} ties")
    return DONE


def simulate(options: argparse.Namespace) -> int:
    """Write an invented company, and what was planted in it."""
    from ally_graph import simulate as simulating

    chosen = {
        name: getattr(options, name)
        for name in ("people", "months", "seed", "events_per_person", "isolated", "overrelied", "spread")
        if getattr(options, name) is not None
    }
    with progress_bar("Inventing") as progress:
        truth = simulating.simulate(options.output, scenario=options.scenario, progress=progress, **chosen)
    planted = ", ".join(f"{len(found)} {name}" for name, found in truth.items() if found) or "nothing planted"
    print(f"Wrote {options.output}: {planted}")
    return DONE


def _parser(names: Iterable[str]) -> argparse.ArgumentParser:
    """These commands and their options; setting up all of them would import what only some of them need."""
    parser = argparse.ArgumentParser(
        prog=CONSOLE if Path(sys.argv[0]).stem == CONSOLE else "python -m ally_graph",
        description="Who supports whom, who may be on their own, who carries a lot for others.",
        epilog="Try: python -m ally_graph app",
    )
    parser.add_argument("--version", action="version", version=f"office-ally {ally_graph.__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in names:
        COMMANDS[name](commands)
    return parser


def _add_app(commands: argparse._SubParsersAction) -> None:
    command = sub_command(commands, "app", app, "python -m ally_graph app my_company")
    words = "a data folder, a zip of one, or an Excel workbook"
    more = "default: what the environment variable OFFICE_ALLY_DATA names, else the sample company"
    command.add_argument("data", metavar="DATA", nargs="?", help=f"{words} ({more})")
    command.add_argument(
        "--port", type=int, metavar="N", default=serving.PORT, help=f"where it listens (default {serving.PORT})"
    )
    command.add_argument("--no-browser", action="store_true", help="print the address and open nothing")


def _add_check(commands: argparse._SubParsersAction) -> None:
    command = sub_command(commands, "check", check, "python -m ally_graph check sample_data")
    data_argument(command)
    command.add_argument("--json", action="store_true", help="print the problems as JSON")
    map_kind_argument(command)


def _add_analyze(commands: argparse._SubParsersAction) -> None:
    command = sub_command(commands, "analyze", analyze_data, "python -m ally_graph analyze sample_data --json")
    data_argument(command, "; with --no-findings also a database or files of events, see ties")
    analysis_arguments(command)
    command.add_argument("--json", action="store_true", help="print everything as one JSON object")
    command.add_argument("--people", metavar="FILE", help="write one row a person to FILE (.csv or .parquet)")
    command.add_argument(
        "--min-weight", type=float, metavar="N", help="only records that weigh at least N; the others are set aside"
    )
    command.add_argument(
        "--measures",
        metavar="M,...",
        type=listed,
        default=(),
        help=f"more columns for --people: {', '.join(on_request())}",
    )
    command.add_argument(
        "--against", metavar="DATE", help="the same window as it was at an earlier day, and what became of the findings"
    )
    command.add_argument("--no-findings", action="store_true", help="stop after ties, measures and one clustering")
    command.add_argument("--months", action="store_true", help="add the figures at the end of every calendar month")
    command.add_argument("--no-cache", action="store_true", help="keep nothing beside the data, and use nothing kept")


def _add_simulate(commands: argparse._SubParsersAction) -> None:
    from ally_graph.simulate import SCENARIOS

    example = "python -m ally_graph simulate --scenario random --people 200 -o company"
    command = sub_command(commands, "simulate", simulate, example)
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


def _add_ties(commands: argparse._SubParsersAction) -> None:
    command = sub_command(commands, "ties", write_ties, "python -m ally_graph ties 'events/*.parquet' -o ties.parquet")
    words = "files of events, a folder or a pattern of them, a data folder, a DuckDB file, or an address such as"
    command.add_argument("source", metavar="SOURCE", help=f"{words} postgres://host/company")
    command.add_argument("-o", "--output", metavar="FILE", required=True, help="a Parquet file")
    window_arguments(command)
    command.add_argument("--by-month", action="store_true", help="one row for each calendar month, too")
    command.add_argument("--memory", metavar="SIZE", default="2GB", help="how much memory it may take (default 2GB)")


COMMANDS = {
    "app": _add_app,
    "check": _add_check,
    "analyze": _add_analyze,
    "convert": add_convert,
    "export": add_export,
    "match": add_match,
    "report": add_report,
    "deck": add_deck,
    "share-load": add_share_load,
    "simulate": _add_simulate,
    "ties": _add_ties,
}
"""How the options of each command are set up, in the order of the help."""
