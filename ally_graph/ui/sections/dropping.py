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
from ally_graph.progress import Progress
from ally_graph.ui.parts.downloads import safe_name
from ally_graph.ui.parts.frame import errors_shown
from ally_graph.ui.parts.markdown import md
from ally_graph.ui.parts.show import note, table
from ally_graph.ui.sections import loading
from ally_graph.ui.state import importing, jobs, session, uploads, workshop

KINDS_OF_FILES = [
    "csv", "tsv", "txt", "xlsx", "xls", "xlsb", "ods", "parquet", "zip", "json", "jsonl", "gz", "graphml", "gexf",
    "gml", "net", "dl", "vna", "ics", "mbox", "eml", "log",
]  # fmt: skip
KEY = "drop"
REMEMBERED = "remembered_mappings"
"""What was said about files, by their headings: the next one with the same headings is taken alike."""
AS_FOUND, NO_COLUMN = "as_found", "not in this table"
DATE_FORMS = {None: "can be told from the others", "dmy": "have the day first", "mdy": "the month first"}
WORDS = {"from_id": "First", "to_id": "Second", "timestamp": "When", "kind": "Kind", "weight": "Weight"}
MENDS = (
    (r"[Ss]ay which( it is)?: --date-format \S+ or --date-format \S+", "Choose how dates are written above."),
    (r"say --date-format\S*", "choose how dates are written above."),
    (r"[Ss]ay which day it is about: --date \S+", "Give the date above."),
    (r"[Ss]ay what a row stands for: .*", "Answer which way support runs above."),
    (r"say --kind[^.]*\.", "answer which way support runs above."),
)
"""Options of the command line in the mends of problems, and what to do here instead."""
ASKED = ("edges", "matrix", "graph", "survey")
"""Sources of which nobody knows which way support runs, unless they say."""


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
        known = [file.file_id for file in files]
        facts = _looked_at(paths)
        st.markdown(f"**Taken for** {md(facts['sentence'])}")
        headings = tuple(facts["columns"])
        said = _mapping(facts, headings) | _dates(facts)
        folder, found = _taken(paths, said | _remembered(headings), known)
        chosen = _direction(facts, found, headings)
        if chosen != _remembered(headings):
            folder, found = _taken(paths, said | chosen, known)
        _told(found)
        loading.draft(folder, KEY, loading.named(files), facts["mapping"] or None)


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


def _looked_at(paths: Sequence[Path]) -> dict:
    """What the files are taken for, and the headings of a table of ties among them."""
    key = tuple((str(path), session.stamp(path)) for path in paths)
    return jobs.done("looked", key, "Looking at the files", lambda tell: importing.look(paths, tell))


def _remembered(headings: tuple[str, ...]) -> dict[str, object]:
    return dict(st.session_state.setdefault(REMEMBERED, {}).get(headings, {}))


def _mapping(facts: Mapping[str, object], headings: tuple[str, ...]) -> dict[str, object]:
    """Which column is which, as guessed and then as chosen; nothing to choose where it is no single table of ties."""
    if not headings:
        return {}
    before = st.session_state.setdefault(REMEMBERED, {}).get((*headings, "columns"), facts["mapping"])
    options, chosen = [NO_COLUMN, *headings], {}
    with st.expander("Which column is which", key="drop_columns"):
        for place, (target, words) in zip(st.columns(len(WORDS)), WORDS.items(), strict=True):
            index = options.index(before[target]) if before.get(target) in options else 0
            chosen[target] = place.selectbox(words, options, index=index, key=f"drop_{target}_{hash(headings)}")
    columns = {target: name for target, name in chosen.items() if name != NO_COLUMN}
    st.session_state[REMEMBERED][(*headings, "columns")] = columns
    return {"columns": columns} if columns != facts["mapping"] and {"from_id", "to_id"} <= set(columns) else {}


def _dates(facts: Mapping[str, object]) -> dict[str, object]:
    """How dates are written, asked where the files leave it open; and one date for what says nothing about time."""
    left, right = st.columns(2)
    said: dict[str, object] = {}
    form = left.selectbox("Dates such as 03/04/2026", list(DATE_FORMS), key="drop_dates", format_func=DATE_FORMS.get)
    if form:
        said["date_format"] = form
    if facts["undated"]:
        day = right.date_input("Date of what says nothing about time", value=None, key="drop_day")
        said |= {"date": day.isoformat()} if day else {}
    return said


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


def _direction(
    facts: Mapping[str, object], found: Mapping[str, object], headings: tuple[str, ...]
) -> dict[str, object]:
    """The question which way support runs, with two people of the file as example; the answer is remembered."""
    example = found["example"]
    if not example:
        return _remembered(headings)
    giver, receiver, words = (md(example[name]) for name in ("giver", "receiver", "words"))
    mark = "→" if example["directed"] else "—"
    st.markdown(f"**{giver} {mark} {receiver}**: {words}")
    if not set(facts["sources"]) & set(ASKED):
        return _remembered(headings)
    one, two = md(example["from"]), md(example["to"])
    answers = {
        AS_FOUND: f"Yes: {words}",
        "help": f"{one} helps {two}",
        "nomination": f"{two} helps {one}: {one} turns to {two}",
        "contact": f"{one} and {two} are in contact, and nobody helps",
    }
    answers = {key: words for key, words in answers.items() if key == AS_FOUND or not answers[AS_FOUND].endswith(words)}
    before = _remembered(headings).get("kind", AS_FOUND)
    before = before if before in answers else AS_FOUND
    answer = st.radio("Is that the right way round?", list(answers), index=list(answers).index(before),
                      format_func=answers.get, key="drop_direction")  # fmt: skip
    chosen = {} if answer == AS_FOUND else {"kind": answer}
    st.session_state[REMEMBERED][headings] = chosen
    return chosen


def _told(found: Mapping[str, object]) -> None:
    """The first ties, what became of the rows of each file, and what is to be known about them."""
    if found["preview"]:
        sample = pd.DataFrame(found["preview"])
        shown = content_of(views.first_rows(sample, LOCAL, len(sample)))
        st.dataframe(shown, hide_index=True, key="drop_preview", alt="The first ties")
    for words in found["files"]:
        note(words)
    problems = importing.problems_of(found)
    if problems:
        shown = views.problems([replace(one, mend=_for_the_screen(one.mend)) for one in problems], LOCAL)
        columns = ["file", "rows", "severity", "what", "mend"]
        table(shown, columns, key=f"{KEY}_reading", alt_text="Problems of the files", file_name="problems.csv")


def _for_the_screen(mend: str) -> str:
    """A mend in the words of this page, in place of options of the command line.

    >>> _for_the_screen("If that is wrong, say --date-format.")
    'If that is wrong, choose how dates are written above.'
    """
    for pattern, words in MENDS:
        mend = re.sub(pattern, words, mend)
    return mend
