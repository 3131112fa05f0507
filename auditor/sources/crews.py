"""The code of a CrewAI crew, which gives the agents of its YAML file their tools and their models."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from auditor.documents import parse
from auditor.errors import InputError
from auditor.sources.file import File
from auditor.sources.found import one_line
from auditor.sources.markdown import Chosen
from auditor.sources.python import calls as python_calls
from auditor.sources.python.calls import Call
from auditor.sources.python.models import model_in
from auditor.sources.python.modules import Module, parsed, returned
from auditor.sources.python.texts import told

_CONFIG = "agents_config"
_FILES = ("config/agents.yaml", "config/agents.yml", "agents.yaml", "agents.yml", "../config/agents.yaml")
_MOST = 50
"""Files of code beside a crew's YAML file that are looked at."""


@dataclass(frozen=True, slots=True)
class Wiring:
    """What a crew's code says of an agent whose role stands in YAML."""

    has_tools: bool
    model: Chosen | None


@dataclass(frozen=True, slots=True)
class Crew:
    """The code beside a YAML file: what it says of agents by their keys, and the models that its methods make."""

    agents: dict[str, Wiring]
    modules: tuple[Module, ...]

    def model_made_by(self, name: str) -> Chosen | None:
        """The model of a client that a method of the crew makes; None if there is no such method."""
        for module in self.modules:
            for node in ast.walk(module.tree):
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == name:
                    return model_in(returned(node), module)
        return None


def crew_of(file: File) -> Crew:
    """What the code beside a YAML file of agents, and in the folder above, says of them."""
    agents: dict[str, Wiring] = {}
    modules = []
    for path in _code_around(file):
        code = File(path, file.root, file.options)
        if code.refusal() or _CONFIG not in code.text:
            continue
        tree = parsed(code.text)
        if isinstance(tree, str):
            continue
        module = Module(code, tree)
        modules.append(module)
        for call in python_calls.found(module)[0]:
            key = key_of(call, module)
            if key:
                model = call.value("llm")
                tools = call.value("tools")
                is_equipped = tools is not None and bool(getattr(tools, "elts", True))
                agents.setdefault(key, Wiring(is_equipped, model_in(model, module) if model is not None else None))
    return Crew(agents, tuple(modules))


def _code_around(file: File) -> Iterator[Path]:
    folders = [file.path.parent, *([file.path.parent.parent] if "/" in file.relative else [])]
    for folder in folders:
        try:
            yield from sorted(folder.glob("*.py"))[:_MOST]
        except OSError:
            continue


def key_of(call: Call, module: Module) -> str:
    """The key in YAML of the agent that a call makes, `config=self.agents_config["a"]`; empty if it names none."""
    config = call.value("config")
    if (
        not isinstance(config, ast.Subscript)
        or getattr(config.value, "attr", getattr(config.value, "id", "")) != _CONFIG
    ):
        return ""
    said = told(config.slice, module)
    return one_line(said.text) if said is not None else ""


def keys_beside(module: Module) -> frozenset[str]:
    """The agents of the YAML files that a crew's code takes them from, by their keys."""
    named = (node for node in ast.walk(module.tree) if isinstance(node, ast.Assign))
    said = [
        told(node.value, module) for node in named if any(getattr(one, "id", "") == _CONFIG for one in node.targets)
    ]
    keys: set[str] = set()
    for name in dict.fromkeys((*(one.text for one in said if one is not None), *_FILES)):
        path = module.file.beside(name) if name.isprintable() else ""
        if isinstance(path, Path):
            try:
                data = parse(path.read_text("utf-8", "replace"), name, is_text=True).data
            except (OSError, InputError):
                continue
            keys |= {one_line(key) for key in data} if isinstance(data, dict) else set()
    return frozenset(keys)
