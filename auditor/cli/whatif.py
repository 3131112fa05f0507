"""`auditor whatif`: one agent with other volumes, prices, rates or assumptions, beside the agent as it is."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli import running, writing

if TYPE_CHECKING:
    from auditor.changes import Change
    from auditor.costs import Prices
    from auditor.model.fleet import Fleet
    from auditor.model.policy import Policy
    from auditor.model.run import Audited, Run

CHANGES = {
    "calls": "calls_per_month",
    "growth": "growth_per_month",
    "user_tokens": "user_tokens",
    "output_tokens": "output_tokens",
    "cache_hit_rate": "cache_hit_rate",
    "price": "price",
    "removable_share": "removable_share",
    "project_cost": "project_cost",
    "horizon": "horizon_months",
    "smaller_model_share": "smaller_model_share",
}
"""What has an option of its own, and the name under which `--set` changes it."""


@click.command("whatif", epilog="Example:  auditor whatif cal inventories/proptech/fleet.yaml --calls 2x --price -50%")
@click.argument("agent")
@click.argument("source", type=click.Path(path_type=Path, exists=True))
@click.option("--calls", metavar="CHANGE", help="Calls a month.")
@click.option("--growth", metavar="CHANGE", help="Growth of the calls a month, as a share (0.05).")
@click.option("--user-tokens", metavar="CHANGE", help="Input tokens per call beyond the prompt.")
@click.option("--output-tokens", metavar="CHANGE", help="Output tokens per call.")
@click.option("--cache-hit-rate", metavar="CHANGE", help="Share of calls that read the prefix from the cache (0.9).")
@click.option("--price", metavar="CHANGE", help="All token prices of the model: a factor, or per cent.")
@click.option("--removable-share", metavar="CHANGE", help="Share of the stable prompt that tuning replaces (0.8).")
@click.option("--project-cost", metavar="CHANGE", help="Data, evaluation and integration of a tuned model, in USD.")
@click.option("--horizon", metavar="CHANGE", help="Months within which a project must pay.")
@click.option("--smaller-model-share", metavar="CHANGE", help="Share of calls that a smaller model serves as well.")
@click.option(
    "--set",
    "named",
    multiple=True,
    metavar="NAME=CHANGE",
    help="Any other input by its name, such as output_factor=0.8, upkeep_per_month=2x or input_price=1.5; repeatable.",
)
@click.option("--format", "form", type=click.Choice(("terminal", "json")), default="terminal", show_default=True)
@running.options
def command(agent: str, source: Path, form: str, named: tuple[str, ...], **given: Any) -> None:
    """Show what would become of one agent with other volumes, prices or rates.

    A CHANGE is a factor (2x), a change in per cent (+20%, -50%) or the new number, which then counts as sure.
    Traffic and prices change for the agent; what the policy assumes changes for the fleet. Nothing is written anywhere.
    """
    said, wanted = _wanted({name: given.pop(name) for name in CHANGES}, named)
    before = _agent(running.run_audit((source,), **given), agent)
    change, assume = _changed(agent, wanted)
    after = _agent(running.run_audit((source,), **given, change=change, assume=assume), agent)
    if form == "json":
        writing.show(_as_json(before, after, said))
        return
    from auditor.reporters import side_by_side

    width = min(shutil.get_terminal_size((100, 24)).columns, 100)
    writing.show(side_by_side.render(before, after, said, tuple(wanted), width=width, paint=click.style))


def _wanted(asked: dict[str, str | None], named: tuple[str, ...]) -> tuple[dict[str, str], dict[str, Change]]:
    """The changes as they were said, and by the name of what they change."""
    from auditor import changes

    options = [(name, text) for name, text in asked.items() if text]
    given = [(name, CHANGES[name], changes.parse(text, f"--{name.replace('_', '-')}")) for name, text in options]
    given += [(name, name, change) for name, change in map(changes.parse_named, named)]
    if not given:
        raise click.UsageError("say what to change: --calls 2x, --price -50%, --set output_factor=0.8 …")
    wanted: dict[str, Change] = {}
    for _, name, change in given:
        if name in wanted:
            raise click.UsageError(f"{name} is changed twice: {wanted[name].text} and {change.text}")
        wanted[name] = change
    return {name: change.text for name, _, change in given}, wanted


def _changed(
    agent: str, wanted: dict[str, Change]
) -> tuple[Callable[[Fleet, Prices], Fleet], Callable[[Policy], Policy]]:
    from auditor import changes

    def change(fleet: Fleet, prices: Prices) -> Fleet:
        members = (
            changes.applied(member, wanted, prices) if member.agent.id == agent else member for member in fleet.members
        )
        return replace(fleet, members=tuple(members))

    return change, lambda policy: changes.assumed(policy, wanted)


def _agent(run: Run, agent: str) -> Audited:
    from auditor.cli.explain import missing

    found = next((audited for audited in run.agents if audited.agent.id == agent), None)
    if found is None:
        raise click.UsageError(missing(agent, run, [Path(run.inputs.path)]))
    return found


def _as_json(before: Audited, after: Audited, said: dict[str, str]) -> str:
    from auditor.reporters.json import agent_document
    from auditor.reporters.side_by_side import flipped

    document = {
        "format": 1,
        "agent": before.agent.id,
        "changes": said,
        "flipped": flipped(before, after),
        "before": agent_document(before),
        "after": agent_document(after),
    }
    return json.dumps(document, ensure_ascii=False, indent=1)
