"""The command line: app, check, analyze, convert, export, match, report, deck, share-load, simulate, ties.

Results go to standard output, problems and progress to standard error. Exit code 0: done; 1: the data has problems
that stop the work; 2: wrong usage.
"""

from __future__ import annotations

import argparse
import inspect
import json
import math
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

import ally_graph
from ally_graph import cache, warehouse
from ally_graph import records as records_module
from ally_graph.analysis import Analysis, analyze
from ally_graph.cache import keys as cache_keys
from ally_graph.cache import printed
from ally_graph.cli import exits, serving
from ally_graph.cli.exits import DATA_PROBLEMS, DONE
from ally_graph.errors import DataError, Problem, SettingError
from ally_graph.files.atomic import write_whole
from ally_graph.findings import DETECTORS
from ally_graph.measures import MEASURES, on_request
from ally_graph.network import moment
from ally_graph.progress import heard
from ally_graph.registry import Entry
from ally_graph.settings import PRESETS, Settings, preset, with_changes, with_options
from ally_graph.timeline.against import became, held_against

if TYPE_CHECKING:
    from ally_graph.importers.choices import Choices

PEOPLE_ENDINGS = (".csv", ".parquet")
PICTURE_ENDINGS = (".svg", ".png")
CLUSTERS_LISTED = 10
READABLE_PEOPLE = 1_000
PLAIN_OPTIONS = (
    "kind", "date", "date_format", "date_order", "scale", "min_group", "header_row", "min_weight", "aliases",
)  # fmt: skip
OPTIONS = {"columns": "--map", "people_columns": "--map-people"}
DEFAULT = Settings()
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
        with _progress("Checking") as progress:
            loaded = records_module.load(options.data, mapped_kinds=_kinds_given(options.map_kind), progress=progress)
        problems, stopped = loaded.problems, False
    except DataError as error:
        loaded, problems, stopped = None, error.problems, True
    if options.json:
        counts = _counts(loaded) if loaded else {}
        files = [vars(one) for one in loaded.files] if loaded else []
        _print_json(
            {"ok": not stopped, **counts, "files": files, "problems": [problem.to_dict() for problem in problems]}
        )
    else:
        _report(problems)
        print(_file_words(loaded) if loaded else "", end="", file=sys.stderr)
        print(_checked_words(loaded) if loaded else "The data can't be used until the errors are mended.")
    return DATA_PROBLEMS if stopped else DONE


def analyze_data(options: argparse.Namespace) -> int:
    """Analyse a data folder and print what was found."""
    if options.people and Path(options.people).suffix.lower() not in PEOPLE_ENDINGS:
        raise SettingError(f"{options.people} does not say how to write it. Give a name ending in .csv or .parquet.")
    _check_measures(options)
    settings = _settings(options)
    if warehouse.is_warehouse(options.data):
        return _print_of_warehouse(options, settings)
    state = cache_keys.stamp(Path(options.data))
    loaded = _read(options)
    loaded = loaded if options.min_weight is None else loaded.of_weight(options.min_weight)
    problems = exits.problem_lines(loaded.problems) + _file_words(loaded)
    print(problems, end="", file=sys.stderr)
    result = _analysed(options, loaded, settings)
    both = _both(options, loaded, settings, result) if options.against else None
    words = None if options.json else _findings_words(result, None if options.no_findings else loaded)
    if both and words:
        words = "\n".join([words, *became(both, {one.key: one.title for one in DETECTORS}, _called(result))])
    output = (words or _result_json(result, both)) + "\n"
    if options.people:
        people = _people_bytes(_with_measures(result, options.measures), options.people)
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
    with _progress("Measuring"):
        return result.people.assign(**{key: MEASURES[key](result.base).to_numpy() for key in asked})


def _read(options: argparse.Namespace) -> records_module.Records:
    mapped = _kinds_given(options.map_kind)
    with _progress("Reading") as progress:
        if mapped or options.no_cache:
            return records_module.load(options.data, mapped_kinds=mapped, progress=progress)
        return cache.load(options.data, progress=progress)


