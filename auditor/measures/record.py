"""The versions of prompts on record: those that an inventory names, else those in git, by day and content."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from auditor.documents import bytes_of, git
from auditor.measures.edition import edition
from auditor.model.fleet import Deployed, sha256

_DECLARED = "the versions in the inventory"


@dataclass(frozen=True, slots=True)
class Recorded:
    """Versions of a prompt, oldest first: when each came to stand, and the digest of its content."""

    source: str
    days: tuple[date, ...]
    contents: tuple[str, ...]
    repository: git.Git | None = None
    """Where the contents are to be had; None where they are at hand."""
    at_hand: Mapping[str, bytes] = field(default_factory=dict)


def records(members: Sequence[Deployed], memory: MutableMapping[str, str]) -> list[Recorded | str]:
    """The versions of each prompt or, in words, why there are none: one look at each repository.

    What git told about the same commit is taken from `memory`. Raises InputError for unreadable files.
    """
    in_git = _in_git(members, memory)
    return [_declared(member) or in_git[place] for place, member in enumerate(members)]


def texts(wanted: Sequence[Recorded]) -> Iterator[Mapping[str, bytes] | str]:
    """For each, its contents by digest or why they cannot be had; repositories are asked for many at once."""
    answers: dict[git.Git, Iterator[dict[str, bytes]]] = {}
    failed: dict[git.Git, str] = {}
    for one in wanted:
        repository = one.repository
        if repository is None:
            yield one.at_hand
            continue
        if repository not in answers:
            groups = [other.contents[::-1] for other in wanted if other.repository is repository]
            answers[repository] = git.contents(repository, groups)
        if repository not in failed:
            try:
                found = next(answers[repository])
            except git.NoHistoryError as error:
                failed[repository] = _nothing(error)
        yield failed.get(repository) or found


def _declared(member: Deployed) -> Recorded | None:
    """The versions that the inventory names."""
    versions = [one for one in member.agent.prompt.versions if one.file in member.files]
    if not versions:
        return None
    versions.sort(key=lambda version: version.at)
    raw = [bytes_of(member.files[version.file]) for version in versions]
    contents = tuple(map(sha256, raw))
    days = tuple(version.at for version in versions)
    return Recorded(_DECLARED, days, contents, at_hand=dict(zip(contents, raw, strict=True)))


def _in_git(members: Sequence[Deployed], memory: MutableMapping[str, str]) -> dict[int, Recorded | str]:
    """For each prompt without declared versions those in git or, in words, why there are none."""
    found: dict[int, Recorded | str] = {}
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
        for path_in, one in _of_repository(git.Git(root), sorted(places), memory).items():
            found.update(dict.fromkeys(places[path_in], one))
    return found


def _of_repository(
    repository: git.Git, paths: list[str], memory: MutableMapping[str, str]
) -> dict[str, Recorded | str]:
    try:
        head = git.head(repository)
        key = f"history of|{edition()}|{repository.root.as_posix()}|{sha256(json.dumps([head, paths]))}"
        if key not in memory:
            memory[key] = json.dumps(git.versions(repository, head, paths), separators=(",", ":"))
    except git.NoHistoryError as error:
        return dict.fromkeys(paths, _nothing(error))
    commits: dict[str, list[tuple[int, str]]] = json.loads(memory[key])
    return {path: _recorded(repository, commits[path]) or f"git does not track {path}" for path in paths}


def _recorded(repository: git.Git, commits: list[tuple[int, str]]) -> Recorded | None:
    if not commits:
        return None
    latest, days = 0, []
    for at, _ in commits:  # a clock that was set back does not turn the order round
        latest = max(latest, at)
        days.append(datetime.fromtimestamp(latest, UTC).date())
    return Recorded("git", tuple(days), tuple(blob for _, blob in commits), repository)


def _nothing(error: git.NoHistoryError) -> str:
    return f"git tells nothing about the prompt's past: {error}"
