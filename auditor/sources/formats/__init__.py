"""The formats of files that people already have: each is one file here; the first that claims a file reads it."""

from __future__ import annotations

from auditor.sources.formats import (
    adk,
    claude_code,
    codex,
    copilot,
    crewai,
    dify,
    dotprompt,
    gemini_cli,
    github_models,
    n8n,
    opencode,
    promptfoo,
    prompty,
)
from auditor.sources.found import Format

FORMATS: tuple[Format, ...] = (
    copilot,
    opencode,
    gemini_cli,
    claude_code,
    codex,
    github_models,
    prompty,
    dotprompt,
    promptfoo,
    adk,
    crewai,
    dify,
    n8n,
)
"""Every format, the surest signs first."""
