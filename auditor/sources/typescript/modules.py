"""Files of TypeScript and JavaScript, parsed by tree-sitter, an extra, and the files that they import."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

from auditor.sources.file import File
from auditor.sources.limits import MOST_BYTES, MOST_STEPS, MOST_TEXT, MOST_UP
from auditor.sources.typescript.scopes import Imported, Node, Scopes, text_of

_ENDINGS = ("", ".ts", ".tsx", ".mts", ".js", ".mjs", "/index.ts", "/index.tsx", "/index.js")
_ALIAS = re.compile(r"(?:[@~#][\w-]{0,60})?/")
"""How imports begin that a project's settings lead to one of its own folders: `@/lib/prompts`."""
_CODE = (".ts", ".tsx", ".mts", ".js", ".mjs")


class Place(NamedTuple):
    """Where a node stands: its key in an object, the variable and the function around it, and the latter's node."""

    key: str
    variable: str
    function: str
    around: Node


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
    """The syntax tree of a file, and what its names stand for; `root` is None where there is no parser for it."""

    def __init__(
        self, file: File, others: dict[Path, Code | None] | None = None, looks: list[None] | None = None
    ) -> None:
        self.file = file
        self.others = {} if others is None else others
        self.looks = [] if looks is None else looks
        """As many as expressions were looked at, here and in the files that it imports."""
        parser = _parser(file.suffix == ".tsx")
        is_read = parser is not None and len(file.text) <= MOST_BYTES
        self.root: Node = parser.parse(file.text.encode("utf-8", "replace")).root_node if is_read else None

    @cached_property
    def scopes(self) -> Scopes:
        """What its names stand for, function by function."""
        return Scopes(self.root)

    def nodes(self) -> Iterator[tuple[Node, Place]]:
        """All nodes in their order, each with where it stands."""
        waiting: list[tuple[Node, Place]] = [(self.root, Place("", "", "", self.root))]
        while waiting:
            node, place = waiting.pop()
            yield node, place
            inner = _inside(node, place)
            waiting += [(child, inner) for child in reversed(node.named_children)]

    def imported(self, where: str) -> Code | None:
        """The code of a file that this one imports, if it is one of the project's own."""
        path = self.path_of(where)
        if path is None or not path.name.endswith(_CODE):
            return None
        path = path.resolve()
        if path not in self.others:
            self.others[path] = None
            root = self.file.root.resolve()
            file = File(path, root if path.is_relative_to(root) else path.parent, self.file.options)
            code = None if file.refusal() else Code(file, self.others, self.looks)
            self.others[path] = code if code is not None and code.root is not None else None
        return self.others[path]

    def path_of(self, where: str) -> Path | None:
        """The file that is imported or opened under a name, from here or, by an alias, from a folder above."""
        where = where.partition("?")[0]
        names = [where]
        if not where.startswith("."):
            alias = _ALIAS.match(where)
            if alias is None:
                return None
            rest = where[alias.end() :]
            names = [f"{'../' * up}{under}{rest}" for up in range(MOST_UP) for under in ("", "src/")]
        return next(filter(None, map(self._there, names)), None)

    def beside(self, name: str) -> Path | None:
        """A file to be read as a text: from here, or from a folder above, as programs are started there."""
        paths = (self.file.beside(f"{'../' * up}{name}") for up in range(MOST_UP))
        return next((path for path in paths if isinstance(path, Path) and path.stat().st_size <= MOST_TEXT), None)

    def _there(self, name: str) -> Path | None:
        bare = name.removesuffix(".js").removesuffix(".mjs")
        for said in [name + ending for ending in _ENDINGS] + ([f"{bare}.ts", f"{bare}.tsx"] if bare != name else []):
            is_there = os.path.isfile(f"{self.file.path.parent}/{said}")  # noqa: PTH113  a hundred times as cheap
            path = self.file.beside(said) if is_there else ""
            if isinstance(path, Path):
                return path
        return None

    def exported(self, name: str, steps: int = 0) -> Meant | None:
        """What a name stands for that this file exports, here or in the file that it passes it on from."""
        if steps > MOST_STEPS:
            return None
        whole = self.scopes.whole.names
        value = self.scopes.exported.get(name, whole.get(name))
        if isinstance(value, Imported):
            there = self.imported(value.where)
            return there.exported(value.what, steps + 1) if there is not None and value.what else None
        if value is not None:
            return Meant(value, self)
        for where in self.scopes.passed_on:
            there = self.imported(where)
            found = there.exported(name, steps + 1) if there is not None else None
            if found is not None:
                return found
        return None


class Meant(NamedTuple):
    """What a name stands for, and the code in which that is written."""

    node: Node
    code: Code


_FUNCTIONS = frozenset(("arrow_function", "function_expression"))


def _inside(node: Node, place: Place) -> Place:
    """Where that stands which is within a node."""
    if node.type == "variable_declarator":
        name = node.child_by_field_name("name")
        variable = text_of(name) if name is not None and name.type == "identifier" else ""
        return Place("", variable, place.function, place.around)
    if node.type in {"function_declaration", "method_definition"}:
        return Place("", "", text_of(node.child_by_field_name("name")), node)
    if node.type in _FUNCTIONS:
        return Place("", "", place.variable or place.key or place.function, node)
    if node.type == "pair":
        return place._replace(key=text_of(node.child_by_field_name("key")).strip("\"'"))
    return place._replace(key="") if node.type in {"arguments", "array"} else place
