"""One agent as plain data."""

from __future__ import annotations

from typing import Any

from auditor.model.decision import GateDecision
from auditor.model.facts import PromptFacts, TrafficFacts
from auditor.model.fleet import Origin
from auditor.model.measurement import Measurement, Unknown
from auditor.model.money import plain
from auditor.model.run import Audited, cost_today, saving_of
from auditor.reporters.json.dataset import dataset, unknown_dataset
from auditor.reporters.json.economics import break_even, costs, span
from auditor.reporters.json.history import history, unknown_history
from auditor.reporters.json.inputs import inputs
from auditor.reporters.json.observed import observed
from auditor.reporters.json.prefix import prefix, unknown_prefix
from auditor.reporters.json.showback import shares

RATES = ("calls_per_month", "growth_per_month", "user_tokens", "output_tokens", "cache_hit_rate", "batch_share")
"""Figures of the traffic that are ranges."""


def agent_document(audited: Audited) -> dict[str, Any]:
    """One agent as the document has it."""
    agent, facts = audited.agent, audited.facts
    return {
        "id": agent.id,
        "name": agent.name,
        "owner": agent.owner,
        "team": agent.team,
        "cost_centre": agent.cost_centre,
        "purpose": agent.purpose,
        "architecture": agent.architecture,
        "model": {"provider": agent.model.provider, "name": agent.model.name},
        "location": {"file": audited.text.location.file, "line": audited.text.location.line},
        "source": _source(audited.origin),
        "prompt": _prompt(facts.prompt),
        "traffic": _traffic(facts.traffic),
        "knowledge": {
            "volatile_tokens": facts.knowledge.volatile_tokens,
            "volatile_share": plain(facts.knowledge.volatile_share),
            "spans": [
                {
                    "start": span.start,
                    "end": span.end,
                    "line": span.line,
                    "text": span.text,
                    "kind": span.kind,
                    "confidence": span.confidence,
                    "because": span.because,
                }
                for span in facts.prompt.spans
            ],
            "spans_left_out": facts.prompt.spans_left_out,
        },
        "prefix": prefix(facts.prefix),
        "history": history(facts.history),
        "dataset": dataset(facts),
        "inputs": inputs(audited),
        "costs": {
            "per_month": span(cost_today(audited)),
            "saves_per_month": span(saving_of(audited)),
            **shares(audited),
            **costs(facts.economics),
        },
        "break_even": break_even(facts.economics.break_even),
        "gates": [_gate(gate) for gate in audited.gates],
        "scorecard": [
            {"round": part.round, "winner": part.winner, "because": part.because} for part in audited.scorecard
        ],
        "verdict": audited.verdict.name,
        "family": audited.verdict.family.id,
        "confidence": audited.verdict.confidence,
        "because": audited.verdict.because,
        "recommendations": [
            {"action": advice.action, "because": advice.because, "saves_per_month": span(advice.saves_per_month)}
            for advice in audited.verdict.recommendations
        ],
        "unknown": _unknown(audited),
        "observed": observed(facts.seen),
    }


def _source(origin: Origin | None) -> dict[str, str] | None:
    if origin is None:
        return None
    return {"format": origin.format, "key": origin.key, "sha256": origin.sha256}


def _prompt(prompt: PromptFacts) -> dict[str, Any]:
    return {
        "tokens": prompt.tokens,
        "reference_tokens": prompt.reference_tokens,
        "encoding": prompt.encoding,
        "method": prompt.method,
        "error": float(prompt.error),
        "note": prompt.count_note,
        "sha256": prompt.sha256,
        "characters": prompt.characters,
        "tools_tokens": prompt.tools_tokens,
        "authored_tokens": prompt.tokens if prompt.authored_tokens is None else prompt.authored_tokens,
        "framed_by": prompt.framed_by or None,
        "adds": prompt.adds or None,
        "techniques": list(prompt.techniques),
        "secrets": [{"line": secret.line, "what": secret.what} for secret in prompt.secrets],
        "segments": [
            {"label": part.label, "start": part.start, "end": part.end, "tokens": part.tokens}
            for part in prompt.stretches
        ],
    }


def _traffic(traffic: TrafficFacts) -> dict[str, Any]:
    arrivals = traffic.arrivals
    return {
        name: None if isinstance(fact := getattr(traffic, name), Unknown) else span(fact.value) for name in RATES
    } | {
        "arrivals": None
        if isinstance(arrivals, Unknown)
        else {"file": arrivals.value.file, "calls": arrivals.value.calls, "days": plain(arrivals.value.days)}
    }


def _gate(gate: GateDecision) -> dict[str, Any]:
    decision = gate.decision
    return {
        "id": gate.id,
        "name": gate.name,
        "outcome": decision.outcome,
        "because": decision.because,
        "remedy": decision.remedy,
        "evidence": [{"fact": fact, "basis": basis} for fact, basis in decision.evidence],
    }


def _unknown(audited: Audited) -> list[dict[str, str]]:
    """Every fact that is null above because nobody knows it, with the reason."""
    traffic, prompting = audited.facts.traffic, audited.facts.prompting
    facts: dict[str, Measurement[Any]] = {
        **{f"traffic.{name}": getattr(traffic, name) for name in (*RATES, "arrivals")},
        "prompting.iterations": prompting.iterations,
        "prompting.quality.score": prompting.score,
        **unknown_dataset(audited.facts),
        "task.scope": audited.facts.scope.scope,
        "knowledge": audited.facts.knowledge.sources,
    }
    facts |= unknown_prefix(audited.facts.prefix) | unknown_history(audited.facts.history)
    return [{"field": name, "because": fact.because} for name, fact in facts.items() if isinstance(fact, Unknown)]
