"""`auditor gates`: the walk itself, in words."""

from __future__ import annotations

import textwrap

import click

from auditor.cli import writing


@click.command("gates")
def command() -> None:
    """List the gates: question, why it is asked, and the way out.

    The first gate that fails gives an agent its verdict; what fails later becomes further recommendations.
    """
    from auditor.gates import GATES
    from auditor.verdicts import TABLE

    for gate in GATES:
        row = TABLE[gate.name]
        writing.show(f"{click.style(gate.id, bold=True)}  {click.style(gate.name, bold=True)}: {gate.question}")
        tuned = f"; for a tuned agent: {row.tuned}" if row.tuned else ""
        parts = (("why", gate.why), ("remedy", gate.remedy), ("fails", f"{row.prompted}{tuned}"))
        for label, words in parts:
            writing.show(textwrap.fill(words, 76, initial_indent=f"    {label + ':':<8}", subsequent_indent=" " * 12))
        writing.show()
