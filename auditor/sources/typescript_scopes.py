"""What the names in TypeScript and JavaScript stand for, each in the function it is used in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.sources.scopes import Scope

NAMES = frozenset(("identifier", "shorthand_property_identifier"))
Node = Any
"""A node of tree-sitter's, which has no types where the extra is missing."""

_FUNCTIONS = frozenset(
    (
        "function_declaration",
        "function_expression",
        "generator_function_declaration",
        "generator_function",
        "arrow_function",
        "method_definition",
    )
)
_BINDS = {
    "required_parameter": "pattern",
    "optional_parameter": "pattern",
    "arrow_function": "parameter",
    "catch_clause": "parameter",
    "for_in_statement": "left",
}
"""The field of a node that holds names of which only a run knows the value."""
_DECLARES = frozenset(("function_declaration", "generator_function_declaration", "class_declaration"))
_IMPORTS = frozenset(("import_clause", "namespace_import", "import_specifier"))
_CHANGES = {"assignment_expression": "left", "augmented_assignment_expression": "left", "update_expression": "argument"}
_BOUND = frozenset(("identifier", "shorthand_property_identifier_pattern"))
_DEFAULTS = frozenset(("object_assignment_pattern", "assignment_pattern"))


class Scopes:
    """The scopes of a file, and in which of them each name is used."""

    def __init__(self, root: Node) -> None:
        self._whole: Scope[Node] = Scope()
        self._used: dict[int, Scope[Node]] = {}
        changed: list[tuple[Scope[Node], str]] = []
        waiting: list[tuple[Node, Scope[Node]]] = [(root, self._whole)]
        while waiting:
            node, scope = waiting.pop()
            if node.type in NAMES:
                self._used[node.start_byte] = scope
            if node.type in _DECLARES:
                scope.bind(text_of(node.child_by_field_name("name")))
            scope = scope.within() if node.type in _FUNCTIONS else scope
            for name, value in _bound(node):
                scope.bind(name, value)
            if node.type in _CHANGES:
                changed += [(scope, name) for name in _names(node.child_by_field_name(_CHANGES[node.type]))]
            waiting += [(child, scope) for child in node.named_children]
        for scope, name in changed:
            scope.change(name)

    def value(self, node: Node) -> Node:
        """The value of a name where it is used; None if it is not known."""
        return self._used.get(node.start_byte, self._whole).value(text_of(node))


def text_of(node: Node) -> str:
    """The code of a node."""
    return "" if node is None or node.text is None else node.text.decode("utf-8", "replace")


def _bound(node: Node) -> Iterator[tuple[str, Node]]:
    """The names that a node binds in its scope, with their values."""
    if node.type == "variable_declarator":
        name = node.child_by_field_name("name")
        value = node.child_by_field_name("value") if name is not None and name.type == "identifier" else None
        yield from ((each, value) for each in _names(name))
    elif node.type in _BINDS:
        yield from ((each, None) for each in _names(node.child_by_field_name(_BINDS[node.type])))
    elif node.type in _IMPORTS:
        named = [child for child in node.named_children if child.type == "identifier"]
        yield from ((text_of(each), None) for each in named[-1:])


def _names(pattern: Node) -> Iterator[str]:
    """The names in what stands left of a value: one, or several taken out of it."""
    waiting = [pattern]
    while waiting:
        node = waiting.pop()
        if node is None or node.type in {"member_expression", "subscript_expression"}:
            continue
        if node.type in _BOUND:
            yield text_of(node)
        field = "value" if node.type == "pair_pattern" else "left" if node.type in _DEFAULTS else ""
        waiting += [node.child_by_field_name(field)] if field else node.named_children
