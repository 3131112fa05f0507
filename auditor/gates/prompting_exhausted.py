"""Gate 1: have the cheap levers of prompting really been used?"""

from __future__ import annotations

from auditor.gates.gate import Gate
from auditor.gates.words import listed, number, percent
from auditor.model.decision import Decision
from auditor.model.facts import Facts, PromptingFacts
from auditor.model.measurement import Known, Unknown
from auditor.model.policy import Policy, PromptingExhausted

TECHNIQUES = frozenset({"few_shot", "chain_of_thought", "format_constraints", "persona"})


def decide(facts: Facts, policy: Policy) -> Decision:
    """Pass when techniques and iterations are there, and quality misses its target or the cheap levers are pulled."""
    limits, prompting = policy.prompting_exhausted, facts.prompting
    return _too_few(prompting, limits) or _by_quality(prompting, limits)


def _too_few(prompting: PromptingFacts, limits: PromptingExhausted) -> Decision | None:
    """The decision where techniques or iterations settle it."""
    assert isinstance(prompting.techniques, Known)
    used, least = prompting.techniques.value, limits.min_techniques.value
    unused = TECHNIQUES - used
    if len(used) < least:
        had = f"only {listed(used)}" if used else "none"
        return Decision(
            outcome="fail",
            because=f"{had} of the four techniques used, where {least} are asked for: {listed(unused)} not tried",
            remedy=f"Try {listed(unused)} in the prompt and measure again.",
            evidence=(
                ("techniques in the prompt", "measured"),
                ("techniques by the owner", "declared" if prompting.is_declared else "unknown"),
            ),
        )
    if isinstance(prompting.iterations, Known) and prompting.iterations.value < limits.min_iterations.value:
        count = prompting.iterations.value
        times = f"{count} time{'' if count == 1 else 's'}{_counted(prompting)}"
        return Decision(
            outcome="fail",
            because=f"the prompt was revised {times}, where {limits.min_iterations.value} are asked for",
            remedy=f"Revise the prompt against {_tests(prompting)} before anything dearer.",
            evidence=(("techniques", prompting.techniques.basis), ("iterations", prompting.iterations.basis)),
        )
    return None


def _by_quality(prompting: PromptingFacts, limits: PromptingExhausted) -> Decision:
    missing = [
        fact.because for fact in (prompting.iterations, prompting.score, prompting.target) if isinstance(fact, Unknown)
    ]
    if missing:
        return Decision(
            outcome="unknown",
            because="; ".join(missing),
            remedy=_to_measure(prompting),
            evidence=(("techniques", "measured"), ("quality", "unknown")),
        )
    assert isinstance(prompting.score, Known) and isinstance(prompting.target, Known)  # noqa: PT018
    assert isinstance(prompting.iterations, Known)
    score, target = prompting.score.value, prompting.target.value
    worked = f"{number(prompting.iterations.value)} iterations{_counted(prompting)}"
    counted = (("iterations", "measured"),) if prompting.iterations.basis == "measured" else ()
    evidence = (("techniques", "measured"), ("quality", "declared"), *counted)
    if score.high < target.low:
        return Decision(
            outcome="pass",
            because=f"after {worked} quality is {number(score)} and still misses its target of {number(target)}",
            evidence=evidence,
        )
    if score.low < target.high:
        return Decision(
            outcome="unknown",
            because=f"quality of {number(score)} may or may not reach its target of {number(target)}",
            remedy="Measure quality on more cases until its range is clear of the target.",
            evidence=evidence,
        )
    reached = f"quality of {number(score)} reaches its target of {number(target)}, so cost is the only motive"
    return _by_levers(prompting, limits, reached)


def _tests(prompting: PromptingFacts) -> str:
    """What a new version of the prompt is to be tried on."""
    if isinstance(prompting.cases, Unknown) or not prompting.cases.value:
        return "a fixed set of test inputs"
    cases = prompting.cases.value
    return f"its {cases:,} test cases" if cases > 1 else "its test case, and more of them,"


def _to_measure(prompting: PromptingFacts) -> str:
    """How to learn what is missing; tests that are there say how to measure quality, but not what came out."""
    if isinstance(prompting.cases, Unknown) or not prompting.cases.value:
        return "Declare prompting.iterations and prompting.quality (metric, score, target)."
    return f"Run {_tests(prompting)} and declare what comes out: prompting.iterations and prompting.quality."


def _counted(prompting: PromptingFacts) -> str:
    """Where iterations that nobody declared were counted."""
    fact = prompting.iterations
    return f" ({fact.note})" if isinstance(fact, Known) and fact.note else ""


def _by_levers(prompting: PromptingFacts, limits: PromptingExhausted, reached: str) -> Decision:
    """Cost is the motive: it counts only once the cheap levers are pulled."""
    evidence = (("quality", "declared"), ("caching", "declared"))
    unused = []
    if (
        isinstance(prompting.cache_hit_rate, Known)
        and prompting.cache_hit_rate.value.point < limits.min_cache_hit_rate.value
    ):
        unused.append(f"caching (hit rate {percent(prompting.cache_hit_rate.value.point)})")
    position = prompting.dynamic_position
    is_last = "dynamic_last" in prompting.levers
    if isinstance(position, Known) and position.value < limits.first_dynamic_after.value and not is_last:
        unused.append(f"run-time text last (it starts after {percent(position.value)} of the prompt)")
    if "smaller_model" not in prompting.levers:
        unused.append("a smaller untuned model")
    if unused:
        return Decision(
            outcome="fail",
            because=f"{reached}, and cheap levers are left: {', '.join(unused)}",
            remedy="Pull the cheap levers first and declare them under prompting.techniques.",
            evidence=evidence,
        )
    if isinstance(prompting.cache_hit_rate, Unknown) and "caching" not in prompting.levers:
        return Decision(
            outcome="unknown",
            because=f"{reached}, and whether caching works is not known: {prompting.cache_hit_rate.because}",
            remedy="Declare traffic.cache_hit_rate from the provider's usage report.",
            evidence=(("quality", "declared"), ("caching", "unknown")),
        )
    return Decision(outcome="pass", because=f"{reached}, and the cheap levers are pulled", evidence=evidence)


GATE = Gate(
    id="G1",
    name="prompting-exhausted",
    question="Have the cheap levers of prompting really been used?",
    why="A better prompt ships in minutes; tuning takes weeks and freezes the mistakes of the prompt it learned from.",
    remedy="Use the missing techniques, iterate on a test set, cache, put run-time text last, try a smaller model.",
    reads=("prompting",),
    decide=decide,
)
