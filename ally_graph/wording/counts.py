"""Sentences made of counts and lists."""

from __future__ import annotations

SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun; small ones as words.

    >>> count(1, "person", "people"), count(3, "person", "people"), count(12, "tie"), count(0, "tie")
    ('one person', 'three people', '12 ties', 'no ties')
    """
    return f"{in_words(number)} {one if number == 1 else (many or f'{one}s')}"


def in_words(number: int) -> str:
    """A number as it stands in a sentence.

    >>> in_words(3), in_words(1200)
    ('three', '1,200')
    """
    return SMALL[int(number)] if number < len(SMALL) else f"{int(number):,}"


def listed(parts: list[str]) -> str:
    """Parts of a sentence, joined.

    >>> listed(["a", "b", "c"]), listed(["a"]), listed([])
    ('a, b and c', 'a', '')
    """
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def upper_first(sentence: str) -> str:
    """The sentence with a capital at its start.

    >>> upper_first("two people")
    'Two people'
    """
    return sentence[:1].upper() + sentence[1:]