def _file_words(loaded: records_module.Records) -> str:
    """What became of the rows of each file, a line each."""
    return "".join(f"rows: {one}\n" for one in loaded.files)


def _analysed(options: argparse.Namespace, loaded: records_module.Records, settings: Settings) -> Analysis:
    asked = {"as_of": options.as_of, "kinds": options.kinds, "settings": _window_settings(options, settings)}
    asked |= {"findings": not options.no_findings, "months": options.months}
    with _progress("Analysing") as progress:
        if options.no_cache:
            return analyze(loaded, **asked, progress=progress)
        return cache.analyze(loaded, options.data, **asked, progress=progress)


def _both(
    options: argparse.Namespace, loaded: records_module.Records, settings: Settings, now: Analysis
) -> dict[str, object]:
    """The result of now, held against that of the same window at an earlier day."""
    days = (now.data["as_of"], moment(options.against))
    if pd.Timestamp(days[1]) >= pd.Timestamp(days[0]):
        raise SettingError(f"--against is a day before the one that is looked back from, {days[0]}.")
    earlier = argparse.Namespace(**vars(options) | {"as_of": options.against})
    then = _analysed(earlier, loaded, settings)
    return held_against(now.to_dict(), then.to_dict(), now.data["as_of"], then.data["as_of"])


def _called(result: Analysis) -> dict[str, str]:
    names = zip(result.people["person_id"].astype(str), result.people["name"], strict=True)
    return {person: f"{name} ({person})" if isinstance(name, str) else person for person, name in names}


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
    asked = {"as_of": options.as_of, "kinds": options.kinds, "settings": _window_settings(options, settings)}
    with _progress("Analysing") as progress:
        result = warehouse.analyze_ties(options.data, **asked, progress=progress)
    if options.people:
        people = _with_measures(result, options.measures)
        write_whole(Path(options.people), _people_bytes(people, options.people))
    print(_result_json(result) if options.json else _findings_words(result))
    return DONE


def write_ties(options: argparse.Namespace) -> int:
    """Add up events to a Parquet file of ties, from a database or from more files than fit into memory."""
    count = warehouse.write_ties(
        options.source,
        options.output,
        settings=_window_settings(options, DEFAULT),
        as_of=options.as_of,
        kinds=options.kinds,
        by_month=options.by_month,
        memory_limit=options.memory,
        told=_say_rows,
    )
    print(f"Wrote {options.output}: {count:,} ties")
    return DONE


def _say_rows(rows: Mapping[str, int]) -> None:
    """What became of the rows of events, where not all of them count."""
    good, bad, outside, future = (rows[state] for state in warehouse.STATES)
    if bad or outside or future:
        words = "had no usable person, time, kind or weight, or lay outside somebody's time at work"
        print(
            f"{good:,} rows count; {bad:,} were set aside: they {words}; {outside:,} are with somebody who is not on "
            f"the roster, {future:,} lie after the date. The command check names the rows of a data folder.",
            file=sys.stderr,
        )


def _window_settings(options: argparse.Namespace, settings: Settings) -> Settings:
    """The settings with the options that are short for some of them."""
    return with_options(
        settings,
        window_days=options.window,
        half_life_days=options.half_life,
        min_group=getattr(options, "min_group", None),
        seed=getattr(options, "seed", None),
    )


def _settings(options: argparse.Namespace) -> Settings:
    """The settings of the preset, with what `--set` and the options change of them."""
    start = preset(options.preset) if options.preset else DEFAULT
    pairs = [pair.partition("=") for pair in options.set]
    for name, sign, value in pairs:
        if not (name.strip() and value.strip()):
            raise SettingError(f"--set needs NAME=VALUE, such as ally_gap_days=42, not {name + sign + value!r}.")
    changed = with_changes(start, {name.strip(): value.strip() for name, _, value in pairs})
    return _window_settings(options, changed)


