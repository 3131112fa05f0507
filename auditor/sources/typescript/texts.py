"""Texts in TypeScript and JavaScript, worked out from the syntax tree without running any of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from auditor.model.finding import Location
from auditor.model.fleet import Text
from auditor.sources.limits import MOST_LOOKS, MOST_STEPS, MOST_TEXT
from auditor.sources.typescript.modules import Code
from auditor.sources.typescript.names import called, meant, returned
from auditor.sources.typescript.scopes import NAMES, Imported, Node, text_of

_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.|\n))", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "", "\n": ""}
_KEEPS = frozenset(("trim", "trimStart", "trimEnd", "dedent", "toString", "stripIndent", "outdent"))
_MESSAGES = frozenset(("SystemMessage", "SystemMessagePromptTemplate"))
_LAST = 0x10FFFF
_MARKS = (".md", ".mdx", ".txt", ".prompt")
"""Files that are imported or read as texts."""


class Told(NamedTuple):
    """A text, and where its first words stand."""

    text: str
    path: Path
    line: int

    def as_text(self) -> Text:
        """The text for a fleet."""
        return Text(Location(self.path.as_posix(), self.line), inline=self.text)


def told(node: Node, code: Code) -> Told | None:
    """The text that an expression comes to, with `{name}` for what only a run knows; None if it is no text."""
    code.looks.clear()
    return _text(node, code, 0)


def _text(node: Node, code: Code, steps: int) -> Told | None:
    code.looks.append(None)
    if node is None or steps > MOST_STEPS or len(code.looks) > MOST_LOOKS:
        return None
    if node.type in {"string", "template_string"}:
        return _joined("", node, node.named_children, code, steps)
    if node.type == "string_fragment":
        return _at(node, code, text_of(node))
    if node.type == "escape_sequence":
        return _at(node, code, _ESCAPE.sub(_unescaped, text_of(node)))
    if node.type in NAMES or node.type in {"member_expression", "subscript_expression"}:
        return _named(node, code, steps)
    if node.type in _WRAPPERS:
        return _text(node.named_children[0], code, steps + 1) if node.named_children else None
    if node.type in {"call_expression", "new_expression"}:
        return _called(node, code, steps)
    if node.type == "array":
        return _joined("\n", node, node.named_children, code, steps) if node.named_children else None
    sides = _sides(node) or ([said] if (said := returned(node)) is not None else [])
    return _joined("", node, sides, code, steps) if sides else None


_WRAPPERS = frozenset(
    (
        "parenthesized_expression",
        "as_expression",
        "satisfies_expression",
        "non_null_expression",
        "template_substitution",
        "await_expression",
    )
)


def _at(node: Node, code: Code, said: str) -> Told:
    return Told(said, code.file.path, node.start_point[0] + 1)


def _named(node: Node, code: Code, steps: int) -> Told | None:
    """The text of what a name stands for, or of the file that it is imported from as a text."""
    value = code.scopes.value(node) if node.type in NAMES else None
    if isinstance(value, Imported) and value.where.partition("?")[0].endswith(_MARKS):
        path = code.path_of(value.where)
        return _read(path) if path is not None else None
    found = meant(node, code)
    return None if found is None or found.node is node else _text(found.node, found.code, steps + 1)


def _read(path: Path) -> Told:
    return Told(path.read_bytes().decode("utf-8-sig", "replace"), path, 1)


def _called(node: Node, code: Code, steps: int) -> Told | None:
    """The text of a call that leaves one as it is, wraps it, reads it from a file or gives it back."""
    function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
    given = node.child_by_field_name("arguments")
    of = function.child_by_field_name("object") if function is not None else None
    name = called(node)
    if given is None:
        return None
    if given.type == "template_string":
        return _text(given, code, steps + 1) if name in _KEEPS else None
    first = given.named_children[0] if given.named_children else None
    if name == "join" and of is not None and of.type == "array":
        joint = _text(first, code, steps + 1)
        return _joined(joint.text if joint else ",", of, of.named_children, code, steps)
    if name in _KEEPS:
        return _text(of if of is not None else first, code, steps + 1)
    if name in _MESSAGES or (name == "fromTemplate" and text_of(of) in _MESSAGES):
        return _text(_content(first), code, steps + 1)
    if name in {"readFileSync", "readFile"} and first is not None:
        return _opened(first, code, steps)
    found = meant(function, code) if node.type == "call_expression" else None
    said = returned(found.node) if found is not None else None
    return _text(said, found.code, steps + 1) if found is not None and said is not None else None


def _content(node: Node) -> Node:
    """What a message says: its argument, or the `content` of an object."""
    if node is None or node.type != "object":
        return node
    values = properties(node)
    return values.get("content", values.get("template"))


def _opened(node: Node, code: Code, steps: int) -> Told | None:
    """The text of a file that code reads: a path, or what `path.join` and `new URL` make of its parts."""
    parts = [node]
    if node.type in {"call_expression", "new_expression"}:
        given = node.child_by_field_name("arguments")
        parts = list(given.named_children) if given is not None else []
    texts = [_text(part, code, steps + 1) for part in parts]
    name = "/".join(one.text.strip("/") for one in texts if one is not None)
    path = code.beside(name) if name.isprintable() and name.endswith(_MARKS) else None
    return _read(path) if path is not None else None


def _joined(joint: str, whole: Node, parts: list[Node], code: Code, steps: int) -> Told | None:
    """The texts of some nodes in one; None if there are some and not even one of them is a text."""
    texts = [_text(part, code, steps + 1) for part in parts]
    known = next((one for one in texts if one is not None), None)
    if (parts and known is None) or sum(len(one.text) for one in texts if one) > MOST_TEXT:
        return None
    said = joint.join(_slot(part) if one is None else one.text for part, one in zip(parts, texts, strict=True))
    return Told(said, known.path, known.line) if known is not None and texts[0] is known else _at(whole, code, said)


def properties(node: Node) -> dict[str, Node]:
    """The values of an object by their names; a shorthand stands for itself, a method for what it gives back."""
    found: dict[str, Node] = {}
    for child in node.named_children:
        if child.type == "pair":
            found[text_of(child.child_by_field_name("key")).strip("\"'")] = child.child_by_field_name("value")
        elif child.type == "shorthand_property_identifier":
            found[text_of(child)] = child
        elif child.type == "method_definition":
            found[text_of(child.child_by_field_name("name"))] = child
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
