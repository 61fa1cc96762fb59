"""Two periods beside each other as plain values: since when each finding has been there, and which have ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

CERTAIN = ("named", "fact")
Plain = Mapping[str, object]


def held_against(now: Plain, then: Plain, now_as_of: str, then_as_of: str) -> dict:
    """The result of now with that of then under `against`, and what became of each certain finding.

    A finding of now says `since` which of the two days it has been there; one of then says when it had `ended`, or None
    where it goes on. It goes on where the same people are named by the same detector; findings that name nobody are
    told apart by their number only.

    >>> one = {"detector": "isolated", "status": "fact", "people": ["p1"]}
    >>> other = one | {"people": ["p2"]}
    >>> both = held_against({"findings": [one]}, {"findings": [one, other]}, "2026-04-01", "2026-01-01")
    >>> [finding["since"] for finding in both["findings"]]
    ['2026-01-01']
    >>> [finding["ended"] for finding in both["against"]["findings"]]
    [None, '2026-04-01']
    """
    here, before = _keys(now["findings"]), _keys(then["findings"])
    known, still = set(filter(None, before)), set(filter(None, here))
    told = [
        {**finding, "since": (then_as_of if key in known else now_as_of) if key else None}
        for finding, key in zip(now["findings"], here, strict=True)
    ]
    ended = [
        {**finding, "ended": now_as_of if key and key not in still else None}
        for finding, key in zip(then["findings"], before, strict=True)
    ]
    return {**now, "findings": told, "against": {**then, "findings": ended}}


def _keys(findings: Iterable[Plain]) -> list[tuple | None]:
    """What tells a finding from the others: detector, people, and the how-manieth it is; None where it is unsure."""
    seen: Counter[tuple] = Counter()
    keys: list[tuple | None] = []
    for finding in findings:
        key = (finding["detector"], tuple(finding["people"]))
        keys.append((*key, seen[key]) if finding["status"] in CERTAIN else None)
        seen[key] += finding["status"] in CERTAIN
    return keys


def became(both: Plain, title: Mapping[str, str], called: Mapping[str, str]) -> list[str]:
    """What is new, what goes on and what has ended, a line each."""
    day = both["against"]["data"]["as_of"]
    certain = [one for one in both["findings"] if one["since"]]
    parts = {
        f"new since {day}": [one for one in certain if one["since"] != day],
        f"there on {day} already": [one for one in certain if one["since"] == day],
        f"there on {day} and no longer": [one for one in both["against"]["findings"] if one["ended"]],
    }
    told = {words: "; ".join(_named(one, title, called) for one in some) for words, some in parts.items()}
    return [f"{words}: {findings or 'nothing'}" for words, findings in told.items()]


def _named(finding: Plain, title: Mapping[str, str], called: Mapping[str, str]) -> str:
    who = ", ".join(called.get(person, person) for person in finding["people"])
    return f"{title[finding['detector']]} ({who})" if who else title[finding["detector"]]
