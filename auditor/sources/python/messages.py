"""System messages in Python code, as chats are put together: by roles, by LangChain's classes, in templates."""

from __future__ import annotations

import ast

from auditor.sources.python.names import callee, given

_ROLES = frozenset(("system", "developer"))
_MESSAGES = frozenset(("SystemMessage", "SystemMessagePromptTemplate", "ChatCompletionSystemMessageParam"))
_TEMPLATES = frozenset(("ChatPromptTemplate", "from_messages"))
_CONTENT = ("content", "template", "prompt", "text")


def content(node: ast.AST) -> ast.expr | None:
    """What a system message says; None if the expression is none."""
    if isinstance(node, ast.Dict):
        named = zip(node.keys, node.values, strict=True)
        said = {key.value: value for key, value in named if isinstance(key, ast.Constant)}
        return said.get("content") if _is_role(said.get("role")) else None
    if isinstance(node, ast.Call):
        name = callee(node)
        if name == "from_template" and isinstance(node.func, ast.Attribute):
            name = getattr(node.func.value, "id", getattr(node.func.value, "attr", ""))
        values = given(node)
        if name in _MESSAGES or (name.endswith("Message") and _is_role(values.get("role"))):
            return next((values[key] for key in _CONTENT if key in values), node.args[0] if node.args else None)
    return None


def pairs(node: ast.List) -> list[ast.expr]:
    """What the system messages in a list of roles and contents say: `[("system", "…"), …]`."""
    found = [one.elts for one in node.elts if isinstance(one, ast.Tuple) and len(one.elts) == len(("role", "content"))]
    return [content for role, content in found if _is_role(role)]


def template(node: ast.Call) -> list[ast.expr]:
    """What the system messages in a template of a chat say."""
    if callee(node) not in _TEMPLATES:
        return []
    listed = given(node).get("messages") or (node.args[0] if node.args else None)
    said = [said for one in getattr(listed, "elts", ()) if (said := content(one)) is not None]
    return said + (pairs(listed) if isinstance(listed, ast.List) else [])


def _is_role(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value in _ROLES
