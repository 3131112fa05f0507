"""A prompt from its first to its last token: what is stable, what ages, and where its cacheable prefix ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from auditor.model.facts import PromptFacts, Stretch
from auditor.reporters.html.charts.frame import LETTER, Word, spread
from auditor.reporters.html.figures import count, percent, px

WIDTH, TOP, HIGH = 900, 22, 20
MOST_LABELS = 4
_LABELS = {
    "behavior": "behaviour",
    "stable": "stable facts",
    "volatile": "facts that age",
    "placeholder": "run-time slots",
    "other": "other text",
}
_KINDS = {"behavior": "b", "stable": "s", "volatile": "v", "placeholder": "r", "other": "o"}


@dataclass(frozen=True, slots=True)
class Band:
    """All stretches of a prompt with one label, as one path."""

    label: str
    path: str
    says: str


@dataclass(frozen=True, slots=True)
class Anatomy:
    """The bar with its bands, the end of the prefix beneath it, and the largest ageing stretches above it."""

    bands: tuple[Band, ...]
    words: tuple[Word, ...]
    pointers: str
    prefix: str
    prefix_word: Word
    says: str


def anatomy(prompt: PromptFacts) -> Anatomy | None:
    """The prompt's stretches in order, by label; None for an empty prompt."""
    total = prompt.reference_tokens
    if not total:
        return None
    paths: dict[str, list[str]] = {}
    tokens: Counter[str] = Counter()
    starts, at = [], 0
    for part in prompt.stretches:
        starts.append(WIDTH * at / total)
        left, right = round(starts[-1]), round(WIDTH * (at + part.tokens) / total)
        paths.setdefault(part.label, []).append(f"M{left} {TOP}H{max(right, left + 1)}v{HIGH}H{left}z")
        tokens[part.label] += part.tokens
        at += part.tokens
    bands = [
        Band(_KINDS.get(label, "o"), "\n".join(found), f"{_LABELS.get(label, label)} {_share(tokens[label], total)}")
        for label, found in paths.items()
    ]
    words, pointers = _largest(prompt, starts)
    before = prompt.before_slot
    end = WIDTH * before / prompt.tokens if prompt.tokens else 0.0
    return Anatomy(
        tuple(bands),
        tuple(words),
        pointers,
        f"M{px(end)} {TOP - 4}v{HIGH + 14}",
        _prefix_word(before, prompt.tokens, end),
        f"{', '.join(band.says for band in bands)}; the stable prefix ends at token {count(before)}",
    )


def _share(tokens: int, total: int) -> str:
    return percent(Decimal(tokens) / total)


def _prefix_word(before: int, total: int, end: float) -> Word:
    text = f"prefix ends at token {count(before)}" if before < total else f"all {count(total)} tokens can be a prefix"
    room = LETTER * len(text)
    anchor = "end" if end > room else "start"
    return Word(px(end - 5 if anchor == "end" else end + 5), str(TOP + HIGH + 14), text, anchor)


def _largest(prompt: PromptFacts, starts: list[float]) -> tuple[list[Word], str]:
    """The ageing stretches with most tokens: their line and their tokens, with a pointer to each."""
    total = prompt.reference_tokens
    volatile = [(part, start) for part, start in zip(prompt.stretches, starts, strict=True) if part.label == "volatile"]
    largest = sorted(volatile, key=lambda one: -one[0].tokens)[:MOST_LABELS]
    shown = sorted(((start + WIDTH * part.tokens / total / 2, _told(prompt, part)) for part, start in largest))
    if not shown:
        return [], ""
    room = max(LETTER * len(text) for _, text in shown) + 8
    places = spread([at for at, _ in shown], room, room / 2, WIDTH - room / 2)
    words = [Word(px(place), "6", text) for place, (_, text) in zip(places, shown, strict=True)]
    lines = "\n".join(f"M{px(place)} 13L{px(at)} {TOP}" for place, (at, _) in zip(places, shown, strict=True))
    return words, lines


def _told(prompt: PromptFacts, part: Stretch) -> str:
    tokens = count(prompt.scaled(part.tokens))
    line = next(_lines_of(prompt, part), None)
    return f"{tokens} tokens" if line is None else f"line {line:,}: {tokens} tokens"


def _lines_of(prompt: PromptFacts, part: Stretch) -> Iterator[int]:
    return (span.line for span in prompt.spans if part.start <= span.start < part.end)
