"""Stand-ins of registries: what their vendors' APIs answer, in the shapes that their SDKs are generated from.

OpenAI's, Anthropic's and Langfuse's SDKs are made of the vendor's OpenAPI; `test_standins.py` holds every record here
against the SDK's own types. AWS's SDK reads a model of the service at run time, and `aws.py` answers by that model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from tests.pulling import aws
from tests.pulling.loopback import NOT_FOUND, Answer, Asked

PAGE = 2
"""So many records a page, whatever is asked for."""
KEY = "sk-standin-0123456789abcdef"

Records = list[dict[str, Any]]


@dataclass(frozen=True)
class StandIn:
    """How a registry is stood in for."""

    registry: str
    module: str
    """What its SDK is imported as."""
    example: str
    """A saved answer among the examples of formats."""
    path: str
    """Where in the server its API begins."""
    variables: Mapping[str, str]
    serve: Callable[[Records], Callable[[Asked], Answer]]
    """A server of records, in the shape of the saved answer."""
    filled: Callable[[dict[str, Any]], dict[str, Any]]
    """A record with all that the API tells besides."""
    names: tuple[str, str, str]
    """How a record is called, identified, and prompted."""


# --- OpenAI


def openai(agents: Records) -> Callable[[Asked], Answer]:
    """`GET /agents` in pages that go on behind the last one's id."""

    def answer(asked: Asked) -> Answer:
        if asked.headers.get("authorization") != f"Bearer {KEY}" or asked.headers.get("openai-beta") != "agents=v1":
            return 401, {"error": {"message": f"Incorrect API key provided: {KEY}", "code": "invalid_api_key"}}
        if (asked.method, asked.path) != ("GET", "/v1/agents"):
            return NOT_FOUND
        ids = [agent["id"] for agent in agents]
        start = ids.index(asked.query["after"]) + 1 if "after" in asked.query else 0
        page = agents[start : start + PAGE]
        return 200, {
            "object": "list",
            "data": page,
            "first_id": page[0]["id"] if page else None,
            "last_id": page[-1]["id"] if page else None,
            "has_more": start + PAGE < len(agents),
        }

    return answer


def openai_agent(known: dict[str, Any]) -> dict[str, Any]:
    """An agent with all fields that the API answers."""
    rest = {
        "multi_agent": {"enabled": False, "max_concurrent_subagents": 3},
        "reasoning": {"effort": "medium", "summary": None},
        "service_tier": "auto",
        "text": {"format": {"type": "text"}, "verbosity": "medium"},
        "updated_at": 1795341840,
        "metadata": {},
    }
    return rest | known


# --- Anthropic


def anthropic(agents: Records) -> Callable[[Asked], Answer]:
    """`GET /v1/agents` in pages that go on at a cursor; archived ones only where asked for."""

    def answer(asked: Asked) -> Answer:
        if KEY not in (asked.headers.get("x-api-key"), asked.headers.get("authorization", "").removeprefix("Bearer ")):
            return 401, {
                "type": "error",
                "error": {"type": "authentication_error", "message": f"invalid x-api-key {KEY}"},
            }
        is_beta = "managed-agents" in asked.headers.get("anthropic-beta", "")
        if (asked.method, asked.path) != ("GET", "/v1/agents") or not is_beta:
            return NOT_FOUND
        is_all = asked.query.get("include_archived") == "true"
        listed = [agent for agent in agents if is_all or not agent["archived_at"]]
        start = int(asked.query.get("page", "page_0").removeprefix("page_"))
        more = f"page_{start + PAGE}" if start + PAGE < len(listed) else None
        return 200, {"data": listed[start : start + PAGE], "next_page": more}

    return answer


def anthropic_agent(known: dict[str, Any]) -> dict[str, Any]:
    """An agent with all fields that the API answers."""
    rest = {
        "created_at": "2026-11-01T09:00:00Z",
        "updated_at": "2026-11-02T09:00:00Z",
        "execution_identity": {"type": "service_account"},
        "multiagent": None,
        "archived_at": None,
    }
    return rest | known


# --- Langfuse


def langfuse(versions: Records) -> Callable[[Asked], Answer]:
    """`GET /api/public/v2/prompts` in numbered pages of names, `…/{name}` for a version by label or number."""

    def answer(asked: Asked) -> Answer:
        if not asked.headers.get("authorization", "").startswith("Basic "):
            return 401, {"message": "Invalid credentials. Confirm that you've configured the correct host."}
        place, _, escaped = asked.path.removeprefix("/api/public/v2/prompts").partition("/")
        if place or not asked.path.startswith("/api/public/v2/prompts"):
            return NOT_FOUND
        return _langfuse_prompt(versions, unquote(escaped), asked) if escaped else _langfuse_page(versions, asked)

    return answer


def _langfuse_page(versions: Records, asked: Asked) -> Answer:
    names = sorted({version["name"] for version in versions})
    page = int(asked.query.get("page", "1"))
    listed = [
        {
            "name": name,
            "type": own[-1]["type"],
            "versions": [version["version"] for version in own],
            "labels": sorted({label for version in own for label in version["labels"]}),
            "tags": own[-1]["tags"],
            "lastUpdatedAt": "2026-11-01T09:00:00.000Z",
            "lastConfig": own[-1]["config"],
        }
        for name in names[(page - 1) * PAGE : page * PAGE]
        for own in [[version for version in versions if version["name"] == name]]
    ]
    meta = {"page": page, "limit": PAGE, "totalItems": len(names), "totalPages": -(-len(names) // PAGE)}
    return 200, {"data": listed, "meta": meta}


def _langfuse_prompt(versions: Records, name: str, asked: Asked) -> Answer:
    own = [version for version in versions if version["name"] == name]
    if "version" in asked.query:
        own = [version for version in own if version["version"] == int(asked.query["version"])]
    else:
        own = [version for version in own if asked.query.get("label", "production") in version["labels"]]
    return (200, own[0]) if own else (404, {"message": "Prompt not found", "error": "LangfuseNotFoundError"})


def langfuse_prompt(known: dict[str, Any]) -> dict[str, Any]:
    """A version of a prompt with all fields that the API answers."""
    return {
        "type": "text",
        "config": {},
        "labels": ["production"],
        "tags": [],
        "commitMessage": None,
        "version": 1,
    } | known


STAND_INS = (
    StandIn(
        "openai-agents",
        "openai",
        "openai-agents/agents.json",
        "/v1",
        {"OPENAI_API_KEY": KEY},
        openai,
        openai_agent,
        ("name", "id", "instructions"),
    ),
    StandIn(
        "anthropic-agents",
        "anthropic",
        "anthropic-agents/agents.json",
        "",
        {"ANTHROPIC_API_KEY": KEY},
        anthropic,
        anthropic_agent,
        ("name", "id", "system"),
    ),
    StandIn(
        "langfuse",
        "langfuse",
        "langfuse/prompts.json",
        "",
        {"LANGFUSE_PUBLIC_KEY": "pk-standin-012345", "LANGFUSE_SECRET_KEY": KEY},
        langfuse,
        langfuse_prompt,
        ("name", "name", "prompt"),
    ),
    StandIn(
        "bedrock-agents",
        "boto3",
        "bedrock-agents/agent.json",
        "",
        aws.VARIABLES,
        aws.agents,
        aws.agent,
        ("agentName", "agentId", "instruction"),
    ),
    StandIn(
        "bedrock-harnesses",
        "boto3",
        "bedrock-agents/harness.json",
        "",
        aws.VARIABLES,
        aws.harnesses,
        aws.harness,
        ("harnessName", "harnessId", "systemPrompt"),
    ),
)
