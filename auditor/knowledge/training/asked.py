"""The inputs of a file of calls as they came in production, with or without what was answered."""

from __future__ import annotations

from typing import Any, BinaryIO

from auditor.knowledge.training.rows import rows
from auditor.knowledge.training.sample import Few, lot
from auditor.knowledge.training.shapes import parts_of

MOST_INPUTS = 256
LONGEST_INPUT = 4_000
_PLAIN = ("input", "prompt", "question", "query", "text", "content")


def inputs(file: BinaryIO) -> tuple[str, ...]:
    """Inputs of a few rows, chosen by lot; rows that hold none are passed over."""
    few, number = Few(MOST_INPUTS, LONGEST_INPUT), 0
    for row in rows(file):
        asked = _asked(row.data)
        if asked.strip():
            number += 1
            few.add(lot(number), asked)
    return few.texts


def _asked(row: Any) -> str:
    if isinstance(row, str):
        return row
    found = parts_of(row)
    if found is not None and found[1].strip():
        return found[1]
    if isinstance(row, dict):
        return next((row[name] for name in _PLAIN if isinstance(row.get(name), str)), "")
    return ""
