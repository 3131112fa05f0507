"""Harnesses of Amazon Bedrock AgentCore: of each the version that an endpoint serves, or else the current one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.pulling import bedrock_agents
from auditor.pulling.registry import Answer, Connection, in_use, only

NAME = "bedrock-harnesses"
FORMAT = "bedrock-agents"
HOLDS = "agents"
DESCRIPTION = "harnesses of Amazon Bedrock AgentCore"
MODULE = "boto3"
EXTRA = "bedrock"
CREDENTIALS = bedrock_agents.CREDENTIALS
NO_CREDENTIALS: tuple[str, ...] = bedrock_agents.NO_CREDENTIALS

_FIELDS = (
    "harnessId",
    "harnessName",
    "harnessVersion",
    "status",
    "model",
    "systemPrompt",
    "tools",
    "skills",
    "maxIterations",
)
"""Not `environmentVariables`: those are where secrets are."""


def connect(url: str | None) -> Connection:
    """Set up the client of the region; raises what boto3 does if there is none."""
    import boto3

    client = boto3.client("bedrock-agentcore-control", endpoint_url=url)
    return Connection(client.meta.endpoint_url, _answers(client), client.close)


def _answers(client: Any) -> Iterator[Answer]:
    for page in client.get_paginator("list_harnesses").paginate():
        for summary in page["harnesses"]:
            yield _answer(client, summary["harnessId"], summary["harnessName"])


def _answer(client: Any, id: str, name: str) -> Answer:
    version, note = in_use(_served(client, id))
    asked = {"harnessId": id, "harnessVersion": version} if version else {"harnessId": id}
    return Answer(name, {"harness": only(client.get_harness(**asked)["harness"], _FIELDS)}, note)


def _served(client: Any, id: str) -> dict[str, str]:
    """Each endpoint of a harness with the version that it serves."""
    pages = client.get_paginator("list_harness_endpoints").paginate(harnessId=id)
    endpoints = (endpoint for page in pages for endpoint in page["endpoints"])
    return {endpoint["endpointName"]: endpoint.get("liveVersion", "") for endpoint in endpoints}
