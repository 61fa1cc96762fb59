"""Messages of Microsoft Teams, as the Graph API gives them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from ally_graph.importers.choices import choices
from ally_graph.importers.conversations import Message, Talk, say_left_out, says_thanks
from ally_graph.importers.gathering import Gathered
from ally_graph.importers.opening import json_of
from ally_graph.importers.roster import read_each
from ally_graph.importers.source import SOURCES

_TAGS = re.compile(r"<[^>]*>")


@SOURCES.add(
    "Teams", question="Do you have channel messages of Microsoft Teams, as JSON of the Graph API?", key="teams"
)
def convert_teams(
    inputs: Sequence[str | Path],
    *,
    people: str | Path | None = None,
    people_columns: Mapping[str, str] | None = None,
    aliases: str | Path | None = None,
) -> dict[str, pd.DataFrame]:
    """Channel messages and replies of Microsoft Graph as answers, mentions and thanks; no text is kept anywhere.

    Whoever replies supports whoever wrote first. Messages of apps, of the system and deleted ones don't count. Only
    people who wrote or were mentioned are in such files: without a table of people nobody can be called isolated.
    """
    asked = choices(people=people, people_columns=people_columns, aliases=aliases)
    return read_each(inputs, read_teams, asked)


def read_teams(path: Path, gathered: Gathered) -> None:
    """The messages of one file."""
    file = path.name
    messages = list(_messages(json_of(file, path)))
    account = gathered.file(file)
    account.not_read.append("texts of messages")
    authors = {str(one.get("id")): _user(one.get("from")) for one in messages}
    left: Counter = Counter()
    talk, people = Talk(), {}
    for number, one in enumerate(messages, start=1):
        message = _message(one, authors, people, left, gathered)
        if message is not None and not talk.take(message, number, people):
            left["messages that answer, mention and thank nobody"] += 1
    account.lost += len(messages) - talk.messages
    talk.add_to(gathered, file)
    left.update(talk.seen)
    say_left_out(gathered, file, left)
    gathered.notice(file, "holds the channels that were asked for, and no chats", "Somebody quiet here may talk there.")


def _messages(value: object) -> Iterator[dict]:
    """Every message and its replies, however they are wrapped."""
    if isinstance(value, list):
        for one in value:
            yield from _messages(one)
    elif isinstance(value, dict):
        if "createdDateTime" in value and ("from" in value or "messageType" in value):
            yield value
            for reply in value.get("replies") or ():
                if isinstance(reply, dict):
                    yield {"replyToId": value.get("id")} | reply
        else:
            for name in ("value", "messages", "replies"):
                yield from _messages(value.get(name) or [])


def _user(sender: object) -> str:
    user = sender.get("user") if isinstance(sender, dict) else None
    return str(user.get("id") or "") if isinstance(user, dict) else ""


def _known(sender: object, people: dict[str, str], gathered: Gathered) -> str:
    """The id of a user, whose person is kept in `people`: on the roster by id, address or name, else the name."""
    user = sender.get("user") if isinstance(sender, dict) else None
    if not isinstance(user, dict) or not user.get("id"):
        return ""
    key = str(user["id"])
    if key not in people:
        ways = [key, user.get("userPrincipalName"), user.get("email"), user.get("displayName")]
        found = next(
            (gathered.directory.find(str(way)) for way in ways if way and gathered.directory.find(str(way))), None
        )
        people[key] = found or key
    return key


def _message(
    one: dict, authors: Mapping[str, str], people: dict[str, str], left: Counter, gathered: Gathered
) -> Message | None:
    if one.get("messageType", "message") != "message":
        left["entries of the system"] += 1
        return None
    if one.get("deletedDateTime"):
        left["deleted messages"] += 1
        return None
    author = _known(one.get("from"), people, gathered)
    if not author:
        left["messages of apps, bots and guests without a name"] += 1
        return None
    mentions = [mention.get("mentioned") for mention in one.get("mentions") or () if isinstance(mention, dict)]
    text = str((one.get("body") or {}).get("content") or "")
    reactions = [
        (str(reaction.get("reactionType", "")), _known(reaction.get("user"), people, gathered))
        for reaction in one.get("reactions") or ()
        if isinstance(reaction, dict)
    ]
    asked = authors.get(str(one.get("replyToId")), "")
    named = tuple(name for name in (_known(mention, people, gathered) for mention in mentions) if name)
    return Message(
        author, str(one["createdDateTime"]), asked, named, says_thanks(_TAGS.sub(" ", text)), tuple(reactions)
    )
