"""What registries answer, fetched by their vendors' own SDKs, as the files that the formats of `sources` read.

An audit never asks a registry: it reads the file, so that it is offline, repeatable and reviewable like any other
source. Each registry is one file here, and a credential comes only from where its SDK looks for one.
"""

from __future__ import annotations

from auditor.pulling import anthropic_agents, bedrock_agents, bedrock_harnesses, langfuse, mlflow, openai_agents
from auditor.pulling.fetching import fetched
from auditor.pulling.registry import Answer, Connection, Registry
from auditor.pulling.saved import Pulled, may_replace, text_of

__all__ = ["REGISTRIES", "Answer", "Connection", "Pulled", "Registry", "fetched", "may_replace", "text_of"]

REGISTRIES: tuple[Registry, ...] = (
    langfuse,
    mlflow,
    openai_agents,
    anthropic_agents,
    bedrock_agents,
    bedrock_harnesses,
)
"""Every registry that can be asked, prompts before agents."""
