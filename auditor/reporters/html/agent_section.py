"""One agent with all that was found out about it: verdict, gates, scorecard, costs, break-even, prompt."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model.decision import GateDecision
from auditor.model.measurement import Measurement, Unknown
from auditor.model.money import Range
from auditor.model.reviewed import evidence_of
from auditor.model.run import Audited, Round, cost_today, saving_of
from auditor.model.spend import cache_read_share, prompt_share
from auditor.reporters.html.break_even_part import BreakEvenPart, break_even_part
from auditor.reporters.html.charts.anatomy import Anatomy, anatomy
from auditor.reporters.html.costs_part import CostsPart, costs_part
from auditor.reporters.html.data_part import DataPart, data_part
from auditor.reporters.html.decisions import evidence_words
from auditor.reporters.html.figures import NOTHING, Said, count, percent
from auditor.reporters.html.history_part import HistoryPart, history_part
from auditor.reporters.html.neighbours_part import Neighbours, NeighboursPart
from auditor.reporters.html.prefix_part import PrefixPart, prefix_part, without_words
from auditor.reporters.html.prompt_text import PromptText, prompt_text
from auditor.reporters.html.ranges import Shared
from auditor.reporters.html.seen_part import SeenPart, seen_part
from auditor.reporters.html.signs import GLYPHS, Badge, address, badge
from auditor.reporters.html.told import Together, told
from auditor.reporters.texts import Texts, shows
from auditor.reporters.words import UNKNOWN

_WINNERS = {"prompting": "◀", "fine-tuning": "▶", "draw": "=", "unknown": "?"}


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
    evidence: tuple[tuple[str, str], ...]
    """Each fact with its basis."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A round of the scorecard."""

    round: str
    glyph: str
    winner: str
    because: str


@dataclass(frozen=True, slots=True)
class AgentSection:
    """One agent's section of the page."""

    name: str
    id: str
    evidence: str
    """What a decision about it would be taken on."""
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
    costs: CostsPart
    break_even: BreakEvenPart
    history: HistoryPart
    facts: tuple[Said, ...]
    anatomy: Anatomy | None
    prefix: PrefixPart
    data: DataPart
    prompt: PromptText
    neighbours: NeighboursPart | None
    seen: SeenPart | None
    address: str


def agent_section(
    audited: Audited,
    texts: Texts,
    shared: Shared = frozenset(),
    fleet: Neighbours | None = None,
    *,
    has_prompts: bool = True,
) -> AgentSection:
    """Everything about one agent, ready to be shown; notes in `shared` are told once for the fleet.

    Without `has_prompts` no words of prompts are told but those in the prompt's own text, as `texts` has it.
    """
    agent, verdict, saving = audited.agent, audited.verdict, saving_of(audited)
    has_prompts = has_prompts and shows(texts)
    return AgentSection(
        name=agent.title,
        id=agent.id,
        evidence=evidence_words(evidence_of(audited)),
        purpose=agent.purpose or "",
        badge=badge(verdict),
        because=verdict.because,
        confidence=verdict.confidence,
        cost=told("usd", cost_today(audited), "agents", agent.id, "costs", "per_month"),
        saving=told("usd", saving, "agents", agent.id, "costs", "saves_per_month") if saving else NOTHING,
        about=_about(audited),
        advice=tuple(
            Advice(
                one.action if has_prompts else without_words(one.action, audited),
                one.because,
                told("usd", one.saves_per_month, "agents", agent.id, "recommendations", str(number), "saves_per_month")
                if one.saves_per_month
                else "",
            )
            for number, one in enumerate(verdict.recommendations)
        ),
        gates=tuple(_gate(number, gate) for number, gate in enumerate(audited.gates, 1)),
        scorecard=tuple(_judged(part) for part in audited.scorecard),
        costs=costs_part(audited),
        break_even=break_even_part(audited, shared),
        history=history_part(audited.facts.history),
        facts=_prompt_facts(audited),
        anatomy=anatomy(audited.facts.prompt),
        prefix=prefix_part(audited, has_prompts=has_prompts),
        data=data_part(audited, has_prompts=has_prompts),
        prompt=prompt_text(audited, texts),
        neighbours=None if fleet is None else fleet.of(agent.id),
        seen=seen_part(audited),
        address=address(agent.id),
    )


