"""The labels of a whole prompt, segment by segment, with what headings, fences and example blocks tell each one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.knowledge.classify import MARKUP, judge, quiet
from auditor.knowledge.context import Surroundings
from auditor.knowledge.glance import counts, lower, next_sign, word_spots
from auditor.knowledge.labels import Segment, SegmentLabel, Span
from auditor.knowledge.segments import pieces
from auditor.knowledge.shapes import is_markup

if TYPE_CHECKING:
    from collections.abc import Iterator

# How much of the neighbours is worth looking at.
_NEAR = 400

_EXAMPLE_HEADING = re.compile(
    r"\b(?:examples?|few[- ]shot|sample (?:conversation|dialog(?:ue)?|call|output)s?|ejemplos?|exemples?"
    r"|beispiele?|transcript)\b",
    re.IGNORECASE,
)
_EXAMPLE_TAG = re.compile(
    r"<(/?)(?:\w{0,20}[_-])?(?:examples?|shots?|demonstrations?|ejemplos?|exemples?|beispiele?)\b", re.IGNORECASE
)
_TALK_TURN = re.compile(r"\*\*(?:USER|ASSISTANT)\*\*:")
_LEVEL = re.compile(r"#{1,6}")


@dataclass(slots=True)
class _Reading:
    """Where in the prompt the reader stands."""

    fence: bool = False
    example_level: int = 0
    tags: int = 0
    talk: bool = False

    @property
    def shown(self) -> bool:
        return self.talk or self.example_level > 0 or self.tags > 0


def annotate(prompt: str, title: str = "") -> tuple[Segment, ...]:
    """Label every segment of a prompt; the segments tile it."""
    return tuple(_walk(prompt, title[:_NEAR]))


def _walk(prompt: str, title: str) -> Iterator[Segment]:
    low = lower(prompt)
    spots = word_spots(low)
    spots.append(len(prompt) + 1)
    spot = 0
    sign = -1
    reading = _Reading()
    before = (0, 0)
    for start, end in pieces(prompt):
        text = prompt[start:end]
        bare = text.strip()
        while spots[spot] < start:
            spot += 1
        if sign < start:
            sign = next_sign(prompt, start)
        if is_markup(bare):
            _note(bare, reading)
            answer = MARKUP
        elif spots[spot] < end or (sign < end and counts(bare, sign - end + len(text.lstrip()))):
            _note_text(bare, reading)
            indent = len(text) - len(text.lstrip())
            first = start + indent
            prior = prompt[max(before[0], before[1] - _NEAR) : before[1]].strip()
            around = Surroundings(prior, _following(prompt, end), title, reading.shown)
            answer = judge(bare, low[first : first + len(bare)], around)
            if answer.spans:
                yield _placed(answer, start, end, first)
                before = (start, end)
                continue
        else:
            _note_text(bare, reading)
            answer = quiet(bare, shown=reading.shown)
        yield Segment(start, end, answer.label, answer.kind, answer.confidence, (), answer.because)
        before = (start, end)


def _following(prompt: str, end: int) -> str:
    stop = prompt.find("\n", end, end + _NEAR)
    return prompt[end : stop if stop >= 0 else end + _NEAR]


def _placed(answer: SegmentLabel, start: int, end: int, shift: int) -> Segment:
    spans = tuple(Span(s.start + shift, s.end + shift, s.kind, s.confidence, s.because) for s in answer.spans)
    return Segment(start, end, answer.label, answer.kind, answer.confidence, spans, answer.because)


def _note(bare: str, reading: _Reading) -> None:
    """Remember what a piece of markup opens or closes."""
    if bare[:3] in ("```", "~~~"):
        if bare.count(bare[:3]) == 1:
            reading.fence = not reading.fence
    elif bare[:1] == "<":
        _note_tags(bare, reading)
    elif bare[:1] == "#" and not reading.fence:
        _note_heading(bare, reading)


def _note_text(bare: str, reading: _Reading) -> None:
    """A tag may share its line with text; a turn of a recorded talk lasts until the next heading."""
    if bare[:1] == "<" or bare[-1:] == ">":
        _note_tags(bare, reading)
    elif bare[:2] == "**" and _TALK_TURN.match(bare):
        reading.talk = True


def _note_tags(bare: str, reading: _Reading) -> None:
    for tag in _EXAMPLE_TAG.finditer(bare):
        reading.tags = max(0, reading.tags + (-1 if tag.group(1) else 1))


def _note_heading(bare: str, reading: _Reading) -> None:
    match = _LEVEL.match(bare)
    level = match.end() if match else 1
    if _EXAMPLE_HEADING.search(bare):
        reading.example_level = reading.example_level or level
    elif reading.example_level >= level:
        reading.example_level = 0
    if level <= 2:
        reading.talk = False
