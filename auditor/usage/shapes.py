"""What JSON records of many tools have in common: lists under a key, JSON within texts, the agent in people's tags."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from auditor.model.usage import Caller
from auditor.usage.figures import name_of
from auditor.usage.log import Log
from auditor.usage.records import as_list, as_mapping, records
from auditor.usage.walk import Shape

AGENT_KEYS = ("agent_name", "agent", "agentname", "agent-name", "lc_agent_name", "agent_id", "agentid", "agent-id")
"""People's own names for the metadata key, property or tag that names the agent, in lower case, the surest first."""
_LONGEST_INNER = 1 << 20
_NO_MORE = object()


def pick(record: Mapping[str, Any], *names: str) -> Any:
    """The first of several fields that holds anything."""
    for name in names:
        value = record.get(name)
        if value is not None and value != "":
            return value
    return None


def elements(record: Any, *keys: str) -> Iterator[Mapping[str, Any]]:
    """The records within a record: those of a list, those of a list under one of the keys, or itself."""
    levels = [iter((record,))]  # rather than calls within calls: lists may stand in lists however deep
    while levels:
        one = next(levels[-1], _NO_MORE)
        if one is _NO_MORE:
            levels.pop()
        elif isinstance(one, list):
            levels.append(iter(one))
        elif isinstance(one, dict):
            inner = next((one[key] for key in keys if isinstance(one.get(key), list)), None)
            if inner is None:
                yield one
            else:
                levels.append(iter(inner))


def requests(
    log: Log, shape: Shape, id: str, is_answered: Callable[[Mapping[str, Any]], bool]
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Every request of a gateway that reached a model, once each, with its line.

    `shape` names the lists that hold them and `id` the field of their own; those that the gateway answered from its
    own cache are told and left out.
    """
    for line, record in records(log, shape):
        for one in elements(record, *shape):
            own = name_of(one.get(id))
            if own is not None and log.is_again(own, line):
                continue
            if is_answered(one):
                log.tell("not-a-call", "left out: answered from the gateway's own cache", line)
                continue
            yield line, one


def unpacked(value: Any) -> Any:
    """A value that may be written as JSON in a text."""
    if isinstance(value, str) and value[:1] in ('"', "{", "[") and len(value) <= _LONGEST_INNER:
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def agent_in(tags: Any) -> str | None:
    """The agent that people's own tags name: a mapping, a list of `{key, value}` pairs, or of texts `agent:name`."""
    said = {key.lower(): value for key, value in _pairs(unpacked(tags)) if isinstance(key, str)}
    for key in AGENT_KEYS:
        name = name_of(said.get(key))
        if name is not None:
            return name
    return None


def caller(*, name: str | None = None, prompt_name: str | None = None, account: str | None = None) -> Caller:
    """Who called; the account matters only where nobody is named."""
    return Caller(name=name, prompt_name=prompt_name, account=None if name or prompt_name else account)


def _pairs(tags: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(tags, dict):
        yield from tags.items()
    for tag in as_list(tags):
        if isinstance(tag, str):
            key, colon, value = tag.partition(":")
            if colon:
                yield key.strip(), value.strip()
        else:
            yield as_mapping(tag).get("key"), as_mapping(tag).get("value")
