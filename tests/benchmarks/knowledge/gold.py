"""The labelled segments, which of them were set aside unread, and where they stand in their prompts."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(os.environ.get("AUDITOR_GOLD", Path(__file__).parents[4] / "shared" / "data"))
# Third-party text as well, in a folder of its own: segments that nobody who builds the detectors has read.
UNREAD = Path(os.environ["AUDITOR_UNREAD"]) if os.environ.get("AUDITOR_UNREAD") else None
SETS = ("gold-dev.jsonl", "gold-dev-2.jsonl")
PROMPTS = "gold-dev-prompts.jsonl.gz"

# Every source whose name's SHA-256 is divisible by three, chosen on 2026-11-22 before the author of the model read a
# segment. The rules beneath the model are older: their author had read both sets whole, so that what is measured on
# these sources flatters the rules, though not the weights.
HELD_OUT = frozenset(
    [
        "Alperen471/Voice_Agent",
        "Chukwudebere-ferd/hack4-coou",
        "Jain-Pranjal/ai-support-agent",
        "Syed007Hassan/Voice-Assistants-Bland-Vapi",
        "asgeirtj/system_prompts_leaks",
        "devofHifill/customer_chatbot",
        "linexjlin/GPTs",
        "openai/openai-agents-python",
        "pnp/copilot-pro-dev-samples",
        "rkj180220/billing-bot-prompt",
        "schmitech/orbit",
        "sierra-research/tau-bench",
        "sierra-research/tau2-bench",
        "wshobson/agents",
    ]
)

# Prompts of many hands in one collection, with recorded talks among them: its labels agree least with the others'.
FICKLE = "friuns2/BlackFriday-GPTs-Prompts"


@dataclass(frozen=True, slots=True)
class Gold:
    """One labelled segment; `place` is where it stands in its prompt, if it can be found there."""

    set: str
    id: str
    source: str
    prompt_sha: str
    title: str
    before: str
    text: str
    after: str
    label: str
    kinds: tuple[str, ...]
    place: tuple[int, int] | None

    @property
    def held_out(self) -> bool:
        return self.source in HELD_OUT


def is_there() -> bool:
    return all((DATA / name).exists() for name in (*SETS, PROMPTS))


def is_chosen(source: str) -> bool:
    """Whether the hash sets a source aside; HELD_OUT spells the outcome out."""
    return int(hashlib.sha256(source.encode()).hexdigest(), 16) % 3 == 0


@cache
def prompts() -> dict[str, str]:
    paths = [DATA / PROMPTS, *([UNREAD / "prompts.jsonl.gz"] if UNREAD else [])]
    texts = {}
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            texts |= {row["prompt_sha"]: row["text"] for row in map(json.loads, file)}
    return texts


@cache
def load() -> tuple[Gold, ...]:
    return tuple(gold for name in SETS for gold in _rows(DATA / name))


def unread() -> tuple[Gold, ...]:
    """The further set, of which only figures may be looked at."""
    return tuple(_rows(UNREAD / "unread.jsonl")) if UNREAD else ()


def _rows(path: Path) -> Iterator[Gold]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            place = _place(prompts().get(row["prompt_sha"], ""), row["before"], row["text"])
            kept = {
                key: row[key] for key in ("id", "source", "prompt_sha", "title", "before", "text", "after", "label")
            }
            yield Gold(set=path.stem, kinds=tuple(row["kinds"]), place=place, **kept)


def _place(prompt: str, before: str, text: str) -> tuple[int, int] | None:
    """Where the segment stands: where its text is found soonest after the text before it."""
    lead = prompt.find(before.strip()[:200]) if before.strip() else 0
    at = prompt.find(text.strip(), max(0, lead))
    if at < 0:
        at = prompt.find(text.strip())
    return (at, at + len(text.strip())) if at >= 0 and text.strip() else None
