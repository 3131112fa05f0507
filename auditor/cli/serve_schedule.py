"""`auditor serve-schedule`: the project's audits at their times, in this process."""

from __future__ import annotations

import gc
import signal
import threading
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

import click

from auditor.cli import projects, running


@click.command("serve-schedule", epilog="Example:  auditor serve-schedule --log-format json")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@projects.log_option
@projects.file_option
def command(names: tuple[str, ...], log_format: str, file: Path | None) -> None:
    """Run the audits of auditor.toml at their times, in this process, until it is stopped.

    For where there is no scheduler, such as a container. What was missed, because the machine slept or nothing ran, is
    made up for once. A failing audit does not stop the others, nor its own next time. SIGTERM and Ctrl-C stop cleanly:
    an audit under way is given up before it writes, or finishes what it is writing; the exit code is 0. auditor.toml is
    read once, at the beginning.

    Needs APScheduler: pip install 'apscheduler<4'.
    """
    if find_spec("apscheduler") is None:
        raise click.UsageError("this needs APScheduler: pip install 'apscheduler<4'")
    from auditor import schedule
    from auditor.unattended import Means, watching
    from auditor.unattended.serve import Server

    project = projects.read(file)
    chosen = [job.name for job in projects.jobs(project, names)]
    timed = tuple(entry.name for entry in schedule.entries(project, chosen, are_all=not names))
    event = projects.log(log_format)
    gc.enable()  # switched off for commands that end soon

    stopped = threading.Event()
    watch = watching(stopped)
    means = Means(audit=projects.auditing(watch=watch), now=lambda: running.clock(None), event=event, stop=watch)
    served = Server(projects.jobs(project, timed), means, stopped)

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    served.serve()
    event("ended", audit=", ".join(timed))
