"""A run made ready for its reports: one place decides what of the prompts any format may see."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Protocol, cast

from auditor.model.formats import BINARY
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


@dataclass(frozen=True, slots=True)
class Prepared:
    """What every report of a run is made from; who writes reports makes them from nothing else."""

    run: Run
    texts: Texts
    look: Look

    def text(self, name: str) -> str:
        """The report of a format in `REPORTERS`, as one text."""
        return reporter(name).render(self.run, self.texts, self.look)

    def content(self, name: str) -> str | bytes:
        """The report of a format as it stands in a file."""
        if name not in BINARY:
            return self.text(name)
        made: bytes = importlib.import_module(f"auditor.reporters.{name}").content(self.run)
        return made


def prepared(run: Run, look: Look) -> Prepared:
    """The run, its prompts' texts and the look; where prompts are left out, none of their words is in any of them.

    Where only ageing facts are to be shown, the run holds these alone; what surrounds them is cut out of the texts.
    """
    if look.prompts == "none":
        return Prepared(without_words(run), left_out, look)
    if look.prompts == "spans":
        return Prepared(without_words(run, has_spans=True), read_again, look)
    return Prepared(run, read_again, look)


def reporter(name: str) -> Reporter:
    """The reporter of a format in `REPORTERS`."""
    return cast("Reporter", importlib.import_module(f"auditor.reporters.{name}"))
