"""The edits that really happened to a prompt: from the versions an inventory names, else from git."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.documents import bytes_of, git
from auditor.measures.edition import edition
from auditor.model.fleet import Deployed, body_of, sha256
from auditor.model.history import Figures, HistoryFacts

if TYPE_CHECKING:
    from auditor.knowledge.history import Version

_DECLARED = "the versions in the inventory"


@dataclass(frozen=True, slots=True)
class _Recorded:
    """Versions of a prompt by day and content, oldest first, and how to get at their texts."""

    source: str
    days: tuple[date, ...]
    contents: tuple[str, ...]
    texts: Callable[[], Mapping[str, bytes]]


def histories(members: Sequence[Deployed], memory: MutableMapping[str, str], as_of: date) -> list[HistoryFacts]:
    """The histories of many prompts as of a day: one look at each repository, and nothing read twice.

    What an earlier run made of the same versions is taken from `memory`. Raises InputError for unreadable files.
    """
    in_git = _in_git(members, memory)
    found = [_declared(member) or in_git[place] for place, member in enumerate(members)]
    return [_measured(member, one, memory, as_of) for member, one in zip(members, found, strict=True)]


def _measured(member: Deployed, found: _Recorded | str, memory: MutableMapping[str, str], as_of: date) -> HistoryFacts:
    if isinstance(found, str):
        return HistoryFacts.none(found, as_of)
    known = sum(day <= as_of for day in found.days)
    if known < 2:
        only = "only one version" if known else "no version"
        return HistoryFacts.none(f"{only} is on record in {found.source}, which tells of no change", as_of, known)
    is_body = member.prompt.is_front_matter_stripped
    identity = sha256(json.dumps([[day.isoformat() for day in found.days], found.contents, is_body]))
    key = f"history|{edition()}|{identity}"
    kept = json.loads(memory[key]) if key in memory else {}
    if kept.get("as_of") != as_of.isoformat():
        from auditor.measures import past  # loads the classifier: only where no earlier run asked as of the same day

        record = kept["record"] if kept else past.recorded(_versions(found, is_body=is_body))
        kept = {"as_of": as_of.isoformat(), "record": record, "figures": past.figures(record, as_of).kept()}
        memory[key] = json.dumps(kept, separators=(",", ":"))
    return HistoryFacts.of(found.source, as_of, Figures.restored(kept["figures"]))


def _versions(found: _Recorded, *, is_body: bool) -> list[Version]:
    from auditor.knowledge.history import Version

    raw = found.texts()
    versions = []
    for day, content in zip(found.days, found.contents, strict=True):
        if content in raw:
            text = raw[content].decode("utf-8-sig", errors="replace")
            versions.append(Version(day, body_of(text)[0] if is_body else text))
    return versions


def _declared(member: Deployed) -> _Recorded | None:
    """The versions that the inventory names."""
    versions = [one for one in member.agent.prompt.versions if one.file in member.files]
    if not versions:
        return None
    versions.sort(key=lambda version: version.at)
    raw = [bytes_of(member.files[version.file]) for version in versions]
    contents = tuple(map(sha256, raw))
    texts = dict(zip(contents, raw, strict=True))
    return _Recorded(_DECLARED, tuple(version.at for version in versions), contents, lambda: texts)


def _in_git(members: Sequence[Deployed], memory: MutableMapping[str, str]) -> dict[int, _Recorded | str]:
    """For each prompt without declared versions those in git or, in words, why there are none."""
    found: dict[int, _Recorded | str] = {}
    repositories: dict[Path, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    roots: dict[Path, Path | None] = {}
    for place, member in enumerate(members):
        path = member.prompt.path
        if path is None:
            found[place] = "the prompt stands in the inventory itself, where no earlier version is to be had"
            continue
        path = path.resolve()
        if path.parent not in roots:
            roots[path.parent] = git.root_of(path.parent)
        root = roots[path.parent]
        if root is None:
            found[place] = f"{path.name} does not lie in a git repository"
        elif not member.agent.prompt.versions:
            repositories[root][path.relative_to(root).as_posix()].append(place)
    for root, places in repositories.items():
        for path_in, one in _of_repository(root, sorted(places), memory).items():
            found.update(dict.fromkeys(places[path_in], one))
    return found


def _of_repository(root: Path, paths: list[str], memory: MutableMapping[str, str]) -> dict[str, _Recorded | str]:
    try:
        head = git.head(root)
        key = f"history of|{edition()}|{root.as_posix()}|{sha256(json.dumps([head, paths]))}"
        if key not in memory:
            memory[key] = json.dumps(git.versions(root, head, paths), separators=(",", ":"))
    except git.NoHistoryError as error:
        return dict.fromkeys(paths, f"git tells nothing about the prompt's past: {error}")
    commits: dict[str, list[tuple[int, str]]] = json.loads(memory[key])
    return {path: _recorded(root, commits[path]) or f"git does not track {path}" for path in paths}


def _recorded(root: Path, commits: list[tuple[int, str]]) -> _Recorded | None:
    if not commits:
        return None
    latest, days = 0, []
    for at, _ in commits:  # a clock that was set back does not turn the order round
        latest = max(latest, at)
        days.append(datetime.fromtimestamp(latest, UTC).date())
    contents = tuple(blob for _, blob in commits)
    return _Recorded("git", tuple(days), contents, lambda: git.contents(root, reversed(contents)))
