"""What a git repository knows about files in it: their versions, for many files in a handful of questions.

The history is that of the first parents: what stood on the branch, in the order in which it came to stand there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from auditor.documents.git_process import Git, NoHistoryError

__all__ = ["Commit", "Git", "NoHistoryError", "contents", "head", "root_of", "versions"]

MOST_VERSIONS = 500
"""Versions of one file that are read; of a longer history the newest."""
MOST_BYTES = 1_000_000
"""A version that is larger is left out."""
MOST_BYTES_IN_ALL = 64_000_000

_MOST_COMMITS = 50_000
_MOST_RENAMES = 20
_MOST_NAMED = 100_000
"""Characters of names that fit on a command line; more files are looked for in the whole history."""
_RAW = ("-z", "--raw", "--no-abbrev", "--no-color", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all")
_ENTRY = re.compile(r":\d+ (\d+) [0-9a-f]+ ([0-9a-f]{40,64}) ([A-Z])\d*")


class Commit(NamedTuple):
    """A version of a file: when it came to stand on the branch (seconds since 1970), and the hash of its content."""

    at: int
    blob: str


class _Change(NamedTuple):
    at: int
    commit: str
    parent: str
    status: str
    blob: str


def root_of(folder: Path) -> Path | None:
    """The nearest folder upwards that holds a repository; costs no process."""
    return next((place for place in (folder, *folder.parents) if (place / ".git").exists()), None)


def head(git: Git) -> str:
    """The commit that is checked out; raises NoHistoryError if there is none or its past is cut off."""
    said = git.ask("rev-parse", "--is-shallow-repository", "--verify", "HEAD", because="it has no commit")
    shallow, _, commit = said.decode("ascii", "replace").strip().partition("\n")
    if shallow == "true":
        raise NoHistoryError("the clone is shallow, so the past is cut off; git fetch --unshallow brings it")
    if not re.fullmatch(r"[0-9a-f]{40,64}", commit):
        raise NoHistoryError("git does not say which commit is checked out")
    return commit


def versions(git: Git, commit: str, paths: Iterable[str]) -> dict[str, tuple[Commit, ...]]:
    """The versions of each of these files (relative to the root), oldest first, also under their earlier names.

    Files that git does not track have none. Raises NoHistoryError if git fails.
    """
    found: dict[str, list[_Change]] = {path: [] for path in paths}
    open_ends = {path: (path, "") for path in found}
    for _ in range(_MOST_RENAMES):
        if not open_ends:
            break
        changes = _changes(git, commit, sorted({name for name, _ in open_ends.values()}))
        births: dict[str, _Change] = {}
        for path, (name, before) in open_ends.items():
            life = _life(changes.get(name, []), before)
            found[path] += life
            if life and life[-1].status == "A" and life[-1].parent and len(found[path]) < MOST_VERSIONS:
                births[path] = life[-1]
        earlier = _earlier_names(git, {path: (open_ends[path][0], birth) for path, birth in births.items()})
        open_ends = {path: (name, births[path].commit) for path, name in earlier.items()}
    return {
        path: tuple(Commit(change.at, change.blob) for change in reversed(life[:MOST_VERSIONS]))
        for path, life in found.items()
    }


def _life(changes: Sequence[_Change], before: str) -> list[_Change]:
    """The changes of a file, newest first, back to when it was added; `before` is the commit that renamed it away."""
    if before:
        place = next((index for index, change in enumerate(changes) if change.commit == before), len(changes))
        changes = changes[place + 1 :]
    life: list[_Change] = []
    for change in changes:
        if change.status == "D":
            break
        life.append(change)
        if change.status == "A":
            break
    return life


def _changes(git: Git, commit: str, paths: Sequence[str]) -> dict[str, list[_Change]]:
    """All changes of these files, newest first, in one walk of the history."""
    found: dict[str, list[_Change]] = {path: [] for path in paths}
    asked = ("--first-parent", "--diff-merges=first-parent", "--no-renames", f"--max-count={_MOST_COMMITS}")
    named = paths if sum(map(len, paths)) < _MOST_NAMED else ()
    said = git.ask("--literal-pathspecs", "log", *asked, *_RAW, "--format=%ct %H %P", commit, "--", *named)
    at, name, parent = 0, "", ""
    for entry, path in _entries(said):
        if path is None:
            words = entry.split()
            at, name, parent = int(words[0]), words[1], words[2] if len(words) > 2 else ""
        elif (match := _ENTRY.fullmatch(entry)) and path in found:
            found[path].append(_Change(at, name, parent, match[3], match[2]))
    return found


def _entries(said: bytes) -> Iterator[tuple[str, str | None]]:
    """Heads of commits, with None, and entries, with their path."""
    parts = iter(said.split(b"\0"))
    for part in parts:
        text = part.decode("ascii", "replace").strip("\n")
        if text.startswith(":"):
            yield text, os.fsdecode(next(parts, b""))
        elif text:
            yield text, None


def _earlier_names(git: Git, births: Mapping[str, tuple[str, _Change]]) -> dict[str, str]:
    """By path, the name that the commit which seems to add a file really renamed it from."""
    if not births:
        return {}
    pairs = sorted({f"{birth.commit} {birth.parent}\n" for _, birth in births.values()})
    asked = ("--stdin", "-r", "--find-renames=50%", "--diff-filter=R")
    said = git.ask("diff-tree", *asked, *_RAW, given="".join(pairs).encode())
    renamed: dict[tuple[str, str], str] = {}
    commit, parts = "", iter(said.split(b"\0"))
    for part in parts:
        text = part.decode("ascii", "replace").strip("\n")
        if text.startswith(":"):
            source, target = os.fsdecode(next(parts, b"")), os.fsdecode(next(parts, b""))
            renamed[commit, target] = source
        elif text:
            commit = text.split()[0]
    keys = {path: (birth.commit, name) for path, (name, birth) in births.items()}
    return {path: renamed[key] for path, key in keys.items() if key in renamed}


def contents(git: Git, wanted: Sequence[Sequence[str]]) -> Iterator[dict[str, bytes]]:
    """For each group of hashes the contents by hash; what is missing or too large is left out.

    Of a group, first asked is first served. Many groups are asked for at once, as far as they fit into memory.
    """
    sizes = _sizes(git, {blob for group in wanted for blob in group})
    waiting: list[list[str]] = []
    weight = 0
    for group in wanted:
        chosen = _fitting(group, sizes)
        weighs = sum(sizes[blob] for blob in chosen)
        if waiting and weight + weighs > MOST_BYTES_IN_ALL:
            yield from _fetched(git, waiting, sizes)
            waiting, weight = [], 0
        waiting.append(chosen)
        weight += weighs
    yield from _fetched(git, waiting, sizes)


def _sizes(git: Git, blobs: Iterable[str]) -> dict[str, int]:
    """The sizes of the contents that are there and not too large."""
    asked = "".join(f"{blob}\n" for blob in sorted(blobs)).encode()
    found = {}
    for line in (
        git.ask("cat-file", "--batch-check", given=asked).decode("ascii", "replace").splitlines() if asked else ()
    ):
        blob, _, rest = line.partition(" ")
        kind, _, size = rest.partition(" ")
        if kind == "blob" and int(size) <= MOST_BYTES:
            found[blob] = int(size)
    return found


def _fitting(group: Sequence[str], sizes: Mapping[str, int]) -> list[str]:
    left, chosen = MOST_BYTES_IN_ALL, []
    for blob in dict.fromkeys(group):
        if sizes.get(blob, left + 1) <= left:
            chosen.append(blob)
            left -= sizes[blob]
    return chosen


def _fetched(git: Git, groups: Sequence[Sequence[str]], sizes: Mapping[str, int]) -> Iterator[dict[str, bytes]]:
    """The contents of some groups, in one question; what is not as large as was said breaks the answer off."""
    blobs = list(dict.fromkeys(blob for group in groups for blob in group))
    said = git.ask("cat-file", "--batch", given="".join(f"{blob}\n" for blob in blobs).encode()) if blobs else b""
    found, start = {}, 0
    for blob in blobs:
        head_of = f"{blob} blob {sizes[blob]}\n".encode()
        if not said.startswith(head_of, start):
            raise NoHistoryError("git gave something else than was asked for")
        begin = start + len(head_of)
        start = begin + sizes[blob] + 1
        found[blob] = said[begin : start - 1]
    for group in groups:
        yield {blob: found[blob] for blob in group}
