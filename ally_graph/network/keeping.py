"""Results kept with what they were worked out from."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeVar, cast

Result = TypeVar("Result")


@dataclass(frozen=True)
class Keeping:
    """Something that remembers what was asked of it; a changed copy of it starts with nothing kept."""

    kept: dict[Hashable, object] = field(default_factory=dict, init=False, compare=False, repr=False)

    def once(self, key: Hashable, make: Callable[[], Result]) -> Result:
        """What `make` gives, worked out by whoever asks first under this key and the same for all who ask later.

        >>> keeping = Keeping()
        >>> keeping.once("sum", lambda: 1 + 1), keeping.once("sum", lambda: 0)
        (2, 2)
        """
        if key not in self.kept:
            self.kept[key] = make()
        return cast("Result", self.kept[key])
