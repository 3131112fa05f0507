"""The labels of a whole prompt, segment by segment, with what headings, fences and example blocks tell each one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.knowledge.classify import judge, plainly
from auditor.knowledge.context import Surroundings
from auditor.knowledge.labels import Segment, SegmentLabel, Span
from auditor.knowledge.lines import LONGEST_REMEMBERED, QUIET, SLOT, Turn, read, recall
from auditor.knowledge.manner import Place
from auditor.knowledge.segments import lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# How much of the neighbours is worth looking at.
_NEAR = 400
# More headings above a text than these say nothing new about it.
_DEEPEST = 4
# Headings of these levels end a recorded talk.
_CHAPTERS = 2


class _Reading:
    """Where in the prompt the reader stands; `fence` says inside of code, `shown` inside of an example."""

    __slots__ = ("_example_level", "_levels", "_tags", "_talk", "fence", "headings", "lead", "shown")

    def __init__(self) -> None:
        self.fence = self._talk = False
        self._example_level = self._tags = 0
        self._levels: list[int] = []
        self.headings: tuple[str, ...] = ()
        self.lead = ""
        self.shown = False

    def follow(self, turn: Turn) -> None:
        """Remember what a piece of the prompt opens or closes."""
        if turn.fence:
            self.fence = not self.fence
        elif turn.tags:
            for step in turn.tags:
                self._tags = max(0, self._tags + step)
        elif turn.talk:
            self._talk = True
        elif turn.level and not self.fence:
            self._enter(turn)
        self.shown = self._talk or self._example_level > 0 or self._tags > 0

    def _enter(self, turn: Turn) -> None:
        """Stand under a heading, and no longer under those it ends; a line in bold heads nothing but its text."""
        self.lead = ""
        while self._levels and self._levels[-1] >= turn.level:
            self._levels.pop()
        self.headings = (*self.headings[: len(self._levels)], turn.heading)[-_DEEPEST:]
        self._levels = [*self._levels, turn.level][-_DEEPEST:]
        if turn.heading[0] != "#":
            return
        if turn.example:
            self._example_level = self._example_level or turn.level
        elif self._example_level >= turn.level:
            self._example_level = 0
        if turn.level <= _CHAPTERS:
            self._talk = False


def annotate(prompt: str, title: str = "") -> tuple[Segment, ...]:
    """Label every segment of a prompt; the segments tile it."""
    return tuple(walk(prompt, title[:_NEAR], judge))


def walk(
    prompt: str,
    title: str,
    decide: Callable[[str, str, Surroundings], SegmentLabel],
    pass_by: Callable[[str, Place, int], SegmentLabel] = plainly,
) -> Iterator[Segment]:
    """Yield the segments of a prompt: texts worth a closer look labelled by `decide`, the open ones by `pass_by`."""
    reading = _Reading()
    new = tuple.__new__  # a third of what the constructor of a named tuple takes, for tens of thousands of them
    before = start = 0
    for line in lines(prompt):
        for size, turn, answers, lead, bare, low, own in (recall if len(line) <= LONGEST_REMEMBERED else read)(line):
            end = start + size
            if turn is not None:
                reading.follow(turn)
            if answers is not None:
                answer = answers[reading.shown]
                if own is not None and answer is QUIET:
                    prior = prompt[max(before, start - _NEAR) : start].strip()
                    place = Place(prior, reading.headings, reading.lead)
                    answer = _moved(pass_by(bare, place, own), start + lead)
            else:
                prior = prompt[max(before, start - _NEAR) : start].strip()
                after = _following(prompt, end)
                around = Surroundings(prior, after, title, reading.shown, reading.headings, reading.lead)
                answer = _moved(decide(bare, low, around), start + lead)
            if turn is not None and turn.lead:
                reading.lead = turn.lead
            if answer is SLOT and reading.fence and "{{" not in prompt[start:end]:
                answer = QUIET  # variables of the code that is shown
            yield new(Segment, (start, end, *answer))
            before, start = start, end


def _moved(answer: SegmentLabel, by: int) -> SegmentLabel:
    """Count the spans of an answer from the start of the prompt."""
    if not answer.spans:
        return answer
    spans = tuple([Span(s.start + by, s.end + by, s.kind, s.confidence, s.because) for s in answer.spans])
    return SegmentLabel(answer.label, answer.kind, answer.confidence, spans, answer.because)


def _following(prompt: str, end: int) -> str:
    stop = prompt.find("\n", end, end + _NEAR)
    return prompt[end : stop if stop >= 0 else end + _NEAR]
