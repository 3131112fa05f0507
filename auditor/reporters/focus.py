"""The fleet's estimated cost of a month in FOCUS 1.4's columns, for tools that read cloud bills.

A row is what one agent pays for one kind of token: input that is not cached, read from a cache, written to it, output;
or for what is billed beside tokens: hours of a deployment, storage, calls that another model answers. What no provider
bills, the owner's work of upkeep and retraining, has none. It is an estimate (`x_CostBasis`), so it belongs beside a
provider's own rows, never added to them. Columns and their rules: the Cost and Usage dataset of the specification (read
2026-11-23), without ProviderName and PublisherName, which 1.4 took out; the properties of models and tokens in
SkuPriceDetails are those merged after 1.4. Agents whose cost is unknown have no row: no cost may be null, and none is 0
because nobody knows it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from auditor.model.estimate import Line
from auditor.model.measurement import Known
from auditor.model.money import MILLION, NANO, plain
from auditor.model.run import Audited, Run, cost_today, saving_of
from auditor.model.spend import BEHIND, PREFIX, today
from auditor.reporters.csv import cell
from auditor.reporters.look import PLAIN, Look
from auditor.reporters.texts import Texts
from auditor.reporters.words import clean

NAME = "focus"
ENDING = ".focus.csv"
DESCRIPTION = "FOCUS 1.4 rows of the estimated cost, for FinOps tools"

COLUMNS = (
    *("BilledCost", "BillingAccountId", "BillingAccountName", "BillingCurrency"),
    *("BillingPeriodEnd", "BillingPeriodStart", "ChargeCategory", "ChargeClass", "ChargeDescription"),
    *("ChargeFrequency", "ChargePeriodEnd", "ChargePeriodStart", "ConsumedQuantity", "ConsumedUnit"),
    *("ContractedCost", "ContractedUnitPrice", "EffectiveCost", "HostProviderName", "InvoiceIssuerName"),
    *("ListCost", "ListUnitPrice", "PricingCategory", "PricingQuantity", "PricingUnit"),
    *("ResourceId", "ResourceName", "ResourceType", "ServiceCategory", "ServiceName", "ServiceProviderName"),
    *("ServiceSubcategory", "SkuId", "SkuMeter", "SkuPriceDetails", "SkuPriceId", "Tags"),
    *("x_AgentId", "x_AgentName", "x_CostBasis", "x_ProjectedEffectiveCost", "x_Recommendation"),
)
"""In the order of the alphabet, as the specification lists them."""
_WORDS = frozenset(
    (
        *("BillingAccountId", "BillingAccountName", "ChargeDescription", "HostProviderName", "InvoiceIssuerName"),
        *("ResourceId", "ResourceName", "ServiceName", "ServiceProviderName", "SkuId", "SkuPriceId"),
        *("x_AgentId", "x_AgentName", "x_Recommendation"),
    )
)
"""Columns with words of people, which a spreadsheet must not compute."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is billed: its meter, of tokens which way they go and what a cache has to do with them, and its units."""

    id: str
    meter: str
    direction: str | None = None
    action: str | None = None
    consumed: str = "Tokens"
    priced: str = "1000000 Tokens"


_INPUT = _Kind("input", "Input Tokens", "Input", "Uncached")
_KINDS = {
    PREFIX[0]: _INPUT,
    BEHIND: _INPUT,
    PREFIX[1]: _Kind("cache-read", "Cache Read Input Tokens", "Input", "Read"),
    PREFIX[2]: _Kind("cache-write", "Cache Write Input Tokens", "Input", "Write"),
    "output": _Kind("output", "Output Tokens", "Output"),
    "cache storage": _Kind("cache-storage", "Cache Storage", consumed="Requests", priced="Requests"),
    "calls that fall back": _Kind("fallback", "Fallback Requests", consumed="Requests", priced="Requests"),
    "hosting": _Kind("hosting", "Deployment Hours", consumed="Hours", priced="Hours"),
    "storage": _Kind("model-storage", "Model Storage", consumed="Months", priced="Months"),
}
_DEVELOPERS = {"anthropic": "Anthropic", "openai": "OpenAI", "google": "Google", "mistral": "Mistral AI"}
"""Providers that serve models of their own: of others nobody told us who made the model."""


