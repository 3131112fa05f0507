"""One annotated prompt in the terminal and as JSON; credentials are never shown whole."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from auditor.knowledge import credentials
from auditor.model.annotated import Annotated, Passage
from auditor.model.facts import VolatileSpan
from auditor.model.money import plain
from auditor.reporters.terminal.paint import Paint
from auditor.reporters.words import clean, count, share

COLOURS = {"volatile": "yellow", "stable": "cyan", "behavior": "white", "placeholder": "magenta", "other": "white"}
HIDDEN = "[credential]"
MOST_LINES = 3
"""Lines of a segment that are shown; its place tells where the rest is."""


def lines(one: Annotated, width: int, paint: Paint, *, is_whole: bool) -> Iterator[str]:
    """The prompt in the terminal: a headline, then every ageing segment (or every segment) with its reasons."""
    ageing = one.ageing
    yield paint(clean(one.name), bold=True) + f": {count(one.tokens)} tokens ({one.method})"
    said = f"{share(one.share)} will age: {count(one.volatile_tokens)} tokens in {count(len(ageing))}"
    yield f"  {said} of {count(len(one.passages))} segments" if ageing else "  no fact was found that will age"
    for line, what in one.secrets:
        yield paint(f"  line {line}: {what}, take it out and revoke it", fg="red")
    for passage in one.passages if is_whole else ageing:
        if passage.text.strip():
            yield ""
            yield from _passage(passage, width, paint)
    yield ""


def _passage(passage: Passage, width: int, paint: Paint) -> Iterator[str]:
    label = passage.kind or passage.label if passage.label == "volatile" else passage.label
    head = f"  line {passage.line:<5} {label.replace('_', ' '):<11} {count(passage.tokens)} tokens"
    yield paint(head, fg=COLOURS[passage.label], bold=passage.label == "volatile")
    shown = textwrap.wrap(clean(" ".join(_masked(passage.text).split())), width - 6)
    yield from (f"      {text}" for text in shown[:MOST_LINES])
    if len(shown) > MOST_LINES:
        yield "      …"
    reasons = passage.spans or (None,)
    for span in reasons if passage.label == "volatile" else ():
        words = _reason(span) if span else f"{passage.because} ({passage.confidence:.2f})"
        yield from textwrap.wrap(words, width, initial_indent="      → ", subsequent_indent="        ")


def _reason(span: VolatileSpan) -> str:
    return (
        f"“{clean(_masked(span.text))}”: {clean(span.because)} ({span.kind.replace('_', ' ')}, {span.confidence:.2f})"
    )


def document(one: Annotated, *, is_whole: bool) -> dict[str, Any]:
    """The prompt for programs; without `is_whole` only the segments that will age."""
    return {
        "file": one.name,
        "sha256": one.sha256,
        "characters": one.characters,
        "tokens": one.tokens,
        "encoding": one.encoding,
        "method": one.method,
        "volatile_tokens": one.volatile_tokens,
        "volatile_share": plain(one.share),
        "credentials": [{"line": line, "what": what} for line, what in one.secrets],
        "segments": [_segment(passage) for passage in (one.passages if is_whole else one.ageing)],
    }


def _segment(passage: Passage) -> dict[str, Any]:
    return {
        "start": passage.start,
        "end": passage.end,
        "line": passage.line,
        "label": passage.label,
        "kind": passage.kind,
        "confidence": passage.confidence,
        "because": passage.because,
        "tokens": passage.tokens,
        "spans": [
            {
                "start": span.start,
                "end": span.end,
                "line": span.line,
                "text": _masked(span.text),
                "kind": span.kind,
                "confidence": span.confidence,
                "because": span.because,
            }
            for span in passage.spans
        ],
    }


def _masked(text: str) -> str:
    """The text without its credentials."""
    found = sorted(credentials(text), key=lambda one: -one.start)
    for one in found:
        text = text[: one.start] + HIDDEN + text[one.end :]
    return text
