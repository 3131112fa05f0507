"""The formats of files that people already have: each is one file here; the first that claims a file reads it."""

from __future__ import annotations

from auditor.sources.formats import (
    a2a,
    agent_framework,
    agent_spec,
    autogen,
    claude_code,
    copilot_declarative,
    dify,
    n8n,
    vapi,
)
from auditor.sources.found import Format

FORMATS: tuple[Format, ...] = (
    claude_code,
    dify,
    n8n,
    copilot_declarative,
    agent_framework,
    autogen,
    agent_spec,
    vapi,
    a2a,
)
"""Every format, the surest signs first."""
