"""Mail as who was in contact with whom: the lines that say from, to, when and in reply to what, and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from email import policy
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path
from typing import BinaryIO

import pandas as pd

from ally_graph.importers.choices import choices
from ally_graph.importers.conversations import say_left_out
from ally_graph.importers.gathering import Gathered
from ally_graph.importers.roster import read_each
from ally_graph.importers.source import SOURCES
from ally_graph.records.limits import check_regular
from ally_graph.records.sheet import stop

WANTED = re.compile(
    rb"(from|to|cc|date|message-id|in-reply-to|list-id|list-unsubscribe|list-post|precedence|auto-submitted|x-auto-response-suppress"
    rb"|return-path|feedback-id)\s*:",
    re.IGNORECASE,
)
HEADER_BYTES = 1_000_000
LINE = 1_000_000
ROBOTS = re.compile(
    r"^(no-?reply|do-?not-?reply|mailer-daemon|postmaster|notifications?|bounces?|newsletter|alerts?)\b", re.IGNORECASE
)
ALL = re.compile(r"^(all|everyone|staff|team|company|alle|undisclosed)([-_.].*)?@", re.IGNORECASE)
MOST_RECIPIENTS = 500


@SOURCES.add("Mail", question="Do you have mail, as an mbox file or a folder of .eml?", key="mail")
def convert_mail(
    inputs: Sequence[str | Path],
    *,
    people: str | Path | None = None,
    people_columns: Mapping[str, str] | None = None,
    aliases: str | Path | None = None,
) -> dict[str, pd.DataFrame]:
    """Mail as contact: each message ties its sender to its recipients, with weight 1 / recipients.

    Only the lines From, To, Cc, Date and In-Reply-To are read; lists, newsletters and automatic answers are no
    contact. Everybody seen is no roster: give a table of people.
    """
    asked = choices(people=people, people_columns=people_columns, aliases=aliases)
    return read_each(inputs, read_mail, asked)


def read_mail(path: Path, gathered: Gathered) -> None:
    """The messages of an mbox file, of one message, or of a folder of them."""
    file = path.name
    account = gathered.file(file)
    account.not_read.append("subjects, texts and attachments")
    rows, numbers, left, seen, count = [], [], Counter(), set(), 0
    for count, head in enumerate(_heads(file, path), start=1):
        found = _ties(head, seen, left, gathered)
        rows += found
        numbers += [count] * len(found)
    if not count:
        raise stop(file, "holds no messages", "Give an mbox file or a folder of .eml files.")
    account.lost += count - len(set(numbers))
    frame = pd.DataFrame(rows, columns=["from_id", "to_id", "timestamp", "kind", "weight"])
    gathered.add("interactions", frame, file, numbers)
    say_left_out(gathered, file, left)
    what = "a message to many weighs 1 / recipients for each of them"
    gathered.notice(file, what, "Mail is contact both ways, and help of nobody.")


def _heads(file: str, path: Path) -> Iterator[bytes]:
    """The wanted lines of each message."""
    if path.is_dir():
        for one in sorted(path.rglob("*.eml")):
            check_regular(one.name, one)
            with one.open("rb") as stream:
                yield _head(stream)
        return
    try:
        check_regular(file, path)
    except FileNotFoundError as error:
        raise stop(file, "is not there", "Check the name.") from error
    with path.open("rb") as stream:
        if path.suffix.lower() == ".eml":
            yield _head(stream)
        else:
            yield from _mbox(stream)


def _head(stream: BinaryIO) -> bytes:
    kept, keeps, size = [], False, 0
    while line := stream.readline(LINE):
        size += len(line)
        if line in (b"\n", b"\r\n") or size > HEADER_BYTES:
            break
        keeps = bool(WANTED.match(line)) if line[:1] not in b" \t" else keeps
        kept += [line] if keeps else []
    return b"".join(kept)


def _mbox(stream: BinaryIO) -> Iterator[bytes]:
    """The wanted lines of each message of an mbox; a new one begins with `From ` after an empty line."""
    kept, keeps, inside, blank, begun, size = [], False, False, True, False, 0
    while line := stream.readline(LINE):
        if blank and line.startswith(b"From ") and re.search(rb"\d{4}|\d\d:\d\d", line):
            if begun:
                yield b"".join(kept)
            kept, keeps, inside, begun, size = [], False, True, True, 0
        elif inside:
            size += len(line)
            if line in (b"\n", b"\r\n") or size > HEADER_BYTES:
                inside = False
            else:
                keeps = bool(WANTED.match(line)) if line[:1] not in b" \t" else keeps
                kept += [line] if keeps else []
        blank = line in (b"\n", b"\r\n")
    if begun:
        yield b"".join(kept)


_PARSER = BytesHeaderParser(policy=policy.compat32)


def _ties(head: bytes, seen: set[str], left: Counter, gathered: Gathered) -> list[tuple]:
    """A message as ties of its sender with its recipients; none, and counted, where it is no contact."""
    mail = _PARSER.parsebytes(head + b"\n")
    key = str(mail.get("Message-ID") or "").strip()
    if key and key in seen:
        left["messages that are there twice"] += 1
        return []
    seen.add(key)
    senders = _people(mail.get_all("From", []))
    if any(mail.get(name) for name in ("List-Id", "List-Unsubscribe", "List-Post", "Feedback-ID")) or (
        str(mail.get("Precedence") or "").lower() in ("bulk", "list", "junk")
    ):
        left["messages of lists and newsletters"] += 1
        return []
    automatic = str(mail.get("Auto-Submitted") or "no").lower() != "no"
    if automatic or not senders or ROBOTS.match(senders[0][1]):
        left["automatic messages, or without a sender"] += 1
        return []
    time = _time(mail.get("Date"))
    if time is None:
        left["messages without a date that can be read"] += 1
        return []
    others = [
        person for person in _people([*mail.get_all("To", []), *mail.get_all("Cc", [])]) if not ALL.match(person[1])
    ]
    one = _meant(senders[0], gathered)
    recipients = [who for who in dict.fromkeys(_meant(person, gathered) for person in others) if who != one]
    if not recipients:
        left["messages to nobody, to a list, or to the sender alone"] += 1
        return []
    if len(recipients) > MOST_RECIPIENTS:
        left[f"messages to more than {MOST_RECIPIENTS} people"] += 1
        return []
    return [(one, two, time, "email", 1 / len(recipients)) for two in recipients]


def _people(lines: Sequence[object]) -> list[tuple[str, str]]:
    """Names and addresses of some lines, the names decoded."""
    found = []
    for name, address in getaddresses([str(line) for line in lines]):
        if "@" in address:
            try:
                name = str(make_header(decode_header(name)))
            except (ValueError, LookupError):
                name = ""
            found.append((name, address.lower()))
    return found


def _meant(person: tuple[str, str], gathered: Gathered) -> str:
    name, address = person
    directory = gathered.directory
    return (
        directory.find(address)
        or (directory.find(name) if name and directory.is_known else None)
        or directory.tidy(address)
    )


def _time(text: object) -> str | None:
    try:
        return parsedate_to_datetime(str(text)).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
