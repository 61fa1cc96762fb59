"""Reviews on GitHub: pull requests and reviews as JSON of the REST API, and lines of GH Archive."""

from __future__ import annotations

import gzip
import os
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from ally_graph.importers.choices import choices
from ally_graph.importers.conversations import say_left_out
from ally_graph.importers.gathering import Gathered
from ally_graph.importers.github_pages import TOKEN, fetched
from ally_graph.importers.opening import parsed
from ally_graph.importers.roster import open_people
from ally_graph.importers.source import SOURCES
from ally_graph.records.limits import check_regular
from ally_graph.records.sheet import stop

STATES = {"approved", "changes_requested", "commented", "dismissed"}
"""What a review can be once it was handed in."""
UNPACKED = 4_000_000_000
LINE = 64_000_000
WHOLE = 500_000_000
_PULL = re.compile(r"/repos/([^/]+/[^/]+)/pulls/(\d+)")


@SOURCES.add("GitHub", question="Do you have pull requests and reviews of GitHub?", key="github")
def convert_github(
    inputs: Sequence[str | Path],
    *,
    people: str | Path | None = None,
    people_columns: Mapping[str, str] | None = None,
    aliases: str | Path | None = None,
) -> dict[str, pd.DataFrame]:
    """Pull requests and their reviews as support: the reviewer supports the author.

    Reads JSON of the REST API, lines of GH Archive (`.json`, `.json.gz`), and an address such as
    `https://api.github.com/repos/OWNER/NAME` with a token in `GITHUB_TOKEN`. Reviews of one's own pull request, those
    not handed in, bots and accounts that are gone don't count. Everybody seen is no roster: nobody is isolated.
    """
    asked = choices(people=people, people_columns=people_columns, aliases=aliases)
    gathered = Gathered()
    open_people(asked, gathered)
    read_github(inputs, gathered)
    return gathered.finished()


def read_github(inputs: Sequence[str | Path], gathered: Gathered) -> None:
    """The reviews of all inputs together, as pull requests can be in another file than their reviews."""
    authors: dict[str, dict | None] = {}
    waiting: list[tuple[str, int, dict]] = []
    for text in inputs:
        file = str(text) if _is_address(str(text)) else Path(text).name
        account = gathered.file(file)
        for number, value in enumerate(_values(file, text, account.not_read), start=1):
            for review in _reviews(value, authors):
                account.rows.add(number)
                waiting.append((file, number, review))
    left: dict[str, Counter] = {}
    rows: dict[str, list] = {}
    once: set[object] = set()
    for file, number, review in waiting:
        count = left.setdefault(file, Counter())
        tie = _tie(review, authors, count, once, gathered)
        if tie:
            rows.setdefault(file, []).append((number, *tie))
    for file, found in rows.items():
        frame = pd.DataFrame([one[1:] for one in found], columns=["from_id", "to_id", "timestamp", "kind"], dtype="str")
        gathered.add("interactions", frame, file, [one[0] for one in found])
    for file, count in left.items():
        say_left_out(gathered, file, count)
    for file in dict.fromkeys(file for file, *_ in waiting):
        gathered.notice(file, "holds who reviewed whose pull request", "The reviewer supports the author.")


def _is_address(text: str) -> bool:
    return bool(re.match(r"https?://", text))


def _values(file: str, text: str | Path, not_read: list[str]) -> Iterator[object]:
    """Each object of a file or an address: of a list, its members; of lines, each line."""
    if _is_address(file):
        yield from fetched(file, os.environ.get(TOKEN, ""), not_read)
        return
    path = Path(text)
    try:
        check_regular(file, path)
    except FileNotFoundError as error:
        raise stop(file, "is not there", "Check the name.") from error
    if path.suffix.lower() == ".gz":
        yield from _lines(file, path)
        return
    if path.stat().st_size > WHOLE:
        raise stop(file, f"is larger than {WHOLE // 1_000_000:,} MB", "Give it as lines of JSON, packed as .json.gz.")
    value = parsed(file, path.read_bytes())
    yield from value if isinstance(value, list) else [value]


