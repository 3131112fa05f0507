"""Files that are no agents, as notes: each with its reason; those that show no sign of one together, by ending."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from auditor.model.finding import Finding, Location
from auditor.sources.found import Skipped
from auditor.sources.reading import note

NO_SIGN = "no known format of agents is recognised in it"
_FEW = 3
"""So many files without any sign are told one by one; a repository may hold thousands."""
_NAMED = 10


def notes(skipped: Mapping[Path, Sequence[Skipped]], root: Path) -> Iterator[Finding]:
    """A note for each file, or for all of one ending in which nothing looks like an agent."""
    unknown: dict[str, list[Path]] = defaultdict(list)
    for path, all in skipped.items():
        if all[0].because == NO_SIGN:
            unknown[path.suffix.lower()].append(path)
    folded = {path for paths in unknown.values() if len(paths) > _FEW for path in paths}
    for path, all in skipped.items():
        if path not in folded:
            yield from (told(path, one) for one in all)
    for ending, paths in sorted(unknown.items()):
        if len(paths) > _FEW:
            yield _together(ending, paths, root)


def told(path: Path, one: Skipped) -> Finding:
    """A note on one file, or on an agent in it."""
    subject = f"{one.name}: {one.because}" if one.name else one.because
    what = f"{one.name} in {path.as_posix()}" if one.name else path.as_posix()
    place = Location(path.as_posix(), one.line)
    return note("file-skipped", place, f"{what} is skipped: {one.because}.", "low", subject)


def _together(ending: str, paths: Sequence[Path], root: Path) -> Finding:
    names = [path.relative_to(root).as_posix() for path in paths]
    rest = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    message = f"{len(names):,} {ending} files are skipped, for no format of agents is recognised in them: "
    return note(
        "files-skipped", Location(root.as_posix()), f"{message}{', '.join(names[:_NAMED])}{rest}.", "info", ending
    )
