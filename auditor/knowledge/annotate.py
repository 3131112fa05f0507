"""The labels of a whole prompt, segment by segment, with what headings, fences and example blocks tell each one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.knowledge.classify import LONGEST, MARKUP, SHOWN, judge
from auditor.knowledge.context import Surroundings
from auditor.knowledge.labels import Segment, SegmentLabel, Span
from auditor.knowledge.segments import pieces

_MARKUP_START = frozenset("#`<~-=*_|+[]{}(),")
_MARKUP = re.compile(
    r"#{1,6}(?:\s|$)|`{3}|~{3}|</?[A-Za-z][\w:.-]{0,60}(?: [^<>]{0,200})?/?>$|[-=*_~+]{3,200}$|[|\s:+-]{3,300}$|\*\*[^*\n]{1,100}\*\*:?$|[\[\]{}(),\s]{1,40}$"
)
_EXAMPLE_HEADING = re.compile(
    r"\b(?:examples?|few[- ]shot|sample (?:conversation|dialog(?:ue)?|call|output)s?|ejemplos?|exemples?|beispiele?|conversation|transcript)\b", re.I
)
_EXAMPLE_TAG = re.compile(r"<(/?)(?:\w{0,20}[_-])?(?:examples?|shots?|demonstrations?|ejemplos?|exemples?|beispiele?)\b", re.I)
_LEVEL = re.compile(r"#{1,6}")
# A title that announces facts ends an example block that no heading closed.
_DUMP = re.compile(r"^\W{0,6}(?:USER|ASSISTANT)\*\*:|^\*\*(?:USER|ASSISTANT)\*\*:")


@dataclass(slots=True)
class _Reading:
    """Where in the prompt the reader stands."""

    fence: bool = False
    example_level: int = 0
    tags: int = 0
    dump: bool = False

    @property
    def example(self) -> bool:
        return self.example_level > 0 or self.tags > 0


def annotate(prompt: str, title: str = "") -> tuple[Segment, ...]:
    """Label every segment of a prompt; the segments tile it."""
    return tuple(_walk(prompt, title[:400]))


def _walk(prompt: str, title: str) -> Iterator[Segment]:
    reading = _Reading()
    before = ""
    spots = list(pieces(prompt))
    last = len(spots) - 1
    for number, (start, end) in enumerate(spots):
        text = prompt[start:end]
        bare = text.strip()
        if bare[:1] in _MARKUP_START and _is_markup(bare, reading):
            answer = MARKUP
        else:
            after = prompt[end : min(spots[number + 1][1], end + 200)] if number < last else ""
            answer = _answer(bare, before, after, title, reading)
        yield _placed(answer, start, end, len(text) - len(text.lstrip()) if answer.spans else 0)
        before = bare[-400:]


def _is_markup(bare: str, reading: _Reading) -> bool:
    """Say whether the piece is markup, and note what it opens or closes."""
    if not bare or len(bare) > LONGEST or _MARKUP.match(bare) is None:
        return False
    first = bare[0]
    if first in "`~":
        return _fence(bare, reading)
    if first == "<":
        tag = _EXAMPLE_TAG.match(bare)
        if tag:
            reading.tags = max(0, reading.tags + (-1 if tag.group(1) else 1))
    elif first == "#" and not reading.fence:
        _heading(bare, reading)
    return True


def _fence(bare: str, reading: _Reading) -> bool:
    if bare.count("```") == 1 or bare.startswith("~"):
        reading.fence = not reading.fence
    return True


def _heading(bare: str, reading: _Reading) -> None:
    match = _LEVEL.match(bare)
    level = match.end() if match else 1
    if _EXAMPLE_HEADING.search(bare):
        reading.example_level = reading.example_level or level
    elif reading.example_level >= level:
        reading.example_level = 0
    reading.dump = False


def _answer(bare: str, before: str, after: str, title: str, reading: _Reading) -> SegmentLabel:
    if bare.startswith("**") and _DUMP.match(bare):
        reading.dump = True
    if bare[:1] == "<" and "xample" in bare[:30]:
        return _example_line(bare, reading)
    return judge(bare, Surroundings(before, after, title, reading.example, reading.dump))


def _example_line(bare: str, reading: _Reading) -> SegmentLabel:
    """A tag and its text on one line open or close an example block too."""
    for tag in _EXAMPLE_TAG.finditer(bare):
        reading.tags = max(0, reading.tags + (-1 if tag.group(1) else 1))
    return SHOWN


def _placed(answer: SegmentLabel, start: int, end: int, indent: int) -> Segment:
    if not answer.spans:
        return Segment(start, end, answer.label, answer.kind, answer.confidence, (), answer.because)
    shift = start + indent
    spans = tuple(Span(s.start + shift, s.end + shift, s.kind, s.confidence, s.because) for s in answer.spans)
    return Segment(start, end, answer.label, answer.kind, answer.confidence, spans, answer.because)
