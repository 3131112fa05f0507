"""One row per agent, for spreadsheets; what is unknown is an empty cell, never a zero."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal

from auditor.model.measurement import Unknown
from auditor.model.money import CENT, Range, plain
from auditor.model.run import Audited, Run, cost_today, saving_of
from auditor.reporters.texts import Texts
from auditor.reporters.words import clean

NAME = "csv"
ENDING = ".csv"
DESCRIPTION = "one row per agent, for spreadsheets"

GATES = ("G1", "G2", "G3", "G4", "G5", "G6")
COLUMNS = (
    *("id", "name", "owner", "architecture", "provider", "model"),
    *("calls_per_month", "prompt_tokens", "token_method", "volatile_share"),
    *GATES,
    *("verdict", "family", "confidence"),
    *("monthly_cost_usd", "monthly_cost_usd_low", "monthly_cost_usd_high", "cached_cost_usd", "fine_tuned_cost_usd"),
    *("break_even_calls_per_month", "crossed", "payback_months", "crosses_on"),
    *("saves_per_month_usd", "first_action", "because"),
)

_FORMULA = tuple("=+-@＝＋－＠")
"""A spreadsheet takes a cell that starts like this for a formula (OWASP, "CSV injection"); full width too, in Japan."""
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


def render(run: Run, texts: Texts) -> str:
    """The agents, sorted by id, under one heading row."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(audited) for audited in sorted(run.agents, key=lambda audited: audited.agent.id))
    return out.getvalue()


def cell(text: str | None) -> str:
    """A text that a spreadsheet shows and never computes."""
    if text is None:
        return ""
    shown = clean(text)
    is_formula = shown.lstrip().startswith(_FORMULA) and not _NUMBER.fullmatch(shown)
    return f"'{shown}" if is_formula or text.startswith(("\t", "\r", "\n")) else shown


def _row(audited: Audited) -> list[str]:
    """The cells in the order of `COLUMNS`."""
    cells = _who(audited) | _facts(audited) | _judged(audited) | _money(audited)
    return [cell(cells[column]) for column in COLUMNS]


def _who(audited: Audited) -> dict[str, str | None]:
    agent = audited.agent
    return {
        "id": agent.id,
        "name": agent.name,
        "owner": agent.owner,
        "architecture": agent.architecture,
        "provider": agent.model.provider,
        "model": agent.model.name,
    }


def _facts(audited: Audited) -> dict[str, str | None]:
    prompt, calls = audited.facts.prompt, audited.facts.traffic.calls_per_month
    return {
        "calls_per_month": None if isinstance(calls, Unknown) else plain(calls.value.point),
        "prompt_tokens": str(prompt.tokens),
        "token_method": prompt.method,
        "volatile_share": plain(audited.facts.knowledge.volatile_share, Decimal("0.0001")),
    }


def _judged(audited: Audited) -> dict[str, str | None]:
    verdict = audited.verdict
    outcomes: dict[str, str | None] = {gate.id: gate.decision.outcome for gate in audited.gates}
    first = verdict.recommendations[0].action if verdict.recommendations else None
    return (
        dict.fromkeys(GATES)
        | outcomes
        | {
            "verdict": verdict.name,
            "family": verdict.family.id,
            "confidence": verdict.confidence,
            "first_action": first,
            "because": verdict.because,
        }
    )


def _money(audited: Audited) -> dict[str, str | None]:
    economics = audited.facts.economics
    cost, found = cost_today(audited), economics.break_even
    return {
        "monthly_cost_usd": _usd(cost),
        "monthly_cost_usd_low": _number(cost.low if cost else None, CENT),
        "monthly_cost_usd_high": _number(cost.high if cost else None, CENT),
        "cached_cost_usd": _usd(economics.option("cached").per_month),
        "fine_tuned_cost_usd": _usd(economics.option("fine_tuned").per_month),
        "break_even_calls_per_month": _number(found.point, Decimal(1)),
        "crossed": found.crossed,
        "payback_months": _number(found.payback_months, Decimal("0.1")),
        "crosses_on": found.crosses_on.isoformat() if found.crosses_on else None,
        "saves_per_month_usd": _usd(saving_of(audited)),
    }


def _usd(amount: Range | None) -> str | None:
    return None if amount is None else plain(amount.point, CENT)


def _number(amount: Decimal | None, step: Decimal) -> str | None:
    return None if amount is None else plain(amount, step)
