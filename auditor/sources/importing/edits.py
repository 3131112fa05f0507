"""Changes to a YAML text at the places of its nodes: all that is not changed stays as it stands, byte by byte."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from auditor.documents.yaml_guard import Loader
from auditor.errors import InputError
from auditor.sources.importing.leaves import Leaf, written

_BREAKS = ("\r\n", "\n", "\r", "\x85", "\u2028", "\u2029")
"""What ends a line in YAML 1.1."""
_BREAK = re.compile("|".join(_BREAKS))
_BOM = "\ufeff"
_KEEPS = re.compile(r"[|>][1-9]?\+")
"""The head of a text whose empty lines at its end are a part of it."""
_NULL = "tag:yaml.org,2002:null"


class Edits:
    """A text with the changes that are to be made in it; lines and columns are those of the text as it was."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        breaks = list(_BREAK.finditer(text))
        self._starts = [0, *(one.end() for one in breaks)]
        self._ends = [*(one.start() for one in breaks), len(text)]
        self._changes: list[tuple[int, int, str]] = []
        self._name = name
        self._ahead = len(text) - len(text.lstrip(_BOM))
        is_plain = "*" not in text and not _KEEPS.search(text)
        events = [] if is_plain else list(yaml.parse(text[self._ahead :], Loader=Loader))
        spans = [(event, self._at(event.start_mark), self._at(event.end_mark)) for event in events]
        self._aliases = [(start, end) for event, start, end in spans if isinstance(event, yaml.AliasEvent)]
        self._kept = {
            end
            for event, start, end in spans
            if isinstance(event, yaml.ScalarEvent) and event.style in ("|", ">") and _KEEPS.match(text, start)
        }
        root = yaml.compose(text[self._ahead :], Loader=Loader)
        self.agents = _agents(root, name)

    def value(self, agent: MappingNode, leaf: Leaf) -> Node | None:
        """The node of a field; None if it is not there."""
        node: Node | None = agent
        for step in leaf.split("."):
            node = _child(node, step)
        return node

    def is_shared(self, agent: MappingNode, leaf: Leaf) -> bool:
        """Whether a field or what it stands in is an alias, or has a name that others may use, or a tag."""
        node: Node | None = agent
        for step in leaf.split("."):
            key, node = _pair(node, step)
            if key is None or node is None:
                return False
            if _is_alias(key, node) or self.text.startswith(("&", "!"), self._at(node.start_mark)):
                return True
        return False

    def own_agents(self) -> Iterator[tuple[int, MappingNode]]:
        """The agents that stand in the list, with their places: an alias is one that stands elsewhere."""
        last = self.agents.start_mark.index
        for place, node in enumerate(self.agents.value):
            if node.start_mark.index >= last:
                last = node.start_mark.index + 1
                if isinstance(node, MappingNode):
                    yield place, node

    def replace(self, node: Node, value: Any) -> None:
        """Write another value in the place of one that stands there."""
        start = self._at(node.start_mark)
        end = self._end(node)
        tail = "\n" if self.text[start:end].endswith(_BREAKS) else ""
        self._changes.append((start, end, written(value) + tail))

    def add(self, agent: MappingNode, fields: dict[Leaf, Any]) -> None:
        """Write fields that an agent has not yet, each beneath the nearest mapping it belongs to."""
        places: dict[int, tuple[Node, dict[str, Any]]] = {}
        for leaf, value in fields.items():
            node: Node = agent
            steps = leaf.split(".")
            while len(steps) > 1 and (below := _child(node, steps[0])) is not None:
                node, steps = below, steps[1:]
            _nest(places.setdefault(id(node), (node, {}))[1], steps, value)
        for node, nested in places.values():
            if isinstance(node, MappingNode) and node.value:
                self._into(node, nested)
            elif isinstance(node, MappingNode) or node.tag == _NULL:
                start, end = self._at(node.start_mark), self._end(node)
                self._changes.append((start, end, f"{' ' * (start == end)}{written(nested)}"))

    def _into(self, mapping: MappingNode, nested: dict[str, Any]) -> None:
        end = self._end_of_last(mapping)
        if mapping.flow_style:
            self._changes.append((end, end, "".join(f", {name}: {written(nested[name])}" for name in nested)))
            return
        indent = " " * mapping.value[0][0].start_mark.column
        self._insert_after(self._line_before(end), [indent + line for line in _block(nested)])

    def insert_first(self, agent: MappingNode, line: str) -> None:
        """A line of comment behind the agent's first field, or above an agent in braces."""
        if agent.flow_style:
            start = self._starts[self._line_at(self._at(agent.start_mark))]
            before = self.text[start : self._at(agent.start_mark)]
            indent = before[: len(before) - len(before.lstrip())]
            self._changes.append((start, start, f"{indent}{line}\n"))
            return
        key, value = agent.value[0]
        end = self._at(key.end_mark) if _is_alias(key, value) else self._end(value)
        self._insert_after(self._line_before(end), [" " * key.start_mark.column + line])

    def replace_line(self, number: int, text: str) -> None:
        """Another line in the place of one, with the same indentation."""
        old = self.line(number)
        indent = old[: len(old) - len(old.lstrip())]
        self._changes.append((self._starts[number], self._ends[number], indent + text))

    def remove_line(self, number: int) -> None:
        """A line less."""
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self.text)
        self._changes.append((self._starts[number], end, ""))

    def lines_of(self, agent: MappingNode) -> range:
        """The numbers of an agent's lines, from 0, with the comments above where it stands in braces."""
        first, start = self._line_at(self._at(agent.start_mark)), self._at(agent.start_mark)
        end = self._line_before(self._end(agent)) + 1
        if agent.flow_style and not self.text[self._starts[first] : start].strip(" \t-["):
            while first > 0 and self.line(first - 1).lstrip().startswith("#"):
                first -= 1
        return range(first, end)

    def line(self, number: int) -> str:
        """A line as it was."""
        return self.text[self._starts[number] : self._ends[number]]

    def append(self, entries: list[list[str]]) -> None:
        """Agents at the end of the list, each as its lines."""
        if not entries:
            return
        if not self.agents.value or self.agents.flow_style:
            raise InputError.at(self._name, "its agents are not written one below the other, so none can be added")
        indent = " " * self.agents.start_mark.column
        lines = [f"{indent}{'- ' if not place else '  '}{line}" for one in entries for place, line in enumerate(one)]
        self._insert_after(self._line_before(self._end(self.agents)), lines)

    def done(self) -> str:
        """The text with all changes."""
        pieces, place = [], 0
        for start, end, new in sorted(self._changes, key=lambda change: change[:2]):  # of one place, as they were made
            pieces += [self.text[place:start], new]
            place = end
        return "".join([*pieces, self.text[place:]])

    def _insert_after(self, number: int, lines: list[str]) -> None:
        place = self._ends[number]
        ending = "\r\n" if self.text.startswith("\r\n", place) else "\n"
        self._changes.append((place, place, "".join(f"{ending}{line}" for line in lines)))

    def _at(self, mark: Any) -> int:
        """Where a mark stands, by its characters."""
        return int(mark.index) + self._ahead

    def _line_at(self, place: int) -> int:
        return bisect_right(self._starts, place) - 1

    def _end(self, node: Node) -> int:
        """Where a value really ends: the parser counts what follows a block as part of it."""
        if isinstance(node, (MappingNode, SequenceNode)) and not node.flow_style and node.value:
            return self._end_of_last(node)
        return self._at(node.end_mark)

    def _end_of_last(self, node: MappingNode | SequenceNode) -> int:
        """Where the last value in another ends, or the alias that stands for it."""
        last = node.value[-1][1] if isinstance(node, MappingNode) else node.value[-1]
        number = bisect_right(self._aliases, (self._at(node.end_mark) - 1, len(self.text))) - 1
        if number >= 0 and self._aliases[number][0] >= self._at(last.end_mark):
            return self._aliases[number][1]
        return self._end(last)

    def _line_before(self, end: int) -> int:
        """The line on which a value ends that ends here, without the empty lines behind it that are none of it."""
        if end in self._kept:
            return self._line_at(end - 1)
        return self._line_at(len(self.text[:end].rstrip("".join(_BREAKS))))


