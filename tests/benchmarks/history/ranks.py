"""Does text called volatile change sooner? Survival curves and the log-rank test, over all files and within each.

Over all files it seems to change later, within a file it changes sooner. Both are true: most of the text that was ever
changed lies in a few files that are rewritten again and again, and these hold hardly a fact that ages. What a file is
decides more than what a segment says, so the question of kinds is only answered among segments of one file (Simpson's
paradox; the stratified test). Standardised, the curve of the others is what it would be if they lay in the files in
which the volatile segments lie.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from auditor.knowledge.history import Past, Sample, curve, log_rank
from auditor.knowledge.labels import Label
from tests.benchmarks.history.corpus import middle

VOLATILE: tuple[Label, ...] = ("volatile",)
OTHERS: tuple[Label, ...] = ("behavior", "stable", "placeholder", "other")
DAYS = (7, 14, 30, 60, 90, 120, 180, 270)
ROUNDS = 500
WHOLESALE = 0.5
"""A day on which this share of a file's segments ends is a rewrite: it says nothing about single facts."""

Pair = tuple[Sample, Sample]


def pooled(samples: Iterable[Sample]) -> Sample:
    """Several samples as one."""
    rows = list(samples)
    return Sample(*(np.concatenate([getattr(one, part) for one in rows]) for part in ("days", "is_changed", "counts")))


def rewrites(found: Past) -> frozenset[int]:
    """The days on which a file was rewritten."""
    lost: dict[int, int] = defaultdict(int)
    for one in found.lives:
        if one.ended is not None:
            lost[one.ended] += one.number
    stood = {day: sum(one.number for one in found.lives if one.born < day <= (one.ended or day)) for day in lost}
    return frozenset(day for day, number in lost.items() if number >= WHOLESALE * stood[day])


def watched(found: Past, end: date, labels: tuple[Label, ...], spared: frozenset[int], after: int = 0) -> Sample:
    """How long segments written after a day stood; what ended on a spared day was watched no longer, not changed."""
    return Sample.of(
        ((one.ended or end.toordinal()) - one.born, one.ended is not None and one.ended not in spared, one.number)
        for one in found.lives
        if one.label in labels and one.born > after
    )


def report(pasts: Sequence[Past], start: date, end: date) -> None:
    """The curves, and the test over all files and within each, for all changes and for parts of them."""
    print("\n1. Does text that ages change sooner?\n")
    every = _pairs(pasts, end)
    _curves(every)
    half = middle(start, end)
    tests = {
        "every change": every,
        f"no day on which {WHOLESALE:.0%} of a file or more went": _pairs(pasts, end, spares=True),
        f"the earlier half, to {half}": _pairs(
            [one.until(half) for one in pasts if one.first <= half.toordinal()], half
        ),
        "the later half: text written in it": _pairs(pasts, end, after=half.toordinal()),
    }
    print("\nchanges of volatile segments, and as many as there would be if all segments changed alike")
    print(f"{'':46}{'over all files':>27}{'within files':>30}{'ratio within, 95 % of draws of files':>40}")
    for name, pairs in tests.items():
        _tested(name, pairs)
    _by_kind(pasts, end)
    print(
        "\nOver all files volatile text seems to change later: the files that are rewritten again and again hold most"
        "\nof all changes and hardly a fact that ages. Among the segments of one file it changes sooner. The product"
        "\nuses the second: a prompt's own pace first, then by how much its text that ages is ahead of it."
    )


def _pairs(pasts: Sequence[Past], end: date, *, spares: bool = False, after: int = 0) -> list[Pair]:
    days = [rewrites(one) if spares else frozenset[int]() for one in pasts]
    return [
        (watched(one, end, VOLATILE, spared, after), watched(one, end, OTHERS, spared, after))
        for one, spared in zip(pasts, days, strict=True)
    ]


def _curves(pairs: Sequence[Pair]) -> None:
    volatile, others = (pooled(pair[group] for pair in pairs) for group in (0, 1))
    print(f"{'share that stands after … days':36}" + "".join(f"{day:>7}" for day in DAYS))
    shares = {
        f"volatile ({volatile.size:,}, {volatile.changes:,} changed)": [curve(volatile).standing(day) for day in DAYS],
        f"others ({others.size:,}, {others.changes:,} changed)": [curve(others).standing(day) for day in DAYS],
        "others, standardised": [_standardised(pairs, day) for day in DAYS],
    }
    for name, row in shares.items():
        print(f"{name:36}" + "".join(f"{share:7.3f}" for share in row))
    for name, row in shares.items():
        print(f"  {name.split(' (')[0]}")
        for day, share in zip(DAYS, row, strict=True):
            print(f"  {day:>5} {'█' * round(60 * share)}")


def _by_kind(pasts: Sequence[Past], end: date) -> None:
    """Which kinds of fact change, and how many would if all segments of a file changed alike."""
    print("\nby kind of fact, within files: segments, changed, and as many as there would be if all changed alike")
    kinds = sorted({one.kind for found in pasts for one in found.lives if one.kind is not None})
    for kind in kinds:
        groups = [
            [one for one in found.lives if (one.kind == kind) is is_it] for found in pasts for is_it in (True, False)
        ]
        samples = [Past(((0, 1),), tuple(lives)).sample(end) for lives in groups]
        pairs = list(zip(samples[::2], samples[1::2], strict=True))
        found = log_rank(*pairs)
        size = sum(one.size for one, _ in pairs)
        if found is not None:
            print(f"  {kind:12}{size:>6}{found.observed:>6}{found.expected:>8.1f}   p = {found.p:.1g}")


def _standardised(pairs: Sequence[Pair], day: int) -> float:
    """What of the others would stand if they lay in the files as the volatile ones do."""
    held = [(volatile.size, curve(others).standing(day)) for volatile, others in pairs if others.size]
    return sum(number * share for number, share in held) / sum(number for number, _ in held)


def _tested(name: str, pairs: Sequence[Pair]) -> None:
    whole = log_rank((pooled(one for one, _ in pairs), pooled(other for _, other in pairs)))
    within = log_rank(*pairs)
    if whole is None or within is None:
        print(f"  {name:44} too few changes to tell")
        return
    parts = [(pair[0].changes, found.expected) for pair in pairs if (found := log_rank(pair)) is not None]
    low, high = drawn(parts)
    over = f"{whole.observed} for {whole.expected:.0f}, p = {whole.p:.1g}"
    inside = f"{within.observed} for {within.expected:.1f}, p = {within.p:.1g}"
    print(f"  {name:44}{over:>27}{inside:>30}{within.observed / within.expected:>18.2f} ({low:.2f} to {high:.2f})")


def drawn(parts: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Between which ends 95 % of the ratios of two sums lie, over draws of whole files: edits come in clusters."""
    draw = random.Random(20261122)
    ratios = []
    for _ in range(ROUNDS):
        chosen = draw.choices(parts, k=len(parts))
        under = sum(one[1] for one in chosen)
        ratios.append(sum(one[0] for one in chosen) / under if under else 0.0)
    low, high = np.percentile(ratios, (2.5, 97.5))
    return float(low), float(high)
