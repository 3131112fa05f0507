"""One row per agent, for spreadsheets; what is unknown is an empty cell, never a zero."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal

from auditor.model.estimate import Option
from auditor.model.facts import EconomicsFacts
from auditor.model.measurement import Unknown, known
from auditor.model.money import CENT, Range, plain
from auditor.model.run import Audited, Run, cost_today, saving_of
from auditor.model.spend import cache_read_share, prompt_share
from auditor.reporters import reviewed
from auditor.reporters.look import PLAIN, Look
from auditor.reporters.texts import Texts
from auditor.reporters.words import clean

NAME = "csv"
ENDING = ".csv"
DESCRIPTION = "one row per agent, for spreadsheets"

GATES = ("G1", "G2", "G3", "G4", "G5", "G6")
SEEN = (
    *("seen_first", "seen_last", "seen_calls", "seen_input_per_call", "seen_output_per_call"),
    *("logged_cost_usd", "logged_cost_per_month_usd", "gap_to_estimate_usd"),
)
"""What logs show; empty where none was read."""
REVIEW = ("review", "reviewed_by", "reviewed_on", "review_until", "review_reason")
"""What a person decided about the agent as a whole; empty where nobody did."""
COLUMNS = (
    *("id", "name", "owner", "team", "cost_centre", "architecture", "provider", "model"),
    *("calls_per_month", "prompt_tokens", "token_method", "volatile_share"),
    *GATES,
    *("verdict", "family", "confidence"),
    *("monthly_cost_usd", "monthly_cost_usd_low", "monthly_cost_usd_high", "cached_cost_usd", "fine_tuned_cost_usd"),
    *("cheapest_option", "cheapest_cost_usd"),
    *("tuning_route", "break_even_calls_per_month", "crossed", "chance_of_paying", "payback_months", "crosses_on"),
    *("horizon_months", "net_usd", "net_usd_low", "net_usd_high"),
    *("saves_per_month_usd", "first_action", "because"),
    *("prompt_share_of_cost", "cache_read_share", "cache_read_basis"),
    *SEEN,
    *("authored_tokens", "framed_by", "sent_besides"),
    *REVIEW,
)

ONE = Decimal(1)
SHARE = Decimal("0.0001")

_FORMULA = tuple("=+-@＝＋－＠")
"""A spreadsheet takes a cell that starts like this for a formula (OWASP, "CSV injection"); full width too, in Japan."""
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


def render(run: Run, texts: Texts, look: Look = PLAIN) -> str:
    """The agents, sorted by id, under one heading row."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(run, audited) for audited in sorted(run.agents, key=lambda audited: audited.agent.id))
    return out.getvalue()


def cell(text: str | None) -> str:
    """A text that a spreadsheet shows and never computes."""
    if text is None:
        return ""
    shown = clean(text)
    is_formula = shown.lstrip().startswith(_FORMULA) and not _NUMBER.fullmatch(shown)
    return f"'{shown}" if is_formula or text.startswith(("\t", "\r", "\n")) else shown


def _row(run: Run, audited: Audited) -> list[str]:
    """The cells in the order of `COLUMNS`."""
    found = cells(run, audited)
    return [cell(found[column]) for column in COLUMNS]


def cells(run: Run, audited: Audited) -> dict[str, str | None]:
    """The cells of an agent by their column, None where nothing is known."""
    parts = (_who, _facts, _judged, _money, _shares, _seen)
    return {column: told for part in parts for column, told in part(audited).items()} | _review(run, audited)


def _who(audited: Audited) -> dict[str, str | None]:
    agent = audited.agent
    return {
        "id": agent.id,
        "name": agent.name,
        "owner": agent.owner,
        "team": agent.team,
        "cost_centre": agent.cost_centre,
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
        "authored_tokens": str(prompt.tokens if prompt.authored_tokens is None else prompt.authored_tokens),
        "framed_by": prompt.framed_by or None,
        "sent_besides": prompt.adds or None,
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
    cost, cheapest = cost_today(audited), _cheapest(economics)
    return _break_even(economics) | {
        "monthly_cost_usd": _usd(cost),
        "monthly_cost_usd_low": _number(cost.low if cost else None, CENT),
        "monthly_cost_usd_high": _number(cost.high if cost else None, CENT),
        "cached_cost_usd": _usd(economics.option("cached").per_month),
        "fine_tuned_cost_usd": _usd(economics.option("fine_tuned").per_month),
        "cheapest_option": cheapest.name if cheapest else None,
        "cheapest_cost_usd": _usd(cheapest.per_month) if cheapest else None,
        "saves_per_month_usd": _usd(saving_of(audited)),
    }


def _break_even(economics: EconomicsFacts) -> dict[str, str | None]:
    found = economics.break_even
    return {
        "tuning_route": found.route,
        "break_even_calls_per_month": _number(found.point, ONE),
        "crossed": found.crossed,
        "chance_of_paying": _number(found.simulated.pays, Decimal("0.0001")) if found.simulated else None,
        "payback_months": _number(found.payback_months, ONE),
        "crosses_on": found.crosses_on.isoformat() if found.crosses_on else None,
        "horizon_months": _number(found.horizon_months, CENT),
        "net_usd": _usd(found.net),
        "net_usd_low": _number(found.net.low if found.net else None, CENT),
        "net_usd_high": _number(found.net.high if found.net else None, CENT),
    }


def _shares(audited: Audited) -> dict[str, str | None]:
    read = cache_read_share(audited)
    return {
        "prompt_share_of_cost": _number(prompt_share(audited), SHARE),
        "cache_read_share": _number(read[0], SHARE) if read else None,
        "cache_read_basis": read[1] if read else None,
    }


def _seen(audited: Audited) -> dict[str, str | None]:
    facts = audited.facts.seen
    if facts is None or not facts.observed.used:
        return dict.fromkeys(SEEN)
    seen, found = facts.observed, known(facts.reconciliation)
    return {
        "seen_first": seen.first.isoformat() if seen.first else None,
        "seen_last": seen.last.isoformat() if seen.last else None,
        "seen_calls": str(seen.calls),
        "seen_input_per_call": _number(seen.input_per_call, CENT),
        "seen_output_per_call": _number(seen.output_per_call, CENT),
        "logged_cost_usd": _number(seen.cost, CENT) if seen.tells_cost else None,
        "logged_cost_per_month_usd": _number(found.logged, CENT) if found else None,
        "gap_to_estimate_usd": _number(found.gap, CENT) if found else None,
    }


def _review(run: Run, audited: Audited) -> dict[str, str | None]:
    found = run.reviews.get((audited.agent.id, None))
    if found is None:
        return dict.fromkeys(REVIEW)
    decision = found.decision
    return {
        "review": reviewed.mark(run, audited) or "open",
        "reviewed_by": decision.who,
        "reviewed_on": decision.at.date().isoformat(),
        "review_until": reviewed.until(decision) or None,
        "review_reason": decision.why or None,
    }


def _cheapest(economics: EconomicsFacts) -> Option | None:
    """The option that costs least a month, what is spent once not counted; the one named first where two are alike."""
    priced = [(option.per_month.point, option) for option in economics.options if option.per_month is not None]
    return min(priced, key=lambda one: one[0])[1] if priced else None


def _usd(amount: Range | None) -> str | None:
    return None if amount is None else plain(amount.point, CENT)


def _number(amount: Decimal | None, step: Decimal) -> str | None:
    return None if amount is None else plain(amount, step)
