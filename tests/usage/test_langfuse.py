"""Langfuse's exports as several tracers fill them: whose a call is, and how older versions count."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.model.usage import UsageLog, Used
from auditor.usage import read


def observation(id: str, type: str, name: str, parent: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "id": id,
        "traceId": "t",
        "type": type,
        "name": name,
        "parentObservationId": parent,
        "startTime": "2026-10-01T10:00:00.000Z",
        **more,
    }


def attributes(**said: str) -> str:
    """The metadata of an observation that came as a span of OpenTelemetry: JSON in a text."""
    return json.dumps({"attributes": {key.replace("__", "."): value for key, value in said.items()}})


def call(parent: str | None = "run", usage: dict[str, int] | None = None, **more: Any) -> dict[str, Any]:
    told = {"input": 100, "output": 20, "total": 120} if usage is None else usage
    return observation("call", "GENERATION", "chat", parent, model="gpt-5.2", usageDetails=told, **more)


def exported(folder: Path, *observations: dict[str, Any], **trace: Any) -> UsageLog:
    """As the trace's page lets people download it."""
    document = {"trace": {"id": "t", **trace}, "observations": list(observations)}
    (folder / "trace.json").write_text(json.dumps(document), "utf-8")
    log = read(folder / "trace.json")
    assert "langfuse" == log.format
    return log


def only(log: UsageLog) -> Used:
    (used,) = log.used
    return used


@pytest.mark.parametrize(
    ("run", "who"),
    [
        (observation("run", "AGENT", "Hello world"), (None, "Hello world")),
        (observation("run", "AGENT", "agent_run [greeter]"), (None, "greeter")),
        (observation("run", "AGENT", "invoke_agent greeter"), (None, "greeter")),
        (observation("run", "SPAN", "greeter run", metadata=attributes(agent_name="greeter")), (None, "greeter")),
        (
            observation("run", "SPAN", "Task._execute_core", metadata=attributes(openinference__span__kind="AGENT")),
            (None, "Task._execute_core"),
        ),
        (
            observation("run", "AGENT", "run.6f8d2449", metadata=attributes(gen_ai__agent__id="greeter-1")),
            ("greeter-1", None),
        ),
        (observation("run", "CHAIN", "graph", metadata={"lc_agent_name": "greeter"}), (None, "greeter")),
    ],
)
def test_the_run_of_an_agent_is_known_however_a_tracer_tells_it(
    run: dict[str, Any], who: tuple[str | None, str | None], tmp_path: Path
) -> None:
    caller = only(exported(tmp_path, run, call())).caller
    assert who == (caller.id, caller.name)


def test_a_span_that_names_no_agent_is_none(tmp_path: Path) -> None:
    log = exported(tmp_path, observation("run", "SPAN", "LangGraph"), call(), name="greeting", sessionId="s1")
    assert (None, "greeting") == (only(log).caller.name, only(log).caller.account)


def test_what_the_trace_says_of_the_agent_counts_for_its_calls(tmp_path: Path) -> None:
    log = exported(tmp_path, call(parent=None), name="greeting", tags=["agent:greeter"])
    assert "greeter" == only(log).caller.name


def test_older_versions_count_the_cache_as_input_and_reasoning_as_output(tmp_path: Path) -> None:
    usage = {
        "input": 100,
        "prompt_details.cache_read": 60,
        "output": 20,
        "completion_details.reasoning": 5,
        "total": 120,
    }
    used = only(exported(tmp_path, call(parent=None, usage=usage)))
    assert (40, 60, 20, 5) == (used.uncached, used.cache_read, used.output, used.reasoning)
