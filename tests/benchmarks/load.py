"""How long people wait when many use the app at once; prints a line for each number of sessions.

    python tests/benchmarks/load.py [SESSIONS ...] [--seconds 300] [--think 5] [--only-team] [--stay] [--beside PEOPLE]

Every session is a client of Streamlit's own protocol: it opens the websocket as a browser does, and then changes the
team, the period, the last month, or the page, one after the other, thinking in between. A change is over when the
server says that the page is finished. With `--beside`, one more session loads and analyses an invented company of so
many people meanwhile, again and again with another period.

Printed: the middle and the 95th percentile of the waiting, what went wrong, how many were told that all seats are
taken, and the processor time a change took on the server, alone and with its workers, and in these clients.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
sys.path.insert(0, str(Path(__file__).parents[2]))

from conftest import Server

MENUS = {"team": "Team in focus", "period": "Period", "until": "Up to the end of"}
PATIENCE = 120
KEPT_RUNS = 2
"""So many runs of a page a browser keeps large messages, and tells the server which."""
TURNED_AWAY = "told to wait"
ENDED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


@dataclass
class Session:
    """One visitor: the open socket, what is chosen, and what the menus of the page offer."""

    socket: websockets.ClientConnection
    known: dict[str, ForwardMsg] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)
    runs: int = 0
    menus: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)
    page: str = ""
    data_page: str = ""
    values: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    async def ask(self, *, press: str = "") -> float:
        """Ask for the page with all that is chosen, and a button pressed; seconds until the server has finished it."""
        message = BackMsg()
        message.rerun_script.page_script_hash = self.page
        message.rerun_script.cached_message_hashes.extend(self._kept())
        for widget, value in self.values.items():
            state = message.rerun_script.widget_states.widgets.add()
            state.id, state.string_value = widget, value
        if press:
            state = message.rerun_script.widget_states.widgets.add()
            state.id, state.trigger_value = press, True
        begun = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        while True:
            told = self._told(await asyncio.wait_for(self.socket.recv(), PATIENCE))
            if told.WhichOneof("type") == "script_finished" and told.script_finished in ENDED:
                self.runs += 1
                return time.perf_counter() - begun

    def _kept(self) -> list[str]:
        """The large messages that a browser would still have: those of the last runs."""
        for old in [key for key, run in self.used.items() if self.runs - run > KEPT_RUNS]:
            del self.known[old], self.used[old]
        return list(self.known)

    def _told(self, data: bytes) -> ForwardMsg:
        message = ForwardMsg.FromString(data)
        if message.WhichOneof("type") == "ref_hash":
            self.used[message.ref_hash] = self.runs
            message = self.known[message.ref_hash]
        elif message.metadata.cacheable:
            self.known[message.hash], self.used[message.hash] = message, self.runs
        if message.WhichOneof("type") == "navigation":
            pages = message.navigation.app_pages
            self.pages = [page.page_script_hash for page in pages]
            self.data_page = next(page.page_script_hash for page in pages if page.url_pathname == "data")
        elif message.WhichOneof("type") == "delta":
            self._seen(message.delta.new_element)
        return message

    def _seen(self, element: object) -> None:
        kind = element.WhichOneof("type")
        if kind == "selectbox" and element.selectbox.label in MENUS.values():
            self.menus[element.selectbox.label] = element.selectbox.id, list(element.selectbox.options)
        elif kind in ("text_input", "button"):
            found = getattr(element, kind)
            self.others[found.label] = found.id
        elif kind == "exception" or (kind == "alert" and "went wrong" in element.alert.body):
            self.faults.append(str(element)[:300])

    def change(self, dice: random.Random, kinds: list[str]) -> None:
        """Choose something else: another team, period or month, or another page."""
        kind = dice.choice(kinds)
        if kind == "page":
            self.page = dice.choice([page for page in self.pages if page != self.page])
            return
        widget, options = self.menus[MENUS[kind]]
        self.values[widget] = dice.choice([option for option in options if option != self.values.get(widget)])


async def visit(url: str, seed: int, kinds: list[str], think: float, until: float) -> tuple[list[float], list[str]]:
    """One visitor from opening the page to the end of the measurement."""
    dice, waited = random.Random(seed), []
    await asyncio.sleep(dice.uniform(0, think))
    try:
        async with websockets.connect(
            f"{url}/_stcore/stream", subprotocols=["streamlit", "NONE"], max_size=None, open_timeout=60
        ) as socket:
            session = Session(socket)
            await session.ask()
            while time.monotonic() < until:
                await asyncio.sleep(dice.uniform(0.5 * think, 1.5 * think))
                session.change(dice, kinds)
                waited.append(await session.ask())
            return waited, session.faults
    except websockets.InvalidStatus as refused:
        return [], [TURNED_AWAY] if refused.response.status_code in (403, 503) else [str(refused)]
    except (OSError, TimeoutError, websockets.WebSocketException) as error:
        return waited, [f"{type(error).__name__}: {error}"]


async def beside(url: str, data: str, until: float) -> None:
    """One more session, which loads this data and asks for one period of it after the other."""
    async with websockets.connect(f"{url}/_stcore/stream", subprotocols=["streamlit", "NONE"], max_size=None) as socket:
        session = Session(socket)
        await session.ask()
        session.page = session.data_page
        await session.ask()
        session.values[session.others["Or a folder on this machine"]] = data
        read = await session.ask()
        await session.ask(press=session.others["Use this data"])
        session.page, seen = session.pages[0], [await session.ask()]
        widget, options = session.menus[MENUS["period"]]
        for option in [*options, *options]:
            if time.monotonic() < until:
                session.values[widget] = option
                seen.append(await session.ask())
        print(
            f"  beside: read in {read:.1f} s, analysed in {', '.join(f'{one:.1f}' for one in seen)} s; {session.faults}"
        )


def seconds_of(process: psutil.Process) -> float:
    """Processor seconds of a process and of its children, also those that have ended."""
    family = [process, *process.children(recursive=True)]
    return sum(times.user + times.system for times in _times(family)) + sum(process.cpu_times()[2:4], start=0.0)


def _times(family: list[psutil.Process]) -> Iterator:
    for one in family:
        try:
            yield one.cpu_times()
        except psutil.Error:
            continue


async def measure(server: Server, sessions: int, options: argparse.Namespace) -> str:
    """Let so many sessions use the app, and say how it went in one line."""
    kinds = ["team"] if options.only_team else [*MENUS] if options.stay else [*MENUS, "page"]
    url, process = server.url.replace("http", "ws"), psutil.Process(server.process.pid)
    before, mine, until = seconds_of(process), time.process_time(), time.monotonic() + options.seconds
    visits = [visit(url, options.seed + number, kinds, options.think, until) for number in range(sessions)]
    other = [beside(url, options.data, until)] if options.data else []
    alone = sum(process.cpu_times()[:2])
    *_, results = await asyncio.gather(*other, asyncio.gather(*visits))
    alone = sum(process.cpu_times()[:2]) - alone
    waited = np.array([seconds for times, _ in results for seconds in times])
    faults = [fault for _, told in results for fault in told]
    away, faults = faults.count(TURNED_AWAY), [fault for fault in faults if fault != TURNED_AWAY]
    server_seconds, client_seconds = seconds_of(process) - before, time.process_time() - mine
    for fault in sorted(set(faults))[:5]:
        print(f"  {fault}", file=sys.stderr)
    count = max(len(waited), 1)
    middle, most = np.quantile(waited, [0.5, 0.95]) if len(waited) else (np.nan, np.nan)
    return (
        f"{sessions:>4} sessions {len(waited):>6} changes   p50 {middle:6.2f} s   p95 {most:6.2f} s   "
        f"longest {waited.max(initial=0):6.2f} s   faults {len(faults):>3}   told to wait {away:>3}   "
        f"CPU s a change: server {alone / count:.3f}, with workers {server_seconds / count:.3f}; "
        f"clients {client_seconds:.1f} CPU s; server {process.memory_info().rss / 2**20:,.0f} MB"
    )


def invented(folder: str, people: int) -> str:
    """A data folder of so many invented people."""
    data = f"{folder}/invented"
    command = ["simulate", "--scenario", "plain", "--people", str(people), "-o", data]
    subprocess.run([sys.executable, "-m", "ally_graph", *command], check=True, stdout=subprocess.DEVNULL)
    return data


def main() -> None:
    """Start the app, and measure each number of sessions in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sessions", nargs="*", type=int, default=[10, 25, 50])
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--think", type=float, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only-team", action="store_true", help="nothing but the team in focus")
    parser.add_argument("--stay", action="store_true", help="team, period and month on the first page, no other page")
    parser.add_argument("--beside", type=int, metavar="PEOPLE", default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        options.data = invented(folder, options.beside) if options.beside else ""
        server = Server(Path(folder))
        try:
            print(f"{os.cpu_count()} cores, thinking {options.think:g} s, {options.seconds:g} s each")
            for sessions in options.sessions:
                print(asyncio.run(measure(server, sessions, options)), flush=True)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
