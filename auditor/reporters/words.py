"""The words and figures that all reports for people share: money, shares, counts, and the answer in a sentence."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from auditor.model.estimate import Simulated
from auditor.model.facts import PromptFacts
from auditor.model.measurement import Known, Measurement, Unknown
from auditor.model.money import CENT, ZERO, Range, plain
from auditor.model.money_words import UNKNOWN as UNKNOWN  # noqa: PLC0414  the same in reports and in messages
from auditor.model.money_words import short as _short
from auditor.model.money_words import sign as _sign
from auditor.model.money_words import usd as usd  # noqa: PLC0414
from auditor.model.money_words import usd_point as usd_point  # noqa: PLC0414
from auditor.model.run import Audited, Run
from auditor.model.shared import Disagreement, SharedBlock

SHARES = frozenset(
    {
        "growth_per_month",
        "cache_hit_rate",
        "hit_rate_today",
        "removable_share",
        "fallback_share",
        "smaller_model_share",
        "batch_share",
        "discount_per_year",
    }
)
MONEY = frozenset(
    {
        "project_cost",
        "training_cost",
        "upkeep_per_month",
        "retrain_cost",
        "retrieval_per_call",
        "retrieval_per_month",
        "training_price",
    }
)
"""Inputs of the cost model that read as shares and as money; the others are plain numbers."""

MOST_VALUES = 8
"""Different values of one fact that a sentence tells."""

_BREAK = re.compile("\r\n|[\t\n\r\u2028\u2029]")
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(text: str) -> str:
    """A text on one line that can neither drive a terminal, nor reorder what stands around it, nor fail to encode."""
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", _BREAK.sub(" ", text))


def clipped(text: str, most: int) -> str:
    """At most `most` characters of a text, with an ellipsis where something was cut off."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def money_or_why(amount: Measurement[Range]) -> str:
    """A measured range of money, or why there is none."""
    return f"{UNKNOWN}: {amount.because}" if isinstance(amount, Unknown) else usd(amount.value)


def worth_of_block(block: SharedBlock) -> str:
    """What a block of changing facts costs where it stands, and when one source would cost less."""
    worth = block.worth
    if worth is None or isinstance(worth.carried, Unknown):
        because = worth.carried.because if worth is not None and isinstance(worth.carried, Unknown) else "not looked at"
        return f"what carrying it costs is unknown: {because}"
    of = f" ({worth.carried.note})" if worth.carried.note else ""
    calls = "" if isinstance(worth.calls, Unknown) else f"{_short(worth.calls.value.point)} calls a month carry it for "
    told = f"{calls}{usd(worth.carried.value)} a month{of}"
    cached = worth.cached_saves
    if isinstance(cached, Known) and cached.value.point >= 1:
        told += f"; in a well-cached prefix it would save {usd(cached.value)} of that"
    share_needed = worth.retrieval_pays_below
    if isinstance(share_needed, Unknown) or share_needed.value == 0:
        return f"{told}; one index to retrieve it from would cost more"
    return f"{told}; retrieval pays if fewer than {share(share_needed.value)} of the calls need it"


def said_by_value(found: Disagreement) -> str:
    """What prompts say differently, and which say what, such as: $45 (carl), $50 (dora)."""
    agents: dict[str, list[str]] = {}
    for one in found.sayings:
        agents.setdefault(one.value, []).append(one.agent)
    groups = sorted(agents.items(), key=lambda group: (-len(group[1]), group[0]))
    told = [
        f"{value} ({', '.join(names[:6])}{' …' if len(names) > 6 else ''})" for value, names in groups[:MOST_VALUES]
    ]
    return ", ".join(told) + (f" and {count(len(groups) - MOST_VALUES)} more" if len(groups) > MOST_VALUES else "")


def usd_exact(amount: Decimal) -> str:
    """An amount to reckon with: to the cent (none where they are 0), six significant digits below ten cents."""
    size = abs(amount)
    if size < Decimal("0.1"):
        return f"{_sign(amount)}${_six(size)}"
    cents = size.quantize(CENT, ROUND_HALF_UP)
    return f"{_sign(amount)}${cents:,.{0 if cents == cents.to_integral_value() else 2}f}"


def usd_whole(amount: Decimal) -> str:
    """An amount to compare with others: whole dollars from a thousand on, two digits from a billion on, else cents."""
    if abs(amount) >= 10**9:
        return usd_point(amount)
    return usd_exact(amount.quantize(Decimal(1), ROUND_HALF_UP) if abs(amount) >= 1000 else amount)


def price(amount: Decimal) -> str:
    """A price to reckon with: six significant digits, idle zeros left out."""
    return f"{_sign(amount)}${_six(abs(amount))}"


