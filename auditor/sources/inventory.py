"""The auditor's own inventory, YAML or JSON: read with every error at once, and written."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BeforeValidator, Field, ValidationError
from pydantic_core import PydanticCustomError

from auditor.documents import Located, Step, bytes_of, parse, text_of
from auditor.errors import InputError, Problem
from auditor.model.agent import Agent
from auditor.model.declared import Day, Declared
from auditor.model.declared import Text as Words
from auditor.model.finding import Finding, Location
from auditor.model.fleet import Deployed, Fleet, Text, sha256
from auditor.model.wording import message
from auditor.sources.layers import merged
from auditor.sources.reading import Options, unreadable
from auditor.sources.referred import Referred

NAME = "inventory"
DESCRIPTION = "the auditor's own inventory, a YAML or JSON file"


class FleetInfo(Declared):
    """What holds for the fleet as a whole."""

    name: Words | None = None
    currency: Literal["USD"] = Field(default="USD", description="prices are in USD; nothing is converted")
    as_of: Day | None = Field(default=None, description="the day the inventory describes; prices are taken as of it")


def _whole(value: Any) -> Any:
    if type(value) is not int:  # to Python, true and 1.0 are 1
        raise PydanticCustomError("schema", "expected 1, got {got}", {"got": repr(value)[:60]})
    return value


class Inventory(Declared):
    """The whole file: `defaults` are deep-merged under every agent."""

    schema_: Annotated[Literal[1], BeforeValidator(_whole)] = Field(alias="schema")
    fleet: FleetInfo = FleetInfo()
    defaults: dict[str, Any] = Field(default_factory=dict)
    agents: tuple[Agent, ...]


def read(path: Path, options: Options) -> Fleet:
    """Read an inventory; raises InputError with all its problems, each with file, line and path."""
    raw = bytes_of(path)
    name = path.as_posix()
    document = parse(text_of(raw, name), name, is_json=path.suffix.lower() == ".json")
    problems: list[Problem] = []
    info, agents = _validated(document, name, problems)
    notes: list[Finding] = []
    foreign = Referred(path, options)
    members = tuple(
        _deployed(agent, index, document, path, foreign, problems, notes) for index, agent in agents.items()
    )
    problems += _bad_ids(agents, document, name)
    problems += _tuned_by_mistake(agents, document, name)
    if problems:
        raise InputError(problems)
    return Fleet(info.name or path.stem, info.currency, info.as_of, members, name, sha256(raw), tuple(notes))


def problems_of(text: str, name: str) -> list[Problem]:
    """What is wrong with the text of an inventory in YAML, but for the files that it names.

    Raises InputError for a text that is none.
    """
    document = parse(text, name)
    problems: list[Problem] = []
    _, agents = _validated(document, name, problems)
    return [*problems, *_bad_ids(agents, document, name), *_tuned_by_mistake(agents, document, name)]


def json_schema() -> str:
    """The JSON Schema of the format, for editors; generated, so it cannot drift from what is read."""
    schema = Inventory.model_json_schema(by_alias=True)
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema, indent=1) + "\n"


def write(fleet: Fleet) -> str:
    """A fleet as an inventory in YAML that reads as the same agents again; files keep their declared names."""
    data = {
        "schema": 1,
        "fleet": {"name": fleet.name, "currency": fleet.currency} | ({"as_of": fleet.as_of} if fleet.as_of else {}),
        "agents": [member.agent.model_dump(exclude_defaults=True) for member in fleet.members],
    }
    return yaml.safe_dump(_plain(data), sort_keys=False, allow_unicode=True, width=110)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def _validated(document: Located, name: str, problems: list[Problem]) -> tuple[FleetInfo, dict[int, Agent]]:
    """What holds for the fleet, and each sound agent by its index; what is unsound is added to `problems`."""
    data = document.data
    if data is None:
        raise InputError.at(f"{name}:1", "the file is empty")
    if not isinstance(data, dict):
        raise InputError.at(f"{name}:1", "expected a mapping with 'schema' and 'agents'")
    listed = data.get("agents")
    is_list = isinstance(listed, list)
    found: dict[tuple[str, str], Problem] = {}
    info = FleetInfo()
    try:
        info = Inventory.model_validate(data | {"agents": []} if is_list else data).fleet
    except ValidationError as error:
        _note(error, (), document, name, found)
    agents = {}
    for index, item in enumerate(_with_defaults(data)["agents"] if is_list else []):
        try:
            agents[index] = Agent.model_validate(item)
        except ValidationError as error:
            _note(error, ("agents", index), document, name, found)
    if is_list and not listed:
        found["", ""] = Problem(f"{name}:{document.line(('agents',))}: agents", "is empty: name at least one agent")
    problems += found.values()
    return info, agents


def _note(
    error: ValidationError,
    under: tuple[Step, ...],
    document: Located,
    name: str,
    found: dict[tuple[str, str], Problem],
) -> None:
    """Add what a validation says to what was found, each once: a wrong default is wrong for every agent."""
    for item in error.errors(include_url=False):
        problem = _problem(item, (*under, *item["loc"]), document, name)
        found.setdefault((problem.where, problem.message), problem)


def _with_defaults(data: dict[str, Any]) -> dict[str, Any]:
    defaults, agents = data.get("defaults"), data.get("agents")
    if not isinstance(defaults, dict) or not isinstance(agents, list):
        return data
    return data | {"agents": [merged(defaults, agent) if isinstance(agent, dict) else agent for agent in agents]}


def _problem(item: Any, location: tuple[Step, ...], document: Located, name: str) -> Problem:
    path = _written_path(location, document)
    where = f"{name}:{document.line(path)}: {_dotted(path)}" if path else f"{name}:1"
    return Problem(where, message(item, location, Inventory, document.written(path)))


def _written_path(path: tuple[Step, ...], document: Located) -> tuple[Step, ...]:
    """Where the value really stands: in the agent itself or, failing that, in the defaults."""
    if len(path) > 2 and path[0] == "agents" and not _has(document.data, path[:3]):
        inherited = ("defaults", *path[2:])
        if _has(document.data, inherited):
            return inherited
    return path


def _has(data: Any, path: tuple[Step, ...]) -> bool:
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def _dotted(path: tuple[Step, ...]) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def _bad_ids(agents: Mapping[int, Agent], document: Located, name: str) -> list[Problem]:
    first: dict[str, int] = {}
    problems = []
    for index, agent in agents.items():
        if agent.id in first:
            line = document.line(("agents", first[agent.id]))
            where = f"{name}:{document.line(('agents', index, 'id'))}: agents[{index}].id"
            problems.append(Problem(where, f"{agent.id!r} is already the id of the agent on line {line}"))
        first.setdefault(agent.id, index)
    is_whole = len(agents) == len(document.data.get("agents") or ())
    for index, agent in agents.items() if is_whole else ():
        for target in agent.calls:
            if target not in first:
                close = difflib.get_close_matches(target, first, n=1)
                hint = f"; did you mean {close[0]!r}?" if close else ""
                where = f"{name}:{document.line(('agents', index, 'calls'))}: agents[{index}].calls"
                problems.append(Problem(where, f"no agent has the id {target!r}{hint}"))
    return problems


def _tuned_by_mistake(agents: Mapping[int, Agent], document: Located, name: str) -> list[Problem]:
    """Agents that say how they were tuned, and that they are not tuned: which of the two is meant, nobody knows."""
    wrong = [index for index, agent in agents.items() if agent.fine_tune is not None and not agent.is_tuned]
    problems = []
    for index in wrong:
        path = _written_path(("agents", index, "fine_tune"), document)
        said = f"is given, but the architecture of {agents[index].id!r} is {agents[index].architecture}"
        remedy = "set architecture to fine_tuned or hybrid, or remove fine_tune"
        problems.append(Problem(f"{name}:{document.line(path)}: {_dotted(path)}", f"{said}; {remedy}"))
    return problems


def _deployed(
    agent: Agent,
    index: int,
    document: Located,
    path: Path,
    foreign: Referred,
    problems: list[Problem],
    notes: list[Finding],
) -> Deployed:
    def place(*steps: Step) -> str:
        at = _written_path(("agents", index, *steps), document)
        return f"{path.as_posix()}:{document.line(at)}: {_dotted(at)}"

    def find(file: str | None, *steps: Step) -> Path | None:
        if file is None:
            return None
        found = foreign.options.inside(path.parent, file)
        if isinstance(found, str):
            problems.append(Problem(place(*steps), found))
            return None
        return found

    here = Location(path.as_posix(), document.line_of_agent(index, agent.id))
    found = None
    if agent.prompt.file is not None:
        found = find(agent.prompt.file, "prompt", "file")
        prompt = Text(Location((path.parent / agent.prompt.file).as_posix()), path=found)
        notes += unreadable(prompt, agent.id)
    else:
        line = document.block_start(_written_path(("agents", index, "prompt", "text"), document))
        prompt = Text(Location(path.as_posix(), line or here.line), inline=agent.prompt.text)
    tools_path = find(agent.prompt.tools.file, "prompt", "tools", "file") if agent.prompt.tools else None
    tools = Text(Location(tools_path.as_posix()), path=tools_path) if tools_path else None
    dataset, tuned, log = agent.dataset, agent.fine_tune, agent.traffic.arrivals
    wanted: dict[tuple[Step, ...], str | None] = {
        ("dataset", "file"): dataset.file if dataset else None,
        ("dataset", "holdout_file"): dataset.holdout_file if dataset else None,
        ("dataset", "production_file"): dataset.production_file if dataset else None,
        ("fine_tune", "data"): tuned.data if tuned else None,
        ("traffic", "arrivals", "file"): log.file if log else None,
        **{("prompt", "versions", at, "file"): one.file for at, one in enumerate(agent.prompt.versions)},
    }
    files = {name: found for steps, name in wanted.items() if name and (found := find(name, *steps))}
    member = Deployed(agent, prompt, tools, here, files)
    if agent.prompt.agent is None or found is None:
        return member
    taken = foreign.with_prompt_of(member, found)
    if isinstance(taken, str):
        problems.append(Problem(place("prompt", "agent"), taken))
        return member
    return taken
