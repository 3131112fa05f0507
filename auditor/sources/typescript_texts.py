"""Texts in TypeScript and JavaScript, worked out from the syntax tree that tree-sitter makes; it comes as an extra."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from auditor.sources.typescript_scopes import NAMES, Node, Scopes, text_of

MOST_BYTES = 2 * 2**20
_MOST_STEPS = 40
_MOST_LOOKS = 20_000
_MOST_TEXT = 4 * 2**20
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.|\n))", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "", "\n": ""}
_WRAPPERS = frozenset(("parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression"))
_KEEPS = frozenset(("trim", "trimStart", "trimEnd", "dedent", "toString", "stripIndent", "outdent"))
_LAST = 0x10FFFF


class Told(NamedTuple):
    """A text, and the line on which it begins."""

    text: str
    line: int


@cache
def _parser(is_tsx: bool) -> Any:  # noqa: FBT001  only here
    """The parser of a language; None where the extra is not installed."""
    try:
        import tree_sitter
        import tree_sitter_typescript
    except ImportError:
        return None
    language = tree_sitter_typescript.language_tsx() if is_tsx else tree_sitter_typescript.language_typescript()
    return tree_sitter.Parser(tree_sitter.Language(language))


class Code:
    """The syntax tree of some code, and what its names stand for."""

    def __init__(self, source: str, *, is_tsx: bool) -> None:
        parser = _parser(is_tsx)
        self.root: Node = None
        self._looks = 0
        if parser is None or len(source) > MOST_BYTES:
            return
        self.root = parser.parse(source.encode("utf-8", "replace")).root_node
        self._scopes = Scopes(self.root)

    def nodes(self) -> Iterator[tuple[Node, tuple[str, str]]]:
        """All nodes in their order, each with the variable and the function that it stands in."""
        waiting: list[tuple[Node, tuple[str, str]]] = [(self.root, ("", ""))]
        while waiting:
            node, (variable, function) = waiting.pop()
            yield node, (variable, function)
            if node.type == "variable_declarator":
                variable = text_of(node.child_by_field_name("name"))
            elif node.type in {"function_declaration", "method_definition"}:
                variable, function = "", text_of(node.child_by_field_name("name"))
            waiting += [(child, (variable, function)) for child in reversed(node.named_children)]

    def told(self, node: Node) -> Told | None:
        """The text that an expression comes to, with `{name}` for what only a run knows; None if it is no text."""
        self._looks = 0
        said = self._text(node, 0)
        return None if said is None else Told(said, node.start_point[0] + 1)

    def constant(self, node: Node) -> Node:
        """What a name stands for where it is used; the node itself if that is not known."""
        found = self._scopes.value(node) if node is not None and node.type in NAMES else None
        return node if found is None else found

    def _text(self, node: Node, steps: int) -> str | None:
        self._looks += 1
        if node is None or steps > _MOST_STEPS or self._looks > _MOST_LOOKS:
            return None
        if node.type in {"string", "template_string"}:
            return self._joined("", node.named_children, steps)
        if node.type == "string_fragment":
            return text_of(node)
        if node.type == "escape_sequence":
            return _ESCAPE.sub(_unescaped, text_of(node))
        if node.type in NAMES:
            value = self.constant(node)
            return None if value is node else self._text(value, steps + 1)
        if node.type in _WRAPPERS or node.type == "template_substitution":
            return self._text(node.named_children[0], steps + 1) if node.named_children else None
        if node.type == "call_expression":
            return self._called(node, steps)
        sides = _sides(node)
        return self._joined("", sides, steps) if sides else None

    def _called(self, node: Node, steps: int) -> str | None:
        """The text of a call that leaves one as it is: a template with a tag, `.trim()`, `[…].join("…")`."""
        called, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        of = called.child_by_field_name("object") if called is not None else None
        name = text_of(called.child_by_field_name("property") if of is not None else called)
        if given is None or (name not in _KEEPS and name != "join"):
            return None
        if given.type == "template_string":
            return self._text(given, steps + 1)
        first = given.named_children[0] if given.named_children else None
        if name == "join" and of is not None and of.type == "array":
            return self._joined(self._text(first, steps + 1) or ",", of.named_children, steps)
        return self._text(of if of is not None else first, steps + 1)

    def _joined(self, joint: str, parts: list[Node], steps: int) -> str | None:
        """The texts of some nodes in one; None if there are some and not even one of them is a text."""
        texts = [self._text(part, steps + 1) for part in parts]
        if (parts and all(one is None for one in texts)) or sum(len(one) for one in texts if one) > _MOST_TEXT:
            return None
        return joint.join(_slot(part) if one is None else one for part, one in zip(parts, texts, strict=True))


def properties(node: Node) -> dict[str, Node]:
    """The values of an object by their names; a shorthand stands for itself."""
    found: dict[str, Node] = {}
    for child in node.named_children:
        if child.type == "pair":
            found[text_of(child.child_by_field_name("key")).strip("\"'")] = child.child_by_field_name("value")
        elif child.type == "shorthand_property_identifier":
            found[text_of(child)] = child
    return found


def _sides(node: Node) -> list[Node]:
    """The sides of `a + b + c`; nothing for any other expression."""
    found: list[Node] = []
    while node.type == "binary_expression" and text_of(node.child_by_field_name("operator")) == "+":
        found.append(node.child_by_field_name("right"))
        node = node.child_by_field_name("left")
    return [node, *reversed(found)] if found else []


def _slot(node: Node) -> str:
    inner = node.named_children[0] if node.type == "template_substitution" and node.named_children else node
    name = text_of(inner)
    return "{" + (name if re.fullmatch(r"[\w.]{1,100}", name) else "value") + "}"


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code is None:
        return _PLAIN.get(match[4], match[4])
    number = int(code, 16)
    return chr(number) if number <= _LAST and not 0xD800 <= number <= 0xDFFF else "\N{REPLACEMENT CHARACTER}"
