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
    def values(self) -> dict[str, ast.expr | None]:
        """What is assigned to each name, once and nowhere changed; None for a name that is assigned more often."""
        found: dict[str, ast.expr | None] = {}
        for node in ast.walk(self.tree):
            for name, value in _assigned(node):
                found[name] = None if name in found else value
        return found

    @cached_property
    def imports(self) -> dict[str, tuple[str, str]]:
        """By each imported name its module, with dots in front if it is relative, and what of it; empty for all."""
        found: dict[str, tuple[str, str]] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    name = alias.asname or alias.name.partition(".")[0]
                    found[name] = (alias.name if alias.asname else name, "")
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    found[alias.asname or alias.name] = ("." * node.level + (node.module or ""), alias.name)
        return found

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
                returned = [
                    one.value for one in ast.walk(node) if isinstance(one, ast.Return) and one.value is not None
                ]
                for agent in _marked(node.decorator_list):
                    found.setdefault(agent, []).append(returned[0] if len(returned) == 1 else ast.Tuple([], ast.Load()))
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


def _assigned(node: ast.AST) -> Iterator[tuple[str, ast.expr | None]]:
    if isinstance(node, ast.Assign):
        yield from ((target.id, node.value) for target in node.targets if isinstance(target, ast.Name))
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
        yield node.target.id, node.value
    elif (isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)) or (
        isinstance(node, (ast.For, ast.AsyncFor)) and isinstance(node.target, ast.Name)
    ):
        yield node.target.id, None


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
        texts = [told(part, module, steps + 1) for part in node.args[0].elts]
        known = next((one for one in texts if one), None)
        said = (one.text if one else _slot(part) for part, one in zip(node.args[0].elts, texts, strict=True))
        return Told(str(of.value).join(said), known.path, known.line) if known else None
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
    value = module.values.get(node.id)
    if value is not None:
        return value, module
    where, what = module.imports.get(node.id, ("", ""))
    return _in(module.module(where), what) if where and what and node.id not in module.values else None


def _in(module: Module | None, name: str) -> tuple[ast.expr, Module] | None:
    if module is None:
        return None
    value = module.values.get(name)
    if value is not None:
        return value, module
    where, what = module.imports.get(name, ("", ""))
    inner = module.module(where) if where and what else None
    found = inner.values.get(what) if inner else None
    return (found, inner) if found is not None and inner is not None else None


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
