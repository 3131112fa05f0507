"""Claude Code subagents: Markdown files with front matter; the body is the prompt."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.sources import aliases, markdown
from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.models import model_of

NAME = "claude-code"
DESCRIPTION = "Claude Code subagents, Markdown files with front matter"
ENDINGS: tuple[str, ...] = (".md",)

ADDS = "the schemas of its tools, the environment, CLAUDE.md and the skills that it names"
ALIASES = frozenset({"sonnet", "opus", "haiku", "fable"})
"""Names that stand for whichever model of a family is current; a table tells which was, on a day."""
_DEFAULTS = frozenset({"inherit", "default", "opusplan", "best", ""})
"""Names of whatever is chosen elsewhere."""


def claims(file: File) -> bool:
    """Whether it is a Markdown file; formats with surer signs are asked first."""
    return markdown.owner(file) in {"", NAME}


def read(file: File) -> Iterator[Found | Skipped]:
    """The one agent in a file; outside a folder of agents much else has a description."""
    fields = markdown.keys(file)
    if "description" in fields and "name" not in fields and not markdown.no_agent(file):
        if "agents" not in markdown.folders(file):
            yield Skipped("its front matter has no name, and it lies in no folder of agents")
            return
        if "title" in fields and not {"model", "tools"} & fields.keys():
            yield Skipped("its front matter has a title and no name, as pages for people have")
            return
    yield markdown.agent(file, adds=ADDS, needs=frozenset(("name", "description")), chosen=_model(file))


def _model(file: File) -> markdown.Chosen:
    """The model; why one that is chosen elsewhere is unknown goes without saying."""
    value = markdown.keys(file).get("model")
    said = one_line(value).lower().removesuffix("[1m]")
    if said in _DEFAULTS and not isinstance(value, list):
        return markdown.Chosen({})
    if said not in ALIASES:
        return markdown.first_of(value, model_of)
    found, remark = aliases.resolved(NAME, said, file.options.as_of)
    return markdown.Chosen(found.declared, (remark,) if remark else ())
