"""What stands before the pages: who is let in, what the browser may do, and how many fit. Asked as a server asks it."""

from __future__ import annotations

import asyncio
import re
import stat

import pytest
from streamlit import config

from ally_graph.errors import SettingError
from ally_graph.ui.server import door, dress, opening, seats, start
from ally_graph.ui.server.door import Door
from ally_graph.ui.server.dress import Dress
from ally_graph.ui.server.headers import Headers, content_policy, own_scripts
from ally_graph.ui.server.seats import SEAT, Seats, wished_seats

HOST = "localhost:8501"
NEAR, FAR = ("127.0.0.1", 50000), ("192.168.1.20", 50000)


async def inside(scope, receive, send):
    """The app behind the doors: it says hello, and takes a websocket until it is told that the visitor left."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        while (await receive())["type"] != "websocket.disconnect":
            continue
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
    await send({"type": "http.response.body", "body": b"hello"})


def scope_of(path="/", kind="http", client=NEAR, method="GET", query="", **headers):
    """A request as the server describes it."""
    given = {"host": HOST, "accept": "text/html"} | {key.replace("_", "-"): value for key, value in headers.items()}
    coded = [(key.encode(), value.encode()) for key, value in given.items() if value is not None]
    scope = {"type": kind, "path": path, "client": client, "headers": coded, "query_string": query.encode()}
    return scope | ({"method": method} if kind == "http" else {})


def asked(app, scope):
    """The messages that come back."""
    sent = []

    async def receive():
        return {"type": "websocket.disconnect"}

    async def send(message):
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return sent


def status(app, scope):
    """The status of an answer; of a websocket whether it was accepted or closed."""
    first = asked(app, scope)[0]
    return first.get("status", first["type"])


def headers_of(message):
    """The headers of an answer by name."""
    return {key.decode(): value.decode() for key, value in message["headers"]}


async def page_inside(scope, receive, send):
    """The app behind the doors: it answers with a page in two pieces, and says whether it may pack it."""
    packed = dict(scope["headers"]).get(b"accept-encoding", b"plain")
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", b"5"), (b"etag", b"x")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"<head></he", "more_body": True})
    await send({"type": "http.response.body", "body": b"ad><body>" + packed})


def test_a_page_comes_with_its_style_and_script_in_its_head():
    """It comes unpacked, whole, with its new length, and without the mark of the page as it was."""
    start, body = asked(Dress(page_inside), scope_of(accept_encoding="gzip"))
    assert body["body"].startswith(b"<head><style>")
    assert body["body"].endswith(b"</script></head><body>plain")
    assert f"<script>{dress.script()}</script>".encode() in body["body"]
    assert headers_of(start)["content-length"] == str(len(body["body"]))
    assert "etag" not in headers_of(start)


def test_what_is_no_page_goes_through_as_it_is():
    """A script of the page, and a page that is refused."""
    sent = asked(Dress(page_inside), scope_of("/static/x.js", accept="*/*", accept_encoding="gzip"))
    assert [message.get("body") for message in sent[1:]] == [b"<head></he", b"ad><body>gzip"]
    refused = asked(Dress(Door(page_inside)), scope_of(client=FAR))
    assert refused[0]["status"] == 403
    assert b"<style>body {" in refused[1]["body"]


def test_without_a_key_this_computer_is_let_in_and_no_other():
    app = Door(inside)
    assert status(app, scope_of()) == 200
    assert status(app, scope_of(client=("::1", 1))) == 200
    assert status(app, scope_of(client=FAR)) == 403
    assert status(app, scope_of("/_stcore/stream", "websocket", client=FAR)) == "websocket.close"


@pytest.mark.parametrize("client", [("10.0.0.1", 1), ("127.0.0.1.evil.example", 1), ("", 1), ("::ffff:10.0.0.1", 1)])
def test_an_address_that_is_not_surely_this_computer_is_refused(client):
    assert status(Door(inside), scope_of(client=client)) == 403


def test_with_a_key_nobody_comes_in_without_it():
    app = Door(inside, key="secret")
    for path in ("/", "/map", "/_stcore/host-config", "/_stcore/upload_file/x", "/media/x.csv", "/static/js/index.js"):
        assert status(app, scope_of(path)) == 403
    assert status(app, scope_of("/_stcore/stream", "websocket")) == "websocket.close"
    assert status(app, scope_of("/_stcore/health")) == 200


def test_the_key_in_the_address_becomes_a_cookie_that_no_script_reads():
    """The key itself is in no header that comes back, and the rest of the address is kept."""
    [answer, _] = asked(Door(inside, key="secret"), scope_of("/map", query="token=secret&team=north"))
    told = headers_of(answer)
    assert (answer["status"], told["location"]) == (303, "/map?team=north")
    assert "HttpOnly" in told["set-cookie"]
    assert "SameSite" in told["set-cookie"]
    assert "secret" not in str(told)


def test_whoever_has_the_cookie_comes_in_from_anywhere():
    app = Door(inside, key="secret")
    kept = headers_of(asked(app, scope_of(query="token=secret"))[0])["set-cookie"].split(";")[0]
    assert status(app, scope_of(cookie=kept)) == 200
    assert status(app, scope_of(cookie=kept, client=FAR)) == 200
    assert status(app, scope_of("/_stcore/stream", "websocket", cookie=kept)) == "websocket.accept"
    assert status(app, scope_of(cookie=kept[:-1])) == 403


@pytest.mark.parametrize(
    "query", ["token=", "token=secre", "token=Secret", "key=secret", "token=%00", "token=secret%20"]
)
def test_a_wrong_key_is_no_key(query):
    assert status(Door(inside, key="secret"), scope_of(query=query)) == 403


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example", "///evil.example", "/%0d%0aset-cookie:x"])
def test_the_key_leads_to_no_other_site(path):
    [answer, _] = asked(Door(inside, key="secret"), scope_of(path, query="token=secret"))
    where = headers_of(answer)["location"]
    assert where.startswith("/")
    assert not where.startswith(("//", "/\\"))
    assert "\r" not in where


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "localhost@evil.example", "", "localhost:x", "a b", None, "[::1", "*"],
)
def test_a_foreign_name_that_points_here_is_refused(host):
    assert status(Door(inside), scope_of(host=host)) == 403
    assert status(Door(inside, key="k"), scope_of(host=host, query="token=k")) == 403


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8501", "127.0.0.1:8501", "[::1]:8501", "localhost."])
def test_the_names_of_this_computer_are_its_own(host):
    assert status(Door(inside), scope_of(host=host)) == 200


def test_a_host_that_the_settings_allow_is_let_in(monkeypatch):
    monkeypatch.setattr(config, "get_option", {"server.allowedHosts": ["ally.example"], "server.port": 1}.get)
    assert status(Door(inside), scope_of(host="ally.example")) == 200
    assert status(Door(inside), scope_of(host="other.example")) == 403


@pytest.mark.parametrize(
    "origin", ["http://localhost:9999", "http://evil.example", "null", "https://localhost", "http://127.0.0.1:8501"]
)
def test_pages_of_other_places_get_no_connection(origin):
    """Other ports of this computer are other places too."""
    app = Door(inside)
    assert status(app, scope_of("/_stcore/stream", "websocket", origin=origin)) == "websocket.close"
    assert status(app, scope_of("/_stcore/upload_file/x", method="PUT", origin=origin)) == 403


def test_a_page_of_our_own_gets_its_connection():
    scope = scope_of("/_stcore/stream", "websocket", origin=f"http://{HOST}")
    assert status(Door(inside), scope) == "websocket.accept"


def test_two_origins_are_none():
    scope = scope_of("/_stcore/stream", "websocket", origin=f"http://{HOST}")
    scope["headers"].append((b"origin", b"http://evil.example"))
    assert status(Door(inside), scope) == "websocket.close"


def test_the_metrics_of_the_server_are_for_nobody():
    assert status(Door(inside), scope_of("/_stcore/metrics")) == 404


def test_every_answer_says_what_the_browser_may_do():
    """Of the app itself, and of a door that stays closed."""
    for app, wanted in ((Headers(inside), 200), (Headers(Door(inside, key="k")), 403)):
        [answer, *_] = asked(app, scope_of())
        told = headers_of(answer)
        assert answer["status"] == wanted
        assert told["x-content-type-options"] == "nosniff"
        assert told["cache-control"] == "no-store"
        assert "frame-ancestors 'self'" in told["content-security-policy"]


def test_files_of_the_program_may_be_kept_by_the_browser():
    assert "cache-control" not in headers_of(asked(Headers(inside), scope_of("/static/js/a.js"))[0])


def test_the_content_policy_lets_no_script_in_but_our_own():
    """One inline script is Streamlit's own, one is ours; they are told apart by their digests."""
    rules = dict(rule.split(" ", 1) for rule in content_policy(HOST).split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"].split() == ["'self'", "blob:", "'wasm-unsafe-eval'", *own_scripts()]
    assert len(own_scripts()) == 2
    assert rules["connect-src"] == f"'self' ws://{HOST} wss://{HOST}"


@pytest.mark.parametrize("host", ["a; script-src *", "a b", "a\nb", "", None, "a," * 200])
def test_a_host_adds_no_rule_to_the_content_policy(host):
    assert "connect-src 'self';" in content_policy(host)


def taken(app, count):
    """Let so many visitors take a seat: they came and left just now."""
    return [
        status(app, scope_of("/_stcore/stream", "websocket", cookie=f"{SEAT}=visitor{number}"))
        for number in range(count)
    ]


def test_newcomers_are_asked_to_come_back_and_nobody_inside_is_dropped():
    """Three of three seats are taken; then come a newcomer, a connection without a seat, and one who has one."""
    app = Seats(inside, seats=3)
    assert taken(app, 3) == ["websocket.accept"] * 3
    [answer, page] = asked(app, scope_of())
    assert answer["status"] == 503
    assert headers_of(answer)["retry-after"] == "15"
    assert b"tries again by itself" in page["body"]
    assert status(app, scope_of("/_stcore/stream", "websocket")) == "websocket.close"
    assert status(app, scope_of(cookie=f"{SEAT}=visitor1")) == 200


def test_parts_of_a_page_are_served_to_those_inside_however_many_they_are():
    app = Seats(inside, seats=1)
    taken(app, 1)
    assert status(app, scope_of("/static/js/a.js", accept="*/*")) == 200


def test_a_seat_is_kept_for_a_reload_and_then_given_away(monkeypatch):
    """The clock of the module is put forward past the time for which a seat is held."""
    app, clock = Seats(inside, seats=1), [100.0]
    monkeypatch.setattr(seats.time, "monotonic", lambda: clock[0])
    asked(app, scope_of("/_stcore/stream", "websocket", cookie=f"{SEAT}=ana"))
    assert status(app, scope_of()) == 503
    assert status(app, scope_of(cookie=f"{SEAT}=ana")) == 200
    clock[0] += seats.HELD + 1
    assert status(app, scope_of()) == 200


def test_a_lost_connection_goes_on_under_the_name_of_its_session():
    app = Seats(inside, seats=1)
    asked(app, scope_of("/_stcore/stream", "websocket", sec_websocket_protocol="streamlit, x, session-one"))
    scope = scope_of("/_stcore/stream", "websocket", sec_websocket_protocol="streamlit, x, session-one")
    assert status(app, scope) == "websocket.accept"
    assert status(app, scope_of("/_stcore/stream", "websocket")) == "websocket.close"


def test_a_visitor_gets_a_seat_with_the_first_page_that_no_script_reads():
    told = headers_of(asked(Seats(inside), scope_of())[0])
    assert told["set-cookie"].startswith(f"{SEAT}=")
    assert "HttpOnly" in told["set-cookie"]


@pytest.mark.parametrize("told", ["0", "-1", "many", "1.5"])
def test_a_number_of_seats_that_is_none_is_refused(told, monkeypatch):
    monkeypatch.setenv(seats.SEATS_VARIABLE, told)
    with pytest.raises(SettingError, match="whole number"):
        wished_seats()


def test_the_key_is_taken_out_of_the_environment(monkeypatch):
    monkeypatch.setenv("OFFICE_ALLY_TOKEN", "secret")
    assert door.taken("OFFICE_ALLY_TOKEN") == "secret"
    assert door.taken("OFFICE_ALLY_TOKEN") is None


def test_the_page_that_brings_the_key_to_the_browser_is_for_this_user_only():
    page = opening.private_page("http://127.0.0.1:8501/?token=a&b")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert stat.S_IMODE(page.parent.stat().st_mode) == 0o700
    assert "token=a&amp;b" in page.read_text(encoding="utf-8")


def test_whoever_opens_the_server_to_others_is_told():
    assert start.notices("0.0.0.0", 8501, None)[1].startswith("The server listens to other computers, and refuses")


def test_the_page_asks_early_for_the_code_of_all_that_pages_hold():
    """A link for each, to a file that Streamlit has under that name; the script of the page runs what they lead to."""
    page = dress.dressed(b"<head></head>").decode()
    linked = re.findall(r'<link rel="modulepreload" href="./static/js/(([A-Za-z]+)\.[^"]+)">', page)
    assert sorted(name for _, name in linked) == sorted(dress.HELD)
    assert all((dress.CODE / file).is_file() for file, _ in linked)
    assert "import(href)" in dress.script()
