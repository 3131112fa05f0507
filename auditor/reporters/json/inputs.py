"""What an agent's gates rest on that the run document says nowhere else: with it, two runs tell why they differ."""

from __future__ import annotations

from typing import Any

from auditor.model.facts import DeclaredSource
from auditor.model.measurement import Unknown, known
from auditor.model.run import Audited
from auditor.reporters.json.economics import span


def inputs(audited: Audited) -> dict[str, Any]:
    """Prompting, task, declared knowledge and tuning path; null where nothing is known."""
    facts = audited.facts
    return {
        "prompting": _prompting(audited),
        "task": {
            "scope": known(facts.scope.scope),
            "tasks": known(facts.scope.tasks),
            "changes_per_quarter": span(known(facts.scope.changes_per_quarter)),
        },
        "sources": None
        if isinstance(facts.knowledge.sources, Unknown)
        else [_source(one) for one in facts.knowledge.sources.value],
        "tuning": {
            "offered": known(facts.path.is_offered),
            "tunable_until": None if facts.path.tunable_until is None else facts.path.tunable_until.isoformat(),
            "served_until": None if facts.path.served_until is None else facts.path.served_until.isoformat(),
            "because": facts.path.because,
        },
    }


def _prompting(audited: Audited) -> dict[str, Any]:
    """As declared: what the prompt and its history show stands elsewhere, and changes for reasons of its own."""
    said, tried = audited.agent.prompting, audited.facts.prompting
    return {
        "techniques": None if said.techniques is None else sorted(said.techniques),
        "iterations": said.iterations,
        "score": span(known(tried.score)),
        "target": span(known(tried.target)),
        "spread": span(known(tried.spread)),
    }


def _source(source: DeclaredSource) -> dict[str, Any]:
    return {
        "name": source.name,
        "tokens": known(source.tokens),
        "updated": known(source.updated),
        "lives_in": known(source.lives_in),
    }
