"""What is found between agents: blocks they share that age, drifted apart or disagree, and hand-offs in a circle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from auditor.findings.rules import RULE
from auditor.model.finding import Finding, Location
from auditor.model.measurement import Known
from auditor.model.money import usd
from auditor.model.run import Audited
from auditor.model.shared import Disagreement, FleetGraph, SharedBlock


def of_graph(agents: Sequence[Audited], graph: FleetGraph) -> list[Finding]:
    """The findings of the fleet as a whole, which are no single agent's."""
    places = {audited.agent.id: audited.text.location for audited in agents}
    found = []
    for block in graph.blocks:
        ids = sorted({use.agent for use in block.uses})
        first = block.uses[0]
        at = Location(places[first.agent].file, places[first.agent].line + first.line - 1)
        who = f"{', '.join(ids[:4])}{' …' if len(ids) > 4 else ''}"
        if block.is_volatile:
            message = f"A block of {block.tokens} tokens with changing facts stands in {len(ids)} prompts: {who}."
            message += _cost(block)
            found.append(_fleetwide("shared-volatile-block", message, at, block.id))
        for number, one in enumerate(block.disagreements):
            found.append(_disagreement(block, one, number, places))
        if block.kind == "near" and not block.disagreements:
            message = f"Copies of a block of {block.tokens} tokens differ between {len(ids)} prompts: {who}."
            found.append(_fleetwide("drifted-block", message, at, block.id))
    for cycle in graph.cycles:
        message = f"These agents hand off to each other in a circle: {', '.join(cycle)}."
        found.append(_fleetwide("hand-off-cycle", message, places[cycle[0]], " ".join(cycle)))
    return found


def _cost(block: SharedBlock) -> str:
    carried = block.worth.carried if block.worth else None
    known = carried if isinstance(carried, Known) else None
    of = f" ({known.note})" if known and known.note else ""
    return f" Carrying it costs about {usd(known.value.point)} a month{of}." if known else ""


def _disagreement(block: SharedBlock, one: Disagreement, number: int, places: Mapping[str, Location]) -> Finding:
    """Who says otherwise than most: at the place of the first of them."""
    held = Counter(saying.value for saying in one.sayings)
    most = max(sorted(held), key=lambda value: held[value])
    odd = next(saying for saying in one.sayings if saying.value != most)
    lines = ", ".join(f"{saying.agent} line {saying.line}" for saying in one.sayings[:6])
    message = (
        f"Copies of a block of {block.tokens} tokens state a {one.kind.replace('_', ' ')} in {len(held)} ways: "
        f"{odd.agent} line {odd.line} says otherwise than most ({lines}{' …' if len(one.sayings) > 6 else ''})."
    )
    at = Location(places[odd.agent].file, places[odd.agent].line + odd.line - 1)
    return _fleetwide("facts-disagree", message, at, f"{block.id} {number}")


def _fleetwide(rule: str, message: str, location: Location, subject: str) -> Finding:
    severity = RULE[rule].severity
    return Finding(
        rule=rule, agent=None, severity=severity, confidence="high", message=message, location=location, subject=subject
    )
