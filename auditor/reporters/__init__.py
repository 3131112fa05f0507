"""Run in, text out: each report format is one file (or folder) here."""

from __future__ import annotations

import importlib
from typing import Protocol, cast

from auditor.model.run import Run
from auditor.reporters.look import PLAIN, Look
from auditor.reporters.masked import without_words
from auditor.reporters.texts import Texts, left_out, read_again


class Reporter(Protocol):
    """A report format: its name, file ending, what it is for, and how a run reads in it."""

    NAME: str
    ENDING: str
    DESCRIPTION: str

    def render(self, run: Run, texts: Texts, look: Look = PLAIN) -> str:
        """The whole report; it is written only once it is complete."""


REPORTERS: tuple[str, ...] = ("html", "json", "markdown", "mail", "csv", "sarif", "terminal")
"""Every report format by its name, which is also its module's; loaded only when it is asked for."""


def reporter(name: str) -> Reporter:
    """The reporter of a format in `REPORTERS`."""
    return cast("Reporter", importlib.import_module(f"auditor.reporters.{name}"))


__all__ = ["PLAIN", "REPORTERS", "Look", "Reporter", "Texts", "left_out", "read_again", "reporter", "without_words"]
