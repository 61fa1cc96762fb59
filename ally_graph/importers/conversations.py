"""Messages as who answers whom, who mentions whom and who thanks whom; their texts are looked at and never kept."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ally_graph.importers.gathering import Gathered
from ally_graph.records.dates import plain_moments

THANKS_EMOJI = {
    "pray", "heart", "hearts", "clap", "raised_hands", "tada", "thank_you", "thanks", "thankyou", "thank-you", "bow",
    "gratitude", "kudos", "blue_heart", "green_heart", "yellow_heart", "purple_heart", "orange_heart", "100", "star",
    "trophy", "medal", "folded_hands", "applause", "hugging_face", "ty", "🙏", "❤️", "👏", "🙌", "🎉",
}  # fmt: skip
"""Reactions that say thanks; any other says that somebody read a message."""
THANKS_WORDS = re.compile(
    r"\b(thanks?|thank you|thx|ty|kudos|shout[ -]?out|props to|much appreciated|grateful|danke|dankesch[öo]n"
    r"|vielen dank"
    r"|merci|gracias|grazie|obrigad[oa]|bedankt|tack|dzi[ęe]kuj[ęe])\b",
    re.IGNORECASE,
)

PACKED = 50_000
"""So many cells of a column are kept singly before they are packed."""


@dataclass(frozen=True)
class Message:
    """Who wrote when, in answer to whom, mentioning whom; and whether it says thanks. Never what it says."""

    author: str
    time: str
    answers: str = ""
    mentions: tuple[str, ...] = ()
    thanks: bool = False
    reactions: tuple[tuple[str, str], ...] = ()


def says_thanks(text: str) -> bool:
    """Whether a message holds a word of thanks.

    >>> says_thanks("Thanks so much!"), says_thanks("thankless")
    (True, False)
    """
    return bool(THANKS_WORDS.search(text))


def is_thanks_emoji(name: str) -> bool:
    """Whether a reaction says thanks, whatever its skin tone.

    >>> is_thanks_emoji("pray::skin-tone-2"), is_thanks_emoji("eyes")
    (True, False)
    """
    return name.partition("::")[0] in THANKS_EMOJI


class _Numbers:
    """A column of whole numbers that grows by blocks: one that is moved as it grows would leave holes in memory."""

    def __init__(self) -> None:
        self.last = array("i")
        self.blocks: list[np.ndarray] = []

    def append(self, number: int, most: int = 2**31) -> None:
        """One more number; all of them are below `most`, which says how many bytes a block takes."""
        self.last.append(number)
        if len(self.last) == PACKED:
            self._pack(most)

    def column(self, most: int = 2**31) -> np.ndarray:
        """All numbers in their order; they are handed over."""
        self._pack(most)
        blocks, self.blocks = self.blocks, []
        return _joined(blocks, _narrow(most))

    def _pack(self, most: int) -> None:
        self.blocks.append(np.array(self.last, dtype=_narrow(most)))
        self.last = array("i")


def _narrow(most: int) -> type:
    """The narrowest type of whole numbers below `most`, as pandas takes it for as many categories."""
    return next(kind for kind in (np.int8, np.int16, np.int32) if most - 1 <= np.iinfo(kind).max)


def _joined(blocks: list[np.ndarray], kind: type | str) -> np.ndarray:
    """One array of all blocks, each of which goes as soon as it was copied."""
    values, start = np.empty(sum(map(len, blocks)), dtype=kind), 0
    blocks.reverse()
    while blocks:
        block = blocks.pop()
        values[start : start + len(block)] = block
        start += len(block)
    return values


class _Words:
    """A column of texts that come again and again: each is held once, and a row is its number."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.codes = _Numbers()

    def append(self, text: str) -> None:
        """One more text."""
        self.codes.append(self.numbers.setdefault(text, len(self.numbers)), len(self.numbers))

    def column(self) -> pd.Categorical:
        """All texts in their order."""
        kind = pd.CategoricalDtype(pd.Index(list(self.numbers), dtype="str"))
        return pd.Categorical.from_codes(self.codes.column(len(self.numbers)), dtype=kind, validate=False)


