"""What the ranges of uncertain inputs rest on: a note that many agents share is told once for the fleet."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import TypeAlias

from auditor.model.estimate import Input
from auditor.model.run import Run
from auditor.reporters.html.figures import Said, plural
from auditor.reporters.html.names import input_name, input_value

Shared: TypeAlias = AbstractSet[tuple[str, str]]
"""Inputs with a note that is told elsewhere."""

MANY = 6
"""From so many agents on a note is told once for all."""
MOST_NOTES = 40
"""So many notes are told for the fleet, those of most agents; an agent's page tells any other itself."""


def shared_notes(run: Run) -> dict[tuple[str, str], list[Input]]:
    """The inputs that rest on the same words for many agents, by name and note, the most common first, at most 40."""
    found: dict[tuple[str, str], list[Input]] = {}
    for audited in run.agents:
        for one in audited.facts.economics.inputs:
            if one.note and not one.range.is_sure:
                found.setdefault((one.name, one.note), []).append(one)
    common = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return {key: inputs for key, inputs in common[:MOST_NOTES] if len(inputs) >= MANY}


def told_once(shared: dict[tuple[str, str], list[Input]]) -> tuple[Said, ...]:
    """Each shared note with the basis, the number of agents, and the range where it is the same for all."""
    return tuple(Said(input_name(name), _told(note, inputs)) for (name, note), inputs in shared.items())


def _told(note: str, inputs: list[Input]) -> str:
    first, agents = inputs[0], plural(len(inputs), "agent")
    if any(one.range != first.range for one in inputs):
        return f"{first.basis} for {agents}: {note}"
    low, point, high = (input_value(first.name, end) for end in (first.range.low, first.range.point, first.range.high))
    return f"{low} to {high}, most likely {point}; {first.basis} for {agents}: {note}"
