"""What the browser may do with a page: nothing that is not ours, to nobody else, inside no other site."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from pathlib import Path

import streamlit

from ally_graph.ui.server import dress
from ally_graph.ui.server.asgi import VISIT, App, Message, Receive, Scope, Send, header

INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
PLAIN_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]{1,255}")
ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "SAMEORIGIN",
}


class Headers:
    """Adds the content policy and its companions to every answer; what holds data is not kept by the browser."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the headers."""
        if scope["type"] != VISIT:
            await self.app(scope, receive, send)
            return
        added = {**ALWAYS, "content-security-policy": content_policy(header(scope, "host"))}
        if not scope["path"].startswith("/static/"):
            added["cache-control"] = "no-store"

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message.get("headers", ()) if pair[0].decode().lower() not in added]
                message["headers"] = [*kept, *((name.encode(), value.encode()) for name, value in added.items())]
            await send(message)

        await self.app(scope, receive, with_headers)


def content_policy(host: str | None) -> str:
    """What a page may load and ask: files of this app, its websocket, pictures it made itself.

    Streamlit loads the script of the map as a `blob:`, which only a script that runs already can make. Safari does not
    count a websocket as `'self'`, so the host is named as well, where it is a plain one.
    """
    named = host if host and PLAIN_HOST.fullmatch(host) else ""
    sockets = f" ws://{named} wss://{named}" if named else ""
    rules = {
        "default-src": "'none'",
        "script-src": f"'self' blob: 'wasm-unsafe-eval' {' '.join(own_scripts())}".rstrip(),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": f"'self'{sockets}",
        "frame-src": "'self' blob:",
        "worker-src": "'self' blob:",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "object-src": "'none'",
        "frame-ancestors": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


@functools.cache
def own_scripts() -> tuple[str, ...]:
    """The digests of the scripts in Streamlit's own page, and of ours; every other script in a page is refused."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    digests = (hashlib.sha256(script.encode()).digest() for script in (*INLINE.findall(page), dress.script()))
    return tuple(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
