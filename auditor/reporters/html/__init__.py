"""The report for people: one HTML file that needs neither network nor server, nor JavaScript to be read."""

from __future__ import annotations

from auditor.model.run import Run
from auditor.reporters.html.document import written
from auditor.reporters.html.page import page_of
from auditor.reporters.texts import Texts

NAME = "html"
ENDING = ".html"
DESCRIPTION = "one self-contained page for people: answer, charts, every agent with its evidence"


def render(run: Run, texts: Texts) -> str:
    """The run as one HTML page, the same bytes for the same run and the same prompts."""
    return written(page_of(run, texts))
