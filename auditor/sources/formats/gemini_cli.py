"""Gemini CLI's subagents: Markdown files with front matter; the body is the prompt."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.sources import markdown
from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.models import Named, of_google

NAME = "gemini-cli"
DESCRIPTION = "Gemini CLI subagents, Markdown in .gemini/agents"
ENDINGS: tuple[str, ...] = (".md",)

ADDS = "the schemas of its tools, the environment, and how the loop of a subagent ends"
_FIELDS = frozenset(("max_turns", "timeout_mins"))
_STANDS_FOR = frozenset(("pro", "flash", "flash-lite", "auto"))


def claims(file: File) -> bool:
    """Whether it lies where Gemini CLI looks, or has a field that only Gemini CLI knows."""
    if owner := markdown.owner(file):
        return owner == NAME
    fields = markdown.keys(file)
    return bool(_FIELDS & fields.keys()) or one_line(fields.get("kind")) in {"local", "remote"}


def read(file: File) -> Iterator[Found | Skipped]:
    """The one agent in a file."""
    fields = markdown.keys(file)
    if one_line(fields.get("kind")) == "remote":
        yield Skipped("it is a remote agent, whose prompt stands elsewhere")
        return
    chosen = markdown.first_of(fields.get("model"), _model)
    yield markdown.agent(file, adds=ADDS, needs=frozenset(("name", "description")), chosen=chosen)


def _model(text: str) -> Named:
    if text.lower() in _STANDS_FOR:
        return Named("google", None, f"{text!r} is whatever model Gemini CLI takes for it")
    return of_google(text)
