"""Sources: one function for each format that becomes a data folder."""

from ally_graph.registry import Registry

SOURCES = Registry("source")
"""Add a format with `@SOURCES.add(...)` in a module of its own, and import that module below."""

from ally_graph.records.reading import preview, read_table  # noqa: E402
from ally_graph.sources.edges import convert_edges, guess_mapping, guess_people_mapping  # noqa: E402
from ally_graph.sources.viva import convert_viva  # noqa: E402

__all__ = ["SOURCES", "convert_edges", "convert_viva", "guess_mapping", "guess_people_mapping", "preview", "read_table"]
