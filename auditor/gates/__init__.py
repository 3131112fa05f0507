"""The judgements, each a file; never a measurement. `GATES` is the walk, in order."""

from __future__ import annotations

from auditor.gates import (
    examples_ready,
    knowledge_stable,
    option_open,
    prompting_exhausted,
    scale_pays,
    task_narrow,
)
from auditor.gates.gate import Gate, walk

GATES: tuple[Gate, ...] = (
    prompting_exhausted.GATE,
    knowledge_stable.GATE,
    examples_ready.GATE,
    task_narrow.GATE,
    scale_pays.GATE,
    option_open.GATE,
)

__all__ = ["GATES", "Gate", "walk"]
