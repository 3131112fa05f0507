"""What is no agent, as notes: each with its reason, or together where many share one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from auditor.model.finding import Finding, Location
from auditor.sources import front_matter
from auditor.sources.found import Skipped
from auditor.sources.reading import note

NO_SIGN = "no known format of agents is recognised in it"
_FEW = 3
"""So many with the same reason are told one by one; a repository may hold thousands of files."""
_NAMED = 10
_MANY = 10
"""So many agents with the same reason are told one by one; a framework's examples may have hundreds."""
_AGENTS_NAMED = 50
_AS_THEY_STAND = " Where they are prompts as they stand, --from text reads them."
_CODE = frozenset((".py", ".ts", ".tsx", ".js", ".mjs", ".tf"))
"""Code in which nothing makes an agent is no more worth a word than a picture."""


def notes(skipped: Mapping[Path, Sequence[Skipped]], root: Path) -> Iterator[Finding]:
    """A note for each, or for all agents, and all files of one ending, that are skipped for the same reason."""
    alike: dict[tuple[str, str], list[Path]] = defaultdict(list)
    named: dict[str, list[tuple[Path, Skipped]]] = defaultdict(list)
    for path, all in skipped.items():
        ending = path.suffix.lower()
        for one in all:
            if one.name and not one.is_far:
                named[one.because].append((path, one))
            elif one.because != NO_SIGN or ending not in _CODE:
                alike[ending, one.because].append(path)
    for because, agents in named.items():
        if len(agents) > _MANY:
            yield _agents_together(because, agents, root)
        else:
            yield from (told(path, one) for path, one in agents)
    for (ending, because), found in alike.items():
        paths = list(dict.fromkeys(found))
        if len(paths) > _FEW:
            yield _together(ending, because, paths, root)
        else:
            yield from (told(path, one) for path in paths for one in skipped[path] if one.because == because)


def told(path: Path, one: Skipped) -> Finding:
    """A note on one file, or on an agent in it."""
    subject = f"{one.name}: {one.because}" if one.name else one.because
    what = f"{one.name} in {path.as_posix()}" if one.name else path.as_posix()
    place = Location(path.as_posix(), one.line)
    return note("file-skipped", place, f"{what} is skipped: {one.because}.", "low", subject)


def _together(ending: str, because: str, paths: Sequence[Path], root: Path) -> Finding:
    names = [path.relative_to(root).as_posix() for path in paths]
    rest = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    said = f"{len(names):,} {f'{ending} files' if ending else 'folders'} are skipped, each because {because}: "
    advice = _AS_THEY_STAND if because == front_matter.MISSING else ""
    message = f"{said}{', '.join(names[:_NAMED])}{rest}.{advice}"
    return note("files-skipped", Location(root.as_posix()), message, "info", f"{ending} {because}")


def _agents_together(because: str, agents: Sequence[tuple[Path, Skipped]], root: Path) -> Finding:
    names = [f"{one.name} ({path.relative_to(root).as_posix()})" for path, one in agents]
    rest = f" and {len(names) - _AGENTS_NAMED:,} more" if len(names) > _AGENTS_NAMED else ""
    said = f"{len(names):,} agents are skipped, each because {because}: {', '.join(names[:_AGENTS_NAMED])}{rest}."
    return note("file-skipped", Location(root.as_posix()), said, "low", f"agents {because}")
