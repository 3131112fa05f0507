"""Token prices of a model on a day: from genai-prices, with the inventory's negotiated prices on top."""

from __future__ import annotations

import json
from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.metadata import version
from typing import Any, Protocol

from auditor.costs import book
from auditor.model.agent import Model
from auditor.model.fleet import sha256
from auditor.model.measurement import Known, Measurement, Unknown
from auditor.model.money import plain

KINDS = ("input", "output", "cache_read", "cache_write")


@dataclass(frozen=True, slots=True)
class TokenPrices:
    """USD per million tokens, each with its source, or unknown with its reason; `provider` as the book has it."""

    provider: str
    model: str
    as_of: date
    input: Measurement[Decimal]
    output: Measurement[Decimal]
    cache_read: Measurement[Decimal]
    cache_write: Measurement[Decimal]


class Prices(Protocol):
    """Where token prices come from; a test may bring its own."""

    as_of: date
    edition: str
    sha256: str

    def of(self, model: Model) -> Measurement[TokenPrices]:
        """The prices of a model, or why there are none."""


class PriceBook:
    """Prices of genai-prices as of a day; `memory` keeps look-ups from one run to the next (the import takes 0.3 s)."""

    def __init__(self, as_of: date, memory: MutableMapping[str, str]) -> None:
        self.as_of = as_of
        self.edition = f"genai-prices {version('genai-prices')}"
        self.sha256 = sha256(f"{self.edition}|{book.digest()}")
        self._memory = memory
        self._parsed: dict[tuple[str | None, str], dict[str, str]] = {}

    def of(self, model: Model) -> Measurement[TokenPrices]:
        """The prices of `model`, negotiated ones first; unknown if the model is, or if nobody prices it."""
        if model.name is None:
            return Unknown("the model is not declared (or only by an alias), so it has no price")
        listed = self._listed(model.provider, model.name)
        own = {kind: getattr(model.prices, kind) for kind in KINDS}
        if "because" in listed and not (own["input"] and own["output"]):
            return Unknown(listed["because"])
        provider = listed.get("provider") or model.provider or ""

        def price(kind: str) -> Measurement[Decimal]:
            if own[kind] is not None:
                return Known(own[kind].point, "USD/Mtok", "declared", "negotiated, from the inventory")
            if kind in listed:
                note = f"{self.edition}, {provider} {listed['model']}, as of {self.as_of}"
                return Known(Decimal(listed[kind]), "USD/Mtok", "declared", note)
            return Unknown(f"no {kind.replace('_', ' ')} price is listed for {provider} {model.name}")

        return Known(
            TokenPrices(provider, model.name, self.as_of, *map(price, KINDS)), basis="declared", note=self.edition
        )

    def _listed(self, provider: str | None, name: str) -> dict[str, str]:
        asked = (provider, name)
        if asked not in self._parsed:
            key = f"price 1|{self.edition}|{self.as_of}|{provider}|{name}"
            if key not in self._memory:
                self._memory[key] = json.dumps(_look_up(provider, name, self.as_of))
            self._parsed[asked] = json.loads(self._memory[key])
        return self._parsed[asked]


def _look_up(provider: str | None, name: str, day: date) -> dict[str, str]:
    from genai_prices.data_snapshot import get_snapshot

    try:
        found, model = get_snapshot().find_provider_model(name, None, provider, None)
    except LookupError:
        return {"because": f"genai-prices knows no price for {provider or 'any provider'} {name}"}
    known = listed_prices(model.get_prices(datetime(day.year, day.month, day.day, tzinfo=UTC)))
    if "input" not in known or "output" not in known:
        return {"because": f"genai-prices lists {found.id} {model.id} without a price per token"}
    return {"provider": found.id, "model": model.id} | {kind: plain(figure) for kind, figure in known.items()}


def listed_prices(price: Any) -> dict[str, Decimal]:
    """The prices per million tokens that a price of genai-prices holds, by kind."""
    figures = {kind: _base(getattr(price, f"{kind}_mtok", None)) for kind in KINDS}
    return {kind: figure for kind, figure in figures.items() if figure is not None}


def _base(price: Any) -> Decimal | None:
    """The price of a request of ordinary length; long-context tiers start at 100,000 tokens and more."""
    base: Decimal | None = getattr(price, "base", price)
    return base
