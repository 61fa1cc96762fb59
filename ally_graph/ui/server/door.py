"""Who may come in: this computer only, and with a key where the app was started with one."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import os
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from streamlit import config

from ally_graph.files.shipped import KEY_VARIABLE
from ally_graph.ui.server.asgi import SOCKET, App, Receive, Scope, Send, answer, cookie, header, refuse

KEY_WORD = "token"
"""What the key is called in the address."""
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
HEALTH, METRICS = "/_stcore/health", "/_stcore/metrics"
CLOSED = "This page is closed"
FAR = (
    "Office Ally is open to the computer it runs on, and you come from another one. Whoever runs it can start it with "
    f"{KEY_VARIABLE} set to a long secret word, and give you the address that ends in ?{KEY_WORD}= and this word."
)
NO_KEY = "The address lacks its key. Open the address that was printed when the app was started."
FOREIGN = "The address in the browser is not one that this app answers to."


class Door:
    """Lets nobody in from another computer or another site, and nobody without the key where there is one."""

    def __init__(self, app: App, key: str | None = None) -> None:
        self.app = app
        self.key = key
        self.pass_ = hmac.new(key.encode(), b"office ally", hashlib.sha256).hexdigest() if key else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or say why not."""
        if scope["type"] not in ("http", SOCKET):
            await self.app(scope, receive, send)
        elif reason := self._against(scope):
            await refuse(scope, receive, send, 403, CLOSED, reason)
        elif self.key and self._brings_key(scope):
            await self._let_in(scope, send)
        elif self.key and scope["path"] != HEALTH and not self._has_pass(scope):
            await refuse(scope, receive, send, 403, CLOSED, NO_KEY)
        elif scope["path"].rstrip("/").endswith(METRICS):
            await refuse(scope, receive, send, 404, CLOSED, "Nothing is to be seen here.")
        else:
            await self.app(scope, receive, send)

    def _against(self, scope: Scope) -> str:
        """What speaks against a request before any key is looked at; nothing as a rule."""
        if not self.key and not is_near(scope):
            return FAR
        if not is_own_host(header(scope, "host")) or not is_own_origin(scope):
            return FOREIGN
        return ""

    def _brings_key(self, scope: Scope) -> bool:
        given = dict(parse_qsl(scope.get("query_string", b"").decode("latin-1"))).get(KEY_WORD, "")
        return scope["type"] == "http" and hmac.compare_digest(given.encode(), self.key.encode())

    def _has_pass(self, scope: Scope) -> bool:
        return hmac.compare_digest((cookie(scope, pass_name()) or "").encode(), self.pass_.encode())

    async def _let_in(self, scope: Scope, send: Send) -> None:
        """Turn the key in the address into a cookie, so that it stands in no history, and go to the same page."""
        rest = [pair for pair in parse_qsl(scope["query_string"].decode("latin-1")) if pair[0] != KEY_WORD]
        path = "/" + quote(scope["path"].lstrip("/\\"))
        where = f"{path}?{urlencode(rest)}" if rest else path
        secure = "; Secure" if scope.get("scheme") == "https" else ""
        kept = f"{pass_name()}={self.pass_}; Path=/; HttpOnly; SameSite=Lax{secure}"
        await answer(send, 303, [("location", where), ("set-cookie", kept)])


def taken(variable: str) -> str | None:
    """What the environment says, taken out of it, so that no program the server starts finds it there."""
    return os.environ.pop(variable, None) or None


def pass_name() -> str:
    """What the cookie is called: cookies are shared by all ports of a computer, so the port is part of it."""
    return f"office_ally_{config.get_option('server.port')}"


def is_near(scope: Scope) -> bool:
    """Whether a request comes from this computer."""
    client = scope.get("client")
    try:
        return client is None or ipaddress.ip_address(client[0]).is_loopback
    except ValueError:
        return False


def is_own_host(host: str | None) -> bool:
    """Whether a `Host` header names this app, and not a foreign name that was pointed at it."""
    try:
        parsed = urlsplit(f"//{host}")
        name, _ = (parsed.hostname or "").rstrip("."), parsed.port
    except ValueError:
        return False
    if host is None or parsed.path or parsed.query or parsed.fragment or parsed.username is not None:
        return False
    allowed = {*LOCAL_HOSTS, *(one.strip().lower().rstrip(".") for one in config.get_option("server.allowedHosts"))}
    return name in allowed or "*" in allowed


def is_own_origin(scope: Scope) -> bool:
    """Whether what is asked for is asked by a page of this app: of this host and this port, not of a neighbour."""
    origin = header(scope, "origin")
    if origin is None:
        return not any(name == b"origin" for name, _ in scope["headers"])
    return urlsplit(origin).netloc.lower() == (header(scope, "host") or "").lower()
