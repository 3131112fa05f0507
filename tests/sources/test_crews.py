"""CrewAI crews: the roles stand in YAML, the tools and models in the code beside it, and each agent counts once."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.fleet import Deployed
from tests.sources.reading import by_name, fleet_of, model, skipped

YAML = (
    "cook:\n  role: Cook\n  goal: Feed\n  backstory: Old.\n"
    "waiter:\n  role: Waiter\n  goal: Serve\n  backstory: Young.\n  llm: fast_llm\n"
)
CREW = (
    "from crewai import Agent, LLM\nclass Crew:\n    agents_config = 'config/agents.yaml'\n"
    "    @llm\n    def fast_llm(self): return LLM(model='groq/llama-3.1-8b-instant')\n"
    "    @agent\n    def cook(self): return Agent(config=self.agents_config['cook'], llm=LLM(model='openai/gpt-4.1'),"
    " tools=[Oven()])\n"
    "    @agent\n    def waiter(self): return Agent(config=self.agents_config['waiter'], verbose=True)\n"
)


def crew(folder: Path, code: str = CREW, place: str = "src/crew.py") -> dict[str | None, Deployed]:
    fleet = fleet_of(folder, {"src/config/agents.yaml": YAML, place: code})
    assert [] == skipped(fleet)
    return by_name(fleet)


def test_the_code_of_a_crew_tells_the_models_and_tools_of_its_yaml_file(tmp_path: Path) -> None:
    found = crew(tmp_path)
    assert {"cook", "waiter"} == set(found)
    assert ("openai", "gpt-4.1") == model(found["cook"])
    assert ("groq", "llama-3.1-8b-instant") == model(found["waiter"])
    assert found["cook"].adds.startswith("the schemas of its tools, ")
    assert "tools" not in found["waiter"].adds


def test_without_code_nothing_is_known_of_tools(tmp_path: Path) -> None:
    found = crew(tmp_path, "x = 1")
    assert found["cook"].adds.startswith("the schemas of its tools, ")
    assert (None, None) == model(found["waiter"])


@pytest.mark.parametrize("code", ["agents_config = (", "agents_config = 3\nAgent(config=agents_config[0])", "\0"])
def test_code_that_cannot_be_read_changes_nothing(code: str, tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {"config/agents.yaml": YAML, "crew.py": code})
    assert {"cook", "waiter"} == set(by_name(fleet))


def test_an_agent_whose_yaml_file_is_not_there_is_told(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {"crew.py": CREW, "a.py": "Agent(name='a', instructions='Be kind.')"})
    assert 2 * ["its role, goal and backstory stand in a YAML file."] == skipped(fleet)


@pytest.mark.parametrize(("tools", "are_told"), [(", tools=[Oven()]", True), (", tools=[]", False), ("", False)])
def test_the_tools_of_an_agent_in_code_are_told_where_it_has_some(tools: str, are_told: bool, tmp_path: Path) -> None:  # noqa: FBT001
    code = f"from crewai import Agent\ncook = Agent(role='Cook', goal='Feed', backstory='Old.'{tools})\n"
    (member,) = fleet_of(tmp_path, {"crew.py": code}).members
    assert are_told == ("the schemas of its tools" in member.adds)
    assert "the task at hand" in member.adds
