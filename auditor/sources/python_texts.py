"""Texts in Python code, worked out without running any of it: literals, constants, f-strings, imported constants."""

from __future__ import annotations

import ast
import inspect
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from auditor.model.finding import Location
from auditor.model.fleet import Text
from auditor.sources.file import File
from auditor.sources.python_scopes import Imported, Scopes, imported

_MOST_BYTES = 2 * 2**20
_MOST_STEPS = 40
"""From a name to a constant to another module …"""
_MOST_LOOKS = 20_000
"""Expressions that are looked at for one agent: a constant can double another forty times over."""
_MOST_TEXT = 4 * 2**20
_MOST_UP = 8
"""Folders above a file in which the modules that it imports are looked for."""
_MARKS = ("instructions", "system_prompt")
_KEEPS = frozenset(("dedent", "cleandoc", "strip", "lstrip", "rstrip", "format", "str", "Template"))
"""Calls that leave a prompt's words as they are, but for blanks and slots."""


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
    if len(source) > _MOST_BYTES:
        return f"it is larger than {_MOST_BYTES // 2**20} MiB"
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
    def functions(self) -> frozenset[str]:
        """The names of functions."""
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
        return frozenset(node.name for node in ast.walk(self.tree) if isinstance(node, kinds))

    @cached_property
    def added(self) -> dict[str, list[ast.expr]]:
        """What functions give back that are marked `@agent.instructions` and the like, by the agent's name."""
        found: dict[str, list[ast.expr]] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                for agent in _marked(node.decorator_list):
                    found.setdefault(agent, []).append(_returned(node))
        return found

    def module(self, name: str) -> Module | None:
        """A module beside this one or above, by the name it is imported under; None if it is not there."""
        dots = len(name) - len(name.lstrip("."))
        steps = name.lstrip(".").replace(".", "/")
        places = ["../" * (dots - 1)] if dots else ["../" * up for up in range(_MOST_UP)]
        for place in places:
            for ending in (".py", "/__init__.py") if steps else ("__init__.py",):
                path = self.file.beside(f"{place}{steps}{ending}")
                if isinstance(path, Path):
                    return self._read(path)
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


def _returned(function: ast.AST) -> ast.expr:
    """What a function gives back where only one statement does; else what comes to no text."""
    found = [one.value for one in ast.walk(function) if isinstance(one, ast.Return) and one.value is not None]
    return found[0] if len(found) == 1 else ast.Tuple([], ast.Load())


def _marked(decorators: list[ast.expr]) -> Iterator[str]:
    for one in decorators:
        mark = one.func if isinstance(one, ast.Call) else one
        if isinstance(mark, ast.Attribute) and isinstance(mark.value, ast.Name) and mark.attr in _MARKS:
            yield mark.value.id


def told(node: ast.expr | None, module: Module, steps: int = 0) -> Told | None:
    """The text that an expression comes to, with `{name}` for what only a run knows; None if it is no text at all."""
    module.looks.append(None)
    if node is None or steps > _MOST_STEPS or len(module.looks) > _MOST_LOOKS:
        return None
    if isinstance(node, ast.Constant):
        return Told(_clean(node.value), module.file.path, module.line(node)) if isinstance(node.value, str) else None
    if isinstance(node, (ast.Name, ast.Attribute)):
        found = named(node, module)
        return told(found[0], found[1], steps + 1) if found else None
    if isinstance(node, ast.Call):
        return _called(node, module, steps)
    return _joined("\n" if isinstance(node, (ast.List, ast.Tuple)) else "", _parts(node), module, steps)


def _joined(joint: str, parts: list[ast.expr], module: Module, steps: int) -> Told | None:
    """The texts of some expressions in one; None if not even one of them is a text."""
    texts = [told(part, module, steps + 1) for part in parts]
    known = next((one for one in texts if one is not None), None)
    if known is None or sum(len(one.text) for one in texts if one) > _MOST_TEXT:
        return None
    said = (one.text if one else _slot(part) for part, one in zip(parts, texts, strict=True))
    return Told(joint.join(said), known.path, known.line)


def _parts(node: ast.expr) -> list[ast.expr]:
    """What a text is put together of: the sides of `+`, the pieces of an f-string, the items of a list."""
    if isinstance(node, ast.JoinedStr):
        return [part.value if isinstance(part, ast.FormattedValue) else part for part in node.values]
    if isinstance(node, (ast.List, ast.Tuple)):
        return node.elts
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return [node.left]
    found: list[ast.expr] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):  # a + b + c is ((a + b) + c)
        found.append(node.right)
        node = node.left
    return [node, *reversed(found)] if found else []


def _called(node: ast.Call, module: Module, steps: int) -> Told | None:
    """The text of a call that leaves one as it is: `dedent("…")`, `"…".strip()`, `" ".join([…])`."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    of = node.func.value if isinstance(node.func, ast.Attribute) else None
    if (
        name == "join"
        and isinstance(of, ast.Constant)
        and node.args
        and isinstance(node.args[0], (ast.List, ast.Tuple))
    ):
        return _joined(str(of.value), node.args[0].elts, module, steps)
    if name not in _KEEPS:
        return None
    inner = told(of, module, steps + 1) or (told(node.args[0], module, steps + 1) if node.args else None)
    if inner is None or not (name.endswith("strip") or name in {"dedent", "cleandoc"}):
        return inner
    bare = inner.text.lstrip() if name != "rstrip" else inner.text
    line = inner.line + inner.text[: len(inner.text) - len(bare)].count("\n")
    return Told(inspect.cleandoc(inner.text) if name in {"dedent", "cleandoc"} else bare.rstrip(), inner.path, line)


def named(node: ast.expr, module: Module) -> tuple[ast.expr, Module] | None:
    """What a name stands for, here or in the module that it is imported from, and where that is written."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):  # prompts.CARL
        where, what = module.imports.get(node.value.id, ("", ""))
        dot = "" if not what or where.endswith(".") else "."
        return _in(module.module(f"{where}{dot}{what}"), node.attr) if where else None
    if not isinstance(node, ast.Name):
        return None
    value = module.scopes.value(node)
    if isinstance(value, Imported):
        return _in(module.module(value.where), value.what) if value.where and value.what else None
    return None if value is None else (value, module)


def _in(module: Module | None, name: str) -> tuple[ast.expr, Module] | None:
    """What a module's name stands for, there or, where it only passes it on, in the module behind."""
    value = module.scopes.whole.value(name) if module else None
    if module is not None and isinstance(value, Imported):
        module = module.module(value.where) if value.where and value.what else None
        value = module.scopes.whole.value(value.what) if module else None
    return (value, module) if module is not None and isinstance(value, ast.expr) else None


def _slot(node: ast.expr) -> str:
    """How a value that only a run knows is shown in a text."""
    names = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    names.append(node.id if isinstance(node, ast.Name) else "value")
    return "{" + ".".join(reversed(names)) + "}"


def _clean(said: str) -> str:
    """A text as a file can hold it: halves of characters, which code can write, become U+FFFD."""
    return said.encode("utf-8", "replace").decode("utf-8") if not said.isascii() else said
