"""The paragraphs of a prompt as the fleet graph compares them, with the facts that age as each one states them."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from auditor.measures.breakers import Words
from auditor.model.facts import Block, Stated

if TYPE_CHECKING:
    from auditor import knowledge, tokens
    from auditor.measures.lines import Lines

MOST_STATED = 60
"""Facts of one block that are compared with those of its copies."""
_MOST_SAID = 240
_MARKER = re.compile(r"^(?:[-*+•>#|]+|\d{1,3}[.)])\s+")
_OPEN, _CLOSE = "‹", "›"


def blocks(
    text: str, segments: Sequence[knowledge.Segment], counter: tokens.Counter, lines: Lines, words: Words
) -> tuple[Block, ...]:
    """Every paragraph that is long enough to be worth sharing."""
    from auditor import graph

    ageing = [segment for segment in segments if segment.label == "volatile"]
    starts = [segment.start for segment in ageing]
    found = []
    for start, paragraph in graph.paragraphs(text):
        end = start + len(paragraph)
        if len(paragraph) < graph.SHORTEST:
            continue
        inside = ageing[bisect.bisect_left(starts, start) : bisect.bisect_left(starts, end)]
        alike = _masked(text, start, end, inside) if inside else paragraph  # copies may differ in what ages
        found.append(
            Block(
                line=lines.of(start),
                tokens=counter.count(paragraph),
                digest=graph.digest(paragraph),
                sketch=graph.sketch(alike),
                is_volatile=bool(inside),
                words=words.of(start, end) if inside else "",
                template=graph.digest(alike) if inside else "",
                stated=tuple(_stated(text, inside, words, lines))[:MOST_STATED],
            )
        )
    return tuple(found)


def _stated(text: str, segments: Sequence[knowledge.Segment], words: Words, lines: Lines) -> Iterator[Stated]:
    """The facts of a block's segments; a segment that a credential stands in is not read out."""
    for segment in segments:
        if any(secret.start < segment.end and segment.start < secret.end for secret in words.secrets):
            continue
        said = _MARKER.sub("", " ".join(_masked(text, segment.start, segment.end, [segment]).split()))
        for span in segment.spans:
            value = " ".join(text[span.start : span.end].split())[:_MOST_SAID]
            yield Stated(lines.of(span.start), span.kind, said[:_MOST_SAID], value)


def _masked(text: str, start: int, end: int, segments: Sequence[knowledge.Segment]) -> str:
    """A stretch of text with the kind of each fact that ages in its place."""
    parts, at = [], start
    for segment in segments:
        for span in sorted(segment.spans):
            if span.start >= at and span.end <= end:
                parts += [text[at : span.start], f"{_OPEN}{span.kind}{_CLOSE}"]
                at = span.end
    return "".join([*parts, text[at:end]])
