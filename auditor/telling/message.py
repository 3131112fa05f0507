"""What people are told: a title that says how much, a line for each news, the fleet in one line, and a link."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from auditor.model.money_words import usd
from auditor.model.outcome import Figures
from auditor.model.since import NewsItem

MOST_LINES = 20
MOST_CHARACTERS = 300
WORDS = {
    "verdict": ("verdict changed", "verdicts changed"),
    "decision": ("decision open again", "decisions open again"),
    "crossing": ("break-even", "break-evens"),
    "cost": ("cost moved", "costs moved"),
    "avoidable": ("avoidable cost moved", "avoidable costs moved"),
    "fleet": ("agent came or went", "agents came or went"),
    "prompt": ("prompt grew", "prompts grew"),
}
"""Each kind of news in one and in many."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class Message:
    """Plain text for people; `is_failure` if something went wrong."""

    title: str
    body: str
    is_failure: bool = False


def counted(news: Sequence[NewsItem]) -> str:
    """How much news of each kind: `2 verdicts changed, 1 prompt grew`."""
    kinds = Counter(item.kind for item in news)
    return ", ".join(f"{number} {WORDS[kind][number > 1]}" for kind, number in kinds.items())


def news_of(audit: str, news: Sequence[NewsItem], figures: Figures, link: str | None, *, is_recovered: bool) -> Message:
    """The news of a run."""
    lines = [one_line(f"{item.agent}: {item.text}" if item.agent else item.text) for item in news[:MOST_LINES]]
    if len(news) > MOST_LINES:
        lines.append(f"… and {len(news) - MOST_LINES} more")
    again = ["It runs again."] if is_recovered else []
    body = "\n".join([*again, *(f"- {line}" for line in lines), "", summary(figures), *([link] if link else [])])
    return Message(one_line(f"{figures.fleet} ({audit}): {counted(news)}"), body)


def recovered(audit: str, figures: Figures, link: str | None) -> Message:
    """That an audit runs again, and nothing else is new."""
    body = "\n".join([summary(figures), *([link] if link else [])])
    return Message(one_line(f"{figures.fleet} ({audit}): runs again, no news"), body)


def failed(audit: str, problems: Sequence[str]) -> Message:
    """That an audit could not be run."""
    lines = [one_line(problem) for problem in problems[:MOST_LINES]]
    return Message(f"{audit}: the audit failed", "\n".join(lines), is_failure=True)


def summary(figures: Figures) -> str:
    """The fleet in one line."""
    agents = f"{figures.agents} agent{'s' if figures.agents != 1 else ''}"
    cost = f"{usd(figures.cost)} a month" if figures.cost is not None else "cost unknown"
    if figures.cost is not None and figures.costed < figures.agents:
        cost += f" for {figures.costed} of them, unknown for the others"
    saved = f", {usd(figures.avoidable)} of it avoidable" if figures.avoidable is not None else ""
    return one_line(f"{figures.fleet}: {agents}, {cost}{saved}")


def one_line(text: str) -> str:
    """A text that came from an inventory or a prompt, safe to stand in a line."""
    text = _CONTROL.sub(" ", text)
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"
