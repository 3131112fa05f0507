"""The labels of a whole prompt, segment by segment, with what headings, fences and example blocks tell each one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from auditor.knowledge.classify import MARKUP, SHOWN, SLOT, judge, plainly
from auditor.knowledge.context import Surroundings
from auditor.knowledge.glance import Glance
from auditor.knowledge.labels import Segment, SegmentLabel
from auditor.knowledge.manner import Place
from auditor.knowledge.segments import pieces
from auditor.knowledge.shapes import MARKUP_START, is_markup, is_slot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# How much of the neighbours is worth looking at.
_NEAR = 400
# More headings above a text than these say nothing new about it.
_DEEPEST = 4
_BOLD = 7
_TELLING_STARTS = frozenset("<*")
_ITEMS = frozenset("-*+|")

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
    levels: list[int] = field(default_factory=list)
    headings: tuple[str, ...] = ()
    lead: str = ""

    @property
    def shown(self) -> bool:
        return self.talk or self.example_level > 0 or self.tags > 0

    def enter(self, level: int, heading: str) -> None:
        """Stand under a heading, and no longer under those it ends."""
        self.lead = ""
        while self.levels and self.levels[-1] >= level:
            self.levels.pop()
        self.headings = (*self.headings[: len(self.levels)], heading)[-_DEEPEST:]
        self.levels = [*self.levels, level][-_DEEPEST:]


def annotate(prompt: str, title: str = "") -> tuple[Segment, ...]:
    """Label every segment of a prompt; the segments tile it."""
    return tuple(walk(prompt, title[:_NEAR], judge, plainly))


def walk(
    prompt: str,
    title: str,
    decide: Callable[[str, str, Surroundings], SegmentLabel],
    pass_by: Callable[[str, str, Place], SegmentLabel],
) -> Iterator[Segment]:
    """Yield the segments of a prompt, each text worth a closer look labelled by `decide`, the others by `pass_by`."""
    glance = Glance(prompt)
    low = glance.low
    reading = _Reading()
    before = (0, 0)
    for start, end in pieces(prompt):
        text = prompt[start:end]
        bare = text.strip()
        mark = bare[:1]
        # Most marks open an item of a list or a row, which is text.
        item = mark in _ITEMS and bare[1:2] == " " and bare[2:3].isalnum()
        if not mark or (mark in MARKUP_START and not item and is_markup(bare)):
            _note(bare, reading)
            answer = MARKUP
        else:
            if mark in _TELLING_STARTS or bare[-1] == ">":
                _note_text(bare, reading)
            if glance.sees(text, start, end):
                first = start + len(text) - len(text.lstrip())
                prior = prompt[max(before[0], before[1] - _NEAR) : before[1]].strip()
                around = Surroundings(
                    prior, _following(prompt, end), title, reading.shown, reading.headings, reading.lead
                )
                answer = decide(bare, low[first : first + len(bare)], around)
                if answer.spans:
                    answer = answer._replace(
                        spans=tuple([s._replace(start=s.start + first, end=s.end + first) for s in answer.spans])
                    )
            elif reading.shown:
                answer = SHOWN
            elif glance.next_slot(start) < end and is_slot(bare):
                answer = SLOT
            else:
                first = start + len(text) - len(text.lstrip())
                prior = prompt[max(before[0], before[1] - _NEAR) : before[1]].strip()
                answer = pass_by(bare, low[first : first + len(bare)], Place(prior, reading.headings, reading.lead))
                if answer.spans:
                    answer = answer._replace(
                        spans=tuple([s._replace(start=s.start + first, end=s.end + first) for s in answer.spans])
                    )
        if bare[-1:] == ":" and answer is not MARKUP:
            reading.lead = bare[-_NEAR:]
        yield Segment(start, end, *answer)
        before = (start, end)


def _following(prompt: str, end: int) -> str:
    stop = prompt.find("\n", end, end + _NEAR)
    return prompt[end : stop if stop >= 0 else end + _NEAR]


def _note(bare: str, reading: _Reading) -> None:
    """Remember what a piece of markup opens or closes."""
    if bare[:3] in ("```", "~~~"):
        if bare.count(bare[:3]) == 1:
            reading.fence = not reading.fence
    elif bare[:1] == "<":
        _note_tags(bare, reading)
    elif bare[:1] == "#" and not reading.fence:
        _note_heading(bare, reading)
    elif bare[:2] == "**" and not reading.fence:
        reading.enter(_BOLD, bare[:_NEAR])


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
    reading.enter(level, bare[:_NEAR])
    if _EXAMPLE_HEADING.search(bare):
        reading.example_level = reading.example_level or level
    elif reading.example_level >= level:
        reading.example_level = 0
    if level <= 2:
        reading.talk = False
