"""`auditor review`: what was recommended, decided on: accepted, dismissed, snoozed, taken up again."""

from __future__ import annotations

import json as plain_json
from pathlib import Path
from typing import Any

import click

from auditor.cli import review_source, running, writing
from auditor.cli.deciding import decided

DONE = {"accept": "accepted", "dismiss": "dismissed", "snooze": "snoozed", "reopen": "open"}


class _Group(click.Group):
    """The commands of review; what is none of them is the source of the walk."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in ("-h", "--help")):
            args = ["walk", *args]
        return super().parse_args(ctx, args)


@click.group(
    "review",
    cls=_Group,
    epilog="Examples:  auditor review fleet.yaml   auditor review dismiss carl --why 'too small to matter'   "
    "auditor review snooze carl --why 'after the peak' --until 2027-01-31",
)
def command() -> None:
    """Work through the recommendations: accept, dismiss, snooze, with a reason.

    `auditor review [SOURCE]` walks what is open in this terminal. Decisions go to decisions.yaml beside the inventory,
    to be kept in git: who, when, why, until, and the evidence. A decision is open again when it expires, when the
    verdict changes, or when the saving has risen beyond the policy's `review`.
    """


@command.command("walk")
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="[SOURCE]...")
@click.option("--all", "is_all", is_flag=True, help="Agents with nothing to change or to save too.")
@review_source.by
@review_source.options
def walk(
    sources: tuple[Path, ...], run: Path | None, decisions: Path | None, by: str | None, is_all: bool, **given: Any
) -> None:
    """Walk what is open, most to save first (what `auditor review` does)."""
    from auditor.cli import review_walk

    if not review_walk.is_terminal():
        raise click.UsageError(
            "there is no terminal to ask in; decide with auditor review accept, dismiss or snooze AGENT, or see what "
            "was decided with auditor review list"
        )
    case = review_source.opened(sources, run, decisions, given)
    review_walk.walk(case, review_source.who(by, case.ledger.parent), is_all=is_all)


def _verb(name: str, says: str, *, needs_why: bool = True, has_end: bool = False) -> None:
    """Add the command of one decision."""

    def decide(
        agent: str, sources: tuple[Path, ...], run: Path | None, decisions: Path | None, by: str | None, **given: Any
    ) -> None:
        why, until = review_source.one_line(given.pop("why")), given.pop("until", None)
        if needs_why and not why:
            raise click.UsageError(f"to {name} needs a reason that is kept: --why '…'")
        if has_end and until is None:
            raise click.UsageError("to snooze needs an end: --until 2027-01-31, 'saving>500' or verdict-changes")
        _decide(agent, DONE[name], why, until, by, review_source.opened(sources, run, decisions, given, agent))

    decide.__doc__ = says
    made: Any = review_source.options(decide)
    made = review_source.by(review_source.inventory(made))
    if has_end:
        made = click.option("--until", metavar="END", help="A day, 'saving>500' (USD a month) or verdict-changes.")(
            made
        )
    made = click.option(
        "--why", metavar="TEXT", help="The reason, on one line" + ("." if needs_why else " (optional).")
    )(made)
    command.command(name)(click.argument("agent", metavar="AGENT[:RULE]")(made))


_verb("accept", "Accept what is recommended for an agent, or one finding.", needs_why=False)
_verb("dismiss", "Dismiss it, with a reason; its saving leaves the headline and stands beside it.")
_verb("snooze", "Put it off until a day, a saving or another verdict, with a reason.", has_end=True)
_verb("reopen", "Take a decision back.", needs_why=False)


def _decide(name: str, done: str, why: str, until: str | None, by: str | None, case: review_source.Case) -> None:
    from auditor.review import until_from

    subject, rule = review_source.chosen(name, case)
    end = None if until is None else until_from(until, after=case.now.date())
    writing.show(decided(case, subject.id, rule, done, why, end, review_source.who(by, case.ledger.parent)))


@command.command("list")
@click.option("--format", "form", type=click.Choice(("terminal", "json")), default="terminal", show_default=True)
@review_source.inventory
@review_source.options
def list_(sources: tuple[Path, ...], run: Path | None, decisions: Path | None, form: str, **given: Any) -> None:
    """List what was decided, and what of it is open again."""
    from auditor.cli import review_walk
    from auditor.model.review import standing

    case = review_source.opened(sources, run, decisions, given)
    latest = sorted(standing(case.decisions).values(), key=lambda one: (one.at, one.agent, one.rule or ""))
    if form == "json":
        writing.show(plain_json.dumps(review_walk.listed(case, latest), ensure_ascii=False, indent=1))
    else:
        writing.show("\n".join(review_walk.list_lines(case, latest)))


@command.command("import")
@click.argument("file", type=running.FILE, metavar="fleet-decisions.json")
@review_source.by
@review_source.inventory
@review_source.options
def import_(
    file: Path, sources: tuple[Path, ...], run: Path | None, decisions: Path | None, by: str | None, **given: Any
) -> None:
    """Add what the HTML report exported to the ledger, and say what is new and what is not."""
    from auditor import documents, review
    from auditor.cli import review_walk
    from auditor.model.review import fleet_key
    from auditor.model.review_file import from_json

    text = documents.text_of(documents.bytes_of(file), str(file))
    arrived = from_json(documents.parse(text, str(file), is_json=True).data, str(file))
    case = review_source.opened(sources, run, decisions, given)
    if arrived.key != fleet_key(case.fleet):
        raise click.UsageError(f"{file} is about the fleet {arrived.fleet!r}, and this is {case.fleet!r}")
    who = review_source.who(by, case.ledger.parent)
    found = review.gather(case.decisions, arrived.decisions, case.agents, who)
    is_first = not case.ledger.exists() and bool(found.new)
    if found.new:
        review.add(case.ledger, found.new)
    note = review.merge_hint(case.ledger) if is_first else ""
    if note:
        click.echo(f"note: {note}", err=True)
    writing.show("\n".join(review_walk.gathered_lines(found, case.ledger)))
