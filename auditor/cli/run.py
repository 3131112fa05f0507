"""`auditor run`: the audits of the project file, with nobody watching."""

from __future__ import annotations

import signal
from pathlib import Path
from types import FrameType

import click

from auditor.cli import projects, running


@click.command("run", epilog="Examples:  auditor run   auditor run nightly   auditor run --due --log-format json")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--due", is_flag=True, help="Only those whose time has come since their last success; what was missed comes once."
)
@click.option(
    "--wait",
    type=click.FloatRange(min=0, max=86_400),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for another process that is running the same audit.",
)
@projects.log_option
@click.option("--quiet", "-q", is_flag=True, help="Only problems.")
@projects.file_option
def command(names: tuple[str, ...], due: bool, wait: float, log_format: str, quiet: bool, file: Path | None) -> None:
    """Run the audits of auditor.toml, unattended: reports, history, news, exit code.

    Each audit runs alone (with --due one that is being run already is skipped), writes its reports whole, keeps the run
    in its history, tells the news, and says so in a line. One that fails does not hold up the others. An audit that
    never succeeded is due.

    Exit codes, the worst of all: 2 something could not be done; 1 findings at or above fail_on; 3 with strict, some
    agents could not be judged; 0 done, or nothing was due.
    """
    from auditor.model.outcome import worst
    from auditor.unattended import Means, Stopped, run_all

    def stop(number: int, frame: FrameType | None) -> None:
        raise Stopped(number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    means = Means(
        audit=projects.auditing(),
        now=lambda: running.clock(None),
        event=projects.log(log_format, is_quiet=quiet),
    )
    chosen = projects.jobs(projects.read(file), names)
    try:
        outcomes = run_all(chosen, means, only_due=due, wait=wait)
    except Stopped as stopped:
        raise SystemExit(128 + stopped.args[0]) from None  # as a shell says it; 1 would mean findings
    raise SystemExit(worst([outcome.code for outcome in outcomes]))