def convert(options: argparse.Namespace) -> int:
    """Turn whatever you have into a data folder."""
    from ally_graph.cli import taking
    from ally_graph.importers import convert_found

    source, inputs = _source_and_inputs(options.inputs)
    given = _given(options)
    try:
        with _progress("Reading"):
            if source is None:
                tables = convert_found(inputs, *_for_any(given))
            else:
                tables = source(inputs, **_source_options(given, source))
    except DataError as error:
        if options.json:
            problems = [problem.to_dict() for problem in error.problems]
            _print_json({"taken_for": "", "files": [], "problems": problems})
        raise
    found = taking.taken(tables, source.key if source else "convert")
    if found.nothing_used:
        _report(found.problems)
        print(f"error: no row could be used, so nothing was written. {found.reason}", file=sys.stderr)
        if options.json:
            _print_json(found.to_dict())
        return DATA_PROBLEMS
    records_module.write_folder(tables, Path(options.output))
    if options.json:
        _print_json(found.to_dict())
        return DONE
    print(
        f"Taken for {found.taken_for}" if found.taken_for else "", end="\n" if found.taken_for else "", file=sys.stderr
    )
    _report(found.problems)
    print("".join(f"rows: {one}\n" for one in found.files), end="", file=sys.stderr)
    print(f"Wrote {options.output}: {_checked_words(found.records, found.set_aside, found.outside)}")
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


def _given(options: argparse.Namespace) -> dict[str, object]:
    """What was said about the inputs."""
    given = {
        "columns": _mapping(options.map, "--map") or None,
        "people": options.people or None,
        "people_columns": _mapping(options.map_people, "--map-people") or None,
        "map_kind": _kinds_given(options.map_kind) or None,
        "no_header": options.no_header or None,
        "empty": None if options.empty is None else _listed(options.empty),
        **{name: getattr(options, name) for name in PLAIN_OPTIONS},
    }
    return {name: value for name, value in given.items() if value is not None}


def _for_any(given: Mapping[str, object]) -> tuple[Choices]:
    """What was said, for inputs that are looked at first."""
    from ally_graph.importers.choices import choices

    foreign = sorted({"date_order", "scale", "min_group"} & set(given))
    if foreign:
        option = "--" + foreign[0].replace("_", "-")
        raise SettingError(f"{option} is for queries of Viva Insights: say convert viva FILE {option} ...")
    return (choices(**given),)


def _source_options(given: Mapping[str, object], source: Entry) -> dict[str, object]:
    """What was given for a source; an option that says nothing to this source is refused."""
    if source.key == "edges" and "columns" not in given:
        raise SettingError("Say which columns hold the ties: --map from_id=COLUMN,to_id=COLUMN")
    foreign = sorted(set(given) - set(inspect.signature(source.function).parameters))
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


def export(options: argparse.Namespace) -> int:
    """Write the network to a file for another program."""
    if Path(options.output).suffix.lower() in PICTURE_ENDINGS:
        return _export_picture(options)
    from ally_graph.disclosure import gate
    from ally_graph.export import graphs as exporting
    from ally_graph.views.network_file import network_file

    with _progress("Reading") as progress:
        loaded = records_module.load(options.data, mapped_kinds=_kinds_given(options.map_kind), progress=progress)
    _report(loaded.problems)
    print(_file_words(loaded), end="", file=sys.stderr)
    settings = _window_settings(options, DEFAULT)
    with _progress("Measuring") as progress:
        found = analyze(
            loaded, as_of=options.as_of, kinds=options.kinds, settings=settings, findings=False, progress=progress
        )
    shown = network_file(found, gate.LOCAL)
    path = exporting.export(shown, options.output)
    graph = gate.content_of(shown)
    types = [kind for *_, kind in graph.edges(data="type")]
    contact = types.count("contact")
    more = f" and {contact:,} of contact" if contact else ""
    print(f"Wrote {path}: {graph.number_of_nodes():,} people, {len(types) - contact:,} ties{more}")
    print(_window_words(found, loaded), end="", file=sys.stderr)
    return DONE


