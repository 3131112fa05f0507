"""Files of agents and prompts, one format after the other: what their fields mean, and their traps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor import sources
from auditor.model.fleet import Deployed, Fleet


def fleet_of(folder: Path, files: dict[str, str]) -> Fleet:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return sources.read(folder)


def only(fleet: Fleet) -> Deployed:
    assert 1 == len(fleet.members)
    return fleet.members[0]


CREW = """
writer:
  role: >
    Writer of {topic}
  goal: Explain {topic}
  backstory: You have written for years.
  llm: gemini/gemini-2.5-pro
editor:
  role: Editor
  goal: Cut
  backstory: You are brief.
"""


def test_crewai_sends_its_template_around_what_people_wrote(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {"config/agents.yaml": CREW, "config/tasks.yaml": "write: {agent: writer}\n"})
    writer, editor = fleet.members
    billed = "You are Writer of {topic}\n. You have written for years.\nYour personal goal is: Explain {topic}"
    assert billed == writer.prompt.read()
    assert writer.authored is not None
    assert "Writer of {topic}\n\nYou have written for years.\nExplain {topic}" == writer.authored.read()
    assert ("google", "gemini-2.5-pro") == (writer.agent.model.provider, writer.agent.model.name)
    assert (2, 8) == (writer.declared_at.line, editor.declared_at.line)
    assert editor.agent.model.name is None
    assert () == fleet.notes, "the tasks belong to the agents"


def test_a_crew_may_bring_its_own_template(tmp_path: Path) -> None:
    text = 'a:\n  role: R\n  goal: G\n  backstory: B\n  system_template: "<s>{{ .System }}</s>"\n'
    assert (
        "<s>You are R. B\nYour personal goal is: G</s>" == only(fleet_of(tmp_path, {"agents.yaml": text})).prompt.read()
    )


def test_a_role_that_names_another_part_is_not_filled_in(tmp_path: Path) -> None:
    text = 'a:\n  role: "{goal}"\n  goal: "{role}"\n  backstory: "{role}"\n'
    member = only(fleet_of(tmp_path, {"agents.yaml": text}))
    assert "You are {goal}. {role}\nYour personal goal is: {role}" == member.prompt.read()


def test_a_crew_in_json_has_a_file_for_each_agent(tmp_path: Path) -> None:
    agent = '{"role": "R", "goal": "G", /* why */ "backstory": "B", "llm": {"model": "openai/gpt-4.1"},}\n'
    fleet = fleet_of(tmp_path, {"agents/researcher.jsonc": agent, "crew.jsonc": '{"agents": ["researcher"]}'})
    member = only(fleet)
    assert ("researcher", "gpt-4.1") == (member.agent.id, member.agent.model.name)
    assert () == fleet.notes


def test_adk_puts_what_is_static_first_and_hands_off_to_the_files_it_names(tmp_path: Path) -> None:
    files = {
        "root_agent.yaml": "name: root\nmodel: gemini-2.5-flash\nstatic_instruction: Always kind.\n"
        "instruction: |\n  Greet {user}.\nsub_agents:\n  - config_path: sub/bill.yaml\n  - code: pkg.agents.jill\n",
        "sub/bill.yaml": "agent_class: LlmAgent\nname: bill\ninstruction: Count.\n"
        "model_code: {name: google.adk.models.LiteLlm, args: [{name: model, value: openai/gpt-4.1}]}\n",
        "steps.yaml": "agent_class: SequentialAgent\nname: steps\nsub_agents: [{config_path: sub/bill.yaml}]\n",
    }
    fleet = fleet_of(tmp_path, files)
    root, bill = fleet.members
    assert ("Always kind.\n\nGreet {user}.\n", ("bill",)) == (root.prompt.read(), root.agent.calls)
    assert ("google", "gemini-2.5-flash") == (root.agent.model.provider, root.agent.model.name)
    assert ("openai", "gpt-4.1") == (bill.agent.model.provider, bill.agent.model.name)
    said = [note.message for note in fleet.notes]
    assert any("steps" in message and "runs other agents" in message for message in said)
    assert any("hands off to jill, which is not among" in message for message in said)


def test_adk_takes_static_content_in_parts(tmp_path: Path) -> None:
    text = "agent_class: LlmAgent\nname: a\nstatic_instruction:\n  parts:\n    - text: One.\n    - text: Two.\n"
    assert "One.\nTwo." == only(fleet_of(tmp_path, {"root_agent.yaml": text})).prompt.read()


def test_codex_agents_need_their_instructions(tmp_path: Path) -> None:
    files = {
        ".codex/agents/a.toml": 'name = "a"\ndescription = "d"\n'
        'developer_instructions = """\nBe kind.\nBe brief.\n"""\n',
        ".codex/agents/b.toml": 'name = "b"\ndescription = "d"\n',
        ".codex/agents/c.toml": 'name = "c\n',
        "pyproject.toml": "[project]\n",
    }
    fleet = fleet_of(tmp_path, files)
    member = only(fleet)
    assert ("Be kind.\nBe brief.\n", 4) == (member.prompt.read(), member.prompt.location.line)
    said = " ".join(note.message for note in fleet.notes)
    assert "b.toml is skipped: it has no developer_instructions" in said
    assert "c.toml is skipped: it is not valid TOML" in said
    assert "pyproject.toml is skipped: no known format" in said


@pytest.mark.parametrize(
    ("model", "provider", "name"),
    [
        ("model: gpt-4.1", None, "gpt-4.1"),
        ("model: {id: claude-sonnet-5-5, provider: anthropic}", "anthropic", "claude-sonnet-5-5"),
        ("model: {id: gpt-4, provider: foundry}", "azure", None),
        ("model: {api: chat, configuration: {type: azure_openai, azure_deployment: gpt-4}}", "azure", None),
        ("model: {api: chat, configuration: {type: openai, name: gpt-4.1}}", "openai", "gpt-4.1"),
        ("model: {api: chat, configuration: {type: azure_openai}}", None, None),
        ("model: [1]", None, None),
    ],
)
def test_prompty_names_its_model_in_two_ways(
    model: str, provider: str | None, name: str | None, tmp_path: Path
) -> None:
    text = f"---\nname: p\n{model}\n---\nsystem:\nBe kind.\n\nuser:\n{{{{question}}}}\n"
    member = only(fleet_of(tmp_path, {"p.prompty": text}))
    assert (provider, name, "Be kind.") == (member.agent.model.provider, member.agent.model.name, member.prompt.read())


def test_only_a_line_of_its_own_names_a_role(tmp_path: Path) -> None:
    text = "---\nname: p\n---\nSystem:\nBe kind.\nuser: hello there\n# Assistant:\nfine\nuser:\nhow?\n"
    assert "Be kind.\nuser: hello there" == only(fleet_of(tmp_path, {"p.prompty": text})).prompt.read()


@pytest.mark.parametrize(
    ("body", "prompt", "line"),
    [
        ('{{role "system"}}\nBe kind.\n{{role "user"}}\n{{q}}\n', "Be kind.", 5),
        ("{{#role 'system'}}\n\nBe kind.\n{{/role}}\n{{#role 'user'}}{{q}}{{/role}}\n", "Be kind.", 6),
        ("Translate this into French: {{q}}\n", "Translate this into French: {{q}}", 4),
    ],
)
def test_dotprompt_marks_its_roles(body: str, prompt: str, line: int, tmp_path: Path) -> None:
    member = only(fleet_of(tmp_path, {"p.prompt": f"---\nmodel: googleai/gemini-2.5-flash\n---\n{body}"}))
    assert (prompt, line) == (member.prompt.read(), member.prompt.location.line)
    assert ("google", "gemini-2.5-flash") == (member.agent.model.provider, member.agent.model.name)


def test_what_says_nothing_of_its_own_is_told(tmp_path: Path) -> None:
    files = {
        "a.prompt": "---\nmodel: x\n---\n{{q}}\n",
        "_b.prompt": "Be kind to everybody.\n",
        "c.prompt.yml": "messages:\n  - {role: assistant, content: Hello}\n",
        "d.prompty": "---\nname: d\n---\n",
        "e.md": "---\nname: e\n---\nHi.\n",
    }
    said = [note.message.partition("skipped: ")[2] for note in fleet_of(tmp_path, files).notes]
    assert [
        "it is a partial, which other prompts include.",
        "it has no system message, and no user's message that instructs the model.",
        "it has no system message, and no user's message that instructs the model.",
        "its body, the prompt, is empty.",
    ] == said


PROMPTFOO = """
description: Leases
prompts:
  - "You answer what residents ask about leases. {{question}}"
  - file://prompts/two.txt
  - id: file://prompts/chat.json
    label: chatty
  - file://make.py:build
  - file://gone.txt
  - prompts/three.txt
