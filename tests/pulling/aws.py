"""AWS's services as a stand-in: requests are told apart, and answers checked, by the models that botocore ships."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from urllib.parse import unquote

from tests.pulling.loopback import NOT_FOUND, Answer, Asked

SECRET = "aws-standin-0123456789abcdef"
VARIABLES = {
    "AWS_ACCESS_KEY_ID": "AKIASTANDIN012345",
    "AWS_SECRET_ACCESS_KEY": SECRET,
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_MAX_ATTEMPTS": "1",  # a test need not wait for what is tried again
    "AWS_EC2_METADATA_DISABLED": "true",
}
PAGE = 2
_DAY = datetime(2026, 11, 1, 9, tzinfo=UTC)
_ROLE = "arn:aws:iam::123456789012:role/service-role/AmazonBedrockExecutionRoleForAgents_1"

Operation = Callable[[dict[str, Any]], dict[str, Any] | None]


def service(name: str, operations: dict[str, Operation]) -> Callable[[Asked], Answer]:
    """A service that knows some operations; None of one is AWS's own answer for what is not there."""

    def answer(asked: Asked) -> Answer:
        if "AWS4-HMAC-SHA256" not in asked.headers.get("authorization", ""):
            return 403, {"message": "Missing Authentication Token"}
        for operation in map(_model(name).operation_model, operations):
            values = _values(operation, asked)
            if values is not None:
                said = operations[operation.name](values)
                return (404, {"message": "Resource not found"}) if said is None else (200, _checked(operation, said))
        return NOT_FOUND

    return answer


@cache
def _model(name: str) -> Any:
    from botocore.session import Session

    return Session().get_service_model(name)


def _values(operation: Any, asked: Asked) -> dict[str, Any] | None:
    """What an operation is asked for; None where the request is another operation's."""
    template = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(operation.http["requestUri"]))
    found = re.fullmatch(template, asked.path)
    if found is None or asked.method != operation.http["method"]:
        return None
    return (
        {name: unquote(value) for name, value in found.groupdict().items()}
        | dict(asked.query)
        | json.loads(asked.body or "{}")
    )


def _checked(operation: Any, said: dict[str, Any]) -> Any:
    """An answer as JSON, once the model has nothing against it."""
    from botocore.validate import ParamValidator

    report = ParamValidator().validate(said, operation.output_shape)
    assert not report.has_errors(), report.generate_report()
    return json.loads(json.dumps(said, default=lambda day: day.isoformat() if isinstance(day, date) else str(day)))


def _page(name: str, records: list[dict[str, Any]], asked: dict[str, Any]) -> dict[str, Any]:
    start = int(asked.get("nextToken", "0"))
    more = {"nextToken": str(start + PAGE)} if start + PAGE < len(records) else {}
    return {name: records[start : start + PAGE], **more}


# --- agents


def agents(records: list[dict[str, Any]]) -> Callable[[Asked], Answer]:
    """Agents as `GetAgent` answers, each with `versions` and `aliases` besides (name: version) if it has any."""
    known = {one["agent"]["agentId"]: one for one in records}
    summaries = [
        {"agentId": id, "agentName": one["agent"]["agentName"], "agentStatus": "PREPARED", "updatedAt": _DAY}
        for id, one in known.items()
    ]

    def aliases(asked: dict[str, Any]) -> dict[str, Any]:
        routes = {"TestAlias": "DRAFT", **known[asked["agentId"]].get("aliases", {})}
        listed = [
            {
                "agentAliasId": f"ALIAS{number:05d}",
                "agentAliasName": name,
                "routingConfiguration": [{"agentVersion": version}],
                "agentAliasStatus": "PREPARED",
                "createdAt": _DAY,
                "updatedAt": _DAY,
            }
            for number, (name, version) in enumerate(routes.items())
        ]
        return _page("agentAliasSummaries", listed, asked)

    def version(asked: dict[str, Any]) -> dict[str, Any]:
        one = known[asked["agentId"]]
        number = asked["agentVersion"]
        agent = {name: value for name, value in one["agent"].items() if name != "agentVersion"}
        return {"agentVersion": agent | one["versions"][number] | {"version": number}}

    return service(
        "bedrock-agent",
        {
            "ListAgents": lambda asked: _page("agentSummaries", summaries, asked),
            "GetAgent": lambda asked: {"agent": known[asked["agentId"]]["agent"]},
            "ListAgentAliases": aliases,
            "GetAgentVersion": version,
        },
    )


def agent(known: dict[str, Any]) -> dict[str, Any]:
    """An agent with all fields that the API always answers; a version of it is in use, where nothing else is said."""
    rest = {
        "agentId": "AGENT00001",
        "agentArn": "arn:aws:bedrock:eu-west-1:123456789012:agent/AGENT00001",
        "agentVersion": "DRAFT",
        "agentStatus": "PREPARED",
        "idleSessionTTLInSeconds": 600,
        "agentResourceRoleArn": _ROLE,
        "createdAt": _DAY,
        "updatedAt": _DAY,
    }
    in_use = {"aliases": {"live": "3"}, "versions": {"3": {}}}
    return in_use | known | {"agent": rest | known["agent"]}


# --- harnesses


def harnesses(records: list[dict[str, Any]]) -> Callable[[Asked], Answer]:
    """Harnesses as `GetHarness` answers, each with `versions` and `endpoints` besides (name: version) if it has any."""
    known = {one["harness"]["harnessId"]: one for one in records}
    listed = ("harnessId", "harnessName", "arn", "status", "createdAt", "updatedAt")
    summaries = [{name: one["harness"][name] for name in listed} for one in known.values()]

    def endpoints(asked: dict[str, Any]) -> dict[str, Any]:
        one = known[asked["harnessId"]]
        served = [
            {name: one["harness"][name] for name in listed} | {"endpointName": name, "liveVersion": version}
            for name, version in one.get("endpoints", {}).items()
        ]
        return _page("endpoints", served, asked)

    def harness(asked: dict[str, Any]) -> dict[str, Any]:
        one = known[asked["harnessId"]]
        number = asked.get("harnessVersion")
        return {"harness": one["harness"] | (one["versions"][number] | {"harnessVersion": number} if number else {})}

    return service(
        "bedrock-agentcore-control",
        {
            "ListHarnesses": lambda asked: _page("harnesses", summaries, asked),
            "GetHarness": harness,
            "ListHarnessEndpoints": endpoints,
        },
    )


def harness(known: dict[str, Any]) -> dict[str, Any]:
    """A harness with all fields that the API always answers."""
    rest = {
        "arn": "arn:aws:bedrock-agentcore:eu-west-1:123456789012:harness/carl-0123456789",
        "status": "READY",
        "executionRoleArn": _ROLE,
        "createdAt": _DAY,
        "updatedAt": _DAY,
        "tools": [],
        "skills": [],
        "allowedTools": ["*"],
        "truncation": {"strategy": "sliding_window"},
        "environment": {
            "agentCoreRuntimeEnvironment": {
                "agentRuntimeArn": "arn:aws:bedrock-agentcore:eu-west-1:123456789012:runtime/carl-0123456789",
                "agentRuntimeName": "carl",
                "agentRuntimeId": "carl-0123456789",
                "lifecycleConfiguration": {},
                "networkConfiguration": {"networkMode": "PUBLIC"},
            }
        },
        "environmentVariables": {"CRM_KEY": SECRET},
    }
    return known | {"harness": rest | known["harness"]}
