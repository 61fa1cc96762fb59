"""Pull requests and their reviews, fetched from an address of GitHub's REST API page by page and within limits."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.parse import urlsplit

from ally_graph.errors import DataError, SettingError
from ally_graph.progress import heartbeat
from ally_graph.records.sheet import stop
from ally_graph.wording.counts import count

TOKEN = "GITHUB_TOKEN"
"""The variable of the environment that holds the user's token."""
A_PAGE, PAGES, PULLS = 100, 200, 2_000
"""Entries of a page, pages of a list, and pull requests that are fetched at the most."""
SECONDS, LARGEST = 30, 64_000_000
"""Seconds and bytes that one answer may take."""
_REPO = re.compile(r"(https?://[^/]+)(/api/v3)?/(?:repos/)?([\w.-]+/[\w.-]+?)(?:\.git|/pulls)?/?")
_OURS = ("localhost", "127.0.0.1", "::1")


def fetched(address: str, token: str, not_read: list[str]) -> Iterator[object]:
    """Pull requests, the last changed first, each followed by its reviews.

    Where a limit or a fault ends it before its end, what was left is added to `not_read`. Raises `SettingError` for an
    address of no repository, `DataError` where nothing can be fetched at all.
    """
    base = _base(address)
    pulls = 0
    try:
        for pull in _pages(f"{base}/pulls?state=all&sort=updated&direction=desc", token):
            if pulls == PULLS:
                not_read.append(f"pull requests before the {PULLS:,} that were changed last")
                return
            pulls += 1
            yield pull
            if isinstance(pull, dict) and isinstance(pull.get("number"), int):
                yield from _pages(f"{base}/pulls/{pull['number']}/reviews?", token)
    except DataError as error:
        if not pulls:
            raise
        why = error.problems[0]
        not_read.append(f"what comes after {count(pulls, 'pull request')}, as the server {why.what}. {why.mend}")


def _base(address: str) -> str:
    """The address of the repository in the interface for programs."""
    match = _REPO.fullmatch(address.rstrip("/"))
    if not match:
        raise SettingError(f"{address} is no address of a repository. Give https://api.github.com/repos/OWNER/NAME.")
    at_github = match[1] in ("https://github.com", "https://www.github.com")
    return f"{'https://api.github.com' if at_github else match[1] + (match[2] or '')}/repos/{match[3]}"


def _pages(address: str, token: str) -> Iterator[object]:
    for page in range(1, PAGES + 1):
        found = _asked(f"{address}&per_page={A_PAGE}&page={page}", token)
        yield from found
        if len(found) < A_PAGE:
            return


def _asked(address: str, token: str) -> list:
    """The list that the server answers; the token goes over a safe line, and to no other server."""
    heartbeat()
    headers = {"Accept": "application/vnd.github+json", "User-Agent": "office-ally"}
    parts = urlsplit(address)
    if token and (parts.scheme == "https" or parts.hostname in _OURS):
        headers["Authorization"] = f"Bearer {token}"
    try:
        with _opener.open(urllib.request.Request(address, headers=headers), timeout=SECONDS) as answer:
            text = answer.read(LARGEST + 1)
    except urllib.error.HTTPError as error:
        with error:
            raise _refused(address, error) from error
    except (OSError, HTTPException) as error:
        raise stop(address[:120], "can't be reached", "Check the address and the connection.") from error
    return _list(address, text)


def _list(address: str, text: bytes) -> list:
    try:
        value = json.loads(text) if len(text) <= LARGEST else None
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, list):
        raise stop(address[:120], "answers something else than a list in JSON", "Check that it is GitHub's address.")
    return value


class _OneServer(urllib.request.HTTPRedirectHandler):
    """Follows to another address, but takes the token to no other server."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        further = super().redirect_request(req, fp, code, msg, headers, newurl)
        if further and urlsplit(newurl)[:2] != urlsplit(req.full_url)[:2]:
            further.remove_header("Authorization")
        return further


_opener = urllib.request.build_opener(_OneServer)


def _refused(address: str, error: urllib.error.HTTPError) -> DataError:
    limited = error.headers.get("X-RateLimit-Remaining") == "0" or "Retry-After" in error.headers
    if error.code == 429 or (error.code == 403 and limited):
        return stop(address[:120], "refuses more questions for now", f"Wait an hour, or set a token in {TOKEN}.")
    reason = {401: "does not know the token", 403: "refuses the token", 404: "is not there, or not for this token"}
    return stop(address[:120], reason.get(error.code, f"answers {error.code}"), f"Check the address and {TOKEN}.")
