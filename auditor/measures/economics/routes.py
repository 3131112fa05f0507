"""Who could serve a tuned model for the agent: its own model's provider, or a small open model elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from auditor import costs
from auditor.costs.book import HOURS_PER_MONTH
from auditor.measures.economics.question import Question
from auditor.measures.economics.terms import Terms, terms
from auditor.measures.economics.training import training
from auditor.model.estimate import OptionName, PoolMember
from auditor.model.measurement import Known, Measurement, Unknown, known
from auditor.model.money import ZERO
from auditor.tokens import family_of

MONTHS_PER_DAY = Decimal(12) / 365
FREE = costs.Rates(0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0)
"""Tokens of a deployment that is paid by the hour."""


@dataclass(frozen=True, slots=True)
class Way:
    """A tuned model that can be had: how it is hosted, what it makes of prices per token, and its name."""

    tuned: costs.Tuned
    input_factor: Decimal | None
    """Multiples of today's model's prices; None where the way has prices of its own."""
    output_factor: Decimal | None
    rates: costs.Rates[float] | None
    model: str
    deployment: str
    """Where adapters of several agents can share: empty if each needs its own."""
    adapters: int

    def at(self, base: Terms) -> costs.Rates[float]:
        """The rates in a span of the horizon in which today's model is billed by `base`."""
        if self.rates is not None:
            return self.rates
        assert self.input_factor is not None
        assert self.output_factor is not None
        return base.rates(input=self.input_factor, output=self.output_factor)


def ways(question: Question, member: PoolMember | None = None) -> dict[OptionName, Measurement[Way]]:
    """The ways to a tuned model, each or why it cannot be had or priced; for a pool's member at its share of it."""
    own = _own(question)
    found: dict[OptionName, Measurement[Way]] = {
        "fine_tuned": own,
        "fine_tuned_dedicated": _open(question, "per_hour"),
        "fine_tuned_smaller": _open(question, "per_token"),
    }
    path = known(question.path)
    if path is not None and path.is_offered and path.serving == "per_hour":
        found["fine_tuned"] = Unknown("its provider serves tuned models on dedicated deployments only")
        found["fine_tuned_dedicated"] = own
    dedicated = found["fine_tuned_dedicated"]
    if member is not None and isinstance(dedicated, Known):
        found["fine_tuned_dedicated"] = replace(dedicated, value=_pooled(dedicated.value, member))
    return found


def _pooled(way: Way, member: PoolMember) -> Way:
    """The way at the member's part of a shared deployment's price."""
    route = way.tuned.route._replace(least_replicas=float(member.least_replicas))
    words = f"its part by load, {member.share * 100:.1f} %, of a deployment that several agents share"
    return replace(way, tuned=replace(way.tuned, route=route, hosting=words))


def own_route(question: Question) -> OptionName:
    """The way to tune today's model: what the decision is about."""
    path = known(question.path)
    return "fine_tuned_dedicated" if path and path.is_offered and path.serving == "per_hour" else "fine_tuned"


def _own(question: Question) -> Measurement[Way]:
    if isinstance(question.path, Unknown):
        return question.path
    path = question.path.value
    if not path.is_offered:
        return Unknown(path.because)
    over = _over(question, path)
    if over:
        return Unknown(over)
    is_by_hour = path.serving == "per_hour"
    needed = (path.hosting_per_hour,) if is_by_hour else (path.hosting_per_hour, path.input_factor, path.output_factor)
    unknown = [figure.because for figure in needed if isinstance(figure, Unknown)]
    if unknown:
        return Unknown("; ".join(unknown))
    name = (question.tuned_model or question.model).name or ""
    hosting = known(path.hosting_per_hour) or ZERO
    months, because, longest = horizon(question, path.served_until)
    tuned = costs.Tuned(
        route=_route(1.0, hosting, is_by_replica=is_by_hour, storage=known(path.storage_per_month)),
        hosting=_hosting(hosting, path.adapters_per_deployment),
        training=training(question, path.training_price, path.job_minimum, _hourly(path)),
        horizon_months=months,
        horizon_because=because,
        longest_months=longest,
    )
    deployment = f"{question.listed.provider} {name}" if path.adapters_per_deployment > 1 else ""
    factors = (known(path.input_factor), known(path.output_factor))
    rates = FREE if is_by_hour else _listed(question)
    return Known(
        Way(tuned, *factors, rates, name, deployment, path.adapters_per_deployment), basis="declared", note=path.because
    )


