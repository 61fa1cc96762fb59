"""A company in which everything that tells who somebody is is a word found nowhere else."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator

import pandas as pd
import pypdf

from ally_graph.records import Records, from_tables
from tests.conftest import SAMPLE

TABLES = ("people", "interactions", "recognitions", "absences", "programmes", "indicators", "phases")
OF_ONE = ("email", "phone", "desk", "nickname")
"""Columns of the roster with something of each person's own."""


def word(*of: object) -> str:
    """A word of letters that says nothing and stands nowhere else.

    >>> word("p01", "name") == word("p01", "name"), word("p01").isalpha()
    (True, True)
    """
    drawn = hashlib.sha256(repr(of).encode()).hexdigest()
    return "qx" + "".join(chr(ord("a") + int(sign, 16)) for sign in drawn[:10])


def canary_tables(*, own_teams: bool = False) -> dict[str, pd.DataFrame]:
    """The sample company with canaries for ids, names, mails and the like, and one in the name of a team and a phase.

    With `own_teams` everybody's team, department and location are a canary too.
    """
    tables = {name: pd.read_csv(SAMPLE / f"{name}.csv") for name in TABLES}
    people = tables["people"]
    keys = people["person_id"].tolist()
    ids = {person: word(person, "id") for person in people["person_id"]}
    for name, frame in tables.items():
        for column in frame.columns:
            if column.endswith("_id"):
                tables[name][column] = frame[column].map(ids)
    people["name"] = [f"{word(key, 'given').title()} {word(key, 'family').title()}" for key in keys]
    people["email"] = [f"{word(key, 'mail')}@{word(key, 'host')}.example" for key in keys]
    for column in OF_ONE[1:]:
        people[column] = [word(key, column) for key in keys]
    first = people["name"].iloc[0].split()[1]
    people["team"] = people["team"].replace({"design": f"{first}'s team"})
    tables["indicators"]["group"] = tables["indicators"]["group"].replace({"design": f"{first}'s team"})
    tables["phases"].loc[0, "name"] = f"As {first} began"
    tables["phases"]["note"] = f"Ask {people['name'].iloc[1]}."
    if own_teams:
        for column in ("team", "department", "location"):
            people[column] = [word(key, column) for key in keys]
    return tables


def canaries(tables: dict[str, pd.DataFrame], *, own_teams: bool = False) -> set[str]:
    """Every canary of a company, in small letters."""
    people, columns = tables["people"], ["person_id", "name", *OF_ONE]
    columns += ["team", "department", "location"] if own_teams else []
    texts = [str(text) for column in columns for text in people[column]]
    return {found.casefold() for text in texts for found in re.findall(r"qx[a-p]{10}", text, re.IGNORECASE)}


def company(*, own_teams: bool = False) -> tuple[Records, set[str]]:
    """The company as records, and its canaries; where its files lie is named after somebody too."""
    tables = canary_tables(own_teams=own_teams)
    known = canaries(tables, own_teams=own_teams)
    return from_tables(tables, source=f"/home/{sorted(known)[0]}/company"), known


def sung(data: bytes, known: Iterable[str]) -> list[str]:
    """The canaries in a file: in its bytes, in the files within it, and in the words and streams of a PDF."""
    text = "\n".join(_texts(data)).casefold()
    return sorted(one for one in known if one in text)


def _texts(data: bytes) -> Iterator[str]:
    for code in ("utf-8", "utf-16-le", "utf-16-be"):
        yield data.decode(code, "ignore")
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as made:
            for name in made.namelist():
                yield name
                yield from _texts(made.read(name))
    elif data.startswith(b"%PDF"):
        paper = pypdf.PdfReader(io.BytesIO(data))
        yield str(paper.metadata)
        yield from (page.extract_text() for page in paper.pages)
        for number in range(1, len(paper.xref[0]) + 1) if paper.xref.get(0) else ():
            found = paper.get_object(number)
            yield str(found)
            if hasattr(found, "get_data"):
                yield found.get_data().decode("utf-8", "ignore")
