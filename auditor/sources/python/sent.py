"""Prompts that Python code sends to a model without a framework's agent, each an agent of its own."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.markdown import Chosen
from auditor.sources.naming import after_place
from auditor.sources.python.calls import Sent, called_around, filled_around, named_around
from auditor.sources.python.models import client_in, model_in
from auditor.sources.python.modules import Module, Told
from auditor.sources.python.texts import filled, told
from auditor.sources.shapes import is_prompt, is_slot

LATE = "its system messages are put together at run time, and the code is not run"


class _Around:
    """What the code around prompts says of them all: the only model it names, and what it puts into slots."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._models: dict[int, Chosen] = {}
        self._filled: dict[int, dict[str, ast.expr]] = {}

    def model(self, around: ast.AST) -> Chosen:
        """The only model that the code names; unknown if there are several."""
        if id(around) not in self._models:
            found = [model_in(node, self._module) for node in named_around(around)]
            clients = (client_in(node, self._module) for node in called_around(around))
            found += [one for one in clients if one is not None]
            named = {tuple(sorted(one.declared.items())): one for one in found if one.declared.get("name")}
            self._models[id(around)] = next(iter(named.values())) if len(named) == 1 else Chosen({})
        return self._models[id(around)]

    def filled(self, around: ast.AST) -> dict[str, ast.expr]:
        """The values of slots by their names."""
        if id(around) not in self._filled:
            self._filled[id(around)] = filled_around(around)
        return self._filled[id(around)]


def agents(sent: Sequence[Sent], module: Module, taken: set[tuple[str, int]]) -> Iterator[Found | Skipped]:
    """Each prompt once, but for those that agents have taken; at last whether there are any that nobody can read."""
    names = Counter(one.name for one in sent)
    around = _Around(module)
    is_late = False
    for one in sent:
        module.looks.clear()
        prompt = told(one.said, module)
        if prompt is None or is_slot(prompt.text):
            is_late = True
            continue
        place = (prompt.path.as_posix(), prompt.line)
        if place in taken or not is_prompt(prompt.text):
            continue
        taken.add(place)
        prompt = filled(prompt, around.filled(one.around), module)
        model = model_in(one.model, module) if one.model is not None else around.model(one.around)
        name = _name(one, module, is_alone=names[one.name] == 1)
        yield Found(
            name=name,
            key=name,
            prompt=prompt.as_text(),
            line=one.said.lineno,
            declared={"model": model.declared},
            uses=files(prompt),
            remarks=model.remarks,
        )
    if is_late:
        yield Skipped(LATE, is_far=True)


def files(prompt: Told) -> tuple[Path, ...]:
    """The file that a prompt was read from, where that is no code."""
    return () if prompt.path.suffix.lower() == ".py" else (prompt.path,)


def _name(one: Sent, module: Module, *, is_alone: bool) -> str:
    """What the code calls a prompt, or what it stands in; of several there the variable, too."""
    called = told(one.called, module)
    inner = "" if is_alone or one.variable == one.name else one.variable
    own = ".".join(filter(None, (one.name, inner)))
    return one_line(called.text if called else "") or after_place(own, module.file)
