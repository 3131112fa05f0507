"""Texts in Python code, worked out without running any of it: literals, constants, f-strings, what functions return."""

from __future__ import annotations

import ast
import inspect

from auditor.sources.limits import MOST_LOOKS, MOST_STEPS, MOST_TEXT
from auditor.sources.python import messages as chats
from auditor.sources.python.files import opened
from auditor.sources.python.modules import Module, Told, returned
from auditor.sources.python.names import Meant, callee, given, meant

_KEEPS = frozenset(("dedent", "cleandoc", "strip", "lstrip", "rstrip", "format", "str", "Template"))
"""Calls that leave a prompt's words as they are, but for blanks and slots."""
_TEMPLATES = frozenset(("PromptTemplate", "from_template"))
_LISTS = (ast.List, ast.Tuple)


def told(node: ast.AST | None, module: Module, steps: int = 0) -> Told | None:
    """The text that an expression comes to, with `{name}` for what only a run knows; None if it is no text at all."""
    module.looks.append(None)
    if node is None or steps > MOST_STEPS or len(module.looks) > MOST_LOOKS:
        return None
    if isinstance(node, ast.Constant):
        return Told(_clean(node.value), module.file.path, module.line(node)) if isinstance(node.value, str) else None
    if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)):
        found = meant(node, module)
        if found is None and isinstance(node, ast.Attribute) and node.attr == "value":  # of an enumeration's member
            found = meant(node.value, module)
        return _of(found, steps + 1)
    if isinstance(node, ast.Lambda):
        return told(node.body, module, steps + 1)
    if isinstance(node, ast.Await):
        return told(node.value, module, steps + 1)
    if isinstance(node, ast.Call):
        return _called(node, module, steps)
    return _joined("\n" if isinstance(node, (ast.List, ast.Tuple)) else "", _parts(node), module, steps)


def _of(found: Meant | None, steps: int) -> Told | None:
    """The text of what a name stands for: of a function what it gives back, where only one statement does."""
    if found is None or isinstance(found.node, ast.ClassDef):
        return None
    node = found.node
    said = returned(node) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) else node
    return told(said, found.module, steps)


def _joined(joint: str, parts: list[ast.expr], module: Module, steps: int) -> Told | None:
    """The texts of some expressions in one; None if not even one of them is a text."""
    texts = [told(part, module, steps + 1) for part in parts]
    known = next((one for one in texts if one is not None), None)
    if known is None or sum(len(one.text) for one in texts if one) > MOST_TEXT:
        return None
    said = (one.text if one else _slot(part) for part, one in zip(parts, texts, strict=True))
    return Told(joint.join(said), known.path, known.line)


def _parts(node: ast.AST) -> list[ast.expr]:
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
    return [node, *reversed(found)] if found and isinstance(node, ast.expr) else []


def _called(node: ast.Call, module: Module, steps: int) -> Told | None:
    """The text of a call that leaves one as it is, reads one from a file, wraps one or gives one back."""
    name = callee(node)
    of = node.func.value if isinstance(node.func, ast.Attribute) else None
    if name == "join" and isinstance(of, ast.Constant) and node.args and isinstance(node.args[0], _LISTS):
        return _joined(str(of.value), node.args[0].elts, module, steps)
    if name in _KEEPS:
        return _kept(name, of, node, module, steps)
    path = opened(node, module, lambda one, where: told(one, where, steps + 1))
    if path is not None:
        return Told(path.read_bytes().decode("utf-8-sig", "replace"), path, 1)
    said = chats.content(node)
    if said is not None:
        return told(said, module, steps + 1)
    messages = chats.template(node)
    if messages:
        return _joined("\n\n", messages, module, steps)
    if name in _TEMPLATES:
        named = given(node)
        return told(named.get("template") or (node.args[0] if node.args else None), module, steps + 1)
    found = meant(node.func, module)
    is_function = found is not None and isinstance(found.node, (ast.FunctionDef, ast.AsyncFunctionDef))
    return _of(found, steps + 1) if is_function else None


def _kept(name: str, of: ast.expr | None, node: ast.Call, module: Module, steps: int) -> Told | None:
    """The text of `dedent("…")`, `"…".strip()` and their like."""
    inner = told(of, module, steps + 1) or (told(node.args[0], module, steps + 1) if node.args else None)
    if inner is not None and name == "format":
        return filled(inner, given(node), module, steps + 1)
    if inner is None or not (name.endswith("strip") or name in {"dedent", "cleandoc"}):
        return inner
    bare = inner.text.lstrip() if name != "rstrip" else inner.text
    line = inner.line + inner.text[: len(inner.text) - len(bare)].count("\n")
    return Told(inspect.cleandoc(inner.text) if name in {"dedent", "cleandoc"} else bare.rstrip(), inner.path, line)


def filled(template: Told, values: dict[str, ast.expr], module: Module, steps: int = 0) -> Told:
    """A text with the values of its slots, as far as they are texts of their own."""
    said = template.text
    for name, value in values.items():
        slot = f"{{{name}}}"
        one = told(value, module, steps) if slot in said else None
        if one is not None and len(said) + said.count(slot) * len(one.text) <= MOST_TEXT:
            said = said.replace(slot, one.text)
    return Told(said, template.path, template.line)


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
