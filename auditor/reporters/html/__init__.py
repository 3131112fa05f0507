"""The report for people: HTML that needs neither network nor server, and whose overview needs no JavaScript."""

from __future__ import annotations

from auditor.model.run import Run
from auditor.reporters.html.single_file import one_file
from auditor.reporters.look import PLAIN, Look
from auditor.reporters.texts import Texts

NAME = "html"
ENDING = ".html"
DESCRIPTION = "one self-contained page for people: answer, charts, every agent with its evidence"


def render(run: Run, texts: Texts, look: Look = PLAIN) -> str:
    """The run as one HTML page, the same bytes for the same run and the same prompts."""
    return one_file(run, texts, look).page
