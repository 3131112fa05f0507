"""Many new prompts at once: on all processors, each worker reading its own files."""

from __future__ import annotations

import os
from collections.abc import Callable, MutableMapping, Sequence
from concurrent.futures import ProcessPoolExecutor

from auditor.measures import dataset, prompt
from auditor.model.fleet import Deployed

WORTH_IT = 4_000_000
"""Characters of prompts that no earlier run has measured, from which starting workers pays (two seconds of work)."""
_SLICE = 64


def measure_new(members: Sequence[Deployed], memory: MutableMapping[str, str], progress: Callable[[int], None]) -> None:
    """Measure the prompts that `memory` does not know yet, so that reading them afterwards costs nothing.

    Does nothing where there is too little to do, or a single processor to do it.
    """
    workers = os.cpu_count() or 1
    new = [member for member in members if not prompt.is_known(member, memory)]
    if workers < 2 or sum(map(prompt.size, new)) < WORTH_IT:
        return
    slices = [new[start : start + _SLICE] for start in range(0, len(new), _SLICE)]
    with ProcessPoolExecutor(workers) as pool:
        for done, found in enumerate(pool.map(_measured, slices), 1):
            memory.update(found)
            progress(min(done * _SLICE, len(new)))


def _measured(members: Sequence[Deployed]) -> dict[str, str]:
    memory: dict[str, str] = {}
    for member in members:
        dataset.measure(member, memory, prompt.measure(member, memory))
    return memory
