"""Whether somebody tunes and serves the agent's model, and until when."""

from __future__ import annotations

from datetime import date

from auditor.costs import Prices, TuningPath, tuning_path
from auditor.model.agent import Agent
from auditor.model.facts import PathFacts
from auditor.model.measurement import Known, Measurement, Unknown


def find(agent: Agent, prices: Prices) -> Measurement[TuningPath]:
    """The tuning path of the agent's model (of its declared base, for a tuned agent)."""
    name = (agent.fine_tune.base if agent.fine_tune else None) or agent.model.name
    if name is None:
        return Unknown("the model is not declared (or only by an alias), so it cannot be said who tunes it")
    priced = prices.of(agent.model)
    provider = priced.value.provider if isinstance(priced, Known) else agent.model.provider
    if not provider:
        return Unknown(f"the provider of {name} is not declared")
    return tuning_path(provider, name, prices.as_of)


def measure(path: Measurement[TuningPath], as_of: date) -> PathFacts:
    """The facts on the tuning path."""
    if isinstance(path, Unknown):
        return PathFacts(is_offered=path, because=path.because, tunable_until=None, served_until=None, as_of=as_of)
    found = path.value
    note = f"{found.provenance.source}, read {found.provenance.read}, confidence {found.provenance.confidence}"
    return PathFacts(
        is_offered=Known(found.is_offered, basis="declared", note=note),
        because=found.because,
        tunable_until=found.tunable_until,
        served_until=found.served_until,
        as_of=as_of,
    )
