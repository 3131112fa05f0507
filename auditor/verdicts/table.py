"""What the failure of each gate means, and what each verdict asks for, as tables."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model.verdict import VerdictName


@dataclass(frozen=True, slots=True)
class Row:
    """What a failing gate means for an agent that is prompted, and for one that is tuned (None: it goes on)."""

    prompted: VerdictName
    tuned: VerdictName | None


TABLE: dict[str, Row] = {
    "prompting-exhausted": Row("iterate-prompt", None),
    "knowledge-stable": Row("keep-in-context", "pull-knowledge-out-of-weights"),
    "examples-ready": Row("build-dataset", None),
    "task-narrow": Row("keep-general-model", None),
    "scale-pays": Row("wait-for-scale", "return-to-prompting"),
    "option-open": Row("no-tuning-path", "return-to-prompting"),
}
"""The first failing gate gives the verdict. `keep-in-context` becomes `move-to-retrieval` where the context is no
home for the knowledge, and `fine-tune-with-retrieval` where nothing but the knowledge speaks against tuning."""

ACTIONS: dict[VerdictName, str] = {
    "iterate-prompt": "Work on the prompt before anything dearer",
    "move-to-retrieval": "Move the changing knowledge into retrieval",
    "keep-in-context": "Keep the changing facts as one block in a cached prefix",
    "build-dataset": "Collect examples, a hold-out set and a baseline",
    "keep-general-model": "Keep a prompted general model",
    "wait-for-scale": "Keep the prompt until the volume carries a project",
    "no-tuning-path": "Keep the prompt; no provider tunes and serves this model long enough",
    "fine-tune": "Fine-tune the behaviour and shorten the prompt",
    "fine-tune-with-retrieval": "Fine-tune the behaviour and serve the changing facts from retrieval",
    "keep-fine-tuned": "Keep the tuned model and plan its next retraining",
    "pull-knowledge-out-of-weights": "Retrain without the changing facts and serve them from retrieval",
    "return-to-prompting": "Return to a prompted model with a cached prefix",
    "insufficient-data": "Supply what is missing",
}

SPECIFIC: tuple[VerdictName, ...] = ("iterate-prompt", "build-dataset", "keep-general-model", "wait-for-scale")
"""Verdicts whose gate says better what to do than the verdict's own words."""
