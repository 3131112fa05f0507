"""The prompt texts for those reporters that show them, read again from where they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from auditor.model.run import Audited, Run

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


def without_words(run: Run) -> Run:
    """The run without any words of prompts or training data: places, kinds, counts and digests stay."""
    return replace(run, agents=tuple(map(_without_words, run.agents)))


def _without_words(audited: Audited) -> Audited:
    facts = audited.facts
    spans = tuple(replace(span, text=LEFT_OUT) for span in facts.prompt.spans)
    quotes = tuple(replace(quote, text=LEFT_OUT, said=LEFT_OUT) for quote in facts.dataset.quotes)
    prompt, dataset = replace(facts.prompt, spans=spans), replace(facts.dataset, quotes=quotes)
    return replace(audited, facts=replace(facts, prompt=prompt, dataset=dataset))
