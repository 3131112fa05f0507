"""A fleet out of files that people already have, in one format or several: whatever is no agent is told, with why."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from auditor.errors import InputError
from auditor.model.agent import Agent
from auditor.model.finding import Finding, Location
from auditor.model.fleet import Card, Deployed, Fleet, Origin, sha256
from auditor.sources import calls, copies, recognizing, remarks, skipping
from auditor.sources.file import File
from auditor.sources.formats import FORMATS, ON_REQUEST
from auditor.sources.found import MOST_NAME, Format, Found, Read, Skipped, one_line
from auditor.sources.reading import Options, unreadable
from auditor.sources.walking import files_below

_REASONS = 3
"""So many reasons are told where there is no agent at all."""
_INVENTORY = "it is an inventory of the auditor's own, to be named as a source by itself"


def claims(path: Path, options: Options) -> bool:
    """Whether `path` is a folder, or a file of one of the formats."""
    return path.is_dir() or (path.is_file() and _format_of(File(path, path.parent, options)) is not None)


def read(path: Path, options: Options) -> Fleet:
    """Read every agent at or below `path`; what is none is told in the fleet's notes, never dropped silently.

    Raises InputError if there is neither an agent nor a card of one.
    """
    root = path if path.is_dir() else path.parent
    agents: list[Read] = []
    files, skipped = files_of(path, options) if path.is_dir() else ([path], {})
    for each in files:
        file = File(each, root, options)
        for one in _open(file):
            if isinstance(one, Read):
                agents.append(one)
            else:
                skipped.setdefault(each, []).append(one)
        file.release()
    cards = tuple(_cards(skipped))
    if not agents and not cards:
        raise InputError.at(path, _nothing(path, skipped))
    agents, same, parts = copies.without(agents)
    left = {file: all for file, all in skipped.items() if os.path.realpath(file) not in parts}
    notes = list(skipping.notes(left, root))
    notes += (skipping.told(copy.file.path, why) for copy, why in same)
    ids = _ids(agents)
    who = calls.Directory(agents, ids)
    made = (_deployed(agent, id, who.of(agent, notes), notes) for agent, id in zip(agents, ids, strict=True))
    members = tuple(member for member in made if member is not None)
    notes += remarks.notes(agents, ids, root)
    return Fleet(
        name=path.resolve().name if path.is_dir() else path.stem,
        currency="USD",
        as_of=None,
        members=members,
        path=path.as_posix(),
        sha256=_digest(agents),
        notes=tuple(notes),
        cards=cards,
    )


def _cards(skipped: dict[Path, list[Skipped]]) -> Iterator[Card]:
    """What cards tell of agents, taken out of what is skipped: whose they are is found among all sources."""
    for path, all in skipped.items():
        yield from (Card(one.name, one.skills, Location(path.as_posix(), one.line)) for one in all if one.skills)
        all[:] = [one for one in all if not one.skills]


def agents_of(path: Path, options: Options, root: Path) -> dict[str, Read]:
    """The agents in one file below `root` by their keys, which are unique, for an inventory that refers to one of them.

    Raises InputError if there is none.
    """
    read = list(_open(File(path.absolute(), root.absolute(), options)))
    found = [one for one in read if isinstance(one, Read)]
    skipped = [one.because for one in read if isinstance(one, Skipped)]
    if not found and skipped:
        raise InputError.at(path, f"holds no agent: {skipped[0]}")
    if not found:
        raise InputError.at(path, "holds no agent in a known format")
    return {one.found.key: one for one in found}


def files_of(folder: Path, options: Options) -> tuple[list[Path], dict[Path, list[Skipped]]]:
    """The files below a folder that some format may want, in the order of their paths, and what could not be read."""
    endings = tuple({ending for format in _formats(options) for ending in format.ENDINGS})
    return files_below(folder, endings, options)


def _formats(options: Options) -> Sequence[Format]:
    asked = (format for format in FORMATS if options.takes(format.NAME))
    return [format for format in asked if options.formats or format.NAME not in ON_REQUEST]


def _format_of(file: File) -> Format | None:
    fitting = (format for format in _formats(file.options) if file.path.name.lower().endswith(format.ENDINGS))
    return next((format for format in fitting if format.claims(file)), None)


def _open(file: File) -> Iterator[Read | Skipped]:
    """The agents in a file or, in words, why there is none."""
    try:
        refusal = file.refusal()
        if refusal:
            yield Skipped(refusal)
            return
        format = _format_of(file)
        if format is None:
            is_inventory = recognizing.says_so(file.path) and "agents" in file.fields
            yield Skipped(_INVENTORY if is_inventory else file.problem or skipping.NO_SIGN)
            return
        keys: set[str] = set()
        for one in format.read(file):
            yield Read(_keyed(one, keys), file, format) if isinstance(one, Found) else one
    except (OSError, RuntimeError) as error:  # pathlib says RuntimeError for a link that leads to itself
        because = getattr(error, "strerror", None) or "it is a link that leads to itself"
        yield Skipped(f"it cannot be read ({because})")


def _keyed(one: Found, taken: set[str]) -> Found:
    """The agent with a key that no other before it in its file has: its own, or with a number behind it.

    Whoever reads the file reads the same keys, so that an inventory can refer to each of its agents.
    """
    key, number = one_line(one.key), 1
    while key in taken:
        number += 1
        ending = f"#{number}"
        key = one_line(one.key, MOST_NAME - len(ending)) + ending
    taken.add(key)
    return one if key == one.key else replace(one, key=key)


def _nothing(path: Path, skipped: dict[Path, list[Skipped]]) -> str:
    """Why there is no agent to audit: for a single file its own reason, for a folder what was looked for."""
    if not path.is_dir() and skipped:
        return f"holds no agent to audit: {skipped[path][0].because}"
    reasons = Counter(one.because for all in skipped.values() for one in all if one.because != skipping.NO_SIGN)
    why = "; ".join(f"of {count:,} it is said that {because}" for because, count in reasons.most_common(_REASONS))
    known = ", ".join(format.NAME for format in FORMATS)
    looked = f"; {len(skipped):,} files were looked at{f', and {why}' if why else ''}" if skipped else ""
    hint = "; plain prompts are read with --from text" if any(one.suffix.lower() == ".md" for one in skipped) else ""
    return f"holds no agent to audit in a known format{looked} (formats: {known}){hint}"


def _ids(agents: Sequence[Read]) -> list[str]:
    """The agents' names where they are unique, else the paths of their files without ending, and their keys."""
    ids = [one_line(agent.found.name) or agent.file.path.stem for agent in agents]
    places = [_place(agent, is_short=True) for agent in agents]
    if len(set(places)) < len(places):  # `a.md` beside `a .md`
        places = [_place(agent, is_short=False) for agent in agents]
    if len(set(places)) < len(places):  # a file that names two of its agents the same
        places = [f"{place}#{number}"[-MOST_NAME:] for number, place in enumerate(places, 1)]
    while len(set(ids)) < len(ids):  # again, since a path may be another's name; paths themselves are unique
        count = Counter(ids)
        ids = [place if count[id] > 1 else id for id, place in zip(ids, places, strict=True)]
    return ids


