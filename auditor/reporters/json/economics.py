"""What the run document says about money: options, inputs, break-evens and pools."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from auditor.model.estimate import BreakEven, Input, Line, Option, Pool, Simulated, Split
from auditor.model.facts import EconomicsFacts
from auditor.model.money import CENT, MICRO, NANO, Range, plain

ONE = Decimal(1)


def costs(economics: EconomicsFacts) -> dict[str, Any]:
    """Every option with its lines, what the break-even depends on, and what else could be tuned."""
    return {
        "options": [_option(option) for option in economics.options],
        "savings": {name: span(saving) for name, saving in economics.savings.items()},
        "inputs": [_input(one) for one in economics.inputs],
        "alternatives": [break_even(found) for found in economics.alternatives],
    }


def break_even(found: BreakEven) -> dict[str, Any]:
    """A break-even; what is null is never reached, does not exist or is unknown, and `because` says which."""
    ends = (found.low, found.point, found.high)
    low, point, high = (figure(end, ONE) for end in ends)
    return {
        "route": found.route,
        "against": found.against,
        "calls_per_month": None if ends == (None, None, None) else {"low": low, "point": point, "high": high},
        "running": figure(found.running, ONE),
        "calls_to_repay": figure(found.calls_to_repay, ONE),
        "crossed": found.crossed,
        "net": span(found.net),
        "net_with_growth": figure(found.net_with_growth),
        "horizon_months": figure(found.horizon_months, CENT),
        "horizon_because": found.horizon_because or None,
        "payback_months": figure(found.payback_months, ONE),
        "crosses_on": None if found.crosses_on is None else found.crosses_on.isoformat(),
        "split": None if found.split is None else _split(found.split),
        "killed_by": found.killed_by or None,
        "flips": [{"input": flip.input, "at": plain(flip.at)} for flip in found.flips],
        "simulated": None if found.simulated is None else simulated(found.simulated),
        "because": found.because,
    }


def pool(found: Pool) -> dict[str, Any]:
    """Agents that share a deployment; money is USD per month."""
    return {
        "deployment": found.deployment,
        "base": found.base,
        "candidates": found.candidates,
        "members": [
            {
                "agent": member.agent,
                "share": plain(member.share),
                "hosting": plain(member.hosting),
                "alone": plain(member.alone),
                "pooled": plain(member.pooled),
            }
            for member in found.members
        ],
        "replicas": plain(found.replicas),
        "hosting": plain(found.hosting),
        "saves": plain(found.saves),
        "bound": plain(found.bound),
        "because": found.because,
    }


def figure(amount: Decimal | None, step: Decimal = MICRO) -> str | None:
    """An amount as a decimal string, or null."""
    return None if amount is None else plain(amount, step)


def span(value: Range | None) -> dict[str, str] | None:
    """A range as decimal strings, or null."""
    if value is None:
        return None
    return {"low": plain(value.low), "point": plain(value.point), "high": plain(value.high)}


def _option(option: Option) -> dict[str, Any]:
    return {
        "name": option.name,
        "model": option.model or None,
        "note": option.note,
        "per_call": figure(option.per_call, NANO),
        "per_month": span(option.per_month),
        "lines": [_line(line) for line in option.lines],
        "available": option.is_available,
        "because": option.because,
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "name": line.name,
        "amount": plain(line.amount, NANO if line.unit == "USD/call" else MICRO),
        "unit": line.unit,
        "quantity": plain(line.quantity, NANO),
        "of": line.of,
        "price": plain(line.price, NANO),
        "price_unit": line.price_unit,
        "basis": line.basis,
    }


def _input(one: Input) -> dict[str, Any]:
    return {
        "name": one.name,
        "low": plain(one.range.low),
        "point": plain(one.range.point),
        "high": plain(one.range.high),
        "basis": one.basis,
        "note": one.note,
        "net_low": figure(one.net_low),
        "net_high": figure(one.net_high),
        "flips_at": figure(one.flips_at),
    }


def _split(parts: Split) -> dict[str, str]:
    return {name: plain(getattr(parts, name), NANO) for name in ("prompt", "output", "model", "fallback")}


def simulated(drawn: Simulated) -> dict[str, Any]:
    """Draws of all uncertain inputs as the document has them."""
    return {
        "draws": drawn.draws,
        "seed": drawn.seed,
        "pays": plain(drawn.pays),
        "net": span(drawn.net),
        "saves_per_month": span(drawn.saves),
    }
