"""Agents of OpenAI's Agents API: every one of the key's project, as it stands; the API keeps no versions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.pulling.registry import Answer, Connection, only

NAME = "openai-agents"
FORMAT = "openai-agents"
HOLDS = "agents"
DESCRIPTION = "agents of OpenAI's Agents API"
MODULE = "openai"
EXTRA = "openai"
CREDENTIALS = "OPENAI_API_KEY, and OPENAI_PROJECT_ID where the key is of several projects"
NO_CREDENTIALS: tuple[str, ...] = ("Missing credentials",)

_FIELDS = (
    "id",
    "object",
    "name",
    "instructions",
    "model",
    "reasoning",
    "service_tier",
    "tools",
    "multi_agent",
    "metadata",
    "created_at",
    "updated_at",
)
_MOST_A_PAGE = 100


def connect(url: str | None) -> Connection:
    """Set up the client; the address is that of OPENAI_BASE_URL or OpenAI's own."""
    from openai import OpenAI

    client = OpenAI(base_url=url)
    return Connection(str(client.base_url), _answers(client.beta.agents), client.close)


def _answers(agents: Any) -> Iterator[Answer]:
    for agent in agents.list(limit=_MOST_A_PAGE):  # asks for the next page when one is used up
        record = only(agent.to_dict(mode="json"), _FIELDS)
        yield Answer(str(record.get("name") or record.get("id")), record)
