"""Claude Code subagents: Markdown files with front matter; the body is the prompt."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.sources import markdown
from auditor.sources.file import File
from auditor.sources.found import Found, Skipped
from auditor.sources.models import Named, model_of

NAME = "claude-code"
DESCRIPTION = "Claude Code subagents, Markdown files with front matter"
ENDINGS: tuple[str, ...] = (".md",)

ADDS = "the schemas of its tools, the environment, CLAUDE.md and the skills that it names"
ALIASES = frozenset({"sonnet", "opus", "haiku", "fable", "inherit", "default", "opusplan", "best"})
"""Names that stand for whichever model is current: they do not say which model is billed."""


def claims(file: File) -> bool:
    """Whether it is a Markdown file."""
    return file.suffix in ENDINGS


def read(file: File) -> Iterator[Found | Skipped]:
    """The one agent in a file."""
    chosen = markdown.first_of(markdown.keys(file).get("model"), _model)
    yield markdown.agent(file, adds=ADDS, needs=frozenset(("name", "description")), chosen=chosen)


def _model(text: str) -> Named:
    return Named() if text.lower() in ALIASES else model_of(text)
