"""Fleets out of files that a test writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from auditor import sources
from auditor.model.fleet import Deployed, Fleet


def fleet_of(folder: Path, files: dict[str, Any], **options: Any) -> Fleet:
    """The fleet of a folder with these files, each a text or what JSON says of a value."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return sources.read(folder, sources.Options(**options))


def by_name(fleet: Fleet) -> dict[str | None, Deployed]:
    """The agents by their names."""
    return {member.agent.name: member for member in fleet.members}


def skipped(fleet: Fleet) -> list[str]:
    """Why files and agents are skipped, in the words behind the colon."""
    return [note.message.split(" is skipped: ")[1] for note in fleet.notes if note.rule == "file-skipped"]


def model(member: Deployed) -> tuple[str | None, str | None]:
    """Provider and name of an agent's model."""
    return member.agent.model.provider, member.agent.model.name


def retrieved(member: Deployed) -> tuple[str, list[str]]:
    """An agent's architecture and the names of what it retrieves."""
    return member.agent.architecture, [one.name for one in member.agent.knowledge or () if one.lives_in == "retrieval"]
