"""What an audit remembers between runs: a small JSON file for each, replaced as a whole."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from auditor.documents import to_files
from auditor.model.money import Range, plain
from auditor.model.outcome import Figures, State


def path_of(folder: Path, audit: str) -> Path:
    """The file of an audit."""
    return folder / f"{audit}.json"


def load(path: Path) -> tuple[State, str]:
    """What is remembered, and what is wrong with the file if it cannot be read: then nothing is remembered."""
    try:
        return _state(json.loads(path.read_text("utf-8"))), ""
    except FileNotFoundError:
        return State(), ""
    except (OSError, ValueError, KeyError, TypeError, AttributeError, InvalidOperation, RecursionError) as error:
        return State(), f"{path}: what was remembered cannot be read, and is begun anew ({type(error).__name__})"


def save(path: Path, state: State, mark: str) -> None:
    """Remember; raises OutputError."""
    document = {
        "format": 1,
        "last_success": state.last_success.isoformat() if state.last_success else None,
        "told": state.told,
        "failing": state.failing,
        "figures": asdict(state.figures) if state.figures else None,
    }
    to_files({path: json.dumps(document, ensure_ascii=False, indent=1, default=plain) + "\n"}, mark)


def _state(document: dict[str, Any]) -> State:
    if document["format"] != 1:
        raise ValueError(document["format"])
    success = document["last_success"]
    return State(
        last_success=datetime.fromisoformat(success) if success else None,
        told={str(name): int(run) for name, run in document["told"].items()},
        failing={str(name): str(text) for name, text in document["failing"].items()},
        figures=_figures(document["figures"]),
    )


def _figures(found: dict[str, Any] | None) -> Figures | None:
    if found is None:
        return None
    return Figures(
        fleet=str(found["fleet"]),
        agents=int(found["agents"]),
        costed=int(found["costed"]),
        cost=_range(found["cost"]),
        avoidable=_range(found["avoidable"]),
        verdicts={str(name): int(number) for name, number in found["verdicts"].items()},
        findings={str(name): int(number) for name, number in found["findings"].items()},
    )


def _range(found: dict[str, str] | None) -> Range | None:
    return None if found is None else Range(*(Decimal(found[end]) for end in ("low", "point", "high")))
