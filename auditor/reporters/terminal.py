"""The run as a person reads it in a terminal: the fleet as a table, one agent as its walk."""

from __future__ import annotations

import textwrap
from collections import Counter
from decimal import Decimal
from typing import Protocol

from auditor.model.estimate import Option
from auditor.model.money import plain
from auditor.model.run import Audited, Run, cost_today, saving_of
from auditor.model.verdict import FAMILIES, VERDICTS, Family
from auditor.reporters.texts import Texts
from auditor.reporters.words import answer, clean, count, share, usd, usd_point

NAME = "terminal"
ENDING = ".txt"
DESCRIPTION = "a table of verdicts and money, for people"

GLYPHS = {"pass": "✓", "fail": "✗", "unknown": "?", "skipped": "–", "error": "!"}
_COLOURS = {
    "keep": "white",
    "cache": "blue",
    "retrieve": "cyan",
    "fine-tune": "yellow",
    "needs-data": "magenta",
    "undo": "red",
}
_GLYPH_COLOURS = {"pass": "green", "fail": "red", "unknown": "yellow", "skipped": "white", "error": "red"}
_VERDICT_WIDTH = max(map(len, VERDICTS)) + 2
_GATES_WIDTH, _MONEY_WIDTH = 6, 8


class Paint(Protocol):
    """Puts a text in colour, as `click.style` does."""

    def __call__(self, text: str, *, fg: str | None = None, bold: bool | None = None, dim: bool | None = None) -> str:
        """The text as it is to be written."""


def unpainted(text: str, *, fg: str | None = None, bold: bool | None = None, dim: bool | None = None) -> str:
    """The text without colour."""
    return text


def render(run: Run, texts: Texts) -> str:
    """The table of the fleet, without colour, 100 columns wide."""
    return table(run, width=100, paint=unpainted) + "\n"


def table(run: Run, *, width: int, paint: Paint) -> str:
    """The answer, then every agent by family and money, then how to go on."""
    room = max(12, width - _VERDICT_WIDTH - _GATES_WIDTH - 2 * _MONEY_WIDTH - 4)
    header = _columns("agent", room, "verdict", "gates", "$/month", "saves")
    lines = ["", paint(clean(run.name), bold=True), *textwrap.wrap(answer(run), width), "", paint(header, dim=True)]
    for audited in sorted(run.agents, key=_order):
        lines.append(_row(audited, room, paint))
    return "\n".join([*lines, "", *_counts(run, width, paint), *_notes(run, width)])


def _order(audited: Audited) -> tuple[int, Decimal, Decimal, str]:
    saving, cost = saving_of(audited), cost_today(audited)
    rank = [family.id for family in FAMILIES].index(audited.verdict.family.id)
    return rank, -(saving.point if saving else Decimal(0)), -(cost.point if cost else Decimal(0)), audited.agent.id


def _row(audited: Audited, room: int, paint: Paint) -> str:
    family, name = audited.verdict.family, clean(audited.agent.id)
    shown = name if len(name) <= room else name[: room - 1] + "…"
    verdict = f"{family.shape} {audited.verdict.name}".ljust(_VERDICT_WIDTH)
    gates = "".join(
        paint(GLYPHS[gate.decision.outcome], fg=_GLYPH_COLOURS[gate.decision.outcome]) for gate in audited.gates
    )
    cost, saving = cost_today(audited), saving_of(audited)
    money = (usd_point(cost.point) if cost else "?", usd_point(saving.point) if saving else "")
    painted = f"{paint(verdict, fg=_COLOURS[family.id])} {gates}"
    return f"{shown:<{room}} {painted} {money[0]:>{_MONEY_WIDTH}} {money[1]:>{_MONEY_WIDTH}}".rstrip()


def _columns(agent: str, room: int, verdict: str, gates: str, *money: str) -> str:
    amounts = " ".join(f"{name:>{_MONEY_WIDTH}}" for name in money)
    return f"{agent:<{room}} {verdict:<{_VERDICT_WIDTH}} {gates:<{_GATES_WIDTH}} {amounts}"


def _counts(run: Run, width: int, paint: Paint) -> list[str]:
    by_family = Counter(audited.verdict.family for audited in run.agents)
    parts = [
        paint(_counted(family, by_family[family]), fg=_COLOURS[family.id]) for family in FAMILIES if by_family[family]
    ]
    return ["   ".join(parts), ""]


def _counted(family: Family, number: int) -> str:
    return f"{family.shape} {family.word} {number}"


def _notes(run: Run, width: int) -> list[str]:
    unknown = len(run.agents) - len(run.costed)
    lines = []
    if unknown:
        reasons = Counter(
            audited.facts.economics.option("fine_tuned" if audited.agent.is_tuned else "prompted").because
            for audited in run.agents
            if cost_today(audited) is None
        )
        reason, most = reasons.most_common(1)[0]
        whom = f"{count(unknown)} of {count(len(run.agents))} agents"
        lines += textwrap.wrap(f"? = cost unknown for {whom}, most often ({most}) because {clean(reason)}.", width)
    graver = sum(finding.severity == "high" for finding in run.findings)
    found = f"{count(len(run.findings))} findings, {count(graver)} of them grave."
    prices = f"Prices: {run.inputs.prices_edition}, as of {run.inputs.prices_as_of}."
    more = f"One agent in full: auditor explain AGENT {clean(run.inputs.path)}"
    lines += textwrap.wrap(f"{found} {prices} {more}", width)
    return [*lines, ""]


