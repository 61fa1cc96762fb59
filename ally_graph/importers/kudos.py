"""Lists of thanks, as recognition programmes export them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from ally_graph import vocabulary
from ally_graph.importers.choices import Choices, Columns, choices
from ally_graph.importers.columns import (
    chosen,
    flagged,
    people_in,
    say_nothing_words,
    set_people_aside,
    split_people,
    times_in,
)
from ally_graph.importers.directory import Directory
from ally_graph.importers.gathering import Gathered
from ally_graph.importers.headings import guess, plain
from ally_graph.importers.opening import Grid, read_grids
from ally_graph.importers.roster import open_people
from ally_graph.importers.snapshot import day_of
from ally_graph.importers.source import SOURCES
from ally_graph.records.sheet import stop

KUDOS_NAMES: dict[str, str] = {
    "giver_id": (
        "giver_id giver giver_email giver_name sender sender_email from_email nominator recognizer recognized_by "
        "given_by thanked_by awarder from author from_name lob_von"
    ),
    "receiver_id": (
        "receiver_id receiver receivers receiver_email receiver_name receiver_emails recipient recipients "
        "recipient_email recipient_emails to_email nominee recognized awarded_to given_to to_name to lob_an"
    ),
    "timestamp": "timestamp created_at date time given_at awarded_on sent_at created datum posted_at bonus_date "
    "date_sent sent_on sent_date sent date_given given_on awarded_at recognition_date",
    "element": "element value hashtag hashtags tag tags core_value company_value category wert",
    "kind": "type bonus_type entry_type is_addon add_on addon parent_bonus_id parent_id in_reply_to",
}
SIGNS = {"amount", "hashtag", "hashtags", "reason", "message", "value", "tag", "tags", "points", "core_value",
         "bonus_type", "parent_bonus_id", "amount_with_currency", "giver_email", "receiver_email",
         "company_value"}  # fmt: skip
GIVES = frozenset(
    [
        "giver",
        "giver_email",
        "giver_id",
        "giver_name",
        "nominator",
        "recognizer",
        "recognized_by",
        "given_by",
        "awarder",
        "thanked_by",
    ]
)
GETS = frozenset(
    [
        "receiver",
        "receivers",
        "receiver_email",
        "receiver_emails",
        "receiver_id",
        "receiver_name",
        "recipient",
        "recipients",
        "recipient_email",
        "recipient_emails",
        "nominee",
        "awarded_to",
        "given_to",
        "recognized",
    ]
)
SENDS = frozenset(["sender", "sender_email", "sender_name", "sent_by", "from", "from_name"])
AUTOMATIC = re.compile(r"birthday|anniversary|geburtstag|jubilaum|anniversaire")
STRONG_SIGNS = frozenset(["hashtag", "hashtags", "points", "core_value", "company_value", "bonus_type"])
"""Somebody who sends gives thanks only where such a column stands beside."""
ALL = frozenset(
    {
        *("everyone", "everybody", "all", "all_staff", "all_employees", "the_team", "team", "whole_team", "channel"),
        *("the_whole_team", "here", "company", "whole_company", "alle", "das_team", "todos", "tous"),
    }
)
"""Receivers that are no person."""
MASS = 10
"""One praise for more people than this is no thanks to each."""
ELEMENT_WORDS = {
    "communication": "communication open openness listening transparency",
    "empathy": "empathy respect kindness care caring",
    "shared_responsibility": "teamwork shared_responsibility helping help collaboration ownership responsibility team",
    "recognition": "recognition appreciation thanks gratitude",
    "development": "development learning growth mentoring curiosity",
    "flexibility": "flexibility adaptability",
    "inclusion": "inclusion fairness diversity belonging",
}
_BY_WORD = {word: key for key, words in ELEMENT_WORDS.items() for word in [key, *words.split()]}


@SOURCES.add(
    "Thanks", question="Do you have a list of thanks, such as an export of a recognition programme?", key="kudos"
)
def convert_kudos(
    inputs: Sequence[str | Path],
    *,
    columns: Columns | None = None,
    people: str | Path | None = None,
    people_columns: Mapping[str, str] | None = None,
    date: str | None = None,
    date_format: str | None = None,
    header_row: int | None = None,
    no_header: bool = False,
    aliases: str | Path | None = None,
) -> dict[str, pd.DataFrame]:
    """A table with a row for each thanks: who gives it, who receives it, when, and a tag that says for what.

    Thanks are evidence that the receiver helped the giver. Several receivers in a cell are each thanked; one praise
    for more than 10 people is no thanks to each, and nobody can thank themselves. Amounts and messages are not kept.
    """
    asked = choices(columns=columns, people=people, people_columns=people_columns, date=date, date_format=date_format,
                    header_row=header_row, no_header=no_header, aliases=aliases)  # fmt: skip
    gathered = Gathered()
    open_people(asked, gathered)
    for text in inputs:
        for grid in read_grids([text], head=header_row, without=no_header):
            read_kudos(grid, asked, gathered, text)
    return gathered.finished()


def is_kudos(grid: Grid) -> bool:
    """Whether a table is a list of thanks: somebody gives, somebody receives, and a reason, value or amount."""
    names = {plain(name) for name in grid.columns}
    gives = names & GIVES or (names & SENDS and names & STRONG_SIGNS)
    return bool(gives) and bool(names & GETS) and bool(names & SIGNS)


def read_kudos(grid: Grid, asked: Choices, gathered: Gathered, text: str | Path) -> None:
    """The thanks of one table."""
    gathered.grid(grid)
    if asked.columns:
        mapping = {name: found[0] for name, found in chosen(grid, asked.columns, gathered).items()}
    else:
        mapping = guess(grid.columns, KUDOS_NAMES)
    if not {"giver_id", "receiver_id"} <= set(mapping):
        what = f"has no columns of giver and receiver; it has {', '.join(grid.columns[:12])}"
        raise stop(grid.place, what, "Say which: --map giver_id=COLUMN,receiver_id=COLUMN.")
    account = gathered.file(grid.file, grid.sheet)
    account.not_read += [f"column {name}" for name in grid.columns if name not in mapping.values()]
    names = [mapping["giver_id"], mapping["receiver_id"]]
    say_nothing_words(grid, names, asked, gathered)
    people = people_in(grid, names, asked, gathered)
    good = set_people_aside(grid, people[names[0]], names[0], gathered).copy()
    good &= set_people_aside(grid, people[names[1]], names[1], gathered)
    times = _times(grid, mapping, asked, gathered, text)
    good &= times.notna().to_numpy() & ~_automatic(grid, mapping, gathered)
    _say_add_ons(grid, mapping, gathered)
    elements = _elements(grid, mapping, gathered)
    _add_thanks(grid, people, names, times, elements, good, gathered)


def _times(grid: Grid, mapping: Mapping[str, str], asked: Choices, gathered: Gathered, text: str | Path) -> pd.Series:
    if "timestamp" not in mapping:
        return pd.Series(day_of(text, grid.place, asked, gathered), index=grid.frame.index, dtype="str")
    times = times_in(grid, mapping["timestamp"], asked, gathered)
    empty = grid.column(mapping["timestamp"]).isna()
    if asked.date:
        return times.mask(empty, asked.date)
    gathered.set_aside(
        grid.place, grid.rows[empty.to_numpy()], f"{mapping['timestamp']} is empty", "Fill it in, or give --date."
    )
    return times


def _automatic(grid: Grid, mapping: Mapping[str, str], gathered: Gathered) -> np.ndarray:
    """Which rows nobody wrote: birthdays and anniversaries, for which a program thanks everyone."""
    if "kind" not in mapping:
        return np.zeros(len(grid.frame), dtype=bool)
    flags = flagged(grid.column(mapping["kind"]), lambda text: bool(AUTOMATIC.search(plain(text)))).to_numpy()
    what = "is for a birthday or an anniversary, for which a program thanks everyone"
    gathered.set_aside(grid.place, grid.rows[flags], what, "Nothing to do.")
    return flags


def _say_add_ons(grid: Grid, mapping: Mapping[str, str], gathered: Gathered) -> None:
    """Thanks that somebody adds to those of another: they count as thanks of whoever adds them."""
    if "kind" not in mapping:
        return
    column = grid.column(mapping["kind"])
    words = column.map(lambda text: plain(text), na_action="ignore")
    is_parent = plain(mapping["kind"]) in ("parent_bonus_id", "parent_id", "in_reply_to")
    flags = (
        column.notna() if is_parent else words.isin(["add_on", "addon", "add_on_bonus", "true", "yes", "1", "reply"])
    ).to_numpy()
    if flags.any():
        what = f"is added to the thanks of somebody else ({int(flags.sum()):,} rows)"
        gathered.notice(grid.place, what, "Counted as thanks from whoever added it.", grid.rows[flags])


def _elements(grid: Grid, mapping: Mapping[str, str], gathered: Gathered) -> pd.Series:
    """The core element that a tag stands for; other tags are left out and said."""
    blank = pd.Series(None, index=grid.frame.index, dtype="str")
    if "element" not in mapping:
        return blank
    column = grid.column(mapping["element"])
    found = {text: _element(text) for text in column.dropna().unique()}
    rest = [text for text, key in found.items() if key is None]
    if rest:
        known = ", ".join(vocabulary.ELEMENTS)
        what = f"{mapping['element']} holds tags that are no core element, {len(rest):,} of them"
        gathered.notice(grid.place, what, f"Their thanks count without one. Known: {known}.")
    return column.map(found).astype("str")


def _element(text: str) -> str | None:
    words = [plain(word.lstrip("#").replace("-", "_")) for word in re.split(r"[\s,;]+", text) if word]
    return next((_BY_WORD[word] for word in [plain(text.lstrip("#")), *words] if word in _BY_WORD), None)


def _add_thanks(
    grid: Grid, people: Mapping[str, pd.Series], names: Sequence[str], times: pd.Series, elements: pd.Series,
    good: np.ndarray, gathered: Gathered,
) -> None:  # fmt: skip
    directory = gathered.directory
    receivers = people[names[1]]
    lists = {text: split_receivers(text, gathered) for text in receivers[good].unique()}
    sizes = receivers.map({text: len(found) for text, found in lists.items()}).fillna(0).to_numpy()
    everyone = good & receivers.isin([text for text in lists if _means_all(text, directory)]).to_numpy()
    gathered.set_aside(grid.place, grid.rows[everyone], "is praise of everyone: no thanks to each", "Nothing to do.")
    good = good & ~everyone
    mass = good & (sizes > MASS)
    what = f"is one praise for more than {MASS} people, up to {int(sizes.max(initial=0))}: no thanks to each"
    gathered.set_aside(grid.place, grid.rows[mass], what, "Nothing to do.")
    several = good & ~mass & (sizes > 1)
    if several.any():
        gathered.notice(grid.place, "thanks several people at once", "Each of them is thanked.", grid.rows[several])
    keep = good & ~mass
    frame = pd.DataFrame({"giver_id": people[names[0]].map(directory.name_of, na_action="ignore"),
                          "receiver_id": receivers.map(lists), "timestamp": times, "element": elements})  # fmt: skip
    frame = frame[keep]
    frame = frame.explode("receiver_id")
    frame["receiver_id"] = frame["receiver_id"].astype("str")
    own = (frame["giver_id"] == frame["receiver_id"]).to_numpy()
    rows = grid.rows[frame.index.to_numpy()]
    alone = sorted(set(rows[own].tolist()) - set(rows[~own].tolist()))
    gathered.set_aside(grid.place, alone, "is praise of a person for themself", "Nothing to do.")
    frame = frame.dropna(axis=1, how="all")
    gathered.add("recognitions", frame[~own].reset_index(drop=True), grid.place, rows[~own])


def _means_all(text: str, directory: Directory) -> bool:
    return plain(text.lstrip("@#")) in ALL and directory.find(text) is None


def split_receivers(text: str, gathered: Gathered) -> list[str]:
    """Everybody who is thanked in a cell, each once; mentions such as `@bo` count as well."""
    parts = split_people(text, gathered.directory)
    if len(parts) == 1 and re.search(r"(^|\s)@\w", text) and not gathered.directory.find(text):
        parts = re.findall(r"@([\w.+-]+)", text)
    if len(parts) == 1 and "," in text and not gathered.directory.find(text) and text.count(",") > 1:
        parts = [part for part in re.split(r"\s*,\s*", text) if part]
    return list(dict.fromkeys(gathered.directory.name_of(part) for part in parts))
