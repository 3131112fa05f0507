"""A real Firefox, for what must hold in a second engine; driven through WebDriver BiDi, which it speaks by itself."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import shutil
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from tornado.websocket import WebSocketClientConnection, websocket_connect

NAMES = ("firefox-esr", "firefox")
MOST_BYTES = 1 << 26
"""Of one answer."""
LONGEST = 60
"""Seconds until Firefox must have begun, or answered."""
_ALONE = """
user_pref("network.proxy.type", 1);
user_pref("network.proxy.http", "127.0.0.1");
user_pref("network.proxy.http_port", 9);
user_pref("network.proxy.ssl", "127.0.0.1");
user_pref("network.proxy.ssl_port", 9);
"""
"""What Firefox would tell or ask its makers ends on this machine, where nobody listens."""
_LISTENS = re.compile(rb"WebDriver BiDi listening on (ws://[0-9.:]+)")


def installed() -> str:
    """The path of a Firefox; skips where there is none."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Firefox is installed")
    return path


@dataclass
class Firefox:
    """A tab, with what it said on its console and asked the network for."""

    socket: WebSocketClientConnection
    tab: str = ""
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    numbers: Any = field(default_factory=count)

    async def send(self, method: str, **given: Any) -> dict[str, Any]:
        """A command and its result; what happens meanwhile is kept."""
        number = next(self.numbers)
        await self.socket.write_message(json.dumps({"id": number, "method": method, "params": given}))
        while True:
            message = await asyncio.wait_for(self.socket.read_message(), LONGEST)
            assert message is not None, "Firefox has closed the connection"
            told = json.loads(message)
            if told.get("id") == number:
                assert told["type"] == "success", told
                return dict(told["result"])
            self._happened(told)

    def _happened(self, event: dict[str, Any]) -> None:
        if event.get("method") == "log.entryAdded":
            self.said.append(event["params"]["text"])
        elif event.get("method") == "network.beforeRequestSent":
            self.asked.append(event["params"]["request"]["url"])

    async def open(self, address: str) -> None:
        """Go to a report and wait until it is awake."""
        await self.send("browsingContext.navigate", context=self.tab, url=address, wait="complete")
        await self.until("() => document.documentElement.dataset.ready !== undefined")

    async def until(self, function: str) -> None:
        """Wait until a function of the page holds."""
        for _ in range(LONGEST * 10):
            if await self.evaluate(function):
                return
            await asyncio.sleep(0.1)
        raise AssertionError(function)

    async def evaluate(self, function: str, given: Any = None) -> Any:
        """What a function of the page gives for one plain value."""
        found = await self.send(
            "script.callFunction",
            functionDeclaration=f"async (text) => JSON.stringify(await ({function})(JSON.parse(text)) ?? null)",
            arguments=[{"type": "string", "value": json.dumps(given)}],
            target={"context": self.tab},
            awaitPromise=True,
        )
        assert found["type"] == "success", found
        return json.loads(found["result"]["value"])


@contextlib.asynccontextmanager
async def firefox(profile: Path) -> AsyncIterator[Firefox]:
    """Firefox with a fresh profile and an empty tab; it listens on loopback, at a port of its own choice."""
    (profile / "user.js").write_text(_ALONE, "utf-8")
    begun = await asyncio.create_subprocess_exec(
        *(installed(), "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"),
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "HOME": str(profile), "MOZ_HEADLESS_WIDTH": "1366", "MOZ_HEADLESS_HEIGHT": "900"},
    )
    assert begun.stderr is not None
    try:
        async with asyncio.timeout(LONGEST):
            while not (found := _LISTENS.search(line := await begun.stderr.readline())):
                assert line, "Firefox has ended before it listened"
        socket = await websocket_connect(f"{found[1].decode()}/session", max_message_size=MOST_BYTES)
        try:
            yield await _begun(Firefox(socket))
        finally:
            socket.close()
            while await socket.read_message() is not None:
                pass
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(begun.pid, signal.SIGKILL)
        await begun.wait()


async def _begun(tab: Firefox) -> Firefox:
    await tab.send("session.new", capabilities={})
    await tab.send("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
    tab.tab = (await tab.send("browsingContext.getTree"))["contexts"][0]["context"]
    return tab
