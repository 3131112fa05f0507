"""One agent with all that was found out about it: verdict, gates, scorecard, costs, break-even, prompt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from auditor.model.decision import GateDecision
from auditor.model.estimate import BreakEven, Line, Option
from auditor.model.money import MICRO, NANO
from auditor.model.run import Audited, Round, cost_today, saving_of
from auditor.reporters.html.charts import Strip, strip
from auditor.reporters.html.figures import NOTHING, count, day, exact_money, measured, per_call, percent
from auditor.reporters.html.prompt_text import PromptText, prompt_text
from auditor.reporters.html.signs import GLYPHS, Badge, anchor, badge
from auditor.reporters.texts import Texts
from auditor.reporters.words import usd

_OPTIONS = {"prompted": "Prompted", "cached": "Prompted, cached", "fine_tuned": "Fine-tuned"}
_CROSSED = {
    "yes": "crossed",
    "no": "not crossed",
    "depends": "depends on the uncertain inputs",
    "never": "never reached",
    "unknown": "unknown",
}
_WINNERS = {"prompting": "◀", "fine-tuning": "▶", "draw": "=", "unknown": "?"}


@dataclass(frozen=True, slots=True)
class Said:
    """A fact and its value in words."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Advice:
    """A recommendation with what it saves."""

    action: str
    because: str
    saving: str


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate of the walk; `is_deciding` is kept for the first that failed."""

    number: str
    name: str
    outcome: str
    glyph: str
    because: str
    remedy: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A round of the scorecard."""

    round: str
    glyph: str
    winner: str
    because: str


@dataclass(frozen=True, slots=True)
class CostLine:
    """A named amount."""

    name: str
    amount: str
    unit: str
    basis: str


@dataclass(frozen=True, slots=True)
class Architecture:
    """What an architecture costs, or why it is not to be had."""

    name: str
    is_today: bool
    per_call: str
    per_month: str
    note: str
    lines: tuple[CostLine, ...]


@dataclass(frozen=True, slots=True)
class AgentSection:
    """One agent's section of the page."""

    anchor: str
    name: str
    id: str
    purpose: str
    badge: Badge
    because: str
    confidence: str
    cost: str
    saving: str
    about: tuple[Said, ...]
    advice: tuple[Advice, ...]
    gates: tuple[Gate, ...]
    scorecard: tuple[Judged, ...]
    options: tuple[Architecture, ...]
    break_even: tuple[Said, ...]
    crossed: str
    break_even_because: str
    facts: tuple[Said, ...]
    strip: Strip | None
    prompt: PromptText


def agent_section(audited: Audited, texts: Texts) -> AgentSection:
    """Everything about one agent, ready to be shown."""
    agent, verdict, economics = audited.agent, audited.verdict, audited.facts.economics
    saving = saving_of(audited)
    return AgentSection(
        anchor=anchor(agent.id),
        name=agent.title,
        id=agent.id,
        purpose=agent.purpose or "",
        badge=badge(verdict),
        because=verdict.because,
        confidence=verdict.confidence,
        cost=usd(cost_today(audited)),
        saving=usd(saving) if saving else NOTHING,
        about=_about(audited),
        advice=tuple(
            Advice(one.action, one.because, usd(one.saves_per_month) if one.saves_per_month else "")
            for one in verdict.recommendations
        ),
        gates=tuple(_gate(number, gate) for number, gate in enumerate(audited.gates, 1)),
        scorecard=tuple(_judged(part) for part in audited.scorecard),
        options=tuple(_architecture(option, _today(audited)) for option in economics.options),
        break_even=_break_even(economics.break_even),
        crossed=_CROSSED[economics.break_even.crossed],
        break_even_because=economics.break_even.because,
        facts=_prompt_facts(audited),
        strip=strip(audited.facts.prompt),
        prompt=prompt_text(audited, texts),
    )


def _today(audited: Audited) -> Literal["prompted", "fine_tuned"]:
    return "fine_tuned" if audited.agent.is_tuned else "prompted"


def _about(audited: Audited) -> tuple[Said, ...]:
    agent, traffic = audited.agent, audited.facts.traffic
    model = " · ".join(part for part in (agent.model.provider, agent.model.name) if part)
    place = audited.text.location
    return (
        Said("Owner", agent.owner or "not declared"),
        Said("Model", model or "not declared"),
        Said("Architecture", agent.architecture.replace("_", "-")),
        Said("Calls a month", measured(traffic.calls_per_month)),
        Said("Growth a month", measured(traffic.growth_per_month, "share")),
        Said("Input a call beyond the prompt", _tokens(measured(traffic.user_tokens))),
        Said("Output a call", _tokens(measured(traffic.output_tokens))),
        Said("Cache hit rate", measured(traffic.cache_hit_rate, "share")),
        Said("Prompt at", f"{place.file}:{place.line}"),
    )


def _tokens(words: str) -> str:
    return words if words.startswith("unknown") else f"{words} tokens"


def _gate(number: int, gate: GateDecision) -> Gate:
    decision = gate.decision
    return Gate(
        str(number),
        gate.name,
        decision.outcome,
        GLYPHS[decision.outcome],
        decision.because,
        decision.remedy,
        "; ".join(f"{fact} ({basis})" for fact, basis in decision.evidence),
    )


def _judged(part: Round) -> Judged:
    return Judged(part.round, _WINNERS[part.winner], part.winner, part.because)


def _architecture(option: Option, today: str) -> Architecture:
    return Architecture(
        _OPTIONS[option.name],
        option.name == today,
        per_call(option.per_call),
        usd(option.per_month),
        option.because if option.is_available else f"not available: {option.because}",
        tuple(_cost_line(line) for line in option.lines),
    )


def _cost_line(line: Line) -> CostLine:
    step = NANO if line.unit == "USD/call" else MICRO
    return CostLine(line.name, exact_money(line.amount, step), line.unit.removeprefix("USD").strip("/ "), line.basis)


def _break_even(found: BreakEven) -> tuple[Said, ...]:
    """The break-even's figures; an end that is missing is never reached or unknown, and the reason stands beside."""
    missing = "unknown" if found.crossed == "unknown" else "never reached"
    said = [
        Said(name, missing if end is None else f"{count(end)} calls a month")
        for name, end in (("At best", found.low), ("Most likely", found.point), ("At worst", found.high))
        if found.crossed != "unknown" or end is not None
    ]
    if found.payback_months is not None:
        said.append(Said("Paid back after", f"{found.payback_months:.1f} months"))
    if found.crosses_on is not None:
        said.append(Said("Crosses on", day(found.crosses_on)))
    return (*said, *(Said(f"Turns when {flip.input} is", count(flip.at)) for flip in found.flips))


def _prompt_facts(audited: Audited) -> tuple[Said, ...]:
    prompt, knowledge = audited.facts.prompt, audited.facts.knowledge
    error = f", within {percent(prompt.error)}" if prompt.error else ""
    note = f" ({prompt.count_note})" if prompt.count_note else ""
    tools = f"{count(prompt.tools_tokens)} ({prompt.tools_note})" if prompt.tools_tokens else "none declared"
    return (
        Said("Tokens", f"{count(prompt.tokens)}, {prompt.method}{error}{note}"),
        Said("Encoding", prompt.encoding),
        Said("Characters", count(prompt.characters)),
        Said("Tool schemas", tools),
        Said("Volatile", f"{count(knowledge.volatile_tokens)} tokens, {percent(knowledge.volatile_share)}"),
        Said("Techniques seen", ", ".join(prompt.techniques).replace("_", " ") or "none"),
        Said("SHA-256", prompt.sha256),
    )
