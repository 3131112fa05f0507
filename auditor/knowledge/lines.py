"""What the segments of a line say wherever the line stands, worked out once for all prompts that share it."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from auditor.knowledge.glance import lower, may_age
from auditor.knowledge.labels import SegmentLabel
from auditor.knowledge.manner import alone, urges, words_of
from auditor.knowledge.sections import BOLD, FENCES
from auditor.knowledge.segments import cuts
from auditor.knowledge.shapes import MARKUP_START, is_markup, is_slot

# The agents of a fleet share blocks, so what was read in one prompt is likely asked again.
_REMEMBERED = 8192
LONGEST_REMEMBERED = 2000
# How much of a heading is worth keeping.
_LONGEST_HEADING = 400
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

# The odds that a quiet text is what its shape suggests, from the development sets.
MARKUP = SegmentLabel("other", None, 0.95, (), "markup or a heading, which asserts nothing")
SHOWN = SegmentLabel("other", None, 0.75, (), "an example, which asserts nothing")
QUIET = SegmentLabel("behavior", None, 0.85, (), "nothing in it ages")
SLOT = SegmentLabel("placeholder", None, 0.8, (), "a slot filled at run time")

# What a piece is called outside of an example, and inside of one.
Answers = tuple[SegmentLabel, SegmentLabel]
_MARKUP: Answers = (MARKUP, MARKUP)
_QUIET: Answers = (QUIET, SHOWN)
_SLOT: Answers = (SLOT, SHOWN)


class Turn(NamedTuple):
    """What a piece opens or closes: a fence, tags of examples, a heading, a turn of a recorded talk, or a list.

    `lead` is the end of a text with a colon behind it, which announces what comes after.
    """

    fence: bool = False
    tags: tuple[int, ...] = ()
    talk: bool = False
    level: int = 0
    heading: str = ""
    example: bool = False
    lead: str = ""


_NO_TURN = Turn()


class Piece(NamedTuple):
    """One segment of a line: how long it is, what it turns, and what it is called.

    One without an answer needs a closer look: `bare` is its text behind `lead` characters of white space, `low` the
    same in lower case. Of one whose manner may make something else of it than its answer, `own` is what the text adds
    to the scores of that.
    """

    size: int
    turn: Turn | None
    answers: Answers | None
    lead: int = 0
    bare: str = ""
    low: str = ""
    own: int | None = None


def read(line: str) -> tuple[Piece, ...]:
    """Cut a line into its segments and take a first look at each."""
    ends = cuts(line)
    if len(ends) == 1:
        return (_piece(line),)
    return tuple([_piece(line[start:end]) for start, end in pairwise((0, *ends))])


# The same for lines short enough to be worth remembering.
recall = lru_cache(maxsize=_REMEMBERED)(read)


def _piece(text: str) -> Piece:
    bare = text.strip()
    mark = bare[:1]
    # Most marks open an item of a list or a row, which is text.
    item = mark in _ITEMS and bare[1:2] == " " and bare[2:3].isalnum()
    if not mark or (mark in MARKUP_START and not item and is_markup(bare)):
        return _said(len(text), _turn(bare, mark), _MARKUP)
    turn = _turn_of_text(bare, mark) if mark in _TELLING_STARTS or bare[-1] == ">" else None
    if bare[-1] == ":":
        turn = (turn or _NO_TURN)._replace(lead=bare[-_LONGEST_HEADING:])
    low = lower(text)
    if may_age(bare, low):
        lead = len(text) - len(text.lstrip())
        return Piece(len(text), turn, None, lead, bare, low[lead : lead + len(bare)])
    if is_slot(bare):
        return Piece(len(text), turn, _SLOT)
    words = words_of(low)
    if urges(words):
        return _said(len(text), turn, _QUIET)
    return Piece(len(text), turn, _QUIET, len(text) - len(text.lstrip()), bare, "", alone(bare, words))


def _said(size: int, turn: Turn | None, answers: Answers) -> Piece:
    """Most pieces turn nothing and need no closer look: those of one length are one and the same."""
    if turn is None:
        return _markup(size) if answers is _MARKUP else _quiet(size)
    return Piece(size, turn, answers)


@lru_cache(maxsize=_REMEMBERED)
def _markup(size: int) -> Piece:
    return Piece(size, None, _MARKUP)


@lru_cache(maxsize=_REMEMBERED)
def _quiet(size: int) -> Piece:
    return Piece(size, None, _QUIET)


def _turn(bare: str, mark: str) -> Turn | None:
    """Say what a piece of markup opens or closes."""
    if bare[:3] in FENCES:
        return Turn(fence=True) if bare.count(bare[:3]) == 1 else None
    if mark == "<":
        return _tagged(bare)
    if mark == "#":
        match = _LEVEL.match(bare)
        level = match.end() if match else 1
        return Turn(level=level, heading=bare[:_LONGEST_HEADING], example=_EXAMPLE_HEADING.search(bare) is not None)
    return Turn(level=BOLD, heading=bare[:_LONGEST_HEADING]) if bare[:2] == "**" else None


def _turn_of_text(bare: str, mark: str) -> Turn | None:
    """A tag may share its line with text; a turn of a recorded talk lasts until the next heading."""
    if mark == "<" or bare[-1] == ">":
        return _tagged(bare)
    return Turn(talk=True) if bare[:2] == "**" and _TALK_TURN.match(bare) else None


def _tagged(bare: str) -> Turn | None:
    tags = tuple([-1 if tag.group(1) else 1 for tag in _EXAMPLE_TAG.finditer(bare)])
    return Turn(tags=tags) if tags else None
