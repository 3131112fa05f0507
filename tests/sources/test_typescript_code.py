"""Agents in TypeScript code: told without the extra, read with it, never run."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor import sources
from auditor.errors import InputError
from auditor.model.fleet import Deployed
from auditor.sources.typescript import modules as typescript_modules
from tests.sources.reading import by_name, fleet_of, model, skipped
from tests.sources.test_any_format import HAS_TYPESCRIPT

needs_parser = pytest.mark.skipif(not HAS_TYPESCRIPT, reason="needs agent-fleet-auditor[typescript]")
OTHER = 'Agent(name="b", instructions="Be kind.")'


def only(folder: Path, code: str) -> Deployed:
    (member,) = fleet_of(folder, {"bots.ts": code}).members
    return member


def test_without_the_extra_agents_are_told_with_their_names_and_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typescript_modules, "_parser", lambda _: None)
    code = (
        "import { Agent } from '@openai/agents';\n\nconst carl = new Agent({\n  name: 'Carl',\n"
        "  instructions: `Be kind.`,\n});\nnew ToolLoopAgent<Context>({ model, instructions });\n"
        "new UserAgent({ os: 1 });\n"
    )
    files = {"src/bots.ts": code, "src/other.ts": "const x = 1", "dist/bots.js": code, "src/bots.test.ts": code}
    fleet = fleet_of(tmp_path, {**files, "bots.py": OTHER})
    told = [note for note in fleet.notes if note.rule == "file-skipped"]
    assert [("Carl", 3), ("ToolLoopAgent", 7)] == [
        (note.message.partition(" in ")[0], note.location.line) for note in told
    ]
    assert all("agent-fleet-auditor[typescript] reads it" in note.message for note in told)
    with pytest.raises(InputError, match="of 2 it is said that it is made in TypeScript"):
        sources.read(tmp_path / "src")


@needs_parser
@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("new Agent({ name: 'a', instructions: 'Be kind.' })", "Be kind."),
        (
            "new sdk.Agent<Context>({ name: 'a', instructions: `Be ${how} to ${x.who} ${f()}.` })",
            "Be {how} to {x.who} {value}.",
        ),
        ("const HOW = 'kind';\nnew Agent({ name: 'a', instructions: `Be ${HOW}.` })", "Be kind."),
        ("const instructions = 'Be ' + 'kind' + '.';\nnew Agent({ name: 'a', instructions })", "Be kind."),
        ("new Agent({ name: 'a', instructions: (`Be kind.` as const).trim() })", "Be kind."),
        ("new Agent({ name: 'a', instructions: dedent`Be kind.` })", "Be kind."),
        ("new Agent({ name: 'a', instructions: ['Be kind.', 'Be brief.'].join('\\n') })", "Be kind.\nBe brief."),
        (r"new Agent({ name: 'a', instructions: 'It\'s \u{1F600} \u00e9 \x41\n' })", "It's 😀 é A\n"),
        ("new ToolLoopAgent({ id: 'a', 'instructions': 'Be kind.' })", "Be kind."),
        (
            (
                "function g() { const k = 'No.'; }\nfunction f() { const k = 'Be kind.';"
                " return new Agent({ name: 'a', instructions: k }) }"
            ),
            "Be kind.",
        ),
        (r"new Agent({ name: 'a', instructions: 'half \ud800' })", "half �"),
    ],
)
def test_a_prompt_is_worked_out_as_far_as_the_code_says(code: str, said: str, tmp_path: Path) -> None:
    assert said == only(tmp_path, code).prompt.read()


@needs_parser
@pytest.mark.parametrize(
    "code",
    [
        "new Agent({ name: 'a', instructions: (c) => { if (c) { return 'a' } return 'b' } })",
        "new Agent({ name: 'a', instructions: load('x.md') })",
        "new Agent({ name: 'a', instructions: `${x}` })",
        "new Agent({ name: 'a', instructions: '' })",
        "const K = 'a'; { const K = 'b'; }\nnew Agent({ name: 'a', instructions: K })",
        *(
            f"{before}function f({given}) {{ {within}; return new Agent({{ name: 'a', instructions: K }}) }}"
            for before, given, within in (
                ("const K = 'No.';", "K", ""),
                ("const K = 'No.';", "K = 'No.'", ""),
                ("const K = 'No.';", "{ a, b: K }", ""),
                ("const K = 'No.';", "...K", ""),
                ("const K = 'No.';", "", "for (const K of x) {}"),
                ("const K = 'No.';", "", "const { K } = x"),
                ("const K = 'No.';", "", "try {} catch (K) {}"),
                ("let K = 'No.';", "x", "K = x"),
                ("let K = 'No.';", "x", "K += x"),
                ("let K = 'No.';", "x", "[K] = x"),
                ("function g() { const K = 'No.' };", "K", ""),
                ("import { K } from './k';", "", "const g = () => { const K = 'No.' }"),
            )
        ),
        "const f = K => new Agent({ name: 'a', instructions: K }); const g = () => { const K = 'No.' }",
        "const f = (K) => new Agent({ name: 'a', instructions: K }); const g = () => { const K = 'No.' }",
        "const K = K;\nnew Agent({ name: 'a', instructions: K })",
        "new Agent({ name: 'a', instructions: ",
    ],
)
def test_what_only_a_run_can_tell_is_told_so(code: str, tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {"bots.ts": code, "more.py": OTHER})
    assert ["b"] == list(by_name(fleet))
    assert 1 == len(skipped(fleet))


@needs_parser
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("'gpt-4.1'", (None, "gpt-4.1")),
        ("openai('gpt-4.1')", ("openai", "gpt-4.1")),
        ("anthropic.chat('claude-sonnet-5-5')", ("anthropic", "claude-sonnet-5-5")),
        ("azure('ours')", ("azure", None)),
        ("MODEL", ("openai", "gpt-4.1")),
        ("process.env.MODEL ?? 'gpt-4.1'", (None, "gpt-4.1")),
        ("process.env.MODEL", (None, None)),
        ("pick('--model')", (None, None)),
    ],
)
def test_a_model_is_a_text_or_a_call_of_its_provider(
    said: str, expected: tuple[str | None, str | None], tmp_path: Path
) -> None:
    code = f"const MODEL = openai('gpt-4.1');\nnew Agent({{ name: 'a', instructions: 'Be kind.', model: {said} }})"
    assert expected == model(only(tmp_path, code))


@needs_parser
def test_hand_offs_and_tools_are_kept(tmp_path: Path) -> None:
    code = (
        "const carl = new Agent({ name: 'Carl', instructions: 'Be kind.', description: 'Leases', tools: [t] });\n"
        "const front = new Agent({ name: 'Front', instructions: 'Be quick.', handoffs: [carl], tools: [] });\n"
    )
    found = by_name(fleet_of(tmp_path, {"bots.ts": code}))
    assert ("Carl",) == found["Front"].agent.calls
    assert ("Leases", "the schemas of its tools") == (found["Carl"].agent.purpose, found["Carl"].adds)
    assert "" == found["Front"].adds


@needs_parser
@pytest.mark.parametrize(
    "code",
    [
        "const a0 = 'lol ';\n"
        + "\n".join(f"const a{n} = a{n - 1} + a{n - 1};" for n in range(1, 40))
        + "\nconst x = a39",
        "const x = " + "(" * 3_000,
        "const x = " + "+".join(["'a'"] * 20_000),
        "const x = " + "`${" * 3_000,
    ],
)
def test_code_beyond_measure_costs_neither_time_nor_memory(code: str, tmp_path: Path) -> None:
    fleet = fleet_of(
        tmp_path, {"bots.ts": f"{code};\nnew Agent({{ name: 'a', instructions: a39 + x }})\n", "more.py": OTHER}
    )
    assert "b" in by_name(fleet)


@needs_parser
def test_functions_nested_beyond_measure_bind_their_names_all_the_same(tmp_path: Path) -> None:
    nested = "K => " * 20_000
    code = f"const K = 'No.'; const f = {nested}new Agent({{ name: 'a', instructions: K }});\n"
    code += "new Agent({ name: 'b', instructions: 'Be kind.' })"
    assert "b" == only(tmp_path, code).agent.name
