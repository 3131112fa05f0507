"""AutoGen components: an agent, or a team and whom it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.shapes import dig, line_of, line_of_text, listing, mapping, purpose, text
from auditor.sources.vendors import model_at, provider_in

NAME = "autogen"
DESCRIPTION = "AutoGen components, JSON"
ENDINGS: tuple[str, ...] = (".json",)

_OWN = "it has no system message of its own, only AutoGen's default"


def claims(file: File) -> bool:
    """Whether it is a component that holds an agent."""
    return '"component_type"' in file.text and '"provider"' in file.text and any(_agents(file.fields))


def _agents(component: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The agents in a component and, team by team, in those that it is made of."""
    waiting: list[Any] = [component]
    while waiting:
        one = mapping(waiting.pop())
        config = mapping(one.get("config"))
        if one.get("component_type") == "agent" and "provider" in one:
            yield one
        waiting += [*reversed(listing(config.get("participants"))), *filter(None, [config.get("team")])]


def read(file: File) -> Iterator[Found | Skipped]:
    """Its agents, in their order."""
    for one in _agents(file.fields):
        config = mapping(one.get("config"))
        name = one_line(config.get("name")) or file.path.stem
        line = line_of(file, config.get("name"))
        prompt = text(config.get("system_message"))
        if not prompt.strip():
            yield Skipped(_OWN, line, name)
            continue
        client = mapping(config.get("model_client"))
        served = model_at(provider_in(text(client.get("provider"))), dig(client, "config", "model"))
        tools = bool(listing(config.get("tools")) or listing(config.get("workbench")))
        yield Found(
            name=name,
            key=name,
            prompt=file.inline(prompt, line_of_text(file, prompt, line)),
            line=line,
            declared={
                "purpose": purpose(config.get("description")) or purpose(one.get("description")),
                "model": served.declared,
            },
            adds="the schemas of its tools" if tools else "",
            remarks=served.remarks,
        )
