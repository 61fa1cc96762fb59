"""A chart with the words that go with it, in one place: pages, report and slides say the same about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, ParamSpec, TypeVar

import pandas as pd

from ally_graph.disclosure.gate import Disclosed

Asked = ParamSpec("Asked")
Drawn = TypeVar("Drawn")


@dataclass(frozen=True)
class Words:
    """What is said beside a chart: its name, what it shows, how to read it, and what to do about it.

    >>> Words("Help given", "Who helps.", "A bar is a person.", "Ask who helps them.").caption
    'A bar is a person. Ask who helps them.'
    """

    title: str
    shows: str
    read: str
    act: str

    @property
    def caption(self) -> str:
        """What stands under it: how to read it, and what to do about it."""
        return f"{self.read} {self.act}"


@dataclass(frozen=True)
class Chart(Generic[Asked, Drawn]):
    """A function that draws, with its words; it is called like the function itself.

    `tell` fits the words to what is shown: it takes the tables and options of the chart, or the drawing of a map.
    `numbers` makes the table of what is drawn, where that is not the first table the chart is drawn from.
    """

    draw: Callable[Asked, Drawn]
    words: Words
    tell: Callable[..., Words] | None = None
    numbers: Callable[..., Disclosed[pd.DataFrame]] | None = None

    def __call__(self, *args: Asked.args, **options: Asked.kwargs) -> Drawn:
        """Draw it."""
        return self.draw(*args, **options)

    @property
    def name(self) -> str:
        """What it is called in the code."""
        return self.draw.__name__

    def words_for(self, *shown: object, **options: object) -> Words:
        """The words that fit what is shown; those that always hold where nothing depends on it."""
        return self.words if self.tell is None else self.tell(self.words, *shown, **options)

    def numbers_of(self, *shown: Disclosed[pd.DataFrame], **options: object) -> Disclosed[pd.DataFrame]:
        """The numbers that are drawn, as a table: they stand behind the picture, and no others."""
        return shown[0] if self.numbers is None else self.numbers(*shown, **options)


CHARTS: dict[str, Chart] = {}
"""Every chart by the name of its function."""


def chart(
    title: str,
    *,
    shows: str,
    read: str,
    act: str,
    tell: Callable[..., Words] | None = None,
    numbers: Callable[..., Disclosed[pd.DataFrame]] | None = None,
) -> Callable[[Callable[Asked, Drawn]], Chart[Asked, Drawn]]:
    """Make a chart of the decorated function and these words, and add it to `CHARTS`."""

    def made(draw: Callable[Asked, Drawn]) -> Chart[Asked, Drawn]:
        CHARTS[draw.__name__] = Chart(draw, Words(title, shows, read, act), tell, numbers)
        return CHARTS[draw.__name__]

    return made
