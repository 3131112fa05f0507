"""What logs show of an agent, held against its prompt as measured, what is declared, and what the audit reckons."""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import replace
from decimal import Decimal

from auditor.costs import Prices
from auditor.measures import prompt
from auditor.measures.reconciling import reconciled
from auditor.model import means
from auditor.model.facts import EconomicsFacts, PromptFacts
from auditor.model.fleet import Deployed
from auditor.model.measurement import Known
from auditor.model.money import ZERO, Range
from auditor.model.observed import Difference, Observed, SeenFacts

SIX = Decimal("0.000001")
_PREFIX = re.compile(r"(?:(?:us|eu|apac|global|jp|au)\.)?(?:anthropic|amazon|meta|mistral|cohere|ai21|openai)\.")
_SUFFIX = re.compile(r"(?:[-@]?(?:20\d{6}|20\d\d-\d\d-\d\d)|-v\d{1,2}(?::\d{1,3})?|:\d{1,3}|[-@:]latest|@default)$")


def settled(members: Sequence[Deployed], memory: MutableMapping[str, str]) -> tuple[Deployed, ...]:
    """The agents with what their calls sent beyond the prompt, which takes the prompt's tokens to tell.

    Raises InputError for a prompt that cannot be read.
    """
    return tuple(_settled(member, memory) for member in members)


def _settled(member: Deployed, memory: MutableMapping[str, str]) -> Deployed:
    observed = member.observed
    if observed is None or not observed.used:
        return member
    text = prompt.measure(member, memory)
    figures, lacking, impossible = dict(observed.figures), dict(observed.lacking), ""
    mean = observed.input_per_call
    if mean is None:
        lacking["user_tokens"] = means.untold("input", observed.input)
    else:
        beyond = _beyond(observed, mean, text)
        if isinstance(beyond, Known):
            figures["user_tokens"] = beyond
        else:
            impossible = lacking["user_tokens"] = beyond
    rate = _rate_of_buckets(observed, text) if "cache_hit_rate" in lacking and not impossible else None
    if rate is not None:
        figures["cache_hit_rate"] = rate
        del lacking["cache_hit_rate"]
    new: dict[str, Range] = {name: fact.value for name, fact in figures.items() if name not in observed.figures}
    traffic = member.agent.traffic.model_copy(update=new)
    seen = replace(observed, figures=figures, lacking=lacking, impossible=impossible)
    return replace(member, agent=member.agent.model_copy(update={"traffic": traffic}), observed=seen)


def _beyond(observed: Observed, mean: Decimal, text: PromptFacts) -> Known[Range] | str:
    """Input tokens of a call beyond prompt and tool schemas; in words if there cannot be so few."""
    authored, error = text.tokens + text.tools_tokens, text.error * text.tokens
    if mean < authored - error:
        return (
            f"calls were seen with {mean:,.0f} input tokens on average, and the prompt alone has {authored:,}: the "
            "calls are another agent's or have another prompt, another model counts the tokens, or the log leaves out "
            "what was read from the cache"
        )
    low, high = means.ends(mean, observed.input_sizes, observed.with_input)
    ends = (low - authored - error, mean - authored, high - authored + error)
    least, point, most = (max(ZERO, end).quantize(SIX) for end in ends)
    note = f"{mean:,.0f} input tokens seen a call, less the {authored:,} of prompt and tools"
    return Known(Range(least, point, most), "tokens a call", "measured", note)


def _rate_of_buckets(observed: Observed, text: PromptFacts) -> Known[Range] | None:
    """Bounds of the hit rate where only sums are told: each hit reads the whole input at most, the prefix at least."""
    read, whole = observed.read_per_call, observed.input_per_call
    if not read or whole is None:
        return None
    prefix = Decimal(text.before_slot + text.tools_tokens)
    if not prefix or not whole:
        return None
    low, high = min(read / whole, Decimal(1)), min(read / prefix, Decimal(1))
    if low > high:
        return None
    note = "bounds from sums: each hit reads all of the input at most, and the stable prefix at least"
    return Known(Range.between(low.quantize(SIX), high.quantize(SIX)), "share of calls", "computed", note)


def facts(member: Deployed, text: PromptFacts, economics: EconomicsFacts, book: Prices) -> SeenFacts | None:
    """The agent in the logs; None where no log was read."""
    observed = member.observed
    if observed is None:
        return None
    return SeenFacts(
        observed=observed,
        authored=text.tokens + text.tools_tokens,
        differences=tuple(_differences(observed)),
        other_models=_other_models(observed),
        reconciliation=reconciled(member.agent, observed, economics, book),
    )


SHARES = frozenset(("growth_per_month", "cache_hit_rate", "batch_share"))
"""Figures that are shares already: of these the difference itself counts, of others its share of what is declared."""


def _differences(observed: Observed) -> Iterator[Difference]:
    """Every figure that is declared and was seen outside of what is declared."""
    for name, fact in observed.figures.items():
        told = observed.declared.per_month if name == "calls_per_month" else getattr(observed.declared, name)
        if told is None or told.low <= fact.value.point <= told.high:
            continue
        apart = abs(fact.value.point - told.point)
        if name not in SHARES:
            apart = apart / told.point if told.point else Decimal(1)
        yield Difference(name, told, fact.value, apart)


def _other_models(observed: Observed) -> tuple[str, ...]:
    declared = observed.declared_model.name
    if not declared:
        return ()
    return tuple(name for name in observed.models if bare(name) != bare(declared))


def bare(name: str) -> str:
    """A model's name without what names its host, its region or its snapshot: `us.anthropic.claude-x-v1:0`."""
    short = name.strip().casefold().rpartition("/")[2][:200]
    short = _PREFIX.sub("", short, count=1) if _PREFIX.match(short) else short
    for _ in range(3):
        shorter = _SUFFIX.sub("", short)
        if shorter == short:
            break
        short = shorter
    return short
