"""`decisions.yaml`: one block per decision, by time and then agent; what is there is never rewritten.

A later decision about the same agent (and rule) supersedes an earlier one; the file keeps both. Blocks may stand in any
order (a merge leaves them so) and comments stay where they are. Writing puts new blocks in their place by time, nearly
always the end, reads the result back, and swaps it in whole, under a lock.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from auditor.documents import Located, bytes_of, parse, text_of, to_files
from auditor.errors import InputError, OutputError, Problem
from auditor.model.review import Decision, standing
from auditor.model.review_file import decisions_from
from auditor.review.block import identity, plain_form, written
from auditor.review.lock import locked

NAME = "decisions.yaml"
Allowed = Callable[[tuple[Decision, ...]], None]
SCHEMA = "1"
HEAD = """\
# What people decided about this fleet's agents: written by `auditor review`, read by `auditor audit`.
# One block per decision; a later one about the same agent supersedes. Add, do not rewrite: git knows who and when.
# Merging: keep the blocks of both sides (`decisions.yaml merge=union` in .gitattributes does).
schema: 1
decisions:
"""

_CONFLICT = re.compile(r"^(<{7}|={7}|>{7}|\|{7})( |$)", re.MULTILINE)
_ITEM = re.compile(r"( *)-")
_EMPTY = re.compile(r"^decisions:[ \t]*(\[[ \t]*\]|null|~)[ \t]*$", re.MULTILINE)


def read(path: Path) -> tuple[Decision, ...]:
    """The decisions in the order of the file; none if there is no file.

    Raises InputError with the line and the path of everything that is wrong.
    """
    return _decisions(_text(path), path) if path.exists() else ()


def beside(source: Path) -> Path:
    """Where the ledger of an inventory lies: in its folder, or in the folder that is the source."""
    return (source if source.is_dir() else source.parent) / NAME


def of_sources(sources: Sequence[Path], named: Path | None) -> tuple[Decision, ...]:
    """What people decided: from the ledger that is named, else from the one beside the first source, if it is there.

    Raises InputError as `read` does, and for a named ledger that is not there.
    """
    if named is not None and not named.exists():
        raise InputError.at(named, "there is no such file; leave `decisions` away, or name the ledger that there is")
    return read(named or beside(sources[0]))


def add(path: Path, new: Sequence[Decision], allowed: Allowed | None = None) -> tuple[Decision, ...]:
    """Add decisions to the ledger, which is made if it is not there; gives them as they were written.

    `allowed` sees what the ledger holds while nobody else can write to it, and may raise to leave it so.

    One that would be older than what stands about its agent (a clock that went back) is dated a second after it, for
    the last word to be the latest. Raises InputError if the ledger cannot be read, OutputError if not written.
    """
    target = Path(os.path.realpath(path))
    with _told(path):
        target.parent.mkdir(parents=True, exist_ok=True)
    with locked(target.parent):
        text = _text(target) if target.exists() else HEAD
        before = _decisions(text, path)
        if allowed is not None:
            allowed(before)
        added = _in_time(before, new)
        after = _with(text, path, before, added)
        if sorted(map(identity, _decisions(after, path))) != sorted(map(identity, (*before, *added))):
            raise InputError.at(path, "cannot be added to: `decisions` must come last, with each entry behind a dash")
        to_files({path: after})
    return added


def _text(path: Path) -> str:
    return text_of(bytes_of(path), str(path))


def _decisions(text: str, path: Path) -> tuple[Decision, ...]:
    conflict = _CONFLICT.search(text)
    if conflict is not None:
        line = text.count("\n", 0, conflict.start()) + 1
        raise InputError.at(f"{path}:{line}", "is an unfinished merge: keep the blocks of both sides, drop the marks")
    document = parse(text, str(path), is_text=True)
    listed = _listed(document, path)
    place = _placed(document, path)
    problems: list[Problem] = []
    plain = []
    for number, entry in enumerate(listed):
        try:
            plain.append(plain_form(entry, place(f"decisions[{number}].until")))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    found = decisions_from(plain, place)
    problems = _edited(listed, found, place)
    if problems:
        raise InputError(problems)
    return found


def _edited(listed: Sequence[Any], found: Sequence[Decision], place: Callable[[str], str]) -> list[Problem]:
    """The blocks whose `id` is not that of what they say: edited by hand, or torn by a merge."""
    return [
        Problem(
            place(f"decisions[{number}].id"),
            f"the block does not say what was decided under this id ({identity(one)} would be its own): it was edited, "
            "or torn in a merge. Restore it and add a later decision instead, or drop its id if the edit is meant",
        )
        for number, (entry, one) in enumerate(zip(listed, found, strict=True))
        if "id" in entry and entry["id"] != identity(one)
    ]


def _listed(document: Located, path: Path) -> list[Any]:
    data = document.data
    if data is None:
        return []
    if not isinstance(data, dict):
        raise InputError.at(f"{path}:1", "expected `schema: 1` and a list of `decisions`")
    for name in data:
        if name not in ("schema", "decisions"):
            raise InputError.at(f"{path}:{document.line((name,))}: {name!s:.40}", "is no field here")
    if data.get("schema") != SCHEMA:
        where = f"{path}:{document.line(('schema',))}: schema"
        raise InputError.at(where, f"expected {SCHEMA}, got {data.get('schema')!r:.40}; a newer auditor may read it")
    listed = data.get("decisions") or []
    if not isinstance(listed, list):
        raise InputError.at(f"{path}:{document.line(('decisions',))}: decisions", "expected a list")
    return listed


def _placed(document: Located, path: Path) -> Callable[[str], str]:
    """Where the value at a path such as decisions[3].evidence.saving stands: file, line and path."""

    def place(where: str) -> str:
        steps = tuple(int(step) if step.isdecimal() else step for step in re.split(r"[.\[\]]+", where) if step)
        return f"{path}:{document.line(steps)}: {where}"

    return place


def _in_time(before: Sequence[Decision], new: Sequence[Decision]) -> tuple[Decision, ...]:
    """The new decisions, each dated after what it supersedes."""
    stands, added = standing(before), list[Decision]()
    for one in new:
        last = stands.get((one.agent, one.rule))
        if last is not None and one.at <= last.at:
            one = replace(one, at=last.at + timedelta(seconds=1))  # noqa: PLW2901
        stands[one.agent, one.rule] = one
        added.append(one)
    return tuple(added)


def _with(text: str, path: Path, before: Sequence[Decision], added: Sequence[Decision]) -> str:
    """The text with the new blocks in their places."""
    document = parse(text, str(path), is_text=True)
    if not before:
        text = _EMPTY.sub("decisions:", text) if document.data else text.rstrip("\n") + "\n" * bool(text.strip()) + HEAD
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    starts = [document.line(("decisions", number)) - 1 for number in range(len(before))]
    found = _ITEM.match(lines[starts[-1]]) if starts else None
    indent = found[1] if found else ""
    last = len(lines)
    for one in sorted(added, key=_key, reverse=True):
        at = _place_of(one, before, starts, lines[:last])
        lines[at:at] = [*written(one, indent), ""] if at < last else ["", *written(one, indent)]
    return end.join(lines) + end


def _key(one: Decision) -> tuple[Any, str, str]:
    return one.at, one.agent, one.rule or ""


def _place_of(one: Decision, before: Sequence[Decision], starts: Sequence[int], lines: Sequence[str]) -> int:
    """The line before which a block belongs: behind every block that is not later, with comments left to theirs."""
    later = [number for number, other in enumerate(before) if _key(other) <= _key(one)]
    following = later[-1] + 1 if later else 0
    if following >= len(starts):
        return len(lines)
    line = starts[following]
    while lines[line - 1].lstrip().startswith("#"):
        line -= 1
    return line


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """What the file system refuses, in words."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error
