"""`make bench-history`: do segments that the detectors call volatile change sooner, and are the chances of it right?"""

from __future__ import annotations

import gzip
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from auditor.knowledge.history import Past, Sample, Version, curve, log_rank, past
from auditor.knowledge.labels import Label

DATA = Path(__file__).parents[3] / "shared" / "corpora" / "history-awesome-copilot.jsonl.gz"
VOLATILE: tuple[Label, ...] = ("volatile",)
OTHERS: tuple[Label, ...] = ("behavior", "stable", "placeholder", "other")
SOON = 90
DAYS = (7, 14, 30, 60, 90, 120, 180, 270)
ROUNDS = 500
WHOLESALE = 0.5
"""A day on which this share of a file's segments ends is a rewrite: it says nothing about single facts."""


def read() -> list[Past]:
    """Every file's past; a lineage through renames is one file."""
    versions: dict[str, list[Version]] = defaultdict(list)
    with gzip.open(DATA, "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            day = datetime.fromisoformat(row["commit_date"]).astimezone(UTC).date()
            versions[row["path"]].append(Version(day, row["text"]))
    return [past(one) for _, one in sorted(versions.items())]


def pooled(samples: Iterable[Sample]) -> Sample:
    """Several samples as one."""
    rows = list(samples)
    return Sample(*(np.concatenate([getattr(one, part) for one in rows]) for part in ("days", "is_changed", "counts")))


def wholesale(found: Past) -> frozenset[int]:
    """The days on which a file was rewritten."""
    lost: dict[int, int] = defaultdict(int)
    for one in found.lives:
        if one.ended is not None:
            lost[one.ended] += one.number
    stood = {day: sum(one.number for one in found.lives if one.born < day <= (one.ended or day)) for day in lost}
    return frozenset(day for day, number in lost.items() if number >= WHOLESALE * stood[day])


def watched(found: Past, end: date, labels: tuple[Label, ...], days: frozenset[int] = frozenset()) -> Sample:
    """How long segments stood; what ended on one of these days was watched no longer, and not changed."""
    return Sample.of(
        ((one.ended or end.toordinal()) - one.born, one.ended is not None and one.ended not in days, one.number)
        for one in found.lives
        if one.label in labels
    )


def curves(pasts: Sequence[Past], end: date) -> None:
    """Survival in text, per group, for all changes."""
    print(f"{'share that stands after … days':34}" + "".join(f"{day:>7}" for day in DAYS))
    for name, labels in (("volatile", VOLATILE), ("others", OTHERS)):
        sample = pooled(one.sample(end, *labels) for one in pasts)
        found = curve(sample)
        row = "".join(f"{found.standing(day):7.3f}" for day in DAYS)
        print(f"{name:10}{sample.size:>8,} segments {sample.changes:>6,} changed"[:34].ljust(34) + row)
        for day in DAYS:
            print(f"    {day:>4} {'█' * round(50 * found.standing(day))}")


def tested(name: str, pasts: Sequence[Past], end: date, *, spares: bool) -> None:
    """The log-rank test, pooled and within each file, with a bootstrap over files since edits come in clusters."""
    days = [wholesale(one) if spares else frozenset[int]() for one in pasts]
    pairs = [
        (watched(one, end, VOLATILE, spared), watched(one, end, OTHERS, spared))
        for one, spared in zip(pasts, days, strict=True)
    ]
    whole = log_rank((pooled(one for one, _ in pairs), pooled(other for _, other in pairs)))
    within = log_rank(*pairs)
    assert whole is not None
    assert within is not None
    parts = [(pair[0].changes, found.expected) for pair in pairs if (found := log_rank(pair)) is not None]
    low, high = _drawn(parts)
    print(f"\n{name}: changes of volatile segments, and as many as would be if all changed alike")
    print(f"  files pooled    {whole.observed:5} seen {whole.expected:8.1f} expected   p = {whole.p:.2g}")
    print(f"  within files    {within.observed:5} seen {within.expected:8.1f} expected   p = {within.p:.2g}")
    ratio = within.observed / within.expected
    print(f"  ratio within files {ratio:.2f}; 95 % of {ROUNDS} draws of whole files: {low:.2f} to {high:.2f}")


def calibrated(pasts: Sequence[Past], start: date, end: date) -> None:
    """P(change within 90 days), estimated on the earlier half, against what the later half saw."""
    middle = date.fromordinal((start.toordinal() + end.toordinal()) // 2)
    ages = (("any age", 0, 10**6), ("under 30 days", 0, 29), ("30 to 89", 30, 89), ("older", 90, 10**6))
    print(f"\nP(change within {SOON} days), estimated on {start} to {middle}; in brackets 95 % of draws of whole files")
    head = "  of the text that stood on the last of these days, by age"
    print(f"{head:58}{'estimated':>10}{'seen':>22}{'segments':>10}")
    for name, labels in (("volatile", VOLATILE), ("others", OTHERS)):
        for word, low, high in ages:
            files = _standing(pasts, middle, labels, low, high)
            told, seen, number = (sum(one[part] for one in files) for part in range(3))
            if number:
                ends = "({:.3f}–{:.3f})".format(*_drawn([(one[1], one[2]) for one in files]))
                label = f"    {name}, {word}"
                print(f"{label:58}{told / number:10.3f}{seen / number:8.3f} {ends}{number:10,.0f}")
    print("  of text written later (new files, reworked in bursts)")
    for name, labels in (("volatile", VOLATILE), ("others", OTHERS)):
        before = _chance([one.until(middle).sample(middle, *labels) for one in pasts])
        after = _chance([watched(_born_after(one, middle), end, labels) for one in pasts])
        print(f"{'    ' + name:48}{before:>20}{after:>22}")


def _drawn(parts: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Between which ends 95 % of the ratios of two sums lie, over draws of whole files."""
    draw = random.Random(20261122)
    ratios = []
    for _ in range(ROUNDS):
        chosen = draw.choices(parts, k=len(parts))
        under = sum(one[1] for one in chosen)
        ratios.append(sum(one[0] for one in chosen) / under if under else 0.0)
    low, high = np.percentile(ratios, (2.5, 97.5))
    return float(low), float(high)


def _standing(
    pasts: Sequence[Past], day: date, labels: tuple[Label, ...], low: int, high: int
) -> list[tuple[float, int, int]]:
    """By file, of the segments of an age that stood on a day: changes to expect within 90 days, those seen, and all."""
    earlier = curve(pooled(one.until(day).sample(day, *labels) for one in pasts))
    longest = int(earlier.sample.days.max())
    today, files = day.toordinal(), []
    for found in pasts:
        told, seen, number = 0.0, 0, 0
        for one in found.lives:
            age = today - one.born
            if one.label not in labels or not low <= age <= high or (one.ended or today + 1) <= today:
                continue
            known = max(0, min(age, longest - SOON))  # beyond what was watched, the last that was
            told += one.number * (1 - earlier.standing(known + SOON) / earlier.standing(known))
            seen += one.number * (one.ended is not None and one.ended <= today + SOON)
            number += one.number
        if number:
            files.append((told, seen, number))
    return files


def _born_after(found: Past, day: date) -> Past:
    return Past(found.edits, tuple(one for one in found.lives if one.born > day.toordinal()))


def _chance(samples: Sequence[Sample]) -> str:
    found = curve(pooled(samples)).change_within(SOON)
    return "unknown" if found is None else f"{found[1]:.3f} ({found[0]:.3f}–{found[2]:.3f})"


def main() -> None:
    """Print the tables, or that the data is not here."""
    if not DATA.exists():
        print(f"skipped: {DATA} is not here (AUDITOR_SHARED names the folder that holds corpora/)")
        return
    begin = time.perf_counter()
    pasts = read()
    took = time.perf_counter() - begin
    start = date.fromordinal(min(one.first for one in pasts))
    end = date.fromordinal(max(one.edits[-1][0] for one in pasts))
    versions = sum(one.versions for one in pasts)
    print(f"{DATA.name}: {len(pasts)} files, {versions} versions that differ, {start} to {end}; read in {took:.1f} s\n")
    curves(pasts, end)
    tested("every change", pasts, end, spares=False)
    tested(f"without days on which {WHOLESALE:.0%} of a file or more was replaced", pasts, end, spares=True)
    calibrated(pasts, start, end)


if __name__ == "__main__":
    main()
