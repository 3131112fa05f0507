"""The formats of files that people already have: each is one file here; the first that claims a file reads it."""

from __future__ import annotations

from auditor.sources.formats import (
    a2a,
    adk,
    agent_framework,
    agent_spec,
    autogen,
    claude_code,
    codex,
    copilot,
    copilot_declarative,
    crewai,
    dify,
    dotprompt,
    gemini_cli,
    github_models,
    n8n,
    opencode,
    promptfoo,
    prompty,
    vapi,
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
    dify,
    n8n,
    copilot_declarative,
    agent_framework,
    autogen,
    agent_spec,
    crewai,
    vapi,
    a2a,
)
"""Every format, the surest signs first."""
