"""The front matter of Markdown files: YAML between two lines of dashes, or what is meant to be it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from auditor.documents import has_anchors, parse
from auditor.errors import InputError

MISSING = "it has no front matter"
"""Why a Markdown file is no agent, in most cases."""
_KEY = re.compile(r"([A-Za-z][\w-]{0,40}):[ \t]*(.*)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Its fields, and whether it had to be read line by line because it is not valid YAML."""

    fields: dict[str, Any]
    is_lenient: bool


def front_matter(text: str) -> FrontMatter | None:
    """The front matter of a text; None if there is none. One real file in twenty is not valid YAML."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return None
    for end, line in enumerate(lines[1:], 1):
        if line.rstrip() == "---":
            return _read("\n".join(lines[1:end]))
    return None


def _read(header: str) -> FrontMatter:
    try:
        fields = parse(header, "", is_text=True).data
        if fields is None:
            return FrontMatter({}, is_lenient=False)
        if isinstance(fields, dict) and not has_anchors(header):  # `name: &co` would lose what stands there
            return FrontMatter(fields, is_lenient=False)
    except InputError:
        pass
    matches = (_KEY.match(line) for line in header.split("\n"))
    return FrontMatter({match[1]: match[2].strip().strip("\"'") for match in matches if match}, is_lenient=True)
