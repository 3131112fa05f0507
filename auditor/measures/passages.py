"""Look at one prompt by itself: every segment with its label, its tokens and the facts in it that will age."""

from __future__ import annotations

from auditor import knowledge, tokens
from auditor.measures.lines import Lines
from auditor.measures.prompt import spans_of
from auditor.model.annotated import Annotated, Passage
from auditor.model.fleet import sha256


def annotate(name: str, text: str, model: str | None) -> Annotated:
    """A prompt's segments with their tokens, counted as `model` reads them, or in o200k_base if none is named."""
    family = tokens.family_of(model or "gpt-4o")
    segments = knowledge.annotate(text, name)
    ends = [segment.end for segment in segments]
    counts = tokens.counter(family.encoding).count_stretches(text, ends) if ends else []
    reference = sum(counts)
    count = tokens.scaled(reference, text, family)
    lines = Lines(text)
    return Annotated(
        name=name,
        sha256=sha256(text),
        characters=len(text),
        tokens=count.tokens,
        encoding=count.encoding,
        method=count.method,
        note=count.note,
        passages=tuple(
            Passage(
                start=segment.start,
                end=segment.end,
                line=lines.of(segment.start + _indent(text[segment.start : segment.end])),
                text=text[segment.start : segment.end],
                label=segment.label,
                kind=segment.kind,
                confidence=round(segment.confidence, 3),
                because=segment.because,
                tokens=part,
                spans=spans_of(text, list(segment.spans), lines),
            )
            for segment, part in zip(segments, counts, strict=True)
        ),
        secrets=tuple((lines.of(found.start), found.what) for found in knowledge.credentials(text)),
    )


def _indent(text: str) -> int:
    """Characters of white space before the first other one; none if there is no other."""
    return len(text) - len(text.lstrip()) if text.strip() else 0
