"""The report: everything in one page that opens from a file, asks no network for anything, and prints."""

from __future__ import annotations

from pathlib import Path

import jinja2

from ally_graph.analysis import Analysis
from ally_graph.disclosure.gate import LOCAL, Viewer
from ally_graph.errors import SettingError
from ally_graph.export.report.audiences import AUDIENCES
from ally_graph.export.report.audiences import audience as audience_of
from ally_graph.export.report.sections import View, sections
from ally_graph.export.report.svg import STYLES
from ally_graph.files.atomic import write_whole
from ally_graph.records import Records

__all__ = ["AUDIENCES", "checked_path", "report", "write_report"]
HERE = Path(__file__).parent
ENDINGS = (".html", ".htm")


def report(records: Records, analysis: Analysis, *, viewer: Viewer = LOCAL, audience: str | None = None) -> str:
    """The report on one analysis as an HTML page: everything, or the edition for one of `AUDIENCES`.

    It holds what the gate lets this viewer see, no script and no address; the same input gives the same text.
    Every name is written as text. The page follows the reader's light or dark setting, and prints on white.
    Raises `SettingError` for an audience that there is not.
    """
    loader = jinja2.FileSystemLoader(HERE)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    page = environment.get_template("report.html")
    if audience is None:
        made, source = sections(View(records, analysis, viewer)), records.source
    else:
        edition = audience_of(audience)
        view = View(records, analysis, edition.viewer)
        made, source = [make(view) for make in edition.sections], Path(records.source).name
    return page.render(sections=made, styles=STYLES, source=source) + "\n"


def checked_path(path: str | Path, endings: tuple[str, ...] = ENDINGS) -> Path:
    """Where a report can be written; raises `SettingError` before any work is done where it can't."""
    path = Path(path)
    if path.suffix.lower() == ".pdf" and ".pdf" not in endings:
        raise SettingError(f"{path.name} would be a PDF: only the audit is one, with --audit. Give a name in .html.")
    if path.suffix.lower() not in endings:
        known = " or ".join(ending for ending in endings if ending != ".htm")
        raise SettingError(f"{path.name or path} is not the name of a page. Give a name ending in {known}.")
    if not path.parent.is_dir():
        raise SettingError(f"There is no folder {path.parent} to write {path.name} to. Make it first, or name another.")
    if path.is_dir():
        raise SettingError(f"{path} is a folder. Give the name of a file.")
    return path


def write_report(
    records: Records,
    analysis: Analysis,
    path: str | Path,
    *,
    viewer: Viewer = LOCAL,
    audience: str | None = None,
) -> Path:
    """Write the report; the file appears whole or not at all. Raises `SettingError` where it can't be written."""
    path = checked_path(path)
    write_whole(path, report(records, analysis, viewer=viewer, audience=audience).encode())
    return path
