"""The run document as JSON: the contract that every other consumer can rely on."""

from __future__ import annotations

import json
from typing import Any

from auditor.model.run import Run
from auditor.reporters.json.agent import agent_document
from auditor.reporters.json.document import FORMAT, document
from auditor.reporters.look import PLAIN, Look
from auditor.reporters.texts import Texts

__all__ = ["DESCRIPTION", "ENDING", "FORMAT", "NAME", "agent_document", "document", "render"]

NAME = "json"
ENDING = ".json"
DESCRIPTION = "the whole run document, for programs"


def render(run: Run, texts: Texts, look: Look = PLAIN) -> str:
    """The run as JSON, sorted by agent id, the same bytes for the same run.

    An agent, a shared block and a finding each have their line: what changed shows in a diff, and the fast encoder of
    the standard library does the work (its indenting one takes ten times as long).
    """
    parts = ",\n".join(f"{_dumped(name)}: {_part(value)}" for name, value in document(run, look.since).items())
    return "{" + parts + "}\n"


def _part(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ",".join("\n" + _dumped(item) for item in value) + "\n]"
    if isinstance(value, dict) and any(isinstance(item, list) for item in value.values()):
        return "{" + ",".join(f"\n{_dumped(name)}: {_part(item)}" for name, item in value.items()) + "\n}"
    return _dumped(value)


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
