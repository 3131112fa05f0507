"""Token prices of a model on a day: from genai-prices, with the inventory's negotiated prices on top."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from importlib.metadata import version
from typing import Any, Protocol

from auditor.costs import book
from auditor.costs.schedule import Listed, look_up
from auditor.model.agent import Model
from auditor.model.finding import Confidence
from auditor.model.fleet import sha256
from auditor.model.measurement import Known, Measurement, Provenance, Unknown

KINDS = ("input", "output", "cache_read", "cache_write")
READ = date(2026, 11, 4)
"""The youngest day named in the data of genai-prices 0.2.3, which states no day of its own; later ones are younger."""

_PER_MILLION = "USD/Mtok"
_DAYS_PER_MONTH = 365 / 12
_NO_BATCH = "no batch price is listed; add model.prices.batch_input and model.prices.batch_output to the inventory"
_NO_LONG = "no price of a longer cache write is listed"
_UNLISTED_BATCH, _UNLISTED_LONG = Unknown(_NO_BATCH), Unknown(_NO_LONG)


@dataclass(frozen=True, slots=True)
class BatchPrices:
    """USD per million tokens of calls that may wait, up to a day as a rule."""

    input: Measurement[Decimal]
    output: Measurement[Decimal]
    cache_read: Measurement[Decimal]


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
    cache_write_long: Measurement[Decimal] = _UNLISTED_LONG
    """A write into the cache that lives for an hour instead of minutes."""
    batch: Measurement[BatchPrices] = _UNLISTED_BATCH
    dearer_from: int | None = None
    """Input tokens of a request from which the provider charges more than these prices; None if it never does."""

    def figures(self) -> tuple[Measurement[Decimal], ...]:
        """Every price, in a batch too."""
        batch = (self.batch,) if isinstance(self.batch, Unknown) else _each(self.batch.value)
        return (self.input, self.output, self.cache_read, self.cache_write, self.cache_write_long, *batch)


@dataclass(frozen=True, slots=True)
class Period:
    """Prices that hold from `starts` on, until the next period."""

    starts: date
    prices: TokenPrices


class Prices(Protocol):
    """Where token prices come from; a test may bring its own."""

    as_of: date
    edition: str
    sha256: str

    def of(self, model: Model) -> Measurement[TokenPrices]:
        """The prices of a model, or why there are none."""

    def periods(self, model: Model, months: int) -> tuple[Period, ...]:
        """The prices of a model from `as_of` on, and at each change announced within `months`; none if unpriced."""


class PriceBook:
    """Prices of genai-prices as of a day; `memory` keeps look-ups from one run to the next (the import takes 0.4 s)."""

    def __init__(self, as_of: date, memory: MutableMapping[str, str]) -> None:
        self.as_of = as_of
        self.edition = f"genai-prices {version('genai-prices')}"
        self.sha256 = sha256(f"{self.edition}|{book.digest()}")
        self._memory = memory
        self._parsed: dict[tuple[str | None, str], Listed] = {}
        self._known: dict[Model, Measurement[TokenPrices]] = {}
        self._periods: dict[tuple[Model, int], tuple[Period, ...]] = {}

    @property
    def provenance(self) -> Provenance:
        """Where the listed prices come from."""
        return Provenance(source=self.edition, read=READ, confidence="high")

    def of(self, model: Model) -> Measurement[TokenPrices]:
        """The prices of `model`, negotiated ones first; unknown if the model is, or if nobody prices it."""
        if model not in self._known:
            self._known[model] = self._priced(model)
        return self._known[model]

    def periods(self, model: Model, months: int) -> tuple[Period, ...]:
        """The prices of `model` from `as_of` on, and at each change announced within `months` of 365/12 days."""
        asked = (model, months)
        if asked not in self._periods:
            self._periods[asked] = tuple(self._changing(model, months))
        return self._periods[asked]

    def _changing(self, model: Model, months: int) -> Iterator[Period]:
        first = self.of(model)
        if isinstance(first, Unknown) or model.name is None:
            return
        before = Period(self.as_of, first.value)
        yield before
        last = self.as_of + timedelta(days=round(months * _DAYS_PER_MONTH))
        listed = self._listed(model.provider, model.name)
        for later in listed.get("periods", [])[1:]:
            starts = date.fromisoformat(later["starts"])
            prices = self._at(model, model.name, listed, later["figures"], starts)
            if starts < last and _values(prices) != _values(before.prices):
                before = Period(starts, prices)
                yield before

    def _priced(self, model: Model) -> Measurement[TokenPrices]:
        if model.name is None:
            return Unknown("the model is not declared (or only by an alias), so it has no price; add model.name")
        listed = self._listed(model.provider, model.name)
        if "because" in listed and (model.prices.input is None or model.prices.output is None):
            return Unknown(listed["because"])
        figures = listed["periods"][0]["figures"] if "periods" in listed else {}
        return Known(self._at(model, model.name, listed, figures, self.as_of), basis="declared", note=self.edition)

    def _at(self, model: Model, name: str, listed: Listed, figures: dict[str, Any], day: date) -> TokenPrices:
        provider = listed.get("provider") or model.provider or ""
        price: Callable[[str], Measurement[Decimal]] = partial(
            _price, model, f"{provider} {name}", figures, _Source.of(self.edition, listed, day)
        )
        prices = TokenPrices(
            provider=provider,
            model=name,
            as_of=day,
            input=price("input"),
            output=price("output"),
            cache_read=price("cache_read"),
            cache_write=price("cache_write"),
            cache_write_long=price("cache_write_long"),
            dearer_from=listed.get("dearer_from") if model.prices.input is None else None,
        )
        batch = BatchPrices(price("batch_input"), price("batch_output"), price("batch_cache_read"))
        if isinstance(batch.input, Unknown) or isinstance(batch.output, Unknown):
            return replace(prices, batch=Unknown(_NO_BATCH.replace("listed", f"listed for {provider} {name}")))
        if isinstance(batch.cache_read, Unknown) and isinstance(prices.cache_read, Known):
            # as OpenAI's table of batch prices has it: what it leaves out keeps the standard rate
            standard = replace(
                prices.cache_read, note=f"{prices.cache_read.note}; the standard price, no other is listed"
            )
            batch = replace(batch, cache_read=standard)
        return replace(prices, batch=Known(batch, _PER_MILLION, "declared", self.edition))

    def _listed(self, provider: str | None, name: str) -> Listed:
        asked = (provider, name)
        if asked not in self._parsed:
            key = f"price 3|{self.edition}|{self.as_of}|{provider}|{name}"
            if key not in self._memory:
                self._memory[key] = json.dumps(look_up(provider, name, self.as_of))
            self._parsed[asked] = json.loads(self._memory[key])
        return self._parsed[asked]


@dataclass(frozen=True, slots=True)
class _Source:
    """What a listed price says of itself, besides how long it holds."""

    note: str
    provenance: Provenance
    fee: str | None
    day: date

    @classmethod
    def of(cls, edition: str, listed: Listed, day: date) -> _Source:
        lender = listed.get("lender")
        source = f"{edition}, {lender or listed.get('provider')} {listed.get('model')}"
        note = f"{source}, as of {day}"
        if lender:
            note += f", for want of a price by {listed['provider']} itself"
        if listed.get("varies"):
            note += "; varies with the time of day"
        sure: Confidence = "medium" if lender or listed.get("varies") else "high"
        return cls(note, Provenance(source=source, read=READ, confidence=sure), listed.get("fee"), day)


def _price(model: Model, subject: str, figures: dict[str, Any], source: _Source, kind: str) -> Measurement[Decimal]:
    """A price by its kind: negotiated, else listed, else unknown."""
    own = getattr(model.prices, kind, None)
    if own is not None:
        said = Provenance(source="the inventory, model.prices", read=source.day, confidence="high")
        return Known(own.point, _PER_MILLION, "declared", "negotiated, from the inventory", said)
    if kind in figures:
        value, first, last = figures[kind]
        held = replace(source.provenance, valid_from=_day(first), valid_to=_day(last))
        return Known(Decimal(value), _PER_MILLION, "declared", source.note, held)
    if kind == "cache_write" and source.fee is not None:
        because = (
            f"the cache write price listed for {subject}, {source.fee} {_PER_MILLION}, is a fee beside the input price"
        )
        return Unknown(f"{because}; add model.prices.cache_write to the inventory")
    if kind == "cache_write_long":
        return Unknown(f"{_NO_LONG} for {subject}")
    return Unknown(
        f"no {kind.replace('_', ' ')} price is listed for {subject}; add model.prices.{kind} to the inventory"
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _each(batch: BatchPrices) -> tuple[Measurement[Decimal], ...]:
    return (batch.input, batch.output, batch.cache_read)


def _values(prices: TokenPrices) -> list[Decimal | None]:
    return [figure.value if isinstance(figure, Known) else None for figure in prices.figures()]
