"""Bytes on disk: written whole or not at all, as CSV or JSON, and never a formula."""