def render(run: Run, texts: Texts, look: Look = PLAIN) -> str:
    """The rows, sorted by agent and by what is billed, under one heading row."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for audited in sorted(run.agents, key=lambda audited: audited.agent.id):
        writer.writerows(_rows(run, audited))
    return out.getvalue()


def _rows(run: Run, audited: Audited) -> Iterator[dict[str, str]]:
    calls, cost = audited.facts.traffic.calls_per_month, cost_today(audited)
    if cost is None or not isinstance(calls, Known):
        return
    found: dict[str, tuple[_Kind, Decimal, Decimal]] = {}
    for line in today(audited).lines:
        kind = _KINDS.get(line.name)
        if kind is not None:
            before = found.get(kind.id, (kind, Decimal(0), Decimal(0)))
            consumed = _consumed(line, calls.value.point)
            found[kind.id] = (kind, before[1] + consumed, before[2] + consumed * line.price / _lot(kind))
    saving = saving_of(audited)
    kept = (cost.point - saving.point) / cost.point if saving and cost.point else Decimal(1)
    for kind, consumed, paid in found.values():
        if consumed and (paid or kind.direction):  # a deployment that costs nothing is not billed
            row = _row(run, audited, kind, consumed, paid)
            row["x_ProjectedEffectiveCost"] = _number(paid * max(kept, Decimal(0)))
            yield {name: cell(text) if name in _WORDS else text for name, text in row.items()}


def _consumed(line: Line, calls: Decimal) -> Decimal:
    """In a month; tokens are whole."""
    quantity = line.quantity * (calls if line.unit == "USD/call" else 1)
    return quantity.quantize(Decimal(1)) if line.of == "tokens" else quantity


def _lot(kind: _Kind) -> Decimal:
    """How many of what is consumed have one price."""
    return MILLION if kind.consumed == "Tokens" else Decimal(1)


def _row(run: Run, audited: Audited, kind: _Kind, consumed: Decimal, paid: Decimal) -> dict[str, str]:
    agent, verdict = audited.agent, audited.verdict
    provider, model = agent.model.provider or "unknown", agent.model.name or "unknown"
    starts, ends = month_of(run.inputs.prices_as_of)
    quantity = consumed / _lot(kind)
    price = (paid / quantity).quantize(NANO)
    cost = _number(quantity * price)
    advice = verdict.recommendations[0].action if verdict.recommendations else ""
    return {
        **dict.fromkeys(("BilledCost", "ContractedCost", "EffectiveCost", "ListCost"), cost),
        **dict.fromkeys(("ContractedUnitPrice", "ListUnitPrice"), plain(price, NANO)),
        **dict.fromkeys(("BillingAccountId", "BillingAccountName"), clean(run.name) or "fleet"),
        **dict.fromkeys(("BillingPeriodStart", "ChargePeriodStart"), starts),
        **dict.fromkeys(("BillingPeriodEnd", "ChargePeriodEnd"), ends),
        **dict.fromkeys(("HostProviderName", "InvoiceIssuerName", "ServiceProviderName"), provider),
        **dict.fromkeys(("ResourceId", "x_AgentId"), agent.id),
        **dict.fromkeys(("ResourceName", "x_AgentName"), agent.title),
        "BillingCurrency": run.currency,
        "ChargeCategory": "Usage",
        "ChargeClass": "",
        "ChargeDescription": f"{kind.meter} of {agent.id} on {model}, estimated for a month",
        "ChargeFrequency": "Usage-Based",
        "ConsumedQuantity": _number(consumed),
        "ConsumedUnit": kind.consumed,
        "PricingCategory": "Standard",
        "PricingQuantity": _number(quantity),
        "PricingUnit": kind.priced,
        "ResourceType": "Agent",
        "ServiceCategory": "AI and Machine Learning",
        "ServiceName": f"{provider} API",
        "ServiceSubcategory": "Generative AI",
        "SkuId": f"{provider}/{model}/{kind.id}",
        "SkuMeter": kind.meter,
        "SkuPriceDetails": _json(_details(provider, model, kind)),
        "SkuPriceId": f"{provider}/{model}/{kind.id}/{'negotiated' if _is_own(audited) else 'standard'}",
        "Tags": _json(_tags(audited)),
        "x_CostBasis": "estimated",
        "x_Recommendation": f"{verdict.name}: {advice}" if advice else verdict.name,
    }


def _details(provider: str, model: str, kind: _Kind) -> dict[str, str]:
    known = {"ModelDeveloper": _DEVELOPERS.get(provider), "ModelId": model, "TokenDirection": kind.direction}
    return {name: value for name, value in (known | {"TokenCacheAction": kind.action}).items() if value}


def _tags(audited: Audited) -> dict[str, str]:
    agent = audited.agent
    known = {"owner": agent.owner, "team": agent.team, "cost_centre": agent.cost_centre}
    return {name: clean(value) for name, value in known.items() if value}


def _is_own(audited: Audited) -> bool:
    """Whether the agent's prices are its owner's."""
    prices = audited.agent.model.prices
    return any(price is not None for price in (prices.input, prices.output, prices.cache_read, prices.cache_write))


def month_of(day: date) -> tuple[str, str]:
    """The first moments of a day's month and of the next."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return f"{day.replace(day=1)}T00:00:00Z", f"{following}T00:00:00Z"


def _number(value: Decimal) -> str:
    return plain(value, Decimal("0.000000000001"))


def _json(value: dict[str, str]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
