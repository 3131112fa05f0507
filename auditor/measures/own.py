"""The first pass: what one agent's own texts and files say."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from decimal import Decimal

from auditor.measures import arrivals, dataset, prompt
from auditor.model.arrivals import ArrivalFacts
from auditor.model.dataset import DatasetFacts
from auditor.model.facts import PromptFacts
from auditor.model.fleet import Deployed
from auditor.model.history import HistoryFacts
from auditor.model.measurement import Measurement


@dataclass(frozen=True, slots=True)
class OwnFacts:
    """What one agent's texts and files say, before the fleet and its prices are looked at."""

    prompt: PromptFacts
    dataset: DatasetFacts
    volatile_examples: Measurement[Decimal]
    arrivals: Measurement[ArrivalFacts]
    history: HistoryFacts | None = None
    """None where nobody asked for it."""


def own_facts(member: Deployed, memory: MutableMapping[str, str], history: HistoryFacts | None = None) -> OwnFacts:
    """Pass 1: a pure function of the agent's own inputs; `memory` keeps what earlier runs worked out.

    `history` is what `histories` found for many agents at once; without it the prompt's past is not looked at.
    """
    text = prompt.measure(member, memory)
    examples, volatile_examples = dataset.measure(member, memory, text)
    calls = arrivals.measure(member, memory)
    return OwnFacts(text, examples, volatile_examples, calls, history)
