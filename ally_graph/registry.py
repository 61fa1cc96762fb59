"""One table for each kind of thing that can be added: measures, detectors, sources.

A new one is a function with a decorator; menus, the methods page, the command line and the contract tests read the
table.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from ally_graph.errors import SettingError, did_you_mean


@dataclass(frozen=True)
class Entry:
    """A registered function with the words that present it; a kind of thing with more to say has a class of its own."""

    key: str
    title: str
    question: str
    function: Callable

    def __call__(self, *args: object, **options: object) -> object:
        """Call the function."""
        return self.function(*args, **options)

    @property
    def summary(self) -> str:
        """The first line of the function's docstring."""
        return inspect.getdoc(self.function).splitlines()[0]


Registered = TypeVar("Registered", bound=Entry)


class Registry(Generic[Registered]):
    """Functions by key, in the order in which they were added; `entry` is what one of them is kept as.

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

    def __init__(self, noun: str, entry: type[Registered] = Entry) -> None:
        self.noun = noun
        self.entry = entry
        self._entries: dict[str, Registered] = {}

    def add(self, title: str, *, question: str, key: str | None = None, **about: object) -> Callable:
        """Register the decorated function under its own name, or under `key`; `about` are the entry's own fields."""

        def register(function: Callable) -> Callable:
            name = key or function.__name__
            self._entries[name] = self.entry(name, title, question, function, **about)
            return function

        return register

    def __getitem__(self, key: str) -> Registered:
        if key not in self._entries:
            raise SettingError(f"There is no {self.noun} called {key}. {did_you_mean(key, self._entries)}")
        return self._entries[key]

    def __iter__(self) -> Iterator[Registered]:
        return iter(self._entries.values())

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def keys(self) -> list[str]:
        """The keys, in the order of adding."""
        return list(self._entries)
