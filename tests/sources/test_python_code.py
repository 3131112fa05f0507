"""Agents in Python code: what can be read without running it is read, and everything else is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor import sources
from auditor.errors import InputError
from auditor.model.fleet import Deployed
from tests.sources.reading import by_name, fleet_of, model, skipped

REACT = 'create_react_agent(m, [], prompt="x y")'
CLIENT = 'OpenAIChatCompletionClient(model="gpt-4o")'


def only(folder: Path, code: str, **others: str) -> Deployed:
    fleet = fleet_of(folder, {"bots.py": code, **{f"{name}.py": text for name, text in others.items()}})
    (member,) = fleet.members
    return member


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('Agent(name="a", instructions="Be kind.")', "Be kind."),
        ('Agent(name="a", instructions="Be " "kind.")', "Be kind."),
        ('Agent(name="a", instructions=("Be "\n    "kind."))', "Be kind."),
        ('K = "Be "\nAgent(name="a", instructions=K + "kind" + ".")', "Be kind."),
        (
            'Agent(name="a", instructions=f"Be {how} to {x.who}, {1 + 1} and {f()}.")',
            "Be {how} to {x.who}, {value} and {value}.",
        ),
        ('WHO = "all"\nAgent(name="a", instructions=f"Be kind to {WHO}.")', "Be kind to all."),
        ('Agent(name="a", instructions="Be %s." % how)', "Be %s."),
        ('Agent(name="a", instructions="Be {how}.".format(how=x))', "Be {how}."),
        ('Agent(name="a", instructions=dedent("""\n    Be kind.\n      Very.\n"""))', "Be kind.\n  Very."),
        ('Agent(name="a", instructions="""\n  Be kind.\n""".strip())', "Be kind."),
        ('Agent(name="a", instructions="\\n".join(["Be kind.", "Be brief."]))', "Be kind.\nBe brief."),
        ('Agent(name="a", instructions=["Be kind.", "Be brief."])', "Be kind.\nBe brief."),
        ('Agent[Context](name="a", instructions="Be kind.")', "Be kind."),
        ('agents.Agent(name="a", instructions="Be kind.")', "Be kind."),
        ('Agent(name="a", instructions="half \\ud800.")', "half ?."),
        ('a: Agent = Agent(name="a", instructions="Be kind.")', "Be kind."),
        ('def f():\n    how = "Be kind."\n    return Agent(name="a", instructions=how)', "Be kind."),
        (
            'def g():\n    k = "No."\ndef f():\n    k = "Be kind."\n    return Agent(name="a", instructions=k)',
            "Be kind.",
        ),
        (
            'K = "Be kind."\nclass C:\n    K = "No."\n    def f(self): return Agent(name="a", instructions=K)',
            "Be kind.",
        ),
    ],
)
def test_a_prompt_is_worked_out_as_far_as_the_code_says(code: str, said: str, tmp_path: Path) -> None:
    assert said == only(tmp_path, code).prompt.read()


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (
            'def f(c, a):\n  if c: return "x"\n  return "y"\nAgent(name="a", instructions=f)',
            "a function makes its prompt at run time",
        ),
        ('Agent(name="a", instructions=lambda c, a: make(c))', "a function makes its prompt at run time"),
        ('Agent(name="a", instructions=load("x.md"))', "worked out at run time"),
        ('Agent(name="a", instructions=open("/etc/passwd").read())', "worked out at run time"),
        ('Agent(name="a", instructions=f"{x}")', "worked out at run time"),
        ('Agent(name="a", instructions=f"{x} {y}" + "")', "put together at run time"),
        ('K = "a"\nK += "b"\nAgent(name="a", instructions=K)', "worked out at run time"),
        ('K = K\nAgent(name="a", instructions=K)', "worked out at run time"),
        *(
            (
                f'{before}K = "No."\ndef f({given}):\n    {within}\n    return Agent(name="a", instructions=K)',
                "at run time",
            )
            for before, given, within in (
                ("", "K", "pass"),
                ("", "*, K='No.'", "pass"),
                ("", "**K", "pass"),
                ("", "x", "for K in x: pass"),
                ("", "x", "K, y = x"),
                ("", "x", "print(K := x)"),
                ("", "x", "with x as K: pass"),
                ("", "x", "import K"),
                ("", "x", "global K\n    K = x"),
                ("", "x", "K = 'a' if x else 'b'"),
                ("from prompts import K\n", "x", "pass"),
                ("def K(c, a): return 'x'\n", "x", "pass"),
            )
        ),
        ('def g():\n    k = "No."\ndef f(k): return Agent(name="a", instructions=k)', "worked out at run time"),
        ('Agent(name="a", instructions=" ")', "its prompt is empty"),
        ('from pydantic_ai import Agent\nAgent("openai:gpt-4.1")', "it is given no prompt"),
        ('from crewai import Agent\nAgent(config=self.agents_config["a"])', "stand in a YAML file"),
        ("Agent(instructions=", "is not valid Python (line 1)"),
        ("Agent(instructions='a')\0", "is not valid Python"),
    ],
)
def test_what_only_a_run_can_tell_is_told_so(code: str, why: str, tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {"bots.py": code, "more.py": 'Agent(name="b", instructions="Be kind.")'})
    assert ["b"] == list(by_name(fleet))
    assert [True] == [why in because for because in skipped(fleet)]


def test_constants_are_found_in_the_modules_beside_and_above(tmp_path: Path) -> None:
    code = (
        "from . import prompts\nfrom .prompts import CARL as TEXT\n"
        "from bots.prompts import FAR\nimport bots.prompts as p\n"
        "a = Agent(name='a', instructions=prompts.CARL)\nb = Agent(name='b', instructions=TEXT)\n"
        "c = Agent(name='c', instructions=FAR)\nd = Agent(name='d', instructions=p.FAR)\n"
    )
    files = {
        "bots/one.py": code,
        "bots/prompts.py": "from .texts import FAR\n\nCARL = '''Be Carl.'''\n",
        "bots/texts.py": "FAR = 'Be far.'",
    }
    found = by_name(fleet_of(tmp_path, files))
    assert {"a": "Be Carl.", "b": "Be Carl.", "c": "Be far.", "d": "Be far."} == {
        name: member.prompt.read() for name, member in found.items()
    }
    place = found["a"].prompt.location
    assert ("prompts.py", 3) == (Path(place.file).name, place.line)


def test_modules_outside_the_folder_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text("KEY = 'sk-secret'")
    code = "from ..secret import KEY\nAgent(name='a', instructions='Use ' + KEY)\n"
    member = only(tmp_path / "in", code)
    assert "Use {KEY}" == member.prompt.read()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('Agent(name="a", instructions="x y", model="gpt-4.1")', (None, "gpt-4.1")),
        ('M = "gpt-4.1"\nAgent(name="a", instructions="x y", model=M)', (None, "gpt-4.1")),
        ('from pydantic_ai import Agent\nAgent("openai:gpt-4.1", system_prompt="x y")', ("openai", "gpt-4.1")),
        ('from pydantic_ai import Agent\nAgent(OpenAIModel("gpt-4.1"), system_prompt="x y")', ("openai", "gpt-4.1")),
        ('m = ChatAnthropic(model="claude-sonnet-5-5")\ncreate_agent(m, [], prompt="x y")', (None, None)),
        ('from langgraph.prebuilt import create_react_agent\nm = ChatXAI(model="m")\n' + REACT, ("x-ai", "m")),
        (
            'from langgraph.prebuilt import create_react_agent\nm = ChatAnthropic(model="m")\n' + REACT,
            ("anthropic", "m"),
        ),
        (
            'AssistantAgent("a", model_client=OpenAIChatCompletionClient(model="gpt-4o"), system_message="x y")',
            ("openai", "gpt-4o"),
        ),
        ('Agent(name="a", instructions="x y", model=AzureChatOpenAI(azure_deployment="ours"))', ("azure", None)),
        ('Agent(name="a", instructions="x y", model=LiteLlm(model="anthropic/claude-x"))', ("anthropic", "claude-x")),
        ('Agent(name="a", instructions="x y", model=os.getenv("MODEL"))', (None, None)),
        ('Agent(name="a", instructions="x y", model=choose())', (None, None)),
    ],
)
def test_a_model_is_a_text_or_what_a_client_is_made_with(
    code: str, expected: tuple[str | None, str | None], tmp_path: Path
) -> None:
    assert expected == model(only(tmp_path, code))


def test_crewais_template_is_filled_in_and_what_people_wrote_is_kept_apart(tmp_path: Path) -> None:
    code = 'from crewai import Agent\ndef cook(self):\n    return Agent(role="Cook", goal="Feed", backstory="Old.")'
    member = only(tmp_path, code)
    assert member.authored is not None
    assert "You are Cook. Old.\nYour personal goal is: Feed" == member.prompt.read()
    assert ("Cook", "Cook\nOld.\nFeed") == (member.agent.name, member.authored.read())


def test_what_functions_of_pydantic_ai_add_is_read_or_told(tmp_path: Path) -> None:
    code = (
        "from pydantic_ai import Agent\nagent = Agent('openai:gpt-4.1', instructions='Be kind.')\n"
        "@agent.instructions\ndef more(): return 'Be brief.'\n"
        "@agent.system_prompt(dynamic=True)\ndef late(ctx): return ctx.deps.name\n"
    )
    member = only(tmp_path, code)
    assert "Be kind.\n\nBe brief." == member.prompt.read()
    assert "what functions put into its prompt at run time" == member.adds


def test_hand_offs_lead_to_the_agents_of_these_names(tmp_path: Path) -> None:
    code = (
        "carl = Agent(name='Carl', instructions='Be kind.', handoff_description='Leases', tools=[t])\n"
        "front = Agent(name='Front', instructions='Be quick.', handoffs=[carl, handoff(carl)], tools=[])\n"
    )
    found = by_name(fleet_of(tmp_path, {"bots.py": code}))
    assert ("Carl",) == found["Front"].agent.calls
    assert ("Leases", "the schemas of its tools", "") == (
        found["Carl"].agent.purpose,
        found["Carl"].adds,
        found["Front"].adds,
    )


def test_a_hand_off_means_the_agent_of_its_own_file_before_those_of_others(tmp_path: Path) -> None:
    billing = 'billing = Agent(name="{}", instructions="Be kind.")\n'
    triage = 'triage = Agent(name="Triage {}", instructions="Be quick.", handoffs=[billing])\n'
    files = {f"{one}.py": (billing + triage).replace("{}", one) for one in "ab"}
    fleet = fleet_of(tmp_path, {**files, "c.py": triage.replace("{}", "c")})
    found = by_name(fleet)
    assert [("a",), ("b",), ()] == [found[f"Triage {one}"].agent.calls for one in "abc"]
    (told,) = [note.message for note in fleet.notes if note.rule == "hand-off-unknown"]
    assert "Triage c hands off to billing, and several agents are called so." == told


def test_agents_of_one_name_in_one_file_have_keys_of_their_own(tmp_path: Path) -> None:
    one = "    a = Agent(name='x', instructions='One.')"
    code = f"def f():\n{one}\ndef g():\n{one.replace('One', 'Two')}\n"
    fleet = fleet_of(tmp_path, {"bots.py": code})
    assert ["a:2", "a:4"] == [member.origin.key for member in fleet.members if member.origin]
    assert 2 == len({member.agent.id for member in fleet.members})


@pytest.mark.parametrize("path", ["tests/bots.py", "test_bots.py", "bots_test.py"])
def test_tests_are_not_deployed(path: str, tmp_path: Path) -> None:
    code = 'Agent(name="b", instructions="Be kind.")'
    fleet = fleet_of(tmp_path, {path: code, "bots.py": code, "other.py": "x = 1"})
    assert (1, ["it is a test."]) == (len(fleet.members), skipped(fleet))


def test_constants_that_double_forty_times_cost_neither_time_nor_memory(tmp_path: Path) -> None:
    doubling = "\n".join(f"a{n} = a{n - 1} + a{n - 1}" for n in range(1, 40))
    code = f"a0 = 'lol '\n{doubling}\nAgent(name='bomb', instructions=a39)\nAgent(name='b', instructions='Be kind.')\n"
    assert "b" == only(tmp_path, code).agent.name


def test_texts_that_are_joined_have_a_bound(tmp_path: Path) -> None:
    code = f"a0 = {'x' * 100_000!r}\nAgent(name='bomb', instructions=''.join([{'a0,' * 2_000}]))\n"
    code += "Agent(name='b', instructions='Be kind.')\n"
    assert "b" == only(tmp_path, code).agent.name


@pytest.mark.parametrize(
    "code",
    ["x = " + "(" * 5_000, "x = " + "-" * 50_000 + "1", "x = " + "+".join("a" * 50_000), "x = " + "a." * 50_000],
)
def test_code_nested_beyond_measure_is_told(code: str, tmp_path: Path) -> None:
    (tmp_path / "bots.py").write_text(f"{code}\nAgent(instructions='Be kind.')\n")
    with pytest.raises(InputError, match="holds no agent"):
        sources.read(tmp_path / "bots.py")


def test_nothing_is_run(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    code = f"open({str(mark)!r}, 'w')\nAgent(name='a', instructions='Be kind.')\n__import__('os').system('false')\n"
    assert "a" == only(tmp_path, code).agent.name
    assert not mark.exists()
