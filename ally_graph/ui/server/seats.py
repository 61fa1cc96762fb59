"""How many fit: above a number of visitors newcomers are asked to come back, and nobody inside is dropped."""

from __future__ import annotations

import os
import secrets
import time

from ally_graph.errors import SettingError
from ally_graph.ui.server.asgi import SOCKET, App, Message, Receive, Scope, Send, cookie, header, refuse, wants_page

SEATS_VARIABLE = "OFFICE_ALLY_SEATS"
USUAL_SEATS = 60
"""Sessions at once. On two cores, fifty that change something every five seconds were served without waiting."""
HELD = 30.0
"""Seconds for which a seat is kept after the tab was closed or the connection was lost."""
AGAIN = 15
SEAT = "office_ally_seat"
STREAM = "/_stcore/stream"
BUSY = "Everybody's place is taken"
BUSY_WORDS = (
    "As many people are using Office Ally as this computer can serve without waiting. "
    f"This page tries again by itself every {AGAIN} seconds; you need not do anything."
)


class Seats:
    """Counts the open connections of each visitor, and lets newcomers in while there are seats."""

    def __init__(self, app: App, seats: int = USUAL_SEATS) -> None:
        self.app = app
        self.seats = seats
        self.taken: dict[str, tuple[int, float]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a visitor in, keep their seat while they are connected, or ask them to come back."""
        socket = scope["type"] == SOCKET and scope["path"].endswith(STREAM)
        if not socket and not wants_page(scope):
            await self.app(scope, receive, send)
            return
        seat = cookie(scope, SEAT) or (self._connected_before(scope) if socket else None)
        if not self._has_room(seat):
            await refuse(scope, receive, send, 503, BUSY, BUSY_WORDS, again=AGAIN)
        elif socket:
            await self._seated(seat or secrets.token_hex(8), scope, receive, send)
        else:
            await self.app(scope, receive, send if seat else self._giving(secrets.token_hex(8), send))

    def _connected_before(self, scope: Scope) -> str | None:
        """The session that a connection goes on with after it was lost: Streamlit names it as the third protocol."""
        named = (header(scope, "sec-websocket-protocol") or "").split(",")
        return named[2].strip() or None if len(named) > 2 else None

    def _has_room(self, seat: str | None) -> bool:
        now = time.monotonic()
        for name in [name for name, (open_, left) in self.taken.items() if not open_ and now - left > HELD]:
            del self.taken[name]
        return seat in self.taken or len(self.taken) < self.seats

    def _giving(self, seat: str, send: Send) -> Send:
        """Hand the visitor a seat with the page, as a cookie that says nothing else."""

        async def giving(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = f"{SEAT}={seat}; Path=/; HttpOnly; SameSite=Lax"
                message["headers"] = [*message.get("headers", ()), (b"set-cookie", kept.encode())]
            await send(message)

        return giving

    async def _seated(self, seat: str, scope: Scope, receive: Receive, send: Send) -> None:
        open_, _ = self.taken.get(seat, (0, 0.0))
        self.taken[seat] = open_ + 1, 0.0
        try:
            await self.app(scope, receive, send)
        finally:
            open_, _ = self.taken.get(seat, (1, 0.0))
            self.taken[seat] = max(open_ - 1, 0), time.monotonic()


def wished_seats() -> int:
    """How many seats there are: `OFFICE_ALLY_SEATS`, or the usual number."""
    told = os.environ.get(SEATS_VARIABLE, "").strip() or str(USUAL_SEATS)
    if not told.isdecimal() or int(told) < 1:
        raise SettingError(f"{SEATS_VARIABLE} is {told!r}. Give a whole number of sessions, 1 or more.")
    return int(told)
