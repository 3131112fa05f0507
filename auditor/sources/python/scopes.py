"""What the names in Python code stand for, each in the function it is used in, as far as the code says it once."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from auditor.sources.scopes import Scope


class Imported(NamedTuple):
    """What a name was imported as: its module, with dots in front if it is relative, and what of it; empty for all."""

    where: str
    what: str


Function = ast.FunctionDef | ast.AsyncFunctionDef
Value = ast.expr | Function | ast.ClassDef | Imported | None
"""What a name stands for; None for what only a run knows: a parameter, a loop's item, one of several values."""
_Known = ast.expr | Function | ast.ClassDef | Imported
_Scope = Scope[_Known]
_Waiting = tuple[ast.AST, _Scope]
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_SELF = ("self", "cls")


class Scopes:
    """The scopes of a module, and in which of them each name is used."""

    def __init__(self, tree: ast.Module) -> None:
        self.whole = _Scope()
        self._used: dict[int, _Scope] = {}
        self._classes: dict[int, _Scope] = {}
        waiting: list[_Waiting] = [(tree, self.whole)]
        while waiting:
            node, scope = waiting.pop()
            waiting += self._below(node, scope)

    def value(self, node: ast.Name) -> Value:
        """What a name stands for where it is used."""
        return self._used.get(id(node), self.whole).value(node.id)

    def default(self, node: ast.Name) -> _Known | None:
        """The default of the parameter that a name is where it is used; None if it is none, or has none."""
        return self._used.get(id(node), self.whole).default(node.id)

    def of_class(self, node: ast.ClassDef, name: str) -> Value:
        """What an attribute of a class stands for."""
        scope = self._classes.get(id(node))
        return scope.names.get(name) if scope is not None else None

    def of_self(self, node: ast.Name, name: str) -> Value:
        """What an attribute of `self` stands for where it is used."""
        owner = self._used.get(id(node), self.whole).owner if node.id in _SELF else None
        return owner.names.get(name) if owner is not None else None

    def _bind(self, node: ast.AST, scope: _Scope) -> None:
        if isinstance(node, ast.Name):
            self._used[id(node)] = scope
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            for each in scope.chain():  # whichever is meant: the value changes as the code runs
                for name in node.names:
                    each.bind(name)
        for name, value in _bound(node):
            scope.bind(name, value)
        if scope.owner is not None:
            for name, value in _bound_to_self(node):
                scope.owner.bind(name, value)

    def _below(self, node: ast.AST, scope: _Scope) -> Iterator[_Waiting]:
        """Bind what a node binds; what stands in it, with the scopes of it all."""
        self._bind(node, scope)
        body = node.body if isinstance(node, _SCOPES) else []
        held = {id(one) for one in (body if isinstance(body, list) else [body])}
        inner = scope.within(is_class=isinstance(node, ast.ClassDef)) if held else scope
        if isinstance(node, ast.ClassDef):
            self._classes[id(node)] = inner
        elif inner is not scope:
            inner.defaults |= _defaults(node)
        named = {id(one) for one in _targets(node)}
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.arguments):
                yield from ((one, inner if isinstance(one, ast.arg) else scope) for one in ast.iter_child_nodes(child))
            elif id(child) not in named:
                yield child, inner if id(child) in held else scope


def _defaults(node: ast.AST) -> dict[str, _Known]:
    """The defaults of a function's parameters by their names."""
    given = getattr(node, "args", None)
    if not isinstance(given, ast.arguments):
        return {}
    placed = [*given.posonlyargs, *given.args]
    pairs = [*zip(reversed(placed), reversed(given.defaults), strict=False)]
    pairs += [(one, value) for one, value in zip(given.kwonlyargs, given.kw_defaults, strict=True) if value is not None]
    return {one.arg: value for one, value in pairs}


def _set(node: ast.AST) -> tuple[Sequence[ast.expr], ast.expr | None]:
    """What a node sets to a value as a whole, and the value."""
    if isinstance(node, ast.Assign):
        return node.targets, node.value
    if isinstance(node, ast.AnnAssign):
        return [node.target], node.value
    if isinstance(node, ast.withitem) and node.optional_vars is not None:  # what `open` gives is a file
        return [node.optional_vars], node.context_expr if isinstance(node.context_expr, ast.Call) else None
    return [], None


def _targets(node: ast.AST) -> list[ast.Name]:
    """The names that are set to a value as a whole."""
    return [one for one in _set(node)[0] if isinstance(one, ast.Name)]


def _bound_to_self(node: ast.AST) -> Iterator[tuple[str, Value]]:
    """The attributes of `self` that a node sets, with their values."""
    targets, value = ([node.target], None) if isinstance(node, ast.AugAssign) else _set(node)
    if value is None and isinstance(node, ast.AnnAssign):
        return
    for one in targets:
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id in _SELF:
            yield one.attr, value


def _bound(node: ast.AST) -> Iterator[tuple[str, Value]]:
    """The names that a node binds in its scope, with their values."""
    if isinstance(node, (ast.Assign, ast.AnnAssign, ast.withitem)):
        value = _set(node)[1]
        if value is not None or not isinstance(node, ast.AnnAssign):
            yield from ((one.id, value) for one in _targets(node))
    elif isinstance(node, ast.Name):
        if not isinstance(node.ctx, ast.Load):
            yield node.id, None
    elif isinstance(node, ast.arg):
        yield node.arg, None
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from imported(node)
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name, node
    else:  # exceptions that are caught, and the patterns of `match`
        names = (getattr(node, "name", None), getattr(node, "rest", None))
        yield from ((name, None) for name in names if isinstance(name, str) and not isinstance(node, ast.alias))


def imported(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, Imported]]:
    """The names that an import binds."""
    for alias in node.names:
        if isinstance(node, ast.ImportFrom):
            yield alias.asname or alias.name, Imported("." * node.level + (node.module or ""), alias.name)
        else:
            name = alias.asname or alias.name.partition(".")[0]
            yield name, Imported(alias.name if alias.asname else name, "")
