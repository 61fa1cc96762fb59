"""The culture audit on two A4 pages, as a page for the browser, as PDF, and its figures for the next audit."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import jinja2

from ally_graph.errors import SettingError
from ally_graph.export.audit.layout import laid_out
from ally_graph.export.report import checked_path
from ally_graph.export.report.svg import STYLES
from ally_graph.files.atomic import write_whole
from ally_graph.views.audit import Audit, to_json

__all__ = ["ENDINGS", "page", "pdf", "picture", "to_json", "write"]
HERE = Path(__file__).parent
WIDER = 0.82
ENDINGS = (".html", ".htm", ".pdf", ".json")


def page(made: Audit) -> str:
    """The audit as a page that opens from a file, holds no script, and prints on two sheets of A4."""
    loader = jinja2.FileSystemLoader(HERE)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.get_template("audit.html")
    return template.render(page=laid_out(made), styles=STYLES, letters=_letters(made)) + "\n"


def _letters(made: Audit) -> list[float]:
    """The size of letters with which each page fits on its sheet: smaller than in the PDF, as they are wider."""
    import typst

    found = json.loads(typst.query(_template(), "<letters>", field="value", root=HERE, sys_inputs=_told(made)))
    return [round(WIDER * size, 2) for size in found]


def _told(made: Audit) -> dict[str, str]:
    """The texts of both pages as values, so that no letter of them is taken for markup."""
    return {"page": json.dumps(laid_out(made), ensure_ascii=True)}


def pdf(made: Audit) -> bytes:
    """The audit as PDF of exactly two pages; the same audit gives the same bytes."""
    return _compiled(made, "pdf")


def picture(made: Audit, *, ppi: float = 110) -> list[bytes]:
    """Both pages as PNG."""
    return _compiled(made, "png", ppi=ppi)


def _compiled(made: Audit, form: str, **options: float) -> bytes | list[bytes]:
    import typst

    return typst.compile(_template(), root=HERE, format=form, sys_inputs=_told(made), timestamp=0, **options)


@cache
def _template() -> bytes:
    return (HERE / "audit.typ").read_bytes()


def path_for(path: str | Path) -> Path:
    """Where an audit can be written; raises `SettingError` before any work is done where it can't."""
    return checked_path(path, ENDINGS)


def write(made: Audit, path: str | Path) -> Path:
    """Write the audit by the ending of the file's name; the file appears whole or not at all."""
    path = path_for(path)
    ending = path.suffix.lower()
    content = pdf(made) if ending == ".pdf" else to_json(made) if ending == ".json" else page(made).encode()
    write_whole(path, content)
    return path


def last_audit(path: str | Path) -> bytes:
    """The bytes of an earlier audit's figures; raises `SettingError` where there is no such file, or a huge one."""
    path = Path(path)
    if not path.is_file():
        raise SettingError(f"There is no file {path} with the figures of an earlier audit.")
    if path.stat().st_size > LARGEST:
        raise SettingError(f"{path.name} is larger than the figures of an audit can be.")
    return path.read_bytes()


LARGEST = 1 << 20