def _over(question: Question, path: costs.TuningPath) -> str:
    """Why a way is closed already; empty if it is open. A tuned agent needs no new job, only service."""
    if path.served_until is not None and path.served_until <= question.as_of:
        return f"tuned models of {question.model.name} were served until {path.served_until}"
    ready = question.as_of + timedelta(days=question.policy.option_open.lead_time_days.value)
    if question.is_tuned or path.tunable_until is None or path.tunable_until >= ready:
        return ""
    return f"the last tuning jobs run on {path.tunable_until}, before a project could be ready"


def _hourly(path: costs.TuningPath) -> Measurement[Decimal] | None:
    """The price of an hour, where reinforcement tuning is the only method that is offered."""
    return path.rft_per_hour if path.methods == ("reinforcement",) else None


def _listed(question: Question) -> costs.Rates[float] | None:
    """The tuned model's own rates, where it is priced under its own name; None where they follow from the base's."""
    if question.tuned_model is None:
        return None
    priced = known(question.book.of(question.tuned_model))
    billed = known(terms(priced, question.tuned_model, question.traffic.batch_share)) if priced else None
    return billed.rates() if billed else None


def _open(question: Question, serving: str) -> Measurement[Way]:
    if question.is_tuned:
        return Unknown("it is tuned already; another base would be a new project")
    because = f"the price book has no open model that is served {serving.replace('_', ' ')} at a known price"
    for model in costs.open_models(question.as_of):
        if model.serving != serving:
            continue
        by_token = () if serving == "per_hour" else (model.input, model.output)
        wanted = (model.hosting_per_hour, *by_token)
        if not any(isinstance(figure, Unknown) for figure in wanted):
            return Known(_open_way(question, model), basis="declared", note=model.because)
    return Unknown(because)


def _open_way(question: Question, model: costs.OpenModel) -> Way:
    hosting = known(model.hosting_per_hour) or ZERO
    is_by_hour = model.serving == "per_hour"
    months, because, longest = horizon(question, model.served_until)
    tuned = costs.Tuned(
        route=_route(
            kappa(question, model.name), hosting, is_by_replica=is_by_hour, storage=known(model.storage_per_month)
        ),
        hosting=_hosting(hosting, model.adapters_per_deployment),
        training=training(question, model.training_price, model.job_minimum),
        horizon_months=months,
        horizon_because=because,
        longest_months=longest,
    )
    rates = FREE
    if not is_by_hour:
        input, output = float(known(model.input) or ZERO), float(known(model.output) or ZERO)
        rates = FREE._replace(input=input, output=output, read=input, write=input)
    label = f"{model.provider} {model.name}"
    deployment = label if is_by_hour and model.adapters_per_deployment > 1 else ""
    return Way(tuned, None, None, rates, label, deployment, model.adapters_per_deployment)


def kappa(question: Question, other: str) -> float:
    """Tokens that another model's tokenizer makes of one of today's, by the families' measured ratios."""
    return float(family_of(other).ratio / family_of(question.model.name).ratio)


def _route(kappa: float, hosting: Decimal, *, is_by_replica: bool, storage: Decimal | None) -> costs.Route[float]:
    return costs.Route(
        kappa=kappa,
        hosting_per_month=float(hosting * HOURS_PER_MONTH),
        is_by_replica=float(is_by_replica),
        storage_per_month=float(storage or ZERO),
        least_replicas=1.0,
    )


def _hosting(per_hour: Decimal, adapters: int) -> str:
    if not per_hour:
        return "billed per token, nothing by the hour"
    share = f"; up to {adapters:,} adapters could share it" if adapters > 1 else ""
    return f"a deployment of its own{share}"


def horizon(question: Question, served_until: date | None) -> tuple[float, str, float]:
    """Months within which tuning must pay, why, and how many there could be at most.

    H = min(policy, serve-until - go-live, next forced retraining), the longest without the policy.
    Never below one month, so that a break-even can be told; the gate on open options says what is too short.
    """
    limits = question.policy
    lead = 0 if question.is_tuned else limits.option_open.lead_time_days.value
    ends = [(Decimal(limits.scale_pays.horizon_months.value), "the policy's horizon")]
    retrain = limits.scale_pays.retrain_every_months.value.point
    ends.append((retrain, "the base model is likely to be retired then, and the work to be done again"))
    if served_until is not None:
        left = Decimal((served_until - question.as_of).days - lead) * MONTHS_PER_DAY
        words = f"served until {served_until}" + (f", {lead} days from now until it goes live" if lead else "")
        ends.append((max(Decimal(1), left), words))
    months, because = min(ends, key=lambda end: end[0])
    return float(months), because, float(min(months for months, _ in ends[1:]))
