"""`auditor prices`: what the price book says about a model, where it was read, and what is too old or missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli import price_lines, running, writing
from auditor.cli.price_lines import Line
from auditor.model.measurement import Known, Measurement, Unknown

if TYPE_CHECKING:
    from auditor import costs

AHEAD_MONTHS = 120
"""Changes announced within ten years are shown: all there are."""


@click.command("prices", epilog="Example:  auditor prices claude-sonnet-5-5 --provider anthropic")
@click.argument("model", required=False)
@click.option("--provider", metavar="NAME", help="Whose model: anthropic, openai, azure, aws, google …")
@click.option(
    "--check",
    is_flag=True,
    help="Say what is too old by the policy (exit 1 if anything is), missing, of low confidence, or about to end.",
)
@click.option("--at", metavar="DATE", help="Prices as of this date; default today, or SOURCE_DATE_EPOCH.")
@click.option("--policy", type=running.FILE, metavar="FILE", help="A policy file laid over the default one.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["terminal", "json"]),
    default="terminal",
    help="For people, or a JSON list with every figure.",
)
def command(
    model: str | None, provider: str | None, check: bool, at: str | None, policy: Path | None, form: str
) -> None:
    """Show the prices and rules that an audit would use, and why.

    With MODEL: its token prices, in a batch too, and announced changes, how its prompts are cached, who tunes and
    serves it, which smaller model to try. Without: every row of the project's own book. Negotiated prices belong in
    the inventory, under model.prices.
    """
    from auditor import policy as policies

    day = running.clock(at).date()
    lines = list(_of_model(provider, model, day) if model is not None else _of_book(day))
    limits, _ = policies.load(policy)
    limit = limits.prices.max_age_days.value
    if check:
        lines = price_lines.checked(lines, day, limit)
    if form == "json":
        wanted = [line.document() for line in lines if line.remarks or not check]
        writing.show(json.dumps(wanted, ensure_ascii=False, indent=2))
    elif check:
        writing.show(price_lines.report(lines, day, limit))
    elif model is not None:
        writing.show(click.style(" ".join(filter(None, (provider, model))), bold=True) + f", as of {day}")
        writing.show(price_lines.detailed(lines))
    else:
        writing.show(price_lines.compact(lines))
    raise SystemExit(1 if check and any("too old" in line.remarks for line in lines) else 0)


def _of_model(provider: str | None, name: str, day: date) -> Iterator[Line]:
    from auditor import costs
    from auditor.cache import Cache
    from auditor.model.agent import Model

    model, cache = Model(provider=provider, name=name), Cache()
    book = costs.PriceBook(day, cache)
    found, periods = book.of(model), book.periods(model, AHEAD_MONTHS)
    cache.close()
    owner = (found.value.provider if isinstance(found, Known) else provider) or "an unknown provider's"
    yield from _token_prices(f"{owner} {name}", found)
    for period in periods[1:]:
        for line in _token_prices(f"{owner} {name}", Known(period.prices)):
            if isinstance(line.fact, Known):
                yield replace(line, section=f"{line.section} from {period.starts}")
    yield from _rule("caching", owner, name, costs.caching_rule(owner, name, day), day)
    yield from _rule("tuning", owner, name, costs.tuning_path(owner, name, day), day)
    yield Line("smaller model", f"{owner} {name}", "to try untuned", costs.smaller_model(owner, name, day))


def _of_book(day: date) -> Iterator[Line]:
    from auditor import costs

    edition = costs.PriceBook(day, {})
    yield Line("token prices", edition.edition, "edition", Known(edition.edition, provenance=edition.provenance))
    for row in costs.rows():
        yield from _row(row, day)


def _token_prices(subject: str, found: Measurement[costs.TokenPrices]) -> Iterator[Line]:
    if isinstance(found, Unknown):
        yield Line("token prices", subject, "prices", found)
        return
    for kind in ("input", "output", "cache_read", "cache_write", "cache_write_long"):
        yield Line("token prices", subject, _words(kind), getattr(found.value, kind))
    batch = found.value.batch
    if isinstance(batch, Unknown):
        yield Line("batch prices", subject, "prices", batch)
        return
    for kind in ("input", "output", "cache_read"):
        yield Line("batch prices", subject, _words(kind), getattr(batch.value, kind))


def _words(kind: str) -> str:
    return "longer cache write" if kind == "cache_write_long" else kind.replace("_", " ")


def _rule(table: costs.Table, owner: str, name: str, whole: Measurement[object], day: date) -> Iterator[Line]:
    """The figures of the row about a model, or why there is none that holds."""
    from auditor import costs

    row = costs.find(table, owner, name)
    if row is None or isinstance(whole, Unknown):
        yield Line(table, f"{owner} {name}", "rule", whole)
    else:
        yield from _row(row, day, name)


def _row(row: costs.Row, day: date, model: str | None = None) -> Iterator[Line]:
    said = str(row.values.get("because", ""))
    for figure in row.figures(day, model):
        yield Line(row.table, row.subject(model), figure.name, figure.fact, said)
    if not row.figures(day):
        yield Line(row.table, row.subject(model), "smaller model", Unknown(said), said)
