"""The few words of ASGI, the protocol between the web server and the app, that the other files share."""

from __future__ import annotations

import html
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
SOCKET, VISIT = "websocket", "http"
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Office Ally</title>{refresh}
<meta name="viewport" content="width=device-width">
<style>body {{ font: 1.05rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 15vh auto; padding: 0 1.5rem;
color: #23262B; background: #FBFAF8; }}
@media (prefers-color-scheme: dark) {{ body {{ color: #E8E6E1; background: #17191D; }} }}</style></head>
<body><h1>{title}</h1><p>{words}</p></body></html>
"""


def header(scope: Scope, name: str) -> str | None:
    """A header of a request; None where it is not there, or there twice."""
    found = [value for key, value in scope["headers"] if key == name.encode()]
    return found[0].decode("latin-1") if len(found) == 1 else None


def cookie(scope: Scope, name: str) -> str | None:
    """A cookie of a request."""
    try:
        found = SimpleCookie(header(scope, "cookie") or "").get(name)
    except CookieError:
        return None
    return found.value if found else None


def wants_page(scope: Scope) -> bool:
    """Whether somebody opens a page, rather than a browser fetching a part of one."""
    return scope["type"] == VISIT and scope["method"] == "GET" and "text/html" in (header(scope, "accept") or "")


async def refuse(
    scope: Scope, receive: Receive, send: Send, status: int, title: str, words: str, *, again: int = 0
) -> None:
    """Answer with a page in plain words, or close a websocket before it opens; `again` is when to try again."""
    told = [("content-type", "text/html; charset=utf-8"), *([("retry-after", str(again))] if again else [])]
    if scope["type"] == SOCKET:
        await receive()
        if "websocket.http.response" in scope.get("extensions", {}):
            await answer(send, status, [("content-type", "text/plain")], title.encode(), kind="websocket.http")
        else:
            await send({"type": "websocket.close", "code": 1013 if again else 1008, "reason": title})
        return
    refresh = f'<meta http-equiv="refresh" content="{again}">' if again else ""
    text = PAGE.format(title=html.escape(title), words=html.escape(words), refresh=refresh)
    await answer(send, status, told, text.encode())


async def answer(
    send: Send, status: int, headers: list[tuple[str, str]], body: bytes = b"", *, kind: str = "http"
) -> None:
    """Send a whole answer, to a request or in place of a websocket."""
    coded = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    coded.append((b"content-length", str(len(body)).encode()))
    await send({"type": f"{kind}.response.start", "status": status, "headers": coded})
    await send({"type": f"{kind}.response.body", "body": body})
