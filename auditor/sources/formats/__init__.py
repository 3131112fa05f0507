"""The formats of files that people already have: each is one file here; the first that claims a file reads it."""

from __future__ import annotations

from auditor.sources.formats import claude_code, copilot, dify, gemini_cli, n8n, opencode
from auditor.sources.found import Format

FORMATS: tuple[Format, ...] = (copilot, opencode, gemini_cli, claude_code, dify, n8n)
"""Every format, the surest signs first."""