def walk(run: Run, audited: Audited, *, width: int, paint: Paint) -> str:
    """One agent in full: verdict, what to do, the six gates, costs, break-even, scorecard, ageing facts."""
    parts = (_head, _advice, _gates, _costs, _break_even, _scorecard, _spans)
    return "\n".join(line for part in parts for line in part(audited, width, paint))


def _head(audited: Audited, width: int, paint: Paint) -> list[str]:
    agent, verdict, prompt = audited.agent, audited.verdict, audited.facts.prompt
    model = clean(" ".join(filter(None, (agent.model.provider, agent.model.name))) or "model unknown")
    size = f"{count(prompt.tokens)} tokens ({prompt.method}" + (f" ± {share(prompt.error)})" if prompt.error else ")")
    tools = f", tools {count(prompt.tools_tokens)}" if prompt.tools_tokens else ""
    return [
        "",
        paint(clean(agent.title), bold=True) + (f" ({clean(agent.id)})" if agent.title != agent.id else ""),
        *textwrap.wrap(clean(agent.purpose or ""), width),
        *textwrap.wrap(
            f"{model} · {size}{tools} · {share(audited.facts.knowledge.volatile_share)} ageing facts", width
        ),
        "",
        paint(f"{verdict.family.shape} {verdict.name}", fg=_COLOURS[verdict.family.id], bold=True)
        + f"  confidence {verdict.confidence}",
        *_indented(f"{VERDICTS[verdict.name].says}", width),
        *_indented(f"because {clean(verdict.because)}", width),
        "",
    ]


def _advice(audited: Audited, width: int, paint: Paint) -> list[str]:
    lines = [paint("What to do", bold=True)]
    for number, advice in enumerate(audited.verdict.recommendations, 1):
        worth = f" (saves {usd(advice.saves_per_month)} a month)" if advice.saves_per_month else ""
        lines += _indented(f"{number}. {clean(advice.action)}{worth}", width, "  ", "     ")
    return [*lines, ""]


def _gates(audited: Audited, width: int, paint: Paint) -> list[str]:
    lines = [paint("Gates", bold=True)]
    for gate in audited.gates:
        decision = gate.decision
        mark = paint(f"{GLYPHS[decision.outcome]} {decision.outcome:<7}", fg=_GLYPH_COLOURS[decision.outcome])
        lines.append(f"  {gate.id} {mark} {gate.name}")
        lines += _indented(clean(decision.because), width, " " * 7, " " * 7)
        if decision.remedy:
            lines += _indented(f"→ {clean(decision.remedy)}", width, " " * 7, " " * 9)
    return [*lines, ""]


def _costs(audited: Audited, width: int, paint: Paint) -> list[str]:
    lines = [paint("Costs", bold=True)]
    for option in audited.facts.economics.options:
        lines += _option(option, width, paint)
    return [*lines, ""]


def _option(option: Option, width: int, paint: Paint) -> list[str]:
    name = option.name.replace("_", "-")
    if option.per_call is None:
        return _indented(f"{name}: not available: {clean(option.because)}", width, "  ", "    ")
    month = f"{usd(option.per_month)} a month" if option.per_month else f"per month unknown: {clean(option.because)}"
    lines = _indented(f"{name}: ${plain(option.per_call)} a call, {month}", width, "  ", "    ")
    for line in option.lines:
        lines += _indented(
            f"{line.name:<24} {plain(line.amount):>12} {line.unit:<9}  {line.basis}", width, "      ", " " * 55
        )
    return lines


def _break_even(audited: Audited, width: int, paint: Paint) -> list[str]:
    found = audited.facts.economics.break_even
    lines = [
        paint("Break-even", bold=True),
        *_indented(f"crossed: {found.crossed}; {clean(found.because)}", width, "  ", "  "),
    ]
    if found.crosses_on:
        lines.append(f"  at today's growth it is crossed around {found.crosses_on:%B %Y}")
    for flip in found.flips:
        lines.append(f"  flips if {flip.input.replace('_', ' ')} passes {plain(flip.at, Decimal('0.01'))}")
    return [*lines, ""]


def _scorecard(audited: Audited, width: int, paint: Paint) -> list[str]:
    lines = [paint("Prompting against fine-tuning", bold=True)]
    for part in audited.scorecard:
        lines += _indented(f"{part.round:<18} {part.winner:<12} {clean(part.because)}", width, "  ", " " * 33)
    return [*lines, ""]


def _spans(audited: Audited, width: int, paint: Paint) -> list[str]:
    spans = audited.facts.prompt.spans
    if not spans:
        return []
    lines = [paint(f"Facts that age ({count(len(spans))})", bold=True)]
    for span in spans[:40]:
        lines += _indented(f"line {span.line:<4} {span.kind:<8} {clean(span.text)}", width, "  ", " " * 20)
    return [*lines, *([f"  … and {count(len(spans) - 40)} more"] if len(spans) > 40 else []), ""]


def _indented(text: str, width: int, first: str = "  ", rest: str = "  ") -> list[str]:
    return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=rest) or [first.rstrip()]
