"""Measure the text of one prompt: tokens, segments, ageing facts, techniques, credentials, blocks."""

from __future__ import annotations

import json
from collections.abc import MutableMapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from auditor import tokens
from auditor.measures.blocks import blocks
from auditor.measures.breakers import Words, breakers
from auditor.measures.edition import edition
from auditor.measures.lines import Lines
from auditor.model.facts import Block, PromptFacts, Secret, Stated, Stretch, VolatileSpan
from auditor.model.fleet import Deployed, sha256
from auditor.model.prefix import Breakers, Movable

if TYPE_CHECKING:
    from auditor import knowledge

MOST_SPANS = 2_000
"""Ageing facts that are kept one by one; of a prompt that holds more, the share says enough."""
_MOST_SPAN_TEXT = 120


def measure(member: Deployed, memory: MutableMapping[str, str]) -> PromptFacts:
    """The facts of an agent's prompt and tool schemas; what an earlier run worked out for the same text is reused."""
    family = tokens.family_of(member.agent.model.name)
    facts = replace(_remembered(member.prompt.read(), family, memory), adds=member.adds)
    if member.authored is not None:
        written = _remembered(member.authored.read(), family, memory)
        facts = replace(facts, authored_tokens=written.tokens, framed_by=member.framed_by)
    declared = member.agent.prompt.tools_tokens
    if member.tools is not None:
        tools = _remembered(member.tools.read(), family, memory)
        return replace(facts, tools_tokens=tools.tokens, tools_note=f"counted in {member.tools.location.file}")
    return facts if declared is None else replace(facts, tools_tokens=declared, tools_note="declared")


def is_known(member: Deployed, memory: MutableMapping[str, str]) -> bool:
    """Whether an earlier run has measured the agent's prompt as it stands."""
    return _key(sha256(member.prompt.read()), tokens.family_of(member.agent.model.name)) in memory


def size(member: Deployed) -> int:
    """Bytes or characters of an agent's prompt, whichever is cheap to tell."""
    return member.prompt.path.stat().st_size if member.prompt.path else len(member.prompt.inline or "")


def _key(digest: str, family: tokens.Family) -> str:
    return f"prompt|{edition()}|{family.name}|{digest}"


def _remembered(text: str, family: tokens.Family, memory: MutableMapping[str, str]) -> PromptFacts:
    digest = sha256(text)
    key = _key(digest, family)
    if key not in memory:
        facts = _measured(text, digest, family)
        memory[key] = json.dumps(facts, default=_plain, separators=(",", ":"))
        return facts
    return _restored(json.loads(memory[key]))


def _measured(text: str, digest: str, family: tokens.Family) -> PromptFacts:
    from auditor import knowledge  # only for prompts that no earlier run has measured

    counter = tokens.counter(family.encoding)
    segments = knowledge.annotate(text)
    ends, labels = _merged(segments)
    counts = counter.count_stretches(text, ends) if ends else []
    reference = sum(counts)
    count = tokens.scaled(reference, text, family)
    starts = [0, *ends[:-1]]
    found = [span for segment in segments if segment.label == "volatile" for span in segment.spans]
    lines = Lines(text)
    secrets = knowledge.credentials(text)
    words = Words(text, secrets)
    return PromptFacts(
        sha256=digest,
        characters=len(text),
        tokens=count.tokens,
        encoding=count.encoding,
        method=count.method,
        error=count.error,
        count_note=count.note,
        reference_tokens=reference,
        stretches=tuple(map(Stretch, labels, starts, ends, counts)),
        spans=spans_of(text, found[:MOST_SPANS], lines),
        spans_left_out=max(0, len(found) - MOST_SPANS),
        techniques=tuple(sorted(knowledge.techniques(text))),
        secrets=tuple(Secret(lines.of(found.start), found.what) for found in secrets),
        breakers=breakers(text, segments, counter, lines, words),
        blocks=blocks(text, segments, counter, lines, words),
    )


def _merged(segments: tuple[knowledge.Segment, ...]) -> tuple[list[int], list[str]]:
    """Ends and labels of the runs of neighbouring segments with the same label."""
    ends: list[int] = []
    labels: list[str] = []
    for segment in segments:
        if labels and labels[-1] == segment.label:
            ends[-1] = segment.end
        else:
            ends.append(segment.end)
            labels.append(segment.label)
    return ends, labels


def spans_of(text: str, found: list[knowledge.Span], lines: Lines) -> tuple[VolatileSpan, ...]:
    """The spans as facts: with their text, cut where it is long, and their line."""
    return tuple(
        VolatileSpan(
            start=span.start,
            end=span.end,
            line=lines.of(span.start),
            text=text[span.start : span.end][:_MOST_SPAN_TEXT],
            kind=span.kind,
            confidence=round(span.confidence, 3),
            because=span.because,
        )
        for span in found
    )


def _plain(value: Any) -> Any:
    """What JSON does not know: a dataclass as its fields, which are its slots, a decimal as its text."""
    return str(value) if isinstance(value, Decimal) else {name: getattr(value, name) for name in value.__slots__}


def _restored(kept: dict[str, Any]) -> PromptFacts:
    """Facts of an earlier run, as `_remembered` wrote them."""
    parts = {
        "error": Decimal(kept["error"]),
        "stretches": tuple(Stretch(**part) for part in kept["stretches"]),
        "spans": tuple(VolatileSpan(**part) for part in kept["spans"]),
        "techniques": tuple(kept["techniques"]),
        "secrets": tuple(Secret(**part) for part in kept["secrets"]),
        "breakers": _breakers(kept["breakers"]),
        "blocks": tuple(_block(part) for part in kept["blocks"]),
    }
    return PromptFacts(**kept | parts)


def _block(kept: dict[str, Any]) -> Block:
    stated = tuple(Stated(**one) for one in kept["stated"])
    return Block(**kept | {"sketch": tuple(kept["sketch"]), "stated": stated})


def _breakers(kept: dict[str, Any]) -> Breakers:
    volatile = kept["volatile"]
    slots = tuple(Movable(**one) for one in kept["slots"])
    return Breakers(slots, Movable(**volatile) if volatile else None, kept["after"], kept["behind"])
