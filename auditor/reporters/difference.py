"""The difference between two runs, in the terminal and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from auditor.model.money import plain
from auditor.model.since import (
    AgentMovement,
    Because,
    Crossing,
    Diff,
    GateChange,
    Movement,
    NewsItem,
    Part,
    RunHead,
    VerdictChange,
)
from auditor.model.verdict import FAMILIES
from auditor.reporters.json.economics import span
from auditor.reporters.terminal.layout import indented
from auditor.reporters.terminal.paint import Paint
from auditor.reporters.words import UNKNOWN, clean, count, several, share, usd_whole

_SHAPES = {family.id: family.shape for family in FAMILIES}
_STATES = {"crossed": "has crossed its break-even", "lost": "is no longer past its break-even"}

MOST_ROWS = 20
"""Rows of a part that are shown; the JSON has all."""


def lines(diff: Diff, width: int, paint: Paint) -> Iterator[str]:
    """What changed, part by part; parts in which nothing did are left out."""
    yield paint(f"{_head(diff.before)} → {_head(diff.after)}", bold=True)
    if diff.is_backwards:
        yield paint("  the later of them is dated earlier: the clock (or --at) went back", fg="yellow")
    yield from _money("cost", diff.cost, width)
    yield from _money("avoidable", diff.avoidable, width)
    for one in diff.inputs:
        yield from indented(f"{one.word} changed for all agents: {clean(one.says)}", width, rest="    ")
    if diff.is_empty:
        yield "  nothing changed that is worth a line"
    yield from _part("Verdicts", diff.verdicts, lambda one: _verdict(one, width), paint)
    yield from _part("Break-evens", diff.crossings, lambda one: _crossing(one, width), paint)
    yield from _part("Agents", _came_and_went(diff), lambda said: indented(said, width), paint)
    yield from _part("Prompts", diff.edited, lambda one: [_edited(one.agent, one.before, one.after, one.share)], paint)
    yield from _part("Moved most", diff.movers, lambda one: _mover(one, width), paint)
    if diff.noise:
        yield f"\n{several(diff.noise, 'agent')} moved by less than the policy's thresholds (news)."


def _head(run: RunHead) -> str:
    return f"{clean(run.label)} ({run.at:%Y-%m-%d %H:%M} UTC, {several(run.agents, 'agent')})"


def _part(title: str, items: Sequence[Any], told: Any, paint: Paint) -> Iterator[str]:
    if not items:
        return
    yield ""
    yield paint(f"{title} ({count(len(items))})", bold=True)
    for item in items[:MOST_ROWS]:
        yield from told(item)
    if len(items) > MOST_ROWS:
        yield f"  … and {count(len(items) - MOST_ROWS)} more: --format json has all"


def _money(name: str, movement: Movement, width: int) -> list[str]:
    if movement.before is None and movement.after is None:
        return []
    ends = _ends(movement)
    change = "" if movement.change is None else f", {signed(movement.change)}"
    said = f"{name:<10} {ends[0]} → {ends[1]} a month{change if movement.change else ', unchanged'}"
    return indented(f"{said}{_parts(movement.parts)}", width, rest=" " * 13)


def _ends(movement: Movement) -> list[str]:
    """Before and after, exact enough to see the difference."""
    return [UNKNOWN if end is None else usd_whole(end.point) for end in (movement.before, movement.after)]


def _parts(parts: Sequence[Part]) -> str:
    return f": {', '.join(f'{part.cause} {signed(part.amount)}' for part in parts)}" if parts else ""


def signed(amount: Decimal) -> str:
    """An amount with its sign."""
    said = usd_whole(amount)
    return f"+{said}" if amount > 0 else said


def _verdict(one: VerdictChange, width: int) -> Iterator[str]:
    old, new = (_SHAPES.get(family, " ") for family in one.families)
    yield f"  {clean(one.agent)}: {old} {one.before} → {new} {one.after}"
    yield from indented(clean(one.because.says), width, "      ", "        ")
    for gate in one.gates:
        if gate.decides:
            said = f"{gate.name} {gate.before} → {gate.after}: {clean(gate.because)}"
            yield from indented(said, width, "      ", "        ")


def _crossing(one: Crossing, width: int) -> list[str]:
    if one.state == "due":
        assert one.on is not None
        still = "" if one.is_new else ", as the run before said"
        return indented(f"{clean(one.agent)} reaches it around {date.fromisoformat(one.on):%B %Y}{still}", width)
    return indented(f"{clean(one.agent)} {_STATES[one.state]}, {clean(one.because.says)}", width, rest="      ")


def _came_and_went(diff: Diff) -> list[str]:
    found = [f"{clean(one.before)} is probably called {clean(one.after)} now: same prompt" for one in diff.renamed]
    paired = {name for one in diff.renamed for name in (one.before, one.after)}
    for word, names in (("new", diff.new), ("gone", diff.gone)):
        rest = [clean(name) for name in names if name not in paired]
        if rest:
            found.append(f"{word}: {', '.join(rest)}")
    return found


def _edited(agent: str, before: int, after: int, grown: Decimal) -> str:
    if before == after:
        return f"  {clean(agent)}: another text of as many tokens ({count(after)})"
    return f"  {clean(agent)}: {count(before)} → {count(after)} tokens ({'+' if grown > 0 else '-'}{share(abs(grown))})"


def _mover(one: AgentMovement, width: int) -> list[str]:
    said = []
    for name, movement in (("costs", one.cost), ("saves", one.saving)):
        if movement.before != movement.after:
            ends = _ends(movement)
            change = "" if not movement.change else f" ({signed(movement.change)}{_parts(movement.parts)})"
            said.append(f"{name} {ends[0]} → {ends[1]} a month{change}")
    return indented(f"{clean(one.agent)} {'; '.join(said)}; {clean(one.because.says)}", width, rest="      ")


# --- for programs


def document(diff: Diff, news: Sequence[NewsItem]) -> dict[str, Any]:
    """The whole difference as plain data; money is decimal strings, USD per month."""
    return {
        "format": 1,
        "before": _run(diff.before),
        "after": _run(diff.after),
        "backwards": diff.is_backwards,
        "inputs": [{"input": one.name, "says": one.says} for one in diff.inputs],
        "cost": _movement(diff.cost),
        "avoidable": _movement(diff.avoidable),
        "verdicts": [_verdict_document(one) for one in diff.verdicts],
        "crossings": [
            {
                "agent": one.agent,
                "state": one.state,
                "on": one.on,
                "new": one.is_new,
                "because": _because(one.because),
            }
            for one in diff.crossings
        ],
        "new": list(diff.new),
        "gone": list(diff.gone),
        "renamed": [{"before": one.before, "after": one.after} for one in diff.renamed],
        "prompts": [{"agent": one.agent, "before": one.before, "after": one.after} for one in diff.edited],
        "movers": [
            {
                "agent": one.agent,
                "cost": _movement(one.cost),
                "saving": _movement(one.saving),
                "because": _because(one.because),
            }
            for one in diff.movers
        ],
        "noise": diff.noise,
        "news": [{"kind": one.kind, "agent": one.agent, "text": one.text} for one in news],
    }


def _run(run: RunHead) -> dict[str, Any]:
    at = run.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"run": run.id, "label": run.label, "at": at, "agents": run.agents, "verdicts": run.verdicts}


def _movement(one: Movement) -> dict[str, Any]:
    return {
        "before": span(one.before),
        "after": span(one.after),
        "change": None if one.change is None else plain(one.change),
        "parts": {part.cause: plain(part.amount) for part in one.parts},
    }


def _because(one: Because) -> dict[str, Any]:
    inputs = [{"input": part.name, "says": part.says} for part in one.inputs]
    return {"certainty": one.certainty, "says": one.says, "inputs": inputs}


def _verdict_document(one: VerdictChange) -> dict[str, Any]:
    return {
        "agent": one.agent,
        "title": one.title,
        "owner": one.owner,
        "before": one.before,
        "after": one.after,
        "families": list(one.families),
        "because": _because(one.because),
        "gates": [_gate(gate) for gate in one.gates],
        "saves_per_month": span(one.saving),
    }


def _gate(gate: GateChange) -> dict[str, Any]:
    return {
        "name": gate.name,
        "before": gate.before,
        "after": gate.after,
        "because": gate.because,
        "decides": gate.decides,
    }