def quantity(amount: Decimal) -> str:
    """A quantity to reckon with: at least six significant digits, thousands apart, idle zeros left out."""
    return f"{_sign(amount)}{_six(abs(amount))}"


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


def months(number: Decimal) -> str:
    """A number of months, such as 1 month or 9.73 months."""
    return f"{quantity(number)} month{'' if number == 1 else 's'}"


def dashed(name: str) -> str:
    """The name of an option as people read it: fine-tuned-smaller."""
    return name.replace("_", "-")


def spaced(name: str) -> str:
    """The name of an input as people read it: calls per month."""
    return name.replace("_", " ")


def input_value(name: str, value: Decimal) -> str:
    """A value of an input of the cost model in the input's own unit, to reckon with."""
    if name in SHARES:
        return f"{_sign(value)}{quantity(abs(value) * 100)} %"
    if name in MONEY:
        return usd_exact(value)
    return quantity(value)


def input_end(name: str, value: Decimal) -> str:
    """A value of an input in few characters, to two digits."""
    if name in SHARES:
        return f"{_sign(value)}{share(abs(value))}"
    if name in MONEY:
        return usd_point(value)
    return f"{_sign(value)}{_short(abs(value))}" if abs(value) >= 10_000 else quantity(value.quantize(CENT))


def simulated(found: Simulated) -> str:
    """How often tuning pays in the draws, and the band of what it then gains."""
    return f"{share(found.pays)} of {count(found.draws)} draws; 10–90 %: {usd(found.net)}"


def answer(run: Run) -> str:
    """The answer in a sentence: what the fleet costs, what is avoidable, where tuning pays and where it is misused."""
    parts = (_cost(run), _avoidable(run), _crossed(run), _misuse(run))
    return "; ".join(part for part in parts if part) + "."


def sizes(prompt: PromptFacts) -> str:
    """The size of a prompt: one figure or, with a framework's template around what people wrote, two."""
    if prompt.authored_tokens is None:
        return f"{count(prompt.tokens)} tokens"
    written = count(prompt.authored_tokens)
    return f"{written} tokens written, {count(prompt.tokens)} billed with {clean(prompt.framed_by)}'s template"


def besides(prompt: PromptFacts) -> str:
    """What is billed besides and no file tells; nothing where nothing is known to be."""
    return f"Besides is sent, of a size that no file tells: {prompt.adds}." if prompt.adds else ""


def is_crossed(audited: Audited) -> bool:
    """Whether tuning is past its break-even at the agent's volume, wherever (or nearly) what is not sure lies."""
    return any(gate.name == "scale-pays" and gate.decision.outcome == "pass" for gate in audited.gates)


def is_misuse(audited: Audited) -> bool:
    """Whether changing facts were trained into the agent's weights."""
    return audited.verdict.name == "pull-knowledge-out-of-weights"


def why_unknown(audited: Audited) -> str:
    """What is missing to tell the agent's monthly cost."""
    economics = audited.facts.economics
    option = economics.option(economics.own_route if audited.agent.is_tuned else "prompted")
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
        return f"no saving is known{dismissed(run)}"
    return f"{usd(avoidable)} a month is avoidable{dismissed(run)}"


def dismissed(run: Run) -> str:
    """What was dismissed, to stand beside what is avoidable, such as: (+$4.1k dismissed); else nothing."""
    saved, agents = run.dismissed, len(run.dismissed_agents)
    if not agents:
        return ""
    return f" (+{usd(saved)} dismissed)" if saved is not None else f" ({several(agents, 'agent')} dismissed)"


def _crossed(run: Run) -> str:
    crossed = sum(map(is_crossed, run.agents))
    advised = sum(audited.verdict.family.id == "fine-tune" for audited in run.agents)
    text = f"tuning is past its break-even for {several(crossed, 'agent')}"
    return (
        f"{text} and advised for {count(advised) if advised else 'none'}{_together(run)}"
        if crossed
        else text.replace("0 agents", "no agent")
    )


def _together(run: Run) -> str:
    """What tuning all that should be tuned gains, in draws in which prices and growth move together."""
    return f", which then gain {usd(run.together.net)} within their horizons" if run.together else ""


def _misuse(run: Run) -> str:
    misused = sum(map(is_misuse, run.agents))
    return f"{several(misused, 'agent')} hold{'s' if misused == 1 else ''} changing facts in weights" if misused else ""


def _six(amount: Decimal) -> str:
    places = 0 if amount == 0 else max(0, 5 - amount.adjusted())
    shown = plain(amount, Decimal(1).scaleb(-places))
    whole, point, part = shown.partition(".")
    return f"{int(whole):,}{point}{part}"
