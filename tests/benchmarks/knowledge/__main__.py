"""`make bench-knowledge`: what the detectors find in sources set aside, how sure they may be, and at what speed.

The weights have seen none of the sources in HELD_OUT. The rules beneath them are older and were written by somebody
who had read both sets whole, so the held-out figure is optimistic. The cross-validated figure, on the sources that were
read, flatters the rules too, but shows what the weights are worth on a source they have not seen: between the two,
rather nearer to it, is what to expect of prompts that nobody has read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from auditor.knowledge.labels import Kind, Label
from tests.benchmarks.knowledge import examples, gold, speed
from tests.benchmarks.knowledge.gold import Gold
from tests.benchmarks.knowledge.quality import Answer, alone, calibration, cross_validated, kinds_right, placed, score

AIMS = "aims: F1 ≥ 0.85, P ≥ 0.85, kind right ≥ 0.85"
LABELS: tuple[Label, ...] = ("behavior", "stable", "volatile", "placeholder", "other")
KINDS: tuple[Kind, ...] = ("price", "date", "version", "listing", "contact", "url", "policy", "stat", "other_fact")
VIEWS: tuple[tuple[str, Callable[[Gold], Answer]], ...] = (
    ("with its neighbours", alone),
    ("in its whole prompt", placed),
)


def main() -> None:
    if not gold.is_there():
        print(f"no gold set in {gold.DATA}: only speed and linearity are measured (set AUDITOR_GOLD to its folder)")
    else:
        quality()
    speed.run()


def quality() -> None:
    rows = gold.load()
    aside = [row for row in rows if row.held_out]
    read = [row for row in rows if not row.held_out]
    print(f"set aside unread: {len(aside)} segments of {len(gold.HELD_OUT)} sources; {AIMS}\n")
    print(" ".join(sorted(gold.HELD_OUT)), end="\n\n")
    for view, ask in VIEWS:
        _figures(f"set aside, {view}", [ask(row) for row in aside])
    for view, ask in VIEWS:
        if answers := [ask(row) for row in gold.unread()]:
            _figures(f"never read, {view}", answers)
            _tables(answers, f"never read, {view}", by_source=False)
    learned = examples.load()
    for view, ask in VIEWS:
        answers = cross_validated(read, learned, ask)
        _figures(f"read, cross-validated over sources, {view}", answers)
        steady = [one for one in answers if one.row.source != gold.FICKLE]
        _line(f"  without {gold.FICKLE}", steady)
        if ask is alone:
            _tables(answers, "read, cross-validated")
    answers = [alone(row) for row in aside]
    _tables(answers, "set aside")


def _figures(name: str, answers: Sequence[Answer]) -> None:
    _line(name, answers)
    for part in gold.SETS:
        chosen = [one for one in answers if one.row.set == part.removesuffix(".jsonl")]
        if chosen:
            _line(f"  {part}", chosen)


def _line(name: str, answers: Sequence[Answer]) -> None:
    labels = sum(one.label == one.row.label for one in answers) / len(answers)
    print(f"{name:62} {score(answers)}  kind {kinds_right(answers):.3f}  label {labels:.3f}")


def _tables(answers: Sequence[Answer], name: str, *, by_source: bool = True) -> None:
    print(f"\n{name}: confidence of a span → share of right ones")
    for edge, count, right in calibration(answers):
        print(f"  {edge:.1f}-{edge + 0.1:.1f}  {count:5}  {right:.2f}")
    print(f"\n{name}: kind, how many, found, found under that kind; claimed of what is not volatile")
    for kind in KINDS:
        true = [one for one in answers if one.row.label == "volatile" and kind in one.row.kinds]
        found = [one for one in true if one.label == "volatile"]
        wrong = sum(one.label == "volatile" != one.row.label and one.kind == kind for one in answers)
        print(f"  {kind:12}{len(true):5}{len(found):6}{sum(one.kind == kind for one in found):6}{wrong:8}")
    if by_source:
        print(f"\n{name}: by source")
    for source, count in Counter(one.row.source for one in answers if by_source).most_common():
        chosen = [one for one in answers if one.row.source == source]
        print(f"  {source:58}{count:5}  {score(chosen)}")
    print(f"\n{name}: labels, gold in rows, ours in columns")
    print(" " * 13 + "".join(f"{label:>12}" for label in LABELS))
    met = Counter((one.row.label, one.label) for one in answers)
    for row in LABELS:
        print(f"  {row:11}" + "".join(f"{met[row, label]:12}" for label in LABELS))
    print()


if __name__ == "__main__":
    main()
