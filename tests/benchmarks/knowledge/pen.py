"""Whole prompts from our own pen, every segment of which is labelled: training data that may be read by anybody.

They hold what the gold sets are poor in: lists of what is on offer, facts without a figure, stable facts, and sample
records that assert nothing. One prompt a line in `own/*.jsonl`; a segment marked `same_line` goes on where the one
before it ended.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# What we write only names hosts that are set aside for examples, which the detectors rightly pass by; the prompts of
# others name real ones.
REAL = ".cloud"
OWN = Path(__file__).parent / "own"


@dataclass(frozen=True, slots=True)
class Written:
    """One segment of a prompt of ours: where it stands there, and what it is."""

    start: int
    end: int
    text: str
    before: str
    after: str
    label: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt of ours, whole, with its segments in order."""

    id: str
    title: str
    text: str
    segments: tuple[Written, ...]


def prompts() -> Iterator[Prompt]:
    """Yield the prompts in the order of their files and lines."""
    for path in sorted(OWN.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield _prompt(json.loads(line))


def _prompt(row: dict[str, object]) -> Prompt:
    listed = row["segments"]
    assert isinstance(listed, list)
    listed = [{**part, "text": part["text"].replace(".example", REAL)} for part in listed]
    texts = [part["text"] for part in listed]
    whole = ""
    segments = []
    for number, part in enumerate(listed):
        whole += (" " if part.get("same_line") else "\n") if number else ""
        start = len(whole) + len(part["text"]) - len(part["text"].lstrip())
        whole += part["text"]
        before = texts[number - 1].strip() if number else ""
        after = texts[number + 1].strip() if number + 1 < len(texts) else ""
        end = start + len(part["text"].strip())
        segments.append(Written(start, end, part["text"].strip(), before, after, part["label"], tuple(part["kinds"])))
    return Prompt(str(row["id"]), str(row["title"]), whole, tuple(segments))
