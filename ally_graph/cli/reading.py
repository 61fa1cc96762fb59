"""From the arguments of a command to its records and their analysis."""

from __future__ import annotations

import argparse
import sys

import pandas as pd

from ally_graph import cache
from ally_graph import records as records_module
from ally_graph.analysis import Analysis, analyze
from ally_graph.cli.arguments import DEFAULT, kinds_given
from ally_graph.cli.terminal import file_words, progress_bar, say_problems
from ally_graph.errors import SettingError
from ally_graph.network import moment
from ally_graph.settings import Settings, preset, with_changes, with_options
from ally_graph.timeline.against import held_against


def read_data(options: argparse.Namespace) -> records_module.Records:
    """The records that are named, with what is said about their own kinds."""
    mapped = kinds_given(options.map_kind)
    with progress_bar("Reading") as progress:
        if mapped or options.no_cache:
            return records_module.load(options.data, mapped_kinds=mapped, progress=progress)
        return cache.load(options.data, progress=progress)


def analysed(options: argparse.Namespace, loaded: records_module.Records, settings: Settings) -> Analysis:
    """The analysis that the arguments ask for, kept beside large data unless they say otherwise."""
    asked = {"as_of": options.as_of, "kinds": options.kinds, "settings": window_settings(options, settings)}
    asked |= {"findings": not options.no_findings, "months": options.months}
    with progress_bar("Analysing") as progress:
        if options.no_cache:
            return analyze(loaded, **asked, progress=progress)
        return cache.analyze(loaded, options.data, **asked, progress=progress)


def both_windows(
    options: argparse.Namespace, loaded: records_module.Records, settings: Settings, now: Analysis
) -> dict[str, object]:
    """The result of now, held against that of the same window at an earlier day."""
    days = (now.data["as_of"], moment(options.against))
    if pd.Timestamp(days[1]) >= pd.Timestamp(days[0]):
        raise SettingError(f"--against is a day before the one that is looked back from, {days[0]}.")
    earlier = argparse.Namespace(**vars(options) | {"as_of": options.against})
    then = analysed(earlier, loaded, settings)
    return held_against(now.to_dict(), then.to_dict(), now.data["as_of"], then.data["as_of"])


def called(result: Analysis) -> dict[str, str]:
    """What each person is called in words for the terminal."""
    names = zip(result.people["person_id"].astype(str), result.people["name"], strict=True)
    return {person: f"{name} ({person})" if isinstance(name, str) else person for person, name in names}


def window_settings(options: argparse.Namespace, settings: Settings) -> Settings:
    """The settings with the options that are short for some of them."""
    return with_options(
        settings,
        window_days=options.window,
        half_life_days=options.half_life,
        min_group=getattr(options, "min_group", None),
        seed=getattr(options, "seed", None),
    )


def settings_of(options: argparse.Namespace) -> Settings:
    """The settings of the preset, with what `--set` and the options change of them."""
    start = preset(options.preset) if options.preset else DEFAULT
    pairs = [pair.partition("=") for pair in options.set]
    for name, sign, value in pairs:
        if not (name.strip() and value.strip()):
            raise SettingError(f"--set needs NAME=VALUE, such as ally_gap_days=42, not {name + sign + value!r}.")
    changed = with_changes(start, {name.strip(): value.strip() for name, _, value in pairs})
    return window_settings(options, changed)


def read_and_analysed(options: argparse.Namespace) -> tuple[records_module.Records, Analysis]:
    """The records and their analysis, with what became of the rows on standard error."""
    settings, loaded = settings_of(options), read_data(options)
    say_problems(loaded.problems)
    print(file_words(loaded), end="", file=sys.stderr)
    return loaded, analysed(options, loaded, settings)
