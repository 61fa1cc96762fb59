"""The look of a page, written into the page itself: nothing moves when a style is found after the text is there.

With it goes the one script of ours that belongs to the whole page, which closes the menu on a phone and reads the code
of what pages hold while the browser still waits for the data.
"""

from __future__ import annotations

import functools
from pathlib import Path

import streamlit

from ally_graph.ui.server.asgi import App, Message, Receive, Scope, Send, wants_page

END_OF_HEAD = b"</head>"
STYLE, SCRIPT = Path(__file__).with_name("page.css"), Path(__file__).with_name("page.js")
CODE = Path(streamlit.__file__).parent / "static" / "static" / "js"
HELD = ("BidiComponent", "ButtonGroup", "DataFrame", "DownloadButton", "Multiselect", "Selectbox")
"""What most pages hold; a browser would look for the code of each only when the data is there."""
SAID_OF_THE_OLD = (b"content-length", b"etag", b"last-modified", b"accept-ranges")
"""What the answer says of a page that is not the one that is sent."""


class Dress:
    """Writes the style of all pages, and their script, into the page that a browser opens."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and the page back with its style and script; anything else goes back as it is."""
        if not wants_page(scope):
            await self.app(scope, receive, send)
            return
        begun: list[Message] = []
        body = bytearray()

        async def dressed_up(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                begun.append(message)
            elif not begun:
                await send(message)
            else:
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    await _send_whole(send, begun[0], dressed(bytes(body)))

        await self.app(scope | {"headers": _without_packing(scope)}, receive, dressed_up)


def _without_packing(scope: Scope) -> list[tuple[bytes, bytes]]:
    """The headers of a request for a page that comes as plain text."""
    return [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]


def _is_page(start: Message) -> bool:
    told = {name.lower(): value for name, value in start.get("headers", ())}
    return start["status"] == 200 and told.get(b"content-type", b"").startswith(b"text/html")


async def _send_whole(send: Send, start: Message, body: bytes) -> None:
    kept = [pair for pair in start.get("headers", ()) if pair[0].lower() not in SAID_OF_THE_OLD]
    length = (b"content-length", str(len(body)).encode())
    await send(start | {"headers": [*kept, length]})
    await send({"type": "http.response.body", "body": body})


def dressed(page: bytes) -> bytes:
    """A page with the style and the script at the end of its head.

    >>> dressed(b"<head></head><body>")[:14]
    b'<head><style>/'
    """
    return page.replace(END_OF_HEAD, _added().encode() + END_OF_HEAD, 1)


@functools.cache
def _added() -> str:
    found = sorted(file.name for name in HELD for file in CODE.glob(f"{name}.*.js"))
    links = "".join(f'<link rel="modulepreload" href="./static/js/{name}">' for name in found)
    return f"<style>{STYLE.read_text(encoding='utf-8')}</style>{links}<script>{script()}</script>"


@functools.cache
def script() -> str:
    """The script, as it stands in the page: the content policy lets in what has its digest."""
    return SCRIPT.read_text(encoding="utf-8")