def _export_picture(options: argparse.Namespace) -> int:
    """Write the map as a drawing or a picture."""
    from ally_graph.disclosure import gate
    from ally_graph.export import pictures
    from ally_graph.export.places import places_of
    from ally_graph.views import network

    path = Path(options.output)
    with _progress("Reading") as progress:
        loaded = records_module.load(options.data, mapped_kinds=_kinds_given(options.map_kind), progress=progress)
    _report(loaded.problems)
    settings = _window_settings(options, DEFAULT)
    with _progress("Measuring") as progress:
        found = analyze(loaded, as_of=options.as_of, kinds=options.kinds, settings=settings, progress=progress)
    shown = network(found, gate.LOCAL)
    source = f"The {found.data['window_days']} days before {found.data['as_of']}"
    drawing = pictures.map_svg(shown, places_of(found), title="Who is allied with whom?", source=source)
    write_whole(path, drawing.encode() if path.suffix.lower() == ".svg" else pictures.map_png(drawing))
    print(f"Wrote {path}: {len(found.people):,} people, {source[0].lower()}{source[1:]}")
    return DONE


def _window_words(found: Analysis, loaded: records_module.Records) -> str:
    """What an export rests on: the window, the decay, and what lies before it."""
    data = found.data
    inside, everything = data["events_in_window"], len(loaded.interactions) + len(loaded.recognitions)
    older = f"; {everything - inside:,} older or later ones are not in it" if everything > inside else ""
    return (
        f"window: the {data['window_days']} days before {data['as_of']}, in which an event counts half after "
        f"{data['half_life_days']} days: {inside:,} events{older}\n"
    )


def report(options: argparse.Namespace) -> int:
    """Write a report that opens offline, with findings, charts and the network; or the culture audit on two pages."""
    from ally_graph.export import report as reporting

    if options.audit or Path(options.output).suffix.lower() == ".pdf":
        return _audit(options)
    if options.since:
        raise SettingError("--since belongs to the audit: add --audit.")
    path = reporting.checked_path(options.output)
    settings, loaded = _settings(options), _read(options)
    _report(loaded.problems)
    print(_file_words(loaded), end="", file=sys.stderr)
    result = _analysed(options, loaded, settings)
    with _progress("Drawing"):
        reporting.write_report(loaded, result, path, audience=options.audience)
    print(f"Wrote {path}: {len(result.people):,} people, {len(result.findings):,} findings")
    return DONE


def deck(options: argparse.Namespace) -> int:
    """Make slides to show to a room, without names unless they are asked for."""
    from ally_graph.export import deck as decks

    path = decks.checked_path(options.output)
    loaded, result = _read_and_analysed(options)
    plan = decks.Plan(title=options.title or decks.Plan().title, names=options.names)
    with _progress("Drawing"):
        made = decks.deck(loaded, result, plan)
        decks.write_deck(made, path)
    print(f"Wrote {path}: {len(made.slides) + 1} slides, {'with names' if made.named else 'nobody is named'}")
    return DONE


def _audit(options: argparse.Namespace) -> int:
    """Write the culture audit: two pages as HTML or PDF, or its figures for the next one as JSON."""
    from ally_graph.culture.whole import culture_of
    from ally_graph.disclosure.gate import COMPANY
    from ally_graph.export import audit as auditing
    from ally_graph.export.report.audiences import audience
    from ally_graph.views import audit as audits
    from ally_graph.views.telling import Of

    path = auditing.path_for(options.output)
    last = audits.from_json(auditing.last_audit(options.since)) if options.since else None
    viewer = audience(options.audience).viewer if options.audience else COMPANY
    loaded, result = _read_and_analysed(options)
    with _progress("Looking at the culture"):
        found = (loaded, result.base, result.findings, result.challenges)
        culture = culture_of(*found, audited_before=last is not None)
        made = audits.audit(Of(loaded, result), culture, viewer, plan=last["plan"] if last else (), last=last)
    auditing.write(made, path)
    print(f"Wrote {path}: {made.first}")
    return DONE


