"""From what was found to what is said: the likeliest kind, one span for each stretch, and how sure each of them is."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.knowledge.hints import HINT
from auditor.knowledge.labels import Span
from auditor.knowledge.model import weights

# A sign that training has not met is right about its kind half of the time, for all we know.
_UNMET = 0.5
_LEAST = 0.5


def tight(text: str, spans: Sequence[Span], chance: float) -> tuple[Span, ...]:
    """Return the spans worth showing, apart from each other, with the surest sign as sure as the whole."""
    signs = weights().signs
    rated = [(signs.get(span.because, _UNMET) + span.confidence, span) for span in spans]
    best = max(rate for rate, _ in rated)
    if all(span.confidence <= HINT for span in spans):
        # Of mere hints only the likeliest is worth a claim.
        rated = [pair for pair in rated if pair[0] == best][:1]
    return _apart([_trimmed(text, span, max(_LEAST, chance * rate / best)) for rate, span in rated])


def _trimmed(text: str, span: Span, confidence: float) -> Span:
    """Leave the space around a find out of it."""
    found = text[span.start : span.end]
    start = span.start + len(found) - len(found.lstrip())
    end = span.start + len(found.rstrip())
    if start >= end:
        start, end = span.start, span.end
    return Span(start, end, span.kind, confidence, span.because)


def _apart(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Keep the surest of overlapping spans; ties go to the one that starts first."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
        elif span.confidence > kept[-1].confidence:
            kept[-1] = span
    return tuple(kept)


_LONGEST_KEY = 40
_LONGEST_GIST = 90
_BULLETS = "-*•+–·|>#✅✦■・0123456789.) \t\n"


def gist(text: str) -> tuple[int, int]:
    """Return where the fact in a text stands that states it plainly: past its mark and its key, up to the next stop."""
    start = len(text) - len(text.lstrip(_BULLETS))
    colon = text.find(": ", start, start + _LONGEST_KEY)
    if colon >= 0 and len(text) > colon + 4:
        start = colon + 2
    start += len(text[start:]) - len(text[start:].lstrip())
    end = len(text.rstrip().rstrip(".;|"))
    for stop in (". ", "; ", " – ", " — ", " ("):
        at = text.find(stop, start + 12, end)
        if at >= 0:
            end = at
    end = min(end, start + _LONGEST_GIST)
    if start >= end:
        return 0, len(text)
    return start, start + max(1, len(text[start:end].rstrip()))
