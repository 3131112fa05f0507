"""Real prompts: a public collection of Claude Code subagents, where it lies beside the project."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditor import measures, sources
from auditor.model.facts import PromptFacts
from auditor.model.fleet import Deployed, Fleet
from auditor.tokens.encodings import O200K, encoding
from tests.fleets import MEMORY

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpora" / "wshobson-agents"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus does not lie beside the project")

Measured = list[tuple[Deployed, PromptFacts]]


@pytest.fixture(scope="module")
def fleet() -> Fleet:
    return sources.read(CORPUS)


@pytest.fixture(scope="module")
def measured(fleet: Fleet) -> Measured:
    return [(member, measures.own_facts(member, MEMORY).prompt) for member in fleet.members]


def body(path: Path) -> str:
    """What stands behind the front matter, without the blank lines around it: a second opinion, by regex."""
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    text = re.sub(r"\A---[ \t\r]*\n.*?^---[ \t\r]*(?:\n|\Z)", "", text, count=1, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"\A(?:[^\S\n]*\n)+|(?:\n[^\S\n]*)+\Z", "", text)


def test_every_prompt_has_the_tokens_that_tiktoken_counts(measured: Measured) -> None:
    encode = encoding(O200K).encode_ordinary
    paths = [member.prompt.path for member, _ in measured]
    assert all(paths)
    told = {str(path): facts.reference_tokens for path, (_, facts) in zip(paths, measured, strict=True)}
    assert {str(path): len(encode(body(path))) for path in paths if path} == told


def test_the_stretches_of_every_prompt_tile_it_and_add_up(measured: Measured) -> None:
    for _, facts in measured:
        assert facts.reference_tokens == sum(stretch.tokens for stretch in facts.stretches)
        ends = [0, *(stretch.end for stretch in facts.stretches)]
        assert ends[:-1] == [stretch.start for stretch in facts.stretches]
        assert facts.characters == ends[-1]


def test_every_file_is_an_agent_or_told_as_skipped(fleet: Fleet) -> None:
    files = {path.as_posix() for path in CORPUS.rglob("*.md")}
    read = [member.prompt.path.as_posix() for member in fleet.members if member.prompt.path]
    skipped = [note.location.file for note in fleet.notes if note.rule == "file-skipped"]
    assert read
    assert sorted(files) == sorted(read + skipped)