def match(options: argparse.Namespace) -> int:
    """Bring people together: buddies for newcomers, mentors for juniors, coffees across teams or places."""
    from ally_graph.cli import proposing

    blocked = proposing.blocked(options.blocked)
    loaded, result = _read_and_analysed(options)
    found = proposing.matched(loaded, result, options.programme, options.people, blocked)
    if options.output:
        proposing.write_rows(found, result, Path(options.output))
        print(f"Wrote {options.output}: {len(found.pairs):,} pairs", file=sys.stderr)
    if options.json:
        _print_json(found.to_dict())
    else:
        print(proposing.pairs_words(found, _called(result)))
    return DONE


def share_load(options: argparse.Namespace) -> int:
    """Plan how the load of over-relied helpers can be shared, with the figures before and after."""
    from ally_graph.cli import proposing

    loaded, result = _read_and_analysed(options)
    plans = proposing.plans(loaded, result, options.helper)
    if options.json:
        _print_json({"helpers": [plan.to_dict() for plan in plans]})
    else:
        print(proposing.plans_words(plans, _called(result)))
    return DONE


def _read_and_analysed(options: argparse.Namespace) -> tuple[records_module.Records, Analysis]:
    """The records and their analysis, with what became of the rows on standard error."""
    settings, loaded = _settings(options), _read(options)
    _report(loaded.problems)
    print(_file_words(loaded), end="", file=sys.stderr)
    return loaded, _analysed(options, loaded, settings)


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


def _command(commands: argparse._SubParsersAction, name: str, run: Callable, example: str) -> argparse.ArgumentParser:
    summary = run.__doc__.splitlines()[0]
    command = commands.add_parser(name, help=summary, description=summary, epilog=f"Example: {example}")
    command.set_defaults(run=run)
    return command


def _add_app(commands: argparse._SubParsersAction) -> None:
    command = _command(commands, "app", app, "python -m ally_graph app my_company")
    words = "a data folder, a zip of one, or an Excel workbook"
    more = "default: what the environment variable OFFICE_ALLY_DATA names, else the sample company"
    command.add_argument("data", metavar="DATA", nargs="?", help=f"{words} ({more})")
    command.add_argument(
        "--port", type=int, metavar="N", default=serving.PORT, help=f"where it listens (default {serving.PORT})"
    )
    command.add_argument("--no-browser", action="store_true", help="print the address and open nothing")


def _add_check(commands: argparse._SubParsersAction) -> None:
    command = _command(commands, "check", check, "python -m ally_graph check sample_data")
    _data_argument(command)
    command.add_argument("--json", action="store_true", help="print the problems as JSON")
    _map_kind_argument(command)


def _add_analyze(commands: argparse._SubParsersAction) -> None:
    command = _command(commands, "analyze", analyze_data, "python -m ally_graph analyze sample_data --json")
    _data_argument(command, "; with --no-findings also a database or files of events, see ties")
    _analysis_arguments(command)
    command.add_argument("--json", action="store_true", help="print everything as one JSON object")
    command.add_argument("--people", metavar="FILE", help="write one row a person to FILE (.csv or .parquet)")
    command.add_argument(
        "--min-weight", type=float, metavar="N", help="only records that weigh at least N; the others are set aside"
    )
    command.add_argument(
        "--measures",
        metavar="M,...",
        type=_listed,
        default=(),
        help=f"more columns for --people: {', '.join(on_request())}",
    )
    command.add_argument(
        "--against", metavar="DATE", help="the same window as it was at an earlier day, and what became of the findings"
    )
    command.add_argument("--no-findings", action="store_true", help="stop after ties, measures and one clustering")
    command.add_argument("--months", action="store_true", help="add the figures at the end of every calendar month")
    command.add_argument("--no-cache", action="store_true", help="keep nothing beside the data, and use nothing kept")


