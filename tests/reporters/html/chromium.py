"""A page of the report in a real Chromium, awake, with whatever it says."""

from __future__ import annotations

from typing import Any

READY = "html[data-ready]"


def opened(context: Any, url: str, told: list[str]) -> Any:
    """A page at this address, awake; whatever it says on the console or breaks is appended to `told`."""
    page = context.new_page()
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(url)
    page.wait_for_selector(READY, state="attached")
    return page
