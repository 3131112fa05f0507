"""The port: bound before anything else, served until somebody stops the process, and let go of cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import socket
import time
from collections.abc import Callable
from types import FrameType

from tornado.httpserver import HTTPServer

from auditor.errors import OutputError
from auditor.serving.access import Access
from auditor.serving.answers import application
from auditor.serving.desk import Desk
from auditor.serving.door import MOST_BYTES, Office
from auditor.serving.guards import Place

PATIENCE = 20.0
"""Seconds that a client may take to send its request's head, and its body."""


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens on the port (0: any that is free); raises OutputError if it cannot be had."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listening = socket.create_server(address[:2], family=family, backlog=64)
    except OSError as error:
        is_taken = error.errno == errno.EADDRINUSE
        way = "; another auditor serve may run: --port 0 takes a free one" if is_taken else ""
        raise OutputError(f"{host}:{port}: cannot listen there: {error.strerror or error}{way}") from error
    listening.setblocking(False)  # noqa: FBT003  the standard library's signature
    return listening


def serve(
    desk: Desk, listening: socket.socket, place: Place, password: str | None, ready: Callable[[str], None]
) -> None:
    """Serve what the desk shows until SIGINT or SIGTERM; `ready` is told the link that opens once."""
    asyncio.run(_serve(desk, listening, place, password, ready))


def _post(loop: asyncio.AbstractEventLoop, office: Office) -> None:
    """From the desk's thread: wake the listeners, unless everybody has gone home."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(office.tell)


async def _serve(
    desk: Desk, listening: socket.socket, place: Place, password: str | None, ready: Callable[[str], None]
) -> None:
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(stopped.set)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    office = Office(desk, Access(password, time.monotonic), place)
    server = HTTPServer(
        application(office),
        idle_connection_timeout=PATIENCE,
        body_timeout=PATIENCE,
        max_header_size=16_000,
        max_body_size=2**62,  # what is longer than MOST_BYTES is refused in words, and not read
        max_buffer_size=4 * MOST_BYTES,
    )
    server.add_socket(listening)
    desk.start(lambda state: _post(loop, office))
    ready(office.link)
    await stopped.wait()
    server.stop()
    office.is_closing = True
    office.tell()
    await loop.run_in_executor(None, desk.stop)
    await server.close_all_connections()