def _add_convert(commands: argparse._SubParsersAction) -> None:
    from ally_graph.importers import SOURCES

    example = "python -m ally_graph convert survey_export.csv staff.xlsx -o data"
    command = _command(commands, "convert", convert, example)
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
    _map_kind_argument(command)
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


def _map_kind_argument(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--map-kind",
        metavar="WORD=KIND",
        action="append",
        help='what an own kind stands for, such as "Code review=review"; can be given several times',
    )


def _add_export(commands: argparse._SubParsersAction) -> None:
    command = _command(commands, "export", export, "python -m ally_graph export sample_data -o network.graphml")
    _data_argument(command)
    command.add_argument(
        "-o", "--output", metavar="FILE", required=True, help=".graphml, .gexf, .json or .csv; .svg or .png: the map"
    )
    _map_kind_argument(command)
    _window_arguments(command)


def _add_report(commands: argparse._SubParsersAction) -> None:
    command = _command(commands, "report", report, "python -m ally_graph report sample_data -o report.html")
    _data_argument(command)
    words = "page to write, ending in .html; of the audit also .pdf, or .json for the next audit's --since"
    command.add_argument("-o", "--output", metavar="FILE", required=True, help=words)
    command.add_argument(
        "--audit", action="store_true", help="the culture audit on two A4 pages; a file in .pdf is one"
    )
    words = "with --audit: the figures of an earlier audit, to say what changed"
    command.add_argument("--since", metavar="FILE", help=words)
    audiences = "who will read it; company: nobody is named (default: everything for you alone; of the audit: company)"
    command.add_argument("--audience", choices=("manager", "hr", "company"), help=audiences)
    _analysis_arguments(command)
    command.set_defaults(no_findings=False, months=False, no_cache=False)


def _add_deck(commands: argparse._SubParsersAction) -> None:
    command = _command(commands, "deck", deck, "python -m ally_graph deck sample_data -o deck.html")
    _data_argument(command)
    endings = ".html (shown by the keys of a clicker), .pptx (PowerPoint) or .pdf (handout with notes)"
    command.add_argument("-o", "--output", metavar="FILE", required=True, help=endings)
    command.add_argument("--names", action="store_true", help="name people; without it no name or id is in the file")
    command.add_argument("--title", metavar="WORDS", help="what the deck is called (default: Our ally network)")
    _analysis_arguments(command)
    command.set_defaults(no_findings=False, months=False, no_cache=False)


def _add_match(commands: argparse._SubParsersAction) -> None:
    from ally_graph.matching import PROGRAMMES

    command = _command(commands, "match", match, "python -m ally_graph match sample_data --programme coffee")
    _data_argument(command)
    titles = "; ".join(f"{one.key}: {one.summary}" for one in PROGRAMMES)
    command.add_argument("--programme", choices=PROGRAMMES.keys(), required=True, help=titles)
    command.add_argument("--for", dest="people", metavar="ID,...", type=_listed, help="only for these people")
    command.add_argument(
        "--blocked",
        metavar="FILE",
        help="a table of pairs to keep apart: person_id, partner_id (empty: ask them never)",
    )
    command.add_argument("-o", "--output", metavar="FILE", help="write the pairs as rows of programmes.csv")
    command.add_argument("--json", action="store_true", help="print everything as one JSON object")
    command.add_argument("--no-cache", action="store_true", help="keep nothing beside the data, and use nothing kept")
    _analysis_arguments(command)
    command.set_defaults(no_findings=False, months=False)


def _add_share_load(commands: argparse._SubParsersAction) -> None:
    command = _command(commands, "share-load", share_load, "python -m ally_graph share-load sample_data")
    _data_argument(command)
    command.add_argument("--helper", metavar="ID", help="for this person (default: everyone who is over-relied on)")
    command.add_argument("--json", action="store_true", help="print everything as one JSON object")
    command.add_argument("--no-cache", action="store_true", help="keep nothing beside the data, and use nothing kept")
    _analysis_arguments(command)
    command.set_defaults(no_findings=False, months=False)


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


