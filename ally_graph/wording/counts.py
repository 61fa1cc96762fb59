"""Sentences made of counts and lists: pages write small numbers as words, findings and messages write numerals."""

from __future__ import annotations

from collections.abc import Sequence

SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun; small ones as words, as pages write them.

    >>> count(1, "person", "people"), count(3, "person", "people"), count(12, "tie"), count(0, "tie")
    ('one person', 'three people', '12 ties', 'no ties')
    """
    return f"{in_words(number)} {_noun(number, one, many)}"


def tally(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun; always a numeral, as findings and messages write them.

    >>> tally(1, "more ally", "more allies"), tally(3, "more ally", "more allies"), tally(1200, "contact")
    ('1 more ally', '3 more allies', '1,200 contacts')
    """
    return f"{number:,} {_noun(number, one, many)}"


def people_words(number: int) -> str:
    """A number of people, always a numeral.

    >>> people_words(1), people_words(3)
    ('1 person', '3 people')
    """
    return tally(number, "person", "people")


def team_words(name: str) -> str:
    """A team in a sentence; one that is called a team already is not called it twice.

    >>> team_words("Sales"), team_words("Team 145")
    ('the team Sales', 'Team 145')
    """
    return name if "team" in name.casefold().split() else f"the team {name}"


def _noun(number: int, one: str, many: str | None) -> str:
    return one if number == 1 else many or f"{one}s"


def in_words(number: int) -> str:
    """A number as it stands in a sentence.

    >>> in_words(3), in_words(1200)
    ('three', '1,200')
    """
    return SMALL[int(number)] if number < len(SMALL) else f"{int(number):,}"


def listed(parts: Sequence[str]) -> str:
    """Parts of a sentence, joined.

    >>> listed(["a", "b", "c"]), listed(["a"]), listed([])
    ('a, b and c', 'a', '')
    """
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def listed_first(names: Sequence[str], most: int) -> str:
    """The first of many names as part of a sentence, and how many others there are, small numbers as words.

    >>> listed_first(["Ana", "Bo", "Cy"], 3), listed_first(["Ana", "Bo", "Cy", "Di"], 2)
    ('Ana, Bo and Cy', 'Ana, Bo and two others')
    """
    others = len(names) - most
    return listed([*names[:most], *([count(others, "other")] if others > 0 else [])])


def examples_of(texts: Sequence[object], most: int, total: int = 0) -> str:
    """The first of many texts, and how many more there are of `total` (of the texts, unless it is larger).

    >>> examples_of(["a", "b"], 3), examples_of("abcd", 3), examples_of([4, 5, 6], 2, total=1_000)
    ('a, b', 'a, b, c and 1 more', '4, 5 and 998 more')
    """
    first = ", ".join(map(str, texts[:most]))
    more = max(len(texts), total) - min(len(texts), most)
    return f"{first} and {more:,} more" if more > 0 else first


def lower_first(sentence: str) -> str:
    """The sentence without a capital at its start, to stand after a name.

    >>> lower_first("Works in Pune.")
    'works in Pune.'
    """
    return sentence[:1].lower() + sentence[1:]


def upper_first(sentence: str) -> str:
    """The sentence with a capital at its start.

    >>> upper_first("two people")
    'Two people'
    """
    return sentence[:1].upper() + sentence[1:]
