"""Claude Code's own session files: each call of a model in several lines, of a subagent beneath its session's folder.

A call is written once for each part of its answer, the last time with all of its output; a session that is taken up
again repeats those of the one before. Input leaves the cache out. A line names its subagent, or the file beside does.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any

from auditor.errors import InputError
from auditor.model.usage import Caller, Row
from auditor.usage.figures import money, name_of, time
from auditor.usage.heads import first_value
from auditor.usage.invariants import EXCLUSIVE, tokens
from auditor.usage.log import Log
from auditor.usage.log_format import Head
from auditor.usage.opened import head_of
from auditor.usage.records import as_mapping, records

NAME = "claude-code-sessions"
DESCRIPTION = "Session files of Claude Code, ~/.claude/projects/**/*.jsonl: calls by subagent and project"
TELLS_CACHE = True

_LINES = 50
"""Of a file's beginning, in which there is one of a call or of what a person said."""
_HELD = 100
"""Calls whose further lines are waited for."""
_MOST_AGENTS = 10_000
_SYNTHETIC = "<synthetic>"
"""The model of what Claude Code says itself, such as that it was interrupted."""


def claims(head: Head) -> bool:
    """Whether one of its first lines is of a session: a message with its role."""
    if not isinstance(head.first, dict) or '"sessionId"' not in head.text:
        return False
    found = map(as_mapping, map(first_value, head.text.split("\n")[:_LINES]))
    return any("sessionId" in one and "role" in as_mapping(one.get("message")) for one in found)


def rows(log: Log) -> Iterator[Row]:
    """Every call of a model, once, with the most output that any of its lines tells."""
    held: OrderedDict[tuple[str, str], tuple[Mapping[str, Any], Caller, int]] = OrderedDict()
    agents: dict[str, str] = {}
    beside = _agent_beside(log.path)
    for line, record in records(log, {}):
        one = as_mapping(record)
        usage = as_mapping(as_mapping(one.get("message")).get("usage"))
        caller = _caller(one, agents, beside)
        if not usage or _is_synthetic(one, log, line):
            continue
        id = _id(one, line)
        before = held.get(id)
        if before is None or _output(one) >= _output(before[0]):
            held[id] = one, caller, line
        if len(held) > _HELD:
            yield from _row(*held.popitem(last=False), log)
    while held:
        yield from _row(*held.popitem(last=False), log)


def _id(one: Mapping[str, Any], line: int) -> tuple[str, str]:
    call, request = name_of(as_mapping(one.get("message")).get("id")), name_of(one.get("requestId"))
    return (call or name_of(one.get("uuid")) or str(line), request or "")


def _output(one: Mapping[str, Any]) -> int:
    output = as_mapping(as_mapping(one.get("message")).get("usage")).get("output_tokens")
    return output if isinstance(output, int) else 0


def _is_synthetic(one: Mapping[str, Any], log: Log, line: int) -> bool:
    if as_mapping(one.get("message")).get("model") != _SYNTHETIC:
        return False
    log.tell("not-a-call", "left out: what the tool said itself, which no model did", line)
    return True


def _caller(one: Mapping[str, Any], agents: dict[str, str], beside: str | None) -> Caller:
    """The subagent, as the line or an earlier one of its run names it; of the main thread the project it is in."""
    run, said = name_of(one.get("agentId")), name_of(one.get("attributionAgent"))
    if run and said and len(agents) < _MOST_AGENTS:
        agents[run] = said
    agent = said or agents.get(run or "") or beside
    folder = one.get("cwd")
    project = PurePath(folder.replace("\\", "/")).name if isinstance(folder, str) else None
    return Caller(name=agent, account=None if agent else name_of(project))


def _agent_beside(path: Path) -> str | None:
    """The kind of subagent that a file beside a subagent's own tells: agent-1.meta.json of agent-1.jsonl."""
    meta = path.with_name(path.name.partition(".")[0] + ".meta.json")
    try:
        told = json.loads(head_of(meta)) if meta.is_file() else None
    except (InputError, OSError, ValueError, RecursionError):
        return None
    return name_of(as_mapping(told).get("agentType"))


def _row(id: tuple[str, str], held: tuple[Mapping[str, Any], Caller, int], log: Log) -> Iterator[Row]:
    one, caller, line = held
    if log.is_again(id, line):
        return
    message, failed = as_mapping(one.get("message")), one.get("isApiErrorMessage") is True
    cost = money(one.get("costUSD"), log, line)
    if caller.name is None:
        log.tell("no-agent", "counted for their project: the main thread, which is no subagent", line)
    yield Row(
        source=NAME,
        caller=caller,
        at=time(one.get("timestamp"), log, line),
        provider="anthropic",
        model=name_of(message.get("model")),
        failed=int(failed),
        cost=cost,
        basis=None if cost is None else "estimated",
        session=name_of(one.get("sessionId")),
        **tokens(_told(as_mapping(message.get("usage"))), log, line, EXCLUSIVE, provider="anthropic", failed=failed),
    )


def _told(usage: Mapping[str, Any]) -> dict[str, Any]:
    creation = as_mapping(usage.get("cache_creation"))
    return {
        "uncached": usage.get("input_tokens"),
        "cache_read": usage.get("cache_read_input_tokens"),
        "write": usage.get("cache_creation_input_tokens"),
        "write_5m": creation.get("ephemeral_5m_input_tokens"),
        "write_1h": creation.get("ephemeral_1h_input_tokens"),
        "output": usage.get("output_tokens"),
    }
