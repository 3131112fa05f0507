"""GitHub Copilot's and VS Code's custom agents, and the chat modes they were called before; the body is the prompt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from auditor.model.fleet import body_of
from auditor.sources import markdown
from auditor.sources.file import File
from auditor.sources.found import Found, Remark, Skipped, one_line
from auditor.sources.models import Named, model_of, provider_of
from auditor.sources.shapes import listing, mapping

NAME = "copilot"
DESCRIPTION = "GitHub Copilot and VS Code custom agents, *.agent.md or Markdown in .github/agents"
ENDINGS: tuple[str, ...] = (".md",)

ADDS = "Copilot's own instructions, the schemas of its tools, and the repository's custom instructions"
_OWN_ENDINGS = (".agent.md", ".chatmode.md")
_FIELDS = frozenset(("mcp-servers", "handoffs", "user-invocable", "user-invokable", "infer"))
_TARGETS = frozenset(("vscode", "github-copilot"))
_TOOLS = frozenset(
    ("codebase", "editFiles", "runCommands", "githubRepo", "usages", "findTestFiles", "problems", "changes", "runTasks")
)
"""Tools of VS Code by the names that no other tool gives them."""
MOST_CHARACTERS = 30_000
"""Of a prompt, by the reference on docs.github.com."""
_VENDOR = re.compile(r"[ ]?\(([^()]{0,100})\)$")


def claims(file: File) -> bool:
    """Whether it lies where Copilot looks, or has a field that only Copilot knows."""
    if file.path.name.lower().endswith(_OWN_ENDINGS):
        return True
    if owner := markdown.owner(file):
        return owner == NAME
    fields = markdown.keys(file)
    is_ours = bool(_FIELDS & fields.keys()) or one_line(fields.get("target")) in _TARGETS
    return is_ours or bool(_TOOLS.intersection(markdown.listed(fields.get("tools"))))


def read(file: File) -> Iterator[Found | Skipped]:
    """The one agent in a file; only where its name says what it is may it lack front matter."""
    name = file.path.name
    is_named = name.lower().endswith(_OWN_ENDINGS)
    stem = name[: name.rindex(".", 0, -len(".md"))] if is_named else file.path.stem
    fields = markdown.keys(file)
    found = markdown.agent(
        file,
        name=one_line(stem),
        adds=ADDS,
        needs=frozenset() if is_named else frozenset(("name", "description")),
        chosen=markdown.first_of(fields.get("model"), _model),
        calls=tuple(
            who
            for one in listing(fields.get("handoffs"))
            if (who := one_line(mapping(one).get("agent"))) != "agent" and who
        ),
    )
    length = len(body_of(file.text)[0])
    if isinstance(found, Found) and length > MOST_CHARACTERS:
        too_long = f"has {length:,} characters, and Copilot takes {MOST_CHARACTERS:,} at most"
        found = replace(found, remarks=(*found.remarks, Remark("prompt-too-long", "prompt", too_long)))
    yield found


def _model(text: str) -> Named:
    """What the model picker shows, such as `Claude Sonnet 4.5 (copilot)`, under the name that it is billed by."""
    provider = "github-copilot"
    while (match := _VENDOR.search(text)) is not None:
        text = text[: match.start()].rstrip()
        vendor = provider_of(match[1])
        provider = provider if vendor in {"preview", "github-copilot"} else vendor or provider
    found = model_of(text)
    if found.name is None or found.provider is not None:
        return found
    return Named(provider, "-".join(found.name.lower().split()))
