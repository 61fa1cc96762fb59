"""Importers: one function for each format that becomes a data folder."""

from ally_graph.importers.edges import convert_edges, guess_mapping, guess_people_mapping, with_headings
from ally_graph.importers.source import SOURCES
from ally_graph.importers.viva import convert_viva
from ally_graph.records.reading import preview, read_table

__all__ = [
    "SOURCES",
    "convert_edges",
    "convert_viva",
    "guess_mapping",
    "guess_people_mapping",
    "preview",
    "read_table",
    "with_headings",
]
