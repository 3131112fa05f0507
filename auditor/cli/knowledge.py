"""`auditor knowledge`: one prompt by itself, with the facts in it that will age."""

from __future__ import annotations

import json
import shutil
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli import writing

if TYPE_CHECKING:
    from auditor.model.annotated import Annotated

EPILOG = "Example:  auditor knowledge prompts/*.md --max-volatile-share 0.1"


@click.command("knowledge", epilog=EPILOG)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True), metavar="FILE…")
@click.option("--model", metavar="NAME", help="Count tokens as this model reads them (default: o200k_base).")
@click.option("--all", "is_whole", is_flag=True, help="Show every segment with its label, not only what will age.")
@click.option(
    "--max-volatile-share",
    "limit",
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    help="Exit with 1 if a larger share of any prompt's tokens will age (0.1 is a tenth); for hooks and CI.",
)
@click.option("--format", "form", type=click.Choice(("terminal", "json")), default="terminal", show_default=True)
def command(files: tuple[Path, ...], model: str | None, limit: float | None, form: str, *, is_whole: bool) -> None:
    """Show what in a prompt will age, where, and why.

    FILE is a prompt as text (- reads standard input). Prices, dates, versions, contacts, links, policies, figures and
    lists of what is on offer change without the prompt's author: they belong in a block of their own, in retrieval, or
    under review; never in weights. Nothing is written anywhere.
    """
    from auditor.measures import passages
    from auditor.reporters import annotated

    found = [passages.annotate(_name(path), _text(path), model) for path in files]
    if form == "json":
        document = {"format": 1, "files": [annotated.document(one, is_whole=is_whole) for one in found]}
        writing.show(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        width = min(shutil.get_terminal_size((100, 24)).columns, 110)
        for one in found:
            writing.show("\n".join(annotated.lines(one, width, click.style, is_whole=is_whole)))
    above = [one for one in found if limit is not None and one.share > Decimal(str(limit))]
    for one in above:
        _tell(one, Decimal(str(limit)))
    raise SystemExit(1 if above else 0)


def _tell(one: Annotated, limit: Decimal) -> None:
    from auditor.reporters.words import clean, share

    click.echo(f"{clean(one.name)}: {share(one.share)} of it will age, at most {share(limit)} is allowed", err=True)


def _name(path: Path) -> str:
    return "standard input" if str(path) == "-" else path.as_posix()


def _text(path: Path) -> str:
    from auditor.documents import bytes_of

    raw: Any = sys.stdin.buffer.read() if str(path) == "-" else bytes_of(path)
    return str(raw.decode("utf-8", "replace"))
