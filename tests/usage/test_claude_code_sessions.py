"""Session files of Claude Code: a call once, with all its output, for the subagent that made it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from auditor.usage import read


def line(id: str, output: int = 20, **more: Any) -> str:
    usage = {
        "input_tokens": 3,
        "cache_read_input_tokens": 5000,
        "cache_creation_input_tokens": 700,
        "cache_creation": {"ephemeral_5m_input_tokens": 600, "ephemeral_1h_input_tokens": 100},
        "output_tokens": output,
    }
    message = {"role": "assistant", "id": f"msg_{id}", "model": "claude-sonnet-5-5", "usage": usage}
    whole = {
        "type": "assistant",
        "uuid": f"u-{id}-{output}",
        "requestId": f"req_{id}",
        "sessionId": "s1",
        "cwd": "/home/me/shop",
        "timestamp": "2026-10-01T10:00:00.000Z",
        "message": message,
    }
    return json.dumps(whole | more) + "\n"


def written(path: Path, *lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    summary = json.dumps({"type": "summary", "summary": "A talk", "leafUuid": "u"}) + "\n"
    said = {"type": "user", "sessionId": "s1", "message": {"role": "user", "content": "Hello"}}
    path.write_text(summary + json.dumps(said) + "\n" + "".join(lines), "utf-8")
    return path


def test_a_call_in_several_lines_is_one_with_its_last_output(tmp_path: Path) -> None:
    log = read(written(tmp_path / "s1.jsonl", line("a", 1), line("b", 9), line("a", 40), line("a", 40)))
    (used,) = log.used
    assert ("claude-code-sessions", "shop", 2) == (log.format, used.caller.account, used.calls)
    assert (6, 10_000, 1200, 200) == (used.uncached, used.cache_read, used.cache_write_5m, used.cache_write_1h)
    assert (49, 1) == (used.output, used.sessions)


def test_calls_are_of_the_subagent_that_their_lines_or_the_file_beside_name(tmp_path: Path) -> None:
    written(tmp_path / "s1.jsonl", line("a"), line("b", attributionAgent="reviewer", isSidechain=True))
    side = tmp_path / "s1" / "subagents"
    written(side / "agent-1.jsonl", line("c", agentId="1", attributionAgent="tester"), line("d", agentId="1"))
    written(side / "agent-2.jsonl", line("e", agentId="2"))
    (side / "agent-2.meta.json").write_text(json.dumps({"agentType": "Explore"}), "utf-8")
    calls = {one.caller.label: one.calls for one in read(tmp_path).used}
    assert {"account shop": 1, "reviewer": 1, "tester": 2, "Explore": 1} == calls


def test_what_a_session_repeats_of_the_one_before_counts_once(tmp_path: Path) -> None:
    written(tmp_path / "s1.jsonl", line("a"), line("b"))
    written(tmp_path / "s2.jsonl", line("a"), line("b"), line("c"))
    log = read(tmp_path)
    assert 3 == sum(one.calls for one in log.used)
    assert 2 == next(flaw.count for flaw in log.flaws if flaw.kind == "duplicate")


def test_what_no_model_said_and_what_failed_are_told_apart(tmp_path: Path) -> None:
    own = json.loads(line("a"))
    own["message"]["model"] = "<synthetic>"
    log = read(written(tmp_path / "s.jsonl", json.dumps(own) + "\n", line("b", isApiErrorMessage=True), line("c")))
    assert (2, 1) == (sum(one.calls for one in log.used), sum(one.failed for one in log.used))
    assert "not-a-call" in {flaw.kind for flaw in log.flaws}
