"""The states of the report in which people meet it: how to get there, and in what kind of browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from auditor.reporters.html.signs import address

Do = Callable[[Any], None]


def _stay(page: Any) -> None:
    """Nothing to do."""


def _open_all(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def _filter(text: str) -> Do:
    return lambda page: page.fill("#filter", text)


def _help(page: Any) -> None:
    page.keyboard.press("?")
    page.locator("dialog[open]").wait_for()


def _dismiss(page: Any) -> None:
    page.locator("#agent [data-key=d]").click()
    page.locator("dialog[open]").wait_for()


def _decided(page: Any) -> None:
    page.locator("#agent [data-key=a]").click()
    _save(page)


def _save(page: Any) -> None:
    if page.locator("dialog[open]").count():
        page.locator("#decide-save").click()


def _moved(page: Any) -> None:
    page.locator("#what-if input[type=number]").first.fill("3")


@dataclass(frozen=True)
class State:
    """A state by its name: the part of the address behind #, what to do there, and the browser's settings."""

    name: str
    where: str = ""
    do: Do = _stay
    settings: dict[str, Any] = field(default_factory=dict)


DARK: dict[str, Any] = {"color_scheme": "dark"}
PHONE: dict[str, Any] = {"viewport": {"width": 320, "height": 640}}
FORCED: dict[str, Any] = {"forced_colors": "active"}
CARL, LISTINGS = address("carl"), address("listing-answer-drafter")

STATES = (
    State("overview", do=_open_all),
    State("filtered", "#q=v%3Aft%20saving%3E5000"),
    State("nothing fits", do=_filter("nobody has this name")),
    State("filter not understood", do=_filter("colour:blue saving>lots")),
    State("agent", CARL, _open_all),
    State("agent to tune", LISTINGS, _open_all),
    State("help", do=_help),
    State("dismissing", CARL, _dismiss),
    State("decided", CARL, _decided),
    State("what if", do=_moved),
    State("dark what if", do=_moved, settings=DARK),
    State("dark dismissing", CARL, _dismiss, DARK),
    State("phone dismissing", CARL, _dismiss, PHONE),
    State("dark overview", do=_open_all, settings=DARK),
    State("dark agent", LISTINGS, _open_all, DARK),
    State("phone overview", do=_open_all, settings=PHONE),
    State("phone agent", LISTINGS, _open_all, PHONE),
    State("forced colours overview", settings=FORCED),
    State("forced colours agent", LISTINGS, _open_all, FORCED),
)
