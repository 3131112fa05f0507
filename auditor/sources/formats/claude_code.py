"""Claude Code subagents: Markdown files with front matter; the body is the prompt."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.fleet import body_of
from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.front_matter import front_matter

NAME = "claude-code"
DESCRIPTION = "Claude Code subagents, Markdown files with front matter"
ENDINGS: tuple[str, ...] = (".md",)

ALIASES = frozenset({"sonnet", "opus", "haiku", "fable", "inherit", "default", "opusplan", "best"})
"""Names that stand for whichever model is current: they do not say which model is billed."""


def claims(file: File) -> bool:
    """Whether it is a Markdown file."""
    return file.suffix in ENDINGS


def read(file: File) -> Iterator[Found | Skipped]:
    """The one agent in a file."""
    header = front_matter(file.text)
    if header is None:
        yield Skipped("it has no front matter")
    elif not {"name", "description"} & header.fields.keys():
        yield Skipped("its front matter has neither name nor description")
    elif not body_of(file.text)[0]:
        yield Skipped("its body, the prompt, is empty")
    else:
        model = one_line(header.fields.get("model"))
        name = one_line(header.fields.get("name")) or file.path.stem
        yield Found(
            name=name,
            prompt=file.body(),
            declared={
                "purpose": one_line(header.fields.get("description"), most=10_000) or None,
                "model": {"name": model} if model and model.lower() not in ALIASES else {},
            },
            said=("is not valid YAML; it was read line by line",) if header.is_lenient else (),
        )
