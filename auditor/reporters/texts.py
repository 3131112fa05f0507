"""The prompt texts for those reporters that show them, read again from where they are."""

from __future__ import annotations

from collections.abc import Callable

from auditor.model.run import Audited

Texts = Callable[[Audited], str | None]
"""The prompt of an agent, or None where prompts are to be left out of the report."""

LEFT_OUT = "(left out)"
"""What stands in the place of words that a report leaves out."""


def read_again(audited: Audited) -> str | None:
    """The prompt as it stands now."""
    return audited.text.read()


def left_out(audited: Audited) -> str | None:
    """No prompt: for reports that are shared more widely than the prompts may be."""
    return None
