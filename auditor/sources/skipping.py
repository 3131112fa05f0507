"""What is no agent, as notes: each with its reason, or together where many share one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from auditor.model.finding import Finding, Location
from auditor.sources.found import Skipped
from auditor.sources.reading import note

NO_SIGN = "no known format of agents is recognised in it"
_FEW = 3
"""So many with the same reason are told one by one; a repository may hold thousands of files."""
_NAMED = 10
_CODE = frozenset((".py", ".ts", ".tsx", ".js", ".mjs"))
"""Code in which nothing makes an agent is no more worth a word than a picture."""


def notes(skipped: Mapping[Path, Sequence[Skipped]], root: Path) -> Iterator[Finding]:
    """A note for each file, or for all of one ending in which nothing looks like an agent."""
    unknown: dict[tuple[str, str], list[Path]] = defaultdict(list)
    for path, all in skipped.items():
        is_far = all[0].because == NO_SIGN or (all[0].is_far and len(all) == 1)
        if is_far and not (all[0].because == NO_SIGN and path.suffix.lower() in _CODE):
            unknown[path.suffix.lower(), all[0].because].append(path)
    folded = {path for paths in unknown.values() if len(paths) > _FEW for path in paths}
    for path, all in skipped.items():
        is_code = all[0].because == NO_SIGN and path.suffix.lower() in _CODE
        if path not in folded and not is_code:
            yield from (told(path, one) for one in all)
    for (ending, because), paths in sorted(unknown.items()):
        if len(paths) > _FEW:
            yield _together(ending, because, paths, root)


def told(path: Path, one: Skipped) -> Finding:
    """A note on one file, or on an agent in it."""
    subject = f"{one.name}: {one.because}" if one.name else one.because
    what = f"{one.name} in {path.as_posix()}" if one.name else path.as_posix()
    place = Location(path.as_posix(), one.line)
    return note("file-skipped", place, f"{what} is skipped: {one.because}.", "low", subject)


def _together(ending: str, because: str, paths: Sequence[Path], root: Path) -> Finding:
    names = [path.relative_to(root).as_posix() for path in paths]
    rest = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    why = "for no format of agents is recognised in them" if because == NO_SIGN else f"each because {because}"
    message = f"{len(names):,} {ending} files are skipped, {why}: {', '.join(names[:_NAMED])}{rest}."
    subject = ending if because == NO_SIGN else f"{ending} {because}"
    return note("files-skipped", Location(root.as_posix()), message, "info", subject)
