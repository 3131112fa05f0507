"""The fleet as a table: the answer, then every agent by family and money, then how to go on."""

from __future__ import annotations

import textwrap
from collections import Counter
from decimal import Decimal

from auditor.model.run import Audited, Run, cost_today, saving_of
from auditor.model.verdict import FAMILIES, VERDICTS, Family
from auditor.reporters.reviewed import mark
from auditor.reporters.seen_words import coverage
from auditor.reporters.terminal import shared_lines
from auditor.reporters.terminal.paint import COLOURS, GLYPH_COLOURS, GLYPHS, Paint
from auditor.reporters.words import answer, clean, count, usd_point, why_unknown

_VERDICT_WIDTH = max(map(len, VERDICTS)) + 2
_GATES_WIDTH, _MONEY_WIDTH, _REVIEW_WIDTH = 6, 8, 10


def table(run: Run, *, width: int, paint: Paint) -> str:
    """The answer, then every agent by family and money, then how to go on."""
    beside = _REVIEW_WIDTH if run.reviews else 0
    room = max(12, width - _VERDICT_WIDTH - _GATES_WIDTH - 2 * _MONEY_WIDTH - 4 - beside)
    header = _columns("agent", room, "verdict", "gates", "$/month", "saves") + (" review" if beside else "")
    lines = ["", paint(clean(run.name), bold=True), *textwrap.wrap(answer(run), width)]
    lines += [*textwrap.wrap(coverage(run), width), "", paint(header, dim=True)]
    for audited in sorted(run.agents, key=_order):
        marked = f" {mark(run, audited)}".rstrip()
        row = _row(audited, room, paint)
        lines.append(row + paint(marked, dim=True) if marked else row.rstrip())
    return "\n".join(
        [*lines, "", *_counts(run, width, paint), *shared_lines.fleet(run, width, paint), *_notes(run, width)]
    )


def _order(audited: Audited) -> tuple[int, Decimal, Decimal, str]:
    saving, cost = saving_of(audited), cost_today(audited)
    rank = [family.id for family in FAMILIES].index(audited.verdict.family.id)
    return rank, -(saving.point if saving else Decimal(0)), -(cost.point if cost else Decimal(0)), audited.agent.id


def _row(audited: Audited, room: int, paint: Paint) -> str:
    family, name = audited.verdict.family, clean(audited.agent.id)
    shown = name if len(name) <= room else name[: room - 1] + "…"
    verdict = f"{family.shape} {audited.verdict.name}".ljust(_VERDICT_WIDTH)
    gates = "".join(
        paint(GLYPHS[gate.decision.outcome], fg=GLYPH_COLOURS[gate.decision.outcome]) for gate in audited.gates
    )
    cost, saving = cost_today(audited), saving_of(audited)
    money = (usd_point(cost.point) if cost else "?", usd_point(saving.point) if saving else "")
    painted = f"{paint(verdict, fg=COLOURS[family.id])} {gates}"
    return f"{shown:<{room}} {painted} {money[0]:>{_MONEY_WIDTH}} {money[1]:>{_MONEY_WIDTH}}"


def _columns(agent: str, room: int, verdict: str, gates: str, *money: str) -> str:
    amounts = " ".join(f"{name:>{_MONEY_WIDTH}}" for name in money)
    return f"{agent:<{room}} {verdict:<{_VERDICT_WIDTH}} {gates:<{_GATES_WIDTH}} {amounts}"


def _counts(run: Run, width: int, paint: Paint) -> list[str]:
    by_family = Counter(audited.verdict.family for audited in run.agents)
    parts = [
        paint(_counted(family, by_family[family]), fg=COLOURS[family.id]) for family in FAMILIES if by_family[family]
    ]
    return ["   ".join(parts), ""]


def _counted(family: Family, number: int) -> str:
    return f"{family.shape} {family.word} {number}"


def _notes(run: Run, width: int) -> list[str]:
    unknown = len(run.agents) - len(run.costed)
    lines = []
    if unknown:
        reasons = Counter(why_unknown(audited) for audited in run.agents if cost_today(audited) is None)
        reason, most = reasons.most_common(1)[0]
        whom = f"{count(unknown)} of {count(len(run.agents))} agents"
        lines += textwrap.wrap(f"? = cost unknown for {whom}, most often ({most}) because {clean(reason)}.", width)
    graver = sum(finding.severity == "high" for finding in run.findings)
    found = f"{count(len(run.findings))} findings, {count(graver)} of them grave."
    prices = f"Prices: {run.inputs.prices_edition}, as of {run.inputs.prices_as_of}."
    more = f"One agent in full: auditor explain AGENT {clean(run.inputs.path)}"
    lines += textwrap.wrap(f"{found} {prices} {more}", width)
    return [*lines, ""]
