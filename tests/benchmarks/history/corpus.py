"""The corpus: prompts of a public repository with all their versions."""

from __future__ import annotations

import gzip
import json
import os
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

from auditor.knowledge.history import Past, Version, past

_BESIDE = Path(__file__).parents[4] / "shared"
DATA = Path(os.environ.get("AUDITOR_SHARED") or _BESIDE) / "corpora" / "history-awesome-copilot.jsonl.gz"


def read() -> list[Past]:
    """Every file's past; a lineage through renames is one file."""
    versions: dict[str, list[Version]] = defaultdict(list)
    with gzip.open(DATA, "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            day = datetime.fromisoformat(row["commit_date"]).astimezone(UTC).date()
            versions[row["path"]].append(Version(day, row["text"]))
    return [past(one) for _, one in sorted(versions.items())]


def span(pasts: list[Past]) -> tuple[date, date]:
    """The days of the first and the last version."""
    first, last = min(one.first for one in pasts), max(one.edits[-1][0] for one in pasts)
    return date.fromordinal(first), date.fromordinal(last)


def middle(start: date, end: date) -> date:
    """The day that parts a span of time into halves."""
    return date.fromordinal((start.toordinal() + end.toordinal()) // 2)
