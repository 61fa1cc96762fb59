"""The table of formats that can become a data folder."""

from ally_graph.registry import Registry

SOURCES = Registry("source")
"""Add a format with `@SOURCES.add(...)` in a module of its own, and import that module in `importers/__init__`."""
