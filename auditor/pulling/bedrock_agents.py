"""Agents for Amazon Bedrock: of each the version that an alias routes to, or else its working draft."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.pulling.registry import Answer, Connection, in_use, only

NAME = "bedrock-agents"
FORMAT = "bedrock-agents"
HOLDS = "agents"
DESCRIPTION = "agents for Amazon Bedrock"
MODULE = "boto3"
EXTRA = "bedrock"
CREDENTIALS = "AWS_PROFILE, or the keys of AWS, and AWS_DEFAULT_REGION"
NO_CREDENTIALS: tuple[str, ...] = (
    "NoCredentialsError",
    "PartialCredentialsError",
    "ProfileNotFound",
    "NoRegionError",
    "SSOError",
    "SSOTokenLoadError",
    "UnauthorizedSSOTokenError",
    "NoAuthTokenError",
    "LoginTokenLoadError",
    "TokenRetrievalError",
    "CredentialRetrievalError",
)

_FIELDS = (
    "agentId",
    "agentName",
    "agentVersion",
    "version",
    "agentStatus",
    "description",
    "instruction",
    "foundationModel",
    "orchestrationType",
    "promptOverrideConfiguration",
    "agentCollaboration",
)
_DRAFT = "has no alias that routes to a version; its working draft was taken"


def connect(url: str | None) -> Connection:
    """Set up the client of the region; raises what boto3 does if there is none."""
    import boto3

    client = boto3.client("bedrock-agent", endpoint_url=url)
    return Connection(client.meta.endpoint_url, _answers(client), client.close)


def _answers(client: Any) -> Iterator[Answer]:
    for page in client.get_paginator("list_agents").paginate():
        for summary in page["agentSummaries"]:
            yield _answer(client, summary["agentId"], summary["agentName"])


def _answer(client: Any, id: str, name: str) -> Answer:
    version, note = in_use(_routes(client, id))
    if version:
        record = client.get_agent_version(agentId=id, agentVersion=version)["agentVersion"]
        return Answer(name, {"agentVersion": only(record, _FIELDS)}, note)
    return Answer(name, {"agent": only(client.get_agent(agentId=id)["agent"], _FIELDS)}, _DRAFT)


def _routes(client: Any, id: str) -> dict[str, str]:
    """Each alias of an agent that takes calls, with the version that it routes to."""
    found = {}
    for page in client.get_paginator("list_agent_aliases").paginate(agentId=id):
        for alias in page["agentAliasSummaries"]:
            if alias.get("aliasInvocationState") != "REJECT_INVOCATIONS":
                for route in alias.get("routingConfiguration", ()):
                    found[alias["agentAliasName"]] = route.get("agentVersion", "")
    return found
