"""Which browser somebody comes back with: a secret of its own, by which data that was kept is found again."""

from __future__ import annotations

import re
import secrets

from ally_graph.ui.server.asgi import App, Message, Receive, Scope, Send, cookie, wants_page

VISITOR = "office_ally_visitor"
FORM = re.compile(r"[A-Za-z0-9_-]{32}")
DAYS = 400
"""The longest time for which browsers keep a cookie."""


class Visitors:
    """Gives every browser that opens a page a secret of its own, which no script can read."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and with its answer the secret where there is none yet."""
        if not wants_page(scope) or FORM.fullmatch(cookie(scope, VISITOR) or ""):
            await self.app(scope, receive, send)
            return
        secure = "; Secure" if scope.get("scheme") == "https" else ""
        lasting = f"Path=/; Max-Age={DAYS * 86_400}; HttpOnly; SameSite=Lax{secure}"
        given = f"{VISITOR}={secrets.token_urlsafe(24)}; {lasting}"

        async def with_secret(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"set-cookie", given.encode())]
            await send(message)

        await self.app(scope, receive, with_secret)
