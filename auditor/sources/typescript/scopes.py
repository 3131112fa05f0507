"""What the names in TypeScript and JavaScript stand for, each in the function it is used in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from auditor.sources.scopes import Scope

NAMES = frozenset(("identifier", "shorthand_property_identifier"))
Node = Any
"""A node of tree-sitter's, which has no types where the extra is missing."""


class Imported(NamedTuple):
    """What a name was imported as: from where, and what of it; empty for all."""

    where: str
    what: str


Value = Node
"""What a name stands for: a node, what is imported, or None for what only a run knows."""
FUNCTIONS = frozenset(
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
_CHANGES = {"assignment_expression": "left", "augmented_assignment_expression": "left", "update_expression": "argument"}
_BOUND = frozenset(("identifier", "shorthand_property_identifier_pattern"))
_DEFAULTS = frozenset(("object_assignment_pattern", "assignment_pattern"))


class Scopes:
    """The scopes of a file, and in which of them each name is used."""

    def __init__(self, root: Node) -> None:
        self.whole: Scope[Value] = Scope()
        self.exported: dict[str, Value] = {}
        """What is exported under a name of its own: by default, or passed on from another file."""
        self.passed_on: list[str] = []
        """Files of which all that they export is exported here."""
        self._used: dict[int, Scope[Node]] = {}
        changed: list[tuple[Scope[Node], str]] = []
        waiting: list[tuple[Node, Scope[Node]]] = [(root, self.whole)]
        while waiting:
            node, scope = waiting.pop()
            if node.type in NAMES:
                self._used[node.start_byte] = scope
            if node.type in _DECLARES:
                scope.bind(text_of(node.child_by_field_name("name")), node)
            elif node.type == "export_statement":
                self._export(node)
            scope = scope.within() if node.type in FUNCTIONS else scope
            for name, value in _bound(node):
                scope.bind(name, value)
            if node.type == "required_parameter" and node.child_by_field_name("value") is not None:
                scope.defaults[text_of(node.child_by_field_name("pattern"))] = node.child_by_field_name("value")
            if node.type in _CHANGES:
                changed += [(scope, name) for name in _names(node.child_by_field_name(_CHANGES[node.type]))]
            waiting += [(child, scope) for child in node.named_children]
        for scope, name in changed:
            scope.change(name)

    def _export(self, node: Node) -> None:
        """What an `export` says that declares nothing itself."""
        where = _where(node)
        value = node.child_by_field_name("value")
        if value is not None:
            self.exported["default"] = value
        for child in node.named_children:
            if child.type in _DECLARES and "default" in {one.type for one in node.children}:
                self.exported["default"] = child
            if child.type == "export_clause":
                for one in child.named_children:
                    name = text_of(one.child_by_field_name("name"))
                    alias = text_of(one.child_by_field_name("alias")) or name
                    if where:
                        self.exported[alias] = Imported(where, name)
                    elif alias != name:
                        self.exported[alias] = one.child_by_field_name("name")
        if where and "*" in {one.type for one in node.children}:
            self.passed_on.append(where)

    def default(self, node: Node) -> Value:
        """The default of the parameter that a name is where it is used; None if it is none, or has none."""
        return self._used.get(node.start_byte, self.whole).default(text_of(node))

    def value(self, node: Node) -> Node:
        """The value of a name where it is used; None if it is not known."""
        return self._used.get(node.start_byte, self.whole).value(text_of(node))


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
    elif node.type == "import_statement":
        yield from _imported(node)


def _where(node: Node) -> str:
    """The file that an `import` or an `export` names."""
    return text_of(node.child_by_field_name("source")).strip("\"'")


def _imported(statement: Node) -> Iterator[tuple[str, Imported]]:
    """The names that an `import` binds."""
    where = _where(statement)
    waiting = list(statement.named_children)
    while waiting:
        node = waiting.pop()
        named = [text_of(child) for child in node.named_children if child.type == "identifier"]
        if node.type == "import_specifier" and named:
            yield named[-1], Imported(where, named[0])
        elif node.type == "namespace_import" and named:
            yield named[-1], Imported(where, "")
        elif node.type == "import_clause":
            yield from ((name, Imported(where, "default")) for name in named)
        if node.type in {"import_clause", "named_imports"}:
            waiting += node.named_children


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
