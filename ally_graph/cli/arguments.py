"""The arguments that several commands take, and how they are read."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence

from ally_graph.errors import SettingError
from ally_graph.settings import PRESETS, Settings

DEFAULT = Settings()


def sub_command(
    commands: argparse._SubParsersAction, name: str, run: Callable, example: str
) -> argparse.ArgumentParser:
    """A command among the others, with an example and the function that runs it."""
    summary = run.__doc__.splitlines()[0]
    command = commands.add_parser(name, help=summary, description=summary, epilog=f"Example: {example}")
    command.set_defaults(run=run)
    return command


def map_kind_argument(command: argparse.ArgumentParser) -> None:
    """How own words for what happened are told."""
    command.add_argument(
        "--map-kind",
        metavar="WORD=KIND",
        action="append",
        help='what an own kind stands for, such as "Code review=review"; can be given several times',
    )


def data_argument(command: argparse.ArgumentParser, also: str = "") -> None:
    """The data folder, zip or workbook."""
    command.add_argument("data", metavar="DATA", help=f"a data folder, a zip of one, or an Excel workbook{also}")


def analysis_arguments(command: argparse.ArgumentParser) -> None:
    """What is looked at, in which period, and by which thresholds."""
    window_arguments(command)
    map_kind_argument(command)
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


def window_arguments(command: argparse.ArgumentParser) -> None:
    """The period, and how fast what is past counts less."""
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
        type=listed,
        help="only these kinds of record; recognition is one",
    )


def listed(text: str) -> list[str]:
    """Words with commas between.

    >>> listed("closeness, harmonic,")
    ['closeness', 'harmonic']
    """
    return [word.strip() for word in text.split(",") if word.strip()]


def mapping(texts: Sequence[str] | None, option: str) -> dict[str, tuple[str, ...]]:
    """`a=x,b=y` as a dictionary; a target that comes several times has several columns.

    >>> mapping(["from_id=giver, to_id=the receiver", "to_id=channel, name"], "--map")
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


def kinds_given(texts: Sequence[str] | None) -> dict[str, str]:
    """What own kinds stand for.

    >>> kinds_given(["Code review=review", "Hilfe=help,lunch=contact"])
    {'Code review': 'review', 'Hilfe': 'help', 'lunch': 'contact'}
    """
    pairs = [pair.rpartition("=") for text in texts or () for pair in re.split(r"(?<=[a-z]),(?=[^=]+=)", text)]
    for word, sign, kind in pairs:
        if not (word.strip() and sign and kind.strip()):
            raise SettingError(f'--map-kind needs WORD=KIND, such as "Code review=review", not {word + sign + kind!r}.')
    return {word.strip(): kind.strip() for word, _, kind in pairs}
