"""Files that Python code reads its prompts from, where the code says which: `Path(__file__).parent / "carl.md"`."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable
from pathlib import Path

from auditor.sources.limits import MOST_STEPS, MOST_TEXT, MOST_UP
from auditor.sources.python.modules import Module, Told
from auditor.sources.python.names import Meant, callee, meant

_AS_IT_IS = frozenset(("Path", "PurePath", "resolve", "absolute", "abspath", "realpath", "str", "fspath", "expanduser"))
_JOINS = frozenset(("join", "joinpath"))
_Tell = Callable[[ast.AST, Module], Told | None]


def opened(node: ast.Call, module: Module, tell: _Tell) -> Path | None:
    """The file that a call reads whole, which must lie in the folder that is read; `tell` works out texts."""
    of = node.func.value if isinstance(node.func, ast.Attribute) else None
    if of is None or callee(node) not in {"read", "read_text"}:
        return None
    place: ast.AST | None = of
    if callee(node) == "read":
        found = Meant(of, module) if isinstance(of, ast.Call) else meant(of, module)
        if found is None or not isinstance(found.node, ast.Call) or callee(found.node) != "open":
            return None
        module, call = found.module, found.node
        place = call.args[0] if call.args and isinstance(call.func, ast.Name) else None
        if isinstance(call.func, ast.Attribute):
            place = call.func.value
    return _file(_path(place, module, tell, 0), module) if place is not None else None


def _file(said: str | None, module: Module) -> Path | None:
    """The file at a path from where the code says, or from a folder above it, as programs are started there."""
    if not said:
        return None
    own = os.path.abspath(module.file.path.parent)  # noqa: PTH100  pathlib's follows links
    is_sure = os.path.isabs(said)  # noqa: PTH117  a text
    names = [os.path.relpath(said, own)] if is_sure else [f"{'../' * up}{said}" for up in range(MOST_UP)]
    for name in names:
        path = module.file.beside(name)
        if isinstance(path, Path) and path.stat().st_size <= MOST_TEXT:
            return path
    return None


def _path(node: ast.AST | None, module: Module, tell: _Tell, steps: int) -> str | None:
    """The path that an expression comes to: from the module's own file, or from wherever the program is started."""
    if node is None or steps > MOST_STEPS:
        return None

    def inner(one: ast.AST | None, where: Module = module) -> str | None:
        return _path(one, where, tell, steps + 1)

    if isinstance(node, ast.Name) and node.id == "__file__":
        return os.path.abspath(module.file.path)  # noqa: PTH100
    if isinstance(node, ast.Attribute) and node.attr == "parent":
        return _up(inner(node.value))
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == "parents":
        far = node.slice.value if isinstance(node.slice, ast.Constant) else None
        return _up(inner(node.value.value), far + 1) if type(far) is int and 0 <= far < MOST_UP else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        return _under(inner(node.left), inner(node.right))
    if isinstance(node, ast.Call):
        return _of_call(node, inner)
    said = tell(node, module)
    if said is not None:
        return said.text if said.text.isprintable() and "{" not in said.text else None
    found = meant(node, module) if isinstance(node, (ast.Name, ast.Attribute)) else None
    return inner(found.node, found.module) if found is not None else None


def _of_call(node: ast.Call, inner: Callable[[ast.AST | None], str | None]) -> str | None:
    name = callee(node)
    of = node.func.value if isinstance(node.func, ast.Attribute) else None
    first = node.args[0] if node.args else None
    if name in _JOINS:
        parts = [inner(one) for one in ([of] if name == "joinpath" else []) + list(node.args)]
        whole = parts[0] if parts else None
        for part in parts[1:]:
            whole = _under(whole, part)
        return whole
    if name == "dirname":
        return _up(inner(first))
    return inner(first if first is not None else of) if name in _AS_IT_IS else None


def _up(path: str | None, far: int = 1) -> str | None:
    return os.path.normpath(f"{path}{'/..' * far}") if path is not None else None


def _under(path: str | None, name: str | None) -> str | None:
    return os.path.join(path, name) if path is not None and name is not None else None  # noqa: PTH118  texts
