"""Results kept beside large data, so that the second time is quick.

What was worked out lies in a folder `.office-ally-cache` beside the data: Parquet tables and small JSON files, readable
by their owner only. It holds personal data as the data itself does; deleting the folder removes all of it. Nothing
depends on it. An entry is found only under what it was made from: every byte of the data, every choice, the version of
this program and of its libraries. It is believed only if every byte of it is as it was written; anything else is worked
out anew. `store` holds the entries, `keys` says what makes two of them the same, `forms` how records and results are
written, `results` reads and analyses through the cache, and `printed` answers a repeated command.

>>> from ally_graph import cache, load
>>> cache.load("sample_data").fingerprint == load("sample_data").fingerprint
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ally_graph.cache.results import analyze, is_large, kept, known, load

__all__ = ["analyze", "is_large", "kept", "known", "load"]


def __getattr__(name: str) -> object:
    """The functions of `results`, imported when first asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.results"), name)
