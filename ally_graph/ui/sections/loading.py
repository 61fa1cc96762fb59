"""The parts of the data page: what is in use, and how to use data of one's own.

An upload is written to a folder of this session, read and checked, and shown as a draft; only then does the button "Use
this data" appear. Nothing of it is visible to another session.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import streamlit as st

from ally_graph import views
from ally_graph.disclosure.gate import LOCAL, content_of
from ally_graph.errors import Problem
from ally_graph.importers import guess_mapping, guess_people_mapping
from ally_graph.progress import Progress
from ally_graph.records import TABLES, template
from ally_graph.records.dates import guess_format
from ally_graph.records.reading import checked_path
from ally_graph.ui.parts.downloads import safe_name
from ally_graph.ui.parts.frame import errors_shown
from ally_graph.ui.parts.problems import problem_list
from ally_graph.ui.parts.show import note, room_for_rows, untold
from ally_graph.ui.sections import shelf
from ally_graph.ui.state import importing, jobs, session, uploads, workshop
from ally_graph.ui.state.mappings import Said
from ally_graph.ui.state.session import Chosen
from ally_graph.views import telling
from ally_graph.vocabulary import KINDS, kind_title
from ally_graph.wording.counts import count, upper_first

NO_COLUMN = "not in this table"
TIE_WORDS = {
    "from_id": "Who gives support",
    "to_id": "Who gets it",
    "timestamp": "When",
    "kind": "Kind",
    "weight": "Weight",
}
PEOPLE_WORDS = {
    "person_id": "Person",
    "name": "Name",
    "team": "Team",
    "level": "Level",
    "manager_id": "Manager",
}
TIME_FORMATS = {
    None: "2026-03-31, with or without a time (ISO 8601)",
    "%d/%m/%Y": "31/03/2026",
    "%m/%d/%Y": "03/31/2026",
    "%d.%m.%Y": "31.03.2026",
}
DATE_ORDERS = {None: "can be told from the others", "dmy": "are 3 April", "mdy": "are 4 March"}
SCALES = ("1-5", "1-7", "0-10", "0-100")
PREVIEW_ROWS = 8
REMOVED = "uploads_removed"
GUESS_ROWS = 1_000


def tables(choice: Chosen) -> None:
    """What each table holds, and how much of the company each kind of record covers."""
    left, right = st.columns([5, 3])
    read = content_of(views.tables_read(choice.records, choice.viewer))
    covered = content_of(views.coverage(choice.analysis, choice.viewer))
    with left:
        st.dataframe(
            read, hide_index=True, key="tables", alt="Rows used, by table", height=room_for_rows(len(read), most=None)
        )
    missing = telling.of_nothing(choice, "who appears in which kind of record") if covered.empty else None
    if missing is not None:
        with right:
            untold(missing)
    elif len(covered):
        right.dataframe(
            covered,
            hide_index=True,
            column_config={"People seen": st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1)},
            key="coverage",
            height=room_for_rows(len(covered), most=None),
            alt="Share of people who appear in each kind of record",
        )
    note("Rows used passed every check. People seen is the share of people in that kind of record in the period.")
    if not choice.records.has_roster:
        note("There is no table of people: everyone seen is taken for the roster, so nobody can be called isolated.")


def problems(choice: Chosen) -> None:
    """What was set aside or only noticed, and how to mend it."""
    found = choice.records.problems
    st.header(
        upper_first(count(len(found), "thing to know", "things to know")) if found else "Nothing to mend", anchor=False
    )
    problem_list(found, "problems")


def back_to_sample() -> None:
    """The way back, for those who use data of their own, which also removes what they uploaded."""
    if not session.is_sample():
        st.button("Back to the sample company", on_click=session.use_sample, key="to_sample")


def uploaded() -> None:
    """A button that removes everything uploaded in this session at once, and a sentence once it did."""
    if st.session_state.pop(REMOVED, False):
        st.success(
            "Everything you uploaded was removed, and all that was worked out from it.", icon=":material/delete:"
        )
    if not workshop.is_empty():
        st.button("Remove what I uploaded", on_click=_remove_uploads, key="remove_uploads", icon=":material/delete:")
        note("It lies in a folder of this app on this computer, and what you don't keep goes when you close the page.")


def _remove_uploads() -> None:
    if workshop.holds(session.data_path()):
        session.use_data(session.SAMPLE)
    workshop.remove_all()
    st.session_state[REMOVED] = True


def own_data() -> None:
    """Load a data folder: as files, as a zip, as a workbook, or from where it lies on this machine."""
    st.markdown(
        "A data folder holds tables of known names and columns. Only interactions are needed; with a table of people, "
        "those nobody has met count too."
    )
    files = st.file_uploader(
        "CSV files, one workbook or one zip",
        type=["csv", "xlsx", "zip"],
        accept_multiple_files=True,
        key=workshop.key("own_files"),
    )
    folder = st.text_input(
        "Or a folder on this machine", key="own_folder", placeholder="/path/to/folder", persist_state="session"
    )
    identity = "|".join(sorted(file.file_id for file in files))
    workshop.settle("own", [identity], session.data_path())
    with errors_shown("own"):
        if files:
            draft(_written(identity, files), "own", named(files))
        elif folder.strip():
            path = checked_path(folder.strip())
            draft(path, "own", path.name)
    _templates()


def named(files: Sequence) -> str:
    """What a data set is called after the files it came in."""
    return ", ".join(sorted(file.name for file in files))


def _written(identity: str, files: Sequence) -> Path:
    """Where these uploads lie; each set of them is written once."""
    drafts = workshop.drafts("own")
    if identity not in drafts:
        drafts[identity] = str(uploads.write(files, workshop.new_folder()))
    return Path(drafts[identity])


def draft(path: Path, key: str, name: str, said: Said | None = None) -> None:
    """Read and check a path, say what it holds, and offer to use it."""
    records = session.records_at(str(path), session.stamp(path))
    events = len(records.interactions) + len(records.recognitions)
    st.markdown(f"**{upper_first(count(len(records.people), 'person', 'people'))} and {count(events, 'event')}**")
    problem_list(records.problems, f"{key}_problems")
    shelf.use(path, records, key=key, name=name, said=said or Said())


def _templates() -> None:
    """Empty tables to fill in."""
    with st.expander("Tables to fill in", key="templates"):
        for name, entry in TABLES.items():
            st.download_button(
                f"{name}.csv",
                template(name),
                f"{name}.csv",
                "text/csv",
                key=f"template_{name}",
                on_click="ignore",
                type="tertiary",
            )
            required = ", ".join(entry.required)
            note(f"{entry.purpose} Needed: {required}.")


def table_of_ties() -> None:
    """Load any table with one row for each tie, after saying which column is which."""
    st.markdown(
        "Any table with a row for each contact, review or thanks will do. Say which column is which; we guess first."
    )
    left, right = st.columns(2)
    ties = left.file_uploader("Table of ties", type=["csv", "tsv", "txt", "xlsx"], key=workshop.key("ties_file"))
    people = right.file_uploader(
        "Table of people, if there is one", type=["csv", "tsv", "txt", "xlsx"], key=workshop.key("ties_people")
    )
    if ties is None:
        workshop.settle("ties", [], session.data_path())
        return
    with errors_shown("ties"):
        path, roster = _kept("ties", ties, "ties"), _kept("ties", people, "people") if people else None
        sample = _preview(path)
        st.dataframe(
            content_of(views.first_rows(sample, LOCAL, PREVIEW_ROWS)),
            hide_index=True,
            key="ties_preview",
            alt="The first rows",
        )
        columns = _mapping(TIE_WORDS, list(sample.columns), guess_mapping(list(sample.columns), sample), ties.file_id)
        chosen = _choices(columns, sample) | {"people": roster, "people_columns": _people_mapping(roster, people)}
        if not {"from_id", "to_id"} <= set(columns) or not ("timestamp" in columns or chosen["date"]):
            note("Still needed: who gives support, who gets it, and when.")
            return
        told = {name: value for name, value in ({"columns": columns} | chosen).items() if value is not None}
        folder = _converted("edges", [path], told, [file.file_id for file in (ties, people) if file], "ties")
        draft(folder, "ties", ties.name, Said(choices={"columns": {name: [one] for name, one in columns.items()}}))


def _people_mapping(roster: Path | None, upload: uploads.Upload | None) -> dict[str, str] | None:
    """Which column of the table of people is which."""
    if roster is None:
        return None
    names = list(_preview(roster).columns)
    return _mapping(PEOPLE_WORDS, names, guess_people_mapping(names), upload.file_id)


def _kept(section: str, file: uploads.Upload, stem: str) -> Path:
    """Where this upload lies; it is written once."""
    drafts = workshop.drafts(section)
    if file.file_id not in drafts:
        drafts[file.file_id] = str(uploads.write_ties(file, workshop.new_folder(), stem))
    return Path(drafts[file.file_id])


def _preview(path: Path) -> pd.DataFrame:
    """The first rows of an upload, to choose columns by. Raises `DataError` where its headings can't be told apart."""
    key = (str(path), session.stamp(path))
    return jobs.done("preview", key, "Reading the table", lambda tell: importing.preview(path, GUESS_ROWS, tell))


