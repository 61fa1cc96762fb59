"""Messages as who answers whom, who mentions whom and who thanks whom; their texts are looked at and never kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from ally_graph.importers.gathering import Gathered

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


@dataclass
class Talk:
    """Ties and thanks from messages, as columns, and what was left out by the reason for it."""

    ties: dict[str, list] = field(
        default_factory=lambda: {name: [] for name in ("from_id", "to_id", "timestamp", "kind")}
    )
    thanks: dict[str, list] = field(
        default_factory=lambda: {name: [] for name in ("giver_id", "receiver_id", "timestamp")}
    )
    tie_rows: list[int] = field(default_factory=list)
    thank_rows: list[int] = field(default_factory=list)
    seen: Counter = field(default_factory=Counter)

    def take(self, message: Message, row: int, people: Mapping[str, str]) -> bool:
        """A message: its answer, mentions and thanks between people who are known; False where there are none.

        An answer supports whoever asked; a mention is contact; thanks flow back to whoever helped.
        """
        before = len(self.tie_rows) + len(self.thank_rows)
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
        return len(self.tie_rows) + len(self.thank_rows) > before

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
        for name, value in (("from_id", one), ("to_id", two), ("timestamp", time), ("kind", kind)):
            self.ties[name].append(value)
        self.tie_rows.append(row)

    def _thank(self, giver: str, receiver: str, time: str, row: int) -> None:
        for name, value in (("giver_id", giver), ("receiver_id", receiver), ("timestamp", time)):
            self.thanks[name].append(value)
        self.thank_rows.append(row)

    def add_to(self, gathered: Gathered, place: str) -> None:
        """Hand over what was found."""
        gathered.add("interactions", pd.DataFrame(self.ties, dtype="str"), place, self.tie_rows)
        gathered.add("recognitions", pd.DataFrame(self.thanks, dtype="str"), place, self.thank_rows)
        kinds = Counter(self.ties["kind"])
        words = (
            f"{kinds['answer']:,} answers in threads, {kinds['message']:,} mentions, {len(self.thank_rows):,} thanks"
        )
        gathered.notice(
            place, f"holds {words}", "Whoever answers supports whoever asked; a mention is contact both ways."
        )


def say_left_out(gathered: Gathered, place: str, left: Mapping[str, int] | Iterable[tuple[str, int]]) -> None:
    """Notices about messages that are none between people."""
    for words, count in dict(left).items():
        if count:
            gathered.notice(place, f"{count:,} {words}", "They are not counted.")
