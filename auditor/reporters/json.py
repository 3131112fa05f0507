"""The run document as JSON: the contract that every other consumer can rely on."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from typing import Any

from auditor.model.decision import GateDecision
from auditor.model.estimate import BreakEven, Line, Option
from auditor.model.facts import PromptFacts
from auditor.model.finding import Finding
from auditor.model.measurement import Unknown
from auditor.model.money import MICRO, NANO, Range, plain
from auditor.model.run import Audited, Run
from auditor.model.shared import FleetGraph
from auditor.reporters.texts import Texts

NAME = "json"
ENDING = ".json"
DESCRIPTION = "the whole run document, for programs"

FORMAT = 1
# 1: the first format.


def render(run: Run, texts: Texts) -> str:
    """The run as JSON, sorted by agent id, the same bytes for the same run.

    An agent, a shared block and a finding each have their line: what changed shows in a diff, and the fast encoder of
    the standard library does the work (its indenting one takes ten times as long).
    """
    parts = ",\n".join(f"{_dumped(name)}: {_part(value)}" for name, value in document(run).items())
    return "{" + parts + "}\n"


def _part(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ",".join("\n" + _dumped(item) for item in value) + "\n]"
    if isinstance(value, dict) and any(isinstance(item, list) for item in value.values()):
        return "{" + ",".join(f"\n{_dumped(name)}: {_part(item)}" for name, item in value.items()) + "\n}"
    return _dumped(value)


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def document(run: Run) -> dict[str, Any]:
    """The run as plain data; money is decimal strings, what is unknown is null with its reason beside it."""
    return {
        "format": FORMAT,
        "auditor": run.auditor,
        "at": run.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "inputs": {
            "inventory": {"path": run.inputs.path, "sha256": run.inputs.sha256},
            "policy": {"sha256": run.inputs.policy_sha256},
            "prices": {
                "as_of": run.inputs.prices_as_of.isoformat(),
                "edition": run.inputs.prices_edition,
                "sha256": run.inputs.prices_sha256,
            },
        },
        "fleet": _fleet(run),
        "agents": [agent_document(audited) for audited in sorted(run.agents, key=lambda audited: audited.agent.id)],
        "graph": _graph(run.graph),
        "findings": [_finding(finding) for finding in run.findings],
    }


def _fleet(run: Run) -> dict[str, Any]:
    verdicts = Counter(audited.verdict.name for audited in run.agents)
    return {
        "name": run.name,
        "currency": run.currency,
        "agents": len(run.agents),
        "prompt_tokens": run.prompt_tokens,
        "monthly_cost": _range(run.monthly_cost),
        "costed_agents": len(run.costed),
        "avoidable_per_month": _range(run.avoidable),
        "verdicts": dict(sorted(verdicts.items())),
    }


def agent_document(audited: Audited) -> dict[str, Any]:
    """One agent as the document has it."""
    agent, facts = audited.agent, audited.facts
    return {
        "id": agent.id,
        "name": agent.name,
        "owner": agent.owner,
        "purpose": agent.purpose,
        "architecture": agent.architecture,
        "model": {"provider": agent.model.provider, "name": agent.model.name},
        "location": {"file": audited.text.location.file, "line": audited.text.location.line},
        "prompt": _prompt(facts.prompt),
        "traffic": {
            name: None if isinstance(fact := getattr(facts.traffic, name), Unknown) else _range(fact.value)
            for name in ("calls_per_month", "growth_per_month", "user_tokens", "output_tokens", "cache_hit_rate")
        },
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
        "costs": {"options": [_option(option) for option in facts.economics.options]},
        "break_even": _break_even(facts.economics.break_even),
        "gates": [_gate(gate) for gate in audited.gates],
        "scorecard": [
            {"round": part.round, "winner": part.winner, "because": part.because} for part in audited.scorecard
        ],
        "verdict": audited.verdict.name,
        "family": audited.verdict.family.id,
        "confidence": audited.verdict.confidence,
        "because": audited.verdict.because,
        "recommendations": [
            {"action": advice.action, "because": advice.because, "saves_per_month": _range(advice.saves_per_month)}
            for advice in audited.verdict.recommendations
        ],
        "unknown": _unknown(audited),
    }


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
        "techniques": list(prompt.techniques),
        "secrets": [{"line": secret.line, "what": secret.what} for secret in prompt.secrets],
        "segments": [
            {"label": part.label, "start": part.start, "end": part.end, "tokens": part.tokens}
            for part in prompt.stretches
        ],
    }


def _option(option: Option) -> dict[str, Any]:
    return {
        "name": option.name,
        "per_call": None if option.per_call is None else plain(option.per_call, NANO),
        "per_month": _range(option.per_month),
        "lines": [_line(line) for line in option.lines],
        "available": option.is_available,
        "because": option.because,
    }


def _line(line: Line) -> dict[str, Any]:
    step = NANO if line.unit == "USD/call" else MICRO
    return {"name": line.name, "amount": plain(line.amount, step), "unit": line.unit, "basis": line.basis}


def _break_even(found: BreakEven) -> dict[str, Any]:
    ends = (found.low, found.point, found.high)
    low, point, high = (None if end is None else plain(end, Decimal(1)) for end in ends)
    return {
        "calls_per_month": None if ends == (None, None, None) else {"low": low, "point": point, "high": high},
        "crossed": found.crossed,
        "payback_months": None if found.payback_months is None else plain(found.payback_months, Decimal("0.1")),
        "crosses_on": None if found.crosses_on is None else found.crosses_on.isoformat(),
        "flips": [{"input": flip.input, "at": plain(flip.at)} for flip in found.flips],
        "because": found.because,
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
    facts = {
        "traffic.calls_per_month": traffic.calls_per_month,
        "traffic.growth_per_month": traffic.growth_per_month,
        "traffic.user_tokens": traffic.user_tokens,
        "traffic.output_tokens": traffic.output_tokens,
        "traffic.cache_hit_rate": traffic.cache_hit_rate,
        "prompting.iterations": prompting.iterations,
        "prompting.quality.score": prompting.score,
        "dataset.examples": audited.facts.dataset.examples,
        "task.scope": audited.facts.scope.scope,
        "knowledge": audited.facts.knowledge.sources,
    }
    return [{"field": name, "because": fact.because} for name, fact in facts.items() if isinstance(fact, Unknown)]


def _graph(graph: FleetGraph) -> dict[str, Any]:
    return {
        "hand_offs": [{"from": one, "to": other} for one, other in graph.hand_offs],
        "cycles": [list(cycle) for cycle in graph.cycles],
        "sources": [{"name": source.name, "agents": list(source.agents)} for source in graph.sources],
        "blocks": [
            {
                "id": block.id,
                "kind": block.kind,
                "tokens": block.tokens,
                "total_tokens": block.total_tokens,
                "volatile": block.is_volatile,
                "uses": [{"agent": use.agent, "line": use.line, "tokens": use.tokens} for use in block.uses],
            }
            for block in graph.blocks
        ],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "agent": finding.agent,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "message": finding.message,
        "location": {"file": finding.location.file, "line": finding.location.line},
        "fingerprint": finding.fingerprint,
    }


def _range(value: Range | None) -> dict[str, str] | None:
    if value is None:
        return None
    return {"low": plain(value.low), "point": plain(value.point), "high": plain(value.high)}
