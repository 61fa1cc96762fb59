"""Who is meant: the person behind an id, a name, an address or an alias, where only one person can be."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

import pandas as pd

from ally_graph.records.identity import clean_id, identity_key

ADDRESS = re.compile(r"[^\s<>@,;|\"]+@[^\s<>@,;|\"]+\.[^\s<>@,;|\"]+")
_WITH_ADDRESS = re.compile(r"\s*\"?(?P<name>[^<>\"]*?)\"?\s*<(?:mailto:)?(?P<address>[^<>\s]+@[^<>\s]+)>\s*")
_WITH_ID = re.compile(r"\s*(?P<name>[^()\[\]]+?)\s*[(\[](?P<id>[^()\[\]]+)[)\]]\s*")
_WHOLE = re.compile(r"-?(?:0|[1-9]\d*)(?:\.0+)?")
_TITLES = {"dr", "dr.", "prof", "prof.", "mr", "mr.", "mrs", "mrs.", "ms", "ms."}


class Directory:
    """The people of a roster, and the ways in which others write them.

    >>> known = Directory({"E1": {"Ana Silva", "ana@ex.test"}, "E2": {"Bo Li"}})
    >>> known.find("Silva, Ana"), known.find("Ana Silva (E1)"), known.find("Bo <bo@ex.test>"), known.find("ANA@ex.test")
    ('E1', 'E1', None, 'E1')
    """

    def __init__(self, people: Mapping[str, Iterable[str]], aliases: Mapping[str, str] | None = None) -> None:
        self.ids = set(people)
        self.is_known = bool(people)
        self._by_id: dict[str, set[str]] = defaultdict(set)
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._found: dict[str, str | None] = {}
        for person, names in people.items():
            self._by_id[identity_key(person)].add(person)
            for name in names:
                for key in name_keys(name):
                    self._by_name[key].add(person)
        self.aliases = {identity_key(alias): main for alias, main in (aliases or {}).items()}
        self.ambiguous: set[str] = set()
        self.by_other_name: dict[str, str] = {}

    def find(self, text: str) -> str | None:
        """The id of the one person whom a text means; None where nobody or several people can be meant."""
        if text not in self._found:
            self._found[text] = self._look_up(text)
        return self._found[text]

    def name_of(self, text: str) -> str:
        """The id of whom a text means, or else the text itself, tidied up."""
        return self.find(text) or self.tidy(text)

    def tidy(self, text: str) -> str:
        """What stands for somebody outside: the address where there is one, in small letters; else the text."""
        with_address = _WITH_ADDRESS.fullmatch(text)
        plain = with_address["address"] if with_address else text
        plain = plain.removeprefix("mailto:")
        plain = plain.lower() if ADDRESS.fullmatch(plain.strip()) else plain
        return self.aliases.get(identity_key(plain), clean_id(plain))

    def also(self, people: Mapping[str, Iterable[str]]) -> None:
        """Further names of people, as far as they mean nobody else yet; several people of one name stay apart."""
        new = {person: [name for name in names if name and not self._of_ways(name)] for person, names in people.items()}
        for person, names in new.items():
            self._by_id[identity_key(person)].add(person)
            for name in names:
                for key in name_keys(name):
                    self._by_name[key].add(person)
        self._found.clear()

    def _look_up(self, text: str) -> str | None:
        meant = self._of_ways(text)
        alias = None if meant else self.aliases.get(identity_key(text))
        alias = alias or (None if meant else self.aliases.get(identity_key(self.tidy(text))))
        meant = meant or (self._of_ways(alias) if alias else None)
        if meant and meant != clean_id(text) and identity_key(meant) != identity_key(text):
            self.by_other_name[text] = meant
        return meant

    def _of_ways(self, text: str) -> str | None:
        ways = [text, *_parts(text)]
        for way in ways:
            found = self._alone(self._by_id.get(identity_key(clean_id(way)), set()), text, way)
            if found:
                return found
        for way in ways:
            for key in name_keys(way):
                found = self._alone(self._by_name.get(key, set()), text, way)
                if found:
                    return found
        return None

    def _alone(self, found: set[str], text: str, way: str) -> str | None:
        if len(found) > 1:
            exact = [person for person in found if person == clean_id(way)]
            if len(exact) == 1:
                return exact[0]
            self.ambiguous.add(text)
        return next(iter(found)) if len(found) == 1 else None


def _parts(text: str) -> list[str]:
    """What else a text may hold: the address and the name round it, the id in brackets and the name before it."""
    address, bracket = _WITH_ADDRESS.fullmatch(text), _WITH_ID.fullmatch(text)
    parts = [address["address"], address["name"]] if address else []
    parts += [bracket["id"].strip(), bracket["name"]] if bracket else []
    return [part for part in parts if part]


def name_keys(name: str) -> list[str]:
    """The keys under which a name is found: as written, and turned round where a comma says so.

    >>> name_keys("Ek, Di"), name_keys("Dr. Di  EK")
    (['di ek', 'ek, di'], ['di ek', 'dr. di ek'])
    """
    text = identity_key(" ".join(name.split()))
    keys = []
    last, comma, first = text.partition(",")
    if comma and last.strip() and first.strip() and "," not in first:
        keys.append(f"{first.strip()} {last.strip()}")
    words = [word for word in text.split() if word not in _TITLES]
    if words and " ".join(words) != text:
        keys.append(" ".join(words))
    return [*keys, text] if text else []


def whole_numbers(texts: Iterable[str]) -> dict[str, str]:
    """Ids written as `1.0` in a column of nothing but whole numbers, and how they are meant.

    >>> whole_numbers(["1.0", "12"]), whole_numbers(["1.0", "A7"])
    ({'1.0': '1'}, {})
    """
    distinct = list(dict.fromkeys(texts))
    if not all(_WHOLE.fullmatch(text) for text in distinct):
        return {}
    return {text: text.partition(".")[0] for text in distinct if "." in text}


def aliases_of(frame: pd.DataFrame) -> dict[str, str]:
    """A table of aliases: who is meant in the first column or the one that says so, their other names beside it.

    Several names in a cell are parted by `;` or `|`; further columns are further names.
    """
    columns = list(frame.columns)
    main = next((name for name in columns if str(name).casefold() in ("person_id", "id", "main", "person")), columns[0])
    found = {}
    for _, row in frame.iterrows():
        person = row[main]
        if not isinstance(person, str):
            continue
        for name in columns:
            cell = row[name]
            if name != main and isinstance(cell, str):
                found |= {part.strip(): person for part in re.split(r"[;|]", cell) if part.strip()}
    return found
