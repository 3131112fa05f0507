"""GitHub Models' prompt files: a chat's messages with a model, test data and evaluators."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.sources import chat, markdown
from auditor.sources.file import File
from auditor.sources.found import Found, Skipped, one_line
from auditor.sources.models import model_of
from auditor.sources.shapes import listing, purpose

NAME = "github-models"
DESCRIPTION = "GitHub Models prompt files, *.prompt.yml"
ENDINGS: tuple[str, ...] = (".yml", ".yaml")
ADDS = ""

_NAMED = (".prompt.yml", ".prompt.yaml")
_SIGNS = frozenset(("modelParameters", "testData", "evaluators"))
"""What tells such a file that is called otherwise, as `gh models eval` takes it."""


def claims(file: File) -> bool:
    """Whether it has messages, and its name or what stands beside them says so."""
    if "messages:" not in file.text or not isinstance(file.fields.get("messages"), list):
        return False
    return file.path.name.lower().endswith(_NAMED) or bool(_SIGNS & file.fields.keys())


def read(file: File) -> Iterator[Found | Skipped]:
    """The one prompt in a file."""
    fields = file.fields
    said = chat.prompt_of(fields.get("messages"))
    if isinstance(said, str):
        yield Skipped(said)
        return
    chosen = markdown.first_of(fields.get("model"), model_of)
    cases, checks = len(listing(fields.get("testData"))), len(listing(fields.get("evaluators")))
    tests = {"prompting": {"tests": {"cases": cases, "checks": cases * checks}}} if cases else {}
    yield Found(
        name=one_line(fields.get("name")) or _stem(file.path.name),
        prompt=file.inline(said.text, file.line_of("messages", said.place, "content")),
        declared={"purpose": purpose(fields.get("description")), "model": chosen.declared, **tests},
        remarks=(*chosen.remarks, *said.remarks),
    )


def _stem(name: str) -> str:
    return name.rsplit(".", 2 if name.lower().endswith(_NAMED) else 1)[0]
