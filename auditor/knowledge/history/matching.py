"""Which segment of one version is which of the next: the same text, or nearly the same in the same place."""

from __future__ import annotations

import difflib
from collections import defaultdict, deque
from collections.abc import Sequence
from typing import NamedTuple

ALIKE = 0.6
"""Similarity from which a text counts as edited rather than replaced: difflib's own mark of a close match."""

_NEIGHBOURS = 4
_MOST_COMPARED = 500
"""Comparisons for one pair of versions; beyond them a replaced text is told as removed and added, not as edited."""
_MOST_READ = 300


class Matched(NamedTuple):
    """By index of the new segments: the old one that stands there unchanged, and the old one that was edited to it."""

    kept: dict[int, int]
    edited: dict[int, int]


def match(old: Sequence[str], new: Sequence[str]) -> Matched:
    """Match the segments of two neighbouring versions, in time linear in their number."""
    places: dict[str, deque[int]] = defaultdict(deque)
    for place, text in enumerate(old):
        places[text].append(place)
    kept = {index: places[text].popleft() for index, text in enumerate(new) if places.get(text)}
    return Matched(kept, _edited(old, new, kept))


def _edited(old: Sequence[str], new: Sequence[str], kept: dict[int, int]) -> dict[int, int]:
    """Pair what is left over between the same two unchanged segments, as far as it is alike."""
    found: dict[int, int] = {}
    compared = 0
    added = _gaps(range(len(new)), {index: index for index in kept})
    lost = _gaps(range(len(old)), {place: index for index, place in kept.items()})
    for gap, places in lost.items():
        left = added.get(gap, [])
        for place in places:
            near = left[:_NEIGHBOURS]
            compared += len(near)
            if not near or compared > _MOST_COMPARED:
                break
            best, index = max((_likeness(old[place], new[index]), -index) for index in near)
            if best >= ALIKE:
                found[-index] = place
                left = left[left.index(-index) + 1 :]
    return found


def _gaps(places: range, anchors: dict[int, int]) -> dict[int, list[int]]:
    """What has no anchor, by the last anchor before it."""
    gaps: dict[int, list[int]] = defaultdict(list)
    last = -1
    for place in places:
        if place in anchors:
            last = anchors[place]
        else:
            gaps[last].append(place)
    return gaps


def _likeness(one: str, other: str) -> float:
    matcher = difflib.SequenceMatcher(None, one[:_MOST_READ], other[:_MOST_READ], autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()
