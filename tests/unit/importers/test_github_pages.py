"""What is fetched from an address, answered here by a small server on this computer."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from ally_graph.errors import DataError, SettingError
from ally_graph.importers import convert_github, github_pages
from ally_graph.importers.github_pages import fetched


class Answers(BaseHTTPRequestHandler):
    """Tells of pull requests as GitHub does, and notes what it was asked and with which token."""

    def do_GET(self):
        path, words = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        self.server.asked.append((path, int(words.get("page", ["1"])[0]), self.headers.get("Authorization")))
        code, headers, body = self.server.told(path, int(words["page"][0]), int(words["per_page"][0]))
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

    def log_message(self, *words):
        pass


@pytest.fixture
def serve() -> Iterator:
    """Start a server that tells this, and give it back; all are ended after the test."""
    running = []

    def start(told):
        server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        server.told, server.asked = told, []
        server.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        running.append(server)
        return server

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def pulls(number: int) -> list[dict]:
    """The last of them is by Cy, all others by Ana."""
    return [
        {"number": one, "url": f"https://api.github.com/repos/o/r/pulls/{one}", "base": {}, "merged_at": None,
         "user": {"login": "cy" if one == number else "ana"}}
        for one in range(1, number + 1)
    ]  # fmt: skip


def reviewed(number: int) -> list[dict]:
    return [{"id": number, "user": {"login": "bo"}, "state": "APPROVED", "submitted_at": "2026-01-01T10:00:00Z",
             "pull_request_url": f"https://api.github.com/repos/o/r/pulls/{number}"}]  # fmt: skip


def repository(number: int, refused_after: int | None = None, **headers: str):
    """So many pull requests, each reviewed by Bo; from one review on the server has had enough."""

    def told(path, page, size):
        parts = path.strip("/").split("/")
        if parts[-1] == "pulls":
            return 200, {}, pulls(number)[(page - 1) * size : page * size]
        if refused_after is not None and int(parts[-2]) > refused_after:
            return 403, headers, {"message": "no more"}
        return 200, {}, reviewed(int(parts[-2])) if page == 1 else []

    return told


def test_all_pages_are_asked_for_and_each_review_is_help_for_the_author(serve, monkeypatch):
    """Seven pull requests in pages of three."""
    monkeypatch.setattr(github_pages, "A_PAGE", 3)
    server = serve(repository(7))
    tables = convert_github([f"{server.url}/o/r"])
    ties = tables["interactions"]
    assert list(ties["from_id"]) == ["bo"] * 7
    assert list(ties["to_id"]) == ["ana"] * 6 + ["cy"]
    assert [page for path, page, _ in server.asked if path.endswith("/pulls")] == [1, 2, 3]


def test_what_a_limit_leaves_is_said(serve, monkeypatch):
    monkeypatch.setattr(github_pages, "PULLS", 4)
    tables = convert_github([f"{serve(repository(7)).url}/o/r"])
    assert len(tables["interactions"]) == 4
    assert next(iter(tables.values())).attrs["files"][0].not_read == (
        "pull requests before the 4 that were changed last",
    )


@pytest.mark.parametrize("headers", [{"X-RateLimit-Remaining": "0"}, {"Retry-After": "60"}])
def test_a_server_that_has_had_enough_leaves_what_it_has_given(serve, headers):
    tables = convert_github([f"{serve(repository(7, 5, **headers)).url}/o/r"])
    assert len(tables["interactions"]) == 5
    (said,) = next(iter(tables.values())).attrs["files"][0].not_read
    assert said.startswith("what comes after six pull requests, as the server refuses more questions for now")


@pytest.mark.parametrize(
    ("code", "headers", "body", "words"),
    [
        (403, {"X-RateLimit-Remaining": "0"}, {}, "refuses more questions for now"),
        (429, {}, {}, "refuses more questions for now"),
        (401, {}, {}, "does not know the token"),
        (403, {}, {}, "refuses the token"),
        (404, {}, {}, "is not there, or not for this token"),
        (502, {}, {}, "answers 502"),
        (200, {}, b"<html>", "answers something else than a list"),
        (200, {}, {"message": "hello"}, "answers something else than a list"),
        (200, {}, b'[{"number": 1', "answers something else than a list"),
    ],
)
def test_nothing_at_all_is_one_clear_problem(serve, code, headers, body, words):
    server = serve(lambda *asked: (code, headers, body))
    with pytest.raises(DataError, match=words):
        convert_github([f"{server.url}/o/r"])


def test_nobody_at_the_address_and_no_repository_are_said():
    with pytest.raises(DataError, match="can't be reached"):
        list(fetched("http://127.0.0.1:9/o/r", "", []))
    with pytest.raises(SettingError, match="is no address of a repository"):
        list(fetched("http://127.0.0.1/only", "", []))


def test_the_token_goes_to_the_address_and_to_no_other_server(serve):
    """The first server sends on to another one, and then to another path of its own."""
    other = serve(repository(1))
    first = serve(lambda path, *asked: (302, {"Location": f"{other.url}{path}?page=1&per_page=100"}, b""))
    list(fetched(f"{first.url}/o/r", "secret", []))
    assert {token for *_, token in first.asked} == {"Bearer secret"}
    assert {token for *_, token in other.asked} == {None}
    moved = serve(
        lambda path, *asked: (
            (301, {"Location": "/repositories/1/pulls?page=1&per_page=100"}, b"")
            if path.startswith("/repos/")
            else (200, {}, [])
        )
    )
    list(fetched(f"{moved.url}/o/r", "secret", []))
    assert [token for *_, token in moved.asked] == ["Bearer secret"] * 2


def test_the_token_goes_over_a_safe_line_only(monkeypatch):
    """Nothing is sent: the request is looked at, and fails."""
    sent = []

    def refused(request, timeout):
        sent.append(request.get_header("Authorization"))
        raise OSError

    monkeypatch.setattr(github_pages._opener, "open", refused)
    for address in ("http://ex.test/o/r", "https://ex.test/o/r"):
        with pytest.raises(DataError):
            list(fetched(address, "secret", []))
    assert sent == [None, "Bearer secret"]
