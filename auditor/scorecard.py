"""Eight rounds of prompting against fine-tuning, each judged on the agent's own numbers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from auditor.model.facts import Facts
from auditor.model.history import HistoryFacts
from auditor.model.measurement import Known, Unknown
from auditor.model.money import usd
from auditor.model.policy import Policy
from auditor.model.run import Round, Winner

Judgement = tuple[Winner, str]

_MONTHS_PER_QUARTER = 3
LIKE = Decimal("0.05")
"""Monthly costs that differ by less than a twentieth are a draw."""


def speed(facts: Facts, policy: Policy) -> Judgement:
    """How often the prompt and its facts change, declared or on record: a prompt ships in minutes, weights in days."""
    changes = facts.scope.changes_per_quarter
    sources = facts.knowledge.changing(policy.knowledge_stable.stable_for_days.value)
    if sources:
        return "prompting", f"within a quarter this changes: {', '.join(source.name for source in sources)}"
    if isinstance(changes, Known) and changes.value.point > 0:
        return "prompting", f"the task changes {changes.value.point.normalize():f} times a quarter"
    edits = facts.history.edits_per_month
    if isinstance(edits, Known) and edits.value * _MONTHS_PER_QUARTER >= 1:
        return "prompting", f"by {facts.history.source}, the prompt was {_edited(facts.history)}"
    if facts.knowledge.volatile_tokens:
        told = f"{facts.knowledge.volatile_tokens:,} tokens of the prompt are facts that age"
        return "prompting", f"{told}{_chance(facts.history)}"
    if isinstance(changes, Unknown):
        if isinstance(edits, Known):
            return (
                "draw",
                f"by {facts.history.source}, the prompt was {_edited(facts.history)}, less than once a quarter",
            )
        return "unknown", changes.because
    return "draw", "neither the task nor its facts change, so it does not matter how fast a change ships"


def inference_cost(facts: Facts, policy: Policy) -> Judgement:
    """The monthly figures of the best cached prompt and of the tuned model."""
    prompts = [facts.economics.option(name) for name in ("prompted", "cached")]
    costs = [option.per_month.point for option in prompts if option.per_month]
    tuned = facts.economics.option(facts.economics.own_route)
    if not costs or tuned.per_month is None:
        lacking = prompts[0] if not costs else tuned
        return "unknown", lacking.because
    prompt, other = min(costs), tuned.per_month.point
    said = f"{usd(prompt)} a month for the best prompt, {usd(other)} tuned, the project not counted"
    if abs(prompt - other) <= LIKE * max(prompt, other):
        return "draw", said
    return ("prompting" if prompt < other else "fine-tuning"), said


def cold_start(facts: Facts, policy: Policy) -> Judgement:
    """The examples at hand: a prompt needs none."""
    limits, distinct = policy.examples_ready, facts.dataset.distinct
    examples = distinct if isinstance(distinct, Known) else facts.dataset.examples
    if isinstance(examples, Unknown):
        return "unknown", examples.because
    if examples.value < limits.min_examples.value:
        return "prompting", f"{examples.value:,} examples are too few to tune on"
    if examples.value < limits.good_examples.value:
        return "draw", f"{examples.value:,} examples are enough to start tuning"
    return "fine-tuning", f"{examples.value:,} examples are at hand, more than a prompt can show"


def consistency(facts: Facts, policy: Policy) -> Judgement:
    """Format rules in the prompt against the quality it reaches with them; and facts that other prompts contradict."""
    prompting, also = facts.prompting, _conflicts(facts)
    score, target = prompting.score, prompting.target
    if isinstance(score, Unknown):
        return "unknown", f"{score.because}{also}"
    if isinstance(target, Unknown):
        return "unknown", f"{target.because}{also}"
    has_rules = isinstance(prompting.techniques, Known) and "format_constraints" in prompting.techniques.value
    said = f"quality {score.value.point.normalize():f} against a target of {target.value.point.normalize():f}"
    if score.value.high < target.value.low:
        if has_rules:
            return "fine-tuning", f"{said} in spite of format rules in the prompt{also}"
        return "draw", f"{said}, but no format rules in the prompt yet{also}"
    if score.value.low < target.value.high:
        return "unknown", f"{said}: it may or may not reach it{also}"
    return ("draw", f"{said}{also}") if also else ("prompting", f"{said}: the instructions are followed well enough")


def _conflicts(facts: Facts) -> str:
    """What copies of the same text in other prompts say otherwise; nobody wins by that."""
    if not facts.conflicts:
        return ""
    first, more = facts.conflicts[0], len(facts.conflicts) - 1
    others = f"{', '.join(first.others[:3])}{' …' if len(first.others) > 3 else ''}"
    rest = f", {more} more facts differ" if more > 1 else ", another fact differs" if more else ""
    told = f"a {first.kind.replace('_', ' ')} in line {first.line} is not what {others} say{rest}"
    return f"; {told}, which one shared source settles and neither a prompt nor weights do"


def knowledge_updates(facts: Facts, policy: Policy) -> Judgement:
    """How much of what it must know changes: a prompt is edited at once, weights are retrained."""
    knowledge = facts.knowledge
    sources = knowledge.changing(policy.knowledge_stable.stable_for_days.value)
    told = [f"to be kept up to date: {', '.join(source.name for source in sources)}"] if sources else []
    if knowledge.volatile_tokens:
        told.append(f"{knowledge.volatile_share:.1%} of the prompt are facts that age{_copies(facts)}")
        told[-1] += _chance(facts.history)
    told += _in_weights(facts)
    return ("prompting", "; ".join(told)) if told else ("draw", "nothing was found that would have to be updated")


def _copies(facts: Facts) -> str:
    """How often an update has to be made, where the same facts stand in other prompts too."""
    number = facts.copies
    if not number:
        return ""
    others = "1 other prompt" if number == 1 else f"{number} other prompts"
    return f", some of them also in {others}, so an update is that many edits more"


def _in_weights(facts: Facts) -> list[str]:
    """What was trained in, or would be, and can then only be trained anew."""
    share, wrong_by = facts.knowledge.volatile_examples, facts.knowledge.wrong_by
    if isinstance(share, Unknown) or share.value <= 0:
        return []
    by = f", half of them probably wrong by {wrong_by.value:%B %Y}" if isinstance(wrong_by, Known) else ""
    return [f"{share.value:.0%} of the training answers hold a fact that ages{by}"]


def _edited(history: HistoryFacts) -> str:
    """How often a prompt with a rate of edits was edited."""
    assert isinstance(history.edits, Known)
    assert isinstance(history.days, Known)
    times = "once" if history.edits.value == 1 else f"{history.edits.value:,} times"
    return f"edited {times} in {history.days.value:,} days"


def _chance(history: HistoryFacts) -> str:
    """What the past says of the facts that age, to stand behind something; nothing where it is unknown."""
    chance = history.volatile_change_within_90_days
    if isinstance(chance, Unknown):
        return ""
    return f"; by {history.source}, each has a chance of {chance.value.point:.0%} to change within 90 days"


def flexibility(facts: Facts, policy: Policy) -> Judgement:
    """The number and spread of its tasks."""
    scope, tasks = facts.scope.scope, facts.scope.tasks
    if isinstance(scope, Known) and scope.value == "broad":
        return "prompting", "the task is declared broad"
    if isinstance(tasks, Known):
        if tasks.value > 1:
            return "prompting", f"{tasks.value} tasks are served by one prompt"
        return "draw", "one task: there is nothing to be flexible about"
    return ("draw", "the task is declared narrow") if isinstance(scope, Known) else ("unknown", scope.because)


def security(facts: Facts, policy: Policy) -> Judgement:
    """What can be read out of the prompt, and what can leak from training data."""
    shown = "a credential stands in the prompt, where a user can talk the model into showing it"
    held = [*facts.dataset.credentials, *facts.dataset.personal]
    if held:
        told = ", ".join(f"{one.what} ({one.rows:,})" for one in held[:3])
        repeated = f"the training data hold what a tuned model may repeat to anybody: {told}"
        return ("draw", f"{shown}; and {repeated}") if facts.prompt.secrets else ("prompting", repeated)
    if facts.prompt.secrets:
        return "fine-tuning", shown
    if isinstance(facts.knowledge.volatile_examples, Known) and facts.dataset.flaws:
        return "prompting", f"the training data is not clean: {facts.dataset.flaws[0]}"
    if isinstance(facts.knowledge.volatile_examples, Known):
        clean = "no credential in the prompt, and neither that nor personal data seen in the training data"
        return "unknown", f"{clean}; whether its input is untrusted is not known"
    return (
        "unknown",
        "no credential in the prompt; whether its input is untrusted and its data hold personal data is not known",
    )


def infrastructure(facts: Facts, policy: Policy) -> Judgement:
    """What it takes to run: an API call, or a tuning service with hosting."""
    path = facts.path
    if isinstance(path.is_offered, Unknown):
        return "unknown", path.is_offered.because
    if not path.is_offered.value:
        return "prompting", path.because
    if facts.knowledge.is_tuned:
        return "draw", "the tuning pipeline is already run"
    tuned = facts.economics.option(facts.economics.own_route)
    hosting = next((line for line in tuned.lines if line.name == "hosting"), None)
    if hosting is None:
        return "unknown", tuned.because
    if hosting.amount > 0:
        return "prompting", f"a tuned model has to be hosted for {usd(hosting.amount)} a month"
    return "draw", "tuned calls are billed per token by the same provider: no stack of one's own"


ROUNDS: tuple[tuple[str, Callable[[Facts, Policy], Judgement]], ...] = (
    ("speed", speed),
    ("inference cost", inference_cost),
    ("cold start", cold_start),
    ("consistency", consistency),
    ("knowledge updates", knowledge_updates),
    ("flexibility", flexibility),
    ("security", security),
    ("infrastructure", infrastructure),
)
"""The rounds in the order in which they are shown."""


def play(facts: Facts, policy: Policy) -> tuple[Round, ...]:
    """All eight rounds."""
    return tuple(Round(name, *judge(facts, policy)) for name, judge in ROUNDS)
