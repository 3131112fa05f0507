"""A prompt as the report shows it: ageing facts marked and numbered, credentials masked, long ones cut."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from auditor.errors import AuditorError
from auditor.model.facts import PromptFacts, VolatileSpan
from auditor.model.fleet import sha256
from auditor.model.run import Audited
from auditor.reporters.html.figures import percent
from auditor.reporters.texts import Texts

if TYPE_CHECKING:
    from auditor.knowledge import Credential

MOST_CHARACTERS = 60_000
MOST_SPANS = 300
MOST_SECRETS = 20
MASK = "•••••• (credential not shown)"

Stretch = tuple[int, int]
"""Start and end offsets in the prompt."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of prompt; with a number if it is an ageing fact."""

    text: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class SpanRow:
    """An ageing fact in the table above the prompt."""

    number: str
    line: str
    text: str
    kind: str
    confidence: str
    because: str
    is_marked: bool
    """Whether the text below has a mark for it, to which a link leads."""


@dataclass(frozen=True, slots=True)
class PromptText:
    """The prompt with its marks, or a note that says why it is not shown or only in part."""

    pieces: tuple[Piece, ...]
    notes: tuple[str, ...]
    spans: tuple[SpanRow, ...]
    spans_says: str


def prompt_text(audited: Audited, texts: Texts) -> PromptText:
    """The prompt of an agent as far as it may and can be shown."""
    facts = audited.facts.prompt
    spans = _without_secrets(facts)
    try:
        text = texts(audited)
    except (AuditorError, OSError):
        return _shown((), ("The prompt could not be read again, so its text is not shown.",), spans, ())
    if text is None:
        return _shown((), ("The prompts are left out of this report.",), spans, ())
    if sha256(text) != facts.sha256:
        return _changed(text, spans)
    masks = masked(text, [secret.line for secret in facts.secrets])
    cuts = [*_marks(spans, masks), *((start, end, MASK) for start, end in masks)]
    return _shown(_pieces(text, sorted(cuts), _end_of(text, spans)), _notes(text, facts), spans, masks)


def _without_secrets(facts: PromptFacts) -> tuple[VolatileSpan, ...]:
    """The spans in order; one on a line with a credential keeps its place but not its words."""
    lines = {secret.line for secret in facts.secrets}
    spans = sorted(facts.spans, key=lambda span: (span.start, span.end))
    return tuple(replace(span, text=MASK) if span.line in lines else span for span in spans)


def _shown(
    pieces: Iterable[Piece], notes: Iterable[str], spans: tuple[VolatileSpan, ...], masks: Sequence[Stretch]
) -> PromptText:
    says = f"{len(spans):,}" if len(spans) <= MOST_SPANS else f"{len(spans):,}, the first {MOST_SPANS:,} listed"
    shown = tuple(pieces)
    marked = {piece.number for piece in shown if piece.number}
    return PromptText(shown, tuple(notes), _rows(spans[:MOST_SPANS], masks, marked), says)


def _credentials(text: str) -> tuple[Credential, ...]:
    from auditor import knowledge  # loaded for the few prompts that hold one

    return knowledge.credentials(text)


def masked(text: str, lines: list[int]) -> list[Stretch]:
    """Where the credentials on these lines (from 1) stand, with all that follows on their line."""
    if not lines:
        return []
    starts, all_lines = [0], text.split("\n")
    for line in all_lines:
        starts.append(starts[-1] + len(line) + 1)
    found = [
        _mask(text, starts, all_lines, number - 1) for number in sorted(set(lines)) if 0 < number <= len(all_lines)
    ]
    return _joined(found)


def _mask(text: str, starts: list[int], lines: list[str], index: int) -> Stretch:
    """From the value, at the latest behind the first ':' or '=', to the end of the line; a private key to its end."""
    line = lines[index]
    if "PRIVATE KEY" in line:
        closing = text.find("-----END", starts[index])
        last = text.find("\n", closing) if closing >= 0 else -1
        return starts[index], last if last >= 0 else len(text)
    signs = [at + 1 for sign in ":=" if (at := line.find(sign)) >= 0]
    begins = min([*signs, *(found.start for found in _credentials(line))], default=0)
    return starts[index] + begins, starts[index] + len(line)


def _joined(stretches: list[Stretch]) -> list[Stretch]:
    joined: list[Stretch] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _touches(span: VolatileSpan, masks: Sequence[Stretch]) -> bool:
    """Whether a span overlaps one of the masks, which are in order and apart."""
    before = bisect_right(masks, span.start, key=lambda mask: mask[1])
    return before < len(masks) and masks[before][0] < span.end


def _marks(spans: tuple[VolatileSpan, ...], masks: list[Stretch]) -> Iterator[tuple[int, int, str]]:
    """The ageing facts that can be marked, apart from each other and from credentials, with their numbers."""
    reached = 0
    for number, span in enumerate(spans, 1):
        if span.start >= reached and span.end > span.start and not _touches(span, masks):
            reached = span.end
            yield span.start, span.end, str(number)


def _end_of(text: str, spans: tuple[VolatileSpan, ...]) -> int:
    """Where the shown text ends: never within an ageing fact."""
    if len(text) <= MOST_CHARACTERS:
        return len(text)
    return min([MOST_CHARACTERS, *(span.start for span in spans if span.start < MOST_CHARACTERS < span.end)])


def _pieces(text: str, cuts: list[tuple[int, int, str]], until: int) -> Iterator[Piece]:
    at = 0
    for start, end, sign in cuts:
        if start >= until:
            break
        if start > at:
            yield Piece(text[at:start])
        yield Piece(MASK) if sign == MASK else Piece(text[start:end], sign)
        at = end
    if at < until:
        yield Piece(text[at:until])


def _notes(text: str, facts: PromptFacts) -> Iterator[str]:
    if len(text) > MOST_CHARACTERS:
        yield (
            f"Only about the first {MOST_CHARACTERS:,} of {len(text):,} characters are shown; audit.json has all facts."
        )
    if facts.secrets:
        what = ", ".join(f"{secret.what} on line {secret.line:,}" for secret in facts.secrets[:MOST_SECRETS])
        more = len(facts.secrets) - MOST_SECRETS
        yield f"Not shown, because it looks like a credential: {what}{f' and {more:,} more' if more > 0 else ''}."


def _changed(text: str, spans: tuple[VolatileSpan, ...]) -> PromptText:
    """A prompt that is no longer the one audited: nothing is marked, and lines with credentials are masked anew."""
    note = "The prompt has changed since the audit: this is its text now, without marks, and the facts above are older."
    start = text[: MOST_CHARACTERS + 10_000]
    found = sorted({start.count("\n", 0, secret.start) + 1 for secret in _credentials(start)})
    cuts = [(begin, end, MASK) for begin, end in masked(start, found)]
    return _shown(_pieces(start, cuts, min(len(text), MOST_CHARACTERS)), (note,), spans, ())


def _rows(spans: tuple[VolatileSpan, ...], masks: Sequence[Stretch], marked: AbstractSet[str]) -> tuple[SpanRow, ...]:
    return tuple(
        SpanRow(
            str(number),
            f"{span.line:,}",
            _words(span, masks),
            span.kind,
            percent(span.confidence),
            span.because,
            str(number) in marked,
        )
        for number, span in enumerate(spans, 1)
    )


def _words(span: VolatileSpan, masks: Sequence[Stretch]) -> str:
    """The words of a span, unless a credential is near."""
    return MASK if _touches(span, masks) else span.text
