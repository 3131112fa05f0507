"""Verdicts, failed decisions and graph observations as located findings, with what people may ignore kept apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from auditor.findings import of_usage
from auditor.model.finding import Finding, Location, Rule
from auditor.model.fleet import Fleet
from auditor.model.measurement import Known
from auditor.model.money import usd
from auditor.model.policy import UsageLogs
from auditor.model.run import Audited
from auditor.model.shared import Disagreement, FleetGraph, SharedBlock

RULES: tuple[Rule, ...] = (
    Rule(
        "knowledge-in-weights",
        "Changing facts were trained into weights",
        "Weights cannot be edited. Retrain on behaviour only and serve the facts from retrieval or the context.",
        "high",
    ),
    Rule(
        "credential-in-prompt",
        "A credential stands in the prompt",
        "A user can talk a model into showing its prompt. Take the credential out and revoke it.",
        "high",
    ),
    Rule(
        "credential-in-training-data",
        "A credential stands in the training data",
        "What was trained in cannot be taken out again. Take it out of the file, revoke it, and train anew.",
        "high",
    ),
    Rule(
        "personal-data-in-training",
        "Personal data stand in the training data",
        "A tuned model may repeat them to anybody. Replace them with made-up ones before training.",
        "medium",
    ),
    Rule(
        "tuning-does-not-last",
        "A tuned model no longer pays, or its base is being retired",
        "Return to a prompted model before the provider withdraws this one.",
        "medium",
    ),
    Rule(
        "break-even-crossed",
        "Fine-tuning has crossed its break-even",
        "The behaviour is stable, examples are at hand, and tuning repays itself within the horizon.",
        "medium",
    ),
    Rule(
        "knowledge-not-updatable",
        "Changing facts are woven into the prompt",
        "Keep them as one block in a cached context, or move them to retrieval.",
        "low",
    ),
    Rule(
        "caching-left-lying",
        "The same prompt would be cheaper with other caching",
        "Put stable text first and switch prompt caching on; or off, where hardly a call hits it.",
        "low",
    ),
    Rule(
        "run-time-text-first",
        "Run-time text stands before text that could be cached",
        "A cache holds what is the same from the first token on. Move the blocks with run-time text to the end.",
        "low",
    ),
    Rule(
        "shared-volatile-block",
        "The same changing facts stand in several prompts",
        "Keep them once, as one knowledge source, and let all these agents read it.",
        "low",
    ),
    Rule(
        "drifted-block",
        "Copies of a shared block have drifted apart",
        "Decide which wording holds, and keep it in one place.",
        "low",
    ),
    Rule(
        "facts-disagree",
        "Prompts state the same fact differently",
        "Find out which one holds, and keep the fact once, in one source that all these agents read.",
        "medium",
    ),
    Rule("hand-off-cycle", "Agents hand off to each other in a circle", "Make sure that one of them can stop.", "info"),
    Rule("prompt-not-clean-text", "A prompt file is not clean text", "Save it as UTF-8 without NUL bytes.", "medium"),
    Rule("prompt-empty", "An agent has no prompt", "Give it one, or take it out of the inventory.", "medium"),
    Rule("file-skipped", "A file in the source is no agent", "Give it front matter with a name, if it is one.", "low"),
    Rule(
        "files-skipped",
        "Files in the source show no sign of an agent",
        "Name the folder that holds the agents.",
        "info",
    ),
    Rule("node-type-unknown", "A workflow's node is of an unknown type", "See whether it is an agent.", "info"),
    Rule("model-first-of-several", "A file names several models", "Name the one that the agent runs on.", "info"),
    Rule("model-from-alias", "A model is taken from an alias", "Name the model itself, for aliases move.", "info"),
    Rule("model-from-default", "A model is the default of code", "Name the model that the environment sets.", "info"),
    Rule("tasks-from-card", "Tasks are the skills of an A2A card", "Declare task.tasks where it is not so.", "info"),
    Rule("default-model", "Agents name no model and got the default", "Name the model in each agent's file.", "info"),
    Rule("model-not-resolved", "A file does not say which model it means", "Name the provider's own model id.", "info"),
    Rule(
        "hand-off-unknown",
        "An agent hands off to one that was not read",
        "Read its file along with the others.",
        "info",
    ),
    Rule(
        "prompt-is-user-message",
        "A prompt has no system message",
        "Put what never changes into a system message.",
        "info",
    ),
    Rule("prompt-version", "One version of a prompt of several is read", "Name the one that is deployed.", "info"),
    Rule("prompt-too-long", "A prompt is longer than its tool takes", "Shorten it, or move parts into skills.", "info"),
    Rule("front-matter-not-yaml", "Front matter is not valid YAML", "Quote values that contain a colon.", "info"),
    Rule("traffic-without-agent", "Traffic for an agent that is not in the fleet", "Check the id.", "low"),
    Rule("gate-broke", "A gate broke", "Please report this as a bug.", "high"),
    *of_usage.RULES,
)
"""Every rule a finding can cite."""

_RULE = {rule.id: rule for rule in RULES}
_OF_VERDICT = {
    "pull-knowledge-out-of-weights": "knowledge-in-weights",
    "return-to-prompting": "tuning-does-not-last",
    "fine-tune": "break-even-crossed",
    "fine-tune-with-retrieval": "break-even-crossed",
    "move-to-retrieval": "knowledge-not-updatable",
    "keep-in-context": "knowledge-not-updatable",
}


def collect(fleet: Fleet, agents: Sequence[Audited], graph: FleetGraph, limits: UsageLogs) -> tuple[Finding, ...]:
    """All findings, the gravest first, then by agent and rule."""
    found = [*fleet.notes, *_of_graph(agents, graph), *of_usage.of_bills(fleet, agents, limits)]
    for audited in agents:
        found += [*_of_agent(audited), *of_usage.of_usage(audited, limits)]
    gravity = {"high": 0, "medium": 1, "low": 2, "info": 3}
    return tuple(sorted(found, key=lambda f: (gravity[f.severity], f.agent or "", f.rule, f.location.line, f.subject)))


def _of_agent(audited: Audited) -> list[Finding]:
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
        severity=_RULE[rule].severity,
        confidence=audited.verdict.confidence if rule in _OF_VERDICT.values() else "high",
        message=message,
        location=Location(place.file, place.line + line - 1),
        subject=subject,
    )


def _of_graph(agents: Sequence[Audited], graph: FleetGraph) -> list[Finding]:
    places = {audited.agent.id: audited.text.location for audited in agents}
    found = []
    for block in graph.blocks:
        ids = sorted({use.agent for use in block.uses})
        first = block.uses[0]
        at = Location(places[first.agent].file, places[first.agent].line + first.line - 1)
        who = f"{', '.join(ids[:4])}{' …' if len(ids) > 4 else ''}"
        if block.is_volatile:
            message = f"A block of {block.tokens} tokens with changing facts stands in {len(ids)} prompts: {who}."
            message += _cost(block)
            found.append(_fleetwide("shared-volatile-block", message, at, block.id))
        for number, one in enumerate(block.disagreements):
            found.append(_disagreement(block, one, number, places))
        if block.kind == "near" and not block.disagreements:
            message = f"Copies of a block of {block.tokens} tokens differ between {len(ids)} prompts: {who}."
            found.append(_fleetwide("drifted-block", message, at, block.id))
    for cycle in graph.cycles:
        message = f"These agents hand off to each other in a circle: {', '.join(cycle)}."
        found.append(_fleetwide("hand-off-cycle", message, places[cycle[0]], " ".join(cycle)))
    return found


def _cost(block: SharedBlock) -> str:
    carried = block.worth.carried if block.worth else None
    known = carried if isinstance(carried, Known) else None
    of = f" ({known.note})" if known and known.note else ""
    return f" Carrying it costs about {usd(known.value.point)} a month{of}." if known else ""


def _disagreement(block: SharedBlock, one: Disagreement, number: int, places: Mapping[str, Location]) -> Finding:
    """Who says otherwise than most: at the place of the first of them."""
    held = Counter(saying.value for saying in one.sayings)
    most = max(sorted(held), key=lambda value: held[value])
    odd = next(saying for saying in one.sayings if saying.value != most)
    lines = ", ".join(f"{saying.agent} line {saying.line}" for saying in one.sayings[:6])
    message = (
        f"Copies of a block of {block.tokens} tokens state a {one.kind.replace('_', ' ')} in {len(held)} ways: "
        f"{odd.agent} line {odd.line} says otherwise than most ({lines}{' …' if len(one.sayings) > 6 else ''})."
    )
    at = Location(places[odd.agent].file, places[odd.agent].line + odd.line - 1)
    return _fleetwide("facts-disagree", message, at, f"{block.id} {number}")


def _fleetwide(rule: str, message: str, location: Location, subject: str) -> Finding:
    severity = _RULE[rule].severity
    return Finding(
        rule=rule, agent=None, severity=severity, confidence="high", message=message, location=location, subject=subject
    )