def _add_ties(commands: argparse._SubParsersAction) -> None:
    command = _command(commands, "ties", write_ties, "python -m ally_graph ties 'events/*.parquet' -o ties.parquet")
    words = "files of events, a folder or a pattern of them, a data folder, a DuckDB file, or an address such as"
    command.add_argument("source", metavar="SOURCE", help=f"{words} postgres://host/company")
    command.add_argument("-o", "--output", metavar="FILE", required=True, help="a Parquet file")
    _window_arguments(command)
    command.add_argument("--by-month", action="store_true", help="one row for each calendar month, too")
    command.add_argument("--memory", metavar="SIZE", default="2GB", help="how much memory it may take (default 2GB)")


def _data_argument(command: argparse.ArgumentParser, also: str = "") -> None:
    command.add_argument("data", metavar="DATA", help=f"a data folder, a zip of one, or an Excel workbook{also}")


def _analysis_arguments(command: argparse.ArgumentParser) -> None:
    _window_arguments(command)
    _map_kind_argument(command)
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
        type=_listed,
        help="only these kinds of record; recognition is one",
    )


def _listed(text: str) -> list[str]:
    """Words with commas between.

    >>> _listed("closeness, harmonic,")
    ['closeness', 'harmonic']
    """
    return [word.strip() for word in text.split(",") if word.strip()]


def _mapping(texts: Sequence[str] | None, option: str) -> dict[str, tuple[str, ...]]:
    """`a=x,b=y` as a dictionary; a target that comes several times has several columns.

    >>> _mapping(["from_id=giver, to_id=the receiver", "to_id=channel, name"], "--map")
    {'from_id': ('giver',), 'to_id': ('the receiver', 'channel, name')}
    """
    pairs = [
        pair.partition("=")
        for text in texts or ()
        for pair in re.split(r",(?=\s*[A-Za-z_][\w.]*\s*=)", text)
        if pair.strip()
    ]
    found: dict[str, tuple[str, ...]] = {}
    for name, sign, column in pairs:
        if not (name.strip() and sign and column.strip()):
            raise SettingError(f"{option} needs NAME=COLUMN pairs with commas between, not {name + sign + column!r}.")
        found[name.strip()] = (*found.get(name.strip(), ()), column.strip())
    return found


def _kinds_given(texts: Sequence[str] | None) -> dict[str, str]:
    """What own kinds stand for.

    >>> _kinds_given(["Code review=review", "Hilfe=help,lunch=contact"])
    {'Code review': 'review', 'Hilfe': 'help', 'lunch': 'contact'}
    """
    pairs = [pair.rpartition("=") for text in texts or () for pair in re.split(r"(?<=[a-z]),(?=[^=]+=)", text)]
    for word, sign, kind in pairs:
        if not (word.strip() and sign and kind.strip()):
            raise SettingError(f'--map-kind needs WORD=KIND, such as "Code review=review", not {word + sign + kind!r}.')
    return {word.strip(): kind.strip() for word, _, kind in pairs}


