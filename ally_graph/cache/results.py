"""Reading and analysing through the cache: what is kept is taken from there, anything else is worked out and kept."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import astuple
from functools import partial
from pathlib import Path
from typing import TypeVar

import pyarrow as pa

import ally_graph
from ally_graph.analysis import Analysis
from ally_graph.cache import forms, keys, store
from ally_graph.cache.forms import Files, Form
from ally_graph.network import network_of
from ally_graph.network.events import asked_kinds
from ally_graph.progress import Progress
from ally_graph.records import Records
from ally_graph.settings import Settings

Result = TypeVar("Result")
LARGE = 200_000
"""From so many events on results are kept: below, working them out is nearly as quick, and nothing is written."""
log = logging.getLogger(__name__)


def is_large(records: Records) -> bool:
    """Whether there are so many events that results are kept beside the data."""
    return len(records.interactions) + len(records.recognitions) >= LARGE


def known(path: str | Path) -> Records | None:
    """The records at this path where they are kept, and nothing changed since."""
    path = Path(path)
    return _looked_up(store.home_of(path), path, keys.stamp(path), None)


def load(path: str | Path, *, small_too: bool = False, progress: Progress | None = None) -> Records:
    """The records at this path, as `ally_graph.load` reads them: taken from the cache where they are kept there.

    With `small_too` they are kept however small they are, for whoever reads them next.
    """
    path, home = Path(path), store.home_of(path)
    before = keys.stamp(path)
    found = _looked_up(home, path, before, progress)
    if found is not None:
        return found
    records = ally_graph.load(path, progress=progress)
    if not (small_too or is_large(records)):
        store.forget(home)
    elif before and before == keys.stamp(path):
        of_content = keys.key(keys.content(path, before))
        _keep(home, forms.RECORDS.kind, of_content, lambda: forms.records_files(records), records)
    return records


def _looked_up(home: Path, path: Path, state: keys.Stamp, progress: Progress | None) -> Records | None:
    """The records that are kept; without a folder of the cache nothing is even digested."""
    if not state or not store.is_there(home):
        return None
    if progress:
        progress(0.0, "Looking whether the data changed")
    try:
        key = keys.key(keys.content(path, state))
    except OSError:
        return None
    return _taken(home, forms.RECORDS, key)


def _taken(home: Path, form: Form[Result], key: str) -> Result | None:
    """The result of an entry; None where there is none, or one out of which no result can be made, which is removed."""
    files = store.take(home, form.kind, key)
    if files is None:
        return None
    try:
        return form.from_files(files)
    except Exception as error:  # noqa: BLE001 - whatever an entry holds, the way on is to work it out anew
        log.warning("The %s that were kept can't be read, and are worked out anew: %s", form.kind, type(error).__name__)
        store.drop(home, form.kind, key)
        return None


def analyze(
    records: Records,
    beside: str | Path,
    *,
    as_of: str | None = None,
    kinds: str | Iterable[str] | None = None,
    settings: Settings | None = None,
    findings: bool = True,
    months: bool = False,
    progress: Progress | None = None,
) -> Analysis:
    """The analysis that `ally_graph.analyze` makes of the records of a data set: kept beside it where it is large."""
    settings = settings or Settings()
    kinds = asked_kinds(kinds)
    chosen = {"as_of": as_of, "kinds": kinds, "settings": settings}
    form = forms.analysis_form(settings, partial(network_of, records, **chosen))
    return kept(
        records,
        beside,
        form,
        (as_of, kinds and tuple(sorted(kinds)), astuple(settings), findings, months),
        lambda: ally_graph.analyze(records, **chosen, findings=findings, months=months, progress=progress),
    )


def kept(records: Records, beside: str | Path, form: Form[Result], asked: tuple, make: Callable[[], Result]) -> Result:
    """A result worked out from records, for what was asked: taken from beside their data, or made and kept there."""
    if not is_large(records):
        return make()
    home, key = store.home_of(beside), keys.key(records.fingerprint, form.kind, asked)
    found = _taken(home, form, key)
    if found is not None:
        return found
    result = make()
    _keep(home, form.kind, key, lambda: form.to_files(result), records)
    return result


def _keep(home: Path, kind: str, key: str, files: Callable[[], Files], records: Records) -> None:
    try:
        store.keep(home, kind, key, files(), records.fingerprint)
    except (pa.ArrowException, UnicodeError) as error:
        log.warning("The %s can't be kept: %s", kind, error)
