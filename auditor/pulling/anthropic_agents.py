"""Anthropic's Managed Agents: every one of the key's workspace that is not archived, in its current version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.pulling.registry import Answer, Connection, only

NAME = "anthropic-agents"
FORMAT = "anthropic-agents"
HOLDS = "agents"
DESCRIPTION = "Anthropic's Managed Agents"
MODULE = "anthropic"
EXTRA = "anthropic"
CREDENTIALS = "ANTHROPIC_API_KEY, or ANTHROPIC_PROFILE"
NO_CREDENTIALS: tuple[str, ...] = (
    "Could not resolve authentication method",
    "CredentialsError",
    "IdentityTokenFileError",
)

_FIELDS = (
    "id",
    "type",
    "name",
    "description",
    "system",
    "model",
    "tools",
    "mcp_servers",
    "skills",
    "multiagent",
    "metadata",
    "version",
    "created_at",
    "updated_at",
    "archived_at",
)
_MOST_A_PAGE = 100


def connect(url: str | None) -> Connection:
    """Set up the client; the address is that of ANTHROPIC_BASE_URL or Anthropic's own."""
    from anthropic import Anthropic

    client = Anthropic(base_url=url)
    return Connection(str(client.base_url), _answers(client.beta.agents), client.close)


def _answers(agents: Any) -> Iterator[Answer]:
    for agent in agents.list(limit=_MOST_A_PAGE):  # leaves archived ones out, asks for further pages
        record = only(agent.to_dict(mode="json"), _FIELDS)
        yield Answer(str(record.get("name") or record.get("id")), record)
