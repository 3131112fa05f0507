"""What names, attributes and items in Python code stand for, here or in the modules that they come from."""

from __future__ import annotations

import ast
from typing import NamedTuple

from auditor.sources.limits import MOST_STEPS
from auditor.sources.python.modules import Module
from auditor.sources.python.scopes import Function, Imported, Value


class Meant(NamedTuple):
    """What a name stands for, and the module in which that is written."""

    node: ast.expr | Function | ast.ClassDef
    module: Module


def callee(node: ast.Call) -> str:
    """The last name of what is called: `create` of `client.messages.create(…)`."""
    called = node.func.value if isinstance(node.func, ast.Subscript) else node.func
    return called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""


def given(node: ast.Call) -> dict[str, ast.expr]:
    """The arguments of a call that have names, but for those that are None."""
    named = {one.arg: one.value for one in node.keywords if one.arg}
    return {name: value for name, value in named.items() if not is_none(value)}


def is_none(node: ast.expr) -> bool:
    """Whether an expression is `None`."""
    return isinstance(node, ast.Constant) and node.value is None


def meant(node: ast.AST, module: Module, steps: int = 0) -> Meant | None:
    """What a name, an attribute or an item stands for; None if the code does not say it once."""
    if steps > MOST_STEPS:
        return None
    if isinstance(node, ast.Subscript):
        return _item(node, module, steps)
    if isinstance(node, ast.Attribute):
        return _attribute(node, module, steps)
    return _here(module.scopes.value(node), module) if isinstance(node, ast.Name) else None


def _here(value: Value, module: Module) -> Meant | None:
    if isinstance(value, Imported):
        return _in(module.module(value.where), value.what) if value.where and value.what else None
    return None if value is None else Meant(value, module)


def _in(module: Module | None, name: str) -> Meant | None:
    """What a module's name stands for, there or, where it only passes it on, in the module behind."""
    value = module.scopes.whole.value(name) if module else None
    if module is not None and isinstance(value, Imported):
        module = module.module(value.where) if value.where and value.what else None
        value = module.scopes.whole.value(value.what) if module else None
    return None if module is None or value is None or isinstance(value, Imported) else Meant(value, module)


def _attribute(node: ast.Attribute, module: Module, steps: int) -> Meant | None:
    """What stands in a module (`prompts.CARL`), in `self`, in a class or in an object that is made of one."""
    if isinstance(node.value, ast.Name):
        found = module.scopes.of_self(node.value, node.attr)
        if found is not None:
            return _here(found, module)
        where, what = module.imports.get(node.value.id, ("", ""))
        dot = "" if not what or where.endswith(".") else "."
        there = _in(module.module(f"{where}{dot}{what}"), node.attr) if where else None
        if there is not None:
            return there
    of = Meant(node.value, module) if isinstance(node.value, ast.Call) else meant(node.value, module, steps + 1)
    if of is not None and isinstance(of.node, ast.Call):
        of = meant(of.node.func, of.module, steps + 1)
    if of is None or not isinstance(of.node, ast.ClassDef):
        return None
    return _here(of.module.scopes.of_class(of.node, node.attr), of.module)


def _item(node: ast.Subscript, module: Module, steps: int) -> Meant | None:
    """What stands in a dictionary or a list under a key that is written there."""
    of = meant(node.value, module, steps + 1) or Meant(node.value, module)
    key = node.slice.value if isinstance(node.slice, ast.Constant) else None
    if isinstance(of.node, ast.Dict) and key is not None:
        pairs = zip(of.node.keys, of.node.values, strict=True)
        found = [value for name, value in pairs if isinstance(name, ast.Constant) and name.value == key]
        return Meant(found[-1], of.module) if found else None
    if isinstance(of.node, (ast.List, ast.Tuple)) and type(key) is int and 0 <= key < len(of.node.elts):
        return Meant(of.node.elts[key], of.module)
    return None
