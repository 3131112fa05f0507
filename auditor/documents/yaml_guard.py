"""YAML that cannot blow up: no deep nesting, no alias bombs, no tags that make objects, no key twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml
from yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, NodeEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from auditor.errors import InputError, Problem

MOST_NODES = 5_000_000
"""Nodes a document may expand to through aliases; a fleet of 50,000 agents stays below it."""

MOST_DEPTH = 200
"""Levels of nesting; a few thousand overflow the stack of the C parser, which then takes the whole process with it."""

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAGS = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
_NULL = "tag:yaml.org,2002:null"
_INDENT = re.compile(r"^[ \-?]{200}", re.MULTILINE)
_BRACKET = re.compile(r"[\[\]{}]")

Scalar = Callable[[ScalarNode], Any]
"""What a node without children becomes."""


def parse_yaml(source: str, name: str, *, is_text: bool) -> tuple[Any, Node | None]:
    """The data and the nodes of a document; raises InputError with the line of everything that is wrong."""
    _refuse_depth(source, name)
    problems: list[Problem] = []
    try:
        loader = Loader(source)
        try:
            root = loader.get_single_node()
            if root is None:
                return None, None
            _measure(root, name, {}, set())
            data = _construct(root, loader, _text if is_text else loader.construct_object, name, problems, {})
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{name}:{mark.line + 1}" if mark else name
        raise InputError.at(place, f"is not valid YAML: {error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise InputError.at(name, f"is not valid YAML: {' '.join(str(error).split())}") from None
    except RecursionError:
        raise InputError.at(name, "is nested too deeply") from None
    if problems:
        raise InputError(problems)
    return data, root


def has_anchors(source: str) -> bool:
    """Whether a valid document names or repeats a value with `&` or `*`, rather than having them in its text."""
    if "&" not in source and "*" not in source:
        return False
    events = yaml.parse(source, Loader=Loader)
    return any(isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor) for event in events)


def _text(node: ScalarNode) -> str | None:
    return None if node.tag == _NULL else str(node.value)


def brackets_nest(source: str, most: int) -> bool:
    """Whether brackets, also those in texts, nest more than `most` levels; looks no further than to where they do."""
    depth = 0
    for bracket in _BRACKET.finditer(source):
        if bracket[0] in "[{":
            depth += 1
            if depth > most:
                return True
        elif depth:
            depth -= 1
    return False


def _refuse_depth(source: str, name: str) -> None:
    """Refuse a document that is nested too deeply, before anything recurses into it.

    A cheap look rules it out for nearly every file: each level needs a bracket, or a character of indentation. Only
    if that is not enough are the parser's events, which do not nest, gone through.
    """
    if not brackets_nest(source, MOST_DEPTH - 1) and not _INDENT.search(source):
        return
    depth = 0
    try:
        for event in yaml.parse(source, Loader=Loader):
            depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
            if depth > MOST_DEPTH:
                mark = event.start_mark
                raise InputError.at(
                    f"{name}:{mark.line + 1 if mark else 1}", f"is nested more than {MOST_DEPTH} levels deep"
                )
    except yaml.YAMLError:
        return  # the parser proper says what is wrong


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


def _construct(
    node: Node, loader: Any, scalar: Scalar, name: str, problems: list[Problem], made: dict[int, Any]
) -> Any:
    if isinstance(node, ScalarNode):
        try:
            return scalar(node)
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            text = getattr(error, "problem", None) or str(error).partition(" for integer string")[0]
            problems.append(Problem(f"{name}:{node.start_mark.line + 1}", text))
            return None
    if id(node) in made:
        return made[id(node)]
    if node.tag not in _TAGS:
        problems.append(Problem(f"{name}:{node.start_mark.line + 1}", f"the tag {node.tag!r} is not allowed"))
        return None
    value: Any
    if isinstance(node, SequenceNode):
        value = [_construct(item, loader, scalar, name, problems, made) for item in node.value]
    else:
        value = _construct_mapping(node, loader, scalar, name, problems, made)
    made[id(node)] = value
    return value


def _construct_mapping(
    node: Any, loader: Any, scalar: Scalar, name: str, problems: list[Problem], made: dict[int, Any]
) -> dict[Any, Any]:
    own = [key.value for key, _ in node.value if isinstance(key, ScalarNode) and key.value != "<<"]
    if any(isinstance(key, ScalarNode) and key.value == "<<" for key, _ in node.value):
        loader.flatten_mapping(node)
    value: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = _construct(key_node, loader, scalar, name, problems, made)
        if not isinstance(key, (str, int, float, bool)) and key is not None:
            problems.append(Problem(f"{name}:{key_node.start_mark.line + 1}", "a key must be a plain text"))
            continue
        if key in value and own.count(key_node.value) > 1:
            problems.append(Problem(f"{name}:{key_node.start_mark.line + 1}", f"key {key!r} stands twice"))
        value[key] = _construct(value_node, loader, scalar, name, problems, made)
    return value