def _mapping(words: dict[str, str], names: list[str], guess: dict[str, str], identity: str) -> dict[str, str]:
    """Which column is which, as guessed and then as chosen."""
    options = [NO_COLUMN, *names]
    chosen = {}
    for place, (target, label) in zip(st.columns(len(words)), words.items(), strict=True):
        index = options.index(guess[target]) if guess.get(target) in options else 0
        chosen[target] = place.selectbox(label, options, index=index, key=f"column_{target}_{identity}")
    return {target: name for target, name in chosen.items() if name != NO_COLUMN}


def _choices(columns: dict[str, str], sample: pd.DataFrame) -> dict[str, str | None]:
    """The kind and the date of all rows where the table has no column for them, and how its times are written."""
    kind, date, form = None, None, None
    left, right = st.columns(2)
    if "kind" not in columns:
        kinds = list(KINDS)
        kind = left.selectbox(
            "Kind of all rows", kinds, index=kinds.index("contact"), key="ties_kind", format_func=kind_title
        )
    if "timestamp" in columns:
        forms = list(TIME_FORMATS)
        likely = guess_format(sample[columns["timestamp"]])
        index = forms.index(likely) if likely in forms else 0
        form = right.selectbox(
            "How times are written", forms, index=index, key="ties_times", format_func=TIME_FORMATS.get
        )
    else:
        day = right.date_input("Date of all rows", value="today", key="ties_date")
        date = day.isoformat() if day else None
    return {"kind": kind, "date": date, "date_format": form}


