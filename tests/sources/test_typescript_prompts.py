"""Prompts in TypeScript that stand elsewhere than in `new Agent`: in other files, behind names, sent by the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.fleet import Deployed
from tests.sources.reading import by_name, fleet_of, model, skipped
from tests.sources.test_any_format import HAS_TYPESCRIPT

pytestmark = pytest.mark.skipif(not HAS_TYPESCRIPT, reason="needs agent-fleet-auditor[typescript]")
SAYS = "You answer questions about leases."
OTHER = 'Agent(name="b", instructions="Be kind.")'


def only(folder: Path, code: str, **others: str) -> Deployed:
    (member,) = fleet_of(folder, {"src/bots.ts": code, **others}).members
    return member


def agent(said: str) -> str:
    return f"export const a = new Agent({{ name: 'a', instructions: {said} }});"


@pytest.mark.parametrize(
    ("imports", "said", "files"),
    [
        ("import { K } from './prompts';", "K", {"prompts.ts": f"export const K = '{SAYS}';"}),
        ("import { K as L } from './prompts.js';", "L", {"prompts.ts": f"export const K = '{SAYS}';"}),
        ("import * as all from './prompts';", "all.K", {"prompts.ts": f"export const K = '{SAYS}';"}),
        ("import K from './prompts';", "K", {"prompts.ts": f"export default '{SAYS}';"}),
        ("import { K } from '../lib';", "K", {"../lib/index.ts": f"const L = '{SAYS}';\nexport {{ L as K }};"}),
        ("import { K } from '@/lib/ai';", "K", {"lib/ai.ts": f"export const K = '{SAYS}';"}),
        (
            "import { K } from './all';",
            "K",
            {"all.ts": "export * from './prompts';", "prompts.ts": f"export const K = '{SAYS}'"},
        ),
        (
            "import { K } from './all';",
            "K",
            {"all.ts": "export { J as K } from './prompts';", "prompts.ts": f"export const J = '{SAYS}'"},
        ),
        ("import { of } from './prompts';", "of(x)", {"prompts.ts": f"export function of(x) {{ return `{SAYS}`; }}"}),
        (
            "import { P } from './prompts';",
            "P.lease",
            {"prompts.ts": f"export const P = {{ lease: '{SAYS}' }} as const"},
        ),
        ("import K from './carl.md?raw';", "K", {"carl.md": SAYS}),
        ("", "readFileSync(path.join(__dirname, 'carl.md'), 'utf8').trim()", {"carl.md": SAYS}),
        ("", "fs.readFileSync('prompts/carl.md', 'utf8')", {"../prompts/carl.md": SAYS}),
    ],
)
def test_a_prompt_is_followed_into_the_files_of_the_project(
    imports: str, said: str, files: dict[str, str], tmp_path: Path
) -> None:
    others = {str(Path("src", name)).replace("src/../", ""): text for name, text in files.items()}
    member = only(tmp_path, f"{imports}\n{agent(said)}", **others)
    assert SAYS == member.prompt.read()


@pytest.mark.parametrize(
    "code",
    [
        agent(f"() => '{SAYS}'"),
        agent(f"async ({{ context }}) => {{ return `{SAYS}` }}"),
        f"const of = (x: string) => `{SAYS}`;\n{agent('of(y)')}",
        f"const P = {{ a: 'No.', b: '{SAYS}' }};\n{agent('P.b')}\n",
        agent(f"['{SAYS}']"),
        f"class C {{ k = '{SAYS}'; make() {{ {agent('this.k').replace('export ', '')} }} }}",
        f"const a = createAgent({{ model: 'openai:gpt-4.1', systemPrompt: '{SAYS}' }});",
        f"const a = createReactAgent({{ llm, tools: [], prompt: new SystemMessage('{SAYS}') }});",
        f"export const a: AgentConfig = {{ mode: 'subagent', prompt: '{SAYS}' }};",
        f"const a = {{ prompt: '{SAYS}' }} satisfies AgentDefinition;",
        f"query({{ options: {{ agents: {{ a: {{ description: 'd', tools: [], prompt: '{SAYS}' }} }} }} }});",
    ],
)
def test_an_agent_is_found_however_it_is_made(code: str, tmp_path: Path) -> None:
    member = only(tmp_path, code)
    assert ("a", SAYS) == (member.agent.name, member.prompt.read())


@pytest.mark.parametrize(
    "code",
    [
        f"streamText({{ model: openai('gpt-4.1'), system: '{SAYS}', prompt }})",
        f"anthropic.messages.create({{ model: 'm', system: '{SAYS}', messages }})",
        f"openai.chat.completions.create({{ model: 'm', messages: [{{ role: 'system', content: `{SAYS}` }}] }})",
        f"llm.invoke([new SystemMessage({{ content: '{SAYS}' }})])",
        f"ChatPromptTemplate.fromMessages([['system', '{SAYS}'], ['user', '{{x}}']])",
        f"google.getGenerativeModel({{ model: 'gemini-2.5-flash', systemInstruction: '{SAYS}' }})",
    ],
)
def test_a_system_message_that_code_sends_itself_is_an_agent(code: str, tmp_path: Path) -> None:
    member = only(tmp_path, f"export async function answerLeases(x) {{ const result = await {code}; }}")
    assert ("answerLeases", SAYS) == (member.agent.name, member.prompt.read())


def test_a_route_is_called_after_its_folder(tmp_path: Path) -> None:
    code = f"export async function POST(req) {{ return streamText({{ model, system: '{SAYS}' }}) }}"
    assert {"leases"} == set(by_name(fleet_of(tmp_path, {"app/api/leases/route.ts": code})))


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("src/schema.ts", "const S = z.object({ model: z.string(), system: z.string(), prompt: z.string() })"),
        ("src/a.ts", "const suggestions = [{ title: 't', description: 'd', prompt: 'Write a letter for me.' }]"),
        ("src/a.ts", "streamText({ model, system: `${x}` })"),
        ("src/a.spec-d.ts", agent(f"'{SAYS}'")),
        ("integration-tests/a.ts", agent(f"'{SAYS}'")),
        ("dist/a.js", agent(f"'{SAYS}'")),
    ],
)
def test_what_is_no_agent_is_none(path: str, code: str, tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {path: code, "more.py": OTHER})
    assert ["b"] == list(by_name(fleet))
    assert not [why for why in skipped(fleet) if "system messages" not in why]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("new ChatOpenAI({ model: 'gpt-4.1' })", ("openai", "gpt-4.1")),
        ("createOpenAI({ apiKey })('gpt-4.1')", ("openai", "gpt-4.1")),
        ("gateway('anthropic/claude-x')", ("anthropic", "claude-x")),
        ("given", (None, "gpt-4.1")),
        ("chosen()", ("openai", "gpt-4.1-mini")),
        ("getArg('--model', 'gpt-4.1')", (None, None)),
    ],
)
def test_a_model_is_found_behind_names_and_defaults(
    said: str, expected: tuple[str | None, str | None], tmp_path: Path
) -> None:
    code = "const chosen = () => openai('gpt-4.1-mini');\n"
    code += f"function f(given = 'gpt-4.1') {{ return new Agent({{ name: 'a', instructions: 'x y', model: {said} }}) }}"
    assert expected == model(only(tmp_path, code))


def test_no_file_outside_the_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret.ts").write_text("export const K = 'sk-secret';")
    code = f"import {{ K }} from '../secret';\n{agent('`Use ${K}`')}"
    (member,) = fleet_of(tmp_path / "in", {"bots.ts": code}).members
    assert "Use {K}" == member.prompt.read()
