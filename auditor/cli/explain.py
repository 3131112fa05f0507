"""`auditor explain`: one agent's whole walk in the terminal."""

from __future__ import annotations

import difflib
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli import running, writing

if TYPE_CHECKING:
    from auditor.model.run import Run

PLACES = ("fleet.yaml", "fleet.yml", "fleet.json", "inventory.yaml", "inventories/*.yaml", "inventories/*/fleet.yaml")
"""Where an inventory is looked for if none is named."""


@click.command("explain", epilog="Example:  auditor explain carl inventories/proptech/fleet.yaml")
@click.argument("agent")
@click.argument("source", required=False, type=click.Path(path_type=Path))
@running.options
def command(agent: str, source: Path | None, **given: Any) -> None:
    """Show one agent's whole walk: gates, costs, scorecard, verdict.

    AGENT is its id. SOURCE is the inventory; without it, fleet.yaml here and inventories/*/fleet.yaml are searched.
    """
    from auditor.reporters import terminal

    agent, sources = _sources(agent, source)
    for number, path in enumerate(sources, 1):
        run = running.run_audit((path,), **given)
        found = next((audited for audited in run.agents if audited.agent.id == agent), None)
        if found is not None:
            width = min(shutil.get_terminal_size((100, 24)).columns, 110)
            writing.show(terminal.walk(run, found, width=width, paint=click.style))
            return
        if number == len(sources):
            raise click.UsageError(missing(agent, run, sources))


def _sources(agent: str, source: Path | None) -> tuple[str, list[Path]]:
    if source is not None:
        if not source.exists() and Path(agent).exists():  # the two in the other order
            return str(source), [Path(agent)]
        return agent, [source]
    found = [path for pattern in PLACES for path in sorted(Path().glob(pattern))]
    if not found:
        raise click.UsageError("no inventory is named, and there is none here (fleet.yaml, inventories/*/fleet.yaml)")
    return agent, found


def missing(agent: str, run: Run, sources: list[Path]) -> str:
    """That no agent is called so, and which one may be meant."""
    ids = [audited.agent.id for audited in run.agents]
    close = difflib.get_close_matches(agent, ids, n=3)
    hint = f"; did you mean {' or '.join(close)}?" if close else ""
    where = ", ".join(path.as_posix() for path in sources)
    return f"no agent has the id {agent!r} in {where}{hint}"
