"""Who tunes and serves a model: until when, and on what terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from auditor.costs.book.reading import Serving, ended, find
from auditor.model.measurement import Known, Measurement, Provenance, Unknown

HOURS_PER_MONTH = Decimal(730)


@dataclass(frozen=True, slots=True, kw_only=True)
class TuningPath:
    """Who tunes and serves a model, by which methods, until when, and on what terms."""

    is_offered: bool
    because: str
    methods: tuple[str, ...]
    serving: Serving
    tunable_until: date | None
    """The last day on which a tuning job may start; None if none is announced."""
    served_until: date | None
    hosting_per_hour: Measurement[Decimal]
    """USD per hour of a deployment, be it called or not."""
    adapters_per_deployment: int
    """Tuned models that share a deployment; 1 if each needs its own."""
    input_factor: Measurement[Decimal]
    """Multiple of the base model's price per input token, cached ones too; 0 where hours are paid instead."""
    output_factor: Measurement[Decimal]
    training_price: Measurement[Decimal]
    """USD per million tokens trained on, epochs included."""
    job_minimum: Measurement[Decimal]
    """USD that a training job costs at least."""
    rft_per_hour: Measurement[Decimal]
    """USD per hour of reinforcement tuning."""
    storage_per_month: Measurement[Decimal]
    """USD per month for keeping one tuned model."""
    provenance: Provenance

    @property
    def hosting_per_month(self) -> Measurement[Decimal]:
        """USD per month of 730 hours for a deployment."""
        hour = self.hosting_per_hour
        if isinstance(hour, Unknown):
            return hour
        return Known(hour.value * HOURS_PER_MONTH, "USD/month", hour.basis, hour.note, hour.provenance)


@cache
def tuning_path(provider: str, model: str, as_of: date | None = None) -> Measurement[TuningPath]:
    """Who tunes and serves a model on a day, or why that is unknown; without a day, as of today's book."""
    row = find("tuning", provider, model)
    if row is None:
        return Unknown(f"the price book does not know whether anybody tunes and serves {provider} {model}")
    because = ended(row, as_of)
    if because is not None:
        return Unknown(because)

    def figure(key: str) -> Measurement[Decimal]:
        return row.amount(key, as_of, model)

    path = TuningPath(
        is_offered=row.is_offered,
        because=row.values["because"],
        methods=tuple(row.values.get("methods", ())),
        serving=row.plain("serving", as_of, "per_token"),
        tunable_until=row.plain("tunable_until", as_of),
        served_until=row.plain("served_until", as_of),
        hosting_per_hour=figure("hosting_per_hour"),
        adapters_per_deployment=row.plain("adapters_per_deployment", as_of, 1),
        input_factor=figure("input_factor"),
        output_factor=figure("output_factor"),
        training_price=figure("training_price"),
        job_minimum=figure("job_minimum"),
        rft_per_hour=figure("rft_per_hour"),
        storage_per_month=figure("storage_per_month"),
        provenance=row.provenance,
    )
    return Known(path, basis="declared", note=row.provenance.source, provenance=row.provenance)
