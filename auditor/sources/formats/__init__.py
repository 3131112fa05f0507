"""The formats of files that people already have: each is one file here; the first that claims a file reads it."""

from __future__ import annotations

from auditor.sources.formats import claude_code, dify
from auditor.sources.found import Format

FORMATS: tuple[Format, ...] = (claude_code, dify)
"""Every format, the surest signs first."""