def _lines(file: str, path: Path) -> Iterator[object]:
    """The lines of a packed file one by one; lines about nothing that matters are not parsed."""
    size = 0
    try:
        with gzip.open(path) as stream:
            while line := stream.readline(LINE):
                size += len(line)
                if size > UNPACKED:
                    raise stop(file, f"unpacks to more than {UNPACKED // 1_000_000:,} MB", "Split it.")
                if (
                    b"PullRequestReview" in line
                    or b'"pull_request' in line
                    or b'"reviews"' in line
                    or line.lstrip()[:1] == b"["
                ):
                    value = parsed(file, line)
                    yield from value if isinstance(value, list) else [value]
    except (OSError, EOFError, zlib.error) as error:
        raise stop(file, "is damaged or no gzip file", "Download it again.") from error


def _reviews(value: object, authors: dict[str, dict | None]) -> Iterator[dict]:
    """The reviews in an object, each with the key of its pull request; authors of pull requests are noted."""
    if isinstance(value, list):
        for one in value:
            yield from _reviews(one, authors)
        return
    if not isinstance(value, dict):
        return
    payload = value.get("payload")
    if isinstance(payload, dict):
        pull, review = payload.get("pull_request"), payload.get("review")
        if isinstance(pull, dict) and isinstance(review, dict):
            key = _note(pull, authors, (value.get("repo") or {}).get("name"))
            yield review | {"_pull": key, "user": review.get("user") or _actor(value)}
        elif isinstance(pull, dict):
            _note(pull, authors, (value.get("repo") or {}).get("name"))
        return
    if "state" in value and ("submitted_at" in value or "pull_request_url" in value) and "user" in value:
        yield value | {"_pull": _key(str(value.get("pull_request_url") or value.get("html_url") or ""))}
    elif "user" in value and ("merged_at" in value or "pull_request" in value or "base" in value or "reviews" in value):
        key = _note(value, authors)
        for review in value.get("reviews") or ():
            if isinstance(review, dict):
                yield review | {"_pull": key}
    for name in ("items", "reviews", "pulls", "data", "nodes"):
        if isinstance(value.get(name), list) and "user" not in value:
            yield from _reviews(value[name], authors)


def _actor(event: Mapping[str, object]) -> dict | None:
    actor = event.get("actor")
    return {"login": actor.get("login")} if isinstance(actor, dict) else None


def _note(pull: Mapping[str, object], authors: dict[str, dict | None], repo: object = None) -> str:
    key = _key(str(pull.get("url") or pull.get("html_url") or ""), repo, pull.get("number"))
    if isinstance(pull.get("user"), dict) or key not in authors:
        authors[key] = pull.get("user") if isinstance(pull.get("user"), dict) else authors.get(key)
    return key


def _key(url: str, repo: object = None, number: object = None) -> str:
    """What names a pull request: repository and number, from an address where there is one."""
    match = _PULL.search(url) or re.search(r"github\.com/([^/]+/[^/]+)/pull/(\d+)", url)
    return f"{match[1]}#{match[2]}" if match else f"{repo or ''}#{number or url}"


def _tie(
    review: Mapping[str, object],
    authors: Mapping[str, dict | None],
    left: Counter,
    once: set[object],
    gathered: Gathered,
) -> tuple[str, str, str, str] | None:
    """A review as support from the reviewer to the author; None, and counted, where it is none."""
    state = str(review.get("state") or "").lower()
    if review.get("id") is not None:
        if review["id"] in once:
            left["reviews that are in the files twice"] += 1
            return None
        once.add(review["id"])
    key = str(review.get("_pull"))
    if state not in STATES or not review.get("submitted_at"):
        left["reviews that were not handed in"] += 1
        return None
    if key not in authors:
        left["reviews of pull requests that are in none of the files: nobody knows whose they are"] += 1
        return None
    people = [review.get("user"), authors[key]]
    names = [str(one.get("login") or "") if isinstance(one, dict) else "" for one in people]
    if any(_is_bot(one) for one in people if isinstance(one, dict)):
        left["reviews by bots, or of their pull requests"] += 1
        return None
    if any(name in ("", "ghost") for name in names):
        left["reviews with an account that is gone"] += 1
        return None
    one, two = (gathered.directory.name_of(name) for name in names)
    if one == two or names[0].lower() == names[1].lower():
        left["reviews of one's own pull request"] += 1
        return None
    return one, two, str(review["submitted_at"]), "review"


def _is_bot(user: Mapping[str, object]) -> bool:
    login = str(user.get("login") or "").lower()
    return (
        user.get("type") == "Bot"
        or login.endswith(("[bot]", "-bot", "_bot"))
        or login in ("dependabot", "codecov", "bors", "rustbot", "copilot")
    )
