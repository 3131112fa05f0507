"""`auditor prices`: what the price book says about a model, where it was read, and what is too old or missing."""

from __future__ import annotations

import textwrap
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli import running, writing
from auditor.model.measurement import Known, Measurement
from auditor.model.money import plain

if TYPE_CHECKING:
    from auditor import costs


@click.command("prices", epilog="Example:  auditor prices claude-sonnet-5-5 --provider anthropic")
@click.argument("model", required=False)
@click.option("--provider", metavar="NAME", help="Whose model: anthropic, openai, azure, aws, google …")
@click.option(
    "--check",
    is_flag=True,
    help="Say what was read longer ago than the policy allows, or is missing; exit 1 if too old.",
)
@click.option("--at", metavar="DATE", help="Prices as of this date; default today, or SOURCE_DATE_EPOCH.")
@click.option("--policy", type=running.FILE, metavar="FILE", help="A policy file laid over the default one.")
def command(model: str | None, provider: str | None, check: bool, at: str | None, policy: Path | None) -> None:
    """Show the prices and rules that an audit would use, and why.

    With MODEL: its token prices and announced changes, how its prompts are cached, who tunes and serves it. Without:
    every row of the project's own book. Negotiated prices belong in the inventory, under model.prices.
    """
    from auditor import policy as policies

    day = running.clock(at).date()
    if model is not None:
        _show_model(provider, model, day)
        return
    limits, _ = policies.load(policy)
    raise SystemExit(_show_book(day, limits.prices.max_age_days.value, is_check=check))


def _show_model(provider: str | None, name: str, day: date) -> None:
    from auditor import costs
    from auditor.cache import Cache
    from auditor.model.agent import Model

    cache = Cache()
    prices = costs.PriceBook(day, cache).of(Model(provider=provider, name=name))
    cache.close()
    writing.show(click.style(f"{provider or ''} {name}".strip(), bold=True) + f", as of {day}")
    if isinstance(prices, Known):
        for kind in costs.KINDS:
            _figure(kind.replace("_", " "), getattr(prices.value, kind), " USD/Mtok")
        for change in costs.announced(provider, name, day):
            new = ", ".join(f"{kind.replace('_', ' ')} {figure}" for kind, figure in change.prices.items())
            writing.show(f"  from {change.starts}: {new} USD/Mtok")
    else:
        _because("prices", prices.because + "; add them under model.prices in the inventory")
    owner = (prices.value.provider if isinstance(prices, Known) else provider) or "an unknown provider's"
    _caching(costs.caching_rule(owner, name))
    _tuning(costs.tuning_path(owner, name))


def _caching(rule: Measurement[costs.CachingRule]) -> None:
    if not isinstance(rule, Known):
        _because("caching", rule.because)
        return
    found = rule.value
    writing.show(f"  caching: {'automatic' if found.is_automatic else 'on request'}, from {found.min_tokens:,} tokens")
    _figure("  time to live", found.ttl_minutes, " minutes")
    writing.show(f"    a write costs {plain(found.write_factor)} × the input price where no price is listed")
    _provenance(found.provenance)


def _tuning(path: Measurement[costs.TuningPath]) -> None:
    if not isinstance(path, Known):
        _because("tuning", path.because)
        return
    found = path.value
    _because("tuning", found.because)
    if found.is_offered:
        tunable, served = found.tunable_until or "further notice", found.served_until or "further notice"
        writing.show(f"    tunable until {tunable}, served until {served}")
        _figure("  hosting", found.hosting_per_month, " USD/month")
        _figure("  input factor", found.input_factor, " × the base price")
        _figure("  output factor", found.output_factor, " × the base price")
        _figure("  training", found.training_price, " USD/Mtok")
    _provenance(found.provenance)


def _figure(name: str, figure: Measurement[object], unit: str) -> None:
    if isinstance(figure, Known):
        value = plain(figure.value) if isinstance(figure.value, Decimal) else figure.value
        writing.show(f"  {name}: {value}{unit}" + (f"  ({figure.note})" if "genai" in figure.note else ""))
    else:
        _because(name, f"unknown: {figure.because}")


def _because(name: str, words: str) -> None:
    writing.show(textwrap.fill(f"{name}: {words}", 96, initial_indent="  ", subsequent_indent="    "))


def _provenance(found: costs.Provenance) -> None:
    said = f"{found.source}; read {found.read}, confidence {found.confidence}"
    writing.show(textwrap.fill(said, 96, initial_indent="    ", subsequent_indent="    "))


def _show_book(day: date, limit: int, *, is_check: bool) -> int:
    from auditor import costs

    rows = costs.rows()
    old = [row for row in rows if (day - row.provenance.read).days > limit]
    for row in rows:
        age = (day - row.provenance.read).days
        if is_check and row not in old and not row.missing:
            continue
        state = click.style("too old", fg="red") if row in old else f"{age} days"
        lacks = f", missing {', '.join(row.missing).replace('_', ' ')}" if row.missing else ""
        writing.show(f"{row.table:<8} {row.provider:<10} {', '.join(row.models)}")
        writing.show(f"         read {row.provenance.read} ({state}), confidence {row.provenance.confidence}{lacks}")
    writing.show(f"{len(rows)} rows, {len(old)} read more than {limit} days before {day}")
    return 1 if is_check and old else 0
