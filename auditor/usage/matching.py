"""Which agent a caller of a log is: by what a person wrote down, by id, name, prompt name or prompt text.

Exact first; then without regard to case and punctuation, where that leaves one agent. Never by likeness: what fits
two agents, or none, is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from auditor.errors import InputError
from auditor.model.fleet import Deployed, sha256
from auditor.model.observed import Means
from auditor.model.usage import Caller

Index = Mapping[str, frozenset[str]]
Found = list[tuple[Means, frozenset[str]]]

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Match:
    """The agent that a caller is and by what; or, without one, why not."""

    agent: str | None
    by: Means | None = None
    because: str = ""


class Matcher:
    """Finds the agents of one fleet; `named` is what a person wrote down: agent ids by callers."""

    def __init__(self, members: Sequence[Deployed], named: Mapping[str, str]) -> None:
        self._members = members
        self._named = named
        self._ids = _index(members, lambda member: (member.agent.id,))
        self._names = _index(members, lambda member: (member.agent.name, _key(member)))
        self._loose = _index(members, lambda member: map(loose, (member.agent.id, member.agent.name, _key(member))))
        self._known: dict[Caller, Match] = {}

    def find(self, caller: Caller) -> Match:
        """The one agent that a caller is, or why it is none."""
        if caller not in self._known:
            self._known[caller] = self._found(caller)
        return self._known[caller]

    def _found(self, caller: Caller) -> Match:
        by_hand = self._by_hand(caller)
        if by_hand is not None:
            return by_hand
        own, of_prompt = self._by_name(caller), self._by_prompt(caller)
        if own:
            agents = frozenset[str].intersection(*(ids for _, ids in own))
            return _one(own if len(agents) == 1 else [*own, *of_prompt])
        if of_prompt:
            return _one(of_prompt[:1])
        return _one([("name, written otherwise", ids) for value in _told(caller) if (ids := self._ids_like(value))])

    def _by_hand(self, caller: Caller) -> Match | None:
        meant = {id for value in (*_told(caller), caller.prompt_sha256, caller.account) if (id := self._at(value))}
        return _one([("mapping", frozenset(meant))]) if meant else None

    def _at(self, value: str | None) -> str | None:
        return self._named.get(value) if value else None

    def _by_name(self, caller: Caller) -> Found:
        """The agents that are called as the log calls the caller; a name that no agent has says nothing."""
        told: tuple[tuple[Means, str | None], ...] = (("id", caller.id), ("name", caller.name))
        return [(by, found) for by, value in told if (found := self._called(value))]

    def _by_prompt(self, caller: Caller) -> Found:
        """The agents that have the caller's prompt, by its name or else by its text."""
        found: Found = []
        if ids := self._called(caller.prompt_name):
            found.append(("prompt name", ids))
        if caller.prompt_sha256 and (ids := self._texts.get(caller.prompt_sha256.lower(), frozenset())):
            found.append(("prompt text", ids))
        return found

    def _called(self, value: str | None) -> frozenset[str]:
        """The agents of an id or, failing that, of a name."""
        return self._ids.get(value or "") or self._names.get(value or "") or frozenset()

    def _ids_like(self, value: str) -> frozenset[str]:
        return self._loose.get(loose(value), frozenset())

    @cached_property
    def _texts(self) -> Index:
        """Agents by the digests of their prompts: as they stand, without spaces around, with single spaces."""
        return _index(self._members, _digests)


def loose(text: str | None) -> str:
    """A name without case, spaces and punctuation."""
    return "".join(char for char in (text or "").casefold() if char.isalnum())


def _told(caller: Caller) -> tuple[str, ...]:
    return tuple(value for value in (caller.id, caller.name, caller.prompt_name) if value)


def _key(member: Deployed) -> str | None:
    """What the agent is called in the file it was read from."""
    return member.origin.key if member.origin else None


def _one(found: Sequence[tuple[Means, frozenset[str]]]) -> Match:
    """The agent on which everything that was found agrees; names that several agents share are narrowed by others."""
    if not found:
        return Match(None, because="no agent of the fleet is called so")
    agents = frozenset.intersection(*(ids for _, ids in found))
    if len(agents) == 1:
        return Match(next(iter(agents)), found[0][0])
    fitting = sorted(frozenset().union(*(ids for _, ids in found)))
    shown = ", ".join(fitting[:4]) + (" …" if len(fitting) > 4 else "")
    return Match(None, because=f"it fits {len(fitting)} agents ({shown}); say which with --match")


def _index(members: Sequence[Deployed], names: Callable[[Deployed], Iterable[str | None]]) -> Index:
    found: dict[str, set[str]] = {}
    for member in members:
        for name in names(member):
            if name:
                found.setdefault(name, set()).add(member.agent.id)
    return {name: frozenset(ids) for name, ids in found.items()}


def _digests(member: Deployed) -> Iterable[str]:
    try:
        texts = {text.read() for text in (member.prompt, member.authored) if text is not None}
    except InputError:
        return  # the audit itself tells of a prompt that cannot be read
    for text in texts:
        if text.strip():
            yield from {sha256(text), sha256(text.strip()), sha256(_SPACE.sub(" ", text.strip()))}
