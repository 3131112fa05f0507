"""Gate 6: is there still somebody who lets you tune and serve it?"""

from __future__ import annotations

from datetime import timedelta

from auditor.gates.gate import Gate
from auditor.model.decision import Decision
from auditor.model.facts import Facts, PathFacts
from auditor.model.measurement import Unknown
from auditor.model.policy import OptionOpen, Policy


def decide(facts: Facts, policy: Policy) -> Decision:
    """Fail when tuning is not offered, closes before a project could use it, or is not served long enough."""
    path = facts.path
    evidence = (("tuning path", "unknown" if isinstance(path.is_offered, Unknown) else "declared"),)
    if isinstance(path.is_offered, Unknown):
        return Decision(
            outcome="unknown",
            because=path.is_offered.because,
            remedy="Declare the model's provider and name, or ask the provider whether it tunes and until when.",
            evidence=evidence,
        )
    closed = _closed(path, policy.option_open, is_offered=path.is_offered.value)
    if closed is not None:
        return Decision(
            outcome="fail",
            because=closed,
            remedy="Plan for a prompted model, or for one that is tuned and served beyond the horizon.",
            evidence=evidence,
        )
    return Decision(outcome="pass", because=path.because, evidence=evidence)


def _closed(path: PathFacts, limits: OptionOpen, *, is_offered: bool) -> str | None:
    if not is_offered:
        return path.because
    ready = path.as_of + timedelta(days=limits.lead_time_days.value)
    if path.tunable_until is not None and path.tunable_until < ready:
        return f"the last tuning jobs run on {path.tunable_until}, before a project could be ready; {path.because}"
    if path.served_until is not None:
        months = (path.served_until - path.as_of).days * 12 / 365
        if months < limits.min_months_served.value:
            least = limits.min_months_served.value
            short = f"{months:.1f} months where {least} are asked for"
            return f"tuned models are served until {path.served_until}, {short}; {path.because}"
    return None


GATE = Gate(
    id="G6",
    name="option-open",
    question="Is there still somebody who lets you tune and serve it?",
    why="Tuning platforms are being withdrawn: an asset that dies with its base model in two months is no asset.",
    remedy="Choose a model whose provider tunes and serves it beyond the horizon, or stay with the prompt.",
    reads=("path",),
    decide=decide,
)
