"""What names, members and items in TypeScript stand for, here or in the files that they come from."""

from __future__ import annotations

from auditor.sources.limits import MOST_STEPS
from auditor.sources.typescript.modules import Code, Meant
from auditor.sources.typescript.scopes import FUNCTIONS, NAMES, Imported, Node, text_of

_KEYS = {"member_expression": "property", "subscript_expression": "index"}
_WRAPPERS = frozenset(("parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression"))


def called(node: Node) -> str:
    """The last name of what is called or made: `chat` of `openai.chat(…)`."""
    function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
    inner = function.child_by_field_name("property") if function is not None else None
    return text_of(inner if inner is not None else function)


def meant(node: Node, code: Code, steps: int = 0) -> Meant | None:
    """What a name, a member or an item stands for; None if the code does not say it once."""
    if node is None or steps > MOST_STEPS:
        return None
    if node.type in _WRAPPERS and node.named_children:
        return meant(node.named_children[0], code, steps + 1) or Meant(node.named_children[0], code)
    if node.type in NAMES:
        value = code.scopes.value(node)
        if isinstance(value, Imported):
            there = code.imported(value.where)
            return there.exported(value.what) if there is not None and value.what else None
        return None if value is None else Meant(value, code)
    return _member(node, code, steps) if node.type in _KEYS else None


def _member(node: Node, code: Code, steps: int) -> Meant | None:
    """What stands in an object, in all that a file exports, or in a field of the class around."""
    of, key = node.child_by_field_name("object"), node.child_by_field_name(_KEYS[node.type])
    name = text_of(key).strip("\"'`")
    if of is None or (node.type == "subscript_expression" and key is not None and key.type not in {"string", "number"}):
        return None
    if of.type == "this":
        return _field(node, name, code)
    value = code.scopes.value(of) if of.type in NAMES else None
    if isinstance(value, Imported) and not value.what:
        there = code.imported(value.where)
        return there.exported(name) if there is not None else None
    found = meant(of, code, steps + 1)
    while found is not None and found.node.type in _WRAPPERS and found.node.named_children:
        found = Meant(found.node.named_children[0], found.code)
    if found is None or found.node.type != "object":
        return None
    pairs = (child for child in found.node.named_children if child.type == "pair")
    held = [pair for pair in pairs if text_of(pair.child_by_field_name("key")).strip("\"'") == name]
    return Meant(held[-1].child_by_field_name("value"), found.code) if held else None


def _field(node: Node, name: str, code: Code) -> Meant | None:
    """The value that the class around a node gives to one of its fields, where nothing gives it another."""
    around = node.parent
    while around is not None and around.type != "class_body":
        around = around.parent
    if around is None or f"this.{name} =" in text_of(around):
        return None
    for child in around.named_children:
        if child.type == "public_field_definition" and text_of(child.child_by_field_name("name")) == name:
            value = child.child_by_field_name("value")
            return Meant(value, code) if value is not None else None
    return None


def returned(function: Node) -> Node:
    """What a function gives back where only one statement does, or an arrow leads to; None for anything else."""
    if function is None or function.type not in FUNCTIONS:
        return None
    body = function.child_by_field_name("body")
    if body is None or body.type != "statement_block":
        return body
    found, waiting = [], [body]
    while waiting:
        node = waiting.pop()
        if node.type == "return_statement":
            found.append(node)
        waiting += [child for child in node.named_children if child.type not in FUNCTIONS]
    only = found[0] if len(found) == 1 else None
    return only.named_children[0] if only is not None and only.named_children else None
