"""Ids that are not on the roster and yet like one on it: told, never taken for it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable

from ally_graph.records.identity import identity_key

_POINT = re.compile(r"(\d+)\.0+")
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
MOST = 200_000


def _number(text: str) -> str:
    match = _POINT.fullmatch(text)
    return match[1] if match else text


def _without_zeros(text: str) -> str:
    plain = _number(text)
    return plain.lstrip("0") or "0" if plain.isdigit() else ""


def _before_at(text: str) -> str:
    return identity_key(text.partition("@")[0]) if "@" in text else ""


def _letters(text: str) -> str:
    plain = identity_key(text)
    return re.sub(r"[\W_]+", "", plain) if not plain.isdigit() else ""


WAYS: dict[str, Callable[[str], str]] = {
    "leading zeros, as a spreadsheet drops them": _without_zeros,
    "what stands after the @": _before_at,
    "dots, dashes and spaces": _letters,
}


def like_ids(unknown: Iterable[str], ids: Iterable[str]) -> str:
    """Words about how many unknown ids would match one on the roster, and in what they differ; empty where none would.

    >>> like_ids(["12", "345"], ["00012", "00345"]).split(":")[0]
    '2 of 2 would match but for leading zeros, as a spreadsheet drops them'
    """
    unknown, ids = list(unknown)[:MOST], list(ids)[:MOST]
    best = ("", 0, "")
    for difference, key in WAYS.items():
        by_key: dict[str, set[str]] = defaultdict(set)
        for person in ids:
            by_key[key(person)].add(person)
        by_key.pop("", None)
        found = [(text, by_key[key(text)]) for text in unknown if len(by_key.get(key(text), ())) == 1]
        if len(found) > best[1]:
            text, people = sorted(found)[0]
            best = (difference, len(found), f"{text!r} is like {next(iter(people))!r}")
    if best[1]:
        return (
            f"{best[1]:,} of {len(unknown):,} would match but for {best[0]}: {best[2]}. If they are the same people, "
            "write ids alike in both (as text), or convert with --aliases FILE."
        )
    rounded = [text for text in unknown if _ROUNDED.fullmatch(text)]
    if rounded:
        return f"{sorted(rounded)[0]!r} is a long number that a spreadsheet rounded: export ids as text."
    return ""
