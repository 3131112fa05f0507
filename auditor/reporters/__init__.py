"""Run in, text out: each report format is one file here."""

from __future__ import annotations

from typing import Protocol

from auditor.model.run import Run
from auditor.reporters import json
from auditor.reporters.texts import Texts, left_out, read_again


class Reporter(Protocol):
    """A report format: its name, file ending, what it is for, and how a run reads in it."""

    NAME: str
    ENDING: str
    DESCRIPTION: str

    def render(self, run: Run, texts: Texts) -> str:
        """The whole report; it is written only once it is complete."""


REPORTERS: dict[str, Reporter] = {reporter.NAME: reporter for reporter in (json,)}
"""Every report format by its name."""

__all__ = ["REPORTERS", "Reporter", "Texts", "left_out", "read_again"]
