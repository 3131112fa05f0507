"""`auditor diff`: what changed between two runs, and why."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import click

from auditor.cli import running, writing
from auditor.errors import HistoryError

EPILOG = (
    "Examples:  auditor diff   auditor diff 40 latest   auditor diff 2026-11-01 latest   auditor diff old.json new.json"
)


@click.command("diff", epilog=EPILOG)
@click.argument("before", default="previous", metavar="[RUN]")
@click.argument("after", default="latest", metavar="[RUN]")
@running.history_options
@click.option("--policy", type=running.FILE, metavar="FILE", help="A policy file: its `news` says what is only noise.")
@click.option("--format", "form", type=click.Choice(("terminal", "json")), default="terminal", show_default=True)
def command(before: str, after: str, kept_in: Path, audit_name: str | None, policy: Path | None, form: str) -> None:
    """Show what changed between two runs, and because of which input.

    RUN is the number of a kept run, a date (the last run up to its end), latest, previous, or an audit.json; by
    default the last two are compared. A verdict changes because of what its deciding gate can read: price, volume,
    prompt edit, policy and so on; where several of these changed and it is not certain which decided, all are named.
    """
    from auditor import history
    from auditor import policy as policies
    from auditor.reporters import difference

    limits, _ = policies.load(policy)
    is_kept = not (history.is_document(before) and history.is_document(after))
    name = _only_audit(kept_in) if is_kept and audit_name is None else audit_name
    found = history.diff(*history.pair(kept_in, before, after, name), limits)
    if form == "json":
        document = difference.document(found, history.news(found, limits.news))
        writing.show(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        width = min(shutil.get_terminal_size((100, 24)).columns, 110)
        writing.show("\n".join(difference.lines(found, width, click.style)))


def _only_audit(kept_in: Path) -> str | None:
    """The one audit that a history holds; raises HistoryError where there are several to choose from."""
    from auditor import history

    names = history.audits(kept_in)
    if len(names) > 1:
        raise HistoryError(f"{kept_in}: holds the runs of several audits; say --audit with one of: {', '.join(names)}")
    return names[0] if names else None
