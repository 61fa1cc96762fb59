"""What the commands print: problems, progress, findings in words, and JSON."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from ally_graph import records as records_module
from ally_graph import warehouse
from ally_graph.analysis import Analysis
from ally_graph.cli import exits
from ally_graph.errors import Problem
from ally_graph.progress import heard

CLUSTERS_LISTED = 10
READABLE_PEOPLE = 1_000


def file_words(loaded: records_module.Records) -> str:
    """What became of the rows of each file, a line each."""
    return "".join(f"rows: {one}\n" for one in loaded.files)


def say_rows(rows: Mapping[str, int]) -> None:
    """What became of the rows of events, where not all of them count."""
    good, bad, outside, future = (rows[state] for state in warehouse.STATES)
    if bad or outside or future:
        words = "had no usable person, time, kind or weight, or lay outside somebody's time at work"
        print(
            f"{good:,} rows count; {bad:,} were set aside: they {words}; {outside:,} are with somebody who is not on "
            f"the roster, {future:,} lie after the date. The command check names the rows of a data folder.",
            file=sys.stderr,
        )


def window_words(found: Analysis, loaded: records_module.Records) -> str:
    """What an export rests on: the window, the decay, and what lies before it."""
    data = found.data
    inside, everything = data["events_in_window"], len(loaded.interactions) + len(loaded.recognitions)
    older = f"; {everything - inside:,} older or later ones are not in it" if everything > inside else ""
    return (
        f"window: the {data['window_days']} days before {data['as_of']}, in which an event counts half after "
        f"{data['half_life_days']} days: {inside:,} events{older}\n"
    )


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[float, str], None]]:
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


def say_problems(problems: Iterable[Problem]) -> None:
    """Print problems to standard error, errors first."""
    print(exits.problem_lines(problems), end="", file=sys.stderr)


def counts_of(loaded: records_module.Records) -> dict[str, int]:
    """How many rows of each table there are."""
    tables = {name: len(getattr(loaded, name)) for name in records_module.TABLES}
    return {**tables, "set_aside": loaded.set_aside, "outside": loaded.outside}


def checked_words(loaded: records_module.Records, set_aside: int | None = None, outside: int | None = None) -> str:
    """How many people and events were read, and how many rows were not."""
    counts = counts_of(loaded)
    counts |= {"set_aside": counts["set_aside"] if set_aside is None else set_aside}
    counts |= {"outside": counts["outside"] if outside is None else outside}
    used = ", ".join(f"{counts[name]:,} {name}" for name in records_module.TABLES if counts[name])
    return (
        f"{used}; {counts['set_aside']:,} rows set aside, {counts['outside']:,} with somebody who is not on the roster"
    )


def findings_words(result: Analysis, loaded: records_module.Records | None = None) -> str:
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
        lines.append("No findings." if loaded is not None else "Nobody looked for findings.")
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


def people_bytes(people: pd.DataFrame, file: str) -> bytes:
    """The people table as CSV or Parquet, by the ending of the file's name."""
    from ally_graph import views
    from ally_graph.disclosure import gate

    shown = views.people_file(people, gate.LOCAL)
    is_parquet = Path(file).suffix.lower() == ".parquet"
    return gate.content_of(shown).to_parquet(index=False) if is_parquet else gate.to_csv(shown)


def print_json(value: object) -> None:
    """Print a value as JSON."""
    print(_json_words(value))


def result_json(result: Analysis, both: dict | None = None) -> str:
    """An analysis as JSON; that of a large company stands on one line, which is written several times as fast."""
    return _json_words(both or result.to_dict(), indent=1 if len(result.people) <= READABLE_PEOPLE else None)


def _json_words(value: object, indent: int | None = 1) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False, default=_unknown)


def _unknown(value: object) -> object:
    raise TypeError(f"{type(value).__name__} is no JSON value" + (" (infinite)" if value == math.inf else ""))
