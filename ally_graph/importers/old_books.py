"""The program that reads a spreadsheet of another format (`.xls`, `.xlsb`, `.ods`) in a process of its own.

Such a file can ask for more memory than there is before anything of it is known. So it is read here, under a limit, and
handed back as plain JSON. It is started with its file, not as a module.
"""

from __future__ import annotations

import datetime as dt
import json
import sys

CELLS = 4_000_000
MEMORY, SECONDS = 1_500_000_000, 60


def main() -> None:
    """Read the workbook that is named on the command line."""
    _limit()
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(sys.argv[1])
    sheets, cells = [], 0
    for about in book.sheets_metadata:
        if str(about.typ).rpartition(".")[2] not in ("WorkSheet", "SheetTypeEnum"):
            continue
        sheet = book.get_sheet_by_name(about.name)
        cells += sheet.height * sheet.width
        if cells > CELLS:
            raise SystemExit(3)
        rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        hidden = str(about.visible).rpartition(".")[2] != "Visible"
        merged = [[[*first], [*last]] for first, last in (sheet.merged_cell_ranges or [])]
        sheets.append({"title": about.name, "hidden": hidden, "rows": rows, "merged": merged})
    json.dump(sheets, sys.stdout)


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if abs(cell) < 2**53 and cell == int(cell) else str(cell)
    if isinstance(cell, dt.datetime | dt.date | dt.time):
        return cell.isoformat()
    return str(cell)[:5_000]


if __name__ == "__main__":
    main()
