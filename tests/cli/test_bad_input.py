"""Bad and hostile input: a clear message that names the place, exit code 2 or a finding, never a traceback."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.conftest import Auditor

AGENTS = "schema: 1\nagents:\n"


def bomb() -> str:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    lines += [f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]" for old, new in zip("abcdefghi", "bcdefghij", strict=True)]
    return "\n".join([*lines, "schema: 1", "agents: *j", ""])


REFUSED: dict[str, tuple[str, list[str]]] = {
    "an empty file": ("", ["fleet.yaml:1: the file is empty"]),
    "no YAML": ("agents: [\n  - id: 'x\n", ["fleet.yaml:", "is not valid YAML"]),
    "a list": ("- a\n", ["fleet.yaml:1: expected a mapping with 'schema' and 'agents'"]),
    "no agents": ("schema: 1\nagents: []\n", ["fleet.yaml:2: agents: is empty"]),
    "another format version": ("schema: 2\nagents: [{id: a, prompt: {text: x}}]\n", ["schema: expected 1, got 2"]),
    "three wrong types at once": (
        AGENTS + "  - id: a\n    prompt: [1]\n    traffic: {calls_per_month: lots}\n    task: {scope: medium}\n",
        [
            "fleet.yaml:4: agents[0].prompt: expected a mapping, got a list",
            "fleet.yaml:5: agents[0].traffic.calls_per_month: expected a number or [low, high], got 'lots'",
            "fleet.yaml:6: agents[0].task.scope: expected 'narrow' or 'broad', got 'medium'",
            "3 errors",
        ],
    ),
    "a misspelt key": (AGENTS + "  - {id: a, promt: {text: x}}\n", ["promt: unknown key; did you mean 'prompt'?"]),
    "duplicate ids": (
        AGENTS + "  - {id: a, prompt: {text: x}}\n  - {id: a, prompt: {text: y}}\n",
        ["fleet.yaml:4: agents[1].id: 'a' is already the id of the agent on line 3"],
    ),
    "a missing prompt file and one outside": (
        AGENTS + "  - {id: a, prompt: {file: no.md}}\n  - {id: b, prompt: {file: ../../etc/passwd}}\n",
        ["fleet.yaml:3: agents[0].prompt.file: no such file", "fleet.yaml:4: agents[1].prompt.file:", "lies outside"],
    ),
    "an alias bomb": (bomb(), ["aliases expand to more than"]),
    "an alias of itself": ("a: &a [*a]\nschema: 1\nagents: []\n", ["an alias refers to itself"]),
    "a tag that makes objects": (
        "schema: 1\nagents: !!python/object/apply:os.system ['true']\n",
        ["fleet.yaml:2: the tag", "is not allowed"],
    ),
    "brackets without end": ("[" * 100_000, ["nested more than 200 levels deep"]),
    "dashes without end": ("- " * 100_000 + "\n", ["nested more than 200 levels deep"]),
    "negative, endless and absurd numbers": (
        AGENTS
        + "  - {id: a, prompt: {text: x}, traffic: {calls_per_month: -5, user_tokens: .nan, output_tokens: .inf}}\n"
        + "  - {id: b, prompt: {text: x}, traffic: {calls_per_month: 1.0e+30, cache_hit_rate: 3}}\n",
        ["got -5", "got nan", "got inf", "between 0 and 1e+15, got 1e+30", "between 0 and 1, got 3"],
    ),
    "a range out of order": (
        AGENTS + "  - {id: a, prompt: {text: x}, traffic: {calls_per_month: [9, 3]}}\n",
        ["low end 9 is above high end 3"],
    ),
    "a control character in an id": (AGENTS + '  - {id: "a\\e[31m", prompt: {text: x}}\n', ["control characters"]),
    "no day": ("schema: 1\nfleet: {as_of: 2026-13-45}\nagents: []\n", ["fleet.yaml:2:"]),
    "two texts": (AGENTS + "  - {id: a, prompt: {text: x, file: y}}\n", ["exactly one of 'text' and 'file'"]),
    "an unknown hand-off": (
        AGENTS + "  - {id: carl, prompt: {text: x}, calls: [karl]}\n  - {id: cal, prompt: {text: x}}\n",
        ["no agent has the id 'karl'; did you mean 'carl'?"],
    ),
    "a key that stands twice": (AGENTS + "  - {id: a, id: b, prompt: {text: x}}\n", ["key 'id' stands twice"]),
    "a wrong default": (
        AGENTS.replace("agents", "defaults: {model: {provider: 5}}\nagents")
        + "  - {id: a, prompt: {text: x}}\n  - {id: b, prompt: {text: x}}\n",
        ["fleet.yaml:2: defaults.model.provider: expected text, got 5"],
    ),
    "a format version that only looks like one": ("schema: true\nagents: []\n", ["schema: expected 1, got True"]),
    "a format version with a point": ("schema: 1.0\nagents: []\n", ["schema: expected 1, got 1.0"]),
    "ids that YAML takes for something else": (
        AGENTS + "  - {id: no, prompt: {text: x}}\n  - {id: 5, prompt: {text: x}}\n",
        ['expected text, got False; if it is meant, quote it: "no"', 'got 5; if it is meant, quote it: "5"'],
    ),
    "numbers that YAML takes for text": (
        AGENTS + "  - {id: a, prompt: {text: x}, traffic: {calls_per_month: 1.0e9, user_tokens: 2e3}}\n",
        ["got '1.0e9'; write 1.0e+9", "got '2e3'; write 2.0e+3"],
    ),
    "a tuned agent that is prompted": (
        AGENTS.replace("agents", "defaults:\n  fine_tune: {base: m}\nagents") + "  - {id: a, prompt: {text: x}}\n"
        "  - {id: b, prompt: {text: x}, architecture: retrieval, fine_tune: {base: m}}\n",
        [
            "fleet.yaml:3: defaults.fine_tune: is given, but the architecture of 'a' is prompted; set architecture to",
            "fleet.yaml:6: agents[1].fine_tune: is given, but the architecture of 'b' is retrieval",
        ],
    ),
    "a number of more digits than numbers have": (
        AGENTS + f"  - {{id: a, prompt: {{text: x}}, traffic: {{calls_per_month: {'9' * 4_000}}}}}\n",
        ["between 0 and 1e+15, got 999"],
    ),
    "more tokens than a call holds": (
        AGENTS + "  - {id: a, prompt: {text: x}, traffic: {user_tokens: 1.0e+15}}\n",
        ["between 0 and 1e+09, got"],
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_with_the_place_and_the_reason(what: str, tmp_path: Path, auditor: Auditor) -> None:
    text, said = REFUSED[what]
    path = tmp_path / "fleet.yaml"
    path.write_text(text, "utf-8")
    for command in (("validate",), ("audit", "-o", tmp_path / "out")):
        result = auditor(command[0], path, *command[1:])
        assert result.exit_code == 2, result.output
        assert [part for part in said if part not in result.stderr] == [], result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "lines",
    [
        "  - {id: a, prompt: You are CANARYWORD}\n",
        "  - {id: a, prompt: [You are CANARYWORD]}\n",
        f"  - {{id: a, prompt: {{file: You are CANARYWORD {'and kind' * 30}}}}}\n",
        f"  - {{id: a, prompt: {{file: You are CANARYWORD {'and/or kind' * 30}}}}}\n",
        "  - {id: a, prompt: {text: [You are CANARYWORD]}}\n",
        "  - {id: a, prompt: {text: x, versions: You are CANARYWORD}}\n",
        "  - You are CANARYWORD\n",
        "  - {id: a}\ndefaults: {prompt: You are CANARYWORD}\n",
    ],
)
def test_no_message_quotes_what_may_be_a_prompt(lines: str, tmp_path: Path, auditor: Auditor) -> None:
    """Messages go to logs, to the page of auditor serve and to chats, where prompts may not go."""
    (tmp_path / "fleet.yaml").write_text(AGENTS + lines, "utf-8")
    result = auditor("validate", tmp_path / "fleet.yaml")
    assert result.exit_code == 2
    assert re.search(r"got (text|a list)|a path of \d+ characters", result.stderr)
    assert "CANARY" not in result.stderr


def test_a_wrong_default_is_told_once(tmp_path: Path, auditor: Auditor) -> None:
    (tmp_path / "fleet.yaml").write_text(REFUSED["a wrong default"][0], "utf-8")
    assert auditor("validate", tmp_path / "fleet.yaml").stderr.count("error:") == 1


def test_json_is_refused_in_the_same_words(tmp_path: Path, auditor: Auditor) -> None:
    path = tmp_path / "fleet.json"
    agent = '{"id": "a", "prompt": {"text": "x"},\n   "task": {"scope": 1}}'
    path.write_text(f'{{"schema": 1,\n "agents": [\n  {agent}]}}', "utf-8")
    assert "fleet.json:4: agents[0].task.scope" in auditor("validate", path).stderr
    path.write_text('{"schema": 1,\n "agents": [ }', "utf-8")
    assert "fleet.json:2: is not valid JSON" in auditor("validate", path).stderr
    path.write_text("[" * 100_000, "utf-8")
    assert "nested too deeply" in auditor("validate", path).stderr


def test_json_that_python_cannot_hold_is_refused_with_its_line(tmp_path: Path, auditor: Auditor) -> None:
    path = tmp_path / "fleet.json"
    path.write_text('{"schema": 1,\n "agents": ' + "9" * 6_000 + "}", "utf-8")
    assert "fleet.json:2: holds a number of more than 4,300 digits" in auditor("audit", path).stderr
    path.write_text('{"schema": 1, "agents": [{"id": "a",\n "prompt": {"text": "\\ud83d\\ude00 \\udfff"}}]}', "utf-8")
    said = auditor("audit", path).stderr
    assert "fleet.json:2: agents[0].prompt.text: expected text without lone surrogates" in said
    path.write_text('{"schema": 1, "agents": [{"id": "a",\n "prompt": {"text": "\\ud83d\\ude00 [[["}}]}', "utf-8")
    assert auditor("validate", path).exit_code == 0


@pytest.mark.parametrize("name", ["html", "json", "markdown", "csv", "sarif", "terminal"])
def test_the_largest_numbers_allowed_are_audited(name: str, tmp_path: Path, auditor: Auditor) -> None:
    traffic = "calls_per_month: 1.0e+15, user_tokens: 1.0e+9, output_tokens: 1.0e+9, growth_per_month: 10"
    prices = "input: 1.0e+15, output: 1.0e+15, cache_read: 1.0e+15, cache_write: 1.0e+15"
    agent = f"{{id: a, prompt: {{text: x}}, model: {{name: m, prices: {{{prices}}}}}, traffic: {{{traffic}}}}}"
    (tmp_path / "fleet.yaml").write_text(f"{AGENTS}  - {agent}\n", "utf-8")
    assert auditor("audit", tmp_path / "fleet.yaml", "--format", name).exit_code == 0


def test_a_wrong_policy_is_refused_before_anything_is_audited(tmp_path: Path, auditor: Auditor) -> None:
    (tmp_path / "fleet.yaml").write_text(AGENTS + "  - {id: a, prompt: {text: x}}\n", "utf-8")
    (tmp_path / "policy.yaml").write_text("[" * 60_000, "utf-8")
    result = auditor("audit", tmp_path / "fleet.yaml", "--policy", tmp_path / "policy.yaml")
    assert (result.exit_code, "policy.yaml:1: is nested more than 200" in result.stderr) == (2, True)


def test_broken_utf8_in_the_inventory_is_refused(tmp_path: Path, auditor: Auditor) -> None:
    path = tmp_path / "fleet.yaml"
    path.write_bytes(b"schema: 1\nagents:\n  - {id: a, prompt: {text: '\xff'}}\n")
    result = auditor("audit", path)
    assert (result.exit_code, "fleet.yaml:3: is not UTF-8 text" in result.stderr) == (2, True)


def test_broken_utf8_and_nul_bytes_in_a_prompt_are_findings(tmp_path: Path, auditor: Auditor) -> None:
    (tmp_path / "a.md").write_bytes(b"You are\n\xff\xfe kind.\nNever\0 shout.\n")
    (tmp_path / "fleet.yaml").write_text(AGENTS + "  - {id: a, prompt: {file: a.md}}\n", "utf-8")
    found = json.loads(auditor("audit", tmp_path / "fleet.yaml", "--format", "json").stdout)["findings"]
    places = [(finding["rule"], finding["location"]["line"]) for finding in found]
    assert places == [("prompt-not-clean-text", 2), ("prompt-not-clean-text", 3)]


def test_a_prompt_of_ten_megabytes_on_one_line_is_audited(tmp_path: Path, auditor: Auditor) -> None:
    (tmp_path / "big.md").write_text("the fee is $5 now " * 580_000, "utf-8")
    (tmp_path / "fleet.yaml").write_text(AGENTS + "  - {id: a, prompt: {file: big.md}}\n", "utf-8")
    agent = json.loads(auditor("audit", tmp_path / "fleet.yaml", "--format", "json").stdout)["agents"][0]
    assert agent["prompt"]["characters"] > 10_000_000
    assert len(agent["knowledge"]["spans"]) + agent["knowledge"]["spans_left_out"] > 2_000


def test_a_million_spaces_do_not_take_the_tokenizer_down(tmp_path: Path, auditor: Auditor) -> None:
    (tmp_path / "blank.md").write_text("You" + " " * 1_000_000 + "are", "utf-8")
    (tmp_path / "fleet.yaml").write_text(AGENTS + "  - {id: a, prompt: {file: blank.md}}\n", "utf-8")
    assert auditor("audit", tmp_path / "fleet.yaml", "--format", "csv").exit_code == 0


HOSTILE = "</script><img src=x onerror=alert(1)> {{7*7}} ${jndi:ldap://x} \x1b[31mred\x1b[0m \x07 \u202e right"


def test_hostile_names_and_prompts_reach_no_terminal(tmp_path: Path, auditor: Auditor) -> None:
    (tmp_path / "p.md").write_text(HOSTILE + "\nThe fee is $5 \x1b[2J per month.\n", "utf-8")
    agent = {"id": "</script><b>", "name": HOSTILE, "purpose": HOSTILE, "owner": HOSTILE, "prompt": {"file": "p.md"}}
    (tmp_path / "fleet.json").write_text(json.dumps({"schema": 1, "agents": [agent]}), "utf-8")
    for arguments in (("audit", tmp_path / "fleet.json"), ("explain", "</script><b>", tmp_path / "fleet.json")):
        result = auditor(*arguments, *(("--format", "terminal") if arguments[0] == "audit" else ()))
        assert result.exit_code == 0
        assert [char for char in result.output if not char.isprintable() and char != "\n"] == []


def test_an_unknown_model_is_said_and_never_free(tmp_path: Path, auditor: Auditor) -> None:
    text = AGENTS + (
        "  - {id: a, model: {provider: acme, name: gpt-99}, prompt: {text: x},"
        " traffic: {calls_per_month: 9, user_tokens: 1, output_tokens: 1}}\n"
    )
    (tmp_path / "fleet.yaml").write_text(text, "utf-8")
    document = json.loads(auditor("audit", tmp_path / "fleet.yaml", "--format", "json").stdout)
    assert document["fleet"]["monthly_cost"] is None
    for option in document["agents"][0]["costs"]["options"]:
        assert (option["available"], option["per_month"]) == (False, None)
        assert "genai-prices knows no price for acme gpt-99" in option["because"]


def test_a_folder_without_agents_is_refused(tmp_path: Path, auditor: Auditor) -> None:
    (tmp_path / "README.md").write_text("# nothing here\n", "utf-8")
    result = auditor("audit", tmp_path)
    assert (result.exit_code, "no agent to audit" in result.stderr) == (2, True)


def test_what_is_not_there_is_refused(tmp_path: Path, auditor: Auditor) -> None:
    result = auditor("audit", tmp_path / "none.yaml")
    assert (result.exit_code, "no such file or folder" in result.stderr) == (2, True)
