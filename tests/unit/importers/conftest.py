"""Files as people have them, written for one test."""

from __future__ import annotations

import pytest

from ally_graph.importers import convert_found
from ally_graph.importers.choices import choices


@pytest.fixture
def given(tmp_path):
    """Write a file and give its path."""

    def write(text: str | bytes, name: str = "ties.csv"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def book(tmp_path):
    """Write a workbook: a list of rows for each sheet, and what is done with the sheets afterwards."""

    def write(sheets: dict[str, list[list[object]]], then=None, name: str = "book.xlsx"):
        from openpyxl import Workbook

        made = Workbook()
        made.remove(made.active)
        for title, rows in sheets.items():
            sheet = made.create_sheet(title)
            for row in rows:
                sheet.append(row)
        if then:
            then(made)
        made.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def convert():
    """What the front door makes of some files."""

    def run(*paths, **said):
        return Result(convert_found(list(paths), choices(**said)))

    return run


class Result:
    """Converted tables, as plain values to compare."""

    def __init__(self, tables):
        self.tables = tables
        first = next(iter(tables.values()))
        self.problems = first.attrs["problems"]
        self.files = {one.file if not one.sheet else f"{one.file}#{one.sheet}": one for one in first.attrs["files"]}
        self.taken_for = first.attrs["taken_for"]

    @property
    def words(self) -> str:
        """Everything that was said."""
        return "\n".join(map(str, self.problems))

    def ties(self, *columns: str) -> list[tuple]:
        """The ties, by two people and these columns."""
        frame = self.tables.get("interactions")
        names = ["from_id", "to_id", *columns]
        return [] if frame is None else list(frame[names].itertuples(index=False, name=None))

    def thanks(self) -> list[tuple]:
        """Who thanks whom."""
        frame = self.tables["recognitions"]
        return list(frame[["giver_id", "receiver_id"]].itertuples(index=False, name=None))

    def people(self, column: str = "person_id") -> list:
        """A column of the table of people."""
        return self.tables["people"][column].tolist()
