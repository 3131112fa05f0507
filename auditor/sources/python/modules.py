"""Modules of Python code, parsed and never run, and the modules and files that they name."""

from __future__ import annotations

import ast
import os
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from auditor.model.finding import Location
from auditor.model.fleet import Text
from auditor.sources.file import File
from auditor.sources.limits import MOST_BYTES, MOST_UP
from auditor.sources.python.scopes import Function, Imported, Scopes, imported

_MARKS = ("instructions", "system_prompt")


@dataclass(frozen=True, slots=True)
class Told:
    """A text, and where its first words stand."""

    text: str
    path: Path
    line: int

    def as_text(self) -> Text:
        """The text for a fleet."""
        return Text(Location(self.path.as_posix(), self.line), inline=self.text)


def parsed(source: str) -> ast.Module | str:
    """The syntax tree of some code; in words why there is none."""
    if len(source) > MOST_BYTES:
        return f"it is larger than {MOST_BYTES // 2**20} MiB"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes that Python will refuse one day
            return ast.parse(source)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        return f"it is not valid Python{f' (line {line})' if line else ''}"
    except (RecursionError, MemoryError):
        return "it is nested too deeply"


@dataclass
class Module:
    """A module's code, and what its names stand for."""

    file: File
    tree: ast.Module
    others: dict[Path, Module | None] = field(default_factory=dict)
    """Modules that were read for it, by their paths."""
    looks: list[None] = field(default_factory=list)
    """As many as expressions were looked at, here and in them."""
    places: dict[str, Path | None] = field(default_factory=dict)
    """Where the modules stand that it imports, by the names it imports them under."""

    @cached_property
    def scopes(self) -> Scopes:
        """What its names stand for, function by function."""
        return Scopes(self.tree)

    @cached_property
    def imports(self) -> dict[str, Imported]:
        """What each name is imported as, wherever that is said."""
        nodes = (node for node in ast.walk(self.tree) if isinstance(node, (ast.Import, ast.ImportFrom)))
        return {name: what for node in nodes for name, what in imported(node)}

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the code."""
        return self.file.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    def line(self, node: ast.Constant) -> int:
        """The line on which a text's first words stand: the next, where the first one is continued at once."""
        first = self.lines[node.lineno - 1] if node.lineno <= len(self.lines) else ""
        return node.lineno + first.rstrip().endswith(('"""\\', "'''\\"))

    @cached_property
    def added(self) -> dict[str, list[ast.expr]]:
        """What functions give back that are marked `@agent.instructions` and the like, by the agent's name."""
        found: dict[str, list[ast.expr]] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                for agent in _marked(node.decorator_list):
                    found.setdefault(agent, []).append(returned(node))
        return found

    def module(self, name: str) -> Module | None:
        """A module beside this one or above, by the name it is imported under; None if it is not there."""
        if name not in self.places:
            self.places[name] = self._place(name)
        place = self.places[name]
        return self._read(place) if place is not None else None

    def _place(self, name: str) -> Path | None:
        dots = len(name) - len(name.lstrip("."))
        steps = name.lstrip(".").replace(".", "/")
        for up in [max(0, dots - 1)] if dots else range(MOST_UP):
            for ending in (".py", "/__init__.py") if steps else ("__init__.py",):
                said = f"{'../' * up}{steps}{ending}"
                is_there = os.path.isfile(f"{self.file.path.parent}/{said}")  # noqa: PTH113  a hundred times as cheap
                path = self.file.beside(said) if is_there else ""
                if isinstance(path, Path):
                    return path
        return None

    def _read(self, path: Path) -> Module | None:
        path = path.resolve()
        if path not in self.others:
            self.others[path] = None
            root = self.file.root.resolve()
            inside = path.is_relative_to(root)
            file = File(path, root if inside else path.parent, self.file.options)
            tree = "" if file.refusal() else parsed(file.text)
            if isinstance(tree, ast.Module):
                self.others[path] = Module(file, tree, self.others, self.looks)
        return self.others[path]


def returned(function: Function) -> ast.expr:
    """What a function gives back where only one statement does; else what comes to no text."""
    found = [one.value for one in ast.walk(function) if isinstance(one, ast.Return) and one.value is not None]
    return found[0] if len(found) == 1 else ast.Tuple([], ast.Load())


def _marked(decorators: list[ast.expr]) -> Iterator[str]:
    for one in decorators:
        mark = one.func if isinstance(one, ast.Call) else one
        if isinstance(mark, ast.Attribute) and isinstance(mark.value, ast.Name) and mark.attr in _MARKS:
            yield mark.value.id
