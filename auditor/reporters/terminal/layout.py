"""Lines that fit the width: wrapped text, and rows of a label, an amount and how it comes about."""

from __future__ import annotations

import textwrap

LEAST_WIDTH = 80
"""Narrower terminals wrap by themselves; columns narrower than this say nothing."""

_LABEL, _AMOUNT = 24, 14


def indented(text: str, width: int, first: str = "  ", rest: str = "  ") -> list[str]:
    """A text wrapped to the width."""
    wrapped = textwrap.wrap(text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    return wrapped or [first.rstrip()]


def row(label: str, amount: str, how: str, width: int) -> list[str]:
    """A label, an amount to its right, and how it comes about, wrapped in its own column."""
    head = f"    {label:<{_LABEL}} {amount:>{_AMOUNT}}"
    if not how:
        return [head.rstrip()]
    room = max(24, width - len(head) - 2)
    first, *more = textwrap.wrap(how, room, break_on_hyphens=False)
    return [f"{head}  {first}", *(" " * (len(head) + 2) + line for line in more)]


def note(text: str, width: int) -> list[str]:
    """A sentence between rows."""
    return indented(text, width, "    ", "      ")
