"""What somebody wants of a deck: which slides in which order, words of their own, and whether people are named."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

TITLE = "Our ally network"
LONGEST_SENTENCE, LONGEST_NOTES, MOST_SLIDES = 200, 2_000, 60


@dataclass(frozen=True)
class Wish:
    """One slide that is wanted, with a sentence or notes in own words; empty is what the data says."""

    key: str
    sentence: str = ""
    notes: str = ""


@dataclass(frozen=True)
class Plan:
    """A deck that is wanted. No `slides` are all there are, in the usual order.

    The `key` is drawn for each deck: the order and place of what is drawn hang on it, and so say nothing about anybody.
    Without one it follows from the data. `start` is the month the slide of months begins with; empty is the first.
    `agreed` says that those who will be named were asked; `dots` asks for people as dots without names, which takes
    that the whole group was asked (`group_agreed`).
    """

    title: str = TITLE
    slides: tuple[Wish, ...] = ()
    key: str = ""
    names: bool = False
    start: str = ""
    agreed: bool = False
    dots: bool = False
    group_agreed: bool = False

    @property
    def asks_nobody(self) -> Plan:
        """The plan without what people have to agree to, as it may be used for others than those who agreed."""
        return replace(self, names=False, agreed=False, dots=False, group_agreed=False)

    def to_json(self) -> str:
        """The plan as text, to be kept."""
        return json.dumps(asdict(self), ensure_ascii=True)


def plan_from(kept: str | bytes) -> Plan:
    """A plan as it was kept; whatever in it can't be one is left out. Raises `ValueError` where it is none at all.

    >>> plan_from(Plan("Spring", (Wish("links"),), key="7").to_json()) == Plan("Spring", (Wish("links"),), key="7")
    True
    """
    found = json.loads(kept)
    if not isinstance(found, Mapping):
        raise ValueError("This is no plan of slides.")
    group_agreed = found.get("group_agreed") is True
    slides = [_wish(one) for one in found.get("slides", []) if isinstance(one, Mapping) and one.get("key")]
    return Plan(
        title=_text(found.get("title"), LONGEST_SENTENCE) or TITLE,
        slides=tuple(slides[:MOST_SLIDES]),
        key=_text(found.get("key"), LONGEST_SENTENCE),
        names=found.get("names") is True,
        start=_text(found.get("start"), LONGEST_SENTENCE),
        agreed=found.get("agreed") is True,
        dots=found.get("dots") is True and group_agreed,
        group_agreed=group_agreed,
    )


def _wish(one: Mapping[str, Any]) -> Wish:
    return Wish(
        _text(one["key"], LONGEST_SENTENCE),
        _text(one.get("sentence"), LONGEST_SENTENCE),
        _text(one.get("notes"), LONGEST_NOTES),
    )


def _text(value: object, most: int) -> str:
    return str(value).strip()[:most] if isinstance(value, str) else ""
