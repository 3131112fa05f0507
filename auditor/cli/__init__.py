"""The command line: one command per file, each loaded only when it is called."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from pathlib import Path

import click

from auditor import __version__
from auditor.errors import AuditorError

COMMANDS = {
    "audit": "Audit a fleet: a verdict for every agent, with its reasons and its price.",
    "explain": "Show one agent's whole walk: gates, costs, scorecard, verdict.",
    "formats": "List the formats that agents are read from, by the name that --from takes.",
    "import": "Write an editable inventory of agents that are defined in files of other formats.",
    "pull": "Write what a live registry has in use into a file that audits read.",
    "validate": "Check an inventory, and logs of its calls: every error at once.",
    "whatif": "Show what would become of one agent with other volumes, prices or rates.",
    "usage": "Show what logs of calls tell, and what is wrong with them.",
    "usage-sql": "Print the SQL that sums a log of calls up in the warehouse where it lies.",
    "knowledge": "Show what in a prompt will age, where, and why.",
    "init": "Write a commented auditor.toml and a starter inventory.",
    "run": "Run the audits of auditor.toml, unattended: reports, history, news, exit code.",
    "schedule": "Print the file that has your scheduler run the audits of auditor.toml.",
    "serve-schedule": "Run the audits of auditor.toml at their times, in this process.",
    "history": "List the runs that were kept, or how one agent fared in them.",
    "review": "Work through the recommendations: accept, dismiss, snooze, with a reason.",
    "serve": "Show the report and its review in the browser, kept up to date.",
    "diff": "Show what changed between two runs, and because of which input.",
    "prices": "Show the prices and rules that an audit would use, and why.",
    "gates": "List the gates: question, why it is asked, and the way out.",
}
"""Every command with its one-line help, so that `auditor --help` need not load any of them."""

_MODULES = {"import": "importing", "usage": "logs"}
"""Where a command stands whose name no module can have, or another has."""


class _Commands(click.Group):
    """The commands, imported on demand; a user's mistake is told in words and exits with its own code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        name = _MODULES.get(cmd_name, cmd_name.replace("-", "_"))
        module = importlib.import_module(f"auditor.cli.{name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            if args and Path(args[0]).exists():
                raise click.UsageError(f"{error.message} To audit that, say: auditor audit {args[0]}", ctx) from None
            raise

    def invoke(self, ctx: click.Context) -> object:
        if os.environ.get("NO_COLOR"):
            ctx.color = False
        try:
            return super().invoke(ctx)
        except AuditorError as error:
            _tell(error)
            ctx.exit(error.exit_code)


def _tell(error: AuditorError) -> None:
    from auditor.reporters.words import clean

    problems = str(error).split("\n")
    for problem in problems:
        click.echo(click.style("error: ", fg="red", bold=True) + clean(problem), err=True)
    if len(problems) > 1:
        click.echo(f"{len(problems)} errors; nothing was done.", err=True)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with:  auditor audit FLEET.yaml   (or a folder of Claude Code subagents)",
)
@click.version_option(__version__, prog_name="auditor")
def main() -> None:
    """Audit a fleet of prompted LLM agents: what kind of intelligence does each task need, and where should it live?

    For every agent the auditor measures the prompt, walks six gates in order (prompting exhausted? knowledge stable?
    examples ready? task narrow? does the scale pay? is tuning still offered?), compares what each architecture would
    cost with prompt caching counted in, and says what to do next. What it cannot know it calls unknown, and says why.

    Exit codes: 0 done; 1 findings at or above --fail-on; 2 wrong input; 3 some agents could not be judged (--strict).
    """
    # A command makes many objects, few circles of them, and ends soon: looking for circles takes a seventh of its time.
    if gc.isenabled():
        gc.disable()
        click.get_current_context().call_on_close(gc.enable)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a terminal that lacks a symbol shows ? rather than a traceback
    if hasattr(sys.stderr, "reconfigure"):
        sys.stderr.reconfigure(errors="replace")
