"""What a git repository knows about files in it: their versions, read without running anything the repository says.

A repository is foreign input: its configuration can name programs (a pager, a file-system monitor, a signature
checker, a transport). Each is switched off for every call, no hook is run, nothing is fetched and nothing is written.
The history is that of the first parents: what stood on the branch, in the order in which it came to stand there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

MOST_VERSIONS = 500
"""Versions of one file that are read; of a longer history the newest."""
MOST_BYTES = 1_000_000
"""A version that is larger is left out."""
MOST_BYTES_IN_ALL = 64_000_000

_MOST_COMMITS = 50_000
_MOST_RENAMES = 20
_MOST_NAMED = 100_000
"""Characters of names that fit on a command line; more files are looked for in the whole history."""
_SECONDS = 30
_OFF = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.sshCommand=false",
    "core.quotePath=false",
    "diff.external=",
    "diff.renameLimit=1000",
    "gpg.program=false",
    "gpg.ssh.program=false",
    "gpg.x509.program=false",
    "log.follow=false",
    "log.showRoot=true",
    "log.showSignature=false",
    "protocol.allow=never",
    "protocol.file.allow=never",
    "safe.bareRepository=explicit",
)
_RAW = ("-z", "--raw", "--no-abbrev", "--no-color", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all")
_ENTRY = re.compile(r":\d+ (\d+) [0-9a-f]+ ([0-9a-f]{40,64}) ([A-Z])\d*")


class NoHistoryError(Exception):
    """Why a repository tells nothing; its text goes into an `Unknown`."""


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


def head(root: Path) -> str:
    """The commit that is checked out; raises NoHistoryError if there is none or its past is cut off."""
    said = _git(root, "rev-parse", "--is-shallow-repository", "--verify", "HEAD", because="it has no commit")
    shallow, _, commit = said.decode("ascii", "replace").strip().partition("\n")
    if shallow == "true":
        raise NoHistoryError("the clone is shallow, so the past is cut off; git fetch --unshallow brings it")
    if not re.fullmatch(r"[0-9a-f]{40,64}", commit):
        raise NoHistoryError("git does not say which commit is checked out")
    return commit


def versions(root: Path, commit: str, paths: Iterable[str]) -> dict[str, tuple[Commit, ...]]:
    """The versions of each of these files (relative to the root), oldest first, also under their earlier names.

    Files that git does not track have none. Raises NoHistoryError if git fails.
    """
    found: dict[str, list[_Change]] = {path: [] for path in paths}
    open_ends = {path: (path, "") for path in found}
    for _ in range(_MOST_RENAMES):
        if not open_ends:
            break
        changes = _changes(root, commit, sorted({name for name, _ in open_ends.values()}))
        births: dict[str, _Change] = {}
        for path, (name, before) in open_ends.items():
            life = _life(changes.get(name, []), before)
            found[path] += life
            if life and life[-1].status == "A" and life[-1].parent and len(found[path]) < MOST_VERSIONS:
                births[path] = life[-1]
        earlier = _earlier_names(root, {path: (open_ends[path][0], birth) for path, birth in births.items()})
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


def _changes(root: Path, commit: str, paths: Sequence[str]) -> dict[str, list[_Change]]:
    """All changes of these files, newest first, in one walk of the history."""
    found: dict[str, list[_Change]] = {path: [] for path in paths}
    asked = ("--first-parent", "--diff-merges=first-parent", "--no-renames", f"--max-count={_MOST_COMMITS}")
    named = paths if sum(map(len, paths)) < _MOST_NAMED else ()
    said = _git(root, "--literal-pathspecs", "log", *asked, *_RAW, "--format=%ct %H %P", commit, "--", *named)
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


def _earlier_names(root: Path, births: Mapping[str, tuple[str, _Change]]) -> dict[str, str]:
    """By path, the name that the commit which seems to add a file really renamed it from."""
    if not births:
        return {}
    pairs = sorted({f"{birth.commit} {birth.parent}\n" for _, birth in births.values()})
    asked = ("--stdin", "-r", "--find-renames=50%", "--diff-filter=R")
    said = _git(root, "diff-tree", *asked, *_RAW, given="".join(pairs).encode())
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


def contents(root: Path, blobs: Iterable[str]) -> dict[str, bytes]:
    """The contents by hash, first asked first served; what is missing or too large is left out."""
    wanted = list(dict.fromkeys(blobs))
    if not wanted:
        return {}
    asked = "".join(f"{blob}\n" for blob in wanted).encode()
    left, chosen = MOST_BYTES_IN_ALL, []
    for line in _git(root, "cat-file", "--batch-check", given=asked).decode("ascii", "replace").splitlines():
        blob, _, rest = line.partition(" ")
        kind, _, size = rest.partition(" ")
        if kind == "blob" and int(size) <= min(MOST_BYTES, left):
            chosen.append(blob)
            left -= int(size)
    said = _git(root, "cat-file", "--batch", given="".join(f"{blob}\n" for blob in chosen).encode())
    found, start = {}, 0
    for blob in chosen:
        line_end = said.index(b"\n", start)
        size_of = int(said[start:line_end].split()[2])
        found[blob] = said[line_end + 1 : line_end + 1 + size_of]
        start = line_end + size_of + 2
    return found


def _git(root: Path, *arguments: str, given: bytes = b"", because: str = "") -> bytes:
    """What git answers; raises NoHistoryError, with `because` or git's own words, if it does not."""
    program = shutil.which("git")
    if program is None:
        raise NoHistoryError("git is not installed")
    switches = [part for setting in _OFF for part in ("-c", setting)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }
    command = [program, "--no-pager", *switches, "-C", str(root), *arguments]
    try:
        done = subprocess.run(  # noqa: S603  git itself, with all that could run something else switched off
            command, input=given, capture_output=True, timeout=_SECONDS, check=False, env=environment
        )
    except subprocess.TimeoutExpired:
        raise NoHistoryError(f"git took longer than {_SECONDS} seconds") from None
    except OSError as error:
        raise NoHistoryError(f"git cannot be run: {error.strerror}") from None
    if done.returncode:
        words = " ".join(done.stderr.decode("utf-8", "replace").split())[:200]
        is_foreign = "dubious ownership" in words
        raise NoHistoryError(
            "the repository belongs to somebody else" if is_foreign else because or f"git says: {words}"
        )
    return done.stdout
