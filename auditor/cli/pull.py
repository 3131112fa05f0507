"""`auditor pull`: what a live registry has in use, as a file that audits read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor import pulling
from auditor.cli import running, writing
from auditor.errors import InputError

if TYPE_CHECKING:
    from auditor.pulling import Registry

_BY_NAME = {registry.NAME: registry for registry in pulling.REGISTRIES}
_WIDTH = max(map(len, _BY_NAME))


def _epilog() -> str:
    lines = ["\b", "Registries, and the extra that installs the SDK of each:"]
    lines += [f"  {one.NAME:{_WIDTH}}  {one.DESCRIPTION}  [{one.EXTRA}]" for one in pulling.REGISTRIES]
    lines += ["", "\b", "Example:  auditor pull langfuse -o prompts/langfuse.json && auditor audit prompts"]
    return "\n".join(lines)


@click.command("pull", epilog=_epilog())
@click.argument("name", type=click.Choice(tuple(_BY_NAME)), metavar="REGISTRY")
@click.option(
    "--output", "-o", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.json",
    help="What to write; an earlier pull from the same registry is replaced, any other file is not.",
)  # fmt: skip
@click.option("--url", metavar="URL", help="Where it is, if not where the SDK's own settings say.")
@click.option("--quiet", "-q", is_flag=True, help="No progress, and no word where all is well.")
def command(name: str, output: Path, url: str | None, quiet: bool) -> None:
    """Write what a live registry has in use into a file that audits read.

    It asks through the vendor's own SDK, which takes its credentials from where it always does: variables of the
    environment, a profile. None is an option here, printed or written. Of several versions the one in use is taken, by
    label, alias or endpoint. Nothing is changed in the registry.

    Audits read the file and ask nobody: commit it, and git shows what changed. What may be a secret beside a prompt,
    such as a tool's headers, is left out of it.
    """
    registry = _BY_NAME[name]
    _check(output, url)
    pulling.may_replace(output, name)
    progress = running.Progress(is_quiet=quiet)

    def asked(where: str) -> None:
        pulling.may_replace(output, name, where)
        progress.show(_clean(f"asking {where}"), is_due=True)

    try:
        pulled = pulling.fetched(
            registry,
            url,
            asked,
            lambda done: progress.show(f"{name}: {registry.HOLDS} so far: {done:,}", is_due=done == 1),
        )
    finally:
        progress.close()
    text = pulling.text_of(pulled)
    is_new = not output.is_file() or output.read_bytes() != text.encode("utf-8", "replace")
    if is_new:
        writing.to_files({output: text})
    for answer in pulled.answers:
        if answer.note:
            _note(f"{answer.name} {answer.note}")
    count = _read_back(output, registry)
    if not quiet:
        said = f"{_counted(len(pulled.answers), registry.HOLDS)} of {pulled.where}" if is_new else "as it was"
        writing.show(f"  {output.as_posix()}: {_clean(said)}; an audit reads {_counted(count, 'agents')} in it")


def _read_back(output: Path, registry: Registry) -> int:
    """How many agents an audit finds in what was written; what it skips is told."""
    from auditor import sources

    if not output.is_file():  # a pipe
        return 0
    try:
        fleet = sources.read(output, sources.Options(formats=(registry.FORMAT,)))
    except InputError as error:
        _note(str(error))
        return 0
    for note in fleet.notes:
        if note.rule == "file-skipped":
            _note(f"{note.location.file}:{note.location.line}: {note.message}")
    return len(fleet.members)


def _counted(number: int, things: str) -> str:
    return f"{number:,} {things if number != 1 else things.removesuffix('s')}"


def _note(text: str) -> None:
    click.echo(click.style("note: ", fg="yellow") + _clean(text), err=True)


def _check(output: Path, url: str | None) -> None:
    """Raise UsageError for what no format reads, and for secrets where everybody sees them."""
    if output.suffix.lower() != ".json":
        raise click.BadParameter(f"{output} would not be read: name a file that ends in .json", param_hint="--output")
    if url is not None and "@" in url.partition("://")[2].partition("/")[0]:
        raise click.BadParameter(
            "it holds credentials, which other processes and the shell's history see: leave them to the SDK's settings",
            param_hint="--url",
        )


def _clean(text: str) -> str:
    from auditor.reporters.words import clean

    return clean(text)
