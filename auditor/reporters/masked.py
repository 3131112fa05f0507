"""A run without the words of its prompts, for reports that go further than the prompts may."""

from __future__ import annotations

import re
from dataclasses import replace

from auditor.model.facts import Facts, PromptFacts
from auditor.model.prefix import Breakers, Movable, PrefixFacts
from auditor.model.run import Audited, Run
from auditor.model.shared import Disagreement, FleetGraph, SharedBlock
from auditor.model.verdict import Recommendation
from auditor.reporters.texts import LEFT_OUT

_QUOTED = re.compile(r"“[^”]*”")


def without_words(run: Run, *, has_spans: bool = False) -> Run:
    """The run without any words of prompts or training data: places, kinds, counts and digests stay.

    With `has_spans` the facts in prompts that age keep theirs.
    """
    return replace(
        run,
        agents=tuple(_agent(audited, has_spans=has_spans) for audited in run.agents),
        graph=_graph(run.graph),
        findings=tuple(replace(finding, message=_unquoted(finding.message)) for finding in run.findings),
    )


def _agent(audited: Audited, *, has_spans: bool) -> Audited:
    named = _movables(audited.facts.prefix)
    verdict = audited.verdict
    advice = tuple(_advice(one, named) for one in verdict.recommendations)
    facts = _facts(audited.facts, has_spans=has_spans)
    return replace(audited, facts=facts, verdict=replace(verdict, recommendations=advice))


def _facts(facts: Facts, *, has_spans: bool) -> Facts:
    quotes = tuple(replace(quote, text=LEFT_OUT, said=LEFT_OUT) for quote in facts.dataset.quotes)
    return replace(
        facts,
        prompt=_prompt(facts.prompt, has_spans=has_spans),
        dataset=replace(facts.dataset, quotes=quotes),
        prefix=_prefix(facts.prefix),
    )


def _prompt(prompt: PromptFacts, *, has_spans: bool) -> PromptFacts:
    spans = prompt.spans if has_spans else tuple(replace(span, text=LEFT_OUT) for span in prompt.spans)
    return replace(prompt, spans=spans, breakers=_breakers(prompt.breakers))


def _breakers(breakers: Breakers) -> Breakers:
    volatile = None if breakers.volatile is None else _movable(breakers.volatile)
    return replace(breakers, slots=tuple(map(_movable, breakers.slots)), volatile=volatile)


def _prefix(prefix: PrefixFacts) -> PrefixFacts:
    volatile = None if prefix.volatile is None else _movable(prefix.volatile)
    return replace(prefix, moves=tuple(map(_movable, prefix.moves)), volatile=volatile)


def _movables(prefix: PrefixFacts) -> tuple[Movable, ...]:
    return (*prefix.moves, *([prefix.volatile] if prefix.volatile else []))


def _movable(one: Movable) -> Movable:
    return replace(one, words=LEFT_OUT)


def _advice(one: Recommendation, named: tuple[Movable, ...]) -> Recommendation:
    """Advice that names blocks by their first words names them by their lines."""
    action, because = one.action, one.because
    for block in named:
        action, because = _placed(action, block), _placed(because, block)
    return replace(one, action=_unquoted(action), because=_unquoted(because))


def _placed(text: str, block: Movable) -> str:
    at_line = text.replace(f"“{block.words}”", f"at line {block.line}")
    return at_line.replace(block.words, LEFT_OUT) if block.words else at_line


def _unquoted(text: str) -> str:
    return _QUOTED.sub(LEFT_OUT, text)


def _graph(graph: FleetGraph) -> FleetGraph:
    return replace(graph, blocks=tuple(map(_block, graph.blocks)))


def _block(block: SharedBlock) -> SharedBlock:
    words = LEFT_OUT if block.words else ""
    return replace(block, words=words, disagreements=tuple(map(_disagreement, block.disagreements)))


def _disagreement(one: Disagreement) -> Disagreement:
    return replace(one, said=LEFT_OUT, sayings=tuple(saying._replace(value=LEFT_OUT) for saying in one.sayings))