@contextmanager
def _progress(title: str) -> Iterator[Callable[[float, str], None]]:
    """A progress bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _share, _words: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    parts = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*parts, console=Console(file=sys.__stderr__), transient=True) as bar:
        task = bar.add_task(title, total=1.0)
        show = lambda share, words: bar.update(task, completed=share, description=exits.printable(words))  # noqa: E731
        with heard(show) as tell:
            yield tell


def _report(problems: Iterable[Problem]) -> None:
    """Print problems to standard error, errors first."""
    print(exits.problem_lines(problems), end="", file=sys.stderr)


def _counts(loaded: records_module.Records) -> dict[str, int]:
    tables = {name: len(getattr(loaded, name)) for name in records_module.TABLES}
    return {**tables, "set_aside": loaded.set_aside, "outside": loaded.outside}


def _checked_words(loaded: records_module.Records, set_aside: int | None = None, outside: int | None = None) -> str:
    counts = _counts(loaded)
    counts |= {"set_aside": counts["set_aside"] if set_aside is None else set_aside}
    counts |= {"outside": counts["outside"] if outside is None else outside}
    used = ", ".join(f"{counts[name]:,} {name}" for name in records_module.TABLES if counts[name])
    return (
        f"{used}; {counts['set_aside']:,} rows set aside, {counts['outside']:,} with somebody who is not on the roster"
    )


def _findings_words(result: Analysis, loaded: records_module.Records | None = None) -> str:
    """The findings as a table in plain text, below what was looked at and above what they rest on.

    With the records it says what can't be told from them, and what to do about it.
    """
    from ally_graph import views
    from ally_graph.disclosure import gate
    from ally_graph.views import telling

    data, names = result.data, result.people.set_index("person_id")["name"]
    shown = gate.content_of(views.findings(result, gate.LOCAL))
    lines = [
        f"{data['people']:,} people, {data['events_in_window']:,} events in the {data['window_days']} days "
        f"before {data['as_of']}"
    ]
    if not data["events"]:
        lines = [f"{data['people']:,} people, and no record that could be used: see the problems above for why."]
    for finding in shown:
        who = ", ".join(_name(person, names) for person in finding.person_ids) or "-"
        words = (finding.why, finding.would_change)
        lines.append("\n    ".join([f"{finding.detector:<21} {finding.status:<16} {who}", *words]))
    subject = None if loaded is None else telling.Of(loaded, result)
    untold = [] if subject is None else telling.of_detectors(shown, subject)
    if not shown and not untold:
        lines.append("No findings.")
    lines += [f"{'not told':<21} {one.words}" for one in telling.by_reason(untold)]
    none = subject and telling.contact(subject, "which groups hold together")
    clusters = _clusters_words(result) or (none.words if none else "no more clustering than chance")
    lines.append(f"{'clusters':<21} {clusters}")
    return "\n".join([*lines, *sorted({finding.coverage for finding in shown if finding.coverage})])


def _clusters_words(result: Analysis) -> str:
    listed = [f"{group.label} ({len(group.members)}, {group.verdict})" for group in result.clusters[:CLUSTERS_LISTED]]
    more = len(result.clusters) - len(listed)
    return ", ".join([*listed, f"{more} more"] if more > 0 else listed)


def _name(person: str, names: pd.Series) -> str:
    name = names.get(person)
    return f"{name} ({person})" if isinstance(name, str) and name and name != person else person


def _people_bytes(people: pd.DataFrame, file: str) -> bytes:
    """The people table as CSV or Parquet, by the ending of the file's name."""
    from ally_graph import views
    from ally_graph.disclosure import gate

    shown = views.people_file(people, gate.LOCAL)
    is_parquet = Path(file).suffix.lower() == ".parquet"
    return gate.content_of(shown).to_parquet(index=False) if is_parquet else gate.to_csv(shown)


def _print_json(value: object) -> None:
    print(_json_words(value))


def _result_json(result: Analysis, both: dict | None = None) -> str:
    """An analysis as JSON; that of a large company stands on one line, which is written several times as fast."""
    return _json_words(both or result.to_dict(), indent=1 if len(result.people) <= READABLE_PEOPLE else None)


def _json_words(value: object, indent: int | None = 1) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False, default=_unknown)


def _unknown(value: object) -> object:
    raise TypeError(f"{type(value).__name__} is no JSON value" + (" (infinite)" if value == math.inf else ""))


COMMANDS = {
    "app": _add_app,
    "check": _add_check,
    "analyze": _add_analyze,
    "convert": _add_convert,
    "export": _add_export,
    "match": _add_match,
    "report": _add_report,
    "deck": _add_deck,
    "share-load": _add_share_load,
    "simulate": _add_simulate,
    "ties": _add_ties,
}
"""How the options of each command are set up, in the order of the help."""
