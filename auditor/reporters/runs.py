"""Kept runs in a list, and one agent over many runs: for the terminal, for programs and for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from auditor.model.kept import GROUPS, AgentRecord, Point, RunLine
from auditor.model.money import CENT, Range, plain
from auditor.model.verdict import FAMILIES, VERDICTS
from auditor.reporters.csv import cell
from auditor.reporters.json.economics import span
from auditor.reporters.terminal.paint import GLYPHS, Paint
from auditor.reporters.words import clean, count, several, share, usd_point

_TICKS = "▁▂▃▄▅▆▇█"
_SHAPES = {family.id: family.shape for family in FAMILIES}

RUN_COLUMNS = (
    *("run", "audit", "at", "kept_at", "agents", "costed_agents", "prompt_tokens"),
    *("monthly_cost_usd", "avoidable_usd", *(family.id for family in FAMILIES)),
    *("verdicts_changed", "agents_new", "agents_gone", "inputs_changed", "note"),
)
TREND_COLUMNS = (
    *("run", "at", "agent", "verdict", "confidence", "calls_per_month", "prompt_tokens", "volatile_share"),
    *("monthly_cost_usd", "saves_per_month_usd", "break_even_calls_per_month", "crosses_on", "inputs_changed"),
)


def lines(runs: Sequence[RunLine], paint: Paint) -> Iterator[str]:
    """A row for each run, oldest first, under its audit's name; what is odd about a run stands below it."""
    shapes = "".join(f"{family.shape:>4}" for family in FAMILIES)
    for audit in dict.fromkeys(run.audit for run in runs):
        own = [run for run in runs if run.audit == audit]
        yield paint(clean(audit), bold=True)
        yield f"{'run':>6}  {'date (UTC)':<16} {'agents':>7} {'$/month':>9} {'avoidable':>10}{shapes}  changed"
        for place, run in enumerate(own):
            yield _row(run, own[place - 1] if place else None)
            if run.note:
                yield paint(f"        {clean(run.note)}", fg="yellow")
        yield ""
    yield "  ".join(f"{family.shape} {family.word}" for family in FAMILIES)


def _row(run: RunLine, before: RunLine | None) -> str:
    totals = run.totals
    cost, avoidable = (usd_point(None if one is None else one.point) for one in (totals.cost, totals.avoidable))
    counts = "".join(f"{number:>4}" for number in families(run).values())
    head = f"{run.id:>6}  {run.at:%Y-%m-%d %H:%M} {count(totals.agents):>7} {cost:>9} {avoidable:>10}{counts}"
    return f"{head}  {_changes(run, before)}".rstrip()


def families(run: RunLine) -> dict[str, int]:
    """How many agents have a verdict of each family."""
    found = {family.id: 0 for family in FAMILIES}
    for name, number in run.totals.verdicts.items():
        if name in VERDICTS:
            found[VERDICTS[name].family.id] += number
    return found


def inputs_changed(run: RunLine, before: RunLine | None) -> list[str]:
    """What went into a run that did not go into the one before: inventory, policy, price book, auditor."""
    if before is None:
        return []
    pairs = (
        ("inventory", run.inputs.inventory_sha256, before.inputs.inventory_sha256),
        ("policy", run.inputs.policy_sha256, before.inputs.policy_sha256),
        (GROUPS["book"], run.inputs.prices_sha256, before.inputs.prices_sha256),
        (GROUPS["version"], run.auditor, before.auditor),
    )
    return [name for name, new, old in pairs if new != old]


def _changes(run: RunLine, before: RunLine | None) -> str:
    moved = run.moved
    if moved is None:
        return ""
    parts = [several(moved.verdicts, "verdict")] if moved.verdicts else []
    parts += [f"{count(number)} {word}" for number, word in ((moved.new, "new"), (moved.gone, "gone")) if number]
    if not parts and moved.agents:
        parts = [f"figures of {several(moved.agents, 'agent')}"]
    return ", ".join([*parts, *inputs_changed(run, before)]) or "nothing"


def documents(runs: Sequence[RunLine]) -> list[dict[str, Any]]:
    """The runs for programs; money is decimal strings, USD per month."""
    return [
        {
            "run": run.id,
            "audit": run.audit,
            "at": _moment(run),
            "kept_at": run.kept_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "auditor": run.auditor,
            "fleet": run.fleet,
            "inputs": {name: getattr(run.inputs, name) for name in type(run.inputs).__dataclass_fields__},
            "agents": run.totals.agents,
            "costed_agents": run.totals.costed,
            "prompt_tokens": run.totals.prompt_tokens,
            "monthly_cost": span(run.totals.cost),
            "avoidable_per_month": span(run.totals.avoidable),
            "verdicts": run.totals.verdicts,
            "changed": None
            if run.moved is None
            else {name: getattr(run.moved, name) for name in type(run.moved).__dataclass_fields__},
            "note": run.note,
        }
        for run in runs
    ]


