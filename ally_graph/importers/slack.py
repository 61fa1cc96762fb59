"""Exports of Slack workspaces: the zip or its folder, read a day of a channel at a time."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

import pandas as pd

from ally_graph.importers.choices import choices
from ally_graph.importers.conversations import Message, Talk, say_left_out, says_thanks
from ally_graph.importers.gathering import Gathered
from ally_graph.importers.roster import read_each
from ally_graph.importers.source import SOURCES
from ally_graph.progress import heartbeat
from ally_graph.records.archive import Members
from ally_graph.records.sheet import stop

FILES, EXPANDED, LIST_BYTES = 1_000_000, 40_000_000_000, 200_000_000
"""So many days of channels an export may hold, so many bytes of them, and so many of their names."""
DAY_LIMIT = 200_000_000
LISTS = {
    "channels.json": "channels",
    "groups.json": "private channels",
    "dms.json": "direct messages",
    "mpims.json": "group messages",
}
NOISE = re.compile(
    r"(channel|group)_|bot_|pinned_item|file_comment$|reminder_add|huddle|sh_room|tombstone|ekm_|app_conversation"
)
MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")


@SOURCES.add("Slack", question="Do you have an export of a Slack workspace?", key="slack")
def convert_slack(
    inputs: Sequence[str | Path],
    *,
    people: str | Path | None = None,
    people_columns: Mapping[str, str] | None = None,
    aliases: str | Path | None = None,
) -> dict[str, pd.DataFrame]:
    """An export of Slack as answers in threads, mentions, and thanks by emoji and words; no text is kept anywhere.

    Whoever answers in a thread supports whoever began it. Thanks, by a reaction or by a word beside a mention, are
    recognition. Bots, joins and people who were deleted are told; what is private is not in an export.
    """
    asked = choices(people=people, people_columns=people_columns, aliases=aliases)
    return read_each(inputs, read_slack, asked)


class _Folder:
    """An unpacked export, read as a zip of it is."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.names = sorted(found.relative_to(path).as_posix() for found in path.rglob("*.json"))

    def read(self, name: str) -> bytes:
        """A whole file."""
        return (self.path / name).read_bytes()

    def size(self, name: str) -> int:
        """Its bytes."""
        return (self.path / name).stat().st_size


def read_slack(path: Path, gathered: Gathered) -> None:
    """One export."""
    if path.is_dir():
        _read_export(path.name, _Folder(path), gathered)
        return
    with path.open("rb") as stream:
        _read_export(path.name, members(path.name, stream), gathered)


def members(file: str, stream: BinaryIO) -> Members:
    """The files of an export, which may be many."""
    return Members(file, stream, files=FILES, expanded=EXPANDED, list_bytes=LIST_BYTES)


def _read_export(file: str, export: Members | _Folder, gathered: Gathered) -> None:
    names = {name: name.split("/") for name in export.names if not name.startswith(("__MACOSX", "."))}
    users_at = next((name for name, parts in names.items() if parts[-1] == "users.json"), None)
    if users_at is None:
        raise stop(file, "holds no users.json and is no export of Slack", "Give the zip as Slack made it.")
    root = users_at.removesuffix("users.json")
    users = [user for user in _json(file, export, users_at) if isinstance(user, dict)]
    account = gathered.file(file)
    account.not_read.append("texts of messages")
    left: Counter = Counter()
    talk, spoke, number = Talk(), {}, 0
    meant = _people(users, gathered, left)
    threads = 0
    for messages in _days(file, export, names, root):
        for message in messages:
            number += 1
            one = _message(message, left)
            threads += bool(message.get("thread_ts")) if isinstance(message, dict) else 0
            if one is None:
                continue
            day = one.time[:10]
            spoke[one.author] = max(spoke.get(one.author, ""), day)
            if not talk.take(one, number, meant):
                left["messages that answer, mention and thank nobody"] += 1
        heartbeat()
    account.lost += number - talk.messages
    if not gathered.directory.is_known:
        _add_people(file, users, meant, spoke, left, gathered)
    talk.add_to(gathered, file)
    left.update(talk.seen)
    _say(file, names, root, left, threads, number, gathered)


def _json(file: str, export: Members | _Folder, name: str) -> list:
    if export.size(name) > DAY_LIMIT:
        raise stop(file, f"holds a file of more than {DAY_LIMIT // 1_000_000} MB, {name[:80]!r}", "Export it again.")
    try:
        value = json.loads(export.read(name))
    except (ValueError, RecursionError) as error:
        raise stop(file, f"can't be read at {name[:80]!r}: no JSON", "Export it again.") from error
    return value if isinstance(value, list) else []