class _Times:
    """A column of times that grows: packed now and then, as moments where all of them are whole seconds in UTC."""

    def __init__(self) -> None:
        self.last: list[str] = []
        self.packed: list[pa.Array] = []

    def append(self, text: str) -> None:
        """One more time."""
        self.last.append(text)
        if len(self.last) == PACKED:
            self._pack()

    def column(self) -> pd.Series:
        """All times in their order: moments, or else texts as they were written."""
        self._pack()
        moments, self.packed = self.packed, []
        if all(pa.types.is_timestamp(part.type) for part in moments):
            blocks = [part.to_numpy(zero_copy_only=False) for part in moments]
            moments.clear()
            return pd.Series(_joined(blocks, "datetime64[us]"), copy=False)
        return pd.Series(pd.array(pa.chunked_array([_written(part) for part in moments], pa.string()), dtype="str"))

    def _pack(self) -> None:
        texts, self.last = pa.array(self.last, pa.string()), []
        lengths = pc.min_max(pc.binary_length(texts)).as_py()
        plain = lengths["min"] == lengths["max"] == len("2026-03-31T12:00:00Z") and pc.all(pc.ends_with(texts, "Z"))
        moments = plain_moments(texts) if plain and plain.as_py() else None
        self.packed.append(texts if moments is None else moments)


def _written(part: pa.Array) -> pa.Array:
    return pc.strftime(part.cast(pa.timestamp("s")), "%Y-%m-%dT%H:%M:%SZ") if pa.types.is_timestamp(part.type) else part


class _Rows:
    """A table that grows row by row, and the number of the message that each row comes from."""

    def __init__(self, *names: str) -> None:
        self.columns = {name: _Times() if name == "timestamp" else _Words() for name in names}
        self.numbers = _Numbers()

    def add(self, number: int, *cells: str) -> None:
        """One more row."""
        for column, cell in zip(self.columns.values(), cells, strict=True):
            column.append(cell)
        self.numbers.append(number)

    def add_to(self, gathered: Gathered, table: str, place: str) -> None:
        """Hand over what was found, column by column, so that none of it is there twice."""
        columns = {name: self.columns.pop(name).column() for name in list(self.columns)}
        frame = pd.DataFrame(columns, copy=False)
        gathered.add(table, frame, place, self.numbers.column())


class Talk:
    """Ties and thanks from messages, how many messages hold any, and what was left out by the reason for it."""

    def __init__(self) -> None:
        self.ties = _Rows("from_id", "to_id", "timestamp", "kind")
        self.thanks = _Rows("giver_id", "receiver_id", "timestamp")
        self.kinds: Counter = Counter()
        self.messages = 0
        self.seen: Counter = Counter()

    def take(self, message: Message, row: int, people: Mapping[str, str]) -> bool:
        """A message: its answer, mentions and thanks between people who are known; False where there are none.

        An answer supports whoever asked; a mention is contact; thanks flow back to whoever helped.
        """
        before = self.kinds.total()
        author = people.get(message.author)
        if author is not None:
            asked = people.get(message.answers)
            if asked is not None and asked != author:
                self._tie(author, asked, message.time, "answer", row)
            for other in dict.fromkeys(people.get(name) for name in message.mentions):
                if other is not None and other != author:
                    if message.thanks:
                        self._thank(author, other, message.time, row)
                    elif other != asked:
                        self._tie(author, other, message.time, "message", row)
            self._react(message, author, row, people)
        held = self.kinds.total() > before
        self.messages += held
        return held

    def _react(self, message: Message, author: str, row: int, people: Mapping[str, str]) -> None:
        for name, who in message.reactions:
            giver = people.get(who)
            if giver is None or giver == author:
                continue
            if is_thanks_emoji(name):
                self._thank(giver, author, message.time, row)
            else:
                self.seen["reactions that say no thanks"] += 1

    def _tie(self, one: str, two: str, time: str, kind: str, row: int) -> None:
        self.ties.add(row, one, two, time, kind)
        self.kinds[kind] += 1

    def _thank(self, giver: str, receiver: str, time: str, row: int) -> None:
        self.thanks.add(row, giver, receiver, time)
        self.kinds["thanks"] += 1

    def add_to(self, gathered: Gathered, place: str) -> None:
        """Hand over what was found."""
        self.ties.add_to(gathered, "interactions", place)
        self.thanks.add_to(gathered, "recognitions", place)
        kinds = self.kinds
        words = f"{kinds['answer']:,} answers in threads, {kinds['message']:,} mentions, {kinds['thanks']:,} thanks"
        gathered.notice(
            place, f"holds {words}", "Whoever answers supports whoever asked; a mention is contact both ways."
        )


def say_left_out(gathered: Gathered, place: str, left: Mapping[str, int] | Iterable[tuple[str, int]]) -> None:
    """Notices about messages that are none between people."""
    for words, count in dict(left).items():
        if count:
            gathered.notice(place, f"{words} ({count:,})", "They are not counted.")
