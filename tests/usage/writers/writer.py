"""What a writer of logs is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.usage.month import WHOLE, Call


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Writes the month as a tool would."""

    id: str
    format: str
    """The NAME of the format that must claim its files."""
    file: str
    write: Callable[[Sequence[Call], Path], None]
    cannot: frozenset[str] = WHOLE
    """What the format cannot tell: agent, provider, cache, ttl, reasoning, cost, session, failed, minutes."""
    flaws: frozenset[str] = frozenset()
    """Kinds of flaws that a sound log of this format has by its nature."""


def json_lines(records: Iterable[Any], path: Path) -> None:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")


def document(record: Any, path: Path) -> None:
    path.write_text(json.dumps(record, ensure_ascii=False, indent=2), "utf-8")


def runs_of(calls: Sequence[Call]) -> dict[str, list[Call]]:
    """The calls by the run of the agent that made them."""
    runs: dict[str, list[Call]] = {}
    for call in calls:
        runs.setdefault(call.run, []).append(call)
    return runs