providers: [openai:chat:gpt-4.1]
defaultTest:
  assert: [{type: latency, threshold: 900}]
tests:
  - vars: {question: When is rent due}
    assert: [{type: contains, value: first}]
  - file://cases.csv
"""


def test_promptfoo_prompts_come_from_texts_files_and_chats_and_tests_are_counted(tmp_path: Path) -> None:
    files = {
        "promptfooconfig.yaml": PROMPTFOO,
        "prompts/two.txt": "Be kind to residents.\n---\nBe brief with residents.\n",
        "prompts/three.txt": "Be patient with residents.",
        "prompts/chat.json": json.dumps([{"role": "system", "content": "Chat\nwith residents."}]),
        "cases.csv": "question\nMay I?\nMust I?\n",
    }
    fleet = fleet_of(tmp_path, files)
    texts = {member.agent.id: member.prompt.read() for member in fleet.members}
    assert {
        "prompt 1": "You answer what residents ask about leases. {{question}}",
        "two 1": "Be kind to residents.",
        "two 2": "Be brief with residents.",
        "chatty": "Chat\nwith residents.",
        "three": "Be patient with residents.",
    } == texts
    tests = fleet.members[0].agent.prompting.tests
    assert tests is not None
    assert (3, 4) == (tests.cases, tests.checks)
    assert {("openai", "gpt-4.1")} == {(one.agent.model.provider, one.agent.model.name) for one in fleet.members}
    skipped = [note.message.partition("skipped: ")[2] for note in fleet.notes if note.rule == "file-skipped"]
    assert ["it is made by code, 'make.py:build'.", "its text, 'gone.txt' is not there."] == skipped


def test_an_agent_that_promptfoo_tries_out_stays_the_agent_that_it_is_and_takes_over_the_tests(tmp_path: Path) -> None:
    config = (
        "prompts: ['file://.claude/agents/reviewer.md', 'file://long.md', 'file://more.txt']\n"
        "providers: [openai:gpt-4.1]\ntests:\n  - vars: {}\n    assert: [{type: is-json}]\n"
    )
    files = {
        "promptfooconfig.yaml": config,
        ".claude/agents/reviewer.md": "---\nname: reviewer\ndescription: d\n---\nReview with care.\n",
        "long.md": "Answer residents with care.\n\n---\n\nBe brief with residents.\n",
        "more.txt": "Answer residents with care.\n---\nBe brief with residents.\n",
    }
    fleet = fleet_of(tmp_path, files)
    found = {member.agent.id: member for member in fleet.members}
    assert {"reviewer", "long", "more 1", "more 2"} == found.keys()
    assert found["reviewer"].origin is not None
    assert ("claude-code", "Review with care.") == (
        found["reviewer"].origin.format,
        found["reviewer"].prompt.read().strip(),
    )
    tests = found["reviewer"].agent.prompting.tests
    assert tests is not None
    assert 1 == tests.cases
    assert files["long.md"] == found["long"].prompt.read()
    (told,) = [note.message for note in fleet.notes if note.rule == "file-skipped"]
    assert "reviewer.md, which is an agent itself: that one is audited" in told


def test_of_several_models_that_are_compared_none_is_taken(tmp_path: Path) -> None:
    text = (
        "prompts: [Translate this into French]\nproviders:\n  - openai:gpt-4.1\n  - id: anthropic:messages:claude-x\n"
    )
    fleet = fleet_of(tmp_path, {"promptfooconfig.yaml": text})
    assert only(fleet).agent.model.name is None
    assert any("compared on 2 models: openai:gpt-4.1, anthropic:messages:claude-x" in n.message for n in fleet.notes)


def test_a_configuration_that_names_itself_as_a_prompt_is_no_circle(tmp_path: Path) -> None:
    text = "prompts: ['file://promptfooconfig.yaml', 'Translate this into French']\nproviders: [openai:gpt-4.1]\n"
    assert "prompt 2" in {one.agent.id for one in fleet_of(tmp_path, {"promptfooconfig.yaml": text}).members}


SAMPLES = (
    "adk-root_agent.yaml",
    "claude-code-subagent.md",
    "copilot-custom-agent.agent.md",
    "copilot-custom-agent-2.agent.md",
    "crewai-agents.yaml",
    "dotprompt.prompt",
    "github-models.prompt.yml",
    "promptfooconfig.yaml",
    "prompty-v1-legacy.prompty",
    "prompty-v2.prompty",
)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_real_file_of_each_format_is_read(name: str, shared: Path) -> None:
    fleet = sources.read(shared / "samples" / name)
    assert fleet.members
    assert all(member.prompt.read().strip() for member in fleet.members)
    assert [] == [note for note in fleet.notes if note.rule == "file-skipped"]


def test_a_prompt_of_semantic_kernel_is_a_folder_or_a_template(tmp_path: Path) -> None:
    files = {
        "plugins/Excuse/skprompt.txt": "Find an excuse for this event, and be funny: {{$input}}",
        "plugins/Excuse/config.json": '{"schema": 1, "description": "Excuses", "execution_settings": {}}',
        "plugins/Lost/skprompt.txt": "Tell where this thing was seen last: {{$input}}",
        "story.yaml": "name: Story\ntemplate_format: handlebars\ntemplate: |\n"
        '  {{#message role="system"}}\n  Tell a story.\n'
        "  {{/message}}\nexecution_settings:\n  service1: {model_id: gpt-4.1}\n",
        "plugins/Empty/skprompt.txt": "{{$input}}",
    }
    fleet = fleet_of(tmp_path, files)
    found = {member.agent.name: member for member in fleet.members}
    assert {"Excuse", "Lost", "Story"} == set(found)
    assert ("Tell a story.", 5, "gpt-4.1") == (
        found["Story"].prompt.read(),
        found["Story"].prompt.location.line,
        found["Story"].agent.model.name,
    )
    assert "Excuses" == found["Excuse"].agent.purpose
    assert not [note for note in fleet.notes if "config.json" in note.message]
    assert [True] == ["that instructs the model" in note.message for note in fleet.notes if note.rule == "file-skipped"]
