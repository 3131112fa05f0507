"""One decision into the ledger, for every way of `auditor review` to take it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from auditor.cli import review_source

if TYPE_CHECKING:
    from auditor.model.review import Review, Until


def decided(case: review_source.Case, agent: str, rule: str | None, done: str, why: str, until: Until, who: str) -> str:
    """Write a decision to the ledger; gives what to tell."""
    from typing import cast

    from auditor import review
    from auditor.model.review import Decision
    from auditor.reporters.words import clean

    is_new = not case.ledger.exists()
    evidence = case.agents[agent].evidence()
    one = Decision(agent, rule, cast("Review", done), who, case.now, why, until, evidence)
    (one,) = review.add(case.ledger, [one])
    note = review.merge_hint(case.ledger) if is_new else ""
    if note:
        click.echo(f"note: {note}", err=True)
    end = review.until_words(one.until)
    what = agent if rule is None else f"{agent}: {rule}"
    says = "open again" if done == "open" else done
    return f"{clean(what)}: {says}{f' until {end}' if end else ''} by {clean(who)} ({case.ledger.as_posix()})"
