"""YAML and JSON documents that know the line of each of their values, and that cannot blow up."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml
from yaml.events import CollectionEndEvent, CollectionStartEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from auditor.errors import InputError, Problem

MOST_NODES = 5_000_000
"""Nodes a document may expand to through aliases; a fleet of 50,000 agents stays below it."""

Step = int | str
_TAGS = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
MOST_DEPTH = 200
"""Levels of nesting; a few thousand overflow the stack of the C parser, which then takes the whole process with it."""
_INDENT = re.compile(r"^[ \-?]{200}", re.MULTILINE)
_BRACKET = re.compile(r"[\[\]{}]")
_ID = re.compile(r'"id"[ \t]{0,9}:[ \t]{0,9}("[^"\\\n]{1,400}")')
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
                self._root = yaml.compose(self._source.replace("\t", " "), Loader=_Loader)
            except (yaml.YAMLError, RecursionError):
                return None
        return self._root


def parse(source: str, name: str, *, is_json: bool) -> Located:
    """Parse a document; raises InputError with the line if that is not possible."""
    if is_json:
        return Located(_parse_json(source, name), None, source)
    _refuse_depth(source, name)
    try:
        loader = _Loader(source)
        try:
            root = loader.get_single_node()
            if root is None:
                raise InputError.at(f"{name}:1", "the file is empty")
            problems: list[Problem] = []
            _measure(root, name, {}, set())
            data = _construct(root, loader, name, problems, {})
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{name}:{mark.line + 1}" if mark else name
        raise InputError.at(place, f"is not valid YAML: {error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise InputError.at(name, f"is not valid YAML: {' '.join(str(error).split())}") from None
    except RecursionError:
        raise InputError.at(name, "is nested too deeply to be an inventory") from None
    if problems:
        raise InputError(problems)
    return Located(data, root, source)


def _refuse_depth(source: str, name: str) -> None:
    """Refuse a document that is nested too deeply, before anything recurses into it.

    A cheap look rules it out for nearly every file: each level needs a bracket, or a character of indentation. Only
    if that is not enough are the parser's events, which do not nest, gone through.
    """
    depth = deepest = 0
    for bracket in _BRACKET.finditer(source):
        depth = depth + 1 if bracket[0] in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    if deepest < MOST_DEPTH and not _INDENT.search(source):
        return
    depth = 0
    try:
        for event in yaml.parse(source, Loader=_Loader):
            depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
            if depth > MOST_DEPTH:
                mark = event.start_mark
                raise InputError.at(
                    f"{name}:{mark.line + 1 if mark else 1}", f"is nested more than {MOST_DEPTH} levels deep"
                )
    except yaml.YAMLError:
        return  # the parser proper says what is wrong


def _parse_json(source: str, name: str) -> Any:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise InputError.at(name, f"key {twice!r} stands twice in one object")
        return made

    if not source.strip():
        raise InputError.at(f"{name}:1", "the file is empty")
    try:
        return json.loads(source, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        raise InputError.at(f"{name}:{error.lineno}", f"is not valid JSON: {error.msg}") from None
    except RecursionError:
        raise InputError.at(name, "is nested too deeply to be an inventory") from None


def _measure(node: Node, name: str, sizes: dict[int, int], above: set[int]) -> int:
    """Nodes that `node` stands for once aliases are expanded; refuses cycles and bombs without expanding."""
    if isinstance(node, ScalarNode):
        return 1
    known = sizes.get(id(node))
    if known is not None:
        return known
    place = f"{name}:{node.start_mark.line + 1}"
    if id(node) in above:
        raise InputError.at(place, "an alias refers to itself")
    above.add(id(node))
    if isinstance(node, MappingNode):
        size = 1 + sum(
            _measure(key, name, sizes, above) + _measure(value, name, sizes, above) for key, value in node.value
        )
    else:
        size = 1 + sum(_measure(item, name, sizes, above) for item in node.value)
    above.discard(id(node))
    if size > MOST_NODES:
        raise InputError.at(place, f"aliases expand to more than {MOST_NODES:,} values")
    sizes[id(node)] = size
    return size


def _construct(node: Node, loader: Any, name: str, problems: list[Problem], made: dict[int, Any]) -> Any:
    if isinstance(node, ScalarNode):
        try:
            return loader.construct_object(node)
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            text = getattr(error, "problem", None) or str(error)
            problems.append(Problem(f"{name}:{node.start_mark.line + 1}", text))
            return None
    if id(node) in made:
        return made[id(node)]
    if node.tag not in _TAGS:
        problems.append(Problem(f"{name}:{node.start_mark.line + 1}", f"the tag {node.tag!r} is not allowed"))
        return None
    value: Any
    if isinstance(node, SequenceNode):
        value = [_construct(item, loader, name, problems, made) for item in node.value]
    else:
        value = _construct_mapping(node, loader, name, problems, made)
    made[id(node)] = value
    return value


def _construct_mapping(
    node: Any, loader: Any, name: str, problems: list[Problem], made: dict[int, Any]
) -> dict[Any, Any]:
    own = [key.value for key, _ in node.value if isinstance(key, ScalarNode) and key.value != "<<"]
    if any(isinstance(key, ScalarNode) and key.value == "<<" for key, _ in node.value):
        loader.flatten_mapping(node)
    value: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = _construct(key_node, loader, name, problems, made)
        if not isinstance(key, (str, int, float, bool)) and key is not None:
            problems.append(Problem(f"{name}:{key_node.start_mark.line + 1}", "a key must be a plain text"))
            continue
        if key in value and own.count(key_node.value) > 1:
            problems.append(Problem(f"{name}:{key_node.start_mark.line + 1}", f"key {key!r} stands twice"))
        value[key] = _construct(value_node, loader, name, problems, made)
    return value


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