def viva_export() -> None:
    """Load queries exported from Viva Insights."""
    st.markdown(
        "Person queries become the table of people and monthly indicators, person-to-person queries become contact. "
        "Hours and counts of single people are not taken over."
    )
    files = st.file_uploader(
        "Queries of Viva Insights", type=["csv", "xlsx"], accept_multiple_files=True, key=workshop.key("viva_files")
    )
    left, right = st.columns(2)
    order = left.selectbox("Dates such as 03/04/2026", list(DATE_ORDERS), key="viva_dates", format_func=DATE_ORDERS.get)
    scale = right.selectbox("Answers to survey items go", SCALES, key="viva_scale")
    if not files:
        workshop.settle("viva", [], session.data_path())
        return
    with errors_shown("viva"):
        names = [f"{number}_{safe_name(Path(file.name).stem)}" for number, file in enumerate(files, start=1)]
        paths = [_kept("viva", file, name) for file, name in zip(files, names, strict=True)]
        options = {name: value for name, value in (("date_order", order), ("scale", scale)) if value is not None}
        folder = _converted("viva", paths, options, [file.file_id for file in files], "viva")
        draft(folder, "viva", named(files))


def _converted(source: str, paths: Sequence[Path], options: dict, files: Sequence[str], key: str) -> Path:
    """Where the converted tables lie, with what came up on the way; the same choices are converted once."""
    identity = repr(
        (source, [str(path) for path in paths], sorted((name, str(told)) for name, told in options.items()))
    )
    workshop.settle(key, [*files, identity], session.data_path())
    drafts = workshop.drafts(key)
    if identity not in drafts:
        drafts[identity] = str(workshop.new_folder())
    folder = Path(drafts[identity])

    def make(tell: Progress) -> tuple[Problem, ...]:
        return importing.convert(source, paths, options, folder, tell)

    problem_list(jobs.done("converted", (str(folder), identity), "Reading the tables", make), f"{key}_reading")
    return folder
