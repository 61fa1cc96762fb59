"""When compiled loops are worth their start: numba takes a third of a second to import, and once a while to compile."""

from __future__ import annotations

from functools import cache
from types import ModuleType

WORTH_IT = 200_000


def kernels(work: int) -> ModuleType | None:
    """The module `kernels` for so many events or ties; None where there are too few, or where numba can't be used.

    Everything also works without, by plain numpy and scipy, and gives the same numbers; only more slowly.
    """
    return _kernels() if work >= WORTH_IT else None


@cache
def _kernels() -> ModuleType | None:
    try:
        from ally_graph.compute import kernels
    except (ImportError, RuntimeError):  # numba raises a RuntimeError where it can't keep what it compiled.
        return None
    return kernels