def table(runs: Sequence[RunLine]) -> str:
    """The runs for spreadsheets; what is unknown is an empty cell."""
    latest: dict[str, RunLine] = {}
    rows = []
    for run in runs:
        moved = run.moved
        changed = ["", "", ""] if moved is None else [str(moved.verdicts), str(moved.new), str(moved.gone)]
        kept = run.kept_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        totals = run.totals
        rows.append(
            [
                *(str(run.id), run.audit, _moment(run), kept),
                *(str(totals.agents), str(totals.costed), str(totals.prompt_tokens)),
                *(_point(totals.cost), _point(totals.avoidable), *map(str, families(run).values())),
                *(*changed, ", ".join(inputs_changed(run, latest.get(run.audit))), run.note),
            ]
        )
        latest[run.audit] = run
    return _written(RUN_COLUMNS, rows)


def trend_lines(points: Sequence[Point], paint: Paint) -> Iterator[str]:
    """An agent over the runs: its figures, the inputs that changed, and its cost as a picture at the end."""
    known = next(point.agent for point in reversed(points) if point.agent is not None)
    who = ", ".join(clean(part) for part in (known.name, known.owner, known.model) if part)
    yield paint(clean(known.id), bold=True) + (f": {who}" if who else "")
    head = f"{'calls':>9} {'tokens':>7} {'ages':>5} {'$/month':>8} {'saves':>7} {'even at':>9}"
    yield f"{'run':>6}  {'date (UTC)':<10}  {'verdict':<31} {'gates':<6} {head}  changed"
    for point in points:
        yield _point_row(point)
    costs = [None if point.agent is None or point.agent.cost is None else point.agent.cost.point for point in points]
    if any(cost is not None for cost in costs):
        yield f"{'':>8}cost {ticks(costs)}"


def _point_row(point: Point) -> str:
    head = f"{point.run.id:>6}  {point.run.at:%Y-%m-%d}  "
    agent = point.agent
    if agent is None:
        return f"{head}not in the fleet"
    gates = "".join(GLYPHS.get(gate.outcome, "?") for gate in agent.gates)
    verdict = f"{_SHAPES.get(agent.family, ' ')} {agent.verdict}"
    calls = "unknown" if agent.calls is None else count(round(agent.calls.point))
    even = "" if agent.break_even.point is None else count(round(agent.break_even.point))
    money = [usd_point(None if one is None else one.point) for one in (agent.cost,)]
    saves = "" if agent.saving is None else usd_point(agent.saving.point)
    figures = f"{calls:>9} {count(agent.tokens):>7} {share(agent.volatile_share):>5} {money[0]:>8} {saves:>7} {even:>9}"
    return f"{head}{verdict:<31} {gates:<6} {figures}  {', '.join(one.word for one in point.changed)}".rstrip()


def ticks(costs: Sequence[Decimal | None]) -> str:
    """A figure over the runs as bars from nothing to its highest; a dot where it is unknown."""
    most = max((cost for cost in costs if cost is not None), default=Decimal(0))
    last = len(_TICKS) - 1
    return "".join("·" if cost is None else _TICKS[round(cost / most * last) if most else 0] for cost in costs)


def trend_documents(points: Sequence[Point]) -> list[dict[str, Any]]:
    """An agent over the runs for programs; `agent` is null where a run does not have it."""
    return [
        {
            "run": point.run.id,
            "at": _moment(point.run),
            "agent": None if point.agent is None else _agent(point.agent),
            "changed": [{"input": one.name, "says": one.says} for one in point.changed],
        }
        for point in points
    ]


def _agent(agent: AgentRecord) -> dict[str, Any]:
    even = agent.break_even
    return {
        "id": agent.id,
        "verdict": agent.verdict,
        "confidence": agent.confidence,
        "because": agent.because,
        "model": agent.model,
        "prompt_sha256": agent.prompt_sha256,
        "prompt_tokens": agent.tokens,
        "volatile_share": plain(agent.volatile_share),
        "calls_per_month": span(agent.calls),
        "monthly_cost": span(agent.cost),
        "saves_per_month": span(agent.saving),
        "gates": [{"name": gate.name, "outcome": gate.outcome, "because": gate.because} for gate in agent.gates],
        "break_even": None if even.point is None else plain(even.point),
        "crossed": even.crossed,
        "crosses_on": even.crosses_on,
    }


def trend_table(points: Sequence[Point]) -> str:
    """An agent over the runs for spreadsheets; a run that does not have it has no row."""
    rows = []
    for point in points:
        agent = point.agent
        if agent is None:
            continue
        even = agent.break_even
        rows.append(
            [
                *(str(point.run.id), _moment(point.run), agent.id, agent.verdict, agent.confidence),
                *(_point(agent.calls), str(agent.tokens), plain(agent.volatile_share)),
                *(_point(agent.cost), _point(agent.saving)),
                *("" if even.point is None else plain(even.point, Decimal(1)), even.crosses_on or ""),
                ", ".join(one.word for one in point.changed),
            ]
        )
    return _written(TREND_COLUMNS, rows)


def _moment(run: RunLine) -> str:
    return run.at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _point(value: Range | None) -> str:
    return "" if value is None else plain(value.point, CENT)


def _written(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([[cell(text) for text in row] for row in rows])
    return out.getvalue()


__all__ = ["documents", "lines", "table", "trend_documents", "trend_lines", "trend_table"]
