"""The examples at hand: counted in chat JSONL files, or as declared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from auditor import knowledge
from auditor.errors import InputError
from auditor.model.facts import DatasetFacts
from auditor.model.fleet import Deployed, sha256
from auditor.model.measurement import Known, Measurement, Unknown

_MOST_ANSWER = 20_000
"""Characters of one answer that are searched for ageing facts; the rest of a longer one is not read."""


@dataclass(slots=True)
class _Rows:
    """What was seen in one file, row by row, in constant memory but for a digest a row."""

    rows: int = 0
    ageing: int = 0
    digests: set[str] = field(default_factory=set)
    flaws: list[str] = field(default_factory=list)


def measure(member: Deployed) -> tuple[DatasetFacts, Measurement[Decimal]]:
    """The facts on the data set, and the share of training answers that hold an ageing fact.

    Raises InputError if a file that the inventory names cannot be read.
    """
    declared, tuned = member.agent.dataset, member.agent.fine_tune
    examples = _read(member, declared.file if declared else None)
    holdout = _read(member, declared.holdout_file if declared else None)
    trained = _read(member, tuned.data if tuned else None)
    facts = DatasetFacts(
        examples=_count(examples, declared.examples if declared else None, "dataset.file or dataset.examples"),
        distinct=Known(len(examples.digests), "examples")
        if examples
        else Unknown("the examples are not on file, so duplicates were not counted"),
        holdout=_count(holdout, declared.holdout if declared else None, "dataset.holdout_file or dataset.holdout"),
        overlap=Known(len(examples.digests & holdout.digests), "examples")
        if examples and holdout
        else Unknown("examples and hold-out are not both on file, so their overlap was not counted"),
        baseline_measured=Unknown("dataset.baseline_measured is not declared")
        if declared is None or declared.baseline_measured is None
        else Known(declared.baseline_measured, basis="declared"),
        flaws=tuple([*(examples.flaws if examples else ()), *(trained.flaws if trained else ())])[:20],
    )
    return facts, _ageing(trained if member.agent.is_tuned else examples, is_tuned=member.agent.is_tuned)


def _ageing(rows: _Rows | None, *, is_tuned: bool) -> Measurement[Decimal]:
    if rows is None or rows.rows == 0:
        wanted = "fine_tune.data" if is_tuned else "dataset.file"
        return Unknown(f"{wanted} is not at hand, so its answers were not searched for ageing facts")
    return Known(Decimal(rows.ageing) / rows.rows, "share of examples", note=f"{rows.ageing} of {rows.rows} answers")


def _count(rows: _Rows | None, declared: int | None, wanted: str) -> Measurement[int]:
    if rows is not None:
        return Known(rows.rows, "examples", "measured")
    return Unknown(f"{wanted} is not declared") if declared is None else Known(declared, "examples", "declared")


def _read(member: Deployed, name: str | None) -> _Rows | None:
    if name is None or name not in member.files:
        return None
    path = member.files[name]
    seen = _Rows()
    for line, answers in _answers(path, seen):
        seen.rows += 1
        seen.digests.add(sha256(line)[:16])
        seen.ageing += any(_holds_ageing_fact(answer) for answer in answers)
    return seen


def _answers(path: Path, seen: _Rows) -> Iterator[tuple[str, list[str]]]:
    """Each row as normalized text, with what the assistant says in it."""
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                except (json.JSONDecodeError, RecursionError):
                    seen.flaws.append(f"{path.as_posix()}:{number}: not a JSON object")
                    continue
                answers = _said_by_assistant(row)
                if not any(answer.strip() for answer in answers):
                    seen.flaws.append(f"{path.as_posix()}:{number}: no answer of the assistant")
                    continue
                yield json.dumps(row, sort_keys=True), answers
    except OSError as error:
        raise InputError.at(path.as_posix(), f"cannot be read: {error.strerror}") from error


def _said_by_assistant(row: Any) -> list[str]:
    messages = row.get("messages") if isinstance(row, dict) else None
    if not isinstance(messages, list):
        return []
    return [
        str(message.get("content") or "")
        for message in messages
        if isinstance(message, dict) and message.get("role") == "assistant"
    ]


def _holds_ageing_fact(answer: str) -> bool:
    return any(segment.label == "volatile" for segment in knowledge.annotate(answer[:_MOST_ANSWER]))
