"""`auditor history`: the runs that were kept, and one agent over them."""

from __future__ import annotations

import json
from pathlib import Path

import click

from auditor.cli import running, writing

EPILOG = "Example:  auditor history --agent carl --last 30 --format csv > carl.csv"


@click.command("history", epilog=EPILOG)
@running.history_options
@click.option("--agent", metavar="ID", help="How this agent fared in the runs.")
@click.option("--last", type=click.IntRange(min=1), default=20, show_default=True, help="So many runs.")
@click.option("--format", "form", type=click.Choice(("terminal", "json", "csv")), default="terminal", show_default=True)
def command(kept_in: Path, audit_name: str | None, agent: str | None, last: int, form: str) -> None:
    """List the runs that were kept, or how one agent fared in them.

    Each run is told with its date, agents, cost, avoidable cost, verdicts by family and what it changed; an agent with
    its verdict and figures, and the inputs that changed. Runs stand in the order in which they were kept. Runs are
    kept by auditor run, and by auditor audit --history.
    """
    from auditor import history
    from auditor.reporters import runs as told

    if agent is not None:
        points = history.trend(kept_in, agent, audit_name, last)
        texts = {
            "terminal": lambda: "\n".join(told.trend_lines(points, click.style)),
            "json": lambda: _dumped({"format": 1, "agent": agent, "runs": told.trend_documents(points)}),
            "csv": lambda: told.trend_table(points).rstrip("\n"),
        }
    else:
        lines = history.runs(kept_in, audit_name, last)
        texts = {
            "terminal": lambda: "\n".join(told.lines(lines, click.style)),
            "json": lambda: _dumped({"format": 1, "runs": told.documents(lines)}),
            "csv": lambda: told.table(lines).rstrip("\n"),
        }
    writing.show(texts[form]())


def _dumped(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1)
