"""The findings as SARIF 2.1.0, for code scanning: GitHub, GitLab, Azure DevOps and editors."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import quote

from auditor.model.finding import Finding, Location, Rule, Severity
from auditor.model.run import Run
from auditor.reporters.look import PLAIN, Look
from auditor.reporters.reviewed import sentence
from auditor.reporters.texts import Texts
from auditor.reporters.words import clean, count

NAME = "sarif"
ENDING = ".sarif"
DESCRIPTION = "findings for code scanning (SARIF 2.1.0)"

TOOL = "agent-fleet-auditor"
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
ROOT = "%SRCROOT%"

MOST_RESULTS = 25_000
"""GitHub rejects a run with more (docs.github.com, "results exceed limit", read 2026-11)."""

Level = Literal["error", "warning", "note"]
_LEVEL: dict[Severity, Level] = {"high": "error", "medium": "warning", "low": "note", "info": "note"}
_PROBLEM: dict[Level, str] = {"error": "error", "warning": "warning", "note": "recommendation"}

_DRIVE = re.compile("[A-Za-z]:/")
_LINK = re.compile(r"\[(?=[^\[\]]*\]\()")
_PLACEHOLDER = re.compile(r"\{(\d+)\}")


def render(run: Run, texts: Texts, look: Look = PLAIN) -> str:
    """The findings as SARIF, the gravest first, at most as many as GitHub takes."""
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(run)]}, ensure_ascii=False, indent=1) + "\n"


def _run(run: Run) -> dict[str, Any]:
    index = {rule.id: place for place, rule in enumerate(run.rules)}
    left_out = max(0, len(run.findings) - MOST_RESULTS)
    return {
        "tool": {
            "driver": {
                "name": TOOL,
                "version": run.auditor,
                "rules": [_rule(rule) for rule in run.rules],
            }
        },
        "automationDetails": {"id": f"{TOOL}/{clean(run.name).replace('/', '-')}/"},
        "invocations": [_invocation(run, left_out)],
        "originalUriBaseIds": {ROOT: {"description": {"text": "The folder that the audit was started in."}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, index) | _suppressed(run, finding) for finding in run.findings[:MOST_RESULTS]],
        "properties": {"findings": len(run.findings), "resultsLeftOut": left_out},
    }


def _invocation(run: Run, left_out: int) -> dict[str, Any]:
    all_found = count(len(run.findings))
    told = f"{count(left_out)} of {all_found} findings are left out: a SARIF run holds {count(MOST_RESULTS)}."
    notice = {"level": "warning", "message": {"text": told}, "descriptor": {"id": "results-left-out"}}
    return {
        "executionSuccessful": True,
        "startTimeUtc": run.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "toolExecutionNotifications": [notice] if left_out else [],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    level = _LEVEL[rule.severity]
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.id.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.help},
        "help": {"text": rule.help},
        "defaultConfiguration": {"level": level},
        "properties": {"tags": ["llm", "agents"], "problem.severity": _PROBLEM[level]},
    }


def _result(finding: Finding, index: Mapping[str, int]) -> dict[str, Any]:
    return {
        "ruleId": finding.rule,
        **({"ruleIndex": index[finding.rule]} if finding.rule in index else {}),
        "level": _LEVEL[finding.severity],
        "message": {"text": _message(finding.message)},
        "locations": [_location(finding)],
        "partialFingerprints": {
            "primaryLocationLineHash": f"{finding.fingerprint}:1",
            "agentFleetAuditor/v1": finding.fingerprint,
        },
        "properties": {"confidence": finding.confidence, "severity": finding.severity},
    }


def _suppressed(run: Run, finding: Finding) -> dict[str, Any]:
    """Who dismissed this finding of the agent and why, or an empty list: SARIF wants all results to say so or none."""
    if not any(rule is not None and one.state == "dismissed" for (_, rule), one in run.reviews.items()):
        return {}
    one = run.reviews.get((finding.agent or "", finding.rule))
    if one is None or one.state != "dismissed":
        return {"suppressions": []}
    return {
        "suppressions": [{"kind": "external", "status": "accepted", "justification": _message(sentence(one.decision))}]
    }


def _location(finding: Finding) -> dict[str, Any]:
    place = {
        "artifactLocation": _artifact(finding.location),
        "region": {"startLine": max(1, finding.location.line)},
    }
    if finding.agent is None:
        return {"physicalLocation": place}
    agent = clean(finding.agent)
    return {
        "physicalLocation": place,
        "logicalLocations": [{"name": agent, "fullyQualifiedName": agent, "kind": "agent"}],
    }


def _artifact(location: Location) -> dict[str, str]:
    """A file as the user named it: relative to where the audit was started, or absolute as a file URI."""
    path = location.file.replace("\\", "/")
    if path.startswith("//"):
        return {"uri": f"file:{_quoted(path)}"}
    if path.startswith("/"):
        return {"uri": f"file://{_quoted(path)}"}
    if _DRIVE.match(path):
        return {"uri": f"file:///{path[:2]}{_quoted(path[2:])}"}
    return {"uri": _quoted(path.removeprefix("./")), "uriBaseId": ROOT}


def _quoted(path: str) -> str:
    return quote(path, safe="/~", errors="replace")


def _message(text: str) -> str:
    """A text in which nothing reads as an embedded link (SARIF 3.11.6) or as a placeholder (3.11.5)."""
    return _PLACEHOLDER.sub(r"{{\1}}", _LINK.sub(r"\\[", clean(text)))
