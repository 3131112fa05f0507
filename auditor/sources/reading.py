"""What all sources share: where files may lie, and how unreadable text is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from auditor.model.agent import Model
from auditor.model.finding import Finding, Location, Severity
from auditor.model.fleet import Text

_MOST_TOLD = 200
"""Characters of a name that messages repeat."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a source may read: whether files outside its folder are allowed, and of which formats it can be."""

    allow_outside: bool = False
    formats: tuple[str, ...] = ()
    """The formats that are looked for; empty for all."""
    as_of: date | None = None
    """The day of the audit, on which aliases of models stand for what they stood for; None leaves them unknown."""
    default_model: Model | None = None
    """The model of every agent that names none."""

    def takes(self, format: str) -> bool:
        """Whether a format is looked for."""
        return not self.formats or format in self.formats

    def may_read(self, path: Path, folder: Path) -> bool:
        """Whether a file lies in a folder, links followed, or may lie outside; OSError, RuntimeError of bad links."""
        return self.allow_outside or path.resolve().is_relative_to(folder.resolve())

    def inside(self, folder: Path, name: str) -> Path | str:
        """The file `name` in `folder`, or in words why it must not or cannot be read."""
        path = folder / name
        is_long = len(name) > _MOST_TOLD  # perhaps a prompt in a file's place: messages go further than prompts may
        shown = f"a path of {len(name):,} characters" if is_long else repr(name)
        try:
            if not self.may_read(path, folder):
                return f"{shown} lies outside the inventory's folder (allow it with --allow-outside)"
            if not path.is_file():
                why = "not a file" if path.exists() else "no such file"
                return f"{why}: {shown if is_long else path.as_posix()}"
            with path.open("rb"):
                return path
        except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: a link that leads to itself
            return f"{shown} cannot be read: {getattr(error, 'strerror', None) or error}"


def unreadable(text: Text, agent: str) -> list[Finding]:
    """Findings if the text's file is not clean UTF-8 or holds NUL bytes; the audit reads on, with U+FFFD."""
    if text.path is None:
        return []
    raw = text.path.read_bytes()
    flaws = []
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        flaws.append((error.start, "not-utf8", "is not UTF-8; it is read with replacement characters"))
    if b"\0" in raw:
        flaws.append((raw.index(b"\0"), "nul-byte", "is a NUL byte, which most providers reject"))
    return [
        Finding(
            rule="prompt-not-clean-text",
            agent=agent,
            severity="medium",
            confidence="high",
            message=f"Byte {offset} of the prompt file of {agent} {message}.",
            location=Location(text.location.file, raw.count(b"\n", 0, offset) + 1),
            subject=subject,
        )
        for offset, subject, message in flaws
    ]


def note(
    rule: str, place: Location, message: str, severity: Severity, subject: str, agent: str | None = None
) -> Finding:
    """A finding about the source itself."""
    return Finding(
        rule=rule,
        agent=agent,
        severity=severity,
        confidence="high",
        message=message,
        location=place,
        subject=f"{place.file} {subject}",
    )
