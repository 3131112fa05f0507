"""What an import remembers beside an agent: a comment with a digest of every field, and one where it is gone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml
from yaml.nodes import MappingNode

from auditor.documents.yaml_guard import Loader
from auditor.sources.importing.edits import Edits
from auditor.sources.importing.leaves import Leaf, digest, written

MARK = "# imported: "
GONE = "# not found when it was last imported: take it out if it is not deployed any more"
_MARK = re.compile(r"[ \t]*# imported: ((?:[a-z_.]{1,80}=[0-9a-f]{8} ?){0,200})")


def mark(fields: Mapping[Leaf, Any]) -> str:
    """The comment that remembers these fields as they were imported."""
    return MARK + " ".join(f"{leaf}={digest(as_read(value))}" for leaf, value in fields.items())


def as_read(value: Any) -> Any:
    """A value as it reads once it is written, so that both have the same digest."""
    return yaml.load(written(value), Loader=Loader)


def remembered(edits: Edits, node: MappingNode) -> tuple[int | None, dict[Leaf, str]]:
    """The comment's line and what it says of each field; without a comment all fields are somebody's."""
    for number in edits.lines_of(node):
        found = _MARK.match(edits.line(number))
        if found:
            return number, dict(pair.split("=") for pair in found[1].split())
    return None, {}


def gone_lines(edits: Edits, node: MappingNode) -> list[int]:
    """The lines of an entry that say it is gone."""
    return [number for number in edits.lines_of(node) if edits.line(number).strip() == GONE]
