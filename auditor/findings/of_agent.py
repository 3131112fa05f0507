"""What is found in one agent: its verdict, its prompt, its training data, a gate that broke."""

from __future__ import annotations

from dataclasses import replace

from auditor.findings.rules import RULE
from auditor.model.finding import Finding, Location
from auditor.model.measurement import Known
from auditor.model.money import usd
from auditor.model.run import Audited

_OF_VERDICT = {
    "pull-knowledge-out-of-weights": "knowledge-in-weights",
    "return-to-prompting": "tuning-does-not-last",
    "fine-tune": "break-even-crossed",
    "fine-tune-with-retrieval": "break-even-crossed",
    "move-to-retrieval": "knowledge-not-updatable",
    "keep-in-context": "knowledge-not-updatable",
}


def of_agent(audited: Audited) -> list[Finding]:
    """The findings of one agent, without those of its usage."""
    found = []
    verdict = audited.verdict
    rule = _OF_VERDICT.get(verdict.name)
    if rule is not None:
        found.append(
            _finding(
                audited, rule, f"{audited.agent.id}: {verdict.name}: {verdict.because}.", _first_span(audited, rule)
            )
        )
    if not audited.facts.prompt.characters:
        found.append(_finding(audited, "prompt-empty", f"The prompt of {audited.agent.id} is empty.", 1))
    for secret in audited.facts.prompt.secrets:
        message = f"{audited.agent.id}: {secret.what} in the prompt."
        found.append(_finding(audited, "credential-in-prompt", message, secret.line, f"{secret.what} {secret.line}"))
    found += _of_data(audited)
    for advice in verdict.recommendations:
        if advice.rule and advice.saves_per_month is not None:
            message = f"{audited.agent.id}: {advice.action}: saves about {usd(advice.saves_per_month.point)} a month."
            found.append(_finding(audited, advice.rule, message, 1))
    found += _of_prefix(audited)
    for gate in audited.gates:
        if gate.decision.outcome == "error":
            found.append(
                _finding(audited, "gate-broke", f"{audited.agent.id}: {gate.name}: {gate.decision.because}", 1, gate.id)
            )
    return found


def _of_prefix(audited: Audited) -> list[Finding]:
    """Run-time text that keeps the rest from being cached, unless it is known that moving it saves next to nothing."""
    prefix = audited.facts.prefix
    saves = prefix.saves
    if not prefix.is_better_moved or (isinstance(saves, Known) and saves.value.point < 1):
        return []
    worth = (
        f"saves about {usd(saves.value.point)} a month"
        if isinstance(saves, Known)
        else f"worth unknown: {saves.because}"
    )
    message = f"{audited.agent.id}: {prefix.gain}; {worth}."
    return [_finding(audited, "run-time-text-first", message, prefix.moves[0].line)]


def _of_data(audited: Audited) -> list[Finding]:
    """What nobody should train on, at the line of its file where it first stands."""
    dataset = audited.facts.dataset
    found = []
    rules = (("credential-in-training-data", dataset.credentials), ("personal-data-in-training", dataset.personal))
    for rule, held in rules:
        for one in held:
            many = "1 training example" if one.rows == 1 else f"{one.rows:,} training examples"
            message = f"{audited.agent.id}: {one.what} in {many}."
            at = Location(one.file, one.line)
            finding = _finding(audited, rule, message, 1, f"{one.what} {one.file}")
            found.append(replace(finding, location=at))
    return found


def _first_span(audited: Audited, rule: str) -> int:
    spans = audited.facts.prompt.spans
    return spans[0].line if rule == "knowledge-not-updatable" and spans else 1


def _finding(audited: Audited, rule: str, message: str, line: int, subject: str = "") -> Finding:
    place = audited.text.location
    return Finding(
        rule=rule,
        agent=audited.agent.id,
        severity=RULE[rule].severity,
        confidence=audited.verdict.confidence if rule in _OF_VERDICT.values() else "high",
        message=message,
        location=Location(place.file, place.line + line - 1),
        subject=subject,
    )
