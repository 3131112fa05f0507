"""The run as a person reads it in a terminal: the fleet as a table, one agent as its walk."""

from __future__ import annotations

from auditor.model.run import Run
from auditor.reporters.look import PLAIN, Look
from auditor.reporters.terminal.overview import table
from auditor.reporters.terminal.paint import Paint, unpainted
from auditor.reporters.terminal.walk import walk
from auditor.reporters.texts import Texts

__all__ = ["DESCRIPTION", "ENDING", "NAME", "Paint", "render", "table", "unpainted", "walk"]

NAME = "terminal"
ENDING = ".txt"
DESCRIPTION = "a table of verdicts and money, for people"


def render(run: Run, texts: Texts, look: Look = PLAIN) -> str:
    """The table of the fleet, without colour, 100 columns wide."""
    return table(run, width=100, paint=unpainted) + "\n"
