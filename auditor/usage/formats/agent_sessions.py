"""Sessions of hosted agents, as OpenAI and Anthropic list them: tokens by agent and session, but no number of calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.model.usage import Caller, Row
from auditor.usage.figures import name_of, sha256_of_prompt, time
from auditor.usage.invariants import EXCLUSIVE, INCLUSIVE, tokens
from auditor.usage.log import NO_CALLS, Log
from auditor.usage.log_format import Head
from auditor.usage.records import as_mapping, records
from auditor.usage.shapes import elements, pick

NAME = "agent-sessions"
DESCRIPTION = "Sessions of hosted agents: OpenAI agents, Anthropic managed agents"
TELLS_CACHE = True

_MOST_CALLS = 10_000


def claims(head: Head) -> bool:
    """Whether its first record is a session: an agent and its usage."""
    return isinstance(head.record.get("agent"), dict) and isinstance(head.record.get("usage"), dict)


def rows(log: Log) -> Iterator[Row]:
    """One row a session."""
    for line, record in records(log):
        for session in elements(record, "data"):
            agent, usage = as_mapping(session.get("agent")), as_mapping(session.get("usage"))
            id = name_of(session.get("id"))
            if not usage or (id is not None and log.is_again(id, line)):
                continue
            log.tell("no-calls", NO_CALLS, line)
            is_anthropic = "cache_read_input_tokens" in usage or "cache_creation" in usage
            provider = "anthropic" if is_anthropic else "openai"
            model = agent.get("model")
            manner = EXCLUSIVE if is_anthropic else INCLUSIVE
            yield Row(
                source=NAME,
                caller=_caller(agent),
                at=time(session.get("created_at"), log, line),
                until=None,
                provider=provider,
                model=name_of(model.get("id") if isinstance(model, dict) else model),
                calls=0,
                session=id,
                **tokens(_told(usage), log, line, manner, provider=provider, calls=_MOST_CALLS),
            )


def _caller(agent: Mapping[str, Any]) -> Caller:
    prompt = pick(agent, "system", "instructions")
    sha256 = sha256_of_prompt(prompt) if isinstance(prompt, str) and prompt.strip() else None
    return Caller(id=name_of(agent.get("id")), name=name_of(agent.get("name")), prompt_sha256=sha256)


def _told(usage: Mapping[str, Any]) -> dict[str, Any]:
    input, output = as_mapping(usage.get("input_tokens_details")), as_mapping(usage.get("output_tokens_details"))
    creation = as_mapping(usage.get("cache_creation"))
    return {
        "input": usage.get("input_tokens"),
        "cache_read": usage.get("cache_read_input_tokens", input.get("cached_tokens")),
        "write": usage.get("cache_creation_input_tokens"),
        "write_5m": creation.get("ephemeral_5m_input_tokens"),
        "write_1h": creation.get("ephemeral_1h_input_tokens"),
        "output": usage.get("output_tokens"),
        "reasoning": output.get("reasoning_tokens"),
    }
