"""The commands `match` and `share-load`: what could be done about what was found."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ally_graph.cli.arguments import analysis_arguments, data_argument, listed, sub_command
from ally_graph.cli.exits import DONE
from ally_graph.cli.reading import called, read_and_analysed
from ally_graph.cli.terminal import print_json


def match(options: argparse.Namespace) -> int:
    """Bring people together: buddies for newcomers, mentors for juniors, coffees across teams or places."""
    from ally_graph.cli import proposing

    blocked = proposing.blocked(options.blocked)
    loaded, result = read_and_analysed(options)
    found = proposing.matched(loaded, result, options.programme, options.people, blocked)
    if options.output:
        proposing.write_rows(found, result, Path(options.output))
        print(f"Wrote {options.output}: {len(found.pairs):,} pairs", file=sys.stderr)
    if options.json:
        print_json(found.to_dict())
    else:
        print(proposing.pairs_words(found, called(result)))
    return DONE


def share_load(options: argparse.Namespace) -> int:
    """Plan how the load of over-relied helpers can be shared, with the figures before and after."""
    from ally_graph.cli import proposing

    loaded, result = read_and_analysed(options)
    plans = proposing.plans(loaded, result, options.helper)
    quiet = proposing.quiet(loaded, result)
    if quiet:
        print(f"notice: {quiet.words} Ask with --as-of {quiet.until.date().isoformat()}.", file=sys.stderr)
    if options.json:
        print_json({"helpers": [plan.to_dict() for plan in plans], **({"quiet": quiet.to_dict()} if quiet else {})})
    else:
        print(proposing.plans_words(plans, called(result)))
    return DONE


def add_match(commands: argparse._SubParsersAction) -> None:
    """The arguments of `match`."""
    from ally_graph.matching import PROGRAMMES

    command = sub_command(commands, "match", match, "python -m ally_graph match sample_data --programme coffee")
    data_argument(command)
    titles = "; ".join(f"{one.key}: {one.summary}" for one in PROGRAMMES)
    command.add_argument("--programme", choices=PROGRAMMES.keys(), required=True, help=titles)
    command.add_argument("--for", dest="people", metavar="ID,...", type=listed, help="only for these people")
    command.add_argument(
        "--blocked",
        metavar="FILE",
        help="a table of pairs to keep apart: person_id, partner_id (empty: ask them never)",
    )
    command.add_argument("-o", "--output", metavar="FILE", help="write the pairs as rows of programmes.csv")
    command.add_argument("--json", action="store_true", help="print everything as one JSON object")
    command.add_argument("--no-cache", action="store_true", help="keep nothing beside the data, and use nothing kept")
    analysis_arguments(command)
    command.set_defaults(no_findings=False, months=False)


def add_share_load(commands: argparse._SubParsersAction) -> None:
    """The arguments of `share-load`."""
    command = sub_command(commands, "share-load", share_load, "python -m ally_graph share-load sample_data")
    data_argument(command)
    command.add_argument("--helper", metavar="ID", help="for this person (default: everyone who is over-relied on)")
    command.add_argument("--json", action="store_true", help="print everything as one JSON object")
    command.add_argument("--no-cache", action="store_true", help="keep nothing beside the data, and use nothing kept")
    analysis_arguments(command)
    command.set_defaults(no_findings=False, months=False)