def _days(file: str, export: Members | _Folder, names: Mapping[str, Sequence[str]], root: str) -> Iterator[list]:
    """The messages of each day of each channel; messages of a thread can be days apart."""
    depth = len(root.split("/")) - 1
    for name, parts in names.items():
        if name.startswith(root) and len(parts) == depth + 2 and parts[-1].endswith(".json"):
            yield _json(file, export, name)


def _people(users: Sequence[dict], gathered: Gathered, left: Counter) -> dict[str, str]:
    """Who stands behind each id of Slack: on the roster by address or name, or the id itself; bots are nobody."""
    meant = {}
    for user in users:
        person, profile = str(user.get("id", "")), user.get("profile") or {}
        if not person or user.get("is_bot") or person == "USLACKBOT" or user.get("is_workflow_bot"):
            left["bots among the users"] += 1
            continue
        ways = [profile.get("email"), user.get("real_name"), profile.get("real_name"), user.get("name"), person]
        found = next(
            (gathered.directory.find(str(way)) for way in ways if way and gathered.directory.find(str(way))), None
        )
        meant[person] = found or (
            str(profile.get("email")).lower() if gathered.directory.is_known and profile.get("email") else person
        )
    return meant


def _message(message: object, left: Counter) -> Message | None:
    """A message without its text; None for what is none of a person."""
    if not isinstance(message, dict) or message.get("type") not in ("message", None):
        left["entries that are no messages"] += 1
        return None
    subtype = str(message.get("subtype") or "")
    if subtype.startswith("bot_") or (message.get("bot_id") and not message.get("user")):
        left["messages of bots"] += 1
        return None
    if NOISE.match(subtype):
        left["joins, topics and other entries that nobody wrote"] += 1
        return None
    author, time = message.get("user"), _time(message.get("ts"))
    if not author or time is None:
        left["messages without an author or a time"] += 1
        return None
    text = message.get("text") if isinstance(message.get("text"), str) else ""
    asked = (
        str(message.get("parent_user_id") or "") if message.get("thread_ts") not in (None, message.get("ts")) else ""
    )
    reactions = tuple(
        (str(one.get("name", "")), str(who))
        for one in message.get("reactions") or ()
        if isinstance(one, dict)
        for who in one.get("users") or ()
    )
    return Message(str(author), time, asked, tuple(MENTION.findall(text)), says_thanks(text), reactions)


def _time(stamp: object) -> str | None:
    try:
        return dt.datetime.fromtimestamp(float(stamp), dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def _add_people(
    file: str,
    users: Sequence[dict],
    meant: Mapping[str, str],
    spoke: Mapping[str, str],
    left: Counter,
    gathered: Gathered,
) -> None:
    """The users as the roster: guests are external; whoever was deleted left on the day they were last seen."""
    rows, gone = [], 0
    for user in users:
        person = str(user.get("id", ""))
        if person not in meant:
            continue
        profile = user.get("profile") or {}
        name = profile.get("real_name") or user.get("real_name") or user.get("name")
        ended = _end(user, spoke.get(person, "")) if user.get("deleted") else None
        if user.get("deleted") and ended is None:
            left["deleted people who were never seen, and are left out"] += 1
            continue
        gone += bool(user.get("deleted"))
        guest = user.get("is_restricted") or user.get("is_ultra_restricted") or user.get("is_stranger")
        rows.append((person, name, "external" if guest else "employee", ended, user.get("tz")))
    frame = pd.DataFrame(rows, columns=["person_id", "name", "kind", "end_date", "time_zone"], dtype="object")
    frame = frame.dropna(axis=1, how="all").astype("str")
    if gone:
        what = f"people whose accounts were deleted ({gone:,}) left on the day they were last seen"
        gathered.notice(file, what, "Give a roster with the day on which each of them left, if that is known.")
    gathered.add("people", frame, file, [0] * len(frame))


def _end(user: Mapping[str, object], last: str) -> str | None:
    """The last day of somebody who was deleted: that of their last message, or of the last change of their entry."""
    changed = (_time(user.get("updated")) or "")[:10]
    return max(last, changed if not last else "") or None


def _say(
    file: str,
    names: Mapping[str, Sequence[str]],
    root: str,
    left: Counter,
    threads: int,
    messages: int,
    gathered: Gathered,
) -> None:
    say_left_out(gathered, file, left)
    there = {parts[-1] for name, parts in names.items() if name.startswith(root)}
    absent = [words for list_name, words in LISTS.items() if list_name not in there and list_name != "channels.json"]
    if absent:
        what = f"holds no {', '.join(absent)}: an export leaves them out"
        gathered.notice(file, what, "Somebody quiet here may talk there: ask before you take them to be on their own.")
    if messages and not threads:
        what = "holds no threads, as exports before 2017 do: who answered whom can't be told"
        gathered.notice(file, what, "Mentions and thanks are used.")
