"""One agent in full: verdict, what to do, the six gates, costs, break-even, pool, scorecard, ageing facts."""

from __future__ import annotations

import textwrap

from auditor.model.run import Audited, Run
from auditor.model.verdict import VERDICTS
from auditor.reporters.terminal import (
    break_even_lines,
    cost_lines,
    data_lines,
    history_lines,
    input_lines,
    pool_lines,
    prefix_lines,
    seen_lines,
    shared_lines,
)
from auditor.reporters.terminal.layout import LEAST_WIDTH, indented
from auditor.reporters.terminal.paint import COLOURS, GLYPH_COLOURS, GLYPHS, Paint
from auditor.reporters.words import besides, clean, count, share, sizes, usd


def walk(run: Run, audited: Audited, *, width: int, paint: Paint) -> str:
    """One agent in full."""
    width = max(LEAST_WIDTH, width)
    parts = (
        _head(audited, width, paint),
        _advice(audited, width, paint),
        _gates(audited, width, paint),
        seen_lines.lines(audited.facts.seen, width, paint),
        cost_lines.lines(audited, width, paint),
        break_even_lines.lines(audited, width, paint),
        input_lines.lines(audited, width, paint),
        pool_lines.lines(run.graph.pools, audited, width, paint),
        prefix_lines.lines(audited.facts.prefix, width, paint),
        shared_lines.agent(audited, width, paint),
        _scorecard(audited, width, paint),
        history_lines.lines(audited, width, paint),
        data_lines.lines(audited, width, paint),
        _spans(audited, width, paint),
    )
    return "\n".join(line for part in parts for line in part)


def _head(audited: Audited, width: int, paint: Paint) -> list[str]:
    agent, verdict, prompt = audited.agent, audited.verdict, audited.facts.prompt
    title = clean(agent.title if agent.title == agent.id else f"{agent.title} ({agent.id})")
    model = clean(" ".join(filter(None, (agent.model.provider, agent.model.name))) or "model unknown")
    size = f"{sizes(prompt)} ({prompt.method}" + (f" ± {share(prompt.error)})" if prompt.error else ")")
    tools = f", tools {count(prompt.tools_tokens)}" if prompt.tools_tokens else ""
    return [
        "",
        *(paint(line, bold=True) for line in textwrap.wrap(title, width)),
        *textwrap.wrap(clean(agent.purpose or ""), width),
        *textwrap.wrap(
            f"{model} · {size}{tools} · {share(audited.facts.knowledge.volatile_share)} ageing facts", width
        ),
        *textwrap.wrap(clean(besides(prompt)), width),
        "",
        paint(f"{verdict.family.shape} {verdict.name}", fg=COLOURS[verdict.family.id], bold=True)
        + f"  confidence {verdict.confidence}",
        *indented(f"{VERDICTS[verdict.name].says}", width),
        *indented(f"because {clean(verdict.because)}", width),
        "",
    ]


def _advice(audited: Audited, width: int, paint: Paint) -> list[str]:
    lines = [paint("What to do", bold=True)]
    for number, advice in enumerate(audited.verdict.recommendations, 1):
        worth = f" (saves {usd(advice.saves_per_month)} a month)" if advice.saves_per_month else ""
        lines += indented(f"{number}. {clean(advice.action)}{worth}", width, "  ", "     ")
    return [*lines, ""]


def _gates(audited: Audited, width: int, paint: Paint) -> list[str]:
    lines = [paint("Gates", bold=True)]
    for gate in audited.gates:
        decision = gate.decision
        mark = paint(f"{GLYPHS[decision.outcome]} {decision.outcome:<7}", fg=GLYPH_COLOURS[decision.outcome])
        lines.append(f"  {gate.id} {mark} {gate.name}")
        lines += indented(clean(decision.because), width, " " * 7, " " * 7)
        if decision.remedy:
            lines += indented(f"→ {clean(decision.remedy)}", width, " " * 7, " " * 9)
    return [*lines, ""]


def _scorecard(audited: Audited, width: int, paint: Paint) -> list[str]:
    lines = [paint("Prompting against fine-tuning", bold=True)]
    for part in audited.scorecard:
        lines += indented(f"{part.round:<18} {part.winner:<12} {clean(part.because)}", width, "  ", " " * 33)
    return [*lines, ""]


def _spans(audited: Audited, width: int, paint: Paint) -> list[str]:
    spans = audited.facts.prompt.spans
    if not spans:
        return []
    lines = [paint(f"Facts that age ({count(len(spans))})", bold=True)]
    for span in spans[:40]:
        lines += indented(f"line {span.line:<4} {span.kind:<8} {clean(span.text)}", width, "  ", " " * 20)
    return [*lines, *([f"  … and {count(len(spans) - 40)} more"] if len(spans) > 40 else []), ""]
