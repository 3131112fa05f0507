"""A break-even in words: why it is crossed or not, and the one line that decides against tuning."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from auditor.model.estimate import Crossed, Split
from auditor.model.money import plain, usd

PART_WORDS = {
    "prompt": "the prompt that is left costs {} a call more than the one that it replaces",
    "output": "longer answers cost {} a call more",
    "model": "the prices of the tuned model cost {} a call more",
    "fallback": "calls that fall back to the prompted model cost {} a call",
}


def because(
    crossed: Crossed,
    calls: Decimal,
    found: Decimal | None,
    terms: tuple[float, float, float],
    months: float,
) -> str:
    """The break-even in a sentence; `terms` are USD saved per call, paid per month and paid once."""
    saved, running, once = (Decimal(repr(term)) for term in terms)
    if crossed == "never" or found is None:
        if saved > 0:
            return f"a tuned call saves ${plain(saved)}, less than what it adds to the hosting, at any volume"
        return (
            f"a tuned call costs ${plain(-saved)} more than the best cached prompt"
            if saved < 0
            else "a tuned call saves nothing against the best cached prompt"
        )
    return (
        f"{calls:,.0f} calls a month against a break-even of {found:,.0f}: tuning saves ${plain(saved)} a call, costs "
        f"{usd(running)} a month and {usd(once)} once, over {counted(months)}"
    )


def counted(months: float) -> str:
    """Months in a sentence, to the whole."""
    return "1 month" if round(months) == 1 else f"{months:.0f} months"


def killed_by(parts: Split, beside: Mapping[str, float], months: float) -> str:
    """The one line that decides against tuning: a part of the call, or the largest cost beside the calls."""
    if parts.total <= 0:
        name, amount = min(((name, getattr(parts, name)) for name in PART_WORDS), key=lambda part: part[1])
        if amount >= 0:
            return "nothing is saved: neither prompt nor answers get shorter, and the price is the same"
        return PART_WORDS[name].format(f"${plain(-amount)}")
    monthly = {name: beside[name] for name in ("hosting", "storage", "upkeep", "retraining")}
    monthly |= {"the project": beside["project"] / months, "training": beside["training"] / months}
    name = max(monthly, key=lambda key: monthly[key])
    takes, of = (usd(Decimal(repr(amount))) for amount in (monthly[name], sum(monthly.values())))
    return f"{name} takes {takes} of the {of} a month that tuning would have to earn"
