"""Records: the tables of a data folder, read, checked and reported on."""

from ally_graph.records.loading import as_records, from_tables, load
from ally_graph.records.reading import preview, read_table
from ally_graph.records.tables import TABLES, Records
from ally_graph.records.writing import template, write_folder

__all__ = [
    "TABLES",
    "Records",
    "as_records",
    "from_tables",
    "load",
    "preview",
    "read_table",
    "template",
    "write_folder",
]
