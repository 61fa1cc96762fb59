"""Drop whatever you have: the page says what it is taken for, asks which way support runs, and offers to use it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import streamlit as st

from ally_graph import views
from ally_graph.disclosure.gate import LOCAL, content_of
from ally_graph.importers import mapping
from ally_graph.progress import Progress
from ally_graph.ui.parts.downloads import safe_name
from ally_graph.ui.parts.frame import errors_shown
from ally_graph.ui.parts.markdown import md
from ally_graph.ui.parts.problems import problem_list
from ally_graph.ui.parts.show import note
from ally_graph.ui.sections import dropping_said, loading
from ally_graph.ui.sections.dropping_said import KEY
from ally_graph.ui.state import importing, jobs, mappings, session, shelves, uploads, workshop

KINDS_OF_FILES = [
    "csv", "tsv", "txt", "xlsx", "xls", "xlsb", "ods", "parquet", "zip", "json", "jsonl", "gz", "graphml", "gexf",
    "gml", "net", "dl", "vna", "ics", "mbox", "eml", "log",
]  # fmt: skip
PREVIEWED = {"from_id": "From", "to_id": "To", "giver_id": "From", "receiver_id": "To", "timestamp": "When",
             "kind": "Kind", "weight": "Weight", "element": "Element"}  # fmt: skip
"""What the columns of the first ties are called here."""
MENDS = (
    (r"[Ss]ay which( it is)?: --date-format \S+ or --date-format \S+", "Choose how dates are written above."),
    (r"say --date-format\S*", "choose how dates are written above."),
    (r"[Ss]ay which day it is about: --date \S+", "Give the date above."),
    (r"[Ss]ay what a row stands for: .*", "Answer which way support runs above."),
    (r"say --kind[^.]*\.", "answer which way support runs above."),
    (r"say --min-weight 2\b", "tick it above"),
    (r"[Ss]ay where (they|headings) are(:| if not:) --header-row \S+", "Give their row above, if it is another."),
)
"""Options of the command line in the mends of problems, and what to do here instead."""


def anything() -> None:
    """One place for all files: what they are taken for, who helps whom in them, the problems, and the use of them."""
    st.markdown(
        "A table of ties, a survey, a matrix, a roster, an export of Slack, a calendar, mail, a file of Gephi: drop "
        "it, several files at once if they belong together. You see what it is taken for before you use it."
    )
    files = st.file_uploader(
        "Any files", type=KINDS_OF_FILES, accept_multiple_files=True, key=workshop.key("drop_files")
    )
    if not files:
        workshop.settle(KEY, [], session.data_path())
        return
    with errors_shown(KEY):
        paths = _kept_apart(files)
        _read(paths, [file.file_id for file in files], loading.named(files))


def _read(paths: Sequence[Path], known: Sequence[str], name: str) -> None:
    """What the files are taken for, what is said about them, what came of it, and the use of it."""
    facts = _looked_at(paths)
    key = mapping.key_of(facts["tables"])
    dropping_said.settle(key or repr(known))
    said = mappings.before(shelves.owner(), key or repr(known))
    place = st.container()
    row = dropping_said.heading_row(said.choices) if facts["tables"] else None
    facts = _looked_at(paths, row) if row else facts
    with place:
        st.markdown(f"**Taken for** {md(facts['sentence'])}")
        dropping_said.as_last_time(said)
    columns = dropping_said.columns(facts, said.choices)
    dates = dropping_said.dates(facts, said.choices)
    options = _options(facts, columns, row) | dates
    folder, found = _taken(paths, options | _later(said.choices), known)
    later = {
        "kind": dropping_said.direction(facts, found, said.choices),
        "min_weight": dropping_said.never(found, said.choices),
    }
    later = {name: told for name, told in later.items() if told is not None}
    if later != _later(said.choices):
        folder, found = _taken(paths, options | later, known)
    choices = _choices(columns or facts["mapping"], row, dates, later)
    mappings.say(said.key, choices)
    _told(found)
    loading.draft(folder, KEY, name, replace(said, key=key if choices else "", choices=choices))


def _options(facts: Mapping[str, object], columns: Mapping[str, str], row: int | None) -> dict[str, object]:
    """What is said before the files are read: the columns where they are others than found, and the headings."""
    other = columns != facts["mapping"] and {"from_id", "to_id"} <= set(columns)
    return ({"columns": columns} if other else {}) | ({"header_row": row} if row else {})


def _later(choices: Mapping[str, object]) -> dict[str, object]:
    """What is asked once the files were read: which way support runs, and what the lowest answer means."""
    return {name: choices[name] for name in ("kind", "min_weight") if name in choices}


def _choices(
    columns: Mapping[str, str], row: int | None, dates: Mapping[str, object], later: Mapping[str, object]
) -> dict[str, object]:
    """All that is remembered of what was said; the day of one file is none of it."""
    told = {"columns": {target: [name] for target, name in columns.items()}, "header_row": row}
    told |= {"date_format": dates.get("date_format")} | dict(later)
    return {name: value for name, value in told.items() if value}


def _kept_apart(files: Sequence[uploads.Upload]) -> list[Path]:
    """Where the uploads lie; of files of the same name the later ones get a number."""
    names: list[str] = []
    for file in files:
        ending = Path(file.name).suffix.lower()
        plain = safe_name(Path(file.name).stem) + (ending if ending[1:] in KINDS_OF_FILES else ".txt")
        names.append(plain if plain not in names else f"{len(names) + 1}_{plain}")
    return [_kept(file, name) for file, name in zip(files, names, strict=True)]


def _kept(file: uploads.Upload, name: str) -> Path:
    """Where an upload lies, under a name of plain letters; it is written once."""
    drafts = workshop.drafts(KEY)
    if file.file_id not in drafts:
        target = workshop.new_folder() / name
        target.write_bytes(file.getvalue())
        drafts[file.file_id] = str(target)
    return Path(drafts[file.file_id])


def _looked_at(paths: Sequence[Path], row: int | None = None) -> dict:
    """What the files are taken for, and the headings of the tables among them."""
    key = (row, *((str(path), session.stamp(path)) for path in paths))
    return jobs.done("looked", key, "Looking at the files", lambda tell: importing.look(paths, row, tell))


def _taken(paths: Sequence[Path], said: Mapping[str, object], files: Sequence[str]) -> tuple[Path, dict]:
    """Where the converted tables lie, and what became of the files; the same choices are converted once."""
    identity = repr(([str(path) for path in paths], sorted((name, str(told)) for name, told in said.items())))
    workshop.settle(KEY, [*files, identity], session.data_path())
    drafts = workshop.drafts(KEY)
    if identity not in drafts:
        drafts[identity] = str(workshop.new_folder())
    folder = Path(drafts[identity])

    def make(tell: Progress) -> dict:
        return importing.take(paths, dict(said), folder, tell)

    return folder, jobs.done("taken", (str(folder), identity), "Reading the files", make)


def _told(found: Mapping[str, object]) -> None:
    """The first ties, what became of the rows of each file, and what is to be known about them."""
    if found["preview"]:
        sample = pd.DataFrame(found["preview"])
        shown = content_of(views.first_rows(sample, LOCAL, len(sample)))
        st.dataframe(shown, hide_index=True, column_config=PREVIEWED, key="drop_preview", alt="The first ties")
    for words in found["files"]:
        note(words)
    problems = [replace(one, mend=_for_the_screen(one.mend)) for one in importing.problems_of(found)]
    problem_list(problems, f"{KEY}_reading")


def _for_the_screen(mend: str) -> str:
    """A mend in the words of this page, in place of options of the command line.

    >>> _for_the_screen("If that is wrong, say --date-format.")
    'If that is wrong, choose how dates are written above.'
    """
    for pattern, words in MENDS:
        mend = re.sub(pattern, words, mend)
    return mend
