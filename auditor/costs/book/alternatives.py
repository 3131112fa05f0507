"""What else an agent could run on: a small open model once tuned, rented machines, or a smaller model as it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from auditor.costs.book.reading import Row, Serving, ended, find, rows_of
from auditor.model.measurement import Known, Measurement, Provenance, Unknown
from auditor.model.money import Range, as_decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenModel:
    """A small open-weights model that a tuned agent could move to, and who serves it on what terms."""

    name: str
    provider: str
    because: str
    serving: Serving
    served_until: date | None
    input: Measurement[Decimal]
    """USD per million tokens, as `output` and `cache_read`; 0 where hours are paid instead."""
    output: Measurement[Decimal]
    cache_read: Measurement[Decimal]
    hosting_per_hour: Measurement[Decimal]
    """USD per hour of one replica, be it called or not."""
    adapters_per_deployment: int
    """Tuned models that share a deployment; 1 if each needs its own."""
    tokens_per_second: Measurement[Range]
    """Output tokens per second that one replica really serves, over all its adapters."""
    training_price: Measurement[Decimal]
    """USD per million tokens trained on, epochs included."""
    job_minimum: Measurement[Decimal]
    """USD that a training job costs at least."""
    storage_per_month: Measurement[Decimal]
    """USD per month for keeping one tuned model."""
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Gpu:
    """A machine for rent."""

    name: str
    provider: str
    price_per_hour: Measurement[Decimal]
    """USD per hour of one GPU."""
    provenance: Provenance


@cache
def open_models(as_of: date | None = None) -> tuple[OpenModel, ...]:
    """The open models that the book knows on a day, in its order: the first of a kind of serving is the one to take."""
    return tuple(_open_model(row, as_of) for row in rows_of("open_models") if ended(row, as_of) is None)


def _open_model(row: Row, as_of: date | None) -> OpenModel:
    name = str(row.values["name"])

    def figure(key: str) -> Measurement[Decimal]:
        return row.amount(key, as_of, name)

    speed = row.figure("tokens_per_second", as_of, name)
    if isinstance(speed, Known):
        ends = Range(*(as_decimal(speed.value[end]) for end in ("low", "point", "high")))
        speed = Known(ends, speed.unit, speed.basis, speed.note, speed.provenance)
    return OpenModel(
        name=name,
        provider=row.provider,
        because=row.values["because"],
        serving=row.plain("serving", as_of),
        served_until=row.plain("served_until", as_of),
        input=figure("input"),
        output=figure("output"),
        cache_read=figure("cache_read"),
        hosting_per_hour=figure("hosting_per_hour"),
        adapters_per_deployment=row.plain("adapters_per_deployment", as_of, 1),
        tokens_per_second=speed,
        training_price=figure("training_price"),
        job_minimum=figure("job_minimum"),
        storage_per_month=figure("storage_per_month"),
        provenance=row.provenance,
    )


@cache
def gpus(as_of: date | None = None) -> tuple[Gpu, ...]:
    """The machines for rent that the book knows on a day, in its order."""
    return tuple(
        Gpu(
            name=row.values["name"],
            provider=row.provider,
            price_per_hour=row.amount("price_per_hour", as_of, row.values["name"]),
            provenance=row.provenance,
        )
        for row in rows_of("gpus")
        if ended(row, as_of) is None
    )


@cache
def smaller_model(provider: str, model: str, as_of: date | None = None) -> Measurement[str]:
    """The smaller model of the same provider to try untuned first, or why none is named."""
    row = find("smaller", provider, model)
    if row is None:
        return Unknown(f"the price book names no smaller model of {provider} to try in place of {model}")
    if "smaller" not in row.values:
        return Unknown(f"no smaller model is named for {provider} {model}: {row.values['because']}")
    fact = row.figure("smaller", as_of, model)
    if isinstance(fact, Unknown):
        return fact
    return Known(str(fact.value), basis=fact.basis, note=fact.note, provenance=fact.provenance)