def _about(audited: Audited) -> tuple[Said, ...]:
    agent = audited.agent
    model = " · ".join(part for part in (agent.model.provider, agent.model.name) if part)
    place = audited.text.location
    return (
        Said("Owner", agent.owner or "not declared"),
        *([Said("Team", agent.team)] if agent.team else []),
        *([Said("Cost centre", agent.cost_centre)] if agent.cost_centre else []),
        Said("Model", model or "not declared"),
        Said("Architecture", agent.architecture.replace("_", "-")),
        Said("Calls a month", _measured(audited, "calls_per_month")),
        Said("Growth a month", _measured(audited, "growth_per_month", "percents")),
        Said("Input a call beyond the prompt", _tokens(_measured(audited, "user_tokens"))),
        Said("Output a call", _tokens(_measured(audited, "output_tokens"))),
        Said("Cache hit rate", _measured(audited, "cache_hit_rate", "percents")),
        *_shares(audited),
        Said("Prompt at", f"{place.file}:{place.line}"),
    )


def _shares(audited: Audited) -> list[Said]:
    """What part of its cost the prompt takes, and what part of its input is read from a cache."""
    prompt, read, own = prompt_share(audited), cache_read_share(audited), ("agents", audited.agent.id, "costs")
    found = []
    if prompt is not None:
        found.append(Said("Prompt’s share of a call’s cost", told("percent", prompt, *own, "prompt_share")))
    if read is not None:
        said = told("percent", read[0], *own, "cache_read_share", "share")
        found.append(Said("Input read from a cache", Together(said, f", {read[1]}")))
    return found


def _measured(audited: Audited, name: str, form: str = "exact") -> str:
    """A figure of the traffic with its place in the run document, or why there is none."""
    fact: Measurement[Range] = getattr(audited.facts.traffic, name)
    if isinstance(fact, Unknown):
        return f"{UNKNOWN}: {fact.because}"
    return told(form, fact.value, "agents", audited.agent.id, "traffic", name)


def _tokens(words: str) -> str:
    return words if words.startswith(UNKNOWN) else Together(words, " tokens")


def _gate(number: int, gate: GateDecision) -> Gate:
    decision = gate.decision
    return Gate(
        str(number),
        gate.name,
        decision.outcome,
        GLYPHS[decision.outcome],
        decision.because,
        decision.remedy,
        decision.evidence,
    )


def _judged(part: Round) -> Judged:
    return Judged(part.round, _WINNERS[part.winner], part.winner, part.because)


def _prompt_facts(audited: Audited) -> tuple[Said, ...]:
    prompt, knowledge, own = audited.facts.prompt, audited.facts.knowledge, ("agents", audited.agent.id)
    error = f", within {percent(prompt.error)}" if prompt.error else ""
    note = f" ({prompt.count_note})" if prompt.count_note else ""
    tools = f"{count(prompt.tools_tokens)} ({prompt.tools_note})" if prompt.tools_tokens else "none declared"
    tokens = told("count", prompt.tokens, *own, "prompt", "tokens")
    is_framed = prompt.authored_tokens is not None
    written = told("count", prompt.authored_tokens or 0, *own, "prompt", "authored_tokens")
    return (
        *((Said("Tokens written by people", Together(written, "")),) if is_framed else ()),
        Said(
            f"Tokens billed with {prompt.framed_by}'s template" if is_framed else "Tokens",
            Together(tokens, f", {prompt.method}{error}{note}"),
        ),
        *((Said("Sent besides", f"{prompt.adds}; how many tokens that is, no file tells"),) if prompt.adds else ()),
        Said("Encoding", prompt.encoding),
        Said("Characters", told("count", prompt.characters, *own, "prompt", "characters")),
        Said("Tool schemas", tools),
        Said(
            "Volatile",
            Together(
                told("count", knowledge.volatile_tokens, *own, "knowledge", "volatile_tokens"),
                " tokens, ",
                told("percent", knowledge.volatile_share, *own, "knowledge", "volatile_share"),
            ),
        ),
        Said("Techniques seen", ", ".join(prompt.techniques).replace("_", " ") or "none"),
        Said("SHA-256", prompt.sha256),
    )
