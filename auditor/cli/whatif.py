"""`auditor whatif`: one agent with other volumes, prices or rates, beside the agent as it is."""

from __future__ import annotations

import json
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli import running, writing

if TYPE_CHECKING:
    from auditor.changes import Change
    from auditor.costs import Prices
    from auditor.model.fleet import Fleet
    from auditor.model.run import Audited, Run

CHANGES = {
    "calls": "calls_per_month",
    "growth": "growth_per_month",
    "user_tokens": "user_tokens",
    "output_tokens": "output_tokens",
    "cache_hit_rate": "cache_hit_rate",
    "price": "price",
}
"""What can be changed, by option: traffic under its name in the inventory, and the model's token prices together."""


@click.command("whatif", epilog="Example:  auditor whatif cal inventories/proptech/fleet.yaml --calls 2x --price -50%")
@click.argument("agent")
@click.argument("source", type=click.Path(path_type=Path, exists=True))
@click.option("--calls", metavar="CHANGE", help="Calls a month.")
@click.option("--growth", metavar="CHANGE", help="Growth of the calls a month, as a share (0.05).")
@click.option("--user-tokens", metavar="CHANGE", help="Input tokens per call beyond the prompt.")
@click.option("--output-tokens", metavar="CHANGE", help="Output tokens per call.")
@click.option("--cache-hit-rate", metavar="CHANGE", help="Share of calls that read the prefix from the cache (0.9).")
@click.option("--price", metavar="CHANGE", help="All token prices of the model: a factor, or per cent.")
@click.option("--format", "form", type=click.Choice(("terminal", "json")), default="terminal", show_default=True)
@running.options
def command(agent: str, source: Path, form: str, **given: Any) -> None:
    """Show what would become of one agent with other volumes, prices or rates.

    A CHANGE is a factor (2x), a change in per cent (+20%, -50%) or the new number. Nothing is written anywhere.
    """
    from auditor import changes

    asked = {name: given.pop(name) for name in CHANGES}
    wanted = {name: changes.parse(text, f"--{name.replace('_', '-')}") for name, text in asked.items() if text}
    if not wanted:
        raise click.UsageError("say what to change: --calls 2x, --price -50%, --cache-hit-rate 0.9 …")
    before = _agent(running.run_audit((source,), **given), agent)
    after = _agent(running.run_audit((source,), **given, change=_changed(agent, wanted)), agent)
    writing.show(_as_json(before, after, wanted) if form == "json" else _as_text(before, after, wanted))


def _changed(agent: str, wanted: dict[str, Change]) -> Any:
    from auditor import changes

    named = {CHANGES[name]: change for name, change in wanted.items()}

    def change(fleet: Fleet, prices: Prices) -> Fleet:
        members = (
            changes.applied(member, named, prices) if member.agent.id == agent else member for member in fleet.members
        )
        return replace(fleet, members=tuple(members))

    return change


def _agent(run: Run, agent: str) -> Audited:
    found = next((audited for audited in run.agents if audited.agent.id == agent), None)
    if found is None:
        raise click.UsageError(f"no agent has the id {agent!r}")
    return found


def _as_json(before: Audited, after: Audited, wanted: dict[str, Change]) -> str:
    from auditor.reporters.json import agent_document

    document = {
        "format": 1,
        "agent": before.agent.id,
        "changes": {name: change.text for name, change in wanted.items()},
        "flipped": _flipped(before, after),
        "before": agent_document(before),
        "after": agent_document(after),
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _flipped(before: Audited, after: Audited) -> list[str]:
    pairs = zip(before.gates, after.gates, strict=True)
    return [one.name for one, other in pairs if one.decision.outcome != other.decision.outcome]


def _as_text(before: Audited, after: Audited, wanted: dict[str, Change]) -> str:
    from auditor.reporters.words import clean, usd

    said = ", ".join(f"{name.replace('_', ' ')} {change.text}" for name, change in wanted.items())
    rows = [("verdict", *(audited.verdict.name for audited in (before, after)))]
    for option in before.facts.economics.options:
        months = (audited.facts.economics.option(option.name).per_month for audited in (before, after))
        rows.append((f"{option.name.replace('_', '-')} a month", *map(usd, months)))
    for name in ("point", "low", "high"):
        volumes = (getattr(audited.facts.economics.break_even, name) for audited in (before, after))
        label = {"point": "break-even calls", "low": "  at best", "high": "  at worst"}[name]
        rows.append((label, *("never or unknown" if volume is None else f"{volume:,.0f}" for volume in volumes)))
    rows.append(("crossed", *(audited.facts.economics.break_even.crossed for audited in (before, after))))
    lines = [click.style(clean(before.agent.title), bold=True) + f" with {said}", ""]
    lines.append(f"  {'':<22} {'as it is':<28} then")
    lines += [f"  {label:<22} {one:<28} {other}" for label, one, other in rows]
    flipped = _flipped(before, after)
    lines += ["", f"Gates that turn: {', '.join(flipped)}" if flipped else "No gate turns."]
    return "\n".join([*lines, *textwrap.wrap(clean(after.verdict.because), 96)])
