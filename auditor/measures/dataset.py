"""The examples at hand: counted in chat JSONL files, or as declared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from auditor.errors import InputError
from auditor.measures.edition import edition
from auditor.model.facts import DatasetFacts
from auditor.model.fleet import Deployed, sha256
from auditor.model.measurement import Known, Measurement, Unknown

_MOST_ANSWER = 20_000
"""Characters of one answer that are searched for ageing facts; the rest of a longer one is not read."""


@dataclass(slots=True)
class _Rows:
    """What was seen in one file: nothing is kept of a row but a digest."""

    rows: int = 0
    ageing: int = 0
    digests: set[str] = field(default_factory=set)
    flaws: list[str] = field(default_factory=list)


def measure(member: Deployed, memory: MutableMapping[str, str]) -> tuple[DatasetFacts, Measurement[Decimal]]:
    """The facts on the data set, and the share of training answers that hold an ageing fact.

    Raises InputError if a file that the inventory names cannot be read.
    """
    declared, tuned = member.agent.dataset, member.agent.fine_tune
    examples = _read(member, declared.file if declared else None, memory)
    holdout = _read(member, declared.holdout_file if declared else None, memory)
    trained = _read(member, tuned.data if tuned else None, memory)
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
        flaws=tuple(flaw for rows in (examples, trained) if rows for flaw in rows.flaws)[:20],
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


def _read(member: Deployed, name: str | None, memory: MutableMapping[str, str]) -> _Rows | None:
    """The rows of a file; what an earlier run saw in the same bytes is taken from `memory`."""
    if name is None or name not in member.files:
        return None
    path = member.files[name]
    key = f"dataset|{edition()}|{path.as_posix()}|{_digest(path)}"
    if key not in memory:
        seen = _counted(path)
        memory[key] = json.dumps([seen.rows, seen.ageing, sorted(seen.digests), seen.flaws])
        return seen
    rows, ageing, digests, flaws = json.loads(memory[key])
    return _Rows(rows, ageing, set(digests), flaws)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError.at(path.as_posix(), f"cannot be read: {error.strerror}") from error


def _counted(path: Path) -> _Rows:
    seen = _Rows()
    for line, answers in _answers(path, seen):
        seen.rows += 1
        seen.digests.add(sha256(line)[:16])
        seen.ageing += any(_holds_ageing_fact(answer) for answer in answers)
    return seen


def _answers(path: Path, seen: _Rows) -> Iterator[tuple[str, list[str]]]:
    """Each row as normalized text, with what the assistant says in it; rows without either become flaws."""
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
            if any(answer.strip() for answer in answers):
                yield json.dumps(row, sort_keys=True), answers
            else:
                seen.flaws.append(f"{path.as_posix()}:{number}: no answer of the assistant")


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
    from auditor import knowledge  # only for files that no earlier run has read

    return any(segment.label == "volatile" for segment in knowledge.annotate(answer[:_MOST_ANSWER]))
