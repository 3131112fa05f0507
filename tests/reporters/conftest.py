"""Runs for the report tests: the two example fleets, a fleet of odd agents, and one whose every name is hostile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auditor import sources
from auditor.model.run import Run
from tests.fleets import read_fleet, ready, real_prices, run_of

INVENTORIES = Path(__file__).parents[2] / "inventories"

HOSTILE = (
    "</script><script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "+1+cmd",
    "-2+3",
    "@SUM(A1)",
    "a|b\\|c`d`|e``",
    "**bold** _it_ ~~gone~~ $x$ # h",
    "[click](https://evil.example) ![x](http://evil.example/x.png)",
    "@octocat fixes #12, GH-12, www.evil.example",
    "<!-- hidden --> &lt;b&gt; <img src=x onerror=alert(1)>",
    "quote \" comma , semicolon ; 'single'",
    "{0} %s {{ x }} ${HOME}",
    "\u202edesrever\u202c \u2066isolate\u2069",
    "C1 \u009b31m and no\u0085break",
    "emoji 👩‍👩‍👧 ünï ﷽",
)
"""Names that an inventory may hold: `id` forbids control characters below U+0020, `name` and `owner` do not."""
CONTROLS = "\x1b[31mred\x1b[0m \x1b]0;title\x07 bell\x07\r\nsecond line\ttab | pipe"

ODD: list[dict[str, Any]] = [
    {"id": "bare", "prompt": {"text": "Be brief."}},
    {"id": "empty-prompt", "prompt": {"text": ""}},
    {"id": "no-traffic", "model": {"provider": "openai", "name": "gpt-4.1-mini"}, "prompt": {"text": "Be brief."}},
    ready(id="no-model", model={"provider": None, "name": None}),
    ready(id="unknown-model", model={"provider": "acme", "name": "acme-9000"}),
    ready(id="unpriced-output", model={"provider": "homegrown", "name": "homegrown-1"}),
    ready(
        id="ranges", traffic={"calls_per_month": [1_000, 9_000_000], "user_tokens": [0, 900], "cache_hit_rate": [0, 1]}
    ),
    ready(id="no-calls", traffic={"calls_per_month": 0}),
    ready(id="one-call", traffic={"calls_per_month": 1, "growth_per_month": -0.5}),
    ready(id="many-calls", traffic={"calls_per_month": 10**15, "output_tokens": 10**6}),
    ready(id="shrinking", traffic={"growth_per_month": [-0.9, 10]}),
    ready(id="negotiated", model={"prices": {"input": 0, "output": 0.0000001}}),
    ready(id="hands-off", calls=["ranges"], knowledge=[{"name": "fees", "updated": "hourly", "lives_in": "prompt"}]),
    ready(id="tuned", architecture="fine_tuned", fine_tune={"base": "gpt-4.1-mini", "trained_on": "2026-03-01"}),
    ready(
        id="misuse",
        architecture="hybrid",
        model={"provider": "openai", "name": "gpt-4.1-mini"},
        knowledge=[{"name": "rates | daily", "updated": "daily", "lives_in": "weights"}],
        fine_tune={"base": "gpt-4.1-mini", "replaced_prompt_tokens": 3000},
    ),
    {
        "id": "volatile",
        "prompt": {
            "text": "Rent is $1,200 until 2026-12-31.\n| a | b |\n</script> \x1b[31m\r\nsk-ant-api03-" + "x" * 90
        },
    },
]
"""Agents about which little is known, and agents at the edges of what an inventory may say."""


@pytest.fixture(scope="session")
def proptech() -> Run:
    return run_of(sources.read(INVENTORIES / "proptech" / "fleet.yaml"), real_prices())


@pytest.fixture(scope="session")
def tuned() -> Run:
    return run_of(sources.read(INVENTORIES / "tuned" / "fleet.yaml"), real_prices())


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_of(read_fleet(tmp_path_factory.mktemp("odd"), ODD))


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Every text that an inventory carries into a report is hostile, and every agent is worth a row somewhere."""
    agents = [
        ready(
            id=name,
            name=name + CONTROLS,
            owner=name + CONTROLS,
            purpose=name + CONTROLS,
            prompt={"text": f"You are {name}.\n{CONTROLS}\n" + "Stay kind and never promise a thing.\n" * 150},
            knowledge=[{"name": name, "updated": "daily", "lives_in": "weights" if index % 2 else "prompt"}],
            calls=[HOSTILE[index - 1]],
            **({"architecture": "fine_tuned"} if index % 2 else {}),
            **({"model": {"provider": name, "name": name}} if index % 3 == 0 else {}),
        )
        for index, name in enumerate(HOSTILE)
    ]
    return run_of(read_fleet(tmp_path_factory.mktemp("hostile <x>|#é"), agents))


@pytest.fixture(scope="session")
def empty_handed(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One agent of which nothing is known but its prompt."""
    return run_of(read_fleet(tmp_path_factory.mktemp("bare"), [{"id": "bare", "prompt": {"text": "Be brief."}}]))


@pytest.fixture(scope="session")
def subagents(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Markdown files with all that the source takes exception to."""
    folder = tmp_path_factory.mktemp("agents")
    (folder / "reviewer.md").write_text(
        "---\nname: reviewer\ndescription: Reviews code\nmodel: sonnet\n---\nReview it.\n"
    )
    (folder / "broken.md").write_bytes(b"---\nname: broken\ndescription: a: b: c\n---\nYou are \xff bad\x00.\n")
    (folder / "notes.md").write_text("no front matter\n")
    return run_of(sources.read(folder))


@pytest.fixture(params=["proptech", "tuned", "odd", "hostile", "empty_handed", "subagents"])
def run(request: pytest.FixtureRequest) -> Run:
    """Each of the runs in turn."""
    found: Run = request.getfixturevalue(request.param)
    return found
