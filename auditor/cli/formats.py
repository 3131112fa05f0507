"""`auditor formats`: what a fleet can be read from."""

from __future__ import annotations

import textwrap

import click

from auditor.cli import writing


@click.command("formats")
def command() -> None:
    """List the formats that agents are read from, by the name that --from takes.

    A folder is searched for all of them; what is found in none is told in the report, never dropped in silence.
    """
    from auditor import sources
    from auditor.sources.formats import FORMATS, ON_REQUEST

    writing.show(f"{click.style(sources.INVENTORY, bold=True)}: {sources.FORMATS[sources.INVENTORY]}")
    for format in FORMATS:
        asked = f" (only with --from {format.NAME})" if format.NAME in ON_REQUEST else ""
        writing.show(f"{click.style(format.NAME, bold=True)}: {format.DESCRIPTION}{asked}")
        if adds := getattr(format, "ADDS", ""):
            said = f"besides is sent, and no file tells: {adds}"
            writing.show(textwrap.fill(said, 100, initial_indent="    ", subsequent_indent="    "))
    writing.show("\nOf registries it is the saved answer that is read; auditor pull saves that of a live one.")
    writing.show("No such file tells how often an agent is called: --usage LOG or --traffic FILE.csv do.")
