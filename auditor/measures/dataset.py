"""The examples at hand: read in chat training files, or as declared."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from auditor import tokens
from auditor.measures import contexts
from auditor.measures.training_file import Files, Seen
from auditor.model.dataset import ContextFacts, DatasetFacts, FoundIn, QuotedFact
from auditor.model.facts import PromptFacts
from auditor.model.fleet import Deployed
from auditor.model.measurement import Known, Measurement, Unknown
from auditor.model.money import Range

_MOST_FLAWS = 20
_TENTH, _THOUSANDTH = Decimal("0.1"), Decimal("0.001")


@dataclass(frozen=True, slots=True)
class _Read:
    """A file and what it holds."""

    name: str
    seen: Seen


def measure(
    member: Deployed, memory: MutableMapping[str, str], prompt: PromptFacts
) -> tuple[DatasetFacts, Measurement[Decimal]]:
    """The facts on the data set, and the share of training answers that hold an ageing fact.

    Raises InputError if a file that the inventory names cannot be read.
    """
    declared, tuned = member.agent.dataset, member.agent.fine_tune
    files = Files(tokens.family_of(member.agent.model.name), memory)
    held_out = _path(member, declared.holdout_file if declared else None)
    holdout = _read(files, held_out)
    production = _path(member, declared.production_file if declared else None)
    examples = _read(files, _path(member, declared.file if declared else None), held_out, production)
    data = _path(member, tuned.data if tuned else None)
    trained = (
        examples if examples and data and data.as_posix() == examples.name else _read(files, data, held_out, production)
    )
    learned = trained if member.agent.is_tuned else examples
    both = tuple({read.name: read for read in (examples, trained) if read}.values())
    facts = DatasetFacts(
        examples=_count(examples, declared.examples if declared else None, "dataset.file or dataset.examples"),
        distinct=_distinct(examples),
        near_duplicates=_near(examples),
        holdout=_count(holdout, declared.holdout if declared else None, "dataset.holdout_file or dataset.holdout"),
        overlap=_overlap(examples, near=False),
        near_overlap=_overlap(examples, near=True),
        baseline_measured=Unknown("dataset.baseline_measured is not declared")
        if declared is None or declared.baseline_measured is None
        else Known(declared.baseline_measured, basis="declared"),
        flawed=_flawed(examples),
        flaws=_flaws(both),
        flaw_kinds=tuple(
            FoundIn(what, rows, read.name, lines[0]) for read in both for what, rows, lines in read.seen.flaws
        ),
        personal=tuple(
            FoundIn(what, count, read.name, line) for read in both for what, count, line in read.seen.personal
        ),
        credentials=tuple(
            FoundIn(what, count, read.name, line) for read in both for what, count, line in read.seen.credentials
        ),
        ageing_kinds=learned.seen.kinds if learned else (),
        quotes=tuple(QuotedFact(learned.name, *quote) for quote in learned.seen.quotes) if learned else (),
        tokens_per_example=_tokens(learned or examples),
        sampled=_sampled(learned),
        contexts=_contexts(member, learned or examples, prompt),
        told_apart=_told_apart(learned or examples, held_out, production),
        compared_with="production" if production else "the hold-out" if held_out else "",
    )
    return facts, _ageing(learned, is_tuned=member.agent.is_tuned)


def _path(member: Deployed, name: str | None) -> Path | None:
    return member.files.get(name) if name else None


def _read(files: Files, path: Path | None, holdout: Path | None = None, production: Path | None = None) -> _Read | None:
    seen = files.read(path, holdout, production)
    return None if path is None or seen is None else _Read(path.as_posix(), seen)


def _contexts(member: Deployed, read: _Read | None, prompt: PromptFacts) -> Measurement[ContextFacts]:
    if read is None:
        return Unknown("no example is on file, so nobody knows under which system message they are trained")
    return contexts.measure(read.seen.contexts, prompt, member.prompt.read())


def _told_apart(read: _Read | None, held_out: Path | None, production: Path | None) -> Measurement[Range]:
    """Whether the inputs look like those they are to stand for; the hold-out says less of that than production."""
    if read is None:
        return Unknown("the examples are not on file, so their inputs were not compared with any")
    if held_out is None and production is None:
        return Unknown(
            "neither dataset.production_file nor dataset.holdout_file is declared, so there is nothing to compare with"
        )
    if read.seen.apart is None:
        return Unknown("too few inputs to compare: 20 of either file are asked for")
    share, error = (Decimal(str(figure)) for figure in read.seen.apart)
    low, high = max(Decimal(0), share - 2 * error), min(Decimal(1), share + 2 * error)
    note = "nearest neighbours by runs of four letters; half if both are drawn alike"
    if production is None:
        note += "; the hold-out often comes from the same source as the examples, so this says little of production"
    return Known(Range(*(end.quantize(_THOUSANDTH) for end in (low, share, high))), "share of inputs", note=note)


def _ageing(read: _Read | None, *, is_tuned: bool) -> Measurement[Decimal]:
    if read is None or read.seen.searched == 0:
        wanted = "fine_tune.data" if is_tuned else "dataset.file"
        return Unknown(f"{wanted} is not at hand, so its answers were not searched for ageing facts")
    seen = read.seen
    note = f"{seen.holding:,} of {seen.searched:,} answers"
    if seen.is_sample:
        note += f", {_sampled(read)}"
    if seen.given:
        note += f"; {seen.given:,} more repeat such facts from their own input"
    return Known(Decimal(seen.holding) / seen.searched, "share of examples", note=note)


def _sampled(read: _Read | None) -> str:
    """How the searched answers were chosen, with the 95 % error of a share; empty if all were searched."""
    if read is None or not read.seen.is_sample:
        return ""
    share = read.seen.holding / read.seen.searched
    error = 196 * (share * (1 - share) / read.seen.searched) ** 0.5
    return f"a sample of {read.seen.searched:,} from {read.seen.examples:,}, ± {max(error, 0.1):.1f} points"


def _count(read: _Read | None, declared: int | None, wanted: str) -> Measurement[int]:
    if read is not None:
        return Known(read.seen.examples, "examples", "measured")
    return Unknown(f"{wanted} is not declared") if declared is None else Known(declared, "examples", "declared")


def _distinct(read: _Read | None) -> Measurement[int]:
    if read is None:
        return Unknown("the examples are not on file, so duplicates were not counted")
    return Known(read.seen.distinct, "examples")


def _near(read: _Read | None) -> Measurement[int]:
    if read is None:
        return Unknown("the examples are not on file, so near duplicates were not estimated")
    note = "an estimate: word pairs four fifths alike, rows of twelve words or more"
    return Known(read.seen.near, "examples", note=note)


def _flawed(read: _Read | None) -> Measurement[int]:
    if read is None:
        return Unknown("the examples are not on file, so their rows were not checked")
    return Known(sum(rows for _, rows, _ in read.seen.flaws), "rows", note=f"of {read.seen.rows:,} rows")


def _overlap(read: _Read | None, *, near: bool) -> Measurement[int]:
    count = None if read is None else read.seen.near_shared if near else read.seen.shared
    if count is None:
        return Unknown("examples and hold-out are not both on file, so their overlap was not counted")
    return Known(count, "examples")


def _flaws(reads: tuple[_Read, ...]) -> tuple[str, ...]:
    found = [(read.name, line, what) for read in reads for what, _, lines in read.seen.flaws for line in lines]
    return tuple(f"{name}:{line}: {what}" for name, line, what in sorted(found)[:_MOST_FLAWS])


def _tokens(read: _Read | None) -> Measurement[Range]:
    if read is None or read.seen.tokens is None:
        return Unknown("no example is on file, so its tokens were not counted")
    low, point, high = (Decimal(str(end)).quantize(_TENTH) for end in read.seen.tokens)
    if read.seen.is_counted_whole:
        return Known(Range(low, point, high), "tokens", "measured", f"mean of {read.seen.examples:,} examples")
    note = "mean length in characters × tokens per character of a sample"
    return Known(Range(low, point, high), "tokens", "computed", note)