def _is_alias(key: Node, value: Node) -> bool:
    """Whether a value stands elsewhere, above its key."""
    return bool(value.start_mark.index < key.start_mark.index)


def _agents(root: Node | None, name: str) -> SequenceNode:
    found = _child(root, "agents")
    if not isinstance(found, SequenceNode):
        raise InputError.at(name, "is no inventory that agents can be added to: it has no list of agents")
    return found


def _child(node: Node | None, step: str) -> Node | None:
    return _pair(node, step)[1]


def _pair(node: Node | None, step: str) -> tuple[Node | None, Node | None]:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode) and key.value == step:
                return key, value
    return None, None


def _nest(into: dict[str, Any], steps: list[str], value: Any) -> None:
    for step in steps[:-1]:
        into = into.setdefault(step, {})
    into[steps[-1]] = value


def block(fields: dict[Leaf, Any]) -> list[str]:
    """Fields as the lines of a block mapping."""
    nested: dict[str, Any] = {}
    for leaf, value in fields.items():
        _nest(nested, leaf.split("."), value)
    return _block(nested)


def _block(nested: dict[str, Any], indent: str = "") -> list[str]:
    lines = []
    for name, value in nested.items():
        if not isinstance(value, dict):
            lines.append(f"{indent}{name}: {written(value)}")
            continue
        within = ", ".join(f"{key}: {written(item)}" for key, item in value.items() if not isinstance(item, dict))
        is_short = not any(isinstance(item, dict) for item in value.values()) and len(within) <= 90
        lines += [f"{indent}{name}: {{{within}}}"] if is_short else [f"{indent}{name}:", *_block(value, indent + "  ")]
    return lines
