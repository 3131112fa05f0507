"""Prompts in Python code that stand elsewhere than in the call: behind names, in files, in messages of chats."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.fleet import Deployed
from tests.sources.reading import by_name, fleet_of, model, skipped

SAYS = "You answer questions about leases."


def only(folder: Path, code: str, **others: str) -> Deployed:
    fleet = fleet_of(folder, {"bots.py": code, **others})
    (member,) = fleet.members
    return member


def agent(said: str) -> str:
    return f'Agent(name="a", instructions={said})'


@pytest.mark.parametrize(
    "code",
    [
        f"class C:\n    K = {SAYS!r}\n    def f(self): return {agent('self.K')}",
        f"class C:\n    def __init__(self): self.k = {SAYS!r}\n    def f(self): return {agent('self.k')}",
        f"class C:\n    K = {SAYS!r}\n{agent('C.K')}",
        f"class C:\n    K = {SAYS!r}\n{agent('C().K')}",
        f"class C(Enum):\n    K = {SAYS!r}\n{agent('C.K.value')}",
        f"class C:\n    @property\n    def k(self): return {SAYS!r}\n    def f(self): return {agent('self.k')}",
        f"K = {{'a': 'No.', 2: {SAYS!r}}}\n{agent('K[2]')}",
        f"K = ['No.', {SAYS!r}]\n{agent('K[1]')}",
        f"def f(): return {SAYS!r}\n{agent('f()')}",
        f"def f(context, agent): return {SAYS!r}\n{agent('f')}",
        f"async def f(): return {SAYS!r}\nasync def g(): return {agent('await f()')}",
        f"class C:\n    def k(self): return {SAYS!r}\n    def f(self): return {agent('self.k()')}",
        agent(f"lambda context: {SAYS!r}"),
        f"P = 'You answer {{what}}.'\nW = 'questions about leases'\n{agent('P.format(what=W)')}",
        f"class Bot(Agent):\n    def __init__(self): super().__init__(instructions={SAYS!r})",
        f"create_supervisor([], model=m, prompt=SystemMessage(content={SAYS!r}))",
        (
            f"P = ChatPromptTemplate.from_messages([('system', {SAYS!r}), ('user', '{{x}}')])\n"
            "create_tool_calling_agent(llm, [], prompt=P)"
        ),
    ],
)
def test_a_prompt_is_found_behind_names_that_the_code_gives_one_value(code: str, tmp_path: Path) -> None:
    assert SAYS == only(tmp_path, code).prompt.read()


@pytest.mark.parametrize(
    "code",
    [
        f"class C:\n    K = 'No.'\n    def __init__(self, k): self.K = k\n    def f(self): return {agent('self.K')}",
        f"class C:\n    K = 'No.'\n    def g(self): self.K += '!'\n    def f(self): return {agent('self.K')}",
        f"class C:\n    K = 'No.'\nclass D:\n    def f(self): return {agent('self.K')}",
        f"K = {{'a': 'No.'}}\n{agent('K[which]')}",
        f"K = ['No.']\n{agent('K[7]')}",
        f"def f(x):\n    if x: return 'a'\n    return 'b'\n{agent('f(1)')}",
        f"def f(): return f()\n{agent('f()')}",
        agent("a" + ".a" * 5_000),
    ],
)
def test_what_may_have_another_value_is_told_as_unknown(code: str, tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {"bots.py": code, "more.py": 'Agent(name="b", instructions="Be kind.")'})
    assert (["b"], 1) == (list(by_name(fleet)), len(skipped(fleet)))


@pytest.mark.parametrize(
    "said",
    [
        'Path("prompts/carl.txt").read_text()',
        'Path(__file__).parent.joinpath("prompts", "carl.txt").read_text(encoding="utf-8")',
        '(Path(__file__).resolve().parent / "prompts" / "carl.txt").read_text().strip()',
        '(Path(__file__).parents[0] / "prompts/carl.txt").read_text()',
        'open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "prompts", "carl.txt")).read()',
        'open("prompts/carl.txt", "r").read()',
        "(FOLDER / 'carl.txt').read_text()",
        "load()",
    ],
)
def test_a_prompt_is_read_from_the_file_that_the_code_names(said: str, tmp_path: Path) -> None:
    code = "FOLDER = Path(__file__).parent / 'prompts'\n"
    code += f"def load():\n    with open('prompts/carl.txt') as file:\n        return file.read()\n{agent(said)}"
    fleet = fleet_of(tmp_path, {"src/bots.py": code, "src/prompts/carl.txt": SAYS, "prompts/carl.txt": "No."})
    (member,) = fleet.members
    assert SAYS == member.prompt.read()
    assert member.prompt.location.file.endswith("src/prompts/carl.txt")


@pytest.mark.parametrize("name", ["../secret.txt", "/etc/hostname", "prompts", "", "a\\0b", "nowhere.txt"])
def test_no_file_outside_the_folder_is_read(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("sk-secret")
    code = agent(f"Path({name!r}).read_text()") + '\nAgent(name="b", instructions="Be kind.")'
    fleet = fleet_of(tmp_path / "in", {"bots.py": code, "prompts/x.txt": "x"})
    assert ["b"] == list(by_name(fleet))


@pytest.mark.parametrize(
    "code",
    [
        f"client.chat.completions.create(model='m', messages=[{{'role': 'system', 'content': {SAYS!r}}}])",
        f"llm.invoke([SystemMessage(content={SAYS!r}), HumanMessage(x)])",
        f"llm.invoke([('system', {SAYS!r}), ('user', x)])",
        f"ChatPromptTemplate.from_messages([SystemMessagePromptTemplate.from_template({SAYS!r})])",
        f"client.messages.create(model='m', system={SAYS!r}, messages=[])",
        f"client.responses.create(model='m', instructions={SAYS!r}, input=x)",
        f"genai.GenerativeModel('m', system_instruction={SAYS!r})",
        f"types.GenerateContentConfig(system_instruction={SAYS!r})",
        f"ask(x, system_prompt={SAYS!r})",
    ],
)
def test_a_system_message_that_code_sends_itself_is_an_agent(code: str, tmp_path: Path) -> None:
    member = only(tmp_path, f"def answer_leases(x):\n    return {code}")
    assert ("answer_leases", SAYS) == (member.agent.name, member.prompt.read())


@pytest.mark.parametrize(
    "code",
    [
        f"    def get_system_prompt(self): return {SAYS!r}",
        f"    system_prompt: str = {SAYS!r}",
        f"    SYSTEM_PROMPT = {SAYS!r}",
    ],
)
def test_a_prompt_that_a_class_has_for_its_base_to_send_is_an_agent(code: str, tmp_path: Path) -> None:
    member = only(tmp_path, f"class Clerk(Base):\n{code}\nclass Base:\n    def get_system_prompt(self): ...\n")
    assert ("Clerk", SAYS) == (member.agent.name, member.prompt.read())


def test_what_is_sent_is_called_after_where_it_stands(tmp_path: Path) -> None:
    send = f"llm.invoke([SystemMessage({SAYS!r})])"
    code = f"class Clerk:\n    def run(self): {send}\n    def file_letters(self): {send.replace('leases', 'letters')}\n"
    files = {"letters.py": code, "billing.py": f"def main(): {send}", "tax/main.py": f"def run(): {send}"}
    assert {"Clerk", "Clerk.file_letters", "billing", "tax"} == set(by_name(fleet_of(tmp_path, files)))


def test_slots_of_a_template_are_filled_in_as_far_as_the_code_says(tmp_path: Path) -> None:
    code = (
        "def analyse(x):\n    said = 'Look at leases.'\n"
        "    p = ChatPromptTemplate.from_messages([('system', 'You help. {said} Today is {day}.')])\n"
        "    p = p.partial(said=said)\n    p = p.partial(day=today())\n    return (p | llm).invoke(x)\n"
    )
    assert "You help. Look at leases. Today is {day}." == only(tmp_path, code).prompt.read()


def test_what_an_agent_is_given_is_not_counted_again_as_a_message(tmp_path: Path) -> None:
    code = f"K = {SAYS!r}\nAgent(name='a', instructions=K)\nllm.invoke([SystemMessage(K)])\nask(system_prompt=K)\n"
    assert "a" == only(tmp_path, code).agent.name


@pytest.mark.parametrize(
    "code",
    [
        *(f"llm.invoke([SystemMessage({said})])" for said in ("text", "f'{x}'", "'{question}'", "'Hi {x}.'")),
        "[('system', 'developers')]",
        "[key for key in ('system', 'the messages of a chat')]",
        "SystemMessage('Unknown command, my dear friend.', tone='error')",
        "log.info(system='the whole system is down')",
    ],
)
def test_what_instructs_no_model_is_no_agent(code: str, tmp_path: Path) -> None:
    code = f"class SystemMessage(Widget): pass\ndef f(x, text): return {code}"
    assert "b" == only(tmp_path, code, **{"more.py": 'Agent(name="b", instructions="Be kind.")'}).agent.name


def test_agents_that_a_dictionary_declares_go_by_their_names(tmp_path: Path) -> None:
    code = (
        f"clerk = {{'name': 'clerk', 'description': 'Leases', 'system_prompt': {SAYS!r}, 'model': 'openai:gpt-4.1'}}\n"
        "create_deep_agent(system_prompt='Lead the clerks.', subagents=[clerk])\n"
    )
    found = by_name(fleet_of(tmp_path, {"bots.py": code}))
    assert ("openai", "gpt-4.1") == model(found["clerk"])
    assert 2 == len(found)


def test_all_that_agno_puts_into_a_prompt_is_read(tmp_path: Path) -> None:
    code = (
        "from agno.agent import Agent\nfrom agno.team import Team\nfrom agno.models.openai import OpenAIChat\n"
        "one = Agent(name='One', role='Clerk', model=OpenAIChat(id='gpt-4.1'))\n"
        "two = Team(members=[one], name='Two', description='A team.', instructions=['Be kind.', 'Be brief.'])\n"
    )
    found = by_name(fleet_of(tmp_path, {"bots.py": code}))
    assert ("Clerk", ("openai", "gpt-4.1")) == (found["One"].prompt.read(), model(found["One"]))
    assert "A team.\n\nBe kind.\nBe brief." == found["Two"].prompt.read()


@pytest.mark.parametrize(
    ("code", "expected", "is_default"),
    [
        ("model=os.getenv('M', 'gpt-4.1')", (None, "gpt-4.1"), True),
        ("model=os.environ.get('M')", (None, None), False),
        ("model=os.environ['M']", (None, None), False),
        ("model=ChatOpenAI(model=os.getenv('M', 'gpt-4.1'))", ("openai", "gpt-4.1"), True),
        ("model=AzureChatOpenAI(azure_deployment=os.environ['M'])", ("azure", None), False),
        ("model=ChatOpenAI(model='gpt-4.1', base_url=url)", (None, "gpt-4.1"), False),
        ("model=init_chat_model('claude-x', model_provider='anthropic')", ("anthropic", "claude-x"), False),
        ("model=ChatOpenAI(model='gpt-4.1').bind_tools([])", ("openai", "gpt-4.1"), False),
        ("model=made()", ("anthropic", "claude-x"), False),
        ("model=given", (None, "gpt-4.1"), True),
        ("model=self.llm", ("openai", "gpt-4.1-mini"), False),
        ("model=pick('azure_openai')", (None, None), False),
        ("model=', '.join(names)", (None, None), False),
    ],
)
def test_a_model_is_found_behind_names_and_defaults(
    code: str, expected: tuple[str | None, str | None], *, is_default: bool, tmp_path: Path
) -> None:
    whole = (
        "def made(): return ChatAnthropic(model='claude-x')\nclass C:\n"
        "    def __init__(self): self.llm = ChatOpenAI(model='gpt-4.1-mini')\n"
        f"    def f(self, given='gpt-4.1'): return Agent(name='a', instructions='Be kind.', {code})\n"
    )
    fleet = fleet_of(tmp_path, {"bots.py": whole})
    assert expected == model(fleet.members[0])
    assert is_default == any(note.rule == "model-from-default" for note in fleet.notes)


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        ("client.chat.completions.create(model='gpt-4.1', messages=messages)", (None, "gpt-4.1")),
        ("LLM.invoke(messages)", ("openai", "gpt-4.1")),
        ("LLM.bind_tools([]).invoke(messages)", ("openai", "gpt-4.1")),
        ("client.create(model='a', messages=messages) or client.create(model='b', messages=messages)", (None, None)),
        ("', '.join(tool.name for tool in tools)", (None, None)),
    ],
)
def test_a_message_is_sent_to_the_only_model_around_it(
    within: str, expected: tuple[str | None, str | None], tmp_path: Path
) -> None:
    code = "LLM = ChatOpenAI(model='gpt-4.1')\ndef f():\n"
    code += f"    messages = [{{'role': 'system', 'content': {SAYS!r}}}]\n    return {within}\n"
    assert expected == model(only(tmp_path, code))
