"""Real fleets: no file that might hold an agent is passed over without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor import sources
from auditor.errors import InputError
from auditor.sources import native
from auditor.sources.reading import Options
from tests.sources.corpora import reasons, row

CORPORA = ("agent-spec-examples", "business-bots", "dify-workflows", "pnp-copilot-agents", "wshobson-agents")
FOUND = {
    "agent-spec-examples": {"agent-spec": 123},
    "dify-workflows": {"dify": 103},
    "pnp-copilot-agents": {"copilot-declarative": 67},
    "wshobson-agents": {"claude-code": 199},
}
LOGS = ("anthropic-usage", "litellm-spendlogs", "openai-usage", "otlp", "SOURCES")
"""Samples of logs, and the list of where the samples are from."""


@pytest.mark.parametrize("name", CORPORA)
@pytest.mark.parametrize("formats", [(), ("text",)])
def test_every_file_holds_an_agent_or_is_told(name: str, formats: tuple[str, ...], shared: Path) -> None:
    folder, options = shared / "corpora" / name, Options(formats=formats)
    try:
        fleet = sources.read(folder, options)
    except InputError:
        assert name != "business-bots"
        return
    considered = {path.as_posix() for path in native.files_of(folder, options)[0]}
    read = {place for member in fleet.members for place in (member.declared_at.file, member.prompt.location.file)}
    told = {note.location.file for note in fleet.notes}
    together = sum(
        int(note.message.split()[0].replace(",", "")) for note in fleet.notes if note.rule == "files-skipped"
    )
    assert together == len(considered - read - told)


@pytest.mark.parametrize("name", FOUND)
def test_a_fleet_has_as_many_agents_as_were_counted_apart(name: str, shared: Path) -> None:
    found = row(shared / "corpora" / name)
    assert FOUND[name] == dict(found.formats)


def test_every_sample_of_agents_is_read(shared: Path) -> None:
    samples = sorted(path for path in (shared / "samples").iterdir() if not path.name.startswith(LOGS))
    assert [] == [path.name for path in samples if not row(path).formats]


def test_many_formats_in_one_folder_are_one_fleet(shared: Path) -> None:
    fleet = sources.read(shared / "samples")
    assert len({member.origin.format for member in fleet.members if member.origin}) > 15
    assert reasons(fleet).total() == len(
        [path for path in (shared / "samples").iterdir() if path.name.startswith(LOGS)]
    )
