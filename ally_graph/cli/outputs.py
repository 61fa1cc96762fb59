"""The commands that write something to look at elsewhere: `export`, `report` and `deck`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ally_graph import records as records_module
from ally_graph.analysis import analyze
from ally_graph.cli.arguments import (
    DEFAULT,
    analysis_arguments,
    data_argument,
    kinds_given,
    map_kind_argument,
    sub_command,
    window_arguments,
)
from ally_graph.cli.exits import DONE
from ally_graph.cli.reading import analysed, read_and_analysed, read_data, settings_of, window_settings
from ally_graph.cli.terminal import file_words, progress_bar, say_problems, window_words
from ally_graph.errors import SettingError
from ally_graph.files.atomic import write_whole

PICTURE_ENDINGS = (".svg", ".png")


def export(options: argparse.Namespace) -> int:
    """Write the network to a file for another program."""
    if Path(options.output).suffix.lower() in PICTURE_ENDINGS:
        return _export_picture(options)
    from ally_graph.disclosure import gate
    from ally_graph.export import graphs as exporting
    from ally_graph.export.places import places_in_a_file
    from ally_graph.views.network_file import network_file

    with progress_bar("Reading") as progress:
        loaded = records_module.load(options.data, mapped_kinds=kinds_given(options.map_kind), progress=progress)
    say_problems(loaded.problems)
    print(file_words(loaded), end="", file=sys.stderr)
    settings = window_settings(options, DEFAULT)
    with progress_bar("Measuring") as progress:
        found = analyze(
            loaded, as_of=options.as_of, kinds=options.kinds, settings=settings, findings=False, progress=progress
        )
    shown = network_file(found, gate.LOCAL, places_in_a_file(found, loaded))
    path = exporting.export(shown, options.output)
    graph = gate.content_of(shown)
    types = [kind for *_, kind in graph.edges(data="type")]
    contact = types.count("contact")
    more = f" and {contact:,} of contact" if contact else ""
    print(f"Wrote {path}: {graph.number_of_nodes():,} people, {len(types) - contact:,} ties{more}")
    print(window_words(found, loaded), end="", file=sys.stderr)
    return DONE


def _export_picture(options: argparse.Namespace) -> int:
    """Write the map as a drawing or a picture."""
    from ally_graph.disclosure import gate
    from ally_graph.export import pictures
    from ally_graph.export.places import places_of
    from ally_graph.views import network

    path = Path(options.output)
    with progress_bar("Reading") as progress:
        loaded = records_module.load(options.data, mapped_kinds=kinds_given(options.map_kind), progress=progress)
    say_problems(loaded.problems)
    settings = window_settings(options, DEFAULT)
    with progress_bar("Measuring") as progress:
        found = analyze(loaded, as_of=options.as_of, kinds=options.kinds, settings=settings, progress=progress)
    shown = network(found, gate.LOCAL)
    source = f"The {found.data['window_days']} days before {found.data['as_of']}"
    drawing = pictures.map_svg(shown, places_of(found, loaded), title="Who is allied with whom?", source=source)
    write_whole(path, drawing.encode() if path.suffix.lower() == ".svg" else pictures.map_png(drawing))
    print(f"Wrote {path}: {len(found.people):,} people, {source[0].lower()}{source[1:]}")
    return DONE


def report(options: argparse.Namespace) -> int:
    """Write a report that opens offline, with findings, charts and the network; or the culture audit on two pages."""
    from ally_graph.export import report as reporting

    if options.audit or Path(options.output).suffix.lower() == ".pdf":
        return _audit(options)
    if options.since:
        raise SettingError("--since belongs to the audit: add --audit.")
    path = reporting.checked_path(options.output)
    settings, loaded = settings_of(options), read_data(options)
    say_problems(loaded.problems)
    print(file_words(loaded), end="", file=sys.stderr)
    result = analysed(options, loaded, settings)
    with progress_bar("Drawing"):
        reporting.write_report(loaded, result, path, audience=options.audience)
    print(f"Wrote {path}: {len(result.people):,} people, {len(result.findings):,} findings")
    return DONE


def deck(options: argparse.Namespace) -> int:
    """Make slides to show to a room, without names unless they are asked for."""
    from ally_graph.export import deck as decks

    path = decks.checked_path(options.output)
    loaded, result = read_and_analysed(options)
    plan = decks.Plan(title=options.title or decks.Plan().title, names=options.names)
    with progress_bar("Drawing"):
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
    loaded, result = read_and_analysed(options)
    with progress_bar("Looking at the culture"):
        found = (loaded, result.base, result.findings, result.challenges)
        culture = culture_of(*found, audited_before=last is not None)
        made = audits.audit(Of(loaded, result), culture, viewer, plan=last["plan"] if last else (), last=last)
    auditing.write(made, path)
    print(f"Wrote {path}: {made.first}")
    return DONE


def add_export(commands: argparse._SubParsersAction) -> None:
    """The arguments of `export`."""
    command = sub_command(commands, "export", export, "python -m ally_graph export sample_data -o network.graphml")
    data_argument(command)
    command.add_argument(
        "-o", "--output", metavar="FILE", required=True, help=".graphml, .gexf, .json or .csv; .svg or .png: the map"
    )
    map_kind_argument(command)
    window_arguments(command)


def add_report(commands: argparse._SubParsersAction) -> None:
    """The arguments of `report`."""
    command = sub_command(commands, "report", report, "python -m ally_graph report sample_data -o report.html")
    data_argument(command)
    words = "page to write, ending in .html; of the audit also .pdf, or .json for the next audit's --since"
    command.add_argument("-o", "--output", metavar="FILE", required=True, help=words)
    command.add_argument(
        "--audit", action="store_true", help="the culture audit on two A4 pages; a file in .pdf is one"
    )
    words = "with --audit: the figures of an earlier audit, to say what changed"
    command.add_argument("--since", metavar="FILE", help=words)
    audiences = "who will read it; company: nobody is named (default: everything for you alone; of the audit: company)"
    command.add_argument("--audience", choices=("manager", "hr", "company"), help=audiences)
    analysis_arguments(command)
    command.set_defaults(no_findings=False, months=False, no_cache=False)


def add_deck(commands: argparse._SubParsersAction) -> None:
    """The arguments of `deck`."""
    command = sub_command(commands, "deck", deck, "python -m ally_graph deck sample_data -o deck.html")
    data_argument(command)
    endings = ".html (shown by the keys of a clicker), .pptx (PowerPoint) or .pdf (handout with notes)"
    command.add_argument("-o", "--output", metavar="FILE", required=True, help=endings)
    command.add_argument("--names", action="store_true", help="name people; without it no name or id is in the file")
    command.add_argument("--title", metavar="WORDS", help="what the deck is called (default: Our ally network)")
    analysis_arguments(command)
    command.set_defaults(no_findings=False, months=False, no_cache=False)
