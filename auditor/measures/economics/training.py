"""What training costs on a way to a tuned model: supervised by the token, reinforcement by the hour (ECONOMICS 4.4)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from auditor import costs
from auditor.measures.economics.question import Question
from auditor.model.measurement import Known, Measurement, known
from auditor.model.money import MILLION, ZERO, Range, plain
from auditor.model.policy import ScalePays

UNPRICED = "nobody lists the price: the policy's range"


def training(
    question: Question,
    price: Measurement[Decimal] | None = None,
    minimum: Measurement[Decimal] | None = None,
    per_hour: Measurement[Decimal] | None = None,
) -> costs.Uncertain:
    """USD of all runs; at the policy's price where nobody lists one, by the hour where `per_hour` is the only way.

    C_train = runs × epochs × examples × tokens × p_tr, no run below the provider's minimum; or runs × hours × rate.
    What is read for an evaluation or by a grader comes on top and is not counted.
    """
    policy = question.policy.scale_pays
    runs = policy.training_runs.value
    if isinstance(per_hour, Known):
        run = _product((policy.reinforcement_hours.value, Range.sure(per_hour.value)))
        hours = plain(policy.reinforcement_hours.value.point)
        note = f"{plain(runs.point)} runs × {hours} hours of reinforcement tuning × ${plain(per_hour.value)}/h"
        return costs.Uncertain(_product((runs, run)), "assumed", note)
    listed = Range.sure(price.value) if isinstance(price, Known) else policy.training_price.value
    run = _product((*_tokens(question, policy), listed))
    least = minimum.value if isinstance(minimum, Known) else ZERO
    paid = Range(*[times * max(end, least) for times, end in zip(_ends(runs), _ends(run), strict=True)])
    return costs.Uncertain(paid, "assumed", _words(question, policy, listed, is_listed=isinstance(price, Known)))


def _tokens(question: Question, policy: ScalePays) -> tuple[Range, Range, Range]:
    """Millions of tokens of one run, as factors: epochs, examples in millions, tokens of an example."""
    return policy.epochs.value, Range.sure(_examples(question) / MILLION), _length(question, policy)[0]


def _length(question: Question, policy: ScalePays) -> tuple[Range, str]:
    """Tokens of an example, as counted in the file at hand or as the policy guesses, and which of the two."""
    counted = question.dataset.tokens_per_example
    if isinstance(counted, Known):
        return counted.value, " counted"
    return policy.tokens_per_example.value, ""


def _examples(question: Question) -> Decimal:
    """The examples at hand; where there are none yet, as many as a good set has."""
    return Decimal(known(question.dataset.examples) or question.policy.examples_ready.good_examples.value)


def _words(question: Question, policy: ScalePays, price: Range, *, is_listed: bool) -> str:
    runs, epochs = (plain(times.value.point) for times in (policy.training_runs, policy.epochs))
    told = f"{runs} runs × {epochs} epochs × {_examples(question):,.0f} examples"
    length, how = _length(question, policy)
    told += f" × {length.point:,.0f} tokens{how} × ${plain(price.point)}/Mtok"
    return told if is_listed else f"{told} ({UNPRICED})"


def _product(factors: Sequence[Range]) -> Range:
    """The product of ranges that are not negative."""
    low, point, high = Decimal(1), Decimal(1), Decimal(1)
    for factor in factors:
        low, point, high = low * factor.low, point * factor.point, high * factor.high
    return Range(low, point, high)


def _ends(range: Range) -> tuple[Decimal, Decimal, Decimal]:
    return range.low, range.point, range.high
