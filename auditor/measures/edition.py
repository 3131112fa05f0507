"""The edition of the measuring code: facts kept from an earlier run count only if the same code worked them out."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from auditor.tokens import has_ctok

_PACKAGE = Path(__file__).parent.parent
_PARTS = (
    "documents/git.py",
    "documents/git_process.py",
    "knowledge",
    "tokens",
    "graph/blocks.py",
    "measures/arrivals.py",
    "measures/blocks.py",
    "measures/breakers.py",
    "measures/contexts.py",
    "measures/dataset.py",
    "measures/history.py",
    "measures/past.py",
    "measures/record.py",
    "measures/prompt.py",
    "measures/training_file.py",
    "model/dataset.py",
    "model/facts.py",
    "model/history.py",
    "model/prefix.py",
)


@cache
def edition() -> str:
    """A digest of the code that looks at texts, and of the tokenizers it counts with (takes about a millisecond)."""
    digest = hashlib.sha256()
    for part in _PARTS:
        path = _PACKAGE / part
        for file in sorted([*path.rglob("*.py"), *path.rglob("*.json")]) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    for name in ("tiktoken", *(("ctok",) if has_ctok() else ())):
        digest.update(f"{name} {version(name)}".encode())
    return digest.hexdigest()[:16]
