"""Do chances of change come true? In the large, by slope, by bins, and by Brier's score against the base rate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from auditor.knowledge.history import SOON, Past
from tests.benchmarks.history.corpus import middle
from tests.benchmarks.history.foretold import STEP, WAYS, Labels, Told, constant, foretold

ROUNDS = 300
_STEEPEST = 15
"""A slope beyond this comes from too few different chances to tell one."""
BINS = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 1.0)
KINDS: tuple[tuple[str, Labels], ...] = (("all text", ()), ("text that ages", ("volatile",)))

_READ = """Pace is the product's way. Its figures for the fleet are estimated on what was known at the split, or anew on
each day; a file's record counts up to the day on which a chance is told, for its next 90 days. The three other ways
always know all up to that day. Told over seen is 1 where the level is right; the slope is 1 where high chances are as
much higher as they say, more where they should lie further apart. In brackets: 95 % of draws of whole files."""

_REGIMES = """
  The level moves with the regime. In autumn 2025 commits over the whole repository changed a line or two in most
  files; they ended in February 2026, so that files left alone change less than was told (the low bins). From March 2026
  on one author rewrites a folder of files, most of them new, about weekly: what is seen jumps from 4 % to 16 %, no
  figure from before foretells that, and the pace of the files catches up within weeks. On the one day of the split
  nothing beats the base rate: too few prompts had shown a pace of their own by then."""

Rows = NDArray[np.float64]
Figure = Callable[[Rows], float]


def report(pasts: Sequence[Past], start: date, end: date) -> None:
    """Everything, for a split that was set beforehand: the middle day between the first version and the last."""
    split = middle(start, end)
    days = _days(split, end)
    print(f"\n2. The chance of a change within {SOON} days, told on {len(days)} days from {split} to {days[-1]}")
    print(_READ)
    before = [day for day in _days(start + 2 * STEP, split) if day < split]
    early = f"{len(before)} days of the earlier half, {before[0]} to {before[-1]}"
    _compared(f"all text, on {early} (all within it), fitted anew on each", pasts, before, (), None)
    for name, labels in KINDS:
        _compared(f"{name}, on the split day only", pasts, [split], labels, split)
        _compared(f"{name}, on all {len(days)} days, fitted at the split", pasts, days, labels, split)
        _compared(f"{name}, on all {len(days)} days, fitted anew on each", pasts, days, labels, None)
    for name, labels in KINDS:
        _table(f"{name}, fitted at the split", foretold(pasts, WAYS["pace"], days, labels, split))
        _table(f"{name}, fitted anew on each day", foretold(pasts, WAYS["pace"], days, labels, None))
    _splits(pasts, start, end)


def _days(first: date, end: date) -> list[date]:
    """Days a month apart from which 90 more are on record."""
    days = []
    while first <= end - timedelta(days=SOON):
        days.append(first)
        first += STEP
    return days


def _compared(name: str, pasts: Sequence[Past], days: Sequence[date], labels: Labels, frozen: date | None) -> None:
    print(f"\n  {name}")
    head = ("told/seen", "slope", "Brier", "told/seen by prompt", "Brier by prompt")
    print(f"    {'':24}" + "".join(f"{word:>24}" for word in head))
    base = _arrays(foretold(pasts, constant, days, labels, None))
    for way, estimate in WAYS.items():
        rows = _arrays(foretold(pasts, estimate, days, labels, frozen))
        by_prompt = [_one_each(file) for file in rows]
        figures = (
            _with_ends(rows, _in_the_large), _with_ends(rows, _slope), f"{_brier(np.vstack(rows)):.4f}",
            _with_ends(by_prompt, _in_the_large), f"{_brier(np.vstack(by_prompt)):.4f}",
        )  # fmt: skip
        print(f"    {way:24}" + "".join(f"{figure:>24}" for figure in figures))
        if way == "pace":
            print(f"    Brier's score less the constant's: {_gain(rows, base)}")


def _table(name: str, told: Sequence[Told]) -> None:
    """Told and seen by bins of what was told."""
    rows = _arrays(told)
    print(f"\n  by what was told: {name}")
    print(f"    {'told':>14}{'mean told':>11}{'seen':>22}{'segments':>10}{'prompts':>9}")
    for low, high in pairwise(BINS):
        inside = [file[(file[:, 0] >= low) & (file[:, 0] < high)] for file in rows]
        inside = [file for file in inside if len(file)]
        if inside:
            together = np.vstack(inside)
            mean = np.average(together[:, 0], weights=together[:, 1])
            seen = _with_ends(inside, lambda part: float(part[:, 2].sum() / part[:, 1].sum()), 3)
            number = together[:, 1].sum()
            print(f"    {low:>6.2f} to {high:<4.2f}{mean:>11.3f}{seen:>22}{number:>10,.0f}{len(inside):>9}")


def _splits(pasts: Sequence[Past], start: date, end: date) -> None:
    """How the level moves from one split to another."""
    print("\n  other splits, all text, each fitted at the split and told on that day")
    head = f"{'told/seen':>24}{'slope':>24}{'Brier':>8}{'constant':>10}"
    print(f"    {'split':12}{'seen':>8}{'told':>8}{'constant':>10}{head}")
    for day in _days(start + 3 * STEP, end):
        rows = _arrays(foretold(pasts, WAYS["pace"], [day], (), day))
        base = np.vstack(_arrays(foretold(pasts, constant, [day], (), None)))
        every = np.vstack(rows)
        number = every[:, 1].sum()
        seen, told = every[:, 2].sum() / number, (every[:, 0] * every[:, 1]).sum() / number
        print(
            f"    {day}  {seen:>8.3f}{told:>8.3f}{base[0, 0]:>10.3f}{_with_ends(rows, _in_the_large):>24}"
            f"{_with_ends(rows, _slope):>24}{_brier(every):>8.4f}{_brier(base):>10.4f}"
        )
    print(_REGIMES)


def _arrays(told: Sequence[Told]) -> list[Rows]:
    """By file: chance, number and changes."""
    files: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
    for one in told:
        files[one.file].append((one.chance, one.number, one.changed))
    return [np.array(files[file], dtype=np.float64) for file in sorted(files)]


def _one_each(rows: Rows) -> Rows:
    """The rows of a file, weighed so that every file counts alike."""
    weighed = rows.copy()
    weighed[:, 1:] /= rows[:, 1].sum()
    return weighed


def _in_the_large(rows: Rows) -> float:
    changed = rows[:, 2].sum()
    return float((rows[:, 0] * rows[:, 1]).sum() / changed) if changed else float("nan")


def _brier(rows: Rows) -> float:
    chance, number, changed = rows.T
    return float((changed * (1 - chance) ** 2 + (number - changed) * chance**2).sum() / number.sum())


def _slope(rows: Rows) -> float:
    """The slope of a logistic regression of what was seen on the logit of what was told."""
    chance = np.clip(rows[:, 0], 1e-4, 1 - 1e-4)
    told = np.log(chance / (1 - chance))
    if np.ptp(told) < 1e-9 or not rows[:, 2].sum():
        return float("nan")
    design, found = np.column_stack((np.ones_like(told), told)), np.array([0.0, 1.0])
    for _ in range(25):
        fit = 1 / (1 + np.exp(-np.clip(design @ found, -30, 30)))
        weight = rows[:, 1] * fit * (1 - fit) + 1e-12
        found = found + np.linalg.solve(
            (design.T * weight) @ design + 1e-9 * np.eye(2), design.T @ (rows[:, 2] - rows[:, 1] * fit)
        )
    return float(found[1]) if abs(found[1]) < _STEEPEST else float("nan")


def _draws(files: Sequence[Rows]) -> list[NDArray[np.int64]]:
    draw = np.random.default_rng(20261122)
    return [draw.integers(0, len(files), len(files)) for _ in range(ROUNDS)]


def _with_ends(files: Sequence[Rows], figure: Figure, digits: int = 2) -> str:
    point = figure(np.vstack(files))
    if np.isnan(point):
        return "–"
    drawn = [figure(np.vstack([files[place] for place in chosen])) for chosen in _draws(files)]
    low, high = np.nanpercentile(drawn, (2.5, 97.5))
    return f"{point:.{digits}f} ({low:.{digits}f}–{high:.{digits}f})"


def _gain(files: Sequence[Rows], base: Sequence[Rows]) -> str:
    """How much lower the score is than the constant's, negative where it is better."""
    both = [
        _brier(np.vstack([files[place] for place in chosen])) - _brier(np.vstack([base[place] for place in chosen]))
        for chosen in _draws(files)
    ]
    low, high = np.percentile(both, (2.5, 97.5))
    return f"{_brier(np.vstack(files)) - _brier(np.vstack(base)):+.4f} ({low:+.4f} to {high:+.4f})"
