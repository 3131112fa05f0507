"""The words and figures that all reports for people share: money, shares, counts, and the answer in a sentence."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from auditor.model.money import ZERO, Range
from auditor.model.run import Audited, Run

UNKNOWN = "unknown"
_MINUS = "\N{MINUS SIGN}"
_TO = "\N{EN DASH}"
_SCALES = (("T", Decimal(10**12)), ("B", Decimal(10**9)), ("M", Decimal(10**6)), ("k", Decimal(1000)), ("", Decimal(1)))

_BREAK = re.compile("\r\n|[\t\n\r\u2028\u2029]")
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(text: str) -> str:
    """A text on one line that can neither drive a terminal, nor reorder what stands around it, nor fail to encode."""
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", _BREAK.sub(" ", text))


def clipped(text: str, most: int) -> str:
    """At most `most` characters of a text, with an ellipsis where something was cut off."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def usd_point(amount: Decimal | None) -> str:
    """An amount with two significant digits, such as $1.8k; what is not zero never reads as zero."""
    if amount is None:
        return UNKNOWN
    return f"{_sign(amount)}${_short(abs(amount))}"


def usd(amount: Range | None) -> str:
    """A range such as $1.8k–2.4k; one figure where both ends read alike, `to` where an end is below zero."""
    if amount is None:
        return UNKNOWN
    low, high = usd_point(amount.low), usd_point(amount.high)
    if low == high:
        return low
    if amount.low < 0:
        return f"{low} to {high}"
    return f"{low}{_TO}{high.removeprefix('$')}"


def share(part: Decimal) -> str:
    """A share in whole per cent; 0 % and 100 % are only said where they are exact."""
    if 0 < part < Decimal("0.005"):
        return "<1 %"
    if Decimal("0.995") <= part < 1:
        return ">99 %"
    return f"{(part * 100).quantize(Decimal(1), ROUND_HALF_UP)} %"


def count(number: int) -> str:
    """A count with its thousands apart."""
    return f"{number:,}"


def several(number: int, noun: str) -> str:
    """A count with its noun, such as 1 agent or 1,200 agents."""
    return f"{count(number)} {noun}{'' if number == 1 else 's'}"


def answer(run: Run) -> str:
    """The answer in a sentence: what the fleet costs, what is avoidable, where tuning pays and where it is misused."""
    parts = (_cost(run), _avoidable(run), _crossed(run), _misuse(run))
    return "; ".join(part for part in parts if part) + "."


def is_crossed(audited: Audited) -> bool:
    """Whether tuning is past its break-even at the agent's volume."""
    return audited.facts.economics.break_even.crossed == "yes"


def is_misuse(audited: Audited) -> bool:
    """Whether changing facts were trained into the agent's weights."""
    return audited.verdict.name == "pull-knowledge-out-of-weights"


def why_unknown(audited: Audited) -> str:
    """What is missing to tell the agent's monthly cost."""
    option = audited.facts.economics.option("fine_tuned" if audited.agent.is_tuned else "prompted")
    return option.because or "no reason is given"


def _cost(run: Run) -> str:
    agents, known = len(run.agents), len(run.costed)
    if known == agents:
        return f"{several(agents, 'agent')} cost{'s' if agents == 1 else ''} {usd(run.monthly_cost)} a month"
    if known == 0:
        return f"What {several(agents, 'agent')} cost{'s' if agents == 1 else ''} is unknown"
    some = (
        f"{count(known)} of {several(agents, 'agent')} cost{'s' if known == 1 else ''} {usd(run.monthly_cost)} a month"
    )
    rest = agents - known
    return f"{some}, what the other {'one costs' if rest == 1 else f'{count(rest)} cost'} is unknown"


def _avoidable(run: Run) -> str:
    avoidable = run.avoidable
    if avoidable is None or avoidable.high <= ZERO:
        return "no saving is known"
    return f"{usd(avoidable)} a month is avoidable"


def _crossed(run: Run) -> str:
    crossed = sum(map(is_crossed, run.agents))
    advised = sum(audited.verdict.family.id == "fine-tune" for audited in run.agents)
    text = f"tuning is past its break-even for {several(crossed, 'agent')}"
    return (
        f"{text} and advised for {count(advised) if advised else 'none'}"
        if crossed
        else text.replace("0 agents", "no agent")
    )


def _misuse(run: Run) -> str:
    misused = sum(map(is_misuse, run.agents))
    return f"{several(misused, 'agent')} hold{'s' if misused == 1 else ''} changing facts in weights" if misused else ""


def _sign(amount: Decimal) -> str:
    return _MINUS if amount < 0 else ""


def _short(amount: Decimal) -> str:
    if amount == 0:
        return "0"
    rounded = amount.quantize(Decimal(1).scaleb(amount.adjusted() - 1), ROUND_HALF_UP)
    letter, scale = next((scale for scale in _SCALES if rounded >= scale[1]), _SCALES[-1])
    shown = rounded / scale
    digits = max(0, 1 - shown.adjusted())
    return f"{shown:,.{digits}f}{letter}"
