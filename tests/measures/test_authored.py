"""What people wrote and what is billed are two figures where a framework puts a template around the prompt."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.conftest import Auditor
from tests.reporters.html.audits import pages

CREW = """
carl:
  role: Leasing assistant
  goal: Answer what residents ask about their lease
  backstory: You know every clause of the lease.
  llm: openai/gpt-4.1
"""
AT = ("--at", "2026-11-22")


@pytest.fixture
def crew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "agents.yaml").write_text(CREW, "utf-8")
    (tmp_path / "plain.md").write_text("---\nname: plain\nmodel: gpt-4.1\n---\nBe kind.\n", "utf-8")
    (tmp_path / "fleet.yaml").write_text("schema: 1\nagents: [{id: own, prompt: {text: Be kind.}}]\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_run_document_tells_both(crew: Path, auditor: Auditor) -> None:
    document = json.loads(auditor("audit", "agents.yaml", "plain.md", "fleet.yaml", *AT, "--format", "json").stdout)
    agents = {agent["id"]: agent for agent in document["agents"]}
    carl, plain, own = (agents[name]["prompt"] for name in ("carl", "plain", "own"))
    assert carl["authored_tokens"] < carl["tokens"]
    assert "CrewAI" == carl["framed_by"]
    assert "the task at hand" in carl["adds"]
    assert (plain["tokens"], None) == (plain["authored_tokens"], plain["framed_by"])
    assert "CLAUDE.md" in plain["adds"]
    assert (own["tokens"], None, None) == (own["authored_tokens"], own["framed_by"], own["adds"])
    assert ["crewai", "claude-code", None] == [
        agents[name]["source"] and agents[name]["source"]["format"] for name in ("carl", "plain", "own")
    ]


def test_explain_tells_both_and_what_no_file_tells(crew: Path, auditor: Auditor) -> None:
    said = " ".join(auditor("explain", "carl", "agents.yaml", *AT).stdout.split())
    assert "tokens written" in said
    assert "billed with CrewAI's template (exact)" in said
    assert "Besides is sent, of a size that no file tells: the schemas of its tools" in said
    said = " ".join(auditor("explain", "own", "fleet.yaml", *AT).stdout.split())
    assert "written" not in said.split("What to do")[0]
    assert "Besides" not in said


def test_the_table_and_the_page_tell_both(crew: Path, auditor: Auditor) -> None:
    (row,) = csv.DictReader(io.StringIO(auditor("audit", "agents.yaml", *AT, "--format", "csv").stdout))
    assert int(row["authored_tokens"]) < int(row["prompt_tokens"])
    assert ("CrewAI", True) == (row["framed_by"], "the task at hand" in row["sent_besides"])
    page = pages(auditor("audit", "agents.yaml", *AT, "--format", "html").stdout)["carl"]
    assert "Tokens written by people" in page
    assert "Tokens billed with CrewAI&#39;s template" in page
    assert "Sent besides" in page
