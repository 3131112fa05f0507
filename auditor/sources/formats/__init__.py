"""The formats of files that people already have: each is one file here; the first that claims a file reads it."""

from __future__ import annotations

from auditor.sources.formats import (
    a2a,
    adk,
    agent_framework,
    agent_spec,
    anthropic_agents,
    autogen,
    azure_foundry,
    bedrock_agents,
    claude_code,
    codex,
    copilot,
    copilot_declarative,
    crewai,
    dify,
    dotprompt,
    gemini_cli,
    generic,
    github_models,
    langfuse,
    langsmith,
    litellm,
    mlflow,
    n8n,
    openai_agents,
    opencode,
    plain_text,
    promptfoo,
    prompty,
    python_code,
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
    langfuse,
    langsmith,
    litellm,
    openai_agents,
    anthropic_agents,
    azure_foundry,
    bedrock_agents,
    vapi,
    mlflow,
    a2a,
    python_code,
    generic,
    plain_text,
)
"""Every format, the surest signs first."""

ON_REQUEST = frozenset((plain_text.NAME,))
"""Formats that are looked for only where they are asked for by name."""