def _place(agent: Read, *, is_short: bool) -> str:
    path = agent.file.relative
    if is_short:
        path = path[: -len(agent.file.path.suffix)].strip() if agent.file.path.suffix else path
    return (f"{path}:{one_line(agent.found.key)}" if agent.found.key else path)[-MOST_NAME:]


def _deployed(one: Read, id: str, calls: tuple[str, ...], notes: list[Finding]) -> Deployed | None:
    found, file = one.found, one.file
    prompt = {"file": file.relative} | ({"agent": one_line(found.key)} if found.key else {})
    name = one_line(found.name) or file.path.stem
    try:
        declared = {"id": id, "name": name, **({"calls": calls} if calls else {}), **found.declared}
        agent = Agent.model_validate({**declared, "prompt": prompt})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        said = f"its {'.'.join(map(str, first['loc']))} cannot be taken over ({first['msg']})"
        notes.append(skipping.told(file.path, Skipped(said, found.line, name)))
        return None
    notes += unreadable(found.prompt, id)
    return Deployed(
        agent,
        found.prompt,
        found.tools,
        file.at(found.line),
        authored=found.authored,
        framed_by=one.framed_by,
        adds=found.adds,
        origin=Origin(one.format.NAME, found.key, file.sha256),
    )


def _digest(agents: Sequence[Read]) -> str:
    files = {agent.file.relative: agent.file.sha256 for agent in agents}
    return sha256("\n".join(f"{name} {digest}" for name, digest in files.items()))
