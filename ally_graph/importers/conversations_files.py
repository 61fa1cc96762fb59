"""What a file of messages, reviews or commits is, by its first bytes."""

from __future__ import annotations

import gzip
import re
import zlib
from pathlib import Path

from ally_graph.importers.slack import members

LEAD = 1 << 20
WORDS = {
    "teams": "channel messages of Microsoft Teams",
    "github": "pull requests and reviews of GitHub",
    "slack": "an export of Slack",
}


def kind_of_json(path: Path) -> str | None:
    """The source whose JSON a file holds, by the names in its beginning; None for any other JSON."""
    try:
        start = _start(path)
    except (OSError, EOFError, zlib.error):
        return None
    if b'"createdDateTime"' in start and (b'"replyToId"' in start or b'"messageType"' in start):
        return "teams"
    events = b'"PullRequestReviewEvent"' in start or (b'"type":"' in start and b'"payload"' in start)
    reviews = b'"submitted_at"' in start and (b'"pull_request_url"' in start or b'"reviews"' in start)
    pulls = b'"merged_at"' in start and b'"user"' in start
    return "github" if events or reviews or pulls else None


def _start(path: Path) -> bytes:
    if path.suffix.lower() == ".gz":
        with gzip.open(path) as stream:
            return stream.read(LEAD)
    with path.open("rb") as stream:
        return stream.read(LEAD)


def names_in(path: Path) -> list[str]:
    """The names of the files in a zip."""
    with path.open("rb") as stream:
        return members(path.name, stream).names


def is_git_log(path: Path) -> bool:
    """Whether a text is what `git log` prints."""
    start = _text(path)
    return bool(re.match(r"commit [0-9a-f]{7,64}\b", start)) and "Author:" in start


def is_mbox(path: Path) -> bool:
    """Whether a text is a file of mail, whatever it is called."""
    start = _text(path)
    return start.startswith("From ") and bool(re.search(r"(?mi)^(from|date|to|message-id):", start))


def _text(path: Path) -> str:
    try:
        return _start(path)[:20_000].decode("utf-8", "replace")
    except (OSError, EOFError, ValueError, zlib.error):
        return ""
