"""`auditor schedule`: the project's times for a scheduler that is there already."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor import __version__
from auditor.cli import projects, writing
from auditor.errors import InputError

if TYPE_CHECKING:
    from auditor.model.project import Project
    from auditor.schedule import Place

NAMES = ("cron", "systemd", "github-actions", "gitlab", "kubernetes")

BARE = frozenset({"github-actions", "gitlab"})
"""Those whose machines begin with nothing, so that the file says what pip installs."""

EPILOG = (
    "Examples:  auditor schedule --for cron   auditor schedule --for systemd --output /etc/systemd/system   "
    "auditor schedule --for gitlab --install './vendor/auditor[notify]'"
)


def _install(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is not None and (not value.strip() or value.startswith("-") or not value.isprintable()):
        raise click.BadParameter("expected a requirement, a path or an address, as pip install takes it", ctx, param)
    return value


@click.command("schedule", epilog=EPILOG)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--for", "scheduler", type=click.Choice(NAMES), required=True, help="Whose file to print.")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path, file_okay=False), help="Write the files to this folder."
)
@click.option(
    "--image",
    default=f"agent-fleet-auditor:{__version__}",
    show_default=True,
    help="The container image that Kubernetes runs; the Dockerfile builds it.",
)
@click.option(
    "--install",
    callback=_install,
    metavar="REQUIREMENT",
    help="What pip installs there: a requirement, a path in the repository, or an address such as git+https://… at a"
    " commit; [notify] at its end where somebody is told, [s3] or [postgres] where logs are there. GitHub and GitLab"
    " need it. There is no default: nobody owns the name agent-fleet-auditor on PyPI, so whoever takes it would run in"
    " your pipeline.",
)
@projects.file_option
def command(
    names: tuple[str, ...], scheduler: str, output: Path | None, image: str, install: str | None, file: Path | None
) -> None:
    """Print the file that has your scheduler run the audits of auditor.toml, ready to be used.

    Times say what their cron expressions say, in the audit's time zone, or are refused with the reason. Secrets are
    named, never shown. Where a scheduler wants several files, each stands under a line with its name.
    """
    from auditor import schedule

    if install is None and scheduler in BARE:
        raise click.UsageError(
            f"--for {scheduler} needs --install: what pip is to install there, such as './vendor/auditor[notify]' or"
            " git+https://your.host/auditor@COMMIT; by its mere name it could be anybody's package"
        )
    path = projects.find(file)
    project = projects.read(path)
    chosen = [job.name for job in projects.jobs(project, names)]
    entries = schedule.entries(project, chosen, are_all=not names)
    texts = schedule.SCHEDULERS[scheduler](entries, _place(project, path, image, install or ""))
    if output is not None:
        written = {output / name: text for name, text in texts.items()}
        writing.to_files(written)
        for one in written:
            writing.show(f"  {one.as_posix()}")
        return
    headed = (f"# ---- {name}\n{text}" if len(texts) > 1 else text for name, text in texts.items())
    writing.show("\n".join(headed), end="")


def _place(project: Project, path: Path, image: str, install: str) -> Place:
    from auditor.schedule import Place

    home = path.resolve().parent
    repository = next((folder for folder in (home, *home.parents) if (folder / ".git").exists()), home)
    return Place(home, path.name, _program(), repository, project.state, image, install)


def _program() -> tuple[str, ...]:
    """What runs this program, found wherever it is called from."""
    script = Path(sys.argv[0])
    if script.name in ("auditor", "auditor.exe"):
        found = shutil.which(sys.argv[0])
        if found is not None:
            return (str(Path(found).absolute()),)
    if not sys.executable:
        raise InputError.at("auditor schedule", "where Python lies cannot be told")
    return (sys.executable, "-m", "auditor")
