"""One table for each kind of thing that can be added: measures, detectors, sources.

A new one is a function with a decorator; menus, the methods page, the command line and the contract tests read the
table.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ally_graph.errors import SettingError, did_you_mean


@dataclass(frozen=True)
class Entry:
    """A registered function with the words that present it."""

    key: str
    title: str
    question: str
    function: Callable
    extra: dict = field(default_factory=dict)

    def __call__(self, *args: object, **options: object) -> object:
        """Call the function."""
        return self.function(*args, **options)

    @property
    def summary(self) -> str:
        """The first line of the function's docstring."""
        return inspect.getdoc(self.function).splitlines()[0]


class Registry:
    """Functions by key, in the order in which they were added.

    >>> SHAPES = Registry("shape")
    >>> @SHAPES.add("Corners", question="How many corners?")
    ... def corners(shape): return len(shape)
    >>> SHAPES["corners"].title
    'Corners'
    >>> SHAPES["corner"]
    Traceback (most recent call last):
    ...
    ally_graph.errors.SettingError: There is no shape called corner. Did you mean corners?
    """

    def __init__(self, noun: str) -> None:
        self.noun = noun
        self._entries: dict[str, Entry] = {}

    def add(self, title: str, *, question: str, key: str | None = None, **extra: object) -> Callable:
        """Register the decorated function under its own name, or under `key`."""

        def register(function: Callable) -> Callable:
            name = key or function.__name__
            self._entries[name] = Entry(name, title, question, function, extra)
            return function

        return register

    def __getitem__(self, key: str) -> Entry:
        if key not in self._entries:
            raise SettingError(f"There is no {self.noun} called {key}. {did_you_mean(key, self._entries)}")
        return self._entries[key]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def keys(self) -> list[str]:
        """The keys, in the order of adding."""
        return list(self._entries)
