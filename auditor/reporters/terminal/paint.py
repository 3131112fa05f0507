"""Colours and signs; everything reads as well without them."""

from __future__ import annotations

from typing import Protocol

GLYPHS = {"pass": "✓", "fail": "✗", "unknown": "?", "skipped": "–", "error": "!"}
COLOURS = {
    "keep": "white",
    "cache": "blue",
    "retrieve": "cyan",
    "fine-tune": "yellow",
    "needs-data": "magenta",
    "undo": "red",
}
GLYPH_COLOURS = {"pass": "green", "fail": "red", "unknown": "yellow", "skipped": "white", "error": "red"}


class Paint(Protocol):
    """Puts a text in colour, as `click.style` does."""

    def __call__(self, text: str, *, fg: str | None = None, bold: bool | None = None, dim: bool | None = None) -> str:
        """The text as it is to be written."""


def unpainted(text: str, *, fg: str | None = None, bold: bool | None = None, dim: bool | None = None) -> str:
    """The text without colour."""
    return text
