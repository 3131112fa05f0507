"""Documents that know the line of each of their values."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from auditor.documents.strict_json import parse_json
from auditor.documents.yaml_guard import Loader, parse_yaml

Step = int | str
_ID = re.compile(r'"id"[ \t]{0,9}:[ \t]{0,9}("[^"\\\n]{1,400}")')


class Located:
    """A parsed document: `data` in plain Python, and `line(path)` for where a value stands."""

    def __init__(self, data: Any, root: Node | None, source: str) -> None:
        self.data = data
        self._root = root
        self._source = source
        self._id_lines: dict[str, int] | None = None

    def line(self, path: tuple[Step, ...]) -> int:
        """The line of the value at `path`, or of its nearest ancestor; lines count from 1."""
        node = self._tree()
        line = 1
        for step in path:
            found = _child(node, step)
            if found is None:
                return line
            key, node = found
            line = key.start_mark.line + 1
        return line

    def written(self, path: tuple[Step, ...]) -> str:
        """The characters of the single value at `path` as they stand in the file, without quotes; else nothing."""
        node = self._tree()
        for step in path:
            found = _child(node, step)
            if found is None:
                return ""
            node = found[1]
        return str(node.value) if isinstance(node, ScalarNode) else ""

    def line_of_agent(self, index: int, id: str) -> int:
        """The line of an agent; in JSON the line of its id, found without parsing the file again."""
        if self._root is not None:
            return self.line(("agents", index))
        if self._id_lines is None:
            self._id_lines = _id_lines(self._source)
        return self._id_lines.get(id, 1)

    def block_start(self, path: tuple[Step, ...]) -> int | None:
        """The line on which a YAML text's own first line stands: behind a block scalar's header."""
        node = self._root
        for step in path:
            found = _child(node, step)
            if found is None:
                return None
            node = found[1]
        if node is None:
            return None
        is_block = isinstance(node, ScalarNode) and node.style in ("|", ">")
        return int(node.start_mark.line) + (2 if is_block else 1)

    def _tree(self) -> Node | None:
        if self._root is None:  # JSON: positions are wanted only when there is something to say
            try:
                self._root = yaml.compose(self._source.replace("\t", " "), Loader=Loader)
            except (yaml.YAMLError, RecursionError):
                return None
        return self._root


def parse(source: str, name: str, *, is_json: bool = False, is_text: bool = False) -> Located:
    """Parse a document, an empty one as None; raises InputError with the line if that is not possible.

    With `is_text` every YAML scalar is the text that stands there: `no` is "no", `5` is "5"; only a null is None.
    What stands behind a tag of a tool's own, `!Ref name`, is then a mapping of that tag to it.
    """
    if is_json:
        return Located(parse_json(source, name), None, source)
    data, root = parse_yaml(source, name, is_text=is_text)
    return Located(data, root, source)


def _id_lines(source: str) -> dict[str, int]:
    lines: dict[str, int] = {}
    line, seen = 1, 0
    for match in _ID.finditer(source):
        line += source.count("\n", seen, match.start())
        seen = match.start()
        lines.setdefault(json.loads(match[1]), line)
    return lines


def _child(node: Node | None, step: Step) -> tuple[Node, Node] | None:
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode) and key.value == str(step):
                return key, value
    return None
