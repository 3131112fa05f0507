"""The verdicts, their families and their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from auditor.model.finding import Confidence
from auditor.model.money import Range

VerdictName = Literal[
    "iterate-prompt",
    "move-to-retrieval",
    "keep-in-context",
    "build-dataset",
    "keep-general-model",
    "wait-for-scale",
    "no-tuning-path",
    "fine-tune",
    "fine-tune-with-retrieval",
    "keep-fine-tuned",
    "pull-knowledge-out-of-weights",
    "return-to-prompting",
    "insufficient-data",
]


@dataclass(frozen=True, slots=True)
class Family:
    """A family of verdicts as people see it: never by colour alone."""

    id: str
    word: str
    shape: str


KEEP = Family("keep", "Keep", "●")
CACHE = Family("cache", "Cache", "◆")
RETRIEVE = Family("retrieve", "Retrieve", "■")
FINE_TUNE = Family("fine-tune", "Fine-tune", "▲")
NEEDS_DATA = Family("needs-data", "Needs data", "✚")
UNDO = Family("undo", "Undo", "▼")

FAMILIES: tuple[Family, ...] = (FINE_TUNE, RETRIEVE, CACHE, UNDO, NEEDS_DATA, KEEP)
"""In the order in which a reader wants them: what to do first, what to leave alone last."""


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """What a verdict says to a reader who has never seen it."""

    family: Family
    says: str
    moves_to: Literal["", "retrieval", "tuned", "prompt"] = ""
    """What serves an agent that follows it, where that is another than what serves it today and may cost less."""


VERDICTS: dict[VerdictName, VerdictWords] = {
    "iterate-prompt": VerdictWords(KEEP, "Keep prompting: the cheap levers have not been used yet."),
    "move-to-retrieval": VerdictWords(
        RETRIEVE, "Move the changing knowledge out of the prompt into retrieval.", "retrieval"
    ),
    "keep-in-context": VerdictWords(CACHE, "Keep the changing knowledge in the context, in a cached prefix."),
    "build-dataset": VerdictWords(NEEDS_DATA, "Collect examples, a hold-out set and a baseline first."),
    "keep-general-model": VerdictWords(KEEP, "Keep a prompted general model: the task is too broad or too restless."),
    "wait-for-scale": VerdictWords(KEEP, "Keep the prompt: at this volume tuning does not pay."),
    "no-tuning-path": VerdictWords(KEEP, "Keep the prompt: nobody tunes and serves this model long enough."),
    "fine-tune": VerdictWords(FINE_TUNE, "Fine-tune: the behaviour is stable and the break-even is crossed.", "tuned"),
    "fine-tune-with-retrieval": VerdictWords(
        FINE_TUNE, "Fine-tune the behaviour and keep the changing facts outside the weights.", "tuned"
    ),
    "keep-fine-tuned": VerdictWords(KEEP, "Keep the tuned model: it holds behaviour and pays for itself."),
    "pull-knowledge-out-of-weights": VerdictWords(UNDO, "Changing facts were trained into the weights: take them out."),
    "return-to-prompting": VerdictWords(
        UNDO, "Return to a prompted model: the tuned one no longer pays or lasts.", "prompt"
    ),
    "insufficient-data": VerdictWords(NEEDS_DATA, "No gate fails, but something needed to decide is missing."),
}


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One thing to do next, why, and what it is worth a month (None: not known or not money)."""

    action: str
    because: str
    saves_per_month: Range | None = None
    rule: str = ""
    """The rule of the finding that tells the same; nothing if the verdict's own finding, or another, does."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The agent's outcome, how sure it is, and what to do, in order."""

    name: VerdictName
    because: str
    confidence: Confidence
    recommendations: tuple[Recommendation, ...]
    if_pays: VerdictName
    """The verdict if all other gates stayed as they are and tuning paid; `if_not` if it did not, `if_unknown` if
    nobody could tell."""
    if_not: VerdictName
    if_unknown: VerdictName

    @property
    def family(self) -> Family:
        """The family whose shape, word and colour the verdict wears."""
        return VERDICTS[self.name].family
