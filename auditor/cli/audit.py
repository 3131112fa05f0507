"""`auditor audit`: the product's main job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from auditor.cli import looks, pasts, projects, running, writing
from auditor.model.formats import FORMATS

if TYPE_CHECKING:
    from auditor.model.finding import Severity
    from auditor.model.run import Run


def _place(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value == "":
        raise click.BadParameter("name a file or a folder, or - for standard output", ctx, param)
    return value


@click.command(
    "audit", epilog="Example:  auditor audit inventories/proptech/fleet.yaml --format json --output - | jq .fleet"
)
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SOURCE...")
@click.option(
    "--format", "formats", type=click.Choice(FORMATS), multiple=True, help="A report to write; may be repeated."
)
@click.option(
    "--output",
    "-o",
    callback=_place,
    metavar="PATH",
    help="The file for one format (- is standard output), a folder for several, or for one if it ends in /.",
)
@looks.options
@click.option(
    "--fail-on",
    type=click.Choice(("info", "low", "medium", "high", "never")),
    default="never",
    show_default=True,
    help="Exit with 1 if there is a finding of this severity or above that nobody dismissed or snoozed.",
)
@click.option("--strict", is_flag=True, help="Exit with 3 if some agents could not be judged.")
@click.option("--quiet", "-q", is_flag=True, help="No progress, and no table where reports are written to files.")
@click.option(
    "--history",
    "kept_in",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Keep the run in this history, which is made if it is not there, and show what changed since the last one.",
)
@click.option(
    "--baseline",
    type=running.FILE,
    metavar="AUDIT.json",
    help="Show what changed since this run document; outranks the history's last run.",
)
@click.option("--audit", "name", metavar="NAME", help="The run's name in the history; default the fleet's name.")
@click.option(
    "--decisions",
    type=running.FILE,
    metavar="FILE",
    help="What people decided (auditor review), to be marked; default decisions.yaml beside the inventory, if there.",
)
@running.options
def command(
    sources: tuple[Path, ...],
    formats: tuple[str, ...],
    output: str | None,
    fail_on: Severity | Literal["never"],
    strict: bool,
    quiet: bool,
    kept_in: Path | None,
    baseline: Path | None,
    name: str | None,
    decisions: Path | None,
    **given: Any,
) -> None:
    """Audit a fleet: a verdict for every agent, with its reasons and its price.

    SOURCE is an inventory (YAML or JSON), or a file or folder of agents in any format that `auditor formats` lists;
    several are audited as one fleet.

    Without --format and --output the verdicts are shown here and reports/<fleet>/ gets index.html and audit.json.
    With one --format the report goes to standard output or to the file --output; with several, into that folder.
    """
    from auditor import review
    from auditor.model.outcome import exit_code, left_aside
    from auditor.model.reviewed import reviewed

    look = looks.taken_from(given)
    is_one = len(formats) == 1
    if is_one and output in (None, "-"):
        looks.must_be_one_text(formats[0], look)
    if name is not None and kept_in is None:
        raise click.UsageError("--audit is the run's name in a history; say --history FILE as well")
    taken = review.of_sources(sources, decisions)
    before = None if baseline is None else pasts.document(baseline)
    run = reviewed(running.run_audit(sources, quiet=quiet, **given), taken)
    past = pasts.Past(run, before, kept_in, name or run.name, given["policy"])
    report = looks.Reports(run, replace(look, decisions=taken, since=past.since()))
    if is_one and output in (None, "-"):
        writing.show(report.text(formats[0]), end="")
    elif is_one and output is not None:
        report.one(formats[0], output)
    else:
        if output == "-":
            raise click.UsageError("standard output takes one --format only; name a folder with --output")
        folder = Path(output) if output else writing.folder_of(run.name)
        _show(run, report.several(formats or ("html", "json"), folder), is_quiet=quiet)
    for note in report.notes:
        click.echo(f"note: {note}", err=True)
    if kept_in is not None:
        number = past.keep()
        if not quiet and output != "-" and not _is_printed(formats, output):
            writing.show(f"  {kept_in.as_posix()}: run {number} of {past.name}")
    aside = left_aside(run, fail_on)
    if aside and not quiet:
        click.echo(f"note: {projects.left_aside(aside)} for --fail-on {fail_on}; see auditor review list", err=True)
    raise SystemExit(exit_code(run, fail_on, is_strict=strict))


def _is_printed(formats: tuple[str, ...], output: str | None) -> bool:
    """Whether a report went to standard output, where nothing else belongs."""
    return len(formats) == 1 and output in (None, "-")


def _show(run: Run, paths: Sequence[Path], *, is_quiet: bool) -> None:
    if is_quiet:
        return
    import shutil

    from auditor.reporters import terminal

    writing.show(terminal.table(run, width=shutil.get_terminal_size((100, 24)).columns, paint=click.style))
    for path in paths:
        writing.show(f"  {path.as_posix()}")
